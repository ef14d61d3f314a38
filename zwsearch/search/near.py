"""Known words near an unknown one."""

from __future__ import annotations

from difflib import SequenceMatcher

from zwsearch.index import Index

_OFFERED = 3
_ALIKE = 0.5


def near_words(index: Index, word: str) -> list[str]:
    """Up to three words of the index that share characters with `word`, the most alike first; a number has none."""
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
        if alike >= _ALIKE:
            found.append((-alike, -units, term))
    return [term for _, _, term in sorted(found)[:_OFFERED]]
