"""Formats that only an office suite understands → converted by LibreOffice, then read as what they became."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from zwsearch.errors import ReadError
from zwsearch.read import limits, ole
from zwsearch.read.encoding import SAMPLE, score
from zwsearch.read.packed import damaged
from zwsearch.read.plain import read_txt
from zwsearch.records import Document, Paragraph, Source

# Format → what it is converted to.
TARGETS: Mapping[str, str] = MappingProxyType(
    {
        "doc": "docx",
        "wps": "docx",
        "rtf": "docx",
        "odt": "docx",
        "xls": "xlsx",
        "et": "xlsx",
        "ods": "xlsx",
    }
)
_OLE, _ZIP = ole.MARK, b"PK\x03\x04"
# Fewer Chinese characters in a text that calls itself a Word file are what is left of a damaged one.
_LEAST_HAN = 10
# The first bytes of each format.
MARKS: Mapping[str, bytes] = MappingProxyType(
    {"doc": _OLE, "wps": _OLE, "xls": _OLE, "et": _OLE, "rtf": b"{\\rtf", "odt": _ZIP, "ods": _ZIP}
)
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "/usr/lib/libreoffice/program/soffice",
)


def find_soffice() -> str | None:
    """The program of LibreOffice, or None where it is not installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    return next((place for place in _PLACES if Path(place).exists()), None)


def read(data: bytes, source: Source) -> tuple[Document, ...]:
    """Converts and reads. Raises ReadError `unsupported` without LibreOffice, `unreadable` when it fails."""
    target = TARGETS[source.format]
    if not data.startswith(MARKS[source.format]):
        # Old systems write plain text and call it .doc; anything else is damage, and not worth a start of the suite.
        return _plain(read_txt(data, source), source)
    if MARKS[source.format] == _OLE:
        target = ole.target_of(data, source.name) or target
    program = find_soffice()
    if program is None:
        raise ReadError(
            f"读取 {source.format} 文件需要 LibreOffice，本机没有安装",
            hint=f"请安装 LibreOffice，或用 Office/WPS 把“{source.name}”另存为 {target} 后再读取",
            code="unsupported",
        )
    converted = convert(data, source, program, target)
    documents = import_module(f"zwsearch.read.{target}").read(converted, source)
    if score(" ".join(_texts(documents))[:SAMPLE]) < 0:
        raise damaged(source.name)
    return tuple(replace(document, source=source) for document in documents)


def _plain(documents: tuple[Document, ...], source: Source) -> tuple[Document, ...]:
    if sum("\u4e00" <= character <= "\u9fff" for text in _texts(documents) for character in text) < _LEAST_HAN:
        raise damaged(source.name)
    return documents


def _texts(documents: tuple[Document, ...]) -> Iterator[str]:
    for document in documents:
        for block in document.blocks:
            if isinstance(block, Paragraph):
                yield block.text
            else:
                yield from (cell.text for row in block.rows for cell in row)


def convert(data: bytes, source: Source, program: str, target: str) -> bytes:
    """The bytes of a file in another format, made in a folder and with a profile of its own.

    A shared profile would fail while the user has LibreOffice open, and would run his macros.
    """
    failed = ReadError(
        f"LibreOffice 无法转换“{source.name}”", hint=f"请用 Office/WPS 另存为 {target} 后再读取，或检查文件是否损坏"
    )
    with tempfile.TemporaryDirectory(prefix="zwsearch-") as folder:
        path = Path(folder, f"input.{source.format}")
        path.write_bytes(data)
        profile = Path(folder, "profile").as_uri()
        command = [
            program,
            "--headless",
            "--norestore",
            "--nolockcheck",
            f"-env:UserInstallation={profile}",
            "--convert-to",
            target,
            "--outdir",
            str(Path(folder, "out")),
            str(path),
        ]
        try:
            _run(command)
        except subprocess.TimeoutExpired as error:
            raise ReadError(
                f"LibreOffice 转换“{source.name}”超过 {limits.CONVERT_SECONDS} 秒", hint=failed.hint
            ) from error
        except OSError as error:
            raise failed from error
        output = Path(folder, "out", f"input.{target}")
        if not output.exists() or output.stat().st_size > limits.MAX_FILE_BYTES:
            raise failed
        return output.read_bytes()


def _run(command: list[str]) -> None:
    # The program starts a second process; a time-out has to end both, so they get a group of their own.
    own_group = os.name == "posix"
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=own_group,
    )
    try:
        process.wait(timeout=limits.CONVERT_SECONDS)
    except subprocess.TimeoutExpired:
        if own_group:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        raise
