"""The numbers that stand before headings and items: 一、 （一） 1. （1） ① 一是 第一条."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Set
from dataclasses import dataclass

from .lexicon import to_int

_CN = "[一二三四五六七八九十百〇零]"
# `3.7月底前公布`: what follows the point is a time or an amount of its own, so the point ends a number of an item.
_OWN_FIGURE = (
    r"[.．](?=\d{1,4}\s*(?:年|月|日|号|天|周|小时|分钟|季度|个(?!百分点)"
    r"|项|类|件|家|条|种|期|场|次|名|所|批|部|份|处|户|人)|\d{4,})"
)
# `1.1 公布…` numbers an item; `3.5亿元` at the beginning of a line is an amount.
_AFTER_DECIMAL = (
    r"\s*[、．.]?\s*(?=[\u4e00-\u9fff“《])"
    r"(?!年|月|日|号|时|万|亿|千|百|元|倍|个|米|公里|公顷|亩|吨|分|版|项|类|件|家|条|人|户|次|折|以|至|到|和|级|度|左右|前|之前|底|后|起)"
)
# Full-width figures come with a full-width point: `１．２公布…` numbers an item of the second level.
_DECIMAL = rf"\d{{1,2}}(?:[.．]\d{{1,2}})?{_AFTER_DECIMAL}"
# `1 公布…`, `1，公布…`: a figure that no point sets off may also be an amount that begins a line, or the first cell of
# a row of short ones.
_LOOSE = (
    r"(\d{1,2})(?:[ \t\u3000]+|[，,：:]\s*)(?=[\u4e00-\u9fff“《])(?!\S{1,12}[ \t\u3000]+\S)"
    r"(?!年|月|日|号|时(?!时)|小时|分钟|天|周|季度|万|亿|千|百|十|元|倍|个|名|位|米|公里|公顷|亩|吨|平方|点|折|岁|届|级|至|到"
    r"|项(?!目)|类|件|家(?!庭)|条|人(?![大社才员民事口])|户(?!籍)|次|所|台|套|辆|座|栋|楼|层|室|处|份|期|批|种|部(?![门分署])"
    r"|场|支|张|篇|宗|例|村|镇|乡|方面|大)"
)
# `第五章规定送达` at the beginning of a torn line speaks of a chapter, it heads none.
_NOT_CITED = r"(?!规定|所列|所规定|的|中|之|和|或|及|至|第|、第|以下)"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chapter", re.compile(rf"第({_CN}{{1,4}}|\d{{1,3}})(?:章|节|编|部分){_NOT_CITED}[\s、：:]*")),
    ("article", re.compile(rf"第({_CN}{{1,5}}|\d{{1,3}})条{_NOT_CITED}[\s、：:]*")),
    ("cn", re.compile(rf"({_CN}{{1,4}})\s*(?:[、．.]|\s(?=\S))\s*")),
    ("cnp", re.compile(rf"[（(]\s*({_CN}{{1,4}})\s*[)）]\s*[、．.]?\s*")),
    (
        "num",
        re.compile(
            rf"(\d{{1,3}})\s*(?:、|．(?!{_DECIMAL})|\.(?!\d)|"
            + _OWN_FIGURE
            + r"|(?=[\u4e00-\u9fff“《])(?<=\d\d)(?!\w))\s*"
        ),
    ),
    ("num", re.compile(r"([⒈-⒛])[、．.]?\s*")),
    ("dec2", re.compile(rf"(\d{{1,2}}[.．]\d{{1,2}}){_AFTER_DECIMAL}")),
    ("dec3", re.compile(rf"(\d{{1,2}}[.．]\d{{1,2}}[.．]\d{{1,2}}){_AFTER_DECIMAL}")),
    ("nump", re.compile(r"(?:[（(]\s*(\d{1,3})\s*[)）]|(\d{1,3})[)）]|([⑴-⒇]))\s*[、．.]?\s*")),
    ("cnp", re.compile(r"([㈠-㈩])\s*[、．.]?\s*")),
    ("circ", re.compile(r"([①-⑳㉑-㉟])\s*[.．、]?\s*")),
    ("shi", re.compile(rf"({_CN}{{1,2}})[是要](?!否|非|不是|求|素|点|件|么)[：:，,]?\s*")),
    ("di", re.compile(rf"第({_CN}{{1,2}})[，,、]\s*")),
    # `★任务一：规范目录`, or 任务1 alone on its line above what it asks.
    ("task", re.compile(rf"[★☆◆◇■●▶]?\s*(?:任务|事项)\s*({_CN}{{1,3}}|\d{{1,2}})(?:[、．.：:]|[ \t\u3000]|$)\s*")),
    ("dash", re.compile(r"(?:[-*–][ \t\u3000]+|[•●▪■◆◇▶►➢✓√→★☆][ \t\u3000]*)(?=[^\s\d])")),
    ("loose", re.compile(_LOOSE)),
)
# Sub-items that live inside a sentence of their item: they are items of their own only when they name owners.
SOFT = frozenset({"shi", "di", "circ"})


@dataclass(frozen=True, slots=True)
class Marker:
    """A number found at `start`; the item's text begins at `end`. `printed` is the number as it is shown.

    A bullet (kind `dash`) has no number: its value is 0 and nothing is printed. A `loose` one may be an amount.
    """

    kind: str
    value: int
    printed: str
    start: int
    end: int
    loose: bool = False


def _value(text: str) -> int | None:
    # The signs that hold a figure and more (⒈ ⑴ ㈠ ①) are that figure, a point or brackets to the compatibility forms.
    return to_int(unicodedata.normalize("NFKC", text).strip("().").rpartition(".")[2])


def marker_at(text: str, position: int = 0) -> Marker | None:
    """Return the number that begins at `position`, or None."""
    if position >= len(text) or text[position] not in _FIRST:
        return None
    for kind, pattern in _PATTERNS:
        match = pattern.match(text, position)
        if match is None or match.end() == match.start():
            continue
        if kind == "dash":
            return Marker(kind, 0, "", match.start(), match.end())
        token = next(group for group in match.groups() if group is not None)
        value = _value(token)
        if value is None or value == 0:
            continue
        if kind == "loose":
            return Marker("num", value, token, match.start(), match.end(), loose=True)
        printed = (
            token
            if kind in {"cn", "num", "circ", "dec2", "dec3"}
            else match.group().strip("★☆◆◇■●▶ \t\u3000").rstrip("、．.：:，,")
        )
        return Marker(kind, value, printed, match.start(), match.end())
    return None


_FIRST = frozenset("-*–•●▪■◆◇▶►➢✓√→★☆任事第一二三四五六七八九十百（(0123456789０１２３４５６７８９") | {
    chr(code) for first, last in ("①⒛", "㈠㈩", "㉑㉟") for code in range(ord(first), ord(last) + 1)
}


# The number of an item in a list of thousands. It may also be a year, so it is always loose.
_LONG = re.compile(r"(\d{4})\s*(?:、|[.．](?!\d))\s*(?=\S)")
_YEARS = range(1900, 2100)
_NEAR = 3  # a list may have lost a number or two


def _long_marker(text: str, position: int = 0) -> Marker | None:
    match = _LONG.match(text, position)
    value = _value(match.group(1)) if match is not None else None
    if match is None or value is None or value < 1000:
        return None
    return Marker("num", value, match.group(1), match.start(), match.end(), loose=True)


def loose_values(lines: Iterable[str]) -> frozenset[int]:
    """The values of the loose numbers that lines begin with, and those after which four figures may follow."""
    markers = [marker_at(line) or _long_marker(line) for line in lines]
    return frozenset(m.value for m in markers if m is not None and (m.loose or (m.kind == "num" and m.value > 990)))


def line_marker(text: str, loose: Set[int]) -> Marker | None:
    """The number that a line begins with; a loose one only when one near it is among the `loose` of the notice."""
    marker = marker_at(text) or _long_marker(text)
    if marker is not None and marker.loose:
        near = set(range(marker.value - _NEAR, marker.value + _NEAR + 1)) - {marker.value}
        # A list that counts up to the years has the numbers before them.
        counted = marker.value not in _YEARS or not loose.isdisjoint(range(_YEARS.start - _NEAR, _YEARS.start))
        return marker if near & loose and counted else None
    return marker


_OPENS = r"[（(第一二三四五六七八九十\d①-⒛㈠-㈩]"
# White space is passed over once, from where it begins: from each of its characters on it would be passed over again.
_AFTER_STOP = re.compile(rf"(?:[。；;！？：:)）〕】]|(?<!\s)\s)\s*+(?={_OPENS})")


def inline_markers(text: str) -> list[Marker]:
    """Return the numbers inside a run of text that stand at the beginning of a sentence and count upwards from one.

    A paragraph pasted without line breaks holds its headings this way. A number counts only when its kind goes
    on from the one before or starts at one and is followed by a two, so quantities and years are left alone.
    """
    found = [
        m
        for match in _AFTER_STOP.finditer(text)
        if (m := marker_at(text, match.end()) or _long_marker(text, match.end())) is not None
        and not _is_quantity(text, m)
    ]
    found = list({m.start: m for m in found}.values())
    last_two = {marker.kind: i for i, marker in enumerate(found) if marker.value == 2}
    kept: list[Marker] = []
    last: dict[str, int] = {}
    first = marker_at(text)
    if first is not None:
        last[first.kind] = first.value
    for i, marker in enumerate(found):
        goes_on = last.get(marker.kind, 0) + 1 == marker.value and marker.kind in last
        begins = marker.value == 1 and last_two.get(marker.kind, -1) > i
        # A run of headings may begin in an earlier paragraph; then two neighbours vouch for each other.
        pair = any(o.kind == marker.kind and o.value == marker.value + 1 for o in found[i + 1 : i + 12])
        # `二、抓好解读。1.…`: a list of one right after a short heading.
        opens = marker.value == 1 and _follows_heading(text, kept[-1] if kept else first, marker)
        if goes_on or begins or opens or (pair and marker.kind in {"cn", "cnp"}):
            kept.append(marker)
            last[marker.kind] = marker.value
    return kept


_LONGEST_GAP = 200


def _follows_heading(text: str, before: Marker | None, marker: Marker) -> bool:
    if before is None or before.kind not in {"cn", "cnp"} or marker.kind == before.kind or marker.kind == "shi":
        return False
    if marker.start - before.end > _LONGEST_GAP:
        return False
    between = text[before.end : marker.start].strip()
    return 2 <= len(between) <= 45 and between[-1] in "。：:" and not any(c in "。；;" for c in between[:-1])


def _is_quantity(text: str, marker: Marker) -> bool:
    """`2020 年`, `一 方面` after a space are no numbers of items."""
    set_off = text[marker.start] in _POINTED or any(c in "、．." for c in text[marker.start : marker.end])
    return marker.kind in {"cn", "num"} and not set_off


_POINTED = frozenset(map(chr, range(ord("⒈"), ord("⒛") + 1)))
