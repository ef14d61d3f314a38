"""Text to terms, the same for what is indexed, asked, marked and tagged."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from operator import add
from pathlib import Path
from typing import Literal

from zwsearch.segment.cut import Cutter
from zwsearch.segment.fold import HAN, fold
from zwsearch.segment.lexicon import FIRST, LAST, Lexicon, open_lexicon
from zwsearch.segment.patterns import Pattern, find_patterns

TokenKind = Literal["word", "bigram", "pattern"]

_RULES = 1  # raise when folding, patterns or cutting change, so that indexes made before are rebuilt
_HAN_RUN = re.compile(f"[{HAN}]+")
_JIEBA_RUN = re.compile("[\u4e00-\u9fd5]+")


# A class of tens of thousands of characters takes milliseconds to compile, and a query does not need all of these.


@cache
def _no_run() -> re.Pattern[str]:
    return re.compile("[^\u4e00-\u9fd5]+")


@cache
def _rare() -> re.Pattern[str]:
    return re.compile("[\u3007\u3400-\u4dbf\u9fd6-\u9fff\ud800-\udfff\uf900-\ufaff\U00010000-\U0010ffff]")


@cache
def _word_run() -> re.Pattern[str]:
    return re.compile(f"[\u4e00-\u9fd5]+|[{HAN}]|[0-9a-z]+")


def _is_known_to_jieba(character: str) -> bool:
    return FIRST <= ord(character) <= LAST


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

    def knows(self, word: str) -> bool:
        """Whether a folded word is in the dictionary or the user's own, and not a guess; all without Han are."""
        return not _JIEBA_RUN.fullmatch(word) or self._cutter.entry(word)

    def words(self, text: str) -> list[str]:
        """The words of `text` in order, folded: jieba's on Han runs, Latin and digits as they stand."""
        folded = fold(text)
        words: list[str] = []
        for own, start, end in self._split_literals(folded):
            if own:
                words.append(folded[start:end])
                continue
            for run in _word_run().findall(folded, start, end):
                words += self._cutter.cut(run) if _JIEBA_RUN.match(run) else [run]
        return words

    def tokens(self, text: str) -> list[Token]:
        """All tokens of `text` by place: words with the shorter words inside them, bigrams, patterns."""
        folded = fold(text)
        patterns = list(self._patterns(folded))
        found = [Token(p.term, p.start, p.end, "pattern") for p in patterns]
        for start, end in self._between(folded, patterns):
            for whole, at, stop in self._pieces(folded, start, end):
                for word in [folded[at:stop]] if whole else self._cutter.cut(folded[at:stop]):
                    inside = () if whole else self._cutter.inside(word)
                    found += (Token(word[a:b], at + a, at + b, "word") for a, b in inside)
                    found.append(Token(word, at, at + len(word), "word"))
                    at += len(word)
        for run in _HAN_RUN.finditer(folded):
            found += (Token(folded[at : at + 2], at, at + 2, "bigram") for at in range(run.start(), run.end() - 1))
        return sorted(found, key=lambda token: (token.start, -token.end, token.kind))

    def index_terms(self, text: str) -> tuple[list[str], list[str]]:
        """The terms of `text` for the index: words with all spellings of the patterns, and bigrams."""
        folded = fold(text)
        patterns = list(self._patterns(folded))
        if self._literal is None and not _rare().search(folded):
            # All runs at once: a call for each costs more than the cutting.
            plain = " ".join(folded[start:end] for start, end in self._between(folded, patterns))
            words = self._cutter.cut_all_for_search(_no_run().sub(" ", plain))
        else:
            words = []
            for start, end in self._between(folded, patterns):
                for whole, at, stop in self._pieces(folded, start, end):
                    words += [folded[at:stop]] if whole else self._cutter.cut_for_search(folded[at:stop])
        for pattern in patterns:
            words.append(pattern.term)
            words += pattern.variants
        pairs: list[str] = []
        for run in _HAN_RUN.findall(folded):
            pairs += map(add, run, run[1:])
        return words, pairs

    def joined_terms(self, text: str) -> bytes:
        """The same terms in any order, in UTF-16 with a zero after each, and U+0002 before a bigram."""
        compiled = self._cutter.compiled
        folded = fold(text)
        if compiled is None or self._literal is not None or _rare().search(folded):
            words, pairs = self.index_terms(text)
            return "\0".join([*words, *("\2" + pair for pair in pairs), ""]).encode("utf-16-le")
        spans: list[int] = []
        spelled: list[str] = []
        for pattern in self._patterns(folded):
            spans += (pattern.start, pattern.end)
            spelled += (pattern.term, *pattern.variants)
        joined = compiled.terms(folded, spans, search=True)
        return joined + "\0".join([*spelled, ""]).encode("utf-16-le") if spelled else joined

    def patterns(self, text: str) -> list[Pattern]:
        """The protected places of `text` with their canonical terms and variants."""
        return list(self._patterns(fold(text)))

    def _patterns(self, folded: str) -> Iterator[Pattern]:
        if self._literal is None:
            return find_patterns(folded)
        # What the user named stays as the user named it: blank it out before looking for patterns.
        blank = self._literal.sub(lambda match: "\x00" * len(match.group()), folded)
        return find_patterns(blank)

    @staticmethod
    def _between(folded: str, patterns: Iterable[Pattern]) -> Iterator[tuple[int, int]]:
        """Ranges outside of the patterns."""
        done = 0
        for pattern in patterns:
            yield done, pattern.start
            done = pattern.end
        yield done, len(folded)

    def _pieces(self, folded: str, start: int, end: int) -> Iterator[tuple[bool, int, int]]:
        """(is whole as it stands, start, end) of the user's literal words, runs for jieba and rare characters."""
        for own, own_start, own_end in self._split_literals(folded, start, end):
            if own:
                yield True, own_start, own_end
                continue
            for run in _HAN_RUN.finditer(folded, own_start, own_end):
                at = run.start()
                for known, characters in groupby(run.group(), _is_known_to_jieba):
                    size = len(list(characters))
                    for stop in (at + size,) if known else range(at + 1, at + size + 1):
                        yield not known, at, stop
                        at = stop

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
