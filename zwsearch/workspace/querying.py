"""A search, its answers in a list or under their notices, and what a filter alone has to tell: one path for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zwsearch.errors import QueryError
from zwsearch.index import Index
from zwsearch.records import Filters, SearchPage
from zwsearch.search import NoticePage, filter_notes_of, search, search_notices
from zwsearch.segment import Analyser
from zwsearch.store import Store
from zwsearch.workspace.opened import OpenFolder
from zwsearch.workspace.shapes import Shape, hit_shape, notice_shape

__all__ = ["NoticePage", "filter_notes", "notice_page_shape", "query_notices", "query_units"]

_EVERYTHING = Filters()
_EMPTY = "工作区里还没有通知"


def query_units(
    folder: OpenFolder,
    text: str,
    *,
    k: int = 10,
    offset: int = 0,
    filters: Filters = _EVERYTHING,
    explain: bool = False,
) -> SearchPage:
    """Ranked tasks and passages. Raises QueryError for an empty question or a category or kind that does not exist."""
    ready = _ready(folder, text, k, offset)
    if ready.index is None or ready.store is None:
        return SearchPage(text, 0, 0.0, (), (*ready.notes, _EMPTY))
    page = search(
        *(ready.store, ready.index, ready.analyser, text, filters),
        k=k,
        offset=offset,
        synonyms=folder.synonyms(),
        categories=lambda: _categories(folder),
        explain=explain,
    )
    return replace(page, notes=(*ready.notes, *page.notes))


def query_notices(
    folder: OpenFolder, text: str, *, k: int = 10, offset: int = 0, each: int = 3, filters: Filters = _EVERYTHING
) -> NoticePage:
    """The notices that hold answers to a query, each with its `each` best hits; `k` and `offset` count notices.

    Raises QueryError as `query_units` does.
    """
    ready = _ready(folder, text, k, offset)
    if ready.index is None or ready.store is None:
        return NoticePage(text, 0, 0, 0.0, (), (*ready.notes, _EMPTY))
    page = search_notices(
        *(ready.store, ready.index, ready.analyser, text, filters),
        k=k,
        offset=offset,
        each=each,
        synonyms=folder.synonyms(),
        categories=lambda: _categories(folder),
    )
    return replace(page, notes=(*ready.notes, *page.notes))


def filter_notes(folder: OpenFolder, filters: Filters) -> tuple[str, ...]:
    """What a person should know of filters: values that nothing has, and other names of an office that were used.

    Raises QueryError for a category or kind that does not exist.
    """
    answering, _ = folder.answering()
    store = answering.existing()
    return () if store is None else tuple(filter_notes_of(store, filters, lambda: _categories(folder)))


@dataclass(frozen=True, slots=True)
class _Ready:
    store: Store | None
    index: Index | None
    analyser: Analyser
    notes: tuple[str, ...]


def _ready(folder: OpenFolder, text: object, k: int, offset: int) -> _Ready:
    if not isinstance(text, str):
        raise QueryError(f"检索词要是文字，不能是 {text!r:.40}", hint='例如 query("政策解读")；只用筛选时写 query("")')
    if k < 0 or offset < 0:
        raise QueryError("条数和起始位置不能是负数", hint="请写 0 或更大的数")
    answering, notes = folder.answering()
    store, index, more = answering.in_step()
    return _Ready(store, index, answering.analyser, (*notes, *more))


def _categories(folder: OpenFolder) -> Sequence[str]:
    from zwsearch.workspace.models import read_taxonomy

    return read_taxonomy(folder.path).names


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
