"""Facets: how many answers of a search each further choice would leave.

A choice is counted by the very filter that it stands for, so its count is the total after it is chosen. What the
store knows about each choice is kept until the store changes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from time import monotonic
from typing import Any

import numpy as np
import numpy.typing as npt

from zwsearch.index import Index, Keys
from zwsearch.records import Filters
from zwsearch.search import matching_keys
from zwsearch.store import Store
from zwsearch.workspace.opened import OpenFolder

Mask = npt.NDArray[np.bool_]
Counts = dict[str, dict[str, int]]
Synonyms = tuple[tuple[str, ...], ...]

_MANY = 20_000  # units beyond which looking up the choices takes noticeable time
_AT_MOST_EVERY = 5.0  # seconds
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
        self._aside: ThreadPoolExecutor | None = None
        self._looking = False
        self._looked = 0.0

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
                known = [members.masks[field].get(str(value)) for value in values]
                found = [mask for mask in known if mask is not None]
                if len(found) < len(known):
                    found = [_mask(members.keys, store.select_keys(_only(field, values)))]
                chosen[field] = reduce(np.logical_or, found)
        if due in DUE:
            chosen["due"] = members.masks["due"][due]
        rest = Filters(due_before=filters.due_before, due_after=filters.due_after, tasks_only=filters.tasks_only)
        matched = self._matched(answering, store, index, members, text, rest, folder.synonyms())
        return {field: _counts(field, masks, matched, chosen) for field, masks in members.masks.items()}

    def _current(self, store: Store) -> _Members:
        state = (str(store.path), store.generation, date.today())
        members = self._members
        if members is not None and members.state == state:
            return members
        if members is not None and members.state[0] == state[0] and len(members.keys) > _MANY:
            self._look_up_aside(store, state)
            return members
        with self._lock:
            if self._members is None or self._members.state != state:
                self._take(self._look_up(store, state))
            assert self._members is not None
            return self._members

    def _take(self, members: _Members) -> None:
        self._members = members
        self._matches.clear()

    def _look_up_aside(self, store: Store, state: tuple[str, int, date]) -> None:
        """In a large workspace the counts may lag some seconds behind a writer; nobody waits for them."""
        with self._lock:
            if self._looking or monotonic() - self._looked < _AT_MOST_EVERY:
                return
            self._looking = True

        def work() -> None:
            try:
                members = self._look_up(store, state)
                with self._lock:
                    self._take(members)
            finally:
                self._looking, self._looked = False, monotonic()

        # Always the same thread: a store keeps a connection for every thread that ever asked it.
        self._aside = self._aside or ThreadPoolExecutor(1, thread_name_prefix="zwsearch-facets")
        self._aside.submit(work)

    def close(self) -> None:
        """End the work beside the questions."""
        if self._aside is not None:
            self._aside.shutdown(wait=True, cancel_futures=True)

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
        self,
        answering: OpenFolder,
        store: Store,
        index: Index,
        members: _Members,
        text: str,
        rest: Filters,
        synonyms: Synonyms,
    ) -> Mask:
        asked = (members.state, index.fingerprint, len(index.keys), text, rest, synonyms)
        with self._lock:
            known = self._matches.get(asked)
            if known is not None:
                self._matches.move_to_end(asked)
                return known
        mask = _mask(members.keys, matching_keys(store, index, answering.analyser, text, rest, synonyms=synonyms))
        with self._lock:
            self._matches[asked] = mask
            if len(self._matches) > _REMEMBERED:
                self._matches.popitem(last=False)
        return mask


def _only(field: str, values: tuple[Any, ...]) -> Filters:
    given: dict[str, Any] = {field: values}
    return Filters(**given)


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
