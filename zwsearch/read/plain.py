"""Plain text and markdown files → documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from zwsearch.read.encoding import decode
from zwsearch.read.lines import split_lines, trim
from zwsearch.read.pasted import blocks_of_lines, blocks_of_text
from zwsearch.records import Document, Source

_IMAGE = re.compile(r"!\[[^\[\]\n]{0,200}\]\([^()\n]{0,500}\)")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,200})\]\((?:https?:|mailto:|/|\.|#)[^()\s]{0,500}(?: \"[^\"\n]{0,200}\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^\n]{0,500}?\S)\1")
_QUOTE = re.compile(r"\s{0,3}(?:>\s?)+")
_RULE = re.compile(r"\s{0,3}(?:[-*_]\s*){3,}")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-{3,})\s*")
_FRONT_MATTER = re.compile(r"([^\s:\uff1a#][^:\uff1a]{0,40})[:\uff1a][ \t]*(\S.*)")


def read_txt(data: bytes, source: Source) -> tuple[Document, ...]:
    """A text file, one paragraph a line."""
    decoded = decode(data, source.name)
    blocks = blocks_of_text(decoded.text)
    return (Document(replace(source, encoding=decoded.encoding), blocks, problems=decoded.problems),)


def read_md(data: bytes, source: Source) -> tuple[Document, ...]:
    """A markdown file: headings with their level, marks of emphasis and links left out, front matter apart."""
    decoded = decode(data, source.name)
    lines = split_lines(_without_comments(decoded.text))
    metadata, lines = _front_matter(lines)
    blocks = tuple(blocks_of_lines(_plain(lines)))
    return (Document(replace(source, encoding=decoded.encoding), blocks, metadata, decoded.problems),)


def _without_comments(text: str) -> str:
    parts: list[str] = []
    at = 0
    # A comment that is never closed is text; a pattern would look for its end once for every opening.
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return "".join(parts) + text[at:]


def _front_matter(lines: list[str]) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    start = next((i for i, line in enumerate(lines) if trim(line)), None)
    if start is None or trim(lines[start]) != "---":
        return (), lines
    end = next((i for i in range(start + 1, min(len(lines), start + 60)) if trim(lines[i]) in ("---", "...")), None)
    if end is None:
        return (), lines
    pairs = [_FRONT_MATTER.fullmatch(trim(line)) for line in lines[start + 1 : end] if trim(line)]
    if not pairs or not all(pairs):
        return (), lines
    return tuple((p[1].strip(), p[2].strip().strip("\"'")) for p in pairs if p), lines[end + 1 :]


def _plain(lines: list[str]) -> Iterator[str]:
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
        text = _LINK.sub(r"\1", _IMAGE.sub("", text))
        text = _STRONG.sub(r"\2", text)
        following = lines[i + 1] if i + 1 < len(lines) else ""
        underline = _UNDERLINE.fullmatch(following) if following and not table else None
        if underline and trim(text) and not trim(text).startswith("#"):
            yield f"{'#' if underline[1][0] == '=' else '##'} {trim(text)}"
        elif _UNDERLINE.fullmatch(line) and i and trim(lines[i - 1]) and not table and "=" in line:
            continue
        else:
            yield text
