"""Bytes, a file or pasted text → documents of blocks, exactly as found; one file a format.

Nothing is interpreted or mended here. Readers stand behind a table of names, so that no library is imported
before a file of its format comes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from zwsearch.errors import ReadError
from zwsearch.read import limits
from zwsearch.read.encoding import stray_controls
from zwsearch.read.finding import find_files, find_unknown, unreadable
from zwsearch.read.formats import SUFFIXES, read_data
from zwsearch.read.limits import MAX_PASTED_CHARACTERS, check_pasted
from zwsearch.read.markup import is_markup
from zwsearch.read.names import is_there, path_text
from zwsearch.read.pasted import blocks_of_text
from zwsearch.records import Document, Source

__all__ = [
    "MAX_PASTED_CHARACTERS",
    "SUFFIXES",
    "check_pasted",
    "find_files",
    "find_unknown",
    "is_there",
    "path_text",
    "read_bytes",
    "read_path",
    "read_text",
]


def read_path(path: Path, name: str | None = None) -> tuple[Document, ...]:
    """Reads a file; `name` is what its documents are called, else the file's name.

    Errors as `read_bytes`, and `not_found` or `is_folder`.
    """
    try:
        if path.is_dir():
            raise ReadError(
                f"“{path_text(path)}”是文件夹，不是文件",
                hint="请指定里面的文件，或用 zwsearch index 读入整个文件夹",
                code="is_folder",
            )
        if path.stat().st_size > limits.MAX_FILE_BYTES:
            raise limits.too_large(
                f"“{path_text(path)}”超过 {limits.MAX_FILE_BYTES // 1024 // 1024} MB",
                "请拆分文件，或去掉其中的图片后再读取",
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError(f"找不到“{path_text(path)}”", hint="请检查路径是否写对", code="not_found") from error
    except OSError as error:
        raise unreadable(path, error) from error
    return read_bytes(data, name or path_text(path.name))


def read_bytes(data: bytes, name: str) -> tuple[Document, ...]:
    """Reads the bytes of a file called `name`: one document, or several for archives and mails.

    Raises ReadError `empty`, `unreadable` (binary, damaged), `too_large` or `unsupported`. A file inside an
    archive that cannot be read is an `unread` document with a problem of that code.
    """
    return read_data(data, name)


def read_text(text: str, name: str = "粘贴文本") -> Document:
    """Reads pasted text, or the pasted source of a page. Raises ReadError `empty` or `too_large`."""
    if len(text) > limits.MAX_FILE_BYTES:
        raise limits.too_large("粘贴的文字太长", "请存成文件并拆分后再读取")
    metadata: tuple[tuple[str, str], ...] = ()
    if is_markup(text):
        from zwsearch.read.html import read_markup  # late: hardly anybody pastes the source of a page

        blocks, metadata = read_markup(text, name)
    else:
        blocks = blocks_of_text(text)
    if not blocks:
        raise ReadError("没有文字可读", hint="请粘贴通知的正文", code="empty")
    # Half a surrogate pair, as a terminal may hand over, has no bytes.
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    document = Document(Source(name, "pasted", None, digest), blocks, metadata, stray_controls(text))
    limits.check_document(document)
    return document
