"""The word lists of this room, read once from the data files beside it."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files


@cache
def entries(name: str) -> tuple[str, ...]:
    """Return the lines of a data file without comments and blank lines."""
    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def grouped(name: str) -> dict[str, tuple[str, ...]]:
    """Return a data file of `group entry` lines as group -> entries."""
    groups: dict[str, list[str]] = {}
    for line in entries(name):
        group, _, entry = line.partition(" ")
        groups.setdefault(group, []).append(entry)
    return {group: tuple(values) for group, values in groups.items()}


def squeeze(text: str) -> str:
    """Return the text without any white space: for comparing names, never for showing."""
    return "".join(text.split()).replace("\u200b", "").replace("\ufeff", "")


_NARROW = {ord("０") + i: ord("0") + i for i in range(10)}


def narrow_figures(text: str) -> str:
    """Return the text with its figures in half width; every character stays at its place."""
    return text.translate(_NARROW)


def fold(text: str) -> str:
    """Return the text in half width, without white space: for comparing and matching only."""
    return squeeze(unicodedata.normalize("NFKC", text))


_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "O": 0, "两": 2}


def to_int(text: str) -> int | None:
    """Return the value of Arabic (any width) or Chinese numerals up to 999, or of a digit string like 二〇二三."""
    text = unicodedata.normalize("NFKC", text.strip())
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    if all(c in _CHINESE_DIGITS for c in text):
        return int("".join(str(_CHINESE_DIGITS[c]) for c in text))
    total = 0
    digit = 0
    for c in text:
        if c in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[c]
        elif c == "十":
            total += (digit or 1) * 10
            digit = 0
        elif c == "百":
            total += (digit or 1) * 100
            digit = 0
        elif c == "廿":
            total += 20
        else:
            return None
    return total + digit
