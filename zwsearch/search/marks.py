"""Which places of a text the words of a query cover."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zwsearch.records import Span
from zwsearch.search.terms import Plan
from zwsearch.segment import Analyser, fold

# Accents, variation selectors and joiners belong to the character before them.
_JOINED = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\u302a-\u302f\u3099\u309a\u200d\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)
_MOST_RUNS = 40  # a pasted page has hundreds; its words are marked all the same


def find_marks(analyser: Analyser, plan: Plan, phrases: Iterable[str], text: str) -> tuple[Span, ...]:
    """Half-open ranges of `text`, ascending and apart: overlapping and touching ones are one mark.

    Words are found wherever their characters stand, and so are unbroken runs of them; where none is, the pairs of
    characters that made the unit match. No mark begins or ends inside a character and what is joined to it.
    """
    folded = fold(text)
    places: list[tuple[int, int]] = []
    runs = (piece for run in plan.runs[:_MOST_RUNS] for piece in run.pieces_in(folded))
    for surface in {*plan.surfaces, *map(fold, phrases), *runs}:
        at = folded.find(surface) if surface else -1
        while at >= 0:
            if not (surface[0].isdigit() and folded[at - 1 : at].isdigit()):  # 54号 is not in 154号
                places.append((at, at + len(surface)))
            at = folded.find(surface, at + 1)
    if plan.patterns:
        places += (
            (pattern.start, pattern.end)
            for pattern in analyser.patterns(text)
            if plan.patterns.intersection((pattern.term, *pattern.variants))
        )
    if not places:
        pairs = {term.term for term in plan.terms if term.bigram and term.matches}
        places = [(at, at + 2) for at in range(len(folded) - 1) if folded[at : at + 2] in pairs]
    if _JOINED.search(text):
        places = [_whole(text, start, end) for start, end in places]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(Span(start, end) for start, end in merged)


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and _JOINED.match(text, start):
        start -= 1
    while end < len(text) and _JOINED.match(text, end):
        end += 1
    return start, end
