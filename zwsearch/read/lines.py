"""Text → lines, whatever ends them, without the characters that nobody can see."""

from __future__ import annotations

import re

# CR LF first, then every other way in which editors, Word (vertical tab) and PDF tools (form feed) end a line.
_LINE_END = re.compile("\r\n|[\r\n\v\f\u2028\u2029]")
# The controls from U+0080 to U+009F stay: they are the bytes of UTF-8 read as Latin, which repair undoes.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]")
# str.strip knows ideographic and no-break spaces, but not the zero-width ones.
_EDGE = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\u200b\u200c\u200d\u2060"


def split_lines(text: str) -> list[str]:
    """The lines of `text` as they stand, ends and unseen characters removed."""
    return _LINE_END.split(_UNSEEN.sub("", text))


def trim(text: str) -> str:
    """`text` without white space of any kind at its ends."""
    return text.strip(_EDGE)
