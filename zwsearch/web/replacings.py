"""Notices that visitors replaced lately, as they were: so that the message about it, and the draft, can offer the way
back.

They are in memory alone, as the message is; the store itself keeps of a notice only what holds.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from zwsearch.errors import NotFoundError
from zwsearch.workspace.replacing import Before

_MOST = 50
_MOST_BYTES = 100 * 1024 * 1024  # of files; the last one is kept all the same


@dataclass(frozen=True, slots=True)
class Replacing:
    """Who let a draft take the place of which notice, the numbers of what was `said` of the new one with it, and what
    the visitor had `chosen` on the draft, by the places of its tasks."""

    owner: str
    before: Before
    said: tuple[int, ...]
    draft: str
    chosen: Mapping[int, str]


class Replacings:
    """The last ones of all visitors."""

    def __init__(self) -> None:
        self._held: dict[str, Replacing] = {}  # oldest first
        self._lock = threading.Lock()

    def add(self, done: Replacing) -> str:
        """Remember one; the name by which it is asked for."""
        key = secrets.token_urlsafe(9)
        with self._lock:
            self._held[key] = done
            while len(self._held) > 1 and (len(self._held) > _MOST or self._size() > _MOST_BYTES):
                del self._held[next(iter(self._held))]
        return key

    def get(self, owner: str, key: str) -> Replacing:
        """One that this visitor did. Raises NotFoundError."""
        found = self._held.get(key)
        if found is None or found.owner != owner:
            raise NotFoundError(
                "这次替换已撤销过，或已过去太久，不能再撤销", hint="要换回原来的那一份，请重新粘贴它，再替换一次"
            )
        return found

    def offered(self, owner: str) -> dict[tuple[str, str], str]:
        """The names of those that this visitor did, by the draft and the notice whose place it took."""
        with self._lock:
            return {(done.draft, done.before.id): key for key, done in self._held.items() if done.owner == owner}

    def drop(self, key: str) -> None:
        """Forget one that was taken back."""
        self._held.pop(key, None)

    def _size(self) -> int:
        return sum(len(done.before.data) for done in self._held.values())
