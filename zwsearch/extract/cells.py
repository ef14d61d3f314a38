"""What a cell of a table looks like, and how well that fits each role."""

from __future__ import annotations

import re

from .date_spelling import serial_day
from .deadlines import is_blank, looks_like_deadline
from .lexicon import squeeze
from .markers import marker_at
from .owners import looks_like_owners, same_as_above

ROLES = ("number", "section", "requirement", "lead", "support", "deadline", "person", "remark")


_NUMBER = re.compile(r"[（(]?\s*(?:\d{1,4}|[一二三四五六七八九十百]{1,4})\s*[)）]?[.、．]?|[①-⒛㈠-㈩]")
_DECIMAL = re.compile(r"\d{1,2}(?:[.-]\d{1,2}){1,2}")
_SENTENCE_END = "。；;！"


def is_number(text: str) -> bool:
    """Whether a cell is nothing but a number of an item."""
    return _NUMBER.fullmatch(text) is not None


def is_heading(text: str) -> bool:
    """Whether a cell reads like a heading with its number before it."""
    marker = marker_at(text)
    return (
        marker is not None
        and marker.kind in {"cn", "cnp", "chapter"}
        and len(squeeze(text)) <= 45
        and not text.rstrip("。").count("。")
        and marker.end < len(text)
    )


class Costs:
    """What it costs to read a cell as each role: 0 fits well, 8 is out of the question."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, float]] = {}
        # Texts that are headings by where they stand, though no number says so.
        self.headings: set[str] = set()

    def of(self, text: str) -> dict[str, float]:
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._judge(text)
        return known

    def _judge(self, text: str) -> dict[str, float]:
        flat = squeeze(text)
        if not flat:
            return dict(zip(ROLES, (1.5, 0.8, 6.0, 1.0, 0.2, 0.4, 0.2, 0.0), strict=True))
        if same_as_above(text):
            return dict(zip(ROLES, (4.0, 2.0, 4.0, 0.0, 0.2, 0.3, 1.0, 1.0), strict=True))
        if is_blank(text):
            return dict(zip(ROLES, (4.0, 2.0, 6.0, 0.8, 0.1, 0.1, 0.3, 0.0), strict=True))
        if _DECIMAL.fullmatch(flat):
            # `6.30` may number an item or name a day.
            return dict(zip(ROLES, (0.3, 6.0, 8.0, 8.0, 8.0, 0.3, 6.0, 3.0), strict=True))
        if is_number(flat):
            return dict(zip(ROLES, (0.0, 6.0, 8.0, 8.0, 8.0, 4.0, 6.0, 3.0), strict=True))
        cost = dict.fromkeys(ROLES, 8.0)
        cost["number"] = 8.0
        length = len(flat)
        heading = text in self.headings or is_heading(text)
        owners = not heading and looks_like_owners(text)
        due = not heading and length <= 40 and (looks_like_deadline(text) or serial_day(text) is not None)
        prose = length >= 18 or (length >= 6 and flat[-1] in _SENTENCE_END)
        if heading:
            cost.update(section=0.0, requirement=2.0 if length < 30 else 1.0, remark=4.0, lead=6.0, support=6.0)
        elif due:
            cost.update(deadline=0.0, remark=0.8, section=4.0, requirement=4.0, lead=4.0, support=4.0)
        elif owners:
            cost.update(lead=0.0, support=0.0, person=1.0, section=3.0, requirement=3.0, remark=2.0)
        elif prose:
            cost.update(
                requirement=0.0, section=2.5 if length < 40 else 5.0, remark=1.5, lead=6.0, support=6.0, deadline=5.0
            )
        else:
            cost.update(section=0.7, requirement=1.5, lead=1.5, support=1.5, person=0.5, deadline=2.0, remark=0.7)
        return cost
