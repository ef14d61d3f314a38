"""Words of a run of Han characters: exactly what jieba (accurate mode, HMM on) makes of it.

The dynamic programme and the Viterbi pass follow the definition of jieba 0.42.1, ties included; the tests compare
with jieba on random strings. Words of one's own join the dictionary with the probability that makes each win
against its own parts and no more, worked out against the dictionary alone, so their order does not matter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from zwsearch.kernel import kernel
from zwsearch.segment.lexicon import IMPOSSIBLE, Group, Lexicon

if TYPE_CHECKING:
    from zwsearch.segment.compiled import CompiledCutter

_BEFORE = {"B": "ES", "M": "MB", "S": "SE", "E": "BM"}
_MEMORY = 1 << 16
_ABSENT = 1.0  # no logarithm of a probability
# Characters after which loading the faster twin begins to pay: each that is met first costs a quarter of a millisecond
# here, the kernel's file 7 ms, and rjieba 60.
_KERNEL_AFTER = 60
_BULK_AFTER = 20_000


class Cutter:
    """Cuts runs of Han characters (U+4E00-9FD5) into words. Not for other text."""

    def __init__(self, lexicon: Lexicon, own: Iterable[str] = ()) -> None:
        self._lexicon = lexicon
        self._recognised: dict[str, tuple[str, ...]] = {}
        self._bulk: Callable[[str], list[str]] | None = None
        self.compiled: CompiledCutter | None = None  # in bulk, where there is a kernel
        self._patience = _BULK_AFTER if kernel() is None else _KERNEL_AFTER
        self._sample: list[tuple[str, list[str]]] = []
        self._inner = _Inner(self)
        self._own: dict[str, Group] = {}
        weights = {word: self._winning_weight(word) for word in own}
        for word in sorted(weights):
            group = self._own.setdefault(word[0], dict(lexicon[word[0]]))
            for end in range(1, len(word)):
                group.setdefault(word[:end], None)
            group[word] = weights[word]

    def entry(self, word: str) -> bool:
        """Whether `word` is a word of the dictionary (own words included)."""
        return self._group(word[0]).get(word) is not None

    def cut(self, run: str) -> list[str]:
        """The words of `run`, in order; together they are `run`."""
        if self._bulk is not None:
            return self._bulk(run)
        words = self._cut(run)
        if self._patience > 0:
            self._patience -= len(run)
            self._sample.append((run, words))
            if self._patience <= 0:
                self._hurry()
        return words

    def _hurry(self) -> None:
        """From now on by the kernel, or by rjieba where there is none."""
        from zwsearch.segment.compiled import compiled_cutter  # late: it needs NumPy, which a query may do without

        self.compiled = compiled_cutter(self._lexicon.folder, self._lexicon, self._own.values())
        if self.compiled is not None:
            self._bulk = self.compiled.words
        elif not self._own:
            self._bulk = bulk_cutter(self._lexicon.version, self._sample)
        self._sample = []

    def _cut(self, run: str) -> list[str]:
        words: list[str] = []
        single = ""
        ends = self._route(run)
        at = 0
        while at < len(run):
            end = ends[at]
            if end - at == 1:
                single += run[at]
            else:
                if single:
                    words += self._singles(single)
                    single = ""
                words.append(run[at:end])
            at = end
        if single:
            words += self._singles(single)
        return words

    def inside(self, word: str) -> tuple[tuple[int, int], ...]:
        """Places of the dictionary's words of two and three characters inside `word`, as in jieba's search mode."""
        return tuple(
            (at, at + size)
            for size in (2, 3)
            if len(word) > size
            for at in range(len(word) - size + 1)
            if self.entry(word[at : at + size])
        )

    def cut_for_search(self, run: str) -> list[str]:
        """The words of `run` and the shorter words inside them."""
        return self._with_inner(self.cut(run))

    def cut_all_for_search(self, runs: str) -> list[str]:
        """The same for many runs, with a blank between each two and nothing else."""
        if self._bulk is not None:
            return self._with_inner([word for word in self._bulk(runs) if word != " "])
        return self._with_inner([word for run in runs.split() for word in self.cut(run)])

    def _with_inner(self, words: list[str]) -> list[str]:
        inner = self._inner
        return words + [short for word in words if len(word) > 2 for short in inner[word]]

    def _group(self, char: str) -> Group:
        return self._own.get(char) or self._lexicon[char]

    def _route(self, run: str) -> list[int]:
        """For each place of `run`, where the word that begins there on the most probable way ends."""
        size = len(run)
        unknown = self._lexicon.unknown
        lexicon, own = self._lexicon, self._own
        ahead = [0.0] * (size + 1)
        ends = [0] * size
        for start in range(size - 1, -1, -1):
            char = run[start]
            group = own[char] if char in own else lexicon[char]
            end = start + 1
            piece = char
            best, best_end = -1e308, 0
            while (weight := group.get(piece, _ABSENT)) != _ABSENT:
                if weight is not None:
                    total = weight + ahead[end]
                    if total >= best:  # of equals jieba takes the longer word
                        best, best_end = total, end
                end += 1
                if end > size:
                    break
                piece = run[start:end]
            if not best_end:
                best, best_end = unknown + ahead[start + 1], start + 1
            ahead[start] = best
            ends[start] = best_end
        return ends

    def _singles(self, run: str) -> Iterable[str]:
        """Words that no dictionary holds, among characters left single."""
        if len(run) == 1:
            return run
        if self.entry(run):
            return run  # as characters: jieba saw the word and preferred its parts
        known = self._recognised.get(run)
        if known is None:
            known = tuple(self._recognise(run))
            if len(self._recognised) < _MEMORY:
                self._recognised[run] = known
        return known

    def _recognise(self, run: str) -> list[str]:
        states = self._viterbi(run)
        words: list[str] = []
        start = done = 0
        for at, state in enumerate(states):
            if state == "B":
                start = at
            elif state == "E":
                words.append(run[start : at + 1])
                done = at + 1
            elif state == "S":
                words.append(run[at])
                done = at + 1
        if done < len(run):
            words.append(run[done:])
        return words

    def _viterbi(self, run: str) -> str:
        lexicon = self._lexicon
        moves = lexicon.moves
        b, m, e, s = lexicon.emission(run[0])
        reached = {
            "B": lexicon.start["B"] + b,
            "M": lexicon.start["M"] + m,
            "E": lexicon.start["E"] + e,
            "S": lexicon.start["S"] + s,
        }
        path = {"B": "B", "M": "M", "E": "E", "S": "S"}
        for char in run[1:]:
            here: dict[str, float] = {}
            longer: dict[str, str] = {}
            for state, emitted in zip("BMES", lexicon.emission(char), strict=True):
                value, before = max(
                    (reached[before] + moves[before].get(state, IMPOSSIBLE) + emitted, before)
                    for before in _BEFORE[state]
                )
                here[state] = value
                longer[state] = path[before] + state
            reached, path = here, longer
        return path[max((reached[state], state) for state in "ES")[1]]

    def _winning_weight(self, word: str) -> float:
        """The log probability that makes `word` win against its best parts, or its own where that is greater."""
        known = self._lexicon[word[0]].get(word)
        ends = self._route(word)
        at, parts = 0, 0.0
        while at < len(word):
            weight = self._lexicon[word[at]].get(word[at : ends[at]])
            parts += self._lexicon.unknown if weight is None else weight
            at = ends[at]
        # One count more than the parts suggest, as jieba's suggest_freq does.
        log_total = self._lexicon.log_total
        weight = math.log(int(math.exp(parts + log_total)) + 1) - log_total
        return weight if known is None else max(weight, known)


class _Inner(dict[str, tuple[str, ...]]):
    """Word → the shorter words inside it, worked out when it is first met."""

    def __init__(self, cutter: Cutter) -> None:
        super().__init__()
        self._cutter = cutter

    def __missing__(self, word: str) -> tuple[str, ...]:
        inner = tuple(word[start:end] for start, end in self._cutter.inside(word))
        if len(self) < _MEMORY:
            self[word] = inner
        return inner


def bulk_cutter(version: str, sample: Sequence[tuple[str, list[str]]]) -> Callable[[str], list[str]] | None:
    """rjieba's cut, eight times as fast, where it is installed and agrees with `sample`; else None.

    Of the same dictionary (jieba 0.42.1) it differed in none of 90,000 random runs of Han characters; where it is
    known to differ are runs with digits and Latin, which never come here.
    """
    if version != "0.42.1":
        return None
    try:
        from rjieba import cut
    except ImportError:
        return None
    twin: Callable[[str], list[str]] = cut
    return twin if all(twin(run) == words for run, words in sample) else None
