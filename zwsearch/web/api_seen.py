"""What a program saw of a task or notice: the `ETag` of an answer, sent back as `If-Match` with a change.

Without it a change is made whatever stands there; with it, only to what the program saw (409, `conflict`).
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Header

from zwsearch.records import Unit
from zwsearch.workspace import Workspace, corrections, edits
from zwsearch.workspace.decisions import Seen

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=6000,
        description="看到它时的 ETag；已不是那个内容就不改动，答 409。合并几条时按编号的顺序，用逗号隔开",
    ),
]


def task_tag(workspace: Workspace, unit: Unit) -> str | None:
    """The ETag of a task: of what it says, and of the last decision about its category. A passage has none."""
    if unit.type != "task":
        return None
    decided = corrections.standing_decisions(workspace, unit.id)
    return f'"{edits.states(workspace, unit.notice_id)[unit.id]}-{decided[-1] if decided else 0}"'


def states_in(header: str | None) -> list[str]:
    """The states of tasks or of a notice, in the order of the header."""
    return [tag.partition("-")[0] for tag in _tags(header)]


def label_in(header: str | None) -> Seen | None:
    """What was seen of a task's category; None where a program does not say so."""
    tags = _tags(header)
    number = tags[0].partition("-")[2] if tags else ""
    return Seen(agreed=(int(number),) if number.isascii() and number.isdecimal() else ()) if tags else None


def _tags(header: str | None) -> list[str]:
    found = [tag.strip().removeprefix("W/").strip('"') for tag in (header or "").split(",")]
    return [] if found == ["*"] else [tag for tag in found if tag]
