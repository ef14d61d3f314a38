"""The names that one office goes by, so that a filter for 市发改委 finds 市发展和改革委员会."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources

from zwsearch.store.database import Database

_SETTING = "synonyms"  # where the user's own groups are kept, as JSON

Groups = Sequence[Sequence[str]]


@cache
def office_groups() -> tuple[tuple[str, ...], ...]:
    """The groups that come with the program."""
    text = resources.files(__package__).joinpath("data", "office_names.txt").read_text("utf-8")
    lines = (line.partition("#")[0] for line in text.splitlines())
    groups = (
        tuple(dict.fromkeys(spelled for name in line.split("=") for spelled in _spellings(name.strip())))
        for line in lines
    )
    return tuple(group for group in groups if len(group) > 1)


def _spellings(name: str) -> tuple[str, ...]:
    """A name with 和 is written without it, too, and with 与."""
    if not name:
        return ()
    return (name, name.replace("和", ""), name.replace("和", "与")) if "和" in name else (name,)


def other_names(name: str, own: Groups = ()) -> tuple[str, ...]:
    """`name` with the longest known part of it put in other words: 县人社局 → 县人力资源和社会保障局 …"""
    return _other_names(name, tuple(map(tuple, own)))


@lru_cache(maxsize=8192)  # a page lists some thousand offices
def _other_names(name: str, own: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    groups = [*office_groups(), *own]
    known = max((member for group in groups for member in group if member in name), key=len, default="")
    others: dict[str, None] = {}
    for group in groups:
        if known and known in group:
            # A member of several words says what a text must hold; no office bears it as a name.
            others.update((name.replace(known, member), None) for member in group if " " not in member)
    others.pop(name, None)
    return tuple(others)


def government_names(names: Iterable[str]) -> list[str]:
    """`names` with 政府 for 人民政府 and the other way round; each once."""
    found: dict[str, None] = {}
    for name in names:
        short = name.replace("人民政府", "政府")
        found.update(dict.fromkeys((name, short, short.replace("政府", "人民政府"))))
    return list(found)


def widened(database: Database, names: Iterable[str]) -> list[str]:
    """`names` and their other names, the user's own groups among them; each once."""
    rows = database.rows("SELECT value FROM setting WHERE name = ?", (_SETTING,))
    own: Groups = json.loads(rows[0][0]) if rows else ()
    every = dict.fromkeys(one for name in names for one in (name, *other_names(name, own)))
    return government_names(every)


def each_once(database: Database, names: Sequence[str]) -> list[str]:
    """`names` in their order, but each office once where a filter for one name finds the other: by its longest."""
    found: list[str] = []
    places: dict[str, int] = {}  # all that the offices found so far are called -> their places in `found`
    for name in names:
        every = widened(database, [name])
        place = places.get(name)
        if place is None or found[place] not in every:
            place = len(found)
            found.append(name)
        elif len(name) > len(found[place]):
            found[place] = name
        for other in every:
            places.setdefault(other, place)
    return found
