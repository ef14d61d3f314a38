"""Whole texts whose bytes were read in another Chinese or a Western encoding, and texts that nothing can bring back.

Such a reading is undone by writing the text in the encoding it was read in and reading the bytes in their own. Both
are found by trying: wrong text is full of characters that no notice uses, and the right pair of encodings turns all of
them into common ones. UTF-8 read as GBK has files of its own, since it loses bytes, with a mark (`crossed.py`) or
without (`dropped.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from zwsearch.records import Problem
from zwsearch.repair.characters import simplified
from zwsearch.repair.dropped import undo_dropped
from zwsearch.repair.page import Edit, Page
from zwsearch.repair.plausibility import Plausibility

CODE = "mojibake"
LOST = "\ufffd"

# Of the characters beyond ASCII as many must be strange before a text is tried, and may be before it is given up.
_SUSPECT = 0.25
_SOUND = 0.05
_FEWEST = 4
# Bits a character of the true text costs at most, on average, and by how many the true text must be likelier.
_DEAREST = -14.0
_FEWEST_BITS = 16.0
# From this share on nothing is gained by looking at single places.
_HOPELESS = 0.3
_FEWEST_HOPELESS = 40
_DEEPEST = 2
_ENOUGH_TEXTS = 3


def mend_misread(page: Page) -> None:
    """Undo wrong readings of whole texts; problem `mojibake`, also where most of the document cannot be read."""
    strange = _strange()
    if not strange.search(page.whole):
        return
    judge: Plausibility | None = None
    count = lost = 0
    where: str | None = None
    for index, text in enumerate(page.texts):
        if not _is_suspect(text):
            continue
        judge = judge or Plausibility()
        sound = _reread(text, judge)
        if sound is None:
            continue
        where = where or text[:40]
        count += 1
        lost += sound.count(LOST)
        page.edit(index, CODE, [Edit(0, len(text), sound)])
    if judge is not None and count >= _ENOUGH_TEXTS:
        # What is too short to prove anything by itself was read as wrongly as the rest.
        for index, text in enumerate(page.texts):
            sound = _reread(text, judge, alone=False) if strange.search(text) else None
            if sound is not None:
                count += 1
                page.edit(index, CODE, [Edit(0, len(text), sound)])
    if where is not None:
        rest = f"，其中 {lost} 个字无法确定，以“\ufffd”标出" if lost else ""
        message = f"正文有 {count} 段文字因编码读错成为乱码，已还原{rest}"
        page.problems.append(Problem(CODE, message, "请对照原文核对还原的字句", where))


def is_hopeless(text: str) -> bool:
    """Whether most of a text is damaged beyond what the bytes around a place can tell."""
    found = len(_strange().findall(text))
    return found >= _FEWEST_HOPELESS and found > _HOPELESS * _beyond_ascii(text)


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _is_suspect(text: str) -> bool:
    found = len(_strange().findall(text))
    return found >= _FEWEST and found >= _SUSPECT * _beyond_ascii(text)


@cache
def _strange() -> re.Pattern[str]:
    """Matches what is neither ASCII, nor a mark of Chinese print, nor a common character of either script."""
    common = (
        bytes((lead, trail)).decode("gb2312")
        for lead in range(0xB0, 0xD8)
        for trail in range(0xA1, 0xFF)
        if lead != 0xD7 or trail < 0xFA
    )
    return re.compile(
        rf"[^{''.join(common)}{''.join(simplified())}{''.join(set(simplified().values()))}\u0000-\u007f\u00a0\u00b7\u00d7"
        r"\u2010-\u203b\u2103\u2160-\u217f\u2190-\u2199\u2460-\u249b\u2500-\u257f\u25a0-\u25ef\u2605\u2606"
        r"\u3000-\u301f\uff01-\uff5e\uffe5]"
    )


def _reread(text: str, judge: Plausibility, *, alone: bool = True) -> str | None:
    """The text behind a wrong reading, the likeliest of all pairs of encodings, or None."""
    candidates = {text}
    found: set[str] = set()
    for _ in range(_DEEPEST):
        candidates = {sound for one in candidates for undo in _WAYS if (sound := undo(one)) is not None} - found
        found |= candidates
    if LOST not in text and (sound := undo_dropped(text, judge)) is not None:
        found.add(sound)
    sound_ones = [one for one in found if _is_sound(one.replace(LOST, ""))]
    worths = sorted(((_worth(one, judge), one) for one in sound_ones), reverse=True)
    if not worths:
        return None
    worth, sound = worths[0]
    han = sum("\u4e00" <= character <= "\u9fff" for character in sound)
    dear = worth / max(len(sound), 1) < _DEAREST
    gain = worth - _worth(text, judge)
    if sound.count(LOST) * 4 > han or gain <= 0:
        return None
    return sound if not alone or (han >= _FEWEST and not dear and gain >= _FEWEST_BITS) else None


def _is_sound(text: str) -> bool:
    return len(_strange().findall(text)) <= _SOUND * _beyond_ascii(text)


def _worth(text: str, judge: Plausibility) -> float:
    return judge.score(text.replace(LOST, "")) - 12.0 * text.count(LOST)


# --- the pairs of encodings -----------------------------------------------------------------------------------


def western_bytes(run: str) -> bytes | None:
    """The bytes behind a run read as Windows-1252; the five bytes it does not define are read as Latin-1."""
    result = bytearray()
    for character in run:
        try:
            result += character.encode("cp1252")
        except UnicodeEncodeError:
            if ord(character) > 0xFF:
                return None
            result.append(ord(character))
    return bytes(result)


def _big5(text: str) -> bytes | None:
    """The bytes of a text read as Big5, with the letters and private-use characters that its unused rows become."""
    result = bytearray()
    for character in text:
        for codec in ("cp950", "big5hkscs"):
            try:
                result += character.encode(codec)
                break
            except UnicodeEncodeError:
                continue
        else:
            # Windows gives the rows from C6A1 on, 157 characters each, the private-use characters from U+F6B1 on.
            place = ord(character) - 0xF6B1 + 63
            if not 63 <= place < 3 * 157:
                return None
            row, column = divmod(place, 157)
            result += bytes((0xC6 + row, column + (0x40 if column < 63 else 0x62)))
    return bytes(result)


def _gbk(text: str) -> bytes | None:
    try:
        return text.encode("gb18030")
    except UnicodeEncodeError:
        return None


def _way(encode: Callable[[str], bytes | None], codec: str) -> Callable[[str], str | None]:
    """Undoes reading bytes of `codec` as what `encode` writes; what was lost on the way stays a mark."""

    def undo(text: str) -> str | None:
        parts: list[str] = []
        for piece in text.split(LOST):
            raw = encode(piece)
            if raw is None:
                return None
            try:
                parts.append(raw.decode(codec))
            except UnicodeDecodeError as error:
                # A text may end, or break at a lost byte, in the middle of a character.
                if error.start < len(raw) - 3:
                    return None
                parts.append(raw[: error.start].decode(codec) + LOST)
        sound = LOST.join(parts)
        return sound if sound != text else None

    return undo


_WAYS = (
    _way(western_bytes, "utf-8"),
    _way(western_bytes, "gb18030"),
    _way(western_bytes, "cp950"),
    _way(_gbk, "cp950"),
    _way(_big5, "gb18030"),
    _way(_big5, "utf-8"),
)
