"""Labels: what people said about requirements; append-only, and laid over the tags of the model."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from zwsearch.store.rows import dump, load_tag

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Label:
    """One decision of a person about one requirement; `category` None takes an earlier decision back.

    `time` is ISO 8601 in UTC. `notice_id` is None for requirements that came from outside the workspace.
    """

    requirement: str
    category: str | None
    section: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    author: str = ""
    time: str = ""
    notice_id: str | None = None
    unit_id: str | None = None


def append(connection: sqlite3.Connection, labels: Iterable[Label]) -> set[str]:
    """Write labels down, and return the notices they speak of."""
    rows = [
        (x.notice_id, x.unit_id, x.requirement, dump(x.section), x.category, dump(x.also), x.author, x.time)
        for x in labels
    ]
    connection.executemany(
        "INSERT INTO label (notice, unit, requirement, section, category, also, author, time) VALUES (?,?,?,?,?,?,?,?)",
        rows,
    )
    return {row[0] for row in rows if row[0] is not None}


def all_labels(rows: Iterable[tuple[Any, ...]]) -> list[Label]:
    """Labels from rows of `LABEL_COLUMNS`."""
    return [
        Label(
            requirement=requirement,
            category=category,
            section=tuple(json.loads(section)),
            also=tuple(json.loads(also)),
            author=author,
            time=time,
            notice_id=notice,
            unit_id=unit,
        )
        for notice, unit, requirement, section, category, also, author, time in rows
    ]


LABEL_COLUMNS = "notice, unit, requirement, section, category, also, author, time"


def latest(labels: Iterable[Label]) -> list[Label]:
    """The decisions that hold, in the order they were first made: the last one about each requirement of a notice."""
    held: dict[tuple[str | None, str], Label] = {}
    for label in labels:
        held[(label.notice_id, plain(label.requirement))] = label
    return [label for label in held.values() if label.category is not None]


def plain(requirement: str) -> str:
    """The text that labels are matched by: re-reading may set spaces otherwise."""
    return _SPACE.sub("", requirement)


def lay_over(connection: sqlite3.Connection, notice: str) -> None:
    """Set `label`, `category` and `verdict` of a notice's tasks from their tags and the labels that hold."""
    rows = connection.execute(f"SELECT {LABEL_COLUMNS} FROM label WHERE notice = ? ORDER BY id", (notice,))
    said = {plain(label.requirement): (place, label) for place, label in enumerate(all_labels(rows))}
    tasks = connection.execute(
        "SELECT key, text, as_read, tag, label, category, verdict FROM unit WHERE notice = ? AND type = 'task'",
        (notice,),
    ).fetchall()
    spoken = wordings(connection, notice) if said else {}
    changed = []
    for key, text, read, tag, *before in tasks:
        known = {plain(text), *spoken.get(words_read(read, text), ())}
        after = _columns(tag, max((said[words] for words in known if words in said), default=None, key=_place))
        if after != tuple(before):
            changed.append((*after, key))
    connection.executemany("UPDATE unit SET label = ?, category = ?, verdict = ? WHERE key = ?", changed)


def wordings(connection: sqlite3.Connection, notice: str) -> dict[str, set[str]]:
    """All words that tasks of a notice ever had, by the words that were read: a label on any of them still holds."""
    query = "SELECT requirement, old, new FROM edit WHERE notice = ? AND field = 'requirement'"
    found: dict[str, set[str]] = {}
    for requirement, old, new in connection.execute(query, (notice,)):
        texts = (requirement, json.loads(old), json.loads(new))
        found.setdefault(plain(requirement), set()).update(map(plain, texts))
    return found


def words_read(as_read: str | None, text: str) -> str:
    """The words of a task as they were read, without spaces."""
    return plain(text if as_read is None else json.loads(as_read)[2])


def _place(said: tuple[int, Label]) -> int:
    return said[0]


def _columns(tag: str | None, said: tuple[int, Label] | None) -> tuple[str | None, str | None, str | None]:
    label = None if said is None or said[1].category is None else dump([said[1].category, *said[1].also])
    holds = load_tag(tag, label)
    return (label, None, None) if holds is None else (label, holds.category, holds.verdict)
