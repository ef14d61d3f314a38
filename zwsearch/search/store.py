"""What the search needs of the store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from zwsearch.index import Keys
from zwsearch.records import Filters, StoredNotice, Unit


class Store(Protocol):
    """Units by key, or their texts alone, notices by id, and which keys pass filters (ascending int64).

    `latest_first` orders some keys. `notice_of` gives for each key a number that all units of its notice share.
    `known_names` are those that a field of `Filters` can be asked for, `offices_also_meant` the offices that a filter
    for a name finds because they are another name for it, `keys_of_offices` the tasks of those that are meant. A store
    is known by its identity.
    """

    def __hash__(self) -> int: ...

    def select_keys(self, filters: Filters) -> Keys: ...

    def latest_first(self, keys: Keys, limit: int) -> Keys: ...

    def notice_of(self, keys: Keys) -> Keys: ...

    def known_names(self, field: str) -> Sequence[str]: ...

    def offices_also_meant(self, name: str) -> Sequence[str]: ...

    def keys_of_offices(self, meant: Callable[[str], bool]) -> Keys: ...

    def count_units(self) -> int: ...

    def units(self, keys: Sequence[int]) -> dict[int, Unit]: ...

    def texts(self, keys: Sequence[int]) -> dict[int, str]: ...

    def notices(self, ids: Collection[str]) -> dict[str, StoredNotice]: ...
