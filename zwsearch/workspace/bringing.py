"""Notices brought to the counter: one text or file may hold several; looked at first, stored when wanted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from zwsearch import read
from zwsearch.errors import ModelError, ReadError
from zwsearch.records import StoredNotice
from zwsearch.store import Store, StoredFile
from zwsearch.workspace import tagging
from zwsearch.workspace.carrying import Tagger, store_file
from zwsearch.workspace.comparing import Difference, difference
from zwsearch.workspace.opened import OpenFolder
from zwsearch.workspace.reading import part_unread, understand_all
from zwsearch.workspace.reports import TagReport
from zwsearch.workspace.rules import rules_version
from zwsearch.workspace.tagging import Pasted
from zwsearch.workspace.twins import find_same

SUFFIXES = tuple(read.SUFFIXES)
ALREADY = "这份通知已在工作区里"


@dataclass(frozen=True, slots=True)
class Brought:
    """One notice, read and tagged but not stored, with what is needed to store it."""

    pasted: Pasted
    report: TagReport


Unread = tuple[str, ReadError]  # the name of a file inside an archive, and why it could not be read


def bring(folder: OpenFolder, source: str | bytes, name: str) -> tuple[tuple[Brought, ...], tuple[Unread, ...]]:
    """Read and tag the notices of a text or of the bytes of a file; an archive or a mail may hold several.

    Files inside that cannot be read are told apart. Raises ReadError where nothing can be read, ModelError when
    there is no model.
    """
    if isinstance(source, str):
        read.check_pasted(source)
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    documents = (read.read_text(source, name),) if isinstance(source, str) else read.read_bytes(source, name)
    documents, failed = part_unread(documents)
    unread = tuple(
        (document.source.name, ReadError(why.message, hint=why.hint, code=why.code))
        for document in failed
        for why in document.problems
    )
    if folder.model is None:
        raise ModelError("没有可用的模型", hint="先用 zwsearch train 训练一个")
    tag, digest = folder.tagger(), hashlib.sha256(data).hexdigest()
    # Each notice is a file of its own to the store, so that some of an archive can be kept and others not.
    brought = tuple(
        Brought(
            Pasted(StoredFile(notice.source_key, digest, rules_version()), data, notice), tagging.report(tag(notice))
        )
        for notice in understand_all(documents, f"{tagging.PASTED}{digest}")
    )
    return brought, unread


def called(brought: Brought, at: datetime) -> Brought:
    """A notice that has no name of its own, called by what it says and when it was brought."""
    pasted = tagging.called(brought.pasted, at)
    stored = replace(brought.report.notice, source=pasted.notice.source)
    return Brought(pasted, replace(brought.report, notice=stored))


def keep(folder: OpenFolder, pasted: Sequence[Pasted]) -> tuple[TagReport, ...]:
    """Store notices that were brought, with people's earlier edits laid over them; all of them or none.

    One whose text the workspace holds already is not stored again: its report is on the one that is there.
    """
    with folder.writing() as store:
        tag = folder.tagger()  # here, since the taxonomy may change while this waits for another writer
        with store.transaction():
            kept = [_keep(store, one, tag) for one in pasted]
        notes = folder.bring_in_step(store)
        told = store.whole_notices([id_ for id_, _, _ in kept])
        return tuple(report_of(store, told[id_], (*notes, *said), change) for id_, said, change in kept)


def report_of(store: Store, stored: StoredNotice, notes: tuple[str, ...], change: Difference | None) -> TagReport:
    """The report on a notice that is stored, with what became of its tasks if it was stored before."""
    units = store.units_of(stored.id)
    tasks = tuple(unit for unit in units if unit.type == "task")
    return TagReport(stored, tasks, saved=True, notes=notes, passages=len(units) - len(tasks), difference=change)


def _keep(store: Store, pasted: Pasted, tag: Tagger) -> tuple[str, tuple[str, ...], Difference | None]:
    """The id of a notice that is stored now, what is to be said of the keeping, and what changed of it."""
    twin = find_same(store, pasted.notice)
    there = () if twin is None else (f"{ALREADY}：{twin.id}，没有另存一份",)
    # Its own earlier self is read anew once the rules of reading are others.
    own = store.identify(pasted.file.key)
    if twin is not None and (twin.id != own or store.file(pasted.file.key) == pasted.file):
        return twin.id, there, None
    new = pasted.notice
    if twin is not None and pasted.file.key.startswith(tagging.PASTED) and new.extraction.notice.title is None:
        # Pasted a second time, it keeps the name that people know it by.
        new = replace(new, source=replace(new.source, name=twin.source.name))
    change = difference(store, own, new) if store.notices([own]) else None
    stored = store_file(store, pasted.file, pasted.data, [new], tag)
    return stored.ids[0], (*there, *stored.notes), change
