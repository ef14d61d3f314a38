"""Lines that a PDF or a mail broke inside a sentence: joined where the page shows its line width."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from zwsearch.repair.characters import frequencies
from zwsearch.repair.page import Edit, Page

CODE = "broken_lines"

# `…。（责任单位：办公室）`: a bracket after a full stop says something of the sentence, and ends with it.
_SENTENCE_END = re.compile(
    r"(?:(?:[。！？；：:;!?…]|(?<=[A-Za-z\u4e00-\u9fff)）”])\.)['\"”’）)》」』]*|[。！；][（(][^（()）]{2,50}[)）])\s*$"
)
_WORD_END = re.compile("[A-Za-z,.;]$")
_CLAUSE = re.compile("[，。；,;]")
_ITEM = re.compile(
    r"^\s*(?:[一二三四五六七八九十百]+[、.．]|[(（][一二三四五六七八九十百\d]+[)）]|\d{1,3}\s*[、.．)）](?!\d)|[①-⒛㈠-㈩]"
    r"|\d{1,2}(?:(?:[.．]\d{1,2}){1,2}\s*[、．.]?\s*|[ \t\u3000]+|[，,：])"
    r"(?=[\u4e00-\u9fff“《])(?![年月日号时点万亿千百元倍个名位米吨分级度折岁项类件家条人户次所台套辆份期批种部场])"
    r"|第[一二三四五六七八九十百\d]+[章节条部分编]|附\s*[件表]|[-•●■◆▪➢*#|>]|【|注[:：]|责任单位|牵头单位|完成时限|配合单位)"
)
_CLOSING = re.compile(
    r"^\s*(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|.{0,24}(?:政府|办公厅|办公室|委员会|[局厅委]))\s*$"
)
_SHORTEST_PROSE = 24
_TAIL = 60
"""How much of a text tells how it ends: what is joined grows, and must not be searched from its start each time."""
_DATE_END = frozenset("年月日底0123456789")
_COMMON_WORD = 10
"""log2 of the count from which a pair of characters is a word beyond doubt."""
_FEWEST_LINES = 3
_FEWEST_FULL = 2
_ENOUGH_FULL = 4
# What a line begins with only in the middle of a sentence, and dates that a break tore (9月 / 底前).
_NO_START = frozenset("，。、；：！？）》”’〕】")
_DATE_BREAK = re.compile(
    r"(?<=\d)\n(?=[年月日号]|个(?:工作日|月))|(?<=\d年)\n(?=\d{1,2}月)|(?<=\d月)\n(?=\d{1,2}[日号])"
    r"|(?<=20)\n(?=\d\d年)|(?<=20\d)\n(?=\d年)|(?<=[年月]底)\n(?=前)"
    r"|(?<=\d[年月日])\n(?=(?:月?底|末|初|[上中下]旬)?(?:之前|以前|前|止|起)|[底末]\b|[底末]$)"
)
# A document number torn after its year.
_NUMBER_END = re.compile(r"[\u4e00-\u9fff][〔\[（(](?:19|20)\d\d[〕\])）]\s*$")
_NUMBER_REST = re.compile(r"\s*第?\d{1,4}\s*号")
_BARE_NUMBER = re.compile(r"\s*\d+\s*")


# A page ends inside a sentence: the line goes on behind its number.
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–－·]+\s*\d{1,3}\s*[-—–－·]+|第\s*\d{1,3}\s*页(?:\s*[，,/]?\s*共\s*\d{1,3}\s*页)?)\s*"
)


class _Measure(NamedTuple):
    """How long a line is, how long a wrapped one can be, and by how much a full line may fall short.

    A line may lack its first indent, a mark that must not begin a line, and half a column.
    """

    size: Callable[[str], int]
    narrowest: int
    widest: int
    short: int
    over: int


def _width(text: str) -> int:
    # What Chinese fonts draw over two columns, “” and … among it, is what GBK writes in two bytes.
    return len(text.encode("gbk", "replace"))


# Pages break at a width in half-width columns (fifteen to sixty Han characters), programs at a number of characters.
_MEASURES = (_Measure(_width, 30, 120, 4, 1), _Measure(len, 24, 80, 2, 0))


def mend_broken(page: Page) -> None:
    """Join paragraphs that are the lines of one; the second stays behind as an empty paragraph.

    In a cell, where every line may be an item of its own, only torn dates are joined.
    """
    run: list[int] = []
    for index in range(len(page.texts)):
        text = page.texts[index]
        if page.is_paragraph(index) and "\n" not in text and "|" not in text:
            if text.strip() and not _PAGE_NUMBER.fullmatch(text):
                run.append(index)
            continue
        if "\n" in text:
            page.edit(index, CODE, [Edit(*match.span(), "") for match in _DATE_BREAK.finditer(text)])
        _mend_run(page, run)
        run = []
    _mend_run(page, run)


def _mend_run(page: Page, run: list[int]) -> None:
    full = _full_lines(page, run)
    if not full and not any(_is_torn(page.texts[one], page.texts[two]) for one, two in pairwise(run)):
        return
    target = run[0] if run else 0
    for previous, index in pairwise(run):
        text = page.texts[index]
        before = page.texts[target]
        if not (_is_torn(before, text) or (previous in full and _runs_on(before, text))):
            target = index
            continue
        tail = len(before) - len(before.rstrip())
        page.edit(target, CODE, [Edit(len(before) - tail, len(before), "")] if tail else [])
        end = len(page.texts[target])
        words = _WORD_END.search(page.texts[target][-_TAIL:]) and re.match(r"\s*[A-Za-z]", text)
        page.edit(target, CODE, [Edit(end, end, " " * bool(words) + text.strip())])
        page.edit(index, CODE, [Edit(0, len(text), "")])


def _is_torn(before: str, after: str) -> bool:
    """Whether two lines are one by themselves: the second cannot begin anything, or a date runs over the break."""
    if after[:1] in _NO_START:
        return not _SENTENCE_END.search(before[-_TAIL:])
    if _NUMBER_END.search(before[-_TAIL:]) and _NUMBER_REST.match(after):
        return True
    if len(before) >= _SHORTEST_PROSE and _goes_on(before.rstrip(), after.lstrip()):
        return True
    first = after[:1]
    tail = before.rstrip()[-4:]
    if tail[-1:] not in _DATE_END or (first not in "年月日号个底末初上中下前之以止起" and not first.isdigit()):
        return False
    return bool(
        not _BARE_NUMBER.fullmatch(before) and not _ITEM.match(after) and _DATE_BREAK.search(f"{tail}\n{after[:4]}")
    )


def _goes_on(before: str, after: str) -> bool:
    """Whether a word or a clause runs over the break, in prose long enough to have been broken there."""
    comma = before[-1] in "，、"
    if not comma and not _is_han(before[-1]):
        return False
    if not _is_han(after[:1]) or _ITEM.match(after) or _CLOSING.match(after):
        return False
    if comma:
        return True
    if not _CLAUSE.search(before):
        return False
    pairs = frequencies().pairs
    beside = max(pairs.get(before[-2:], 0), pairs.get(after[:2], 0))
    across = pairs.get(before[-1] + after[0], 0)
    return across >= _COMMON_WORD and across > beside + 2


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _full_lines(page: Page, run: list[int]) -> frozenset[int]:
    """The lines that were broken because they were full; none when nothing shows that lines were broken."""
    if len(run) < _FEWEST_LINES:
        return frozenset()
    texts = {index: page.texts[index].rstrip() for index in run}
    # Cheap first: wrapped text has several lines of one length, none of which is wider than any page.
    lengths = Counter(map(len, texts.values()))
    longest = max(lengths)
    if (
        longest > max(measure.widest for measure in _MEASURES)
        or sum(lengths[longest - short] for short in range(6)) < _FEWEST_FULL
    ):
        return frozenset()
    found = (_full_by(texts, measure) for measure in _MEASURES)
    return max(found, key=len)


def _full_by(texts: dict[int, str], measure: _Measure) -> frozenset[int]:
    sizes = {index: measure.size(text) for index, text in texts.items()}
    counts = Counter(size for size in sizes.values() if measure.narrowest <= size <= measure.widest)
    if not counts:
        return frozenset()
    shortfalls = {0, 1, 2, measure.short}
    limit = max(counts, key=lambda size: (sum(counts[size - short] for short in shortfalls), size))
    full = {index for index, size in sizes.items() if limit - measure.short <= size <= limit + measure.over}
    long = sum(size >= measure.narrowest * 2 // 3 for size in sizes.values())
    wider = sum(size > limit + measure.over for size in sizes.values())
    if len(full) < _FEWEST_FULL or len(full) * 5 < long * 2 or wider:
        return frozenset()
    # Prose has its commas anywhere; lines of one length without them are a list.
    clauses = sum(bool(_CLAUSE.search(texts[index][:-1])) for index in full)
    open_ended = [index for index in full if not _SENTENCE_END.search(texts[index])]
    if clauses * 2 < len(full) or len(open_ended) * 10 < len(full) * 6:
        return frozenset()
    if len(full) < _ENOUGH_FULL and not _few_are_enough(texts, full, open_ended, clauses):
        return frozenset()
    return frozenset(full)


def _few_are_enough(texts: dict[int, str], full: set[int], open_ended: list[int], clauses: int) -> bool:
    """Whether two or three full lines prove it: all of them prose, and each going on in the next."""
    following = dict(pairwise(texts))
    return len(open_ended) == clauses == len(full) and all(
        index in following and _runs_on(texts[index], texts[following[index]]) for index in full
    )


def _runs_on(before: str, after: str) -> bool:
    return not (_SENTENCE_END.search(before.rstrip()[-_TAIL:]) or _ITEM.match(after) or _CLOSING.match(after))
