"""Why a hit ranks where it does, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from zwsearch.index import Index, Share
from zwsearch.records import Hit
from zwsearch.search.lift import Lift

_FIELD_NAMES = ("正文", "标题层级", "通知标题", "单位和时限")
_TOLD = 6


def explain_hits(
    index: Index, hits: Sequence[Hit], shares: Sequence[Sequence[Share]], lifts: Sequence[Lift] = ()
) -> list[str]:
    """One line for each hit: its words with where they stand, in how many units, and what each one adds."""
    size = len(index.keys)
    return [
        f"第 {hit.rank} 条，得 {hit.score:.2f} 分："
        + ("；".join([*_lifted(hit, lifts), *_told(index, own, size)]) or "按筛选条件列出，不计分")
        for hit, own in zip(hits, shares, strict=True)
    ]


def _lifted(hit: Hit, lifts: Sequence[Lift]) -> list[str]:
    held = [lift for lift in lifts if hit.unit.key in lift.keys]
    return [f"完整含有“{lift.written}”，加 {lift.amount:.2f} 分" for lift in held]


def _told(index: Index, shares: Sequence[Share], size: int) -> list[str]:
    words = sorted((s for s in shares if s.term.matches or not s.term.bigram), key=lambda share: -share.score)
    lines = [
        f"“{share.term.term}”在{_places(share)}，全库 {size} 条中 {index.frequency(share.term)} 条有，"
        f"加 {share.score:.2f} 分"
        for share in words[:_TOLD]
    ]
    if len(words) > _TOLD:
        lines.append(f"另外 {len(words) - _TOLD} 个词加 {sum(share.score for share in words[_TOLD:]):.2f} 分")
    pairs = [share for share in shares if share.term.bigram and not share.term.matches]
    if pairs:
        lines.append(f"相邻两字相同 {len(pairs)} 处，加 {sum(share.score for share in pairs):.2f} 分")
    return lines


def _places(share: Share) -> str:
    named = zip(_FIELD_NAMES, share.counts, strict=True)
    return "、".join(f"{name}出现 {count} 次" for name, count in named if count)
