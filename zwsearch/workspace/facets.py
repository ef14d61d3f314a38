"""Facets: how many answers of a search each further choice would leave.

A choice is counted by the very filter that it stands for, so its count is the total after it is chosen. What the
store knows about each choice is kept until the store changes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
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
_REST = 20  # times as long as a look-up took passes before the next one, while another process writes
_REMEMBERED = 64  # searches whose matches are kept
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
class _Field:
    """The choices of one field: choice `choice[i]` (its place in `names`) keeps the unit at place `unit[i]`.

    Where no unit is kept by two choices, `single[place]` is the one that keeps it, counted from 1; 0 is none.
    """

    names: tuple[str, ...]
    choice: npt.NDArray[np.int64]
    unit: npt.NDArray[np.int64]
    single: npt.NDArray[np.int64] | None

    def mask(self, name: str, size: int) -> Mask | None:
        """Which of `size` units a choice keeps; None for a choice that is not known."""
        if name not in self.names:
            return None
        kept = np.zeros(size, dtype=np.bool_)
        kept[self.unit[self.choice == self.names.index(name)]] = True
        return kept

    def counts(self, left: Mask, places: npt.NDArray[np.int64]) -> dict[str, int]:
        """How many of the units `left`, which are those at `places`, each choice keeps; those that keep any."""
        if self.single is not None:
            found = np.bincount(self.single[places], minlength=len(self.names) + 1)[1:].tolist()
        else:
            found = np.bincount(self.choice[left[self.unit]], minlength=len(self.names)).tolist()
        return {name: count for name, count in zip(self.names, found, strict=True) if count}


@dataclass(frozen=True)
class _Members:
    """Which of the `keys` each choice of each field keeps, at one generation of one store."""

    state: tuple[str, int, date]
    keys: Keys
    tasks: Mask
    fields: Mapping[str, _Field]


class Facets:
    """Counts for the choices of a search; threads may share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._members: _Members | None = None
        self._matches: OrderedDict[tuple[object, ...], Mask] = OrderedDict()
        self._aside: ThreadPoolExecutor | None = None
        self._looking = False
        self._looks_from = 0.0

    def count(self, folder: OpenFolder, text: str, filters: Filters, due: str = "") -> Counts:
        """For each field, the choices with their counts, most frequent first (years and deadlines in their order); and
        under `types` how many of the answers are tasks and how many are passages.

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
                known = [members.fields[field].mask(str(value), len(members.keys)) for value in values]
                found = [mask for mask in known if mask is not None]
                if len(found) < len(known):
                    found = [_mask(members.keys, store.select_keys(only(field, values)))]
                chosen[field] = reduce(np.logical_or, found)
        due_mask = members.fields["due"].mask(due, len(members.keys))
        if due_mask is not None:
            chosen["due"] = due_mask
        rest = replace(filters, categories=(), offices=(), issuers=(), years=(), provinces=(), kinds=(), ongoing=None)
        matched = self._matched(answering, store, index, members, text, rest, folder.synonyms())
        everywhere = np.flatnonzero(matched)
        counts = {name: _counts(name, field, matched, everywhere, chosen) for name, field in members.fields.items()}
        left = reduce(np.logical_and, chosen.values(), matched)
        tasks = int(np.count_nonzero(left & members.tasks))
        return {**counts, "types": {"task": tasks, "passage": int(np.count_nonzero(left)) - tasks}}

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
            if self._looking or monotonic() < self._looks_from:
                return
            self._looking = True

        def work() -> None:
            began = monotonic()
            try:
                members = self._look_up(store, state)
                with self._lock:
                    self._take(members)
            finally:
                done = monotonic()
                self._looking, self._looks_from = False, done + max(_AT_MOST_EVERY, _REST * (done - began))

        # Always the same thread: a store keeps a connection for every thread that ever asked it.
        self._aside = self._aside or ThreadPoolExecutor(1, thread_name_prefix="zwsearch-facets")
        self._aside.submit(work)

    def close(self) -> None:
        """End the work beside the questions."""
        if self._aside is not None:
            self._aside.shutdown(wait=True, cancel_futures=True)

    def _look_up(self, store: Store, state: tuple[str, int, date]) -> _Members:
        keys = store.select_keys(Filters())
        known = store.choices()
        known["offices"] = store.offices_once(known["offices"])
        filters = {
            field: {name: only(field, (int(name) if field == "years" else name,)) for name in names}
            for field, names in known.items()
        }
        filters["due"] = {name: due_filters(name, state[2]) for name in DUE}
        tasks = _mask(keys, store.select_keys(Filters(tasks_only=True)))
        return _Members(state, keys, tasks, {field: _field(store, keys, choices) for field, choices in filters.items()})

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


def only(field: str, values: tuple[Any, ...]) -> Filters:
    """The filters of one field alone."""
    given: dict[str, Any] = {field: values}
    return Filters(**given)


def _mask(keys: Keys, some: Keys) -> Mask:
    """Which of `keys` are among `some`; both ascend, and what is not among `keys` is passed over."""
    if not len(keys):
        return np.zeros(0, dtype=np.bool_)
    first, last = int(keys[0]), int(keys[-1])
    held = np.zeros(last - first + 1, dtype=np.bool_)
    held[some[np.searchsorted(some, first) : np.searchsorted(some, last, side="right")] - first] = True
    found: Mask = held if len(held) == len(keys) else held[keys - first]
    return found


def _field(store: Store, keys: Keys, choices: Mapping[str, Filters]) -> _Field:
    found = [np.flatnonzero(_mask(keys, store.select_keys(filters))) for filters in choices.values()]
    choice = np.repeat(np.arange(len(found)), [len(units) for units in found])
    unit = np.concatenate(found) if found else choice
    single: npt.NDArray[np.int64] | None = None
    if not len(unit) or np.bincount(unit).max() == 1:
        single = np.zeros(len(keys), dtype=np.int64)
        single[unit] = choice + 1
    return _Field(tuple(choices), choice, unit, single)


def _counts(
    name: str, field: _Field, matched: Mask, everywhere: npt.NDArray[np.int64], chosen: Mapping[str, Mask]
) -> dict[str, int]:
    others = [mask for other, mask in chosen.items() if other != name]
    left = reduce(np.logical_and, others, matched)
    found = list(field.counts(left, np.flatnonzero(left) if others else everywhere).items())
    if name == "years":
        found.sort(reverse=True)
    elif name != "due":
        found.sort(key=lambda pair: (-pair[1], pair[0]))
    return dict(found)
