"""Among the best answers, those that hold the words of the query close together come first."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from zwsearch.index import Index, Ranking
from zwsearch.search.cover import rarity
from zwsearch.search.store import Store
from zwsearch.search.terms import Plan
from zwsearch.segment import fold

LOOKED_AT = 30  # answers whose text is looked at, always the same, so that pages fit together
WINDOW = 15  # characters from the beginning of the first word to that of the last
WEIGHT = 0.25
_MOST = 40  # a pasted page asks for nothing that stands close


def word_weights(index: Index, plan: Plan) -> dict[str, float]:
    """The words of a query that are marked, by their rarity in the texts; none where closeness says nothing."""
    known = [term for term in plan.terms if term.term in plan.surfaces and index.frequency(term)]
    if not 1 < len(known) <= _MOST:
        return {}
    # In the texts, not in the titles: 政务公开 stands in nearly all of these, and tells one task from another.
    having = {term.term: index.frequency(term, fields=("text",)) for term in known}
    size = len(index.keys)
    return {word: rarity(size, units) for word, units in having.items() if units}


def closeness(text: str, weights: Mapping[str, float]) -> float:
    """What a text gains: the weight of the different words in its best window, where there is more than one."""
    folded = fold(text)
    places: list[tuple[int, int, str]] = []
    for word in weights:
        at = folded.find(word)
        while at >= 0:
            places.append((at, -at - len(word), word))
            at = folded.find(word, at + 1)
    apart: list[tuple[int, str]] = []
    done = 0
    for start, end, word in sorted(places):
        if -end > done:  # a word inside of another one stands there anyway
            apart.append((start, word))
            done = -end
    best = 0.0
    for first, (start, _) in enumerate(apart):
        held = set()
        for at, word in apart[first:]:
            if at - start > WINDOW:
                break
            held.add(word)
        if len(held) > 1:
            best = max(best, sum(weights[word] for word in held))
    return WEIGHT * best


def closest_first(store: Store, index: Index, plan: Plan, ranking: Ranking) -> Ranking:
    """The same answers, the first of them in a new order; none falls below one that was not looked at."""
    weights = word_weights(index, plan)
    keys = ranking.keys[:LOOKED_AT]
    texts = store.texts(keys.tolist())
    added = [closeness(texts[key], weights) if key in texts else 0.0 for key in keys.tolist()]
    scores = ranking.scores[:LOOKED_AT] + np.array(added, dtype=np.float64)
    order = np.lexsort((keys, -scores))
    return Ranking(
        ranking.total,
        np.concatenate([keys[order], ranking.keys[LOOKED_AT:]]),
        np.concatenate([scores[order], ranking.scores[LOOKED_AT:]]),
    )
