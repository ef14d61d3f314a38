"""The model at work: NumPy arrays and a card; tags one task in well under a millisecond, and says why.

scikit-learn is not needed here, and the scores are the same numbers as those of its pipeline.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zwsearch.records import Alternative, Reason, Tag
from zwsearch.tag.calibrate import Floats, Thresholds
from zwsearch.tag.features import FeatureSpace, Ints, WordSplitter
from zwsearch.tag.reasons import explain
from zwsearch.tag.rules import Rule, RuleHit, find_hits
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
    words: list[str]
    hits: list[RuleHit]
    found: Ints
    columns: Ints
    values: Floats
    times: Ints
    scores: Floats


def decide(
    scores: Sequence[float],
    classes: Sequence[str],
    categories: int,
    temperature: float,
    thresholds: Thresholds,
    reasons: tuple[Reason, ...] = (),
    *,
    blind: bool = False,
) -> Tag:
    """From the raw scores of one task to its tag.

    `auto` needs the category's threshold, and little probability of "this is no task at all"; what the model knows
    nothing of (`blind`) is never `auto`.
    """
    # Sixteen numbers: plain Python is quicker than arrays.
    highest = max(scores)
    weights = [math.exp((score - highest) / temperature) for score in scores]
    total = sum(weights)
    own = [weight / total for weight in weights[:categories]]
    top, *others = sorted(range(categories), key=own.__getitem__, reverse=True)
    sure = own[top] >= thresholds.confidence[top] and sum(weights[categories:]) <= thresholds.doubt * total
    return Tag(
        category=classes[top],
        confidence=own[top],
        verdict="auto" if sure and not blind else "review",
        alternatives=tuple([Alternative(classes[other], own[other]) for other in others[:_ALTERNATIVES]]),
        reasons=reasons,
        also=tuple([classes[other] for other in others[:_MOST_ALSO] if scores[other] >= thresholds.also]),
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

    def tag(self, requirement: str, section: Sequence[str] = (), *, reasons: bool = True) -> Tag:
        """Tag one task; `section` are the headings above it, outermost first, a weak hint.

        Without `reasons` nothing else changes, in half the time.
        """
        scored = self.score(requirement, section)
        scores: list[float] = scored.scores.tolist()
        told = self._explain(scored, scores) if reasons else ()
        card = self.card
        blind = not self.space.knows(scored.columns, scored.values)
        return decide(scores, card.classes, card.categories, card.temperature, card.thresholds, told, blind=blind)

    def tag_many(self, tasks: Iterable[tuple[str, Sequence[str]]], *, reasons: bool = True) -> list[Tag]:
        """Tag (requirement, section) pairs, in order."""
        return [self.tag(requirement, section, reasons=reasons) for requirement, section in tasks]

    def score(self, requirement: str, section: Sequence[str] = ()) -> Scored:
        """The raw one-against-the-rest scores of a task, one for each of `card.classes`, with its features."""
        task = look_at(requirement, section)
        words = self.analyser.words(requirement)
        hits = find_hits(self.rules, task)
        found = self.space.find(task, words, hits)
        columns, values, times = self.space.weigh(found, self.linear.idf)
        scores = values @ self._weights.take(columns, axis=0) + self.linear.bias
        return Scored(task, words, hits, found, columns, values, times, scores)

    def _explain(self, scored: Scored, scores: Sequence[float]) -> tuple[Reason, ...]:
        top = scores.index(max(scores[: self.card.categories]))
        shares = self._weights[:, top].take(scored.columns) * scored.values
        return explain(self.space, scored, shares)
