"""Writes the tasks of running text: their words and places, owners and deadlines."""

from __future__ import annotations

import re
from itertools import pairwise

from zwsearch.records import Passage, Span, Task

from .brackets import merge_owners
from .deadlines import cell_deadline
from .due_times import deadline_in_sentence
from .headers import starts_with_label
from .items import ItemReader
from .offices import split_offices
from .outline import Node
from .owners import Owners, looks_like_owners, parse_owners
from .passages import passages_of
from .placed import cut_spans, join_spans, trim
from .spoken import is_sure

_PART = re.compile(r"(?:^|(?<=[；;。]))\s*([^：:。，；;\n]{2,40})[：:]\s*(?=\S)")


def parts_of_offices(requirement: str) -> list[tuple[int, int]]:
    """The parts of a demand that each begin with an office and a colon (`民政局：…；残联：…`); else nothing."""
    starts = [
        match.start(1)
        for match in _PART.finditer(requirement)
        if not starts_with_label(match.group(1) + "：") and all(map(is_sure, split_offices(match.group(1)) or ("",)))
    ]
    return list(pairwise([*starts, len(requirement)])) if starts[:1] == [0] and "\n" not in requirement else []


class TaskWriter:
    """Collects the tasks of one notice, the passages that follow them, and which stretches they cover."""

    def __init__(self, items: ItemReader, *, year: int | None) -> None:
        self.items = items
        self.text = items.text
        self.year = year
        self.tasks: list[Task] = []
        self.passages: list[Passage] = []
        self.covered: set[int] = set()

    def cover(self, spans: list[Span]) -> None:
        """Note that these stretches became no passages."""
        self.covered.update(span.start for span in spans)

    def task(self, node: Node, section: tuple[str, ...], owners: Owners, *, alone: bool = False) -> None:
        """Write a node as one task, with all that stands under it unless it is to stand `alone`.

        Without `owners` those count that its words name.
        """
        nodes = [node] if alone else list(node.walk())
        spans: list[Span] = []
        for inner in nodes:
            read = self.items.of(inner)
            if inner is not node and inner.marker is not None:
                # The number of a sub-item is part of the demand's words.
                spans.append(Span(inner.start, inner.start + inner.marker.end - inner.marker.start))
                if inner.head_span is not None and inner.segments and inner.segments[0].start > inner.head_span.end:
                    spans.append(inner.head_span)
            elif inner.head_span is not None and inner.segments and inner.segments[0].start >= inner.head_span.end:
                begin = inner.start + (inner.marker.end - inner.marker.start if inner.marker else 0)
                spans.append(trim(self.text, begin, inner.head_span.end))
            spans.extend(read.parts)
            self.cover(inner.segments)
            for span in read.late:
                self.passages.extend(passages_of(self.text, section, span))
        requirement, places = join_spans(self.text, spans, self._heading_ends(nodes))
        if not requirement:
            return
        set_apart = merge_owners([*(self.items.of(inner).owners for inner in nodes), owners]).deadline
        due = cell_deadline(set_apart, self.year) if set_apart else None
        if due is None:
            due = deadline_in_sentence(requirement, self.year)
        number = node.number
        if not owners and number is not None:
            parts = parts_of_offices(requirement)
            if len(parts) > 1:
                for start, end in parts:
                    part, where = requirement[start:end], cut_spans(places, start, end)
                    own = deadline_in_sentence(part, self.year) or (due if set_apart else None)
                    part, where, owners = self._owner_before_colon(part, where)
                    self.tasks.append(Task(number, section, part, owners.lead, owners.support, own, where))
                return
            requirement, places, owners = self._owner_before_colon(requirement, places)
        if not owners:
            owners = merge_owners([self.items.spoken(inner) for inner in nodes])
        self.tasks.append(Task(number, section, requirement, owners.lead, owners.support, due, places))

    def _heading_ends(self, nodes: list[Node]) -> frozenset[int]:
        """Where headings end that no full stop parts from the text below them."""
        return frozenset(
            n.segments[0].end
            for n in nodes
            if n.heading_only and n.segments and self.text[n.segments[0].end - 1] not in "。：:；;，,、"
        )

    def _owner_before_colon(self, requirement: str, places: tuple[Span, ...]) -> tuple[str, tuple[Span, ...], Owners]:
        match = re.match(r"([^：:。，]{2,40})[：:]\s*(?=\S)", requirement)
        if match is None or not looks_like_owners(match.group(1)) or not places:
            return requirement, places, Owners()
        owners = parse_owners(match.group(1), first_leads=places[0].start >= self.items.leads_from)
        if places[0].start + match.end() > places[0].end:
            return requirement, places, Owners()
        first = Span(places[0].start + match.end(), places[0].end)
        return requirement[match.end() :], (first, *places[1:]), owners

    def plain_task(self, span: Span, section: tuple[str, ...], owners: Owners) -> None:
        """Write a stretch without a number as a task."""
        requirement, places = join_spans(self.text, [span])
        self.cover([span])
        self.tasks.append(
            Task(
                None,
                section,
                requirement,
                owners.lead,
                owners.support,
                deadline_in_sentence(requirement, self.year),
                places,
            )
        )
