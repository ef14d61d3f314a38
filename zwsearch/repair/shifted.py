"""GBK bytes read one byte off: a byte of a character was lost or gained, so the pairs behind it were cut wrongly.

The principle. The true text is a string of two-byte characters; somewhere its reader fell out of step and read
(b0)(B1 B2)(B3 B4)… where the text says (b0 B1)(B2 B3)(B4 …, until a byte below 0x80 brought it back into step.
So the second byte of every wrong character is the first byte of a true one. What is missing are the bytes that
the wrong reading could not print: the first one (`?`, or nothing), pairs that GBK does not define (dropped, or one
`?`), and a last one that swallowed the ASCII character behind it (`?`). Every string that fits the bytes is a
candidate; the likeliest by `Plausibility` wins, if it is far likelier than the damaged text itself.

A character that stood before the bracket of its reading is known by three things: its first byte, its reading and
its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from zwsearch.records import Problem
from zwsearch.repair.characters import frequencies, is_reading, readings, simplified
from zwsearch.repair.page import Edit, Page
from zwsearch.repair.plausibility import Plausibility

CODE = "mojibake"
LOST = "\ufffd"

_MARK = "?？\ufffd□"
# Signs of a wrong reading: symbols of the rows that no notice uses, private-use characters, a mark before a
# full-width sign, and rare characters close together.
_ODD = r"\u3105-\u3129\u2500-\u257f\u3040-\u30ff\u0400-\u045f\u0391-\u03c9\u2550-\u2573\ue000-\uf8ff\ufffd"
_SPELLED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêɑńňǹɡ"
_HALF = dict(zip(",:;()?!", "，：；（）？！", strict=True))
_NOTE = re.compile(rf"[?？\ufffd]?[(（]?([a-z{_SPELLED}]{{1,7}})[)）]")
_FEWEST_BITS = 14.0
_START = -9.0
_DROP = -9.0
_WIDTH = 48
_LONGEST = 600


@cache
def _gate() -> re.Pattern[str]:
    common = "".join(
        bytes((lead, trail)).decode("gb2312")
        for lead in range(0xB0, 0xD8)
        for trail in range(0xA1, 0xFF)
        if lead != 0xD7 or trail < 0xFA
    )
    # Traditional forms are rare in GB 2312 only; in a mirror they are everywhere.
    common += "".join(simplified())
    rare = rf"[^{common}\u0000-\u4dff\ua000-\U0010ffff]"
    return re.compile(
        rf"[{_ODD}]|{rare}.?{rare}|[{_MARK}][！？。《（、“〔?{_ODD}]|[{_MARK}]{rare}|{rare}[?_]"
        rf"|(?<![(（a-z{_SPELLED}])[{_SPELLED}](?![a-z{_SPELLED}]*[)）])"
    )


class _State(NamedTuple):
    """A reading of the text so far. `pending` is the first byte of the character under way, -1 when in step."""

    score: float
    pending: int
    previous: str
    said: str


@cache
def _plausible() -> dict[tuple[int, int], str]:
    """Byte pair → character, for the characters that official text uses, in either script."""
    fold = simplified()
    known = frequencies().characters
    found: dict[tuple[int, int], str] = {}
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                character = bytes((lead, trail)).decode("gbk")
            except UnicodeDecodeError:
                continue
            if (
                known.get(fold.get(character, character), 0) >= 8
                or character in "　、。·—…‘’“”〔〕《》【】，：；（）？！％．－／"
            ):
                found[lead, trail] = character
    return found


@cache
def _by_lead(lead: int) -> tuple[tuple[int, str], ...]:
    return tuple((trail, character) for (first, trail), character in _plausible().items() if first == lead)


@cache
def _by_trail(trail: int) -> tuple[tuple[int, str], ...]:
    return tuple((lead, character) for (lead, second), character in _plausible().items() if second == trail)


@cache
def _undefined(lead: int, trail: int) -> bool:
    """Whether a reader of GBK has no character for this pair."""
    try:
        bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return True
    return False


def _bytes(character: str) -> tuple[int, int] | None:
    try:
        pair = _HALF.get(character, character).encode("gb18030")
    except UnicodeEncodeError:
        return None
    return (pair[0], pair[1]) if len(pair) == 2 else None


def mend_shifted(page: Page) -> None:
    """Put shifted runs back in step; problem `mojibake`. Characters that cannot be told become U+FFFD."""
    gate = _gate()
    suspects = [index for index, text in enumerate(page.texts) if gate.search(text)]
    if not suspects:
        return
    judge: Plausibility | None = None
    first: str | None = None
    count = lost = 0
    for index in suspects:
        text = page.texts[index]
        if judge is None:
            judge = Plausibility(_sound(page.texts))
        edits = []
        done = 0
        for match in gate.finditer(text):
            if match.start() < done:
                continue
            edit = _mend(text, match.start(), done, judge)
            if edit is not None:
                edits.append(edit)
                done = edit.end
        if edits:
            if first is None:
                first = text[edits[0].start : edits[0].end]
            count += len(edits)
            lost += sum(edit.after.count(LOST) for edit in edits)
            page.edit(index, CODE, edits)
    if first is not None:
        rest = f"，其中 {lost} 个字无法确定，以“\ufffd”标出" if lost else ""
        page.problems.append(
            Problem(CODE, f"正文有 {count} 处编码错位的乱码，已按字节还原{rest}", "请对照原文核对还原的字句", first)
        )


def _sound(texts: Iterable[str]) -> Iterator[str]:
    """The parts of the texts away from suspected places: what the judge may learn from."""
    gate = _gate()
    for text in texts:
        position = 0
        for match in gate.finditer(text):
            yield text[position : max(position, match.start() - 8)]
            position = match.end() + 8
        yield text[position:]


def _mend(text: str, at: int, done: int, judge: Plausibility) -> Edit | None:
    """The best reading of the run around `at`, when it is far better than the text as it stands."""
    begin = at
    while begin > max(done, at - 6) and (not text[begin - 1].isascii() or text[begin - 1] in _HALF):
        begin -= 1
    end = at
    while end < min(len(text), at + _LONGEST) and (not text[end].isascii() or text[end] in _HALF or text[end] == LOST):
        end += 1
    best: tuple[float, Edit] | None = None
    marks = [start for start in range(begin, at + 1) if text[start] in _MARK]
    for start in marks or range(begin, at + 1):
        previous = text[start - 1] if start and text[start - 1] != "\n" else ""
        for score, stop, said in _read(text, start, end, previous, judge):
            if stop <= at:
                continue
            after = text[stop] if stop < len(text) else "\n"
            gain = score + _START - judge.score(text[start:stop], previous)
            gain += _join(said[-1:], after, judge) - _join(text[stop - 1], after, judge)
            if best is None or gain > best[0]:
                best = (gain, Edit(start, stop, said))
    if best is None or best[0] < _FEWEST_BITS:
        return None
    edit = best[1]
    return Edit(edit.start, edit.end, _dress(text, edit))


def _join(last: str, following: str, judge: Plausibility) -> float:
    return judge.step(last, following) if following > "\u2fff" else 0.0


def _dress(text: str, edit: Edit) -> str:
    """The mended run in the width of its surroundings; a first indent is left out."""
    said = edit.after
    if said.startswith("\u3000") and (edit.start == 0 or text[edit.start - 1] == "\n"):
        said = said.lstrip("\u3000")
    for half, full in _HALF.items():
        group = "()" if half in "()" else half
        wide = "（）" if half in "()" else full
        outside = text[: edit.start] + text[edit.end :]
        if sum(map(outside.count, group)) > sum(map(outside.count, wide)):
            said = said.replace(full, half)
    return said


def _starts(text: str, start: int, previous: str, judge: Plausibility) -> list[tuple[int, _State]]:
    """The ways of falling out of step at `start`: (offset after what was consumed, state)."""
    states: list[tuple[int, _State]] = []
    pair = None
    at = start
    if text[start] in _MARK:
        at = start + 1
        pair = _bytes(text[at]) if at < len(text) else None
    else:
        pair = _bytes(text[start])
    if pair is None:
        return states
    marked = 0.0 if at > start else -6.0
    # The first byte of a character was lost: (? B1)(B2 …
    for _, character in _by_trail(pair[0]):
        score = marked + judge.step(previous, character)
        states.append((at + 1, _State(score, pair[1], character, character)))
    if at == start:
        # The second byte was lost: (B0 ?)(B1 …; or a byte was gained: B1 begins a character.
        for _, character in _by_lead(pair[0]):
            score = marked + judge.step(previous, character)
            states.append((at + 1, _State(score, pair[1], character, character)))
        states.append((at + 1, _State(marked - 6.0, pair[1], previous, "")))
    return states


def _read(text: str, start: int, end: int, previous: str, judge: Plausibility) -> list[tuple[float, int, str]]:
    """All good readings of a run that falls out of step at `start`: (score, offset where it is in step again, text)."""
    results: list[tuple[float, int, str]] = []
    starts = _starts(text, start, previous, judge)
    if not starts:
        return results
    at = starts[0][0]
    states = _best([state for _, state in starts])
    while states:
        results += _ends(text, at, states, judge)
        if at >= end:
            break
        states = _best(_advance(text[at], states, judge))
        at += 1
    return results


def _best(states: list[_State]) -> list[_State]:
    kept: dict[tuple[int, str], _State] = {}
    for state in sorted(states, reverse=True):
        kept.setdefault((state.pending, state.previous), state)
        if len(kept) >= _WIDTH:
            break
    return list(kept.values())


def _advance(observed: str, states: list[_State], judge: Plausibility) -> list[_State]:
    """Read one wrong character on."""
    plausible = _plausible()
    result: list[_State] = []
    pair = _bytes(observed)
    if pair is not None:
        for state in states:
            character = plausible.get((state.pending, pair[0]))
            if character is not None:
                score = state.score + judge.step(state.previous, character)
                result.append(_State(score, pair[1], character, state.said + character))
        for state in states[:8]:
            result += _dropped(state, pair, judge)
    return result


def _dropped(state: _State, pair: tuple[int, int], judge: Plausibility) -> list[_State]:
    """A pair that GBK does not define was dropped before `pair`: two characters share its bytes."""
    result: list[_State] = []
    for middle, first in _by_lead(state.pending):
        score = state.score + _DROP + judge.step(state.previous, first)
        for lead, second in _by_trail(pair[0]):
            if _undefined(middle, lead):
                result.append(_State(score + judge.step(first, second), pair[1], second, state.said + first + second))
    return result


def _ends(text: str, at: int, states: list[_State], judge: Plausibility) -> list[tuple[float, int, str]]:
    """The ways of coming back into step at `at`."""
    results: list[tuple[float, int, str]] = []
    following = text[at] if at < len(text) else "\n"
    note = _NOTE.match(text, at)
    for state in states:
        if following.isascii() and 0x40 <= ord(following) <= 0x7E:
            # The second byte is below 0x80, and was printed as what it is in ASCII.
            results += _finish(state, ord(following), at + 1, judge)
            # A dropped pair before it.
            for middle, first in _by_lead(state.pending):
                for lead, second in _by_trail(ord(following)):
                    if _undefined(middle, lead):
                        score = state.score + _DROP + judge.step(state.previous, first) + judge.step(first, second)
                        results.append((score, at + 1, state.said + first + second))
        if note:
            results += _by_reading(state, note, judge)
        elif following == "\n" or following in _MARK:
            stop = at if following == "\n" else at + 1
            results.append(_guess(state, stop, judge))
    return results


def _finish(state: _State, trail: int, stop: int, judge: Plausibility) -> list[tuple[float, int, str]]:
    character = _plausible().get((state.pending, trail))
    if character is None:
        return []
    return [(state.score + judge.step(state.previous, character), stop, state.said + character)]


def _by_reading(state: _State, note: re.Match[str], judge: Plausibility) -> list[tuple[float, int, str]]:
    """The last character lost its second byte, but its reading stands beside it."""
    return [
        (state.score + judge.step(state.previous, character), note.end(), state.said + character)
        for _, character in _by_lead(state.pending)
        if character in readings() and is_reading(note[1], character)
    ]


def _guess(state: _State, stop: int, judge: Plausibility) -> tuple[float, int, str]:
    """The last character lost its second byte: told when its neighbour leaves no doubt, else marked."""
    scored = sorted(
        ((judge.step(state.previous, character), character) for _, character in _by_lead(state.pending)), reverse=True
    )
    if scored and (len(scored) == 1 or scored[0][0] - scored[1][0] > 4.0) and scored[0][0] > -8.0:
        return (state.score + scored[0][0], stop, state.said + scored[0][1])
    return (state.score - 10.0, stop, state.said + LOST)
