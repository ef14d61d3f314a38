"""One spelling for searching: width, case, and traditional characters, one character for one character.

Folding never looks at the neighbours of a character, so a text and a two-character query always fold alike,
and it never changes a length, so offsets into the folded text are offsets into the original.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from typing import Protocol

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af\u3007"


def read_list(name: str) -> list[str]:
    """The entries of a word list beside this file, without comments and empty lines."""
    text = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def fold(text: str) -> str:
    """Fold `text` character by character; the result has the same length."""
    if text.isascii():
        return text.lower()
    if _FIXED.issuperset(text):  # five times as fast as str.translate, and most texts are so
        return text
    changing = [char for char in set(text) - _FIXED if not _fixed(char)]
    if len(changing) > _MANY:
        return text.translate(_TABLE)
    for char in changing:  # what a character is folded to is fixed itself
        text = text.replace(char, chr(_TABLE[ord(char)]))
    return text


def _fixed(char: str) -> bool:
    """Whether folding leaves a character alone; remembers those that it does."""
    if _TABLE[ord(char)] != ord(char):
        return False
    _FIXED.add(char)
    return True


class _FoldTable(dict[int, int]):
    """Code point to folded code point, filled as characters are met."""

    def __missing__(self, code: int) -> int:
        folded = self[code] = _fold_code(code)
        return folded


_TABLE = _FoldTable()
_MANY = 16


def _fold_code(code: int) -> int:
    char = chr(code)
    # Only what is the same sign in another width or block: ①, ㎡ or Ⅳ stay what they are.
    if 0xFF01 <= code <= 0xFF5E or code in (0x3000, 0x00A0) or 0xF900 <= code <= 0xFAFF or 0x2E80 <= code <= 0x2FD5:
        wide = unicodedata.normalize("NFKC", char)
        if len(wide) == 1:
            char = wide
    lower = char.lower()
    if len(lower) == 1:
        char = lower
    if 0x3400 <= ord(char) <= 0x9FFF or ord(char) >= 0x20000:
        char = _simplify(char)
    return ord(char)


def _simplify(char: str) -> str:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        pass
    else:
        return _variants().get(char, char)
    converter = _converter()
    if converter is None:
        return char
    simple = converter.convert(char)
    return simple if len(simple) == 1 else char


def _simplified() -> set[str]:
    """The Chinese characters of GB 2312 that are no variants: they fold to themselves; most texts have no others."""
    codes = bytearray()
    for row in range(0xB0, 0xF8):
        cells = bytearray(2 * 94)
        cells[0::2] = bytes([row]) * 94
        cells[1::2] = bytes(range(0xA1, 0xFF))
        codes += cells
    return set(codes.decode("gb2312", "ignore")).difference(_variants())


@cache
def _variants() -> dict[str, str]:
    return {line.split()[0]: line.split()[1] for line in read_list("variants.txt")}


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _converter() -> _Converter | None:
    # 45 ms to import, so only when a character beyond GB 2312 is met.
    try:
        from opencc import OpenCC
    except ImportError:  # pragma: no cover - a broken installation still searches simplified text
        return None
    converter: _Converter = OpenCC("t2s")
    return converter


_FIXED = _simplified()  # and what is found to be so
