"""Notices brought to the counter: one text or file may hold several; looked at first, stored when wanted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from zwsearch import read
from zwsearch.errors import ModelError, ReadError
from zwsearch.records import Document
from zwsearch.store import StoredFile
from zwsearch.workspace import tagging
from zwsearch.workspace.opened import OpenFolder
from zwsearch.workspace.overlay import lay_over
from zwsearch.workspace.reading import understand_all
from zwsearch.workspace.reports import TagReport
from zwsearch.workspace.rules import rules_version
from zwsearch.workspace.tagging import Pasted

SUFFIXES = tuple(read.SUFFIXES)


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
    readable: list[Document] = []
    unread: list[Unread] = []
    for document in documents:
        if len(documents) == 1 or document.blocks or not document.problems:
            readable.append(document)
        else:
            why = document.problems[0]
            unread.append((document.source.name, ReadError(why.message, hint=why.hint, code=why.code)))
    if not readable:
        raise unread[0][1]
    if folder.model is None:
        raise ModelError("没有可用的模型", hint="先用 zwsearch train 训练一个")
    tag, digest = folder.tagger(), hashlib.sha256(data).hexdigest()
    # Each notice is a file of its own to the store, so that some of an archive can be kept and others not.
    brought = tuple(
        Brought(
            Pasted(StoredFile(notice.source_key, digest, rules_version()), data, notice), tagging.report(tag(notice))
        )
        for notice in understand_all(readable, f"{tagging.PASTED}{digest}")
    )
    return brought, tuple(unread)


def keep(folder: OpenFolder, pasted: Sequence[Pasted]) -> tuple[TagReport, ...]:
    """Store notices that were brought, with people's earlier edits laid over them; all of them or none."""
    with folder.writing() as store:
        tag = folder.tagger()  # here, since the taxonomy may change while this waits for another writer
        with store.transaction():
            ids = [store.replace_file(x.file, x.data, [tag(lay_over(store, x.notice))])[0] for x in pasted]
        notes = folder.bring_in_step(store)
        told = store.whole_notices(ids)
        return tuple(
            TagReport(told[id_], tuple(u for u in store.units_of(id_) if u.type == "task"), saved=True, notes=notes)
            for id_ in ids
        )
