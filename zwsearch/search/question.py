"""What of a question in plain words is mere asking: 由谁负责, 什么时候, 怎么办."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from zwsearch.search.wordlist import read_words
from zwsearch.segment import Token


@cache
def _turns() -> tuple[frozenset[str], int]:
    turns = frozenset(read_words("questions.txt"))
    return turns, max(map(len, turns))


def asking_places(folded: str, tokens: Iterable[Token]) -> set[int]:
    """Places of the characters that only ask: the longest turn at each word, and never a part of a word."""
    turns, longest = _turns()
    words = [token for token in tokens if token.kind == "word"]
    ends = {token.end for token in words}
    found: set[int] = set()
    for start in sorted({token.start for token in words}):
        if start in found:
            continue
        for end in range(min(len(folded), start + longest), start, -1):
            if end in ends and folded[start:end] in turns:
                found.update(range(start, end))
                break
    return found
