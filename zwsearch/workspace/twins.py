"""What the workspace holds already of notices that were brought: the same text, or one that may be an older self."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zwsearch.records import StoredNotice, Unit
from zwsearch.store import NewNotice, Store
from zwsearch.store.labels import plain
from zwsearch.workspace.comparing import Difference, difference, places_of
from zwsearch.workspace.opened import OpenFolder
from zwsearch.workspace.tagging import Pasted

_MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Held:
    """A stored notice of the same text, with its tasks as they are now by their places, see `places_of`."""

    notice: StoredNotice
    places: dict[int, Unit]


@dataclass(frozen=True, slots=True)
class Older:
    """A stored notice that a new one may replace, and what that would change."""

    notice: StoredNotice
    difference: Difference


def held(folder: OpenFolder, pasted: Sequence[Pasted]) -> list[Held | None]:
    """For each notice that was brought, the stored one of the same text, from whatever file it came."""
    store = folder.existing()
    if store is None:
        return [None] * len(pasted)
    found = [find_same(store, one.notice) for one in pasted]
    return [None if same is None else Held(same, places_of(store, same.id)) for same in found]


def words_of(new: NewNotice) -> tuple[str | None, str]:
    """What two notices that were brought have in common when they are the same: title and text."""
    return new.extraction.notice.title, plain(new.extraction.text)


def find_same(store: Store, new: NewNotice) -> StoredNotice | None:
    """The stored notice of the same text."""
    title, words = words_of(new)
    alike = store.whole_notices(store.notices_called(title))
    return next((stored for stored in alike.values() if plain(stored.text) == words), None)


def older(folder: OpenFolder, pasted: Pasted, *, named: bool) -> tuple[Older, ...]:
    """The stored notices that bear the title of one that was brought, latest first; with `named` (it has a name of its
    own, as a file does) also those that came from a file of that name."""
    store = folder.existing()
    if store is None:
        return ()
    new = pasted.notice
    title, name = new.extraction.notice.title, new.source.name if named else None
    ids = dict.fromkeys((*store.notices_called(title), *([] if name is None else store.notices_from(name))))
    found = [
        stored
        for stored in store.whole_notices(ids).values()
        if (title is not None and stored.notice.title == title) or (name is not None and stored.source.name == name)
    ]
    return tuple(Older(stored, difference(store, stored.id, new)) for stored in reversed(found[-_MOST_ALIKE:]))
