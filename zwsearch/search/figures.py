"""Figures of a query, each with what it counts or names: 4%, 15日内, 54号, 8月底, 国办发〔2019〕54号, 宁政办函."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zwsearch.index import Index, QueryTerm
from zwsearch.search.counted import Counted, find_counted, last_days
from zwsearch.search.runs import pairs_in
from zwsearch.search.terms import Also, Plan
from zwsearch.segment import Pattern

MOST_LOOKED_UP = 20  # numbers, lone characters or synonyms, each of which costs a search; a table has hundreds
_CODE = re.compile(r"([\u4e00-\u9fff]{1,11}[发函字办通规令文])(?:[〔\[(]((?:19|20)\d\d)?[〕\])]?)?")


def add_figures(plan: Plan, index: Index, folded: str, protected: Sequence[Pattern]) -> list[tuple[int, int]]:
    """Add what a folded piece counts and its patterns to a plan; the places that need no other term."""
    code = _CODE.fullmatch(folded)
    if code and _add_numbers(plan, index, code[1], code[2]):
        return [(0, len(folded))]
    counted = find_counted(folded, protected)[: MOST_LOOKED_UP - len(plan.also)]
    for one in counted:
        _add_counted(plan, index, one)
    covered = [(one.start, one.end) for one in counted]
    for pattern in protected:
        if not any(start <= pattern.start < end for start, end in covered):
            _add_pattern(plan, index, pattern)
            if folded[pattern.end : pattern.end + 1] in ("底", "末"):
                for day in last_days(pattern.term):
                    plan.add(QueryTerm(day, matches=False))
    return covered + [(pattern.start, pattern.end) for pattern in protected]


def _add_numbers(plan: Plan, index: Index, code: str, year: str | None) -> bool:
    """Add the document numbers of notices that begin with a code (of a year); whether there are any."""
    if not len(index.holding(pairs_in(code), fields=("title",))):
        return False
    start = f"{code}〔{year or ''}"
    whole = [QueryTerm(term) for term, bigram, _ in index.vocabulary(start) if not bigram and term.startswith(start)]
    numbers = [term for term in whole if index.frequency(term, fields=("title",))][:MOST_LOOKED_UP]
    for number in numbers:
        plan.add(number)
        plan.patterns.add(number.term)
    return bool(numbers)


def _add_counted(plan: Plan, index: Index, one: Counted) -> None:
    spellings = one.terms(index)
    for spelling in spellings:
        plan.add(QueryTerm(spelling))
    plan.patterns.update(spellings)
    plan.surfaces.add(one.written)
    where = (QueryTerm(one.number + "%"),) if one.measure == "%" else (QueryTerm(one.number), *pairs_in(one.measure))
    plan.also.append(Also(where, (one.written,), one.written, frozenset(spellings), one, decisive=True))


def _add_pattern(plan: Plan, index: Index, pattern: Pattern) -> None:
    spellings: Sequence[str] = (pattern.term,)
    if "〕" in pattern.term:
        # A sentence before the number may have been taken for its code; at least two signs of it must stay.
        spellings = (pattern.term, *(term for term in pattern.variants if term.index("〔") >= 2))
    elif pattern.term[-1] not in "年月日条款项章节编号)":
        spellings = (pattern.term, *pattern.variants)
    known = [spelling for spelling in spellings if index.frequency(QueryTerm(spelling))]
    if "〕" in pattern.term and known and known[0] != pattern.term and not _is_whole(index, known[0]):
        known = []
    if not known:
        plan.unknown.append(pattern.term)
        known = [pattern.term]
    plan.add(QueryTerm(known[0]))
    plan.patterns.add(known[0])


def _is_whole(index: Index, number: str) -> bool:
    """Whether a document number stands somewhere as it is, and not only as the end of another office's number."""
    longer = sum(units for term, _, units in index.vocabulary(number) if len(term) == len(number) + 1)
    return index.frequency(QueryTerm(number)) > longer
