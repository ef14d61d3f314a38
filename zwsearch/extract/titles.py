"""Finds the title of a notice among its lines, and mends it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from .document_numbers import own_number_line
from .lexicon import entries, narrow_figures, squeeze
from .markers import marker_at
from .offices import looks_like_office
from .placed import Line
from .signatures import parse_date

_LONGEST = 160
_BRACKET_END = re.compile(r"[（(]([^（()）]{1,20})[)）]$")
_DUTY = re.compile(r"负责|牵头|主办|承办|责任|配合|完成|落实|详见|见附|[:：，,。；;]")
_LIST_END = re.compile(r"[表单账]$")


@dataclass(frozen=True, slots=True)
class FoundTitle:
    """A title in its clean form, and the starts of the lines that it (or a copy of it) was read from."""

    text: str
    lines: frozenset[int]


@cache
def _endings() -> tuple[str, ...]:
    return entries("title_words.txt")


_LATIN_BLANK = re.compile(r"(?<=[A-Za-z])\s+(?=[A-Za-z0-9])|(?<=[0-9])\s+(?=[A-Za-z])")


def _closed_up(text: str) -> str:
    """The text without white space, but for the blanks between Latin words (`IPv6 Ready`)."""
    return " ".join(squeeze(part) for part in _LATIN_BLANK.split(text.strip()))


def clean_title(text: str) -> str:
    """Mend a title: spaces inside go (but not between Latin words), a 【column】 before it and quotes around it too.

    But 【政策解读】 says that the paper explains the one which it names.
    """
    title = _closed_up(text)
    title = re.sub(r"^(?:标题|名称|公文标题|文件名称|信息名称)[:：]", "", title)
    without = re.sub(r"^(?:【(?![^】]*解读)[^】]{1,20}】|\[[^\]]{1,20}\])", "", title)
    title = without or title.strip("【】[]")
    title = re.sub(r"(?:_|—|－|--|\|)[^_|]{2,30}(?:网|门户|专栏|平台|政府|公开|局|委|厅|部)$", "", title)
    whole = re.fullmatch(r"《([^《》]+)》", title)
    return whole.group(1) if whole else title.strip("|")


def without_bracket(title: str) -> str:
    """A title without the bracket it ends in: `（试行）`, `（民生类）`, `（2024年版）`.

    One that names who is to do something ends a demand, no title; the office alone may say whose part of a list it is.
    """
    bracket = _BRACKET_END.search(title)
    if bracket is None or _DUTY.search(bracket.group(1)):
        return title
    before = title[: bracket.start()]
    return before if _LIST_END.search(before) or not looks_like_office(bracket.group(1)) else title


def _ends_like_title(text: str) -> bool:
    return without_bracket(text.rstrip("》")).endswith(_endings())


def _may_be_part(line: Line) -> bool:
    """Whether a line could be a title or a piece of one broken over lines."""
    flat = squeeze(line.text)
    if not 2 <= len(flat) <= _LONGEST or flat[-1] in "。；;：:，,、！？":
        return False
    if flat.startswith(("附件", "附：", "附:", "（", "(", "索引号", "发文")) or own_number_line(flat) is not None:
        return False
    if re.search(r"[。；！？]", flat):
        return False
    return marker_at(line.text) is None and re.match(r"\d{4}[-年]\d{1,2}[-月]\d{1,2}日?$", flat) is None


def is_title(text: str) -> bool:
    """Whether a text by itself reads like the title of a notice."""
    flat = squeeze(narrow_figures(text))
    if not (6 <= len(flat) <= _LONGEST) or not _ends_like_title(clean_title(text)):
        return False
    # 特此通知, 现予公告 and other closing words are no titles.
    closes = re.match(r"(?:特此|现予|为|根据|按照|请|详见|见|目前|本|该|此)", flat) is not None
    return not closes and any(pattern.search(flat) is not None for pattern in _TELLING)


_TELLING = (
    re.compile(r"关于|20\d\d|二[〇○零]|印发|工作|公开|\d{4}年|条例|规定|办法|政策|信息|公開|資訊|图解|读懂|》解读"),
    re.compile(r"..(?:行动|实施)(?:计划|方案)$|会议纪要$|申请.{0,4}(?:答复|告知|决定|通知|意见)书$"),
    # Notices of few words, as in Hong Kong and Taiwan: the office and what it issues.
    re.compile(r"^.{2,16}(?:政府|局|署|處|廳|委員會|办公室|委|厅).{0,6}(?:公告|通告|通知|令)$"),
)


def _join(lines: list[Line], index: int) -> tuple[str, int]:
    """Join the lines of a broken title that begins at `index`: (title, how many lines), or ("", 0)."""
    text = ""
    if looks_like_office(squeeze(lines[index].text)) and not _goes_on(lines, index):
        return "", 0
    for count in range(1, 5):
        if index + count > len(lines):
            break
        line = lines[index + count - 1]
        if not _may_be_part(line) or (count > 1 and line.caption):
            break
        flat = squeeze(line.text)
        if count > 1 and looks_like_office(flat) and not _ends_like_title(flat) and _ends_like_title(text):
            break
        text += _closed_up(line.text)
        if len(text) > _LONGEST:
            break
        if is_title(text) and _balanced(text):
            following = lines[index + count] if index + count < len(lines) else None
            # `… 工作要点 / 的通知`: the title goes on although it could end here.
            if (
                following is not None
                and not following.caption
                and re.match(
                    r"^(?:的?通知|的?意见|的?函|的?报告|的?方案|及|和|任务分工|分工|实施方案|》)",
                    squeeze(following.text),
                )
            ):
                more = squeeze(following.text)
                if _may_be_part(following) and len(more) <= 30:
                    return text + more, count + 1
            return text, count
    return "", 0


def _goes_on(lines: list[Line], index: int) -> bool:
    """An office on a line of its own is part of the title only when the next line needs it."""
    following = squeeze(lines[index + 1].text) if index + 1 < len(lines) else ""
    return re.match(r"关于|印发|转发|贯彻|(?:20\d\d|二[〇○零]..)年|对", narrow_figures(following)) is not None


def reads_like_title(text: str) -> bool:
    """Whether a line by itself could be the title of an attachment: it ends the headings of what stands before."""
    return len(squeeze(text)) <= 60 and marker_at(text) is None and text[-1] not in "。；;：:，,、" and is_title(text)


def _balanced(text: str) -> bool:
    return text.count("《") == text.count("》")


def _begins_title(text: str) -> bool:
    """A first piece such as an office, a place and year, or 关于 … : what a broken title may begin with."""
    flat = squeeze(narrow_figures(text))
    return (
        looks_like_office(re.sub(r"(?:关于.*|20\d\d年.*|印发.*)$", "", flat))
        or "关于" in flat
        or re.search(r"20\d\d年?|二[〇○零]", flat) is not None
        or "印发" in flat
        or "转发" in flat
    )


def find_title(lines: list[Line], hints: tuple[str, ...], signed: str | None) -> FoundTitle | None:
    """Find the title: what the format names (`hints`), else the first lines that read like one.

    The lines of every copy are returned, so that none of them is taken for text. `signed` is the office that signs.
    """
    for hint in (*_main_headings(lines, hints), *hints):
        title = _without_site(clean_title(hint))
        if len(title) >= 4 and (is_title(title) or _stands_alone(lines, title)):
            copies = _copies(lines, title)
            head = _office_before(lines, copies, title, signed)
            if head is not None:
                return FoundTitle(squeeze(head.text) + title, copies | {head.start})
            return FoundTitle(title, copies)
    index = 0
    while index < len(lines):
        text, count = _join(lines, index) if _may_be_part(lines[index]) else ("", 0)
        if count == 1 or (count > 1 and _begins_title(lines[index].text)):
            title = clean_title(text)
            used = {line.start for line in lines[index : index + count]}
            head = _office_above(lines, index, signed) if title.startswith(("关于", "印发", "转发")) else None
            if head is not None:
                title = squeeze(head.text) + title
                used.add(head.start)
            return FoundTitle(title, _copies(lines, title) | used)
        index += 1
    return next((FoundTitle(t, _copies(lines, t)) for hint in hints if len(t := clean_title(hint)) >= 4), None)


def _office_above(lines: list[Line], index: int, signed: str | None) -> Line | None:
    """The office that begins a title whose number or date stands between the two; never one that did not sign."""
    above = index - 1
    while above >= 0 and (own_number_line(lines[above].text) is not None or parse_date(lines[above].text)):
        if len(squeeze(lines[above].text)) > 40:
            return None
        above -= 1
    if not 0 <= above < index - 1:
        return None
    office = squeeze(lines[above].text)
    known = signed is None or office in signed or signed in office
    return lines[above] if known and len(office) >= 4 and looks_like_office(office) else None


def _office_before(lines: list[Line], copies: frozenset[int], title: str, signed: str | None) -> Line | None:
    """The office on the line above a title that needs one (`2024年…分工表`), if it signs or stands again below.

    A heading that the page itself marks as such is whole.
    """
    if re.match(r"关于|印发|转发|(?:20\d\d|二[〇○零]..)年", narrow_figures(title)) is None:
        return None
    for above, line in pairwise(lines):
        if line.start in copies:
            name = squeeze(above.text)
            again = name == signed or (signed is None and sum(squeeze(one.text) == name for one in lines) > 1)
            return above if line.level is None and again and looks_like_office(name) else None
    return None


def _main_headings(lines: list[Line], hints: tuple[str, ...]) -> list[str]:
    """The one heading of the page that is a title: it says more than the name of the page, which has columns in it."""
    headings = [line.text for line in lines if line.level == 1 and is_title(line.text)] if hints else []
    return headings if len(headings) == 1 else []


def _without_site(title: str) -> str:
    """The part of a page's name that is a title, where the name of the site or a column stands beside it."""
    if is_title(title):
        return title
    parts = [part.strip() for part in re.split(r"[-_|—－–>»·]+", title) if part.strip()]
    return max((part for part in parts if is_title(part)), key=len, default=title)


