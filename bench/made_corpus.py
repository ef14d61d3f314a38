"""A corpus of any size from a seed: clauses of our own notices, dealt anew into tasks of natural length."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

NOTICES = Path(__file__).resolve().parents[1] / "corpus" / "notices"
_CLAUSE = re.compile("[^，。；、,;.|\\s]{4,}")


def clauses() -> list[str]:
    """All clauses of the notices in corpus/, in a fixed order, each once."""
    found: dict[str, None] = {}
    for path in sorted(NOTICES.glob("*.txt")):
        found.update(dict.fromkeys(_CLAUSE.findall(path.read_text("utf-8", errors="ignore"))))
    return list(found)


def make_tasks(size: int, seed: int = 7, *, clauses_each: tuple[int, int] = (4, 12)) -> list[str]:
    """`size` tasks of some hundred characters; a few clauses are common and most are rare, as in real notices."""
    dice = random.Random(seed)
    pool = clauses()
    dice.shuffle(pool)
    # Zipf's law over the clauses, and a serial number in every twentieth task, so that rare terms exist at any size.
    weights = [1 / (rank + 10) for rank in range(len(pool))]
    lengths = [dice.randint(*clauses_each) for _ in range(size)]
    drawn = iter(dice.choices(pool, weights, k=sum(lengths)))
    tasks = []
    for number, length in enumerate(lengths):
        text = "，".join(next(drawn) for _ in range(length))
        tasks.append(f"{text}，见第{number}号附件。" if number % 20 == 0 else f"{text}。")
    return tasks


def make_queries(
    tokens: Sequence[Sequence[str]], count: int, terms: tuple[int, int], seed: int = 11
) -> list[list[str]]:
    """`count` queries of words drawn from random tasks, each with between terms[0] and terms[1] different words."""
    dice = random.Random(seed)
    queries: list[list[str]] = []
    while len(queries) < count:
        words = [word for word in dict.fromkeys(dice.choice(tokens)) if len(word) > 1]
        size = dice.randint(*terms)
        if len(words) >= size:
            queries.append(dice.sample(words, size))
    return queries
