"""Chinese numerals of deadlines and measures (八月底前, 十个工作日), and the same in figures."""

from __future__ import annotations

import re
from functools import cache

from zwsearch.segment import fold

_DIGITS = "零一二三四五六七八九"
_MEASURES = "个工作日|个月内|日内|天内|小时内|分钟内"


@cache
def _counting() -> re.Pattern[str]:
    # 八月底前 and 十个工作日, but neither 一次性告知 nor 三天两头.
    return re.compile(
        "(?<![零一二三四五六七八九十百第每])(?:(?P<month>十[一二]?|[一二三四五六七八九])月(?=[底末前上中下]|份)"
        f"|(?P<many>[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?={_MEASURES}))"
    )


@cache
def _figures() -> re.Pattern[str]:
    return re.compile(f"(?<![0-9.第])[1-9][0-9]?(?={_MEASURES})")


def in_figures(piece: str) -> str:
    """The piece with figures for what its numerals count; itself where they count nothing."""
    if "月" not in piece and "日" not in piece and "内" not in piece:
        return piece
    return _counting().sub(_in_figures, fold(piece))


def in_numerals(piece: str) -> str:
    """The piece with numerals for what it counts in figures; itself where it counts nothing."""
    if "日" not in piece and "内" not in piece:
        return piece
    return _figures().sub(lambda match: _numeral(int(match[0])), fold(piece))


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "十" if tens == 1 else _DIGITS[tens] + "十" if tens else ""
    return ten + (_DIGITS[ones] if ones else "")


def _in_figures(match: re.Match[str]) -> str:
    if match["month"]:
        return f"{_value(match['month'])}月"
    return str(_value(match["many"]))


def _value(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.index(tens) if tens else 1) * 10 * bool(ten) + (_DIGITS.index(ones) if ones else 0)
