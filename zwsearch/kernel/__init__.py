"""The compiled kernel: the same results as the NumPy and Python paths beside it, several times as fast.

`pip install` compiles it where there is a C compiler (build_kernel.py); without one, or with `ZWSEARCH_PURE=1`,
everything works as before, only slower. It is a plain shared library without Python in it, loaded by ctypes.
"""

from __future__ import annotations

import ctypes
import os
import sys
import zlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
LIBRARY = FOLDER / ("_kernel.dll" if os.name == "nt" else "_kernel.so")


def kernel() -> ctypes.CDLL | None:
    """The kernel, or None where it was not compiled, is of other sources than these, or is not wanted."""
    return None if os.environ.get("ZWSEARCH_PURE", "") not in ("", "0") else _load()


def source_mark() -> int:
    """What the library is stamped with: CRC-32 of its sources."""
    mark = 0
    for path in sorted(FOLDER.glob("*.[ch]")):
        mark = zlib.crc32(path.read_bytes(), mark)
    return mark


@cache
def _load() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL(str(LIBRARY))
        # An editable install goes on working with a library that was compiled from older sources: not with this one.
        if ctypes.c_uint32.in_dll(library, "zw_source_mark").value != source_mark():
            return None
    except (OSError, ValueError):
        return None
    if sys.byteorder != "little":  # the index is written in little endian
        return None
    return library
