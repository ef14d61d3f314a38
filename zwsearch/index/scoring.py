"""BM25 as small pure functions.

    score(d, q) = sum over t in q of  w_t * idf(t) * tf'(t, d) * (k1 + 1) / (tf'(t, d) + K(d))
    K(d)        = k1 * (1 - b + b * len'(d) / mean(len'))
    tf', len'   = sums over the fields, each times the weight of its field

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the simple field
weighting of Robertson, Zaragoza and Taylor (2004). With one field of weight 1 this is plain BM25.
All steps are elementwise in float64, so a score does not depend on how the index is cut into parts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from zwsearch.index.entry import FIELDS

Floats = npt.NDArray[np.float64]
IdfName = Literal["positive", "okapi"]


@dataclass(frozen=True, slots=True)
class Scoring:
    """Parameters of a ranking; `field_weights` in the order of `FIELDS` (text, section, title, offices).

    The weights hardly matter on corpus/queries.json (nDCG@10 within 0.002); a title weighs little, because a short
    passage of a well-titled notice would otherwise stand above the task that speaks of the matter.
    """

    k1: float = 1.5
    b: float = 0.75
    idf: IdfName = "positive"
    field_weights: tuple[float, ...] = (1.0, 0.3, 0.1, 0.5)


DEFAULT = Scoring()
PLAIN_OKAPI = Scoring(idf="okapi", field_weights=(1.0, *(0.0 for _ in FIELDS[1:])))


def inverse_frequency(name: IdfName, documents: int, having: int) -> float:
    """How rare a term is: `having` of `documents` hold it.

    positive: ln(1 + (N - n + 0.5) / (n + 0.5)), Lucene's form, always above 0.
    okapi: ln(N - n + 0.5) - ln(n + 0.5), Robertson and Sparck Jones 1976, as rank_bm25.BM25Okapi has it; below 0
    for a term in more than half of the documents (where rank_bm25 puts a floor that is not copied here).
    """
    if name == "okapi":
        return math.log(documents - having + 0.5) - math.log(having + 0.5)
    return math.log(1 + (documents - having + 0.5) / (having + 0.5))


def weighted_sum(counts: npt.NDArray[np.unsignedinteger], weights: tuple[float, ...]) -> Floats:
    """Field counts [n, fields] → weighted sums [n], added in the order of the fields."""
    total = counts[:, 0] * np.float64(weights[0])
    for column in range(1, counts.shape[1]):
        total += counts[:, column] * np.float64(weights[column])
    return np.asarray(total, dtype=np.float64)


def length_norm(scoring: Scoring, lengths: Floats, mean: float) -> Floats:
    """K(d) for documents of the weighted `lengths` [n]."""
    relative = lengths / mean if mean > 0 else np.zeros_like(lengths)
    return np.asarray(scoring.k1 * (1 - scoring.b + scoring.b * relative), dtype=np.float64)


def saturate(scoring: Scoring, frequencies: Floats, norms: Floats) -> Floats:
    """tf' * (k1 + 1) / (tf' + K), elementwise over the postings [p] of a term."""
    return np.asarray(frequencies * (scoring.k1 + 1) / (frequencies + norms), dtype=np.float64)
