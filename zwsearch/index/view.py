"""A part as one way of scoring sees it: impacts of postings, worked out once and remembered."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import cached_property

import numpy as np
import numpy.typing as npt

from zwsearch.index.part import LIMIT, Part
from zwsearch.index.scoring import Floats, Scoring, length_norm, saturate, weighted_sum

Keys = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
# Units that hold the term, ascending, and what of its idf each is worth; without units, a value for every unit.
Column = tuple[Keys | None, Floats]

_REMEMBERED = 1 << 25  # bytes of columns kept for each part
_DENSE = 6  # from a sixth of the units on, a value for each costs less than scattering them
_SPARSE = 16  # below a sixteenth of the units, the matches are picked out one by one
_BLOCK = 256  # units of one block when the best are picked


class Scratch(threading.local):
    """Room to reckon in, one for each thread: fresh arrays of this size cost more than the reckoning."""

    def __init__(self) -> None:
        self.scores = np.empty(LIMIT)
        self.products = np.empty(LIMIT)


class View:
    """`live` is None where no unit of the part is gone; `mean` is the mean weighted length of the whole index."""

    def __init__(self, part: Part, live: Mask | None, scoring: Scoring, mean: float) -> None:
        self.part = part
        self.live = live
        self._scoring = scoring
        self._mean = mean
        self._columns: dict[str, Column | None] = {}
        self._held = 0

    def column(self, stored: str) -> Column | None:
        """What each posting of a term is worth, without its idf; None for an unknown term."""
        try:
            return self._columns[stored]
        except KeyError:
            pass
        column = self._work_out(stored)
        size = 128 + sum(array.nbytes for array in column or () if array is not None)
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
        place = self.part.find(stored)
        if place is None:
            return None
        at = place.start + int(np.searchsorted(self.part.units[place], unit))
        if at == place.stop or self.part.units[at] != unit:
            return None
        units, frequencies = self._postings(slice(at, at + 1))
        if not len(units):
            return None
        worth = saturate(self._scoring, frequencies, self.norms[self.part.shapes[units]])
        return float(worth[0]), tuple(int(count) for count in self.part.counts[self.part.codes[at]])

    @staticmethod
    def add_up(scores: Floats, columns: Iterable[tuple[Column | None, float]], products: Floats) -> None:
        """Add weight * impact of each column to the scores of all units of the part, one column after the other.

        `products` is room for as many numbers as there are units.
        """
        for column, weight in columns:
            if column is None:
                continue
            units, impacts = column
            worth = np.multiply(impacts, weight, out=products[: len(impacts)])
            if units is None:
                scores += worth
            else:
                np.add.at(scores, units, worth)  # twice as fast as scores[units] +=

    @staticmethod
    def mark(matched: Mask, column: Column | None) -> None:
        """Mark the units that a column names."""
        if column is not None:
            units, impacts = column
            if units is None:
                matched |= impacts > 0
            else:
                matched[units] = True

    def mask(self, keys: Keys) -> Mask:
        """Which units of the part have a key among `keys`, which ascend."""
        own = self.part.keys
        found = np.zeros(len(own), dtype=np.bool_)
        if not len(own):
            return found
        low, high = np.searchsorted(keys, own[[0, -1]])
        asked = keys[low : high + 1]
        if own[-1] - own[0] == len(own) - 1:  # no key is missing, so the place of a key can be reckoned
            at = asked[asked <= own[-1]] - own[0]
        else:
            at = np.searchsorted(own, asked)
            at = at[own[np.minimum(at, len(own) - 1)] == asked]
        found[at] = True
        return found

    @cached_property
    def norms(self) -> Floats:
        """K(d) of each shape."""
        return length_norm(self._scoring, weighted_sum(self.part.lengths, self._scoring.field_weights), self._mean)

    @cached_property
    def weighted(self) -> Floats:
        """tf' for each code."""
        return weighted_sum(self.part.counts, self._scoring.field_weights)

    @cached_property
    def _weightless(self) -> bool:
        return 0.0 in self._scoring.field_weights

    def _postings(self, place: slice) -> tuple[Keys, Floats]:
        units = self.part.units[place].astype(np.int64)  # fancy indexing is twice as fast with this type
        frequencies = self.weighted.take(self.part.codes[place])
        if self._weightless:
            units, frequencies = units[frequencies > 0], frequencies[frequencies > 0]
        return units, frequencies

    def _work_out(self, stored: str) -> Column | None:
        place = self.part.find(stored)
        if place is None:
            return None
        units, frequencies = self._postings(place)
        impacts = saturate(self._scoring, frequencies, self.norms.take(self.part.shapes.take(units)))
        if len(units) * _DENSE < len(self.part.keys):
            return units, impacts
        dense = np.zeros(len(self.part.keys))
        dense[units] = impacts
        return None, dense


def pick_best(
    scores: Floats, matched: Mask, number: int, limit: int | None, floor: float = -np.inf
) -> npt.NDArray[np.int64]:
    """Places of the `limit` greatest scores among the `number` that are `matched`, and of all equal to the last of
    them, ascending; what is below `floor` may be left out. No other place may score above a matched one.

    Of many, a block is looked into only when its greatest score can be among the best: `argpartition` over a
    million scores takes thirty times as long.
    """
    if limit is None or limit >= number:
        return np.flatnonzero(matched)
    if limit <= 0:
        return np.zeros(0, dtype=np.int64)
    if number * _SPARSE < len(scores):
        places = np.flatnonzero(matched)
    else:
        whole = len(scores) // _BLOCK * _BLOCK
        heads = scores[:whole].reshape(-1, _BLOCK).max(axis=1)
        if len(heads) >= limit:
            floor = max(floor, float(np.partition(heads, -limit)[-limit]))
        chosen = np.flatnonzero(heads >= floor)
        places = np.append((chosen[:, None] * _BLOCK + np.arange(_BLOCK)).ravel(), np.arange(whole, len(scores)))
    values = scores[places]
    if len(values) > limit:
        floor = max(floor, float(np.partition(values, -limit)[-limit]))
    return places[(values >= floor) & matched[places]]
