"""What the workspace holds already of notices that were brought: the same text, or one that may be an older self."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zwsearch.records import StoredNotice, Unit
from zwsearch.store import NewNotice, Store
from zwsearch.store.labels import plain
from zwsearch.workspace.carrying import reworded
from zwsearch.workspace.opened import OpenFolder
from zwsearch.workspace.tagging import Pasted

_MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Held:
    """A stored notice of the same text, with its tasks as they are now by their places.

    A place is that of the task as it was read, counted from 0, also where people took one of its neighbours away;
    what people wrote themselves comes behind.
    """

    notice: StoredNotice
    places: dict[int, Unit]


@dataclass(frozen=True, slots=True)
class Older:
    """A stored notice that a new one may replace, and what that would change.

    `kept` counts the tasks that both have, `more` are the words of those that only the new one has, `gone` of those
    that only the stored one has; `said` counts the latter whose category, given by a person, no task will bear.
    """

    notice: StoredNotice
    kept: int
    more: tuple[str, ...]
    gone: tuple[str, ...]
    said: int = 0


def held(folder: OpenFolder, pasted: Sequence[Pasted]) -> list[Held | None]:
    """For each notice that was brought, the stored one of the same text, from whatever file it came."""
    store = folder.existing()
    if store is None:
        return [None] * len(pasted)
    found = [find_same(store, one.notice) for one in pasted]
    return [None if same is None else Held(same, places_of(store, same.id)) for same in found]


def places_of(store: Store, id_: str) -> dict[int, Unit]:
    """The tasks of a stored notice by their places, see `Held`."""
    tasks = {unit.id: unit for unit in _tasks(store, id_)}
    known = dict.fromkeys((*store.read_ids(id_), *tasks))
    return {place: tasks[unit] for place, unit in enumerate(known) if unit in tasks}


def find_same(store: Store, new: NewNotice) -> StoredNotice | None:
    """The stored notice of the same text."""
    words = plain(new.extraction.text)
    alike = store.whole_notices(store.notices_called(new.extraction.notice.title))
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
    return tuple(difference(store, stored, new) for stored in reversed(found[-_MOST_ALIKE:]))


def difference(store: Store, stored: StoredNotice, new: NewNotice) -> Older:
    """What a stored notice would become if a new one took its place."""
    there = [(unit, store.wordings(unit)) for unit in _tasks(store, stored.id)]
    known = {words for _, wordings in there for words in wordings}
    tasks = new.extraction.tasks
    wanted = {plain(task.requirement) for task in tasks}
    gone = [(unit, wordings) for unit, wordings in there if not wordings & wanted]
    more = [task.requirement for task in tasks if plain(task.requirement) not in known]
    said = [wordings for unit, wordings in gone if unit.tag is not None and unit.tag.said]
    again = reworded(store, stored.id, tasks, set().union(*said))
    lost = sum(not wordings & again for wordings in said)
    return Older(stored, len(there) - len(gone), tuple(more), tuple(unit.text for unit, _ in gone), lost)


def _tasks(store: Store, id_: str) -> Iterator[Unit]:
    return (unit for unit in store.units_of(id_) if unit.type == "task")
