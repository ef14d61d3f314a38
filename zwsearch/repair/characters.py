"""What is known of single Han characters: readings, scripts, how common they are, who follows whom."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")


def lines(name: str) -> list[str]:
    """The entries of a data file, without comments and blank lines."""
    text = (files("zwsearch.repair") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def plain(syllable: str) -> str:
    """A syllable without tone marks, in lower case, ü written v."""
    return unicodedata.normalize("NFC", syllable.lower().replace("ɡ", "g")).translate(_TONES)


@cache
def readings() -> dict[str, frozenset[str]]:
    """Character → its readings, toned (`biāo`)."""
    found: dict[str, set[str]] = {}
    for line in lines("readings.txt"):
        syllable, characters = line.split("\t")
        for character in characters:
            found.setdefault(character, set()).add(syllable)
    return {character: frozenset(syllables) for character, syllables in found.items()}


def is_reading(syllable: str, character: str) -> bool:
    """Whether `character` can be read as `syllable`; a syllable without tone marks matches every tone."""
    known = readings().get(character)
    if not known:
        return False
    syllable = unicodedata.normalize("NFC", syllable.lower().replace("ɡ", "g"))
    if syllable in known:
        return True
    bare = plain(syllable)
    toned = bare != syllable.replace("ü", "v")
    # A mirror may print another tone than our table (sandhi, old readings), so only the syllable must agree.
    return any(plain(reading) == bare for reading in known) or (not toned and bare == "lue" and "lüè" in known)


@cache
def simplified() -> dict[str, str]:
    """Traditional character → simplified character."""
    pairs = (line.split("\t") for line in lines("scripts.txt"))
    return dict(pairs)


@cache
def radicals() -> dict[str, str]:
    """Radical of the supplement → the character whose form it is; PDF fonts name characters so."""
    pairs = (line.split("\t") for line in lines("radicals.txt"))
    return dict(pairs)


@cache
def traditional() -> dict[str, tuple[str, ...]]:
    """Simplified character → the traditional characters that it can stand for."""
    found: dict[str, list[str]] = {}
    for traditional_form, simple in simplified().items():
        found.setdefault(simple, []).append(traditional_form)
    return {simple: tuple(forms) for simple, forms in found.items()}


def _fits(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@cache
def only_traditional() -> re.Pattern[str]:
    """Matches a character that no simplified text uses (not in GB 2312)."""
    return re.compile("[" + "".join(c for c in simplified() if not _fits(c, "gb2312")) + "]")


@cache
def only_simplified() -> re.Pattern[str]:
    """Matches a character that no traditional text uses (a simplified form that Big5 does not have)."""
    return re.compile("[" + "".join(sorted({c for c in simplified().values() if not _fits(c, "big5")})) + "]")


@dataclass(frozen=True, slots=True)
class Frequencies:
    """log2 counts of characters in words, and of pairs inside words."""

    characters: dict[str, int]
    pairs: dict[str, int]


@cache
def frequencies() -> Frequencies:
    """The counts of `data/characters.txt` (read once, when damage is suspected)."""
    characters: dict[str, int] = {}
    pairs: dict[str, int] = {}
    for line in lines("characters.txt"):
        character, count, followers = line.split("\t")
        characters[character] = int(count)
        for at in range(0, len(followers), 2):
            pairs[character + followers[at]] = ord(followers[at + 1]) - ord("a") + 5
    return Frequencies(characters, pairs)
