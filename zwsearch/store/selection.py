"""Filters to keys: which units a search or an export is narrowed to.

What the notice decides (issuer, province, year, kind) is read from the notices alone, since the units of one notice
have neighbouring keys; only what the task decides reads tasks. So 100,000 units cost a scan of some thousand notices.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from zwsearch.records import Filters
from zwsearch.store.database import Database
from zwsearch.store.office_names import widened

Keys = npt.NDArray[np.int64]

_REMEMBERED = 8  # filters; a page asks for the same ones several times, and so do the next pages of a visitor


class Selections:
    """The keys that filters leave, remembered while nothing is written; threads may share them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[tuple[int, Filters], Keys] = {}

    def keys(self, generation: int, filters: Filters) -> Keys:
        """`select_keys` at a generation of the store; the array cannot be written to."""
        if self._database.connection.in_transaction:
            return select_keys(self._database, filters)  # what is being written has no generation yet
        known = self._known.get((generation, filters))
        if known is None:
            known = select_keys(self._database, filters)
            known.flags.writeable = False
            if len(self._known) >= _REMEMBERED:
                self._known = {}
            self._known[generation, filters] = known
        return known


def select_keys(database: Database, filters: Filters) -> Keys:
    """Keys of the units that pass all filters, ascending, int64."""
    keys = _by_notice(database, filters)
    for query, parameters in _of_tasks(database, filters):
        if not keys.size:
            break
        keys = np.intersect1d(keys, _keys(database, query, parameters), assume_unique=True)
    if filters.ongoing is not None and keys.size:
        ongoing = _keys(database, "SELECT key FROM unit WHERE deadline_kind = 'ongoing'", [])
        keys = keys[np.isin(keys, ongoing, assume_unique=True, invert=not filters.ongoing)]
    return keys


def latest_first(database: Database, keys: Keys, limit: int) -> Keys:
    """The first `limit` of `keys` (ascending) by the date of their notice, latest first and undated last; ties by key.

    Dates are read from the notices alone, so 100,000 keys cost a scan of some thousand notices.
    """
    rows = database.rows("SELECT first_key, coalesce(date, '') FROM notice WHERE unit_count > 0 ORDER BY first_key")
    if not rows or not keys.size:
        return keys[:0]
    firsts = np.array([first for first, _ in rows], dtype=np.int64)
    _, day = np.unique([date for _, date in rows], return_inverse=True)
    later = -day[np.maximum(np.searchsorted(firsts, keys, side="right") - 1, 0)]
    if limit < len(keys):
        # Only what can be among the first is sorted.
        last = np.partition(later, limit)[limit]
        keys, later = keys[later <= last], later[later <= last]
    ordered: Keys = keys[np.argsort(later, kind="stable")][:limit]
    return ordered


def notice_of(database: Database, keys: Keys) -> Keys:
    """For each of `keys`, in any order, a number that the units of one notice share and those of others do not."""
    rows = database.rows("SELECT first_key FROM notice WHERE unit_count > 0 ORDER BY first_key")
    firsts = np.array(rows, dtype=np.int64).reshape(-1)
    return np.searchsorted(firsts, keys, side="right").astype(np.int64)


def known_names(database: Database, field: str) -> list[str]:
    """What a field of `Filters` can be asked for: `offices`, `issuers`, `provinces`, `years` or `categories`."""
    query = {
        "offices": "SELECT name FROM office WHERE id IN (SELECT office FROM unit_office)",
        "issuers": "SELECT DISTINCT issuer FROM notice WHERE issuer IS NOT NULL",
        "provinces": "SELECT DISTINCT province FROM notice WHERE province IS NOT NULL",
        "years": "SELECT DISTINCT CAST(year AS TEXT) FROM notice WHERE year IS NOT NULL",
        "categories": "SELECT DISTINCT category FROM unit WHERE category IS NOT NULL",
    }[field]
    return sorted(name for (name,) in database.rows(query))


def offices_also_meant(database: Database, name: str) -> list[str]:
    """The offices that a filter for `name` lets pass only because they are another name for it."""
    others = [other for other in widened(database, [name]) if other != name]
    if not others:
        return []
    clause = _any_of("instr(name, ?1)", len(others), 0)
    rows = database.rows(
        f"SELECT name FROM office WHERE {clause} AND NOT instr(name, ?) AND id IN (SELECT office FROM unit_office)",
        [*others, name],
    )
    return sorted(found for (found,) in rows)


def _keys(database: Database, query: str, parameters: list[Any]) -> Keys:
    # As one text, which SQLite makes while other threads run, and not a Python object for each of 100,000 rows.
    ((text,),) = database.rows(f"WITH found(key) AS ({query}) SELECT group_concat(key) FROM found", parameters)
    found = np.fromstring(text or "", dtype=np.int64, sep=",")
    found.sort()
    return found


def _by_notice(database: Database, filters: Filters) -> Keys:
    clauses: list[str] = []
    parameters: list[Any] = []
    for clause, values in (
        ("instr(issuer, ?1)", filters.issuers),
        # 福建 finds 福建省, and 福建省 finds a notice that only says 福建.
        ("instr(province, ?1) OR instr(?1, province)", filters.provinces),
        ("year = ?1", filters.years),
        ("kind = ?1", filters.kinds),
    ):
        if values:
            clauses.append(_any_of(clause, len(values), len(parameters)))
            parameters += values
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    # Only tasks have deadlines, so asking for those that are not ongoing asks for tasks.
    length = "task_count" if filters.tasks_only or filters.ongoing is False else "unit_count"
    rows = database.rows(f"SELECT first_key, {length} FROM notice{where} ORDER BY first_key", parameters)
    return _ranges(np.array(rows, dtype=np.int64).reshape(-1, 2))


def _ranges(pairs: Keys) -> Keys:
    """Concatenate [first, first + length) of each row of `pairs` (n, 2); the rows ascend and do not overlap."""
    first, length = pairs[:, 0], pairs[:, 1]
    before = np.cumsum(length) - length
    keys: Keys = np.arange(int(length.sum()), dtype=np.int64) + np.repeat(first - before, length)
    return keys


def _of_tasks(database: Database, filters: Filters) -> list[tuple[str, list[Any]]]:
    queries: list[tuple[str, list[Any]]] = []
    if filters.categories:
        marks = ",".join("?" * len(filters.categories))
        queries.append((f"SELECT key FROM unit WHERE category IN ({marks})", list(filters.categories)))
    if filters.offices:
        offices = widened(database, filters.offices)
        names = _any_of("instr(name, ?1)", len(offices), 0)
        query = f"SELECT DISTINCT unit FROM unit_office WHERE office IN (SELECT id FROM office WHERE {names})"
        queries.append((query, offices))
    if filters.due_before is not None or filters.due_after is not None:
        query = "SELECT key FROM unit WHERE deadline_end IS NOT NULL AND deadline_end BETWEEN ? AND ?"
        queries.append((query, [filters.due_after or "0000", filters.due_before or "9999-99-99"]))
    return queries


def _any_of(clause: str, count: int, offset: int) -> str:
    return _balanced([clause.replace("?1", f"?{offset + place + 1}") for place in range(count)])


def _balanced(choices: list[str]) -> str:
    """One of some clauses; SQLite takes no chain of more than a thousand."""
    if len(choices) == 1:
        return f"({choices[0]})"
    half = len(choices) // 2
    return f"({_balanced(choices[:half])} OR {_balanced(choices[half:])})"
