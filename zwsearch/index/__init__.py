"""Tokens to postings to scores: the built-in BM25 behind a small protocol."""

from zwsearch.index.entry import FIELDS, IndexEntry, TermSource
from zwsearch.index.folder import open_index, update_index
from zwsearch.index.ranking import BuiltInIndex, Index, QueryTerm, Ranking, Share
from zwsearch.index.scoring import DEFAULT, PLAIN_OKAPI, Scoring
from zwsearch.index.view import Keys

__all__ = [
    "DEFAULT",
    "FIELDS",
    "PLAIN_OKAPI",
    "BuiltInIndex",
    "Index",
    "IndexEntry",
    "Keys",
    "QueryTerm",
    "Ranking",
    "Scoring",
    "Share",
    "TermSource",
    "open_index",
    "update_index",
]
