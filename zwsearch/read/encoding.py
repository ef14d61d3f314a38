"""Bytes of text → characters, and which encoding they were in.

The order is BOM, declaration, strict UTF-8, judgement. The judgement reads the bytes in each encoding that
Chinese offices use and asks which reading has the most common characters: short Chinese texts, on which
statistical detectors guess Korean or Latin, have enough of them.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from zwsearch.errors import ReadError
from zwsearch.records import Problem

BOMS = (
    (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
# Candidates in order of preference for equal scores, with the codec that reads each most completely.
CANDIDATES = (
    ("gb18030", "gb18030"),
    ("utf-8", "utf-8"),
    ("big5", "cp950"),
    ("big5", "big5hkscs"),
    ("utf-16-le", "utf-16-le"),
    ("utf-16-be", "utf-16-be"),
)
# Pages declare the subset and use the superset.
DECLARED = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "cp936": "gb18030", "big5": "big5"}
# A score is the mean worth of the characters that are not ASCII; common Chinese text has 0.8 and more,
# a wrong reading 0.2 and less.
LEAST_SCORE = 0.05
# Below this score a declaration is doubted even where all bytes fit it; so many characters tell.
DOUBTFUL_SCORE = 0.4
GLANCE = 8192
# A declaration or a BOM is believed unless the text it gives is this much worse than the best judgement.
DECLARED_MARGIN = 0.3
# More lost characters than one in twenty and the rest cannot be trusted either.
MOST_LOST = 0.05
# As many characters may be valid UTF-8 of two bytes each by chance; one in seven of GBK's can be.
CHANCE = 8
# One byte in so many is NUL where the text is UTF-16 and valid UTF-8 as well; fewer are strays.
_NULS_OF_UTF16 = 8
# Bytes looked at for the judgement: enough for certainty, little enough to be quick.
SAMPLE = 65_536

_PUNCTUATION = frozenset(
    "\uff0c\uff1a\uff1b\uff1f\uff01\uff08\uff09。、《》〈〉〔〕【】“”‘’「」『』—…·\u3000○〇①②③④⑤⑥⑦⑧⑨⑩■□√★●◆→℃"
)
_LINE_CONTROLS = frozenset("\t\n\r\f\v")
_STRAY = re.compile("[\0-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was found in, and what was lost."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


@cache
def common_characters() -> frozenset[str]:
    """The most frequent Chinese characters, simplified and traditional."""
    text = resources.files(__package__).joinpath("common_characters.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _worth(character: str) -> float:
    """How much a character that is not printable ASCII speaks for the reading that shows it, in [-2, 1]."""
    code = ord(character)
    if character in common_characters():
        return 1.0
    if character in _PUNCTUATION:
        return 0.8
    if 0x4E00 <= code <= 0x9FFF:
        # Level 1 of GB 2312 holds the 3755 characters in use, ordered by sound; the rest is rare.
        encoded = character.encode("gb2312", "ignore")
        if not encoded:
            traditional = character.encode("big5", "ignore")
            return 0.3 if traditional and traditional[0] < 0xC7 else -0.3
        return 0.5 if encoded[0] < 0xD8 else 0.1
    if character == "\ufffd" or code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xF900 or code >= 0xFFFE:
        return -2.0
    if 0xFF00 <= code < 0xFF60:
        return 0.5
    if code in (0xA0, 0xFEFF, 0x200B):
        return 0.0
    return -0.5


def score(text: str) -> float:
    """The mean worth of the characters of `text` that are not printable ASCII; 0 when there is none."""
    worth = [_worth(c) for c in text if not (" " <= c <= "~" or c in _LINE_CONTROLS)]
    return sum(worth) / len(worth) if worth else 0.0


def decode(data: bytes, name: str, declared: str | None = None) -> Decoded:
    """Decodes `data`; `declared` is the charset that the format itself names, if any.

    Raises ReadError `unreadable` when the bytes are no text in any encoding known here.
    """
    best = _by_bom(data) or _by_declaration(data, declared) or _strict_utf8(data) or _judged(data)
    text, encoding = best
    junk = len(_STRAY.findall(text))
    lost = text.count("\ufffd") - (data.count(b"\xef\xbf\xbd") if encoding.startswith("utf-8") else 0)
    size = max(len(text), 1)
    if (
        junk > max(2, size * MOST_LOST)
        or lost > max(2, size * MOST_LOST)
        or (encoding not in ("utf-8", "utf-8-sig") and score(text[:SAMPLE]) < LEAST_SCORE)
    ):
        raise ReadError(
            f"“{name}”不是可读的文本，可能是程序、图片或已损坏的文件",
            hint="请换用原来的文件，或把正文复制出来另存为 UTF-8 的 .txt 再读取",
        )
    problems = stray_controls(text)
    if lost:
        where = _around(text, text.index("\ufffd"))
        what = f"有 {lost} 处字节无法识别，已标为“\ufffd”"
        problems = (Problem("undecodable", what, "请对照原文补上缺失的字", where), *problems)
    return Decoded(text, encoding, problems)


def stray_controls(text: str) -> tuple[Problem, ...]:
    """A problem that counts the control characters which no reader keeps; none where there are none."""
    # Old systems end every text with the mark for its end.
    found = list(_STRAY.finditer(text.removesuffix("\x1a")))
    if not found:
        return ()
    what = f"去掉了 {len(found)} 个不该出现在文字里的控制字符"
    where = _around(text, found[0].start())
    return (Problem("control_characters", what, "文件可能在传输中受损，请对照原文核对此处是否缺字", where),)


def _around(text: str, at: int) -> str:
    """The words about a place, on one line."""
    return " ".join(_STRAY.sub("", text[max(0, at - 10) : at + 11]).split())


def _by_bom(data: bytes) -> tuple[str, str] | None:
    for bom, encoding, codec in BOMS:
        if data.startswith(bom):
            # UTF-16 text may begin with a NUL character only in theory, so UTF-32 is tried first.
            return data[len(bom) :].decode(codec, "replace"), encoding
    return None


def _by_declaration(data: bytes, declared: str | None) -> tuple[str, str] | None:
    if not declared:
        return None
    try:
        known = codecs.lookup(declared.strip().strip("'\"")).name
    except LookupError:
        return None
    encoding = DECLARED.get(known, known)
    try:
        text = data.decode("cp950" if encoding == "big5" else encoding, "replace")
    except (LookupError, UnicodeError, AssertionError):
        return None
    # Every byte pair of Big5 is one of GBK too, so that a false declaration shows in the characters alone.
    if "\ufffd" not in text and "\0" not in text and score(text[:GLANCE]) >= DOUBTFUL_SCORE:
        return text, encoding
    # Saved pages often keep the declaration of the server and the bytes of the browser.
    rival = _strict_utf8(data) or _judged(data)
    return rival if score(rival[0][:SAMPLE]) > score(text[:SAMPLE]) + DECLARED_MARGIN else (text, encoding)


def _strict_utf8(data: bytes) -> tuple[str, str] | None:
    # Characters of UTF-16 that are ASCII are valid UTF-8 too, each with a NUL at its side.
    if data.count(0) * _NULS_OF_UTF16 > len(data):
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    foreign = [c for c in text if c > "~"]
    if foreign and len(foreign) <= CHANCE and max(foreign) < "\u0800":
        # A few characters of GBK (通知, 联通) can be valid UTF-8 for Armenian or Hebrew letters.
        rival = _judged(data)
        return rival if score(rival[0]) > 0.5 else (text, "utf-8")
    return text, "utf-8"


def _judged(data: bytes) -> tuple[str, str]:
    best: tuple[float, str, str] | None = None
    for encoding, codec in CANDIDATES:
        # A cut in the middle of a character at the end of the sample costs one character, in every candidate.
        worth = score(data[:SAMPLE].decode(codec, "replace"))
        if best is None or worth > best[0] + 1e-9:
            best = (worth, encoding, codec)
    assert best is not None
    return data.decode(best[2], "replace"), best[1]
