"""Which units answer a query, before any of them is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from zwsearch.index import FIELDS, Index, Keys, Ranking
from zwsearch.search.cover import covering
from zwsearch.search.lift import Lift
from zwsearch.search.narrow import both, holding_in, kept
from zwsearch.search.numerals import in_figures, in_numerals
from zwsearch.search.plan import make_plan
from zwsearch.search.query import ParsedQuery
from zwsearch.search.runs import pairs_in
from zwsearch.search.slips import add_meant
from zwsearch.search.store import Store
from zwsearch.search.terms import Also, Plan
from zwsearch.segment import Analyser, fold

_MANY_WORDS = 4
_MOST_READ = 200  # units whose texts are looked at for what is counted
_NEAR = 6  # characters between one of the words and the next


@dataclass(frozen=True, slots=True)
class Match:
    """A query against one snapshot: its plan, the keys that are left to answer (None: all), and its synonyms' keys.

    `phrased` says that phrases decide what matches; without them and without terms everything left does.
    """

    plan: Plan
    keep: Keys | None
    also: tuple[Keys, ...]
    phrased: bool

    @property
    def asks(self) -> bool:
        """Whether anything is asked for, beside filters."""
        return self.phrased or bool(self.plan.terms or self.plan.also)

    def left(self, index: Index) -> Keys:
        """The keys that filters leave, ascending."""
        return index.keys if self.keep is None else self.keep

    def rank(self, index: Index, lifts: Sequence[Lift] = (), limit: int | None = None) -> Ranking:
        """The answers to what is asked, best first."""
        raises = [(lift.keys, lift.amount) for lift in lifts]
        return index.rank(
            self.plan.terms, keep=self.keep, also=self.also, lifts=raises, everything=self.phrased, limit=limit
        )

    def keys(self, index: Index) -> Keys:
        """All that answers, ascending, without ranking it."""
        if self.phrased or not self.asks or not len(index.keys):
            return self.left(index)
        first = int(index.keys[0])
        held = np.zeros(int(index.keys[-1]) - first + 1, dtype=np.bool_)
        for term in self.plan.terms:
            if term.matches:
                held[index.holding([term]) - first] = True
        for keys in self.also:
            held[keys - first] = True
        if self.keep is None:
            return np.flatnonzero(held) + first
        return self.keep[held[self.keep - first]]

    def total(self, index: Index) -> int:
        """How many units answer."""
        return len(self.keys(index))


def match(
    store: Store, index: Index, analyser: Analyser, query: ParsedQuery, synonyms: Sequence[Sequence[str]] = ()
) -> Match:
    """What a query asks of the index, and what filters, phrases and exclusions leave of it."""
    keep = kept(store, index, query)
    pieces = (*(spelled for piece in query.words for spelled in _spellings(index, piece)), *query.phrases)
    groups, phrased = tuple(map(tuple, synonyms)), bool(query.phrases)
    plan, also, cover = _understood(store, index, analyser, pieces, groups, phrased=phrased)
    return Match(plan, both(keep, cover), also, phrased)


def _spellings(index: Index, piece: str) -> tuple[str, ...]:
    """A piece in figures, and in numerals as well where some text counts so."""
    figured = in_figures(piece)
    written = in_numerals(piece) if figured == piece else piece
    return (figured,) if written == figured or not len(index.holding(pairs_in(fold(written)))) else (figured, written)


# The counts beside a page of hits ask the same words of the same snapshot once more, with other filters. Few, since
# each holds on to its snapshot.
@lru_cache(maxsize=8)
def _understood(
    store: Store,
    index: Index,
    analyser: Analyser,
    pieces: tuple[str, ...],
    synonyms: tuple[tuple[str, ...], ...],
    *,
    phrased: bool,
) -> tuple[Plan, tuple[Keys, ...], Keys | None]:
    """The plan, the keys of its synonyms, and those that hold enough of its words (None: all), whatever the filters."""
    plan = make_plan(analyser, index, pieces, synonyms)
    if plan.unknown and not (phrased or plan.question):
        add_meant(store, index, plan)
    also = tuple(_also(store, index, group) for group in plan.also)
    plan.unknown += [
        group.called
        for group, keys in zip(plan.also, also, strict=True)
        if group.counted and not group.instead and not len(keys)
    ]
    return plan, also, covering(index, plan, also) if plan.terms and not phrased else None


def _also(store: Store, index: Index, group: Also) -> Keys:
    """Keys of the units that hold a synonym; where it is of many words, they must stand near each other."""
    if group.counted:
        # Field by field: to read whole units because the text of most says something else takes seconds.
        each = [(index.holding(group.terms, fields=(name,)), name) for name in FIELDS]
        # A share is one term, and the pairs of a measure are sure enough where to read all is too much.
        surely = group.counted.measure == "%"
        paired = len(group.terms) > 1
        found = [
            keys
            if surely or (paired and len(keys) > _MOST_READ)
            else holding_in(store, keys, group.counted.stands_in, name)
            for keys, name in each
        ]
        some = [keys for keys in found if len(keys)] or found[:1]
        return some[0] if len(some) == 1 else np.unique(np.concatenate(some))
    keys = index.holding(group.terms)
    if len(group.words) < _MANY_WORDS:
        return keys
    words = "|".join(map(re.escape, group.words))
    near = re.compile(rf"(?:(?:{words}).{{0,{_NEAR}}}?){{{len(group.words)},}}")
    texts = store.texts(index.holding(group.terms, fields=("text",)).tolist())
    held = [
        key
        for key in sorted(texts)
        if any(set(group.words) <= set(re.findall(words, found[0])) for found in near.finditer(fold(texts[key])))
    ]
    return np.array(held, dtype=np.int64)
