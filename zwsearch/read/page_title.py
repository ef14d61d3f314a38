"""The title of a notice on its page: the line that is it, and the name of the page without the site's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zwsearch.read.page_labels import label_of
from zwsearch.read.page_metadata import Pair, fields_of_line
from zwsearch.read.page_segments import DATE, is_furniture, is_item, is_navigation, name_parts
from zwsearch.read.page_text import Segment

# Shorter lines are names of columns, longer ones text.
SHORTEST, LONGEST = 6, 120
# A line that the page's title repeats, or a heading, is a title; a line that is only set in bold may be one.
ENOUGH = 3

_BLANK = re.compile(r"\s+")
_TITLE_NAMES = frozenset(("title", "tit", "biaoti", "bt", "headline", "subject", "wzbt", "arttitle", "articletitle"))
_META = ("articletitle", "og:title", "dc.title", "dcterms.title")
_FIELDS = ("标题", "公文标题", "信息名称", "文件名称", "名称")
# A site is named by what it is, an agency by what it does; the title of a notice ends otherwise.
_SITE = re.compile(
    r"(?:网|网站|门户|平台|频道|专栏|首页|主页|在线|政府|委员会|[局厅部委办院司署]|公开|动态|文件|公告)$"
)
_SEPARATOR = re.compile(r"\s*(?:[_|\uff5c—–»>]+|(?<!\d)-+|-+(?!\d)|--+)\s*|\s+")
_ENDING = re.compile(
    r"(?:通知|方案|要点|意见|办法|规定|报告|公告|通告|通报|细则|清单|目录|分工|分解表?|任务表|台账|计划|安排|制度|函|解读"
    r"|规程|指南|决定|批复|请示|表)(?:[(\uff08].{1,12}[)\uff09])?$"
)
_ABOUT = re.compile(r"关于.*的|(?:19|20)\d\d年")


def find_title(found: Sequence[Segment], until: int, head: Sequence[Pair]) -> int | None:
    """The place of the title among the segments up to `until`, the first of the text; None when none stands out."""
    told = titles_told(head)
    best: tuple[int, int] | None = None
    for i in range(min(until + 1, len(found))):
        points = _points(found, i, told)
        # Of equals, the nearest to the text: what stands higher is the banner.
        if points >= ENOUGH and (best is None or points >= best[0]):
            best = (points, i)
    if best is None:
        return None
    at = best[1]
    # The second line of a broken title may say more than the first; the title begins with the first.
    while at and found[at - 1].path == found[at].path and _points(found, at - 1, told) >= ENOUGH:
        at -= 1
    while at and any(bare(found[at - 1].text + full_title(found, at, told)) in title for title in told):
        at -= 1
    return at


def titles_told(head: Sequence[Pair]) -> list[str]:
    """The titles that a page's head gives, without blanks."""
    return [bare(value) for name, value in head if name.lower() in ("title", *_META)]


def _points(found: Sequence[Segment], i: int, told: Sequence[str]) -> int:
    segment = found[i]
    text = bare(segment.text)
    if segment.table is not None or not SHORTEST <= len(text) <= LONGEST or text.endswith(("。", ":", "\uff1a")):
        return 0
    if is_item(segment.text) or is_furniture(segment.text) or is_navigation(segment) or DATE.fullmatch(segment.text):
        return 0
    if fields_of_line(segment.text) or label_of(segment.text):
        return 0
    whole = bare(full_title(found, i, told))
    points = 0
    for title in told:
        # A cut title ends in dots; a line that is all of a piece of the title is more than a word of it.
        if whole in title or (len(title) >= 8 and title.rstrip(".…") in whole):
            points = 6 if len(whole) >= 0.5 * len(title) or _ENDING.search(whole) else 2
            break
    if segment.level is not None:
        points += {1: 4, 2: 3, 3: 2}.get(segment.level, 1)
    near = segment.path[-3:]
    if any(not name_parts(e).isdisjoint(_TITLE_NAMES) for e in near):
        points += 3
    if segment.emphasis or any((e.get("align") or "").lower() in ("center", "middle") for e in near):
        points += 1
    if _ENDING.search(whole):
        points += 2 + (_ABOUT.search(whole) is not None)
    elif _SITE.search(whole):
        points -= 3
    return points


def full_title(found: Sequence[Segment], at: int, told: Sequence[str] = ()) -> str:
    """The title from `at` on: lines of one element belong together, and lines that make up a title of the head."""
    text = found[at].text
    for segment in found[at + 1 : at + 4]:
        if any(bare(text + segment.text) in title for title in told):
            text += segment.text
            continue
        if segment.path != found[at].path or segment.table is not None or len(text) + len(segment.text) > LONGEST:
            break
        if fields_of_line(segment.text) or is_item(segment.text) or re.search(r"[。;\uff1b:\uff1a\d]$", segment.text):
            break
        if _ENDING.search(text) and not segment.text.startswith(("的", "及", "和", "与", "》", "(", "\uff08")):
            break
        text += segment.text
    return text


def own_title(
    found: Sequence[Segment], at: int | None, head: Sequence[Pair], fields: Sequence[Pair], around: Sequence[Segment]
) -> str | None:
    """The title of the notice as the page tells it: in a field, in its own line, in a meta tag, in its name."""
    for name, value in fields:
        if name in _FIELDS and len(bare(value)) >= SHORTEST:
            return value
    line = full_title(found, at, titles_told(head)) if at is not None else None
    metas = [value for name, value in head if name.lower() in _META and len(bare(value)) >= SHORTEST]
    if line is not None and not any(bare(line) in bare(meta) and _ENDING.search(meta) for meta in metas):
        return line
    for meta in metas:
        if (cleaned := without_site(meta, around)) is not None:
            return cleaned
    if line is not None:
        return line
    names = [value for name, value in head if name == "title"]
    return without_site(names[0], around) if names else None


def without_site(title: str, around: Sequence[Segment]) -> str | None:
    """The page's title without the names of site and column; None when it is nothing else."""
    title = title.strip()
    # What stands at the edge of a title and again in the bars of the page is the name of a column or of the site.
    bars = {bare(part) for s in around if len(s.text) <= LONGEST for part in re.split(r"[\s>|/·]+", s.text)}
    pieces: list[tuple[int, int]] = []
    start = 0
    for gap in _SEPARATOR.finditer(title):
        pieces.append((start, gap.start()))
        start = gap.end()
    pieces = [(a, b) for a, b in [*pieces, (start, len(title))] if a < b]
    site = [_is_site(title[a:b], bars) for a, b in pieces]
    if all(site):
        return None
    first, last = site.index(False), len(site) - site[::-1].index(False)
    return title[pieces[first][0] : pieces[last - 1][1]]


def _is_site(piece: str, bars: set[str]) -> bool:
    flat = bare(piece)
    if len(flat) <= 4:
        return True
    if _ENDING.search(flat):
        return False
    return flat in bars or _SITE.search(flat) is not None or is_furniture(piece)


def bare(text: str) -> str:
    """The text without blanks, for comparison."""
    return _BLANK.sub("", text)
