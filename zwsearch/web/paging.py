"""One page of a long list: the one that an address asks for, or the last where it asks beyond."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from zwsearch.web.asking import LAST_PAGE, Asked

T = TypeVar("T")


def paged(asked: Asked, size: int, fetch: Callable[[int], T], total: Callable[[T], int]) -> tuple[T, Asked, int]:
    """What `fetch` finds at the offset of the page, the address as it could be answered, and the number of pages.

    `total` tells how many there are of what stands `size` on a page.
    """
    found = fetch((asked.page - 1) * size)
    pages = -(-total(found) // size)
    if pages and asked.page > pages:
        where = f"没有第 {asked.page} 页" if asked.page < LAST_PAGE else "没有那么多页"
        told = f"{where}，下面是最后一页（第 {pages} 页）"
        asked = replace(asked, page=pages, wrong=(*asked.wrong, told))
        found = fetch((pages - 1) * size)
    return found, asked, pages
