"""Document numbers in a query, in any spelling: 国办发[2019]54 and 国办发2019 54号 are 国办发〔2019〕54号."""

from __future__ import annotations

import re
from functools import cache

from zwsearch.segment import HAN, fold

_SPACED_SERIAL = re.compile(r"(?<=\d)\s+(?=[号號])")  # 54 号
_YEAR_AND_SERIAL = re.compile(r"(?<!\d)((?:19|20)\d\d)\s+(?=第?\s*\d{1,5}[号號])")  # 2019 54号


@cache
def _document_number() -> re.Pattern[str]:
    # Late: a class of all Han characters costs each start milliseconds, and most queries have no number. Without
    # brackets only 号 and the last character of an issuer's code tell a document number from a year and a number.
    return re.compile(
        rf"(?<![{HAN}])(?P<code>[{HAN}]{{2,12}})"
        r"(?:\s*[〔\[【﹝(（{〈「『〖<﹙]\s*(?P<year>(?:19|20)\d\d)\s*年?\s*[〕\]】﹞)）}〉」』〗>﹚]"
        r"\s*第?\s*(?P<serial>\d{1,5})\s*号?"
        r"|(?<=[发函字办通规令文政])\s?(?P<bare_year>(?:19|20)\d\d)\s*(?:年|-|—)?\s*第?\s*(?P<bare_serial>\d{1,5})\s*号)"
        r"(?![\d年月])"
    )


def joined(text: str) -> str:
    """The text without the blanks inside 54 号 and 2019 54号."""
    return _YEAR_AND_SERIAL.sub(r"\1年", _SPACED_SERIAL.sub("", text))


def find_numbers(text: str) -> dict[int, tuple[int, str]]:
    """Where each document number begins → where it ends, and its one spelling."""
    folded = fold(text)
    if not any(map(str.isdecimal, folded)):
        return {}
    return {match.start(): (match.end(), _spelled(match)) for match in _document_number().finditer(folded)}


def _spelled(match: re.Match[str]) -> str:
    year, serial = match["year"] or match["bare_year"], match["serial"] or match["bare_serial"]
    return f"{match['code']}〔{year}〕{serial}号"
