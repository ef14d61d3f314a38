"""The learning curve: how good the model is with a part of the labels, so that one sees whether more would help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zwsearch.errors import LabelError
from zwsearch.tag.calibrate import Thresholds
from zwsearch.tag.evaluation import Outcome, evaluate_outcomes
from zwsearch.tag.features import WordSplitter
from zwsearch.tag.labels import Label
from zwsearch.tag.model import decide
from zwsearch.tag.rules import Rule, read_rules
from zwsearch.tag.split import digest, group_of, held_out, training_rows
from zwsearch.tag.taxonomy import Taxonomy
from zwsearch.tag.training import Training

SHARES = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The figures on the held-out labels after training on `labels` of the others."""

    labels: int
    accuracy: float
    macro_f1: float


# What a fifth of the labels must have brought in macro-F1 for more of them to be worth the work.
_WORTH = 0.005


def more_would_help(points: Sequence[CurvePoint]) -> bool:
    """Whether the curve still rises: its last two steps brought at least half a point of macro-F1 each on average."""
    steps = points[-3:]
    return len(steps) > 1 and (steps[-1].macro_f1 - steps[0].macro_f1) / (len(steps) - 1) >= _WORTH


def learning_curve(
    labels: Sequence[Label],
    analyser: WordSplitter,
    taxonomy: Taxonomy,
    *,
    shares: Sequence[float] = SHARES,
    rules: Sequence[Rule] | None = None,
) -> list[CurvePoint]:
    """Train on growing parts, notice by notice in a fixed order; all points are on the same held-out labels.

    Raises LabelError when there is too little to learn from or nothing is held out.
    """
    rules = read_rules(None, taxonomy.meanings) if rules is None else rules
    training = Training.prepare(labels, analyser, taxonomy, rules)
    unseen = held_out(training.labels)
    tested = np.flatnonzero(unseen)
    known = training_rows(training.near, unseen)
    if not tested.size or not known.size:
        raise LabelError("标注来自的通知太少，画不出学习曲线", hint="至少要有十份通知的标注，或不填通知一栏")
    order = sorted(known.tolist(), key=lambda row: (digest("curve:" + group_of(training.labels[row])), row))
    # Only which category comes first matters here, not how sure the model is.
    never_sure = Thresholds((1.0,) * training.categories, float("inf"))
    points = []
    for share in shares:
        rows = np.array(sorted(order[: max(1, round(share * len(order)))]), dtype=np.int64)
        linear = training.fit(rows)
        scores = training.scores(linear, tested)
        outcomes = [
            Outcome(training.labels[row], decide(own, training.classes, training.categories, 1.0, never_sure))
            for row, own in zip(tested.tolist(), scores.tolist(), strict=True)
        ]
        result = evaluate_outcomes(outcomes)
        points.append(CurvePoint(int(rows.size), result.accuracy, result.macro_f1))
    return points
