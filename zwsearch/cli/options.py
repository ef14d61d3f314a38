"""The options that several commands share, and how dates and paths are checked at the door."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from zwsearch.records import Filters

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def _iso_date(text: str | None) -> str | None:
    if text is None:
        return None
    found = _DATE.fullmatch(text.strip())
    try:
        if found is not None:
            year, month, day = map(int, found.groups())
            return date(year, month, day).isoformat()
    except ValueError:  # the 30th of February
        pass
    raise typer.BadParameter(f"“{text}”不是日期，请写成 2023-12-31 的样子")


WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", metavar="DIR", help="数据所在的文件夹", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出一份 JSON")]

CategoryOption = Annotated[list[str] | None, typer.Option("--category", metavar="类别", help="只要这个类别，可重复")]
OfficeOption = Annotated[
    list[str] | None, typer.Option("--office", metavar="单位", help="牵头或配合单位名称的一部分，可重复")
]
IssuerOption = Annotated[
    list[str] | None, typer.Option("--issuer", metavar="机关", help="发文机关名称的一部分，可重复")
]
ProvinceOption = Annotated[list[str] | None, typer.Option("--province", metavar="省份", help="省份，可重复")]
YearOption = Annotated[list[int] | None, typer.Option("--year", metavar="年份", help="通知的年份，可重复")]
KindOption = Annotated[list[str] | None, typer.Option("--kind", metavar="种类", help="通知的种类，如 任务分工，可重复")]
DueBeforeOption = Annotated[
    str | None,
    typer.Option("--due-before", metavar="日期", help="这一天或之前到期", callback=_iso_date, show_default=False),
]
DueAfterOption = Annotated[
    str | None,
    typer.Option("--due-after", metavar="日期", help="这一天或之后到期", callback=_iso_date, show_default=False),
]
OngoingOption = Annotated[
    bool | None, typer.Option("--ongoing/--no-ongoing", help="只要（或不要）持续推进的任务", show_default=False)
]


def make_filters(
    category: list[str] | None,
    office: list[str] | None,
    issuer: list[str] | None,
    province: list[str] | None,
    year: list[int] | None,
    kind: list[str] | None,
    due_before: str | None,
    due_after: str | None,
    ongoing: bool | None,
    *,
    tasks_only: bool = False,
) -> Filters:
    """The filters that the options ask for."""
    from zwsearch.records import Filters  # late: help pages must not wait for the records

    return Filters(
        categories=_given(category),
        offices=_given(office),
        issuers=_given(issuer),
        provinces=_given(province),
        years=tuple(year or ()),
        kinds=_given(kind),
        due_before=due_before,
        due_after=due_after,
        ongoing=ongoing,
        tasks_only=tasks_only,
    )


def _given(values: list[str] | None) -> tuple[str, ...]:
    return tuple(value.strip() for value in values or () if value.strip())
