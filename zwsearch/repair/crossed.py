"""Text whose bytes were read in the wrong encoding: UTF-8 read as GBK or as Windows-1252, GBK read as Latin-1.

Such a reading loses nothing where every byte had a character, so it is undone by going back to the bytes; it is
only done where the bytes make sound text of the other encoding, which honest text practically never does.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate

from zwsearch.records import Problem
from zwsearch.repair.misread import western_bytes
from zwsearch.repair.page import Edit, Page
from zwsearch.repair.plausibility import Plausibility
from zwsearch.repair.reread import LOST, LOST_BYTE, Run, reread

CODE = "mojibake"

_CP1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_WESTERN = re.compile(rf"[\xc2-\xf4][\x80-\xff{_CP1252}](?:[\x80-\xff{_CP1252}]|[ -~](?=[\xc2-\xf4]))*")
_LATIN = re.compile(r"[\xa1-\xfe]{4,}")
_ACCENTED = re.compile("[\xa1-\xfe]")
_GLANCE = re.compile("[\xa1-\xfe骞鏈鏃]")
_CALENDAR_GATE = re.compile("[骞鏈鏃]")
_HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")
_RUN = re.compile(r"[^\x00-\x7f](?:[^\x00-\x7f]|[?@-~](?=[^\x00-\x7f]))*[?]*")
_FEWEST_BITS = 12.0
# The signs of a date whose last byte was lost: the digits around them leave no choice.
_CALENDAR = re.compile(
    r"(?<=\d{4})(?P<年>骞)[?\ufffd]|(?<=\d)(?P<月>鏈)[?\ufffd](?=\d|$)"
    r"|(?:(?<=月\d)|(?<=月\d\d)|(?<=鏈[?\ufffd]\d)|(?<=鏈[?\ufffd]\d\d))(?P<日>鏃)[?\ufffd]"
)


def mend_crossed(page: Page) -> None:
    """Read the bytes of crossed runs in their own encoding; problem `mojibake`."""
    judge: Plausibility | None = None
    count = lost = 0
    where: str | None = None
    gate = _gate()
    if page.whole.isascii() or not (_GLANCE.search(page.whole) or gate.search(page.whole)):
        return
    for index, text in enumerate(page.texts):
        edits: list[Edit] = []
        if not text.isascii():
            if _CALENDAR_GATE.search(text) and _CALENDAR.search(text):
                dates = [Edit(*match.span(), match.lastgroup or "") for match in _CALENDAR.finditer(text)]
                where = where or text[dates[0].start : dates[0].end]
                count += len(dates)
                page.edit(index, CODE, dates)
                text = page.texts[index]
            if _ACCENTED.search(text) and (_WESTERN.search(text) or _LATIN.search(text)):
                judge = judge or Plausibility()
                edits = _western(text, judge)
            elif gate.search(text):
                judge = judge or Plausibility()
                edits = _from_gbk(text, judge)
        if edits:
            where = where or text[edits[0].start : edits[0].end][:40]
            count += len(edits)
            lost += sum(edit.after.count(LOST) for edit in edits)
            page.edit(index, CODE, edits)
    if where is not None:
        rest = f"，其中 {lost} 个字无法确定，以“\ufffd”标出" if lost else ""
        message = f"正文有 {count} 处文字因编码读错成为乱码，已还原{rest}"
        page.problems.append(Problem(CODE, message, "请对照原文核对还原的字句", where))


# --- read as Western ------------------------------------------------------------------------------------------


def _western(text: str, judge: Plausibility) -> list[Edit]:
    edits: list[Edit] = []
    for match in _WESTERN.finditer(text):
        raw = western_bytes(match[0])
        if raw is None:
            continue
        sound = _utf8(raw)
        if sound is not None and len(_HAN.findall(sound)) * 2 >= len(sound):
            edits.append(Edit(match.start(), match.end(), sound))
    if edits:
        return edits
    for match in _LATIN.finditer(text):
        raw = match[0].encode("latin-1")
        if len(raw) % 2:
            continue
        try:
            sound = raw.decode("gb2312")
        except UnicodeDecodeError:
            continue
        # Accented letters in a row are rare, but words of common Chinese behind them rarer still.
        if len(_HAN.findall(sound)) == len(sound) and judge.score(sound) > -13.0 * len(sound):
            edits.append(Edit(match.start(), match.end(), sound))
    return edits


def _utf8(raw: bytes) -> str | None:
    """Bytes as UTF-8; None when they are not, apart from a cut last character."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(raw) - 3 and error.start > 2 and error.reason == "unexpected end of data":
            return raw[: error.start].decode("utf-8") + LOST
        return None


# --- UTF-8 read as GBK ----------------------------------------------------------------------------------------


@cache
def _gate() -> re.Pattern[str]:
    """Matches GBK characters that begin Chinese in UTF-8: one that no text uses, or two at the right distance."""
    rare, any_ = (
        "".join(
            bytes((lead, trail)).decode("gbk")
            for lead in range(0xE3, 0xEA)
            for trail in range(0x80, end)
            if trail != 0x7F
        )
        for end in (0xA1, 0xC0)
    )
    return re.compile(f"[{rare}锛锟].?[^\\x00-\\x7f]|[{any_}][^\\x00-\\x7f][^\\x00-\\x7f][{any_}锛]")


def _from_gbk(text: str, judge: Plausibility) -> list[Edit]:
    edits: dict[int, list[Edit]] = {}  # by the start of the run that they mend
    runs = list(_RUN.finditer(text))
    brackets = list(accumulate(map(_opened, text), initial=0))
    told = 0  # brackets that the mended runs before this place leave open
    for match in runs:
        position = match.start()
        while (found := _gate().search(text, position, match.end())) is not None:
            opened = told + brackets[position]
            edit = _best(text, {position, found.start()}, match.end(), judge, _FEWEST_BITS, opened)
            if edit is not None:
                edits.setdefault(match.start(), []).append(edit)
                told += _opened(edit.after)
            position = edit.end if edit is not None else found.start() + 1
    told = 0
    # Beside crossed runs even one character and its lost byte are no honest text.
    for match in runs if edits else ():
        if match.start() not in edits and match[0][-1] in LOST_BYTE:
            edit = _best(text, {match.start()}, match.end(), judge, 0.0, told + brackets[match.start()])
            if edit is not None:
                edits[match.start()] = [edit]
        told += sum(_opened(edit.after) for edit in edits.get(match.start(), ()))
    return sorted(edit for those in edits.values() for edit in those)


def _opened(text: str) -> int:
    return text.count("（") - text.count("）")


def _best(text: str, starts: set[int], end: int, judge: Plausibility, fewest: float, opened: int) -> Edit | None:
    """The likeliest rereading of a run that begins at one of `starts`, if it gains enough bits.

    `opened` are the brackets that stand open before it.
    """
    best: tuple[float, Edit] | None = None
    for start in starts:
        run = text[start:end]
        ends = end == len(text) or text[end] == "\n"
        found = reread(Run(run, text[start - 1] if start else "", opened, ends), judge)
        if found is None:
            continue
        sound, consumed = found
        gain = judge.score(sound.replace(LOST, "")) - 6.0 * sound.count(LOST) - judge.score(run[:consumed])
        if gain > fewest and (best is None or gain > best[0]):
            best = (gain, Edit(start, start + consumed, sound))
    return best[1] if best else None
