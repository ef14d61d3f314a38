"""The words of the command line, whatever encoding the terminal wrote them in."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from zwsearch.errors import UsageError


def readable(arguments: Sequence[str] | None) -> list[str] | None:
    """The arguments as text; None, which stands for those of the process, where they are all text.

    The name of a file that exists stays as it is, or it could not be opened. Raises UsageError for what is no text.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    if not any("\udc80" <= character <= "\udcff" for one in given for character in one):
        return None if arguments is None else given
    return [_decoded(one, place) for place, one in enumerate(given, 1)]


def _decoded(argument: str, place: int) -> str:
    from zwsearch.read.names import decode_name, is_undecoded  # late: hardly any command line needs it

    if not is_undecoded(argument) or os.path.lexists(argument):
        return argument
    meant = decode_name(argument)
    if meant is None:
        raise UsageError(
            f"第 {place} 个参数的编码认不出来，既不是 UTF-8 也不是 GB18030",
            hint=f"请让终端用 UTF-8（现在按 {sys.getfilesystemencoding()} 读参数），或把内容存成文件再用",
        )
    return meant
