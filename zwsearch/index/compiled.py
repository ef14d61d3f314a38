"""Ranking by the compiled kernel: what index/ranking.py does with NumPy, to the last bit, several times as fast."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from zwsearch.index.asked import Asked
from zwsearch.index.part import HEAD_BYTES
from zwsearch.index.scoring import Floats, Scoring, saturate
from zwsearch.index.view import Keys, Mask, View

_REMEMBERED = 1 << 16  # terms whose places are kept
_MOST_IMPACTS = 1 << 20  # numbers of a table; of the codes that can be written hardly any are, and only they take room
_ANSWER = np.dtype([("score", "f8"), ("key", "i8")])


class _Part(ctypes.Structure):
    """`Part` of kernel/rank.c."""

    _fields_ = (
        ("size", ctypes.c_int64),
        ("keys", ctypes.c_void_p),
        ("units", ctypes.c_void_p),
        ("codes", ctypes.c_void_p),
        ("code_bytes", ctypes.c_int64),
        ("frequencies", ctypes.c_void_p),
        ("weightless", ctypes.c_int64),
        ("norms", ctypes.c_void_p),
        ("shapes", ctypes.c_void_p),
        ("impacts", ctypes.c_void_p),
        ("shape_count", ctypes.c_int64),
        ("live", ctypes.c_void_p),
        ("starts", ctypes.c_void_p),
        ("terms", ctypes.c_int64),
        ("heads", ctypes.c_void_p),
        ("edges", ctypes.c_void_p),
        ("letters", ctypes.c_void_p),
    )


# Of zw_rank: parts, what is asked of each, places, weights, order, what can still be added, lifts, the best, the total.
_RANK = (
    *(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_char_p),
    *(ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p, ctypes.c_double, ctypes.c_double),
    *(ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p),
)


class CompiledViews:
    """The views of an index for one way of scoring, as the kernel reads them."""

    def __init__(self, library: ctypes.CDLL, views: Sequence[View], size: int, scoring: Scoring) -> None:
        self._views = views
        self._size = size
        self._scoring = scoring
        self._more = scoring.k1 + 1
        self._rank, self._find, self._count = library.zw_rank, library.zw_find, library.zw_count
        self._rank.restype = self._count.restype = ctypes.c_int64
        self._rank.argtypes = _RANK  # so that plain numbers can be given
        self._held: list[npt.NDArray[Any]] = []  # what the kernel points at
        self._parts = (_Part * len(views))(*map(self._described, views))
        self._all_live = all(view.live is None for view in views)
        self._no_masks = (ctypes.c_void_p * (3 * len(views)))()
        self._places: dict[str, bytes] = {}
        self._room = ctypes.c_int64 * (2 * len(views))

    def frequency(self, stored: str) -> int:
        """How many live units hold the term in a field that weighs something."""
        count: int = self._count(self._parts, ctypes.c_int64(len(self._views)), self._at(stored))
        return count

    def rank(self, asked: Asked) -> tuple[int, Keys, Floats]:
        """The number of matches, and keys and scores of the best `asked.limit`, in no order."""
        limit = self._size if asked.limit is None else max(0, min(asked.limit, self._size))
        best = np.empty(limit, dtype=_ANSWER)
        terms = [*asked.matching, *asked.raising]
        weights = array("d", [weight for _, weight in terms])
        amounts = array("d", [amount for _, amount in asked.lifts])
        matching = len(asked.matching)
        order = array("q", sorted(range(matching), key=weights.__getitem__))
        if asked.restricts or not self._all_live:
            masks = [mask for view in self._views for mask in self._masks(asked, view)]
            pointers = (ctypes.c_void_p * len(masks))(*(None if mask is None else mask.ctypes.data for mask in masks))
        else:
            pointers = self._no_masks
        total = ctypes.c_int64()
        held: int = self._rank(
            *(self._parts, pointers, len(self._views), b"".join([self._at(stored) for stored, _ in terms])),
            *(weights.buffer_info()[0], len(terms), matching, order.buffer_info()[0], self._rising(asked), self._more),
            *(amounts.buffer_info()[0], len(amounts), limit, best.ctypes.data, ctypes.byref(total)),
        )
        if held < 0:
            raise MemoryError
        return total.value, best["key"][:held], best["score"][:held]

    def _rising(self, asked: Asked) -> float:
        """What all that does not match can add to a score at most; below 0 where some weight is."""
        if any(weight < 0 for _, weight in (*asked.matching, *asked.raising, *asked.lifts)):
            return -1.0
        rising: float = sum(weight for _, weight in asked.raising) * self._more
        return rising + sum(amount for _, amount in asked.lifts)

    @staticmethod
    def _masks(asked: Asked, view: View) -> tuple[Mask | None, Mask | None, Mask | None]:
        """`Asked` of kernel/rank.c."""
        lifted = np.concatenate([view.mask(keys) for keys, _ in asked.lifts]) if asked.lifts else None
        return asked.allowed(view), asked.forced(view), lifted

    def _at(self, stored: str) -> bytes:
        """Where the postings of a term begin and end in each part."""
        places = self._places.get(stored)
        if places is None:
            term = stored.encode()
            head = int.from_bytes(term[:HEAD_BYTES].ljust(HEAD_BYTES, b"\0"), "big")
            room = self._room()
            self._find(
                self._parts,
                ctypes.c_int64(len(self._views)),
                term,
                ctypes.c_int64(len(term)),
                ctypes.c_uint64(head),
                room,
            )
            places = bytes(room)
            if len(self._places) >= _REMEMBERED:
                self._places.clear()
            self._places[stored] = places
        return places

    def _described(self, view: View) -> _Part:
        part = view.part
        at = self._pointer
        codes = 1 << 8 * part.codes.itemsize  # all that can be written: large files are mapped unchecked
        frequencies = np.zeros(codes)
        frequencies[: len(view.weighted)] = view.weighted
        impacts: Floats | None = None
        if codes * len(view.norms) <= _MOST_IMPACTS:
            impacts = np.zeros((codes, len(view.norms)))
            for code in np.flatnonzero(view.weighted).tolist():
                impacts[code] = saturate(self._scoring, view.weighted[code], view.norms)
        return _Part(
            *(len(part.keys), at(part.keys), at(part.units), at(part.codes), part.codes.itemsize),
            *(
                at(frequencies),
                int(not view.weighted.all()),
                at(view.norms),
                at(part.shapes),
                None if impacts is None else at(impacts),
                len(view.norms),
                None if view.live is None else at(view.live),
            ),
            *(at(part.starts), len(part.heads), at(part.heads), at(part.edges), at(part.letters)),
        )

    def _pointer(self, values: npt.NDArray[Any]) -> int:
        whole = np.ascontiguousarray(values)
        self._held.append(whole)
        return whole.ctypes.data
