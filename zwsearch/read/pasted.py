"""Lines of plain text → paragraphs and the tables that were pasted among them.

Each finder looks at the lines from one place on and says which blocks it makes of how many lines; what no
finder claims is a paragraph a line. Tables made here are never `aligned`: merged cells may have slid aside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from zwsearch.read import markdown, pasted_columns, pasted_grids, pasted_pipes, pasted_tabs, pasted_values
from zwsearch.read.lines import split_lines, trim
from zwsearch.records import Block, Paragraph

Finder = Callable[[Sequence[str], int], tuple[list[Block], int] | None]

FINDERS: tuple[Finder, ...] = (
    pasted_grids.markdown,
    pasted_grids.box,
    pasted_pipes.pipes,
    pasted_tabs.tabs,
    pasted_values.commas,
    pasted_values.semicolons,
    pasted_columns.columns,
    pasted_grids.spaces,
)

_HEADING = re.compile(r"(#{1,6})[ \t\u3000]+(\S.*?)(?:[ \t]+#+)?[ \t]*")
# Tells spreadsheets what parts the values below it, and is no value itself.
_SEPARATOR = re.compile(r"sep=[,;|\t]\s*", re.IGNORECASE)
# Word puts a tab between the number of a list and its text; browsers do so after a bullet.
_LIST_TAB = re.compile(
    r"((?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[.\uff0e、)\uff09]"
    r"|[(\uff08](?:\d{1,3}|[一二三四五六七八九十]{1,3})[)\uff09]|[①-⒛㈠-㈩•●■◆▪·])\t+"
)


def blocks_of_text(text: str) -> tuple[Block, ...]:
    """The paragraphs and tables of a plain text, in order."""
    lines = split_lines(text)
    if _SEPARATOR.fullmatch(lines[0]):
        del lines[0]
    return tuple(blocks_of_lines(markdown.plain(lines) if markdown.is_markdown(lines) else lines))


def blocks_of_lines(lines: Iterable[str]) -> list[Block]:
    """The paragraphs and tables of lines that hold no line ends."""
    kept = [_joined_number(line) if "\t" in line else line for line in lines]
    blocks: list[Block] = []
    at = 0
    while at < len(kept):
        found = None
        if trim(kept[at]):
            found = next((f for finder in FINDERS if (f := finder(kept, at)) is not None), None)
        if found is None:
            paragraph = _paragraph(kept[at])
            if paragraph is not None:
                blocks.append(paragraph)
            at += 1
        else:
            blocks += found[0]
            at = found[1]
    return blocks


def _joined_number(line: str) -> str:
    """A line without the tab behind its number; where other tabs part its cells, the number is a cell of its own."""
    joined = _LIST_TAB.sub(r"\1", line)
    return line if "\t" in trim(joined) else joined


def _paragraph(line: str) -> Paragraph | None:
    text = trim(line)
    if not text:
        return None
    heading = _HEADING.fullmatch(text)
    if heading:
        return Paragraph(trim(heading[2]), level=len(heading[1]))
    return Paragraph(text.replace("\t", " "))
