"""Why a tag was given: the words of the task that really moved the score of its category.

Every feature's share of the score (value × weight) is laid on the characters that it covers, in equal parts; a
word's weight is what its characters got. So the weights of all characters sum to the score less the bias and what
the heading added, and character n-grams come out as the words or strings they stand in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from zwsearch.records import Reason
from zwsearch.tag.text import read_word_list

if TYPE_CHECKING:
    from zwsearch.tag.calibrate import Floats
    from zwsearch.tag.model import Scored

_RUN = re.compile(r"[^\W_]+")
_MOST = 6
# A reason lighter than this part of the heaviest convinces nobody.
_FAINT = 0.1
# A single character that is no word of its own (公众 + 号) is told with its neighbour, up to this length.
_LONGEST = 8


@lru_cache(maxsize=1)
def _unshown() -> frozenset[str]:
    """Function words: they count in the score, but shown as a reason they tell nobody anything."""
    return frozenset(read_word_list(Path(__file__).with_name("unshown.txt")))


def explain(scored: Scored, weights: Floats) -> list[tuple[Reason, ...]]:
    """For each task the weightiest words, those for its category first.

    `weights` are those of the category of each task, one for each feature of `scored.weighed`.
    """
    each = weight_steps(scored, weights)
    offsets = scored.found.offsets
    return [
        _weightiest(task.text, words, starts, each[offset : offset + len(task.text)])
        for task, words, starts, offset in zip(scored.tasks, scored.words, scored.places, offsets, strict=True)
    ]


def _weightiest(text: str, words: list[str], starts: list[int], each: Floats) -> tuple[Reason, ...]:
    # A feature adds the same to all its characters, so `each` steps up where it starts and down where it ends.
    sums = [0.0, *each.cumsum().cumsum().tolist()]
    totals: dict[str, float] = {}
    unshown = _unshown()
    pieces = [
        piece
        for piece in (trimmed(text, start, end) for _, start, end in _pieces(text, words, starts))
        if piece[0] not in unshown and any(map(str.isalnum, piece[0]))
    ]
    for word, start, end in joined_pieces(text, pieces, sums):
        totals[word] = totals.get(word, 0.0) + sums[end] - sums[start]
    ranked = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    heaviest = max(ranked[0][1], -ranked[-1][1]) if ranked else 0.0
    if heaviest == 0.0:
        return ()
    told = [item for item in ranked if abs(item[1]) >= _FAINT * heaviest]
    towards = [item for item in told if item[1] > 0][:_MOST]
    against = [item for item in reversed(told) if item[1] < 0][: max(1, _MOST - len(towards)) if towards else _MOST]
    return tuple([Reason(word, weight) for word, weight in towards + against])


def weight_steps(scored: Scored, weights: Floats) -> Floats:
    """By how much each character added more to the score than the one before it, through all tasks put together."""
    found, weighed = scored.found, scored.weighed
    size = found.offsets[-1] + len(scored.tasks[-1].text) + 1 if scored.tasks else 1
    each = (weights * weighed.values / weighed.times).take(weighed.row_of)
    # What stands in the section, or nowhere, adds nothing here.
    inside = np.flatnonzero(found.starts >= 0)
    starts, lengths = found.starts.take(inside), found.lengths.take(inside)
    each = each.take(inside) / lengths
    return np.asarray(np.bincount(starts, each, size) - np.bincount(starts + lengths, each, size))


def _pieces(text: str, words: list[str], starts: list[int]) -> list[tuple[str, int, int]]:
    """The words of the text with their places, and between them the runs that no word covers."""
    pieces = []
    done = 0
    for word, start in zip(words, starts, strict=True):
        if start < 0:
            continue
        if start > done:
            pieces += _runs(text, done, start)
        done = start + len(word)
        pieces.append((text[start:done], start, done))
    return pieces + _runs(text, done, len(text)) if done < len(text) else pieces


def trimmed(text: str, start: int, end: int) -> tuple[str, int, int]:
    """A piece without the function word that the analyser took for its edge (的信, 由县直)."""
    longer = end - start > 2
    if end - start > 1 and (text[start] == "的" or (longer and text[start] == "由")):
        start += 1
    elif longer and text[end - 1] == "的":  # 目的 and 标的 are words
        end -= 1
    return text[start:end], start, end


def joined_pieces(text: str, pieces: list[tuple[str, int, int]], sums: list[float]) -> list[tuple[str, int, int]]:
    """Neighbouring pieces as one where either is a single character and both speak for the same side."""
    joined: list[tuple[str, int, int]] = []
    for piece in pieces:
        _, start, end = piece
        if joined:
            _, first, last = joined[-1]
            if (
                last == start
                and (last - first == 1 or end - start == 1)
                and end - first <= _LONGEST
                and (sums[last] - sums[first]) * (sums[end] - sums[start]) > 0
            ):
                joined[-1] = (text[first:end], first, end)
                continue
        joined.append(piece)
    return joined


def _runs(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    if end - start == 1:  # as a rule a comma
        return [(text[start:end], start, end)] if text[start].isalnum() else []
    return [(found.group(), *found.span()) for found in _RUN.finditer(text, start, end)]
