"""The value of a spreadsheet cell and its number format → the text that a person sees in the cell.

The grammar is that of ECMA-376 part 1, 18.8.31, with what Excel writes in Chinese sheets beyond it: `aaaa` for the
day of the week, `e` for the year, `[DBNum1]` for Chinese numerals, `[$-F800]` for the long date of the system.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from zwsearch.read.lines import trim

# The numbers of date formats whose codes the standard leaves to the language (18.8.30, here for Chinese): they are
# not written out in the file.
EAST_ASIAN = (
    dict.fromkeys((27, 36, 50, 52, 55, 57), 'yyyy"年"m"月"')
    | dict.fromkeys((28, 29, 51, 53, 54, 56, 58), 'm"月"d"日"')
    | {30: "yyyy-m-d", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"'}
    | {34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"'}
)

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|_.|\*.|(?P<general>General|G/通用格式)'
    r"|(?P<exponent>E[+-]0+)|(?P<date>e+|y+|m+|d+|h+|s+|g+|a{3,}|AM/PM|A/P|上午/下午)|(?P<number>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)"
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_LONG_DATE = 'yyyy"年"m"月"d"日"'
_LONGEST = 200
_NUMERALS = {"1": ("〇一二三四五六七八九", "十百千", "万亿"), "2": ("零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万亿")}


class _Part(NamedTuple):
    """One part of a format: `kind` is `text`, `date`, `elapsed`, `number`, `exponent`, `general` or `at`."""

    kind: str
    code: str


class _Format(NamedTuple):
    parts: tuple[_Part, ...]
    numerals: str = ""

    def has(self, kind: str) -> bool:
        return any(part.kind == kind for part in self.parts)


@lru_cache(maxsize=1024)
def _sections(style: str) -> tuple[_Format, ...]:
    """The sections of a format: for positive numbers, negative ones, zero, and text."""
    sections: list[_Format] = []
    parts: list[_Part] = []
    numerals = ""
    for match in _TOKEN.finditer(style[:_LONGEST]):
        kind, found = match.lastgroup, match[0]
        if kind == "other" and found == ";":
            sections.append(_Format(tuple(parts), numerals))
            parts, numerals = [], ""
        elif kind == "bracket":
            code = match["bracket"].upper()
            if code.startswith("DBNUM"):
                numerals = code[5:6]
            elif code.startswith("$-F800"):
                return _sections(_LONG_DATE)
            elif code.startswith("$-F400"):
                return _sections("h:mm:ss")
            elif code.startswith("$"):
                parts.append(_Part("text", match["bracket"][1:].partition("-")[0]))
            elif _ELAPSED.fullmatch(code):
                parts.append(_Part("elapsed", code.lower()))
        elif kind in ("quoted", "escaped", "other"):
            parts.append(_Part("at", "") if found == "@" else _Part("text", match[kind]))
        elif kind is not None:
            parts.append(_Part(kind, found))
    sections.append(_Format(tuple(parts), numerals))
    return tuple(sections)


def is_date(style: str) -> bool:
    """Whether a format shows a number as a date or a time."""
    first = _sections(style)[0]
    return (first.has("date") or first.has("elapsed")) and not (first.has("number") or first.has("general"))


def show_text(text: str, style: str) -> str:
    """A text by the section of its format that is for text (`@"前"`)."""
    sections = _sections(style)
    section = sections[3] if len(sections) > 3 else sections[-1]
    if not section.has("at"):
        return text
    return "".join(text if part.kind == "at" else part.code for part in section.parts)


# --- dates ----------------------------------------------------------------------------------------------------


def show_date(value: datetime.datetime | datetime.date | datetime.time, style: str) -> str:
    """A date by its format.

    Formats with names of months or in the American order are written in the Chinese order: which of two numbers is
    the month is not seen in them.
    """
    if isinstance(value, datetime.time):
        clock = datetime.datetime.combine(datetime.date(1900, 1, 1), value)
        style = style if is_date(style) and not re.search("[ydea]", style, re.IGNORECASE) else "hh:mm"
    elif isinstance(value, datetime.datetime):
        clock = value
    else:
        clock = datetime.datetime(value.year, value.month, value.day)
    style = style if is_date(style) else "yyyy-mm-dd hh:mm"
    section = _plainer(_sections(style)[0])
    half = any(part.kind == "date" and part.code.lower() in ("am/pm", "a/p", "上午/下午") for part in section.parts)
    shown: list[str] = []
    before = ""
    for place, part in enumerate(section.parts):
        if part.kind != "date":
            shown.append(part.code if part.kind == "text" else "")
            continue
        code = part.code.lower()
        if code[0] == "m" and (before == "h" or _next_code(section, place) == "s"):
            shown.append(_digits(clock.minute, len(code), section.numerals))
        else:
            shown.append(_date_part(clock, code, section.numerals, half=half))
        before = code[0]
    text = trim("".join(shown))
    if not isinstance(value, datetime.time) and re.search(r"[年月日\d]\s+0{1,2}:00(?::00)?$", text):
        # A date that was typed without a time.
        text = text.rpartition(" ")[0]
    return trim(text)


def _next_code(section: _Format, place: int) -> str:
    return next((part.code[:1].lower() for part in section.parts[place + 1 :] if part.kind == "date"), "")


def _plainer(section: _Format) -> _Format:
    """A format in the Chinese order for one with names of months, or with the month or the day before the year."""
    codes = [part.code.lower() for part in section.parts if part.kind == "date"]
    order = "".join(dict.fromkeys(code[0] for code in codes if code[0] in "eymd")).replace("e", "y")
    named = any(code[0] == "m" and len(code) > 2 for code in codes)
    short = any(code == "yy" for code in codes) and not any(
        re.search("[年月.]", part.code) for part in section.parts if part.kind == "text"
    )
    if not (named or short or ("y" in order and not order.startswith("y"))):
        return section
    if not set("ym") <= set(order):
        style = 'm"月"d"日"' if "d" in order else 'm"月"'
    else:
        style = "yyyy-mm-dd" if "d" in order else 'yyyy"年"m"月"'
    if "h" in "".join(codes):
        style += " h:mm"
    return _sections(style)[0]


def _date_part(clock: datetime.datetime, code: str, numerals: str, *, half: bool) -> str:
    kind = code[0]
    if kind in "ye":
        year = f"{clock.year:04d}" if kind == "e" or len(code) > 2 else f"{clock.year % 100:02d}"
        return _numerals(year, numerals)
    if kind == "m":
        return _digits(clock.month, len(code), numerals)
    if kind == "d" and len(code) < 3:
        return _digits(clock.day, len(code), numerals)
    if kind == "d" or code.startswith("aaa"):
        name = "一二三四五六日"[clock.weekday()]
        return name if code == "aaa" else f"星期{name}"
    if kind == "h":
        return _digits((clock.hour - 1) % 12 + 1 if half else clock.hour, len(code), numerals)
    if kind == "s":
        return _digits(clock.second, len(code), numerals)
    if code in ("am/pm", "a/p", "上午/下午"):
        return "上午" if clock.hour < 12 else "下午"
    return "公元" if kind == "g" else ""


def _digits(number: int, width: int, numerals: str) -> str:
    if numerals in _NUMERALS:
        return _counted(number, numerals).removeprefix("一" if 10 <= number < 20 else "") if number else "〇"
    return _numerals(f"{number:0{min(width, 2)}d}", numerals)


def show_span(value: datetime.timedelta, style: str) -> str:
    """A length of time (`[h]:mm`), in hours and minutes unless its format says less."""
    seconds = int(value.total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    sign = "-" if seconds < 0 else ""
    parts = _sections(style)[0].parts
    if any(part.kind == "elapsed" and part.code[0] == "m" for part in parts):
        return f"{sign}{abs(seconds) // 60}"
    if sum(part.kind in ("elapsed", "date") for part in parts) == 1:
        return f"{sign}{hours}" + "".join(part.code for part in parts if part.kind == "text")
    return f"{sign}{hours}:{minutes:02d}"


# --- numbers --------------------------------------------------------------------------------------------------


def show_number(value: float, style: str) -> str:
    """A number by its format; one that is not finite is shown as nothing."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    sections = _sections(style)
    numbers = [section for section in sections[:3] if not (section.has("at") and len(sections) > 1)] or [sections[0]]
    if value < 0 and len(numbers) > 1:
        section, value = numbers[1], -value
    elif value == 0 and len(numbers) > 2:
        section = numbers[2]
    else:
        section = numbers[0]
    percent = any("%" in part.code for part in section.parts if part.kind == "text")
    codes = [part.code for part in section.parts if part.kind == "number"]
    if not codes and not section.has("general") and not section.has("at"):
        literal = "".join(part.code for part in section.parts if part.kind == "text")
        return literal if literal.strip("%") or (section.parts == () and not value) else _general(value)
    shown = _figure(value * 100 if percent else value, section, codes)
    texts: list[str] = []
    told = False
    for part in section.parts:
        if part.kind == "text":
            # The bar of a fraction, whose figure is shown in decimals.
            texts.append("" if part.code in "/" and len(codes) > 1 else part.code)
        elif part.kind in ("number", "general", "at") and not told:
            texts.append(shown)
            told = True
    return trim("".join(texts))


