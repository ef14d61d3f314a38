"""Names of table columns and of labels before owners, in all their variants, and what each of them holds."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from .deadlines import looks_like_deadline
from .lexicon import fold, grouped

_NOISE = re.compile(r"[:：*＊。.\-—_|]+")


def _key(text: str) -> str:
    return _NOISE.sub("", fold(text)).replace("（", "(").replace("）", ")")


@cache
def _names() -> dict[str, str]:
    groups = grouped("roles.txt")
    names: dict[str, str] = {}
    for stems, role in (("lead-stem", "lead"), ("support-stem", "support")):
        for stem in groups[stems]:
            for head in groups["office-head"]:
                names[_key(stem + head)] = role
    for role in ("number", "section", "requirement", "lead", "support", "deadline", "remark", "person", "ambiguous"):
        for name in groups[role]:
            names[_key(name)] = role
    return names


@cache
def _labels() -> dict[str, str]:
    """The names that may stand before a colon in running text: owners and deadlines only."""
    weak = {"单位", "部门", "科室", "处室", "分工", "负责", "时间", "进度", "责任", "落实", "配合", "牵头", "内容"}
    return {
        name: role
        for name, role in _names().items()
        if role in {"lead", "support", "deadline", "person"} and name not in weak - {"配合", "牵头"}
    }


_UNIT = re.compile(r"\(.*?\)$")


@lru_cache(maxsize=4096)  # the cells of a table repeat, and each is asked several times
def column_role(text: str) -> str | None:
    """Return the role that a column of this name has, or None if the name is unknown."""
    key = _key(text)
    if not 1 <= len(key) <= 24:
        return None
    names = _names()
    role = names.get(key) or names.get(_UNIT.sub("", key))
    if role is None and key.startswith(("2", "1")):
        role = names.get(re.sub(r"^\d{4}年(?:度)?", "", key))
    if role is None:
        for joint in ("及", "和", "与", "/", "、"):
            left, found, right = key.partition(joint)
            if found and (names.get(left) or names.get(right)):
                return names.get(left) or names.get(right)
    return role


# Names that say `when` of anything: they are labels only before words that say by when.
_WHEN = re.compile(r"(?:^|[、/（( \u3000\n])(时间|进度)$")
_LIMIT = re.compile("[前底末内]|持续|长期|常态|全年|每")


def label_role(text: str) -> str | None:
    """Return lead, support, deadline or person for a label in running text (`责任单位`), or None."""
    key = _key(text)
    return _labels().get(key) or _labels().get(_UNIT.sub("", key))


# A candidate for a label: a few characters (white space may stand between them) and a colon.
_LABEL = re.compile(
    r"([\u4e00-\u9fff][\u4e00-\u9fff（）()、/ \u3000\n]{1,15}?)(?:[:：]|(?<=[位门室])[为是](?=[\u4e00-\u9fff]))"
)


def find_label(text: str, start: int, end: int) -> tuple[int, int, str] | None:
    """Find the first label of owners or a deadline in the range: (where it begins, after its colon, its role)."""
    for match in _LABEL.finditer(text, start, end):
        found = _label_in(match)
        if found is not None:
            return found
    return None


def _says_when(match: re.Match[str], *, limit: bool) -> int | None:
    """Where 时间 stands before a colon that a deadline follows, or None; with `limit` a mere day is none."""
    when = _WHEN.search(match.group(1))
    if when is None:
        return None
    text = re.split(r"[；;。，,\n）)]", match.string[match.end() : match.end() + 60])[0].strip()
    due = looks_like_deadline(text) and (not limit or _LIMIT.search(text) is not None)
    return match.start(1) + when.start(1) if due else None


def _label_in(match: re.Match[str], *, limit: bool = True) -> tuple[int, int, str] | None:
    """The longest label at the end of a run of characters before a colon."""
    run = match.group(1)
    when = _says_when(match, limit=limit)
    if when is not None:
        return when, match.end(), "deadline"
    for i in range(len(run)):
        if run[i] in " \u3000\n" or (i and run[i - 1] not in " \u3000\n、/（(" and not _may_begin(run, i)):
            continue
        role = label_role(run[i:])
        if role is not None:
            return match.start(1) + i, match.end(), role
    return None


def _may_begin(run: str, i: int) -> bool:
    """Inside a word a label may begin only where a long one does (`并由责任单位：`)."""
    return len(run) - i >= 4


def find_labels(text: str) -> list[tuple[int, int, str]]:
    """Find every label in a text of owners, as `find_label` does; there any time is that of the task."""
    return [found for match in _LABEL.finditer(text) if (found := _label_in(match, limit=False)) is not None]


def starts_with_label(text: str) -> bool:
    """Whether a text begins with a label of owners or a deadline."""
    match = _LABEL.match(text)
    return match is not None and (
        label_role(match.group(1)) is not None or _says_when(match, limit=True) == match.start(1)
    )


_DEMAND_LABEL = re.compile(r"((?:工作|主要|具体|任务|落实|推进|重点)[\u4e00-\u9fff]{2,8})[：:]\s*(?=\S)")


def after_demand_label(text: str, start: int, end: int) -> int | None:
    """Where a demand begins behind a label that only says that it is one (`工作内容：公布…`), or None."""
    label = _DEMAND_LABEL.match(text, start, end)
    if label is None or not (column_role(label.group(1)) == "requirement" or label.group(1).endswith("名称")):
        return None
    return label.end()


def is_main_lead(name: str) -> bool:
    """Whether a name says who leads (牵头, 主办), beside which a 责任单位 is one of those that join in."""
    key = _key(name)
    return key.startswith(("牵头", "主办", "主责", "第一责任", "责任牵头"))
