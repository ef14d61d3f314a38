"""Chinese numerals of deadlines and measures (八月底前, 十个工作日): the same is asked for in figures."""

from __future__ import annotations

import re
from functools import cache

from zwsearch.segment import fold

_DIGITS = "零一二三四五六七八九"


@cache
def _counting() -> re.Pattern[str]:
    # 八月底前 and 十个工作日, but neither 一次性告知 nor 三天两头.
    return re.compile(
        "(?<![零一二三四五六七八九十百第每])(?:(?P<month>十[一二]?|[一二三四五六七八九])月(?=[底末前上中下]|份)"
        "|(?P<many>[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
        "(?=个工作日|个月内|日内|天内|小时内|分钟内))"
    )


def in_figures(piece: str) -> str:
    """The piece with figures for what its numerals count; itself where they count nothing."""
    if "月" not in piece and "日" not in piece and "内" not in piece:
        return piece
    return _counting().sub(_figures, fold(piece))


def _figures(match: re.Match[str]) -> str:
    if match["month"]:
        return f"{_value(match['month'])}月"
    return str(_value(match["many"]))


def _value(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.index(tens) if tens else 1) * 10 * bool(ten) + (_DIGITS.index(ones) if ones else 0)
