"""How a hit reads: a long text cut around what was looked for, and why it was found where nothing is marked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zwsearch.records import Hit, Span
from zwsearch.web.asking import Asked
from zwsearch.web.wording import Piece, highlighted

LONG = 320  # characters that are shown whole
_SHOWN = 200
_BEFORE = 60  # characters before the first mark
_SLACK = 30  # characters given up or added to end where a clause ends
_ENDS = "。；！？\n"
_PAUSES = "，、：,;:"
_FIELD = re.compile(r"\S+[:：]\S*|(?<!\S)-\S+")  # 类别:政策解读 and what is left out: no words to be found by
_WORD = re.compile(r"[^\s\"“”'‘’，。；：？！（）()]+")
_LOOSER = re.compile("去掉筛选“([^：”]+)")
_TOLD = 24  # characters of a heading or an office
# What `search` calls a filter in a note -> the parameters of the address that set it.
_PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "类别": ("category",),
    "单位": ("office",),
    "发文机关": ("issuer",),
    "地区": ("province",),
    "年份": ("year",),
    "类型": ("kind",),
    "最晚到期日": ("to", "due"),
    "最早到期日": ("from", "due"),
    "是否持续推进": ("due",),
    "只要任务": ("tasks",),
}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Pieces of a part of a text; `before` and `after` tell whether something is left out there."""

    pieces: list[Piece]
    before: bool = False
    after: bool = False


def excerpt(text: str, marks: Sequence[Span] = ()) -> Excerpt:
    """Some two hundred characters around the first mark, from clause to clause; a text that is not long as it is."""
    if len(text) <= LONG:
        return Excerpt(highlighted(text, marks))
    first = min((mark.start for mark in marks), default=0)
    start = _begin(text, first)
    end = _end(text, max(start + _SHOWN, min(mark.end for mark in marks) if marks else 0))
    inside = [
        Span(max(mark.start, start) - start, min(mark.end, end) - start)
        for mark in marks
        if mark.end > start and mark.start < end
    ]
    return Excerpt(highlighted(text[start:end], inside), start > 0, end < len(text))


def _begin(text: str, first: int) -> int:
    if first <= _BEFORE + _SLACK:
        return 0
    for signs in (_ENDS, _PAUSES):
        at = max(text.rfind(sign, first - _BEFORE - _SLACK, first) for sign in signs)
        if at >= 0:
            return at + 1
    return first - _BEFORE


def _end(text: str, wanted: int) -> int:
    if wanted + _SLACK >= len(text):
        return len(text)
    for signs in (_ENDS, _PAUSES):
        at = max(text.rfind(sign, wanted - _SLACK, wanted + _SLACK) for sign in signs)
        if at >= 0:
            return at + 1
    return wanted


def why_found(hit: Hit, asked: str) -> str:
    """Why a hit is one whose text has no mark; an empty string where it has, or where nothing was asked in words."""
    words = _WORD.findall(_FIELD.sub(" ", asked))
    if hit.marks or not words:
        return ""
    unit = hit.unit
    fields = (
        ("工作任务", unit.section),
        ("单位", (*unit.lead, *unit.support)),
        ("时限", (unit.deadline.text,) if unit.deadline else ()),
        ("通知标题", (hit.notice.notice.title or "",)),
        ("文号", (hit.notice.notice.document_number or "",)),
        ("发文机关", (hit.notice.notice.issuer or "",)),
    )
    # Whole words tell more than pairs of characters.
    pairs = [word[at : at + 2] for word in words for at in range(len(word) - 1)]
    for wanted in (words, pairs):
        found = [(name, value) for name, values in fields for value in values if any(w in value for w in wanted)]
        if found:
            name, value = found[0]
            told = value if len(value) <= _TOLD else f"{value[:_TOLD]}…"
            return f"检索词在{name}里：{told}"
    return "正文里没有这个词，按同义词或相近的说法找到"


def ways_out(asked: Asked, notes: Sequence[str]) -> dict[str, str]:
    """Links for the notes that tell which filter leaves nothing: note -> the same view without it."""
    links: dict[str, str] = {}
    for note in notes:
        named = _LOOSER.match(note)
        names = _PARAMETERS.get(named[1], ()) if named else ()
        if any(asked.value(name) for name in names):
            links[note] = asked.without(*names)
    return links
