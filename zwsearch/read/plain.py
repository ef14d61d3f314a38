"""Plain text and markdown files → documents."""

from __future__ import annotations

import re
from dataclasses import replace

from zwsearch.read import markdown
from zwsearch.read.encoding import decode
from zwsearch.read.lines import split_lines, trim
from zwsearch.read.pasted import blocks_of_lines, blocks_of_text
from zwsearch.records import Document, Source

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
    blocks = tuple(blocks_of_lines(markdown.plain(lines)))
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
