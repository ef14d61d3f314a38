"""Which of a page's segments are the notice, and which are the site around it.

Found by what they are: prose has punctuation and few links, navigation is links, bars are made of a few words
that stand on every site. No site's names are known here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from zwsearch.read.page_text import Segment

# The element that holds this much of the prose is the notice; the rest is a stray line in a footer.
MAIN_SHARE = 0.95
MOST_LINKS = 0.5
# A longer line is no bar, whatever words are in it.
MAX_FURNITURE = 80
# Signature, date and attachments may stand just outside the element of the text.
MAX_AFTER = 6

_PUNCTUATION = re.compile(r"[,\uff0c。;\uff1b:\uff1a、!\uff01?\uff1f]")
_DATE = re.compile(
    r"[12]\d{3}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?|[二〇○零一三四五六七八九十]{4}年.{1,3}月.{1,4}日"
)
_ATTACHED = re.compile(r"附\s*件|附\s*表|附\s*录")
_BARE = re.compile(r"[\s|>»›/·•:;,、。\uff1a\uff1b\uff0c\[\]【】()\uff08\uff09\d<《》!«—-]+")


@cache
def _furniture() -> tuple[re.Pattern[str], tuple[str, ...]]:
    text = resources.files(__package__).joinpath("page_furniture.txt").read_text(encoding="utf-8")
    words = [line for line in text.splitlines() if line and not line.startswith("#")]
    anywhere = tuple(word[1:] for word in words if word.startswith("*"))
    inside = sorted((word for word in words if not word.startswith("*")), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, inside))), anywhere


def is_furniture(text: str) -> bool:
    """Whether a line is a bar of buttons, a path, a counter or a footer."""
    if len(text) > 400:
        return False
    words, anywhere = _furniture()
    if any(word in text for word in anywhere):
        return True
    if len(text) > MAX_FURNITURE:
        return False
    if re.match(r"[【\[]?(?:您?的?当前|您所在的|所在)位置|上一[篇条]|下一[篇条]|分享到|字[号体]\s*[:\uff1a]", text):
        return True
    bare = _BARE.sub("", text)
    return bool(bare) and not words.sub("", bare)


def _is_prose(segment: Segment) -> bool:
    if segment.link_share > MOST_LINKS or is_furniture(segment.text):
        return False
    return segment.table is not None or (len(segment.text) >= 12 and _PUNCTUATION.search(segment.text) is not None)


def main_segments(found: Sequence[Segment], title: str | None) -> tuple[list[Segment], list[Segment]]:
    """Splits the segments of a page into the notice and what stands around it."""
    prose = [s for s in found if _is_prose(s)]
    if not prose:
        kept = {i for i, s in enumerate(found) if s.link_share <= MOST_LINKS and not is_furniture(s.text)}
        return [s for i, s in enumerate(found) if i in kept], [s for i, s in enumerate(found) if i not in kept]
    mass: Counter[Any] = Counter()
    for segment in prose:
        for element in segment.path:
            mass[element] += len(segment.text)
    total = sum(len(s.text) for s in prose)
    main = max((e for e in mass if mass[e] >= MAIN_SHARE * total), key=lambda e: _depth(e, prose), default=None)
    inside = [main is None or main in s.path for s in found]
    first = next(i for i, s in enumerate(found) if inside[i] and _is_prose(s))
    last = next(i for i in range(len(found) - 1, -1, -1) if inside[i] and _is_prose(found[i]))
    keep: set[int] = set()
    for i, segment in enumerate(found):
        if is_furniture(segment.text) or not inside[i]:
            continue
        if first < i < last or segment.link_share <= MOST_LINKS:
            keep.add(i)
    start, end = inside.index(True), len(inside) - inside[::-1].index(True)
    keep |= _title_before(found, start, title)
    keep |= _tail_after(found, end)
    return [s for i, s in enumerate(found) if i in keep], [s for i, s in enumerate(found) if i not in keep]


def _depth(element: Any, prose: Sequence[Segment]) -> int:
    return next(s.path.index(element) for s in prose if element in s.path)


def _title_before(found: Sequence[Segment], start: int, title: str | None) -> set[int]:
    """Headings above the text, and lines that the page's title repeats."""
    bare_title = re.sub(r"\s", "", title or "")
    keep = set()
    for i in range(start):
        segment = found[i]
        bare = re.sub(r"\s", "", segment.text)
        if segment.table is not None or segment.link_share > MOST_LINKS or is_furniture(segment.text):
            continue
        if segment.level in (1, 2) or (len(bare) >= 6 and bare in bare_title):
            keep.add(i)
    return keep


def _tail_after(found: Sequence[Segment], end: int) -> set[int]:
    """Signature, date and attachments that follow the text in elements of their own."""
    tail: set[int] = set()
    for i in range(end, min(len(found), end + MAX_AFTER)):
        segment = found[i]
        if is_furniture(segment.text) or segment.link_share > MOST_LINKS or segment.table is not None:
            break
        if _DATE.fullmatch(segment.text) or _ATTACHED.match(segment.text):
            tail.update(range(end, i + 1))
    return tail
