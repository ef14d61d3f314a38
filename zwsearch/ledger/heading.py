"""What a ledger says of itself: what it is, what was asked for, and whether passages stand among the tasks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zwsearch.records import Filters

_NAMED = 4  # values of one filter


@dataclass(frozen=True, slots=True)
class Heading:
    """The `name` of a ledger, what it was narrowed to, and whether a column tells `passages` from tasks."""

    name: str = "任务台账"
    asked: tuple[str, ...] = ()
    passages: bool = False

    def title(self, about: str, count: int, tasks: int, day: str) -> str:
        """The line above the table, for `count` rows of which some are `tasks`."""
        size = f"{count} 条" if not self.passages else f"{count} 条，其中任务 {tasks} 条"
        return f"{about}{self.name}（{'，'.join((size, *self.asked, day))}）"


def told_filters(filters: Filters) -> tuple[str, ...]:
    """What filters narrow a ledger to, in words."""
    return tuple(_told(filters))


def _told(filters: Filters) -> Iterator[str]:
    for name, values in (
        ("类别", filters.categories),
        ("单位", filters.offices),
        ("发文机关", filters.issuers),
        ("地区", filters.provinces),
        ("年份", filters.years),
        ("种类", filters.kinds),
    ):
        if values:
            more = f" 等 {len(values)} 个" if len(values) > _NAMED else ""
            yield f"{name}：{'、'.join(map(str, values[:_NAMED]))}{more}"
    if filters.due_after and filters.due_before:
        yield f"到期：{filters.due_after} 至 {filters.due_before}"
    elif filters.due_after:
        yield f"到期：{filters.due_after} 起"
    elif filters.due_before:
        yield f"到期：{filters.due_before} 止"
    if filters.ongoing:
        yield "时限：持续推进"
