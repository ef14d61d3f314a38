"""Remakes the shipped model: `python -m zwsearch.tag.ship [CORPUS [MODELS]]`.

Reads `labels.csv` (and `negatives.csv`, where there is one) from the corpus folder and writes the model; with the
same package versions the bytes are the same.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from zwsearch.errors import ZwsearchError
from zwsearch.segment import Analyser
from zwsearch.tag.folder import save_model
from zwsearch.tag.labels import Label, read_labels, read_negatives
from zwsearch.tag.taxonomy import Taxonomy
from zwsearch.tag.training import TrainedModel, train


def shipped_labels(corpus: Path, taxonomy: Taxonomy) -> list[Label]:
    """Our own labels: tasks, and sentences that are none."""
    # A user's own taxonomy may have dropped some of our categories: the labels of the others still teach.
    labels = [
        replace(label, also=tuple(name for name in label.also if name in taxonomy))
        for label in read_labels(corpus / "labels.csv", Taxonomy.load())
        if label.category in taxonomy
    ]
    negatives = corpus / "negatives.csv"
    return labels + read_negatives(negatives) if negatives.exists() else labels


def ship(corpus: Path, models: Path) -> TrainedModel:
    """Train on our own labels and write the model."""
    taxonomy = Taxonomy.load()
    trained = train(shipped_labels(corpus, taxonomy), Analyser(), taxonomy)
    save_model(trained, models)
    return trained


def _main(arguments: list[str]) -> int:
    corpus = Path(arguments[0] if arguments else "corpus")
    models = Path(arguments[1] if len(arguments) > 1 else "models")
    try:
        trained = ship(corpus, models)
    except ZwsearchError as error:
        sys.stderr.write(f"错误：{error.message}\n建议：{error.hint}\n")
        return 2
    for name, value in trained.validated.figures().items():
        sys.stdout.write(f"{name}\t{value}\n")
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
