"""Who issued the notice, when, under which number and title, and which lines of it say so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from zwsearch.records import Document, Notice

from .addresses import attachment_names, salutations
from .boilerplate import is_boilerplate
from .document_numbers import find_numbers, own_number_line, taiwan_number
from .file_names import title_from_name, year_from_name
from .kinds import kind_of
from .layout import Layout
from .lexicon import fold, narrow_figures, squeeze, to_int
from .offices import looks_like_office
from .placed import Line, PlacedTable
from .places import province_of_notice
from .signatures import CN_DIGIT, closing_office, find_signature, is_date_line, parse_date
from .titles import find_title, reads_like_title, title_from_mentions


@dataclass(frozen=True, slots=True)
class Front:
    """What is known of the notice itself, and lines by their starts.

    `consumed` are no body, `resets` end the headings above them, `titles` are titles of attachments, which the format
    may call headings. `named_by_file`: the title is the name of the file, since no line of the notice is one.
    """

    notice: Notice
    consumed: frozenset[int]
    resets: frozenset[int]
    titles: frozenset[int]
    named_by_file: bool = False


_FIELDS = {
    "title": ("标题", "名称", "title", "articletitle", "公文标题", "信息名称", "文件名称", "dc.title", "og:title"),
    "issuer": (
        "发文机关",
        "发文单位",
        "发布机构",
        "发布单位",
        "发文机构",
        "发布机关",
        "制发机关",
        "公开责任部门",
        "信息发布机构",
    ),
    "source": ("来源", "信息来源", "稿件来源", "contentsource", "文章来源"),
    "date": ("成文日期", "成文时间", "签发日期"),
    "made": ("生成日期", "发文日期", "制发日期", "發文日期", "日期"),
    "document_number": ("发文字号", "文号", "公文文号", "文件编号", "发文文号", "發文字號"),
    "published": ("发布日期", "发布时间", "公开日期", "pubdate", "发文时间", "pubtime"),
    "url": ("url", "canonical", "og:url", "网址", "原文链接"),
}


def _fields(document: Document) -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    for name, value in document.metadata:
        key = fold(name).rstrip(":").lower()
        for field, names in _FIELDS.items():
            if key in names and value.strip():
                known.setdefault(field, []).append(value.strip())
    return known


_AFTER_ISSUER = re.compile(
    r"关于|印发|转发|(?:19|20)\d\d|二[〇○零]|[“《]|第.{1,4}次|(?:常务|专题|全体|党组|办公)会议|政务公开|政府信息公开|信息公开|贯彻|落实|开展|基层|深化|全面|推进|加强|对|办公室|工作|[“]"
)


# `某某市2023年政务公开工作要点` is of the city, but a city signs nothing; a zone has a committee of its name.
_MERE_PLACE = re.compile(r"(?:[省市县州盟旗]|(?<!开发)(?<!高新|经开|示范|保税|试验)(?<![园林景新牧])区|市[^高]新区)$")


def _issuer_in_title(title: str | None) -> str | None:
    """The longest beginning of a title that is the name of an office."""
    best: str | None = None
    title = narrow_figures(title or "")
    title = re.sub(r"^(?:(?:19|20)\d\d|[一二][〇○零一二三四五六七八九]{3})年(?:度|全)?", "", title)
    for match in _AFTER_ISSUER.finditer(title, 3):
        office = title[: match.start()]
        if len(office) > 40:
            break
        if looks_like_office(office) and not office.endswith(("领域", "行业")) and not _MERE_PLACE.search(office):
            best = office
        if match.group() == "关于":
            break
    return best


_URL = re.compile(r"https?://[^\s\u4e00-\u9fff，。；、）)】》”\"'<>|]+")


def read_front(document: Document, layout: Layout) -> Front:
    """Read the metadata of a notice from its lines and from what its format says of it."""
    every = [item for item in layout.items if isinstance(item, Line)]
    fields = _fields(document)
    for name, values in _inline_fields(every).items():
        fields.setdefault(name, []).extend(values)
    junk = {line.start for line in every if is_boilerplate(line.text)}
    lines = [line for line in every if line.start not in junk]
    url = next(iter(fields.get("url", [])), None) or _page_url(every)
    signature = find_signature(lines)
    hints = tuple(t for t in fields.get("title", []) if len(squeeze(t)) >= 6)
    title = find_title(lines, hints, signature.issuer)
    consumed = set(junk) | signature.lines
    resets = set(signature.lines)
    closing = closing_office(lines, _captions(layout)) if signature.issuer is None else None
    heading = title.text if title is not None else None
    if title is not None:
        consumed |= title.lines
        resets |= title.lines
    issuer = _first_office(fields.get("issuer", []))
    issuer = issuer or (_issuer_in_title(heading) if signature.imprint else None) or signature.issuer
    if issuer is None and closing is not None:
        issuer = closing[0]
        consumed.add(closing[1])
    if heading is None:
        heading = title_from_mentions(layout.text, issuer)
    named_by_file = heading is None and (heading := title_from_name(document.source.name)) is not None
    issuer = issuer or _issuer_in_title(heading) or _red_head(lines) or _first_office(fields.get("source", []))
    issuer = issuer or _issuer_of_attachment(lines, heading)
    number = _own_number(fields, lines, title.lines if title is not None else frozenset(), consumed)
    cites = tuple(n for n in find_numbers(layout.text) if n != number)
    # The field 成文日期 is the office's own word; a signature may be that of a paper which the notice passes on.
    day = _first_date(fields.get("date", [])) or signature.date or _first_date(fields.get("made", []))
    consumed |= _repeated_signature(lines, issuer)
    consumed |= {line.start for line in lines if is_date_line(line.text) and parse_date(line.text) == day}
    resets |= {line.start for line in lines if re.match(r"特此|专此", line.text) or reads_like_title(line.text)}
    resets |= {
        line.start for line in lines if re.match(r"附\s*+件\s*+(?:\d++\s*+)?(?:[:：]|$)|附\s*+件\s*+\d", line.text)
    }
    has_table = any(isinstance(item, PlacedTable) for item in layout.items)
    consumed |= _empty_words(every, lines, consumed, resets, has_table=has_table)
    kind = kind_of(heading, has_table=has_table)
    titled = _year_in(heading)
    year = int(day[:4]) if day else titled or _year_in(number) or _published_year(fields, every)
    if kind == "年度报告" and titled is not None:
        year = titled  # a report of 2022 is signed in January 2023
    year = year or _year_of_issue(lines) or year_from_name(document.source.name)
    notice = Notice(
        title=heading,
        issuer=issuer,
        document_number=number,
        date=day,
        year=year,
        province=province_of_notice(issuer, heading, number, url),
        kind=kind,
        cites=cites,
        url=url,
    )
    inside = frozenset(_titles_inside(lines, heading))
    return Front(notice, frozenset(consumed), frozenset(resets), inside, named_by_file)


def _captions(layout: Layout) -> set[int]:
    """The starts of the lines that stand right above a table: they name it."""
    return {
        above.start
        for above, below in pairwise(layout.items)
        if isinstance(above, Line) and isinstance(below, PlacedTable)
    }


def _titles_inside(lines: list[Line], title: str | None) -> set[int]:
    """Headings that are titles of attachments: they begin like a title, or the notice's own title names them."""
    return {
        line.start
        for line in lines
        if line.level is not None
        and reads_like_title(line.text)
        and (
            re.match(r"关于|(?:19|20)\d\d年|《", squeeze(line.text))
            or _issuer_in_title(squeeze(line.text)) is not None
            or squeeze(line.text) in squeeze(title or "")
        )
    }


