"""Why a tag was given: the words of the task that really moved the score of its category.

Every feature's share of the score (value × weight) is laid on the characters that it covers, in equal parts; a
word's weight is what its characters got. So the weights of all characters sum to the score less the bias and what
the heading added, and character n-grams come out as the words or strings they stand in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from zwsearch.records import Reason
from zwsearch.tag.text import lowered

if TYPE_CHECKING:
    from zwsearch.tag.calibrate import Floats
    from zwsearch.tag.model import Scored

_MOST = 6
# A reason lighter than this part of the heaviest convinces nobody.
_FAINT = 0.1


def explain(scored: Scored, shares: Floats) -> tuple[Reason, ...]:
    """The weightiest words, those for the category first; `shares` belong to `scored.columns`."""
    weights = character_weights(scored, shares)
    text = scored.task.text
    pieces = _pieces(text, scored.words)
    totals: dict[str, float] = {}
    for start, end in pieces:
        word = text[start:end]
        totals[word] = totals.get(word, 0.0) + float(weights[start:end].sum())
    ranked = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    heaviest = max((abs(weight) for weight in totals.values()), default=0.0)
    if heaviest == 0.0:
        return ()
    told = [item for item in ranked if abs(item[1]) >= _FAINT * heaviest]
    towards = [item for item in told if item[1] > 0][:_MOST]
    against = [item for item in reversed(told) if item[1] < 0][: max(1, _MOST - len(towards)) if towards else _MOST]
    return tuple(Reason(word, weight) for word, weight in towards + against)


def character_weights(scored: Scored, shares: Floats) -> Floats:
    """How much each character of the requirement added to the score, shape (characters,)."""
    counted = scored.counted
    size = len(scored.task.text)
    inside = counted.starts >= 0
    at = np.searchsorted(scored.columns, counted.columns)
    each = (shares[at] / (scored.times[at] * counted.lengths))[inside]
    # A feature adds the same to all characters from start to end: a step up and a step down, then summed.
    steps = np.bincount(counted.starts[inside], each, size + 1)
    steps -= np.bincount(counted.starts[inside] + counted.lengths[inside], each, size + 1)[: size + 1]
    return np.asarray(np.cumsum(steps)[:size])


def _pieces(text: str, words: list[str]) -> list[tuple[int, int]]:
    """The text cut into its words, longest first where they overlap, and the runs that no word covers."""
    spans = []
    position = 0
    low = lowered(text)
    for word in words:
        start = low.find(word, max(0, position - len(word)))
        if start >= 0:
            spans.append((start, start + len(word)))
            position = max(position, start + len(word))
    spans.sort(key=lambda span: (span[0] - span[1], span[0]))
    taken = [False] * len(text)
    pieces = []
    for start, end in spans:
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            pieces.append((start, end))
    start = 0
    for position in range(len(text) + 1):
        if position == len(text) or taken[position] or not text[position].isalnum():
            if start < position:
                pieces.append((start, position))
            start = position + 1
    return [(start, end) for start, end in sorted(pieces) if any(map(str.isalnum, text[start:end]))]
