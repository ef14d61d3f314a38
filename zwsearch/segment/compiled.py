"""The cutter of the compiled kernel: the words of cut.py, ten times as fast; for text in bulk."""

from __future__ import annotations

import ctypes
import threading
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from zwsearch.kernel import kernel
from zwsearch.segment.lexicon import IMPOSSIBLE, STATES, Group, Lexicon
from zwsearch.segment.trie import TRIE, Arrays, open_trie, plant

_ROOM = 12  # of the kernel for each character


class _Trie(ctypes.Structure):
    """`Trie` of kernel/cut.c."""

    _fields_ = tuple((name, ctypes.c_void_p) for name in TRIE)


class _Lexicon(ctypes.Structure):
    """`Lexicon` of kernel/cut.c."""

    _fields_ = (
        ("tries", _Trie * 2),
        ("unknown", ctypes.c_double),
        ("start", ctypes.c_double * 4),
        ("moves", ctypes.c_double * 16),
        ("emissions", ctypes.c_void_p),
    )


class _Rooms(threading.local):
    """Room for the kernel to write into, one for each thread; it grows."""

    def __init__(self) -> None:
        self._room = ctypes.create_string_buffer(1 << 16)

    def of(self, size: int) -> ctypes.Array[ctypes.c_char]:
        if size > len(self._room):
            self._room = ctypes.create_string_buffer(2 * size)
        return self._room


class CompiledCutter:
    """Cuts whole texts of characters up to U+FFFF. `own` are the groups of the user's own words."""

    def __init__(self, library: ctypes.CDLL, cache: Path | None, lexicon: Lexicon, own: Iterable[Group]) -> None:
        trie, emissions = open_trie(cache, lexicon)
        self._held: tuple[Arrays, Arrays, npt.NDArray[np.generic]] = (trie, plant(own), emissions)
        moves = (lexicon.moves[one].get(other, IMPOSSIBLE) for one in STATES for other in STATES)
        self._lexicon = _Lexicon(
            (_Trie * 2)(*(_Trie(*(trie[name].ctypes.data for name in TRIE)) for trie in self._held[:2])),
            lexicon.unknown,
            (ctypes.c_double * 4)(*(lexicon.start[state] for state in STATES)),
            (ctypes.c_double * 16)(*moves),
            emissions.ctypes.data,
        )
        self._pointer = ctypes.byref(self._lexicon)
        self._rooms = _Rooms()
        self._cut = library.zw_cut
        self._cut.restype = ctypes.c_int64

    def terms(self, text: str, spans: Sequence[int] = (), *, search: bool) -> bytes:
        """The words of the runs of Han characters of `text` outside of `spans` (start, end, start, end …), in UTF-16
        with a zero after each; with `search` also the shorter words inside them, and all neighbours with U+0002
        before each pair."""
        letters = text.encode("utf-16-le")
        room = self._rooms.of(2 * _ROOM * len(text))
        places = array("i", spans)
        size = self._cut(
            self._pointer,
            letters,
            ctypes.c_int64(len(text)),
            ctypes.c_void_p(places.buffer_info()[0]),
            ctypes.c_int64(len(places) // 2),
            search,
            room,
        )
        if size < 0:
            raise MemoryError
        return ctypes.string_at(room, 2 * size)

    def words(self, run: str) -> list[str]:
        """The words of a run, in order."""
        return self.terms(run, search=False).decode("utf-16-le").split("\0")[:-1]


def compiled_cutter(cache: Path | None, lexicon: Lexicon, own: Iterable[Group]) -> CompiledCutter | None:
    """The cutter of the kernel, or None where there is no kernel."""
    library = kernel()
    return None if library is None else CompiledCutter(library, cache, lexicon, own)
