"""One writer at a time: a lock file that the operating system frees by itself when its holder dies."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zwsearch.errors import WorkspaceError, cause_of, code_of

WAIT_SECONDS = 30.0  # a few notices of another writer, on a busy machine too
_PAUSE = 0.05
_HELD: set[int] = set()  # open files that hold a lock


def _let_go() -> None:
    """A process forked meanwhile shares the open files: it must not keep a lock beyond the life of its holder."""
    for handle in _HELD:
        os.close(handle)
    _HELD.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


class WriterLock:
    """The lock of one workspace; the same thread may take it again inside."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._inside = threading.RLock()
        self._depth = 0

    @contextmanager
    def held(self, seconds: float = WAIT_SECONDS) -> Iterator[None]:
        """Hold the lock. Raises WorkspaceError `busy` when another writer keeps it longer than `seconds`."""
        until = time.monotonic() + seconds
        if not self._inside.acquire(timeout=max(seconds, 0.0)):
            raise _busy()
        try:
            if self._depth:
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
                return
            handle = self._take(until)
            self._depth = 1
            _HELD.add(handle)
            try:
                yield
            finally:
                self._depth = 0
                _HELD.discard(handle)
                os.close(handle)  # frees the lock; the file stays, or a third writer could lock another one
        finally:
            self._inside.release()

    def _take(self, until: float) -> int:
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise WorkspaceError(
                f"工作区不能写入：{self._path.parent}（{cause_of(error)}）",
                hint="请检查文件夹权限和磁盘空间，或用 --workspace 换一个可写的文件夹",
                code=code_of(error),
            ) from error
        while not _lock(handle):
            if time.monotonic() >= until:
                os.close(handle)
                raise _busy()
            time.sleep(_PAUSE)
        return handle


def _busy() -> WorkspaceError:
    return WorkspaceError("工作区正被另一个程序写入", hint="请等它完成后再试，或换一个 --workspace 文件夹", code="busy")


if os.name == "nt":  # pragma: no cover - the other half of the same small promise
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
