"""Counts as bars, drawn by pygal; colours and type come from our style sheet, the numbers stand beside the bars."""

from __future__ import annotations

import re
import sys
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from markupsafe import Markup

from zwsearch.web.wording import DEADLINES, VERDICTS

_SVG = "http://www.w3.org/2000/svg"
_TITLES = {
    "categories": "任务按类别",
    "years": "任务按年份",
    "leads": "任务按牵头单位（前二十）",
    "deadlines": "任务按到期月份",
    "verdicts": "任务按复核",
    "kinds": "通知按种类",
    "provinces": "通知按地区",
}
# What a search for a key of a table begins with; leaders are found as offices, by the ledger in their order.
_LINKS = {
    "categories": "/?tasks=1&category=",
    "years": "/?tasks=1&year=",
    "leads": "/ledger?order=lead&office=",
    "kinds": "/?group=1&kind=",
    "provinces": "/?group=1&province=",
}
_ROW = 30  # units of height for each bar; a phone shrinks them to what a finger still hits
_WIDTH = 440
_CHAR = 15.5  # width of a Chinese character in the type of the labels
_LONGEST = 16  # characters of a label
_MOST = 36
_MONTH = re.compile(r"\d{4}-\d{2}")
_MONTHS = 24  # that are shown of the deadlines
_EMPTY = 3  # months without a task that share one row
_RAISED = 7  # by which our sheet moves what stands above the drawing to the right


