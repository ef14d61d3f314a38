"""`label`: say what category tasks have, one by one in the terminal, by id, or all that a search finds."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from zwsearch.cli import options
from zwsearch.cli.dialogue import Dialogue
from zwsearch.cli.door import Door, enter, note, say, say_json
from zwsearch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zwsearch.records import Filters, Unit

_IN_SCRIPTS = "脚本里请用 zwsearch label 编号 类别，或 zwsearch label --query 词 --as 类别 --yes"
_SHOWN = 10


def label(
    ctx: typer.Context,
    id_: Annotated[
        str | None,
        typer.Argument(metavar="[编号]", help="直接改一条任务", show_default=False, callback=options.read_id),
    ] = None,
    category_: Annotated[str | None, typer.Argument(metavar="[类别]", help="它的类别", show_default=False)] = None,
    query: Annotated[
        str | None, typer.Option("--query", metavar="检索词", help="检索到的任务", show_default=False)
    ] = None,
    as_category: Annotated[
        str | None, typer.Option("--as", metavar="类别", help="把检索或筛选到的任务全部标为这一类", show_default=False)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="撤销对这条任务的最近一次标注")] = False,
    count: Annotated[int, typer.Option("-n", metavar="N", help="逐条标注时看几条", min=1)] = 20,
    author: Annotated[
        str | None, typer.Option("--author", metavar="姓名", help="谁标注的，默认是登录名", show_default=False)
    ] = None,
    category: options.CategoryOption = None,
    office: options.OfficeOption = None,
    issuer: options.IssuerOption = None,
    province: options.ProvinceOption = None,
    year: options.YearOption = None,
    kind: options.KindOption = None,
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """标注任务的类别：逐条，一键一条；或按编号，或把检索到的一次标完"""
    door = enter(ctx, workspace, as_json)
    filters = options.make_filters(category, office, issuer, province, year, kind, None, None, None)
    who = author or login()
    if id_ is not None and undo:
        units: Sequence[Unit] = (_undo(door, id_, who),)
    elif id_ is not None:
        units = _label_one(door, id_, category_, who)
    elif as_category is not None:
        units = _label_all(door, query or "", filters, as_category, yes=yes, who=who)
    elif query is not None or undo:
        raise UsageError(
            "没有写标成哪一类" if query is not None else "没有写撤销哪一条",
            hint="例如：zwsearch label --query 预算公开 --as 财政信息；zwsearch label --undo 编号",
        )
    else:
        if door.json:
            raise UsageError("逐条标注是一问一答，不能输出 JSON", hint=_IN_SCRIPTS)
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise UsageError(
                "逐条标注要在终端里进行",
                hint=_IN_SCRIPTS,
            )
        return Dialogue(door.workspace, who).run(count, filters)
    if door.json:
        from zwsearch.workspace.shapes import task_shape

        say_json({"changed": len(units), "tasks": [task_shape(unit) for unit in units]})
    if units and not undo:
        note("下次 zwsearch train 会用上这些标注")
    return 0


def _undo(door: Door, id_: str, who: str) -> Unit:
    unit = door.workspace.undo_label(id_, author=who)
    _tell(door, f"已撤销：{id_} 现在是 {unit.tag.category if unit.tag else '（没有类别）'}")
    return unit


def _label_one(door: Door, id_: str, category: str | None, who: str) -> Sequence[Unit]:
    if category is None:
        raise UsageError("没有写类别", hint=f"例如：zwsearch label {id_} 政策解读；撤销：zwsearch label {id_} --undo")
    units = door.workspace.label(id_, category, author=who)
    _tell(door, f"已标为 {category}：{_short(units[0])}")
    return units


def _label_all(door: Door, text: str, filters: Filters, category: str, *, yes: bool, who: str) -> Sequence[Unit]:
    from zwsearch.records import Filters as AllFilters

    if not text.strip() and filters == AllFilters():
        raise UsageError("没有说标哪些任务", hint="加上 --query 检索词 或 --category、--office 等筛选条件")
    from zwsearch.workspace import corrections

    corrections.check_category(door.workspace, category)  # before anybody is asked
    units = [unit for unit in door.workspace.tasks_matching(text, filters) if not _is(unit, category)]
    if not units:
        _tell(door, "没有要改的任务：没有找到，或已都是这一类")
        return ()
    _tell(door, f"要标为 {category} 的任务共 {len(units)} 条：")
    for unit in units[:_SHOWN]:
        _tell(door, f"  {_short(unit)}")
    if len(units) > _SHOWN:
        _tell(door, f"  …… 还有 {len(units) - _SHOWN} 条没有列出")
    if len(text.split()) > 1:
        _tell(door, "检索词不止一个，含其中任何一个的都在内；要连在一起出现，请加引号，如 --query '\"预算公开\"'")
    if not yes:
        if door.json or not sys.stdin.isatty():
            raise UsageError(f"要把 {len(units)} 条任务标为 {category}，需要确认", hint="确认无误后加上 --yes 再运行")
        if not typer.confirm(f"把这 {len(units)} 条任务都标为 {category}？"):
            raise typer.Abort
    labelled = door.workspace.label([unit.id for unit in units], category, author=who)
    _tell(door, f"已把 {len(units)} 条任务标为 {category}")
    return labelled


def _tell(door: Door, line: str) -> None:
    """A line of the answer, which is no JSON."""
    if not door.json:
        say(line)


def _is(unit: Unit, category: str) -> bool:
    # What only the model says is worth a person's word; what a person said needs no second one.
    return unit.tag is not None and unit.tag.category == category and unit.tag.confidence == 1.0


def _short(unit: Unit) -> str:
    text = unit.text if len(unit.text) <= 40 else unit.text[:39] + "…"
    return f"{unit.id}  {text}（现为 {unit.tag.category if unit.tag else '无'}）"


def login() -> str:
    """The name of the account, to sign what is said."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in some containers
        return ""
