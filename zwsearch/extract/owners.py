"""Owners of a task: tells who leads and who supports."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .date_spelling import join_broken
from .deadlines import looks_like_deadline
from .headers import find_labels, is_main_lead, starts_with_label
from .lexicon import fold, squeeze
from .offices import clean_office, find_duty, looks_like_office, split_list, split_offices


@dataclass(frozen=True, slots=True)
class Owners:
    """Who does a task: offices that lead, offices that support, and a deadline if it stood among them."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    deadline: str | None = None

    def __bool__(self) -> bool:
        return bool(self.lead or self.support)


_ROLE_TAG = re.compile(r"[（(](牵头|主办|负责|责任|配合|协办|参与|协助|会办)(?:单位|部门|科室|处室)?[)）]")
_JOINT = re.compile(r"(?<=[\u4e00-\u9fff）)])会同(?=[\u4e00-\u9fff])")
_MEET = re.compile(
    r"(?<=[局部委办厅科处室署院站队行司组府心股所馆])会(?=[\u4e00-\u9fff]{2,})(?!议|商|同|计|场|展|办|员|负责|牵头|配合|按|落实|参与|协助|主办|承办|分别|等)"
)
_LEAD_WORDS = ("牵头", "主办", "负责", "承办", "主责", "落实", "实施")
_SUPPORT_WORDS = ("配合", "协办", "协助", "参与", "会办", "协同", "参照", "支持")


@lru_cache(maxsize=4096)
def parse_owners(text: str, *, default: str = "lead", first_leads: bool = False) -> Owners:
    """Read the owners out of a cell, a bracket or a line after a label.

    Understands labels inside (`牵头单位：X；配合单位：Y；完成时限：Z`), `X牵头，Y、Z配合`, `X会同Y`, `X（牵头）、Y`.
    Offices that nothing is said about get the role `default`; with `first_leads` the first one leads and the
    others support.
    """
    lead: list[str] = []
    support: list[str] = []
    deadline: str | None = None
    if (remark := _ORDER_REMARK.search(text)) is not None:
        first_leads = True
        text = text[: remark.start()] + text[remark.end() :]
    text = part_time(join_broken(text))
    text = _LABEL_IN_BRACKET.sub(_without_bracket, _LIKEWISE.sub("", text))
    for role, part in _labelled(text, default):
        if role == "deadline":
            time, part = _off_time(part)
            deadline = time.strip(" 　。；;，,\n*_") or deadline
            role = default
        if role in {"person", "remark"}:
            continue
        for kind, names in _by_duty(part, role):
            if kind == "deadline":
                deadline = deadline or re.sub(
                    r"(?:前)(?:完成|落实|办结|报送|公布|公开|发布|上报|印发|上线|建成)$", "前", names[0]
                )
                continue
            if first_leads and kind == "lead" and role == default and not _says_role(part):
                head, *rest = names or ("",)
                if not lead and head:
                    lead.append(head)
                    support.extend(rest)
                else:
                    support.extend(names)
                continue
            (lead if kind == "lead" else support).extend(names)
    lead = list(dict.fromkeys(lead))
    support = [name for name in dict.fromkeys(support) if name not in lead]
    return Owners(tuple(lead), tuple(support), deadline)


def _off_time(part: str) -> tuple[str, str]:
    """The time after a label, and the offices after it that no label sets off: `6月底前；X牵头，Y配合`."""
    for stop in re.finditer(r"[；;，,]", part):
        time, rest = part[: stop.start()], part[stop.end() :]
        if find_duty(rest) is not None and is_time(squeeze(time)) and not is_time(squeeze(rest)):
            return time, rest
    return part, ""


_ORDER_REMARK = re.compile(
    r"[（(][^（()）]*(?:第一位|首位)[^（()）]*[)）]"
    r"|(?:^|[，,；;。、])[^，,；;。、（()）]*(?:第一位|首位)[^，,；;。（()）]*(?:牵头|主办|负责)[^，,；;。（()）]*"
)
_LIKEWISE = re.compile(r"[，,；;。、]\s*(?:下同|以下均?同)[。]?\s*$")


# `信息中心（配合：办公室）`: the label parts the two as a semicolon would.
_LABEL_IN_BRACKET = re.compile(r"[（(]([^（()）:：]{2,8}[:：][^（()）]+)[)）]")


def _without_bracket(match: re.Match[str]) -> str:
    return f"；{match.group(1)}；" if starts_with_label(match.group(1)) else match.group()


_GLUED = re.compile(
    r"(?<=负责|牵头|配合|协助|落实|[承主协]办)(?=于?(?:\d{4}年|[今明]年)?(?:\d{1,2}月|年[底末]|第?[一二三四]季度))"
)


def part_time(text: str) -> str:
    """A list of owners with a comma before a time that follows a duty directly: `X负责，10月底前完成`."""
    return _GLUED.sub("，", text)


def is_time(part: str) -> bool:
    """Whether a part of a list of owners says when: `6月底前完成` of `办公室负责，6月底前完成`."""
    return looks_like_deadline(part) and not looks_like_office(part)


def _says_role(text: str) -> bool:
    return "牵头" in text or "配合" in text or "主办" in text