Row = tuple[str, int, str | None]  # label, count, the search that it counts


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with the numbers behind it; `rest` are those that have no bar."""

    name: str
    title: str
    svg: Markup
    rows: tuple[Row, ...]
    rest: tuple[Row, ...] = ()


def draw(tables: Mapping[str, Mapping[str, int]], today: date) -> list[Chart]:
    """The charts of `Stats.tables`, without those that would be empty."""
    charts = []
    for name, title in _TITLES.items():
        rows = [(_label(name, key), count, link_of(name, key)) for key, count in tables.get(name, {}).items() if count]
        if rows:
            shown, rest = rows[:_MOST], rows[_MOST:]
            if name == "deadlines" and any(_MONTH.fullmatch(label) for label, _, _ in rows):
                shown, rest = _by_month(rows, today)
                title = f"{title}（{shown[0][0]} 至 {shown[-1][0]}）"  # neither end is empty
            drawn = bars(title, [(label, count) for label, count, _ in shown], [link for _, _, link in shown])
            charts.append(Chart(name, title, Markup(drawn), tuple(rows), tuple(rest)))
    return charts


def _by_month(rows: Sequence[Row], today: date) -> tuple[list[Row], list[Row]]:
    """Two years of months from the first with tasks, and what lies before and after or has no month.

    They end with the last month that has tasks, but no later than a year from now: one date far off would leave
    nothing else to see.
    """
    counts = {label: count for label, count, _ in rows if _MONTH.fullmatch(label)}
    soon = f"{today.year + 1}-{today.month:02}"
    last = _number(max((month for month in counts if month <= soon), default=max(counts)))
    first = min(month for month in map(_number, counts) if month > last - _MONTHS)
    shown = list(_shortened([(month, counts.get(month, 0)) for month in map(_name, range(first, last + 1))]))
    before = sum(count for month, count in counts.items() if _number(month) < first)
    after = sum(count for month, count in counts.items() if _number(month) > last)
    rest: list[Row] = []
    if before:
        rest.append((f"{_name(first)} 以前", before, f"/ledger?to={_end(_name(first - 1))}"))
    if after:
        rest.append((f"{_name(last)} 以后", after, f"/ledger?from={_name(last + 1)}-01"))
    return shown, rest + [row for row in rows if not _MONTH.fullmatch(row[0])]


def _shortened(months: Sequence[tuple[str, int]]) -> Iterator[Row]:
    """A row for each month, and one for a run of empty ones."""
    for empty, run in groupby(months, key=lambda row: not row[1]):
        rows = list(run)
        if empty and len(rows) >= _EMPTY:
            yield f"{rows[0][0]}至{rows[-1][0]}", 0, None
        else:
            yield from ((month, count, link_of("deadlines", month)) for month, count in rows)


def _number(month: str) -> int:
    year, of_year = map(int, month.split("-"))
    return year * 12 + of_year - 1


def _name(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _end(month: str) -> str:
    """The last day of a month."""
    year, of_year = map(int, month.split("-"))
    return f"{month}-{monthrange(year, of_year)[1]:02}"


def _label(table: str, key: str) -> str:
    if table == "deadlines":
        return DEADLINES.get(key, key)
    return VERDICTS.get(key, key) if table == "verdicts" else key


def link_of(table: str, key: str) -> str | None:
    """The search or ledger that a bar counts, where there is one."""
    if table == "deadlines" and _MONTH.fullmatch(key):
        return f"/ledger?from={key}-01&to={_end(key)}"
    if table == "deadlines":
        return "/ledger?due=ongoing" if key == "ongoing" else None
    if table == "verdicts":
        return "/review" if key == "review" else None
    start = None if key == "未知" else _LINKS.get(table)
    return start and start + quote(key, safe="")


def bars(title: str, rows: Sequence[tuple[str, int]], links: Sequence[str | None] = ()) -> str:
    """Horizontal bars, the first row on top, each with its number at its end, as SVG without script or style."""
    pygal = _load_pygal()
    labels = [label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…" for label, _ in rows]
    width = max(sum(1.0 if ord(char) > 0x2E80 else 0.56 for char in label) for label in labels) * _CHAR + 12
    most = max(1, *(count for _, count in rows))
    # The number stands behind the end of its bar, so the longest leaves it room whatever the labels take.
    room = (9 * len(str(most)) + 20) / max(_WIDTH - width - 12, 100)
    chart = pygal.HorizontalBar(
        js=(),
        css=(),
        width=_WIDTH,
        height=_ROW * len(rows) + 16,
        margin=4,
        margin_left=width,
        margin_right=8,
        spacing=4,
        show_legend=False,
        show_x_labels=False,
        show_y_guides=False,
        show_x_guides=False,
        print_values=True,
        print_values_position="top",
        range=(0, most / (1 - room)),
        truncate_label=-1,
    )
    chart.x_labels = list(reversed(labels))
    chart.add(title, [count for _, count in reversed(rows)])
    return _plain(chart.render_tree(), title, rows, list(reversed(links)))


@cache
def _load_pygal() -> Any:
    """The library without the finder for plugins that it hangs into every import (of an interface long gone)."""
    import pygal

    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]
    return pygal


def _plain(tree: Any, title: str, rows: Sequence[tuple[str, int]], links: Sequence[str | None]) -> str:
    """What is left of a drawing when its script, style, tooltips and comments are taken out: classes for our sheet."""
    from lxml import etree

    root = ElementTree.fromstring(etree.tostring(tree))
    gone = {f"{{{_SVG}}}{name}" for name in ("defs", "script", "style", "title", "desc")}
    for parent in root.iter():
        for child in list(parent):
            if child.tag in gone or "tooltip" in child.get("class", "").split():
                parent.remove(child)
    for element in root.iter():
        element.attrib.pop("style", None)
        element.attrib.pop("id", None)
    root.set("role", "img")
    root.set("aria-label", f"{title}：" + "，".join(f"{label} {count}" for label, count in rows))
    if any(links):
        root.set("role", "group")  # nothing inside a picture can be followed
    _link(root, links, rows)
    _set_in_order(root)
    ElementTree.register_namespace("", _SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _link(root: Any, links: Sequence[str | None], rows: Sequence[tuple[str, int]]) -> None:
    """Make each bar a link for the pointer; the table under the picture has the same ones for keyboard and ear."""
    bars = [(parent, g) for parent in root.iter() for g in parent if "bar" in g.get("class", "").split()]
    for (parent, group), link, (label, count) in zip(bars, links, reversed(rows), strict=False):
        if link:
            about = {"href": link, "tabindex": "-1", "aria-label": f"{label} {count}"}
            anchor = ElementTree.Element(f"{{{_SVG}}}a", about)
            parent[list(parent).index(group)] = anchor
            anchor.append(_reach(group))
            anchor.append(group)


def _set_in_order(root: Any) -> None:
    """Each label before its number, from the top: as they are read aloud, and copied."""
    labels = [g for g in root.iter() if g.get("class") == "guides"]
    (overlay,) = (g for g in root.iter() if any(text.get("class") == "value" for text in g))
    values = list(overlay)
    for label, value in zip(reversed(labels), reversed(values), strict=True):
        for text in label:
            text.set("x", f"{float(text.get('x')) - _RAISED:g}")
        label.set("class", "axis y")
        overlay.remove(value)
        overlay.extend((label, value))
    for group in root.iter():
        if group.get("class") == "bars":
            group[:] = reversed(group)
        elif group.get("class") == "axis y" and group not in labels:
            group[:] = []


def _reach(bar: Any) -> Any:
    """The row of a bar, which can be clicked all along: a short bar alone is hard to hit."""
    drawn = next(part for part in bar.iter() if "height" in part.attrib)
    middle = float(drawn.get("y")) + float(drawn.get("height")) / 2
    place = {"x": "0", "y": f"{middle - _ROW / 2:.1f}", "width": str(_WIDTH), "height": str(_ROW)}
    return ElementTree.Element(f"{{{_SVG}}}rect", {**place, "class": "reach"})
