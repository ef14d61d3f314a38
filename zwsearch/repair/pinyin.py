"""Readings printed in brackets after a character, as learners' mirrors do: 標(biāo)準(zhǔn).

A bracket goes only when its syllable is a reading of the character before it, and only in a document that shows
the pattern of a mirror: honest notes on a reading are few and stand where the text speaks of names and sounds.
"""

from __future__ import annotations

import re

from zwsearch.records import Problem
from zwsearch.repair.characters import is_reading
from zwsearch.repair.page import Edit, Page

CODE = "pinyin_annotated"

_LETTERS = "a-zA-ZɡāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿĀÁǍÀĒÉĚÈŌÓǑÒ\u0300\u0301\u0304\u0308\u030c"
_GATE = re.compile(rf"[\u3400-\u9fff\uf900-\ufaff〇][(（\[［][ \u3000]?[{_LETTERS}]{{1,8}}[ \u3000]?[)）\]］]")
_NOTE = re.compile(rf"([\u3400-\u9fff\uf900-\ufaff〇])([(（\[［][ \u3000]?([{_LETTERS}]{{1,8}})[ \u3000]?[)）\]］])")
_TEACHING = re.compile(
    "拼音|讀音|读音|注音|多音字|普通话水平|普通話水平|声调|聲調|音节|音節|识字|識字|汉语拼音|读作|讀作|念作|[读讀][一二三四]声"
)
# A mirror annotates every few characters; a text about names annotates a handful at most.
_FEWEST = 3


def mend_pinyin(page: Page) -> None:
    """Remove the readings of an annotated mirror; problem `pinyin_annotated`."""
    found: dict[int, list[tuple[Edit, str, str]]] = {}
    for index, text in enumerate(page.texts):
        if not _GATE.search(text):
            continue
        notes = [
            (Edit(*match.span(2), ""), match[1], match[3])
            for match in _NOTE.finditer(text)
            if is_reading(match[3], match[1])
        ]
        if notes:
            found[index] = notes
    if not found or not _is_mirror(page, found):
        return
    for index, notes in found.items():
        page.edit(index, CODE, [edit for edit, _, _ in notes])
    count = sum(len(notes) for notes in found.values())
    _, character, syllable = next(iter(found.values()))[0]
    page.problems.append(
        Problem(
            CODE,
            f"正文的字后带有括注的拼音，已去掉 {count} 处",
            "这类文本多来自转载的镜像网页，引用前请与发文机关网站的原文核对",
            f"{character}({syllable})",
        )
    )


def _is_mirror(page: Page, found: dict[int, list[tuple[Edit, str, str]]]) -> bool:
    """Whether the notes are the work of a machine: many, or several on characters that need no note."""
    notes = [note for group in found.values() for note in group]
    if len(notes) < _FEWEST:
        return False
    annotated = "".join(page.texts[index] for index in found)
    han = sum("\u4e00" <= character <= "\u9fff" for character in annotated)
    teaching = sum(1 for _ in _TEACHING.finditer(annotated))
    distinct = len({character for _, character, _ in notes})
    # In a lesson nearly every annotated character is the subject of its sentence, and the words of the trade stand
    # around it; a mirror of a notice that merely names 拼音 once still carries far more notes than such words.
    if teaching and (len(notes) < 12 * teaching or distinct < 6):
        return False
    # Whole sentences annotated, or at least a note every two hundred characters.
    return distinct >= 3 and len(notes) * 200 >= han
