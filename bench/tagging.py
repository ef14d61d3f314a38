"""Taggers compared on the same splits by notice: `python bench/tagging.py [CORPUS] > table.md`.

Every method sees the same training rows and is asked about the same held-out ones (5 folds, no near-duplicate of a
tested text in training). Confidence is calibrated and thresholds are chosen on the other folds' scores. fastText is
measured where it is installed (`pip install fasttext-wheel`); it gives no `auto`, since its scores are not ours to set.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from zwsearch.segment import Analyser
from zwsearch.tag import NOT_A_TASK, Evaluation, Label, Rule, Taxonomy, learning_curve, read_rules
from zwsearch.tag.features import Block
from zwsearch.tag.rules import find_hits
from zwsearch.tag.ship import shipped_labels
from zwsearch.tag.text import look_at
from zwsearch.tag.training import BLOCKS, Training

SEED = 0
Scores = Any
_BY_NAME = {block.name: block for block in BLOCKS}


def _some(**weights: float) -> list[Block]:
    return [replace(_BY_NAME[name], weight=weight) for name, weight in weights.items()]


LINEAR = {
    "words only": _some(words=1.0),
    "characters only": _some(chars=1.0),
    "words and characters": _some(chars=1.0, words=0.5),
    "shipped model": list(BLOCKS),
    "shipped, without rules": [block for block in BLOCKS if block.unit != "rule"],
    "shipped, without heading": [block for block in BLOCKS if block.view != "section"],
    "shipped, without lead clause": [block for block in BLOCKS if block.view != "lead"],
}


def rule_scores(training: Training, rules: Sequence[Rule]) -> Scores:
    """Two points for a rule that holds in the leading clause, one for another; ties go to the commoner category."""
    common = Counter(training.truth.tolist())
    scores = np.array([[1e-4 * common[c] for c in range(len(training.classes))] for _ in training.labels])
    for row, label in enumerate(training.labels):
        for hit in find_hits(rules, look_at(label.requirement)):
            if hit.rule.category in training.classes:
                scores[row, training.classes.index(hit.rule.category)] += 2 if hit.in_lead else 1
    return scores


def bayes_scores(training: Training) -> Scores:
    """ComplementNB (Rennie et al., ICML 2003) on the same words and characters."""
    from sklearn.naive_bayes import ComplementNB

    scores = np.zeros((len(training.labels), len(training.classes)))
    for known, tested in training.splits(SEED):
        idf = training.counts.idf(known)
        model = ComplementNB(alpha=0.3).fit(training.counts.matrix(known, idf), training.truth[known])
        scores[np.ix_(tested, model.classes_)] = model.predict_log_proba(training.counts.matrix(tested, idf))
    return scores


def fasttext_scores(training: Training, analyser: Analyser) -> Scores:
    """fastText's supervised classifier on words and word pairs."""
    import tempfile

    import fasttext  # type: ignore[import-not-found]

    texts = [" ".join(analyser.words(label.requirement)) for label in training.labels]
    scores = np.full((len(texts), len(training.classes)), -30.0)
    for known, tested in training.splits(SEED):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.txt"
            path.write_text("".join(f"__label__{training.truth[i]} {texts[i]}\n" for i in known.tolist()), "utf-8")
            model = fasttext.train_supervised(
                str(path), epoch=100, lr=0.8, wordNgrams=2, dim=100, thread=1, seed=SEED, verbose=0
            )
        for i in tested.tolist():
            # The wrapper's own `predict` fails with NumPy 2 (it asks for an array without a copy).
            for probability, name in model.f.predict(texts[i] + "\n", -1, 0.0, "strict"):
                scores[i, int(name.removeprefix("__label__"))] = np.log(max(probability, 1e-12))
    return scores


def _row(name: str, result: Evaluation, seconds: float) -> str:
    shares = [result.accuracy, result.macro_f1, result.accuracy_also, result.review, result.auto_accuracy]
    more = [result.calibration_error, result.negatives_held]
    cells = ["–" if share is None else f"{share:.3f}" for share in (*shares, *more)]
    return f"| {name} | {' | '.join(cells)} | {seconds:.0f} |"


def compare_taggers(labels: Sequence[Label], report: Callable[[str], None] = print) -> None:
    """Print the Markdown tables, a row as soon as it is known."""
    analyser, taxonomy = Analyser(), Taxonomy.load()
    rules = read_rules(None, taxonomy.names)
    tasks = sum(label.category != NOT_A_TASK for label in labels)
    report(
        f"{tasks} labelled tasks and {len(labels) - tasks} sentences that are none; 5 folds by notice, seed {SEED}.\n"
    )
    report(
        "| method | accuracy | macro-F1 | accuracy with also | review | accuracy of auto | ECE | negatives held | s |"
    )
    report("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    both = Training.prepare(labels, analyser, taxonomy, rules, LINEAR["words and characters"])

    def measure(name: str, training: Training, make: Callable[[], Scores]) -> Evaluation:
        started = time.perf_counter()
        result = training.cross_evaluate(make(), SEED)
        report(_row(name, result, time.perf_counter() - started))
        return result

    measure("keyword rules only", both, lambda: rule_scores(both, rules))
    measure("ComplementNB", both, lambda: bayes_scores(both))
    try:
        measure("fastText", both, lambda: fasttext_scores(both, analyser))
    except ImportError:
        report("| fastText | not installed | | | | | | | |")
    shipped = None
    for name, blocks in LINEAR.items():
        training = Training.prepare(labels, analyser, taxonomy, rules, blocks)
        result = measure(name, training, lambda training=training: training.out_of_fold(SEED))  # type: ignore[misc]
        shipped = result if name == "shipped model" else shipped
    if shipped is not None:
        report(
            "\nReliability of the shipped model:\n\n"
            "| confidence | tasks | mean confidence | accuracy |\n| --- | --- | --- | --- |"
        )
        for part in shipped.reliability:
            span = f"{part.low:.1f}–{part.high:.1f}"
            report(f"| {span} | {part.count} | {part.confidence:.3f} | {part.accuracy:.3f} |")
    report("\nLearning curve on the held-out notices:\n\n| labels | accuracy | macro-F1 |\n| --- | --- | --- |")
    for point in learning_curve(labels, analyser, taxonomy):
        report(f"| {point.labels} | {point.accuracy:.3f} | {point.macro_f1:.3f} |")


if __name__ == "__main__":
    corpus = Path(sys.argv[1] if len(sys.argv) > 1 else "corpus")
    compare_taggers(shipped_labels(corpus, Taxonomy.load()))
