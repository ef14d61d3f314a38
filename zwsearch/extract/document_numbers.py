"""Document numbers: the notice's own and those it cites."""

from __future__ import annotations

import re

from .lexicon import squeeze

_YEAR = r"(?:19|20)\s*\d\s*\d"
# Brackets that offices print about the year, and those that other programs make of them.
_OPEN, _CLOSE = "〔[［（(【﹝", "〕]］）)】﹞"
# Brackets whose bytes were lost.
_LOST = re.compile(rf"(?<!\ufffd)\ufffd++(\s*+{_YEAR}\s*+(?:年\s*+)?)\ufffd++(?=\s*+(?:第\s*+)?\d{{1,5}}\s*+号)")
_ODD = str.maketrans("｛{〈「『〖<＜﹙｝}〉」』〗>＞﹚", "〔" * 9 + "〕" * 9)
# One sign for one sign, so that a place in the one text is a place in the other.
_PLAIN = str.maketrans("０１２３４５６７８９號", "0123456789号")
# Words that stand before a document number in a sentence and are no part of it.
_LEAD_IN = re.compile(
    r"^.*(?:根据|按照|依据|依照|贯彻|落实|执行|关于|印发|转发|参照|遵照|文件|精神|通知|意见|办法|方案|详见|要求|参见|符合|规定|以下|部署|下发|制定|对照|经|照|和|与|及|以|见|的|由|对|将|在|到|据)(?=[\u4e00-\u9fff])"
)


def find_numbers(text: str) -> list[str]:
    """Return every document number in the text, in order, each once: as printed, but without white space.

    Its figures are in half width, so that one number is the same wherever it stands.
    """
    text = text.translate(_PLAIN)
    found: list[tuple[int, str]] = []
    for match in re.finditer(r"号", text):
        number = _number_before(text, match.end())
        if number is not None:
            found.append((match.start(), number))
    return list(dict.fromkeys(number for _, number in found))


_TAIL = re.compile(
    rf"(?P<prefix>[\u4e00-\u9fff\s]{{1,24}}?)(?P<open>[{re.escape(_OPEN)}])?\s*(?P<year>{_YEAR}\s*年?)"
    rf"\s*(?P<close>[{re.escape(_CLOSE)}])?(?P<serial>\s*第?\s*\d{{1,5}}\s*号)$"
)
_ORDER_TAIL = re.compile(r"([\u4e00-\u9fff]{1,12}令)\s*第?\s*\d{1,4}\s*号$")


def _number_before(text: str, end: int) -> str | None:
    """Read the document number that ends at `end`; the window keeps the search linear."""
    begin = max(0, end - 48)
    window = text[begin:end]
    cut = max(window.rfind("\n", 0, -1), *(window.rfind(c) for c in "，。；、：:,;“”》"))
    if cut >= 0:
        window = window[cut + 1 :]
    match = _TAIL.search(_with_brackets(window))
    if match is not None:
        prefix = _prefix(match["prefix"])
        if not prefix or "年" in prefix or len(prefix) > 12:
            return None
        if not (match["open"] and match["close"]) and not prefix.endswith(("发", "函", "字", "办", "告", "通", "电")):
            return None
        return prefix + _bracketed(squeeze(match["year"]), match["open"], match["close"]) + squeeze(match["serial"])
    order = _ORDER_TAIL.search(window)
    if order is not None:
        prefix = _prefix(order.group(1))
        if prefix and prefix != "令" and not prefix.startswith("第"):
            return prefix + squeeze(window[order.end(1) :])
    return None


def _with_brackets(text: str) -> str:
    """The text with usual brackets for odd and lost ones."""
    return _LOST.sub(r"〔\1〕", text.translate(_ODD))


def _bracketed(year: str, left: str | None, right: str | None) -> str:
    """The year as printed; without its pair of brackets, as misprints and readers of scans leave it, in a sound one."""
    if left and right and _OPEN.index(left) == _CLOSE.index(right):
        return left + year + right
    return f"〔{year.removesuffix('年')}〕"


def _prefix(words: str) -> str:
    words = squeeze(words)
    words = words.removeprefix("中华人民共和国") or words
    lead_in = _LEAD_IN.match(words)
    words = words[lead_in.end() :] if lead_in is not None else words
    return "国务院令" if words == "国国务院令" else words


def taiwan_number(text: str) -> list[str]:
    """Return a number of the form that offices of Taiwan use (`…字第…號`), as a list of one, or nothing."""
    match = re.match(r"[\u4e00-\u9fff]{2,12}字第\d{4,12}[號号]", squeeze(text))
    return [match.group()] if match is not None else []


def own_number_line(line: str) -> str | None:
    """Return the document number when a line holds nothing else."""
    flat = _with_brackets(squeeze(line).translate(_PLAIN)).strip("|")
    if re.fullmatch(r"[（(].+号[)）]", flat):
        flat = flat[1:-1]
    flat = re.sub(r"^(?:文号|发文字号|文件编号)[:：]", "", flat)
    if len(flat) > 40:
        return None
    number = _number_before(flat, len(flat)) if flat.endswith("号") else None
    return number if number is not None and _bare(flat) == _bare(number) else None


def _bare(number: str) -> str:
    return re.sub(rf"[{re.escape(_OPEN + _CLOSE)}]|(?<=\d)年", "", number)
