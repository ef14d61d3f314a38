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
_MOST_READ = 2_000  # an office of more tasks than that is looked for among the first of them


@cache
def _endings() -> tuple[str, ...]:
    return (*OFFICES, *read_words("office_endings.txt"))


def is_office(name: str) -> bool:
    """Whether it is spelled as an office is."""
    return len(name) >= _SHORTEST and name.endswith(_endings())


def having_office(store: Store, index: Index, name: str) -> Keys:
    """Keys (ascending) of the tasks of an office whose name has no more before or behind."""
    keys = index.holding(pairs_in(name), fields=("offices",))
    units = store.units(keys[:_MOST_READ].tolist())
    found = [key for key, unit in units.items() if any(name == fold(office) for office in (*unit.lead, *unit.support))]
    return np.array(sorted(found), dtype=np.int64)
