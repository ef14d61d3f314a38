"""What an address asks for: its parameters as a question and filters, and links to the views next to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from zwsearch.records import Filters
from zwsearch.workspace.facets import DUE, due_filters

Pair = tuple[str, str]

# Parameter of the address -> field of `Filters`, for those that can be chosen several times.
FIELDS = {
    "category": "categories",
    "office": "offices",
    "issuer": "issuers",
    "province": "provinces",
    "year": "years",
    "kind": "kinds",
}
FILTERS = (*FIELDS, "due", "from", "to", "tasks")  # parameters that narrow what is found
PAGE_SIZE = 20
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST = 2000  # characters of a question; a whole notice belongs on the page for pasting
LAST_PAGE = 1_000_000  # what is asked for beyond is taken for it
_MOST_VALUES = 50


@dataclass(frozen=True)
class Asked:
    """One view: the question, the filters chosen, the page. `wrong` tells of parameters that were left aside, and
    `no_days` are those that should be dates, as they were typed."""

    path: str
    q: str
    pairs: tuple[Pair, ...]
    filters: Filters
    due: str = ""
    page: int = 1
    wrong: tuple[str, ...] = ()
    no_days: tuple[Pair, ...] = ()

    @property
    def all_filters(self) -> Filters:
        """The filters with the chosen deadline among them."""
        due = due_filters(self.due, date.today())
        both = (self.filters.due_before, due.due_before), (self.filters.due_after, due.due_after)
        before = min((day for day in both[0] if day), default=None)
        after = max((day for day in both[1] if day), default=None)
        return replace(self.filters, due_before=before, due_after=after, ongoing=due.ongoing)

    @property
    def empty(self) -> bool:
        """Whether nothing is asked at all."""
        return not self.q and self.all_filters == Filters()

    def value(self, name: str) -> str:
        """The last value of a parameter, or an empty string."""
        return dict(self.pairs).get(name, "")

    def has(self, name: str, value: object) -> bool:
        """Whether a choice is made."""
        return (name, str(value)) in self.pairs

    def toggled(self, name: str, value: object) -> str:
        """The link that makes a choice, or takes it back."""
        pair = (name, str(value))
        if pair in self.pairs:
            return self._link(self.path, [p for p in self.pairs if p != pair])
        return self.adding(name)(pair[1])

    def adding(self, name: str) -> Callable[[str], str]:
        """The link that a choice not yet made leads to, for each value. A deadline takes the place of another one."""
        kept = self._link(self.path, [p for p in self.pairs if name != "due" or p[0] != "due"])
        sign = "&" if "?" in kept else "?"
        return lambda value: f"{kept}{sign}{_encoded((name, value))}"

    def without(self, *names: str) -> str:
        """The link without some parameters."""
        return self._link(self.path, [p for p in self.pairs if p[0] not in names])

    @property
    def unfiltered(self) -> str:
        """The link without any filter."""
        return self.without(*FILTERS)

    def with_value(self, name: str, value: object, *more: str) -> str:
        """The link with one parameter set; `more` are names and values of further ones."""
        given = dict([(name, str(value)), *zip(more[::2], more[1::2], strict=True)])
        return self._link(self.path, [*(p for p in self.pairs if p[0] not in given), *given.items()])

    def at_page(self, page: int) -> str:
        """The link to another page of the same view."""
        return self._link(self.path, [*self.pairs, *([("page", str(page))] if page > 1 else [])])

    def at(self, path: str) -> str:
        """The same question at another address, such as a download."""
        return self._link(path, self.pairs)

    @staticmethod
    def _link(path: str, pairs: Sequence[Pair]) -> str:
        return f"{path}?{'&'.join(map(_encoded, pairs))}" if pairs else path


@lru_cache(maxsize=4096)
def _encoded(pair: Pair) -> str:
    """A page has a hundred links that differ in one pair."""
    return urlencode([pair])


def read_address(path: str, params: QueryParams, *, more: Iterable[str] = ()) -> Asked:
    """Take an address apart. What cannot be understood is left aside and told; nothing of it is an error."""
    wrong: list[str] = []
    pairs: list[Pair] = []
    no_days: list[Pair] = []
    values: dict[str, list[object]] = {}
    for name, given in params.multi_items():
        value = "".join(given.split("\x00")).strip()
        if not value or (name, value) in pairs:
            continue
        if name in FIELDS:
            if name == "year" and not re.fullmatch(r"[12]\d{3}", value):
                wrong.append(f"“{value[:20]}”不是年份")
            elif len(values.setdefault(name, [])) < _MOST_VALUES:
                values[name].append(int(value) if name == "year" else value)
                pairs.append((name, value))
        elif name in ("from", "to"):
            day = _day(value)
            if day is None:
                wrong.append(f"“{value[:20]}”不是日期，请写成 2023-12-31 的样子")
                no_days.append((name, value[:20]))
            else:
                pairs.append((name, day))
        elif name == "q":
            pairs.append((name, value[:_LONGEST]))
        elif name == "due" and value not in DUE:
            wrong.append(f"没有叫“{value[:20]}”的时限，没有按它筛选")
        elif name in ("due", "tasks", "group", *more):
            pairs.append((name, value[:40]))
    held = dict(pairs)
    if held.get("from", "") > held.get("to", "9999"):
        wrong.append(f"起始日期 {held['from']} 晚于截止日期 {held['to']}，没有时限在这之间，请对调")
    filters = Filters(
        categories=_texts(values, "category"),
        offices=_texts(values, "office"),
        issuers=_texts(values, "issuer"),
        provinces=_texts(values, "province"),
        years=tuple(year for year in values.get("year", ()) if isinstance(year, int)),
        kinds=_texts(values, "kind"),
        due_before=held.get("to"),
        due_after=held.get("from"),
        tasks_only="tasks" in held,
    )
    page = _page(params.get("page", "1"))
    if page is None:
        wrong.append(f"“{params['page'][:20]}”不是页码，下面是第 1 页")
    q, due = held.get("q", ""), held.get("due", "")
    return Asked(path, q, tuple(pairs), filters, due, page or 1, tuple(wrong), tuple(no_days))


def _texts(values: dict[str, list[object]], name: str) -> tuple[str, ...]:
    return tuple(str(value) for value in values.get(name, ()))


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _page(text: str) -> int | None:
    """The number of a page, counted from 1; None for what is none."""
    return min(int(text[:9]), LAST_PAGE) or None if re.fullmatch(r"[0-9]+", text) else None
