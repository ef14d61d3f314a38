"""`show`, `list`, `stats`: look at what the workspace holds."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from zwsearch.cli import options
from zwsearch.cli.door import Door, enter, note_all, say, say_bytes, say_json
from zwsearch.cli.edit import say_changes
from zwsearch.cli.tables import describe_deadline, print_bars, print_rows, tag_cell
from zwsearch.records import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zwsearch.records import Unit
    from zwsearch.store import Label
    from zwsearch.workspace.reports import Shown

_WORTH_SAYING = 0.01  # a category less likely than that is no alternative to a reader
_TABLES = {
    "categories": "任务按类别",
    "verdicts": "任务按复核",
    "years": "任务按年份",
    "leads": "任务按牵头单位（前二十）",
    "deadlines": "任务按到期月份",
    "kinds": "通知按种类",
    "issuers": "通知按发文机关（前四十）",
    "provinces": "通知按地区",
}
_NAMES = {
    "auto": "自动",
    "said": "人工",
    "review": "待复核",
    "ongoing": "持续推进",
    "none": "没有时限",
    "by": "日期不明",
    "range": "日期不明的期间",
    "recurring": "定期",
    "within": "时限内办结",
}


def show(
    ctx: typer.Context,
    id_: Annotated[
        str, typer.Argument(metavar="编号", help="通知或任务的编号", show_default=False, callback=options.read_id)
    ],
    original: Annotated[bool, typer.Option("--original", help="输出读入时的原始文件")] = False,
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """查看一份通知或一条任务"""
    door = enter(ctx, workspace, as_json)
    shown = door.workspace.show(id_)
    note_all(shown.notes)
    if original:
        say_bytes(door.workspace.original(shown.notice.id))
        return 0
    tasks = [unit for unit in shown.units if unit.type == "task"]
    history = door.workspace.history(id_)
    if door.json:
        from zwsearch.workspace.shapes import task_shape, understood_shape

        shape = task_shape(shown.unit) if shown.unit is not None else understood_shape(shown.notice, tasks)
        also = {} if shown.unit is not None else {"lost_labels": [asdict(label) for label in _lost_labels(door, id_)]}
        say_json({**shape, "history": [change.shape() for change in history], **also})
        return 0
    if shown.unit is not None:
        _say_unit(shown.unit)
        _say_carried(door, shown.unit)
        say(f"通知：{shown.notice.notice.title or shown.notice.source.name}（{shown.notice.id}）")
    else:
        _say_notice(shown)
        _say_lost_labels(_lost_labels(door, id_))
    if history:
        say("\n修改记录：")
        say_changes(history)
    return 0


def _lost_labels(door: Door, notice_id: str) -> tuple[Label, ...]:
    from zwsearch.workspace import corrections

    return corrections.lost_labels(door.workspace, notice_id)


def _say_lost_labels(labels: Sequence[Label]) -> None:
    if labels:
        say("\n已找不到任务的标注（任务再出现时仍然有效）：")
    for label in labels:
        when, who = label.time[:16].replace("T", " "), label.author or "（未留名）"
        say(f"{when}  {who}  {label.category}：{label.requirement}")


def _say_carried(door: Door, unit: Unit) -> None:
    from zwsearch.workspace import corrections

    words = corrections.carried_from(door.workspace, unit.id) if unit.tag is not None and unit.tag.said else None
    if words is not None:
        say(f"标注：标在原来的文字“{words}”上，文字改动后沿用；要撤销，用 zwsearch label {unit.id} --undo")


def list_(ctx: typer.Context, workspace: options.WorkspaceOption = None, as_json: options.JsonOption = False) -> int:
    """列出全部通知"""
    door = enter(ctx, workspace, as_json)
    found = door.workspace.list()
    note_all(found.notes)
    if door.json:
        from zwsearch.workspace.shapes import notice_shape

        say_json([{**notice_shape(listed.notice), "tasks": listed.tasks} for listed in found.notices])
        return 0
    rows = []
    for listed in found.notices:
        notice, about = listed.notice, listed.notice.notice
        told = "、".join(problem.message for problem in notice.problems)
        rows.append((notice.id, about.title, about.year, about.kind, listed.tasks, notice.source.name, told))
    print_rows(("编号", "标题", "年份", "种类", "任务", "来源", "注意"), rows)
    return 0


def stats(ctx: typer.Context, workspace: options.WorkspaceOption = None, as_json: options.JsonOption = False) -> int:
    """统计通知和任务"""
    door = enter(ctx, workspace, as_json)
    found = door.workspace.stats()
    note_all(found.notes)
    if door.json:
        counts = {"notices": found.notices, "tasks": found.tasks, "passages": found.passages}
        say_json({**counts, **{name: dict(table) for name, table in found.tables.items()}})
        return 0
    say(f"通知 {found.notices} 份，任务 {found.tasks} 条，段落 {found.passages} 段")
    for name, title in _TABLES.items():
        rows = found.tables.get(name, {}).items()
        print_bars(title, [(_NAMES.get(row, row), count) for row, count in rows])
    return 0


def _say_notice(shown: Shown) -> None:
    stored, notice = shown.notice, shown.notice.notice
    say(notice.title or "（没有标题）")
    rows = (
        ("编号", stored.id),
        ("发文机关", notice.issuer),
        ("文号", notice.document_number),
        ("成文日期", notice.date),
        ("年份", notice.year),
        ("地区", notice.province),
        ("种类", notice.kind),
        ("引用文件", "、".join(notice.cites)),
        ("来源", shown.source),
        ("编码", stored.source.encoding),
        ("缺少的序号", "、".join(stored.missing_numbers)),
    )
    for name, value in rows:
        if value not in (None, ""):
            say(f"{name}：{value}")
    for problem in stored.problems:
        say(f"注意：{problem.message}。{problem.hint}")
    tasks = [unit for unit in shown.units if unit.type == "task"]
    if tasks:
        say()
        cells = [
            (
                unit.id,
                unit.number,
                unit.text,
                "、".join(unit.lead),
                "、".join(unit.support),
                describe_deadline(unit),
                tag_cell(unit),
            )
            for unit in tasks
        ]
        print_rows(("编号", "序号", "具体要求", "牵头单位", "配合单位", "时限", "类别"), cells)
    say()
    say(stored.text)


def _say_unit(unit: Unit) -> None:
    say(unit.text)
    say()
    rows = [
        ("编号", unit.id),
        ("序号", unit.number),
        ("工作任务", " / ".join(unit.section)),
        ("牵头单位", "、".join(unit.lead)),
        ("配合单位", "、".join(unit.support)),
        ("时限", describe_deadline(unit)),
        ("类别", tag_cell(unit)),
    ]
    if unit.tag is not None:
        others = [
            f"{a.category} {percent(a.confidence)}" for a in unit.tag.alternatives if a.confidence >= _WORTH_SAYING
        ]
        rows.append(("其他可能", "" if unit.tag.has_no_idea else "、".join(others)))
        rows.append(("依据", "、".join(f"{reason.word} {reason.weight:+.2f}" for reason in unit.tag.reasons)))
    for name, value in rows:
        if value:
            say(f"{name}：{value}")
