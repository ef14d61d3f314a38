"""A snapshot as one way of scoring sees it: its views, and how rare each term is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from zwsearch.index.asked import Asked
from zwsearch.index.compiled import CompiledViews
from zwsearch.index.dense import rank_dense
from zwsearch.index.part import Part
from zwsearch.index.scoring import Floats, Scoring, inverse_frequency
from zwsearch.index.view import Keys, Mask, Scratch, View
from zwsearch.kernel import kernel

_REMEMBERED = 1 << 16  # terms whose number of units is kept


class Scored:
    """The parts of a snapshot with their live units (None: all of them), scored in one way."""

    def __init__(self, parts: Sequence[tuple[Part, Mask | None]], scoring: Scoring, scratch: Scratch) -> None:
        self._scoring = scoring
        self._scratch = scratch
        self._size = sum(len(part.keys) if live is None else int(live.sum()) for part, live in parts)
        totals = _field_totals(parts)
        mean = sum(weight * total for weight, total in zip(scoring.field_weights, totals, strict=False))
        mean /= max(1, self._size)
        self.views = [View(part, live, scoring, mean) for part, live in parts]
        self._frequencies: dict[str, int] = {}
        self._idfs: dict[str, float] = {}

    def frequency(self, stored: str) -> int:
        """In how many live units the term stands, in a field that weighs something."""
        known = self._frequencies.get(stored)
        if known is None:
            compiled = self._compiled()
            known = (
                sum(view.frequency(stored) for view in self.views) if compiled is None else compiled.frequency(stored)
            )
            if len(self._frequencies) >= _REMEMBERED:
                self._frequencies.clear()
            self._frequencies[stored] = known
        return known

    def idf(self, stored: str) -> float:
        """How rare the term is."""
        known = self._idfs.get(stored)
        if known is None:
            known = inverse_frequency(self._scoring.idf, self._size, self.frequency(stored))
            if len(self._idfs) >= _REMEMBERED:
                self._idfs.clear()
            self._idfs[stored] = known
        return known

    def rank(self, asked: Asked) -> tuple[int, Keys, Floats]:
        """The number of matches, and keys and scores of at least the best `asked.limit`, in no order."""
        compiled = self._compiled()
        if compiled is None:
            return rank_dense(self.views, asked, self._scoring, self._scratch)
        return compiled.rank(asked)

    def _compiled(self) -> CompiledViews | None:
        """The views for the kernel; None where there is none."""
        return None if kernel() is None else self._for_kernel

    @cached_property
    def _for_kernel(self) -> CompiledViews:
        library = kernel()
        assert library is not None
        return CompiledViews(library, self.views, self._size, self._scoring)


def _field_totals(parts: Sequence[tuple[Part, Mask | None]]) -> list[int]:
    """The words of each field in all live units."""
    totals = None
    for part, live in parts:
        times = np.bincount(part.shapes if live is None else part.shapes[live], minlength=len(part.lengths))
        own = times @ part.lengths.astype(np.int64)
        totals = own if totals is None else totals + own
    return [] if totals is None else [int(value) for value in totals]
