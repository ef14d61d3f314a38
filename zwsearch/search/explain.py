"""Why a hit ranks where it does, in words for people who never heard of scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zwsearch.index import Index, Share
from zwsearch.records import Hit
from zwsearch.search.answer import Answer
from zwsearch.search.closeness import LOOKED_AT, closeness, word_weights
from zwsearch.search.terms import Also

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
    parts += [f"含有引号里的“{phrase}”" for phrase in asked.query.phrases]
    others, rest = _other_words(hit, shares, asked)
    parts += others + _words(index, rest, asked)
    if hit.rank <= LOOKED_AT:
        close = closeness(hit.unit.text, word_weights(index, asked.matched.plan))
        parts += [f"这些词挨得近（加 {close:.1f} 分）"] if close >= _WORTH_SAYING else []
    missing = _missing(index, hit, shares, asked)
    if missing:
        parts.append("没有提到" + "、".join(f"“{word}”" for word in missing[:_TOLD]))
    return f"共 {hit.score:.1f} 分。" + "；".join(parts)


def _held_groups(hit: Hit, asked: Answer) -> list[Also]:
    pairs = zip(asked.matched.plan.also, asked.matched.also, strict=True)
    return [group for group, keys in pairs if hit.unit.key in keys]


def _other_words(hit: Hit, shares: Sequence[Share], asked: Answer) -> tuple[list[str], list[Share]]:
    """Other words for what was asked, each as a whole, and the shares that are no part of one."""
    parts, left = [], list(shares)
    for group in _held_groups(hit, asked):
        if group.words == (group.called,):
            continue
        own = [s for s in left if not s.term.matches and any(s.term.term in word for word in group.words)]
        left = [share for share in left if share not in own]
        if own:
            said = "、".join(group.words)
            added = sum(share.score for share in own)
            parts.append(f"含有“{said}”，即“{group.called}”的另一种说法（加 {added:.1f} 分）")
    return parts, left


def _words(index: Index, shares: Sequence[Share], asked: Answer) -> list[str]:
    """Words with where they stand, most telling first; pairs of characters that are no word only as a sum."""
    surfaces = asked.matched.plan.surfaces | asked.matched.plan.patterns
    spoken: dict[str, Share] = {}
    for share in shares:  # a word of two characters may stand for itself and as a pair of neighbours
        if share.term.term in surfaces:
            known = spoken.get(share.term.term)
            spoken[share.term.term] = share if known is None else replace(known, score=known.score + share.score)
    ordered = sorted(spoken.values(), key=lambda share: (-share.score, share.term.term))
    told = [share for share in ordered if share.score >= _WORTH_SAYING][:_TOLD]
    parts = [
        f"“{share.term.term}”在{_places(share)}，{_rarity(index, share)}（加 {share.score:.1f} 分）" for share in told
    ]
    rest = sum(share.score for share in shares) - sum(share.score for share in told)
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


def _missing(index: Index, hit: Hit, shares: Sequence[Share], asked: Answer) -> list[str]:
    held = "，".join(share.term.term for share in shares)
    called = [group.called for group in _held_groups(hit, asked)]
    return [
        term.term
        for term in asked.matched.plan.terms
        if term.matches
        and term.term in asked.matched.plan.surfaces
        and index.frequency(term)
        and term.term not in held
        and not any(term.term in word or word in term.term for word in called)
    ]
