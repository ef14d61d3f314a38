"""Free text of a query to the terms that are looked up, and what is to be marked in the answers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from zwsearch.index import Index, QueryTerm
from zwsearch.search.figures import MOST_LOOKED_UP, add_figures
from zwsearch.search.inner import inner_words, is_known
from zwsearch.search.question import AFTER_DATE, stop_words, telling_words
from zwsearch.search.runs import BIGRAM_WEIGHT, pairs_in, runs_in
from zwsearch.search.synonyms import Expansion, expansions
from zwsearch.search.terms import Also, Plan
from zwsearch.segment import HAN, Analyser, Token, fold

PAIR_WEIGHT = 1.5
SINGLE_WEIGHT = 0.3
SYNONYM_WEIGHT = 0.5
_HAN_RUN = re.compile(f"[{HAN}]+")


def make_plan(analyser: Analyser, index: Index, pieces: Sequence[str], synonyms: Sequence[Sequence[str]] = ()) -> Plan:
    """The terms for pieces of free text. A plan without terms says that nothing in them can be searched for.

    Units match by words and patterns; where the index holds none of these, by bigrams, and then by single words.
    """
    plan = Plan()
    pieces = list(dict.fromkeys(pieces))
    called: list[list[Expansion]] = []
    for piece in pieces:
        called.append(expansions(analyser, piece, synonyms)[: MOST_LOOKED_UP - sum(map(len, called))])
    patterns = [analyser.patterns(piece) for piece in pieces]
    telling, plan.question = telling_words(analyser, pieces, patterns)
    for piece, found, protected, tokens in zip(pieces, called, patterns, telling, strict=True):
        covered = add_figures(plan, index, fold(piece), protected)
        whole = [(expansion.start, expansion.end) for expansion in found if expansion.abbreviated]
        _add_words(plan, index, piece, tokens, covered, whole)
    if plan.terms:
        for expansion in dict.fromkeys(expansion for found in called for expansion in found):
            _add_synonyms(plan, analyser, index, expansion)
    if plan.also or any(term.matches and index.frequency(term) for term in plan.terms):
        return plan
    if not plan.question and any(len(word) > 1 for word in plan.unknown):
        # A word that nothing holds is not answered by a character beside it, nor by a piece across two words; in a
        # question (家门口的河谁管) what is left may be all that it is about.
        return plan
    for pair in plan.pairs:
        plan.add(pair)
    for bigram in (True, False):  # bigrams first, single words last
        chosen = {term for term in plan.terms if term.bigram is bigram and index.frequency(term)}
        if chosen:
            plan.terms = [replace(term, matches=term in chosen) for term in plan.terms]
            plan.surfaces |= {term.term for term in chosen}
            break
    return plan


def _add_synonyms(plan: Plan, analyser: Analyser, index: Index, expansion: Expansion) -> None:
    """Units that hold another word for the same thing match as well, and count for less."""
    used: list[str] = []
    instead = frozenset(
        term.stored
        for term in plan.terms
        if term.matches and (term.term in expansion.written or expansion.written in term.term)
    )
    if expansion.abbreviated:
        # 双随机、一公开 is printed with its sign, and no pair goes across it.
        pairs = [pair for run in _HAN_RUN.findall(expansion.written) for pair in pairs_in(run)]
        if len(index.holding(pairs)):
            plan.also.append(Also(tuple(pairs), (expansion.written,), expansion.written, instead))
            plan.surfaces.add(expansion.written)
        else:
            plan.unknown.append(expansion.written)
    for words in expansion.others:
        group = [
            QueryTerm(term, SYNONYM_WEIGHT * (BIGRAM_WEIGHT if pair else 1), bigram=bool(pair), matches=False)
            for word in words
            for pair, terms in enumerate(analyser.index_terms(word))
            for term in terms
        ]
        must = [term for term in group if term.bigram or not _HAN_RUN.fullmatch(term.term)]
        if must and len(index.holding(must)):
            used.append("、".join(words))
            plan.also.append(Also(tuple(must), words, expansion.written, instead))
            plan.surfaces.update(words)
            for term in group:
                plan.add(term)
    if used:
        plan.unknown = [word for word in plan.unknown if word not in expansion.written]
        plan.notes.append(f"“{expansion.written}”同时按同义词查找：" + "；".join(used))


def _add_words(
    plan: Plan,
    index: Index,
    piece: str,
    tokens: Sequence[Token],
    covered: Sequence[tuple[int, int]],
    whole: Sequence[tuple[int, int]],
) -> None:
    folded = fold(piece)
    for token in tokens:
        if not _HAN_RUN.fullmatch(token.term):  # a word of the user's own, with signs in it
            plan.add(QueryTerm(token.term))
            plan.surfaces.add(token.term)
    for start, end in covered:
        folded = folded[:start] + "\x00" * (end - start) + folded[end:]
    starts = [token.start for token in tokens]
    for run in _HAN_RUN.finditer(folded):
        if run.group() in AFTER_DATE and any(end == run.start() for _, end in covered):
            continue
        within = tokens[bisect_left(starts, run.start()) : bisect_left(starts, run.end())]
        words = [(token.start - run.start(), token.term) for token in within if token.end <= run.end()]
        held = [(start - run.start(), end - run.start()) for start, end in whole]
        _add_run(plan, index, run.group(), words, held)


def _add_run(
    plan: Plan, index: Index, run: str, words: Sequence[tuple[int, str]], whole: Sequence[tuple[int, int]]
) -> None:
    """`words` with their places in the run; what stands in the abbreviations of `whole` only raises a score.

    A word of two characters is looked up as a pair of neighbours alone: the pair finds it whatever jieba made of
    the text, and a second column of nearly the same units would cost as much again and tell nothing.
    """
    if len(run) == 1:
        if words:
            _add_character(plan, index, run)
        return
    if len(run) == 2 and (words or index.frequency(QueryTerm(run, bigram=True))):
        plan.add(QueryTerm(run, PAIR_WEIGHT, bigram=True))
        plan.surfaces.add(run)
    elif not words:
        return
    inside: set[int] = set()
    own: list[QueryTerm] = []
    held = inner_words(index, words)
    odd: list[str] = []  # with a character that stands nowhere beside its neighbours: a slip of the pen (公幵)
    for at, word in sorted([*words, *_joined(index, words)]):
        inside.update(range(at, at + len(word) - 1))
        if len(word) == 1:
            own.append(QueryTerm(word, SINGLE_WEIGHT, matches=False))
            if not any(map(index.frequency, [QueryTerm(word), *pairs_in(run[max(0, at - 1) : at + 2])])):
                odd += _beside(run, at, words)
            continue
        term = QueryTerm(word, PAIR_WEIGHT, bigram=True) if len(word) == 2 else QueryTerm(word)
        if any(at < end and start < at + len(word) for start, end in whole):
            own.append(replace(term, matches=False))
            continue
        plan.surfaces.add(word)
        inner = held.get((at, word))
        if inner:
            own.append(replace(term, weight=term.weight * inner.weight, matches=inner.answers))
            continue
        own.append(term)
        if not is_known(index, word):
            plan.unknown += [word] if not _is_made_up(index, word) else []
    pairs = pairs_in(run)
    telling = {place for at, word in words for place in range(at, at + len(word))}
    single = len(telling) == len(run) and all(len(word) == 1 for _, word in words)
    if not whole and single and not any(map(index.frequency, pairs)):
        plan.unknown.append(run)
    elif not whole:
        plan.unknown += odd
    plan.pairs += [pair for at, pair in enumerate(pairs) if {at, at + 1} <= telling] or pairs
    # Words that stand side by side do so in the answer; what a word shares with one that says nothing is chance.
    own += [pair for at, pair in enumerate(pairs) if at not in inside and {at, at + 1} <= telling]
    for term in own:
        plan.add(term)
    plan.runs += runs_in(run, words, own)


def _beside(run: str, at: int, words: Sequence[tuple[int, str]]) -> list[str]:
    """A lone character with a lone neighbour, to be told as unknown; what a longer word shares is no word."""
    longer = {place for start, word in words if len(word) > 1 for place in range(start, start + len(word))}
    starts = [start for start in (at - 1, at) if 0 <= start < len(run) - 1 and longer.isdisjoint((start, start + 1))]
    return [run[start : start + 2] for start in starts[:1]]


def _is_made_up(index: Index, word: str) -> bool:
    """Whether jieba made a word of a known one and a character that says nothing (检查和)."""
    rests = (word[1:] if word[0] in stop_words() else "", word[:-1] if word[-1] in stop_words() else "")
    return any(len(rest) > 1 and all(map(index.frequency, pairs_in(rest))) for rest in rests)


def _joined(index: Index, words: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Neighbours that jieba left single and that stand together somewhere: a word that it does not know (约谈)."""
    single = {at: word for at, word in words if len(word) == 1}
    pairs = [(at, word + single[at + 1]) for at, word in single.items() if at + 1 in single]
    return [(at, pair) for at, pair in pairs if index.frequency(QueryTerm(pair, bigram=True))]


def _add_character(plan: Plan, index: Index, char: str) -> None:
    """A character alone is looked for as a word and inside every pair of neighbours."""
    plan.add(QueryTerm(char))
    plan.surfaces.add(char)
    plan.characters += 1
    found = False
    for term, bigram, _ in index.vocabulary(char) if plan.characters <= MOST_LOOKED_UP else ():
        if bigram:
            plan.add(QueryTerm(term, BIGRAM_WEIGHT, bigram=True))
            found = True
    if not found and not index.frequency(QueryTerm(char)):
        plan.unknown.append(char)
