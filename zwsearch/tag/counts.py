"""Counting all labelled tasks at once: the feature space, and for any choice of rows their weighted matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zwsearch.tag.calibrate import Floats, Ints
from zwsearch.tag.features import Block, FeatureSpace, WordSplitter, distinct_grams, fold_words
from zwsearch.tag.labels import Label
from zwsearch.tag.rules import Rule, find_hits
from zwsearch.tag.text import TaskText, look_at

_AT_ONCE = 256


@dataclass(frozen=True)
class Counts:
    """How often each feature stands in each labelled task: a sparse matrix (labels, features)."""

    space: FeatureSpace
    times: Any

    def idf(self, rows: Ints) -> Floats:
        """Inverse document frequencies as seen in `rows` alone, `ln((1 + n) / (1 + df)) + 1`.

        0 for a feature too rare there, which takes it out of every vector, as if it were unknown.
        """
        documents = np.asarray((self.times[rows] > 0).sum(axis=0)).ravel()
        idf = np.log((1.0 + rows.size) / (1.0 + documents)) + 1.0
        for block, first, last in self._slices():
            idf[first:last][documents[first:last] < block.least_documents] = 0.0
            if block.unit == "rule":
                idf[first:last] = 1.0
        return np.asarray(idf, dtype=np.float64)

    def matrix(self, rows: Ints, idf: Floats) -> Any:
        """The weighted vectors of `rows`, as `FeatureSpace.weigh` makes them."""
        import scipy.sparse

        chosen = self.times[rows].tocsc()
        parts = []
        for block, first, last in self._slices():
            part = chosen[:, first:last].tocsr().astype(np.float64)
            if block.unit == "rule":
                part.data[:] = block.weight
            else:
                part.data = (1.0 + np.log(part.data)) * idf[first:last][part.indices]
                lengths = np.sqrt(np.asarray(part.multiply(part).sum(axis=1)).ravel())
                lengths[lengths == 0.0] = 1.0
                part = scipy.sparse.diags_array(block.weight / lengths) @ part
            parts.append(part)
        together = scipy.sparse.hstack(parts, format="csr")
        together.sort_indices()  # once, else every classifier fitted on it sorts again
        return together

    def _slices(self) -> list[tuple[Block, int, int]]:
        bounds = self.space.bounds.tolist()
        return list(zip(self.space.blocks, bounds[:-1], bounds[1:], strict=True))


def count_labels(
    labels: Sequence[Label],
    analyser: WordSplitter,
    rules: Sequence[Rule],
    categories: Sequence[str],
    blocks: Sequence[Block],
) -> Counts:
    """Count the features of all labelled tasks; features that stand in too few of them are not known."""
    import scipy.sparse

    tasks = [look_at(label.requirement, [label.section] if label.section else []) for label in labels]
    words = [analyser.words(task.text) for task in tasks]
    hits = [find_hits(rules, task) for task in tasks]
    grams = {b.name: _common_grams(tasks, b) for b in blocks if b.unit == "char"}
    common = {b.name: _common_words(words, b) for b in blocks if b.unit == "word"}
    space = FeatureSpace(blocks, grams, common, categories)
    rows, columns = [], []
    for start in range(0, len(tasks), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        found = space.find(tasks[part], words[part], hits[part])
        rows.append(found.tasks + start)
        columns.append(found.columns)
    row, column = np.concatenate(rows), np.concatenate(columns)
    times = scipy.sparse.coo_matrix((np.ones(row.size), (row, column)), shape=(len(tasks), space.size)).tocsr()
    times.sum_duplicates()
    return Counts(space, times)


def _common_grams(tasks: Sequence[TaskText], block: Block) -> Ints:
    per_task = [distinct_grams(task, block) for task in tasks]
    known, documents = np.unique(np.concatenate(per_task), return_counts=True)
    return np.asarray(known[documents >= block.least_documents], dtype=np.int64)


def _common_words(words: Sequence[list[str]], block: Block) -> list[str]:
    documents: Counter[str] = Counter()
    for own in words:
        documents.update(set(fold_words(own)))
    return sorted(word for word, count in documents.items() if count >= block.least_documents)
