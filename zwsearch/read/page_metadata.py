"""What a page says about its notice: title, meta tags, address, and the labelled fields above the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from zwsearch.read.lines import trim
from zwsearch.read.page_labels import label_of, labels
from zwsearch.read.page_text import Segment
from zwsearch.records import Table

Pair = tuple[str, str]

_BLANK = re.compile(r"\s+")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
_AFTER_VALUE = re.compile(
    r"\s*[|\uff5c]|[\]】\s]\s*【|(?<=\S)[\s\xa0]+(?:浏览|点击|阅读|访问|字[体号]|打印|分享|【|\[)"
)
# Longest line that can be fields side by side; prose that happens to hold a label and a colon is longer.
MAX_FIELD_LINE = 160


@cache
def _field() -> re.Pattern[str]:
    # Labels are printed with blanks inside to fill a column: 索 引 号, 标　　题.
    spaced = "|".join(r"\s*".join(map(re.escape, label)) for label in sorted(labels(), key=len, reverse=True))
    return re.compile(rf"(?:^|(?<=[\s\])】〕(\uff08\uff09\[【|]))({spaced})\s*[:\uff1a]\s*")


def fields_of_line(text: str) -> list[Pair]:
    """The labelled fields of a line such as `发布日期:2020-01-02 来源:某局`; empty when it is prose."""
    found = list(_field().finditer(text)) if len(text) <= MAX_FIELD_LINE else []
    if not found or trim(text[: found[0].start()]).strip("[【(\uff08|"):
        return []
    ends = [m.start() for m in found[1:]] + [len(text)]
    pairs = [(_BLANK.sub("", m[1]), _value(text[m.end() : end])) for m, end in zip(found, ends, strict=True)]
    return [(name, value) for name, value in pairs if value]


def fields_of_table(table: Table) -> list[Pair]:
    """The fields of a table of labels and values; empty when the table holds something else."""
    pairs: list[Pair] = []
    filled = used = 0
    for row in table.rows:
        waiting: str | None = None
        for cell in row:
            text = " ".join(cell.text.split("\n"))
            filled += bool(text)
            label = label_of(text)
            if label is not None and waiting is None:
                waiting = label
                used += 1
            elif waiting is not None:
                if label is not None:
                    # Label beside label is the header of a list.
                    return []
                if text:
                    pairs.append((waiting, text))
                    used += 1
                waiting = None
            elif found := fields_of_line(text):
                pairs += found
                used += 1
    return pairs if len(pairs) >= 2 and used >= 0.7 * filled else []


def of_head(root: Any, text: str) -> list[Pair]:
    """Title, meta tags and address of a page."""
    pairs: list[Pair] = []
    title = root.find(".//title")
    if title is not None and (value := _BLANK.sub(" ", title.text_content()).strip()):
        pairs.append(("title", value))
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or ""
        value = trim(_BLANK.sub(" ", meta.get("content") or ""))
        if name and value and name.lower() not in ("viewport", "renderer", "robots", "generator", "format-detection"):
            pairs.append((name, value))
            if name.lower() in ("og:url", "url") and name != "url":
                pairs.append(("url", value))
    links = [e for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical" and e.get("href")]
    pairs += [("url", link.get("href").strip()) for link in links]
    saved = _SAVED_FROM.search(text[:3000])
    if saved:
        pairs.append(("url", saved[1]))
    return pairs


def fields_of(segment: Segment) -> list[Pair]:
    """The fields that a segment consists of; empty when it is something else."""
    if segment.table is not None:
        return fields_of_table(segment.table)
    return fields_of_line(segment.labelled or segment.text)


def take_fields(found: Sequence[Segment]) -> tuple[list[Pair], list[Segment]]:
    """Splits the segments above and around a text into metadata fields and the rest."""
    pairs: list[Pair] = []
    rest: list[Segment] = []
    at = 0
    while at < len(found):
        segment = found[at]
        label = label_of(segment.text) if segment.table is None else None
        if fields := fields_of(segment):
            pairs += fields
        elif label is not None and at + 1 < len(found) and is_value_of(segment, found[at + 1]):
            # Label and value in elements of their own.
            pairs.append((label, found[at + 1].text))
            at += 1
        elif label is None or not (segment.text.endswith((":", "\uff1a")) or segment.path[-1].tag == "dt"):
            rest.append(segment)
        at += 1
    return pairs, rest


def is_value_of(segment: Segment, following: Segment) -> bool:
    """Whether `following` is the value of the field whose label `segment` is."""
    if following.table is not None or len(following.text) > MAX_FIELD_LINE or label_of(following.text) is not None:
        return False
    # The next line of the text is no value of an empty field: they stand side by side in one row.
    if following.path[:-1] != segment.path[:-1] or following.path[-1:] == segment.path[-1:]:
        return False
    element, other = segment.path[-1], following.path[-1]
    if segment.text.rstrip().endswith((":", "\uff1a")):
        return True
    # Without a colon only the row itself tells: a term and its description, or two elements alone together.
    parent = element.getparent()
    row = parent is not None and len(parent) == 2 and parent.tag not in ("body", "td", "article", "section")
    return other.tag == "dd" if element.tag == "dt" else row and parent[0] is element


def _value(text: str) -> str:
    """A value without the bars and buttons that follow it in the same line."""
    return trim(trim(_AFTER_VALUE.split(trim(text), maxsplit=1)[0]).strip("[]【】|"))


def distinct(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The pairs in order, without exact repetitions."""
    return tuple(dict.fromkeys(pairs))
