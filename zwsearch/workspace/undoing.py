"""Taking edits back: one by its number, an act by its own, or what was last saved together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zwsearch.errors import NotFoundError, UsageError
from zwsearch.store import Edit, Store
from zwsearch.store.edits import CARRIED, MERGED, SPLIT_OFF, WRITTEN, Value, standing
from zwsearch.workspace.acts import notice_of, now, write
from zwsearch.workspace.changes import Change, history_of, is_whole, of_one_field, with_all_said
from zwsearch.workspace.corrections import check_own
from zwsearch.workspace.decisions import decisions_standing
from zwsearch.workspace.edit_values import NAMES
from zwsearch.workspace.opened import OpenFolder

# What becomes of a task as a whole: one of these above another leaves words nowhere, or twice.
_OF_THE_WORDS = ("requirement", SPLIT_OFF, MERGED)


def undo_edit(
    folder: OpenFolder, id_: str, *, number: int | None = None, author: str = "", known: int | None = None
) -> tuple[Change, ...]:
    """Take back the edit of a number, else what was last saved together; return the lines that this adds.

    `id_` is the notice, or the task whose edits alone count. Raises NotFoundError when there is nothing to take back,
    and UsageError, code `conflict`, when a later edit of the same field stands above it, or when with a task that a
    person wrote something would go that was done after the act `known`; then nothing is written.
    """
    check_own(folder, [id_])
    with folder.writing() as store:
        unit = store.unit(id_)
        notice_id, unit_id = (id_, None) if unit is None else (unit.notice_id, id_)
        notice_of(store, notice_id)
        lines = {line.number: line for line in history_of(store, notice_id)}
        mine = {
            line.number
            for line in lines.values()
            if line.can_be_undone and unit_id in (None, line.unit_id, line.part_id)
        }
        held = standing(store.edits(notice_id))
        # What was carried over at a reading is nobody's last act: it goes by its number alone.
        wanted = [edit for edit in held if edit.number == number or (number is None and edit.field != CARRIED)]
        chosen = [edit for edit in wanted if edit.number in mine]
        if not chosen:
            raise NotFoundError(f"{id_} 没有可以撤销的修改", hint=f"用 zwsearch show {id_} 查看现在的内容")
        acts = {edit.act for edit in chosen[-1:]}
        together = [edit for edit in held if edit.act in acts]
        # Half a split or half a merger would lose words, or have them twice.
        own = [edit for edit in chosen if number is not None or edit.act in acts]
        undone = together if is_whole(together) else own
        if number is not None or undone is together:
            whole = with_all_said(undone, held)
            _check_on_top(whole, lines)
            later = [edit.number for edit in whole if known is not None and edit.act > known]
            if later:
                raise _built_upon(lines[max(later)])
        return take_back(folder, store, notice_id, undone, author)


def undo_act(folder: OpenFolder, notice_id: str, act: int, *, author: str = "") -> tuple[Change, ...]:
    """Take back exactly what an act did to a notice and its tasks; return the lines that this adds.

    Raises UsageError, code `conflict`, when somebody took it back already or built upon it since, and NotFoundError;
    then nothing is written.
    """
    check_own(folder, [notice_id])
    with folder.writing() as store:
        notice_of(store, notice_id)
        lines = {line.number: line for line in history_of(store, notice_id)}
        of_it = {line.number for line in lines.values() if line.act == act and line.undoes is None}
        if not of_it:
            raise NotFoundError("要撤销的修改已找不到", hint=f"用 zwsearch show {notice_id} 查看现在的内容")
        held = standing(store.edits(notice_id))
        chosen = [edit for edit in held if edit.number in of_it]
        if not chosen:
            by = next(line.author for line in lines.values() if line.undoes in of_it)
            raise UsageError(
                f"这次修改已{f'由“{by}”' if by else ''}撤销过了",
                hint=f"用 zwsearch show {notice_id} 查看现在的内容",
                code="conflict",
            )
        _check_nothing_since(chosen, held, lines)
        _check_nothing_said(store, chosen, author)
        return take_back(folder, store, notice_id, chosen, author)


def _check_nothing_since(chosen: Sequence[Edit], held: Sequence[Edit], lines: Mapping[int, Change]) -> None:
    """Raise UsageError where another act stands upon what is to be taken back."""
    own = {edit.number for edit in chosen}
    since = {edit.number for edit in with_all_said(chosen, held)}
    since |= {above for number in own if (above := lines[number].above) is not None}
    if is_whole(chosen):
        tasks = {(edit.requirement, edit.printed) for edit in chosen}
        since |= {
            edit.number
            for edit in held
            if edit.number > max(own) and edit.field in _OF_THE_WORDS and (edit.requirement, edit.printed) in tasks
        }
    if since - own:
        raise _built_upon(lines[max(since - own)])


def _built_upon(last: Change) -> UsageError:
    """Why something is not taken back: `last` was done to it since."""
    who = f"由“{last.author}”" if last.author else ""
    return UsageError(
        f"后来又{who}改过“{NAMES[last.field]}”（第 {last.number} 号修改），没有撤销",
        hint=f"请看修改记录；仍要恢复，先撤销第 {last.number} 号修改，或直接改成想要的内容",
        code="conflict",
    )


def _check_nothing_said(store: Store, chosen: Sequence[Edit], author: str) -> None:
    """Raise UsageError where a task that is to go bears the label of another person."""
    units = (store.unit(f"{edit.notice_id}-{edit.task}") for edit in chosen if edit.field in WRITTEN)
    for unit in units:
        said = [] if unit is None else decisions_standing(store, unit)
        if unit is not None and said and said[-1].author != author:
            raise UsageError(
                f"“{unit.text[:20]}”后来由“{said[-1].author}”标为“{said[-1].category}”，没有撤销",
                hint=f"仍要去掉它，用 zwsearch edit {unit.id} --not-a-task",
                code="conflict",
            )


def _check_on_top(undone: Sequence[Edit], lines: Mapping[int, Change]) -> None:
    """Raise UsageError where an edit that stays stands above one of those that are to be taken back."""
    numbers = {edit.number for edit in undone}
    for edit in undone:
        above = lines[edit.number].above
        if above is not None and above not in numbers:
            raise UsageError(
                f"“{NAMES[edit.field]}”在这之后又改过（第 {above} 号修改），没有撤销",
                hint=f"请先撤销第 {above} 号修改，或直接改成想要的内容",
                code="conflict",
            )


def take_back(
    folder: OpenFolder, store: Store, notice_id: str, undone: Sequence[Edit], author: str
) -> tuple[Change, ...]:
    """Take edits back; with a task that a person wrote, all that was said of it."""
    held, time = standing(store.edits(notice_id)), now()
    made = [
        replace(x, old=x.new, new=_value_before(x, held), undoes=x.number, author=author, time=time)
        for x in with_all_said(undone, held)
    ]
    return write(folder, store, notice_id, made)


def _value_before(edit: Edit, held: Sequence[Edit]) -> Value:
    """What holds once an edit is taken back, as far as edits tell; else what it was when the edit was made."""
    others = [x for x in held if x.number != edit.number and of_one_field(x, edit)]
    return others[-1].new if others else edit.old
