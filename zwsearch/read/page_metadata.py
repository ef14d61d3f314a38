"""What a page says about its notice: title, meta tags, address, and the labelled fields above the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any

from zwsearch.read.lines import trim
from zwsearch.read.page_text import Segment
from zwsearch.records import Table

Pair = tuple[str, str]

_BLANK = re.compile(r"\s+")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
# Longest line that can be fields side by side; prose that happens to hold a label and a colon is longer.
MAX_FIELD_LINE = 160


@cache
def labels() -> frozenset[str]:
    """The labels of metadata, without blanks and colons."""
    text = resources.files(__package__).joinpath("metadata_labels.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _field() -> re.Pattern[str]:
    # Labels are printed with blanks inside to fill a column: 索 引 号, 标　　题.
    spaced = "|".join(r"\s*".join(map(re.escape, label)) for label in sorted(labels(), key=len, reverse=True))
    return re.compile(rf"(?:^|(?<=[\s\])】〕(\uff08\uff09\[【|]))({spaced})\s*[:\uff1a]\s*")


def label_of(text: str) -> str | None:
    """The label that a cell consists of, cleaned of blanks, brackets and colon; None when it is something else."""
    bare = _BLANK.sub("", text).strip("[]【】〔〕:\uff1a")
    return bare if bare in labels() else None


def fields_of_line(text: str) -> list[Pair]:
    """The labelled fields of a line such as `发布日期:2020-01-02 来源:某局`; empty when it is prose."""
    found = list(_field().finditer(text)) if len(text) <= MAX_FIELD_LINE else []
    if not found or trim(text[: found[0].start()]).strip("[【(\uff08|"):
        return []
    ends = [m.start() for m in found[1:]] + [len(text)]
    pairs = [
        (_BLANK.sub("", m[1]), trim(trim(text[m.end() : end]).strip("[]【】|")))
        for m, end in zip(found, ends, strict=True)
    ]
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


def take_fields(found: Sequence[Segment]) -> tuple[list[Pair], list[Segment]]:
    """Splits the segments above and around a text into metadata fields and the rest."""
    pairs: list[Pair] = []
    rest: list[Segment] = []
    at = 0
    while at < len(found):
        segment = found[at]
        fields = fields_of_table(segment.table) if segment.table else fields_of_line(segment.text)
        if fields:
            pairs += fields
        elif (
            segment.table is None
            and (label := label_of(segment.text)) is not None
            and segment.text.rstrip().endswith((":", "\uff1a"))
            and at + 1 < len(found)
            and found[at + 1].table is None
            and label_of(found[at + 1].text) is None
            # The next line of the text is no value of an empty field: they stand side by side in one row.
            and found[at + 1].path[:-1] == segment.path[:-1]
            and found[at + 1].path[-1:] != segment.path[-1:]
            and len(found[at + 1].text) <= MAX_FIELD_LINE
        ):
            # Label and value in elements of their own.
            pairs.append((label, found[at + 1].text))
            at += 1
        elif not (label_of(segment.text) and segment.text.endswith((":", "\uff1a"))):
            rest.append(segment)
        at += 1
    return pairs, rest


def distinct(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The pairs in order, without exact repetitions."""
    return tuple(dict.fromkeys(pairs))
