"""Filters to keys: which units a search or an export is narrowed to.

What the notice decides (issuer, province, year, kind) is read from the notices alone, since the units of one notice
have neighbouring keys; only what the task decides reads tasks. So 100,000 units cost a scan of some thousand notices.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from zwsearch.records import Filters
from zwsearch.store.database import Database
from zwsearch.store.office_names import government_names, widened
from zwsearch.store.spellings import begins_or_ends, due_patterns

Keys = npt.NDArray[np.int64]

# Office by office: the first task of each that is looked at is nearly always one.
_IN_ROLE = "SELECT name FROM office WHERE EXISTS (SELECT 1 FROM unit_office WHERE office = office.id AND role = '{}')"
_IN_WAYS = "SELECT key FROM unit WHERE deadline_{0} IS NOT NULL AND deadline_{0} IN (SELECT value FROM json_each(?))"
_NEXT_WAY = """
WITH RECURSIVE way(said) AS (
    SELECT min(@) FROM unit WHERE @ IS NOT NULL
    UNION ALL SELECT (SELECT min(@) FROM unit WHERE @ > said) FROM way WHERE said IS NOT NULL
) SELECT said FROM way WHERE said IS NOT NULL
"""
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
    of_tasks = _of_tasks(database, filters)
    of_notices = ("issuers", "document_numbers", "titles", "provinces", "years", "kinds", "tasks_only")
    found: list[Keys] = []
    if not of_tasks or any(getattr(filters, field) for field in of_notices):
        found.append(_by_notice(database, filters))
    for query, parameters in of_tasks:
        if not found or found[-1].size:
            found.append(_keys(database, query, parameters))
    keys = reduce(lambda some, others: np.intersect1d(some, others, assume_unique=True), found)
    if filters.ongoing is not None and keys.size:
        ongoing = _keys(database, "SELECT key FROM unit WHERE deadline_kind = 'ongoing'", [])
        keys = keys[np.isin(keys, ongoing, assume_unique=True, invert=not filters.ongoing)]
    if filters.unowned and keys.size:
        owned = _keys(database, "SELECT DISTINCT unit FROM unit_office", [])
        keys = np.setdiff1d(keys, owned, assume_unique=True)
    if filters.untimed and keys.size:
        timed = _keys(database, "SELECT key FROM unit WHERE deadline_text IS NOT NULL", [])
        keys = np.setdiff1d(keys, timed, assume_unique=True)
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
    """What a field of `Filters` can be asked for: `offices`, `leads`, `issuers`, `years` …."""
    query = {
        "offices": "SELECT name FROM office WHERE EXISTS (SELECT 1 FROM unit_office WHERE office = office.id)",
        "leads": _IN_ROLE.format("lead"),
        "supports": _IN_ROLE.format("support"),
        "issuers": "SELECT DISTINCT issuer FROM notice WHERE issuer IS NOT NULL",
        "document_numbers": "SELECT DISTINCT document_number FROM notice WHERE document_number IS NOT NULL",
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


def keys_of_offices(database: Database, meant: Callable[[str], bool]) -> Keys:
    """Keys of the tasks of the offices whose name is meant, in whatever role, ascending."""
    ids = [id_ for id_, name in database.rows("SELECT id, name FROM office") if meant(name)]
    wanted = "SELECT value FROM json_each(?)"
    return _keys(database, f"SELECT DISTINCT unit FROM unit_office WHERE office IN ({wanted})", [json.dumps(ids)])


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
        ("instr(issuer, ?1)", government_names(filters.issuers)),
        ("instr(title, ?1)", filters.titles),
        # 福建 finds 福建省, and 福建省 finds a notice that only says 福建.
        ("instr(province, ?1) OR instr(?1, province)", filters.provinces),
        ("year = ?1", filters.years),
        ("kind = ?1", filters.kinds),
    ):
        if values:
            clauses.append(_any_of(clause, len(values), len(parameters)))
            parameters += values
    if filters.document_numbers:
        clauses.append(f"document_number IN (SELECT value FROM json_each(?{len(parameters) + 1}))")
        parameters.append(json.dumps(_document_numbers(database, filters.document_numbers)))
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    # Only tasks have deadlines and offices, so asking for those that are not ongoing or nobody's asks for tasks.
    tasks = filters.tasks_only or filters.unowned or filters.untimed or filters.ongoing is False
    length = "task_count" if tasks else "unit_count"
    rows = database.rows(f"SELECT first_key, {length} FROM notice{where} ORDER BY first_key", parameters)
    return _ranges(np.array(rows, dtype=np.int64).reshape(-1, 2))


def _document_numbers(database: Database, wanted: Sequence[str]) -> list[str]:
    """The document numbers of notices that one of `wanted` begins or ends, in any spelling."""
    rows = database.rows("SELECT DISTINCT document_number FROM notice WHERE document_number IS NOT NULL")
    return [number for (number,) in rows if any(begins_or_ends(number, part) for part in wanted)]


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
    for wanted, role in ((filters.offices, ""), (filters.leads, "lead"), (filters.supports, "support")):
        if wanted:
            offices = widened(database, wanted)
            names = _any_of("instr(name, ?1)", len(offices), 0)
            query = f"SELECT DISTINCT unit FROM unit_office WHERE office IN (SELECT id FROM office WHERE {names})"
            queries.append((query + (f" AND role = '{role}'" if role else ""), offices))
    if filters.due_before is not None or filters.due_after is not None:
        query = "SELECT key FROM unit WHERE deadline_end IS NOT NULL AND deadline_end BETWEEN ? AND ?"
        queries.append((query, [filters.due_after or "0000", filters.due_before or "9999-99-99"]))
    if filters.deadlines:
        # A hundred thousand deadlines are said in some thousand ways, and end on some thousand days.
        patterns = [due_patterns(words) for words in filters.deadlines]
        texts = [text for text in _ways(database, "text") if any(said.search(text) for said, _ in patterns)]
        ends = [day for day in _ways(database, "end") if any(days and days.fullmatch(day) for _, days in patterns)]
        query = f"{_IN_WAYS.format('text')} UNION {_IN_WAYS.format('end')}"
        queries.append((query, [json.dumps(texts), json.dumps(ends)]))
    return queries


def _ways(database: Database, part: str) -> list[str]:
    """Each text or end of a deadline once: one step of the index for each, and not one for each task."""
    return [way for (way,) in database.rows(_NEXT_WAY.replace("@", f"deadline_{part}"))]


def _any_of(clause: str, count: int, offset: int) -> str:
    return _balanced([clause.replace("?1", f"?{offset + place + 1}") for place in range(count)])


def _balanced(choices: list[str]) -> str:
    """One of some clauses; SQLite takes no chain of more than a thousand."""
    if len(choices) == 1:
        return f"({choices[0]})"
    half = len(choices) // 2
    return f"({_balanced(choices[:half])} OR {_balanced(choices[half:])})"
