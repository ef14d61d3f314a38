"""The numbers that Word prints before list paragraphs and that their text does not hold.

Follows ECMA-376 part 1, 17.9: a paragraph names a list (numId) and a level; the list names an abstract definition
with a number format and a text pattern (`%1.%2`) for each level; a deeper level starts again after a higher one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_CHINESE = frozenset(
    (
        "chineseCounting",
        "chineseCountingThousand",
        "chineseLegalSimplified",
        "ideographDigital",
        "japaneseCounting",
        "japaneseDigitalTenThousand",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "taiwaneseDigital",
        "koreanDigital2",
    )
)
LEVELS = 9


def chinese(number: int) -> str:
    """A number below 10,000 in Chinese, as headings print it: 十二, 一百零五."""
    if not 0 < number < 10_000:
        return str(number)
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return text[1:] if text.startswith("一十") else text


def formatted(number: int, style: str) -> str:
    """A number in one of Word's number formats; formats not known here count in digits."""
    if style in _CHINESE:
        return chinese(number)
    if style == "decimalEnclosedCircle" or style == "decimalEnclosedCircleChinese":
        return chr(0x245F + number) if 1 <= number <= 20 else str(number)
    if style == "decimalEnclosedParen":
        return f"({number})"
    if style == "ideographEnclosedCircle":
        return chr(0x321F + number) if 1 <= number <= 10 else chinese(number)
    if style == "ideographTraditional":
        return _STEMS[(number - 1) % 10]
    if style == "ideographZodiac":
        return _BRANCHES[(number - 1) % 12]
    if style in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 5)
        return letter.upper() if style == "upperLetter" else letter
    if style in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        rest, text = number, ""
        for value, sign in _ROMAN + _ROMAN_SMALL:
            text += sign * (rest // value)
            rest %= value
        return text.upper() if style == "upperRoman" else text
    if style == "decimalZero":
        return f"{number:02d}"
    return "" if style in ("none", "bullet") else str(number)


@dataclass(slots=True)
class _Level:
    start: int
    style: str
    pattern: str
    legal: bool = False


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, _Level] = field(default_factory=dict)
    restarts: dict[int, int] = field(default_factory=dict)


def _value(element: Any, path: str, default: str = "") -> str:
    found = element.find(path) if element is not None else None
    return str(found.get(f"{W}val", default)) if found is not None else default


def _integer(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else default


def _level(element: Any) -> _Level:
    return _Level(
        _integer(_value(element, f"{W}start"), 1),
        _value(element, f"{W}numFmt", "decimal"),
        _value(element, f"{W}lvlText"),
        element.find(f"{W}isLgl") is not None,
    )


class Numbering:
    """Counts through the lists of one document, paragraph by paragraph."""

    def __init__(self, root: Any | None) -> None:
        """`root` is the numbering part of the document, or None when it has no lists."""
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: Any) -> None:
        abstracts: dict[str, Mapping[int, _Level]] = {}
        for element in root.findall(f"{W}abstractNum"):
            levels = {_integer(e.get(f"{W}ilvl", "0"), 0): _level(e) for e in element.findall(f"{W}lvl")}
            abstracts[element.get(f"{W}abstractNumId", "")] = levels
        for element in root.findall(f"{W}num"):
            abstract = _value(element, f"{W}abstractNumId")
            entry = _List(abstract, dict(abstracts.get(abstract, {})))
            for override in element.findall(f"{W}lvlOverride"):
                depth = _integer(override.get(f"{W}ilvl", "0"), 0)
                own = override.find(f"{W}lvl")
                if own is not None:
                    entry.levels[depth] = _level(own)
                start = _value(override, f"{W}startOverride")
                if start:
                    entry.restarts[depth] = _integer(start, 1)
            self._lists[element.get(f"{W}numId", "")] = entry

    def next(self, list_id: str, depth: int) -> str:
        """The number of the next paragraph of a list, as printed; empty for bullets and unknown lists."""
        entry = self._lists.get(list_id)
        if entry is None or depth not in entry.levels or not 0 <= depth < LEVELS:
            return ""
        counters = self._counters.setdefault(entry.abstract, {})
        if depth in entry.restarts and (list_id, depth) not in self._restarted:
            # A list that restarts does so once, where it is used first.
            self._restarted.add((list_id, depth))
            counters[depth] = entry.restarts[depth]
        elif depth in counters:
            counters[depth] += 1
        else:
            counters[depth] = entry.levels[depth].start
        for deeper in [d for d in counters if d > depth]:
            del counters[deeper]
        level = entry.levels[depth]
        if level.style == "bullet":
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = entry.levels.get(at)
            if other is None:
                return ""
            number = counters.get(at, other.start)
            return str(number) if level.legal else formatted(number, other.style)

        return re.sub(r"%([1-9])", shown, level.pattern)