def _figure(value: float, section: _Format, codes: list[str]) -> str:
    if not codes or any(part.code == "/" for part in section.parts if part.kind == "text"):
        text = _general(value)
        whole = re.fullmatch(r"-?\d+", text)
        return _counted(int(text), section.numerals) if whole and section.numerals in _NUMERALS else text
    code = codes[0]
    whole_code, _, decimal_code = code.partition(".")
    scaled = whole_code.rstrip(",")
    value /= 1000 ** min(len(whole_code) - len(scaled), 5)
    places = min(len(decimal_code), 15)
    if section.has("exponent"):
        return f"{value:.{places}E}"
    text = f"{value:{',' if ',' in scaled else ''}.{places}f}"
    if "." in text and decimal_code.endswith(("#", "?")):
        least = len(decimal_code.rstrip("#?"))
        head, _, tail = text.partition(".")
        tail = tail[:least] + tail[least:].rstrip("0")
        text = f"{head}.{tail}" if tail else head
    zeros = len(re.sub("[^0]", "", scaled))
    head, dot, tail = text.partition(".")
    sign = "-" if head.startswith("-") else ""
    return _numerals(sign + head.removeprefix("-").zfill(min(zeros, 30)) + dot + tail, section.numerals)


def _general(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"


def _numerals(text: str, numerals: str) -> str:
    """A text with each of its digits as a Chinese (1, 2) or full-width (3) one."""
    digits = "０１２３４５６７８９" if numerals == "3" else _NUMERALS[numerals][0] if numerals in _NUMERALS else ""
    return text.translate(str.maketrans("0123456789", digits)) if digits else text


def _counted(number: int, numerals: str) -> str:
    """A whole number as Chinese counts it: 一百二十三."""
    digits, units, groups = _NUMERALS[numerals]
    if number < 0 or number >= 10**12:
        return _numerals(str(number), numerals)
    if number < 10:
        return digits[number]
    text = ""
    for place, group in enumerate(_groups(number)):
        if not group:
            continue
        said = ""
        for unit, digit in enumerate(reversed(f"{group:04d}")):
            if digit != "0":
                said = digits[int(digit)] + (units[unit - 1] if unit else "") + said
            elif said and not said.startswith(digits[0]):
                said = digits[0] + said
        text = said + (groups[place - 1] if place else "") + text
    return text.strip(digits[0])


def _groups(number: int) -> list[int]:
    return [number // 10_000**place % 10_000 for place in range(3)]
