"""The old container of Office files: looked at before LibreOffice is started, which makes text of any damage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from zwsearch.read.packed import damaged

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream that holds the text → what the file is converted to.
_STREAMS: Mapping[str, str] = MappingProxyType({"WordDocument": "docx", "Workbook": "xlsx", "Book": "xlsx"})
_ROOT = "Root Entry"
# Layout of [MS-CFB]: a header of 512 bytes, sectors, and among them directory entries of 128 bytes, each with its name
# in UTF-16, the length of the name in bytes at 64 and the size of the stream at 120.
_HEADER, _ENTRY, _NAME_LENGTH, _SIZE = 512, 128, 64, 120


def target_of(data: bytes, name: str) -> str | None:
    """What a container is converted to; None where it holds no stream known here (old WPS files).

    Raises ReadError `unreadable` when it is cut or no container at all.
    """
    if not any(True for _ in _sizes(data, _ROOT)):
        raise damaged(name)
    for stream, target in _STREAMS.items():
        for size in _sizes(data, stream):
            if size > len(data):
                raise damaged(name)
            return target
    return None


def _sizes(data: bytes, stream: str) -> Iterator[int]:
    """The sizes of the streams of this name."""
    key = stream.encode("utf-16-le") + b"\0\0"
    at = data.find(key, _HEADER)
    while at >= 0:
        entry = data[at : at + _ENTRY]
        if at % _ENTRY == 0 and len(entry) == _ENTRY and entry[_NAME_LENGTH] == len(key):
            yield int.from_bytes(entry[_SIZE : _SIZE + 4], "little")
        at = data.find(key, at + 2)
