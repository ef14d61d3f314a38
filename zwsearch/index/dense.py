"""Ranking with NumPy: the definition of a ranking, and how one is made where there is no compiled kernel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zwsearch.index.asked import Asked
from zwsearch.index.scoring import Floats, Scoring
from zwsearch.index.view import Keys, Scratch, View, pick_best


def rank_dense(views: Sequence[View], asked: Asked, scoring: Scoring, scratch: Scratch) -> tuple[int, Keys, Floats]:
    """The number of matches, and keys and scores of the best `asked.limit` and all that equal the last of them."""
    # Where every matching term counts for something, what has a score from them is a match.
    plain = all(weight > 0 for _, weight in asked.matching)
    total = 0
    floor = -np.inf  # what the answers of the parts before ask of a further one
    found_keys: list[Keys] = [np.zeros(0, dtype=np.int64)]
    found_scores: list[Floats] = [np.zeros(0)]
    for view in views:
        scores = scratch.scores[: len(view.part.keys)]
        scores.fill(0)
        columns = [(view.column(stored), weight) for stored, weight in asked.matching]
        view.add_up(scores, columns, scratch.products)
        matched = scores > 0
        if not plain:
            for column, _ in columns:
                view.mark(matched, column)
        forced = asked.forced(view)
        if forced is not None:
            matched |= forced
        allowed = asked.allowed(view)
        if allowed is not None:
            matched &= allowed
        number = int(np.count_nonzero(matched))
        if not number:
            continue
        total += number
        raises = [(view.column(stored), weight) for stored, weight in asked.raising]
        view.add_up(scores, raises, scratch.products)
        for keys, amount in asked.lifts:
            scores[view.mask(keys)] += amount
        if asked.raising or asked.lifts or allowed is not None or not plain:
            # Several times as fast as np.where, and enough where no answer scores below 0.
            if scoring.idf == "positive":
                scores *= matched
            else:
                scores[~matched] = -np.inf
        places = pick_best(scores, matched, number, asked.limit, floor)
        found_keys.append(view.part.keys[places])
        found_scores.append(scores[places])
        if asked.limit and sum(map(len, found_scores)) >= asked.limit:
            floor = float(np.partition(np.concatenate(found_scores), -asked.limit)[-asked.limit])
    return total, np.concatenate(found_keys), np.concatenate(found_scores)
