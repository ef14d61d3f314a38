"""Counts over all tasks, for `stats`."""

from __future__ import annotations

from zwsearch.store.database import Database

_MOST = 20
# Name of the table -> name of a row, count; rows in the order to print.
_QUERIES = {
    "categories": "SELECT category, count(*) n FROM unit WHERE type = 'task' AND category IS NOT NULL "
    "GROUP BY 1 ORDER BY n DESC, 1",
    "verdicts": "SELECT verdict, count(*) n FROM unit WHERE verdict IS NOT NULL GROUP BY 1 ORDER BY 1",
    "years": "SELECT coalesce(year, '未知'), sum(task_count) FROM notice GROUP BY 1 ORDER BY 1",
    "leads": "SELECT name, count(*) n FROM unit_office JOIN office ON office.id = office WHERE role = 'lead' "
    f"GROUP BY name ORDER BY n DESC, name LIMIT {_MOST}",
    "deadlines": "SELECT CASE WHEN deadline_kind = 'ongoing' THEN 'ongoing' ELSE coalesce(substr(deadline_end, 1, 7), "
    "deadline_kind, 'none') END month, count(*) FROM unit WHERE type = 'task' GROUP BY 1 ORDER BY 1",
    "kinds": "SELECT kind, count(*) n FROM notice GROUP BY 1 ORDER BY n DESC, 1",
    "provinces": "SELECT coalesce(province, '未知'), count(*) n FROM notice GROUP BY 1 ORDER BY n DESC, 1",
}


def tables(database: Database) -> dict[str, dict[str, int]]:
    """Tasks by category, verdict, year, leading office (the most frequent) and deadline (month, or kind where no date
    is known); notices by kind and province."""
    return {name: {str(row): count for row, count in database.rows(query)} for name, query in _QUERIES.items()}
