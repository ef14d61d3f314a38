"""The table of commands, and the one place where an exception becomes an exit status."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from zwsearch import __version__
from zwsearch.cli import options
from zwsearch.cli.arguments import readable
from zwsearch.cli.door import Globals, flush, say, set_streams
from zwsearch.cli.failures import DONE, report
from zwsearch.cli.help import Command, in_chinese

_LEAVING_OUT = re.compile('-[^\x00-\x7f]|-"')  # no option has such a name
# What the framework makes of Ctrl-C in some of its versions.
_INTERRUPTED = 130

# Command → the file of this folder and its function there. By name, and one at a time: to make all of them costs each
# start some 80 ms.
COMMANDS = {
    "index": "index.index",
    "query": "query.query",
    "similar": "query.similar",
    "tag": "tag.tag",
    "label": "label.label",
    "train": "learn.train",
    "evaluate": "learn.evaluate",
    "edit": "edit.edit",
    "export": "query.export",
    "show": "browse.show",
    "list": "browse.list_",
    "stats": "browse.stats",
    "remove": "care.remove",
    "models": "learn.models",
    "words": "words.words",
    "doctor": "care.doctor",
    "serve": "serve.serve",
}


def _function(command: str) -> Callable[..., Any]:
    file, _, name = COMMANDS[command].partition(".")
    function: Callable[..., Any] = getattr(import_module(f"zwsearch.cli.{file}"), name)
    return function


class _Query(Command):
    """`query`, whose text may begin with what it leaves out: -年份:2023, -"短语"."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """The arguments, with what only looks like an option behind the others."""
        end = args.index("--") if "--" in args else len(args)
        left_out = [one for one in args[:end] if _LEAVING_OUT.match(one)]
        if left_out:
            rest = [one for one in args[:end] if one not in left_out]
            args = [*rest, "--", *left_out, *args[end + 1 :]]
        return super().parse_args(ctx, args)


class _Group(TyperGroup):
    """`zwsearch` itself: a command is made when it is asked for."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return in_chinese(super().get_help(ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name, or None."""
        if cmd_name not in COMMANDS:
            return None
        app = _typer()
        app.command(cmd_name, cls=_Query if cmd_name == "query" else Command)(_function(cmd_name))
        return typer.main.get_command(app)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands of the help page, each with what its function says of itself."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, (_function(name).__doc__ or "").partition("\n")[0]) for name in COMMANDS])


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


def _typer(**settings: Any) -> typer.Typer:
    # Plain help pages: those of rich would cost its import, and its frame is not in Chinese.
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, **settings)


def _program() -> Any:
    """The whole command line."""
    app = _typer(cls=_Group, invoke_without_command=True)
    app.callback()(_start)
    return typer.main.get_command(app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status (0 done, 1 some failed, 2 the user can mend it)."""
    try:
        set_streams()
        status = _program().main(args=readable(arguments), prog_name="zwsearch", standalone_mode=False)
        flush()  # here, so that a reader who has gone or a full disk is noticed while it can still be handled
        if status == _INTERRUPTED:
            raise KeyboardInterrupt
    except SystemExit:
        # No command of ours leaves so; the framework does when the reader of a pipe has gone.
        return report(BrokenPipeError(), list(COMMANDS))
    except BaseException as error:
        return report(error, list(COMMANDS))
    return status if isinstance(status, int) else DONE
