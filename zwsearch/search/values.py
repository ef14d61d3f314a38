"""The values that filters name: are they known, and what was meant if not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import get_args

from zwsearch.errors import QueryError
from zwsearch.records import Filters, NoticeKind
from zwsearch.search.store import Store

_OFFERED = 3
_ALIKE = 0.34
_TOLD = 4
_MOST_CHECKED = 50  # each is a search of its own
_NEAR_FOR = 3  # unknown values that get near ones; a pasted list has hundreds


def filter_notes_of(store: Store, filters: Filters, categories: Callable[[], Sequence[str]] | None = None) -> list[str]:
    """A note for each value that nothing has: a filter never falls silent, not even as one of several.

    `categories` tells all that there are; without it the store is asked. Raises QueryError for a kind (or, where
    `categories` are told, a category) that does not exist.
    """
    kinds: tuple[str, ...] = get_args(NoticeKind)
    for value in filters.kinds:
        if value not in kinds:
            raise _unknown("种类", value, kinds)
    names = categories() if categories and filters.categories else None
    for value in filters.categories:
        if names is not None and value not in names:
            raise _unknown("类别", value, names)
    asked = [
        *(("没有类别是", value, Filters(categories=(value,)), "categories") for value in filters.categories),
        *(("没有单位含有", value, Filters(offices=(value,)), "offices") for value in filters.offices),
        *(("没有发文机关含有", value, Filters(issuers=(value,)), "issuers") for value in filters.issuers),
        *(("没有地区是", value, Filters(provinces=(value,)), "provinces") for value in filters.provinces),
    ]
    notes: list[str] = []
    unknown = [one for one in asked[:_MOST_CHECKED] if not len(store.select_keys(one[2]))]
    for said, value, _, field in unknown[:_NEAR_FOR]:
        near = _near(value, store.known_names(field))
        notes.append(f"{said}“{value}”的内容" + (f"；相近的有：{'、'.join(near)}" if near else ""))
    if rest := unknown[_NEAR_FOR:]:
        named = "、".join(f"“{value}”" for _, value, *_ in rest[:_TOLD]) + ("等" if len(rest) > _TOLD else "")
        notes.append(f"另有 {len(rest)} 个筛选值没有任何内容：{named}")
    if len(asked) > _MOST_CHECKED:
        notes.append(f"筛选值有 {len(asked)} 个，只核对了前 {_MOST_CHECKED} 个有没有内容")
    if filters.years and not len(store.select_keys(Filters(years=filters.years))):
        known = store.known_names("years")
        notes.append("没有这些年份的通知" + (f"；已有的年份是 {known[0]} 至 {known[-1]}" if known else ""))
    return [*notes, *_also_meant(store, filters.offices[:_MOST_CHECKED])]


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
