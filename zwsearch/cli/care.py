"""`remove`, `doctor`: take notices away, and keep the workspace sound."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from zwsearch.cli import options
from zwsearch.cli.door import enter, say, say_json
from zwsearch.cli.failures import DONE, SOME_FAILED


def remove(
    ctx: typer.Context,
    ids: Annotated[
        list[str], typer.Argument(metavar="编号...", help="通知的编号", show_default=False, callback=options.read_ids)
    ],
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """删除通知及其任务"""
    door = enter(ctx, workspace, as_json)
    report = door.workspace.remove(ids)
    if door.json:
        say_json(asdict(report))
    else:
        say(f"已删除 {report.notices} 份通知，{report.units} 条任务和段落")
    return DONE


def doctor(
    ctx: typer.Context,
    check_only: Annotated[bool, typer.Option("--check-only", help="只检查，不修复")] = False,
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """检查并修复工作区"""
    door = enter(ctx, workspace, as_json)
    report = door.workspace.doctor(repair=not check_only)
    if door.json:
        say_json({"sound": report.sound, "checks": [asdict(check) for check in report.checks]})
    else:
        for check in report.checks:
            state = "正常" if check.sound else "已修复" if check.repaired else "有问题"
            say(f"{state}  {check.name}：{check.message}")
    return DONE if report.sound else SOME_FAILED
