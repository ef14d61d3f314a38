"""Which folders of the machine belong to the program: the user's data, and what can be made again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from zwsearch.errors import WorkspaceError

VARIABLE = "ZWSEARCH_WORKSPACE"


def default_workspace() -> Path:
    """`ZWSEARCH_WORKSPACE`, else a folder of the user's data folder as the operating system has it."""
    named = os.environ.get(VARIABLE)
    return Path(named).expanduser() if named else _data() / "zwsearch"


def cache_folder() -> Path:
    """Where what can be made again is kept between runs; it may be unwritable."""
    return _cache() / "zwsearch"


def check_usable(folder: Path) -> None:
    """Raise WorkspaceError where no workspace can be: a file stands at the path or above it."""
    for place in (folder, *folder.absolute().parents):
        if place.is_dir():
            return
        if os.path.lexists(place):
            raise WorkspaceError(
                f"工作区不能写入：{place} 不是文件夹",
                hint="请用 --workspace（或环境变量 ZWSEARCH_WORKSPACE）指定一个文件夹",
            )


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # no home folder, as for some service accounts
        return Path.cwd()


def _data() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or _home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return _home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or _home() / ".local" / "share")


def _cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or _home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return _home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or _home() / ".cache")
