"""The query language: free words, "phrases", -exclusions, and filters such as 类别:政策解读 or -年份:2023."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any

from zwsearch.errors import QueryError
from zwsearch.records import Filters
from zwsearch.search.operators import operator, told, without_weights
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

_OF_DEADLINES = ("时限", "期限", "到期", "截止", "截止日期", "完成时限")

_CLOSING = {'"': '"', "“": "”", "＂": "＂"}
_NAME = re.compile(r"([\u4e00-\u9fff]{2,4})[:：]")
_MINUS = re.compile("[-－−–﹣!](?![-－−–﹣!])|—(?!—)")
_ALTERNATIVES = re.compile(r"[,，、|]")
_YEARS = re.compile(
    r"(?P<first>[12]\d{3})年?(?:(?P<on>以来|以后|之后|起|[-~～—–至到]今?)|[-~～—–至到](?P<last>[12]\d{3})年?)?"
    r"|(?P<until>[12]\d{3})年?(?:以前|之前)|[-~～—–](?P<up_to>[12]\d{3})年?"
)
_FIRST_YEAR = 1949  # no notice is older, and none is from after next year
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
_TONES = frozenset(_TONED)
_SPACED_SERIAL = re.compile(r"(?<=\d)\s+(?=[号號])")  # 54 号
_YEAR_AND_SERIAL = re.compile(r"(?<!\d)((?:19|20)\d\d)\s+(?=第?\s*\d{1,5}[号號])")  # 2019 54号
_LONGEST = 2_000
_MOST_SAID = 50  # phrases, or exclusions: each is looked for in the texts themselves
_MEANS_SOMETHING = re.compile(r"\w")


# Late: a class of all Han characters costs each start milliseconds, and most queries need none of these.


@cache
def _document_number() -> re.Pattern[str]:
    # 国办发[2019]54 and 国办发2019 54号 are 国办发〔2019〕54号. Without brackets only 号 and the last character of an
    # issuer's code tell a document number from a year and a number.
    return re.compile(
        rf"(?<![{HAN}])(?P<code>[{HAN}]{{2,12}})"
        r"(?:\s*[〔\[【﹝(（{〈「『〖<﹙]\s*(?P<year>(?:19|20)\d\d)\s*年?\s*[〕\]】﹞)）}〉」』〗>﹚]"
        r"\s*第?\s*(?P<serial>\d{1,5})\s*号?"
        r"|(?<=[发函字办通规令文政])\s?(?P<bare_year>(?:19|20)\d\d)\s*(?:年|-|—)?\s*第?\s*(?P<bare_serial>\d{1,5})\s*号)"
        r"(?![\d年月])"
    )


@cache
def _pinyin() -> re.Pattern[str]:
    # Case matters not to Han characters: a whole class of them without case takes ten times as long to compile.
    return re.compile(rf"(?<=[{HAN}])(?i:\s*[(（]?\s*[a-z]*[{_TONED}][a-z{_TONED}]*\s*[)）]?)")


@cache
def _spaced_out() -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)[{HAN}](?:\s[{HAN}]){{2,}}(?!\S)")  # 政 务 公 开, as readers of scans leave it


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
    notes: dict[str, str] = {}  # one of each kind: a pasted page has many
    text = _INVISIBLE.sub("", text)
    pasted = len(text) > _LONGEST
    if pasted:
        notes["long"] = f"检索词有 {len(text)} 个字，太长了，只用了开头的 {_LONGEST} 个字"
        text = _beginning(text)
    if not _TONES.isdisjoint(text.lower()):
        text = _pinyin().sub("", text)
    text = _YEAR_AND_SERIAL.sub(r"\1年", _SPACED_SERIAL.sub("", text))
    if any(map(str.isspace, text)):
        text = _spaced_out().sub(lambda match: "".join(match[0].split()), text)
    text, wild = without_weights(text)
    if wild and not pasted:
        notes["*"] = wild
    words: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    found: dict[str, list[str]] = {}
    unwanted: dict[str, list[str]] = {}
    numbers = {match.start(): match for match in _document_numbers(text)}
    at = 0
    negated = False  # by NOT, which stands alone before what it leaves out
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        minus = _MINUS.match(text, at)
        start = at + bool(minus)
        left_out = bool(minus) or negated
        if start in numbers:
            (excluded if left_out else words).append(_document(numbers[start]))
            at, negated = numbers[start].end(), False
            continue
        named = _NAME.match(text, start)
        name = fold(named[1]) if named else ""
        if named and name in FILTER_NAMES:
            value, end = _value(text, named.end(), name)
            (unwanted if left_out else found).setdefault(FILTER_NAMES[name], []).extend(_split(value, name, at))
            at, negated = end, False
            continue
        if named and not minus and "field" not in notes:
            notes["field"] = _unknown_name(name)
        if start < len(text) and _closes(text, start):
            phrase, at = _quoted(text, start)
            negated = False
            if _MEANS_SOMETHING.search(phrase):
                (excluded if left_out else phrases).append(phrase)
            continue
        end = start
        while end < len(text) and not text[end].isspace() and not _closes(text, end) and end not in numbers:
            end += 1
        piece = text[at:end]
        kind = None if pasted else "-" if start == end else operator(piece)
        if kind and piece != text.strip() and (kind not in ("not", "-") or text[end:].strip()):
            notes.setdefault(kind, told(kind, piece, at))
            negated = negated or kind == "not"
        elif _MEANS_SOMETHING.search(piece):
            (excluded if left_out else words).append(text[start:end])
            negated = False
        at = max(end, at + 1)
    for said, many in (("加引号的短语", phrases), ("要排除的词", excluded)):
        if len(many) > _MOST_SAID:
            raise QueryError(f"{said}有 {len(many)} 个，太多了", hint=f"最多写 {_MOST_SAID} 个；可以用筛选项缩小范围")
    return ParsedQuery(
        tuple(words),
        tuple(phrases),
        tuple(excluded),
        filters or Filters(),
        _filters(found),
        _filters(unwanted),
        tuple(notes.values()),
    )


def _document_numbers(text: str) -> Iterator[re.Match[str]]:
    folded = fold(text)
    return _document_number().finditer(folded) if any(map(str.isdecimal, folded)) else iter(())


def _beginning(text: str) -> str:
    """As much of a pasted page as is used, without half a phrase at its end."""
    text = text[:_LONGEST]
    for quote in '"＂':
        if text.count(quote) % 2:
            text = text[: text.rindex(quote)]
    return text


def _document(match: re.Match[str]) -> str:
    year, serial = match["year"] or match["bare_year"], match["serial"] or match["bare_serial"]
    return f"{match['code']}〔{year}〕{serial}号"


def _unknown_name(name: str) -> str:
    if name in _OF_DEADLINES:
        way = "时限可以直接写，如 8月底前，命令行还可以用 --due-before 2023-12-31"
        return f"没有名为“{name}”的筛选项，已按普通文字查找；{way}"
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
            raise _error(at, f"“{part}”不是年份", f"请写四位数字，如 {name}:2023、{name}:2021-2023 或 {name}:2021以来")
        years += map(str, _range(match))
    return years


def _range(match: re.Match[str]) -> range:
    """The years of 2023, 2021-2023, 2023以来 or 2020年以前."""
    if match["first"] is None:
        return range(_FIRST_YEAR, int(match["until"] or match["up_to"]) + 1)
    first = int(match["first"])
    last = max(first, date.today().year + 1) if match["on"] else int(match["last"] or first)
    return range(min(first, last), max(first, last) + 1)


def _filters(found: Mapping[str, list[str]]) -> Filters:
    values: dict[str, Any] = {
        name: tuple(dict.fromkeys(map(int, values) if name == "years" else values)) for name, values in found.items()
    }
    return Filters(**values)


def _error(at: int, message: str, hint: str) -> QueryError:
    return QueryError(f"检索词第 {at + 1} 个字处：{message}", hint=hint)
