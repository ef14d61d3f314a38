"""Known words near an unknown one."""

from __future__ import annotations

from difflib import SequenceMatcher

from zwsearch.index import Index
from zwsearch.segment import Analyser

_OFFERED = 3
_ALIKE = 0.5


def near_words(index: Index, analyser: Analyser, word: str) -> list[str]:
    """Up to three words of the index that share characters with `word`, the most alike first; a number has none.

    What jieba only guessed is no word to offer, nor is what stands only inside a longer word (范化 in 规范化).
    """
    if word.removeprefix("第")[:1].isdigit():
        return []
    letters = set(word)
    found: list[tuple[float, int, str]] = []
    known = {term: units for char in letters for term, bigram, units in index.vocabulary(char) if not bigram}
    for term, units in known.items():
        if abs(len(term) - len(word)) > 2 or term == word or len(term) < 2:
            continue
        if 2 * len(letters.intersection(term)) < _ALIKE * (len(term) + len(word)):
            continue  # cannot be alike enough, whatever the order
        alike = SequenceMatcher(None, word, term, autojunk=False).ratio()
        if alike >= _ALIKE and analyser.knows(term):
            found.append((-alike, -units, term))
    offered: list[str] = []
    for _, units, term in sorted(found):
        if len(offered) == _OFFERED:
            break
        if not _is_fragment(index, term, -units):
            offered.append(term)
    return offered


def _is_fragment(index: Index, word: str, having: int) -> bool:
    around = [units for term, bigram, units in index.vocabulary(word) if not bigram and len(term) > len(word)]
    return sum(around) >= having
