"""How plausible a string is as Chinese official text, in bits: the judge between readings of damaged bytes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from zwsearch.repair.characters import frequencies, lines, simplified

_TOTAL = 27
"""log2 of the number of characters behind data/characters.txt."""

# Bits a mark costs: about what one finds in official prose.
_MARKS = dict.fromkeys("，。、,", -5.0)
_MARKS |= dict.fromkeys("《》（）“”：；():;", -7.0)
_MARKS |= dict.fromkeys("〔〕【】[]？！?!—…·－-．.％%～/／‘’", -9.0)
_SYMBOLS = frozenset("①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ℃‰№㎡㎞㎎㎏°±×÷√≤≥≠≈∑￥¥$€£■□●○◆◇★☆▲△→←↑↓§")
_SYMBOL = -12.0
_COUNTED = frozenset("年月日号个项条件次万亿元时分")
# Offices and deadlines end in these, and stand at the end of their line or cell.
_LAST_OF_LINES = frozenset("局室处科厅部委办院会站所镇县市前")
_STRANGE = -25.0
_RARE = -19.0
_LETTER = -8.0
_LONE_LETTER = -12.0


class Plausibility:
    """A character model of pairs: words of a dictionary, set phrases, and the document's own sound text."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._known = frequencies()
        self._fold = simplified()
        self._own: Counter[str] = Counter()
        self._firsts: Counter[str] = Counter()
        for phrase in lines("phrases.txt"):
            self._learn(phrase, 2)
        for text in texts:
            self._learn(text, 1)

    def _learn(self, text: str, weight: int) -> None:
        folded = [self._fold.get(character, character) for character in text]
        for first, second in pairwise(folded):
            if first > "\u2fff" and second > "\u2fff":
                self._own[first + second] += weight
                self._firsts[first] += weight

    def step(self, previous: str, character: str) -> float:
        """log2 of the chance of `character` after `previous` (empty at the start of a line)."""
        previous = self._fold.get(previous, previous)
        character = self._fold.get(character, character)
        alone = self.alone(character)
        pair = self._known.pairs.get(previous + character)
        best = alone - 2.0
        if pair is not None:
            best = max(best, pair - self._known.characters.get(previous, _TOTAL) - 1.0)
        own = self._own.get(previous + character)
        if own:
            best = max(best, math.log2(own / (self._firsts[previous] + 8.0)) - 0.5)
        if previous.isdigit() and character in _COUNTED:
            return -2.5
        if character == "\u3000":
            return -3.0 if previous in ("", "\u3000") else -6.0 if previous in "。：" else -14.0
        return best

    def alone(self, character: str) -> float:
        """log2 of the chance of a character without its neighbours."""
        mark = _MARKS.get(character)
        if mark is not None:
            return mark
        count = self._known.characters.get(character)
        if count is not None:
            return float(count - _TOTAL)
        if character.isascii():
            return _LONE_LETTER if character.islower() else _LETTER
        if "\u4e00" <= character <= "\u9fff":
            return _RARE
        if character in _SYMBOLS or "Α" <= character <= "ω":
            return _SYMBOL
        return _STRANGE

    def last(self, character: str) -> float:
        """log2 of the chance that a line ends after `character`."""
        if character in "。；：":
            return -1.0
        if character in "，、《（“(":
            return -10.0
        return -2.0 if character in _LAST_OF_LINES else -5.0

    def score(self, text: str, previous: str = "") -> float:
        """log2 of the chance of a whole string after `previous`."""
        total = 0.0
        for character in text:
            total += self.step(previous, character)
            previous = character
        return total
