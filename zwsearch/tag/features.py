"""What is counted in a task: blocks of character n-grams, of words and of rule hits, each with its own TF-IDF.

Training and prediction both count with `FeatureSpace.count`, so they cannot drift apart. A block is weighed by
`(1 + ln tf) * idf`, its vector scaled to length 1 (as scikit-learn's TfidfVectorizer with `sublinear_tf` does) and
then to the block's weight. Rule hits are 0 or 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from zwsearch.tag.rules import RuleHit
from zwsearch.tag.text import LONGEST_GRAM, Codes, Keys, TaskText, fold, fold_word, gram_grid, gram_keys, lowered

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Unit = Literal["char", "word", "rule"]
View = Literal["text", "lead", "section"]
PlacedWord = tuple[str, int, int]


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


@dataclass(frozen=True, slots=True)
class Counted:
    """The features of one task by occurrence: `columns[i]` stands at `starts[i]` of the text, `lengths[i]` long.

    `starts` is -1 where a feature stands outside the requirement (its section).
    """

    columns: Ints
    starts: Ints
    lengths: Ints


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
        self._word_columns = {name: {word: i for i, word in enumerate(known)} for name, known in words.items()}
        self._rule_rows = {name: i for i, name in enumerate(self.categories)}
        sizes = [self.size_of(block) for block in self.blocks]
        self.bounds = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        self.size = int(self.bounds[-1])
        self._block_of = np.repeat(np.arange(len(self.blocks)), sizes)
        # All blocks of n-grams look at the same characters: look each n-gram up once, then see who knows it.
        # The first key is a break's, the last is beyond any: no block knows them.
        edges = np.array([0, np.iinfo(np.int64).max])
        self._keys = np.unique(np.concatenate([edges, *grams.values()]))
        self._columns = {}
        for block, base in zip(self.blocks, self.bounds.tolist(), strict=False):
            if block.unit == "char":
                columns = np.full(self._keys.size, -1, dtype=np.int64)
                columns[np.searchsorted(self._keys, grams[block.name])] = base + np.arange(len(grams[block.name]))
                self._columns[block.name] = columns

    def size_of(self, block: Block) -> int:
        """How many columns a block has."""
        if block.unit == "char":
            return len(self.grams[block.name])
        return len(self.words[block.name]) if block.unit == "word" else 2 * len(self.categories)

    def count(self, task: TaskText, words: Sequence[PlacedWord], hits: Sequence[RuleHit]) -> Counted:
        """Find the known features of a task; `words` are the requirement's, from `place_words`."""
        found = self._find_grams(task)
        edge = len(task.text)
        spans = {"text": (0, edge), "lead": task.lead, "section": (edge + 1, edge + 1 + len(task.section))}
        known, places = [], []
        others: list[tuple[int, int, int]] = []
        for block, base in zip(self.blocks, self.bounds.tolist(), strict=False):
            if block.unit == "char":
                # A gram that crosses the end of its view crosses a break, so the starts alone decide.
                view = slice(*spans[block.view])
                known.append(self._columns[block.name][found[:, view]].ravel())
                places.append(_places(found.shape[1])[:, view].ravel())
            elif block.unit == "rule":
                others += [(base + column, start, length) for column, start, length in self._rule_columns(hits)]
            else:
                column_of = self._word_columns[block.name].get
                others += [
                    (base + column, start, length)
                    for word, start, length in words
                    if (column := column_of(word)) is not None
                ]
        table = np.array(others, dtype=np.int64).reshape(-1, 3)
        columns = np.concatenate([*known, table[:, 0]])
        starts = np.concatenate([*(p // LONGEST_GRAM for p in places), table[:, 1]])
        lengths = np.concatenate([*(p % LONGEST_GRAM + 1 for p in places), table[:, 2]])
        held = np.flatnonzero(columns >= 0)
        starts = starts[held]
        starts[starts > edge] = -1
        return Counted(columns[held], starts, lengths[held])

    def _find_grams(self, task: TaskText) -> Ints:
        """The row in the table of known n-grams, shape (lengths, characters of text, break and section)."""
        every = gram_grid(fold(f"{task.text}\n{task.section}"))
        rows = np.searchsorted(self._keys, every)
        return np.asarray(rows * (self._keys[rows] == every))

    def _rule_columns(self, hits: Sequence[RuleHit]) -> list[tuple[int, int, int]]:
        rows = self._rule_rows
        columns: dict[int, tuple[int, int, int]] = {}
        for hit in hits:
            if hit.rule.category in rows:
                column = 2 * rows[hit.rule.category] + hit.in_lead
                columns.setdefault(column, (column, hit.span[0], hit.span[1] - hit.span[0]))
        return list(columns.values())

    def weigh(self, counted: Counted, idf: Floats) -> tuple[Ints, Floats, Floats]:
        """TF-IDF of one task: its distinct columns (ascending), their values, and how often each occurs."""
        ordered = np.sort(counted.columns)
        if not ordered.size:
            return ordered, np.empty(0), np.empty(0)
        first = np.empty(ordered.size, dtype=bool)
        first[0] = True
        np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
        bounds = np.append(np.flatnonzero(first), ordered.size)
        columns = ordered[bounds[:-1]]
        times = (bounds[1:] - bounds[:-1]).astype(np.float64)
        values = (1.0 + np.log(times)) * idf[columns]
        block = self._block_of[columns]
        squares = np.bincount(block, values * values, len(self.blocks)).tolist()
        scale = [
            b.weight if b.unit == "rule" else b.weight / math.sqrt(square) if square > 0.0 else 0.0
            for b, square in zip(self.blocks, squares, strict=True)
        ]
        return columns, values * np.array(scale)[block], times


@lru_cache(maxsize=64)
def _places(characters: int) -> Ints:
    """For each cell of a grid of n-grams, its start and length in one number."""
    return np.arange(LONGEST_GRAM)[:, None] + LONGEST_GRAM * np.arange(characters)


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


def place_words(words: Sequence[str], text: str) -> list[PlacedWord]:
    """Each word folded, with its start (-1 where the analyser has changed it) and length in the text."""
    placed = []
    position = 0
    find = lowered(text).find
    for word in words:
        start = find(word, position)
        if start >= 0:
            position = start + len(word)
        if folded := fold_word(word):
            placed.append((folded, start, len(word)))
    return placed
