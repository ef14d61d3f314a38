"""Why a tag was given: the words of the task that really moved the score of its category.

Every feature's share of the score (value × weight) is laid on the characters that it covers, in equal parts; a
word's weight is what its characters got. So the weights of all characters sum to the score less the bias and what
the heading added, and character n-grams come out as the words or strings they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from zwsearch.records import Reason
from zwsearch.tag.features import place_words

if TYPE_CHECKING:
    from zwsearch.tag.calibrate import Floats
    from zwsearch.tag.features import FeatureSpace, PlacedWord
    from zwsearch.tag.model import Scored

_RUN = re.compile(r"[^\W_]+")
_MOST = 6
# A reason lighter than this part of the heaviest convinces nobody.
_FAINT = 0.1


def explain(space: FeatureSpace, scored: Scored, shares: Floats) -> tuple[Reason, ...]:
    """The weightiest words, those for the category first; `shares` belong to `scored.columns`."""
    placed = place_words(scored.words, scored.task.text)
    sums = [0.0, *np.cumsum(character_weights(space, scored, placed, shares)).tolist()]
    totals: dict[str, float] = {}
    for word, start, end in _pieces(scored.task.text, placed):
        totals[word] = totals.get(word, 0.0) + sums[end] - sums[start]
    ranked = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    heaviest = max(ranked[0][1], -ranked[-1][1]) if ranked else 0.0
    if heaviest == 0.0:
        return ()
    told = [item for item in ranked if abs(item[1]) >= _FAINT * heaviest]
    towards = [item for item in told if item[1] > 0][:_MOST]
    against = [item for item in reversed(told) if item[1] < 0][: max(1, _MOST - len(towards)) if towards else _MOST]
    return tuple(Reason(word, weight) for word, weight in towards + against)


def character_weights(space: FeatureSpace, scored: Scored, placed: Sequence[PlacedWord], shares: Floats) -> Floats:
    """How much each character of the requirement added to the score, shape (characters,)."""
    size = len(scored.task.text)
    if not scored.columns.size:
        return np.zeros(size)
    starts, lengths = space.place(scored.task, placed, scored.hits)
    # What is not known comes last, and adds nothing; nor does here what stands in the section.
    each = np.append(shares / scored.times, 0.0)[scored.columns.searchsorted(scored.found)] / lengths
    inside = starts >= 0
    starts, ends, each = starts[inside], (starts + lengths)[inside], each[inside]
    # A feature adds the same to all characters from start to end: a step up and a step down, then summed.
    steps = np.bincount(starts, each, size + 1) - np.bincount(ends, each, size + 1)
    return np.asarray(np.cumsum(steps)[:size])


def _pieces(text: str, words: list[PlacedWord]) -> list[tuple[str, int, int]]:
    """The words of the text with their places, and between them the runs that no word covers."""
    pieces = []
    done = 0
    for _, start, length in words:
        if start < 0:
            continue
        if start > done:
            pieces += _runs(text, done, start)
        done = start + length
        pieces.append((text[start:done], start, done))
    return pieces + _runs(text, done, len(text)) if done < len(text) else pieces


def _runs(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    if end - start == 1:  # as a rule a comma
        return [(text[start:end], start, end)] if text[start].isalnum() else []
    return [(found.group(), *found.span()) for found in _RUN.finditer(text, start, end)]
