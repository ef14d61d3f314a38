"""Who works for the visitors: a few reading threads and one writing thread, each with a workspace of its own.

A workspace keeps a connection for each thread that ever used it, so the threads are ours and stay for good: those of
the framework come and go.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from zwsearch.errors import WorkspaceError
from zwsearch.workspace import SCHEMA_FILE, Workspace

T = TypeVar("T")

READERS = 2
# A form may wait for a batch of another writer; the visitor then reads "busy" and tries again.
_WRITER_WAITS = 20.0


class Desk:
    """Asks the workspace without holding up the server; answers are those of the latest index, model and words."""

    def __init__(self, path: Path, *, readers: int = READERS) -> None:
        self.path = path
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="zwsearch-reader")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="zwsearch-writer")
        self._local = threading.local()
        self._opened: list[Workspace] = []
        self._lock = threading.Lock()
        self._had_notices = False

    async def ask(self, question: Callable[[Workspace], T]) -> T:
        """The answer of a reading verb."""
        return await self._run(self._readers, question)

    async def change(self, act: Callable[[Workspace], T]) -> T:
        """The answer of a writing verb; one at a time."""
        return await self._run(self._writer, act)

    def close(self) -> None:
        """Let the work that has begun end, and let go of all files."""
        for pool in (self._readers, self._writer):
            pool.shutdown(wait=True, cancel_futures=True)
        for workspace in self._opened:
            workspace.close()

    async def _run(self, pool: ThreadPoolExecutor, work: Callable[[Workspace], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, self._work, work)

    def _work(self, work: Callable[[Workspace], T]) -> T:
        try:
            return work(self._workspace())
        except WorkspaceError as error:
            if error.code != "busy":
                self._forget()  # what a disk refused it may grant next time, and open files would not notice
            raise

    def _forget(self) -> None:
        workspace: Workspace | None = getattr(self._local, "workspace", None)
        if workspace is not None:
            self._local.workspace = None
            with self._lock:
                self._opened.remove(workspace)
            workspace.close()

    def _workspace(self) -> Workspace:
        mark = self._mark()
        if mark is None and self._had_notices:
            raise WorkspaceError(f"工作区不见了：{self.path}", hint="请把文件夹放回原处", code="gone")
        workspace: Workspace | None = getattr(self._local, "workspace", None)
        words, model = self._state(workspace)
        if workspace is None or (mark, words) != (self._local.mark, self._local.words):
            self._forget()
            workspace = Workspace(self.path, lock_seconds=_WRITER_WAITS)
            with self._lock:
                self._opened.append(workspace)
            words, model = self._state(workspace)
            self._local.workspace, self._local.words, self._local.model = workspace, words, model
            self._local.mark = mark
        store = workspace.existing()
        self._had_notices = self._had_notices or (store is not None and store.has_notices())
        if model != self._local.model:
            workspace.forget_model()
            self._local.model = model
        return workspace

    def _mark(self) -> tuple[int, int, bool] | None:
        """Which file the database is, and whether it can be written; None while there is none."""
        try:
            state = (self.path / SCHEMA_FILE).stat()
        except OSError:
            return None
        return state.st_dev, state.st_ino, os.access(self.path, os.W_OK) and os.access(self.path / SCHEMA_FILE, os.W_OK)

    @staticmethod
    def _state(workspace: Workspace | None) -> tuple[tuple[str, ...], Path | None]:
        """What another thread or process may have changed under an open workspace; the index looks after itself."""
        if workspace is None:
            return (), None
        store = workspace.existing()
        return (() if store is None else store.words()), workspace.model_versions.folder()
