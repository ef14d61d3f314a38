"""What stays whole: document numbers, dates, article and item numbers, Latin and digits.

Each pattern has one canonical term, however it is printed, and `variants`: shorter spellings under which the same
thing is asked for (`2023年` for `2023年12月31日`). A document number that is cited in a sentence has no left edge
that can be seen in Chinese, so each shorter beginning of its issuer code is a variant too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from zwsearch.segment.fold import HAN, read_list

_LONGEST_CODE = 12  # characters of an issuer code: 国卫办疾控函 has six, a district's can have ten
_DIGITS = "〇○零一二三四五六七八九"
_NUMERAL = f"[{_DIGITS}十百]"

_PATTERNS = re.compile(
    rf"""
    (?= [0-9a-z\u00e0-\u024f第(〔\[【﹝{{〈「『一二] )  # most places are settled by one look
    (?: (?P<document> [〔\[【(﹝{{〈「『] \s* (?P<document_year>(?:19|20)[0-9]{{2}}) \s* 年? \s* [〕\]】)﹞}}〉」』]
          \s* 第? \s* (?P<document_serial>[0-9]{{1,5}}) \s* 号 )
    | (?P<date> (?P<year>(?:19|20)[0-9]{{2}} | 二[〇○零][{_DIGITS}]{{2}} | 一九[{_DIGITS}]{{2}}) \s* 年
          (?: \s* (?P<month>[01]?[0-9] | [一二三四五六七八九] | 十[一二]?) \s* 月
          (?: \s* (?P<day>[0-3]?[0-9] | [一二]?十[{_DIGITS}]? | 三十一? | [{_DIGITS}]) \s* 日 )? )? )
    | (?P<iso> (?<![0-9a-z]) (?P<iso_year>(?:19|20)[0-9]{{2}}) (?P<dash>[-/.]) (?P<iso_month>[01]?[0-9]) (?P=dash)
          (?P<iso_day>[0-3]?[0-9]) (?![0-9a-z.]) )
    | (?P<month_day> (?<![0-9.]) (?P<only_month>1[0-2] | 0?[1-9]) \s* 月
          (?: \s* (?P<only_day>[0-3]?[0-9]) \s* 日 )? )
    | (?P<article> 第 \s* (?P<ordinal>[0-9]+ | {_NUMERAL}+) \s* (?P<measure>[条款项章节编]) )
    | (?P<item> \( \s* (?P<item_ordinal>[0-9]{{1,3}} | {_NUMERAL}{{1,4}}) \s* \) )
    | (?P<latin> [0-9a-z\u00e0-\u024f]+ (?: [-._/+\#&@:~*·]+ [0-9a-z\u00e0-\u024f]+ )* (?: % | \+\+ )? ) )
    """,
    re.VERBOSE,
)


@cache
def _han_before() -> re.Pattern[str]:
    return re.compile(rf"[{HAN}]{{0,{_LONGEST_CODE}}}\Z")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A protected place: [start, end) of the folded text, its canonical term and other terms that mean it."""

    start: int
    end: int
    term: str
    variants: tuple[str, ...] = ()


def find_patterns(folded: str) -> Iterator[Pattern]:
    """The patterns of a folded text, in order, not overlapping."""
    done = 0
    for match in _PATTERNS.finditer(folded):
        pattern = _READERS[match.lastgroup or ""](match, done)
        yield pattern
        done = pattern.end


def _document(match: re.Match[str], done: int) -> Pattern:
    before = _han_before().search(match.string, max(done, match.start() - _LONGEST_CODE), match.start())
    code = before.group() if before else ""
    number = f"〔{match['document_year']}〕{int(match['document_serial'])}号"
    code = code[_citing_end(code) :]
    variants = tuple(code[at:] + number for at in range(1, len(code) + 1))
    return Pattern(match.start() - len(code), match.end(), code + number, variants)


def _citing_end(code: str) -> int:
    """Where the last citing word in `code` ends (按照国办发 → 2); the code itself may not be eaten up."""
    end = 0
    for word in _citing_words():
        at = code.rfind(word)
        if at >= 0 and at + len(word) <= len(code) - 2:
            end = max(end, at + len(word))
    return end


@cache
def _citing_words() -> tuple[str, ...]:
    return tuple(read_list("citing.txt"))


def _date(match: re.Match[str], done: int) -> Pattern:
    return _dated(match, match["year"], match["month"], match["day"])


def _iso(match: re.Match[str], done: int) -> Pattern:
    return _dated(match, match["iso_year"], match["iso_month"], match["iso_day"])


def _dated(match: re.Match[str], year: str, month: str | None, day: str | None) -> Pattern:
    terms = _date_terms(year, month, day)
    return Pattern(match.start(), match.end(), terms[-1], terms[:-1])


@lru_cache(4096)
def _date_terms(year: str, month: str | None, day: str | None) -> tuple[str, ...]:
    """All spellings of a date, the fullest last."""
    terms = [_year(year), f"{_year(year)}年"]
    if month:
        terms += [f"{_number(month)}月", f"{terms[1]}{_number(month)}月"]
        if day:
            terms += [f"{_number(month)}月{_number(day)}日", f"{terms[3]}{_number(day)}日"]
    return tuple(terms)


def _month_day(match: re.Match[str], done: int) -> Pattern:
    month = f"{int(match['only_month'])}月"
    if not match["only_day"]:
        return Pattern(match.start(), match.end(), month)
    return Pattern(match.start(), match.end(), f"{month}{int(match['only_day'])}日", (month,))


def _article(match: re.Match[str], done: int) -> Pattern:
    return Pattern(match.start(), match.end(), f"第{_number(match['ordinal'])}{match['measure']}")


def _item(match: re.Match[str], done: int) -> Pattern:
    return Pattern(match.start(), match.end(), f"({_number(match['item_ordinal'])})")


def _latin(match: re.Match[str], done: int) -> Pattern:
    term = match.group()
    return Pattern(match.start(), match.end(), term, _parts(term))


@lru_cache(4096)
def _parts(term: str) -> tuple[str, ...]:
    parts = re.split(r"[^0-9a-z\u00e0-\u024f]+", term)
    # Not single signs: the 3 of 3.2.1 would be found by every 3.
    return tuple(dict.fromkeys(p for p in parts if len(p) > 1 and p != term))


_READERS = {
    "document": _document,
    "date": _date,
    "iso": _iso,
    "month_day": _month_day,
    "article": _article,
    "item": _item,
    "latin": _latin,
}


def _year(text: str) -> str:
    return "".join(c if c.isascii() else str(max(0, _DIGITS.index(c) - 2)) for c in text)


def _number(text: str) -> int:
    """The value of an Arabic or Chinese numeral below a thousand; digits in a row (二〇三) read as digits."""
    if text.isascii():
        return int(text)
    value = digit = 0
    for char in text:
        if char == "百":
            value, digit = value + (digit or 1) * 100, 0
        elif char == "十":
            value, digit = value + (digit or 1) * 10, 0
        else:
            digit = digit * 10 + max(0, _DIGITS.index(char) - 2)
    return value + digit
