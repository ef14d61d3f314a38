"""One search, its answers under their notices: a page of notices, each with its best hits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from zwsearch.index import Index, Ranking
from zwsearch.records import Filters, Hit, StoredNotice
from zwsearch.search.answer import answer
from zwsearch.search.nothing import why_nothing
from zwsearch.search.store import Store
from zwsearch.segment import Analyser


@dataclass(frozen=True, slots=True)
class NoticeHits:
    """A notice with its best hits, best first; `total` of its units match. `rank` counts notices, a hit's all hits."""

    rank: int
    notice: StoredNotice
    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A page of notices in the order of the best hit of each: `total` notices with `matches` units in all."""

    query: str
    total: int
    matches: int
    took_ms: float
    groups: tuple[NoticeHits, ...]
    notes: tuple[str, ...] = ()


def search_notices(
    store: Store,
    index: Index,
    analyser: Analyser,
    text: str,
    filters: Filters | None = None,
    *,
    k: int = 10,
    offset: int = 0,
    each: int = 3,
    synonyms: Sequence[Sequence[str]] | None = None,
    categories: Callable[[], Sequence[str]] | None = None,
) -> NoticePage:
    """The notices `offset` to `offset + k` that hold answers, each with its `each` best; numbers are exact.

    The units that answer are those of `search`, and ranked alike. Raises QueryError as `search` does.
    """
    began = perf_counter()
    asked = answer(store, index, analyser, text, filters, synonyms=synonyms or (), categories=categories)
    ranking = asked.rank(store, index)
    _, at, notice, sizes = np.unique(
        store.notice_of(ranking.keys), return_index=True, return_inverse=True, return_counts=True
    )
    by_best = np.argsort(at)
    groups: list[NoticeHits] = []
    for rank, group in enumerate(by_best[max(0, offset) : max(0, offset) + max(0, k)].tolist(), start=offset + 1):
        places = np.flatnonzero(notice == group)[: max(1, each)]
        shown = Ranking(ranking.total, ranking.keys[places], ranking.scores[places])
        hits = [
            Hit(place + 1, hit.score, hit.unit, hit.notice, hit.marks)
            for place, hit in zip(places.tolist(), asked.hits(store, analyser, shown, 1), strict=False)
        ]
        if hits:
            groups.append(NoticeHits(rank, hits[0].notice, int(sizes[group]), tuple(hits)))
    notes = asked.notes
    if k and 0 < len(sizes) <= offset:
        notes += (f"一共 {len(sizes)} 份通知，第 {offset} 份以后没有了",)
    if not ranking.total:
        notes += tuple(why_nothing(store, index, analyser, asked.query, synonyms or ()))
    took = (perf_counter() - began) * 1000
    return NoticePage(text, len(sizes), ranking.total, took, tuple(groups), notes)
