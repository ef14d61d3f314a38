"""Answers for people: tables on a terminal, plain lines in a pipe. rich is imported for terminals only."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from zwsearch.cli.door import say
from zwsearch.records import percent

if TYPE_CHECKING:
    from zwsearch.records import Hit, SearchPage, Tag, Unit

_VERDICTS = {"auto": "", "review": "（待复核）"}
_SAID = "（人工）"


def on_terminal() -> bool:
    """Whether a person is looking."""
    return sys.stdout.isatty()


def print_rows(headers: Sequence[str], rows: Iterable[Sequence[object]], *, keep: Sequence[int] = (0,)) -> None:
    """Rows under headers; in a pipe, lines of cells with tabs between. Columns of `keep` are never broken."""
    cells = [["" if value is None else str(value) for value in row] for row in rows]
    if not on_terminal():
        say("\t".join(headers))
        for row in cells:
            say("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.table import Table
    from rich.text import Text

    table = _table(Table)
    for place, header in enumerate(headers):
        table.add_column(header, no_wrap=place in keep, overflow="fold")
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    _console().print(table)


def print_bars(title: str, counts: Iterable[tuple[str, int]]) -> None:
    """A bar chart of counts."""
    rows = [(name, count) for name, count in counts if count]
    if not rows:
        return
    from unicodedata import east_asian_width

    def width(text: str) -> int:
        return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)

    most = max(count for _, count in rows)
    room = min(max(width(name) for name, _ in rows), 36)
    say(f"\n{title}")
    for name, count in rows:
        bar = "█" * max(1, round(30 * count / most))
        say(f"  {name}{' ' * (room - width(name))}  {count:>6}  {bar}")


def print_hits(page: SearchPage, offset: int) -> None:
    """The hits of a search, best first."""
    if on_terminal():
        _print_hits_table(page)
    else:
        for hit in page.hits:
            say(f"[{hit.rank}] {hit.unit.text}")  # a passage may begin with a number of its own
            for line in _about(hit):
                say(f"   {line}")
    shown = f"，显示第 {offset + 1} 至 {offset + len(page.hits)} 条" if page.hits else ""
    say(f"共 {page.total} 条{shown}，用时 {page.took_ms:.1f} 毫秒")


def _print_hits_table(page: SearchPage) -> None:
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = _table(Table)
    table.add_column("名次", justify="right", no_wrap=True)
    table.add_column("任务与段落", overflow="fold", ratio=3)
    table.add_column("类别 · 单位 · 时限", overflow="fold", ratio=1)
    for hit in page.hits:
        text = Text(hit.unit.text)
        for mark in hit.marks:
            text.stylize("bold yellow", mark.start, mark.end)
        source = Text("\n".join(_source(hit)), style="dim")
        table.add_row(f"{hit.rank}\n{hit.score:.2f}", Group(text, source), Text("\n".join(_duties(hit.unit))))
    _console().print(table)


def _about(hit: Hit) -> list[str]:
    duties = " · ".join(_duties(hit.unit))
    return [*_source(hit), *([duties] if duties else [])]


def _source(hit: Hit) -> list[str]:
    notice = hit.notice.notice
    number = f"{_ordinal(hit.unit.number)} · " if hit.unit.number else ""
    kind = "" if hit.unit.type == "task" else "段落 · "
    year = f"（{notice.year}）" if notice.year else ""
    title = notice.title or hit.notice.source.name
    quoted = title if title.startswith("《") else f"《{title}》"
    return [f"{quoted}{year}", f"{number}{kind}编号 {hit.unit.id}"]


def _ordinal(number: str) -> str:
    """Which item a number as printed names: 第 3 项, 第三项, 序号（三）."""
    if not number[-1].isalnum() or not number[0].isalnum():
        return f"序号{number}"
    return f"第 {number} 项" if number[0].isascii() else f"第{number}项"


def _duties(unit: Unit) -> list[str]:
    lines = [f"{_category(unit.tag)}{_SAID if unit.tag.said else _VERDICTS[unit.tag.verdict]}"] if unit.tag else []
    if unit.lead:
        lines.append(f"牵头：{'、'.join(unit.lead)}")
    if unit.support:
        lines.append(f"配合：{'、'.join(unit.support)}")
    if unit.deadline is not None:
        lines.append(f"时限：{describe_deadline(unit)}")
    return lines


def describe_deadline(unit: Unit) -> str:
    """The words of the notice, and the date they mean where it is another spelling."""
    due = unit.deadline
    if due is None:
        return ""
    return f"{due.text}（{due.end}）" if due.end and due.end not in due.text else due.text


def tag_cell(unit: Unit) -> str:
    """Category with its confidence, and whether a person should look."""
    if unit.tag is None:
        return ""
    if unit.tag.said:
        return f"{unit.tag.category}{_SAID}"
    sure = "" if unit.tag.has_no_idea else f" {percent(unit.tag.confidence)}"
    return f"{_category(unit.tag)}{sure}{_VERDICTS[unit.tag.verdict]}"


def _category(tag: Tag) -> str:
    return describe_no_idea(tag) if tag.has_no_idea else tag.category


def describe_no_idea(tag: Tag) -> str:
    """What the model would guess where it knows nothing; figures would tell the reader less."""
    if tag.seems_no_task and not tag.has_no_idea:
        return f"更像不是任务（{percent(tag.not_a_task)}；如果是，像：{tag.category}）"
    return f"拿不准（像：{'、'.join([tag.category, *(other.category for other in tag.alternatives[:1])])}）"


def _table(kind: Any) -> Any:
    from rich import box

    return kind(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, show_lines=False, expand=False)


def _console() -> Any:
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False)
