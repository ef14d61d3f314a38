"""The columns of the ledger: what each shows of a task and its notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zwsearch.records import Problem, StoredNotice, Tag, Unit

Value = str | int | float | None
_KINDS = {"ongoing": "持续推进", "by": "截止", "range": "期间", "recurring": "定期", "within": "时限内"}
_VERDICTS = {"auto": "自动", "review": "待复核"}
_SAID = "人工"
_TYPES = {"task": "任务", "passage": "段落"}
# What these quote is not the notice but what befell it.
_DAMAGE = frozenset({"mojibake", "spam_injected"})


def _checked(tag: Tag | None) -> str | None:
    return None if tag is None else _SAID if tag.said else _VERDICTS[tag.verdict]


def _name(notice: StoredNotice) -> str:
    """What a notice is called: by its title, else by its file."""
    return notice.notice.title or notice.source.name


def _place(problem: Problem) -> str | None:
    """Where a problem is, as far as people can read it: damage quoted as it stood would be rubbish on their sheet."""
    if problem.code in _DAMAGE or problem.where is None:
        return None
    if "\ufffd" not in problem.where:
        return problem.where
    return None if problem.where.count("\ufffd") * 4 > len(problem.where) else problem.where.replace("\ufffd", "□")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its name in JSON lines, its width in characters of a sheet, and its value."""

    header: str
    name: str
    width: int
    value: Callable[[Unit, StoredNotice], Value]


@dataclass(frozen=True, slots=True)
class ProblemColumn:
    """A column of the sheet of problems."""

    header: str
    width: int
    value: Callable[[StoredNotice, Problem], Value]


# As an office hands it in; what only this program needs stands at the end.
COLUMNS: tuple[Column, ...] = (
    Column("序号", "number", 7, lambda unit, _: unit.number),
    Column("工作任务", "section", 18, lambda unit, _: " / ".join(unit.section)),
    Column("具体要求", "requirement", 52, lambda unit, _: unit.text),
    Column("牵头单位", "lead", 16, lambda unit, _: "、".join(unit.lead)),
    Column("配合单位", "support", 18, lambda unit, _: "、".join(unit.support)),
    Column("时限要求", "deadline", 14, lambda unit, _: unit.deadline.text if unit.deadline else None),
    Column("截止日期", "deadline_end", 12, lambda unit, _: unit.deadline.end if unit.deadline else None),
    Column("类别", "category", 12, lambda unit, _: unit.tag.category if unit.tag else None),
    Column("通知", "title", 26, lambda _, notice: _name(notice)),
    Column("发文机关", "issuer", 20, lambda _, notice: notice.notice.issuer),
    Column("文号", "document_number", 22, lambda _, notice: notice.notice.document_number),
    Column("成文日期", "date", 12, lambda _, notice: notice.notice.date),
    Column("年份", "year", 8, lambda _, notice: notice.notice.year),
    Column("地区", "province", 10, lambda _, notice: notice.notice.province),
    Column("时限类型", "deadline_kind", 10, lambda unit, _: _KINDS[unit.deadline.kind] if unit.deadline else None),
    Column("开始日期", "deadline_start", 12, lambda unit, _: unit.deadline.start if unit.deadline else None),
    Column("来源", "source", 28, lambda _, notice: notice.source.name),
    Column("通知缺少的序号", "missing_numbers", 12, lambda _, notice: "、".join(notice.missing_numbers)),
    Column("通知的问题", "problems", 30, lambda _, notice: "；".join(problem.message for problem in notice.problems)),
    Column("编号", "id", 14, lambda unit, _: unit.id),
    Column("把握", "confidence", 8, lambda unit, _: round(unit.tag.confidence, 3) if unit.tag else None),
    Column("复核", "verdict", 8, lambda unit, _: _checked(unit.tag)),
)
# Tells them apart where passages stand among the tasks.
TYPE = Column("类型", "type", 6, lambda unit, _: _TYPES[unit.type])
PRINTED = 9  # of the columns; all of them would be too small to read on a sheet of paper
DATES = frozenset({"截止日期", "成文日期", "开始日期"})
SHARES = frozenset({"把握"})

# The second sheet: what a person should know of the notices, a line for each problem.
PROBLEM_COLUMNS: tuple[ProblemColumn, ...] = (
    ProblemColumn("通知", 40, lambda notice, _: _name(notice)),
    ProblemColumn("来源", 28, lambda notice, _: notice.source.name),
    ProblemColumn("问题", 44, lambda _, problem: problem.message),
    ProblemColumn("建议", 44, lambda _, problem: problem.hint),
    ProblemColumn("位置", 30, lambda _, problem: _place(problem)),
    ProblemColumn("通知编号", 14, lambda notice, _: notice.id),
)


def columns_of(*, passages: bool) -> tuple[Column, ...]:
    """The columns of a ledger."""
    return (TYPE, *COLUMNS) if passages else COLUMNS
