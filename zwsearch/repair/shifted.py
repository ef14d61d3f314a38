"""GBK bytes read one byte off, a byte of a character being lost or gained: 。《标 reads as ?！侗 and so on.

Here it is found where that may have happened and decided whether to believe the reading of `realign`; damage is
always far less plausible than the truth, honest text with a rare character or a question mark never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from zwsearch.records import Problem
from zwsearch.repair.byte_pairs import FULL_WIDTH
from zwsearch.repair.characters import only_traditional, simplified
from zwsearch.repair.misread import is_hopeless
from zwsearch.repair.page import Edit, Page
from zwsearch.repair.plausibility import Plausibility
from zwsearch.repair.realign import LOST, MARKS, realign

CODE = "mojibake"

# Signs of a wrong reading: symbols of the rows that no notice uses, full-width letters between Han, private-use
# characters, a mark before a full-width sign, one letter between Han, and rare characters close together.
_ODD = "|".join(
    # One alone: in a row they are a word of their language, a drawing or a list.
    rf"(?<![{group}])[{group}](?![{group}])"
    for group in (r"\u3105-\u3129", r"\u2500-\u257f", r"\u3040-\u30ff", r"\u0400-\u045f", r"\u0391-\u03c9")
)
_HAN = r"\u4e00-\u9fff"
_SPELLED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêɑńňǹɡ"
_FEWEST_BITS = 9.0
_LONGEST = 600
_BACK = 6
_AWAY = 24
_BACK_TO_MARK = 40
# A notice has a few such places; where most of the text looks like one, it is damage of another kind.
_MOST_PLACES = 24
# As many marks in a row are text that is lost altogether: what it was cannot be told, and nothing runs across it.
_ROW_OF_MARKS = re.compile(rf"[{MARKS}]{{4,}}")


@cache
def _common() -> str:
    """The characters that are no sign of damage: the first level of GB 2312, and all traditional forms."""
    first_level = (
        bytes((lead, trail)).decode("gb2312")
        for lead in range(0xB0, 0xD8)
        for trail in range(0xA1, 0xFF)
        if lead != 0xD7 or trail < 0xFA
    )
    # Traditional forms are rare in GB 2312 only; in a mirror they are everywhere.
    return "".join(first_level) + "".join(simplified())


@cache
def _gate() -> re.Pattern[str]:
    rare = rf"[^{_common()}\u0000-\u4dff\ua000-\U0010ffff]"
    traditional = only_traditional().pattern
    return re.compile(
        rf"{_ODD}|[\ue000-\uf8ff]|{rare}.?{rare}|[{MARKS}][！？。《（、“〔?]|[{MARKS}]{rare}|{rare}[?_]"
        rf"|[{_HAN}{MARKS}][０-９Ａ-Ｚａ-ｚ＃＄＆＊＋＝＠][{_HAN}{MARKS}A-Za-z](?<![０-９][年月日时分号个项条次级类])"
        rf"|[{_HAN}]\?\??[{_HAN}a-zA-Z@_^`{{}}~|(]"
        rf"|(?<![(（a-z{_SPELLED}])[{_SPELLED}](?![a-z{_SPELLED}]*[)）])"
        # A second byte that is a letter belongs to a character outside GB 2312, so to a traditional text.
        rf"|[{_HAN}][a-zA-Z][{_HAN}(](?:(?<=..{traditional})|(?<={traditional}..)|(?=.{{0,12}}{traditional}))"
    )


@cache
def _glance() -> re.Pattern[str]:
    """Matches whatever a sign of `_gate` needs: one set of characters, so that sound text passes at full speed."""
    return re.compile(rf"[^{_common()}\u0000->\u3000-\u301c【】—…‘’“”·（）《》，。、；：！％－～０-９|\[\]{{}}]")


def mend_shifted(page: Page) -> None:
    """Put shifted runs back in step; problem `mojibake`. Characters that cannot be told become U+FFFD."""
    glance = _glance()
    if not glance.search(page.whole) or is_hopeless(page.whole):
        return
    gate = _gate()
    suspects = {
        index: parted
        for index, text in enumerate(page.texts)
        if glance.search(text) and gate.search(parted := _ROW_OF_MARKS.sub(lambda row: "\n" * len(row[0]), text))
    }
    if not suspects:
        return
    judge = Plausibility(_sound(page.texts))
    first: str | None = None
    count = lost = tried = 0
    for index, text in suspects.items():
        edits: list[Edit] = []
        done = 0
        for match in gate.finditer(text):
            if match.start() < done:
                continue
            if tried == _MOST_PLACES:
                break
            tried += 1
            edit = _mend(text, match.start(), match.end(), done, judge)
            if edit is not None:
                edits.append(edit)
                done = edit.end
        if edits:
            if first is None:
                first = text[edits[0].start : edits[0].end]
            count += len(edits)
            lost += sum(edit.after.count(LOST) for edit in edits)
            page.edit(index, CODE, edits)
    if first is not None:
        rest = f"，其中 {lost} 个字无法确定，以“\ufffd”标出" if lost else ""
        page.problems.append(
            Problem(CODE, f"正文有 {count} 处编码错位的乱码，已按字节还原{rest}", "请对照原文核对还原的字句", first)
        )


def _sound(texts: Iterable[str]) -> Iterator[str]:
    """The parts of the texts away from suspected places: what the judge may learn from."""
    gate = _gate()
    for text in texts:
        position = 0
        for match in gate.finditer(text):
            # A long run shows a sign every few characters; the sound text begins well behind its last one.
            if match.start() - _AWAY > position:
                yield text[position : match.start() - _AWAY]
            position = match.end() + _AWAY
        yield text[position:]


def _mend(text: str, at: int, until: int, done: int, judge: Plausibility) -> Edit | None:
    """The best reading of the run around [at, until), when it is far better than the text as it stands."""
    begin = at
    while begin > max(done, at - _BACK_TO_MARK) and _belongs(text[begin - 1]):
        begin -= 1
    marks = [place for place in range(begin, until) if text[place] in MARKS]
    begin = marks[0] if marks else max(begin, at - _BACK)
    end = until
    while end < min(len(text), at + _LONGEST) and _belongs(text[end]):
        end += 1
    reading = realign(text, begin, max([at, *marks]), end, judge)
    if reading is None or reading.gain < _FEWEST_BITS:
        return None
    return Edit(reading.start, reading.stop, _dress(text, reading.start, reading.stop, reading.said))


def _belongs(character: str) -> bool:
    return not character.isascii() or character in FULL_WIDTH


def _dress(text: str, start: int, stop: int, said: str) -> str:
    """The mended run in the width of its surroundings; a first indent is left out."""
    if said.startswith("\u3000") and (start == 0 or text[start - 1] == "\n"):
        said = said.lstrip("\u3000")
    outside = text[:start] + text[stop:]
    for half, full in FULL_WIDTH.items():
        group, wide = ("()", "（）") if half in "()" else (half, full)
        if sum(map(outside.count, group)) > sum(map(outside.count, wide)):
            said = said.replace(full, half)
    return said
