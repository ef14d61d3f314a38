"""`tag`: what a pasted notice demands, and of which category each demand is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from zwsearch.cli import options
from zwsearch.cli.door import enter, note, note_all, say, say_difference, say_json
from zwsearch.errors import UsageError


def tag(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="文件", help="通知文件；- 表示从标准输入读", show_default=False)],
    save: Annotated[bool, typer.Option("--save", help="同时存入工作区")] = False,
    why: Annotated[bool, typer.Option("--why", help="显示标注的依据")] = False,
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """抽取并标注一份通知里的任务"""
    door = enter(ctx, workspace, as_json)
    source = _standard_input() if file == "-" else Path(file)
    report = door.workspace.tag(source, save=save)
    note_all(report.notes)
    if door.json:
        from zwsearch.workspace.shapes import tag_shape

        say_json(tag_shape(report))
        return 0
    from zwsearch.cli.tables import describe_deadline, print_rows, tag_cell

    notice = report.notice.notice
    about = (notice.issuer, notice.document_number, notice.date or notice.year, notice.kind)
    say(notice.title or "（没有标题）")
    say(" · ".join(str(part) for part in about if part))
    say_difference(report.difference)
    for problem in report.notice.problems:
        note(f"注意：{problem.message}。{problem.hint}")
    if report.notice.missing_numbers:
        note(f"缺少的序号：{'、'.join(report.notice.missing_numbers)}")
    if not report.tasks:
        say(f"没有找到任务：读成了一份“{notice.kind}”，有 {report.passages} 段文字，都可以检索")
        say(
            f"请核对{'粘贴的内容' if file == '-' else '原文件'}是否完整，任务表或附件在不在里面。"
            "确有任务而没有读出的，保存后可以补写：zwsearch edit 通知编号 --add-task 具体要求"
        )
        return 0
    rows = [
        (
            unit.number or "",
            unit.text,
            "、".join(unit.lead),
            "、".join(unit.support),
            describe_deadline(unit),
            tag_cell(unit),
            *(
                ["、".join(f"{reason.word} {reason.weight:+.2f}" for reason in unit.tag.reasons) if unit.tag else ""]
                if why
                else []
            ),
        )
        for unit in report.tasks
    ]
    print_rows(("序号", "具体要求", "牵头", "配合", "时限", "类别", *(["依据"] if why else [])), rows)
    say(f"共 {len(report.tasks)} 条任务" + ("，已存入工作区" if report.saved else ""))
    if any(unit.tag is not None and unit.tag.verdict == "review" for unit in report.tasks):
        say(
            "待复核：把握没有到这一类自动标注的门槛（各类门槛不同，按历来的准确率定），或句子不大像公开任务，请人看一眼"
        )
    return 0


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise UsageError("没有标准输入可读", hint="请用管道送来文本，或写文件名：zwsearch tag 通知.txt")
    return sys.stdin.buffer.read()
