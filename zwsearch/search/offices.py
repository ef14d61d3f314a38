"""Offices that a query names: their own tasks come first."""

from __future__ import annotations

from functools import cache

import numpy as np

from zwsearch.index import Index, Keys
from zwsearch.search.runs import pairs_in
from zwsearch.search.store import Store
from zwsearch.search.synonyms import OFFICES
from zwsearch.search.wordlist import read_words
from zwsearch.segment import fold

_SHORTEST = 3  # characters of the name of an office


@cache
def _endings() -> tuple[str, ...]:
    return (*OFFICES, *read_words("office_endings.txt"))


def is_office(name: str) -> bool:
    """Whether it is spelled as an office is."""
    return len(name) >= _SHORTEST and name.endswith(_endings())


def having_office(store: Store, index: Index, name: str) -> Keys:
    """Keys (ascending) of the tasks of an office whose name has no more before or behind."""
    if not len(index.holding(pairs_in(name), fields=("offices",))):
        return np.zeros(0, dtype=np.int64)
    return store.keys_of_offices(lambda office: fold(office) == name)
