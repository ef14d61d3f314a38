"""A second opinion on the ranking: the workspace's own words, ranked by the index and by rank_bm25."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from zwsearch.index import BuiltInIndex, QueryTerm, update_index
from zwsearch.records import Unit
from zwsearch.search import entry_of
from zwsearch.segment import Analyser
from zwsearch.store import Store
from zwsearch.workspace.freshness import units_with_notices

WORDS = 40
# rank_bm25 keeps every text in memory as Python objects; beyond this a part of the texts is indexed aside.
MOST_UNITS = 20_000
PART = 5_000
_CLOSE = 1e-9


def differing(index: BuiltInIndex, store: Store, analyser: Analyser) -> tuple[int, int, list[str]]:
    """How many words were compared over how many texts, and those for which the two rankings differ.

    A ranking is the scores of all units for plain BM25 over the text (`BuiltInIndex.rank_words`), which must agree
    to 1e-9, and the order that they lead to.
    """
    keys = index.keys.tolist()
    if len(keys) <= MOST_UNITS:
        pairs = list(units_with_notices(store, keys))
        return _compare(index, [unit for unit, _ in pairs], analyser)
    pairs = list(units_with_notices(store, keys[:: len(keys) // PART][:PART]))
    with tempfile.TemporaryDirectory(prefix="zwsearch-") as folder:
        aside = update_index(Path(folder), analyser, (entry_of(*pair) for pair in pairs), fresh=True)
        return _compare(aside, [unit for unit, _ in pairs], analyser)


def _compare(index: BuiltInIndex, units: Sequence[Unit], analyser: Analyser) -> tuple[int, int, list[str]]:
    from rank_bm25 import BM25Okapi

    words = _sample(index, len(units))
    if not words:
        return 0, len(units), []
    peer = BM25Okapi([analyser.index_terms(unit.text)[0] for unit in units])
    place = {unit.key: at for at, unit in enumerate(units)}
    wrong = []
    for word in words:
        theirs = np.asarray(peer.get_scores([word]))
        ours = np.zeros(len(units))
        ranking = index.rank_words([word])
        known = [place[key] for key in ranking.keys.tolist() if key in place]
        if len(known) < len(ranking.keys):
            wrong.append(word)
            continue
        ours[known] = ranking.scores
        falling = bool(np.all(np.diff(ranking.scores) <= 0))
        if not (falling and np.allclose(ours, theirs, rtol=0, atol=_CLOSE)):
            wrong.append(word)
    return len(words), len(units), wrong


def _sample(index: BuiltInIndex, units: int) -> list[str]:
    """Words spread evenly over the vocabulary, frequent and rare ones, the same at every run.

    Only words in less than half of the texts: for others rank_bm25 sets a floor of its own.
    """
    counted = [(index.frequency(QueryTerm(term)), term) for term, bigram, _ in index.vocabulary() if not bigram]
    known = sorted((count, term) for count, term in counted if 0 < count < units / 2)
    step = max(1, len(known) // WORDS)
    return [term for _, term in known[::-1][::step]][:WORDS]
