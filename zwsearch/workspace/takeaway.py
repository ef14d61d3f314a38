"""Ledgers that are handed over a counter and not written where the user says; and pages of the ledger."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from zwsearch.records import Filters, StoredNotice, Unit
from zwsearch.store import Store
from zwsearch.workspace.freshness import units_with_notices
from zwsearch.workspace.opened import OpenFolder

Row = tuple[Unit, StoredNotice]
Order = Literal["notice", "lead", "deadline", "category"]
# To sort by what a task says, all tasks have to be looked at; beyond this many they stay in the notices' order.
SORTED_AT_MOST = 20_000


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Rows `offset` to `offset + limit` of `total`."""

    rows: tuple[Row, ...]
    total: int
    notes: tuple[str, ...] = ()


def ledger_bytes(rows: Iterable[Row], suffix: str) -> bytes:
    """The ledger of some rows in the format of a suffix (`.xlsx` …). Raises UsageError for an unknown one."""
    from zwsearch.ledger import write_ledger

    with tempfile.TemporaryDirectory(prefix="zwsearch-") as folder:
        path = Path(folder) / f"ledger{suffix}"
        write_ledger(path, rows)
        return path.read_bytes()


def ledger_keys(store: Store, filters: Filters) -> list[int]:
    """Keys of the tasks that pass the filters, in the order of the notices."""
    return [int(key) for key in store.in_order(store.select_keys(replace(filters, tasks_only=True)))]


def export_bytes(folder: OpenFolder, filters: Filters, suffix: str) -> bytes:
    """The ledger of all tasks that pass the filters. Raises UsageError for an unknown suffix."""
    answering, _ = folder.answering()
    store = answering.existing()
    if store is None:
        return ledger_bytes((), suffix)
    keys = ledger_keys(store, filters)
    return ledger_bytes(units_with_notices(store, keys), suffix)


def ledger_page(
    folder: OpenFolder, filters: Filters, *, order: Order = "notice", offset: int = 0, limit: int = 100
) -> LedgerPage:
    """Some rows of the ledger in an order: as in the notices, by leading office, by deadline, by category."""
    answering, notes = folder.answering()
    store = answering.existing()
    if store is None:
        return LedgerPage((), 0, notes)
    keys = ledger_keys(store, filters)
    if order != "notice" and len(keys) > SORTED_AT_MOST:
        notes = (*notes, f"任务超过 {SORTED_AT_MOST} 条，未排序；请先筛选")
        order = "notice"
    if order == "notice":
        return LedgerPage(tuple(units_with_notices(store, keys[offset : offset + limit])), len(keys), notes)
    units = store.units(keys)
    place = {key: at for at, key in enumerate(keys)}
    ordered = sorted(units, key=lambda key: (*_sort_key(order, units[key]), place[key]))
    return LedgerPage(tuple(units_with_notices(store, ordered[offset : offset + limit])), len(ordered), notes)


def _sort_key(order: Order, unit: Unit) -> tuple[object, ...]:
    end = unit.deadline.end if unit.deadline and unit.deadline.end else "9999"
    if order == "lead":
        return (not unit.lead, unit.lead[:1], end)
    if order == "category":
        return (unit.tag is None, unit.tag.category if unit.tag else "", end)
    # Dates first, then what is due without a date, ongoing work, and last what has no deadline at all.
    kind = ("by", "range", "within", "recurring", "ongoing")
    return (end, kind.index(unit.deadline.kind) if unit.deadline else len(kind))
