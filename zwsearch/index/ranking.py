"""The index as a searcher sees it: a snapshot of parts that scores, counts and looks up terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from zwsearch.index.part import BIGRAM, Part
from zwsearch.index.scoring import (
    DEFAULT,
    PLAIN_OKAPI,
    Floats,
    Scoring,
    inverse_frequency,
    length_norm,
    saturate,
    weighted_sum,
)

Keys = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A term of a query. Units that hold a term with `matches` are answers; the others only raise a score."""

    term: str
    weight: float = 1.0
    bigram: bool = False
    matches: bool = True

    @property
    def stored(self) -> str:
        """The term as the parts spell it."""
        return BIGRAM + self.term if self.bigram else self.term


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best `len(keys)` of `total` matches: scores descending, keys ascending among equals."""

    total: int
    keys: Keys
    scores: Floats


class Index(Protocol):
    """What a back end offers to the search."""

    @property
    def fingerprint(self) -> str: ...

    @property
    def keys(self) -> Keys: ...

    def frequency(self, term: QueryTerm) -> int: ...

    def holding(self, terms: Sequence[QueryTerm]) -> Keys: ...

    def vocabulary(self) -> Iterator[tuple[str, bool, int]]: ...

    def rank(
        self,
        terms: Sequence[QueryTerm],
        *,
        keep: Keys | None = None,
        also: Sequence[Keys] = (),
        everything: bool = False,
        limit: int | None = None,
        scoring: Scoring = DEFAULT,
    ) -> Ranking: ...


class BuiltInIndex:
    """The built-in back end over parts; `live` holds one mask for each part."""

    def __init__(self, fingerprint: str, parts: Sequence[Part], live: Sequence[npt.NDArray[np.bool_] | None]) -> None:
        self.fingerprint = fingerprint
        self.parts = list(parts)
        self.live = list(live)  # None: every unit of the part is live

    @cached_property
    def keys(self) -> Keys:
        """The keys that are indexed, ascending."""
        kept = [part.keys if live is None else part.keys[live] for part, live in self._each()]
        return np.sort(np.concatenate(kept)) if kept else np.zeros(0, dtype=np.int64)

    @cached_property
    def _size(self) -> int:
        return sum(len(part.keys) if live is None else int(live.sum()) for part, live in self._each())

    @cached_property
    def _field_totals(self) -> list[int]:
        totals = None
        for part, live in self._each():
            own = (part.lengths if live is None else part.lengths[live]).sum(axis=0, dtype=np.int64)
            totals = own if totals is None else totals + own
        return [] if totals is None else [int(value) for value in totals]

    def frequency(self, term: QueryTerm) -> int:
        """In how many units the term stands."""
        return self._frequency(term.stored)

    def holding(self, terms: Sequence[QueryTerm]) -> Keys:
        """Keys of the units that hold every one of `terms`, ascending; none for no terms."""
        found: list[Keys] = []
        for part, live in self._each():
            units: npt.NDArray[np.uint16] | None = None
            for term in terms:
                place = part.find(term.stored)
                own = part.units[place] if place is not None else part.units[:0]
                units = own if units is None else np.intersect1d(units, own, assume_unique=True)
            if units is None or not len(units):
                continue
            if live is not None:
                units = units[live[units]]
            found.append(part.keys[units])
        return np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)

    def vocabulary(self) -> Iterator[tuple[str, bool, int]]:
        """(term, is a bigram, units that hold it) for every term, in no promised order."""
        totals: dict[bytes, int] = {}
        for part, live in self._each():
            sizes = np.diff(part.starts)
            if live is not None:
                alive = np.concatenate([[0], np.cumsum(live[part.units])])
                sizes = np.diff(alive[part.starts])
            for stored, size in zip(part.terms(), sizes.tolist(), strict=True):
                totals[stored] = totals.get(stored, 0) + size
        for stored, units in totals.items():
            if units:
                spelled = stored.decode()
                yield spelled.removeprefix(BIGRAM), spelled.startswith(BIGRAM), units

    def rank(
        self,
        terms: Sequence[QueryTerm],
        *,
        keep: Keys | None = None,
        also: Sequence[Keys] = (),
        everything: bool = False,
        limit: int | None = None,
        scoring: Scoring = DEFAULT,
    ) -> Ranking:
        """Score the units that hold a matching term; `keep` (ascending keys) narrows them before ranking.

        Units of `also` (ascending keys) match whatever they hold; with `everything`, all units do. `limit` None
        returns all of them.
        """
        impacts = self._idfs(terms, scoring)
        mean = sum(w * t for w, t in zip(scoring.field_weights, self._field_totals, strict=False)) / max(1, self._size)
        all_keys: list[Keys] = []
        all_scores: list[Floats] = []
        for part, live in self._each():
            scores = np.zeros(len(part.keys))
            matched = np.full(len(part.keys), everything)
            for term, idf in zip(terms, impacts, strict=True):
                units, frequencies = _postings(part, term.stored, scoring)
                if not len(units):
                    continue
                norms = length_norm(scoring, weighted_sum(part.lengths[units], scoring.field_weights), mean)
                scores[units] += term.weight * idf * saturate(scoring, frequencies, norms)
                if term.matches:
                    matched[units] = True
            for keys in also:
                matched |= _is_in(part.keys, keys)
            if live is not None:
                matched &= live
            if keep is not None:
                matched &= _is_in(part.keys, keep)
            units = np.flatnonzero(matched)
            all_keys.append(part.keys[units])
            all_scores.append(scores[units])
        if not all_keys:
            return Ranking(0, np.zeros(0, dtype=np.int64), np.zeros(0))
        keys, values = np.concatenate(all_keys), np.concatenate(all_scores)
        return best(keys, values, limit)

    def rank_words(self, terms: Sequence[str], *, scoring: Scoring = PLAIN_OKAPI, limit: int | None = None) -> Ranking:
        """Plain BM25 of `terms` (repeated ones count again) over the text alone, as rank_bm25.BM25Okapi has it.

        For comparing: the formula of `PLAIN_OKAPI` can give scores of 0 and below.
        """
        return self.rank([QueryTerm(term) for term in terms], scoring=scoring, limit=limit)

    def _idfs(self, terms: Sequence[QueryTerm], scoring: Scoring) -> list[float]:
        return [inverse_frequency(scoring.idf, self._size, self._frequency(term.stored, scoring)) for term in terms]

    def _frequency(self, stored: str, scoring: Scoring = DEFAULT) -> int:
        total = 0
        for part, live in self._each():
            units, _ = _postings(part, stored, scoring)
            total += len(units) if live is None else int(live[units].sum())
        return total

    def _each(self) -> Iterator[tuple[Part, npt.NDArray[np.bool_] | None]]:
        return zip(self.parts, self.live, strict=True)


def best(keys: Keys, scores: Floats, limit: int | None) -> Ranking:
    """The `limit` best by score, ties by key."""
    total = len(keys)
    if limit is not None and limit < total:
        # Everything that reaches the score of the last place, so that ties are settled by key.
        reach = np.partition(scores, total - limit)[total - limit] if limit else np.inf
        above = np.flatnonzero(scores >= reach)
        keys, scores = keys[above], scores[above]
    order = np.lexsort((keys, -scores))[:limit]
    return Ranking(total, keys[order], scores[order])


def _postings(part: Part, stored: str, scoring: Scoring) -> tuple[Keys, Floats]:
    """Units of a term in a part with its weighted frequencies, without those where it weighs nothing."""
    place = part.find(stored)
    if place is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    units = part.units[place].astype(np.int64)  # fancy indexing is twice as fast with this type
    frequencies = weighted_sum(part.counts, scoring.field_weights)[part.codes[place]]
    if 0.0 in scoring.field_weights:
        units, frequencies = units[frequencies > 0], frequencies[frequencies > 0]
    return units, frequencies


def _is_in(keys: Keys, wanted: Keys) -> npt.NDArray[np.bool_]:
    """Which of `keys` are among `wanted`, which is ascending."""
    if not len(wanted):
        return np.zeros(len(keys), dtype=np.bool_)
    at = np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)
    return np.asarray(wanted[at] == keys)
