"""`query`: look for tasks and passages; `export`: take the ledger away."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zwsearch.cli import options
from zwsearch.cli.door import enter, note_all, say, say_json


def query(
    ctx: typer.Context,
    text: Annotated[
        list[str], typer.Argument(metavar="检索词", help='如：政策解读 "短语" -排除 类别:政策解读', show_default=False)
    ],
    k: Annotated[int, typer.Option("-k", metavar="N", help="显示几条")] = 10,
    offset: Annotated[int, typer.Option("--offset", metavar="N", help="跳过前几条")] = 0,
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
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """检索任务和段落，按相关程度排列"""
    door = enter(ctx, workspace, as_json)
    filters = options.make_filters(
        category, office, issuer, province, year, kind, due_before, due_after, ongoing, tasks_only=tasks_only
    )
    page = door.workspace.query(" ".join(text), k=k, offset=offset, filters=filters)
    note_all(page.notes)
    if door.json:
        from zwsearch.workspace.shapes import page_shape

        say_json(page_shape(page))
    else:
        from zwsearch.cli.tables import print_hits

        print_hits(page, offset)
    return 0


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
