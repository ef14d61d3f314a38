"""Query to a page of hits: query language, filters, ranking, marks."""

from zwsearch.search.entry import entry_of
from zwsearch.search.grouping import NoticeHits, NoticePage, search_notices
from zwsearch.search.likeness import similar
from zwsearch.search.page import matching_keys, search
from zwsearch.search.query import ParsedQuery, parse_query
from zwsearch.search.question import stop_words
from zwsearch.search.store import Store
from zwsearch.search.synonyms import read_synonyms, shipped_synonyms
from zwsearch.search.values import filter_notes_of

__all__ = [
    "NoticeHits",
    "NoticePage",
    "ParsedQuery",
    "Store",
    "entry_of",
    "filter_notes_of",
    "matching_keys",
    "parse_query",
    "read_synonyms",
    "search",
    "search_notices",
    "shipped_synonyms",
    "similar",
    "stop_words",
]
