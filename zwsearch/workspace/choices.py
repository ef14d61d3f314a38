"""All choices of a field for a search, not only the most frequent ones: a page of them with exact counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from zwsearch.records import Filters
from zwsearch.search import matching_keys
from zwsearch.workspace.facets import only
from zwsearch.workspace.opened import OpenFolder

Field = Literal["offices", "issuers"]


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """Some of `total` choices: each with the number of answers that are left once it is chosen."""

    counts: Mapping[str, int]
    total: int
    notes: tuple[str, ...] = ()


def choices(
    folder: OpenFolder, field: Field, text: str, filters: Filters, *, find: str = "", offset: int = 0, limit: int = 60
) -> ChoicePage:
    """The offices or issuers among the answers of a search, the most frequent first, whose name holds `find`.

    What is chosen of the field itself does not count, as in the facets. Raises QueryError as `query` does.
    """
    answering, notes = folder.answering()
    store, index, more = answering.in_step()
    if store is None or index is None:
        return ChoicePage({}, 0, (*notes, *more))
    rest = replace(filters, offices=()) if field == "offices" else replace(filters, issuers=())
    matched = matching_keys(store, index, answering.analyser, text, rest, synonyms=folder.synonyms())
    names = [name for name in store.values(field, matched.tolist()) if find in name]
    names = store.offices_once(names) if field == "offices" else names
    counts = {}
    for name in names[offset : offset + limit]:
        keys = store.select_keys(only(field, (name,)))
        counts[name] = len(np.intersect1d(matched, keys, assume_unique=True))
    counts = dict(sorted(counts.items(), key=lambda pair: -pair[1]))
    return ChoicePage(counts, len(names), (*notes, *more))
