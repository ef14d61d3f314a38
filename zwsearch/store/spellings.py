"""Document numbers and times of deadlines in one spelling, so that a filter finds them in any."""

from __future__ import annotations

import re

_OPENING, _CLOSING = "[【﹝（({〈「『〖<﹙", "]】﹞）)}〉」』〗>﹚"
_ONE_BRACKET = str.maketrans(_OPENING + _CLOSING, "〔" * len(_OPENING) + "〕" * len(_CLOSING))
_NOT_BETWEEN_FIGURES = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")  # 2019 54号 is no 201954号
_BARE_YEAR = re.compile(r"(?<![〔0-9])((?:19|20)[0-9]{2})年?(?![0-9])")
_TIME = re.compile(
    r"(?:(?P<year>(?:19|20)[0-9]{2})(?:年|[-/.])?)?"
    r"(?:(?P<month>1[0-2]|0?[1-9])(?:月份?|[-/.]|\Z)(?:(?P<day>[0-3]?[0-9])日?)?)?"
    r"(?P<last>年?[底末])?(?:之前|以前|前|内)?"
)
_BEFORE = re.compile("(?:之前|以前|前)\\Z")


def begins_or_ends(number: str, part: str) -> bool:
    """Whether a document number begins with `part`, or ends with it where `part` begins with a year or a figure."""
    whole, wanted = _number(number), _number(part)
    if not wanted[:1].isdigit() and wanted[:1] != "〔":
        return bool(wanted) and whole.startswith(wanted)
    return whole.endswith(wanted) and not whole.removesuffix(wanted)[-1:].isdigit()


def _number(spelled: str) -> str:
    plain = _NOT_BETWEEN_FIGURES.sub("", spelled.translate(_ONE_BRACKET).replace("號", "号").replace("第", ""))
    return "".join(_BARE_YEAR.sub(r"〔\1〕", plain).replace("〕年", "〕").split())


def due_patterns(words: str) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """What a deadline of these words says, and the days on which it ends; other words than those of a time have none.

    10月底前 ends on the last day of October of any year, 2024年6月 on any day of that month.
    """
    # 1月底 is not in 11月底.
    said = re.compile("(?<![0-9])" * words[:1].isdigit() + re.escape(_BEFORE.sub("", words)))
    found = _TIME.fullmatch(words)
    if found is None or not any(found.groups()):
        return said, None
    year, month, day, last = found.groups()
    if last and not month:
        month, day = "12", "31"
    elif last:
        day = "2[89]" if int(month) == 2 else "30" if int(month) in (4, 6, 9, 11) else "31"
    return said, re.compile(f"{year or '.{4}'}-{_two(month)}-{_two(day)}")


def _two(figures: str | None) -> str:
    return figures.zfill(2) if figures else ".."
