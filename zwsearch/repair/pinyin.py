"""Readings printed in brackets after a character or a word, as learners' mirrors do: 標(biāo)準(zhǔn), 通知(tōng zhī).

A bracket goes only when it spells the characters before it, and only in a document that shows
the pattern of a mirror: honest notes on a reading are few and stand where the text speaks of names and sounds.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from zwsearch.records import Problem
from zwsearch.repair.characters import frequencies, is_reading, plain, readings
from zwsearch.repair.page import Edit, Page

CODE = "pinyin_annotated"

_LETTERS = "a-zA-ZɡāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿĀÁǍÀĒÉĚÈŌÓǑÒ\u0300\u0301\u0304\u0308\u030c"
_GATE = re.compile(rf"[\u3400-\u9fff\uf900-\ufaff〇][(（\[［][ \u3000]?[{_LETTERS}]")
_NOTE = re.compile(
    rf"(?<=([\u3400-\u9fff\uf900-\ufaff〇]))[(（\[［][ \u3000]?"
    rf"((?:[{_LETTERS}]{{1,8}}[ \u3000'’·-]?){{1,8}})[ \u3000]?[)）\]］]"
)
_HAN_BEFORE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff〇]+$")
_TEACHING = re.compile(
    "拼音|讀音|读音|注音|多音字|普通话水平|普通話水平|声调|聲調|音节|音節|识字|識字|汉语拼音|读错|错读|误读|正音|正确读|词语|读作|讀作|念作|[读讀][一二三四]声"
)
# A mirror annotates every few characters; a text about names annotates a handful at most.
_FEWEST = 3
_COMMON_WORD = 10
"""log2 of the count from which a pair of characters is a word that everybody can read."""
_LONGEST_WORD = 8


class _Noted(NamedTuple):
    """A note on a reading: its removal, the characters that it reads, and what it says."""

    edit: Edit
    word: str
    said: str


def mend_pinyin(page: Page) -> None:
    """Remove the readings of an annotated mirror; problem `pinyin_annotated`."""
    if not _GATE.search(page.whole):
        return
    found: dict[int, list[_Noted]] = {}
    for index, text in enumerate(page.texts):
        if not _GATE.search(text):
            continue
        notes = [
            _Noted(Edit(*match.span(), ""), word, match[2].strip())
            for match in _NOTE.finditer(text)
            if (word := _word(text, match.start(), match[2]))
        ]
        if notes:
            found[index] = notes
    if not found or not _is_mirror(page, found):
        return
    for index, notes in found.items():
        page.edit(index, CODE, [note.edit for note in notes])
    count = sum(len(notes) for notes in found.values())
    first = next(iter(found.values()))[0]
    page.problems.append(
        Problem(
            CODE,
            f"正文的字后带有括注的拼音，已去掉 {count} 处",
            "这类文本多来自转载的镜像网页，引用前请与发文机关网站的原文核对",
            f"{first.word}({first.said})",
        )
    )


def _word(text: str, end: int, note: str) -> str:
    """The characters before `end` whose reading `note` is, from one to eight; empty when it is none."""
    said = re.sub("[ \\u3000'’·-]", "", note)
    if len(said) <= 8 and is_reading(said, text[end - 1]):
        return text[end - 1]
    # Words and names may be spelt without tones, or with a capital, in any text (an address, a trade mark, a place in
    # a foreign language); mirrors print the tones and no capitals.
    before = _HAN_BEFORE.search(text, max(0, end - _LONGEST_WORD), end)
    if before is None or plain(said) == said.lower() or note[0].isupper():
        return ""
    size = _spelt(before[0], plain(said))
    return text[end - size : end] if size > 1 else ""


def _spelt(characters: str, said: str) -> int:
    """How many of the last characters `said` spells, without tones; 0 when no number of them does."""
    if not said or not characters:
        return 0
    for reading in {plain(reading) for reading in readings().get(characters[-1], ())}:
        if reading == said:
            return 1
        if said.endswith(reading) and (rest := _spelt(characters[:-1], said[: -len(reading)])):
            return rest + 1
    return 0


def _is_mirror(page: Page, found: dict[int, list[_Noted]]) -> bool:
    """Whether the notes are the work of a machine: many, or several on what needs no note."""
    notes = [note for group in found.values() for note in group]
    pairs = frequencies().pairs
    # Nobody tells the reading of 通知; of a place (六安) or a person somebody may.
    common = {note.word for note in notes if len(note.word) > 1 and pairs.get(note.word[-2:], 0) >= _COMMON_WORD}
    if len(notes) + len(common) < _FEWEST or (any(len(note.word) > 1 for note in notes) and not common):
        return False
    annotated = "".join(page.texts[index] for index in found)
    han = sum("\u4e00" <= character <= "\u9fff" for character in annotated)
    teaching = sum(1 for _ in _TEACHING.finditer(annotated))
    distinct = len({note.word for note in notes})
    # In a lesson nearly every annotated character is the subject of its sentence, and the words of the trade stand
    # around it; a mirror of a notice that merely names 拼音 once still carries far more notes than such words.
    if teaching and (len(notes) < 12 * teaching or distinct < 6):
        return False
    # Whole sentences annotated, or at least a note every two hundred characters.
    return distinct + len(common) >= _FEWEST and len(notes) * 200 >= han
