"""Help pages in Chinese: the frame around our own texts is the framework's, in English."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_FRAME = (
    (re.compile(r"^Usage: ", re.MULTILINE), "用法："),
    (re.compile(r"^Arguments:", re.MULTILINE), "参数："),
    (re.compile(r"^Options:", re.MULTILINE), "选项："),
    (re.compile(r"^Commands:", re.MULTILINE), "命令："),
    (re.compile(r"Show this message and exit\."), "显示这段说明并退出"),
    (re.compile(r"\[default: "), "[默认："),
    (re.compile(r"\[required\]"), "[必填]"),
    (re.compile(r"\[OPTIONS\]"), "[选项]"),
    (re.compile(r" <[a-z][a-z\[\]]*>"), ""),  # types in the framework's words
    (re.compile(r"\{(\S+?)\}"), r"\1"),
    (re.compile(r"COMMAND \[ARGS\]\.\.\."), "命令 [参数]..."),
)


def in_chinese(page: str) -> str:
    """The help page with its frame in Chinese."""
    for english, chinese in _FRAME:
        page = english.sub(chinese, page)
    return page


class Group(TyperGroup):
    """The command itself."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return in_chinese(super().get_help(ctx))


class Command(TyperCommand):
    """A subcommand."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return in_chinese(super().get_help(ctx))
