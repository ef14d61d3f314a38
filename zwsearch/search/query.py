"""The query language: free words, "phrases", -exclusions, and filters such as 类别:政策解读 or -年份:2023."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from zwsearch.errors import QueryError
from zwsearch.records import Filters
from zwsearch.search.fields import error_at, field_names, filters_of, read_values, unknown_name
from zwsearch.search.numbered import find_numbers, joined
from zwsearch.search.operators import operator, told, without_weights
from zwsearch.segment import HAN, fold

_CLOSING = {'"': '"', "“": "”", "＂": "＂"}
_NAME = re.compile(r"([\u4e00-\u9fff]{2,4})[:：]")
_MINUS = re.compile("[-－−–﹣!](?![-－−–﹣!])|—(?!—)")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
_TONES = frozenset(_TONED)
_LONGEST = 2_000
_MOST_SAID = 50  # phrases, or exclusions: each is looked for in the texts themselves
_MEANS_SOMETHING = re.compile(r"\w")


# Late: a class of all Han characters costs each start milliseconds, and most queries need none of these.


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

    What is found passes both the filters `given` beside the text and the `filters` in it, has no value of any field
    of `without`, and passes of each group that is `asked` for in plain words one of the filters; those that pass an
    earlier one come first.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    given: Filters = field(default_factory=Filters)
    filters: Filters = field(default_factory=Filters)
    without: Filters = field(default_factory=Filters)
    asked: tuple[tuple[Filters, ...], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def filtered(self) -> bool:
        """Whether filters alone ask for something."""
        return bool(self.asked) or not self.given == self.filters == self.without == Filters()


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
    text = joined(text)
    if any(map(str.isspace, text)):
        text = _spaced_out().sub(lambda match: "".join(match[0].split()), text)
    text, wild = without_weights(text)
    if wild and not pasted:
        notes["*"] = wild
    reading = _Reading(text, notes, pasted=pasted)
    while reading.at < len(text):
        reading.step()
    for said, many in (("加引号的短语", reading.phrases), ("要排除的词", reading.excluded)):
        if len(many) > _MOST_SAID:
            raise QueryError(f"{said}有 {len(many)} 个，太多了", hint=f"最多写 {_MOST_SAID} 个；可以用筛选项缩小范围")
    return ParsedQuery(
        tuple(reading.words),
        tuple(reading.phrases),
        tuple(reading.excluded),
        filters or Filters(),
        filters_of(reading.found),
        filters_of(reading.unwanted),
        notes=tuple(notes.values()),
    )


class _Reading:
    """One pass over the text of a query; `at` is the place that is reached."""

    def __init__(self, text: str, notes: dict[str, str], *, pasted: bool) -> None:
        self.at = 0
        self.words: list[str] = []
        self.phrases: list[str] = []
        self.excluded: list[str] = []
        self.found: dict[str, list[str]] = {}
        self.unwanted: dict[str, list[str]] = {}
        self._text, self._notes, self._pasted = text, notes, pasted
        self._numbers = find_numbers(text)
        self._negated = False  # by NOT, which stands alone before what it leaves out
        self._named = ""  # the filter that was read just now
        self._joined = ""  # the filter whose values go on behind OR

    def step(self) -> None:
        """Read the next piece. Raises QueryError as `parse_query` does."""
        text, at = self._text, self.at
        if text[at].isspace():
            self.at += 1
            return
        minus = _MINUS.match(text, at)
        start = at + bool(minus)
        left_out = bool(minus) or self._negated
        named = _NAME.match(text, start)
        name = fold(named[1]) if named else ""
        if named and name in field_names():
            value, self.at = self._value(named.end(), name)
            values = read_values(value, name, at if value.strip() else named.end())
            (self.unwanted if left_out else self.found).setdefault(field_names()[name], []).extend(values)
            if self._joined and field_names()[self._joined] != field_names()[name]:
                self._notes.setdefault("or", "不同的筛选项要同时满足，中间的 OR 不起作用")
            self._named, self._joined, self._negated = "" if left_out else name, "", False
            return
        if start in self._numbers:
            self.at, number = self._numbers[start]
            self._take(number, self.words, left_out=left_out)
            return
        if named and not minus and "field" not in self._notes:
            self._notes["field"] = unknown_name(name)
        if start < len(text) and _closes(text, start):
            phrase, self.at = _quoted(text, start)
            self._take(phrase, self.phrases, left_out=left_out)
            return
        self._read_word(start, left_out=left_out)

    def _read_word(self, start: int, *, left_out: bool) -> None:
        text, at, end = self._text, self.at, start
        while end < len(text) and not text[end].isspace() and not _closes(text, end) and end not in self._numbers:
            end += 1
        piece = text[at:end]
        self.at = max(end, at + 1)
        kind = None if self._pasted else "-" if start == end else operator(piece)
        if not kind or piece == text.strip() or (kind in ("not", "-") and not text[end:].strip()):
            self._take(text[start:end], self.words, left_out=left_out)
        elif kind == "or" and self._named:
            self._joined = self._named
        else:
            self._notes.setdefault(kind, told(kind, piece, at))
            self._negated = self._negated or kind == "not"

    def _take(self, piece: str, kind: list[str], *, left_out: bool) -> None:
        if not _MEANS_SOMETHING.search(piece):
            return
        if self._joined and not left_out:
            values = read_values(piece, self._joined, self.at - len(piece))
            self.found.setdefault(field_names()[self._joined], []).extend(values)
            self._named = self._joined
        else:
            (self.excluded if left_out else kind).append(piece)
            self._named = ""
        self._negated, self._joined = False, ""

    def _value(self, at: int, name: str) -> tuple[str, int]:
        """The value behind a colon, and where it ends."""
        text, end = self._text, at
        if field_names()[name] == "document_numbers" and at in self._numbers:
            end, number = self._numbers[at]
            return number, end
        if at < len(text) and _closes(text, at):
            return _quoted(text, at)
        while end < len(text) and not text[end].isspace():
            end += 1
        return text[at:end], end


def _beginning(text: str) -> str:
    """As much of a pasted page as is used, without half a phrase at its end."""
    text = text[:_LONGEST]
    for quote in '"＂':
        if text.count(quote) % 2:
            text = text[: text.rindex(quote)]
    return text


def _closes(text: str, at: int) -> bool:
    """Whether a phrase begins here. A curly quote without its partner is mere punctuation."""
    char = text[at]
    return char in _CLOSING and (char != "“" or "”" in text[at:])


def _quoted(text: str, at: int) -> tuple[str, int]:
    end = text.find(_CLOSING[text[at]], at + 1)
    if end < 0:
        raise error_at(at, "引号没有成对", "请补上右引号，或去掉这个引号")
    return text[at + 1 : end].strip(), end + 1
