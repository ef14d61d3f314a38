"""Lines that a PDF or a mail broke inside a sentence: joined where the page shows its line width."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise

from zwsearch.repair.page import Edit, Page

CODE = "broken_lines"

_SENTENCE_END = re.compile(r"(?:[。！？；：:;!?…]|(?<=[A-Za-z\u4e00-\u9fff)）”])\.)['\"”’）)》」』]*\s*$")
_WORD_END = re.compile("[A-Za-z,.;]$")
_CLAUSE = re.compile("[，。；,;]")
_ITEM = re.compile(
    r"^\s*(?:[一二三四五六七八九十百]+[、.．]|[(（][一二三四五六七八九十百\d]+[)）]|\d{1,3}\s*[、.．)）](?!\d)|[①-⑳]"
    r"|第[一二三四五六七八九十百\d]+[章节条部分编]|附\s*[件表]|[-•●■◆▪➢*#|>]|【|注[:：]|责任单位|牵头单位|完成时限|配合单位)"
)
_CLOSING = re.compile(
    r"^\s*(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|.{2,24}(?:政府|办公厅|办公室|委员会|[局厅委]))\s*$"
)
_NARROWEST = 30
_WIDEST = 120
"""Widths in half-width columns: fifteen to sixty Han characters a line."""


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def mend_broken(page: Page) -> None:
    """Join paragraphs that are the lines of one; the second stays behind as an empty paragraph."""
    run: list[int] = []
    for index in range(len(page.texts)):
        if page.is_paragraph(index) and "\n" not in page.texts[index] and "|" not in page.texts[index]:
            if page.texts[index].strip():
                run.append(index)
        else:
            _mend_run(page, run)
            run = []
    _mend_run(page, run)


def _mend_run(page: Page, run: list[int]) -> None:
    if len(run) < 4:
        return
    # Cheap first: wrapped text has many lines of one length.
    lengths = Counter(len(page.texts[index]) for index in run)
    if sum(count for _, count in lengths.most_common(4)) < 4:
        return
    # A line wider than any page means that nothing was broken: so it is with nearly every notice.
    if _width(max((page.texts[index].rstrip() for index in run), key=len)) > _WIDEST + 1:
        return
    widths = {index: _width(page.texts[index].rstrip()) for index in run}
    limit = _line_width(page, run, widths)
    if limit is None:
        return
    target = run[0]
    for previous, index in pairwise(run):
        text = page.texts[index]
        if not limit - 4 <= widths[previous] <= limit + 1 or not _runs_on(page.texts[target], text):
            target = index
            continue
        before = page.texts[target]
        tail = len(before) - len(before.rstrip())
        page.edit(target, CODE, [Edit(len(before) - tail, len(before), "")] if tail else [])
        end = len(page.texts[target])
        words = _WORD_END.search(page.texts[target]) and re.match(r"\s*[A-Za-z]", text)
        page.edit(target, CODE, [Edit(end, end, " " * bool(words) + text.strip())])
        page.edit(index, CODE, [Edit(0, len(text), "")])


def _line_width(page: Page, run: list[int], widths: dict[int, int]) -> int | None:
    """The width at which the lines were broken, or None when nothing shows that they were."""
    counts = Counter(width for width in widths.values() if _NARROWEST <= width <= _WIDEST)
    if not counts:
        return None
    limit = max(
        counts, key=lambda width: (counts[width] + counts[width - 1] + counts[width - 2] + counts[width - 4], width)
    )
    full = [index for index in run if limit - 4 <= widths[index] <= limit + 1]
    long = [index for index in run if widths[index] >= 20]
    wider = sum(widths[index] > limit + 1 for index in run)
    if len(full) < 4 or len(full) * 5 < len(long) * 2 or wider:
        return None
    # Prose has its commas anywhere; lines of one length without them are a list.
    if sum(bool(_CLAUSE.search(page.texts[index].rstrip()[:-1])) for index in full) * 2 < len(full):
        return None
    open_ended = sum(not _SENTENCE_END.search(page.texts[index]) for index in full)
    return limit if open_ended * 10 >= len(full) * 6 else None


def _runs_on(before: str, after: str) -> bool:
    return not (_SENTENCE_END.search(before) or _ITEM.match(after) or _CLOSING.match(after))
