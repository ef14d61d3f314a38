"""One search from the query to the page of hits."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

import numpy as np

from zwsearch.errors import QueryError
from zwsearch.index import Index, Keys, Ranking
from zwsearch.records import Filters, Hit, SearchPage
from zwsearch.search.explain import explain_hits
from zwsearch.search.lift import find_lifts
from zwsearch.search.marks import find_marks
from zwsearch.search.match import match
from zwsearch.search.near import near_words
from zwsearch.search.nothing import why_nothing
from zwsearch.search.plan import Plan
from zwsearch.search.query import ParsedQuery, parse_query
from zwsearch.search.store import Store
from zwsearch.search.values import check_values
from zwsearch.segment import Analyser


def search(
    store: Store,
    index: Index,
    analyser: Analyser,
    text: str,
    filters: Filters | None = None,
    *,
    k: int = 10,
    offset: int = 0,
    synonyms: Sequence[Sequence[str]] | None = None,
    categories: Sequence[str] | None = None,
    explain: bool = False,
) -> SearchPage:
    """The hits `offset` to `offset + k` of a query, with the exact number of matches.

    Filters (given and inline) narrow before ranking; ties are ordered by key. A query of filters alone lists what
    passes by the date of the notice, latest first. `synonyms` are groups that join the shipped ones, `categories`
    the names that a filter may have. With
    `explain` the notes end with a line for each hit. Raises QueryError where the query cannot be understood or
    holds nothing to search for.
    """
    began = perf_counter()
    query = parse_query(text, filters)
    limit = max(0, offset) + max(0, k)
    matched = match(store, index, analyser, query, synonyms or ())
    plan = matched.plan
    if not matched.asks and (query.words or not query.filtered):
        raise _nothing_asked(query)
    asked = dict.fromkeys((query.given, query.filters, query.without))
    told = [note for filters in asked for note in check_values(store, filters, categories)]
    lifts = find_lifts(store, index, plan) if plan.terms else []
    ranking = matched.rank(index, lifts, limit) if matched.asks else _by_date(store, matched.left(index), limit)
    hits = _hits(store, analyser, plan, query, ranking, offset, k)
    notes = (*query.notes, *told, *plan.notes, *_unknown(index, plan))
    if not ranking.total:
        notes += tuple(why_nothing(store, index, analyser, query, synonyms or ()))
    if explain:
        notes += tuple(explain_hits(index, hits, [index.shares(hit.unit.key, plan.terms) for hit in hits], lifts))
    return SearchPage(text, ranking.total, (perf_counter() - began) * 1000, hits, notes)


def matching_keys(
    store: Store,
    index: Index,
    analyser: Analyser,
    text: str,
    filters: Filters | None = None,
    *,
    synonyms: Sequence[Sequence[str]] | None = None,
) -> Keys:
    """Keys of all that `search` would answer with, ascending; all that passes the filters where there is no word.

    Raises QueryError where the query cannot be understood.
    """
    query = parse_query(text, filters)
    matched = match(store, index, analyser, query, synonyms or ())
    return np.sort(matched.rank(index).keys) if matched.asks else matched.left(index)


def _nothing_asked(query: ParsedQuery) -> QueryError:
    if query.excluded and not query.words:
        return QueryError("检索词里只有要排除的词", hint="请再写上要查找的词，如：政策解读 -图解")
    return QueryError(
        "检索词里没有可以查找的词", hint="请写上要查找的内容，如：政策解读；只有标点或“的、了”一类虚词查不到东西"
    )


def _by_date(store: Store, keys: Keys, limit: int) -> Ranking:
    first = store.latest_first(keys, limit)
    return Ranking(len(keys), first, np.ones(len(first)))


def _hits(
    store: Store, analyser: Analyser, plan: Plan, query: ParsedQuery, ranking: Ranking, offset: int, k: int
) -> tuple[Hit, ...]:
    keys = ranking.keys[offset : offset + k].tolist()
    scores = ranking.scores[offset : offset + k].tolist()
    units = store.units(keys)
    notices = store.notices({unit.notice_id for unit in units.values()})
    return tuple(
        Hit(
            rank,
            score,
            units[key],
            notices[units[key].notice_id],
            find_marks(analyser, plan, query.phrases, units[key].text),
        )
        for rank, (key, score) in enumerate(zip(keys, scores, strict=True), start=offset + 1)
        if key in units
    )


def _unknown(index: Index, plan: Plan) -> list[str]:
    notes: list[str] = []
    for word in dict.fromkeys(plan.unknown):
        near = near_words(index, word)
        offer = "；相近的词有：" + "、".join(f"“{term}”" for term in near) if near else ""
        notes.append(f"没有任何内容含有“{word}”{offer}")
    return notes
