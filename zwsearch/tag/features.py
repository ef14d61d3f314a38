"""What is counted in a task: blocks of character n-grams, of words and of rule hits, each with its own TF-IDF.

Training and prediction both count with `FeatureSpace.count`, so they cannot drift apart. A block is weighed by
`(1 + ln tf) * idf`, its vector scaled to length 1 (as scikit-learn's TfidfVectorizer with `sublinear_tf` does) and
then to the block's weight. Rule hits are 0 or 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from zwsearch.tag.rules import RuleHit
from zwsearch.tag.text import Codes, Keys, TaskText, fold, fold_word, gram_keys, lowered

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Unit = Literal["char", "word", "rule"]
View = Literal["text", "lead", "section"]


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


_NO_KEYS: Keys = np.empty(0, dtype=np.int64)


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

    def size_of(self, block: Block) -> int:
        """How many columns a block has."""
        if block.unit == "char":
            return len(self.grams[block.name])
        return len(self.words[block.name]) if block.unit == "word" else 2 * len(self.categories)

    def count(self, task: TaskText, words: Sequence[str], hits: Sequence[RuleHit]) -> Counted:
        """Find the known features of a task; `words` are the requirement's."""
        codes: dict[str, tuple[Codes, int]] = {}
        columns, starts, lengths = [], [], []
        for block, base in zip(self.blocks, self.bounds.tolist(), strict=False):
            if block.unit == "char":
                if block.view not in codes:
                    codes[block.view] = view_codes(task, block.view, codes)
                view, offset = codes[block.view]
                keys, at, size = gram_occurrences(view, block)
                found = _look_up(self.grams[block.name], keys)
                known = found >= 0
                columns.append(found[known] + base)
                starts.append(at[known] + offset if offset >= 0 else np.full(int(known.sum()), -1))
                lengths.append(size[known])
            else:
                rows = self._rule_columns(hits) if block.unit == "rule" else self._known_words(block, task, words)
                table = np.array(rows, dtype=np.int64).reshape(-1, 3)
                columns.append(table[:, 0] + base)
                starts.append(table[:, 1])
                lengths.append(table[:, 2])
        return Counted(*(np.concatenate(part) if part else _NO_KEYS for part in (columns, starts, lengths)))

    def _rule_columns(self, hits: Sequence[RuleHit]) -> list[tuple[int, int, int]]:
        rows = self._rule_rows
        return [
            (2 * rows[hit.rule.category] + hit.in_lead, hit.span[0], hit.span[1] - hit.span[0])
            for hit in hits
            if hit.rule.category in rows
        ]

    def _known_words(self, block: Block, task: TaskText, words: Sequence[str]) -> list[tuple[int, int, int]]:
        known = self._word_columns[block.name]
        return [
            (column, start, length)
            for word, start, length in place_words(words, task.text)
            if (column := known.get(word)) is not None
        ]

    def weigh(self, counted: Counted, idf: Floats) -> tuple[Ints, Floats, Floats]:
        """TF-IDF of one task: its distinct columns (ascending), their values, and how often each occurs."""
        columns, times = np.unique(counted.columns, return_counts=True)
        values = (1.0 + np.log(times)) * idf[columns]
        edges = np.searchsorted(columns, self.bounds)
        for block, first, last in zip(self.blocks, edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            part = values[first:last]
            if block.unit == "rule":
                part[:] = block.weight
            elif part.size:
                length = float(np.sqrt(part @ part))
                if length > 0.0:
                    part *= block.weight / length
        return columns, values, times.astype(np.float64)


def view_codes(task: TaskText, view: View, known: dict[str, tuple[Codes, int]] | None = None) -> tuple[Codes, int]:
    """The folded characters of a view and where they begin in the requirement (-1: not in it)."""
    if view == "section":
        return fold(task.section), -1
    codes = known["text"][0] if known and "text" in known else fold(task.text)
    return (codes, 0) if view == "text" else (codes[task.lead[0] : task.lead[1]], task.lead[0])


def gram_occurrences(codes: Codes, block: Block) -> tuple[Keys, Ints, Ints]:
    """Keys, starting positions and lengths of all n-grams of a block in a view."""
    keys, starts, lengths = [], [], []
    for length in range(block.shortest, block.longest + 1):
        found = gram_keys(codes, length)
        at = np.flatnonzero(found)
        keys.append(found[at])
        starts.append(at)
        lengths.append(np.full(at.size, length, dtype=np.int64))
    return np.concatenate(keys), np.concatenate(starts), np.concatenate(lengths)


def place_words(words: Sequence[str], text: str) -> list[tuple[str, int, int]]:
    """Each word folded, with its start (-1 where the analyser has changed it) and length in the text."""
    placed = []
    position = 0
    text = lowered(text)
    for word in words:
        folded = fold_word(word)
        if not folded:
            continue
        start = text.find(word, position)
        if start < 0 or start > position + 12:
            # Search mode gives the parts of a long word before the word itself: look a little back, too.
            near = text.find(word, max(0, position - len(word) - 2))
            start = near if near >= 0 else start
        if start >= 0:
            position = max(position, start + len(word))
        placed.append((folded, start, len(word)))
    return placed


def _look_up(known: Keys, keys: Keys) -> Ints:
    if not known.size:
        return np.full(keys.size, -1, dtype=np.int64)
    at = np.searchsorted(known, keys)
    at[at == known.size] = 0
    at[known[at] != keys] = -1
    return at
