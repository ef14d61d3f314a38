"""The lines of text on PDF pages → paragraphs.

A PDF knows no paragraphs, only where each line stands. The reader has that geometry and nobody after it does,
so the lines of one paragraph are joined here: a line that fills the column runs on into the next one, unless
that one is indented, set in another size, or further away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from zwsearch.read.lines import trim

# Gap between two characters, as a share of their size, from which on it is a blank.
BLANK = 0.45
# Heads and feet stand in these shares of the page's height.
MARGIN = 0.12
# Distances in characters: a first line is indented by two, a full line ends within one and a half of the edge.
INDENT = 0.8
SHORT = 1.6
# In lines: the usual distance varies by a fifth; a blank line doubles it.
GAP = 1.6

_PAGE_NUMBER = re.compile(
    r"[\s\-—–_·.]*(?:第\s*)?(?:\d{1,4}|[一二三四五六七八九十]{1,3})\s*(?:页)?"
    r"(?:\s*[/,\uff0c共]\s*(?:共\s*)?\d{1,4}\s*(?:页)?)?[\s\-—–_·.]*"
)
_ASCII_END = re.compile(r"[A-Za-z0-9,.;:%)]$")
_ASCII_START = re.compile(r"^[A-Za-z0-9(]")


@dataclass(slots=True)
class Line:
    """One line of text with its place on its page, in points from the top left, and the page's height."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    page: int
    height: float


def lines_of(page: Any, boxes: Sequence[tuple[float, float, float, float]]) -> list[Line]:
    """The lines of a page outside the given boxes, top to bottom."""

    def outside(item: Any) -> bool:
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in boxes)

    return lines_of_chars([c for c in page.chars if outside(c)], int(page.page_number), float(page.height))


def lines_of_chars(chars: Sequence[Any], page: int = 0, height: float = 0.0) -> list[Line]:
    """Gathers characters into lines."""
    from pdfplumber.utils.text import extract_words

    words = extract_words(
        list(chars), x_tolerance_ratio=BLANK, y_tolerance=3, keep_blank_chars=True, extra_attrs=["size"]
    )
    lines: list[Line] = []
    for word in sorted(words, key=lambda w: (w["bottom"], w["x0"])):
        last = lines[-1] if lines else None
        size = max(float(word["size"]), 1.0)
        middle = (word["top"] + word["bottom"]) / 2
        if last is not None and last.top <= middle <= last.bottom and word["x0"] >= last.x1 - size:
            blank = " " if word["x0"] - last.x1 > BLANK * size else ""
            last.text += blank + word["text"]
            last.x1 = float(word["x1"])
            last.top, last.bottom = min(last.top, word["top"]), max(last.bottom, word["bottom"])
        else:
            lines.append(
                Line(
                    word["text"],
                    float(word["x0"]),
                    float(word["x1"]),
                    float(word["top"]),
                    float(word["bottom"]),
                    size,
                    page,
                    height,
                )
            )
    for line in lines:
        stripped = line.text.lstrip(" \u3000\xa0")
        # Blanks typed for an indent are an indent.
        line.x0 += min((len(line.text) - len(stripped)) * line.size, 4 * line.size)
        line.text = trim(line.text)
    return [line for line in lines if line.text]


def drop_running(pages: list[list[Any]]) -> None:
    """Takes page numbers and the heads and feet that return on most pages out of the pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_digits_apart(item.text) for item in page if _in_margin(item)})
    often = max(2, len(pages) * 0.5)
    for page in pages:
        page[:] = [
            item
            for item in page
            if not (
                _in_margin(item)
                and (_PAGE_NUMBER.fullmatch(item.text) or (len(pages) > 1 and seen[_digits_apart(item.text)] >= often))
            )
        ]


def _in_margin(item: Any) -> bool:
    return isinstance(item, Line) and (item.bottom < item.height * MARGIN or item.top > item.height * (1 - MARGIN))


def _digits_apart(text: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s", "", text))


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Joins the lines of one column into paragraphs."""
    if not lines:
        return []
    lefts = Counter(round(line.x0) for line in lines)
    left = min(x for x, n in lefts.items() if n >= max(lefts.values()) * 0.3)
    right = max(line.x1 for line in lines)
    steps = [b.top - a.top for a, b in pairwise(lines) if a.page == b.page and b.top > a.top]
    step = sorted(steps)[len(steps) // 2] if steps else 0.0
    found: list[str] = []
    for i, line in enumerate(lines):
        if i and _runs_on(lines[i - 1], line, left, right, step):
            blank = " " if _ASCII_END.search(found[-1]) and _ASCII_START.search(line.text) else ""
            found[-1] += blank + line.text
        else:
            found.append(line.text)
    return found


def _runs_on(before: Line, line: Line, left: float, right: float, step: float) -> bool:
    size = line.size
    if abs(before.size - size) > 0.15 * size:
        return False
    if line.x0 > left + INDENT * size:
        # Centred titles run on into lines that are centred too; that is for whoever reads the words.
        return False
    if before.x1 < right - SHORT * size:
        return False
    return before.page != line.page or not step or line.top - before.top <= GAP * step
