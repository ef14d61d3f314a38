"""Who signed a notice and when: the office and the date that stand on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from .lexicon import narrow_figures, squeeze, to_int
from .markers import marker_at
from .offices import looks_like_office
from .placed import Line
from .places import province_of

CN_DIGIT = "[〇○零一二三四五六七八九ＯO0]"
_DATE = re.compile(
    rf"(?P<y>(?:19|20)\d\d|[一二]{CN_DIGIT}{{3}})\s*年\s*(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*月\s*"
    r"(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日|(?P<y2>(?:19|20)\d\d)[-./](?P<m2>\d{1,2})[-./](?P<d2>\d{1,2})"
)


_REPUBLIC = re.compile(r"民[國国](\d{2,3})年")  # the calendar of Taiwan counts from 1912


def parse_date(text: str) -> str | None:
    """Return the first full date of a text as ISO (Arabic, full width or Chinese digits), or None."""
    flat = squeeze(narrow_figures(text))
    match = _DATE.search(_REPUBLIC.sub(lambda m: f"{int(m.group(1)) + 1911}年", flat))
    if match is None:
        return None
    parts = match.group("y", "m", "d") if match.group("y") else match.group("y2", "m2", "d2")
    try:
        year, month, day = (to_int(part) or 0 for part in parts)
        return date(year, month, day).isoformat()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed and when; an `imprint` is the printer's line, whose office and date may not be the notice's own."""

    issuer: str | None
    date: str | None
    lines: frozenset[int]
    imprint: bool = False


def is_date_line(text: str) -> bool:
    flat = squeeze(narrow_figures(text))
    match = _DATE.match(flat)
    return match is not None and match.group("y") is not None and len(flat) - match.end() <= 2


def _signing_office(text: str) -> str | None:
    flat = squeeze(text).strip("|")
    flat = re.sub(r"[（(](?:盖章|公章|印章|章|代章|印)[)）]", "", flat)
    if (
        marker_at(flat) is not None
        or marker_at(text.strip()) is not None
        or not 3 <= len(flat) <= 60
        or flat[-1] in "。；;，,、"
        or "：" in flat
        or ":" in flat
    ):
        return None
    flat = re.sub(r"(?<=[署局處处廳厅])[署局處处廳厅][長长]$", "", flat)  # the head signs in the name of the office
    together = [squeeze(part) for part in re.split(r"[\s\u3000]+", text.strip()) if part]
    if len(together) > 1 and all(len(part) >= 5 and looks_like_office(part) for part in together):
        return "、".join(together)  # two offices sign side by side
    return (
        flat
        if looks_like_office(flat) or (province_of(flat) and flat.endswith(("会", "局", "府", "办", "院", "司")))
        else None
    )


def find_signature(lines: list[Line]) -> Signature:
    """The last office that stands alone on a line before a date alone on a line; else the two on one line.

    A date that stands alone with no office above it counts where there is no such pair.
    """
    lone: Line | None = None
    imprint: Signature | None = None
    for i in range(len(lines) - 1, -1, -1):
        line = lines[i]
        flat = squeeze(line.text)
        if is_date_line(line.text):
            offices: list[str] = []
            used = {line.start}
            for j in range(i - 1, max(-1, i - 6), -1):
                office = _signing_office(lines[j].text)
                if office is None and re.fullmatch(r"[（(].{2,10}代[行章][)）]", squeeze(lines[j].text)):
                    used.add(lines[j].start)
                    continue
                if office is None:
                    break
                offices.insert(0, office)
                used.add(lines[j].start)
            if offices and flat.endswith("印发"):
                imprint = imprint or Signature("、".join(offices), parse_date(line.text), frozenset(used), imprint=True)
                continue
            if offices:
                return Signature("、".join(offices), parse_date(line.text), frozenset(used))
            if i > 0 and lone is None:
                lone = line
        elif len(flat) <= 60:
            match = re.match(
                rf"(.{{3,40}}?)((?:(?:19|20)\d\d|[一二]{CN_DIGIT}{{3}})年.{{1,3}}月.{{1,3}}日)(?:印发|印|印制)?$", flat
            )
            office = _signing_office(match.group(1)) if match is not None else None
            if match is not None and office is not None:
                printed = not flat.endswith("日")
                found = Signature(office, parse_date(match.group(2)), frozenset({line.start}), imprint=printed)
                if printed:
                    imprint = imprint or found  # the printer's line below the notice: its date may be later
                    continue
                return found
    if lone is not None:
        used = {lone.start} | (imprint.lines if imprint is not None else frozenset())
        issuer = imprint.issuer if imprint is not None else None
        return Signature(issuer, parse_date(lone.text), frozenset(used), imprint=issuer is not None)
    return imprint or Signature(None, None, frozenset())


_NO_NAME = re.compile(r"^(?:各|机关(?=[各科处股])|直属|局属|委属|所属|下属|有关|相关|责任|牵头|配合|联络)")


def closing_office(lines: list[Line], captions: Set[int]) -> tuple[str, int] | None:
    """An office alone on the last line, where no date follows; `captions` are the starts of lines above tables."""
    for line in reversed(lines[-3:]):
        office = _signing_office(line.text)
        if office is not None and len(office) >= 4 and line.start not in captions and not _NO_NAME.match(office):
            return office, line.start
    return None
