"""Which words of a query tell what is sought, and which merely ask: 由谁负责, 什么时候, 怎么办."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from zwsearch.search.wordlist import read_words
from zwsearch.segment import Analyser, Pattern, Token, fold

AFTER_DATE = ("底前", "底", "前", "末", "之前", "以前", "前后")


@cache
def _turns() -> tuple[frozenset[str], int]:
    turns = frozenset(read_words("questions.txt"))
    return turns, max(map(len, turns))


# What can be nothing else: jieba cuts 太多要不要合并 into 太多要|不要|合并.
_SURELY = re.compile(r"[谁哪什怎何几]|多[久少长]|(.)不\1|有没有|请问|是否|想知道|想问")


@cache
def _sure_turns() -> re.Pattern[str]:
    turns, _ = _turns()
    sure = (turn for turn in turns if len(turn) > 2 and _SURELY.search(turn))
    return re.compile("|".join(sorted(map(re.escape, sure), key=lambda turn: (-len(turn), turn))))


def without_turns(folded: str) -> str:
    """The text with a sign that is no character in place of each of those of a turn that can be nothing else."""
    return _sure_turns().sub(lambda match: "\0" * len(match.group()), folded)


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


@cache
def stop_words() -> frozenset[str]:
    """Words that alone are no query."""
    return frozenset(read_words("stopwords.txt"))


@cache
def _beside_deadlines() -> frozenset[str]:
    return frozenset(read_words("beside_deadlines.txt"))


def telling_words(
    analyser: Analyser, pieces: Sequence[str], patterns: Sequence[Sequence[Pattern]]
) -> tuple[list[list[Token]], bool]:
    """The words of each piece that say what is sought, and whether it is sought by a question.

    The turns of a question (由谁负责) tell only where no other word and no pattern does; what is left of 7月底前 beside
    its month never does.
    """
    question = False
    words: list[list[Token]] = []
    others: list[list[Token]] = []
    for piece, protected in zip(pieces, patterns, strict=True):
        folded = fold(piece)
        masked = without_turns(folded)
        tokens = analyser.tokens(masked)
        asking = asking_places(folded, tokens)
        question = question or masked != folded or any(place + 1 in asking for place in asking)
        words.append(_telling(folded, tokens if masked == folded else analyser.tokens(folded), protected))
        others.append(
            [
                token
                for token in _telling(folded, tokens, protected)
                if not asking.issuperset(range(token.start, token.end))
            ]
        )
    passed_over = any(patterns) or any(others)
    return (others if passed_over else words), question and passed_over


def _telling(folded: str, tokens: Sequence[Token], protected: Sequence[Pattern]) -> list[Token]:
    dates = {pattern.end for pattern in protected if pattern.term[-1] in "年月日"}
    due = any(folded.startswith(AFTER_DATE, end) for end in dates)
    return [
        token
        for token in tokens
        if token.kind == "word"
        and token.term not in stop_words()
        and not (token.start in dates and token.term in AFTER_DATE)
        and not (due and token.term in _beside_deadlines())
    ]
