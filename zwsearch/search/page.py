"""One search from the query to the page of hits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from time import perf_counter

import numpy as np

from zwsearch.errors import QueryError
from zwsearch.index import FIELDS, Index, Keys, QueryTerm, Ranking
from zwsearch.records import Filters, Hit, SearchPage
from zwsearch.search.cover import covering
from zwsearch.search.entry import entry_of
from zwsearch.search.explain import explain_hits
from zwsearch.search.lift import Lift, find_lifts
from zwsearch.search.marks import find_marks
from zwsearch.search.near import near_words
from zwsearch.search.plan import Also, Plan, make_plan
from zwsearch.search.query import ParsedQuery, parse_query
from zwsearch.search.store import Store
from zwsearch.search.values import check_values
from zwsearch.segment import HAN, Analyser, fold

_HAN_RUN = re.compile(f"[{HAN}]+")
_CHUNK = re.compile(f"[0-9a-z]+|[{HAN}]")
# However a document number is printed, a phrase with it is the same phrase.
_BRACKETS = str.maketrans("〔〕【】﹝﹞", "[][][]")
# The title holds for all tasks of a notice: excluding 政务 by it would leave nothing.
_EXCLUDING = ("text", "section", "offices")
_MANY_WORDS = 4
_NEAR = 6  # characters between one of the words and the next
_NOTHING = np.zeros(0, dtype=np.int64)


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
    plan = make_plan(analyser, index, [*query.words, *query.phrases], synonyms or ())
    if not plan.terms and not query.phrases and (query.words or query.filters == Filters()):
        raise _nothing_asked(query)
    told = check_values(store, query.filters, categories)
    keep = _kept(store, index, query)
    lifts: list[Lift] = []
    if plan.terms or query.phrases:
        also = [_also(store, index, group) for group in plan.also]
        keep = _both(keep, covering(index, plan, also))
        lifts = find_lifts(store, index, plan)
        raises = [(lift.keys, lift.amount) for lift in lifts]
        ranking = index.rank(
            plan.terms, keep=keep, also=also, lifts=raises, everything=bool(query.phrases), limit=limit
        )
    else:
        ranking = _by_date(store, index.keys if keep is None else keep, limit)
    hits = _hits(store, analyser, plan, query, ranking, offset, k)
    notes = (*query.notes, *told, *plan.notes, *_unknown(index, plan))
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
    plan = make_plan(analyser, index, [*query.words, *query.phrases], synonyms or ())
    keep = _kept(store, index, query)
    if not plan.terms and not query.phrases:
        return index.keys if keep is None else keep
    also = [_also(store, index, group) for group in plan.also]
    keep = _both(keep, covering(index, plan, also))
    return np.sort(index.rank(plan.terms, keep=keep, also=also, everything=bool(query.phrases)).keys)


def _nothing_asked(query: ParsedQuery) -> QueryError:
    if query.excluded and not query.words:
        return QueryError("检索词里只有要排除的词", hint="请再写上要查找的词，如：政策解读 -图解")
    return QueryError(
        "检索词里没有可以查找的词", hint="请写上要查找的内容，如：政策解读；只有标点或“的、了”一类虚词查不到东西"
    )


def _kept(store: Store, index: Index, query: ParsedQuery) -> Keys | None:
    """Keys that filters, phrases and exclusions leave, ascending; None when there is no restriction."""
    keep: Keys | None = None
    if query.filters != Filters():
        keep = np.intersect1d(store.select_keys(query.filters), index.keys, assume_unique=True)
    for phrase in query.phrases:
        keep = _holding_phrase(store, index, phrase, keep)
    for phrase in query.excluded:
        unwanted = _holding_phrase(store, index, phrase, keep, _EXCLUDING)
        keep = np.setdiff1d(index.keys if keep is None else keep, unwanted, assume_unique=True)
    return keep


def _both(keep: Keys | None, others: Keys | None) -> Keys | None:
    if keep is None or others is None:
        return others if keep is None else keep
    return np.intersect1d(keep, others, assume_unique=True)


def _holding_phrase(
    store: Store, index: Index, phrase: str, among: Keys | None, fields: Sequence[str] = FIELDS
) -> Keys:
    """Keys of the units that hold exactly `phrase` in one of `fields`, ascending."""
    folded = fold(phrase)
    pairs = [QueryTerm(run[at : at + 2], bigram=True) for run in _HAN_RUN.findall(folded) for at in range(len(run) - 1)]
    keys = index.holding(pairs, fields=fields) if pairs else _holding_chunk(index, folded)
    if among is not None:
        keys = np.intersect1d(keys, among, assume_unique=True)
    if len(folded) == 2 and pairs:
        return keys  # a pair of neighbours is what the index knows exactly
    wanted = folded.translate(_BRACKETS)
    units = store.units(keys.tolist())
    notices = store.notices({unit.notice_id for unit in units.values()})
    return np.array(
        [
            key
            for key in keys.tolist()
            if key in units
            and any(
                wanted in fold(value).translate(_BRACKETS)
                for name, value in entry_of(units[key], notices[units[key].notice_id]).fields.items()
                if name in fields
            )
        ],
        dtype=np.int64,
    )


def _holding_chunk(index: Index, folded: str) -> Keys:
    """Keys of the units with a term that holds the longest run of Latin or digits, or a lone character."""
    chunk = max(_CHUNK.findall(folded), key=len, default="")
    terms = [QueryTerm(term, bigram=bigram) for term, bigram, _ in index.vocabulary() if chunk and chunk in term]
    found = [index.holding([term]) for term in terms]
    return np.unique(np.concatenate(found)) if found else _NOTHING


def _also(store: Store, index: Index, group: Also) -> Keys:
    """Keys of the units that hold a synonym; where it is of many words, they must stand near each other."""
    keys = index.holding(group.terms)
    if len(group.words) < _MANY_WORDS:
        return keys
    words = "|".join(map(re.escape, group.words))
    near = re.compile(rf"(?:(?:{words}).{{0,{_NEAR}}}?){{{len(group.words)},}}")
    units = store.units(index.holding(group.terms, fields=("text",)).tolist())
    held = [
        key
        for key in sorted(units)
        if any(set(group.words) <= set(re.findall(words, found[0])) for found in near.finditer(fold(units[key].text)))
    ]
    return np.array(held, dtype=np.int64)


def _by_date(store: Store, keys: Keys, limit: int) -> Ranking:
    units = store.units(keys.tolist())
    notices = store.notices({unit.notice_id for unit in units.values()})
    listed = sorted(units)
    listed.sort(key=lambda key: notices[units[key].notice_id].notice.date or "", reverse=True)  # stable: ties by key
    first = np.array(listed[:limit], dtype=np.int64)
    return Ranking(len(listed), first, np.ones(len(first)))


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
