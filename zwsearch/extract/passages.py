"""Passages: whatever of a notice became no task, under its headings and in pieces of some length."""

from __future__ import annotations

import re

from zwsearch.records import Passage, Span

from .lexicon import squeeze
from .outline import Node
from .placed import join_spans, trim

_PASSAGE_LENGTH = 400


def remaining_passages(text: str, node: Node, section: tuple[str, ...], covered: set[int]) -> list[Passage]:
    """Everything under a node that became no task, in order; `covered` are the starts of the stretches that did."""
    segments = [s for s in node.segments if s.start not in covered]
    taken = len(segments) < len(node.segments)
    under = section
    body = bool(node.children or node.tables or len(node.segments) > (1 if node.heading_only else 0))
    if node.kind != "root" and not taken:
        if node.heading_only and body and _is_sentence(text, node):
            segments = [Span(node.start, segments[0].end), *segments[1:]]
            return [p for span in segments for p in passages_of(text, under, span)] + _below(text, node, under, covered)
        if node.heading_only and body:
            under = (*section, node.head)
            segments = segments[1:] if node.marker is not None else segments
        elif node.marker is not None and segments and node.head_span is not None:
            offset = segments[0].start
            if node.head and offset >= node.head_span.end and offset > node.start + len(node.head):
                under = (*section, node.head)  # a heading that white space sets off
            else:
                segments = [Span(node.start, segments[0].end), *segments[1:]]
        elif node.heading_only and node.head_span is not None and not segments:
            segments = [node.head_span]
    found: list[Passage] = []
    for i, span in enumerate(segments):
        heading = under if not node.head or node.heading_only or i == 0 else (*section, node.head)
        found.extend(passages_of(text, heading, span))
    return found + _below(text, node, (*section, node.head) if node.head else section, covered)


def _below(text: str, node: Node, section: tuple[str, ...], covered: set[int]) -> list[Passage]:
    return [passage for child in node.children for passage in remaining_passages(text, child, section, covered)]


def _is_sentence(text: str, node: Node) -> bool:
    """Whether the line of a node is a short sentence of its own, which would be lost as a heading of what follows."""
    line = text[node.segments[0].start : node.segments[0].end] if node.segments else ""
    return node.marker is not None and not node.children and line[-1:] in set("。；;") and bool(set("，,") & set(line))


def passages_of(text: str, section: tuple[str, ...], span: Span) -> list[Passage]:
    """One stretch of the text as passages."""
    pieces = [join_spans(text, [piece]) for piece in split_passage(text, span)]
    return [Passage(section, joined, places) for joined, places in pieces]


_SENTENCE = re.compile(r"[^。！？；;\n]*[。！？；;\n]+[”’）)》]*|[^。！？；;\n]+$")


def split_passage(text: str, span: Span) -> list[Span]:
    """Split a long paragraph at the ends of sentences into pieces of at most some 400 characters."""
    if span.end - span.start <= _PASSAGE_LENGTH:
        whole = trim(text, span.start, span.end)
        return [whole] if squeeze(text[whole.start : whole.end]) else []
    pieces: list[Span] = []
    begin = stop = span.start
    for match in _SENTENCE.finditer(text, span.start, span.end):
        if match.end() - begin > _PASSAGE_LENGTH and stop > begin:
            pieces.append(trim(text, begin, stop))
            begin = stop
        stop = match.end()
    if span.end > begin:
        pieces.append(trim(text, begin, span.end))
    return [piece for piece in pieces if piece.end > piece.start]


def heading_path(root: Node, start: int) -> tuple[str, ...]:
    """Return the headings above the table that begins at `start`.

    Only a heading that the table follows at once is above it; a table after finished paragraphs stands alone.
    """

    def search(node: Node, path: tuple[str, ...]) -> tuple[str, ...] | None:
        inner = (*path, node.head) if node.head and node.heading_only else path
        for place, _ in node.tables:
            if place == start:
                return inner if node.heading_only else ()
        for child in node.children:
            found = search(child, inner)
            if found is not None:
                return found
        return None

    return search(root, ()) or ()
