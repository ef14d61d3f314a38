"""jieba's dictionary and hidden Markov model, compiled once into one memory-mapped file.

jieba takes 0.8 s to get ready; the mapped file a few milliseconds. Dictionary entries are grouped by first
character, each group a small JSON text that is parsed when the character is first met. Layout, native byte order:

    magic (8) · length of the whole file (8) · length of the card (8) · CRC-32 of card and tables (8) · card (JSON)
    · group table: for each character U+4E00-9FD5 offset, length, CRC-32 (3 × uint32)
    · emissions: for each of those characters log P(char | B, M, E, S) (4 × float64)
    · groups

`Lexicon` looks the same whether it stands on the file or on jieba itself, so the results cannot differ.
"""

from __future__ import annotations

import json
import math
import mmap
import struct
import sys
import zlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from zwsearch.versions import write_atomically

FIRST, LAST = 0x4E00, 0x9FD5  # what jieba itself takes for Han
STATES = "BMES"
IMPOSSIBLE = -3.14e100  # jieba's log probability of what was never seen
_MAGIC = b"zwlex\x00\x01" + (b"L" if sys.byteorder == "little" else b"B")
_HEAD = struct.Struct("=8sQQQ")
_GROUP = struct.Struct("=III")
_COUNT = LAST - FIRST + 1

Group = dict[str, float | None]


class Lexicon(dict[str, Group]):
    """First character → its dictionary entries: word → log probability, or None for a mere beginning of a word.

    `unknown` is the log probability of a single character that the dictionary does not hold; `start` and
    `moves` are the log probabilities of the Markov model, `version` the version of jieba.
    """

    version: str
    source: list[list[int]]  # length and CRC-32 of jieba's own files
    folder: Path | None = None  # of the file that it is compiled into
    log_total: float
    unknown: float
    start: dict[str, float]
    moves: dict[str, dict[str, float]]

    def __missing__(self, char: str) -> Group:
        group: Group = {
            word: math.log(count) - self.log_total if count else None for word, count in self._counts(char).items()
        }
        self[char] = group
        return group

    def emission(self, char: str) -> tuple[float, float, float, float]:
        """Log P(char | state) for B, M, E and S."""
        raise NotImplementedError

    def _counts(self, char: str) -> dict[str, int]:
        raise NotImplementedError

    def _adopt(self, card: dict[str, Any]) -> None:
        self.version = card["version"]
        self.source = card["source"]
        self.log_total = math.log(card["total"])
        self.unknown = math.log(1) - self.log_total
        self.start = card["start"]
        self.moves = card["moves"]


class JiebaLexicon(Lexicon):
    """The lexicon in memory, read from the installed jieba."""

    def __init__(self) -> None:
        super().__init__()
        import jieba
        from jieba.finalseg import prob_emit, prob_start, prob_trans

        # gen_pfdict, not initialize(): the latter writes to the shared temporary folder and to stderr.
        tokenizer = jieba.Tokenizer()
        counts, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        self.groups: dict[str, dict[str, int]] = {}
        for word, count in counts.items():
            if all(FIRST <= ord(char) <= LAST for char in word):
                self.groups.setdefault(word[0], {})[word] = count
        self.emissions: dict[str, dict[str, float]] = prob_emit.P
        self.card = {
            "version": jieba.__version__,
            "source": _source(),
            "dates": _dates(),
            "total": total,
            "start": prob_start.P,
            "moves": prob_trans.P,
        }
        self._adopt(self.card)

    def emission(self, char: str) -> tuple[float, float, float, float]:
        b, m, e, s = (self.emissions[state].get(char, IMPOSSIBLE) for state in STATES)
        return b, m, e, s

    def _counts(self, char: str) -> dict[str, int]:
        return self.groups.get(char, {})


