"""What a person should decide on next, and how much of it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zwsearch.records import Filters, StoredNotice, Tag, Unit
from zwsearch.store import Store
from zwsearch.store.labels import plain
from zwsearch.workspace.corrections import answering_store, as_it_holds
from zwsearch.workspace.freshness import units_with_notices
from zwsearch.workspace.opened import OpenFolder
from zwsearch.workspace.taxonomy import read_taxonomy

# With more tasks in doubt than this, the most doubtful of them are work enough.
_LOOKED_AT = 3000
# With more of them than this, tasks alike are decided on together only where somebody asks for it.
_TOGETHER = 10


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A task to decide on; `others` are those of the same words, which the same decision would settle."""

    unit: Unit
    notice: StoredNotice
    others: tuple[Unit, ...] = ()

    @property
    def alike(self) -> tuple[str, ...]:
        """The ids of the others."""
        return tuple(unit.id for unit in self.others)

    @property
    def bound(self) -> tuple[Unit, ...]:
        """Those of the others that go along in any case: a decision holds for all of the same words in a notice."""
        own = (self.unit.notice_id, plain(self.unit.text))
        return tuple(unit for unit in self.others if (unit.notice_id, plain(unit.text)) == own)

    @property
    def free(self) -> tuple[Unit, ...]:
        """Those of the others that can be decided on apart."""
        bound = {unit.id for unit in self.bound}
        return tuple(unit for unit in self.others if unit.id not in bound)

    @property
    def likeness(self) -> str:
        """How the free ones are like this one, in words that are true of all of them."""
        same = all(plain(unit.text) == plain(self.unit.text) for unit in self.free)
        return "要求相同" if same else "要求相同或只差数字、单位、时限等"

    @property
    def together(self) -> bool:
        """Whether the free ones are few enough to be settled along unless somebody says otherwise."""
        return len(self.free) < _TOGETHER


@dataclass(frozen=True, slots=True)
class ReviewList:
    """The next tasks to decide on, best first; of all that pass the filters `waiting` are to be reviewed and `labelled`
    have the word of a person. `gone` labels speak of tasks that are no longer there; training learns from them all the
    same."""

    items: tuple[ReviewItem, ...]
    waiting: int
    labelled: int
    gone: int


def review_list(folder: OpenFolder, count: int = 20, filters: Filters | None = None) -> ReviewList:
    """The tasks whose category a person should decide, least certain and most unlike one another first.

    Raises LabelError while the taxonomy is broken: then nothing can be decided.
    """
    from zwsearch.tag import review_queue

    read_taxonomy(folder.path)
    answering, _ = folder.answering()
    store = answering.existing()
    if store is None:
        return ReviewList((), 0, 0, 0)
    doubtful: list[tuple[Unit, StoredNotice, Tag]] = []
    for unit, notice in _tasks(store, filters or Filters()):
        if unit.tag is not None and unit.tag.verdict == "review":
            doubtful.append((unit, notice, unit.tag))
            if len(doubtful) == _LOOKED_AT:
                break
    units, tags = [unit for unit, _, _ in doubtful], [tag for _, _, tag in doubtful]
    queue = review_queue([unit.text for unit in units], tags, count, [_beside(unit) for unit in units])
    items = tuple(
        ReviewItem(doubtful[item.index][0], doubtful[item.index][1], tuple(doubtful[i][0] for i in item.alike))
        for item in queue
    )
    return ReviewList(items, *_counts(store, filters or Filters()), _gone(store))


def review_counts(folder: OpenFolder, filters: Filters) -> tuple[int, int]:
    """How many of the tasks that pass the filters wait for a decision, and how many have the word of a person."""
    return _counts(answering_store(folder), filters)


def doubtful_ids(folder: OpenFolder, filters: Filters) -> tuple[str, ...]:
    """Ids of all tasks that pass the filters and are to be reviewed."""
    store = answering_store(folder)
    keys = store.doubtful(store.select_keys(replace(filters, tasks_only=True))).tolist()
    return tuple(unit.id for unit, _ in units_with_notices(store, keys))


def _beside(unit: Unit) -> tuple[str, ...]:
    """Who has to do a task and by when."""
    return (*unit.lead, *unit.support, *((unit.deadline.text,) if unit.deadline else ()))


def _counts(store: Store, filters: Filters) -> tuple[int, int]:
    keys = store.select_keys(replace(filters, tasks_only=True))
    return len(store.doubtful(keys)), len(store.labelled(keys))


def _gone(store: Store) -> int:
    """How many decisions hold that no task is there for: its notice was removed, or has it no longer."""
    keys = store.labelled(store.select_keys(Filters(tasks_only=True))).tolist()
    held = {(unit.notice_id, plain(unit.text)) for unit in store.units(keys).values()}
    left = [x for x in as_it_holds(store, store.latest_labels()) if (x.notice_id, plain(x.requirement)) not in held]
    # A task may have borne other words when it was labelled.
    wordings = {x.notice_id: [*store.all_wordings(x.notice_id).values()] for x in left if x.notice_id is not None}
    for notice, groups in wordings.items():
        for words in groups:
            if any((notice, word) in held for word in words):
                held |= {(notice, word) for word in words}
    return sum((x.notice_id, plain(x.requirement)) not in held for x in left)


def _tasks(store: Store, filters: Filters) -> Iterator[tuple[Unit, StoredNotice]]:
    keys = store.select_keys(replace(filters, tasks_only=True)).tolist()
    return units_with_notices(store, keys)
