"""Notices that were brought and not yet saved: for each visitor who brought them, kept for some days.

What is kept is what was brought, and what the visitor said of it; what the program made of it is made again when the
memory has no room for it, or after a restart.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from zwsearch.errors import NotFoundError, UsageError
from zwsearch.records import Unit
from zwsearch.web.shelf import Shelf
from zwsearch.web.wording import title
from zwsearch.workspace import Workspace, bringing
from zwsearch.workspace.bringing import Brought
from zwsearch.workspace.corrections import with_category
from zwsearch.workspace.reports import TagReport
from zwsearch.workspace.tagging import Pasted

MOST = 2000  # unsaved notices of one visitor: as many as one archive may hold
_MOST_BYTES = 200 * 1024 * 1024  # of one visitor, and of all in memory
_MOST_ON_DISK = 2 * 1024**3  # of all
_MOST_IN_MEMORY = 2000  # notices as they were understood, of all
_FOLDER = "drafts"


@dataclass
class Draft:
    """One notice that was brought: part number `part` of a `source` of `weight` bytes. `said` maps the place of a task
    to the category that the visitor chose.

    What was brought together has one `batch`. Once it is `saved` (the id of the notice), `stored` maps the places of
    its tasks to their ids: what is said from then on is said of those. `brought` is there while somebody looks.
    """

    id: str
    owner: str
    batch: str
    source: str
    weight: int
    name: str
    is_text: bool
    part: int
    title: str
    size: int
    at: int
    said: dict[int, str] = field(default_factory=dict)
    about: dict[int, str] = field(default_factory=dict)  # the words of the tasks that something was said of
    saved: str | None = None
    stored: dict[int, str] = field(default_factory=dict)
    brought: Brought | None = None

    @property
    def pasted(self) -> Pasted:
        """What is needed to store it."""
        return self._there.pasted

    @property
    def report(self) -> TagReport:
        """What the program made of it."""
        return self._there.report

    @property
    def _there(self) -> Brought:
        assert self.brought is not None, "only of drafts that were asked for with a workspace"
        return self.brought

    @property
    def tasks(self) -> tuple[Unit, ...]:
        """The tasks, with what the visitor said laid over the model's word."""
        return tuple(
            with_category(unit, self.said[place]) if self.about.get(place) == unit.text else unit
            for place, unit in enumerate(self.report.tasks)
        )


