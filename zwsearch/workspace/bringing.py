"""Notices brought to the counter: one text or file may hold several; looked at first, stored when wanted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from zwsearch import read
from zwsearch.errors import ModelError, ReadError
from zwsearch.records import Document, StoredNotice
from zwsearch.store import NewNotice, Store, StoredFile
from zwsearch.store.labels import plain
from zwsearch.workspace import tagging
from zwsearch.workspace.carrying import Tagger, store_file
from zwsearch.workspace.opened import OpenFolder
from zwsearch.workspace.reading import understand_all
from zwsearch.workspace.reports import TagReport
from zwsearch.workspace.rules import rules_version
from zwsearch.workspace.tagging import Pasted

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
    readable: list[Document] = []
    unread: list[Unread] = []
    for document in documents:
        if len(documents) == 1 or document.blocks or not document.problems:
            readable.append(document)
        else:
            reasons = (ReadError(why.message, hint=why.hint, code=why.code) for why in document.problems)
            unread += ((document.source.name, why) for why in reasons)
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


@dataclass(frozen=True, slots=True)
class Twins:
    """Notices of the workspace like one that was brought: of the `same` text, else of the same `title` alone."""

    same: StoredNotice | None = None
    title: StoredNotice | None = None


def twins(folder: OpenFolder, pasted: Pasted) -> Twins:
    """What the workspace holds of a notice already, from whatever file it came."""
    store = folder.existing()
    return Twins() if store is None else _twins(store, pasted.notice)


def _twins(store: Store, new: NewNotice) -> Twins:
    title, words = new.extraction.notice.title, plain(new.extraction.text)
    alike = list(store.whole_notices(store.notices_called(title)).values())
    same = next((stored for stored in alike if plain(stored.text) == words), None)
    named = next((stored for stored in alike if title is not None and stored.notice.title == title), None)
    return Twins(same, None if same is not None else named)


def keep(folder: OpenFolder, pasted: Sequence[Pasted]) -> tuple[TagReport, ...]:
    """Store notices that were brought, with people's earlier edits laid over them; all of them or none.

    One whose text the workspace holds from elsewhere is not stored a second time: its report is on the one that is.
    """
    with folder.writing() as store:
        tag = folder.tagger()  # here, since the taxonomy may change while this waits for another writer
        with store.transaction():
            kept = [_keep(store, one, tag) for one in pasted]
        notes = folder.bring_in_step(store)
        told = store.whole_notices([id_ for id_, _ in kept])
        units = {id_: store.units_of(id_) for id_ in told}
        tasks = {id_: tuple(unit for unit in of_one if unit.type == "task") for id_, of_one in units.items()}
        return tuple(
            TagReport(
                told[id_],
                tasks[id_],
                saved=True,
                notes=(*notes, *said),
                passages=len(units[id_]) - len(tasks[id_]),
            )
            for id_, said in kept
        )


def _keep(store: Store, pasted: Pasted, tag: Tagger) -> tuple[str, tuple[str, ...]]:
    """The id of a notice that was brought, and what is to be said of the keeping."""
    twin = _twins(store, pasted.notice).same
    if twin is not None and twin.id != store.identify(pasted.file.key):
        return twin.id, (f"{ALREADY}：{twin.id}，没有另存一份",)
    stored = store_file(store, pasted.file, pasted.data, [pasted.notice], tag)
    return stored.ids[0], stored.notes
