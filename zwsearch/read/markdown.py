"""Lines of markdown → the same lines without its marks; headings and tables stay for the finders of pasted text.

Markdown is pasted as plain text at least as often as it is saved as `.md`, so whether a text is markdown is told by
the text itself. Asterisks are honest elsewhere: footnotes, products, names that were masked (张**、李**).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from zwsearch.read.lines import trim

_PUNCTUATION = r"\s!-)+-/:-@\[-^`{-~\u2010-\u2027\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff65"
_BEFORE = rf"(?:^|(?<=[{_PUNCTUATION}]))"
# A number may end with the mark that parts masked names; no other emphasis does.
_NUMBER = r"[(\uff08]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)\uff09]?[、,\uff0c]"
_INNER = rf"(?:{_NUMBER}|[^\s*、，。；：][^*\n]{{0,499}}(?<![\s、，,；;*]))"
_STARRED = re.compile(rf"{_BEFORE}(?<!\*)(\*{{1,3}})({_INNER})\1(?!\*)")
# Inside a sentence two asterisks and more are meant, if no mark follows that would part masked names.
_INSIDE = re.compile(rf"(?<=\w)(?<!\*)(\*{{2,3}})(?=\w)({_INNER})\1(?!\*)")
_UNDERLINED = re.compile(r"(?<![\w\\])(_{1,3})(?=[^\s_])([^_\n]{1,500}?)(?<=[^\s_])\1(?!\w)")
_CODE = re.compile(r"(?<!`)(`{1,2})(?!`)([^`\n]{1,500}?)\1(?!`)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{}~])")
_ASIDE = 0xF0000
_SET_ASIDE = re.compile("[\U000f0021-\U000f007e]")
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,200}\]\([^()\n]{0,500}\)")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,200})\]\((?:https?:|mailto:|/|\.|#)[^()\s]{0,500}(?: \"[^\"\n]{0,200}\")?\)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_QUOTE = re.compile(r"\s{0,3}(?:>\s?)+")
_BULLET = re.compile(r"^(\s*)[*+]\s+(?=\S)")
_BOX = re.compile(r"^(\s*-\s+)\[[ xX]\]\s+(?=\S)")
_RULE = re.compile(r"\s{0,3}(?:[-*_]\s*){3,}")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-{3,})\s*")

_GATE = re.compile(r"[*#_`\\\]]")
# Any one of these is written by nobody who does not write markdown.
_SIGNS = re.compile(
    rf"#{{1,6}}[ \t]+\S|\s{{0,3}}```|\s*\d{{1,3}}\\[.)]|.*\]\(https?://"
    rf"|.*{_BEFORE}(?<!\*)\*\*(?:{_NUMBER}|[^\s*、，。；：][^*\n]{{0,499}}[^\s*、，,；;])\*\*(?!\*)"
    r"|.*(?<!\w)__[^\s_][^_\n]*[^\s_]__(?!\w)"
)


def is_markdown(lines: Iterable[str]) -> bool:
    """Whether somebody wrote these lines in markdown."""
    return any(_GATE.search(line) and _SIGNS.match(line) for line in lines)


def plain(lines: Sequence[str]) -> Iterator[str]:
    """The lines without marks of emphasis, links, quotes and rules; underlined headings with `#`."""
    fenced = False
    for i, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
            continue
        if fenced:
            yield line
            continue
        table = "|" in line
        if not table and _RULE.fullmatch(line):
            continue
        text = _QUOTE.sub("", line, count=1) if line.lstrip().startswith(">") else line
        text = _BOX.sub(r"\1", _BULLET.sub(r"\1- ", text, count=1), count=1)
        text = _unmarked(text)
        following = lines[i + 1] if i + 1 < len(lines) else ""
        underline = _UNDERLINE.fullmatch(following) if following and not table else None
        if underline and trim(text) and not trim(text).startswith("#"):
            yield f"{'#' if underline[1][0] == '=' else '##'} {trim(text)}"
        elif _UNDERLINE.fullmatch(line) and i and trim(lines[i - 1]) and not table and "=" in line:
            continue
        elif table:
            yield text
        else:
            # The last backslash is a line break.
            yield from _BREAK.split(text.removesuffix("\\"))


def _unmarked(line: str) -> str:
    if "](" in line:
        line = _LINK.sub(r"\1", _IMAGE.sub("", line))
    if "`" in line:
        line = _CODE.sub(r"\2", line)
    if "\\" in line:
        # Set aside, so that an escaped mark is none; the bar of a table is left to the finder of tables.
        line = _ESCAPE.sub(lambda match: chr(_ASIDE + ord(match[1])), line)
    if "*" in line:
        # Twice, for emphasis in emphasis.
        for _ in range(2):
            line = _INSIDE.sub(r"\2", _STARRED.sub(r"\2", line))
    if "_" in line:
        line = _UNDERLINED.sub(r"\2", line)
    return _SET_ASIDE.sub(lambda match: chr(ord(match[0]) - _ASIDE), line)
