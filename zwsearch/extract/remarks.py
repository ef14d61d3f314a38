"""Remarks that name owners for more than the item they stand in: `以上由X负责`, `牵头单位为X，下同`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zwsearch.records import Span

from .brackets import find_brackets
from .headers import starts_with_label
from .lexicon import to_int
from .outline import Node
from .owners import Owners, looks_like_owners, parse_owners

if TYPE_CHECKING:
    from .items import ItemReader

_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_ABOVE = re.compile(
    rf"(?:以上|上述|前述)(?:所有|全部|所列|所述|各|几|这些|第)*(?:(?P<first>{_N})[-—–~～至到、]+第?(?P<last>{_N})|{_N})?[项条款点个]*"
    r"(?:重点|具体|公开|主要|[项条])*(?:工作|任务|事项|内容|措施|举措|要求|信息|栏目)*(?:要求)?"
    r"(?:均|都|全部|统一)*(?P<each>分别)?(?:均|都)?由?(?P<owners>[^。；;]*(?:[；;][^。]*)?)"
)
_DUTY = re.compile(r"负责|牵头|主办|承办|配合|落实|实施")
_SAYS_SAME = re.compile(r"下均?同")
_LIKEWISE = re.compile(r"[，,；;。、]\s*(?:以下均?同|下同)[。]?\s*$")
_SPEAKS_OF_ABOVE = re.compile(r"以上|上述|前述")
_SENTENCE_START = re.compile(r"(?:^|(?<=[。；;！\n]))\s*(?=以上|上述|前述)")


@dataclass(frozen=True, slots=True)
class Remark:
    """Owners for the items above a place, with the numbers it names (`以上1-3项`); `each`: one office an item."""

    owners: Owners
    first: int | None = None
    last: int | None = None
    each: bool = False


def read_above(words: str) -> Remark | None:
    """Read `以上（任务）由X牵头，Y配合`; None for anything else."""
    match = _ABOVE.fullmatch(words.strip(" 　\n。"))
    if match is None:
        return None
    named = match.group("owners").strip()
    if not starts_with_label(named) and not (_DUTY.search(named) and looks_like_owners(named)):
        return None
    owners = parse_owners(named)
    if not owners or any("由" in name for name in owners.lead + owners.support):
        return None
    first, last = (to_int(group) if group else None for group in match.group("first", "last"))
    return Remark(owners, first, last, each=match.group("each") is not None)


def find_above(text: str, start: int, end: int) -> tuple[Span, Remark] | None:
    """Find a remark on the items above in a stretch, in a bracket or as its last sentence."""
    if _SPEAKS_OF_ABOVE.search(text, start, end) is None:
        return None
    for opened, closed in find_brackets(text, start, end):
        if (remark := read_above(text[opened + 1 : closed - 1])) is not None:
            return Span(opened, closed), remark
    for begin in reversed(list(_SENTENCE_START.finditer(text, start, end))):
        if (remark := read_above(text[begin.end() : end])) is not None:
            return Span(begin.end(), end), remark
    return None


def _says_likewise(text: str, start: int, end: int) -> bool:
    """Whether a bracket of the stretch names owners that are to hold from there on."""
    return _SAYS_SAME.search(text, start, end) is not None and any(
        _LIKEWISE.search(inside)
        and (_DUTY.search(inside) or starts_with_label(inside))
        and not re.search(r"第一位|首位|简称", inside)
        for opened, closed in find_brackets(text, start, end)
        if (inside := text[opened + 1 : closed - 1])
    )


def spread_remarks(reader: ItemReader, root: Node) -> None:
    """Give the owners of such remarks to the items they speak of that have none of their own.

    `以上…` holds for the items since the last heading, the one it stands in included; `…，下同` for the items of the
    same kind from there on, until another one says so.
    """
    above: list[tuple[list[Node], Remark]] = []
    for parent in root.walk():
        since = 0  # what stands before an earlier remark has its owners
        for i, node in enumerate(parent.children):
            if node.soft:
                continue
            inner = [n for n in node.walk() if n is node or n.soft]
            for segment in [s for n in inner for s in n.segments]:
                found = find_above(reader.text, segment.start, segment.end)
                if found is not None:
                    reader.taken.append(found[0])
                    above.append((parent.children[since : i + 1], found[1]))
                    since = since if found[1].first is not None else i + 1
    given: dict[int, Owners] = {}
    for nodes, remark in above:
        wanting = [
            n
            for n in nodes
            if not n.soft
            and not reader.owned(n)
            and not reader.begins_with_office(n)
            and id(n) not in given
            and _within(n, remark)
        ]
        offices = remark.owners.lead
        for i, node in enumerate(wanting):
            one = remark.each and len(offices) == len(wanting)
            given[id(node)] = Owners((offices[i],)) if one else remark.owners
    standing: dict[str, Owners] = {}
    for node in root.walk():
        if any(_says_likewise(reader.text, s.start, s.end) for s in node.segments) and reader.of(node).owners:
            standing[node.kind] = reader.of(node).owners
        elif (
            node.kind in standing
            and not node.soft
            and not reader.owned(node)
            and not reader.begins_with_office(node)
            and id(node) not in given
        ):
            given[id(node)] = Owners(standing[node.kind].lead, standing[node.kind].support)
    given.update(_headed_groups(reader, root))
    reader.give(given)


def _headed_groups(reader: ItemReader, root: Node) -> dict[int, Owners]:
    """Owners of items in groups that each begin with a line of owners (`责任单位：X`, items, `责任单位：Y`, items).

    The first such line stands before all items and the last item has none after it, so that those in between belong
    to the items below them, not to the one above.
    """
    items = [child for child in root.children if not child.soft]
    head = next((s for s in reversed(root.segments) if items and s.start < items[0].start), None)
    if head is None or (owners := _label_line(reader.text, head)) is None:
        return {}
    tails = [_label_line_below(reader.text, item) for item in items]
    if tails[-1] is not None:
        return {}
    given: dict[int, Owners] = {}
    for item, tail in zip(items, tails, strict=True):
        given[id(item)] = owners
        if tail is not None:
            reader.taken.append(tail)
            owners = _label_line(reader.text, tail) or owners
    return given


def _label_line(text: str, span: Span) -> Owners | None:
    """The owners of a line that holds nothing but a label and offices."""
    words = text[span.start : span.end]
    if len(words) > 120 or not starts_with_label(words):
        return None
    return parse_owners(words) or None


def _label_line_below(text: str, item: Node) -> Span | None:
    """The line of owners on which an item ends, if it stands below its other lines."""
    last = list(item.walk())[-1]
    below = last.segments[-1] if len(last.segments) > 1 or (last.heading_only and last.segments) else None
    return below if below is not None and _label_line(text, below) is not None else None


def _within(node: Node, remark: Remark) -> bool:
    value = node.marker.value if node.marker is not None else None
    return remark.first is None or remark.last is None or value is None or remark.first <= value <= remark.last
