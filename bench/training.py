"""What training costs: `python bench/training.py [LABELS [CORPUS]]` trains on so many made-up labels (20,000).

Each made-up task takes its leading clause from one labelled task and its further clauses from others of the same
category, in an order drawn with a fixed seed: as long as real ones, and as rich in n-grams as the corpus allows. One in
ten gets a category by lot, for clauses alone are told apart too easily, and what is hard takes longer to fit.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

from zwsearch.segment import Analyser
from zwsearch.tag import Label, Taxonomy, train
from zwsearch.tag.ship import shipped_labels

SEED = 0
WRONG = 0.1
SECONDS, MEGABYTES = 120, 2048


def make_labels(labels: list[Label], count: int) -> list[Label]:
    """`count` labels from the clauses of `labels`, in notices of twenty."""
    chance = random.Random(SEED)
    clauses: dict[str, tuple[list[str], list[str]]] = {}
    for label in labels:
        first, *rest = label.requirement.replace("；", "，").rstrip("。").split("，")
        leads, others = clauses.setdefault(label.category, ([], []))
        leads.append(first)
        others += rest
    categories = sorted(clauses)
    made = []
    for number in range(count):
        category = chance.choice(categories)
        leads, others = clauses[category]
        parts = [chance.choice(leads), *chance.sample(others, min(len(others), chance.randint(1, 4)))]
        said = chance.choice(categories) if chance.random() < WRONG else category
        # A number of its own keeps two made-up tasks from being the same text.
        made.append(Label(f"{'，'.join(parts)}，第{number}项。", said, notice=f"通知{number // 20}"))
    return made


def main(count: int, corpus: Path) -> None:
    """Print seconds of CPU and clock, the peak of memory, and whether that is what was promised."""
    taxonomy = Taxonomy.load()
    labels = make_labels(shipped_labels(corpus, taxonomy), count)
    analyser = Analyser()
    clock, processor = time.perf_counter(), time.process_time()
    trained = train(labels, analyser, taxonomy)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("| labels | features | s | s of CPU | MB | promised |\n| --- | --- | --- | --- | --- | --- |")
    # By the processor's time: the clock of a machine that others use as well tells about them.
    kept = "kept" if processor < SECONDS and memory < MEGABYTES else "broken"
    print(f"| {count} | {trained.model.space.size} | {clock:.0f} | {processor:.0f} | {memory:.0f} | {kept} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, Path(sys.argv[2] if len(sys.argv) > 2 else "corpus"))
