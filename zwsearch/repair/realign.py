"""The likeliest true text behind GBK bytes that were read one byte off.

The principle. The true text is a string of two-byte characters; somewhere its reader fell out of step and read
(b0)(B1 B2)(B3 B4)… where the text says (b0 B1)(B2 B3)(B4 …, until something brought it back into step: a byte
below 0x80, or a pair that GBK does not define. So the second byte of every wrong character is the first byte of a
true one. What is missing are the bytes that the wrong reading could not print: the first one (`?`, or nothing), an
undefined pair (dropped), and a last one (`?`, or nothing), which may have swallowed the ASCII character behind it.
Every string that fits the bytes is a candidate, scored by `Plausibility`; a beam keeps the best.

A character that stood before the bracket of its reading is known by three things: its first byte, its reading and
its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zwsearch.repair.byte_pairs import FULL_WIDTH, across, by_lead, by_trail, bytes_of, character_of, plausible_pairs
from zwsearch.repair.characters import is_reading, readings
from zwsearch.repair.plausibility import Plausibility

LOST = "\ufffd"
MARKS = "?？\ufffd□"

_PAIRS = {"》": "《", "”": "“", "）": "（", "〕": "〔", "】": "【"}
_SPELLED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêɑńňǹɡ"
_NOTE = re.compile(rf"[?？\ufffd]?[(（]?([a-z{_SPELLED}]{{1,7}})[)）]")

_LOST_BEFORE_NOTE = re.compile(rf"([?？\ufffd]{{1,2}})[(（]([a-z{_SPELLED}]{{1,7}})[)）]")

# Costs in bits of what the bytes do not show.
_FALL = -9.0
_UNMARKED = -6.0
_SECOND_LOST = -9.0
_CLOSES = 5.0
_AT_A_MARK = 2.0
_GAINED = -16.0
_DROPPED = -9.0
_CUT_MARKED = -2.0
_CUT_UNMARKED = -8.0
_WIDTH = 40
_SPREAD = 30.0
# A true reading may start with a loss, but every wrong character it explains pays some of it back.
_HOPELESS = -34.0
_HOPELESS_CUT = -12.0
_STATES_THAT_DROP = 6
_DOUBT = 3.0
_DOUBT_CUT = 4.0
_NOTED = 8.0


class Reading(NamedTuple):
    """A candidate: how many bits likelier it is than the text as it stands, its range, and what it says."""

    gain: float
    start: int
    stop: int
    said: str


class _State(NamedTuple):
    """A reading under way; `pending` is the first byte of the character whose second byte comes next."""

    gain: float
    pending: int
    previous: str
    said: str
    start: int


def realign(text: str, begin: int, latest: int, end: int, judge: Plausibility) -> Reading | None:
    """The best reading of a run that falls out of step in [begin, latest] and ends at `end` at the latest."""
    before = text[begin - 1] if begin else ""
    marked = any(character in MARKS for character in text[begin : latest + 1])
    states: list[_State] = []
    best: Reading | None = None
    # Falling out at a mark consumes two characters, so those states wait for one round.
    waiting: list[_State] = []
    for at in range(begin, end + 1):
        for reading in _ends(text, at, states, judge):
            if reading.stop > latest and (best is None or reading.gain > best.gain):
                best = reading
        if at >= end:
            break
        for reading in (*_lone(text, at, judge), *_told(text, at, judge)):
            if reading.stop > latest and (best is None or reading.gain > best.gain):
                best = reading
        previous = text[at - 1] if at > begin else before
        standing = judge.step("" if previous == "\n" else previous, text[at])
        following, waiting = waiting, []
        following = [state._replace(gain=state.gain - standing) for state in following]
        if at <= latest:
            fallen = list(_falls(text, at, "" if previous == "\n" else previous, judge, marked=marked))
            for state, consumed in fallen:
                moved = state._replace(gain=state.gain - standing)
                (following if consumed == 1 else waiting).append(moved)
        following += _advance(text[at], states, standing, judge)
        states = _prune(following)
        if at > latest and not waiting and (not states or (best and states[0].gain < best.gain - _SPREAD)):
            break
    return best if best is None else _doubt(text, best, judge)


def _doubt(text: str, reading: Reading, judge: Plausibility) -> Reading:
    """Mark the first character as lost when another with the same known byte would do as well."""
    first, following = reading.said[:1], reading.said[1:2] or text[reading.stop : reading.stop + 1]
    if first <= "\u4dff":
        return reading
    begins = text[reading.start - 1] if reading.start else ""
    pair = bytes_of(first)
    lone = reading.start + 1 if text[reading.start] in MARKS else reading.start
    observed = bytes_of(text[lone]) if lone < len(text) else None
    if pair is None or observed is None:
        return reading
    same = by_trail(pair[1]) if pair[1] == observed[0] else by_lead(pair[0]) if pair[0] == observed[0] else ()
    scores = sorted(
        (judge.step(begins, one) + judge.step(one, following) + _closing(text, reading.start, one) for _, one in same),
        reverse=True,
    )
    if len(scores) > 1 and scores[0] - scores[1] < _DOUBT:
        return reading._replace(said=LOST + reading.said[1:])
    return reading


def _lone(text: str, at: int, judge: Plausibility) -> Iterator[Reading]:
    """One character that lost its first byte and whose second byte is below 0x80: 公開 reads as 公_, 發布 as ?l布."""
    place = at + 1 if text[at] in MARKS else at
    letter = text[place : place + 1]
    if not letter or not 0x40 <= ord(letter) <= 0x7E or not place:
        return
    following = text[place + 1 : place + 2]
    if letter.isascii() and following.isascii() and following.isalnum():
        return
    previous = text[at - 1] if at else ""
    cost = _FALL if place > at else _FALL + _UNMARKED
    state = _State(cost - sum(_steps(text[at:place], previous, judge)), 0, previous, "", at)
    found = sorted(
        (_close(text, place, place + 1, state, (one,), 0.0, judge) for _, one in by_trail(ord(letter))), reverse=True
    )
    if found and (len(found) == 1 or found[0].gain - found[1].gain >= _DOUBT):
        yield found[0]


def _told(text: str, at: int, judge: Plausibility) -> Iterator[Reading]:
    """A character of which nothing is left but its reading: ??(jiē)道."""
    match = _LOST_BEFORE_NOTE.match(text, at)
    if match is None or not at or text[at - 1] in MARKS:
        return
    state = _State(_FALL - sum(_steps(match[1], text[at - 1], judge)), 0, text[at - 1], "", at)
    after = text[match.end() : match.end() + 1]
    found = sorted(
        (state.gain + _NOTED + judge.step(text[at - 1], one) + judge.step(one, after), one)
        for one in set(plausible_pairs().values())
        if is_reading(match[2], one)
    )
    if found and (len(found) == 1 or found[-1][0] - found[-2][0] >= _DOUBT):
        yield Reading(found[-1][0], at, match.end(1), found[-1][1])


def _steps(text: str, previous: str, judge: Plausibility) -> Iterator[float]:
    for character in text:
        yield judge.step(previous, character)
        previous = character


def _prune(states: list[_State]) -> list[_State]:
    states.sort(reverse=True)
    kept: dict[tuple[int, str, int], _State] = {}
    for state in states:
        if state.gain < max(_HOPELESS, states[0].gain - _SPREAD):
            break
        kept.setdefault((state.pending, state.previous, state.start), state)
        if len(kept) >= _WIDTH:
            break
    return list(kept.values())


def _falls(text: str, at: int, previous: str, judge: Plausibility, *, marked: bool) -> Iterator[tuple[_State, int]]:
    """The ways of falling out of step at `at`: (state, characters consumed)."""
    if text[at] in MARKS:
        pair = bytes_of(text[at + 1]) if at + 1 < len(text) else None
        if pair is not None and pair[1] >= 0x80:
            # The first byte was lost and shown as a mark: (? B1)(B2 …
            for _, character in by_trail(pair[0]):
                gain = _FALL + judge.step(previous, character) + _closing(text, at, character)
                yield _State(gain, pair[1], character, character, at), 2
    pair = bytes_of(text[at])
    if marked or pair is None or pair[1] < 0x80:
        return
    # The first byte was lost without a trace: (? B1)(B2 …
    for _, character in by_trail(pair[0]):
        gain = _FALL + _UNMARKED + judge.step(previous, character) + _closing(text, at, character)
        yield _State(gain, pair[1], character, character, at), 1
    # The second byte was lost: (B1 ?)(B2 …
    for _, character in by_lead(pair[0]):
        yield _State(_FALL + _SECOND_LOST + judge.step(previous, character), pair[1], character, character, at), 1
    # A byte was gained: B1 is not of the text.
    yield _State(_FALL + _GAINED, pair[1], previous, "", at), 1


def _closing(text: str, at: int, character: str) -> float:
    """What is gained when the damage begins at a mark, above all one that closes what stands open before `at`."""
    opening = _PAIRS.get(character)
    if opening is None:
        # The mirrors that do this stumble at marks of the first row (。《（) far more often than at a Han character.
        return _AT_A_MARK if character in "。，、；：《“（" else 0.0
    return _CLOSES if text.rfind(opening, 0, at) > text.rfind(character, 0, at) else -_CLOSES


def _advance(observed: str, states: list[_State], standing: float, judge: Plausibility) -> list[_State]:
    """Read one wrong character on."""
    pair = bytes_of(observed)
    if pair is None or pair[1] < 0x80:
        return []
    result: list[_State] = []
    plausible = plausible_pairs()
    for number, state in enumerate(states):
        gain = state.gain - standing
        character = plausible.get((state.pending, pair[0]))
        if character is not None:
            step = judge.step(state.previous, character)
            result.append(_State(gain + step, pair[1], character, state.said + character, state.start))
        if number < _STATES_THAT_DROP:
            for first, second in across(state.pending, pair[0]):
                step = _DROPPED + judge.step(state.previous, first) + judge.step(first, second)
                result.append(_State(gain + step, pair[1], second, state.said + first + second, state.start))
    return result


def _ends(text: str, at: int, states: list[_State], judge: Plausibility) -> Iterator[Reading]:
    """The ways of coming back into step at `at`."""
    if not states:
        return
    following = text[at] if at < len(text) else "\n"
    last = text[at - 1]
    note = _NOTE.match(text, at)
    pair = bytes_of(following)
    for state in states:
        if following.isascii() and 0x40 <= ord(following) <= 0x7E:
            # The second byte is below 0x80, and was printed as what it is in ASCII.
            known = plausible_pairs().get((state.pending, ord(following)))
            options: list[tuple[float, tuple[str, ...]]] = [(0.0, (known,))] if known else []
            options += [(_DROPPED, both) for both in across(state.pending, ord(following))[:20]]
            for cost, characters in options:
                yield _close(text, at, at + 1, state, characters, cost, judge)
        elif pair is not None and pair[1] < 0x80:
            # The true text has ASCII here; it was taken for a second byte.
            known = plausible_pairs().get((state.pending, pair[0]))
            if known:
                yield _close(text, at, at + 1, state, (known, chr(pair[1])), 0.0, judge)
        if note:
            # The last character lost its second byte, but its reading stands beside it.
            for _, character in by_lead(state.pending):
                if character in readings() and is_reading(note[1], character):
                    yield _close(text, at, note.end(), state, (character,), 0.0, judge)
            continue
        # The second byte began a pair that GBK does not define, or was the last of the line.
        stop = at + 1 if following in MARKS else at
        cost = _CUT_MARKED if following in MARKS else _CUT_UNMARKED
        if (stop == at and last in MARKS) or state.gain + cost < _HOPELESS_CUT:
            continue
        yield from _cut(text, at, stop, state, cost, judge)


def _close(
    text: str, at: int, stop: int, state: _State, characters: tuple[str, ...], cost: float, judge: Plausibility
) -> Reading:
    """The reading that ends with `characters`, weighed together with what follows it."""
    gain = state.gain + cost
    previous = state.previous
    for character in characters:
        gain += judge.step(previous, character)
        previous = character
    standing = text[at - 1] if at else ""
    for character in text[at:stop]:
        gain -= judge.step(standing, character)
        standing = character
    note = _NOTE.match(text, stop)
    if note and text[stop] in "(（" and is_reading(note[1], previous):
        gain += _NOTED
    if stop == len(text) or text[stop] == "\n":
        gain += judge.last(previous) - judge.last(standing)
    elif text[stop] > "\u2fff":
        gain += judge.step(previous, text[stop]) - judge.step(standing, text[stop])
    return Reading(gain, state.start, stop, state.said + "".join(characters))


def _cut(text: str, at: int, stop: int, state: _State, cost: float, judge: Plausibility) -> Iterator[Reading]:
    """The last character is known by its first byte only: told when the neighbours leave no doubt, else marked."""
    following = text[stop] if stop < len(text) else "\n"
    lead = bytes_of(following)
    candidates: list[tuple[str, ...]] = [
        (character,)
        for trail, character in by_lead(state.pending)
        if stop >= len(text) or lead is None or following in FULL_WIDTH or not character_of(trail, lead[0])
    ]
    readings_ = sorted((_close(text, at, stop, state, one, cost, judge) for one in candidates), reverse=True)
    if not readings_:
        return
    if len(readings_) > 1 and readings_[0].gain - readings_[1].gain < _DOUBT_CUT:
        lost = readings_[0]
        yield Reading(lost.gain - 2.0, lost.start, lost.stop, state.said + LOST)
        return
    yield readings_[0]
