"""Ledgers that are handed over a counter and not written where the user says; and pages of the ledger."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Literal

from zwsearch.records import Filters, Hit, SearchPage, StoredNotice, Unit
from zwsearch.store import Store
from zwsearch.workspace.freshness import units_with_notices
from zwsearch.workspace.opened import OpenFolder
from zwsearch.workspace.reports import ExportReport

Row = tuple[Unit, StoredNotice]
Order = Literal["notice", "lead", "deadline", "category"]
# To sort by what a task says, all tasks have to be looked at; beyond this many they stay in the notices' order.
SORTED_AT_MOST = 20_000
EMPTY = "没有任务符合这些条件，台账是空的；请放宽或去掉筛选条件"
_NAMED = 3


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Rows `offset` to `offset + limit` of `total`."""

    rows: tuple[Row, ...]
    total: int
    notes: tuple[str, ...] = ()


def ledger_bytes(rows: Iterable[Row], suffix: str) -> bytes:
    """The ledger of some rows in the format of a suffix (`.xlsx` …). Raises UsageError for an unknown one."""
    from zwsearch.ledger import write_ledger

    return _bytes(suffix, lambda path: write_ledger(path, rows))


def found_bytes(page: SearchPage, filters: Filters, suffix: str) -> bytes:
    """`ledger_bytes` of what a search found; where passages are among it, each row says what it is."""
    from zwsearch.ledger import Heading, told_filters, write_ledger

    asked = (f"检索词：{page.query}", *told_filters(filters)) if page.query.strip() else told_filters(filters)
    heading = Heading("检索结果", asked, any(hit.unit.type == "passage" for hit in page.hits))
    rows = [(hit.unit, hit.notice) for hit in page.hits]
    return _bytes(suffix, lambda path: write_ledger(path, rows, heading=heading))


def under_notices(page: SearchPage) -> SearchPage:
    """The same with the hits of each notice together, notices by their best hit: as a page of notices lists them."""
    groups: dict[str, list[Hit]] = {}
    for hit in page.hits:
        groups.setdefault(hit.notice.id, []).append(hit)
    return replace(page, hits=tuple(chain.from_iterable(groups.values())))


def _bytes(suffix: str, write: Callable[[Path], object]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="zwsearch-") as folder:
        path = Path(folder) / f"ledger{suffix}"
        write(path)
        return path.read_bytes()


def without_tasks(store: Store, filters: Filters) -> tuple[StoredNotice, ...]:
    """The notices that no task was found in, for a ledger of everything; a filter asks for tasks, not for them."""
    if filters != Filters():
        return ()
    ids = [id_ for id_, tasks in store.count_tasks().items() if not tasks]
    told = store.notices(ids)
    return tuple(told[id_] for id_ in ids if id_ in told)


def ledger_keys(store: Store, filters: Filters) -> list[int]:
    """Keys of the tasks that pass the filters, in the order of the notices."""
    return [int(key) for key in store.in_order(store.select_keys(replace(filters, tasks_only=True)))]


def export(folder: OpenFolder, path: Path, filters: Filters, *, order: Order = "notice") -> ExportReport:
    """Write the ledger of all tasks that pass the filters; the notes say when it is empty, or a notice is missing.

    The order is that of `ledger_page`, so that a file reads as the page does. Raises UsageError where an empty ledger
    would take the place of a file.
    """
    from zwsearch.ledger import Heading, told_filters, write_ledger

    answering, notes = folder.answering()
    store = answering.existing()
    if store is None:
        return ExportReport(str(path), write_ledger(path, ()), (*notes, "工作区里还没有通知，台账是空的"))
    silent = without_tasks(store, filters)
    keys, more = _in_order(store, ledger_keys(store, filters), order, _taxonomy(folder, order))
    rows, notes = units_with_notices(store, keys), (*notes, *more)
    count = write_ledger(path, rows, without_tasks=silent, heading=Heading(asked=told_filters(filters)))
    if not count:
        notes = (*notes, EMPTY if filters != Filters() else "通知里没有抽出任务，台账是空的")
    if silent:
        notes = (*notes, f"有 {len(silent)} 份通知没有抽出任务，不在台账里：{_titles(silent)}")
    return ExportReport(str(path), count, notes)


def export_bytes(folder: OpenFolder, filters: Filters, suffix: str, *, order: Order = "notice") -> tuple[bytes, int]:
    """The ledger of all tasks that pass the filters, and their number. Raises UsageError for an unknown suffix."""
    reports: list[ExportReport] = []
    data = _bytes(suffix, lambda path: reports.append(export(folder, path, filters, order=order)))
    return data, reports[0].tasks


def _titles(notices: Sequence[StoredNotice]) -> str:
    names = [f"“{notice.notice.title or notice.source.name}”" for notice in notices[:_NAMED]]
    return "、".join(names) + (" 等" if len(notices) > _NAMED else "")


def ledger_page(
    folder: OpenFolder, filters: Filters, *, order: Order = "notice", offset: int = 0, limit: int = 100
) -> LedgerPage:
    """Some rows of the ledger in an order: as in the notices, by leading office, by deadline, by category."""
    answering, notes = folder.answering()
    store = answering.existing()
    if store is None:
        return LedgerPage((), 0, notes)
    keys, more = _in_order(store, ledger_keys(store, filters), order, _taxonomy(folder, order))
    rows = tuple(units_with_notices(store, keys[offset : offset + limit]))
    return LedgerPage(rows, len(keys), (*notes, *more))


def _taxonomy(folder: OpenFolder, order: Order) -> Sequence[str]:
    from zwsearch.workspace.corrections import categories

    return categories(folder) if order == "category" else ()


def _in_order(
    store: Store, keys: list[int], order: Order, categories: Sequence[str]
) -> tuple[list[int], tuple[str, ...]]:
    """Keys of tasks, given in the order of the notices, in another one; and a note where they are too many."""
    if order == "notice":
        return keys, ()
    if len(keys) > SORTED_AT_MOST:
        return keys, (f"任务超过 {SORTED_AT_MOST} 条，未排序；请先筛选",)
    units = store.units(keys)
    place = {key: at for at, key in enumerate(keys)}
    ranks: dict[str, int] = {name: at for at, name in enumerate(categories)}
    if order == "lead":  # all of an office together, those with the most tasks first
        leads = Counter(unit.lead[0] for unit in units.values() if unit.lead)
        ranks = {name: -count for name, count in leads.items()}
    return sorted(units, key=lambda key: (*_sort_key(order, units[key], ranks), place[key])), ()


def _sort_key(order: Order, unit: Unit, ranks: Mapping[str, int]) -> tuple[object, ...]:
    end = unit.deadline.end if unit.deadline and unit.deadline.end else "9999"
    if order == "lead":
        return (not unit.lead, ranks[unit.lead[0]] if unit.lead else 0, unit.lead[:1], end)
    if order == "category":
        named = unit.tag.category if unit.tag else ""
        return (unit.tag is None, ranks.get(named, len(ranks)), named, end)
    # Dates first, then what is due without a date, ongoing work, and last what has no deadline at all.
    kind = ("by", "range", "within", "recurring", "ongoing")
    return (end, kind.index(unit.deadline.kind) if unit.deadline else len(kind))