def _issuer_of_attachment(lines: list[Line], title: str | None) -> str | None:
    """The office that begins the title of what a notice issues (`关于印发…要点的通知`), when nothing else names one."""
    if title is None or not title.startswith(("关于印发", "印发")):
        return None
    inner = [squeeze(line.text) for line in lines if reads_like_title(line.text)]
    return next((office for text in inner if (office := _issuer_in_title(text)) is not None), None)


def _red_head(lines: list[Line]) -> str | None:
    """The office of a red head: `某某局文件` alone on one of the first lines."""
    for line in lines[:6]:
        head = re.fullmatch(r"(.{4,30})文件", squeeze(line.text))
        if head is not None and looks_like_office(head.group(1)):
            return head.group(1)
    return None


def _empty_words(
    every: list[Line], lines: list[Line], consumed: set[int], resets: set[int], *, has_table: bool
) -> set[int]:
    """The lines that only address someone or name an attachment, unless the notice has no other words."""
    found = salutations(lines, resets) | attachment_names(every)
    said = consumed | found
    return found if has_table or any(line.start not in said for line in every) else set()


def _page_url(lines: list[Line]) -> str | None:
    for line in lines:
        if re.match(r"[\[【]?(?:原文|文章|来源)?(?:链接|地址|网址)", line.text.strip()):
            match = _URL.search(line.text)
            if match is not None:
                return match.group()
    return None


