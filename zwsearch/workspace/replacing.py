"""A corrected notice in the place of the stored one: the same id, with people's labels and edits laid over it again;
and the old one brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zwsearch.errors import UsageError, WorkspaceError
from zwsearch.records import StoredNotice
from zwsearch.store import Edit, Label, NewNotice, Store, StoredFile
from zwsearch.store.edits import CARRIED, standing
from zwsearch.store.labels import plain
from zwsearch.workspace.acts import now
from zwsearch.workspace.bringing import report_of
from zwsearch.workspace.carrying import store_in_place
from zwsearch.workspace.comparing import difference
from zwsearch.workspace.decisions import decisions_standing, undoing, write_down
from zwsearch.workspace.opened import OpenFolder, not_found
from zwsearch.workspace.overlay import laid
from zwsearch.workspace.reports import TagReport
from zwsearch.workspace.superseded import restore, supersede, superseded
from zwsearch.workspace.tagging import PASTED, Pasted


@dataclass(frozen=True, slots=True)
class Before:
    """A notice as it was before a corrected one took its place: all that is needed to bring it back.

    `hidden` are the hashes of what its file had held already when it was replaced then, `left` is how the notice stood
    when it had been replaced, and `carried` are the numbers of the edits by which people's words went along.
    """

    id: str
    file: StoredFile
    data: bytes
    notice: NewNotice
    hidden: tuple[str, ...]
    left: _State
    carried: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Replaced:
    """The notice as it is now, with notes on what people had said of it, and as it was before; None where its file is
    damaged, so that it could not be brought back."""

    report: TagReport
    before: Before | None


def replace_notice(folder: OpenFolder, id_: str, pasted: Pasted) -> Replaced:
    """Let a notice that was brought take the place of a stored one, as a changed file does. Raises NotFoundError."""
    if folder.existing() is None:
        raise not_found(id_)
    with folder.writing() as store:
        tag = folder.tagger()
        file = store.file_of(id_)
        if file is None:
            raise not_found(id_)
        change, data, read = difference(store, id_, pasted.notice), _original(store, id_), store.as_read(id_)
        hidden, edits = superseded(store, file.key), _numbers(store.edits(id_))
        with store.transaction():
            key = _key(store, id_, pasted)
            new_file, new = replace(pasted.file, key=key), replace(pasted.notice, source_key=key)
            said = store_in_place(store, id_, new_file, pasted.data, new, tag)
        notes = folder.bring_in_step(store)
        left = _state(store, id_)
        carried = tuple(sorted(left.edits - edits))
        before = None if data is None else Before(id_, file, data, read, hidden, left, carried)
        return Replaced(report_of(store, left.notice, (*notes, *said), change), before)


def bring_back(folder: OpenFolder, before: Before, said: Sequence[int], *, author: str = "") -> StoredNotice:
    """Put a notice that was replaced in its place again, with the edits and labels that it had; the notice.

    `said` are the numbers of the decisions made on the new one as it was stored, which are taken back with it. Raises
    UsageError, code `conflict`, when anybody built upon the new one since and did not undo it; then nothing is written.
    """
    if folder.existing() is None:
        raise not_found(before.id)
    with folder.writing() as store:
        _check_nothing_since(store, before, frozenset(said))
        tag, id_, time = folder.tagger(forgiving=True), before.id, now()
        with store.transaction():
            held = [edit for edit in store.edits(id_) if edit.number in before.carried]
            store.add_edits([replace(x, old=x.new, new=x.old, undoes=x.number, author=author, time=time) for x in held])
            restore(store, before.file.key, before.hidden)
            store.supersede(id_, before.file, before.data, tag(laid(before.notice, store.edits(id_), id_)))
            _take_back(store, id_, said, author)
        folder.bring_in_step(store)
        return store.whole_notices([id_])[id_]


def _take_back(store: Store, id_: str, said: Sequence[int], author: str) -> None:
    """Take back decisions on a notice that is no longer there, of which the one that is there may know some words."""
    units = [unit for unit in store.units_of(id_) if unit.type == "task"]
    for label in (label for number in said if (label := store.label(number)) is not None):
        words = plain(label.requirement)
        unit = next((unit for unit in units if words in store.wordings(unit)), None)
        if unit is not None:
            write_down(store, [(unit, undoing(decisions_standing(store, unit)))], author)
        else:  # whatever was said of such words before does not wait for a task of them
            store.add_labels([replace(label, category=None, also=(), undoes=label.number, author=author, time=now())])


@dataclass(frozen=True, slots=True)
class _State:
    """How a stored notice stands; another one once anybody edits, labels, reads anew or replaces it."""

    source_key: str | None
    file: StoredFile | None
    notice: StoredNotice
    units: tuple[int, ...]
    edits: frozenset[int]
    labels: frozenset[int]


def _state(store: Store, id_: str) -> _State:
    return _State(
        store.source_key(id_),
        store.file_of(id_),
        store.whole_notices([id_])[id_],
        tuple(unit.key for unit in store.units_of(id_)),  # new ones whenever a notice is written anew
        _numbers(store.edits(id_)),
        _numbers(store.labels(id_)),
    )


def _original(store: Store, id_: str) -> bytes | None:
    try:
        return store.original(id_)
    except WorkspaceError as error:
        if error.code != "original":
            raise
        return None


def _numbers(said: Sequence[Edit] | Sequence[Label]) -> frozenset[int]:
    return frozenset(one.number for one in said)


def _check_nothing_since(store: Store, before: Before, said: frozenset[int]) -> None:
    """Raise UsageError where the new notice is no longer as it was left, or the old one has another place by now."""
    id_, left = before.id, before.left
    if not store.notices([id_]):
        raise _refused("这份通知后来已删除", "要找回原来的那一份，请重新读入它的原文件")
    now_ = _state(store, id_)
    if now_.labels - said != left.labels:
        last = max(store.labels(id_), key=lambda label: label.number)
        who = f"由“{last.author}”" if last.author else ""
        raise _refused(f"这份通知后来{who}标过类别", "仍要换回来，请把原来的那一份重新粘贴进来，再替换一次")
    known = [edit for edit in store.edits(id_) if edit.number in left.edits]
    since = [edit for edit in store.edits(id_) if edit.number not in left.edits and edit.field != CARRIED]
    if _numbers(standing([*known, *since])) != _numbers(standing(known)):  # what was undone again hinders nobody
        who = f"由“{since[-1].author}”" if since[-1].author else ""
        raise _refused(f"这份通知后来{who}改过", "请先在“修改记录”里撤销后来的修改，再来撤销替换")
    units = left.units if since else now_.units  # an edit and its undo write them anew
    if replace(now_, labels=left.labels, edits=now_.edits - _numbers(since), units=units) != left:
        raise _refused("这份通知后来重新读入或替换过", "请打开这份通知核对现在的内容")
    at = store.identify(before.notice.source_key)
    if at != id_ and store.notices([at]):
        raise _refused("原来的那一份后来又另存过", f"它现在的编号是 {at}，请打开它核对")
    file = store.file(before.file.key)
    if file not in (None, before.file) and file != now_.file:
        raise _refused("原来的文件后来重新读入过", "请打开这份通知核对现在的内容")


def _refused(why: str, hint: str) -> UsageError:
    return UsageError(f"{why}，没有撤销替换", hint=hint, code="conflict")


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
