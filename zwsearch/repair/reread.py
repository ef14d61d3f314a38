"""UTF-8 that was read as GBK → the text it was, byte by byte, with the bytes that the wrong reading lost.

GBK has no character for the byte 80 alone, and none for a byte with an ASCII character behind it, so the wrong reading
shows a mark there (or `€`, as Windows does); what a lost byte can have been is told by what follows, then by the
neighbours of the character that it makes.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from math import prod
from typing import NamedTuple

from zwsearch.repair.plausibility import Plausibility

LOST = "\ufffd"
LOST_BYTE = "?？\ufffd"

# What a bracket gains that closes what stands open, where its last byte is lost; one that closes nothing loses it.
_CLOSING_BITS = 8.0
# What a guessed byte costs; how many pairs of bytes are tried; how many guesses of a character are followed; and the
# bits by which the best guess must lead.
_GUESSED_BYTE = -2.0
_OTHER_BYTE = -5.0
_MOST_OPTIONS = 1024
_GUESSES = 5
_DOUBT = 3.0

# The values that a byte can have; a byte that was printed has one.
_Byte = tuple[int, ...]
_ANY: _Byte = tuple(range(0x80, 0xC0))


class _State(NamedTuple):
    """A reading under way; `guesses` are the places of `said` whose bytes are not all known, with what they can say."""

    score: float
    pending: tuple[_Byte, ...]
    previous: str
    said: str
    guesses: tuple[tuple[int, tuple[tuple[str, float], ...]], ...] = ()


class Run(NamedTuple):
    """A run of wrong characters: what stands before it, how many brackets are open there, and if it ends its line."""

    text: str
    before: str
    opened: int
    ends: bool


def reread(run: Run, judge: Plausibility) -> tuple[str, int] | None:
    """The longest head of a run of UTF-8 read as GBK in its own encoding, and how many characters it takes."""
    states = [_State(0.0, (), run.before, "")]
    whole: tuple[str, int] | None = None
    last = len(run.text) - 1
    for at, character in enumerate(run.text):
        options = _bytes_behind(character, run.text[at + 1] if at < last else "\n")
        if not options:
            return whole
        if character in LOST_BYTE and all(not state.pending for state in states):
            options = (*options, ((0x3F,),))
        following: dict[tuple[tuple[_Byte, ...], str], _State] = {}
        for option in options:
            for state in states:
                for new in _feed(state, option, judge, run if at == last else None):
                    key = (new.pending, new.previous)
                    if key not in following or following[key].score < new.score:
                        following[key] = new
        states = sorted(following.values(), reverse=True)[:24]
        if not states:
            return whole
        finished = next((state for state in states if not state.pending), None)
        if finished is not None:
            whole = (_doubted(finished, run, judge), at + 1)
    # A last character that was cut short cannot be told.
    if len(states[0].said) >= 2 and (whole is None or whole[1] < len(run.text) - 1):
        return _doubted(states[0], run, judge) + LOST, len(run.text)
    return whole


def _bytes_behind(character: str, following: str) -> tuple[tuple[_Byte, ...], ...]:
    """The bytes that a wrong character may stand for: a mark for one byte or two that GBK had no character for."""
    if character in LOST_BYTE:
        return (_lost_byte(following),), (_ANY, _ANY)
    if character == "€":
        return (((0x80,),), ((0xA2,), (0xE3,)))
    try:
        return (tuple((byte,) for byte in character.encode("gb18030")),)
    except UnicodeEncodeError:
        return ()


@cache
def _lost_byte(following: str) -> _Byte:
    """The values of a byte that no character of GBK begins with before `following`."""
    if following in LOST_BYTE:
        # Neither that byte nor the next begins a character: GBK leaves half of its rows from A1 to AF empty.
        return tuple(value for value in _ANY if not all(_is_pair(bytes((value, second))) for second in _ANY))
    try:
        second = following.encode("gb18030")[:1]
    except UnicodeEncodeError:
        return _ANY
    return tuple(value for value in _ANY if not _is_pair(bytes((value,)) + second))


def _is_pair(raw: bytes) -> bool:
    try:
        raw.decode("gbk")
    except UnicodeDecodeError:
        return False
    return True


def _feed(state: _State, raw: tuple[_Byte, ...], judge: Plausibility, run: Run | None) -> list[_State]:
    states = [state]
    for byte in raw:
        states = [new for old in states for new in _feed_byte(old, byte, judge, run)]
    return states


def _feed_byte(state: _State, byte: _Byte, judge: Plausibility, run: Run | None) -> list[_State]:
    """One byte on; `run` is given where it ends."""
    pending = (*state.pending, byte)
    if not state.pending:
        if len(byte) > 1:
            return []
        (value,) = byte
        if value < 0x80:
            score = state.score + judge.step(state.previous, chr(value))
            return [_State(score, (), chr(value), state.said + chr(value), state.guesses)]
        if not 0xC2 <= value <= 0xEF:
            return []
        return [state._replace(pending=pending)]
    if not all(0x80 <= value <= 0xBF for value in byte):
        return []
    if len(pending) < (2 if pending[0] < (0xE0,) else 3):
        return [state._replace(pending=pending)]
    unknown = [values for values in pending if len(values) > 1]
    if len(unknown) > 1 and prod(map(len, unknown)) > _MOST_OPTIONS:
        return [_State(state.score - 20.0, (), "", state.said + LOST, state.guesses)]
    options: list[tuple[str, float]] = []
    for raw in product(*pending):
        # Whatever stands behind it, 80 is lost; other bytes only before some.
        likely = not unknown or 0x80 in raw or len(unknown[0]) == len(_ANY)
        cost = 0.0 if not unknown else _GUESSED_BYTE if likely else _OTHER_BYTE
        character = _character(bytes(raw))
        if character:
            options.append((character, cost + (_weigh(character, state, run) if unknown else 0.0)))
    if options and options[0][0] == "\ufeff":
        return [state._replace(pending=())]
    guesses = (*state.guesses, (len(state.said), tuple(options))) if unknown else state.guesses
    found = [
        _State(state.score + cost + judge.step(state.previous, c), (), c, state.said + c, guesses)
        for c, cost in options
    ]
    return sorted(found, reverse=True)[:_GUESSES]


def _character(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _weigh(character: str, state: _State, run: Run | None) -> float:
    """What speaks for a guess besides its neighbours: brackets that stand open, and the end of the line."""
    worth = 0.0
    if character == "）":
        opened = (run.opened if run else 0) + state.said.count("（") - state.said.count("）")
        worth += _CLOSING_BITS if opened > 0 else -_CLOSING_BITS
    return worth


def _doubted(state: _State, run: Run, judge: Plausibility) -> str:
    """What a state says, with a mark for each guess that its neighbours do not make certain."""
    said = list(state.said)
    for place, options in state.guesses:
        before = state.said[place - 1] if place else run.before
        after = state.said[place + 1 : place + 2]
        worths = []
        for character, cost in options:
            worth = cost + judge.step(before, character)
            if after:
                worth += judge.step(character, after)
            elif run.ends:
                worth += judge.last(character)
            worths.append((worth, character))
        worths.sort(reverse=True)
        if worths[0][1] != said[place] or (len(worths) > 1 and worths[0][0] - worths[1][0] < _DOUBT):
            said[place] = LOST
    return "".join(said)
