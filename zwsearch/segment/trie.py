"""jieba's dictionary and hidden Markov model as the arrays that the compiled kernel walks, kept in one mapped file.

Words stand by their characters, breadth first, so that the children of a node are neighbours and sorted. The file
lies beside the compiled dictionary and, like it, is made anew when it is damaged or jieba is another one.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from zwsearch.segment.lexicon import FIRST, LAST, Group, Lexicon
from zwsearch.versions import write_atomically

NO_WORD = 1.0  # no logarithm of a probability
_COUNT = LAST - FIRST + 1
_MAGIC = b"zwtrie01"
TRIE = {"roots": "<i4", "letters": "<u2", "children": "<i4", "weights": "<f8"}

Arrays = dict[str, npt.NDArray[np.generic]]


def plant(groups: Iterable[Group]) -> Arrays:
    """The arrays of a trie of groups (each closed under beginnings): see kernel/cut.c."""
    weights = {word: weight for group in groups for word, weight in group.items()}
    words = sorted(weights, key=lambda word: (len(word), word))
    place = {word: at for at, word in enumerate(words)}
    roots = np.full(_COUNT, -1, dtype="<i4")
    parents = np.zeros(len(words), dtype=np.int64)
    first = len(words)  # of the words of two characters
    for at, word in enumerate(words):
        if len(word) == 1:
            roots[ord(word) - FIRST] = at
        else:
            first = min(first, at)
            parents[at] = place[word[:-1]]
    sizes = np.bincount(parents[first:], minlength=len(words))
    children = np.concatenate([[first], first + np.cumsum(sizes)])
    return {
        "roots": roots,
        "letters": np.fromiter((ord(word[-1]) for word in words), dtype="<u2", count=len(words)),
        "children": children.astype("<i4"),
        "weights": np.fromiter(
            (NO_WORD if weights[word] is None else weights[word] for word in words), dtype="<f8", count=len(words)
        ),
    }


def open_trie(cache: Path | None, lexicon: Lexicon) -> tuple[Arrays, npt.NDArray[np.generic]]:
    """The trie of the whole dictionary and the emissions [characters * 4] of the Markov model.

    Read from the cache folder, made first where it is missing, stale or damaged. Without a folder, or with one that
    cannot be written, it is made in memory: a second or two.
    """
    path = None if cache is None else cache / "jieba.trie"
    if path is not None:
        try:
            return _read(path, lexicon)
        except (OSError, ValueError, KeyError):
            pass
    trie = plant(lexicon[chr(code)] for code in range(FIRST, LAST + 1))
    emitted = [value for code in range(FIRST, LAST + 1) for value in lexicon.emission(chr(code))]
    emissions = np.array(emitted, dtype="<f8")
    if path is not None:
        with suppress(OSError):
            write_atomically(path, b"".join(_spelled(trie, emissions, lexicon)))
    return trie, emissions


def _spelled(trie: Arrays, emissions: npt.NDArray[np.generic], lexicon: Lexicon) -> Iterator[bytes]:
    body = b"".join(_padded(trie[name].tobytes()) for name in TRIE) + emissions.tobytes()
    card = {
        "source": lexicon.source,
        "sizes": {name: len(trie[name]) for name in TRIE},
        "crc32": zlib.crc32(body),
    }
    head = json.dumps(card).encode()
    yield _MAGIC
    yield _padded(len(head).to_bytes(8, "little") + head)
    yield body


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 8)


def _read(path: Path, lexicon: Lexicon) -> tuple[Arrays, npt.NDArray[np.generic]]:
    data: npt.NDArray[np.uint8] = np.memmap(path, dtype=np.uint8, mode="r")
    length = int.from_bytes(data[8:16].tobytes(), "little")
    if data[:8].tobytes() != _MAGIC or length > len(data):
        raise ValueError("of another format")
    card = json.loads(data[16 : 16 + length].tobytes())
    if card["source"] != lexicon.source:
        raise ValueError("made from another jieba")
    body = data[16 + length + (-(8 + length) % 8) :]
    if zlib.crc32(body.data) != card["crc32"]:
        raise ValueError("altered")
    trie: Arrays = {}
    at = 0
    for name, dtype in TRIE.items():
        size = card["sizes"][name] * np.dtype(dtype).itemsize
        trie[name] = body[at : at + size].view(dtype)
        at += size + -size % 8
    return trie, body[at:].view("<f8")
