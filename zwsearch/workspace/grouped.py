"""A search whose answers stand under their notices, and what a filter alone has to tell."""

from __future__ import annotations

from dataclasses import replace

from zwsearch.errors import QueryError
from zwsearch.records import Filters
from zwsearch.search import NoticePage, filter_notes_of, search_notices
from zwsearch.workspace.opened import OpenFolder
from zwsearch.workspace.shapes import Shape, hit_shape, notice_shape

__all__ = ["NoticePage", "filter_notes", "notice_page_shape", "query_notices"]

_EVERYTHING = Filters()


def query_notices(
    folder: OpenFolder, text: str, *, k: int = 10, offset: int = 0, each: int = 3, filters: Filters = _EVERYTHING
) -> NoticePage:
    """The notices that hold answers to a query, each with its `each` best hits; `k` and `offset` count notices.

    Raises QueryError for an empty question.
    """
    if k < 0 or offset < 0:
        raise QueryError("条数和起始位置不能是负数", hint="请写 0 或更大的数")
    answering, notes = folder.answering()
    store, index, more = answering.in_step()
    if store is None or index is None:
        return NoticePage(text, 0, 0, 0.0, (), (*notes, *more, "工作区里还没有通知"))
    page = search_notices(
        store, index, answering.analyser, text, filters, k=k, offset=offset, each=each, synonyms=folder.synonyms()
    )
    return replace(page, notes=(*notes, *more, *page.notes))


def filter_notes(folder: OpenFolder, filters: Filters) -> tuple[str, ...]:
    """What a person should know of filters: values that nothing has, and other names of an office that were used."""
    answering, _ = folder.answering()
    store = answering.existing()
    return () if store is None else tuple(filter_notes_of(store, filters))


def notice_page_shape(page: NoticePage) -> Shape:
    """`zwsearch query --group --json`: `total` counts notices and `matches` the answers in all of them."""
    return {
        "query": page.query,
        "total": page.total,
        "matches": page.matches,
        "took_ms": round(page.took_ms, 3),
        "notices": [
            {
                "rank": found.rank,
                "notice": notice_shape(found.notice),
                "total": found.total,
                "hits": [hit_shape(hit) for hit in found.hits],
            }
            for found in page.groups
        ],
    }
