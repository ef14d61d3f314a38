"""Lines and cells with their places in the text of a notice, and how pieces of that text are joined."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zwsearch.records import Span, Table


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph (or of a cell that only served the layout of a page)."""

    text: str
    start: int
    end: int
    level: int | None = None
    caption: bool = False  # the name that the format gives a table, such as that of a sheet; no part of other lines


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell with its place in the text and in its grid; `text` has no white space at its ends."""

    text: str
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table with its cells placed; `source` is the table as it came."""

    rows: tuple[tuple[PlacedCell, ...], ...]
    source: Table
    start: int
    end: int

    @property
    def aligned(self) -> bool:
        """Whether the format itself gave rows and spans."""
        return self.source.aligned


Item = Line | PlacedTable


def join_spans(text: str, spans: list[Span], headings: frozenset[int] = frozenset()) -> tuple[str, tuple[Span, ...]]:
    """Join pieces of the text in order, without the line breaks (and the white space about them) inside and between.

    Chinese needs nothing at a break; only after a heading (whose end is in `headings`) the break stays, since no
    full stop parts it from what follows. Returns the joined text and the places of its pieces.
    """
    pieces: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        start = span.start
        for match in _BREAK.finditer(text, span.start, span.end):
            pieces.append(trim(text, start, match.start()))
            start = match.end()
        pieces.append(trim(text, start, span.end))
    merged: list[Span] = []
    for piece in pieces:
        if piece.end <= piece.start:
            continue
        if merged and piece.start >= merged[-1].end and not text[merged[-1].end : piece.start].strip(" \u3000\t"):
            merged[-1] = Span(merged[-1].start, piece.end)
        elif not merged or piece.start >= merged[-1].end:
            merged.append(piece)
    joined = "".join(text[p.start : p.end] + ("\n" if p.end in headings and p != merged[-1] else "") for p in merged)
    return joined, tuple(merged)


def cut_spans(places: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    """The places of one stretch of a text that was joined from pieces without anything between them."""
    found: list[Span] = []
    position = 0
    for place in places:
        begin, stop = place.start + max(start - position, 0), place.start + min(end - position, place.end - place.start)
        if begin < stop:
            found.append(Span(begin, stop))
        position += place.end - place.start
    return tuple(found)


_BREAK = re.compile(r"[\r\n\v\f\u2028\u2029]\s*+")


def trim(text: str, start: int, end: int, marks: str = " \u3000\t\r\n") -> Span:
    """Return the range without the given characters at its ends."""
    while start < end and text[start] in marks:
        start += 1
    while end > start and text[end - 1] in marks:
        end -= 1
    return Span(start, end)
