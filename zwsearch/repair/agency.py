"""The name that belongs in a slot, told by document number, place, signature or address around it."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import NamedTuple

from zwsearch.repair.characters import lines
from zwsearch.repair.page import METADATA, Page

_OPENING = r"(?:印发|关于|公布|发布|转发|做好|推进|加强|\d{4}年度?|\s)"
_TITLE_PLACE = re.compile(
    rf"{_OPENING}(?!{_OPENING})"
    r"([\u4e00-\u9fff]{2,7}?(?:省|自治区|自治州|市|县|区))(?!域|分|别)"
)
_NUMBER = re.compile(
    r"[(（]\s*([\u4e00-\u9fff])([\u4e00-\u9fff]{0,6}?)(?:发|字|函|规)?\s*[〔\[【(（]\s*\d{4}\s*[〕\]】)）]"
)
_ADDRESS = re.compile(r"https?://[^\s/]*?\b([a-z]+)\.gov\.cn")
_SIGNATURE = re.compile(
    r"^[\s\u3000]*([\u4e00-\u9fff]{2,20}(?:政府|办公厅|办公室|委员会|[局厅委会院部署]))[\s\u3000]*$"
)
_DATE = re.compile(r"^[\s\u3000]*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日[\s\u3000]*$")
_OFFICE_NEXT = re.compile(r"办公厅|办公室|政府办")
# Verbs that follow 关于 in titles.
_DEMAND = re.compile(
    r"做好|进一步|加强|开展|公布|调整|同意|推进|报送|全面|深入|切实|组织|贯彻|建立|完善|规范|发布|召开|实施|落实|深化"
)
# What follows the name of an office in the title of a yearly paper.
_YEARLY = re.compile(
    r"(?:20\d\d年度?(?:全[省市县区])?)?(?:政务公开|政府信息公开|信息公开|政务服务|重点工作|工作).{0,24}(?:要点|方案|分工|清单|报告|计划|安排|表|年报)"
)
_ISSUERS = ("发文机关", "发布机构", "发布机关", "公开主体", "来源", "信息来源", "ContentSource")


class _Province(NamedTuple):
    name: str
    letter: str
    domains: tuple[str, str]


@cache
def _provinces() -> tuple[_Province, ...]:
    rows = (line.split("\t") for line in lines("provinces.txt"))
    return tuple(_Province(name, letter, (short, long)) for name, letter, short, long in rows)


def propose(page: Page, index: int, start: int, end: int) -> str:
    """The name for the slot [start, end) of a text, or an empty string when nothing tells it."""
    text = page.texts[index]
    rest = text[end:]
    before = text[:start]
    if re.search(r"(?:人民政府|办公厅|办公室|委员会|[局厅])$", before) and not rest.startswith(
        ("关于", "印发", "转发")
    ):
        return "关于" if re.search(r"的(?:通知|意见|决定|公告|方案|函|通报)", rest[:60]) else ""
    if re.search(r"(?:人民政府|办公厅|办公室|委员会|[局厅])$", before):
        return "关于" if rest.startswith(("印发", "转发")) else ""
    if _DEMAND.match(rest) and re.search(r"的(?:通知|意见|决定|公告|函|通报)[》\s]", rest[:60] + "\n"):
        return "关于"
    if rest.startswith("人民政府"):
        return _place(page, rest, end) or ""
    if _OFFICE_NEXT.match(rest):
        number = _NUMBER.search(rest[:80])
        if number and number[1] == "国":
            return "国务院"
        place = _place(page, rest, end)
        return f"{place}人民政府" if place else ""
    opens = not before.strip(" \u3000《〈“") and _YEARLY.match(rest) is not None
    if opens or re.match(r"关于|印发|转发", rest):
        return _signature(page)
    return ""


def _place(page: Page, rest: str, end: int) -> str | None:
    """The place whose government is meant: by the document number, the title itself, then the whole document."""
    sentence = re.split(r"[。；;\n]", rest, maxsplit=1)[0]
    title, closed, behind = sentence.partition("》")
    wants_province = rest.startswith("办公厅")
    number = _NUMBER.match(behind) if closed else _NUMBER.search(sentence)
    if number and number[2] in ("政", "政办", "政办发", "府", "府办"):
        for province in _provinces():
            if province.letter == number[1]:
                return province.name
    places = [match[1] for match in _TITLE_PLACE.finditer(title)]
    names = {province.name for province in _provinces()}
    for place in places:
        if place in names or not wants_province:
            return place
    if not wants_province and not rest.startswith("人民政府办公厅"):
        return None
    return _province(page)


def _province(page: Page) -> str | None:
    """The one province that the document's own address or issuer names."""
    whole = "\n".join(page.texts)
    addresses = "\n".join([whole, *(value for _, value in page.document.metadata)])
    found = {
        province.name
        for match in _ADDRESS.finditer(addresses)
        for province in _provinces()
        if match[1] in province.domains
    }
    if not found:
        signature = _signature(page)
        found = {province.name for province in _provinces() if signature.startswith(province.name)}
    return found.pop() if len(found) == 1 else None


def _signature(page: Page) -> str:
    """The issuer: as the metadata names it, else the line above the date at the end."""
    for place, value in zip(page.places, page.texts, strict=True):
        if place.block != METADATA:
            break
        name = page.document.metadata[place.row or 0][0]
        if name in _ISSUERS and _SIGNATURE.match(value):
            return value.strip()
    texts = [
        line
        for place, text in zip(page.places, page.texts, strict=True)
        if place.block != METADATA
        for line in text.split("\n")
        if line.strip()
    ]
    for line, following in itertools.pairwise(texts):
        signature = _SIGNATURE.match(line)
        if signature and _DATE.match(following):
            return signature[1]
    return ""
