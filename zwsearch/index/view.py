"""A part as one way of scoring sees it: impacts of postings, worked out once and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from zwsearch.index.part import Part
from zwsearch.index.scoring import Floats, Scoring, length_norm, saturate, weighted_sum

Keys = npt.NDArray[np.int64]
Column = tuple[Keys, Floats]

_REMEMBERED = 1 << 21  # postings kept for each part, of 16 bytes
_FEW = 16  # below a sixteenth of the units, sorting them costs less than a pass over all
_BLOCK = 256  # units of one block when the best are picked


class View:
    """`live` is None where no unit of the part is gone; `mean` is the mean weighted length of the whole index."""

    def __init__(self, part: Part, live: npt.NDArray[np.bool_] | None, scoring: Scoring, mean: float) -> None:
        self.part = part
        self.live = live
        self._scoring = scoring
        self._mean = mean
        self._columns: dict[str, Column | None] = {}
        self._held = 0

    def column(self, stored: str) -> Column | None:
        """Units that hold a term, ascending, and how much of its idf each is worth; None for an unknown term."""
        try:
            return self._columns[stored]
        except KeyError:
            pass
        column = self._work_out(stored)
        size = 1 if column is None else len(column[0]) + 1
        if self._held + size > _REMEMBERED:
            self._columns, self._held = {}, 0
        self._columns[stored] = column
        self._held += size
        return column

    def frequency(self, stored: str) -> int:
        """How many live units hold the term in a field that weighs something."""
        place = self.part.find(stored)
        if place is None:
            return 0
        if self.live is None and not self._weightless:
            return int(place.stop - place.start)
        units, _ = self._postings(place)
        return len(units) if self.live is None else int(np.count_nonzero(self.live[units]))

    def impact(self, stored: str, unit: int) -> tuple[float, tuple[int, ...]] | None:
        """What a term is worth in one unit of the part, and how often it stands in each field; None if it does not."""
        place, column = self.part.find(stored), self.column(stored)
        if place is None or column is None:
            return None
        at = int(np.searchsorted(column[0], unit))
        if at == len(column[0]) or column[0][at] != unit:
            return None
        row = self.part.codes[place][int(np.searchsorted(self.part.units[place], unit))]
        return float(column[1][at]), tuple(int(count) for count in self.part.counts[row])

    def few(self, columns: Sequence[Column | None]) -> Keys | None:
        """The units that any of the columns names, ascending, where these are few; None where they are not."""
        there = [column[0] for column in columns if column is not None]
        if sum(map(len, there)) > len(self.part.keys) // _FEW:
            return None
        if len(there) == 1:
            return there[0]
        return np.unique(np.concatenate(there)) if there else np.zeros(0, dtype=np.int64)

    def add_up(self, columns: Sequence[Column | None], weights: Sequence[float], touched: Keys | None) -> Floats:
        """Sums of weight * impact, in the order of the columns, for `touched` units or (None) for all of the part."""
        scores = np.zeros(len(self.part.keys) if touched is None else len(touched))
        for column, weight in zip(columns, weights, strict=True):
            if column is not None:
                units, impacts = column
                scores[units if touched is None else np.searchsorted(touched, units)] += weight * impacts
        return scores

    def mask(self, keys: Keys, touched: Keys | None = None) -> npt.NDArray[np.bool_]:
        """Which units of the part (or of `touched`) have a key among `keys`, which ascend."""
        own = self.part.keys if touched is None else self.part.keys[touched]
        if not len(keys):
            return np.zeros(len(own), dtype=np.bool_)
        at = np.minimum(np.searchsorted(keys, own), len(keys) - 1)
        return np.asarray(keys[at] == own)

    @cached_property
    def _norms(self) -> Floats:
        return length_norm(self._scoring, weighted_sum(self.part.lengths, self._scoring.field_weights), self._mean)

    @cached_property
    def _weighted(self) -> Floats:
        return weighted_sum(self.part.counts, self._scoring.field_weights)

    @cached_property
    def _weightless(self) -> bool:
        return 0.0 in self._scoring.field_weights

    def _postings(self, place: slice) -> Column:
        units = self.part.units[place].astype(np.int64)  # fancy indexing is twice as fast with this type
        frequencies = self._weighted[self.part.codes[place]]
        if self._weightless:
            units, frequencies = units[frequencies > 0], frequencies[frequencies > 0]
        return units, frequencies

    def _work_out(self, stored: str) -> Column | None:
        place = self.part.find(stored)
        if place is None:
            return None
        units, frequencies = self._postings(place)
        return units, saturate(self._scoring, frequencies, self._norms[units])


def pick_best(scores: Floats, limit: int) -> npt.NDArray[np.int64]:
    """Places of the `limit` greatest of `scores` and of all equal to the last of them, ascending; never -inf.

    A block is looked into only when its greatest score can be among the best: `argpartition` over a million
    mostly empty scores takes thirty times as long.
    """
    if limit <= 0 or not len(scores):
        return np.zeros(0, dtype=np.int64)
    whole = len(scores) // _BLOCK * _BLOCK
    blocks = scores[:whole].reshape(-1, _BLOCK)
    heads = blocks.max(axis=1)
    floor = np.partition(heads, -limit)[-limit] if len(heads) >= limit else -np.inf
    chosen = np.flatnonzero(heads >= floor)
    places = np.append((chosen[:, None] * _BLOCK + np.arange(_BLOCK)).ravel(), np.arange(whole, len(scores)))
    values = scores[places]
    if len(values) > limit:
        floor = max(floor, np.partition(values, -limit)[-limit])
    return np.asarray(places[(values >= floor) & (values > -np.inf)], dtype=np.int64)
