"""`query`: look for tasks and passages; `export`: take the ledger away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zwsearch.cli import options
from zwsearch.cli.door import Door, enter, note_all, say, say_json

if TYPE_CHECKING:
    from zwsearch.records import SearchPage


def query(
    ctx: typer.Context,
    text: Annotated[
        list[str], typer.Argument(metavar="检索词", help='如：政策解读 "短语" -排除 类别:政策解读', show_default=False)
    ],
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
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """检索任务和段落，按相关程度排列"""
    door = enter(ctx, workspace, as_json)
    filters = options.make_filters(
        category, office, issuer, province, year, kind, due_before, due_after, ongoing, tasks_only=tasks_only
    )
    page = door.workspace.query(" ".join(text), k=k, offset=offset, filters=filters, explain=explain)
    # The reasons are the last notes, one for each hit; they are part of the answer.
    reasons = page.notes[len(page.notes) - len(page.hits) :] if explain else ()
    note_all(page.notes[: len(page.notes) - len(reasons)])
    _say_page(door, page, offset, reasons, explain=explain)
    return 0


def similar(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="编号", help="任务或段落的编号", show_default=False)],
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

        say_json({**page_shape(page), **({"explain": list(reasons)} if explain else {})})
        return
    from zwsearch.cli.tables import print_hits

    print_hits(page, offset)
    if reasons:
        say("\n为什么这样排：")
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
    door = enter(ctx, workspace, as_json)
    filters = options.make_filters(category, office, issuer, province, year, kind, due_before, due_after, ongoing)
    report = door.workspace.export(file, filters)
    note_all(report.notes)
    if door.json:
        say_json({"path": report.path, "tasks": report.tasks})
    else:
        say(f"已导出 {report.tasks} 条任务到 {report.path}")
    return 0
