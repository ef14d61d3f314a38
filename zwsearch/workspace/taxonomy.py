"""The user's own `taxonomy.json`, and keeping what is stored in its terms from the moment it changes.

What the store is in terms of is a setting of its own, so that a change is noticed by one query and one small file,
whoever made it and whenever.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from zwsearch.errors import LabelError
from zwsearch.records import Filters, Tag
from zwsearch.store import Store
from zwsearch.store.labels import TAXONOMY
from zwsearch.tag.taxonomy import Taxonomy

if TYPE_CHECKING:
    from zwsearch.tag import Model

FILE = "taxonomy.json"
BEHIND = "类别表已更改，但工作区正被另一个程序写入或不能写入，显示的可能还是旧的类别"
_LOOKS_EVERY = 1.0  # seconds between two tries of a reader while another process writes
_BATCH = 1000  # tasks tagged together


def read_taxonomy(workspace: Path) -> Taxonomy:
    """The user's own `taxonomy.json` in the workspace, else the one of the program. Raises LabelError."""
    path = workspace / FILE
    return _parse(_bytes(path), path)


def stored_terms(store: Store) -> Mapping[str, str] | None:
    """The names that the store is in terms of, see `Taxonomy.meanings`; None when that was never written down."""
    kept = store.setting(TAXONOMY)
    if kept is None:
        return None
    meanings: dict[str, str] = json.loads(kept)
    return meanings


class TaxonomyWatch:
    """Notices that the taxonomy of one folder is another than the one its store is in terms of.

    `root` is where the taxonomy is; `shared` says that folders with other taxonomies use the same store.
    `note` is what the user should know: the file is broken, or what is stored could not be brought in step.
    """

    def __init__(self, root: Path, *, shared: bool = False) -> None:
        self.note: str | None = None
        self._path = root / FILE
        self._shared = shared
        self._seen: tuple[bytes | None] | None = None  # the file as it was when the store was in its terms
        self._again_at = 0.0

    def read(self) -> Taxonomy:
        """The taxonomy as it now is. Raises LabelError."""
        return _parse(_bytes(self._path), self._path)

    def meanings(self, store: Store | None) -> Mapping[str, str]:
        """The names that hold now; while the file is broken, those that the store is in terms of."""
        try:
            return self.read().meanings
        except LabelError:
            kept = None if store is None else stored_terms(store)
            return Taxonomy.load().meanings if kept is None else kept

    def wanted(self, store: Store, *, writing: bool) -> Mapping[str, str] | None:
        """The names that the store should be in terms of, when it is not; None when there is nothing to do.

        A reader is not told what only a writer needs, nor more than once a second while it could do nothing.
        """
        try:
            data = _bytes(self._path)
            if not (writing or self._shared) and self._seen == (data,):
                self.note = None
                return None
            meanings = _parse(data, self._path).meanings
        except LabelError as error:
            self.note = f"{error.message}；类别暂按改动以前的类别表。建议：{error.hint}"
            return None
        before = stored_terms(store)
        if before == meanings or (before is None and not writing and not self.changes(store, meanings)):
            self.note, self._seen = None, (data,)
            return None
        return meanings if writing or monotonic() >= self._again_at else None

    def changes(self, store: Store, meanings: Mapping[str, str]) -> bool:
        """Whether tags and labels must be laid anew to be in terms of `meanings`, which are not the store's."""
        if stored_terms(store) is not None:
            return True
        # Written before anybody kept account, or new: without a taxonomy of their own, all tags are in our terms.
        return _bytes(self._path) is not None or not set(store.known_names("categories")) <= set(meanings.values())

    def take_terms(self, store: Store, meanings: Mapping[str, str], model: Callable[[], Model | None]) -> str | None:
        """Put the store in terms of `meanings`, all of it or nothing; return a line on it where tags changed.

        `model` is asked for when tasks must be tagged anew. The caller holds the writer lock.
        """
        before = stored_terms(store)
        try:
            with store.transaction():
                anew = self.changes(store, meanings)
                store.set_setting(TAXONOMY, json.dumps(meanings, ensure_ascii=False))
                tasks = lay_anew(store, model()).all_of_them if anew else 0
        except BaseException:
            self._seen = None
            raise
        return describe_change(before, meanings, tasks) if tasks else None

    def put_off(self) -> None:
        """It could not be done now: tell the user, and let readers go on."""
        self.note, self._again_at = BEHIND, monotonic() + _LOOKS_EVERY


@dataclass(frozen=True, slots=True)
class Retagged:
    """How many stored tasks there are, how many of them have the model's word, and how many another category by it."""

    all_of_them: int
    by_model: int
    changed: int


def lay_anew(store: Store, model: Model | None) -> Retagged:
    """Tag all stored tasks, and lay the labels over them. Without a model they have no tags.

    The caller holds the writer lock.
    """
    by_model = changed = 0
    keys = store.select_keys(Filters(tasks_only=True)).tolist()
    with store.transaction():
        for start in range(0, len(keys), _BATCH):
            units = store.units(keys[start : start + _BATCH])
            tags: list[Tag | None] = [None] * len(units)
            if model is not None:
                tags = [*model.tag_many((unit.text, unit.section) for unit in units.values())]
            store.set_tags(dict(zip(units, tags, strict=True)))
            for unit, tag in zip(units.values(), tags, strict=True):
                if unit.tag is None or not unit.tag.said:
                    by_model += 1
                    changed += (unit.tag and unit.tag.category) != (tag and tag.category)
    return Retagged(len(keys), by_model, changed)


def describe_change(before: Mapping[str, str] | None, after: Mapping[str, str], tasks: int) -> str:
    """One line on what became of the taxonomy; `tasks` were tagged anew."""
    before = Taxonomy.load().meanings if before is None else before
    old, new = set(before.values()), set(after.values())
    said = {
        "改名": [f"{name}→{after[name]}" for name in sorted(old - new) if name in after],
        "去掉": sorted(name for name in old - new if name not in after),
        "新增": sorted(new - old - {after[name] for name in old if name in after}),
    }
    parts = [f"{what} {'、'.join(names)}" for what, names in said.items() if names]
    # What was renamed twice: its labels are lost to the user unless the first name is told as well.
    lost = sorted(name for name, held in before.items() if name != held and name not in after and held in after)
    parts += [f"“{name}”原是“{before[name]}”的旧名，现在没有写在 formerly 里，它的标注不再算数" for name in lost]
    return f"类别表已更改（{'；'.join(parts) or '旧名有改动'}），{tasks} 条任务已按新表重新标注"


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LabelError(f"类别文件打不开：{path}", hint="请检查它是不是文件、有没有读取权限") from error


@lru_cache(maxsize=8)
def _parse(data: bytes | None, path: Path) -> Taxonomy:
    return Taxonomy.load() if data is None else Taxonomy.parse(data, path)
