"""The values that filters name: are they known, and what was meant if not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import get_args

from zwsearch.errors import QueryError
from zwsearch.records import Filters, NoticeKind
from zwsearch.search.fields import filters_of
from zwsearch.search.store import Store

# What an office does in a role, by the field of Filters that asks for it.
ROLES = {"leads": "牵头", "supports": "配合", "offices": "牵头或配合"}
# Fields whose values may be unknown, and how that is said.
_SAID = {
    "categories": "没有类别是",
    "offices": "没有单位含有",
    "leads": "",
    "supports": "",
    "issuers": "没有发文机关含有",
    "provinces": "没有地区是",
    "document_numbers": "没有文号是",
    "titles": "没有通知标题含有",
    "deadlines": "没有时限是",
}
_WITH_NAMES = frozenset(_SAID).difference(("titles", "deadlines"))
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
    asked = [(field, value) for field in _SAID for value in getattr(filters, field)]
    unknown = [(field, value) for field, value in asked[:_MOST_CHECKED] if not _has(store, field, value)]
    notes = [_unknown_value(store, field, value) for field, value in unknown[:_NEAR_FOR]]
    if rest := unknown[_NEAR_FOR:]:
        named = "、".join(f"“{value}”" for _, value in rest[:_TOLD]) + ("等" if len(rest) > _TOLD else "")
        notes.append(f"另有 {len(rest)} 个筛选值没有任何内容：{named}")
    if len(asked) > _MOST_CHECKED:
        notes.append(f"筛选值有 {len(asked)} 个，只核对了前 {_MOST_CHECKED} 个有没有内容")
    if filters.years and not len(store.select_keys(Filters(years=filters.years))):
        known = store.known_names("years")
        notes.append("没有这些年份的通知" + (f"；已有的年份是 {known[0]} 至 {known[-1]}" if known else ""))
    offices = dict.fromkeys((*filters.offices, *filters.leads, *filters.supports))
    return [*notes, *_also_meant(store, list(offices)[:_MOST_CHECKED])]


def _has(store: Store, field: str, value: str) -> bool:
    return len(store.select_keys(filters_of({field: [value]}))) > 0


def _unknown_value(store: Store, field: str, value: str) -> str:
    if not _SAID[field]:
        return office_note(store, field, value)
    return f"{_SAID[field]}“{value}”的内容" + _told_near(store, field, value, "相近的有")


def office_note(store: Store, field: str, name: str) -> str:
    """The line about an office that has no task in a role: what else it does, and which offices do have that role."""
    others = [
        (f"它{said}", len(store.select_keys(filters_of({other: [name]}))))
        for other, said in ROLES.items()
        if field != "offices" and other not in (field, "offices")
    ]
    others.append(("它印发的通知里有", len(store.select_keys(Filters(issuers=(name,), tasks_only=True)))))
    told = "，".join(f"{said} {count} 条" for said, count in others if count)
    near = _told_near(store, field, name, "相近的单位有")
    return f"没有“{name}”{ROLES[field]}的任务" + (f"（{told}）" if told else "") + near


def _told_near(store: Store, field: str, value: str, said: str) -> str:
    near = _near(value, store.known_names(field)) if field in _WITH_NAMES else []
    return f"；{said}：{'、'.join(near)}" if near else ""


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
