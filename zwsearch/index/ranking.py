"""The index as a searcher sees it: a snapshot of parts that scores, counts and looks up terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from zwsearch.index.asked import Asked, Weighted
from zwsearch.index.entry import FIELDS
from zwsearch.index.part import BIGRAM, Part
from zwsearch.index.scored import Scored
from zwsearch.index.scoring import DEFAULT, PLAIN_OKAPI, Floats, Scoring
from zwsearch.index.view import Keys, Scratch


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


@dataclass(frozen=True, slots=True)
class Share:
    """What a term adds to the score of one unit, and how often it stands in each of its `FIELDS`."""

    term: QueryTerm
    score: float
    counts: tuple[int, ...]


class Index(Protocol):
    """What a back end offers to the search: one snapshot, known by its identity."""

    def __hash__(self) -> int: ...

    @property
    def fingerprint(self) -> str: ...

    @property
    def keys(self) -> Keys: ...

    def frequency(self, term: QueryTerm, *, fields: Sequence[str] | None = None) -> int: ...

    def holding(self, terms: Sequence[QueryTerm], *, fields: Sequence[str] | None = None) -> Keys: ...

    def ceiling(self, terms: Sequence[QueryTerm], *, scoring: Scoring = DEFAULT) -> float: ...

    def vocabulary(self, holding: str = "") -> Iterator[tuple[str, bool, int]]: ...

    def rank(
        self,
        terms: Sequence[QueryTerm],
        *,
        keep: Keys | None = None,
        also: Sequence[Keys] = (),
        lifts: Sequence[tuple[Keys, float]] = (),
        everything: bool = False,
        limit: int | None = None,
        scoring: Scoring = DEFAULT,
    ) -> Ranking: ...

    def shares(self, key: int, terms: Sequence[QueryTerm], *, scoring: Scoring = DEFAULT) -> list[Share]: ...


class BuiltInIndex:
    """The built-in back end over parts; `live` holds one mask for each part."""

    def __init__(self, fingerprint: str, parts: Sequence[Part], live: Sequence[npt.NDArray[np.bool_] | None]) -> None:
        self.fingerprint = fingerprint
        self.parts = list(parts)
        self.live = list(live)  # None: every unit of the part is live
        self._scratch = Scratch()
        self._by_scoring: dict[Scoring, Scored] = {}

    @cached_property
    def keys(self) -> Keys:
        """The keys that are indexed, ascending."""
        kept = [part.keys if live is None else part.keys[live] for part, live in self._each()]
        return _ascending([keys for keys in kept if len(keys)])

    def frequency(self, term: QueryTerm, *, fields: Sequence[str] | None = None) -> int:
        """In how many units the term stands, or stands in one of `fields`."""
        if fields is None:
            return self._scored(DEFAULT).frequency(term.stored)
        columns = _columns(fields)
        number = 0
        for part, live in self._each():
            place = part.find(term.stored)
            if place is not None:
                held = part.within(columns).take(part.codes[place])
                number += int(np.count_nonzero(held if live is None else held & live[part.units[place]]))
        return number

    def holding(self, terms: Sequence[QueryTerm], *, fields: Sequence[str] | None = None) -> Keys:
        """Keys of the units that hold every one of `terms` (in one of `fields`), ascending; none for no terms."""
        columns = None if fields is None else _columns(fields)
        found: list[Keys] = []
        for part, live in self._each():
            units: npt.NDArray[np.uint16] | None = None
            for term in terms:
                place = part.find(term.stored)
                own = part.units[place] if place is not None else part.units[:0]
                if columns is not None and place is not None:
                    own = own[part.within(columns).take(part.codes[place])]
                units = own if units is None else _common(units, own, len(part.keys))
                if not len(units):
                    break
            if units is not None and live is not None:
                units = units[live[units]]
            if units is not None and len(units):
                found.append(part.keys[units])
        return _ascending(found)

    def ceiling(self, terms: Sequence[QueryTerm], *, scoring: Scoring = DEFAULT) -> float:
        """What these terms can add to a score at the very most: more than any unit gets from them."""
        scored = self._scored(scoring)
        return sum(term.weight * scored.idf(term.stored) * (scoring.k1 + 1) for term in terms)

    def vocabulary(self, holding: str = "") -> Iterator[tuple[str, bool, int]]:
        """(term, is a bigram, units that hold it) for every term that holds `holding`, in no promised order."""
        totals: dict[bytes, int] = {}
        for part, live in self._each():
            if holding:
                for at in part.holding(holding):
                    units = part.units[part.starts[at] : part.starts[at + 1]]
                    size = len(units) if live is None else int(np.count_nonzero(live[units]))
                    stored = part.spelled(at)
                    totals[stored] = totals.get(stored, 0) + size
                continue
            sizes = np.diff(part.starts)
            if live is not None:
                alive = np.concatenate([[0], np.cumsum(live[part.units])])
                sizes = np.diff(alive[part.starts])
            for stored, size in zip(part.terms(), sizes.tolist(), strict=True):
                totals[stored] = totals.get(stored, 0) + size
        for stored, total in totals.items():
            if total:
                spelled = stored.decode()
                yield spelled.removeprefix(BIGRAM), spelled.startswith(BIGRAM), total

    def rank(
        self,
        terms: Sequence[QueryTerm],
        *,
        keep: Keys | None = None,
        also: Sequence[Keys] = (),
        lifts: Sequence[tuple[Keys, float]] = (),
        everything: bool = False,
        limit: int | None = None,
        scoring: Scoring = DEFAULT,
    ) -> Ranking:
        """Score the units that hold a matching term; `keep` (ascending keys) narrows them before ranking.

        Units of `also` (ascending keys) match whatever they hold; with `everything`, all units do. A match
        among the keys of one of `lifts` gets its amount on top. `limit` None returns all of them.
        """
        scored = self._scored(scoring)
        matching: list[Weighted] = []
        raising: list[Weighted] = []
        for term in terms:
            stored = term.stored
            (matching if term.matches else raising).append((stored, term.weight * scored.idf(stored)))
        total, keys, scores = scored.rank(Asked(matching, raising, keep, also, lifts, everything, limit))
        order = np.lexsort((keys, -scores))[:limit]
        return Ranking(total, keys[order], scores[order])

    def shares(self, key: int, terms: Sequence[QueryTerm], *, scoring: Scoring = DEFAULT) -> list[Share]:
        """What each of `terms` that stands in the unit adds to its score; together they are the score."""
        scored = self._scored(scoring)
        for view in scored.views:
            at = int(np.searchsorted(view.part.keys, key))
            if at < len(view.part.keys) and view.part.keys[at] == key and (view.live is None or view.live[at]):
                found = ((term, view.impact(term.stored, at)) for term in terms)
                return [
                    Share(term, term.weight * scored.idf(term.stored) * held[0], held[1])
                    for term, held in found
                    if held is not None
                ]
        return []

    def rank_words(self, terms: Sequence[str], *, scoring: Scoring = PLAIN_OKAPI, limit: int | None = None) -> Ranking:
        """Plain BM25 of `terms` (repeated ones count again) over the text alone, as rank_bm25.BM25Okapi has it.

        For comparing: the formula of `PLAIN_OKAPI` can give scores of 0 and below.
        """
        return self.rank([QueryTerm(term) for term in terms], scoring=scoring, limit=limit)

    def _scored(self, scoring: Scoring) -> Scored:
        scored = self._by_scoring.get(scoring)
        if scored is None:
            scored = self._by_scoring[scoring] = Scored(list(self._each()), scoring, self._scratch)
        return scored

    def _each(self) -> Iterator[tuple[Part, npt.NDArray[np.bool_] | None]]:
        return zip(self.parts, self.live, strict=True)


def _columns(fields: Sequence[str]) -> tuple[int, ...]:
    return tuple(FIELDS.index(name) for name in fields)


def _ascending(found: list[Keys]) -> Keys:
    """All keys of some ascending lists that are not empty; mostly these follow one another already."""
    if not found:
        return np.zeros(0, dtype=np.int64)
    keys = np.concatenate(found) if len(found) > 1 else found[0]
    return keys if all(one[-1] < next_[0] for one, next_ in pairwise(found)) else np.sort(keys)


def _common(units: npt.NDArray[np.uint16], others: npt.NDArray[np.uint16], size: int) -> npt.NDArray[np.uint16]:
    """The `units` that are among `others`, in their order: linear, where intersect1d sorts."""
    among = np.zeros(size, dtype=np.bool_)
    among[others] = True
    return units[among[units]]