class MappedLexicon(Lexicon):
    """The lexicon in the mapped file. Raises ValueError for a damaged file or one made from another jieba."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self._map) < _HEAD.size:
            raise ValueError("truncated")
        magic, length, card_length, checksum = _HEAD.unpack_from(self._map)
        self._table = _HEAD.size + card_length
        emissions = self._table + _COUNT * _GROUP.size
        self._groups = emissions + _COUNT * 4 * 8
        if magic != _MAGIC or length != len(self._map) or self._groups > length:
            raise ValueError("truncated or of another format")
        view = memoryview(self._map)
        if zlib.crc32(view[_HEAD.size : self._groups]) != checksum:
            raise ValueError("altered")
        card = json.loads(self._map[_HEAD.size : self._table])
        if card["dates"] != _dates() and card["source"] != _source():  # installed anew, it is still the same
            raise ValueError("made from another jieba")
        self._adopt(card)
        self._emissions = view[emissions : self._groups].cast("d")

    def emission(self, char: str) -> tuple[float, float, float, float]:
        at = (ord(char) - FIRST) * 4
        b, m, e, s = self._emissions[at : at + 4]
        return b, m, e, s

    def _counts(self, char: str) -> dict[str, int]:
        code = ord(char) - FIRST
        if not 0 <= code < _COUNT:
            return {}
        offset, length, checksum = _GROUP.unpack_from(self._map, self._table + code * _GROUP.size)
        data = self._map[self._groups + offset : self._groups + offset + length]
        if zlib.crc32(data) != checksum:
            # Met in the middle of a text: answer from jieba itself; the next start remakes the file.
            if not hasattr(self, "_rescue"):
                self._rescue = JiebaLexicon()
            return self._rescue.groups.get(char, {})
        counts: dict[str, int] = json.loads(data) if data else {}
        return counts


def open_lexicon(cache: Path | None) -> Lexicon:
    """The lexicon from the cache folder, compiled first where it is missing, stale or damaged.

    Without a folder, or with one that cannot be written, jieba's own tables are used: slower to start, same words.
    """
    if cache is None:
        return JiebaLexicon()
    lexicon = _opened(cache / "jieba.lexicon")
    lexicon.folder = cache
    return lexicon


def _opened(path: Path) -> Lexicon:
    try:
        return MappedLexicon(path)
    except (OSError, ValueError, KeyError):
        pass
    lexicon = JiebaLexicon()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, _compile(lexicon))
    except OSError:
        pass
    return lexicon


def _compile(lexicon: JiebaLexicon) -> bytes:
    groups: list[bytes] = []
    table: list[bytes] = []
    emissions: list[float] = []
    offset = 0
    for code in range(FIRST, LAST + 1):
        char = chr(code)
        counts = lexicon.groups.get(char)
        data = json.dumps(counts, ensure_ascii=False, separators=(",", ":")).encode() if counts else b""
        groups.append(data)
        table.append(_GROUP.pack(offset, len(data), zlib.crc32(data)))
        offset += len(data)
        emissions.extend(lexicon.emission(char))
    card = json.dumps(lexicon.card, ensure_ascii=False, sort_keys=True).encode()
    body = b"".join((card, *table, struct.pack(f"={len(emissions)}d", *emissions)))
    head = _HEAD.pack(_MAGIC, _HEAD.size + len(body) + offset, len(card), zlib.crc32(body))
    return b"".join((head, body, *groups))


def _source() -> list[list[int]]:
    """What the compiled file depends on: length and CRC-32 of each of jieba's own files."""
    return [[len(data), zlib.crc32(data)] for data in (path.read_bytes() for path in _files())]


def _dates() -> list[list[int]]:
    """Length and date of each of those files, which tell sooner that nothing has changed."""
    return [[status.st_size, status.st_mtime_ns] for status in (path.stat() for path in _files())]


def _files() -> list[Path]:
    """Where they are, found without importing jieba."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        return []
    folder = Path(spec.origin).parent
    return [folder / "__init__.py", folder / "dict.txt", folder / "finalseg" / "prob_emit.py"]