def _labelled(text: str, default: str) -> list[tuple[str, str]]:
    """Split `牵头单位：X；配合单位：Y` into (role, text) pairs; text before the first label gets `default`."""
    marks = find_labels(text)
    if any(role == "lead" and is_main_lead(text[start:end]) for start, end, role in marks):
        # Beside a 牵头单位 the 责任单位 are those that join in.
        marks = [
            (start, end, "support" if role == "lead" and not is_main_lead(text[start:end]) else role)
            for start, end, role in marks
        ]
    if not marks:
        return [(default, text)]
    pairs: list[tuple[str, str]] = []
    if text[: marks[0][0]].strip(" ；;。，,（(\n"):
        pairs.append((default, text[: marks[0][0]]))
    for i, (_, end, role) in enumerate(marks):
        stop = marks[i + 1][0] if i + 1 < len(marks) else len(text)
        pairs.append((role, text[end:stop]))
    return pairs


def _by_duty(text: str, default: str) -> list[tuple[str, tuple[str, ...]]]:
    """Split `X牵头，Y、Z配合` into roles by the word that ends each run of offices."""
    groups: list[tuple[str, tuple[str, ...]]] = []
    pending: list[str] = []
    led = False
    headed = _HEADED.fullmatch(text.strip(" 　。；;\n")) if default == "lead" else None
    if headed is not None and not any(word in headed.group(1) for word in _LEAD_WORDS) and not _LEADS.search(headed[2]):
        # `X，Y、Z配合`: the comma parts the one who leads from those who join in.
        groups.append(("lead", split_offices(headed.group(1))))
        text = headed.group(2)
    for raw in split_list(_MEET.sub("\x02会办\x02", _JOINT.sub("\x02会办\x02", text))):
        part = squeeze(raw).strip("。.")
        if not part:
            continue
        if part == "会办":
            if pending:
                groups.append(("lead", tuple(pending)))
                pending = []
            default = "support"
            continue
        tag = _ROLE_TAG.search(part)
        if tag is not None:
            role = "lead" if tag.group(1) in {"牵头", "主办", "负责", "责任"} else "support"
            name = clean_office(_ROLE_TAG.sub("", part))
            # `（牵头）` speaks for its own office only, `（配合）` for those before it too.
            names = (*pending, name) if name else tuple(pending)
            if role == "lead" and pending:
                groups.append(("support", tuple(pending)))
                names = (name,) if name else ()
            pending = []
            if names:
                groups.append((role, names))
            default = "support" if role == "lead" else default
            continue
        role_of_part = _duty_role(part)
        before = _after_duty_word(part)
        if before is not None:
            # `牵头办公室` and the like: the word stands before the office.
            if pending:
                groups.append((default, tuple(pending)))
                pending = []
            default, part = before
        if is_time(part):
            groups.append(("deadline", (part.removeprefix("于"),)))
            continue
        name = clean_office(part)
        if name:
            pending.append(name)
        if role_of_part == "lead" and "牵头" not in part and led:
            role_of_part = "support"  # `X牵头，Y负责`, as with columns of these names
        if role_of_part is not None and pending:
            led = led or "牵头" in part
            groups.append((role_of_part, tuple(pending)))
            pending = []
            if role_of_part == "lead" and "牵头" in part:
                default = "support"
    if pending:
        groups.append((default, tuple(pending)))
    return groups


_HEADED = re.compile(r"([^，,；;。]+)[，,；;]\s*+([^，,；;。]+(?:配合|协办|协助|参与|会办|协同|参照(?:落实|执行)))")
_LEADS = re.compile(r"牵头|主办|负责|承办|主责")


def _duty_role(part: str) -> str | None:
    match = find_duty(part)
    if match is None:
        return None
    words = match.group()
    if any(word in words for word in _SUPPORT_WORDS) and "牵头" not in words:
        return "support"
    if "参照" in words:
        return "support"
    return "lead" if any(word in words for word in _LEAD_WORDS) or "推进" in words else None


def _after_duty_word(part: str) -> tuple[str, str] | None:
    match = re.match(r"(牵头|配合)(?:单位|部门|科室|处室)?(?=[\u4e00-\u9fff]{2,})", part)
    if match is None or len(part) - match.end() < 2 or not looks_like_office(part[match.end() :]):
        return None
    return ("lead" if match.group(1) == "牵头" else "support", part[match.end() :])


@lru_cache(maxsize=4096)
def looks_like_owners(text: str) -> bool:
    """Whether a whole text is a list of offices (with or without labels and duties)."""
    flat = squeeze(text)
    if not flat or len(flat) > 400 or "。" in flat.rstrip("。"):
        return False
    if flat == "同上":
        return True
    owners = parse_owners(text)
    names = owners.lead + owners.support
    if not names:
        return False
    good = sum(1 for name in names if looks_like_office(name))
    return good * 3 >= len(names) * 2 and all(len(name) <= 30 for name in names)


def same_as_above(text: str) -> bool:
    """Whether a cell points to the one above it."""
    return fold(text) in {"同上", '"', "〃", "′′", "''", "..", "同前", "”", "“"}
