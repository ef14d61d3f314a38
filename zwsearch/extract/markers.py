"""The numbers that stand before headings and items: 一、 （一） 1. （1） ① 一是 第一条."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .lexicon import to_int

_CN = "[一二三四五六七八九十百〇零]"
# `3.7月底前公布`: what follows the point is a time or an amount of its own, so the point ends a number of an item.
_OWN_FIGURE = (
    r"\.(?=\d{1,4}\s*(?:年|月|日|号|天|周|小时|分钟|季度|个(?!百分点)"
    r"|项|类|件|家|条|种|期|场|次|名|所|批|部|份|处|户|人)|\d{4,})"
)
# `1.1 公布…` numbers an item; `3.5亿元` at the beginning of a line is an amount.
_AFTER_DECIMAL = (
    r"\s*[、．.]?\s*(?=[\u4e00-\u9fff“《])"
    r"(?!年|月|日|号|时|万|亿|千|百|元|倍|个|米|公里|公顷|亩|吨|分|版|项|类|件|家|条|人|户|次|折|以|至|到|和|级|度|左右|前|之前|底|后|起)"
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
        re.compile(r"(\d{1,3})\s*(?:[、．]|\.(?!\d)|" + _OWN_FIGURE + r"|(?=[\u4e00-\u9fff“《])(?<=\d\d)(?!\w))\s*"),
    ),
    ("dec2", re.compile(rf"(\d{{1,2}}\.\d{{1,2}}){_AFTER_DECIMAL}")),
    ("dec3", re.compile(rf"(\d{{1,2}}\.\d{{1,2}}\.\d{{1,2}}){_AFTER_DECIMAL}")),
    ("nump", re.compile(r"(?:[（(]\s*(\d{1,3})\s*[)）]|(\d{1,3})[)）])\s*[、．.]?\s*")),
    ("circ", re.compile(r"([①-⑳])\s*[.．、]?\s*")),
    ("shi", re.compile(rf"({_CN}{{1,2}})[是要](?!否|非|不是|求|素|点|件|么)[：:，,]?\s*")),
    ("di", re.compile(rf"第({_CN}{{1,2}})[，,、]\s*")),
    ("dash", re.compile(r"(?:[-*–][ \t\u3000]+|[•●▪■◆◇▶►➢✓√][ \t\u3000]*)(?=[^\s\d])")),
)
# Sub-items that live inside a sentence of their item: they are items of their own only when they name owners.
SOFT = frozenset({"shi", "di", "circ"})


@dataclass(frozen=True, slots=True)
class Marker:
    """A number found at `start`; the item's text begins at `end`. `printed` is the number as it is shown.

    A bullet (kind `dash`) has no number: its value is 0 and nothing is printed.
    """

    kind: str
    value: int
    printed: str
    start: int
    end: int


def _value(kind: str, text: str) -> int | None:
    return ord(text) - ord("①") + 1 if kind == "circ" else to_int(text.rpartition(".")[2])


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
        value = _value(kind, token)
        if value is None or value == 0:
            continue
        printed = (
            token if kind in {"cn", "num", "circ", "dec2", "dec3"} else match.group().strip().rstrip("、．.：:，,")
        )
        return Marker(kind, value, printed, match.start(), match.end())
    return None


_FIRST = frozenset("-*–•●▪■◆◇▶►➢✓√第一二三四五六七八九十百（(0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_AFTER_STOP = re.compile(
    r"(?:[。；;！？：:]|[)）〕】](?=\s*[（(第一二三四五六七八九十\d①-⑳])|\s)\s*(?=[（(第一二三四五六七八九十\d①-⑳])"
)


def inline_markers(text: str, start: int = 0) -> list[Marker]:
    """Return the numbers inside a run of text that stand at the beginning of a sentence and count upwards from one.

    A paragraph pasted without line breaks holds its headings this way. A number counts only when its kind goes
    on from the one before or starts at one and is followed by a two, so quantities and years are left alone.
    """
    found = [
        m
        for match in _AFTER_STOP.finditer(text, start)
        if (m := marker_at(text, match.end())) is not None and not _is_quantity(text, m)
    ]
    found = list({m.start: m for m in found}.values())
    kept: list[Marker] = []
    last: dict[str, int] = {}
    first = marker_at(text, start) if start == 0 else None
    if first is not None:
        last[first.kind] = first.value
    for i, marker in enumerate(found):
        goes_on = last.get(marker.kind, 0) + 1 == marker.value and marker.kind in last
        begins = marker.value == 1 and any(o.kind == marker.kind and o.value == 2 for o in found[i + 1 :])
        # A run of headings may begin in an earlier paragraph; then two neighbours vouch for each other.
        pair = any(o.kind == marker.kind and o.value == marker.value + 1 for o in found[i + 1 : i + 12])
        # `二、抓好解读。1.…`: a list of one right after a short heading.
        opens = marker.value == 1 and _follows_heading(text, kept[-1] if kept else first, marker)
        if goes_on or begins or opens or (pair and marker.kind in {"cn", "cnp"}):
            kept.append(marker)
            last[marker.kind] = marker.value
    return kept


def _follows_heading(text: str, before: Marker | None, marker: Marker) -> bool:
    if before is None or before.kind not in {"cn", "cnp"} or marker.kind == before.kind or marker.kind == "shi":
        return False
    between = text[before.end : marker.start].strip()
    return 2 <= len(between) <= 45 and between[-1] in "。：:" and not any(c in "。；;" for c in between[:-1])


def _is_quantity(text: str, marker: Marker) -> bool:
    """`2020 年`, `一 方面` after a space are no numbers of items."""
    return marker.kind in {"cn", "num"} and not any(c in "、．." for c in text[marker.start : marker.end])
