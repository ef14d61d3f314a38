"""The filters that a query can name (类别:政策解读, -牵头:县司法局), and what their values may be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any

from zwsearch.errors import QueryError
from zwsearch.records import Filters
from zwsearch.search.numerals import in_figures
from zwsearch.search.wordlist import read_words
from zwsearch.segment import fold

_ALTERNATIVES = re.compile(r"[,，、|]")
_YEARS = re.compile(
    r"(?P<first>[12]\d{3})年?(?:(?P<on>以来|以后|之后|起|[-~～—–至到]今?)|[-~～—–至到](?P<last>[12]\d{3})年?)?"
    r"|(?P<until>[12]\d{3})年?(?:以前|之前)|[-~～—–](?P<up_to>[12]\d{3})年?"
)
_FIRST_YEAR = 1949  # no notice is older, and none is from after next year


@cache
def field_names() -> Mapping[str, str]:
    """Names a user may type before a colon, and the field of Filters each one means."""
    return {name: field for field, _, *names in map(str.split, read_words("fields.txt")) for name in names}


@cache
def _examples() -> Mapping[str, str]:
    return {field: example for field, example, *_ in map(str.split, read_words("fields.txt"))}


def read_values(value: str, name: str, at: int) -> list[str]:
    """The alternatives in the value of a filter of that name, at a place (from 0) of the query.

    Raises QueryError with the place where there is none, or a year that is none.
    """
    field = field_names()[name]
    # In simplified characters, as repaired notices are; a bracket in a name stays as it is printed.
    parts = [part if "（" in part else fold(part) for part in map(str.strip, _ALTERNATIVES.split(value)) if part]
    if not parts:
        hint = f"请在冒号后紧接着写内容，如 {name}:{_examples()[field]}"
        raise error_at(at, f"筛选项“{name}”后面没有内容", hint)
    if field == "deadlines":
        return list(map(in_figures, parts))
    if field != "years":
        return parts
    years: list[str] = []
    for part in parts:
        match = _YEARS.fullmatch(part)
        if match is None:
            hint = f"请写四位数字，如 {name}:2023、{name}:2021-2023 或 {name}:2021以来"
            raise error_at(at, f"“{part}”不是年份", hint)
        years += map(str, _range(match))
    return years


def _range(match: re.Match[str]) -> range:
    """The years of 2023, 2021-2023, 2023以来 or 2020年以前."""
    if match["first"] is None:
        return range(_FIRST_YEAR, int(match["until"] or match["up_to"]) + 1)
    first = int(match["first"])
    last = max(first, date.today().year + 1) if match["on"] else int(match["last"] or first)
    return range(min(first, last), max(first, last) + 1)


def filters_of(found: Mapping[str, Sequence[str]]) -> Filters:
    """The filters with the values that were found for each field."""
    values: dict[str, Any] = {
        name: tuple(dict.fromkeys(map(int, values) if name == "years" else values)) for name, values in found.items()
    }
    return Filters(**values)


def unknown_name(name: str) -> str:
    """The line about a name before a colon that is no filter."""
    near = get_close_matches(name, field_names(), n=1, cutoff=0.5)
    guess = f"是不是“{near[0]}”？" if near else ""
    return f"没有名为“{name}”的筛选项，已按普通文字查找；{guess}可用的有：{'、'.join(field_names())}"


def error_at(at: int, message: str, hint: str) -> QueryError:
    """What is wrong at a place (from 0) of the query."""
    return QueryError(f"检索词第 {at + 1} 个字处：{message}", hint=hint)
