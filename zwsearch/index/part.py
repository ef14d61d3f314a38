"""One immutable part of an index: up to 65,536 units and their postings, as arrays in one mapped file.

    keys      int64  [n]          ascending
    shapes    uint16 [n]          row of `lengths` for each unit
    lengths   uint32 [shapes, fields]  words of each field; few units differ in it, so it is small
    letters   uint8               the terms in UTF-8, sorted, one after the other
    edges     int64  [terms + 1]  where each term begins in `letters`
    heads     uint64 [terms]      the first eight bytes of each term, zeros after the end: two characters and more
    starts    int64  [terms + 1]  where each term's postings begin
    units     uint16 [postings]   place in `keys`, ascending within a term
    codes     uint8 or uint16     row of `counts` for each posting
    counts    uint16 [codes, fields]  how often the term stands in each field

A bigram is a term with `BIGRAM` before it, so it never meets a word of the same two characters.
"""

from __future__ import annotations

import mmap
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from zwsearch.errors import IndexCorruptError
from zwsearch.index.entry import FIELDS

BIGRAM = "\x02"
LIMIT = 1 << 16
_NAMES = ("keys", "shapes", "lengths", "letters", "edges", "heads", "starts", "counts", "units", "codes")
_HEAD = _NAMES[:8]  # always checked when opened; the postings are checked where they are small
_CHECKED = 1 << 20  # bytes; to read all of a large index would cost each start more than the search
HEAD_BYTES = 8
_SORTED_AT_ONCE = 1 << 16
BITS = 15  # of a packed field count; four of them fit into a signed number of 64 bits
MOST = (1 << BITS) - 1

Arrays = dict[str, npt.NDArray[Any]]


class Part:
    """The arrays of one part, in memory or mapped."""

    def __init__(self, arrays: Arrays) -> None:
        self.keys: npt.NDArray[np.int64] = arrays["keys"]
        self.shapes: npt.NDArray[np.uint16] = arrays["shapes"]
        self.lengths: npt.NDArray[np.uint32] = arrays["lengths"]
        self.starts: npt.NDArray[np.int64] = arrays["starts"]
        self.units: npt.NDArray[np.uint16] = arrays["units"]
        self.codes: npt.NDArray[np.unsignedinteger] = arrays["codes"]
        self.counts: npt.NDArray[np.uint16] = arrays["counts"]
        self.edges: npt.NDArray[np.int64] = arrays["edges"]
        self.letters: npt.NDArray[np.uint8] = arrays["letters"]
        self.heads: npt.NDArray[np.uint64] = arrays["heads"]
        self._letters = np.ascontiguousarray(self.letters).data
        self._edges = np.ascontiguousarray(self.edges, dtype=np.int64).data
        self._heads = np.ascontiguousarray(self.heads, dtype=np.uint64).data
        self._within: dict[tuple[int, ...], npt.NDArray[np.bool_]] = {}

    def find(self, term: str) -> slice | None:
        """The range of the postings of `term` in `units` and `codes`."""
        wanted = term.encode()
        head = int.from_bytes(wanted[:HEAD_BYTES].ljust(HEAD_BYTES, b"\0"), "big")
        at = bisect_left(self._heads, head)
        if len(wanted) >= HEAD_BYTES:
            last = bisect_right(self._heads, head, at)
            at = bisect_left(range(last), wanted, at, last, key=self.spelled)
        if at == len(self._heads) or self.spelled(at) != wanted:
            return None
        return slice(int(self.starts[at]), int(self.starts[at + 1]))

    def within(self, columns: tuple[int, ...]) -> npt.NDArray[np.bool_]:
        """For each code, whether a posting with it stands in one of some fields, by their places."""
        known = self._within.get(columns)
        if known is None:
            known = self._within[columns] = np.asarray(self.counts[:, columns].sum(axis=1) > 0)
        return known

    def terms(self) -> list[bytes]:
        """All terms in UTF-8, sorted."""
        letters = self.letters.tobytes()
        edges = self.edges.tolist()
        return [letters[a:b] for a, b in pairwise(edges)]

    def holding(self, piece: str) -> list[int]:
        """Places of the terms that hold `piece` anywhere, ascending: by one look at each letter, not at each term."""
        wanted = piece.encode()
        ends = np.flatnonzero(self.letters == wanted[-1]) + 1  # of a character the last byte tells most
        begins = ends[ends >= len(wanted)] - len(wanted)
        for at, byte in enumerate(wanted[:-1]):
            begins = begins[self.letters[begins + at] == byte]
        terms = np.searchsorted(self.edges, begins, side="right") - 1
        whole = begins + len(wanted) <= self.edges[terms + 1]  # not across the edge of two terms
        return [int(term) for term in np.unique(terms[whole])]

    def spelled(self, at: int) -> bytes:
        """The term at a place, in UTF-8."""
        return bytes(self._letters[self._edges[at] : self._edges[at + 1]])

    def write(self, path: Path) -> dict[str, Any]:
        """Write the arrays one after the other, each at a multiple of 8; returns their description for the card."""
        layout: dict[str, Any] = {}
        offset = 0
        with path.open("wb") as file:
            for name in _NAMES:
                values: npt.NDArray[Any] = np.ascontiguousarray(getattr(self, name))
                data = values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes()
                layout[name] = {
                    "offset": offset,
                    "dtype": values.dtype.newbyteorder("<").str,
                    "shape": list(values.shape),
                    "crc32": zlib.crc32(data),
                }
                padding = -len(data) % 8
                file.write(data)
                file.write(b"\0" * padding)
                offset += len(data) + padding
        return {"size": offset, "arrays": layout}


