"""What two bytes of GBK say, and what one byte leaves open: the tables behind `realign`."""

from __future__ import annotations

from functools import cache

from zwsearch.repair.characters import frequencies, simplified
from zwsearch.repair.plausibility import Plausibility

FULL_WIDTH = dict(zip(",:;()?!", "，：；（）？！", strict=True))
_KEPT = 80


@cache
def plausible_pairs() -> dict[tuple[int, int], str]:
    """Byte pair → character, for the characters that official text uses, in either script."""
    fold = simplified()
    known = frequencies().characters
    marks = "　、。·—…‘’“”〔〕《》【】，：；（）？！％．－／"
    found: dict[tuple[int, int], str] = {}
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            character = character_of(lead, trail)
            if character and (known.get(fold.get(character, character), 0) >= 8 or character in marks):
                found[lead, trail] = character
    return found


@cache
def character_of(lead: int, trail: int) -> str:
    """The character of a pair, or an empty string where GBK defines none."""
    try:
        return bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return ""


@cache
def by_lead(lead: int) -> tuple[tuple[int, str], ...]:
    return tuple((trail, character) for (first, trail), character in plausible_pairs().items() if first == lead)


@cache
def by_trail(trail: int) -> tuple[tuple[int, str], ...]:
    return tuple((lead, character) for (lead, second), character in plausible_pairs().items() if second == trail)


@cache
def across(pending: int, trail: int) -> tuple[tuple[str, str], ...]:
    """The likeliest two characters (pending ?)(? trail) whose unknown bytes are a pair GBK does not define."""
    judge = Plausibility()
    found = [
        (judge.alone(first) + judge.step(first, second), first, second)
        for middle, first in by_lead(pending)
        for lead, second in by_trail(trail)
        if not character_of(middle, lead)
    ]
    found.sort(reverse=True)
    return tuple((first, second) for _, first, second in found[:_KEPT])


def bytes_of(character: str) -> tuple[int, int] | None:
    """The two bytes of a character in GBK (private use as in GB 18030); folded full-width marks are unfolded."""
    try:
        pair = FULL_WIDTH.get(character, character).encode("gb18030")
    except UnicodeEncodeError:
        return None
    return (pair[0], pair[1]) if len(pair) == 2 else None
