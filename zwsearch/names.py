"""Names of files as they are shown and stored: one line, no character that is not seen, no way out of a folder."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

UNNAMED_FILE = "未命名"
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')  # in the names of files, by one system or another

# Categories of characters that nobody sees, with what is put for them: breaks of lines and other controls; marks such
# as those that turn the direction of writing, behind which `exe.` passes for `.txt`; halves of characters.
_UNSEEN = {"Cc": " ", "Zl": " ", "Zp": " ", "Cf": "", "Cs": "\ufffd"}


def clean_name(name: str) -> str:
    """A name as it may be shown and stored; slashes stay between the names of an archive and of what is in it."""
    if name.isprintable() and not {"/", "\\"} & set(name):
        return name.strip() or UNNAMED_FILE
    seen = "".join(_UNSEEN.get(unicodedata.category(char), char) for char in name)
    parts = (part.strip() for part in PurePosixPath(seen.replace("\\", "/")).parts)
    return "/".join(part for part in parts if part.strip("./")) or UNNAMED_FILE


def file_name_of(name: str) -> str:
    """A name that a file can be saved under anywhere."""
    return _FORBIDDEN.sub("_", clean_name(name))
