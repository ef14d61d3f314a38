"""Names of table columns and of labels before owners, in all their variants, and what each of them holds."""

from __future__ import annotations

import re
from functools import cache

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


def label_role(text: str) -> str | None:
    """Return lead, support, deadline or person for a label in running text (`责任单位`), or None."""
    key = _key(text)
    return _labels().get(key) or _labels().get(_UNIT.sub("", key))


@cache
def label_pattern() -> re.Pattern[str]:
    """Return a pattern that finds such a label with its colon; group 1 is the label."""
    names = sorted(_labels(), key=len, reverse=True)

    # White space and full-width brackets occur inside labels: allow both.
    def loose(name: str) -> str:
        return r"[ \u3000]*".join("[（(]" if c == "(" else "[)）]" if c == ")" else re.escape(c) for c in name)

    return re.compile("(" + "|".join(loose(name) for name in names) + r")[ \u3000]*[:：]")
