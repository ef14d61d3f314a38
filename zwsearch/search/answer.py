"""A query understood: what it asks, what of it was told to the user, and its ranking to any depth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from zwsearch.errors import QueryError
from zwsearch.index import Index, Keys, Ranking
from zwsearch.records import Filters, Hit
from zwsearch.search.closeness import LOOKED_AT, closest_first
from zwsearch.search.lift import Lift, find_lifts
from zwsearch.search.marks import find_marks
from zwsearch.search.match import Match, match
from zwsearch.search.near import near_words
from zwsearch.search.query import ParsedQuery, parse_query
from zwsearch.search.store import Store
from zwsearch.search.terms import Plan
from zwsearch.search.understood import understand
from zwsearch.search.values import filter_notes_of
from zwsearch.segment import Analyser, fold

_NEAR_FOR = 3  # unknown words that get near ones; a pasted page has hundreds
_NAMED = 8
_MOST_NOTES = 8  # lines about a query; nobody reads the hundred that a pasted page has
_LONGEST = 30  # characters of a word in a line for the user

Groups = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A query with what matches it; `notes` are lines for the user."""

    query: ParsedQuery
    matched: Match
    lifts: tuple[Lift, ...]
    notes: tuple[str, ...]

    def rank(self, store: Store, index: Index, limit: int | None = None) -> Ranking:
        """The best `limit` answers (None: all); of filters alone the latest, each with a score of 1."""
        if self.matched.asks:
            deeper = None if limit is None else max(limit, LOOKED_AT)
            best = closest_first(store, index, self.matched.plan, self.matched.rank(index, self.lifts, deeper))
            return Ranking(best.total, best.keys[:limit], best.scores[:limit])
        keys = self.matched.left(index)
        most = len(keys) if limit is None else limit
        listed: Keys = keys[:0]
        for part in self._in_turn(store, keys):
            listed = np.concatenate([listed, store.latest_first(part, most - len(listed))])
        return Ranking(len(keys), listed, np.ones(len(listed)))

    def _in_turn(self, store: Store, keys: Keys) -> Iterator[Keys]:
        """`keys` by the choices of what is asked in plain words: an earlier one comes first."""
        for filters in self.query.asked[0] if self.query.asked else ():
            passing = np.isin(keys, store.select_keys(filters), assume_unique=True)
            yield keys[passing]
            keys = keys[~passing]
        yield keys

    def hits(self, store: Store, analyser: Analyser, ranking: Ranking, first_rank: int) -> tuple[Hit, ...]:
        """The hits of a ranking, numbered from `first_rank`; a unit that has left the store meanwhile is none."""
        keys, scores = ranking.keys.tolist(), ranking.scores.tolist()
        units = store.units(keys)
        notices = store.notices({unit.notice_id for unit in units.values()})
        return tuple(
            Hit(
                rank,
                score,
                units[key],
                notices[units[key].notice_id],
                find_marks(analyser, self.matched.plan, self.query.phrases, units[key].text),
            )
            for rank, (key, score) in enumerate(zip(keys, scores, strict=True), start=first_rank)
            if key in units
        )


def answer(
    store: Store,
    index: Index,
    analyser: Analyser,
    text: str,
    filters: Filters | None = None,
    *,
    synonyms: Groups = (),
    categories: Callable[[], Sequence[str]] | None = None,
) -> Answer:
    """Understand a query. Raises QueryError where that cannot be done, or where nothing is asked."""
    query = understand(store, analyser, parse_query(text, filters))
    matched = match(store, index, analyser, query, synonyms)
    if not matched.asks and (query.words or not query.filtered):
        raise _nothing_asked(query)
    asked = dict.fromkeys((query.given, query.filters, query.without))
    told = [note for given in asked for note in filter_notes_of(store, given, categories)]
    plan = matched.plan
    lifts = tuple(find_lifts(store, index, plan, matched.also))
    unknown = _unknown(index, analyser, plan, query.phrases if len(matched.left(index)) else ())
    before = list(dict.fromkeys([*query.notes, *told]))
    others = _shortened(list(dict.fromkeys(plan.notes)), _MOST_NOTES - len(before) - len(unknown))
    return Answer(query, matched, lifts, (*before, *others, *unknown))


def _shortened(notes: list[str], most: int) -> list[str]:
    """The first of some lines about synonyms, and how many more there are."""
    if len(notes) <= max(1, most):
        return notes
    shown = notes[: max(0, most - 1)]
    return [*shown, f"{'另有' if shown else '有'} {len(notes) - len(shown)} 个词同时按同义词查找"]


def _nothing_asked(query: ParsedQuery) -> QueryError:
    if query.excluded and not query.words:
        return QueryError("检索词里只有要排除的词", hint="请再写上要查找的词，如：政策解读 -图解")
    return QueryError(
        "检索词里没有可以查找的词", hint="请写上要查找的内容，如：政策解读；只有标点或“的、了”一类虚词查不到东西"
    )


def _unknown(index: Index, analyser: Analyser, plan: Plan, held: Sequence[str]) -> list[str]:
    """Lines about the words that nothing holds; what stands in one of the phrases `held` by an answer is none."""
    notes = list(plan.meant)
    words = [word for word in dict.fromkeys(plan.unknown) if not any(word in fold(phrase) for phrase in held)]
    for word in words[:_NEAR_FOR]:
        near, said = _near(index, analyser, word)
        offer = f"；{said}有：" + "、".join(f"“{term}”" for term in near) if near else ""
        notes.append(f"没有任何内容含有“{_short(word)}”{offer}")
    rest = words[_NEAR_FOR:]
    if rest:
        named = "、".join(f"“{_short(word)}”" for word in rest[:_NAMED]) + ("等" if len(rest) > _NAMED else "")
        notes.append(f"另有 {len(rest)} 个词没有任何内容含有：{named}")
    return notes


def _short(word: str) -> str:
    return word if len(word) <= _LONGEST else word[:_LONGEST] + "…"


def _near(index: Index, analyser: Analyser, word: str) -> tuple[list[str], str]:
    """What is known near an unknown word, and what it has in common with it."""
    if "〔" in word:
        return _ending_in(index, word[word.index("〔") :]), "同年同号"
    serial = re.fullmatch("(?:[0-9]{4}年)?([0-9]+号)", word)
    return (_ending_in(index, "〕" + serial[1]), "同号") if serial else (near_words(index, analyser, word), "相近的词")


def _ending_in(index: Index, tail: str) -> list[str]:
    """Document numbers that end so; of each its longest spelling alone."""
    known = sorted((term for term, _, _ in index.vocabulary(tail) if term.endswith(tail)), key=lambda term: -len(term))
    found: list[str] = []
    for term in known:  # shorter beginnings of a code are indexed too
        if not any(longer.endswith(term) for longer in found):
            found.append(term)
    return sorted(found)[:_NEAR_FOR]
