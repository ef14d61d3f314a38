"""What is counted in a task: blocks of character n-grams, of words and of rule hits, each with its own TF-IDF.

Training and prediction both look features up with `FeatureSpace.find`, so they cannot drift apart. A block is weighed
by `(1 + ln tf) * idf`, its vector scaled to length 1 (as scikit-learn's TfidfVectorizer with `sublinear_tf` does) and
then to the block's weight. Rule hits are 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from zwsearch.tag.keys import KeyTable
from zwsearch.tag.rules import RuleHit
from zwsearch.tag.text import Codes, Keys, TaskText, fold, fold_word, gram_grid, gram_keys, lowered

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Unit = Literal["char", "word", "rule"]
View = Literal["text", "lead", "section"]
Hits = Sequence[RuleHit]
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


@dataclass(frozen=True, slots=True)
class Found:
    """All occurrences of known features in some tasks, block by block.

    Occurrence i is feature `columns[i]` in task `tasks[i]`, `lengths[i]` characters from `starts[i]` on, counted
    through the requirements, breaks and sections of all the tasks put together; -1 for what stands in a section, or
    where words were not placed. `offsets[t]` is where task t begins.
    """

    tasks: Ints
    columns: Ints
    starts: Ints
    lengths: Ints
    offsets: list[int]


@dataclass(frozen=True, slots=True)
class Weighed:
    """TF-IDF of some tasks: their distinct features, by task and column.

    Those of task t are `bounds[t]` to `bounds[t + 1]`; `row_of` tells where each occurrence went.
    """

    tasks: Ints
    columns: Ints
    values: Floats
    times: Ints
    row_of: Ints
    bounds: Ints


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
        self._block_of = np.repeat(np.arange(len(self.blocks)), sizes)
        self._is_rule = np.array([block.unit == "rule" for block in self.blocks])
        self._is_inside = np.array([block.view != "section" for block in self.blocks])
        self._block_weights = np.array([block.weight for block in self.blocks])
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

    def find(
        self,
        tasks: Sequence[TaskText],
        words: Sequence[Sequence[str]],
        hits: Sequence[Hits],
        places: Sequence[Sequence[int]] | None = None,
    ) -> Found:
        """Find the known features of some tasks; `words` are the requirements', `places` theirs from `place_words`."""
        whole = "\n".join([part for task in tasks for part in (task.text, task.section)])
        sizes = np.array([size for task in tasks for size in (len(task.text) + 1, len(task.section) + 1)])
        sizes[-1] -= 1  # no break after the last
        offsets = [0, *np.cumsum(sizes[::2] + sizes[1::2])[:-1].tolist()]
        grams = self._known_grams.numbers(gram_grid(fold(whole)))
        part_of = np.arange(sizes.size).repeat(sizes)
        task_of, in_section = part_of >> 1, (part_of & 1).astype(bool)
        found: list[tuple[Ints, Ints, Ints, Ints]] = []
        for block, base in zip(self.blocks, self._firsts, strict=True):
            if block.unit == "char":
                columns = self._columns[block.name].take(grams[block.shortest - 1 : block.longest])
                # A gram that crosses the end of its view crosses a break, so the starts alone decide.
                wanted = columns < self.size
                wanted &= self._view(block.view, tasks, in_section, offsets)
                at = wanted.ravel().nonzero()[0]
                length, start = np.divmod(at, in_section.size)
                placed = np.full(at.size, -1) if block.view == "section" else start
                found.append((task_of.take(start), columns.ravel().take(at), placed, length + block.shortest))
            elif block.unit == "word":
                found.append(self._find_words(self._word_column[block.name], words, places, offsets))
            else:
                table = [
                    (number, base + column, first + offset, last - first)
                    for number, (own, offset) in enumerate(zip(hits, offsets, strict=True))
                    for column, (first, last) in self._rule_columns(own)
                ]
                number, column, first, length = np.array(table, dtype=np.int64).reshape(-1, 4).T
                found.append((number, column, first, length))
        together = [np.concatenate(parts) for parts in zip(*found, strict=True)]
        return Found(together[0], together[1], together[2], together[3], offsets)

    @staticmethod
    def _view(view: View, tasks: Sequence[TaskText], in_section: Mask, offsets: list[int]) -> Mask:
        """Where in the tasks put together a view stands."""
        if view != "lead":
            return in_section if view == "section" else ~in_section
        inside = np.zeros(in_section.size, dtype=bool)
        for task, offset in zip(tasks, offsets, strict=True):
            inside[offset + task.lead[0] : offset + task.lead[1]] = True
        return inside

    def _find_words(
        self,
        find: Callable[[str], int],
        words: Sequence[Sequence[str]],
        places: Sequence[Sequence[int]] | None,
        offsets: list[int],
    ) -> tuple[Ints, Ints, Ints, Ints]:
        counts = [len(own) for own in words]
        flat = list(chain.from_iterable(words))
        columns = np.fromiter(map(find, flat), np.int64, len(flat))
        known = (columns < self.size).nonzero()[0]
        numbers = np.arange(len(words)).repeat(counts).take(known)
        starts = np.full(known.size, -1)
        lengths = np.ones(known.size, dtype=np.int64)
        if places is not None:
            local = np.fromiter(chain.from_iterable(places), np.int64, len(flat)).take(known)
            starts = np.where(local < 0, -1, local + np.array(offsets).take(numbers))
            lengths = np.fromiter(map(len, flat), np.int64, len(flat)).take(known)
        return numbers, columns.take(known), starts, lengths

    def _rule_columns(self, hits: Hits) -> list[tuple[int, tuple[int, int]]]:
        rows = self._rule_rows
        columns: dict[int, tuple[int, int]] = {}
        for hit in hits:
            if hit.rule.category in rows:
                columns.setdefault(2 * rows[hit.rule.category] + hit.in_lead, hit.span)
        return list(columns.items())

    def weigh(self, found: Found, idf: Floats) -> Weighed:
        """TF-IDF of what was found."""
        keys = found.tasks * self.size + found.columns
        order = keys.argsort(kind="stable")
        keys = keys.take(order)
        first = np.ones(keys.size, dtype=bool)
        np.not_equal(keys[1:], keys[:-1], out=first[1:])
        row_of = np.empty_like(order)
        row_of[order] = np.cumsum(first) - 1
        starts = first.nonzero()[0]
        tasks, columns = np.divmod(keys.take(starts), self.size)
        times = np.empty_like(starts)
        np.subtract(starts[1:], starts[:-1], out=times[:-1])
        times[-1:] = keys.size - starts[-1:]
        values = (1.0 + np.log(times)) * idf.take(columns)
        count, blocks = len(found.offsets), len(self.blocks)
        group = tasks * blocks + self._block_of.take(columns)
        squares = np.bincount(group, values * values, count * blocks).reshape(count, blocks)
        squares[squares == 0.0] = 1.0
        squares[:, self._is_rule] = 1.0
        values *= (self._block_weights / np.sqrt(squares)).ravel().take(group)
        return Weighed(tasks, columns, values, times, row_of, tasks.searchsorted(np.arange(count + 1)))

    def known(self, weighed: Weighed) -> Mask:
        """For each task, whether a weighed feature stands in the requirement itself, not in its section alone."""
        count = weighed.bounds.size - 1
        inside = self._is_inside.take(self._block_of.take(weighed.columns)) & (weighed.values != 0.0)
        return np.bincount(weighed.tasks[inside], minlength=count) > 0


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


def place_words(words: Sequence[str], text: str) -> list[int]:
    """Where each word starts in the text; -1 where the analyser has changed it."""
    starts = []
    position = 0
    find = lowered(text).find
    for word in words:
        start = find(word, position)
        starts.append(start)
        if start >= 0:
            position = start + len(word)
    return starts
