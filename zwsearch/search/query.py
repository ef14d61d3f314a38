"""The query language: free words, "phrases", -exclusions, and filters such as 类别:政策解读 or -年份:2023."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
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
    "类型": "kinds",
    "发文机关": "issuers",
}

_CLOSING = {'"': '"', "“": "”", "＂": "＂"}
_NAME = re.compile(r"([\u4e00-\u9fff]{2,4})[:：]")
_MINUS = re.compile("[-－−–﹣!](?![-－−–﹣!])|—(?!—)")
_ALTERNATIVES = re.compile(r"[,，、|]")
_YEARS = re.compile(r"([12]\d{3})(?:年)?(?:[-~～—至到]([12]\d{3})年?)?")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
# 国办发[2019]54 and 国办发2019 54号 are 国办发〔2019〕54号. Without brackets only 号 and the last character of an
# issuer's code tell a document number from a year and a number.
_DOCUMENT = re.compile(
    rf"(?<![{HAN}])(?P<code>[{HAN}]{{2,12}})"
    r"(?:\s*[〔\[【﹝(（{〈「『〖<﹙]\s*(?P<year>(?:19|20)\d\d)\s*年?\s*[〕\]】﹞)）}〉」』〗>﹚]\s*第?\s*(?P<serial>\d{1,5})\s*号?"
    r"|(?<=[发函字办通规令文政])\s?(?P<bare_year>(?:19|20)\d\d)\s*(?:年|-|—)?\s*第?\s*(?P<bare_serial>\d{1,5})\s*号)"
    r"(?![\d年月])"
)
# Case matters not to Han characters: a whole class of them without case takes ten times as long to compile.
_PINYIN = re.compile(rf"(?<=[{HAN}])(?i:\s*[(（]?\s*[a-z]*[{_TONED}][a-z{_TONED}]*\s*[)）]?)")
_SPACED_SERIAL = re.compile(r"(?<=\d)\s+(?=[号號])")  # 54 号
_YEAR_AND_SERIAL = re.compile(r"(?<!\d)((?:19|20)\d\d)\s+(?=第?\s*\d{1,5}[号號])")  # 2019 54号
_MEANS_SOMETHING = re.compile(r"\w")


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
    text = _SPACED_SERIAL.sub("", _PINYIN.sub("", _INVISIBLE.sub("", text)))
    text = _YEAR_AND_SERIAL.sub(r"\1年", text)
    text, wild = without_weights(text)
    notes = {"*": wild} if wild else {}  # one of each kind: a pasted page has many
    words: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    found: dict[str, list[str]] = {}
    unwanted: dict[str, list[str]] = {}
    numbers = {match.start(): match for match in _DOCUMENT.finditer(fold(text))}
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
        kind = "-" if start == end else operator(piece)
        if kind and piece != text.strip() and (kind not in ("not", "-") or text[end:].strip()):
            notes.setdefault(kind, told(kind, piece, at))
            negated = negated or kind == "not"
        elif _MEANS_SOMETHING.search(piece):
            (excluded if left_out else words).append(text[start:end])
            negated = False
        at = max(end, at + 1)
    return ParsedQuery(
        tuple(words),
        tuple(phrases),
        tuple(excluded),
        filters or Filters(),
        _filters(found),
        _filters(unwanted),
        tuple(notes.values()),
    )


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
