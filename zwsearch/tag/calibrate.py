"""From raw scores to a confidence that means what it says, and from confidence to `auto` or `review`.

All of it is fitted on out-of-fold scores (no score comes from a model that saw its own text) and written out as
plain numbers. Temperature scaling: Guo et al., On Calibration of Modern Neural Networks, ICML 2017.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

# `auto` is for tags of which at least this share is right. The promise is 0.95 on lists of other writers, who word
# things otherwise than any we have labels of: trained on one author and asked about the other, 0.95 here gave 0.92
# there, with 20 % to review.
AUTO_PRECISION = 0.96
# Of sentences that are no task at least this share is to be seen by a person; some more than the promised 90 %,
# since new ones will be stranger than those we have.
_NEGATIVES_HELD = 0.97
# Below this no tag is `auto`, however well the few held-out ones went. On labels of a writer that the model had never
# seen, 6 of 12 automatic tags below 0.75 were wrong, and 4 of 215 above; and nobody understands a bare 41 % that
# stands unmarked beside a 94 % marked for review.
_LOWEST = 0.75
# A category's own precision counts as much as the common one when it has so many held-out tags above the threshold.
_PRIOR = 120.0
# Which shares of the sentences that are no task are tried as those that their own score alone lets pass.
_DOUBTS = np.linspace(0.01, 0.5, 40)


def softmax(scores: Floats, temperature: float) -> Floats:
    """Probabilities of each row of scores, shape (n, categories)."""
    scaled = scores / temperature
    scaled = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(scaled / scaled.sum(axis=-1, keepdims=True))


def fit_temperature(scores: Floats, truth: Ints) -> float:
    """The temperature with the least log loss on held-out scores, by golden section on its logarithm; 1 without any."""
    if not truth.size:
        return 1.0
    rows = np.arange(truth.size)

    def loss(log_temperature: float) -> float:
        chosen = softmax(scores, float(np.exp(log_temperature)))[rows, truth]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    low, high, ratio = -4.0, 4.0, (5**0.5 - 1) / 2
    for _ in range(60):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if loss(left) <= loss(right):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From what on a tag is `auto`, and a second one given.

    `confidence[c]`: the least confidence of an `auto` tag of category c. `also`: the least score of a second tag.
    `doubt`: the highest score of "no task at all" that an `auto` tag may have beside it. It is a score and no share
    of the probability, for it answers another question than which category fits best: is the object disclosure?
    """

    confidence: tuple[float, ...]
    also: float
    doubt: float = float("inf")


def fit_auto(probabilities: Floats, no_task: Floats, truth: Ints, categories: int) -> tuple[tuple[float, ...], float]:
    """The thresholds of `auto`: for each category its least confidence, and the doubt (see `Thresholds`).

    `no_task` are the raw scores of "no task at all", `truth` beyond `categories` marks what is none. Of all doubts
    that hold 97 % of those back, it is the one that leaves a person the least to review; infinity without such rows.
    """
    negative = truth >= categories
    doubts = np.quantile(no_task[negative], _DOUBTS) if negative.any() else np.array([np.inf])
    top = probabilities[:, :categories].argmax(axis=1)
    confidence = probabilities[np.arange(top.size), top]
    found: list[tuple[float, float, tuple[float, ...], float]] = []
    for doubt in doubts.tolist():
        clear = no_task <= doubt
        rows = clear & ~negative
        chosen = fit_thresholds(confidence[rows], top[rows], truth[rows], categories)
        auto = clear & (confidence >= np.array(chosen)[top])
        held = 1.0 - float(auto[negative].mean()) if negative.any() else 1.0
        # Where no doubt holds enough back, the one that holds most.
        found.append((-min(held, _NEGATIVES_HELD), -float(auto[~negative].sum()), chosen, doubt))
    return min(found, key=lambda item: item[:2])[2:]


def fit_thresholds(confidence: Floats, top: Ints, truth: Ints, categories: int) -> tuple[float, ...]:
    """For each category the least confidence above which 96 % of its held-out tags are right.

    `top` is the category given, with its confidence. A category's precision is mixed with that of all categories,
    since few of its tags may lie above a threshold (pseudo-count 120).
    """
    right = top == truth
    grid = np.arange(_LOWEST, 0.996, 0.005)
    overall = np.array([_precision(right[confidence >= t], 0.0, 1.0) for t in grid])
    chosen = np.ones(categories)
    for category in range(categories):
        own = top == category
        precision = np.array(
            [_precision(right[own & (confidence >= t)], _PRIOR, p) for t, p in zip(grid, overall, strict=True)]
        )
        good = np.flatnonzero(precision >= AUTO_PRECISION)
        # From the first threshold from which on all are good: a lucky dip further down is no promise.
        bad = np.flatnonzero(precision < AUTO_PRECISION)
        start = int(bad[-1]) + 1 if bad.size else 0
        if good.size and start < grid.size:
            chosen[category] = grid[start]
        elif good.size:
            chosen[category] = grid[int(good[-1])]
    return tuple(round(float(value), 4) for value in chosen)


def _precision(right: Mask, prior: float, common: float) -> float:
    return float((right.sum() + prior * common) / (right.size + prior)) if right.size + prior else 1.0


def fit_also(scores: Floats, truth: Ints, also: Sequence[Sequence[int]]) -> float:
    """The score from which a further category is given as a second tag: the one with the best F1 on held-out tags.

    Infinity where no label has a second category. `scores` are of the categories alone, one column each.
    """
    wanted = np.zeros(scores.shape, dtype=bool)
    for row, further in enumerate(also):
        wanted[row, list(further)] = True
    if not wanted.any():
        return float("inf")
    offered = np.ones(scores.shape, dtype=bool)
    offered[np.arange(truth.size), scores.argmax(axis=1)] = False
    grid = np.quantile(scores[wanted], np.linspace(0.0, 1.0, 101))
    best, chosen = -1.0, float("inf")
    for threshold in grid:
        given = offered & (scores >= threshold)
        hits = float((given & wanted).sum())
        f1 = 2 * hits / (given.sum() + wanted.sum())
        if f1 > best:
            best, chosen = f1, float(threshold)
    return chosen


def calibration_error(confidence: Floats, right: Mask, bins: int = 10) -> float:
    """Expected calibration error: mean distance of confidence and accuracy over equal bins, weighted by their size."""
    if not confidence.size:
        return 0.0
    return float(
        sum(abs(b.confidence - b.accuracy) * b.count for b in reliability(confidence, right, bins)) / confidence.size
    )


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability diagram."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def reliability(confidence: Floats, right: Mask, bins: int = 10) -> list[Bin]:
    """The bars of a reliability diagram; empty bins are left out."""
    number = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        Bin(b / bins, (b + 1) / bins, int(own.sum()), float(confidence[own].mean()), float(right[own].mean()))
        for b in range(bins)
        if (own := number == b).any()
    ]
