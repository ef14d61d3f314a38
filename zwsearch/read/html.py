"""Web pages as saved → documents: the notice without the site around it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from zwsearch.read import page_metadata
from zwsearch.read.encoding import decode
from zwsearch.read.page_body import Parted, main_segments
from zwsearch.read.page_labels import label_of
from zwsearch.read.page_segments import is_item, is_text
from zwsearch.read.page_text import Segment, segments
from zwsearch.read.page_title import own_title, without_site
from zwsearch.read.page_tree import tree_of
from zwsearch.records import Block, Document, Paragraph, Source

# The declaration must stand in the first kilobyte by the standard; saved pages put comments before it.
_DECLARATION_WITHIN = 4096
_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")
_XML_DECLARATION = re.compile(r"<\?xml[^<>]*\?>")
# fmt: off
_DROPPED = (
    "script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "embed", "applet", "audio",
    "video", "map", "select", "button", "textarea", "input", "head", "rt", "rp",
)
# What a page itself calls its frame; no notice, unless it holds half of the page.
_FRAME = ("nav", "aside", "footer")
# fmt: on
_HIDDEN = re.compile(r"display:none|visibility:hidden")


def read(data: bytes, source: Source) -> tuple[Document, ...]:
    """A saved page. Raises ReadError `unreadable` where no text can be found in the bytes."""
    declared = _CHARSET.search(data[:_DECLARATION_WITHIN])
    decoded = decode(data, source.name, declared[1].decode("ascii") if declared else None)
    blocks, metadata = read_markup(decoded.text, source.name)
    source = replace(source, encoding=decoded.encoding)
    return (Document(source, blocks, metadata, decoded.problems),)


def read_markup(text: str, name: str) -> tuple[tuple[Block, ...], tuple[tuple[str, str], ...]]:
    """The blocks and the metadata of a page's markup."""
    markup = _XML_DECLARATION.sub("", _CONTROLS.sub("", text), count=1)
    if not markup.strip():
        return (), ()
    root = tree_of(markup, name)
    head = page_metadata.of_head(root, text)
    _drop_unseen(root)
    found = list(segments(root))
    parted = main_segments(found, head)
    fields, _ = page_metadata.take_fields(parted.around)
    top_fields, body = _fields_of_body(parted)
    title = own_title(found, parted.title, head, [*fields, *top_fields], parted.around)
    pairs: list[page_metadata.Pair] = [("标题", title)] if title is not None else []
    for name, value in [*head, *fields, *top_fields]:
        # A page that is named by its site and column alone names no notice.
        site = name == "title" and without_site(value, parted.around) is None
        pairs.append(("网站名称" if site else name, value))
    return tuple(_block(s) for s in body), page_metadata.distinct(pairs)


def _fields_of_body(parted: Parted) -> tuple[list[page_metadata.Pair], list[Segment]]:
    """Takes the fields that stand inside the element of the text, above the text itself."""
    body = parted.body
    # Further down `时间:…` is the text of the notice, not about it; a table of fields may stand anywhere.
    start = len(body)
    for i, segment in enumerate(body):
        if page_metadata.fields_of(segment) or (
            i and label_of(body[i - 1].text) and page_metadata.is_value_of(body[i - 1], segment)
        ):
            continue
        if is_text(segment) and label_of(segment.text) is None and (segment.level is None or is_item(segment.text)):
            start = i
            break
    pairs, rest = page_metadata.take_fields(body[:start])
    for segment in body[start:]:
        fields = page_metadata.fields_of_table(segment.table) if segment.table is not None else []
        pairs += fields
        if not fields:
            rest.append(segment)
    return pairs, rest


def _drop_unseen(root: Any) -> None:
    """Takes out what a reader of the page never sees, and what is never part of a text."""
    for element in list(root.iter(*_DROPPED)):
        if element.tag != "head" and element.getparent() is None:
            continue
        element.drop_tree()
    whole = max(len(root.text_content()), 1)
    for element in list(root.iter(*_FRAME)):
        if element.getparent() is not None and len(element.text_content()) < whole / 2:
            element.drop_tree()
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None or element.tag == "body":
            continue
        style = (element.get("style") or "").replace(" ", "").lower()
        hidden = element.get("hidden") is not None or (style and _HIDDEN.search(style))
        # A page may unhide its text by script; what holds half of all text is no trap.
        if hidden and len(element.text_content()) < whole / 2:
            element.drop_tree()


def _block(segment: Segment) -> Block:
    return segment.table or Paragraph(segment.text, segment.level)
