"""Which folders of the machine belong to the program: the user's data, and what can be made again."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from zwsearch.errors import WorkspaceError
from zwsearch.store import SCHEMA_FILE
from zwsearch.versions import VersionedFolder

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


def check_not_lost(folder: Path) -> None:
    """Raise WorkspaceError where an index stands beside no database: what it was made from is lost, not yet to come."""
    database = folder / SCHEMA_FILE
    if database.is_dir() or (database.is_file() and database.stat().st_size):
        return
    if VersionedFolder(folder / "index").current() is not None:
        gone = "是空的" if database.is_file() else "不见了"
        raise WorkspaceError(
            f"工作区的数据库{gone}：{database}（通知、标注和修改都在里面，旁边的索引还在）",
            hint="请从备份放回这个文件；没有备份的，把 index 文件夹改名，再用 zwsearch index 重新读入原文件",
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
