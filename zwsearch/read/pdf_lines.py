"""The lines of text on PDF pages → paragraphs.

A PDF knows no paragraphs, only where each line stands. The reader has that geometry and nobody after it does,
so the lines of one paragraph are joined here: a line that fills the column runs on into the next one, unless
that one is indented, set in another size, or further away. The last line of a column runs on into the next column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from zwsearch.read.lines import trim
from zwsearch.read.pdf_flow import PAGE_NUMBER, SHORT, Flow, Words, in_margin

# Gap between two characters, as a share of their size, from which on it is a blank.
BLANK = 0.45
# Distances in characters: a first line is indented by two.
INDENT = 0.8
# In lines: the usual distance varies by a fifth; a blank line doubles it.
GAP = 1.6
# In characters: what parts the characters of a line set to both edges, and what must come on top to be a blank.
_STRETCHED, _MOST_STRETCHED, _BEYOND = 0.12, 2.0, 0.3
_FEWEST_GAPS = 3
# In characters: what parts two things in a line.
_FAR = 3.0
# In characters: where no line is as long as this, the edge of the text is not known.
_NARROWEST = 10
# A head or foot returns on a third of the pages at least (left and right pages may differ), at the same height.
_OFTEN, _SAME_HEIGHT = 0.3, 6.0
# In characters: what is closer to the next line belongs to the text.
_CLOSE = 1.8
# The width of a letter or figure, in characters.
_LETTER = 0.55
# What may be left over at the end of a line, beside what has no room there.
_LEFT_OVER = 0.6

_ASCII_END = re.compile(r"[A-Za-z0-9,.;:%)]$")
_ASCII_START = re.compile(r"^[A-Za-z0-9(]")
# What is broken in the middle: an address, a number.
_BROKEN = re.compile(r"(?:https?://|www\.)[\x21-\x7e]*$|\d$")
_STOP = re.compile(r"[。；：！？;!?]$")
# What is not broken at its end: letters and figures, marks that may not begin a line, and the character before them.
_UNBROKEN = re.compile(
    r"(?:[^\s，。；：、！？）》”〕】](?=[，。；：、！？）》”〕】]))?[，。；：、！？）》”〕】]*[\x21-\x7e]*"
)


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
    # Where the column begins and ends, and which it is on its page; None and (0, 0) where the page has one column.
    frame: tuple[float, float] | None = None
    zone: tuple[int, int] = (0, 0)
    # Whether it holds words far apart, as lists and forms do.
    gapped: bool = False
    # A blank at its end, which parts it from the line that it runs on into.
    parted: bool = False


def chars_outside(page: Any, boxes: Sequence[tuple[float, float, float, float]]) -> list[Any]:
    """The characters of a page that stand in none of the boxes."""

    def outside(item: Any) -> bool:
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in boxes)

    return [c for c in page.chars if outside(c)]


def words_of(chars: Sequence[Any]) -> Words:
    """Characters gathered into words; a new one begins after a blank."""
    from pdfplumber.utils.text import extract_words

    return extract_words(
        list(chars),
        x_tolerance_ratio=BLANK,
        y_tolerance=3,
        keep_blank_chars=True,
        extra_attrs=["size"],
        return_chars=True,
    )


def lines_of(words: Words, page: int, height: float, flow: Flow) -> list[Line]:
    """The lines of a page in reading order, column by column."""
    zones: dict[tuple[int, int], list[Any]] = {}
    for word in words:
        zones.setdefault(flow.zone(word), []).append(word)
    lines: list[Line] = []
    for zone, part in sorted(zones.items()):
        for line in _gather(part, page, height):
            line.zone, line.frame = zone, flow.frame(zone)
            lines.append(line)
    return lines


def lines_of_chars(chars: Sequence[Any]) -> list[Line]:
    """Gathers the characters of one cell into lines."""
    return _gather(words_of(chars), 0, 0.0)


def _gather(words: Words, page: int, height: float) -> list[Line]:
    rows: list[list[Any]] = []
    for word in sorted(words, key=lambda w: (w["bottom"], w["x0"])):
        last = rows[-1] if rows else None
        size = max(float(word["size"]), 1.0)
        middle = (word["top"] + word["bottom"]) / 2
        if (
            last is not None
            and min(w["top"] for w in last) <= middle <= max(w["bottom"] for w in last)
            # Figures of another font may end higher than the words before them, and so be met first.
            and all(word["x0"] >= w["x1"] - size or word["x1"] <= w["x0"] + size for w in last)
        ):
            last.append(word)
        else:
            rows.append([word])
    lines = []
    for row in rows:
        row.sort(key=lambda w: float(w["x0"]))
        blank = _blank(row)
        text = row[0]["text"]
        for before, word in pairwise(row):
            text += (" " if word["x0"] - before["x1"] > blank * max(float(word["size"]), 1.0) else "") + word["text"]
        top, bottom = min(w["top"] for w in row), max(w["bottom"] for w in row)
        place = (float(row[0]["x0"]), float(row[-1]["x1"]), float(top), float(bottom))
        line = Line(text, *place, max(float(row[0]["size"]), 1.0), page, height)
        line.gapped = any(b["x0"] - a["x1"] > max(blank, _FAR) * line.size for a, b in pairwise(row))
        lines.append(line)
    for line in lines:
        stripped = line.text.lstrip(" \u3000\xa0")
        # Blanks typed for an indent are an indent.
        line.x0 += min((len(line.text) - len(stripped)) * line.size, 4 * line.size)
        line.parted = line.text.endswith((" ", "\u3000", "\xa0"))
        line.x1 -= min(len(line.text) - len(line.text.rstrip(" \xa0")), 2) * line.size / 2
        line.text = trim(line.text)
    return [line for line in lines if line.text]


def _blank(row: Sequence[Any]) -> float:
    """The gap from which on it is a blank, in characters: wider in a line that is stretched to both edges."""
    chars = [c for word in row for c in word["chars"] if not c["text"].isspace()]
    gaps = [
        (b["x0"] - a["x1"]) / max(float(b["size"]), 1.0)
        for a, b in pairwise(chars)
        if a["text"] > "\u2fff" and b["text"] > "\u2fff"
    ]
    usual = median(gaps) if len(gaps) >= _FEWEST_GAPS else 0.0
    return max(BLANK, usual + _BEYOND) if _STRETCHED < usual < _MOST_STRETCHED else BLANK


def drop_running(pages: list[list[Any]]) -> None:
    """Takes page numbers and the heads and feet that return on most pages out of the pages."""
    seen: dict[str, list[Line]] = {}
    for page in pages:
        for item in page:
            if _in_margin(item):
                for key in _keys(item):
                    seen.setdefault(key, []).append(item)
    often = max(2, len(pages) * _OFTEN)
    for page in pages:
        returning = [
            item
            for item in page
            if _in_margin(item) and any(_pages_with(item, seen[key]) >= often for key in _keys(item))
        ]
        rest = [item for item in page if isinstance(item, Line) and item not in returning]
        gone = {
            id(item)
            for item in page
            if _in_margin(item)
            and (PAGE_NUMBER.fullmatch(item.text) or (item in returning and not any(_adjoins(item, o) for o in rest)))
        }
        page[:] = [item for item in page if id(item) not in gone]


def _pages_with(item: Line, others: Sequence[Line]) -> int:
    return len({other.page for other in others if abs(other.top - item.top) < _SAME_HEIGHT})


def _adjoins(item: Line, other: Line) -> bool:
    """Whether a line is as close to another of its size as those of one text are, so that it is no head or foot."""
    return abs(item.size - other.size) < 0.1 * item.size and 0.5 < abs(item.top - other.top) / item.size < _CLOSE


def _in_margin(item: Any) -> bool:
    return isinstance(item, Line) and in_margin(item.top, item.bottom, item.height)


def _keys(item: Line) -> set[str]:
    """What a head or foot has in common with those of other pages: its words, but for one number that counts pages."""
    text = re.sub(r"\s", "", item.text)
    numbers = list(re.finditer(r"\d{1,4}", text))
    return {text} | {
        f"{text[: m.start()]}<{int(m[0]) - item.page}>{text[m.end() :]}" for m in (*numbers[:1], *numbers[-1:])
    }


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Joins the lines of a text into paragraphs."""
    if not lines:
        return []
    frame = _edges([line for line in lines if line.frame is None])
    steps = [b.top - a.top for a, b in pairwise(lines) if _beside(a, b) and b.top > a.top]
    step = sorted(steps)[len(steps) // 2] if steps else 0.0
    found: list[str] = []
    for i, line in enumerate(lines):
        if i and _runs_on(lines[i - 1], line, frame, step):
            found[-1] = join(found[-1], line.text, parted=lines[i - 1].parted)
        else:
            found.append(line.text)
    return found


def join(text: str, more: str, *, parted: bool) -> str:
    """A text and the line that it runs on into; a blank only between words of letters."""
    apart = _ASCII_END.search(text) and _ASCII_START.search(more) and (parted or not _BROKEN.search(text))
    return f"{text} {more}" if apart else text + more


def is_full(text: str, rest: float, more: str) -> bool:
    """Whether a line ends `rest` characters before the right edge because nothing of the next one has room there."""
    if rest < SHORT:
        return True
    if _STOP.search(text):
        return False
    head = _UNBROKEN.match(more)
    letters = sum(character < "\u2000" for character in head[0]) if head else 0
    width = len(head[0]) - letters + letters * _LETTER if head else 0.0
    return rest < width + _LEFT_OVER


def _edges(lines: Sequence[Line]) -> tuple[float, float]:
    if not lines:
        return 0.0, 0.0
    lefts = Counter(round(line.x0) for line in lines)
    return min(x for x, n in lefts.items() if n >= max(lefts.values()) * 0.3), max(line.x1 for line in lines)


def _beside(a: Line, b: Line) -> bool:
    return a.page == b.page and a.zone == b.zone


def _runs_on(before: Line, line: Line, frame: tuple[float, float], step: float) -> bool:
    size = line.size
    if abs(before.size - size) > 0.15 * size or (before.frame is None) != (line.frame is None):
        return False
    if line.x0 > (line.frame or frame)[0] + INDENT * size:
        # Centred titles run on into lines that are centred too; that is for whoever reads the words.
        return False
    if before.gapped or line.gapped:
        return False
    left, right = before.frame or frame
    if right - left < _NARROWEST * size or not is_full(before.text, (right - before.x1) / before.size, line.text):
        return False
    return not _beside(before, line) or not step or line.top - before.top <= GAP * step
