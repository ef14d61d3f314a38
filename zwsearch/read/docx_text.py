"""The text of one Word paragraph: runs, breaks, tracked changes, text boxes, ruby."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from zwsearch.read.docx_numbering import W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_LITERAL = {f"{W}tab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
# Text that is not printed, or printed elsewhere; ruby is the reading aid above the characters.
_SKIPPED = frozenset(
    (
        f"{W}del",
        f"{W}moveFrom",
        f"{W}instrText",
        f"{W}delText",
        f"{W}delInstrText",
        f"{W}rt",
        f"{W}pPr",
        f"{W}rPr",
        f"{_MC}Fallback",
    )
)
# Boxes and ticks that forms take from the symbol fonts.
_SYMBOLS = {"F0FE": "☑", "F052": "☑", "F0A8": "□", "F06F": "□", "F0A3": "□", "F0FC": "√", "F050": "√", "F06E": "■"}


@dataclass(slots=True)
class Text:
    """The text of a paragraph, the text boxes anchored in it, and whether changes were tracked."""

    text: str = ""
    boxes: list[Any] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    tracked: bool = False


def paragraph_text(paragraph: Any) -> Text:
    """Reads a `w:p` element; insertions are kept and deletions left out."""
    result = Text()
    parts: list[str] = []
    # A stack instead of recursion: depth is the file's to choose.
    stack: list[Iterator[Any]] = [iter(paragraph)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            continue
        tag = element.tag
        if tag in (f"{W}del", f"{W}moveFrom", f"{W}ins", f"{W}moveTo"):
            result.tracked = True
        if tag in _SKIPPED:
            continue
        if tag in (f"{W}t", _MATH_TEXT):
            parts.append(element.text or "")
        elif tag in _LITERAL:
            parts.append(_LITERAL[tag])
        elif tag == f"{W}br":
            parts.append("\n")
        elif tag == f"{W}sym":
            parts.append(_SYMBOLS.get(str(element.get(f"{W}char", "")).upper(), ""))
        elif tag == f"{W}txbxContent":
            result.boxes.append(element)
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            kind = "footnote" if tag == f"{W}footnoteReference" else "endnote"
            result.notes.append((kind, str(element.get(f"{W}id", ""))))
        elif tag == f"{W}r" and _is_hidden(element):
            continue
        else:
            stack.append(iter(element))
    result.text = "".join(parts)
    return result


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val", "1") not in ("0", "false", "off")
