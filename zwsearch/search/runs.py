"""Unbroken Chinese characters of a query: they say more than the words in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zwsearch.index import QueryTerm

BIGRAM_WEIGHT = 0.25
RUN_LENGTH = 3  # characters from which an unbroken run says more than its words
_LONGEST = 100  # a pasted page without punctuation is no phrase, and to look for its pieces takes seconds


@dataclass(frozen=True, slots=True)
class Run:
    """Unbroken Chinese characters of the query: the places where its words begin and end, and the terms in it."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    terms: tuple[QueryTerm, ...]

    @property
    def pairs(self) -> list[QueryTerm]:
        """All neighbours; a text that holds the run holds them all."""
        return pairs_in(self.text)

    def pieces_in(self, folded: str) -> set[str]:
        """The longest pieces of the run, from the beginning of a word to the end of one, that stand in a text."""
        found: set[str] = set()
        reached = 0
        for start in self.starts:
            best = 0
            for end in self.ends:
                if end - start < RUN_LENGTH or end <= reached:
                    continue
                if self.text[start:end] not in folded:
                    break
                best = end
            if best:
                found.add(self.text[start:best])
                reached = best
        return found


def pairs_in(run: str) -> list[QueryTerm]:
    """All neighbours in a run, as terms that only raise a score."""
    return [QueryTerm(run[at : at + 2], BIGRAM_WEIGHT, bigram=True, matches=False) for at in range(len(run) - 1)]


def runs_in(run: str, words: Sequence[tuple[int, str]], terms: Sequence[QueryTerm]) -> list[Run]:
    """The run as a whole, and what is left of it between the words that say nothing; long enough ones only."""
    found: list[Run] = []
    if len(run) > _LONGEST:
        return found
    for start, end in _stretches(words) | {(0, len(run))}:
        if end - start < RUN_LENGTH:
            continue
        within = [(at - start, at + len(word) - start) for at, word in words if start <= at < end]
        starts = {at for at, _ in within} | {0}
        ends = {at for _, at in within} | {end - start}
        own = tuple(term for term in terms if term.term in run[start:end])
        found.append(Run(run[start:end], tuple(sorted(starts)), tuple(sorted(ends)), own))
    return found


def _stretches(words: Sequence[tuple[int, str]]) -> set[tuple[int, int]]:
    """Where words stand without a word between them that says nothing, such as the 怎么 of a question."""
    found: list[tuple[int, int]] = []
    for at, word in sorted(words):
        if found and at <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], at + len(word)))
        else:
            found.append((at, at + len(word)))
    return set(found)
