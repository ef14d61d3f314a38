"""The values that filters name: are they known, and what was meant if not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import get_args

from zwsearch.errors import QueryError
from zwsearch.records import Filters, NoticeKind
from zwsearch.search.store import Store

_OFFERED = 3
_ALIKE = 0.34
_TOLD = 4


def filter_notes_of(store: Store, filters: Filters, categories: Sequence[str] | None = None) -> list[str]:
    """A note for each value that nothing has: a filter never falls silent, not even as one of several.

    `categories` are all that there are; without them the store is asked. Raises QueryError for a kind (or, where
    `categories` are given, a category) that does not exist.
    """
    kinds: tuple[str, ...] = get_args(NoticeKind)
    for value in filters.kinds:
        if value not in kinds:
            raise _unknown("种类", value, kinds)
    for value in filters.categories:
        if categories is not None and value not in categories:
            raise _unknown("类别", value, categories)
    asked = [
        *(("没有类别是", value, Filters(categories=(value,)), "categories") for value in filters.categories),
        *(("没有单位含有", value, Filters(offices=(value,)), "offices") for value in filters.offices),
        *(("没有发文机关含有", value, Filters(issuers=(value,)), "issuers") for value in filters.issuers),
        *(("没有地区是", value, Filters(provinces=(value,)), "provinces") for value in filters.provinces),
    ]
    notes: list[str] = []
    for said, value, alone, field in asked:
        if not len(store.select_keys(alone)):
            near = _near(value, store.known_names(field))
            notes.append(f"{said}“{value}”的内容" + (f"；相近的有：{'、'.join(near)}" if near else ""))
    return [*notes, *_also_meant(store, filters.offices)]


def _also_meant(store: Store, offices: Sequence[str]) -> list[str]:
    meant = {value: store.offices_also_meant(value) for value in offices}
    return [
        f"单位“{value}”同时按同义词筛选：{'、'.join(names[:_TOLD])}{'等' if len(names) > _TOLD else ''}"
        for value, names in meant.items()
        if names
    ]


def _near(value: str, names: Iterable[str]) -> list[str]:
    return get_close_matches(value, [name for name in names if name != "未知"], n=_OFFERED, cutoff=_ALIKE)


def _unknown(field: str, value: str, names: Sequence[str]) -> QueryError:
    near = _near(value, names)
    guess = f"是不是“{near[0]}”？" if near else ""
    return QueryError(f"没有名为“{value}”的{field}", hint=f"{guess}可用的有：{'、'.join(names)}")
