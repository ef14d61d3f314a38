"""One character wrong in a word of four or more that the texts hold (依申情公开): which one was meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zwsearch.index import Index
from zwsearch.search.question import stop_words
from zwsearch.search.runs import pairs_in
from zwsearch.search.store import Store
from zwsearch.search.terms import Also, Plan
from zwsearch.segment import fold

_SHORTEST, _LONGEST = 4, 12  # characters of a word that is mended
_MOST_RUNS = 3
_MOST_READ = 50  # units whose texts are looked at for a word
# Another sign, another thing: 二季度 is no slip of 三季度, nor 做不好 of 做得好.
_TELLING_APART = frozenset("一二三四五六七八九十百千第年月周旬日天季省市县区镇乡村上下前后内外男女不没未无非有")


def add_meant(store: Store, index: Index, plan: Plan) -> None:
    """Add to a plan the words that are meant by those that nothing holds, and tell them."""
    texts = _Texts(store, index)
    for run in sorted(plan.runs, key=lambda run: -len(run.text))[:_MOST_RUNS]:
        found = texts.meant_in(run.text) if any(word in run.text for word in plan.unknown) else None
        if found is None:
            continue
        written, meant = found
        own = frozenset(term.stored for term in run.terms if term.term in written)
        pairs = tuple(pairs_in(meant))
        plan.also.append(Also(pairs, (meant,), meant, own, decisive=True))
        for pair in pairs:
            plan.add(pair)
        plan.surfaces.add(meant)
        plan.unknown = [word for word in plan.unknown if word not in written]
        plan.meant.append(f"没有任何内容含有“{written}”；是不是“{meant}”？已一并查找")


class _Texts:
    """What stands beside what in the texts; each character is looked up once."""

    def __init__(self, store: Store, index: Index) -> None:
        self._store, self._index = store, index
        self._pairs: dict[str, list[str]] = {}

    def meant_in(self, run: str) -> tuple[str, str] | None:
        """A piece of the run, and the word of the texts that differs from it by one character; the longest one."""
        known = [self._index.frequency(pair) > 0 for pair in pairs_in(run)]
        for at in (place for place in _suspects(known) if _may_slip(run[place])):
            first = at if at == 0 or known[at - 1] else at - 1  # of the pairs that stand nowhere
            last = at if at == len(known) or known[at] else at + 1
            for size in range(min(_LONGEST, len(run)), _SHORTEST - 1, -1):
                for start in range(max(0, last - size + 1), min(first, len(run) - size) + 1):
                    # All that does not touch the character stands so in the texts.
                    others = [known[place] for place in range(start, start + size - 1) if place not in (at - 1, at)]
                    word = run[start : start + size]
                    if all(others) and (meant := self._mended(word, at - start)):
                        return word, meant
        return None

    def _mended(self, word: str, at: int) -> str | None:
        before, behind = word[:at], word[at + 1 :]
        following = {pair[1] for pair in self._pairs_with(before[-1]) if pair[0] == before[-1]} if before else None
        leading = {pair[0] for pair in self._pairs_with(behind[0]) if pair[1] == behind[0]} if behind else None
        chars = following if leading is None else leading if following is None else following & leading
        found: list[tuple[int, str]] = []
        for char in sorted(filter(_may_slip, chars or ())):
            meant = before + char + behind
            keys = self._index.holding(pairs_in(meant), fields=("text",))
            texts = self._store.texts(keys[:_MOST_READ].tolist())
            if any(meant in fold(text) for text in texts.values()):
                found.append((len(keys), meant))
        return max(found)[1] if found else None

    def _pairs_with(self, char: str) -> list[str]:
        if char not in self._pairs:
            self._pairs[char] = [term for term, bigram, _ in self._index.vocabulary(char) if bigram]
        return self._pairs[char]


def _may_slip(char: str) -> bool:
    return char not in _TELLING_APART and char not in stop_words()


def _suspects(known: Sequence[bool]) -> Iterator[int]:
    """Places of characters beside a pair that stands nowhere, those between two such pairs first."""
    wrong = [at for at, holds in enumerate(known) if not holds]
    yield from (at + 1 for at in wrong if at + 1 in wrong)
    yield from dict.fromkeys(place for at in wrong for place in (at, at + 1))
