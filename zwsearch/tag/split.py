"""Which labels are held out, and which texts are nearly the same.

A label is held out by a hash of its notice (of its own text where the notice is unknown): a stable function of the
label alone, so the same labels are held out from every model ever trained, on every machine. Near-duplicates of
held-out texts are left out of training, so that none stands on both sides.
"""

from __future__ import annotations

import hashlib
import warnings
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zwsearch.tag.labels import Label, same_text
from zwsearch.tag.text import fold, gram_keys

# One notice in so many is held out.
HELD_OUT_SHARE = 5
# Two texts that share this much of their shingles (Jaccard) say the same in nearly the same words.
NEAR = 0.5
_SHINGLE = 3
# A shingle that stands in more texts than this is officialese; pairs that share nothing else are not near.
_COMMON = 200

Mask = NDArray[np.bool_]
NearPairs = list[tuple[int, int]]


def group_of(label: Label) -> str:
    """What must not be split: the notice, or the text itself where the notice is unknown."""
    return label.notice or same_text(label.requirement)


def digest(text: str) -> str:
    """A short stable name for a text, so that a card can list what was held out without quoting it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def labels_digest(labels: Sequence[Label]) -> str:
    """A short name for what a model learned from: changes with any text, category, heading or notice."""
    return digest(repr([(x.requirement, x.category, x.also, x.section, x.notice) for x in labels]))


def held_out(labels: Sequence[Label]) -> Mask:
    """True for the labels that no comparison model is trained on."""
    return np.array(
        [int(digest("held-out:" + group_of(label)), 16) % HELD_OUT_SHARE == 0 for label in labels], dtype=bool
    )


def training_rows(near: NearPairs, tested: Mask) -> NDArray[np.int64]:
    """Rows to train on when `tested` rows are held out: the others, less what is nearly the same as a tested one."""
    barred = tested.copy()
    for one, other in near:
        if tested[one] != tested[other]:
            barred[one] = barred[other] = True
    return np.flatnonzero(~barred)


def near_duplicates(texts: Sequence[str], threshold: float = NEAR) -> NearPairs:
    """All pairs (i, j), i < j, whose sets of character 3-grams have a Jaccard similarity of `threshold` or more.

    Exact but for 3-grams that stand in more than 200 texts, which are left out of the count.
    """
    import scipy.sparse

    shingles = [np.unique(gram_keys(fold(text), _SHINGLE)) for text in texts]
    if not shingles:
        return []
    rows = np.repeat(np.arange(len(texts)), [s.size for s in shingles])
    known, columns, documents = np.unique(np.concatenate(shingles), return_inverse=True, return_counts=True)
    keep = (documents[columns] <= _COMMON) & (known[columns] != 0)
    incidence = scipy.sparse.csr_matrix(
        (np.ones(int(keep.sum()), dtype=np.float32), (rows[keep], columns[keep])), shape=(len(texts), known.size)
    )
    sizes = np.asarray(incidence.sum(axis=1)).ravel()
    pairs: NearPairs = []
    step = 1000
    for start in range(0, len(texts), step):
        shared = (incidence[start : start + step] @ incidence.T).tocoo()
        one, other = shared.row + start, shared.col
        union = sizes[one] + sizes[other] - shared.data
        near = (one < other) & (shared.data >= threshold * union)
        pairs.extend(zip(one[near].tolist(), other[near].tolist(), strict=True))
    return sorted(pairs)


def folds(labels: Sequence[Label], count: int, seed: int) -> NDArray[np.int64]:
    """The fold of each label, the same for all of a group; folds are alike in size and in mixture of categories.

    Labels that all come from one notice are split by text: there is nothing better.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    numbers: dict[str, int] = {}
    groups = [numbers.setdefault(group_of(label), len(numbers)) for label in labels]
    categories = [label.category for label in labels]
    if len(numbers) < 2:
        groups = list(range(len(labels)))
    result = np.zeros(len(labels), dtype=np.int64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a category with fewer examples than folds is no surprise
        count = min(count, len(set(groups)), max(Counter(categories).values()))
        split = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
        for fold, (_, tested) in enumerate(split.split(groups, categories, groups)):
            result[tested] = fold
    return result
