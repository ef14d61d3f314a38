"""Who works for the visitors: a few reading threads and one writing thread, each with a workspace of its own.

A workspace keeps a connection for each thread that ever used it, so the threads are ours and stay for good: those of
the framework come and go.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from zwsearch.workspace import Workspace

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
        return await asyncio.get_running_loop().run_in_executor(pool, lambda: work(self._workspace()))

    def _workspace(self) -> Workspace:
        workspace: Workspace | None = getattr(self._local, "workspace", None)
        words, model = self._state(workspace)
        if workspace is None or words != self._local.words:
            if workspace is not None:
                workspace.close()
                self._opened.remove(workspace)
            workspace = Workspace(self.path, lock_seconds=_WRITER_WAITS)
            with self._lock:
                self._opened.append(workspace)
            words, model = self._state(workspace)
            self._local.workspace, self._local.words, self._local.model = workspace, words, model
        if model != self._local.model:
            workspace.forget_model()
            self._local.model = model
        return workspace

    @staticmethod
    def _state(workspace: Workspace | None) -> tuple[tuple[str, ...], Path | None]:
        """What another thread or process may have changed under an open workspace; the index looks after itself."""
        if workspace is None:
            return (), None
        store = workspace.existing()
        return (() if store is None else store.words()), workspace.model_versions.folder()
