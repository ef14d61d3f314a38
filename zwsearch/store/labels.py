"""Labels: what people said about requirements; append-only, and laid over the tags of the model.

A label of a category that the taxonomy no longer holds is kept but lies fallow: the model's word holds, to be
reviewed. One of a category that was renamed counts for the present name.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from zwsearch.store.rows import dump, load_tag

# The setting that holds the taxonomy which the store is in terms of: a JSON object, any name that a category bears or
# bore → its present name. Without it all names stand for themselves.
TAXONOMY = "taxonomy"
_LOOKS = re.compile("[\\s\"'“”‘’「」『』]+")
# In the JSON of a tag: the model's own verdict, where a fallow label makes it `review`.
_OWN_VERDICT = "own_verdict"


@dataclass(frozen=True, slots=True)
class Label:
    """One decision of a person about one requirement; `category` None says that no earlier one holds any more.

    `undoes` is the number of the decision that this one takes back; `category` is then what held before that one.
    `time` is ISO 8601 in UTC. `notice_id` is None for requirements that came from outside the workspace. `number` is
    given by the store.
    """

    requirement: str
    category: str | None
    section: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    author: str = ""
    time: str = ""
    notice_id: str | None = None
    unit_id: str | None = None
    undoes: int | None = None
    number: int = 0


def append(connection: sqlite3.Connection, labels: Iterable[Label]) -> tuple[int, ...]:
    """Write labels down, and return their numbers."""
    query = f"INSERT INTO label ({_GIVEN}) VALUES (?,?,?,?,?,?,?,?,?) RETURNING id"
    numbers = []
    for x in labels:
        row = (x.notice_id, x.unit_id, x.requirement, dump(x.section), x.category, dump(x.also), x.author, x.time)
        (number,) = connection.execute(query, (*row, x.undoes)).fetchone()
        numbers.append(number)
    return tuple(numbers)


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
            undoes=undoes,
            number=number,
        )
        for number, notice, unit, requirement, section, category, also, author, time, undoes in rows
    ]


_GIVEN = "notice, unit, requirement, section, category, also, author, time, undoes"
LABEL_COLUMNS = f"id, {_GIVEN}"


def standing(labels: Iterable[Label]) -> list[Label]:
    """The decisions that were not taken back, oldest first: a stack, of which an undo takes the top away."""
    given = list(labels)
    undone = {label.undoes for label in given}
    return [label for label in given if label.undoes is None and label.number not in undone]


def latest(labels: Iterable[Label]) -> list[Label]:
    """The decisions that hold, in the order they were first made: the last one about each requirement of a notice."""
    held: dict[tuple[str | None, str], Label] = {}
    for label in labels:
        held[(label.notice_id, plain(label.requirement))] = label
    return [label for label in held.values() if label.category is not None]


def plain(requirement: str) -> str:
    """The text that labels are matched by: a new copy of a notice sets spaces, quotes and widths otherwise."""
    return _LOOKS.sub("", unicodedata.normalize("NFKC", requirement))


def lay_over(connection: sqlite3.Connection, notice: str) -> None:
    """Set `label`, `category` and `verdict` of a notice's tasks from their tags and the labels that hold."""
    rows = connection.execute(f"SELECT {LABEL_COLUMNS} FROM label WHERE notice = ? ORDER BY id", (notice,))
    said = {plain(label.requirement): (place, label) for place, label in enumerate(all_labels(rows))}
    tasks = connection.execute(
        "SELECT key, text, as_read, tag, label, category, verdict FROM unit WHERE notice = ? AND type = 'task'",
        (notice,),
    ).fetchall()
    spoken = wordings(connection, notice) if said else {}
    meanings = _meanings(connection)
    changed = []
    for key, text, read, tag, *before in tasks:
        known = {plain(text), *spoken.get(words_read(read, text), ())}
        last = max((said[words] for words in known if words in said), default=None, key=_place)
        after = _columns(tag, None if last is None else last[1], meanings)
        if after != (tag, *before):
            changed.append((*after, key))
    connection.executemany("UPDATE unit SET tag = ?, label = ?, category = ?, verdict = ? WHERE key = ?", changed)


def wordings(connection: sqlite3.Connection, notice: str) -> dict[str, set[str]]:
    """All words that tasks of a notice ever had, by the words that were read: a label on any of them still holds."""
    query = (
        "SELECT field, requirement, old, new FROM edit WHERE notice = ?1 AND (field = 'requirement' OR field = "
        "'carried' AND undoes IS NULL AND id NOT IN (SELECT undoes FROM edit WHERE notice = ?1 AND undoes > 0)) "
        "ORDER BY id"
    )
    found: dict[str, set[str]] = {}
    for field, requirement, old, new in connection.execute(query, (notice,)):
        texts = {plain(text) for text in (requirement, json.loads(old), json.loads(new))}
        if field == "carried":  # from here on it is read with other words
            texts |= found.pop(plain(json.loads(old)), set())
        found.setdefault(plain(requirement), set()).update(texts)
    return found


def words_read(as_read: str | None, text: str) -> str:
    """The words of a task as they were read, without spaces."""
    return plain(text if as_read is None else json.loads(as_read)[2])


def _place(said: tuple[int, Label]) -> int:
    return said[0]


def _meanings(connection: sqlite3.Connection) -> Mapping[str, str] | None:
    found = connection.execute("SELECT value FROM setting WHERE name = ?", (TAXONOMY,)).fetchone()
    return None if found is None else _load_meanings(found[0])


@lru_cache(maxsize=4)
def _load_meanings(value: str) -> Mapping[str, str]:
    meanings: dict[str, str] = json.loads(value)
    return meanings


def _columns(
    tag: str | None, said: Label | None, meanings: Mapping[str, str] | None
) -> tuple[str | None, str | None, str | None, str | None]:
    names: list[str] = []
    if said is not None and said.category is not None:
        names = [said.category, *said.also]
        if meanings is not None:
            holds_still = said.category in meanings
            names = list(dict.fromkeys(meanings[name] for name in names if name in meanings)) if holds_still else []
    fallow = said is not None and said.category is not None and not names
    tag = _doubted(tag, fallow=fallow)
    label = dump(names) if names else None
    holds = load_tag(tag, label)
    return (tag, label, None, None) if holds is None else (tag, label, holds.category, holds.verdict)


def _doubted(tag: str | None, *, fallow: bool) -> str | None:
    """The tag with verdict `review` while a label lies fallow, and else with the model's own."""
    if tag is None or not (fallow or _OWN_VERDICT in tag):
        return tag
    value = json.loads(tag)
    own = value.pop(_OWN_VERDICT, value["verdict"])
    value["verdict"] = "review" if fallow else own
    return dump({**value, _OWN_VERDICT: own} if fallow else value)