def _stands_alone(lines: list[Line], title: str) -> bool:
    """Whether a name that does not read like a title stands in the text as one all the same."""
    return not looks_like_office(title) and bool(_copies(lines, title))


def _copies(lines: list[Line], title: str) -> frozenset[int]:
    wanted = squeeze(title)
    starts: set[int] = set()
    for i, line in enumerate(lines):
        flat = clean_title(squeeze(line.text))
        if flat == wanted:
            starts.add(line.start)
            continue
        if not wanted.startswith(flat) or len(flat) < 2:
            continue
        joined = flat
        for j in range(i + 1, min(i + 6, len(lines))):
            joined += squeeze(lines[j].text)
            if joined == wanted:
                starts.update(other.start for other in lines[i : j + 1])
                break
            if not wanted.startswith(joined):
                break
    return frozenset(starts)


def title_from_mentions(text: str, issuer: str | None) -> str | None:
    """The title that a notice without a title line gives itself: 《…》 of its attachment, or what it issues."""
    issued = re.search(r"现将《([^《》]{6,80})》\s*(?:印发|发布|下发|公布|转发)", text)
    mentions = re.findall(r"《((?:[^《》]|《[^《》]*》){6,90})》", text)
    if issuer is not None:
        own = [m for m in mentions if squeeze(m).startswith(squeeze(issuer)) and _ends_like_title(squeeze(m))]
        for mention in own:
            before = text[: text.index(mention)]
            if re.search(r"(?:根据|按照|贯彻|落实|转发|执行|依据)[^。；]{0,12}《$", before[-24:]) is None:
                return clean_title(mention)
    return clean_title(issued.group(1)) if issued is not None else None
