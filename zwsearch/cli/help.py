"""Help pages in Chinese: the frame around our own texts is the framework's, in English."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand

_FRAME = (
    (r"^Usage: ", "用法："),
    (r"^Arguments:", "参数："),
    (r"^Options:", "选项："),
    (r"^Commands:", "命令："),
    (r"Show this message and exit\.", "显示这段说明并退出"),
    (r"\[default: ", "[默认："),
    (r"\[required\]", "[必填]"),
    (r"\[OPTIONS\]", "[选项]"),
    (r" <[a-z][a-z\[\]]*>", ""),  # types in the framework's words
    (r"\{(\S+?)\}", r"\1"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 [参数]..."),
)


def in_chinese(page: str) -> str:
    """The help page with its frame in Chinese."""
    for english, chinese in _FRAME:
        page = re.sub(english, chinese, page, flags=re.MULTILINE)
    return page


class Command(TyperCommand):
    """A subcommand."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return in_chinese(super().get_help(ctx))
