"""What each segment of a page is by itself: a bar of the site, navigation, or text that speaks in sentences."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

from zwsearch.read.page_text import Segment

MOST_LINKS = 0.5
# A longer line is no bar, whatever words are in it.
MAX_FURNITURE = 80

_SENTENCE = re.compile(r"[。;\uff1b]")
_PUNCTUATION = re.compile(r"[,\uff0c。;\uff1b:\uff1a、!\uff01?\uff1f]")
_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.\uff0e]|[(\uff08](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)\uff09]"
    r"|\d{1,3}\s*[、.\uff0e](?!\d)|[①-⒛㈠-㈩]|第[一二三四五六七八九十百\d]{1,4}[条章节])"
)
# Lists of other pages are numbered in figures, if at all.
_HEADING_ITEM = re.compile(r"[一二三四五六七八九十]{1,3}、|[(\uff08][一二三四五六七八九十]{1,3}[)\uff09]")
DATE = re.compile(
    r"[12]\d{3}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?|[二〇○零Ｏ一三四五六七八九十]{4}年.{1,3}月.{1,4}日"
)
_ENDS_DATED = re.compile(r"(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?[\]】)\uff09]?$")
ATTACHED = re.compile(r"[(\uff08]?(?:相关)?附\s*[件表录]|附\s*[:\uff1a]")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[(\uff08【][12]\d{3}[〕\])\uff09】]第?\d{1,5}号")
_BARE = re.compile(r"[\s|>»›/·•:;,、。\uff1a\uff1b\uff0c\[\]【】()\uff08\uff09\d<《》!«—-]+")
_BAR = re.compile(
    r"[【\[]?(?:您?的?当前|您(?:现在)?(?:所在)?的?|当前|所在|现在)(?:所在)?的?位置"
    r"|[【\[<《«]?\s*[上下]一?[篇条页则](?!的)|分享到|字[号体](?:大小)?\s*[:\uff1a]"
)
RELATED = re.compile(
    r"(?:(?:相关|推荐|热[门点]|最新|延伸|猜你|更多|同类|友情)"
    r"(?:链接|文章|新闻|信息|阅读|内容|资讯|稿件|报道|推荐|文件|政策|解读|喜欢|动态|发布|公开|栏目)+)[:\uff1a]?"
)
# What stands beside the licence number at the foot of every site. A notice may name who holds an event, and where.
_CONTACT = re.compile(
    r"(?:主办|承办|协办|主管|维护|建设|管理|版权|技术|网站)(?:单位|支持|维护|管理|建设|所有)*\s*[:\uff1a].*"
    r"|.*(?:地址|邮编|邮政编码|电话|传真|邮箱|E-?mail)\s*[:\uff1a].*",
    re.IGNORECASE,
)
BYLINE = re.compile(
    r"[(\uff08\[【]?\s*(?:责任编辑|责编|编辑|供稿|撰稿|审核|初审|复审|终审|录入|信息来源|文章来源|来源|作者|浏览|阅读|点击|发布)"
    r"[\u4e00-\u9fff]{0,2}\s*[:\uff1a]"
)
_NAME_PART = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]*")


def _entries(name: str) -> list[str]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _furniture() -> tuple[re.Pattern[str], tuple[str, ...]]:
    words = _entries("page_furniture.txt")
    anywhere = tuple(word[1:] for word in words if word.startswith("*"))
    inside = sorted((word for word in words if not word.startswith("*")), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, inside))), anywhere


@cache
def _regions() -> frozenset[str]:
    return frozenset(_entries("page_regions.txt"))


def is_furniture(text: str) -> bool:
    """Whether a line is a bar of buttons, a path, a counter or a footer."""
    if len(text) > 400:
        return False
    words, anywhere = _furniture()
    if any(word in text for word in anywhere):
        return True
    if len(text) > MAX_FURNITURE:
        return False
    if _BAR.match(text) and not text.endswith("。"):
        return True
    bare = _BARE.sub("", text)
    return bool(bare) and not words.sub("", bare)


def is_licence(text: str) -> bool:
    """Whether a line holds what only the foot of a site does: its licence number, its makers, its rights."""
    return len(text) <= 400 and any(word in text for word in _furniture()[1])


def is_foot(text: str) -> bool:
    """Whether a line could belong to the foot of a site: who runs it, and where to write to."""
    return (
        len(text) <= 2 * MAX_FURNITURE
        and not re.search("[。;\uff1b]|联系人", text)
        and _CONTACT.fullmatch(text) is not None
    )


def is_listed(segment: Segment) -> bool:
    """Whether a linked line stands in a list of other pages: those have their dates."""
    return segment.table is None and _ENDS_DATED.search(segment.text) is not None


def is_item(text: str) -> bool:
    """Whether a line begins with the number of an item or a section."""
    return _ITEM.match(text) is not None


def is_navigation(segment: Segment) -> bool:
    """Whether a segment is links to other pages, and no sentence that happens to be linked."""
    if segment.link_share <= MOST_LINKS:
        return False
    if segment.table is not None:
        return True
    if (segment.text.endswith((":", "\uff1a")) and len(segment.text) > 3) or DATE.fullmatch(segment.text):
        return False
    if _HEADING_ITEM.match(segment.text):
        return False
    return not (_SENTENCE.search(segment.text) or (is_item(segment.text) and _PUNCTUATION.search(segment.text[3:])))


def is_text(segment: Segment) -> bool:
    """Whether a segment is plainly part of a notice: a sentence, an item, an address to someone, a table."""
    if is_furniture(segment.text) or is_navigation(segment):
        return False
    text = segment.text
    if segment.table is not None or _SENTENCE.search(text) or _NUMBER.fullmatch(text):
        return True
    if is_item(text) or (text.endswith((":", "\uff1a")) and len(text) > 3):
        return True
    return len(text) >= 12 and _PUNCTUATION.search(text) is not None


def in_region(segment: Segment, spared: frozenset[Any]) -> bool:
    """Whether a segment stands in an element that the template names as site; `spared` elements do not count."""
    return any(_is_region(element) for element in reversed(segment.path) if element not in spared)


def name_parts(element: Any) -> set[str]:
    """The parts of an element's class and id names, in lower case."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return {part.lower() for part in _NAME_PART.findall(names[:200])}


def _is_region(element: Any) -> bool:
    return not name_parts(element).isdisjoint(_regions())
