"""What a program saw of a task or notice: the `ETag` of an answer, sent back as `If-Match` with a change.

Without it a change is made whatever stands there; with it, only to what the program saw (409, `conflict`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request, Response

from zwsearch.errors import UsageError
from zwsearch.store import Store
from zwsearch.web.desk import Desk
from zwsearch.web.house import house_of
from zwsearch.workspace import Workspace
from zwsearch.workspace.signs import sign_of, unchanged

T = TypeVar("T")
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=6000,
        description="看到它时的 ETag；它或它的类别已不是那样就不改动，答 409。合并几条时每条一个，用逗号隔开，顺序不限",
    ),
]


@dataclass(frozen=True, slots=True)
class Changing:
    """One change of a program, to be made only to what it saw; the answer has the ETag of what it leaves."""

    desk: Desk
    response: Response
    header: str | None

    async def make(
        self, ids: Sequence[str], act: Callable[[Workspace], T], *, leaves: Callable[[T], str] | None = None
    ) -> T:
        """Do it. `leaves` is the id of what is answered, where that is not the first of the `ids`.

        Raises UsageError, code `conflict`, where one of them is another by now.
        """
        seen = _signs_in(self.header)
        count = len(dict.fromkeys(ids))
        if seen is not None and 1 < count != len(seen):
            raise UsageError(
                f"要改动 {count} 条任务，If-Match 里却有 {len(seen)} 个 ETag",
                hint="请给每条任务写一个 ETag，用逗号隔开，顺序不限",
            )

        def work(workspace: Workspace) -> tuple[T, str | None]:
            with unchanged(workspace, ids, seen):
                done = act(workspace)
                return done, _tag(workspace.existing(), ids[0] if leaves is None else leaves(done))

        done, tag = await self.desk.change(work)
        put_tag(self.response, tag)
        return done


async def _changing(request: Request, response: Response, if_match: IfMatch = None) -> Changing:
    return Changing(house_of(request).desk, response, if_match)


Change = Annotated[Changing, Depends(_changing)]


def tag_of(workspace: Workspace, id_: str) -> str | None:
    """The ETag of what bears an id, to be asked for before that is read; None where nothing does."""
    return _tag(workspace.answering()[0].existing(), id_)


def _tag(store: Store | None, id_: str) -> str | None:
    sign = None if store is None else sign_of(store, id_)
    return None if sign is None else f'"{sign}"'


def put_tag(response: Response, tag: str | None) -> None:
    """Give an answer its ETag."""
    if tag is not None:
        response.headers["ETag"] = tag


def _signs_in(header: str | None) -> list[str] | None:
    """The signs of a header; None where any will do: without one, and with `*`, which asks that it be there at all."""
    given = (header or "").strip()
    if given in ("", "*"):
        return None
    return [tag.strip().removeprefix("W/").strip('"') for tag in given.split(",")]
