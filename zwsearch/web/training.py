"""Retraining in the background: one at a time, in a process of its own, shown before it is taken."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Literal

from zwsearch.errors import ModelError, UsageError, ZwsearchError
from zwsearch.web.failures import Failure, explain, trace
from zwsearch.web.shelf import Shelf
from zwsearch.workspace.candidate import STAGES, Candidate, Stage, Tell, fit_candidate_of
from zwsearch.workspace.children import begin_work
from zwsearch.workspace.kept_candidate import pack, recall

State = Literal["idle", "running", "ready", "failed"]
_DIED = Failure(
    500,
    "training",
    "训练的进程意外结束了，多半是内存不足",
    "现在的模型没有变。请关掉别的程序后再训练一次；详情记在工作区的 zwsearch.log",
)
_BROKE = Failure(
    500,
    "training",
    "训练时程序出错，这是缺陷，不是您的标注有误",
    "现在的模型没有变，可以照常使用。请反馈；详情记在工作区的 zwsearch.log",
)

# The new model, from the end of its training until somebody has decided on it.
_KEPT = "candidate.zip"
# Kept from the beginning of a training until something has come of it.
_MARK = "training.json"

# In the process that trains: how it tells the server what it is at.
_tell: Tell = print


def _begin(queue: Any) -> None:
    global _tell
    begin_work()
    _tell = queue.put


def _work(fit: Callable[[str, Tell], Candidate], workspace: str) -> Candidate:
    return fit(workspace, _tell)


class Training:
    """What the training is at. A process of its own, so that pages stay quick meanwhile.

    `log` is given the trace of a failure that nobody foresaw. What came of a training is kept over a restart, as long
    as it can still be taken; `interrupted` is one whose server ended before anything came of it.
    """

    def __init__(
        self,
        workspace: Path,
        log: Callable[[str], object],
        shelf: Shelf,
        *,
        fit: Callable[[str, Tell], Candidate] = fit_candidate_of,
    ) -> None:
        self._workspace = workspace
        self._log = log
        self._shelf = shelf
        self._fit = fit
        self._recalled = self._recall()
        self.interrupted = self._recalled is None and _is_left_behind(shelf.get_json(_MARK))
        self._pool: ProcessPoolExecutor | None = None
        self._future: Future[Candidate] | None = None
        self._told: Any = None
        self._stage: Stage = STAGES[0]
        self._began = 0.0
        self._ended = 0.0

    @property
    def state(self) -> State:
        """Idle, running, ready (a candidate waits for a decision) or failed."""
        if self._future is None:
            return "idle" if self._recalled is None else "ready"
        if not self._future.done():
            return "running"
        return "failed" if self._future.exception() else "ready"

    @property
    def seconds(self) -> float:
        """How long the training has run, or ran."""
        return 0.0 if self._future is None else (self._ended or time.monotonic()) - self._began

    @property
    def stage(self) -> Stage:
        """What the training is at, as the process that trains told it."""
        while self._told is not None and not self._told.empty():
            self._stage = self._told.get()
        return self._stage

    @property
    def share(self) -> float:
        """The share of the stages that are behind; 1 only at the end."""
        return 1.0 if self.state in ("ready", "failed") else STAGES.index(self.stage) / len(STAGES)

    def start(self) -> None:
        """Begin. Raises UsageError while another training runs."""
        if self.state == "running":
            raise UsageError("正在训练，请等它完成", hint="训练要一两分钟，可以先做别的事")
        self.close()
        self.interrupted, self._recalled = False, None
        self._shelf.put_json(_MARK, {"process": os.getpid()})
        self._shelf.drop(_KEPT)
        # Spawned, since a fork would take our threads' locks along.
        context = multiprocessing.get_context("spawn")
        self._told, self._stage = context.SimpleQueue(), STAGES[0]
        self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(self._told,))
        self._began, self._ended = time.monotonic(), 0.0
        self._future = self._pool.submit(_work, self._fit, str(self._workspace))
        self._future.add_done_callback(self._end)

    @property
    def failure(self) -> Failure | None:
        """Why it failed."""
        error = self._future.exception() if self._future is not None and self._future.done() else None
        if error is None:
            return None
        if isinstance(error, ZwsearchError):
            return explain(error)
        return _DIED if isinstance(error, BrokenProcessPool | MemoryError) else _BROKE

    @property
    def candidate(self) -> Candidate | None:
        """What waits for a decision."""
        if self._future is None:
            return self._recalled
        return self._future.result() if self.state == "ready" else None

    def waiting(self) -> Candidate:
        """What waits for a decision. Raises UsageError when nothing does."""
        candidate = self.candidate
        if candidate is None:
            raise UsageError("没有等待采用的新模型", hint="请先用 zwsearch train 训练", code="nothing_trained")
        return candidate

    def drop(self) -> None:
        """Forget the result."""
        if self.state != "running":
            self.close()
            self._recalled = None
            self._shelf.drop(_KEPT)
            self._shelf.drop(_MARK)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        pool, told = self._pool, self._told
        self._pool = self._future = self._told = None
        if pool is not None:
            for process in list((pool._processes or {}).values()):
                process.terminate()
            pool.shutdown(wait=True, cancel_futures=True)
        if told is not None:
            told.close()

    def _end(self, future: Future[Candidate]) -> None:
        if future is not self._future:
            return  # ended by us
        self._ended = time.monotonic()
        error = future.exception()
        if error is not None or self._keep(future.result()):
            self._shelf.drop(_MARK)
        if future is not self._future:  # decided on already
            self._shelf.drop(_KEPT)
        if isinstance(error, Exception) and not isinstance(error, ZwsearchError):
            self._log(f"training\n{trace(error)}")

    def _keep(self, candidate: Candidate) -> bool:
        self._shelf.sweep(_KEPT)
        return self._shelf.put(_KEPT, pack(candidate))

    def _recall(self) -> Candidate | None:
        data = self._shelf.get(_KEPT)
        if data is None:
            return None
        try:
            return recall(str(self._workspace), data)
        except ModelError as error:
            self._log(f"training: dropped a new model that nobody had decided on: {error.message}")
            self._shelf.drop(_KEPT)
        except ZwsearchError as error:  # the workspace cannot be asked now; the next start may
            self._log(f"training: could not look at a new model that waits for a decision: {error.message}")
        return None


def _is_left_behind(mark: object) -> bool:
    """Whether a training was begun by a server that is no more; another one may well train just now."""
    process = mark.get("process") if isinstance(mark, dict) else None
    if not isinstance(process, int) or process == os.getpid():
        return process is not None
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
