"""What a search or an export is narrowed to; it travels with the records and is found among them."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search or an export is narrowed to; None or empty means no restriction.

    Values of one field are alternatives; different fields must all hold. `offices` match any role, `leads` and
    `supports` one. `document_numbers` may be the beginning of one (宁政办函〔2023〕) or its end (17号).
    `due_before` and `due_after` are ISO dates, both inclusive, compared with the end of the deadline; `deadlines` are
    its words or its time (10月底前, 2024年6月). `unowned` keeps the tasks that name no office,
    `untimed` those without a deadline.
    One value may be given as it is, several as any collection; a year may be written as text.
    """

    categories: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    document_numbers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    due_before: str | None = None
    due_after: str | None = None
    deadlines: tuple[str, ...] = ()
    ongoing: bool | None = None
    unowned: bool = False
    untimed: bool = False
    tasks_only: bool = False

    def __post_init__(self) -> None:
        for name in _LISTS:
            given = getattr(self, name)
            if type(given) is not tuple:  # a text would be taken for its letters
                values = (given,) if isinstance(given, str | int) else tuple(given or ())
                object.__setattr__(self, name, values)
        if not all(type(year) is int for year in self.years):
            object.__setattr__(self, "years", tuple(_year(year) for year in self.years))


_LISTS = tuple(field.name for field in fields(Filters) if field.default == ())


def _year(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise ValueError(f"年份要写成四位数字，例如 2023，不能是 {value!r}") from None
