"""Advertising injected into a notice: brands where an agency's name or 关于 belongs, and whole foreign lines.

Found by what it is: a string of brand-like parts (`365…`, `…app下载`, `…官网`) joined by `_`, `-` or `|`, in a slot
where an agency or a function word belongs. A word alone proves nothing: notices about lotteries, games and apps
use the same words, but no notice puts two joined advertisements in front of 办公厅.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from zwsearch.records import Problem
from zwsearch.repair.agency import propose
from zwsearch.repair.characters import lines
from zwsearch.repair.page import Edit, Page

CODE = "spam_injected"

_JOIN = r"[_＿|｜\-－—–·•~～/]"
_PART = r"[0-9A-Za-z\u4e00-\u9fff.]"
_STRING = re.compile(rf"{_PART}+(?:\s?{_JOIN}+\s?{_PART}+)*")
_SPLIT = re.compile(rf"\s?{_JOIN}+\s?")
# What follows an agency's name, or is the rest of one whose head was replaced.
_AFTER_NAME = re.compile(
    r"人民政府|办公厅|办公室|政府办|委员会|党委|党组|管理局|监督局|卫生局|教育局|财政厅|财政局|民政厅|民政局"
    r"|关于(?:印发|做好|进一步|加强|开展|公布|转发|调整|同意|推进|报送|全面|深入|切实|组织|贯彻|建立|完善|规范|发布|召开)"
    r"|做好|进一步|开展|加强|推进|落实|深化|组织|建立|完善|规范|关于|印发|转发|的通知|的意见|的公告"
)
_BEFORE_SPAM = re.compile(
    r"根据|按照|依据|依照|遵照|转发|印发|贯彻|落实|执行|学习|关于|以及|经过|人民政府|办公厅|办公室|委员会|[局厅]|[和与及由经在为从向对将把]"
)
_NAME_END = re.compile(r"(?:人民政府|办公厅|办公室|委员会|[局厅委])$")
# A part that speaks for itself as official. A number of a public hotline is no brand.
_OFFICIAL = re.compile(
    r"政务|政府|国家|人民|公共|热线|体育彩票|福利彩票|中国福彩|中国体彩|服务平台|服务中心|服务大厅|办事|行政|部门"
    r"|监管|管理|法规|条例|办法|规定|通知|公告|公示|[省市县区州局厅委院部处科]$"
)
_HOTLINE = re.compile(r"(?<!\d)(?:12\d{3}|1[01]\d|12[02]|9[5-6]\d{3,4}|400\d{7})(?!\d)")
_HEAD = re.compile(
    r"(?<![0-9A-Za-z.])(?:[A-Za-z]{1,10}\d{1,5}|\d{2,5}[A-Za-z]{0,6}|[A-Za-z]{2,10})(?=[\u4e00-\u9fff])(?![年月日号条个项时元万亿人件])"
)
# What else stands in a line that is an advertisement as a whole: words that lure (更多精彩：) before it; a last word
# that our list does not have, an address, a telephone or account number behind it.
_LURE = re.compile(r"[\s>»·•★☆◆■●*【\[]*+(?:[\u4e00-\u9fffA-Za-z]{2,8}\s?[:：】\]>»—-]+\s?)?[\s《〈“]*")
_ADDRESS = r"(?:https?://|www\.|[\w-]+\.(?:com|cc|net|vip|top|xyz|cn|app|me|info|org|club|bet)\b)[^\s\u4e00-\u9fff]*+"
_CONTACT = r"(?:[QqＱ]{2}群?|微信号?|[Vv薇][Xx信]|客服|电话|加?群|TG|telegram|网址|域名|地址)?\s?[:：]?\s?[\w@+-]{5,}+"
_TRAIL = re.compile(
    rf"[\u4e00-\u9fff]{{0,2}}[\s》〉”!！~～,，。、:：】\]>»-]*+(?:(?:{_ADDRESS}|{_CONTACT})[\s,，。;；!！)）】\]]*+)*+",
    re.ASCII,
)
_SITE = re.compile(rf"(?<=[\u4e00-\u9fff]){_ADDRESS}", re.ASCII)
_BRANDED = re.compile(r"[_＿|｜\-－—–·•~～/0-9A-Za-z]")
_SPACED_BAR = re.compile(r"\s[|｜]\s?")
_COUNT_IN_SLOT = 3
_COUNT_ANYWHERE = 6
_LONGEST_BARE = 24
_EDGE = 3


class _Evidence(NamedTuple):
    weight: int
    strong: int
    brands: int
    official: int
    parts: int


class _Find(NamedTuple):
    start: int
    end: int
    line: bool


@cache
def _words() -> tuple[re.Pattern[str], dict[str, int]]:
    weights = {word: int(weight) for word, weight in (line.split("\t") for line in lines("spam_words.txt"))}
    pattern = "|".join(
        rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() and word.isalpha() else re.escape(word)
        for word in sorted(weights, key=len, reverse=True)
    )
    return re.compile(pattern, re.IGNORECASE), weights


@cache
def _gate() -> re.Pattern[str]:
    # Without regard to borders and case, so that it runs fast: the texts are lowered first.
    return re.compile("|".join(map(re.escape, _words()[1])))


def mend_spam(page: Page) -> None:
    """Cut advertising out, putting the true name in its place where the surroundings tell it; `spam_injected`."""
    pattern, _ = _words()
    gate = _gate()
    if gate.search(page.whole.lower()) is None:
        return
    for index in range(len(page.texts)):
        text = page.texts[index]
        # Two words of the trade at least, or there is no string of brands.
        lowered = text.lower()
        glimpse = gate.search(lowered)
        if glimpse is None or gate.search(lowered, glimpse.end()) is None:
            continue
        finds = _finds(text, pattern)
        found = pattern.search(text) if finds else None
        if found is None or pattern.search(text, found.end()) is None:
            continue
        edits: list[Edit] = []
        for find in finds:
            after = "" if find.line else propose(page, index, find.start, find.end)
            edits.append(Edit(find.start, find.end, after))
        for edit in edits:
            _report(page, text, edit)
        page.edit(index, CODE, edits)
    if any(problem.code == CODE for problem in page.problems):
        _cut_bare_lines(page, pattern)


def _cut_bare_lines(page: Page, pattern: re.Pattern[str]) -> None:
    """In a notice that holds advertising, cut first and last lines that are nothing but words of the trade.

    Without a joint, a brand or an address such a line proves nothing by itself.
    """
    filled = [i for i, text in enumerate(page.texts) if page.is_paragraph(i) and text.strip()]
    for index in {*filled[:_EDGE], *filled[-_EDGE:]}:
        text = page.texts[index].strip()
        if len(text) > _LONGEST_BARE or re.search(r"[。，；：、]", text):
            continue
        evidence = _weigh(text, pattern)
        covered = sum(len(word) for word in pattern.findall(text))
        if evidence.strong and evidence.weight >= _COUNT_IN_SLOT and not evidence.official and covered * 2 > len(text):
            edit = Edit(0, len(page.texts[index]), "")
            _report(page, page.texts[index], edit)
            page.edit(index, CODE, [edit])


def _report(page: Page, text: str, edit: Edit) -> None:
    hint = f"建议还原为“{edit.after}”，请核对原文" if edit.after else "已从正文中删去，请核对原文此处应有的内容"
    page.problems.append(Problem(CODE, "正文被植入了广告词，已删去，不进入检索", hint, text[edit.start : edit.end]))


def _finds(text: str, pattern: re.Pattern[str]) -> list[_Find]:
    gate = _gate()
    finds: list[_Find] = []
    for match in _STRING.finditer(text):
        string = match[0]
        # Cheap first: hardly a string holds a joint or a brand, and a word of the trade.
        if _BRANDED.search(string) is None or gate.search(string.lower()) is None:
            continue
        # An advertisement is joined of parts, begins with a brand of digits or Latin letters, or names its site.
        if (
            not (_SPLIT.search(string) or _HEAD.search(string) or _SITE.search(string))
            or pattern.search(string) is None
        ):
            continue
        start, end, anchored = _borders(text, match.start(), match.end(), pattern)
        if end - start < 4:
            continue
        evidence = _weigh(text[start:end], pattern)
        if evidence.official and evidence.strong < 4:
            continue
        begin, stop = _surroundings(text, start, end)
        whole = _LURE.fullmatch(text, begin, start) is not None and _TRAIL.fullmatch(text, end, stop) is not None
        alone = whole and (begin == 0 or text[begin - 1] in "\n|")
        if _is_spam(evidence, in_slot=anchored or alone):
            finds.append(_Find(begin, stop, line=True) if whole else _Find(start, end, line=False))
    return finds


def _surroundings(text: str, start: int, end: int) -> tuple[int, int]:
    """The line, the cell of a line of cells, or the end of a line behind a sentence that holds [start, end)."""
    begin = max(text.rfind(mark, 0, start) for mark in "\n|。！") + 1
    stop = min((at for at in (text.find("\n", end), text.find("|", end)) if at >= 0), default=len(text))
    if stop < len(text) and text[stop] == "|":
        stop -= text[end:stop].endswith(" ")
    if begin and text[begin - 1] == "|":
        begin += text.startswith(" ", begin)
    return begin, stop


def _is_spam(evidence: _Evidence, *, in_slot: bool) -> bool:
    branded = evidence.brands + evidence.strong
    if evidence.parts >= 2:
        needed = _COUNT_IN_SLOT if in_slot else _COUNT_ANYWHERE
        return evidence.weight + evidence.brands >= needed and (branded >= 1 or (in_slot and evidence.weight >= 4))
    return in_slot and branded >= 1 and evidence.weight + evidence.brands >= 4


def _weigh(string: str, pattern: re.Pattern[str]) -> _Evidence:
    _, weights = _words()
    weight = strong = brands = official = 0
    parts = [part for part in _SPLIT.split(string) if part]
    for part in parts:
        if _OFFICIAL.search(part) or _HOTLINE.search(part):
            official += 1
        values = [weights[word.lower()] for word in pattern.findall(part)]
        weight += sum(values)
        strong += sum(value == 2 for value in values)
        brands += bool(values and _HEAD.search(part))
    return _Evidence(weight, strong, brands, official, len(parts))


def _borders(text: str, start: int, end: int, pattern: re.Pattern[str]) -> tuple[int, int, bool]:
    """Narrow a run of words to the advertisement in it: (start, end, whether it stands in a slot)."""
    string = text[start:end]
    anchored = False
    words = list(pattern.finditer(string))
    # The end: the first agency or function word after the last joint, else the last word of the trade.
    joints = list(_SPLIT.finditer(string))
    tail = joints[-1].end() if joints else 0
    last = next((word for word in words if word.end() > tail), None)
    if last is None:  # the last part is honest text behind the last joint
        tail, last = words[0].start(), words[0]
    anchor = _AFTER_NAME.search(string, last.end())
    final = words[-1].end()
    if anchor is not None and anchor.start() - last.start() <= 16:
        anchored = True
        final = anchor.start()
    # The start: after the last function word before the first brand.
    head = _HEAD.search(string, 0, words[0].end())
    first = head.start() if head else words[0].start()
    # Cells without a word of the trade before it are none of it.
    begin = max((bar.end() for bar in _SPACED_BAR.finditer(string, 0, words[0].start())), default=0)
    for before in _BEFORE_SPAM.finditer(string, begin, first):
        begin = before.end()
    if head and first - begin > 6:
        begin = first
    if begin and _NAME_END.search(string[:begin]):
        anchored = True
    if begin == 0 and start and text[start - 1] in "《〈“":
        anchored = True
    return start + begin, start + final, anchored
