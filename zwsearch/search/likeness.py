"""Tasks and passages like one."""

from __future__ import annotations

from collections import Counter
from time import perf_counter

import numpy as np

from zwsearch.errors import NotFoundError
from zwsearch.index import Index, Keys, QueryTerm
from zwsearch.records import Filters, Hit, SearchPage
from zwsearch.search.cover import covering
from zwsearch.search.marks import find_marks
from zwsearch.search.narrow import both
from zwsearch.search.question import stop_words
from zwsearch.search.store import Store
from zwsearch.search.terms import Plan
from zwsearch.segment import Analyser

_TERMS = 25  # the rarest words of a task say what it is about


def similar(
    store: Store, index: Index, analyser: Analyser, key: int, filters: Filters | None = None, *, k: int = 10
) -> SearchPage:
    """The `k` units most like the one with `key`, by its rarest words; itself left out.

    `total` counts the units that share enough of these words. Raises NotFoundError when the store has no such unit.
    """
    began = perf_counter()
    unit = store.units([key]).get(key)
    if unit is None:
        raise NotFoundError(f"没有编号为 {key} 的任务或段落", hint="请先用 zwsearch query 查到它的编号")
    counts = Counter(word for word in analyser.index_terms(unit.text)[0] if len(word) > 1 and word not in stop_words())
    known = {word: index.frequency(QueryTerm(word)) for word in counts}
    # A word of this task alone leads to no other.
    rarest = sorted((word for word in known if known[word] > 1), key=lambda word: (known[word], word))[:_TERMS]
    # A word that stands twice in the task asks twice as much, as it would in a typed query.
    plan = Plan([QueryTerm(word, float(counts[word])) for word in rarest], surfaces=set(rarest))
    others = _without(index.keys if filters is None or filters == Filters() else store.select_keys(filters), key)
    alike = both(others, covering(index, plan, (), among=np.intersect1d(others, index.keys, assume_unique=True)))
    ranking = index.rank(plan.terms, keep=alike, limit=max(0, k))
    units = store.units(ranking.keys.tolist())
    notices = store.notices({found.notice_id for found in units.values()})
    hits = tuple(
        Hit(rank, score, units[at], notices[units[at].notice_id], find_marks(analyser, plan, (), units[at].text))
        for rank, (at, score) in enumerate(zip(ranking.keys.tolist(), ranking.scores.tolist(), strict=True), start=1)
        if at in units
    )
    return SearchPage(unit.id, ranking.total, (perf_counter() - began) * 1000, hits)


def _without(keys: Keys, key: int) -> Keys:
    return np.asarray(keys[keys != key], dtype=np.int64)
