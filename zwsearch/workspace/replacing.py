"""A corrected notice in the place of the stored one: the same id, with people's labels and edits laid over it again."""

from __future__ import annotations

from dataclasses import replace

from zwsearch.store import Store
from zwsearch.workspace.bringing import report_of
from zwsearch.workspace.carrying import store_in_place
from zwsearch.workspace.comparing import difference
from zwsearch.workspace.opened import OpenFolder, not_found
from zwsearch.workspace.reports import TagReport
from zwsearch.workspace.superseded import supersede
from zwsearch.workspace.tagging import PASTED, Pasted


def replace_notice(folder: OpenFolder, id_: str, pasted: Pasted) -> TagReport:
    """Let a notice that was brought take the place of a stored one, as a changed file does; the notice as it is now,
    with notes on what people had said of it. Raises NotFoundError."""
    if folder.existing() is None:
        raise not_found(id_)
    with folder.writing() as store:
        tag = folder.tagger()
        stored = store.notices([id_]).get(id_)
        if stored is None:
            raise not_found(id_)
        change = difference(store, id_, pasted.notice)
        with store.transaction():
            key = _key(store, id_, pasted)
            file, new = replace(pasted.file, key=key), replace(pasted.notice, source_key=key)
            said = store_in_place(store, id_, file, pasted.data, new, tag)
        notes = folder.bring_in_step(store)
        return report_of(store, store.whole_notices([id_])[id_], (*notes, *said), change)


def _key(store: Store, id_: str, pasted: Pasted) -> str:
    """What the notice is known by to the next reading.

    A file that was read from a folder stays that file, and what lies there is not read again until it changes. What
    came over the counter is known by what it holds: else the old text, brought once more, would replace the new one.
    """
    known = store.source_key(id_) or ""
    file = store.file(known)
    if file is not None and not known.startswith(PASTED):
        supersede(store, file)
        return known
    key = pasted.file.key
    while store.identify(key) != id_ and store.notices([store.identify(key)]):
        key += "+"  # read once to another text, by older rules
    return key
