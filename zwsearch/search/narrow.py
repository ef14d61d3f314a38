"""What filters, phrases and exclusions leave of all units."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import fields

import numpy as np

from zwsearch.index import FIELDS, Index, Keys, QueryTerm
from zwsearch.records import Filters
from zwsearch.search.entry import entry_of
from zwsearch.search.query import ParsedQuery
from zwsearch.search.store import Store
from zwsearch.segment import HAN, fold

_HAN_RUN = re.compile(f"[{HAN}]+")
# However a document number is printed, a phrase with it is the same phrase.
_BRACKETS = str.maketrans("〔〕【】﹝﹞", "[][][]")
# The title holds for all tasks of a notice: excluding 政务 by it would leave nothing.
_EXCLUDING = ("text", "section", "offices")
_NOTHING = np.zeros(0, dtype=np.int64)


def each_alone(filters: Filters) -> list[Filters]:
    """One for each field that restricts, with the others open."""
    everything = Filters()
    asked = {field.name: getattr(filters, field.name) for field in fields(Filters)}
    return [Filters(**{name: value}) for name, value in asked.items() if value != getattr(everything, name)]


def any_of(store: Store, choices: Sequence[Filters]) -> Keys:
    """Keys (ascending) of what passes one of some filters."""
    keys = store.select_keys(choices[0])
    for filters in choices[1:]:
        keys = np.union1d(keys, store.select_keys(filters))
    return keys


def both(keep: Keys | None, others: Keys | None) -> Keys | None:
    """What is among both; None is everything."""
    if keep is None or others is None:
        return others if keep is None else keep
    few, many = sorted((keep, others), key=len)
    # Both ascend: to look up the fewer is a fraction of the sorting that intersect1d does.
    at = np.searchsorted(many, few)
    found: Keys = few[many.take(at, mode="clip") == few] if len(many) else many
    return found


def kept(store: Store, index: Index, query: ParsedQuery) -> Keys | None:
    """Keys that filters, phrases and exclusions leave, ascending; None when there is no restriction."""
    keep: Keys | None = None
    for filters in dict.fromkeys((query.given, query.filters)):
        if filters != Filters():
            keep = both(index.keys if keep is None else keep, store.select_keys(filters))
    for choices in query.asked:
        keep = both(index.keys if keep is None else keep, any_of(store, choices))
    for unwanted in each_alone(query.without):
        keep = np.setdiff1d(index.keys if keep is None else keep, store.select_keys(unwanted), assume_unique=True)
    for phrase in query.phrases:
        keep = _holding_phrase(store, index, phrase, keep)
    for phrase in query.excluded:
        held = _holding_phrase(store, index, phrase, keep, _EXCLUDING)
        keep = np.setdiff1d(index.keys if keep is None else keep, held, assume_unique=True)
    return keep


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
    return holding_in(store, keys, lambda text: wanted in text.translate(_BRACKETS), fields)


def holding_in(store: Store, keys: Keys, holds: Callable[[str], bool], fields: Sequence[str] = FIELDS) -> Keys:
    """Those of `keys` with one of `fields`, folded, that `holds`; ascending."""
    texts = store.texts(keys.tolist()) if "text" in fields else {}
    held = {key for key, text in texts.items() if holds(fold(text))}
    others = set(fields) != {"text"}
    units = store.units([key for key in keys.tolist() if key not in held] if others else [])
    notices = store.notices({unit.notice_id for unit in units.values()})
    for key, unit in units.items():
        entry = entry_of(unit, notices[unit.notice_id]).fields
        if any(holds(fold(value)) for name, value in entry.items() if name in fields):
            held.add(key)
    return np.array(sorted(held), dtype=np.int64)


def _holding_chunk(index: Index, folded: str) -> Keys:
    """Keys of the units with a term that holds the longest run of Latin or digits, or a lone character."""
    chunk = max(re.findall(f"[0-9a-z]+|[{HAN}]", folded), key=len, default="")
    terms = [QueryTerm(term, bigram=bigram) for term, bigram, _ in index.vocabulary(chunk)] if chunk else []
    found = [index.holding([term]) for term in terms]
    return np.unique(np.concatenate(found)) if found else _NOTHING
