"""The query language: free words, "phrases", -exclusions, and filters such as 类别:政策解读 or -年份:2023."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any

from zwsearch.errors import QueryError
from zwsearch.records import Filters
from zwsearch.segment import HAN, fold

# Names a user may type before a colon, and the field of Filters each one means.
FILTER_NAMES: Mapping[str, str] = {
    "类别": "categories",
    "分类": "categories",
    "部门": "offices",
    "单位": "offices",
    "科室": "offices",
    "年份": "years",
    "年度": "years",
    "地区": "provinces",
    "省份": "provinces",
    "种类": "kinds",
    "类型": "kinds",
    "发文机关": "issuers",
}

_CLOSING = {'"': '"', "“": "”", "＂": "＂"}
_NAME = re.compile(r"(-|－)?([\u4e00-\u9fff]{2,4})[:：](?=(\S?))")
_ALTERNATIVES = re.compile(r"[,，、|]")
_YEARS = re.compile(r"([12]\d{3})(?:年)?(?:[-~～—至到]([12]\d{3})年?)?")
_MEANS_SOMETHING = re.compile(r"\w")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
_TONES = frozenset(_TONED)


@cache
def _document_number() -> re.Pattern[str]:
    # 国办发[2019]54 and 国办发2019 54号 are 国办发〔2019〕54号. Without brackets only 号 and the last character of an
    # issuer's code tell a document number from a year and a number. Late: to compile it costs each start 5 ms.
    return re.compile(
        rf"(?<![{HAN}])(?P<code>[{HAN}]{{2,12}})"
        r"(?:\s*[〔\[【﹝(（{〈「『]\s*(?P<year>(?:19|20)\d\d)\s*年?\s*[〕\]】﹞)）}〉」』]\s*第?\s*(?P<serial>\d{1,5})\s*号?"
        r"|(?<=[发函字办通规令文政])\s?(?P<bare_year>(?:19|20)\d\d)\s*(?:年|-|—)?\s*第?\s*(?P<bare_serial>\d{1,5})\s*号)"
        r"(?![\d年月])"
    )


@cache
def _pinyin() -> re.Pattern[str]:
    # Case matters not to Han characters: a whole class of them without case takes ten times as long to compile.
    return re.compile(rf"(?<=[{HAN}])(?i:\s*[(（]?\s*[a-z]*[{_TONED}][a-z{_TONED}]*\s*[)）]?)")


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query taken apart; `words` are pieces of free text, not yet segmented.

    What is found passes both the filters `given` beside the text and the `filters` in it, and has no value of any
    field of `without`.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    given: Filters = field(default_factory=Filters)
    filters: Filters = field(default_factory=Filters)
    without: Filters = field(default_factory=Filters)
    notes: tuple[str, ...] = ()

    @property
    def filtered(self) -> bool:
        """Whether filters alone ask for something."""
        return not self.given == self.filters == self.without == Filters()


def parse_query(text: str, filters: Filters | None = None) -> ParsedQuery:
    """Take a query apart; `filters` are those given beside it.

    Raises QueryError with the place for a quote that is not closed, a filter without a value, a year that is none.
    """
    text = _INVISIBLE.sub("", text)
    if not _TONES.isdisjoint(text.lower()):
        text = _pinyin().sub("", text)
    words: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    notes: list[str] = []
    found: dict[str, list[str]] = {}
    unwanted: dict[str, list[str]] = {}
    numbers = {match.start(): match for match in _document_numbers(text)}
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        if at in numbers:
            words.append(_document(numbers[at]))
            at = numbers[at].end()
            continue
        named = _NAME.match(text, at)
        name = fold(named[2]) if named else ""
        if named and name in FILTER_NAMES:
            value, end = _value(text, named.end(), name)
            (unwanted if named[1] else found).setdefault(FILTER_NAMES[name], []).extend(_split(value, name, at))
            at = end
            continue
        if named and not named[1] and not notes:  # a pasted page has many, and asks for none
            notes.append(_unknown_name(name))
        minus = text[at] in "-－"
        start = at + minus
        if start < len(text) and _closes(text, start):
            phrase, at = _quoted(text, start)
            if _MEANS_SOMETHING.search(phrase):
                (excluded if minus else phrases).append(phrase)
            continue
        end = start
        while end < len(text) and not text[end].isspace() and not _closes(text, end) and end not in numbers:
            end += 1
        piece = text[start:end]
        if _MEANS_SOMETHING.search(piece):
            (excluded if minus else words).append(piece)
        at = max(end, at + 1)
    return ParsedQuery(
        tuple(words),
        tuple(phrases),
        tuple(excluded),
        filters or Filters(),
        _filters(found),
        _filters(unwanted),
        tuple(notes),
    )


def _document_numbers(text: str) -> Iterator[re.Match[str]]:
    folded = fold(text)
    return _document_number().finditer(folded) if any(map(str.isdecimal, folded)) else iter(())


def _document(match: re.Match[str]) -> str:
    year, serial = match["year"] or match["bare_year"], match["serial"] or match["bare_serial"]
    return f"{match['code']}〔{year}〕{serial}号"


def _unknown_name(name: str) -> str:
    near = get_close_matches(name, FILTER_NAMES, n=1, cutoff=0.5)
    guess = f"是不是“{near[0]}”？" if near else ""
    known = "、".join(dict.fromkeys(FILTER_NAMES))
    return f"没有名为“{name}”的筛选项，已按普通文字查找；{guess}可用的有：{known}"


def _closes(text: str, at: int) -> bool:
    """Whether a phrase begins here. A curly quote without its partner is mere punctuation."""
    char = text[at]
    return char in _CLOSING and (char != "“" or "”" in text[at:])


def _quoted(text: str, at: int) -> tuple[str, int]:
    end = text.find(_CLOSING[text[at]], at + 1)
    if end < 0:
        raise _error(at, "引号没有成对", "请补上右引号，或去掉这个引号")
    return text[at + 1 : end].strip(), end + 1


def _value(text: str, at: int, name: str) -> tuple[str, int]:
    if at < len(text) and _closes(text, at):
        value, end = _quoted(text, at)
    else:
        end = at
        while end < len(text) and not text[end].isspace():
            end += 1
        value = text[at:end]
    if not value.strip():
        raise _error(
            at, f"筛选项“{name}”后面没有内容", f"请在冒号后紧接着写内容，如 {name}:{_EXAMPLES[FILTER_NAMES[name]]}"
        )
    return value, end


_EXAMPLES = {
    "categories": "政策解读",
    "offices": "办公室",
    "years": "2023",
    "provinces": "安徽",
    "kinds": "任务分工",
    "issuers": "市政府办公室",
}


def _split(value: str, name: str, at: int) -> list[str]:
    # In simplified characters, as repaired notices are; a bracket in a name stays as it is printed.
    parts = [part if "（" in part else fold(part) for part in map(str.strip, _ALTERNATIVES.split(value)) if part]
    if not parts:
        raise _error(at, f"筛选项“{name}”后面没有内容", f"请在冒号后写内容，如 {name}:{_EXAMPLES[FILTER_NAMES[name]]}")
    if FILTER_NAMES[name] != "years":
        return parts
    years: list[str] = []
    for part in parts:
        match = _YEARS.fullmatch(part)
        if match is None:
            raise _error(at, f"“{part}”不是年份", f"请写四位数字，如 {name}:2023 或 {name}:2021-2023")
        first, last = int(match[1]), int(match[2] or match[1])
        years += map(str, range(min(first, last), max(first, last) + 1))
    return years


def _filters(found: Mapping[str, list[str]]) -> Filters:
    values: dict[str, Any] = {
        name: tuple(dict.fromkeys(map(int, values) if name == "years" else values)) for name, values in found.items()
    }
    return Filters(**values)


def _error(at: int, message: str, hint: str) -> QueryError:
    return QueryError(f"检索词第 {at + 1} 个字处：{message}", hint=hint)
