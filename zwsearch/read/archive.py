"""Zip archives → the documents of the files inside."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from operator import itemgetter

from zwsearch.errors import ReadError
from zwsearch.read import members
from zwsearch.read.packed import DAMAGE, damaged, open_zip
from zwsearch.records import Document, Source

_UTF8_NAME = 0x800


def read(data: bytes, source: Source) -> tuple[Document, ...]:
    """Every readable file of an archive, in the order of their names.

    Raises ReadError `unreadable` (damaged), `too_large` (bombs), `no_files` (nothing inside to read).
    """
    with open_zip(data, source.name) as archive:
        return members.read_all(_files(archive, source.name), source.name)


def _files(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes | ReadError | None]]:
    entries = sorted(((name_of(m), m) for m in archive.infolist() if not m.is_dir()), key=itemgetter(0))
    for inner, member in entries:
        if members.is_hidden(inner):
            continue
        if not members.is_known(inner):
            yield inner, None
            continue
        if member.flag_bits & 0x1:
            yield inner, ReadError(f"“{name}”里的“{inner}”有密码", hint="请去掉密码后重新打包")
            continue
        try:
            yield inner, archive.read(member)
        except DAMAGE as error:
            yield inner, damaged(inner, error)


def name_of(member: zipfile.ZipInfo) -> str:
    """The name of a member as its maker saw it: old Chinese zip tools write GBK without saying so."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename
