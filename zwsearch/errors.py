"""The kinds of failure that a user can mend, each with a code and a hint.

These are plain exceptions: the rooms raise them, and each door (CLI, web) maps them to its own shape from one
table. `message` and `hint` are shown to the user, so they are in Chinese; `code` is for programs.
"""

from __future__ import annotations

import errno


class ZwsearchError(Exception):
    """A failure that the user can mend.

    `message` says what is wrong in one line; `hint` says in one line what to do about it.
    """

    code = "error"

    def __init__(self, message: str, *, hint: str, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code

    def __reduce__(self) -> tuple[object, ...]:
        # Files are read in worker processes; the keyword-only arguments would be lost by the default pickling.
        return (_rebuild, (type(self), self.message, self.hint, self.code))


def _rebuild(kind: type[ZwsearchError], message: str, hint: str, code: str) -> ZwsearchError:
    return kind(message, hint=hint, code=code)


class UsageError(ZwsearchError):
    """A bad option, path or combination."""

    code = "usage"


class ReadError(ZwsearchError):
    """A file or text that cannot be read (missing, empty, unreadable, too large, unsupported)."""

    code = "unreadable"


class QueryError(ZwsearchError):
    """A query that cannot be understood, or that holds nothing to search for."""

    code = "query"


class LabelError(ZwsearchError):
    """A labels file or a label that cannot be used."""

    code = "labels"


class ModelError(ZwsearchError):
    """A model that is missing, damaged, tampered with, or of another format version."""

    code = "model"


class IndexCorruptError(ZwsearchError):
    """An index folder that is damaged; it can be rebuilt from the store."""

    code = "index"


class WorkspaceError(ZwsearchError):
    """A workspace that is damaged, newer than the program, or one of these codes: `busy`, `unwritable` (forbidden or
    read-only), `full` (no room on the disk), `disk` (it failed or is full), `gone` (the folder vanished)."""

    code = "workspace"


class DamagedError(WorkspaceError):
    """A database that is damaged: what can still be read from it is rescued by `doctor`."""


class NotFoundError(ZwsearchError):
    """An identifier that names nothing in the workspace."""

    code = "not_found"


# What the system says → what it means; the system's own words are English on most machines.
_CAUSES = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EBUSY: "正被别的程序占用",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EISDIR: "这是文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.ENAMETOOLONG: "路径太长",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.ELOOP: "链接绕成了圈",
    errno.EMFILE: "打开的文件太多",
    errno.EIO: "磁盘读写出错",
    errno.ESTALE: "网络文件夹已断开",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


def cause_of(error: OSError) -> str:
    """Why the system refused, in words for the user."""
    return _CAUSES.get(error.errno or 0, f"系统错误 {error.errno}" if error.errno else "系统错误")


def code_of(error: OSError) -> str:
    """The code of a WorkspaceError for what the system refused to write."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "full"
    return "disk" if error.errno == errno.EIO else "unwritable"
