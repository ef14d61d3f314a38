"""What every command does at the door: streams in UTF-8, a workspace, notes on stderr, JSON on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from zwsearch.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Globals:
    """Options given before the command; those given after it win."""

    workspace: Path | None = None
    json: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """One run of a command."""

    workspace: Workspace
    json: bool


def enter(ctx: typer.Context, workspace: Path | None, as_json: bool) -> Door:
    """Open the workspace that the options name."""
    # Late: `zwsearch --help` must not wait for the store and the numerical library.
    from zwsearch.workspace import Workspace

    given = ctx.obj if isinstance(ctx.obj, Globals) else Globals()
    opened = Workspace.open(workspace or given.workspace, notify=note)
    ctx.call_on_close(opened.close)
    return Door(opened, as_json or given.json)


def set_streams() -> None:
    """Speak UTF-8 whatever the machine's code page; what cannot be said is replaced and never a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def say(line: str = "") -> None:
    """A line of the answer."""
    sys.stdout.write(f"{line}\n")


def note(line: str) -> None:
    """A line beside the answer."""
    sys.stderr.write(f"{line}\n")


def note_all(lines: Iterable[str]) -> None:
    """Lines beside the answer."""
    for line in lines:
        note(line)


def say_json(document: Any) -> None:
    """The answer as one JSON document."""
    say(json.dumps(document, ensure_ascii=False, indent=2))
