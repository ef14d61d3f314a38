"""Why a search found nothing: which filter, phrase or exclusion leaves nothing of what the words find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

from zwsearch.index import Index
from zwsearch.records import Filters
from zwsearch.search.match import match
from zwsearch.search.query import ParsedQuery
from zwsearch.search.store import Store
from zwsearch.segment import Analyser

_MOST = 12  # each is a search; of so many restrictions none alone is to blame
_NAMED = 4
_NAMES = {
    "categories": "类别",
    "offices": "单位",
    "leads": "牵头单位",
    "supports": "配合单位",
    "issuers": "发文机关",
    "document_numbers": "文号",
    "titles": "标题",
    "provinces": "地区",
    "years": "年份",
    "kinds": "种类",
    "due_before": "最晚到期日",
    "due_after": "最早到期日",
    "deadlines": "时限",
    "ongoing": "是否持续推进",
    "unowned": "没有单位",
    "untimed": "没有时限",
    "tasks_only": "只要任务",
}


def why_nothing(
    store: Store, index: Index, analyser: Analyser, query: ParsedQuery, synonyms: Sequence[Sequence[str]]
) -> list[str]:
    """A line for each restriction without which something would be found, or one for all of them together."""

    def count(tried: ParsedQuery) -> int:
        return match(store, index, analyser, tried, synonyms).total(index)

    looser = [(said, tried) for said, tried in _looser(query) if tried.words or tried.phrases or tried.filtered]
    if len(looser) > _MOST:
        looser = []
    lines = [f"去掉{said}就有 {total} 条" for said, tried in looser if (total := count(tried))]
    if lines or not (query.words or query.phrases):
        return lines
    free = ParsedQuery((*query.words, *query.phrases))
    total = count(free)
    return [f"不加筛选、引号和排除，就有 {total} 条"] if total else []


def _looser(query: ParsedQuery) -> list[tuple[str, ParsedQuery]]:
    everything = Filters()
    found: list[tuple[str, ParsedQuery]] = []
    for given, filters in ((True, query.given), (False, query.filters)):
        for said, opened in _each_opened(filters):
            found.append((said, replace(query, given=opened) if given else replace(query, filters=opened)))
    for place, choices in enumerate(query.asked):
        others = (*query.asked[:place], *query.asked[place + 1 :])
        found += [
            (said, replace(query, asked=(*others, (opened,))))
            for said, opened in _each_opened(choices[0])
            if opened != everything
        ]
    if query.without != everything:
        found.append(("用减号排除的筛选项", replace(query, without=everything)))
    for phrase in query.phrases:
        rest = tuple(other for other in query.phrases if other != phrase)
        found.append((f"“{phrase}”的引号", replace(query, phrases=rest, words=(*query.words, phrase))))
    for word in query.excluded:
        rest = tuple(other for other in query.excluded if other != word)
        found.append((f"排除词“{word}”", replace(query, excluded=rest)))
    return found


def _each_opened(filters: Filters) -> Iterator[tuple[str, Filters]]:
    """The filters without each of those that restrict, and how that one is called; a span of days is one."""
    everything = Filters()
    if filters.due_after and filters.due_before:
        told = f"筛选“到期日：{filters.due_after} 至 {filters.due_before}”"
        yield told, replace(filters, due_after=None, due_before=None)
    for field in fields(Filters):
        value = getattr(filters, field.name)
        spans = field.name in ("due_after", "due_before") and filters.due_after and filters.due_before
        if value != getattr(everything, field.name) and not spans:
            opened = replace(filters, **{field.name: getattr(everything, field.name)})
            yield f"筛选“{_NAMES[field.name]}{_said(value)}”", opened


def _said(value: object) -> str:
    if isinstance(value, tuple):
        named = "、".join(map(str, value[:_NAMED]))
        return f"：{named}" + (f" 等 {len(value)} 个" if len(value) > _NAMED else "")
    return f"：{value}" if isinstance(value, str) else ""
