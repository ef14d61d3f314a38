"""Old model against new on the same held-out tasks, which neither has seen.

How nobody has seen them: whether a label is held out is a function of its notice alone (`split.held_out`), the
same for every training on every machine. Every model is fitted twice: on all labels, to answer questions, and
without the held-out ones, as a witness that is kept beside it. Witness is compared with witness. A label that was
added after the old model was trained is unseen by the old witness as well; only a near-duplicate of it may have
been seen, which can flatter the old model, never the new one.

New labels can be wrong, and a model that learned wrong labels would do well on them. So the new model must also
hold its ground on the tasks that the old one was judged on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zwsearch.tag.evaluation import Evaluation, evaluate
from zwsearch.tag.labels import Label, same_text
from zwsearch.tag.model import Model
from zwsearch.tag.split import digest, held_out
from zwsearch.tag.training import TrainedModel

# With fewer held-out tasks a difference says nothing.
FEWEST = 20
# How much macro-F1 may fall by chance, on a few hundred tasks, without the model being called worse.
SLACK = 0.01


@dataclass(frozen=True)
class Comparison:
    """The figures of old and new on the same held-out tasks.

    `old_known` and `new_known` are on those tasks alone that the old model was judged on. `enough` says whether
    there were enough tasks to compare. Without an old model all `old` figures are None.
    """

    old: Evaluation | None
    new: Evaluation
    old_known: Evaluation | None
    new_known: Evaluation | None

    @property
    def enough(self) -> bool:
        """There are enough held-out tasks for the figures to mean something."""
        return self.new.count >= FEWEST

    @property
    def better_or_equal(self) -> bool:
        """The new model is not worse: at most one more task wrong and at most 0.01 less macro-F1, on both sets.

        True where there is nothing to compare with, or too little (`enough` tells).
        """
        if self.old is None or not self.enough:
            return True
        return _not_worse(self.old, self.new) and (
            self.old_known is None or self.new_known is None or _not_worse(self.old_known, self.new_known)
        )

    def per_category(self) -> list[tuple[str, int, float | None, float]]:
        """(category, held-out tasks, old F1, new F1) of each category; old is None without an old model."""
        old = {row.category: row.f1 for row in self.old.categories} if self.old else {}
        return [
            (row.category, row.count, old.get(row.category, 0.0) if self.old else None, row.f1)
            for row in self.new.categories
        ]


def compare(old: Model | None, new: TrainedModel, labels: Sequence[Label]) -> Comparison:
    """Score both witnesses on the held-out ones of `labels` (those that `new` was trained from)."""
    tested = [label for label, out in zip(labels, held_out(labels), strict=True) if out]
    witness = new.model.as_witness()
    if old is None:
        return Comparison(None, evaluate(witness, tested), None, None)
    old_witness = old.as_witness()
    known = [label for label in tested if digest(same_text(label.requirement)) in old.card.held_out]
    return Comparison(
        evaluate(old_witness, tested),
        evaluate(witness, tested),
        evaluate(old_witness, known) if len(known) >= FEWEST else None,
        evaluate(witness, known) if len(known) >= FEWEST else None,
    )


def _not_worse(old: Evaluation, new: Evaluation) -> bool:
    one_task = 1.5 / max(new.count, 1)
    return new.accuracy >= old.accuracy - one_task and new.macro_f1 >= old.macro_f1 - max(SLACK, one_task)
