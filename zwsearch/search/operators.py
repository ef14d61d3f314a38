"""What users of other systems type between words (OR, NOT, *), and how the same is asked for here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from zwsearch.search.wordlist import read_words
from zwsearch.segment import HAN, fold

_TOLD = {
    "or": "用空格隔开的词本来就是有其一即可，都有的排在前面",
    "and": '用空格隔开即可，都有的排在前面；一定都要有的，请各加引号，如 "政策" "解读"',
    "not": "它后面的词已排除；也可以在词前加减号，如 政策解读 -图解",
    "-": "减号和要排除的词之间不能有空格，如 政策解读 -图解",
    "*": "不用通配符，写出词的一部分就能查到；要一字不差，请加引号",
}
_SIGNS = frozenset("*?~^")


@cache
def _wild() -> re.Pattern[str]:
    # 政策解*, 公?开, 公开~ and 公开^2, but neither the ? that ends a question nor the ~ between two years.
    return re.compile(
        rf"(?<=[{HAN}])\*|\*(?=[{HAN}])|(?<=[{HAN}])\?(?=[{HAN}])|(?<=[{HAN}])(?P<weight>[~^](?:[0-9][0-9.]*)?)(?=\s|$)"
    )


@cache
def _operators() -> Mapping[str, str]:
    kinds = [line.split() for line in read_words("operators.txt")]
    return {fold(word): kind[0] for kind in kinds for word in kind[1:]}


def operator(piece: str) -> str | None:
    """Which operator a piece between spaces is: or, and, not; None for a word."""
    return _operators().get(fold(piece))


def told(kind: str, said: str, at: int) -> str:
    """The line that says how to ask here for what an operator at a place (from 0) does elsewhere."""
    return f"检索词第 {at + 1} 个字处的“{said}”：{_TOLD[kind]}"


def without_weights(text: str) -> tuple[str, str]:
    """The text with blanks for the 2 of 公开^2, and a line about the first wildcard or weight in it, if any."""
    folded = fold(text)
    found = [] if _SIGNS.isdisjoint(folded) else list(_wild().finditer(folded))
    for match in found:
        if match["weight"]:
            text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
    return text, told("*", found[0].group(), found[0].start()) if found else ""
