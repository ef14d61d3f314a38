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
        held = _holding_phrase(store, index, phrase, keep)
        keep = np.setdiff1d(index.keys if keep is None else keep, held, assume_unique=True)
    return keep


def _holding_phrase(store: Store, index: Index, phrase: str, among: Keys | None) -> Keys:
    """Keys of the units that hold exactly `phrase` in one field, ascending."""
    folded = fold(phrase)
    pairs = [QueryTerm(run[at : at + 2], bigram=True) for run in _HAN_RUN.findall(folded) for at in range(len(run) - 1)]
    if len(folded) == 2 and pairs:
        found = index.holding(pairs)  # a pair of neighbours is what the index knows exactly
        return found if among is None else np.intersect1d(found, among, assume_unique=True)
    wanted = folded.translate(_BRACKETS)
    held = _NOTHING
    # Field by field, so that little has to be read; the title first, of which there is one for a whole notice.
    for field in sorted(FIELDS, key=lambda name: name != "title"):
        keys = index.holding(pairs, fields=(field,)) if pairs else _holding_chunk(index, folded)
        if among is not None:
            keys = np.intersect1d(keys, among, assume_unique=True)
        keys = np.setdiff1d(keys, held, assume_unique=True)
        held = np.union1d(held, holding_in(store, keys, lambda text: wanted in text.translate(_BRACKETS), field))
    return held


def holding_in(store: Store, keys: Keys, holds: Callable[[str], bool], field: str) -> Keys:
    """Those of `keys` whose `field`, folded, `holds`; ascending."""
    if field == "text":
        texts = store.texts(keys.tolist())
        return np.array(sorted(key for key, text in texts.items() if holds(fold(text))), dtype=np.int64)
    firsts, of = np.arange(len(keys)), np.arange(len(keys))
    if field == "title":  # one for all of a notice
        _, firsts, of = np.unique(store.notice_of(keys), return_index=True, return_inverse=True)
    looked_at = keys[firsts].tolist()
    units = store.units(looked_at)
    notices = store.notices({unit.notice_id for unit in units.values()})
    entries = {key: entry_of(unit, notices[unit.notice_id]) for key, unit in units.items()}
    held = [key in entries and holds(fold(entries[key].fields.get(field, ""))) for key in looked_at]
    return keys[np.array(held, dtype=np.bool_)[of]]


def _holding_chunk(index: Index, folded: str) -> Keys:
    """Keys of the units with a term that holds the longest run of Latin or digits, or a lone character."""
    chunk = max(re.findall(f"[0-9a-z]+|[{HAN}]", folded), key=len, default="")
    terms = [QueryTerm(term, bigram=bigram) for term, bigram, _ in index.vocabulary(chunk)] if chunk else []
    found = [index.holding([term]) for term in terms]
    return np.unique(np.concatenate(found)) if found else _NOTHING
