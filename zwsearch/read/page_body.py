"""Which of a page's segments are the notice, and which are the site around it.

Found by what they are: prose has punctuation and few links, navigation is links, bars are made of a few words
that stand on every site. No site's names are known here. In doubt a segment is kept: a line of the site in a
notice does less harm than a demand that is gone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zwsearch.read.page_labels import label_of
from zwsearch.read.page_metadata import Pair, fields_of, is_value_of
from zwsearch.read.page_segments import (
    ATTACHED,
    BYLINE,
    DATE,
    RELATED,
    in_region,
    is_foot,
    is_furniture,
    is_licence,
    is_listed,
    is_navigation,
    is_text,
)
from zwsearch.read.page_text import Segment
from zwsearch.read.page_title import find_title, full_title, titles_told

# The element that holds this much of the text is the notice; the rest is a stray line in a footer.
MAIN_SHARE = 0.95
# Signature, date and attachments may stand just outside the element of the text.
MAX_AFTER = 8
# A signature is the name of an office.
MAX_SIGNATURE = 40

_SENTENCE = re.compile(r"[。;\uff1b]")


@dataclass(slots=True)
class Parted:
    """A page parted into the notice and the site; `title` is the place of the title in `found`, or None."""

    body: list[Segment]
    around: list[Segment]
    title: int | None


def main_segments(found: Sequence[Segment], head: Sequence[Pair]) -> Parted:
    """Splits the segments of a page into the notice and what stands around it."""
    bars = _bars(found)
    speaks = [not bar and is_text(s) for s, bar in zip(found, bars, strict=True)]
    if not any(bars):
        # Nothing here is a site: a page written by a word processor, or saved as text alone.
        return Parted(
            list(found), [], find_title(found, _first_of_text(found, [i for i, s in enumerate(speaks) if s]), head)
        )
    if not any(speaks):
        keep = {i for i, bar in enumerate(bars) if not bar} or set(range(len(found)))
        return _parted(found, keep, find_title(found, len(found) - 1, head))
    main = _main(found, speaks)
    inside = [main is None or main in s.path for s in found]
    spared = _spared(found, main)
    texts = [i for i, speaking in enumerate(speaks) if speaking and inside[i]]
    body = [i for i in texts if not in_region(found[i], spared)] or texts
    first, last = _first_of_text(found, body), body[-1]
    title = find_title(found, first, head)
    start = _start(found, bars, inside, first, title)
    keep = set()
    related = False
    for i in range(start, len(found)):
        segment = found[i]
        if RELATED.fullmatch(segment.text):
            related = i > first
            continue
        if related:
            related = bars[i] or not speaks[i] or not _SENTENCE.search(segment.text)
        if related or is_furniture(segment.text) or (bars[i] and (is_foot(segment.text) or is_listed(segment))):
            continue
        if i > last and BYLINE.match(segment.text):
            continue
        if i == title or (inside[i] and first <= i <= last):
            if not bars[i] or not in_region(segment, spared):
                keep.add(i)
        elif not bars[i] and not in_region(segment, spared):
            beside = main in segment.path and any(found[k].path[:-1] == segment.path[:-1] for k in (first, last))
            if i < last or not any(bars[last:i]):
                beside = inside[i] or speaks[i]
            if beside or segment.level in (1, 2):
                keep.add(i)
    if title is not None:
        keep |= _lines_of_title(found, title, titles_told(head))
    return _parted(found, keep | _tail_after(found, max(keep, default=last) + 1), title)


def _parted(found: Sequence[Segment], keep: set[int], title: int | None) -> Parted:
    return Parted(
        [s for i, s in enumerate(found) if i in keep], [s for i, s in enumerate(found) if i not in keep], title
    )


def _first_of_text(found: Sequence[Segment], texts: Sequence[int]) -> int:
    """The first segment that speaks and is no field of the notice."""
    for i in texts:
        valued = i > 0 and label_of(found[i - 1].text) is not None and is_value_of(found[i - 1], found[i])
        if not valued and label_of(found[i].text) is None and not fields_of(found[i]):
            return i
    return texts[0] if texts else len(found) - 1


def _main(found: Sequence[Segment], speaks: Sequence[bool]) -> Any:
    """The smallest element that holds nearly all text, and more than one segment."""
    mass: Counter[Any] = Counter()
    count: Counter[Any] = Counter()
    for segment, speaking in zip(found, speaks, strict=True):
        count.update(segment.path)
        if speaking:
            for element in segment.path:
                mass[element] += len(segment.text)
    total = max(sum(len(s.text) for s, speaking in zip(found, speaks, strict=True) if speaking), 1)
    depth = {e: d for s in found for d, e in enumerate(s.path)}
    holding = [e for e in mass if mass[e] >= MAIN_SHARE * total and count[e] > 1]
    return max(holding, key=depth.__getitem__, default=None)


def _spared(found: Sequence[Segment], main: Any) -> frozenset[Any]:
    """The elements around and including the notice: whatever they are called, they are no bars."""
    path = next((s.path[: s.path.index(main) + 1] for s in found if main in s.path), ()) if main is not None else ()
    return frozenset(path)


def _start(
    found: Sequence[Segment], bars: Sequence[bool], inside: Sequence[bool], first: int, title: int | None
) -> int:
    """The place from which on text is kept: the title, with what stands beside it directly above."""
    if title is None:
        at = first
        while at and inside[at - 1] and not bars[at - 1]:
            at -= 1
        return at
    at = title
    while at and not bars[at - 1] and inside[at - 1] and found[at - 1].path[:-1] == found[title].path[:-1]:
        at -= 1
    return at


def _lines_of_title(found: Sequence[Segment], title: int, told: Sequence[str]) -> set[int]:
    text = full_title(found, title, told)
    lines: set[int] = set()
    for i in range(title, len(found)):
        if not text.startswith(found[i].text):
            break
        text = text.removeprefix(found[i].text)
        lines.add(i)
    return lines


def _bars(found: Sequence[Segment]) -> list[bool]:
    """Which segments are furniture or navigation; the lines beside a foot of the site are its foot too."""
    bars = [is_furniture(s.text) or is_navigation(s) for s in found]
    for at, segment in enumerate(found):
        if not bars[at] or not is_licence(segment.text):
            continue
        for step in (-1, 1):
            i = at + step
            while 0 <= i < len(found) and found[i].table is None and (bars[i] or is_foot(found[i].text)):
                bars[i] = True
                i += step
    return bars


def _tail_after(found: Sequence[Segment], end: int) -> set[int]:
    """Signature, date and attachments that follow the text in elements of their own."""
    tail: set[int] = set()
    for i in range(end, min(len(found), end + MAX_AFTER)):
        segment = found[i]
        if is_furniture(segment.text) or is_navigation(segment) or segment.table is not None:
            break
        if DATE.fullmatch(segment.text) or ATTACHED.match(segment.text):
            tail.update(range(end, i + 1))
        elif len(segment.text) > MAX_SIGNATURE:
            break
    return tail
