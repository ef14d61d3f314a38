"""What a person should look at next: the least certain tasks, unlike one another, those of the same words as one.

Uncertainty alone asks the same question twenty times when one kind of task is new; so each choice lowers the worth
of what resembles it (maximal marginal relevance, Carbonell and Goldstein, SIGIR 1998).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from zwsearch.records import Tag
from zwsearch.tag.text import fold, gram_keys

# How much of its worth a task loses that is wholly like one already chosen.
_LIKENESS = 0.6
# How much it loses for each task already chosen that the model takes for the same category.
_SAME_CATEGORY = 0.03
# Only so many times the wanted number are weighed against one another: the rest are too certain to matter.
_POOL = 6
_SIGNS = re.compile(r"[\W_]+")
_SAYS_NOTHING = re.compile(r"[\W\d_〇零一二三四五六七八九十百千万两的和及与]+")


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One decision: the task at `index`, and those of the same words, which it would settle as well (`alike`).

    `uncertainty` is 1 less the distance between the two best confidences, in [0, 1].
    """

    index: int
    alike: tuple[int, ...]
    uncertainty: float


def uncertainty(tag: Tag) -> float:
    """1 when the two best categories are level, 0 when the model has no doubt."""
    second = tag.alternatives[0].confidence if tag.alternatives else 0.0
    return 1.0 - (tag.confidence - second)


def review_queue(
    requirements: Sequence[str], tags: Sequence[Tag], count: int = 50, beside: Sequence[Sequence[str]] = ()
) -> list[QueueItem]:
    """The `count` tasks to label next, best first; `tags` are the model's, in the order of `requirements`.

    `beside` has, in the same order, what in a task's words tells only who does it and by when.
    """
    doubt = np.array([uncertainty(tag) for tag in tags])
    texts = [_SIGNS.sub("", normalize("NFKC", text).lower()) or text for text in requirements]
    demands = _demands(requirements, texts, beside)
    groups = _collapse(demands, texts, [tag.category for tag in tags], doubt)
    heads = sorted(groups, key=lambda head: (-doubt[head], head))[: _POOL * count]
    likeness = _likeness([demands[head] for head in heads])
    worth = doubt[heads].copy()
    categories = [tags[head].category for head in heads]
    closest = np.zeros(len(heads))
    chosen: list[QueueItem] = []
    left = np.ones(len(heads), dtype=bool)
    while left.any() and len(chosen) < count:
        value = np.where(left, worth - _LIKENESS * closest, -np.inf)
        best = int(value.argmax())
        left[best] = False
        head = heads[best]
        chosen.append(QueueItem(head, tuple(i for i in groups[head] if i != head), float(doubt[head])))
        closest = np.maximum(closest, likeness[best])
        worth -= _SAME_CATEGORY * np.array([category == categories[best] for category in categories])
    return chosen


def _demands(requirements: Sequence[str], texts: Sequence[str], beside: Sequence[Sequence[str]]) -> list[str]:
    """What each task demands, whoever has to do it and by when: the same for all that have the same text."""
    named: dict[str, set[str]] = {}
    for text, names in zip(texts, beside, strict=False):
        named.setdefault(text, set()).update(names)
    demands = []
    for demand, text in zip(requirements, texts, strict=True):
        # The longest first: what is left of them must not hang on their order.
        for name in sorted(named.get(text, ()), key=lambda name: (-len(name), name)):
            demand = demand.replace(name, "")
        demands.append(demand)
    return demands


def _collapse(
    demands: Sequence[str], texts: Sequence[str], categories: Sequence[str], doubt: NDArray[np.float64]
) -> dict[int, list[int]]:
    """Tasks of the same text, and those of the same words that the model takes for the same: the most doubtful of each
    group, and all of it.

    A single other word (主动公开, 依申请公开) may mean another category; signs, numbers and particles mean none. The
    model may see the same text otherwise by what stands around it: then it counts as what is most doubtful.
    """
    same: dict[str, list[int]] = {}
    for index, text in enumerate(texts):
        same.setdefault(text, []).append(index)
    groups: dict[tuple[str, str], list[int]] = {}
    for text, members in same.items():
        head = max(members, key=lambda i: (doubt[i], -i))
        words = _SAYS_NOTHING.sub("", normalize("NFKC", demands[head]).lower()) or text
        groups.setdefault((words, categories[head]), []).extend(members)
    return {max(members, key=lambda i: (doubt[i], -i)): sorted(members) for members in groups.values()}


def _likeness(texts: Sequence[str]) -> NDArray[np.float64]:
    """Cosine likeness of all pairs by their character pairs, shape (texts, texts)."""
    import scipy.sparse

    pairs = [np.unique(gram_keys(fold(text), 2)) for text in texts]
    if not pairs:
        return np.zeros((0, 0))
    rows = np.repeat(np.arange(len(texts)), [own.size for own in pairs])
    known, columns = np.unique(np.concatenate(pairs), return_inverse=True)
    matrix = scipy.sparse.csr_matrix((np.ones(rows.size), (rows, columns)), shape=(len(texts), max(known.size, 1)))
    lengths = np.sqrt(np.maximum([own.size for own in pairs], 1))
    return np.asarray((matrix @ matrix.T).toarray() / np.outer(lengths, lengths))
