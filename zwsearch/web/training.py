"""Retraining in the background: one at a time, in a process of its own, shown before it is taken."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Literal

from zwsearch.errors import UsageError, WorkspaceError
from zwsearch.web.failures import Failure, explain
from zwsearch.workspace.candidate import Candidate, fit_candidate_of

State = Literal["idle", "running", "ready", "failed"]
# Seconds that a first training takes on a small machine; later ones are judged by the one before.
_USUAL = 90.0


class Training:
    """What the training is at. A process of its own, so that pages stay quick meanwhile."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._pool: ProcessPoolExecutor | None = None
        self._future: Future[Candidate] | None = None
        self._began = 0.0
        self._ended = 0.0
        self._usual = _USUAL

    @property
    def state(self) -> State:
        """Idle, running, ready (a candidate waits for a decision) or failed."""
        if self._future is None:
            return "idle"
        if not self._future.done():
            return "running"
        return "failed" if self._future.exception() else "ready"

    @property
    def seconds(self) -> float:
        """How long the training has run, or ran."""
        return 0.0 if self._future is None else (self._ended or time.monotonic()) - self._began

    @property
    def share(self) -> float:
        """About how much is done, by the time that it took before; 1 only at the end."""
        return 1.0 if self.state in ("ready", "failed") else min(0.97, self.seconds / self._usual)

    def start(self) -> None:
        """Begin. Raises UsageError while another training runs."""
        if self.state == "running":
            raise UsageError("正在训练，请等它完成", hint="训练要一两分钟，可以先做别的事")
        self.close()
        # Spawned, since a fork would take our threads' locks along.
        self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        self._began, self._ended = time.monotonic(), 0.0
        self._future = self._pool.submit(fit_candidate_of, str(self._workspace))
        self._future.add_done_callback(self._end)

    @property
    def failure(self) -> Failure | None:
        """Why it failed."""
        error = self._future.exception() if self._future is not None and self._future.done() else None
        return explain(error) if isinstance(error, Exception) else None

    @property
    def candidate(self) -> Candidate | None:
        """What waits for a decision."""
        return self._future.result() if self._future is not None and self.state == "ready" else None

    def waiting(self) -> Candidate:
        """What waits for a decision. Raises WorkspaceError when nothing does."""
        candidate = self.candidate
        if candidate is None:
            raise WorkspaceError("没有等待采用的新模型", hint="请先点“重新训练”", code="nothing_trained")
        return candidate

    def drop(self) -> None:
        """Forget the result."""
        if self.state != "running":
            self.close()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):
                process.terminate()
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._future = None

    def _end(self, _: Future[Candidate]) -> None:
        self._ended = time.monotonic()
        if self._ended > self._began:
            self._usual = self._ended - self._began
