"""Processes that make the pages of searches, from the moment that two visitors ask at the same time.

One interpreter works at one page after the other, whatever the number of its threads. A single visitor never notices,
and is answered by the server itself; so is everybody while the processes start, or where none can.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

from zwsearch.errors import ZwsearchError
from zwsearch.web.desk import Desk
from zwsearch.web.rendering import Terms, Visit, templates_of
from zwsearch.web.searching import Page, Question, SearchRoom
from zwsearch.web.seat import Known, Seat
from zwsearch.workspace.children import stay_with_parent
from zwsearch.workspace.facets import Facets

_MOST = 4  # each keeps an index and its counts of its own in memory
_FIRST = urlencode({"q": "公开"}).encode()  # asked at the start, so that the first visitor finds all files opened
_AGAIN = 60.0  # seconds until the next attempt, where processes could not be started or were ended from outside


class Searchers:
    """Makes the pages of searches. `log` is given a line when its processes ended unasked.

    `count` is the number of processes; without two processors there is nothing to gain by them.
    """

    def __init__(
        self, desk: Desk, room: SearchRoom, terms: Terms, log: Callable[[str], object], *, count: int | None = None
    ) -> None:
        self._desk = desk
        self._room = room
        self._terms = terms
        self._log = log
        cores = os.cpu_count() or 1
        self._count = (min(_MOST, cores) if cores > 1 else 0) if count is None else count
        self._asked = 0
        self._pool: ProcessPoolExecutor | None = None
        self._started: list[Future[int]] = []
        self._not_before = 0.0

    @property
    def processes(self) -> tuple[int, ...]:
        """The processes that pages are left to; none before they are ready."""
        return tuple(self._pool._processes or ()) if self._pool is not None and self._ready() else ()

    async def page(self, question: Question) -> Page:
        """The page of a search. Raises WorkspaceError."""
        self._asked += 1
        try:
            if self._asked > 1 and self._pool is None and self._count and time.monotonic() >= self._not_before:
                self._start()
            if self._ready():
                with suppress(BrokenProcessPool):
                    return await asyncio.get_running_loop().run_in_executor(self._pool, _page, question)
                self._give_up()
            return await self._desk.ask(lambda workspace: self._room.page(workspace, question))
        finally:
            self._asked -= 1

    def close(self) -> None:
        """Let the pages that have begun end, and the processes with them."""
        pool, self._pool, self._started = self._pool, None, []
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def _start(self) -> None:
        # Spawned, since a fork would take our threads' locks along.
        self._pool = ProcessPoolExecutor(
            self._count,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(self._desk.path, self._desk.known, self._terms),
        )
        try:
            self._started = [self._pool.submit(os.getpid) for _ in range(self._count)]
        except OSError:  # no more processes are to be had
            self._give_up()

    def _ready(self) -> bool:
        if not self._started or not all(future.done() for future in self._started):
            return False
        if any(future.exception() for future in self._started):
            self._give_up()
            return False
        return True

    def _give_up(self) -> None:
        pool, self._pool, self._started = self._pool, None, []
        self._not_before = time.monotonic() + _AGAIN
        if pool is not None:  # another visitor may have met the same
            pool.shutdown(wait=False)
            self._log("searchers: the processes that make search pages ended unasked; the server makes them itself")


# In one of the processes: where it works, and what with.
_seat: Seat
_room: SearchRoom


def _begin(path: Path, known: Known, terms: Terms) -> None:
    global _seat, _room
    stay_with_parent()
    _seat, _room = Seat(path, known), SearchRoom(Facets(), templates_of(terms))
    with suppress(ZwsearchError):  # the first visitor will be told
        _page(Question(_FIRST, Visit("/", "", "", {})))
    gc.freeze()  # what stays for good need not be looked through for unused cycles


def _page(question: Question) -> Page:
    return _seat.answer(lambda workspace: _room.page(workspace, question))
