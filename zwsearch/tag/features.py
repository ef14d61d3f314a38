"""What is counted in a task: blocks of character n-grams, of words and of rule hits, each with its own TF-IDF.

Training and prediction both look features up with `FeatureSpace.find`, so they cannot drift apart. A block is weighed
by `(1 + ln tf) * idf`, its vector scaled to length 1 (as scikit-learn's TfidfVectorizer with `sublinear_tf` does) and
then to the block's weight. Rule hits are 0 or 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from zwsearch.tag.keys import KeyTable
from zwsearch.tag.rules import RuleHit
from zwsearch.tag.text import Codes, Keys, TaskText, fold, fold_word, gram_grid, gram_keys, lowered

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Unit = Literal["char", "word", "rule"]
View = Literal["text", "lead", "section"]
PlacedWord = tuple[str, int, int]
_WORDS_KEPT = 1 << 15


class WordSplitter(Protocol):
    """What the tagging room needs of the analyser."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text could be split otherwise."""

    def words(self, text: str) -> list[str]:
        """The words of a text, in order."""


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of feature: which `view` of the task, in which `unit`, from `shortest` to `longest` characters."""

    name: str
    view: View
    unit: Unit
    shortest: int = 1
    longest: int = 1
    weight: float = 1.0
    least_documents: int = 2


class FeatureSpace:
    """The known features of every block: column numbers run through the blocks in order."""

    def __init__(
        self,
        blocks: Sequence[Block],
        grams: dict[str, Keys],
        words: dict[str, list[str]],
        categories: Sequence[str],
    ) -> None:
        """`grams` and `words` hold each block's features in ascending order; rule blocks have two a category."""
        self.blocks = tuple(blocks)
        self.grams = grams
        self.words = words
        self.categories = tuple(categories)
        self._rule_rows = {name: i for i, name in enumerate(self.categories)}
        sizes = [self.size_of(block) for block in self.blocks]
        self.bounds = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        self.size = int(self.bounds[-1])
        self._firsts: list[int] = self.bounds[:-1].tolist()
        # All blocks of n-grams look at the same characters: look each n-gram up once, then see who knows it.
        keys = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *grams.values()]))
        self._known_grams = KeyTable(keys)
        self._columns = {}
        self._word_column = {}
        for block, base in zip(self.blocks, self._firsts, strict=True):
            if block.unit == "char":
                columns = np.full(keys.size + 1, self.size, dtype=np.int64)
                columns[1 + np.searchsorted(keys, grams[block.name])] = base + np.arange(len(grams[block.name]))
                self._columns[block.name] = columns
            elif block.unit == "word":
                self._word_column[block.name] = _word_finder(words[block.name], base, self.size)

    def size_of(self, block: Block) -> int:
        """How many columns a block has."""
        if block.unit == "char":
            return len(self.grams[block.name])
        return len(self.words[block.name]) if block.unit == "word" else 2 * len(self.categories)

    def find(self, task: TaskText, words: Sequence[str], hits: Sequence[RuleHit]) -> Ints:
        """The column of every feature's every occurrence, block by block; `size` for one that is not known.

        `words` are the requirement's, as the analyser gives them. For the order see `place`.
        """
        grams = self._known_grams.numbers(gram_grid(fold(f"{task.text}\n{task.section}")))
        parts: list[Ints] = []
        for block, base in zip(self.blocks, self._firsts, strict=True):
            if block.unit == "char":
                first, last = _range(task, block.view)
                rows = [
                    grams[length - 1, first : max(first, last - length + 1)]
                    for length in range(block.shortest, block.longest + 1)
                ]
                parts.append(self._columns[block.name].take(np.concatenate(rows)))
            elif block.unit == "word":
                parts.append(np.fromiter(map(self._word_column[block.name], words), np.int64, len(words)))
            else:
                parts.append(np.array([base + column for column, _ in self._rule_columns(hits)], dtype=np.int64))
        return np.concatenate(parts)

    def place(self, task: TaskText, words: Sequence[PlacedWord], hits: Sequence[RuleHit]) -> tuple[Ints, Ints]:
        """Where each occurrence of `find` starts in the requirement (-1: not in it), and its length."""
        starts, lengths = [], []
        for block in self.blocks:
            if block.unit == "char":
                first, last = _range(task, block.view)
                for length in range(block.shortest, block.longest + 1):
                    count = max(0, last - length + 1 - first)
                    starts.append(np.full(count, -1) if block.view == "section" else np.arange(first, first + count))
                    lengths.append(np.full(count, length))
            else:
                if block.unit == "word":
                    table = [(start, length) for _, start, length in words]
                else:
                    table = [(span[0], span[1] - span[0]) for _, span in self._rule_columns(hits)]
                placed = np.array(table, dtype=np.int64).reshape(-1, 2)
                starts.append(placed[:, 0])
                lengths.append(placed[:, 1])
        return np.concatenate(starts), np.concatenate(lengths)

    def knows(self, columns: Ints, values: Floats) -> bool:
        """Whether any of the weighed features stands in the requirement itself, not in its section alone."""
        edges = columns.searchsorted(self.bounds).tolist()
        for block, first, last in zip(self.blocks, edges, edges[1:], strict=False):
            if block.view != "section" and values[first:last].any():
                return True
        return False

    def _rule_columns(self, hits: Sequence[RuleHit]) -> list[tuple[int, tuple[int, int]]]:
        rows = self._rule_rows
        columns: dict[int, tuple[int, int]] = {}
        for hit in hits:
            if hit.rule.category in rows:
                columns.setdefault(2 * rows[hit.rule.category] + hit.in_lead, hit.span)
        return list(columns.items())

    def weigh(self, found: Ints, idf: Floats) -> tuple[Ints, Floats, Ints]:
        """TF-IDF of one task: its distinct known columns (ascending), their values, and how often each occurs."""
        ordered = np.sort(found)
        ordered = ordered[: ordered.searchsorted(self.size)]
        if not ordered.size:
            return ordered, np.empty(0), ordered
        first_of = np.empty(ordered.size + 1, dtype=bool)
        first_of[0] = first_of[-1] = True
        np.not_equal(ordered[1:], ordered[:-1], out=first_of[1:-1])
        bounds = np.flatnonzero(first_of)
        columns = ordered.take(bounds[:-1])
        times = bounds[1:] - bounds[:-1]
        values = (1.0 + np.log(times)) * idf.take(columns)
        edges = columns.searchsorted(self.bounds).tolist()
        for block, first, last in zip(self.blocks, edges, edges[1:], strict=False):
            part = values[first:last]
            if block.unit == "rule":
                part[:] = block.weight
            elif (square := float(part @ part)) > 0.0:
                part *= block.weight / math.sqrt(square)
        return columns, values, times


