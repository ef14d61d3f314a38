"""Labels → model: cross-validation by notice, calibration, thresholds, the final fit. The one file that trains.

scikit-learn fits the linear classifiers (one against the rest); it is imported late.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from typing import Any

import numpy as np

from zwsearch.errors import LabelError
from zwsearch.records import Tag
from zwsearch.tag.calibrate import (
    Floats,
    Ints,
    Thresholds,
    fit_also,
    fit_auto,
    fit_temperature,
    softmax,
)
from zwsearch.tag.counts import Counts, count_labels
from zwsearch.tag.evaluation import Evaluation, Outcome, evaluate_outcomes
from zwsearch.tag.features import Block, WordSplitter
from zwsearch.tag.labels import Label, same_text
from zwsearch.tag.model import Card, Linear, Model, decide
from zwsearch.tag.rules import Rule, read_rules
from zwsearch.tag.split import digest, folds, held_out, labels_digest, near_duplicates, training_rows
from zwsearch.tag.taxonomy import NOT_A_TASK, Taxonomy

# Chosen by cross-validation on our own labels; bench/tagging.py makes the table.
BLOCKS = (
    Block("chars", "text", "char", 1, 3),
    Block("words", "text", "word", weight=0.5),
    Block("lead", "lead", "char", 1, 2, weight=0.4),
    Block("section", "section", "char", 1, 2, weight=0.15),
    Block("rules", "text", "rule", weight=0.1, least_documents=0),
)
# Inverse of the regularisation, chosen likewise.
STRENGTH = 30.0
FOLDS = 5
# With more labels than this, fewer folds and a looser stop tell and learn as much, much sooner.
MANY = 5000
_FOLDS_OF_MANY = 2
# A category with fewer examples than this cannot be learned, only remembered.
FEWEST = 2
# The score of a class that a fold has no example of: never chosen.
_NEVER = -20.0


@dataclass(frozen=True)
class TrainedModel:
    """A model fitted on all labels, with what honest figures need.

    `validated` are the cross-validated figures: no text is scored by a fit that saw it, its notice, or a
    near-duplicate of it. `left_out` names the categories of the taxonomy with too few examples to learn.
    """

    model: Model
    validated: Evaluation
    left_out: tuple[str, ...]


def train(
    labels: Sequence[Label],
    analyser: WordSplitter,
    taxonomy: Taxonomy,
    *,
    seed: int = 0,
    rules: Sequence[Rule] | None = None,
    blocks: Sequence[Block] = BLOCKS,
    strength: float = STRENGTH,
) -> TrainedModel:
    """Train on labelled tasks (and on 非任务 sentences among them). The same input gives the same model.

    Raises LabelError when there is too little to learn from (fewer than two categories of two examples each), or
    when a label's category is not in the taxonomy. `rules` None takes those that come with the program.
    """
    rules = read_rules(None, taxonomy.meanings) if rules is None else rules
    training = Training.prepare(labels, analyser, taxonomy, rules, blocks, strength)
    scores = training.out_of_fold(seed)
    calibration = training.calibrate(scores, np.arange(len(training.labels)))
    validated = training.cross_evaluate(scores, seed)
    card = training.card(*calibration, validated)
    known = training_rows(training.near, held_out(training.labels))
    everything = np.arange(len(training.labels))
    return TrainedModel(
        model=Model(
            card, training.counts.space, training.fit(everything), training.fit(known), training.rules, analyser
        ),
        validated=validated,
        left_out=tuple(name for name in taxonomy.names if name not in training.classes),
    )


@dataclass(frozen=True)
class Training:
    """Labels counted and numbered, ready for any number of fits."""

    labels: tuple[Label, ...]
    classes: tuple[str, ...]
    taxonomy: Taxonomy
    counts: Counts
    rules: tuple[Rule, ...]
    analyser: WordSplitter
    strength: float

    @classmethod
    def prepare(
        cls,
        labels: Sequence[Label],
        analyser: WordSplitter,
        taxonomy: Taxonomy,
        rules: Sequence[Rule],
        blocks: Sequence[Block] = BLOCKS,
        strength: float = STRENGTH,
    ) -> Training:
        """Count the labels; those of a category with too few examples are left out."""
        tally = Counter(label.category for label in labels)
        unknown = next((name for name in tally if name not in taxonomy and name != NOT_A_TASK), None)
        if unknown is not None:
            raise LabelError(f"标注里的类别“{unknown}”不在类别表里", hint=f"可用的类别：{'、'.join(taxonomy.names)}")
        learnt = [name for name in taxonomy.names if tally[name] >= FEWEST]
        if len(learnt) < 2:
            raise LabelError(
                f"标注太少，学不出模型：有 {FEWEST} 条以上标注的类别只有 {len(learnt)} 个",
                hint="至少要有两个类别，每个类别至少两条标注（每类三十条以上才靠得住）",
            )
        classes = (*learnt, NOT_A_TASK) if tally[NOT_A_TASK] >= FEWEST else tuple(learnt)
        kept = tuple(label for label in labels if label.category in classes)
        counts = count_labels(kept, analyser, rules, classes, blocks)
        return cls(kept, classes, taxonomy, counts, tuple(rules), analyser, strength)

    @property
    def categories(self) -> int:
        """How many of the classes are categories; 非任务, where it was learned, comes after them."""
        return len(self.classes) - (self.classes[-1] == NOT_A_TASK)

    @cached_property
    def truth(self) -> Ints:
        """The number of each label's class."""
        return np.array([self.classes.index(label.category) for label in self.labels], dtype=np.int64)

    @cached_property
    def also(self) -> list[list[int]]:
        """The numbers of each label's further categories."""
        return [[self.classes.index(name) for name in label.also if name in self.classes] for label in self.labels]

    @cached_property
    def near(self) -> list[tuple[int, int]]:
        """Pairs of labels that say the same in nearly the same words."""
        return near_duplicates([label.requirement for label in self.labels])

    def splits(self, seed: int) -> Iterator[tuple[Ints, Ints]]:
        """(rows to train on, rows to test on) of each fold, by notice, near-duplicates of the latter left out."""
        count = FOLDS if len(self.labels) <= MANY else _FOLDS_OF_MANY
        number = folds(self.labels, count, seed)
        for fold in range(count):
            tested = number == fold
            if tested.any():
                yield training_rows(self.near, tested), np.flatnonzero(tested)

    def fit(self, rows: Ints) -> Linear:
        """Fit one classifier a class on some of the labels, on as many cores as there are."""
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn

        size = self.counts.space.size
        if not rows.size:
            return Linear(np.zeros(size), np.zeros((size, len(self.classes)), np.float16), np.zeros(len(self.classes)))
        idf = self.counts.idf(rows)
        matrix = self.counts.matrix(rows, idf)
        used = np.unique(matrix.indices)
        matrix = matrix[:, used]
        weights = np.zeros((size, len(self.classes)), dtype=np.float16)
        bias = np.full(len(self.classes), _NEVER)
        # liblinear lets go of the interpreter while it fits, so threads are enough. Each has its own matrix: four are
        # as many as 2 GB hold with 20,000 labels. BLAS on one core, for sums by several differ in the last digit.
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
            for number, fitted in enumerate(pool.map(partial(self._fit_one, matrix, rows), range(len(self.classes)))):
                if fitted is not None:
                    weights[used, number], bias[number] = fitted
        return Linear(idf, weights, bias)

    def _fit_one(self, matrix: Any, rows: Ints, number: int) -> tuple[Floats, float] | None:
        """Weights and bias of one class; None where there is nothing to tell apart."""
        from sklearn.linear_model import LogisticRegression

        wanted = self.truth[rows] == number
        # What carries this category second is neither a good example of it nor of its absence.
        sure = np.array([number not in self.also[row] for row in rows.tolist()], dtype=bool)
        if not wanted.any() or wanted.all():
            return None
        classifier = LogisticRegression(
            C=self.strength,
            solver="liblinear",
            class_weight="balanced",
            random_state=0,
            max_iter=1000,
            tol=1e-4 if rows.size <= MANY else 1e-2,
        )
        classifier.fit(matrix[sure], wanted[sure])
        return classifier.coef_[0], float(classifier.intercept_[0])

    def out_of_fold(self, seed: int) -> Floats:
        """Scores of all labels, (labels, classes), each from a fit that did not see its notice or a near-duplicate."""
        scores = np.zeros((len(self.labels), len(self.classes)))
        for known, tested in self.splits(seed):
            scores[tested] = self.scores(self.fit(known), tested)
        return scores

    def scores(self, linear: Linear, rows: Ints) -> Floats:
        """Scores of some labels by a fit, (rows, classes)."""
        matrix = self.counts.matrix(rows, linear.idf)
        return np.asarray(matrix @ linear.weights.astype(np.float64) + linear.bias)

    def calibrate(self, scores: Floats, rows: Ints) -> tuple[float, Thresholds]:
        """Temperature and thresholds from the out-of-fold scores of `rows`."""
        scores, truth = scores[rows], self.truth[rows]
        temperature = fit_temperature(scores, truth)
        probabilities = softmax(scores, temperature)
        no_task = scores[:, self.categories :].max(axis=1, initial=-np.inf)
        confidence, doubt = fit_auto(probabilities, no_task, truth, self.categories)
        also = [self.also[row] for row in rows.tolist()]
        return temperature, Thresholds(confidence, fit_also(scores[:, : self.categories], truth, also), doubt)

    def cross_evaluate(self, scores: Floats, seed: int) -> Evaluation:
        """The figures of out-of-fold scores; temperature and thresholds of a fold come from the other folds."""
        tags: dict[int, Tag] = {}
        for others, tested in self.splits(seed):
            temperature, thresholds = self.calibrate(scores, others)
            for row in tested.tolist():
                tags[row] = decide(scores[row].tolist(), self.classes, self.categories, temperature, thresholds)
        return evaluate_outcomes([Outcome(self.labels[row], tags[row]) for row in sorted(tags)])

    def card(self, temperature: float, thresholds: Thresholds, validated: Evaluation) -> Card:
        """Everything about the model but its arrays."""
        unseen = held_out(self.labels)
        return Card(
            taxonomy=self.taxonomy,
            classes=self.classes,
            categories=self.categories,
            temperature=temperature,
            thresholds=thresholds,
            fingerprint=self.analyser.fingerprint,
            labels=len(self.labels),
            held_out=frozenset(
                digest(same_text(x.requirement)) for x, out in zip(self.labels, unseen, strict=True) if out
            ),
            figures=validated.figures(),
            per_category={
                row.category: {
                    "count": row.count,
                    **{k: round(getattr(row, k), 4) for k in ("precision", "recall", "f1")},
                }
                for row in validated.categories
            },
            packages={name: version(name) for name in ("jieba", "numpy", "scipy", "scikit-learn")},
            learned_from=labels_digest(self.labels),
        )
