"""Which folders of the machine belong to the program: the user's data, and what can be made again."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from zwsearch.errors import WorkspaceError

VARIABLE = "ZWSEARCH_WORKSPACE"
_ROOM = 16 * 1024 * 1024  # bytes; a model and its index take some of these


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
                code="unwritable",
            )


def check_writable(folder: Path, *files: Path) -> None:
    """Raise WorkspaceError where a folder, or one of its files that is there, cannot be written, or the disk is full.

    For work that would find out only after minutes.
    """
    there = next(place for place in (folder, *folder.absolute().parents) if place.is_dir())
    hint = "请检查文件夹权限和磁盘，或用 --workspace 换一个可写的文件夹"
    for place in (there, *(file for file in files if file.exists())):
        if not os.access(place, os.W_OK):
            raise WorkspaceError(f"工作区不能写入：{place}", hint=hint, code="unwritable")
    if shutil.disk_usage(there).free < _ROOM:
        raise WorkspaceError(f"磁盘已满：{there}", hint="请腾出磁盘空间后重试", code="full")


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
