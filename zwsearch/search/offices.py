"""Offices that a query names: their own tasks come first, and beside 牵头 or 配合 they are what is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from zwsearch.index import Index, Keys
from zwsearch.search.runs import pairs_in
from zwsearch.search.store import Store
from zwsearch.search.synonyms import OFFICES
from zwsearch.search.wordlist import read_words
from zwsearch.segment import Analyser, fold

_SHORTEST = 3  # characters of the name of an office
_MOST_READ = 2_000  # above that, every office whose name has the pairs is taken for it
_SAID = {"lead": "牵头的", "support": "配合的", "any": "牵头或配合的"}


@dataclass(frozen=True, slots=True)
class AskedOffice:
    """An office whose tasks are asked for, in a role of its own or in any."""

    name: str
    role: str

    @property
    def note(self) -> str:
        """As it is told to the user."""
        return f"只列“{self.name}”{_SAID[self.role]}任务；要查文字里提到它的内容，请给名称加引号"


@cache
def _roles() -> dict[str, str]:
    lines = [line.split() for line in read_words("roles.txt")]
    return {word: role for role, *words in lines for word in words}


def asked_office(analyser: Analyser, piece: str) -> AskedOffice | None:
    """The office of `piece` where nothing but what is asked of it stands behind; None for any other text."""
    folded = fold(piece)
    roles = _roles()
    if not folded.endswith(tuple(roles)):
        return None  # most queries are settled by one look
    edges = {token.end for token in analyser.tokens(folded) if token.kind == "word"}
    for end in sorted(edges, reverse=True):
        name, rest = folded[:end], folded[end:]
        if len(name) >= _SHORTEST and is_office(name) and rest:
            asked = _asked(rest)
            return AskedOffice(name, asked) if asked else None
    return None


def is_office(name: str) -> bool:
    """Whether it is spelled as an office is."""
    return len(name) >= _SHORTEST and name.endswith(OFFICES)


def having_office(store: Store, index: Index, name: str, role: str = "any", *, exactly: bool = False) -> Keys:
    """Keys (ascending) of the tasks of an office; `exactly` leaves out those whose name has more before or behind."""
    keys = index.holding(pairs_in(name), fields=("offices",))
    if len(keys) > _MOST_READ and not exactly and role == "any":
        return keys
    units = store.units(keys[:_MOST_READ].tolist())
    found: list[int] = []
    for key, unit in units.items():
        offices = {"lead": unit.lead, "support": unit.support}.get(role, (*unit.lead, *unit.support))
        if any(name == fold(office) if exactly else name in fold(office) for office in offices):
            found.append(key)
    return np.array(sorted(found), dtype=np.int64)


def _asked(rest: str) -> str | None:
    """The role that the words behind an office ask for; None where something else stands among them."""
    roles = _roles()
    role, at = "any", 0
    while at < len(rest):
        word = max((word for word in roles if rest.startswith(word, at)), key=len, default="")
        if not word:
            return None
        role = roles[word] if role == "any" else role
        at += len(word)
    return role
