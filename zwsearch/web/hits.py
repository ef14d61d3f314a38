"""How a hit reads: a long text cut around what was looked for, and why it was found where nothing is marked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zwsearch.records import Hit, Span
from zwsearch.web.asking import Asked
from zwsearch.web.wording import DUE, Piece, highlighted

LONG = 320  # characters that are shown whole
_SHOWN = 200
_BEFORE = 60  # characters before the first mark
_SLACK = 30  # characters given up or added to end where a clause ends
_ENDS = "。；！？\n"
_PAUSES = "，、：,;:"
_FIELD = re.compile(r"\S+[:：]\S*|(?<!\S)-\S+")  # 类别:政策解读 and what is left out: no words to be found by
_WORD = re.compile(r"[^\s\"“”'‘’，。；：？！（）()]+")
_LOOSER = re.compile("去掉筛选“([^：”]+)")
_DAYS = re.compile("筛选“(?:到期日|最早到期日|最晚到期日|是否持续推进)[^”]*”")
_QUOTE = re.compile('["“”「」『』]')
_MINUS = re.compile(r"(?<!\S)[-－−–—]\S")
_TOLD = 24  # characters of a heading or an office
# What `search` calls a filter in a note -> the parameters of the address that set it.
_PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "类别": ("category",),
    "单位": ("office",),
    "发文机关": ("issuer",),
    "地区": ("province",),
    "年份": ("year",),
    "种类": ("kind",),
    "到期日": ("from", "to", "due"),
    "最晚到期日": ("to", "due"),
    "最早到期日": ("from", "due"),
    "是否持续推进": ("due",),
    "时限": ("due",),
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


def as_chosen(asked: Asked, notes: Sequence[str]) -> tuple[str, ...]:
    """Notes that name a filter as the visitor chose it: a click on 三十天内到期 chose no dates."""
    if not asked.due or asked.value("from") or asked.value("to"):
        return tuple(notes)
    return tuple(_DAYS.sub(f"筛选“时限：{DUE[asked.due]}”", note) for note in notes)


def ways_out(asked: Asked, notes: Sequence[str]) -> dict[str, str]:
    """Links for the notes that tell which filter leaves nothing: note -> the same view without it."""
    links: dict[str, str] = {}
    for note in notes:
        named = _LOOSER.match(note)
        names = _PARAMETERS.get(named[1], ()) if named else ()
        if any(asked.value(name) for name in names):
            links[note] = asked.without(*names)
    return links


def ways_on(asked: Asked) -> list[tuple[str, str]]:
    """What to try where nothing was found, as far as it applies: words, and the link that does it or nothing."""
    start, end = asked.value("from"), asked.value("to")
    hints: list[tuple[str, str]] = []
    if start and end and start > end:
        hints.append(("对调起始日期和截止日期", asked.with_value("from", end, "to", start)))
    if any(name not in ("q", "group") for name, _ in asked.pairs):
        hints.append(("去掉筛选条件再找", asked.unfiltered))
    if asked.q:
        hints.append(("换一个更短、更常用的词，或只写其中两个字", ""))
        signs = [name for name, sign in (("引号", _QUOTE), ("减号", _MINUS)) if sign.search(asked.q)]
        if signs:
            hints.append((f"去掉{'和'.join(signs)}", ""))
    return hints
