"""Zip containers opened with care: archives, and the Office formats that are zips inside."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from zwsearch.errors import ReadError
from zwsearch.read import limits

# What damaged bytes make the libraries of the formats raise, besides their own errors: a flipped bit may turn up as
# a missing part, a number out of range, or an attribute that is not there.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    RuntimeError,
    AssertionError,
    SyntaxError,
)


# What the libraries say of damage → what it means for the user; words that are not here stay unsaid.
_REASONS = (
    (re.compile(r"not a zip|central directory|magic number|file is not", re.IGNORECASE), "不是完整的压缩结构"),
    (re.compile(r"crc|checksum|decompress|invalid (?:block|distance|code|stored)", re.IGNORECASE), "数据校验不符"),
    (re.compile(r"no item named|no relationship|not found|missing|KeyError", re.IGNORECASE), "缺少内部的文件"),
    (re.compile(r"/Root|really a PDF|xref|trailer|No PDF|Catalog", re.IGNORECASE), "缺少 PDF 的目录结构"),
    (re.compile(r"eof|end of (?:file|data|stream)|truncat|incomplete", re.IGNORECASE), "文件在中途断开"),
    (re.compile(r"xml|tag|entity|syntax|namespace|content type", re.IGNORECASE), "内部的 XML 有错误"),
)


def damaged(name: str, error: BaseException | None = None) -> ReadError:
    """The error for a file whose bytes do not hold what its format promises."""
    said = f"{type(error).__name__} {error}" if error is not None else ""
    reason = next((f"（{meaning}）" for pattern, meaning in _REASONS if pattern.search(said)), "")
    return ReadError(f"“{name}”已损坏或不完整{reason}", hint="请用原来的软件打开并重新保存，或向发文单位重新索取")


def open_zip(data: bytes, name: str) -> zipfile.ZipFile:
    """Opens a zip after looking at what it would unpack to.

    Raises ReadError `too_large` for bombs (members are never read beyond the sizes looked at here) and
    `unreadable` for damage.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except DAMAGE as error:
        raise damaged(name, error) from error
    if len(members) > limits.MAX_MEMBERS:
        raise limits.too_large(f"“{name}”里的文件超过 {limits.MAX_MEMBERS} 个", "请解压后只选需要的文件")
    expanded = 0
    for member in members:
        expanded += member.file_size
        if member.file_size > max(limits.RATIO_FREE_BYTES, member.compress_size * limits.MAX_RATIO):
            raise limits.too_large(f"“{name}”的压缩比异常，疑为压缩炸弹", "请确认来源可靠，并解压后再读取")
    if expanded > limits.MAX_EXPANDED_BYTES:
        raise limits.too_large(
            f"“{name}”解压后超过 {limits.MAX_EXPANDED_BYTES // 1024 // 1024} MB", "请解压后只选需要的文件"
        )
    return archive
