"""What the search needs of the store."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from zwsearch.index import Keys
from zwsearch.records import Filters, StoredNotice, Unit


class Store(Protocol):
    """Units by key, notices by id, and which keys pass filters (ascending int64)."""

    def select_keys(self, filters: Filters) -> Keys: ...

    def count_units(self) -> int: ...

    def units(self, keys: Sequence[int]) -> dict[int, Unit]: ...

    def notices(self, ids: Collection[str]) -> dict[str, StoredNotice]: ...
