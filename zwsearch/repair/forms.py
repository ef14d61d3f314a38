"""Characters that are plainly not what was meant: invisible ones, radicals from PDF fonts, entities left in text."""

from __future__ import annotations

import html
import re
import unicodedata

from zwsearch.records import Problem
from zwsearch.repair.characters import radicals
from zwsearch.repair.misread import is_hopeless
from zwsearch.repair.page import Edit, Page

CODE = "stray_marks"

# Soft hyphen, zero-width and direction marks, byte order mark, control characters; line separators; hard spaces;
# Kangxi and CJK radicals and compatibility ideographs; the private-use bullets of Word's symbol fonts and the
# private-use space that GB 18030 has for A3A0; entities.
_GATE = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f\xad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\ufeff\u2028\u2029\xa0"
    r"\u2e80-\u2fdf\uf900-\ufaff\uf020-\uf0ff\ue5e5]|&[#A-Za-z]"
)
_INVISIBLE = r"[\x00-\x08\x0b\x0e-\x1f\x7f\xad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\ufeff]+"
_ENTITY = r"&(?:(?:amp|#38|#x26);)*(?:#\d{2,6}|#[xX][0-9A-Fa-f]{2,5}|[A-Za-z]{2,8}[0-9]{0,2});"
_FORM = re.compile(
    rf"(?P<invisible>{_INVISIBLE})|(?P<break>[\u2028\u2029])|(?P<space>\xa0+)|(?P<form>[\u2e80-\u2fdf\uf900-\ufaff])"
    rf"|(?P<bullet>[\uf020-\uf0ff])|(?P<wide>\ue5e5+)|(?P<entity>{_ENTITY})"
)
_ADDRESS = re.compile(r"(?<![A-Za-z])[A-Za-z]++://[^\s\u4e00-\u9fff]*|[?&][\w.]++=[^\s\u4e00-\u9fff]*")
_LOST = re.compile("[\ufffd\ue000-\ue5e4\ue5e6-\uefff\uf100-\uf8ff]")


def mend_forms(page: Page) -> None:
    """Mend wrong forms of characters; they say nothing of the text, so no problem is raised."""
    if not _GATE.search(page.whole):
        return
    for index, text in enumerate(page.texts):
        if not _GATE.search(text):
            continue
        addresses = [match.span() for match in _ADDRESS.finditer(text)] if "&" in text else []
        edits = []
        for match in _FORM.finditer(text):
            after = _sound(match)
            if after == match[0]:
                continue
            if match["entity"] and any(start <= match.start() < end for start, end in addresses):
                continue
            edits.append(Edit(match.start(), match.end(), after))
        page.edit(index, CODE, edits)


def _sound(match: re.Match[str]) -> str:
    found = match[0]
    kind = match.lastgroup
    if kind == "invisible":
        return ""
    if kind == "break":
        return "\n"
    if kind == "space":
        return " " * len(found)
    if kind == "wide":
        return "\u3000" * len(found)
    if kind == "bullet":
        return "•"
    if kind == "form":
        return radicals().get(found) or unicodedata.normalize("NFKC", found)
    return _unescape(found)


def _unescape(entity: str) -> str:
    """An entity, escaped once or several times, as the character it names; an unknown name stays."""
    while True:
        plain = html.unescape(entity)
        if plain == entity:
            break
        entity = plain
    if len(entity) > 2 or any(unicodedata.category(character) in ("Cc", "Cs", "Cn") for character in entity):
        return entity if len(entity) > 2 else ""
    return entity.replace("\xa0", " ").replace("\xad", "").replace("\u200b", "")


def mark_lost(page: Page) -> None:
    """Name the places where a character is lost for good (U+FFFD, private use); nothing is changed."""
    if not _LOST.search(page.whole) and not is_hopeless(page.whole):
        return
    count = 0
    where: str | None = None
    for text in page.texts:
        for match in _LOST.finditer(text):
            count += 1
            if where is None:
                where = text[max(0, match.start() - 8) : match.end() + 8]
    if is_hopeless(page.whole):
        where = where or page.whole.strip()[:40]
        message = "正文大部分是无法还原的乱码"
        page.problems.append(Problem("mojibake", message, "请换用原文件，并用正确的编码打开或另存后再读取", where))
    elif where is not None and not any(problem.code == "mojibake" for problem in page.problems):
        page.problems.append(
            Problem("mojibake", f"正文有 {count} 个字符已丢失或无法显示", "请对照原文补上缺失的字", where)
        )
