"""Notices that were pasted and not yet saved: kept in memory for a while, each for the visitor who brought it."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from zwsearch.errors import NotFoundError
from zwsearch.records import Unit
from zwsearch.workspace.bringing import Brought
from zwsearch.workspace.corrections import with_category
from zwsearch.workspace.reports import TagReport
from zwsearch.workspace.tagging import Pasted

_MOST = 200
_MOST_BYTES = 200 * 1024 * 1024


@dataclass
class Draft:
    """One pasted notice. `said` maps the place of a task to the category that the visitor chose.

    What was brought together has one `batch`. Once it is `saved` (the id of the notice), `stored` maps the places of
    its tasks to their ids: what is said from then on is said of those.
    """

    id: str
    owner: str
    batch: str
    pasted: Pasted
    report: TagReport
    said: dict[int, str] = field(default_factory=dict)
    saved: str | None = None
    stored: dict[int, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of tasks."""
        return len(self.report.tasks)

    @property
    def tasks(self) -> tuple[Unit, ...]:
        """The tasks, with what the visitor said laid over the model's word."""
        return tuple(
            with_category(unit, self.said[place]) if place in self.said else unit
            for place, unit in enumerate(self.report.tasks)
        )


class Drafts:
    """The drafts of all visitors; the oldest make room for new ones."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Draft] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, owner: str, batch: str, brought: Brought) -> Draft:
        """Keep a notice."""
        draft = Draft(secrets.token_urlsafe(9), owner, batch, brought.pasted, brought.report)
        with self._lock:
            self._held[draft.id] = draft
            while len(self._held) > 1 and (len(self._held) > _MOST or self._bytes() > _MOST_BYTES):
                self._held.popitem(last=False)
        return draft

    def _bytes(self) -> int:
        """Bytes held; the notices of one archive share theirs."""
        return sum({draft.pasted.file.sha256: len(draft.pasted.data) for draft in self._held.values()}.values())

    def batch(self, owner: str, batch: str) -> list[Draft]:
        """What a visitor brought together, in that order. Raises NotFoundError when nothing of it is left."""
        with self._lock:
            found = [draft for draft in self._held.values() if (draft.owner, draft.batch) == (owner, batch)]
        if not found:
            raise _gone()
        return found

    def get(self, owner: str, id_: str) -> Draft:
        """A draft of this visitor. Raises NotFoundError."""
        draft = self._held.get(id_)
        if draft is None or draft.owner != owner:
            raise _gone()
        return draft

    def of(self, owner: str) -> list[Draft]:
        """All drafts of a visitor, latest first."""
        with self._lock:
            return [draft for draft in reversed(self._held.values()) if draft.owner == owner]

    def keep(self, draft: Draft, saved: TagReport) -> None:
        """Remember where a draft is stored. A task's number in the notice is the end of its id, also where people's
        earlier edits took one of its neighbours away."""
        draft.saved = saved.notice.id
        draft.stored = {int(unit.id.rpartition("-")[2]) - 1: unit.id for unit in saved.tasks}

    def drop(self, owner: str, id_: str) -> None:
        """Forget a draft."""
        self.get(owner, id_)
        with self._lock:
            self._held.pop(id_, None)


def _gone() -> NotFoundError:
    return NotFoundError("这份粘贴的通知已不在", hint="页面打开太久或程序重新启动过，请重新粘贴")
