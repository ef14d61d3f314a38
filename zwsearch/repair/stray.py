"""Marks without meaning (`@@`, doubled commas) and spaces inside words and numbers."""

from __future__ import annotations

import re
from functools import cache

from zwsearch.repair.characters import frequencies, lines
from zwsearch.repair.page import Edit, Page

STRAY = "stray_marks"
SPLIT = "split_words"

_HAN = r"\u3400-\u9fff"
_MARK = re.compile(
    rf"(?<=[{_HAN}。，；：、）》”])@{{2,}}(?![@ \w.-]{{0,80}}[A-Za-z0-9+])"
    rf"|(?<![@\w])@{{2,}}(?=[{_HAN}《（“])"
    rf"|(?<=[{_HAN}）》”])(?:[，,]{{2}}|、、|[；;]{{2}}|[：:]{{2}}|。。)(?![，,、；;：。…])(?=[{_HAN}（《“]|\s*$)"
)
_SPACED_NUMBER = re.compile(
    r"(?<![\d. ])(?<!\d )\d(?: \d){3}(?= ?年)|(?<=[年月])( ?)\d \d(?= ?[月日])"
    r"|(?<=[〔\[（(])\d(?: \d){3}(?=[〕\]）)])"
)
_GAP = re.compile(rf"(?<=[{_HAN}])[ \u3000](?=[{_HAN}])")
_SPREAD = re.compile(rf"(?<![{_HAN}])[{_HAN}](?:[ \u3000][{_HAN}]){{4,}}(?![{_HAN}])")
_GATE = re.compile(rf"[ \u3000][{_HAN}\d]|@@|[，,]{{2}}|、、|[；;]{{2}}|[：:]{{2}}|。。")
_OFFICE_END = re.compile(r"(?:[局厅处科室办委部院会站所队司署组股]|中心|政府|公司|单位|支部|协会|学校)$")
_OPENING = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十百]+[章节条款编]?|附[件表录]?|图解|解读|来源|摘要|关键词|主题词|目录)$"
)
_FEWEST_WORD = 10
"""log2 of the count from which a pair of characters inside a word proves that a space tore it …"""
_FEWEST_LONELY = 7
"""… and the same where neither half makes a word with its neighbour."""


@cache
def _spaced_words() -> re.Pattern[str]:
    # Spread over the whole text (a cell, a heading), or before a colon.
    words = "|".join(rf"{word[0]}[ \u3000]+{word[1]}" for word in lines("spaced_words.txt"))
    return re.compile(rf"(?<!\S)(?:{words})(?=\s*(?:[:：]|$))")


def mend_stray(page: Page) -> None:
    """Remove stray marks and spaces that tear words; they say nothing of the text, so no problem is raised."""
    if not _GATE.search(page.whole):
        return
    whole = page.whole
    suspects = [index for index, text in enumerate(page.texts) if _GATE.search(text)]
    for index in suspects:
        marks = [
            Edit(*match.span(), "" if match[0][0] == "@" else max(match[0]))  # of `，,` the full width one stays
            for match in _MARK.finditer(page.texts[index])
        ]
        page.edit(index, STRAY, marks)
        text = page.texts[index]
        edits: list[Edit] = []
        for match in _SPACED_NUMBER.finditer(text):
            inner = range(match.start() + 1, match.end())
            edits += [Edit(at, at + 1, "") for at in inner if text[at] == " " and text[at - 1].isdigit()]
        edits += _gaps(text, whole)
        page.edit(index, SPLIT, sorted(set(edits)))


def _gaps(text: str, whole: str) -> list[Edit]:
    """The spaces between Han characters that tear a word or a name."""
    edits: list[Edit] = []
    for line in re.finditer(r"[^\n]+", text):
        start, content = line.start(), line[0]
        spread = [*_spaced_words().finditer(content), *_SPREAD.finditer(content)]
        for match in spread:
            edits += [Edit(start + at, start + at + 1, "") for at in range(*match.span()) if content[at] in " \u3000"]
        taken = {edit.start - start for edit in edits}
        gaps = [match.start() for match in _GAP.finditer(content) if match.start() not in taken]
        # Many spaces are columns, or names in a row.
        if not gaps or len(gaps) > 4 or len(content) < 6 * len(gaps):
            continue
        edits += [Edit(start + at, start + at + 1, "") for at in gaps if _tears(whole, content, at)]
    return edits


def _tears(whole: str, line: str, at: int) -> bool:
    left = re.split(r"[^\u3400-\u9fff]", line[:at])[-1]
    right = re.split(r"[^\u3400-\u9fff]", line[at + 1 :])[0]
    if _OPENING.match(line[:at]) or (_OFFICE_END.search(left) and _OFFICE_END.search(right)):
        return False
    joined = left[-3:] + right[:3]
    enough = min(len(left), 2) + min(len(right), 2) >= 3 and len(joined) >= 5
    # The same words stand elsewhere in the document without the space.
    if enough and not _OFFICE_END.search(left) and joined in whole:
        return True
    if _inside_sentence(line, at, left, right):
        return True
    pairs = frequencies().pairs
    bridge = pairs.get(left[-1] + right[0], 0)
    beside = max(pairs.get(left[-2:], 0), pairs.get(right[:2], 0)) if len(left) > 1 or len(right) > 1 else 0
    if len(left) + len(right) < 6:
        return False
    # A word across the space, far better than what its halves make with their neighbours.
    return bridge >= _FEWEST_LONELY if not beside else bridge >= _FEWEST_WORD and bridge > beside + 2


def _inside_sentence(line: str, at: int, left: str, right: str) -> bool:
    """Whether the space stands alone inside a sentence, where Chinese writes none (labels and names apart)."""
    cell = line[line.rfind("|", 0, at) + 1 :].partition("|")[0]
    before = line[: at - len(left)]
    after = line[at + 1 + len(right) :]
    return bool(
        len(_GAP.findall(cell)) == 1
        and len(cell) >= 24
        and "。" in after.partition("|")[0]
        and min(len(left), len(right)) >= 3
        # Two halves that make up a whole clause are a motto (坚持公开为常态 推动工作走深走实；).
        and not (before[-1:] in "；;。" and after[:1] in "；;")
        and not before.endswith(("：", ":"))
        and not after.startswith(("：", ":"))
        and not _OFFICE_END.search(left)
    )
