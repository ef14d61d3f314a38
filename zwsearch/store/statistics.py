"""Counts over all tasks, for `stats`."""

from __future__ import annotations

from collections.abc import Sequence

from zwsearch.store.database import Database
from zwsearch.store.rows import dump

_MOST = 20
_MOST_ISSUERS = 40
# Name of the table -> name of a row, count; rows in the order to print.
_QUERIES = {
    "categories": "SELECT category, count(*) n FROM unit WHERE type = 'task' AND category IS NOT NULL "
    "GROUP BY 1 ORDER BY n DESC, 1",
    "verdicts": "SELECT CASE WHEN label IS NULL THEN verdict ELSE 'said' END, count(*) n FROM unit "
    "WHERE verdict IS NOT NULL GROUP BY 1 ORDER BY 1",
    "years": "SELECT coalesce(year, '未知'), sum(task_count) FROM notice GROUP BY 1 ORDER BY 1",
    "leads": "SELECT name, count(*) n FROM unit_office JOIN office ON office.id = office WHERE role = 'lead' "
    f"GROUP BY name ORDER BY n DESC, name LIMIT {_MOST}",
    "deadlines": "SELECT CASE WHEN deadline_kind = 'ongoing' THEN 'ongoing' ELSE coalesce(substr(deadline_end, 1, 7), "
    "deadline_kind, 'none') END month, count(*) FROM unit WHERE type = 'task' GROUP BY 1 ORDER BY 1",
    "kinds": "SELECT kind, count(*) n FROM notice GROUP BY 1 ORDER BY n DESC, 1",
    "issuers": "SELECT issuer, count(*) n FROM notice WHERE issuer IS NOT NULL GROUP BY 1 "
    f"ORDER BY n DESC, 1 LIMIT {_MOST_ISSUERS}",
    "provinces": "SELECT coalesce(province, '未知'), count(*) n FROM notice GROUP BY 1 ORDER BY n DESC, 1",
}


def tables(database: Database) -> dict[str, dict[str, int]]:
    """Tasks by category, verdict, year, leading office (the most frequent) and deadline (month, or kind where no date
    is known); notices by kind, issuer (the most frequent) and province."""
    return {name: {str(row): count for row, count in database.rows(query)} for name, query in _QUERIES.items()}


# Field of `Filters` -> the values that a search can be narrowed to; of offices and issuers the most frequent.
_CHOICES = {
    "categories": "SELECT DISTINCT category FROM unit WHERE category IS NOT NULL ORDER BY 1",
    "offices": "SELECT name FROM (SELECT office, count(*) n FROM unit_office WHERE role = 'lead' GROUP BY office) "
    f"JOIN office ON office.id = office ORDER BY n DESC, name LIMIT {_MOST}",
    "issuers": "SELECT issuer FROM notice WHERE issuer IS NOT NULL GROUP BY 1 "
    f"ORDER BY count(*) DESC, 1 LIMIT {_MOST_ISSUERS}",
    "years": "SELECT DISTINCT year FROM notice WHERE year IS NOT NULL ORDER BY 1",
    "provinces": "SELECT DISTINCT province FROM notice WHERE province IS NOT NULL ORDER BY 1",
    "kinds": "SELECT DISTINCT kind FROM notice ORDER BY 1",
}


def choices(database: Database) -> dict[str, list[str]]:
    """For each field of `Filters` that has names, the values that a search can be narrowed to."""
    return {field: [str(value) for (value,) in database.rows(query)] for field, query in _CHOICES.items()}


# Name of a field -> its values among some units with their number there, most frequent first.
_VALUES = {
    "offices": "SELECT name, count(DISTINCT unit) n FROM unit_office JOIN office ON office.id = office "
    "WHERE unit IN (SELECT value FROM json_each(?)) GROUP BY name ORDER BY n DESC, name",
    "issuers": "SELECT issuer, count(*) n FROM unit JOIN notice ON notice.id = unit.notice "
    "WHERE key IN (SELECT value FROM json_each(?)) AND issuer IS NOT NULL GROUP BY issuer ORDER BY n DESC, issuer",
}


def values(database: Database, field: str, keys: Sequence[int]) -> list[str]:
    """All offices or issuers of some units, the most frequent first."""
    return [name for name, _ in database.rows(_VALUES[field], (dump(list(keys)),))]
