"""Which units answer enough of a query of many words, so that one common word is no answer to a sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from zwsearch.index import Index, Keys
from zwsearch.search.terms import Plan

MANY = 2  # from here on a query is a list or a sentence, and one common word of it is no answer
# What a unit must hold of what the best one holds of the query, by the rarity of the words. Chosen on the dev half of
# corpus/queries.json: nDCG@10 stays what it is without, and questions have half as many answers.
LEAST = 0.2
LEAST_OF_QUESTION = 0.3
_EVEN_COMMON = 0.05
_MOST = 40  # a pasted page is no question


def covering(index: Index, plan: Plan, also: Sequence[Keys], among: Keys | None = None) -> Keys | None:
    """Keys (ascending) of the units that hold enough of the query's words; None where any of them will do.

    A word weighs by its rarity, and what matters is the share of the unit that holds most, so words that nothing
    holds do not count, and something is always left. `also` are the keys of each of the plan's synonyms; they stand
    for the words that the synonym was called by. Where only units `among` others can answer, the best is one of them.
    """
    terms = [term for term in plan.terms if term.matches and index.frequency(term)]
    if not MANY <= len(terms) <= _MOST:
        return None
    size = len(index.keys)
    weights = {term.stored: rarity(size, index.frequency(term)) for term in terms}
    least = LEAST_OF_QUESTION if plan.question else LEAST
    stand_ins = all(not group.instead.isdisjoint(weights) for group in plan.also)
    if stand_ins and min(weights.values()) >= least * sum(weights.values()):
        return None  # the commonest word alone is enough
    held: dict[str, tuple[float, list[Keys]]] = {
        term.stored: (weights[term.stored], [index.holding([term])]) for term in terms
    }
    for group, keys in zip(plan.also, also, strict=True):
        for stored in group.instead:
            if stored in held:
                held[stored][1].append(keys)
        if not any(stored in held for stored in group.instead):
            held[group.called] = (rarity(size, max(1, len(keys))), [*held.get(group.called, (0.0, []))[1], keys])
    every = [(weight, np.unique(np.concatenate(keys)) if len(keys) > 1 else keys[0]) for weight, keys in held.values()]
    first = int(index.keys[0])
    cover = np.zeros(int(index.keys[-1]) - first + 1)
    for weight, keys in every:
        cover[keys - first] += weight
    best = cover.max() if among is None else cover[among - first].max(initial=0.0)
    kept: Keys = np.flatnonzero(cover >= least * best) + first
    return kept


def rarity(size: int, having: int) -> float:
    """What a word weighs that `having` of `size` units hold."""
    # Next to nothing for a word of nearly all units, such as those of a title that all tasks of a notice share.
    return math.log(size / having) + _EVEN_COMMON
