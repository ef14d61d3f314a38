"""How good a model is, on tasks that it has not seen: figures, a table per category, a confusion matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np

from zwsearch.records import Tag
from zwsearch.tag.calibrate import Bin, calibration_error, reliability
from zwsearch.tag.labels import Label
from zwsearch.tag.taxonomy import NOT_A_TASK


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a model said about one labelled task."""

    label: Label
    tag: Tag

    @property
    def right(self) -> bool:
        """The tag is the label's category."""
        return self.tag.category == self.label.category

    @property
    def acceptable(self) -> bool:
        """The tag is the label's category or one of its further ones."""
        return self.right or self.tag.category in self.label.also


@dataclass(frozen=True, slots=True)
class CategoryScore:
    """One row of the table: `count` labelled, `given` tagged so, and the usual three shares."""

    category: str
    count: int
    given: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Evaluation:
    """The figures of a model on labelled tasks; all shares lie in [0, 1].

    `accuracy_also` counts a tag that is one of the label's further categories as right. `review` is the share sent
    to a person, `auto_accuracy` the accuracy of the rest (None when nothing is `auto`). `also_f1` is of the second
    tags. `negatives` sentences that are no task stand apart: `negatives_held` is the share of them not `auto`.
    `confusion[i][j]` counts tasks of category i tagged j, in the order of `names`.
    """

    count: int
    accuracy: float
    macro_f1: float
    accuracy_also: float
    calibration_error: float
    review: float
    auto_accuracy: float | None
    also_f1: float | None
    negatives: int
    negatives_held: float | None
    categories: tuple[CategoryScore, ...]
    names: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    reliability: tuple[Bin, ...]

    def figures(self) -> dict[str, Any]:
        """The plain numbers, rounded to four places, for a card or for JSON."""
        names = ("count", "accuracy", "macro_f1", "accuracy_also", "calibration_error", "review", "auto_accuracy")
        more = ("also_f1", "negatives", "negatives_held")
        values = {name: getattr(self, name) for name in names + more}
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}

    def to_data(self) -> dict[str, Any]:
        """Everything, as JSON."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Evaluation:
        """What `to_data` gave. Raises TypeError or LookupError for anything else."""
        return cls(
            **{
                **data,
                "categories": tuple(CategoryScore(**row) for row in data["categories"]),
                "names": tuple(data["names"]),
                "confusion": tuple(tuple(row) for row in data["confusion"]),
                "reliability": tuple(Bin(**row) for row in data["reliability"]),
            }
        )


class Tagger(Protocol):
    """What can be evaluated."""

    def tag(self, requirement: str, section: Sequence[str] = ()) -> Tag:
        """Tag one task."""


def evaluate(model: Tagger, labels: Iterable[Label]) -> Evaluation:
    """Score a model on labelled tasks; sentences labelled 非任务 count for `negatives_held` alone."""
    return evaluate_outcomes(
        [Outcome(label, model.tag(label.requirement, [label.section] if label.section else [])) for label in labels]
    )


def evaluate_outcomes(outcomes: Sequence[Outcome]) -> Evaluation:
    """The figures of a list of outcomes, all 0 for an empty one."""
    negatives = [o for o in outcomes if o.label.category == NOT_A_TASK]
    tasks = [o for o in outcomes if o.label.category != NOT_A_TASK]
    names = tuple(sorted({o.label.category for o in tasks} | {o.tag.category for o in tasks}))
    number = {name: i for i, name in enumerate(names)}
    confusion = np.zeros((len(names), len(names)), dtype=int)
    for o in tasks:
        confusion[number[o.label.category], number[o.tag.category]] += 1
    rows = tuple(_category_scores(names, confusion))
    labelled = [row.f1 for row in rows if row.count]
    right = np.array([o.right for o in tasks], dtype=bool)
    confidence = np.array([o.tag.confidence for o in tasks])
    auto = [o.right for o in tasks if o.tag.verdict == "auto"]
    return Evaluation(
        count=len(tasks),
        accuracy=_share(right),
        macro_f1=float(np.mean(labelled)) if labelled else 0.0,
        accuracy_also=_share([o.acceptable for o in tasks]),
        calibration_error=calibration_error(confidence, right),
        review=_share([o.tag.verdict == "review" for o in tasks]),
        auto_accuracy=_share(auto) if auto else None,
        also_f1=_also_f1(tasks),
        negatives=len(negatives),
        negatives_held=_share([o.tag.verdict == "review" for o in negatives]) if negatives else None,
        categories=rows,
        names=names,
        confusion=tuple(tuple(row) for row in confusion.tolist()),
        reliability=tuple(reliability(confidence, right)),
    )


def _category_scores(names: Sequence[str], confusion: Any) -> Iterable[CategoryScore]:
    for i, name in enumerate(names):
        hits, count, given = int(confusion[i, i]), int(confusion[i].sum()), int(confusion[:, i].sum())
        f1 = 2 * hits / (count + given) if count + given else 0.0
        yield CategoryScore(name, count, given, hits / given if given else 0.0, hits / count if count else 0.0, f1)


def _also_f1(outcomes: Sequence[Outcome]) -> float | None:
    wanted = sum(len(o.label.also) for o in outcomes)
    given = sum(len(o.tag.also) for o in outcomes)
    hits = sum(len(set(o.label.also) & set(o.tag.also)) for o in outcomes)
    return 2 * hits / (wanted + given) if wanted else None


def _share(values: Sequence[bool] | Any) -> float:
    return float(np.mean(values)) if len(values) else 0.0
