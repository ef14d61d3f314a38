"""What one search asks of the parts of an index, the same for both ways of reckoning it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zwsearch.index.view import Keys, Mask, View

Weighted = tuple[str, float]  # a term as the parts spell it, and its weight with its idf


@dataclass(frozen=True, slots=True)
class Asked:
    """Units match that hold a `matching` term, stand among the keys of one of `also`, or with `everything`.

    Keys ascend. `raising` terms and `lifts` add to the score of a match; `keep` narrows the matches before ranking.
    """

    matching: Sequence[Weighted]
    raising: Sequence[Weighted]
    keep: Keys | None
    also: Sequence[Keys]
    lifts: Sequence[tuple[Keys, float]]
    everything: bool
    limit: int | None

    @property
    def restricts(self) -> bool:
        """Whether anything but terms decides on matches and scores."""
        return self.keep is not None or self.everything or bool(self.also) or bool(self.lifts)

    def forced(self, view: View) -> Mask | None:
        """Units of a part that match whatever they hold; None for none of them."""
        if self.everything:
            return np.ones(len(view.part.keys), dtype=np.bool_)
        if not self.also:
            return None
        forced = view.mask(self.also[0])
        for keys in self.also[1:]:
            forced |= view.mask(keys)
        return forced

    def allowed(self, view: View) -> Mask | None:
        """Units of a part that are live and not filtered out; None for all of them."""
        if self.keep is None:
            return view.live
        mask = view.mask(self.keep)
        return mask if view.live is None else mask & view.live
