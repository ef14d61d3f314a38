"""The model at work: NumPy arrays and a card; tags one task in well under a millisecond, and says why.

scikit-learn is not needed here, and the scores are the same numbers as those of its pipeline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zwsearch.records import Alternative, Tag
from zwsearch.tag.calibrate import Floats, Thresholds, softmax
from zwsearch.tag.features import Counted, FeatureSpace, PlacedWord, WordSplitter, place_words
from zwsearch.tag.reasons import explain
from zwsearch.tag.rules import Rule, find_hits
from zwsearch.tag.taxonomy import Taxonomy
from zwsearch.tag.text import TaskText, look_at

_ALTERNATIVES = 3
_MOST_ALSO = 2


@dataclass(frozen=True)
class Linear:
    """A linear classifier, one against the rest: idf (features), weights (features, classes), bias (classes).

    Weights are stored as float16, three digits, which moves no confidence by a thousandth, and reckoned as float64.
    """

    idf: Floats
    weights: NDArray[np.float16]
    bias: Floats


@dataclass(frozen=True)
class Card:
    """What there is to know about a model besides its arrays.

    `classes` are the taxonomy's categories that could be learned, in its order, and 非任务 last where there were
    such sentences; `categories` of them are categories. `held_out` are digests of the labels that the witness has
    not seen. `figures` are the cross-validated ones of `Evaluation.figures`, `per_category` their table.
    """

    taxonomy: Taxonomy
    classes: tuple[str, ...]
    categories: int
    temperature: float
    thresholds: Thresholds
    fingerprint: str
    labels: int
    held_out: frozenset[str]
    figures: dict[str, Any]
    per_category: dict[str, dict[str, float]]
    packages: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scored:
    """One task with its features and the raw score of each class."""

    task: TaskText
    words: list[PlacedWord]
    counted: Counted
    columns: NDArray[np.int64]
    values: Floats
    times: Floats
    scores: Floats


def decide(scores: Floats, classes: Sequence[str], categories: int, temperature: float, thresholds: Thresholds) -> Tag:
    """From the raw scores of one task to its tag, still without reasons.

    `auto` needs the category's threshold, and little probability of "this is no task at all".
    """
    probabilities = softmax(scores, temperature)
    own = probabilities[:categories]
    order = np.argsort(-own, kind="stable").tolist()
    top, others = order[0], order[1:]
    confidence = float(own[top])
    sure = confidence >= thresholds.confidence[top] and probabilities[categories:].sum() <= thresholds.doubt
    return Tag(
        category=classes[top],
        confidence=confidence,
        verdict="auto" if sure else "review",
        alternatives=tuple(Alternative(classes[other], float(own[other])) for other in others[:_ALTERNATIVES]),
        also=tuple(classes[other] for other in others[:_MOST_ALSO] if scores[other] >= thresholds.also),
    )


class Model:
    """Tags tasks. Make one with `load_model` or `train`."""

    def __init__(
        self,
        card: Card,
        space: FeatureSpace,
        linear: Linear,
        witness: Linear,
        rules: Sequence[Rule],
        analyser: WordSplitter,
    ) -> None:
        """`witness` is the same classifier fitted without the held-out labels; see `compare`."""
        self.card = card
        self.space = space
        self.linear = linear
        self.witness = witness
        self.rules = tuple(rules)
        self.analyser = analyser
        self._weights = linear.weights.astype(np.float64)

    @property
    def stale(self) -> bool:
        """The analyser splits words otherwise than when the model was trained: tags still come, but train anew."""
        return self.card.fingerprint != self.analyser.fingerprint

    def as_witness(self) -> Model:
        """The model as it would be had it never seen the held-out labels."""
        return Model(self.card, self.space, self.witness, self.witness, self.rules, self.analyser)

    def tag(self, requirement: str, section: Sequence[str] = ()) -> Tag:
        """Tag one task; `section` are the headings above it, outermost first, a weak hint."""
        scored = self.score(requirement, section)
        card = self.card
        tag = decide(scored.scores, card.classes, card.categories, card.temperature, card.thresholds)
        top = card.classes.index(tag.category)
        reasons = explain(scored, self._weights[scored.columns, top] * scored.values)
        return replace(tag, reasons=reasons, verdict=tag.verdict if reasons else "review")

    def tag_many(self, tasks: Iterable[tuple[str, Sequence[str]]]) -> list[Tag]:
        """Tag (requirement, section) pairs, in order."""
        return [self.tag(requirement, section) for requirement, section in tasks]

    def score(self, requirement: str, section: Sequence[str] = ()) -> Scored:
        """The raw one-against-the-rest scores of a task, one for each of `card.classes`, with its features."""
        task = look_at(requirement, section)
        words = place_words(self.analyser.words(requirement), requirement)
        counted = self.space.count(task, words, find_hits(self.rules, task))
        columns, values, times = self.space.weigh(counted, self.linear.idf)
        scores = values @ self._weights[columns] + self.linear.bias
        return Scored(task, words, counted, columns, values, times, scores)
