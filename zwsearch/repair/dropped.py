"""UTF-8 that was read as GBK by a program that drops what it cannot read → the text it was, as far as that is known.

GBK begins no character with 80, and none with some bytes before some others, so only a continuation byte can be gone,
and a character that misses one shows it: the next begins too early. Which byte it was, and whether the second or the
third, is told by the neighbours of the character; where they leave it open, a mark stands.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from zwsearch.repair.plausibility import Plausibility

LOST = "\ufffd"
# Readings followed at once, and the bits by which a guess must lead.
_BEAM = 6
_DOUBT = 5.0
# Bits for any byte that is not 80: they are lost before some bytes only.
_RARER = -4.0
# What a bracket gains that closes what stands open, and loses where nothing does.
_CLOSING_BITS = 8.0
_BRACKETS = {"）": "（", "》": "《", "”": "“", "〕": "〔", "】": "【"}
# Of the characters of UTF-8 a third at most may have lost a byte; else it was none.
_MOST_LOST = 0.34
_FEWEST = 4

_Options = tuple[tuple[str, float], ...]


class _State(NamedTuple):
    score: float
    said: str


def undo_dropped(text: str, judge: Plausibility) -> str | None:
    """The text behind `text`; None when its bytes are not those of UTF-8 with single bytes gone."""
    try:
        raw = text.encode("gb18030")
    except UnicodeEncodeError:
        return None
    letters = _letters(raw)
    if letters is None:
        return None
    states = [_State(0.0, "")]
    for options in letters:
        if len(options) == 1:
            character = options[0][0]
            states = [_State(s.score + judge.step(s.said[-1:], character), s.said + character) for s in states]
        else:
            following = [
                _State(s.score + cost + judge.step(s.said[-1:], character), s.said + character)
                for s in states
                for character, cost in options
            ]
            states = sorted(following, reverse=True)[:_BEAM]
    return _doubted(max(states).said, letters, judge)


def _letters(raw: bytes) -> list[_Options] | None:
    """What each character can be; None for bytes of another kind."""
    letters: list[_Options] = []
    at = long = lost = 0
    while at < len(raw):
        lead = raw[at]
        if lead < 0x80:
            letters.append(((chr(lead), 0.0),))
            at += 1
            continue
        length = 3 if 0xE0 <= lead <= 0xEF else 2 if 0xC2 <= lead <= 0xDF else 0
        if not length:
            return None
        end = at + 1
        while end < len(raw) and end < at + length and 0x80 <= raw[end] <= 0xBF:
            end += 1
        long += 1
        if end == at + length:
            try:
                letters.append(((raw[at:end].decode("utf-8"), 0.0),))
            except UnicodeDecodeError:
                return None
        else:
            if raw[end : end + 1] == b"?":
                # What was lost has a mark; there is more to be told from that.
                return None
            lost += 1
            letters.append(_options(raw[at:end], raw[end : end + 1], length))
        at = end
    # Text that ends in the middle of a character, as cut ones do, proves nothing.
    return letters if long >= _FEWEST and 0 < lost <= _MOST_LOST * long else None


@cache
def _options(rest: bytes, after: bytes, length: int) -> _Options:
    """What a character can be of which the bytes `rest` are left, before the byte `after`."""
    found: dict[str, float] = {}
    if length - len(rest) == 1:
        for place in range(1, length):
            behind = rest[place : place + 1] or after
            for value in range(0x80, 0xC0):
                cost = 0.0 if value == 0x80 else _RARER
                if value == 0x80 or not behind or not _is_pair(bytes((value,)) + behind):
                    try:
                        character = (rest[:place] + bytes((value,)) + rest[place:]).decode("utf-8")
                    except UnicodeDecodeError:
                        continue
                    found[character] = max(cost, found.get(character, cost))
    return tuple(found.items()) or ((LOST, 0.0),)


@cache
def _is_pair(pair: bytes) -> bool:
    try:
        pair.decode("gbk")
    except UnicodeDecodeError:
        return False
    return True


def _closing(character: str, said: str) -> float:
    """What speaks for a bracket: that one stands open."""
    opening = _BRACKETS.get(character)
    if opening is None:
        return 0.0
    return _CLOSING_BITS if said.count(opening) > said.count(character) else -_CLOSING_BITS


def _doubted(said: str, letters: list[_Options], judge: Plausibility) -> str:
    """What was said, with a mark for each guess that its neighbours do not make certain."""
    result = list(said)
    for place, options in enumerate(letters):
        if len(options) < 2:
            continue
        before, after = said[place - 1] if place else "", said[place + 1 : place + 2]
        worths = sorted(
            (
                (
                    cost
                    + judge.step(before, character)
                    + (judge.step(character, after) if after else judge.last(character))
                    + _closing(character, "".join(result[:place])),
                    character,
                )
                for character, cost in options
            ),
            reverse=True,
        )
        # Both neighbours choose, where the reading from left to right knew but one.
        result[place] = worths[0][1] if worths[0][0] - worths[1][0] >= _DOUBT else LOST
    return "".join(result)
