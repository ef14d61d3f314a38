"""What the classes of a model are called now, when the taxonomy has changed since it was trained.

Renaming needs no training: the scores are those of the learned classes, told under the present names. Classes that
became one category put their shares together; the score of the whole is the one that has their common share:
T · log Σ exp(score / T), at the temperature T of the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zwsearch.tag.calibrate import Floats, Thresholds


@dataclass(frozen=True)
class Present:
    """The present categories, each with the places of the learned classes that it is made of.

    `classes` are the categories, and after them what else was learned (非任务); `members` are parallel to it.
    `learned` counts the categories that were learned.
    """

    classes: tuple[str, ...]
    members: tuple[tuple[int, ...], ...]
    categories: int
    learned: int
    thresholds: Thresholds

    @classmethod
    def of(
        cls, classes: Sequence[str], categories: int, thresholds: Thresholds, meanings: Mapping[str, str]
    ) -> Present | None:
        """From the learned classes, of which the first `categories` are categories; None when none is left."""
        groups: dict[str, list[int]] = {}
        for place, name in enumerate(classes[:categories]):
            if name in meanings:
                groups.setdefault(meanings[name], []).append(place)
        if not groups:
            return None
        rest = range(categories, len(classes))
        # Of several thresholds the strictest: none of them promises more.
        confidence = tuple(max(thresholds.confidence[place] for place in places) for places in groups.values())
        return cls(
            classes=(*groups, *(classes[place] for place in rest)),
            members=(*map(tuple, groups.values()), *((place,) for place in rest)),
            categories=len(groups),
            learned=categories,
            thresholds=Thresholds(confidence, thresholds.also, thresholds.doubt),
        )

    def fold(self, scores: Floats, temperature: float) -> Floats:
        """From the scores of learned classes (tasks, learned classes) to those of `classes`."""
        folded = np.empty((len(scores), len(self.classes)))
        for place, members in enumerate(self.members):
            if len(members) == 1:
                folded[:, place] = scores[:, members[0]]
            else:
                folded[:, place] = temperature * np.logaddexp.reduce(scores[:, members] / temperature, axis=1)
        return folded

    def leading(self, scores: Floats, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
        """For each task the learned class that weighs most in its chosen category."""
        found = np.empty(len(scores), dtype=np.intp)
        for row, place in enumerate(chosen.tolist()):
            members = self.members[place]
            found[row] = members[int(scores[row, members].argmax())]
        return found

    def holds(self, scores: Floats) -> NDArray[np.bool_]:
        """Whether the best of the learned categories is still there, for each task."""
        kept = np.zeros(self.learned, dtype=np.bool_)
        kept[[place for members in self.members[: self.categories] for place in members]] = True
        return np.asarray(kept.take(scores[:, : self.learned].argmax(axis=1)))
