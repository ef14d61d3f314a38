"""The index of a workspace, for readers and writers: it follows the store, and answers while it is brought in step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from zwsearch.errors import IndexCorruptError, WorkspaceError
from zwsearch.index import Index, open_index
from zwsearch.segment import Analyser
from zwsearch.store import Store
from zwsearch.versions import VersionedFolder
from zwsearch.workspace import freshness
from zwsearch.workspace.lock import WriterLock

# A reader that finds the index behind would rather answer from the last one than wait for a long writer, and while
# that one writes it looks only now and then whether it is done.
READER_WAITS = 0.2
_LOOKS_EVERY = 1.0  # seconds
_BEHIND = "另一个程序正在写入工作区，结果可能不含最新的内容"


class FollowingIndex:
    """The index in a folder of versions, opened as far as it is needed; so is the analyser, which takes a second."""

    def __init__(self, root: Path, lock: WriterLock) -> None:
        self._root = root
        self._lock = lock
        self._index: Index | None = None
        self._in_step_at: int | None = None  # the store's generation at which the index held all units
        self._behind: tuple[Path | None, float] | None = None  # the index's version, and when to look again

    def close(self) -> None:
        """Let go of it."""
        self._index = None

    def bring(
        self, store: Store, analyser: Analyser, progress: Callable[[int], object] | None = None
    ) -> tuple[str, ...]:
        """Make it hold what the store holds; return notes. The caller holds the writer lock."""
        generation = store.generation
        self._index, why = freshness.bring_in_step(self._root, store, analyser, progress)
        self._in_step_at, self._behind = generation, None
        return (why,) if why is not None else ()

    def of(self, store: Store, analyser: Callable[[], Analyser]) -> tuple[Index | None, tuple[str, ...]]:
        """The index for a reader, and notes; None while there is nothing to find."""
        generation = store.generation
        if self._index is not None and self._in_step_at == generation:
            return self._index, ()
        if self._index is not None and self._still_behind():
            return self._index, (_BEHIND,)
        if not store.count_units():
            return None, ()
        index = self._snapshot(store, analyser())
        if index is not None:
            self._index, self._in_step_at, self._behind = index, generation, None
            return index, ()
        try:
            with self._lock.held(READER_WAITS if self._behind is None else 0.0):
                notes = self.bring(store, analyser())
                return self._index, notes
        except WorkspaceError as error:
            version = self._version()
            self._index = self._last_sound(analyser(), error)
            self._behind = version, monotonic() + _LOOKS_EVERY
            return self._index, (_BEHIND,)

    def _snapshot(self, store: Store, analyser: Analyser) -> Index | None:
        index = self._index
        if index is not None and index.fingerprint == analyser.fingerprint and freshness.holds_all(index, store):
            return index
        return freshness.open_in_step(self._root, store, analyser)

    def _still_behind(self) -> bool:
        return self._behind is not None and monotonic() < self._behind[1] and self._version() == self._behind[0]

    def _version(self) -> Path | None:
        return VersionedFolder(self._root).current()

    def _last_sound(self, analyser: Analyser, error: WorkspaceError) -> Index:
        why = "还没有索引"
        try:
            index = open_index(self._root)
        except IndexCorruptError as damage:
            index, why = None, damage.message
        if index is not None and index.fingerprint == analyser.fingerprint:
            return index
        if error.code == "busy":
            raise error
        why = why if index is None else "索引是用另一套词表或分词规则建的"
        raise WorkspaceError(f"{why}，又不能重建：{error.message}", hint=error.hint) from error