class Drafts:
    """The drafts of all visitors. Nobody's make room for another's, and nothing unsaved is ever dropped unasked."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._held: dict[str, dict[str, Draft]] = {}  # owner → id → draft
        self._read: OrderedDict[tuple[str, str], tuple[Brought, ...]] = OrderedDict()  # latest used last
        self._homeless: set[tuple[str, str]] = set()  # sources that could not be kept: they must stay in memory
        self._lock = threading.RLock()
        self._sweep()

    def check_room(self, owner: str, size: int) -> None:
        """Raises UsageError (code `too_large`) when a visitor has no room for a source of `size` bytes."""
        with self._lock:
            self._sweep()
            used = sum({x.source: x.weight for x in self._of(owner).values() if not x.saved}.values())
        if used + size > _MOST_BYTES:
            raise UsageError(
                f"还没有保存的通知已有 {used / 2**20:.0f} MB，一共最多暂存 {_MOST_BYTES // 2**20} MB，没有收下",
                hint="请先保存或丢弃“刚才处理的”通知，再上传",
                code="too_large",
            )
        if self._shelf.bytes_in(_FOLDER) + size > _MOST_ON_DISK:
            raise UsageError(
                "大家还没有保存的通知太多，暂存的地方满了，没有收下",
                hint="请先保存或丢弃处理过的通知",
                code="too_large",
            )

    def add(self, owner: str, batch: str, name: str, source: str | bytes, brought: Sequence[Brought]) -> list[Draft]:
        """Keep the notices of one source, all of them or none: UsageError (code `too_large`) when they are too many."""
        with self._lock:
            held = self._of(owner)
            unsaved = sum(not draft.saved for draft in held.values())
            if unsaved + len(brought) > MOST:
                before = f"，已有 {unsaved} 份没有保存" if unsaved else ""
                raise UsageError(
                    f"里面有 {len(brought)} 份通知{before}，一共最多暂存 {MOST} 份，一份也没有收下",
                    hint="请先保存或丢弃“刚才处理的”通知，或把压缩包拆小再上传",
                    code="too_large",
                )
            data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
            about = f"{isinstance(source, str)} {name}\n".encode("utf-8", "replace")
            key = hashlib.sha256(about + data).hexdigest()
            if not self._shelf.put(f"{_place(owner)}/{key}.source", data):
                self._homeless.add((owner, key))
            at = time.time_ns()
            drafts = [
                Draft(
                    id=secrets.token_urlsafe(9),
                    owner=owner,
                    batch=batch,
                    source=key,
                    weight=len(data),
                    name=name,
                    is_text=isinstance(source, str),
                    part=part,
                    title=title(one.report.notice),
                    size=len(one.report.tasks),
                    at=at + part,
                )
                for part, one in enumerate(brought)
            ]
            for draft in drafts:
                held[draft.id] = draft
                self._write(draft)
            self._remember(owner, key, tuple(brought))
            for old in [draft for draft in held.values() if draft.saved][: max(0, len(held) - MOST)]:
                self.drop(owner, old.id)  # it is in the workspace
            return drafts

    def batch(self, workspace: Workspace, owner: str, batch: str) -> list[Draft]:
        """What a visitor brought together, in that order. Raises NotFoundError when nothing of it is left."""
        found = [draft for draft in reversed(self.of(owner)) if draft.batch == batch]
        if not found:
            raise _gone()
        return [self._opened(workspace, draft) for draft in found]

    def get(self, workspace: Workspace, owner: str, id_: str) -> Draft:
        """A draft of this visitor. Raises NotFoundError."""
        return self._opened(workspace, self._draft(owner, id_))

    def of(self, owner: str) -> list[Draft]:
        """All drafts of a visitor, latest first, without what the program made of them."""
        with self._lock:
            return sorted(self._of(owner).values(), key=lambda draft: -draft.at)

    def say(self, draft: Draft, place: int, category: str) -> None:
        """Lay a category over the model's word; an empty one takes it away again."""
        with self._lock:
            if category:
                draft.said[place], draft.about[place] = category, draft.report.tasks[place].text
            else:
                draft.said.pop(place, None)
                draft.about.pop(place, None)
            self._write(draft)

    def keep(self, draft: Draft, saved: TagReport) -> None:
        """Remember where a draft is stored, with those of its tasks that people's earlier edits left there."""
        with self._lock:
            draft.saved = saved.notice.id
            there = {unit.id for unit in saved.tasks}
            draft.stored |= {place: id_ for place, id_ in enumerate(saved.read) if id_ in there}
            held = self._of(draft.owner).get(draft.id)
            if held is not None:
                held.saved = draft.saved
                self._write(draft)

    def unsave(self, notice_id: str) -> None:
        """A notice was removed: the drafts that were saved as it are offered to be saved again."""
        with self._lock:
            for held in self._held.values():
                for draft in [draft for draft in held.values() if draft.saved == notice_id]:
                    draft.saved, draft.stored = None, {}
                    self._write(draft)

    def drop(self, owner: str, id_: str) -> None:
        """Forget a draft. Raises NotFoundError."""
        with self._lock:
            draft = self._draft(owner, id_)
            del self._of(owner)[id_]
            self._shelf.drop(f"{_place(owner)}/{id_}.json")
            if all(other.source != draft.source for other in self._of(owner).values()):
                self._shelf.drop(f"{_place(owner)}/{draft.source}.source")
                self._read.pop((owner, draft.source), None)
                self._homeless.discard((owner, draft.source))

    # --- what is kept, and what is made of it again -------------------------------------------------------------

    def _of(self, owner: str) -> dict[str, Draft]:
        if owner not in self._held:
            names = self._shelf.names(_place(owner), ".json")
            found = [draft for name in names if (draft := _load(owner, self._shelf.get_json(name))) is not None]
            self._held[owner] = {draft.id: draft for draft in sorted(found, key=lambda draft: draft.at)}
        return self._held[owner]

    def _draft(self, owner: str, id_: str) -> Draft:
        with self._lock:
            draft = self._of(owner).get(id_)
        if draft is None:
            raise _gone()
        return draft

    def _opened(self, workspace: Workspace, draft: Draft) -> Draft:
        if draft.saved is not None and not _is_stored(workspace, draft.saved):
            self.unsave(draft.saved)  # removed by another door, or before a restart
        key = (draft.owner, draft.source)
        with self._lock:
            brought = self._read.get(key)
        if brought is None:
            data = self._shelf.get(f"{_place(draft.owner)}/{draft.source}.source")
            if data is None:
                raise _gone()
            source = data.decode("utf-8", "surrogatepass") if draft.is_text else data
            brought, _ = bringing.bring(workspace, source, draft.name)
        self._remember(*key, brought)
        if draft.part >= len(brought):
            raise _gone()
        return replace(draft, brought=brought[draft.part])

    def _remember(self, owner: str, source: str, brought: tuple[Brought, ...]) -> None:
        with self._lock:
            self._read[(owner, source)] = brought
            self._read.move_to_end((owner, source))
            notices = sum(map(len, self._read.values()))
            size = sum(len(read[0].pasted.data) for read in self._read.values())
            for key in [key for key in self._read if key not in self._homeless and key != (owner, source)]:
                if notices <= _MOST_IN_MEMORY and size <= _MOST_BYTES:
                    return
                gone = self._read.pop(key)
                notices, size = notices - len(gone), size - len(gone[0].pasted.data)

    def _write(self, draft: Draft) -> None:
        kept = {name: getattr(draft, name) for name in _KEPT}
        said = [[place, draft.about[place], category] for place, category in draft.said.items()]
        kept |= {"said": said, "stored": [*draft.stored.items()]}
        self._shelf.put_json(f"{_place(draft.owner)}/{draft.id}.json", kept)

    def _sweep(self) -> None:
        with self._lock:
            for folder in self._shelf.old(_FOLDER):
                self._shelf.drop(folder)
                for owner in [owner for owner in self._held if _place(owner) == folder]:
                    del self._held[owner]


_KEPT = ("id", "batch", "source", "weight", "name", "is_text", "part", "title", "size", "at", "saved")


def _load(owner: str, kept: object) -> Draft | None:
    try:
        assert isinstance(kept, dict)
        said = [(int(place), str(words), str(category)) for place, words, category in kept["said"]]
        return Draft(
            owner=owner,
            said={place: category for place, _, category in said},
            about={place: words for place, words, _ in said},
            stored={int(place): str(id_) for place, id_ in kept["stored"]},
            **{name: kept[name] for name in _KEPT},
        )
    except (AssertionError, LookupError, TypeError, ValueError):
        return None  # written by another version of the program


def _is_stored(workspace: Workspace, notice_id: str) -> bool:
    store = workspace.existing()
    return store is not None and notice_id in store.notices([notice_id])


def _place(owner: str) -> str:
    """The folder of a visitor; its name says nothing of the session."""
    return f"{_FOLDER}/{hashlib.sha256(owner.encode()).hexdigest()[:32]}"


def _gone() -> NotFoundError:
    return NotFoundError("这份粘贴的通知已不在", hint="它已被丢弃，或放了好几天没有保存，请重新粘贴")
