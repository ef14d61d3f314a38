"""Words that jieba finds inside longer ones (农民 and 民工 in 农民工): they count once together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zwsearch.index import Index, QueryTerm
from zwsearch.search.runs import pairs_in

# What all words inside a known one weigh together; chosen on the dev half of corpus/queries.json.
BESIDE = 1.5
OVERLAPPING = 1.0
_PARTED = 4  # characters from which a word may be of two words (招投标文件), each with a meaning of its own


@dataclass(frozen=True, slots=True)
class Inner:
    """How much a word inside a longer one weighs, and whether it is an answer where that one is unknown."""

    weight: float = 1.0
    answers: bool = True


def inner_words(index: Index, words: Sequence[tuple[int, str]]) -> dict[tuple[int, str], Inner]:
    """Each of `words` (with its place) that has more than one character and stands inside a longer one."""
    found: dict[tuple[int, str], Inner] = {}
    for at, outer in _longest(words):
        inside = [
            (start, word)
            for start, word in words
            if 1 < len(word) < len(outer) and at <= start and start + len(word) <= at + len(outer)
        ]
        # Together they weigh little more than one word, and those that overlap (农民, 民工) less than others.
        crossed = Counter(place for start, word in inside for place in range(start, start + len(word)))
        shared = OVERLAPPING if max(crossed.values(), default=1) > 1 else BESIDE
        known = is_known(index, outer)
        weight = min(1.0, shared / max(1, len(inside))) if known else 1.0
        found.update(dict.fromkeys(inside, Inner(weight, answers=known or len(outer) >= _PARTED)))
    return found


def is_known(index: Index, word: str) -> bool:
    """Whether something may hold the word, however jieba cut it there."""
    if len(word) == 2:
        return index.frequency(QueryTerm(word, bigram=True)) > 0
    return index.frequency(QueryTerm(word)) > 0 or len(index.holding(pairs_in(word))) > 0


def _longest(words: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """The words that stand in no other one."""
    found: list[tuple[int, str]] = []
    reached = 0
    for at, word in sorted(words, key=lambda one: (one[0], -len(one[1]))):
        if at + len(word) > reached:
            found.append((at, word))
            reached = at + len(word)
    return found
