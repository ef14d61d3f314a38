"""Text to terms, the same for what is indexed, asked, marked and tagged."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from zwsearch.segment.cut import Cutter
from zwsearch.segment.fold import HAN, fold
from zwsearch.segment.lexicon import Lexicon, open_lexicon
from zwsearch.segment.patterns import Pattern, find_patterns

TokenKind = Literal["word", "bigram", "pattern"]

_RULES = 1  # raise when folding, patterns or cutting change, so that indexes made before are rebuilt
_HAN_RUN = re.compile(f"[{HAN}]+")
_JIEBA_RUN = re.compile("[\u4e00-\u9fd5]+")
_WORD_RUN = re.compile(f"[\u4e00-\u9fd5]+|[{HAN}]|[0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A term and the half-open range of the original text that it covers."""

    term: str
    start: int
    end: int
    kind: TokenKind


class Analyser:
    """The one analyser. `words` are the user's own, with any symbols; `cache` is a folder for jieba's compiled
    dictionary (without it jieba itself is loaded, which takes a second; the words are the same)."""

    def __init__(self, words: Sequence[str] = (), *, cache: Path | None = None) -> None:
        folded = {fold(word).strip() for word in words} - {""}
        self._own = sorted(word for word in folded if len(word) > 1 and _JIEBA_RUN.fullmatch(word))
        literal = sorted(folded.difference(self._own), key=lambda word: (-len(word), word))
        self._literal = re.compile("|".join(map(re.escape, literal))) if literal else None
        self._literal_words = literal
        self._cache = cache

    @cached_property
    def _lexicon(self) -> Lexicon:
        return open_lexicon(self._cache)

    @cached_property
    def _cutter(self) -> Cutter:
        return Cutter(self._lexicon, self._own)

    @cached_property
    def fingerprint(self) -> str:
        """Names what decides the tokens: jieba's version, the rules' version, and the user's own words."""
        own = hashlib.sha256("\n".join([*self._own, "", *self._literal_words]).encode()).hexdigest()[:16]
        return f"jieba-{self._lexicon.version}/rules-{_RULES}/words-{own}"

    def words(self, text: str) -> list[str]:
        """The words of `text` in order, folded: jieba's on Han runs, Latin and digits as they stand."""
        folded = fold(text)
        words: list[str] = []
        for own, start, end in self._split_literals(folded):
            if own:
                words.append(folded[start:end])
                continue
            for run in _WORD_RUN.findall(folded, start, end):
                words += self._cutter.cut(run) if _JIEBA_RUN.match(run) else [run]
        return words

    def tokens(self, text: str) -> list[Token]:
        """All tokens of `text` by place: words with the shorter words inside them, bigrams, patterns."""
        folded = fold(text)
        found = [Token(p.term, p.start, p.end, "pattern") for p in self._patterns(folded)]
        found += (Token(folded[start:end], start, end, "word") for start, end in self._words_between(folded))
        found += (Token(folded[at : at + 2], at, at + 2, "bigram") for at in _bigram_places(folded))
        return sorted(found, key=lambda token: (token.start, -token.end, token.kind))

    def index_terms(self, text: str) -> tuple[list[str], list[str]]:
        """The terms of `text` for the index: words with all spellings of the patterns, and bigrams."""
        folded = fold(text)
        words = [folded[start:end] for start, end in self._words_between(folded)]
        for pattern in self._patterns(folded):
            words.append(pattern.term)
            words += pattern.variants
        return words, [folded[at : at + 2] for at in _bigram_places(folded)]

    def search_terms(self, text: str) -> list[str]:
        """The words and patterns of a query, each once, in order of appearance."""
        return list(dict.fromkeys(token.term for token in self.tokens(text) if token.kind != "bigram"))

    def patterns(self, text: str) -> list[Pattern]:
        """The protected places of `text` with their canonical terms and variants."""
        return list(self._patterns(fold(text)))

    def known(self, word: str) -> bool:
        """Whether the dictionary (own words included) holds `word`, a folded Han string."""
        return self._cutter.entry(word)

    def _patterns(self, folded: str) -> Iterator[Pattern]:
        if self._literal is None:
            return find_patterns(folded)
        # What the user named stays as the user named it: blank it out before looking for patterns.
        blank = self._literal.sub(lambda match: "\x00" * len(match.group()), folded)
        return find_patterns(blank)

    def _words_between(self, folded: str) -> Iterator[tuple[int, int]]:
        """Places of the words outside of the patterns, in jieba's search mode."""
        done = 0
        for pattern in self._patterns(folded):
            yield from self._words_in(folded, done, pattern.start)
            done = pattern.end
        yield from self._words_in(folded, done, len(folded))

    def _words_in(self, folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        for own, own_start, own_end in self._split_literals(folded, start, end):
            if own:
                yield own_start, own_end
                continue
            for run in _HAN_RUN.finditer(folded, own_start, own_end):
                yield from self._cut_run(folded, run.start(), run.end())

    def _cut_run(self, folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        for part in _WORD_RUN.finditer(folded, start, end):
            at = part.start()
            words = self._cutter.cut(part.group()) if _JIEBA_RUN.match(part.group()) else [part.group()]
            for word in words:
                # As in jieba's search mode: the dictionary's words of two and three characters inside.
                for size in (2, 3):
                    if len(word) > size:
                        for inner in range(len(word) - size + 1):
                            if self._cutter.entry(word[inner : inner + size]):
                                yield at + inner, at + inner + size
                yield at, at + len(word)
                at += len(word)

    def _split_literals(self, folded: str, start: int = 0, end: int | None = None) -> Iterable[tuple[bool, int, int]]:
        """(is one of the user's literal words, start, end) for consecutive pieces of [start, end)."""
        end = len(folded) if end is None else end
        if self._literal is None:
            return [(False, start, end)]
        pieces: list[tuple[bool, int, int]] = []
        for match in self._literal.finditer(folded, start, end):
            pieces += [(False, start, match.start()), (True, match.start(), match.end())]
            start = match.end()
        return [*pieces, (False, start, end)]


def _bigram_places(folded: str) -> Iterator[int]:
    for run in _HAN_RUN.finditer(folded):
        yield from range(run.start(), run.end() - 1)
