"""Query to a page of hits: query language, filters, ranking, marks."""

from zwsearch.search.entry import entry_of
from zwsearch.search.likeness import similar
from zwsearch.search.page import matching_keys, search
from zwsearch.search.query import ParsedQuery, parse_query
from zwsearch.search.store import Store
from zwsearch.search.synonyms import read_synonyms, shipped_synonyms

__all__ = [
    "ParsedQuery",
    "Store",
    "entry_of",
    "matching_keys",
    "parse_query",
    "read_synonyms",
    "search",
    "shipped_synonyms",
    "similar",
]
