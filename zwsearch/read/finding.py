"""Paths → the files behind them that can be read, and those that are passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from zwsearch.errors import ReadError, cause_of
from zwsearch.read.formats import COMMON_FORMATS, OF_THE_SYSTEM, SUFFIXES
from zwsearch.read.names import path_text


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The files behind `paths`: folders expanded and sorted, each file once, named files whatever their suffix.

    Hidden files and folders, lock files of Office (`~$…`) and unknown suffixes inside folders are left out.
    Raises ReadError `not_found` for a path that does not exist, `no_files` for a folder with nothing to read.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(entry for entry in _entries(path) if entry.suffix.lower() in SUFFIXES)
            if not inside:
                raise ReadError(
                    f"“{path_text(path)}”里没有可读取的文件",
                    hint=f"可读取的常用格式：{COMMON_FORMATS}",
                    code="no_files",
                )
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            raise ReadError(
                f"找不到“{path_text(path)}”", hint="请检查路径是否写对，含空格的路径要加引号", code="not_found"
            )
    return list(found)


def find_unknown(paths: Sequence[Path]) -> list[Path]:
    """The files inside the folders of `paths` that `find_files` leaves out because of their suffix, sorted."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            unknown = sorted(entry for entry in _entries(path) if entry.suffix.lower() not in SUFFIXES)
            found.update(dict.fromkeys(unknown))
    return list(found)


def unreadable(path: Path, error: OSError) -> ReadError:
    """The error for a path that the system refuses."""
    return ReadError(f"无法读取“{path_text(path)}”：{cause_of(error)}", hint="请检查权限，或关闭占用它的程序后再试")


def _entries(folder: Path) -> Iterator[Path]:
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        raise unreadable(folder, error) from error
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.name.lower() in OF_THE_SYSTEM:
            continue
        if entry.is_dir():
            # A link to a folder may lead back up; its files are found where they are.
            if not entry.is_symlink():
                yield from _entries(entry)
        elif entry.is_file():
            yield entry
