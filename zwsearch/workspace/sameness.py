"""Which task is which, when a notice is read with other words than before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise

from zwsearch.records import Task
from zwsearch.store.labels import plain

# The share of character pairs that two wordings of one task have in common, at least (Dice's coefficient).
_NEARLY_THE_SAME = 0.75

Pairs = Counter[str]


def same_tasks(
    old: Sequence[Task], new: Sequence[Task], wordings: Mapping[str, Set[str]], *, spoken: Set[str] | None = None
) -> Iterator[tuple[Task, int, Task]]:
    """Of the tasks whose words are gone, those that are surely a new one, with its place.

    The two bear the same number under the same headings, their words are nearly the same, and to neither of them is
    any other task whose words changed as near. `wordings` are all words that a task ever had, by those that were read;
    with `spoken` only the tasks of these words are looked for.
    """
    before = {plain(task.requirement) for task in old}
    after = {plain(task.requirement) for task in new}
    gone = [task for task in old if plain(task.requirement) not in after]
    come = [(place, task) for place, task in enumerate(new) if plain(task.requirement) not in before]
    if not gone or not come:
        return
    texts = [_pairs(plain(task.requirement)) for _, task in come]
    known = [[_pairs(words) for words in wordings[plain(task.requirement)]] for task in gone]
    standing: dict[tuple[str, ...], list[int]] = {}
    for at, (_, task) in enumerate(come):
        standing.setdefault(_place_of(task), []).append(at)
    for at, task in enumerate(gone):
        if spoken is not None and plain(task.requirement) not in spoken:
            continue
        # Few stand where it stood, so that the many others are looked at only for those who are near enough.
        likeness, nearest = max(
            ((_likeness(known[at], texts[other]), other) for other in standing.get(_place_of(task), ())),
            default=(0.0, 0),
        )
        if likeness < _NEARLY_THE_SAME:
            continue
        rivals = (_likeness(known[at], text) for other, text in enumerate(texts) if other != nearest)
        others = (_likeness(words, texts[nearest]) for rival, words in enumerate(known) if rival != at)
        if all(rival < likeness for rival in rivals) and all(rival < likeness for rival in others):
            yield task, *come[nearest]


def _place_of(task: Task) -> tuple[str, ...]:
    return (plain(task.number or ""), *map(plain, task.section))


def _pairs(words: str) -> Pairs:
    return Counter(map("".join, pairwise(words))) or Counter([words])


def _likeness(wordings: Sequence[Pairs], pairs: Pairs) -> float:
    """How like a text is to the nearest of some wordings, in [0, 1]."""
    return max(2 * (one & pairs).total() / (one.total() + pairs.total()) for one in wordings)
