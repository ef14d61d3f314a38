"""Which reader reads what: suffixes, the marks of each format, and the readers behind their names."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType

from zwsearch.errors import ReadError
from zwsearch.read import limits
from zwsearch.read.markup import GLANCE, is_markup
from zwsearch.records import Document, Source

Reader = Callable[[bytes, Source], tuple[Document, ...]]

# Suffix → format. Several suffixes share a format, and a format a reader.
SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        ".txt": "txt",
        ".text": "txt",
        ".csv": "txt",  # a pasted table that was saved
        ".tsv": "txt",
        ".md": "md",
        ".markdown": "md",
        ".html": "html",
        ".htm": "html",
        ".shtml": "html",
        ".xhtml": "html",
        ".mht": "eml",
        ".mhtml": "eml",
        ".docx": "docx",
        ".docm": "docx",
        ".xlsx": "xlsx",
        ".xlsm": "xlsx",
        ".pdf": "pdf",
        ".eml": "eml",
        ".zip": "zip",
        ".doc": "doc",
        ".wps": "wps",
        ".rtf": "rtf",
        ".odt": "odt",
        ".xls": "xls",
        ".et": "et",
        ".ods": "ods",
        ".ofd": "ofd",
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
        "pdf": ("pdf", "read"),
        "eml": ("mail", "read"),
        "zip": ("archive", "read"),
        "ofd": ("ofd", "read"),
        **dict.fromkeys(("doc", "wps", "rtf", "odt", "xls", "et", "ods"), ("office", "read")),
    }
)

# The stream in which an encrypted .docx or .xlsx is wrapped.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

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


# What systems leave in every folder, in lower case; nobody misses it.
OF_THE_SYSTEM = frozenset(("thumbs.db", "desktop.ini", "__macosx"))

# What users have, in their words; the rare ones are read too.
COMMON_FORMATS = "Word 或 WPS 文档、Excel 表格、PDF、网页、文本（txt、md）、邮件（eml）、压缩包（zip）"


def suffix_of(name: str) -> str:
    """The suffix of a file name, in lower case, with its dot; empty when there is none."""
    match = re.search(r"\.[A-Za-z0-9]{1,8}$", name.strip())
    return match[0].lower() if match else ""


def read_data(data: bytes, name: str) -> tuple[Document, ...]:
    """Reads one file's bytes; see `zwsearch.read.read_bytes`."""
    if len(data) > limits.MAX_FILE_BYTES:
        raise limits.too_large(
            f"“{name}”超过 {limits.MAX_FILE_BYTES // 1024 // 1024} MB",
            "请拆分文件，或去掉其中的图片后再读取",
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
    return ReadError(f"“{name}”是空的，没有文字", hint="请检查文件是否保存完整，或换一份有正文的文件", code="empty")


def _reader(format_: str) -> Reader:
    module, function = READERS[format_]
    reader: Reader = getattr(import_module(f"zwsearch.read.{module}"), function)
    return reader


def format_of(name: str) -> str:
    """The format that a file name promises; text where it promises nothing."""
    return SUFFIXES.get(suffix_of(name), "txt")


def file_name(name: str) -> str:
    """A name as one line, without folders: names in mails may hold both."""
    return " ".join(re.split(r"[\\/]", name)[-1].split()) or "未命名"


def _format(data: bytes, name: str) -> str:
    """What the bytes are: their own marks first, since files named .doc hold anything, then the name."""
    for magic, what in _BINARY:
        # Two letters may begin a text, so they need a byte that no text has.
        if data.startswith(magic) and (len(magic) > 2 or b"\0" in data[:64]):
            raise ReadError(
                f"“{name}”的内容是{what}，不是文字",
                hint=f"请换成常用格式：{COMMON_FORMATS}；图片需先做文字识别",
            )
    suffix = suffix_of(name)
    promised = SUFFIXES.get(suffix)
    if promised is None and re.search(r"[a-z]", suffix):
        raise ReadError(
            f"不支持“{name}”的格式 {suffix}", hint=f"请转换成常用格式后再读取：{COMMON_FORMATS}", code="unsupported"
        )
    return _marked(data, promised, name) or promised or "txt"


def _marked(data: bytes, promised: str | None, name: str) -> str | None:
    """The format that the first bytes give away; None when they fit the promise or say nothing."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return promised if promised in ("docx", "xlsx", "ofd", "odt", "ods", "zip") else _kind_of_zip(data)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # The old Office container; a .docx that is one is an old or an encrypted document.
        if _ENCRYPTED in data:
            raise ReadError(f"“{name}”有密码，无法读取", hint="请打开后去掉密码，另存后再读取")
        if promised in ("txt", "md", "html", None):
            raise ReadError(f"“{name}”的内容是旧版 Office 文件，不是文字", hint="请把后缀改为 .doc 或 .xls 后再读取")
        return promised if promised in ("doc", "wps", "xls", "et") else "xls" if promised == "xlsx" else "doc"
    if start.startswith(b"{\\rtf1"):
        return "rtf"
    if promised in ("doc", "xls", "wps", "et", "txt", None) and is_markup(_ascii(data)):
        return "html"
    if promised in ("doc", "wps", "xls", "et") and re.match(rb"(?i)mime-version:", start):
        return "eml"
    return None


def _ascii(data: bytes) -> str:
    """The start of a text by its bytes: tags are ASCII in every encoding, beside NUL bytes in UTF-16 and UTF-32."""
    start = data[: 2 * GLANCE].removeprefix(codecs.BOM_UTF8).lstrip(b"\xff\xfe\0")
    return start.replace(b"\0", b"").decode("latin-1")


def _kind_of_zip(data: bytes) -> str:
    # The names of the members stand in the clear, in the directory at the end of the file.
    if b"word/document.xml" in data:
        return "docx"
    if b"xl/workbook.xml" in data:
        return "xlsx"
    return "ofd" if b"OFD.xml" in data else "zip"
