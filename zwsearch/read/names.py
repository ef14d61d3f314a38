"""Names that the system hands over as bytes: those of files, and the words of a command line.

Python keeps bytes that its encoding cannot read as lone surrogates. With these a file can be opened, but nothing can be
shown or stored.
"""

from __future__ import annotations

import os
from pathlib import Path


def is_undecoded(text: str) -> bool:
    """Whether a text holds bytes that could not be read."""
    return any("\udc80" <= character <= "\udcff" for character in text)


def decode_name(text: str) -> str | None:
    """Such a text as it was meant: UTF-8, or GB18030 as Chinese Windows writes names; None when it is neither."""
    raw = os.fsencode(text)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def path_text(path: Path | str) -> str:
    """A path or a name as a person reads it, fit to be stored."""
    text = str(path)
    if not is_undecoded(text):
        return text
    # Folder by folder: each may have been named by another machine.
    parts = (part if not is_undecoded(part) else decode_name(part) for part in Path(text).parts)
    return str(Path(*("\ufffd" if part is None else part for part in parts)))


def is_there(text: str) -> bool:
    """Whether a file is there whose path reads so (see `path_text`); True also where that cannot be looked at."""
    try:
        return _found(Path(text)) is not None
    except OSError:
        return True


def _found(path: Path) -> Path | None:
    if path.exists():
        return path
    folder = None if path == path.parent else _found(path.parent)
    if folder is None or not folder.is_dir():
        return None
    return next((entry for entry in folder.iterdir() if path_text(entry.name) == path.name), None)
