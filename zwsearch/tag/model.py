"""The model at work: NumPy arrays and a card; tags one task in well under a millisecond, and says why.

scikit-learn is not needed here, and the scores are the same numbers as those of its pipeline.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zwsearch.records import Alternative, Reason, Tag
from zwsearch.tag.calibrate import Floats, Thresholds
from zwsearch.tag.features import FeatureSpace, Found, Weighed, WordSplitter, place_words
from zwsearch.tag.present import Present
from zwsearch.tag.reasons import explain
from zwsearch.tag.rules import Rule, find_hits
from zwsearch.tag.taxonomy import Taxonomy
from zwsearch.tag.text import TaskText, look_at

_ALTERNATIVES = 3
_MOST_ALSO = 2
# Together they fit the nearest caches; more would be no faster.
_AT_ONCE = 64


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
    `learned_from` is the `labels_digest` of all labels.
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
    learned_from: str = ""


@dataclass(frozen=True)
class Scored:
    """Some tasks with their features and the raw score of each class, shape (tasks, classes)."""

    tasks: list[TaskText]
    words: list[list[str]]
    places: list[list[int]]
    found: Found
    weighed: Weighed
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

    `auto` needs the category's threshold, and a low score of "this is no task at all"; what the model knows nothing
    of (`blind`) is never `auto`.
    """
    # Sixteen numbers: plain Python is quicker than arrays.
    highest = max(scores)
    weights = [math.exp((score - highest) / temperature) for score in scores]
    total = sum(weights)
    own = [weight / total for weight in weights[:categories]]
    top, *others = sorted(range(categories), key=own.__getitem__, reverse=True)
    sure = own[top] >= thresholds.confidence[top] and max(scores[categories:], default=-math.inf) <= thresholds.doubt
    return Tag(
        category=classes[top],
        confidence=own[top],
        verdict="auto" if sure and not blind else "review",
        alternatives=tuple([Alternative(classes[other], own[other]) for other in others[:_ALTERNATIVES]]),
        reasons=reasons,
        also=tuple([classes[other] for other in others[:_MOST_ALSO] if scores[other] >= thresholds.also]),
        not_a_task=sum(weights[categories:]) / total,
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
        present: Present | None = None,
    ) -> None:
        """`witness` is the same classifier fitted without the held-out labels; see `compare`.

        `present` says what the classes are called now; None where they bear the names they were learned by.
        """
        self.card = card
        self.space = space
        self.linear = linear
        self.witness = witness
        self.rules = tuple(rules)
        self.analyser = analyser
        self._present = present
        self._weights = linear.weights.astype(np.float64)

    @property
    def stale(self) -> bool:
        """The analyser splits words otherwise than when the model was trained: tags still come, but train anew."""
        return self.card.fingerprint != self.analyser.fingerprint

    def as_witness(self) -> Model:
        """The model as it would be had it never seen the held-out labels."""
        return Model(self.card, self.space, self.witness, self.witness, self.rules, self.analyser, self._present)

    def in_terms_of(self, meanings: Mapping[str, str]) -> Model | None:
        """The model under the names of another taxonomy (see `Taxonomy.meanings`); None when no category is left.

        What a user has renamed is given by its new name, and what was taken out is never given again, whether or not
        anybody has trained since.
        """
        learned = self.card.classes[: self.card.categories]
        if all(meanings.get(name) == name for name in learned):
            return self
        present = Present.of(self.card.classes, self.card.categories, self.card.thresholds, meanings)
        if present is None:
            return None
        return Model(self.card, self.space, self.linear, self.witness, self.rules, self.analyser, present)

    def tag(self, requirement: str, section: Sequence[str] = (), *, reasons: bool = True) -> Tag:
        """Tag one task; `section` are the headings above it, outermost first, a weak hint.

        Without `reasons` nothing else changes, in half the time.
        """
        return self.tag_many([(requirement, section)], reasons=reasons)[0]

    def tag_many(self, tasks: Iterable[tuple[str, Sequence[str]]], *, reasons: bool = True) -> list[Tag]:
        """Tag (requirement, section) pairs, in order; many at once cost half of what each alone does."""
        tags: list[Tag] = []
        rest = iter(tasks)
        while some := list(islice(rest, _AT_ONCE)):
            tags += self._tag_some(some, reasons=reasons)
        return tags

    def _tag_some(self, tasks: Sequence[tuple[str, Sequence[str]]], *, reasons: bool) -> list[Tag]:
        scored = self.score(tasks, placed=reasons)
        card, present = self.card, self._present
        known = self.space.known(scored.weighed)
        if present is None:
            scores, classes, categories, thresholds = scored.scores, card.classes, card.categories, card.thresholds
        else:
            scores, classes = present.fold(scored.scores, card.temperature), present.classes
            categories, thresholds = present.categories, present.thresholds
            # The best of what is left, where what it seems to be was taken out: a person should look.
            known = known & present.holds(scored.scores)
        told: Iterable[tuple[Reason, ...]] = repeat(())
        if reasons:
            top = scores[:, :categories].argmax(axis=1)
            columns = top if present is None else present.leading(scored.scores, top)
            told = explain(scored, self._weights[scored.weighed.columns, columns.take(scored.weighed.tasks)])
        return [
            decide(own, classes, categories, card.temperature, thresholds, why, blind=not knows)
            for own, why, knows in zip(scores.tolist(), told, known.tolist(), strict=False)
        ]

    def score(self, tasks: Sequence[tuple[str, Sequence[str]]], *, placed: bool = True) -> Scored:
        """The raw one-against-the-rest scores of tasks, one for each of `card.classes`, with their features.

        Without `placed` it is not known where in the task the words stand.
        """
        texts = [look_at(requirement, section) for requirement, section in tasks]
        words = [self.analyser.words(task.text) for task in texts]
        places = [place_words(own, task.text) for own, task in zip(words, texts, strict=True)] if placed else []
        hits = [find_hits(self.rules, task) for task in texts]
        found = self.space.find(texts, words, hits, places if placed else None)
        weighed = self.space.weigh(found, self.linear.idf)
        shares = self._weights.take(weighed.columns, axis=0)
        shares *= weighed.values[:, None]
        scores = np.zeros((len(texts), self.linear.bias.size))
        starts = weighed.bounds[:-1]
        some = (starts < weighed.bounds[1:]).nonzero()[0]
        if some.size:
            scores[some] = np.add.reduceat(shares, starts.take(some), axis=0)
        scores += self.linear.bias
        return Scored(texts, words, places, found, weighed, scores)
