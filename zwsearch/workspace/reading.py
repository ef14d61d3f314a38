"""One file → notices understood, in this process or in several; a bad file is an answer and not an exception."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sys
import threading
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from zwsearch import extract, read, repair
from zwsearch.errors import ReadError, ZwsearchError
from zwsearch.records import Document, Problem
from zwsearch.store import NewNotice
from zwsearch.workspace.children import begin_work

# Below this many files the start of the processes costs more than they save.
_ENOUGH_FILES = 8


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read; `known` are the hashes of bytes that need no reading again."""

    path: Path
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job. `notices` is None when the bytes were known or the file failed (then `problem` is set).

    `unread` are the files inside an archive that could not be read. `trace` is set for a failure that is a bug of ours.
    """

    path: Path
    sha256: str = ""
    data: bytes = b""
    notices: tuple[NewNotice, ...] | None = None
    unread: tuple[Document, ...] = ()
    problem: Problem | None = None
    trace: str | None = None


def understand(document: Document, key: str) -> NewNotice:
    """Mend and extract one document."""
    repaired = repair.repair(document)
    extraction = extract.extract(repaired)
    problems = dict.fromkeys((*document.problems, *repaired.problems, *extraction.problems))
    return NewNotice(key, document.source, extraction, repaired.mends, tuple(problems))


def part_unread(documents: Sequence[Document]) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
    """The documents of one file that were read, and those that were not; the ReadError of the first when none was."""
    read_, unread = (tuple(d for d in documents if d.unread is failed) for failed in (False, True))
    if not read_:
        why = unread[0].problems[0]
        raise ReadError(why.message, hint=why.hint, code=why.code)
    return read_, unread


def understand_all(documents: Sequence[Document], key: str) -> tuple[NewNotice, ...]:
    """Mend and extract the documents of one file; those of an archive are known by their names inside it."""
    if len(documents) == 1:
        return (understand(documents[0], key),)
    taken: set[str] = set()
    notices = []
    for document in documents:
        inner = f"{key}/{document.source.name}"
        while inner in taken:  # an archive may hold one name twice
            inner += "+"
        taken.add(inner)
        notices.append(understand(document, inner))
    return tuple(notices)


def read_file(job: Job) -> Outcome:
    """Do one job."""
    path = job.path
    try:
        digest = _digest(path)
        if digest is not None and digest in job.known:
            return Outcome(path, digest)
        documents, unread = part_unread(read.read_path(path))
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise ReadError(f"“{read.path_text(path)}”正在被别的程序改写", hint="请等它写完后再读取", code="unreadable")
        notices = understand_all(documents, read.path_text(path))
        return Outcome(path, digest, data, notices, unread=unread)
    except ZwsearchError as error:
        return Outcome(path, problem=problem_of(error))
    except Exception:
        return _bug(path, traceback.format_exc())


def problem_of(error: ZwsearchError) -> Problem:
    """An error as a line of a report."""
    return Problem(error.code, error.message, error.hint)


def _bug(path: Path, trace: str) -> Outcome:
    hint = "这是程序的缺陷，其余文件不受影响；请把这个文件和日志一起反馈"
    return Outcome(path, problem=Problem("internal", f"处理“{read.path_text(path.name)}”时程序出错", hint), trace=trace)


def _digest(path: Path) -> str | None:
    """None where the file cannot be opened: the reader then says why, in its words."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def read_files(jobs: Sequence[Job]) -> Iterator[Outcome]:
    """Do all jobs, in several processes where that pays and is safe; outcomes come in the order of the jobs."""
    processes = min(_processors(), len(jobs))
    context = _context() if processes > 1 and len(jobs) >= _ENOUGH_FILES else None
    if context is None:
        yield from map(read_file, jobs)
        return
    left = deque(jobs)
    for outcome in _in_processes(read_file, jobs, processes, context):
        yield outcome
        left.popleft()
    # A process died (memory, a crash of a library) and took the pool with it: the rest goes one process a file,
    # so that only the file that kills is lost.
    for job in left:
        alone = list(_in_processes(read_file, [job], 1, context))
        yield from alone or [_bug(job.path, "the reading process died")]


def _processors() -> int:
    """How many processors this process may use, which containers and batch systems limit."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_processes(
    work: Callable[[Job], Outcome], jobs: Sequence[Job], processes: int, context: Any
) -> Iterator[Outcome]:
    """Outcomes in order, up to the first one that a dying process took away."""
    waiting: deque[Future[Outcome]] = deque()
    todo = iter(jobs)
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=begin_work)

    def submit(count: int) -> None:
        with warnings.catch_warnings():
            # The numerical library keeps sleeping threads, which Python 3.12 warns of; it also prepares for forks.
            warnings.simplefilter("ignore", DeprecationWarning)
            waiting.extend(pool.submit(work, job) for job in islice(todo, count))

    try:
        # A window, not all at once: outcomes hold whole files and would pile up before a slow consumer.
        submit(4 * processes)
        while waiting:
            outcome = waiting.popleft().result()
            submit(1)
            yield outcome
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _context() -> Any:
    """How processes can be started here without harm, or None.

    Forking is safe while no other thread runs. Elsewhere a fresh interpreter would run the caller's script again,
    which is harmless for our own command only.
    """
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    ours = spec is not None and str(spec.name).startswith("zwsearch")
    return multiprocessing.get_context("spawn") if ours and sys.platform != "linux" else None
