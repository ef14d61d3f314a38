"""The options that several commands share, and how dates and paths are checked at the door."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zwsearch.errors import UsageError

if TYPE_CHECKING:
    from zwsearch.records import Filters

_DATE = re.compile(
    r"(?:(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月(?P<month_end>[底末])?)?|年(?P<year_end>[底末])?)?"
    r"|(\d{4})(\d{2})(\d{2}))(?:之前|以前|前)?"
)
_YEARS = re.compile(r"([12]\d{3})年?(?:[-~～—至到]([12]\d{3})年?)?")
# Digits and signs of the width that Chinese input methods leave behind.
_NARROW = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")


def _due_before(text: str | None) -> str | None:
    return _iso_date(text, "--due-before", last=True)


def _due_after(text: str | None) -> str | None:
    return _iso_date(text, "--due-after", last=False)


def _iso_date(text: str | None, option: str, *, last: bool) -> str | None:
    """The day that `text` means; the `last` or the first one of a month or year without a day."""
    if text is None:
        return None
    found = _DATE.fullmatch("".join(text.split()).translate(_NARROW))
    why = "不是日期"
    if found is not None:
        year, month, day = (int(part) if part else None for part in (found[1] or found[6], *_month_day(found)))
        last = last or bool(found["month_end"] or found["year_end"])  # 3月底 is a day, wherever it stands
        try:
            return _day(year or 0, month or (12 if last else 1), day or (0 if last else 1)).isoformat()
        except ValueError:
            why = f"没有 {month} 月" if month and not 1 <= month <= 12 else f"{year} 年 {month} 月没有 {day} 日"
    raise UsageError(
        f"选项 {option} 的值“{text}”不对：{why}", hint=f"请写成 {option} 2023-12-31，也可以只写到月：{option} 2023-12"
    )


def _month_day(found: re.Match[str]) -> tuple[str | None, str | None]:
    return found[2] or found[7], found[3] or found[8]


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, day or monthrange(year, month)[1])


def _years(values: list[str] | None) -> list[str] | None:
    """Single years as strings; ranges such as 2021-2023 are counted out."""
    years: list[str] = []
    for value in values or ():
        found = _YEARS.fullmatch("".join(value.split()).translate(_NARROW))
        if found is None:
            raise UsageError(
                f"选项 --year 的值“{value}”不对：不是年份",
                hint="请写四位数字，如 --year 2023，或一段：--year 2021-2023",
            )
        first, last = sorted((int(found[1]), int(found[2] or found[1])))
        years += map(str, range(first, last + 1))
    return years


def at_least_one(option: str) -> Callable[[int], int]:
    """The check of an option that says how many to show."""

    def check(value: int) -> int:
        if value < 1:
            raise UsageError(f"选项 {option} 的值 {value} 不对：至少要 1 条", hint=f"例如 {option} 10")
        return value

    return check


def not_negative(value: int) -> int:
    """The check of --offset."""
    if value < 0:
        raise UsageError(f"选项 --offset 的值 {value} 不对：不能是负数", hint="例如 --offset 10，跳过前 10 条")
    return value


def read_id(text: str | None) -> str | None:
    """An id as it is kept, however it was copied: in capitals, in full width, with blanks around."""
    return None if text is None else unicodedata.normalize("NFKC", text).strip().lower()


def read_ids(texts: list[str]) -> list[str]:
    """Several of them."""
    return [read_id(text) or "" for text in texts]


WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", metavar="DIR", help="数据所在的文件夹", show_default=False)
]
CountOption = Annotated[int, typer.Option("-k", metavar="N", help="显示几条", callback=at_least_one("-k"))]
JsonOption = Annotated[bool, typer.Option("--json", help="输出一份 JSON")]

CategoryOption = Annotated[list[str] | None, typer.Option("--category", metavar="类别", help="只要这个类别，可重复")]
OfficeOption = Annotated[
    list[str] | None, typer.Option("--office", metavar="单位", help="牵头或配合单位名称的一部分，可重复")
]
IssuerOption = Annotated[
    list[str] | None, typer.Option("--issuer", metavar="机关", help="发文机关名称的一部分，可重复")
]
ProvinceOption = Annotated[list[str] | None, typer.Option("--province", metavar="省份", help="省份，可重复")]
YearOption = Annotated[
    list[str] | None,
    typer.Option("--year", metavar="年份", help="通知的年份，如 2023 或 2021-2023，可重复", callback=_years),
]
KindOption = Annotated[list[str] | None, typer.Option("--kind", metavar="种类", help="通知的种类，如 任务分工，可重复")]
DueBeforeOption = Annotated[
    str | None,
    typer.Option("--due-before", metavar="日期", help="这一天或之前到期", callback=_due_before, show_default=False),
]
DueAfterOption = Annotated[
    str | None,
    typer.Option("--due-after", metavar="日期", help="这一天或之后到期", callback=_due_after, show_default=False),
]
OngoingOption = Annotated[
    bool | None, typer.Option("--ongoing/--no-ongoing", help="只要（或不要）持续推进的任务", show_default=False)
]


def make_filters(
    category: list[str] | None,
    office: list[str] | None,
    issuer: list[str] | None,
    province: list[str] | None,
    year: list[str] | None,
    kind: list[str] | None,
    due_before: str | None,
    due_after: str | None,
    ongoing: bool | None,
    *,
    tasks_only: bool = False,
) -> Filters:
    """The filters that the options ask for. Raises UsageError for deadlines that end before they begin."""
    from zwsearch.records import Filters  # late: help pages must not wait for the records

    if due_before and due_after and due_after > due_before:
        raise UsageError(
            f"--due-after {due_after} 晚于 --due-before {due_before}，没有日期在这之间", hint="请把两个日期对调"
        )
    return Filters(
        categories=_given(category),
        offices=_given(office),
        issuers=_given(issuer),
        provinces=_given(province),
        years=tuple(dict.fromkeys(map(int, year or ()))),
        kinds=_given(kind),
        due_before=due_before,
        due_after=due_after,
        ongoing=ongoing,
        tasks_only=tasks_only,
    )


def _given(values: list[str] | None) -> tuple[str, ...]:
    return tuple(value.strip() for value in values or () if value.strip())
