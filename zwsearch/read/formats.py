"""Which reader reads what: suffixes, the marks of each format, and the readers behind their names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType

from zwsearch.errors import ReadError
from zwsearch.read import limits
from zwsearch.records import Document, Source

Reader = Callable[[bytes, Source], tuple[Document, ...]]

# Suffix → format. Several suffixes share a format, and a format a reader.
SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        ".txt": "txt",
        ".text": "txt",
        ".md": "md",
        ".markdown": "md",
        ".html": "html",
        ".htm": "html",
        ".shtml": "html",
        ".xhtml": "html",
        ".docx": "docx",
        ".docm": "docx",
        ".xlsx": "xlsx",
        ".xlsm": "xlsx",
    }
)

# Format → module and function; imported when the first file of the format comes, since some need heavy libraries.
READERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "txt": ("plain", "read_txt"),
        "md": ("plain", "read_md"),
        "html": ("html", "read"),
        "docx": ("docx", "read"),
        "xlsx": ("xlsx", "read"),
    }
)

# What no reader can make text of, by its first bytes.
_BINARY = (
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\0", "图片"),
    (b"MM\0*", "图片"),
    (b"\x7fELF", "程序"),
    (b"MZ", "程序"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"SQLite format 3\0", "数据库"),
)


def known_suffixes() -> str:
    """The readable formats as a user writes them, for hints."""
    return " ".join(s.removeprefix(".") for s in SUFFIXES)


def suffix_of(name: str) -> str:
    """The suffix of a file name, in lower case, with its dot; empty when there is none."""
    match = re.search(r"\.[A-Za-z0-9]{1,8}$", name.strip())
    return match[0].lower() if match else ""


def read_data(data: bytes, name: str) -> tuple[Document, ...]:
    """Reads one file's bytes; see `zwsearch.read.read_bytes`."""
    if len(data) > limits.MAX_FILE_BYTES:
        raise limits.too_large(
            f"“{name}”超过 {limits.MAX_FILE_BYTES // 1024 // 1024} MB",
            "请拆分文件,或去掉其中的图片后再读取",
        )
    if not data.strip(b"\0 \t\r\n\x0b\x0c\xef\xbb\xbf"):
        raise _empty(name)
    format_ = _format(data, name)
    source = Source(name, format_, None, hashlib.sha256(data).hexdigest())
    documents = _reader(format_)(data, source)
    if len(documents) == 1 and not documents[0].blocks and not documents[0].problems:
        raise _empty(name)
    for document in documents:
        limits.check_document(document)
    return documents


def _empty(name: str) -> ReadError:
    return ReadError(f"“{name}”是空的,没有文字", hint="请检查文件是否保存完整,或换一份有正文的文件", code="empty")


def _reader(format_: str) -> Reader:
    module, function = READERS[format_]
    reader: Reader = getattr(import_module(f"zwsearch.read.{module}"), function)
    return reader


def _format(data: bytes, name: str) -> str:
    suffix = suffix_of(name)
    for magic, what in _BINARY:
        # Two letters may begin a text, so they need a byte that no text has.
        if data.startswith(magic) and (len(magic) > 2 or b"\0" in data[:64]):
            raise ReadError(
                f"“{name}”的内容是{what},不是文字",
                hint=f"请换成可读取的格式({known_suffixes()}),图片需先做文字识别",
            )
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    if not suffix or not re.search(r"[a-z]", suffix):
        return "txt"
    raise ReadError(
        f"不支持“{name}”的格式 {suffix}", hint=f"请转换成 {known_suffixes()} 之一后再读取", code="unsupported"
    )
