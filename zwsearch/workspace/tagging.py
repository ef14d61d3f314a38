"""The verb `tag`: one notice, pasted or in a file, understood without being stored."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from zwsearch import read
from zwsearch.errors import UsageError
from zwsearch.records import Document, StoredNotice, Unit
from zwsearch.store import UNNAMED, NewNotice, StoredFile, pasted_name
from zwsearch.workspace.reading import part_unread, understand
from zwsearch.workspace.reports import TagReport
from zwsearch.workspace.rules import rules_version

__all__ = ["PASTED", "UNNAMED", "Pasted", "called", "read_source", "report"]

PASTED = "pasted:"  # begins the source of what came over the counter
_ID_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Pasted:
    """One notice with what is needed to store it."""

    file: StoredFile
    data: bytes
    notice: NewNotice


def read_source(source: str | bytes | Path, name: str) -> Pasted:
    """Read one notice: a Path is a file, a str or bytes is the text itself. Raises ReadError or UsageError."""
    if isinstance(source, Path):
        path = source.expanduser().absolute()
        documents = read.read_path(path)
        return _one(documents, read.path_text(path), path.read_bytes())
    if isinstance(source, str):
        read.check_pasted(source)
        document = read.read_text(source, name)
        return _one((document,), None, source.encode("utf-8", "surrogatepass"))
    return _one(read.read_bytes(source, name), None, source)


def called(pasted: Pasted, at: datetime) -> Pasted:
    """A notice that came over the counter without a name and has no title, called by its words and the time."""
    new, extraction = pasted.notice, pasted.notice.extraction
    if new.source.name != UNNAMED or extraction.notice.title:
        return pasted
    words = extraction.tasks[0].requirement if extraction.tasks else extraction.text
    return replace(pasted, notice=replace(new, source=replace(new.source, name=pasted_name(words, at))))


def report(notice: NewNotice) -> TagReport:
    """The report on a notice that was not stored; its ids are those of its content."""
    identity = hashlib.sha256(notice.source_key.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]
    extraction = notice.extraction
    tags = notice.tags or (None,) * len(extraction.tasks)
    units = tuple(
        Unit(
            key=0,
            id=f"{identity}-{place}",
            notice_id=identity,
            type="task",
            text=task.requirement,
            section=task.section,
            number=task.number,
            lead=task.lead,
            support=task.support,
            deadline=task.deadline,
            spans=task.spans,
            tag=tag,
        )
        for place, (task, tag) in enumerate(zip(extraction.tasks, tags, strict=True), 1)
    )
    stored = StoredNotice(
        identity,
        extraction.notice,
        notice.source,
        extraction.text,
        extraction.missing_numbers,
        notice.problems,
        notice.mends,
    )
    return TagReport(stored, units, saved=False, passages=len(extraction.passages))


def _one(documents: tuple[Document, ...], key: str | None, data: bytes) -> Pasted:
    if len(documents) != 1:
        raise UsageError(
            f"这个文件里有 {len(documents)} 份文件，一次只看一份", hint="请用 zwsearch index 读入，或解压后逐份查看"
        )
    part_unread(documents)
    digest = hashlib.sha256(data).hexdigest()
    source_key = key or f"{PASTED}{digest}"
    return Pasted(StoredFile(source_key, digest, rules_version()), data, understand(documents[0], source_key))
