"""A number with what it counts (54号, 12条, 4%, 15日内) is one thing: neither is asked for alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from zwsearch.index import Index, QueryTerm
from zwsearch.search.wordlist import read_words
from zwsearch.segment import HAN, Pattern

_LONGEST = 5  # digits; a longer number stands for itself
_BEFORE = (re.compile(r"第\s*\Z"), re.compile(r"(?:(?<![0-9])(?P<year>(?:19|20)[0-9]{2})\s*年?)?\s*第?\s*\Z"))
_OF_ARTICLES = "条款项章节编"
_SHARE = re.compile(r"[0-9]+(?:\.[0-9]+)?%")


# Late: a class of all Han characters costs each start milliseconds, and most queries count nothing.


@cache
def _serial() -> re.Pattern[str]:
    return re.compile(rf"\s*(号)(?:文件?)?(?![{HAN}](?![{HAN}]))")  # 54号公告 begins with one, 12号线 does not


@cache
def _measure() -> re.Pattern[str]:
    units = "|".join(sorted(read_words("measures.txt"), key=len, reverse=True))
    return re.compile(rf"\s*({units})|\s*([{HAN}])(?![{HAN}])")


@dataclass(frozen=True, slots=True)
class Counted:
    """`number` of `measure`; of 号 with the `year` before it, where one stands there.

    What stands in [start, end) of the query needs no other term.
    """

    start: int
    end: int
    number: str
    measure: str
    year: str = ""

    @property
    def written(self) -> str:
        """As it is told."""
        return (f"{self.year}年" if self.year else "") + self.number + self.measure

    def terms(self, index: Index) -> list[str]:
        """The stored terms that mean it: articles, and document numbers that end so (of the year)."""
        if self.measure in _OF_ARTICLES:
            article = f"第{int(self.number)}{self.measure}"
            return [article] if index.frequency(QueryTerm(article)) else []
        if self.measure == "%":
            return [self.number + "%"] if index.frequency(QueryTerm(self.number + "%")) else []
        if self.measure != "号":
            return []
        tail = f"{self.year}〕{int(self.number)}号"
        return sorted(term for term, _, _ in index.vocabulary(tail) if term[0] == "〔" and term.endswith(tail))

    def stands_in(self, folded: str) -> bool:
        """Whether a folded text says so; 154号 does not say 54号."""
        before = rf"(?<![0-9]){self.year}\s*年?\s*第?\s*" if self.year else "(?<![0-9.])"
        return re.search(rf"{before}{self.number}\s*{self.measure}", folded) is not None


def last_days(term: str) -> list[str]:
    """The last day of a month or year, for its 底 or 末, as it is indexed: a deadline is a date, however it is said."""
    if term.endswith("年"):
        return [f"{term}12月31日"]
    month = re.search("([0-9]{1,2})月$", term)
    if month is None:
        return []
    days = (28, 29) if month[1] == "2" else (30,) if month[1] in ("4", "6", "9", "11") else (31,)
    return [f"{term}{day}日" for day in days]


def find_counted(folded: str, patterns: Sequence[Pattern]) -> list[Counted]:
    """What is counted in a folded query with its patterns, in order."""
    found: list[Counted] = []
    for pattern in patterns:
        if _SHARE.fullmatch(pattern.term):
            found.append(Counted(pattern.start, pattern.end, pattern.term[:-1], "%"))
        if not pattern.term.isdigit() or len(pattern.term) > _LONGEST:
            continue
        measured = _serial().match(folded, pattern.end) or _measure().match(folded, pattern.end)
        if measured:
            measure = next(filter(None, measured.groups()))
            before = _BEFORE[measure == "号"].search(folded, 0, pattern.start)
            start, year = (before.start(), before.groupdict().get("year") or "") if before else (pattern.start, "")
            # A measure of several signs has words of its own: what counts otherwise in it comes after.
            end = measured.end() if len(measure) == 1 else pattern.end
            found.append(Counted(start, end, pattern.term, measure, year))
    return found