def _first_date(values: list[str]) -> str | None:
    return next((day for value in values if (day := parse_date(value)) is not None), None)


def _published_year(fields: dict[str, list[str]], lines: list[Line]) -> int | None:
    """The year of publication, for a notice that tells no other."""
    values = fields.get("published", []) + [
        line.text for line in lines[:12] if "发布" in line.text or "时间" in line.text
    ]
    return next((int(day[:4]) for value in values if (day := parse_date(value)) is not None), None)


_INLINE_FIELD = re.compile(r"([\u4e00-\u9fff]{2,8})\s*[:：]\s*([^\s:：|]{3,40})")


def _inline_fields(lines: list[Line]) -> dict[str, list[str]]:
    """Fields that a pasted page shows in its first lines: `发文字号：…　发布机构：…`."""
    known: dict[str, list[str]] = {}
    for line in lines[:12]:
        if len(line.text) > 200:
            continue
        for match in _INLINE_FIELD.finditer(line.text.replace("*", "")):
            for field, names in _FIELDS.items():
                if match.group(1) in names and field not in {"title", "url"}:
                    known.setdefault(field, []).append(match.group(2))
    return known


def _first_office(values: list[str]) -> str | None:
    for value in values:
        name = re.split(r"[\s、,，;；]", value.strip())[0]
        if len(name) >= 3 and not re.search(r"[<>]", name):
            return name
    return None


def _year_in(title: str | None) -> int | None:
    match = re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", fold(title or ""))
    if match is not None:
        return int(match.group(1))
    words = re.search(rf"([一二]{CN_DIGIT}{{3}})年", squeeze(title or ""))
    return to_int(words.group(1)) if words is not None else None


_ISSUE = re.compile(r"[〔［\[（(]?((?:19|20)\d\d)年?[〕］\])）]?第.{1,6}[次期号][)）]?")


def _year_of_issue(lines: list[Line]) -> int | None:
    """The year of the issue that a line below the title of minutes or a bulletin names: `〔2023〕第11次`."""
    found = (_ISSUE.fullmatch(squeeze(narrow_figures(line.text))) for line in lines[:6])
    return next((int(match.group(1)) for match in found if match is not None), None)


def _own_number(
    fields: dict[str, list[str]], lines: list[Line], title_lines: frozenset[int], consumed: set[int]
) -> str | None:
    """The number in the format's own field, else alone on a line before the text begins."""
    values = fields.get("document_number", [])
    own = next((n for value in values for n in find_numbers(value)[:1] or taiwan_number(value)), None)
    for line in lines[:14]:
        number = own_number_line(line.text)
        if number is not None and (own is None or number == own):
            consumed.add(line.start)
            return number
        if squeeze(line.text).endswith("。") and line.start not in title_lines:
            break
    return own


def _repeated_signature(lines: list[Line], issuer: str | None) -> set[int]:
    """The office alone on a line again (below the title of a report) is no text either."""
    names = {squeeze(issuer), squeeze(issuer) + "文件"} if issuer is not None else set()
    return {line.start for line in lines if squeeze(line.text).strip("|") in names}
