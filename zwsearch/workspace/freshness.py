"""Keeping the index in step with the store: what is indexed is what is stored, also after a crash in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from zwsearch.errors import IndexCorruptError, WorkspaceError, cause_of, code_of
from zwsearch.index import Index, IndexEntry, open_index, update_index
from zwsearch.records import Filters, StoredNotice, Unit
from zwsearch.search import entry_of
from zwsearch.segment import Analyser
from zwsearch.store import Store

_BATCH = 2000


def units_with_notices(store: Store, keys: Sequence[int]) -> Iterator[tuple[Unit, StoredNotice]]:
    """Some units with their notices in the order of the keys, a batch in memory at a time."""
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        units = store.units(batch)
        notices = store.notices({unit.notice_id for unit in units.values()})
        for key in batch:
            if key in units:  # else removed by another process meanwhile
                yield units[key], notices[units[key].notice_id]


def holds_all(index: Index, store: Store) -> bool:
    """Whether the index holds exactly the stored units."""
    return bool(np.array_equal(index.keys, store.select_keys(Filters())))


def open_in_step(root: Path, store: Store, analyser: Analyser) -> Index | None:
    """The index, if it is sound, made by this analyser and holds exactly the stored units; else None."""
    try:
        index = open_index(root)
    except IndexCorruptError:
        return None
    if index is None or index.fingerprint != analyser.fingerprint:
        return None
    return index if holds_all(index, store) else None


def bring_in_step(
    root: Path, store: Store, analyser: Analyser, progress: Callable[[int], object] | None = None
) -> tuple[Index, str | None]:
    """Index what is missing and drop what is gone; return the index, and why it was made anew, if it was.

    The caller holds the writer lock. Raises WorkspaceError when the disk refuses.
    """
    if root.exists() and not root.is_dir():
        raise WorkspaceError(f"索引的位置上是一个文件：{root}", hint="请移走它或改名，索引会从数据库重建")
    stored = store.select_keys(Filters())
    why = None
    try:
        index = open_index(root)
        if index is not None and index.fingerprint != analyser.fingerprint:
            index, why = None, "词表或分词规则已更新，索引已重建"
    except IndexCorruptError as error:
        index, why = None, f"{error.message}，已从数据库重建"
    try:
        if index is None:
            return update_index(root, analyser, _entries(store, stored.tolist()), fresh=True, progress=progress), why
        missing = np.setdiff1d(stored, index.keys, assume_unique=True).tolist()
        gone = np.setdiff1d(index.keys, stored, assume_unique=True).tolist()
        if missing or gone:
            return update_index(root, analyser, _entries(store, missing), gone, progress=progress), None
        return index, None
    except OSError as error:
        raise WorkspaceError(
            f"写入索引失败：{root}（{cause_of(error)}）",
            hint="请检查磁盘空间和权限，已保存的通知不受影响",
            code=code_of(error),
        ) from error


def _entries(store: Store, keys: Sequence[int]) -> Iterator[IndexEntry]:
    return (entry_of(unit, notice) for unit, notice in units_with_notices(store, keys))
