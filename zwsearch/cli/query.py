"""`query`: look for tasks and passages; `export`: take the ledger away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zwsearch.cli import options
from zwsearch.cli.door import Door, enter, note_all, say, say_json
from zwsearch.errors import UsageError

if TYPE_CHECKING:
    from zwsearch.records import Filters, SearchPage


def query(
    ctx: typer.Context,
    text: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[检索词]",
            help=(
                '如：政策解读 "短语" -排除 类别:政策解读；还可写 部门: 牵头: 配合: 年份: 文号: 标题: 时限:，'
                "如 牵头:县司法局 时限:8月底前；只用筛选时可以不写"
            ),
            show_default=False,
        ),
    ] = None,
    k: options.CountOption = 10,
    offset: Annotated[int, typer.Option("--offset", metavar="N", help="跳过前几条", callback=options.not_negative)] = 0,
    category: options.CategoryOption = None,
    office: options.OfficeOption = None,
    issuer: options.IssuerOption = None,
    province: options.ProvinceOption = None,
    year: options.YearOption = None,
    kind: options.KindOption = None,
    due_before: options.DueBeforeOption = None,
    due_after: options.DueAfterOption = None,
    ongoing: options.OngoingOption = None,
    tasks_only: Annotated[bool, typer.Option("--tasks-only", help="只要任务，不要段落")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="说明每一条为什么排在这里")] = False,
    group: Annotated[bool, typer.Option("--group", help="按通知归拢：每份通知列最相关的几条")] = False,
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """检索任务和段落，按相关程度排列"""
    door = enter(ctx, workspace, as_json)
    filters = options.make_filters(
        category, office, issuer, province, year, kind, due_before, due_after, ongoing, tasks_only=tasks_only
    )
    asked = " ".join(text or ())
    if not text and filters == type(filters)():
        raise UsageError(
            "没有写检索词", hint="例如：zwsearch query 政策解读；也可以只用筛选：zwsearch query --office 财政局"
        )
    if group:
        return _grouped(door, asked, filters, k, offset, explain=explain)
    page = door.workspace.query(asked, k=k, offset=offset, filters=filters, explain=explain)
    # The reasons are the last notes, one for each hit; they are part of the answer.
    reasons = page.notes[len(page.notes) - len(page.hits) :] if explain else ()
    page = replace(page, notes=page.notes[: len(page.notes) - len(reasons)])
    note_all(page.notes)
    _say_page(door, page, offset, reasons, explain=explain)
    return 0


def _grouped(door: Door, text: str, filters: Filters, k: int, offset: int, *, explain: bool) -> int:
    if explain:
        raise UsageError("--group 和 --explain 不能同时用", hint="去掉其中一个")
    from zwsearch.workspace.querying import notice_page_shape, query_notices

    page = query_notices(door.workspace, text, k=k, offset=offset, filters=filters)
    note_all(page.notes)
    if door.json:
        say_json({**notice_page_shape(page), **_notes(page.notes)})
        return 0
    from zwsearch.cli.tables import describe_deadline

    for found in page.groups:
        notice = found.notice.notice
        say(f"{found.rank}. {notice.title or found.notice.source.name}（{found.total} 条，编号 {found.notice.id}）")
        for hit in found.hits:
            due = describe_deadline(hit.unit)
            duties = " · ".join(part for part in ("、".join(hit.unit.lead), due) if part)
            say(f"   {hit.unit.number or '·'} {hit.unit.text}" + (f"〔{duties}〕" if duties else ""))
        if found.total > len(found.hits):
            say(f"   另有 {found.total - len(found.hits)} 条")
    shown = f"，显示第 {offset + 1} 至 {offset + len(page.groups)} 份" if page.groups else ""
    say(f"共 {page.total} 份通知、{page.matches} 条{shown}，用时 {page.took_ms:.1f} 毫秒")
    return 0


def _notes(notes: Sequence[str]) -> dict[str, list[str]]:
    """`notes` for a program that reads the answer, where there is something to be said of it."""
    return {"notes": list(notes)} if notes else {}


def similar(
    ctx: typer.Context,
    id_: Annotated[
        str, typer.Argument(metavar="编号", help="任务或段落的编号", show_default=False, callback=options.read_id)
    ],
    k: options.CountOption = 10,
    tasks_only: Annotated[bool, typer.Option("--tasks-only", help="只要任务，不要段落")] = False,
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """找与一条任务相似的任务和段落"""
    from zwsearch.records import Filters

    door = enter(ctx, workspace, as_json)
    page = door.workspace.similar(id_, k=k, filters=Filters(tasks_only=tasks_only))
    note_all(page.notes)
    _say_page(door, page, 0, ())
    return 0


def _say_page(door: Door, page: SearchPage, offset: int, reasons: Sequence[str], *, explain: bool = False) -> None:
    if door.json:
        from zwsearch.workspace.shapes import page_shape

        say_json({**page_shape(page), **({"explain": list(reasons)} if explain else {}), **_notes(page.notes)})
        return
    from zwsearch.cli.tables import print_hits

    print_hits(page, offset)
    if reasons:
        say("\n为什么这样排（各项加分相加；词越少见、出现越多、文字越短，加得越多）：")
        for line in reasons:
            say(f"  {line}")


def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="以 .xlsx .csv .jsonl .md 结尾", show_default=False)],
    category: options.CategoryOption = None,
    office: options.OfficeOption = None,
    issuer: options.IssuerOption = None,
    province: options.ProvinceOption = None,
    year: options.YearOption = None,
    kind: options.KindOption = None,
    due_before: options.DueBeforeOption = None,
    due_after: options.DueAfterOption = None,
    ongoing: options.OngoingOption = None,
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """导出任务台账（Excel、CSV、JSON 行、Markdown）"""
    from zwsearch.workspace.querying import filter_notes

    door = enter(ctx, workspace, as_json)
    filters = options.make_filters(category, office, issuer, province, year, kind, due_before, due_after, ongoing)
    told = filter_notes(door.workspace, filters)  # before anything is written
    report = door.workspace.export(file, filters)
    note_all((*report.notes, *told))
    if door.json:
        say_json({"path": report.path, "tasks": report.tasks})
    else:
        say(f"已导出 {report.tasks} 条任务到 {report.path}")
    return 0
