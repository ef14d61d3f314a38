"""What plain words of a query ask for (县民政局牵头的任务) as filters, where the store has such tasks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from zwsearch.records import Filters
from zwsearch.search.asked import Asked, read_asked
from zwsearch.search.fields import filters_of
from zwsearch.search.query import ParsedQuery
from zwsearch.search.store import Store
from zwsearch.search.values import office_note
from zwsearch.segment import Analyser

_QUOTE = "；要查文字里提到的内容，请加引号"


def understand(store: Store, analyser: Analyser, query: ParsedQuery) -> ParsedQuery:
    """The query with filters for the pieces that ask for an office's tasks or those of a time, and notes about them.

    An office without a task in that role is answered by those in another role, then by those of the notices it
    issued; the name of one that the store does not know is looked for in the texts.
    """
    words: list[str] = []
    asked: list[tuple[Filters, ...]] = []
    notes = list(query.notes)
    for piece in query.words:
        found = read_asked(analyser, piece, date.today())
        if found is None:
            words.append(piece)
            continue
        choices, told = _choices(store, found)
        notes += told
        if choices:
            asked.append(choices)
        else:  # 牵头 and 任务 would find those of others
            words += [*(name for names in found.offices.values() for name in names), *found.deadlines]
    return replace(query, words=tuple(words), asked=tuple(asked), notes=tuple(notes))


def _choices(store: Store, asked: Asked) -> tuple[tuple[Filters, ...], list[str]]:
    """The filters that answer it, those of an earlier one first, and what the user is told."""
    notes: list[str] = []
    if asked.current and asked.years and not len(store.select_keys(Filters(years=tuple(asked.years)))):
        notes.append(f"没有 {asked.years[0]} 年的通知，没有按年份筛选")
        asked.years = []
    missing = [
        (field, name)
        for field, names in asked.offices.items()
        for name in names
        if not len(store.select_keys(filters_of({field: [name]})))
    ]
    notes += [office_note(store, field, name) for field, name in missing]
    if len(missing) < sum(map(len, asked.offices.values())) or not missing:
        return (asked.filters,), [f"只列{asked.said}的任务{_QUOTE}", *notes]
    names = tuple(name for _, name in missing)
    times = replace(asked.filters, offices=(), leads=(), supports=())
    near = (replace(times, offices=names), replace(times, issuers=names, tasks_only=True))
    return tuple(filters for filters in near if len(store.select_keys(filters))), notes
