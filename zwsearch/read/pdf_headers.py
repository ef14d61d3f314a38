"""The header of a table without rules: cells in one line, broken over several, or standing above others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from zwsearch.read.pdf_rows import Columns
from zwsearch.records import Cell

FEWEST_COLUMNS = 3
LONGEST_HEADER = 12
# A piece of a header cell that is broken over lines; what is longer, or has figures or stops, is a row.
_PIECE = re.compile(r"[^\d，。；：,;:]{1,6}")
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Header:
    """The columns, the header as rows of cells, and how many printed lines it takes."""

    columns: Columns
    rows: tuple[tuple[Cell, ...], ...]
    lines: int


@cache
def _header_words() -> tuple[str, ...]:
    text = resources.files(__package__).joinpath("pdf_header_words.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def headers_at(lines: Sequence[list[Any]], at: int) -> list[Header]:
    """What may be a header that begins with line `at`, the tallest first."""
    found = []
    for count in range(min(_MOST_LINES, len(lines) - at), 0, -1):
        part = lines[at : at + count]
        if all(_follows(above, below) for above, below in pairwise(part)):
            header = _header(part)
            if header is not None:
                found.append(header)
    return found


def _follows(above: Sequence[Any], below: Sequence[Any]) -> bool:
    size = float(below[0]["size"])
    close = min(w["top"] for w in below) - max(w["bottom"] for w in above) < size
    return close and all(_PIECE.fullmatch(_text(w)) for w in below)


def _text(word: Any) -> str:
    return re.sub(r"\s", "", word["text"])


def _overlap(a: Any, b: Any) -> bool:
    return bool(a["x0"] < b["x1"] and a["x1"] > b["x0"])


def _parents(line: Sequence[Any], following: Sequence[Any]) -> dict[int, list[Any]]:
    """The cells of a line that span several of the next one, by identity, with what stands below them."""
    below: dict[int, list[Any]] = {id(w): [other for other in following if _overlap(w, other)] for w in line}
    for word in following:
        if any(_overlap(word, w) for w in line):
            continue
        # A cell that is centred or set left touches not all that it spans.
        before = [w for w in line if w["x1"] <= word["x0"]]
        after = [w for w in line if w["x0"] >= word["x1"]]
        if before and below[id(before[-1])]:
            below[id(before[-1])].append(word)
        elif after:
            below[id(after[0])].append(word)
    return {identity: words for identity, words in below.items() if len(words) > 1}


def _header(part: Sequence[list[Any]]) -> Header | None:
    words = [w for line in part for w in line]
    parents: dict[int, list[Any]] = {}
    for line, following in pairwise(part):
        parents |= _parents(line, following)
    stacks: list[list[Any]] = []
    for word in words:
        if id(word) in parents:
            continue
        over = [stack for stack in stacks if any(_overlap(word, w) for w in stack)]
        if len(over) > 1:
            return None
        if over:
            over[0].append(word)
        else:
            stacks.append([word])
    stacks.sort(key=lambda stack: float(stack[0]["x0"]))
    texts = ["".join(map(_text, stack)) for stack in stacks]
    if len(texts) < FEWEST_COLUMNS or max(map(len, texts)) > LONGEST_HEADER:
        return None
    broken = [text for stack, text in zip(stacks, texts, strict=True) if len(stack) > 1]
    if not all(text.endswith(_header_words()) for text in broken) or (len(part) > 1 and not broken and not parents):
        return None
    known = sum(1 for text in texts if text.startswith(_header_words()) or text.endswith(_header_words()))
    if known < max(FEWEST_COLUMNS - 1, 0.6 * len(texts)):
        return None
    number = next((i for i, text in enumerate(texts) if text in ("序号", "编号")), None)
    spans = [(min(float(w["x0"]) for w in s), max(float(w["x1"]) for w in s)) for s in stacks]
    above = [next((w for w in words if id(w) in parents and stack[0] in parents[id(w)]), None) for stack in stacks]
    return Header(Columns(spans, number), _rows(texts, above), len(part))


def _rows(texts: Sequence[str], above: Sequence[Any]) -> tuple[tuple[Cell, ...], ...]:
    if not any(above):
        return (tuple(map(Cell, texts)),)
    first: list[Cell] = []
    for i, (text, parent) in enumerate(zip(texts, above, strict=True)):
        if parent is None:
            first.append(Cell(text, 2, 1))
        elif i == 0 or above[i - 1] is not parent:
            first.append(Cell(_text(parent), 1, sum(1 for other in above if other is parent)))
    return tuple(first), tuple(Cell(text) for text, parent in zip(texts, above, strict=True) if parent is not None)
