"""The verb `index`: files to stored, tagged notices; each step leaves a workspace that opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zwsearch.errors import ReadError
from zwsearch.read import find_files, find_unknown, is_there, path_text
from zwsearch.records import Problem
from zwsearch.store import Store, StoredFile
from zwsearch.workspace.carrying import Stored, Tagger, store_file
from zwsearch.workspace.comparing import Difference, difference
from zwsearch.workspace.reading import Job, Outcome, problem_of, read_files
from zwsearch.workspace.reports import IndexedNotice, IndexReport
from zwsearch.workspace.rules import rules_version
from zwsearch.workspace.superseded import forget, move, superseded, superseded_files

Progress = Callable[[int, int, str], object]
Log = Callable[[str], object]

# Files committed together: a commit waits for the disk, and a crash loses at most these.
_BATCH = 32
_NAMED = 10  # unknown files that are named


def find(paths: Sequence[Path]) -> tuple[list[Path], list[IndexedNotice]]:
    """The files behind the paths, absolute and each once, and a line for each path that has none.

    Raises the ReadError itself when no path leads to a file: then there is nothing to report on.
    """
    files: dict[Path, None] = {}
    failed: list[IndexedNotice] = []
    first: ReadError | None = None
    for path in paths:
        try:
            files.update((found.absolute(), None) for found in find_files([path]))
        except ReadError as error:
            first = first or error
            failed.append(IndexedNotice("failed", None, path_text(path), problems=(problem_of(error),)))
    if first is not None and not files:
        raise first
    return list(files), failed


def note_unknown(paths: Sequence[Path]) -> str | None:
    """A line that counts and names the files in the folders that are of no known format; None where all are."""
    try:
        unknown = find_unknown(paths)
    except ReadError:  # `find` has said so
        return None
    if not unknown:
        return None
    named = "、".join(path_text(path.name) for path in unknown[:_NAMED]) + ("等" if len(unknown) > _NAMED else "")
    return f"跳过 {len(unknown)} 个不认识的文件：{named}"


def read_into(store: Store, files: Sequence[Path], tagger: Tagger, progress: Progress | None, log: Log) -> IndexReport:
    """Read files and store their notices. The caller holds the writer lock.

    An interrupt (Ctrl-C) ends the work after what is finished; the report says how many files were left.
    """
    jobs = [Job(path.absolute(), _known(store, path)) for path in files]
    told = _Told()
    done = 0
    batch: list[Outcome] = []
    try:
        for outcome in read_files(jobs):
            batch.append(outcome)
            if len(batch) >= _BATCH:
                _store(store, batch, tagger, told, log)
                done += len(batch)
                batch = []
            if progress is not None:
                progress(done + len(batch), len(jobs), path_text(outcome.path.name))
    except KeyboardInterrupt:
        _store(store, batch, tagger, told, log)
        return told.report(interrupted=len(jobs) - done - len(batch))
    _store(store, batch, tagger, told, log)
    return told.report(interrupted=0)


@dataclass(slots=True)
class _Told:
    """What there is to tell so far; see `IndexReport`."""

    lines: list[IndexedNotice] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def report(self, *, interrupted: int) -> IndexReport:
        return IndexReport(tuple(self.lines), (*self.said, *self.notes), interrupted, tuple(self.said))


def _lines(stored: Stored, before: Mapping[str, Difference]) -> list[IndexedNotice]:
    """A line for each notice of a file; `before` tells of those that it held before what became of their tasks."""
    return [
        IndexedNotice(
            "updated" if id_ in before else "added",
            id_,
            notice.source.name,
            notice.extraction.notice.title,
            len(notice.extraction.tasks),
            notice.problems,
            before.get(id_),
        )
        for id_, notice in zip(stored.ids, stored.notices, strict=True)
    ]


def _known(store: Store, path: Path) -> tuple[str, ...]:
    stored = store.file(path_text(path))
    if stored is None:
        return ()
    return (*superseded(store, stored.key), *([stored.sha256] if stored.rules == rules_version() else []))


def _store(store: Store, batch: Sequence[Outcome], tagger: Tagger, told: _Told, log: Log) -> None:
    if not batch:
        return
    with store.transaction():
        for outcome in batch:
            if outcome.trace is not None:
                log(f"{outcome.path}\n{outcome.trace}")
            if outcome.problem is not None:
                told.lines.append(_failed(outcome.path, outcome.problem))
            elif outcome.notices is None:
                told.lines += _unchanged(store, outcome.path)
            else:
                # What failed in part counts as read by no rules, so that it is read, and told, the next time too.
                rules = "" if outcome.unread else rules_version()
                file = StoredFile(path_text(outcome.path), outcome.sha256, rules)
                if (other := _known_by_another_name(store, file)) is not None:
                    told.notes.append(other)
                if store.file(file.key) is not None and file.sha256 in superseded(store, file.key):
                    told.lines += _unchanged(store, outcome.path)
                    continue
                known, new = store.notices_of(file.key), {store.identify(x.source_key): x for x in outcome.notices}
                before = {id_: difference(store, id_, notice) for id_, notice in new.items() if id_ in known}
                stored = store_file(store, file, outcome.data, outcome.notices, tagger)
                forget(store, file.key)
                told.said += stored.notes
                told.lines += _lines(stored, before)
                told.lines += (
                    IndexedNotice("failed", None, document.source.name, problems=document.problems)
                    for document in outcome.unread
                )


def _known_by_another_name(store: Store, file: StoredFile) -> str | None:
    """A line where the same bytes came from elsewhere; a file that is no longer there was moved, with its notices."""
    twins = [key for key in store.files_with(file.sha256) if key != file.key]
    held = [*twins, *superseded_files(store, file.sha256)] if store.file(file.key) is None else []
    gone = next((key for key in held if Path(key).is_absolute() and not is_there(key)), None)
    if gone is not None:
        store.move_file(gone, file.key)
        move(store, gone, file.key)
        return f"“{gone}”改了名或换了位置，现在是“{file.key}”：仍是同一份通知，编号、标注和修改都在"
    if not twins:
        return None
    other = twins[0] if Path(twins[0]).is_absolute() else "粘贴或上传的一份"
    return f"“{path_text(Path(file.key).name)}”与“{other}”内容相同，作为另一份通知保存"


def _failed(path: Path, problem: Problem) -> IndexedNotice:
    return IndexedNotice("failed", None, path_text(path.name), problems=(problem,))


def _unchanged(store: Store, path: Path) -> list[IndexedNotice]:
    ids = store.notices_of(path_text(path))
    notices = store.notices(ids)
    tasks = store.count_tasks(ids)
    return [
        IndexedNotice(
            "unchanged",
            id_,
            notices[id_].source.name,
            notices[id_].notice.title,
            tasks.get(id_, 0),
            notices[id_].problems,
        )
        for id_ in ids
    ]
