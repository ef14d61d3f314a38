"""One search from the query to the page of hits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

from zwsearch.index import Index, Keys, Ranking
from zwsearch.records import Filters, SearchPage
from zwsearch.search.answer import answer
from zwsearch.search.explain import explain_hits
from zwsearch.search.match import match
from zwsearch.search.nothing import why_nothing
from zwsearch.search.query import parse_query
from zwsearch.search.store import Store
from zwsearch.search.understood import understand
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
    categories: Callable[[], Sequence[str]] | None = None,
    explain: bool = False,
) -> SearchPage:
    """The hits `offset` to `offset + k` of a query, with the exact number of matches.

    Filters (given and inline) narrow before ranking; ties are ordered by key. A query of filters alone lists what
    passes by the date of the notice, latest first. `synonyms` are groups that join the shipped ones, `categories`
    tells the names that a filter may have. With `explain` the notes end with a line for each hit. Raises QueryError
    where the query cannot be understood or holds nothing to search for.
    """
    began = perf_counter()
    first, last = max(0, offset), max(0, offset) + max(0, k)
    asked = answer(store, index, analyser, text, filters, synonyms=synonyms or (), categories=categories)
    ranking = asked.rank(store, index, last)
    shown = Ranking(ranking.total, ranking.keys[first:last], ranking.scores[first:last])
    hits = asked.hits(store, analyser, shown, first + 1)
    notes = asked.notes
    if k and 0 < ranking.total <= first:
        notes += (f"一共 {ranking.total} 条，第 {first} 条以后没有了",)
    if not ranking.total:
        notes += tuple(why_nothing(store, index, analyser, asked.query, synonyms or ()))
    if explain:
        notes += tuple(explain_hits(index, hits, asked))
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
    query = understand(store, analyser, parse_query(text, filters))
    return match(store, index, analyser, query, synonyms or ()).keys(index)
