"""The demands of one cell of a table: one with its number, or a list of several with a line each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from zwsearch.records import Span

from .lexicon import squeeze
from .markers import Marker, marker_at
from .placed import PlacedCell, trim


@dataclass(frozen=True, slots=True)
class CellItem:
    """A demand without its number, which stands as printed beside it."""

    number: str | None
    body: Span


# What may number the lines of a cell; bullets and 一是 part one demand.
_LISTING = frozenset({"num", "nump", "cn", "cnp", "circ"})
_SUB_ITEM = re.compile(r"(?:[。；;]\s*+|\n[^\S\n]*+)(?:[2２二]\s*+[.．、]|[（(][2２二][)）]|②)")
_LINE = re.compile(r"[^\r\n\v\f\u2028\u2029]+")
_WORDS = re.compile(r"[\u4e00-\u9fff]{4}")


def items_of_cell(cell: PlacedCell, number: PlacedCell | None) -> list[CellItem]:
    """The demands of a cell; `number` is the cell of its row that numbers them all as one."""
    body = Span(cell.start, cell.end)
    if number is not None and number.text:
        return [CellItem(squeeze(number.text).rstrip("、.．"), body)]
    if len(listed := _listed(cell)) > 1:
        return listed
    marker = _leading_number(cell.text)
    if marker is None:
        return [CellItem(None, body)]
    return [CellItem(marker.printed, Span(cell.start + marker.end, cell.end))]


def _listed(cell: PlacedCell) -> list[CellItem]:
    """Lines whose numbers count on from one to the next, each with the lines that follow it.

    None where one is bare, or where semicolons hold them together as one sentence.
    """
    found: list[Marker] = []
    for line in _LINE.finditer(cell.text):
        marker = marker_at(cell.text, line.end() - len(line.group().lstrip()))
        if marker is None or marker.kind not in _LISTING or marker.loose:
            marker = None
        if marker is not None and (not found or _counts_on(found[-1], marker)):
            found.append(marker)
        elif not found:
            return []
    ends = [marker.start for marker in found[1:]] + [len(cell.text)]
    places = [trim(cell.text, marker.end, end) for marker, end in zip(found, ends, strict=True)]
    if any(_WORDS.search(cell.text, place.start, place.end) is None for place in places) or any(
        cell.text[place.end - 1] in "；;，," for place in places[:-1]
    ):
        return []
    return [
        CellItem(marker.printed, Span(cell.start + place.start, cell.start + place.end))
        for marker, place in zip(found, places, strict=True)
    ]


def _counts_on(before: Marker, marker: Marker) -> bool:
    return marker.kind == before.kind and marker.value == before.value + 1


def _leading_number(text: str) -> Marker | None:
    """A number before the demand; none when it only begins a list inside the cell (1. … 2. …)."""
    marker = marker_at(text)
    if marker is None or marker.kind in {"shi", "di"} or marker.end >= len(text):
        return None
    return None if marker.value == 1 and _SUB_ITEM.search(text) else marker


def ends_before_items(text: str, body: Span) -> frozenset[int]:
    """Where lines of a demand end before a numbered one: there the break is all that parts the two."""
    lines = list(_LINE.finditer(text, body.start, body.end))
    return frozenset(
        trim(text, line.start(), line.end()).end
        for line, following in pairwise(lines)
        if (marker := marker_at(following.group().lstrip())) is not None and marker.kind in _LISTING
    )