def open_part(path: Path, card: dict[str, Any]) -> Part:
    """Map a part. Raises IndexCorruptError when the file is missing, truncated or altered."""
    try:
        if path.stat().st_size != card["size"]:
            raise _corrupt(path)
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        arrays: Arrays = {}
        for name in _NAMES:
            layout = card["arrays"][name]
            dtype = np.dtype(layout["dtype"])
            count = int(np.prod(layout["shape"], dtype=np.int64))
            values = np.frombuffer(mapped, dtype, count, layout["offset"])
            if (name in _HEAD or values.nbytes <= _CHECKED) and zlib.crc32(values.data) != layout["crc32"]:
                raise _corrupt(path)
            arrays[name] = values.reshape(layout["shape"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise _corrupt(path) from error
    return Part(arrays)


def _corrupt(path: Path) -> IndexCorruptError:
    return IndexCorruptError(f"索引文件损坏：{path.name}", hint="请运行 zwsearch doctor 重建索引，已保存的通知不受影响")


def assemble(
    terms: Sequence[bytes],
    keys: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.uint32],
    pairs: npt.NDArray[np.int64],
    packed: npt.NDArray[np.int64],
) -> Part:
    """A part from postings in any order: place in `terms` * LIMIT + unit [p], and field counts of `BITS` bits [p].

    `lengths` [n, fields] are those of each unit.
    """
    order = sorted(range(len(terms)), key=terms.__getitem__)
    rank = np.empty(len(terms), dtype=np.int64)
    rank[order] = np.arange(len(terms))
    pairs = rank[pairs // LIMIT] * LIMIT + pairs % LIMIT
    by_term = np.argsort(pairs)
    present = np.bincount(pairs // LIMIT, minlength=len(terms))
    kept = np.flatnonzero(present)
    sorted_terms = [terms[order[at]] for at in kept.tolist()]
    return pack(sorted_terms, keys, lengths, _edges(present[kept].tolist()), pairs[by_term] % LIMIT, packed[by_term])


def pack(
    terms: Sequence[bytes],
    keys: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.uint32],
    starts: npt.NDArray[np.int64],
    units: npt.NDArray[np.integer],
    packed: npt.NDArray[np.int64],
) -> Part:
    """A part from sorted `terms` and postings sorted by term and unit; `starts` [terms + 1] are their edges."""
    distinct, codes = _numbered(packed)
    table = distinct[:, None] >> BITS * np.arange(len(FIELDS)) & MOST
    rows, shapes = np.unique(lengths, axis=0, return_inverse=True)
    return Part(
        {
            "keys": keys,
            "shapes": shapes.reshape(-1).astype(np.uint16),
            "lengths": rows,
            "letters": np.frombuffer(b"".join(terms), dtype=np.uint8),
            "edges": _edges(len(term) for term in terms),
            "heads": np.array(terms, dtype=f"S{HEAD_BYTES}").view(">u8").astype(np.uint64),
            "starts": starts,
            "units": units.astype(np.uint16, copy=False),
            "codes": codes.astype(np.uint8 if len(distinct) <= 256 else np.uint16),
            "counts": table.astype(np.uint16),
        }
    )


def _numbered(values: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Distinct values, ascending, and the place of each value among them; for few distinct ones among millions."""
    distinct = np.zeros(0, dtype=np.int64)
    for start in range(0, len(values), _SORTED_AT_ONCE):
        distinct = np.union1d(distinct, values[start : start + _SORTED_AT_ONCE])
    return distinct, np.searchsorted(distinct, values)


def merge_parts(parts: Sequence[tuple[Part, npt.NDArray[np.bool_]]]) -> Part:
    """One part from the live units (a mask for each part) of several; together at most `LIMIT`."""
    keys = np.concatenate([part.keys[live] for part, live in parts])
    order = np.argsort(keys)
    place = np.empty(len(keys), dtype=np.int64)
    place[order] = np.arange(len(keys))
    terms: dict[bytes, int] = {}
    pairs, packed = [], []
    before = 0
    for part, live in parts:
        own = np.array([terms.setdefault(term, len(terms)) for term in part.terms()], dtype=np.int64)
        kept = live[part.units]
        target = np.zeros(len(live), dtype=np.int64)
        target[live] = place[before : before + int(live.sum())]
        before += int(live.sum())
        pairs.append(np.repeat(own, np.diff(part.starts))[kept] * LIMIT + target[part.units[kept]])
        table = (part.counts.astype(np.int64) << BITS * np.arange(len(FIELDS))).sum(axis=1)
        packed.append(table[part.codes[kept]])
    lengths = np.concatenate([part.lengths[part.shapes[live]] for part, live in parts])[order]
    return assemble(list(terms), keys[order], lengths, np.concatenate(pairs), np.concatenate(packed))


def _edges(sizes: Iterable[int]) -> npt.NDArray[np.int64]:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.fromiter(sizes, dtype=np.int64))])
