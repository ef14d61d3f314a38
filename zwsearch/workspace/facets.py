"""Facets: how many answers of a search each further choice would leave.

A choice is counted by the very filter that it stands for, so its count is the total after it is chosen. What the
store knows about each choice is kept until the store changes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from zwsearch.index import Index, Keys
from zwsearch.records import Filters
from zwsearch.search import parse_query
from zwsearch.search.page import _kept
from zwsearch.search.plan import make_plan
from zwsearch.store import Store
from zwsearch.workspace.opened import OpenFolder

Mask = npt.NDArray[np.bool_]
Counts = dict[str, dict[str, int]]

_REMEMBERED = 64  # searches whose matches are kept
# Field of `Filters` -> table of `Stats` that names its values.
_TABLES = {"categories": "categories", "offices": "leads", "years": "years", "provinces": "provinces", "kinds": "kinds"}
_UNKNOWN = "未知"
DUE = ("overdue", "month", "later", "ongoing")


def due_filters(name: str, today: date) -> Filters:
    """The filters behind a name of `DUE`: past, within thirty days, later, ongoing; any other name is no filter."""
    soon = today + timedelta(days=30)
    if name == "overdue":
        return Filters(due_before=(today - timedelta(days=1)).isoformat())
    if name == "month":
        return Filters(due_after=today.isoformat(), due_before=soon.isoformat())
    if name == "later":
        return Filters(due_after=(soon + timedelta(days=1)).isoformat())
    return Filters(ongoing=True) if name == "ongoing" else Filters()


@dataclass(frozen=True)
class _Members:
    """Which of the `keys` each choice of each field keeps, at one generation of one store."""

    state: tuple[str, int, date]
    keys: Keys
    masks: Mapping[str, Mapping[str, Mask]]


class Facets:
    """Counts for the choices of a search; threads may share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._members: _Members | None = None
        self._matches: OrderedDict[tuple[object, ...], Mask] = OrderedDict()
        self._issuers: dict[str, dict[str, str | None]] = {}

    def count(self, folder: OpenFolder, text: str, filters: Filters, due: str = "") -> Counts:
        """For each field, the choices with their counts, most frequent first (years and deadlines in their order).

        Choices of one field are alternatives, so a field is counted as if nothing of it were chosen. `due` is a name
        of `DUE` that is chosen. Raises QueryError as `query` does.
        """
        answering, _ = folder.answering()
        store, index, _ = answering.in_step()
        if store is None or index is None:
            return {}
        members = self._current(store)
        chosen: dict[str, Mask] = {}
        for field in ("categories", "offices", "issuers", "years", "provinces", "kinds"):
            values = getattr(filters, field)
            if values:
                chosen[field] = _mask(members.keys, store.select_keys(_only(field, values)))
        if due in DUE:
            chosen["due"] = _mask(members.keys, store.select_keys(due_filters(due, date.today())))
        rest = Filters(due_before=filters.due_before, due_after=filters.due_after, tasks_only=filters.tasks_only)
        matched = self._matched(answering, store, index, members, text, rest)
        return {field: _counts(field, masks, matched, chosen) for field, masks in members.masks.items()}

    def _current(self, store: Store) -> _Members:
        state = (str(store.path), store.generation, date.today())
        members = self._members
        if members is None or members.state != state:
            with self._lock:
                if self._members is None or self._members.state != state:
                    self._members = self._look_up(store, state)
                    self._matches.clear()
                members = self._members
        return members

    def _look_up(self, store: Store, state: tuple[str, int, date]) -> _Members:
        keys = store.select_keys(Filters())
        tables = store.tables()
        masks: dict[str, dict[str, Mask]] = {}
        for field, table in _TABLES.items():
            masks[field] = {}
            for name in tables[table]:
                if name == _UNKNOWN:
                    continue
                values = (int(name) if field == "years" else name,)
                masks[field][name] = _mask(keys, store.select_keys(_only(field, values)))
        masks["issuers"] = {
            issuer: _mask(keys, store.select_keys(Filters(issuers=(issuer,)))) for issuer in self._known_issuers(store)
        }
        masks["due"] = {name: _mask(keys, store.select_keys(due_filters(name, state[2]))) for name in DUE}
        return _Members(state, keys, masks)

    def _known_issuers(self, store: Store, most: int = 40) -> list[str]:
        """The issuers of the most notices; notices once seen are not read again."""
        seen = self._issuers.setdefault(str(store.path), {})
        ids = store.notice_ids()
        new = [id_ for id_ in ids if id_ not in seen]
        for start in range(0, len(new), 500):
            found = store.notices(new[start : start + 500])
            seen.update((id_, stored.notice.issuer) for id_, stored in found.items())
        counts: dict[str, int] = {}
        for id_ in ids:
            issuer = seen.get(id_)
            if issuer:
                counts[issuer] = counts.get(issuer, 0) + 1
        return sorted(counts, key=lambda name: (-counts[name], name))[:most]

    def _matched(
        self, answering: OpenFolder, store: Store, index: Index, members: _Members, text: str, rest: Filters
    ) -> Mask:
        asked = (members.state, index.fingerprint, len(index.keys), text, rest)
        with self._lock:
            known = self._matches.get(asked)
            if known is not None:
                self._matches.move_to_end(asked)
                return known
        mask = _mask(members.keys, _matching(answering, store, index, text, rest))
        with self._lock:
            self._matches[asked] = mask
            if len(self._matches) > _REMEMBERED:
                self._matches.popitem(last=False)
        return mask


def _only(field: str, values: tuple[Any, ...]) -> Filters:
    given: dict[str, Any] = {field: values}
    return Filters(**given)


def _matching(answering: OpenFolder, store: Store, index: Index, text: str, filters: Filters) -> Keys:
    """Keys of all answers, ascending; everything that passes the filters where the text holds no words."""
    query = parse_query(text, filters)
    plan = make_plan(answering.analyser, index, [*query.words, *query.phrases])
    keep = _kept(store, index, query)
    if not plan.terms and not query.phrases:
        return index.keys if keep is None else keep
    also = [index.holding(group) for group in plan.also]
    return np.sort(index.rank(plan.terms, keep=keep, also=also, everything=bool(query.phrases)).keys)


def _mask(keys: Keys, some: Keys) -> Mask:
    """Which of `keys` are among `some`; both ascend."""
    if not len(some):
        return np.zeros(len(keys), dtype=np.bool_)
    at = np.minimum(np.searchsorted(some, keys), len(some) - 1)
    return np.asarray(some[at] == keys)


def _counts(field: str, masks: Mapping[str, Mask], matched: Mask, chosen: Mapping[str, Mask]) -> dict[str, int]:
    left = reduce(np.logical_and, (mask for name, mask in chosen.items() if name != field), matched)
    counts = {name: int(np.count_nonzero(left & mask)) for name, mask in masks.items()}
    found = [(name, count) for name, count in counts.items() if count]
    if field == "years":
        found.sort(reverse=True)
    elif field != "due":
        found.sort(key=lambda pair: (-pair[1], pair[0]))
    return dict(found)
