"""Tasks and passages like one."""

from __future__ import annotations

from zwsearch.records import Filters, SearchPage
from zwsearch.search import similar
from zwsearch.workspace.opened import OpenFolder, not_found


def related_tasks(folder: OpenFolder, id_: str, *, k: int = 8) -> SearchPage:
    """The `k` tasks most like the one with this id, itself left out. Raises NotFoundError."""
    answering, _ = folder.answering()
    store, index, _ = answering.in_step()
    unit = store.unit(id_) if store is not None else None
    if store is None or index is None or unit is None:
        raise not_found(id_)
    return similar(store, index, answering.analyser, unit.key, Filters(tasks_only=True), k=k)
