"""The table of commands, and the one place where an exception becomes an exit status."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from zwsearch import __version__
from zwsearch.cli import browse, care, edit, index, label, learn, options, query, serve, tag, words
from zwsearch.cli.door import Globals, say, set_streams
from zwsearch.cli.failures import DONE, report
from zwsearch.cli.help import Command, Group

# What the framework makes of Ctrl-C in some of its versions.
_INTERRUPTED = 130

COMMANDS: dict[str, Any] = {
    "index": index.index,
    "query": query.query,
    "similar": query.similar,
    "tag": tag.tag,
    "label": label.label,
    "train": learn.train,
    "evaluate": learn.evaluate,
    "edit": edit.edit,
    "export": query.export,
    "show": browse.show,
    "list": browse.list_,
    "stats": browse.stats,
    "remove": care.remove,
    "models": learn.models,
    "words": words.words,
    "doctor": care.doctor,
    "serve": serve.serve,
}


def _version(wanted: bool) -> None:
    if wanted:
        say(f"zwsearch {__version__}")
        raise typer.Exit


def _start(
    ctx: typer.Context,
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
    version: Annotated[
        bool, typer.Option("--version", help="显示版本并退出", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """政务公开通知：读成任务，检索，标注，导出台账"""
    ctx.obj = Globals(workspace, as_json)
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())


def build() -> typer.Typer:
    """The application with its commands."""
    # Plain help pages: those of rich would cost its import, and its frame is not in Chinese.
    app = typer.Typer(
        cls=Group,
        invoke_without_command=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_start)
    for name, function in COMMANDS.items():
        app.command(name, cls=Command)(function)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status (0 done, 1 some failed, 2 the user can mend it)."""
    set_streams()
    try:
        command = typer.main.get_command(build())
        status = command.main(
            args=None if arguments is None else list(arguments), prog_name="zwsearch", standalone_mode=False
        )
        sys.stdout.flush()  # here, so that a reader who has gone is noticed while it can still be handled
        if status == _INTERRUPTED:
            raise KeyboardInterrupt
    except SystemExit:
        # No command of ours leaves so; the framework does when the reader of a pipe has gone.
        return report(BrokenPipeError(), list(COMMANDS))
    except BaseException as error:
        return report(error, list(COMMANDS))
    return status if isinstance(status, int) else DONE
