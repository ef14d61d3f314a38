"""Gaps in the numbers of a list of tasks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .lexicon import to_int

_LONGEST_GAP = 60


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item with its number (None: it bears none) at a place of the text; `task`: whether it became a task."""

    start: int
    printed: str | None
    task: bool


def missing_numbers(items: Sequence[Numbered]) -> tuple[str, ...]:
    """Return the numbers that running numbering leaves out, in order, in the shape of those beside the gap.

    Numbers of one shape (`3`, `（三）`, `(三)`) are followed through the text. A list that begins again, at one or
    lower than before, is looked at for itself; one that does not begin at one is not blamed for what may stand
    elsewhere. Items that are no tasks count as present, and only gaps beside a task are told. Where as many tasks
    without a number stand in a gap as it is wide, only their numbers were left blank.
    """
    missing: list[str] = []
    last: dict[tuple[str, str], tuple[int, bool]] = {}
    blank = 0
    for item in sorted(items, key=lambda one: one.start):
        if item.printed is None:
            blank += 1
            continue
        match = _SHAPE.fullmatch(item.printed)
        if match is None:
            continue
        before, digits, after = match.groups()
        value = to_int(digits)
        if value is None:
            continue
        arabic = digits[0].isdecimal()
        shape = (before, "0" if arabic else "零")
        previous = last.get(shape)
        if (
            previous is not None
            and previous[0] + 1 < value <= previous[0] + _LONGEST_GAP
            and (item.task or previous[1])
            and value - previous[0] - 1 != blank
        ):
            gap = range(previous[0] + 1, value)
            missing.extend(before + _spelt(n, like=digits) + after for n in gap)
        last[shape] = (value, item.task)
        blank = 0
        if not before and not arabic:
            last = {key: known for key, known in last.items() if key == shape or key == ("", "0")}
    return tuple(dict.fromkeys(missing))


def still_missing(missing: Sequence[str], given: Iterable[str | None]) -> tuple[str, ...]:
    """Return the missing numbers without those that tasks were `given` by hand.

    A person writes `4`, `4.` or `四` for what the notice would print `（四）`: the shape decides only where the same
    value is missing in several lists.
    """
    left = list(missing)
    for printed in given:
        alike = [number for number in left if printed is not None and _value(number) == _value(printed) is not None]
        if alike:
            left.remove(printed if printed in alike else alike[0])
    return tuple(left)


def _value(printed: str) -> int | None:
    return to_int(re.sub(r"[第条项号（()）.．、\s]", "", printed))


_SHAPE = re.compile(r"([（(]?)(\d{1,4}|[一二三四五六七八九十百]{1,4})([)）]?)")
_DIGITS = "零一二三四五六七八九"
_WIDE = {ord("0") + i: ord("０") + i for i in range(10)}


def _spelt(number: int, *, like: str) -> str:
    if like.isascii():
        return str(number)
    return str(number).translate(_WIDE) if like.isdecimal() else _chinese(number)


def _chinese(number: int) -> str:
    """Return a number below a thousand in Chinese numerals."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = _DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")
