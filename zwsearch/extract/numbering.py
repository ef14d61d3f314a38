"""Gaps in the numbers of a list of tasks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lexicon import to_int

_LONGEST_GAP = 60


def missing_numbers(numbers: Sequence[str | None]) -> tuple[str, ...]:
    """Return the numbers left out of running Arabic numbering, in order, as strings.

    Each list that begins again (at one, or lower than the one before) is looked at for itself. A list that does not
    begin at one is not blamed for what is before its first number.
    """
    missing: list[str] = []
    previous: int | None = None
    for printed in numbers:
        value = _arabic(printed)
        if value is None:
            continue
        if previous is not None and previous + 1 < value <= previous + _LONGEST_GAP:
            missing.extend(str(n) for n in range(previous + 1, value))
        previous = value
    return tuple(dict.fromkeys(missing))


def _arabic(printed: str | None) -> int | None:
    if printed is None or not re.fullmatch(r"\d{1,4}", printed):
        return None
    return to_int(printed)
