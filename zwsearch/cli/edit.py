"""`edit`: set a notice's metadata or a task right by hand, and take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zwsearch.cli import options
from zwsearch.cli.door import enter, note, say, say_json
from zwsearch.cli.label import login
from zwsearch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zwsearch.workspace.changes import Change, Line

_NO_ONE = typer.Option("--author", metavar="姓名", help="谁修改的，默认是登录名", show_default=False)


def edit(
    ctx: typer.Context,
    id_: Annotated[
        str, typer.Argument(metavar="编号", help="通知或任务的编号", show_default=False, callback=options.read_id)
    ],
    title: Annotated[str | None, typer.Option("--title", metavar="标题", show_default=False)] = None,
    issuer: Annotated[str | None, typer.Option("--issuer", metavar="发文机关", show_default=False)] = None,
    document_number: Annotated[
        str | None, typer.Option("--document-number", metavar="文号", show_default=False)
    ] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="成文日期", show_default=False)] = None,
    year: Annotated[str | None, typer.Option("--year", metavar="年份", show_default=False)] = None,
    province: Annotated[str | None, typer.Option("--province", metavar="地区", show_default=False)] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="种类", show_default=False)] = None,
    number: Annotated[str | None, typer.Option("--number", metavar="任务的序号", show_default=False)] = None,
    section: Annotated[
        list[str] | None, typer.Option("--section", metavar="任务上面的标题", help="可重复，外层在前")
    ] = None,
    requirement: Annotated[str | None, typer.Option("--requirement", metavar="具体要求", show_default=False)] = None,
    lead: Annotated[str | None, typer.Option("--lead", metavar="牵头单位", help="用顿号隔开")] = None,
    support: Annotated[str | None, typer.Option("--support", metavar="配合单位", help="用顿号隔开")] = None,
    deadline: Annotated[
        str | None, typer.Option("--deadline", metavar="时限", help="原话，如 年底前；日期自动算出")
    ] = None,
    add_task: Annotated[
        str | None, typer.Option("--add-task", metavar="具体要求", help="给通知补写一条漏读的任务", show_default=False)
    ] = None,
    split: Annotated[
        list[str] | None,
        typer.Option("--split", metavar="具体要求", help="拆成几条任务，每条写一次"),
    ] = None,
    merge: Annotated[
        list[str] | None,
        typer.Option("--merge", metavar="编号", help="把这些任务并入这一条，可重复"),
    ] = None,
    not_a_task: Annotated[bool, typer.Option("--not-a-task", help="这一条不是任务，划为段落")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="撤销最近一次修改")] = False,
    undo_number: Annotated[
        int | None, typer.Option("--undo-number", metavar="N", help="撤销记录里的第 N 号修改", show_default=False)
    ] = None,
    author: Annotated[str | None, _NO_ONE] = None,
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """改正一份通知的题头或一条任务；空值 "" 表示去掉"""
    given = {
        "title": title,
        "issuer": issuer,
        "document_number": document_number,
        "date": date,
        "year": year,
        "province": province,
        "kind": kind,
        "number": number,
        "section": section,
        "requirement": requirement,
        "lead": lead,
        "support": support,
        "deadline": deadline,
    }
    door, who = enter(ctx, workspace, as_json), author or login()
    changes = {name: value for name, value in given.items() if value is not None}
    if undo or undo_number is not None:
        made = door.workspace.undo_edit(id_, number=undo_number, author=who)
    elif not_a_task or add_task is not None or split or merge:
        before = len(door.workspace.history(notice_id := door.workspace.show(id_).notice.id))
        if not_a_task:
            door.workspace.drop_task(id_, author=who)
        elif split:
            door.workspace.split_task(id_, split, author=who)
        elif merge:
            door.workspace.merge_tasks([id_, *merge], author=who)
        else:
            door.workspace.add_task(id_, add_task or "", author=who, **changes)
        made = door.workspace.history(notice_id)[before:]
    elif not changes:
        raise UsageError("没有写改什么", hint=f"例如：zwsearch edit {id_} --deadline 年底前；撤销：--undo")
    else:
        before = len(door.workspace.history(id_))
        if door.workspace.show(id_).unit is None:
            door.workspace.edit_notice(id_, author=who, **changes)
        else:
            door.workspace.edit_task(id_, author=who, **changes)
        made = door.workspace.history(id_)[before:]
    if door.json:
        say_json([change.shape() for change in made])
        return 0
    say_changes(made)
    if not made:
        note("与现在的内容相同，没有改动")
    return 0


def say_changes(changes: Iterable[Change]) -> None:
    """Lines of a history."""
    from zwsearch.workspace.changes import lines_of

    for line in lines_of(changes):
        change, number = line.change, line.number or line.changes[0].number
        lost = change.lost and change.can_be_undone
        state = "；后来撤销了" if line.undone else "；已找不到这条任务" if lost else ""
        what = f"{line.told}：{_short(line.whole[0])}" if line.parts else _told(line)
        when = change.time[:16].replace("T", " ")
        say(f"{number}  {when}  {change.author or '（未留名）'}  {what}{state}")


def _told(line: Line) -> str:
    from zwsearch.workspace.edit_values import NAMES, as_text

    change = line.change
    old, new = (as_text(change.field, value).replace("\n", " / ") or "（空）" for value in (change.old, change.new))
    of = f"{_short(change.requirement)}的" if change.requirement else ""
    verb = "撤销" if change.undoes else "改"
    says = "；".join(f"{NAMES[field]}：{as_text(field, value)}" for field, value in line.says).replace("\n", " / ")
    return f"{verb}{of}{NAMES[change.field]}：{old} → {new}{f'（{says}）' if says else ''}"


def _short(words: str) -> str:
    return f"“{words[:20]}{'…' if len(words) > 20 else ''}”"