def _range(task: TaskText, view: View) -> tuple[int, int]:
    """Where a view stands in the requirement, a break and the section, put together."""
    if view == "lead":
        return task.lead
    edge = len(task.text)
    return (0, edge) if view == "text" else (edge + 1, edge + 1 + len(task.section))


def _word_finder(words: Sequence[str], base: int, unknown: int) -> Callable[[str], int]:
    column_of = {word: base + i for i, word in enumerate(words)}

    @lru_cache(maxsize=_WORDS_KEPT)
    def find(word: str) -> int:
        return column_of.get(fold_word(word), unknown)

    return find


def view_codes(task: TaskText, view: View) -> Codes:
    """The folded characters of a view."""
    if view == "section":
        return fold(task.section)
    return fold(task.text if view == "text" else task.text[slice(*task.lead)])


def distinct_grams(task: TaskText, block: Block) -> Keys:
    """The keys of all n-grams of a block in a task, each once."""
    codes = view_codes(task, block.view)
    keys = np.unique(np.concatenate([gram_keys(codes, n) for n in range(block.shortest, block.longest + 1)]))
    return np.asarray(keys[keys != 0], dtype=np.int64)


def fold_words(words: Sequence[str]) -> list[str]:
    """The words as they are counted, without those that hold nothing to count."""
    return [folded for word in words if (folded := fold_word(word))]


def place_words(words: Sequence[str], text: str) -> list[PlacedWord]:
    """Each word with its start (-1 where the analyser has changed it) and length in the text."""
    placed = []
    position = 0
    find = lowered(text).find
    for word in words:
        start = find(word, position)
        if start >= 0:
            position = start + len(word)
        placed.append((word, start, len(word)))
    return placed
