"""What every command does at the door: streams in UTF-8, a workspace, notes on stderr, JSON on stdout."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from zwsearch.errors import ZwsearchError, cause_of

if TYPE_CHECKING:
    from zwsearch.workspace import Workspace
    from zwsearch.workspace.comparing import Difference

_TOLD = 10  # tasks of a notice that are told one by one


class OutputError(ZwsearchError):
    """An answer that cannot be written."""

    code = "output"


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
    """Speak UTF-8 whatever the machine's code page; what cannot be said is replaced and never a crash.

    Raises OutputError where there is nothing to speak to: better before anything is done than after.
    """
    if sys.stdout is None:
        raise OutputError("结果没有地方写：标准输出已关闭", hint="请去掉 >&-，或把输出写到文件（> 文件）")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def say(line: str = "") -> None:
    """A line of the answer. Raises OutputError when it cannot be written."""
    with _writing():
        sys.stdout.write(f"{line}\n")


def say_bytes(data: bytes) -> None:
    """A file as the answer."""
    flush()
    with _writing():
        sys.stdout.buffer.write(data)


def flush() -> None:
    """Write what was said so far. Raises OutputError when that cannot be done."""
    with _writing():
        sys.stdout.flush()


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise  # the reader has what it wants
    except OSError as error:
        hush()
        raise unwritten(error) from error


def unwritten(error: OSError) -> OutputError:
    """The answer could not be written, for this reason."""
    return OutputError(
        f"结果写不出去：{cause_of(error)}", hint="请检查输出去的地方（磁盘空间、权限）后重试；数据没有受影响"
    )


def hush() -> None:
    """Say no more: Python flushes once again at its end, and would complain of what could not be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(line: str) -> None:
    """A line beside the answer; where it cannot be written, there is nobody to tell."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(f"{line}\n")


def note_all(lines: Iterable[str]) -> None:
    """Lines beside the answer."""
    for line in lines:
        note(line)


def say_difference(change: Difference | None) -> None:
    """What became of the tasks of a notice that was read anew; nothing where all is as it was."""
    if change is None or not change.lines:
        return
    say(f"    任务{change.told}")
    for done, task in change.lines[:_TOLD]:
        say(f"      {done}  {task}")
    if len(change.lines) > _TOLD:
        say(f"      …… 还有 {len(change.lines) - _TOLD} 条，用 --json 查看")


def say_json(document: Any) -> None:
    """The answer as one JSON document."""
    say(json.dumps(document, ensure_ascii=False, indent=2))
