"""Owners and deadlines that stand in brackets or after a label inside running text."""

from __future__ import annotations

import re

from zwsearch.records import Span

from .deadlines import is_blank
from .headers import find_label, find_labels, starts_with_label
from .lexicon import squeeze
from .offices import is_plain_office, looks_like_office, split_offices
from .owners import Owners, is_time, looks_like_owners, parse_owners, part_time
from .placed import trim
from .spoken import closing_sentence, names_nobody

_OPEN, _CLOSE = "（(【[［〔", "）)】]］〕"
_DUTY_END = re.compile(r"(?:负责|牵头|配合|落实|承办|主办|协办|协助|协同|参与|实施|推进|分工负责|会办|参照执行)[。.]?$")
_TAKES_ROLE = re.compile(r"负责|牵头|配合|[承主协会]办|协助|协同|参与|按职责")
_LONGEST_BRACKET = 400
_DUTY_ANY = re.compile(r"(?:负责|牵头|主办|承办|按职责)")


def find_brackets(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Outermost brackets in the range, as (open, after close); one that never closes ends at the line's end."""
    found: list[tuple[int, int]] = []
    depth = 0
    opened = -1
    for i in range(start, end):
        c = text[i]
        if c in _OPEN:
            if depth == 0:
                opened = i
            depth += 1
        elif c in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                found.append((opened, i + 1))
    if depth and opened >= 0:
        inside = text[opened + 1 : end]
        if starts_with_label(inside.strip()) or _bears_duty(inside.strip(_BESIDE)):
            found.append((opened, end))
    return found


_BESIDE = " \u3000\n。；;"
_LAST_PART = re.compile(r"[，,；;、\s]++([^，,；;、\s]+)$")


def _without_time(inside: str) -> str:
    """The words of a bracket before the time that ends it: `X牵头，Y配合` of `X牵头，Y配合，10月底前完成`."""
    label = next((begin for begin, _, role in find_labels(inside) if role == "deadline"), len(inside))
    inside = part_time(inside[:label].rstrip(_BESIDE + "，,、"))
    while (last := _LAST_PART.search(inside)) is not None and is_time(last.group(1)):
        inside = inside[: last.start()]
    return inside


def _bears_duty(inside: str) -> bool:
    """Whether the words of a bracket say who does what: a duty ends them, or a time that follows one."""
    if len(inside) > _LONGEST_BRACKET:
        return False
    flat = squeeze(_without_time(inside))
    return _DUTY_END.search(flat) is not None or (_DUTY_ANY.search(flat) is not None and "，" not in flat[-8:])


def _time_before_label(inside: str) -> bool:
    label = find_label(inside, 0, len(inside))
    return label is not None and is_time(squeeze(inside[: label[0]].strip(_BESIDE + "，,、")))


def bracket_owners(inside: str, *, at_end: bool, first_leads: bool) -> Owners | None:
    """Read what stands in a bracket as owners; None when it is something else (an explanation, a number)."""
    inside = inside.strip(" 　\n。")
    flat = squeeze(inside)
    if not 2 <= len(flat) <= _LONGEST_BRACKET:
        return None
    if starts_with_label(inside) or _time_before_label(inside):
        owners = parse_owners(inside, first_leads=first_leads)
        return owners if owners or owners.deadline else None
    if "。" in flat:
        # `（X、Y负责。排在第一位的为牵头部门，下同）`: only the first sentence names owners.
        first, _, rest = inside.partition("。")
        if not re.search(r"牵头|下同|第一位", rest):
            return None
        ordered = re.search(r"第一位|首位", rest) is not None
        return bracket_owners(first, at_end=at_end, first_leads=first_leads or ordered)
    if flat.startswith(("以上", "上述", "以下", "下称", "简称", "含", "包括", "详见", "见", "附")):
        return None
    duty = _bears_duty(inside)
    if duty and not looks_like_owners(inside):
        if _TAKES_ROLE.search(flat) is None:
            return None  # `分步实施`, `方案印发后落实`: how and when, not who
        # A list whose names are unusual is still a list when a duty ends it.
        owners = parse_owners(inside, first_leads=first_leads)
        return owners if owners and all(map(_may_own, owners.lead + owners.support)) else None
    if duty or (at_end and looks_like_owners(inside)):
        owners = parse_owners(inside, first_leads=first_leads)
        return owners or None
    return None


def _may_own(name: str) -> bool:
    return len(name) <= 24 and (looks_like_office(name) or not names_nobody(name))


def strip_owners(
    text: str, start: int, end: int, *, first_leads: bool, whole: bool = False, closing: bool = True
) -> tuple[list[Span], Owners]:
    """Take the owners out of a stretch of running text; with `whole` nothing else need stand in it.

    With `closing` its last sentence may name them (`由X牵头。`) where no bracket and no label does.
    Returns the places of what remains, in order, and the owners of all brackets and labels together.
    """
    taken: list[tuple[int, int, Owners]] = []
    for opened, closed in find_brackets(text, start, end):
        rest = text[closed:end].strip(" \u3000\n。；;.")
        inside = text[opened + 1 : closed - 1 if text[closed - 1] in _CLOSE else closed]
        owners = bracket_owners(inside, at_end=not rest, first_leads=first_leads)
        if owners is not None and not _within_list(text, start, opened, inside):
            stop = closed
            # The full stop after `（办公室负责）。` belongs to the bracket when the sentence already has one.
            before = text[start:opened].rstrip()
            if stop < end and text[stop] in "。；;" and before[-1:] in "。；;！":
                stop += 1
            taken.append((opened, stop, owners))
    taken.extend(_further_brackets(text, start, end, taken))
    label = _trailing_label(text, start, end, taken, first_leads=first_leads, whole=whole)
    if label is not None:
        taken.append(label)
    if not taken and closing:
        begin, owners = closing_sentence(text, start, end, whole=whole)
        if owners:
            taken.append((begin, end, owners))
    if not taken:
        return [Span(start, end)] if end > start else [], Owners()
    taken.sort(key=lambda item: item[0])
    parts: list[Span] = []
    position = start
    for opened, stop, _ in taken:
        span = trim(text, position, opened)
        if span.end > span.start:
            parts.append(span)
        position = stop
    tail = trim(text, position, end)
    if (tail.end > tail.start and text[tail.start : tail.end].strip("。；;，,.、 ")) or (
        tail.end > tail.start and parts and text[parts[-1].end - 1] not in "。；;！"
    ):
        parts.append(tail)
    return parts, merge_owners([owners for _, _, owners in taken])


_LONGEST_LIST = 200


def _within_list(text: str, start: int, opened: int, inside: str) -> bool:
    """Whether a bracket belongs to a name of the labelled list it stands in: `责任科室：供水科、各乡镇（街道）`."""
    last = label = find_label(text, max(start, opened - _LONGEST_LIST), opened)
    while label is not None:
        last, label = label, find_label(text, label[1], opened)
    if last is None or starts_with_label(inside) or re.search(r"[。；;\n]", text[last[1] : opened]):
        return False
    return all(map(is_plain_office, split_offices(text[last[1] : opened]) or ("",)))


def _further_brackets(
    text: str, start: int, end: int, taken: list[tuple[int, int, Owners]]
) -> list[tuple[int, int, Owners]]:
    """Bare lists of offices after earlier sentences of an item that ends in owners: `…（财务科）。…（供水科）。`"""
    if not taken or text[taken[-1][1] : end].strip(" \u3000\n。；;."):
        return []
    found: list[tuple[int, int, Owners]] = []
    for opened, closed in find_brackets(text, start, taken[-1][0]):
        inside = text[opened + 1 : closed - 1]
        ends = text[closed : closed + 1] in set("。；;") or text[opened - 1 : opened] in set("。；;")
        names = split_offices(inside)
        if ends and names and all(map(is_plain_office, names)) and all(opened != known for known, _, _ in taken):
            found.append((opened, closed, Owners(names)))
    return found


# Who answers for an item in person; a name to ask for (联系人) is something else and stays where it stands.
_ANSWERABLE = re.compile(r"责任|领导|负责|承办|经办")


def _trailing_label(
    text: str, start: int, end: int, taken: list[tuple[int, int, Owners]], *, first_leads: bool, whole: bool
) -> tuple[int, int, Owners] | None:
    """`……。责任领导：Z 责任单位：X；完成时限：Y` at the end of a stretch, without brackets.

    Persons are no offices, so they go with the rest; alone they are taken off a demand, never a whole stretch.
    """
    position = start
    while (label := find_label(text, position, end)) is not None:
        begin, position, role = label
        words = text[begin : position - 1]
        if any(opened <= begin < stop for opened, stop, _ in taken):
            continue
        if role == "person" and not _ANSWERABLE.search(words):
            continue
        while begin > start and text[begin - 1] in "*_":
            begin -= 1  # a label in bold, as markdown writes it
        before = text[start:begin]
        bare = before.rstrip(" \u3000\n")
        set_off = before != bare and len(squeeze(words)) >= 3
        if bare and bare[-1] not in "。；;！，,）)】]" and not set_off:
            continue
        owners = parse_owners(text[begin:end], first_leads=first_leads)
        names = owners.lead + owners.support
        if (names or owners.deadline) and all(len(name) <= 40 for name in names):
            return begin, end, owners
        if role in {"lead", "support"} and (bare or whole) and is_blank(text[position:end].strip(" 。；;\n")):
            return begin, end, Owners()  # `配合单位：无`
        alone = role == "person" and not names and "。" not in text[position:end].rstrip("。 \n")
        return (begin, end, Owners()) if alone and (bare or whole) and end - begin <= 80 else None
    return None


def merge_owners(several: list[Owners]) -> Owners:
    """Join the owners of several brackets of one item; who leads anywhere leads."""
    lead = list(dict.fromkeys(name for owners in several for name in owners.lead))
    support = [n for n in dict.fromkeys(name for owners in several for name in owners.support) if n not in lead]
    deadline = next((o.deadline for o in several if o.deadline), None)
    return Owners(tuple(lead), tuple(support), deadline)
