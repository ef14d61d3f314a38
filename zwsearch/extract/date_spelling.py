"""Dates as spreadsheets and hurried hands write them, spelt out for reading."""

from __future__ import annotations

import re
from datetime import date, timedelta

from .lexicon import fold

_D = r"0?[1-9]|[12]\d|3[01]"
_NUMERIC = (
    (re.compile(rf"(?<!\d)((?:19|20)\d\d)([-./])(0?[1-9]|1[0-2])\2({_D})(?!\d)"), r"\1年\3月\4日"),
    (re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"), r"\1年\2月\3日"),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)[./](0?[1-9]|1[0-2])(?![\d/]|\.\d|月)\.?"), r"\1年\2月"),
    (re.compile(r"^((?:19|20)\d\d)-(0?[1-9]|1[0-2])(?=[前底末]|$)"), r"\1年\2月"),
    (re.compile(r"(\d年\d{1,2}月[-—–~～至到]+)(0?[1-9]|1[0-2])$"), r"\1\2月"),
    (re.compile(r"元月"), "1月"),
)
# The time of day that a spreadsheet adds to a date; it must go before the white space does.
_CLOCK = re.compile(r"(?<=[\d日号])[T\s]+\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?(?!\d)")


# A line break within one expression; one between two of them parts them and stays.
_BROKEN = re.compile(
    r"(?:(?<=长期)|(?<=持续)|(?<=常态化))\s*\n\s*(?=坚持|推进|开展|实施|公开|更新|落实|执行)"
    r"|(?<=\d)\s*\n\s*(?=[年月日号个])|(?<=[\d年])\s*\n\s*(?=\d{1,2}[月日]|[底末初上下]|第?[一二三四]季)"
    r"|(?<=月)\s*\n\s*(?=[底末初上中下]|\d{1,2}[日号])|(?<=[底末日号])\s*\n\s*(?=之?前)|(?<=季度)\s*\n\s*(?=[底末])"
    r"|(?<=个)\s*\n\s*(?=工作日|月)|(?<=工作)\s*\n\s*(?=日)"
)


def join_broken(text: str) -> str:
    """The words of a deadline without the line breaks that a narrow cell or a bracket put into them."""
    return _BROKEN.sub("", text)


def spell_out(text: str) -> str:
    """The text folded, its dates in digits spelt out with 年, 月 and 日."""
    flat = fold(_CLOCK.sub("", text))
    for pattern, spelt in _NUMERIC:
        flat = pattern.sub(spelt, flat)
    return flat


# Days since the end of 1899, as a spreadsheet counts them, from 2001 to 2064.
_SERIAL = re.compile(r"(3[7-9]\d{3}|[45]\d{4})(?:\.0{1,2})?")


def serial_day(text: str) -> date | None:
    """The date that a bare number means where only a date can stand; None for any other text."""
    serial = _SERIAL.fullmatch(fold(text))
    return date(1899, 12, 30) + timedelta(days=int(serial.group(1))) if serial is not None else None
