"""The index on disk: a versioned folder with a card, its parts, and which units of them are gone.

A version is complete in itself; parts that did not change are hard links to those of the version before, so that
adding one notice to a hundred thousand tasks writes one notice.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from zwsearch.errors import IndexCorruptError
from zwsearch.index.building import build_part
from zwsearch.index.entry import FIELDS, IndexEntry, TermSource
from zwsearch.index.part import LIMIT, Part, merge_parts, open_part
from zwsearch.index.ranking import BuiltInIndex
from zwsearch.versions import SEAL, VersionedFolder

FORMAT = 3  # 2: the first bytes of the terms as numbers; 3: the lengths of units by shape
_CARD = "index.json"
_MERGE_AT = 6  # parts of one size class that are merged into one
_SPARSE = 0.25  # share of gone units at which a part is written anew

_REBUILD = "请运行 zwsearch doctor 重建索引，已保存的通知不受影响"


@dataclass(slots=True)
class _Held:
    """A part and where it lies; `source` is None for a part that is not on disk yet."""

    part: Part
    gone: npt.NDArray[np.bool_]
    source: Path | None = None
    card: dict[str, Any] | None = None

    @property
    def size(self) -> int:
        return len(self.gone) - int(self.gone.sum())


def open_index(root: Path) -> BuiltInIndex | None:
    """The current version of the index under `root`, or None where there is none yet.

    The snapshot stays good while newer versions are published. Raises IndexCorruptError for a damaged index and
    for one of another format; its `fingerprint` is for the caller to compare with the analyser's.
    """
    folder = VersionedFolder(root).current()
    if folder is None:
        return None
    fingerprint, held = _open(folder)
    live = [None if not h.gone.any() else ~h.gone for h in held]
    return BuiltInIndex(fingerprint, [h.part for h in held], live)


def update_index(
    root: Path,
    analyser: TermSource,
    added: Iterable[IndexEntry],
    removed: Collection[int] = (),
    *,
    fresh: bool = False,
    progress: Callable[[int], object] | None = None,
    keep: int = 2,
) -> BuiltInIndex:
    """Publish a version without the keys `removed` and with the entries `added`, and return it opened.

    Nothing that stays is segmented again. Entries whose key is indexed already are skipped: the text behind a key
    never changes. `fresh` starts from nothing; without it an index made by another analyser is refused.
    `progress` is told how many further entries were indexed; `keep` versions stay on disk. The caller keeps a
    second writer out. Raises IndexCorruptError when the current version is damaged, OSError when the disk refuses.
    """
    versions = VersionedFolder(root)
    current = None if fresh else versions.current()
    held: list[_Held] = []
    if current is not None:
        fingerprint, held = _open(current)
        if fingerprint != analyser.fingerprint:
            raise IndexCorruptError("索引是用另一套词表或另一版分词建立的", hint=_REBUILD)
    if removed:
        unwanted = np.fromiter(removed, dtype=np.int64)
        for h in held:
            h.gone = h.gone | np.isin(h.part.keys, unwanted)
    present = {int(key) for h in held for key in h.part.keys[~h.gone]}
    for batch in _batches(_unseen(added, present), LIMIT):
        part = build_part(analyser, batch)
        held.append(_Held(part, np.zeros(len(batch), dtype=np.bool_)))
        if progress is not None:
            progress(len(batch))
    held = _tidy(held)
    with versions.publish() as folder:
        _write(folder, analyser.fingerprint, held)
    versions.prune(keep)
    opened = open_index(root)
    if opened is None:  # pragma: no cover - somebody deleted the folder meanwhile
        raise IndexCorruptError("索引刚写好就不见了", hint=_REBUILD)
    return opened


def _unseen(added: Iterable[IndexEntry], present: set[int]) -> Iterator[IndexEntry]:
    for entry in added:
        if entry.key not in present:
            present.add(entry.key)
            yield entry


def _batches(entries: Iterator[IndexEntry], size: int) -> Iterator[list[IndexEntry]]:
    while batch := list(islice(entries, size)):
        yield batch


def _tidy(held: list[_Held]) -> list[_Held]:
    """Merge parts so that their number grows with the logarithm of the units, and drop what is mostly gone."""
    held = [h for h in held if h.size]
    full = [h for h in held if h.size > LIMIT // 2]
    rest = [h for h in held if h.size <= LIMIT // 2]
    tidy = [_merged([h]) if h.gone.mean() > _SPARSE else h for h in full]
    while rest:
        rest.sort(key=lambda h: h.size)
        level = _level(rest[0].size)
        same = [h for h in rest if _level(h.size) == level]
        rest = [h for h in rest if _level(h.size) != level]
        if len(same) < _MERGE_AT:
            tidy += (_merged([h]) if h.gone.mean() > _SPARSE else h for h in same)
            continue
        group: list[_Held] = []
        for h in same:
            if sum(g.size for g in group) + h.size > LIMIT:
                tidy.append(_merged(group))
                group = []
            group.append(h)
        merged = _merged(group)
        (rest if merged.size <= LIMIT // 2 else tidy).append(merged)
    return sorted(tidy, key=lambda h: int(h.part.keys[0]))


def _level(size: int) -> int:
    return size.bit_length() // 3


def _merged(group: list[_Held]) -> _Held:
    part = merge_parts([(h.part, ~h.gone) for h in group])
    return _Held(part, np.zeros(len(part.keys), dtype=np.bool_))


def _write(folder: Path, fingerprint: str, held: list[_Held]) -> None:
    cards: list[dict[str, Any]] = []
    taken = {h.card["name"] for h in held if h.card}
    number = max((int(name.split("-")[1]) for name in taken), default=0)
    for h in held:
        if h.card is not None and h.source is not None:
            card = dict(h.card)
            _link(h.source, folder / card["name"])
        else:
            number += 1
            card = {"name": f"part-{number:06d}"}
            card.update(h.part.write(folder / card["name"]))
        gone = np.flatnonzero(h.gone).astype("<u2").tobytes()
        if gone:
            (folder / f"{card['name']}.gone").write_bytes(gone)
        card["gone"] = zlib.crc32(gone)
        card["units"] = h.size
        cards.append(card)
    card = {"format": FORMAT, "fields": FIELDS, "fingerprint": fingerprint, "parts": cards}
    card["units"] = sum(h.size for h in held)
    (folder / _CARD).write_text(json.dumps(card, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def _open(folder: Path) -> tuple[str, list[_Held]]:
    try:
        data = (folder / _CARD).read_bytes()
        sealed = json.loads((folder / SEAL).read_bytes())
        if sealed.get(_CARD) != hashlib.sha256(data).hexdigest():
            raise ValueError("altered card")
        card = json.loads(data)
        if card["format"] != FORMAT or card["fields"] != list(FIELDS):
            raise IndexCorruptError("索引的格式与本程序的版本不同", hint=_REBUILD)
        held = [_open_part(folder, part) for part in card["parts"]]
        return str(card["fingerprint"]), held
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexCorruptError(f"索引损坏：{folder.name}", hint=_REBUILD) from error


def _open_part(folder: Path, card: dict[str, Any]) -> _Held:
    name = str(card["name"])
    path = folder / name
    part = open_part(path, card)
    gone_path = folder / f"{name}.gone"
    gone = gone_path.read_bytes() if gone_path.exists() else b""
    if zlib.crc32(gone) != card["gone"]:
        raise ValueError("altered list of what is gone")
    mask = np.zeros(len(part.keys), dtype=np.bool_)
    mask[np.frombuffer(gone, dtype="<u2")] = True
    return _Held(part, mask, path, card)
