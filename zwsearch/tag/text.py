"""How a task is looked at: its characters folded to code points, and the clause that says what is done.

Folding never changes the number of characters, so a position in what is counted is a position in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Keys = NDArray[np.int64]

# Three code points of 21 bits fit one integer exactly, so a character n-gram needs no string and no hash.
LONGEST_GRAM = 3
_BITS = 21

_CLAUSE = re.compile(r"[^，。；：！？,;:!?\n]+")


@dataclass(frozen=True, slots=True)
class TaskText:
    """A task with what the features look at: `lead` is the clause that names the act, as a range of `text`."""

    text: str
    section: str
    lead: tuple[int, int]


def look_at(requirement: str, section: Sequence[str] = ()) -> TaskText:
    """Prepare one task; `section` are the headings above it, outermost first."""
    return TaskText(requirement, "\n".join(section), lead_clause(requirement))


def lead_clause(text: str) -> tuple[int, int]:
    """The first clause that is no stock opener (坚持…, 围绕…, 按照…), as a half-open range of `text`.

    Where all clauses are openers the first one is meant after all.
    """
    opener = _openers()
    first: tuple[int, int] | None = None
    for match in _CLAUSE.finditer(text):
        if match.end() - match.start() < 4:  # an enumeration or a torn scrap
            continue
        if not opener.match(match.group()):
            return match.span()
        first = first or match.span()
    return first or (0, len(text))


@cache
def _openers() -> re.Pattern[str]:
    words = read_word_list(Path(__file__).with_name("openers.txt"))
    return re.compile(r"\s*(?:" + "|".join(re.escape(word) for word in words) + ")")


def read_word_list(path: Path) -> list[str]:
    """The entries of a word list: one a line, `#` begins a comment line."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def fold(text: str) -> Codes:
    """Code points with case, width and digits levelled; 0 where a gram must not reach across (punctuation, space)."""
    return _folded(text).astype(np.int64)


def _folded(text: str) -> NDArray[np.uint32]:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    table = _fold_table()
    if codes.size and codes.max() >= table.size:  # beyond the basic plane: rare Han, taken as they are
        return np.where(codes < table.size, table[np.minimum(codes, table.size - 1)], codes)
    return np.asarray(table[codes])


@cache
def _fold_table() -> NDArray[np.uint32]:
    table = np.zeros(0x10000, dtype="<u4")
    for code in range(0x10000):
        char = chr(code)
        if char.isalnum():
            table[code] = code
    for digit in range(10):  # which year it is says nothing about the kind of task
        table[0x30 + digit] = table[0xFF10 + digit] = 0x30
    for letter in range(26):
        for base in (0x41, 0x61, 0xFF21, 0xFF41):
            table[base + letter] = 0x61 + letter
    return table


def gram_keys(codes: Codes, length: int) -> Keys:
    """One integer for each n-gram of `length` (1 to 3) characters, by starting position; 0 across a break."""
    count = codes.size - length + 1
    if count <= 0:
        return np.empty(0, dtype=np.int64)
    if length == 1:
        return codes
    key = codes[:count]
    whole = key
    for step in range(1, length):
        part = codes[step : step + count]
        key = (key << _BITS) | part
        whole = np.minimum(whole, part)
    return np.asarray(key * (whole != 0), dtype=np.int64)


def gram_grid(codes: Codes) -> Keys:
    """All n-grams at once, shape (3, characters): row n - 1 holds those of n characters by their start.

    A gram that begins with a break is 0; one that reaches over a later break, or the end, equals no whole gram's key.
    """
    grid = np.zeros((LONGEST_GRAM, codes.size), dtype=np.int64)
    grid[0] = codes
    whole = codes != 0
    for step in range(1, LONGEST_GRAM):
        row = grid[step]
        np.left_shift(grid[step - 1], _BITS, out=row)
        row[: max(0, codes.size - step)] |= codes[step:]
        row *= whole
    return grid


@lru_cache(maxsize=1 << 16)
def fold_word(word: str) -> str:
    """A word as it is counted: case and width levelled, digits alike; empty when it holds no letter or Han."""
    codes = fold(word)
    if not codes.all() or (codes == 0x30).all():
        return ""
    return "".join(map(chr, codes.tolist()))


def lowered(text: str) -> str:
    """The text in lower case, as the analyser gives its words, if that keeps every position."""
    low = text.lower()
    return low if len(low) == len(text) else text
