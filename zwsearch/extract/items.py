"""Reads one item of an outline: its own words, and the owners that are set apart from them or stand in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zwsearch.records import Span

from .brackets import merge_owners, strip_owners
from .headers import after_demand_label, starts_with_label
from .offices import is_plain_office, split_offices
from .outline import Node
from .owners import Owners
from .placed import join_spans, trim
from .spoken import spoken_owners

# A line to the readers that closes a notice stands below its last item without being part of it.
_CLOSES_NOTICE = re.compile(
    r"请(?:各|你|于|将|认真|结合|按照|遵照|贵|有关)|特此|专此|会议(?:强调|要求|指出|认为)|(?:出席|列席|参会|缺席|请假|主持|记录)(?:人员?|单位)?[:：]|联系(?:人|方式|电话|单位)[:：]|以上(?:通知|意见|方案)|本(?:通知|方案|意见)自"
)


_OFFICE_FIRST = re.compile(r"\s*([^：:。，；;\n]{2,40})[：:]")


@dataclass(slots=True)
class Item:
    """The text of a node apart from its owners; `late` is what follows them and belongs to no item."""

    parts: list[Span] = field(default_factory=list)
    late: list[Span] = field(default_factory=list)
    owners: Owners = field(default_factory=Owners)


class ItemReader:
    """Reads the nodes of one outline, each once. With `silent` no owners are looked for."""

    def __init__(self, text: str, *, leads_from: int, silent: bool) -> None:
        self.text = text
        self.leads_from = leads_from
        self.silent = silent
        # Stretches that speak of other items too, and what they give to items without owners of their own.
        self.taken: list[Span] = []
        self._given: dict[int, Owners] = {}
        # Nodes whose sentences may name owners; those below aims and demands on the readers never do.
        self.may_speak: set[int] = set()
        # Nodes below aims and principles: who leads the work as a whole is no owner of a demand.
        self.aims: set[int] = set()
        self._demands: set[int] = set()  # where stretches begin that a label says to be part of the demand
        self._items: dict[int, Item] = {}
        self._spoken: dict[int, Owners] = {}
        self._owned: dict[int, bool] = {}
        self._named: dict[int, bool] = {}
        self._timed: dict[int, bool] = {}

    def give(self, given: dict[int, Owners]) -> None:
        """Set the owners (by the id of a node) of items that name none themselves."""
        self._given = given
        for known in (self._items, self._spoken, self._owned, self._named, self._timed):
            known.clear()

    def of(self, node: Node) -> Item:
        """The item of a node."""
        known = self._items.get(id(node))
        if known is None:
            known = self._items[id(node)] = self._read(node)
        return known

    def _read(self, node: Node) -> Item:
        result = Item()
        found: list[Owners] = []
        for number, segment in enumerate(self._own(node)):
            if self.silent or node.kind == "root":
                result.parts.append(segment)
                continue
            if number and _CLOSES_NOTICE.match(self.text, segment.start, segment.end):
                result.late.append(segment)
                continue
            labelled = starts_with_label(self.text[segment.start : segment.end].lstrip("（( "))
            parts, owners = strip_owners(
                self.text,
                segment.start,
                segment.end,
                first_leads=segment.start >= self.leads_from,
                whole=number > 0,
                closing=id(node) not in self.aims and (not found or labelled),
            )
            if owners or owners.deadline:
                found.append(owners)
                # What follows the owners of an item on a line of its own is no longer that item.
                result.parts.extend(result.late)
                result.late = []
                result.parts.extend(parts)
            elif found and segment.start not in self._demands:
                result.late.extend(parts)
            else:
                result.parts.extend(parts)
        result.owners = merge_owners(found)
        given = self._given.get(id(node))
        if given is not None and not result.owners:
            result.owners = Owners(given.lead, given.support, result.owners.deadline or given.deadline)
        return result

    def _own(self, node: Node) -> list[Span]:
        """The segments of a node without what it says of other items."""
        own: list[Span] = []
        for segment in self._with_further_offices(node.segments):
            start = segment.start
            for taken in (t for t in self.taken if segment.start <= t.start < segment.end):
                own.append(trim(self.text, start, taken.start))
                start = taken.end
            rest = trim(self.text, start, segment.end)
            if start == segment.start or self.text[rest.start : rest.end].strip("。；;，,"):
                own.append(rest)
        return [bare for span in own if (bare := self._unlabelled(span)).end > bare.start]

    def _unlabelled(self, span: Span) -> Span:
        """A stretch without the label that only says what it is: `工作内容：公布…`."""
        demand = after_demand_label(self.text, span.start, span.end)
        if demand is None:
            return span
        self._demands.add(demand)
        return Span(demand, span.end)

    def _with_further_offices(self, segments: list[Span]) -> list[Span]:
        """Join a line `责任单位：X` with the lines of bare offices below it."""
        joined: list[Span] = []
        for segment in segments:
            words = self.text[segment.start : segment.end]
            before = self.text[joined[-1].start : joined[-1].end] if joined else ""
            open_list = starts_with_label(before) and before[-1] not in "。；;"
            if open_list and all(map(is_plain_office, split_offices(words) or ("",))):
                joined[-1] = Span(joined[-1].start, segment.end)
            else:
                joined.append(segment)
        return joined

    def begins_with_office(self, node: Node) -> bool:
        """Whether the words of an item begin with an office and a colon (`7.供水科：…`): that is its owner."""
        begin = node.start + (node.marker.end - node.marker.start if node.marker is not None else 0)
        match = _OFFICE_FIRST.match(self.text, begin)
        return match is not None and all(map(is_plain_office, split_offices(match.group(1)) or ("",)))

    def owned(self, node: Node) -> bool:
        """Whether the node or anything under it has owners that are set apart from its words."""
        known = self._owned.get(id(node))
        if known is None:
            known = bool(self.of(node).owners) or any(self.owned(child) for child in node.children)
            self._owned[id(node)] = known
        return known

    def timed(self, node: Node) -> bool:
        """Whether the node or anything under it is a demand with a number and a deadline that a label sets apart."""
        known = self._timed.get(id(node))
        if known is None:
            item = self.of(node)
            own = node.number is not None and bool(item.parts) and item.owners.deadline is not None
            known = own or any(self.timed(child) for child in node.children)
            self._timed[id(node)] = known
        return known

    def spoken(self, node: Node) -> Owners:
        """The owners that the words of the node itself name."""
        known = self._spoken.get(id(node))
        if known is None:
            known = Owners()
            if id(node) in self.may_speak and not self.of(node).owners:
                known = spoken_owners(join_spans(self.text, self.of(node).parts)[0])
            self._spoken[id(node)] = known
        return known

    def named(self, node: Node) -> bool:
        """Whether the node or anything under it has owners, set apart or in its words."""
        known = self._named.get(id(node))
        if known is None:
            known = self.owned(node) or bool(self.spoken(node)) or any(self.named(child) for child in node.children)
            self._named[id(node)] = known
        return known
