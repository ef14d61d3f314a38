"""Why a hit ranks where it does, in words for people who never heard of scores."""

from __future__ import annotations

from collections.abc import Sequence

from zwsearch.index import Index, Share
from zwsearch.records import Hit
from zwsearch.search.answer import Answer

_FIELD_NAMES = ("正文", "小标题", "通知标题", "单位或时限")
_TOLD = 5
_WORTH_SAYING = 0.05
_RARE, _COMMON = 0.02, 0.2  # shares of all units


def explain_hits(index: Index, hits: Sequence[Hit], asked: Answer) -> list[str]:
    """One line for each hit: which words of the query it holds, where, and which it does not; what each adds."""
    return [f"第 {hit.rank} 条：{_explained(index, hit, asked)}" for hit in hits]


def _explained(index: Index, hit: Hit, asked: Answer) -> str:
    if not asked.matched.asks:
        return "按筛选条件列出，新的在前，不计分"
    shares = index.shares(hit.unit.key, asked.matched.plan.terms)
    whole = [lift for lift in asked.lifts if hit.unit.key in lift.keys]
    parts = [f"一字不差地含有“{lift.written}”（加 {lift.amount:.1f} 分）" for lift in whole]
    parts += _words(index, shares, asked)
    parts += [f"含有引号里的“{phrase}”" for phrase in asked.query.phrases]
    missing = _missing(index, shares, asked)
    if missing:
        parts.append("没有提到" + "、".join(f"“{word}”" for word in missing[:_TOLD]))
    return f"共 {hit.score:.1f} 分。" + "；".join(parts)


def _words(index: Index, shares: Sequence[Share], asked: Answer) -> list[str]:
    """Words with where they stand, most telling first; pairs of characters that are no word only as a sum."""
    called = {word: group.called for group in asked.matched.plan.also for word in group.words if word != group.called}
    spoken = {share.term.term: share for share in shares if share.term.matches or not share.term.bigram}
    added: dict[str, float] = {}
    for share in shares:
        if share.term.term in spoken:
            added[share.term.term] = added.get(share.term.term, 0.0) + share.score
    ordered = sorted((word for word in added if added[word] >= _WORTH_SAYING), key=lambda word: (-added[word], word))
    parts = []
    for word in ordered[:_TOLD]:
        other = f"（“{called[word]}”的另一种说法）" if word in called else ""
        rarity = _rarity(index, spoken[word])
        parts.append(f"“{word}”{other}在{_places(spoken[word])}，{rarity}（加 {added[word]:.1f} 分）")
    rest = sum(share.score for share in shares) - sum(added[word] for word in ordered[:_TOLD])
    if rest >= _WORTH_SAYING:
        parts.append(f"其他零星相同的字（加 {rest:.1f} 分）")
    return parts


def _rarity(index: Index, share: Share) -> str:
    size, having = len(index.keys), index.frequency(share.term)
    part = having / size
    said = "少见的词" if part <= _RARE else "常见的词" if part >= _COMMON else "不太常见的词"
    return f"{said}，{size} 条里有 {having} 条"


def _places(share: Share) -> str:
    named = zip(_FIELD_NAMES, share.counts, strict=True)
    return "、".join(f"{name}出现 {count} 次" for name, count in named if count)


def _missing(index: Index, shares: Sequence[Share], asked: Answer) -> list[str]:
    plan = asked.matched.plan
    held = "，".join(share.term.term for share in shares)
    stand_ins = {group.called for group in plan.also if any(word in held for word in group.words)}
    return [
        term.term
        for term in plan.terms
        if term.matches
        and index.frequency(term)
        and term.term not in held
        and not any(term.term in called or called in term.term for called in stand_ins)
    ]
