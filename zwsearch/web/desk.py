"""Who works for the visitors: a few reading threads and one writing thread, each at a seat of its own.

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

from zwsearch.web.seat import Known, Seat
from zwsearch.workspace import Workspace

T = TypeVar("T")

READERS = 2


class Desk:
    """Asks the workspace without holding up the server; answers are those of the latest index, model and words."""

    def __init__(self, path: Path, *, readers: int = READERS) -> None:
        self.path = path
        self.known = Known()
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="zwsearch-reader")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="zwsearch-writer")
        self._local = threading.local()
        self._seats: list[Seat] = []

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
        for seat in self._seats:
            seat.close()

    async def _run(self, pool: ThreadPoolExecutor, work: Callable[[Workspace], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, self._work, work)

    def _work(self, work: Callable[[Workspace], T]) -> T:
        seat: Seat | None = getattr(self._local, "seat", None)
        if seat is None:
            seat = self._local.seat = Seat(self.path, self.known)
            self._seats.append(seat)
        return seat.answer(work)
