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
from dataclasses import replace

from zwsearch.errors import NotFoundError, UsageError
from zwsearch.web.draft import Draft, load_draft, moment_of
from zwsearch.web.shelf import Shelf
from zwsearch.web.wording import title
from zwsearch.workspace import Workspace, bringing, twins
from zwsearch.workspace.bringing import Brought

MOST = 2000  # unsaved notices of one visitor: as many as one archive may hold
_MOST_BYTES = 200 * 1024 * 1024  # of one visitor, and of all in memory
_MOST_ON_DISK = 2 * 1024**3  # of all
_MOST_IN_MEMORY = 2000  # notices as they were understood, of all
_FOLDER = "drafts"


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

    def add(
        self,
        workspace: Workspace,
        owner: str,
        batch: str,
        name: str,
        source: str | bytes,
        brought: Sequence[Brought],
    ) -> list[Draft]:
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
            moment = moment_of(at)
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
                    title=title(bringing.called(one, moment).report.notice),
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
        return self._opened(workspace, drafts)

    def batch(self, workspace: Workspace, owner: str, batch: str) -> list[Draft]:
        """What a visitor brought together, in that order. Raises NotFoundError when nothing of it is left."""
        found = [draft for draft in reversed(self.of(owner)) if draft.batch == batch]
        if not found:
            raise _gone()
        first: dict[object, int] = {}
        return [
            replace(draft, nth=nth, first=first.setdefault(twins.words_of(draft.pasted.notice), nth))
            for nth, draft in enumerate(self._opened(workspace, found), 1)
        ]

    def listed(self, workspace: Workspace, owner: str) -> list[Draft]:
        """`of`, where those of which the workspace holds nothing any more are unsaved again."""
        found, store = self.of(owner), workspace.existing()
        there = {} if store is None else store.notices({draft.saved for draft in found if draft.saved})
        for draft in found:
            if draft.saved and draft.saved not in there:
                self._note(draft, None)
        return found

    def get(self, workspace: Workspace, owner: str, id_: str) -> Draft:
        """A draft of this visitor. Raises NotFoundError."""
        return self._opened(workspace, [self._draft(owner, id_)])[0]

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

    def keep(self, draft: Draft, id_: str, *, new: bool) -> None:
        """The workspace holds a draft under an id, with all that was said of it; `new` is what it did not hold."""
        with self._lock:
            draft.said.clear()
            draft.about.clear()
            self._note(draft, id_, here=new or draft.here)

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
            found = [draft for name in names if (draft := load_draft(owner, self._shelf.get_json(name))) is not None]
            self._held[owner] = {draft.id: draft for draft in sorted(found, key=lambda draft: draft.at)}
        return self._held[owner]

    def _draft(self, owner: str, id_: str) -> Draft:
        with self._lock:
            draft = self._of(owner).get(id_)
        if draft is None:
            raise _gone()
        return draft

    def _opened(self, workspace: Workspace, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts with what the program made of them and what the workspace holds of them."""
        read = [replace(draft, brought=self._brought(workspace, draft)) for draft in drafts]
        homes = twins.held(workspace, [draft.pasted for draft in read])
        opened = []
        for draft, home in zip(read, homes, strict=True):
            saved = None if home is None else home.notice.id
            if draft.saved != saved:  # stored, or taken away again, by somebody else
                self._note(draft, saved)
            opened.append(replace(draft, home=home, saved=saved, here=draft.here and draft.saved == saved))
        return opened

    def _note(self, draft: Draft, id_: str | None, *, here: bool = False) -> None:
        with self._lock:
            held = self._of(draft.owner).get(draft.id)
            if held is not None:
                held.saved, held.here = id_, here
                self._write(held)

    def _brought(self, workspace: Workspace, draft: Draft) -> Brought:
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
        return bringing.called(brought[draft.part], moment_of(draft.at))

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
        self._shelf.put_json(f"{_place(draft.owner)}/{draft.id}.json", draft.kept())

    def _sweep(self) -> None:
        with self._lock:
            for folder in self._shelf.old(_FOLDER):
                self._shelf.drop(folder)
                for owner in [owner for owner in self._held if _place(owner) == folder]:
                    del self._held[owner]


def _place(owner: str) -> str:
    """The folder of a visitor; its name says nothing of the session."""
    return f"{_FOLDER}/{hashlib.sha256(owner.encode()).hexdigest()[:32]}"


def _gone() -> NotFoundError:
    return NotFoundError("这份粘贴的通知已不在", hint="它已被丢弃，或放了好几天没有保存，请重新粘贴")
