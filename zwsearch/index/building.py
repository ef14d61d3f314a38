"""Entries to a part: by the compiled kernel where there is one, else by dictionaries and sorting; the same bytes."""

from __future__ import annotations

import ctypes
from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import count, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from zwsearch.index.entry import FIELDS, IndexEntry, JoinedTermSource, TermSource
from zwsearch.index.part import BIGRAM, BITS, LIMIT, MOST, Part, assemble, pack
from zwsearch.kernel import kernel


def build_part(analyser: TermSource, entries: Sequence[IndexEntry]) -> Part:
    """The part of at most `LIMIT` entries."""
    entries = sorted(entries, key=lambda entry: entry.key)
    library = kernel()
    return _build_plainly(analyser, entries) if library is None else _build_compiled(library, analyser, entries)


def _build_compiled(library: ctypes.CDLL, analyser: TermSource, entries: Sequence[IndexEntry]) -> Part:
    joined = analyser.joined_terms if isinstance(analyser, JoinedTermSource) else lambda text: _join(analyser, text)
    builder = _Builder(library)
    lengths = np.zeros((len(entries), len(FIELDS)), dtype=np.uint32)
    for unit, entry in enumerate(entries):
        for column, name in enumerate(FIELDS):
            text = entry.fields.get(name)
            if text:
                lengths[unit, column] = builder.take(joined(text), unit, column)
    keys = np.array([entry.key for entry in entries], dtype=np.int64)
    terms = builder.terms()
    order = sorted(range(len(terms)), key=terms.__getitem__)
    rank = np.empty(len(terms), dtype=np.int64)
    rank[order] = np.arange(len(terms))
    return pack([terms[at] for at in order], keys, lengths, *builder.postings(rank))


def _join(analyser: TermSource, text: str) -> bytes:
    words, bigrams = analyser.index_terms(text)
    spelled = [*words, *(BIGRAM + bigram for bigram in bigrams), ""]
    return "\0".join(spelled).encode("utf-16-le")


class _Builder:
    """The builder of kernel/postings.c."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        self._take = library.zw_builder_take
        self._take.restype = ctypes.c_int64
        library.zw_builder_new.restype = ctypes.c_void_p
        self._builder = ctypes.c_void_p(library.zw_builder_new())
        if not self._builder:
            raise MemoryError

    def __del__(self) -> None:
        self._library.zw_builder_free(self._builder)

    def take(self, joined: bytes, unit: int, column: int) -> int:
        """Take in the terms of one field; returns how many words are among them."""
        size = ctypes.c_int64(len(joined) // 2)
        words: int = self._take(self._builder, joined, size, ctypes.c_int64(unit), ctypes.c_int64(column))
        if words < 0:
            raise MemoryError
        return words

    def terms(self) -> list[bytes]:
        """All terms in UTF-8, as they were numbered."""
        count, letter_count, _ = self._sizes()
        letters = np.empty(letter_count, dtype="<u2")
        edges = np.empty(count + 1, dtype=np.int64)
        self._library.zw_builder_terms(self._builder, *_pointers(letters, edges))
        data = letters.tobytes()
        return [data[2 * a : 2 * b].decode("utf-16-le").encode() for a, b in pairwise(edges.tolist())]

    def postings(
        self, rank: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint16], npt.NDArray[np.int64]]:
        """Edges of the terms by rank, units, and packed field counts."""
        count, _, posting_count = self._sizes()
        starts = np.empty(count + 1, dtype=np.int64)
        units = np.empty(posting_count, dtype=np.uint16)
        packed = np.empty(posting_count, dtype=np.int64)
        self._library.zw_builder_postings(self._builder, *_pointers(rank, starts, units, packed))
        return starts, units, packed

    def _sizes(self) -> tuple[int, int, int]:
        sizes = (ctypes.c_int64 * 3)()
        self._library.zw_builder_sizes(self._builder, sizes)
        return sizes[0], sizes[1], sizes[2]


def _pointers(*arrays: npt.NDArray[Any]) -> list[ctypes.c_void_p]:
    return [ctypes.c_void_p(array.ctypes.data) for array in arrays]


def _build_plainly(analyser: TermSource, entries: Sequence[IndexEntry]) -> Part:
    # Numbers are given by the dictionaries themselves: no step of Python for a token.
    words: defaultdict[str, int] = defaultdict(count().__next__)
    bigrams: defaultdict[str, int] = defaultdict(count().__next__)
    seen = (_Seen(words), _Seen(bigrams))
    lengths = np.zeros((len(entries), len(FIELDS)), dtype=np.uint32)
    for unit, entry in enumerate(entries):
        for column, name in enumerate(FIELDS):
            text = entry.fields.get(name)
            if not text:
                continue
            found = analyser.index_terms(text)
            lengths[unit, column] = len(found[0])
            for kind, terms in zip(seen, found, strict=True):
                kind.take(terms, unit * len(FIELDS) + column)
    tokens = np.concatenate([seen[0].tokens(0), seen[1].tokens(len(words))])
    del seen
    tokens.sort()  # in place: np.unique would hold three copies
    starts = np.flatnonzero(np.diff(tokens, prepend=-1))
    places, times = tokens[starts], np.diff(starts, append=len(tokens))
    del tokens
    keys = np.array([entry.key for entry in entries], dtype=np.int64)
    pairs = places // len(FIELDS)  # term number * LIMIT + unit
    first = np.flatnonzero(np.diff(pairs, prepend=-1))
    packed = np.minimum(times, MOST) << BITS * (places % len(FIELDS))
    packed = np.add.reduceat(packed, first) if len(first) else packed
    spelled = [word.encode() for word in words] + [(BIGRAM + bigram).encode() for bigram in bigrams]
    return assemble(spelled, keys, lengths, pairs[first], packed)


class _Seen:
    """The tokens of one kind as they come: the numbers of their terms, and how many stand in each place."""

    def __init__(self, numbers: defaultdict[str, int]) -> None:
        self._number = numbers.__getitem__
        self._terms = array("i")
        self._places = array("i")
        self._sizes = array("i")

    def take(self, terms: Sequence[str], place: int) -> None:
        self._terms.extend(map(self._number, terms))
        self._places.append(place)
        self._sizes.append(len(terms))

    def tokens(self, before: int) -> npt.NDArray[np.int64]:
        """(`before` + term) * LIMIT * fields + place for each token."""
        places = np.repeat(np.frombuffer(self._places, dtype=np.intc), np.frombuffer(self._sizes, dtype=np.intc))
        numbers = np.frombuffer(self._terms, dtype=np.intc).astype(np.int64)
        numbers += before
        numbers *= LIMIT * len(FIELDS)
        numbers += places
        return numbers
