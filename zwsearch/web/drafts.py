"""Notices that were pasted and not yet saved: kept in memory for a while, each for the visitor who brought it."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from zwsearch.errors import NotFoundError
from zwsearch.records import Unit
from zwsearch.workspace.corrections import with_category
from zwsearch.workspace.reports import TagReport

_MOST = 200
_MOST_BYTES = 200 * 1024 * 1024


@dataclass
class Draft:
    """One pasted notice. `said` maps the place of a task to the category that the visitor chose."""

    id: str
    owner: str
    name: str
    source: str | bytes
    report: TagReport
    said: dict[int, str] = field(default_factory=dict)
    saved: str | None = None

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

    def add(self, owner: str, name: str, source: str | bytes, report: TagReport) -> Draft:
        """Keep a notice."""
        draft = Draft(secrets.token_urlsafe(9), owner, name, source, report)
        with self._lock:
            self._held[draft.id] = draft
            while len(self._held) > _MOST or sum(len(d.source) for d in self._held.values()) > _MOST_BYTES:
                if len(self._held) == 1:
                    break
                self._held.popitem(last=False)
        return draft

    def get(self, owner: str, id_: str) -> Draft:
        """A draft of this visitor. Raises NotFoundError."""
        draft = self._held.get(id_)
        if draft is None or draft.owner != owner:
            raise NotFoundError("这份粘贴的通知已不在", hint="页面打开太久或程序重新启动过，请重新粘贴")
        return draft

    def of(self, owner: str) -> list[Draft]:
        """All drafts of a visitor, latest first."""
        with self._lock:
            return [draft for draft in reversed(self._held.values()) if draft.owner == owner]

    def drop(self, owner: str, id_: str) -> None:
        """Forget a draft."""
        self.get(owner, id_)
        with self._lock:
            self._held.pop(id_, None)
