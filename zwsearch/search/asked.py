"""Tasks asked for in plain words by their office or their time: 由县民政局负责的事项, 2024年6月到期的任务."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from zwsearch.records import Filters
from zwsearch.search.numerals import in_figures
from zwsearch.search.offices import is_office
from zwsearch.search.values import ROLES
from zwsearch.search.wordlist import read_words
from zwsearch.segment import Analyser, fold

_LONGEST = 60  # characters; what is longer is a sentence
_TIME = re.compile(
    r"(?:(?:19|20)\d{2}年)?(?:1[0-2]|0?[1-9])月(?:份|[0-3]?\d日)?[底末]?(?:之前|以前|前|内)?"
    r"|(?:(?:19|20)\d{2}|(?<!\d))年[底末](?:之前|以前|前)?|(?P<year>(?:19|20)\d{2})年度?内?"
)
_IN_NAMES = ("工作",)  # 社会工作部
_FIELDS = {"lead": "leads", "support": "supports"}

Step = tuple[str, str, int]  # the kind of a piece, what it says, and where it ends


@dataclass(slots=True)
class Asked:
    """What is asked for: offices by the field of Filters that they are asked in, words of deadlines, years."""

    offices: dict[str, list[str]] = field(default_factory=dict)
    deadlines: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    current: bool = False  # the years are said from today (今年), not in figures
    overdue: date | None = None  # the last day on which such a task can have been due
    unowned: bool = False
    untimed: bool = False

    @property
    def filters(self) -> Filters:
        """The filters for it."""
        return Filters(
            offices=tuple(self.offices.get("offices", ())),
            leads=tuple(self.offices.get("leads", ())),
            supports=tuple(self.offices.get("supports", ())),
            years=tuple(self.years),
            due_before=self.overdue.isoformat() if self.overdue else None,
            deadlines=tuple(self.deadlines),
            unowned=self.unowned,
            untimed=self.untimed,
        )

    @property
    def said(self) -> str:
        """As it is told to the user."""
        parts = [f"“{'”或“'.join(names)}”{ROLES[name]}" for name, names in self.offices.items()]
        parts += [f"时限是“{'”或“'.join(self.deadlines)}”"] if self.deadlines else []
        parts += [f"{'、'.join(map(str, self.years))} 年"] if self.years else []
        parts += [f"时限在 {self.overdue.isoformat()} 或之前"] if self.overdue else []
        parts += [said for said, holds in (("没有写单位", self.unowned), ("没有写时限", self.untimed)) if holds]
        return "、".join(parts)


@cache
def _words() -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Word → its kind; and those that a query of this kind can end with or hold, to settle most others by one look."""
    words = {word: kind for kind, *some in map(str.split, read_words("asked.txt")) for word in some}
    return words, tuple(word for word, kind in words.items() if kind.endswith("-is"))


def read_asked(analyser: Analyser, piece: str, today: date) -> Asked | None:
    """What a piece of a query asks for where it is made of nothing else; None for any other text."""
    folded = fold(piece)
    words, labels = _words()
    if len(folded) > _LONGEST or not (folded.endswith(tuple(words)) or any(label in folded for label in labels)):
        return None
    folded = in_figures(folded)
    edges = [token.end for token in analyser.tokens(folded) if token.kind != "bigram"]
    steps = _steps(folded, sorted({*edges, len(folded)}, reverse=True), 0, set())
    return _understood(steps, today) if steps else None


def _steps(folded: str, edges: Sequence[int], at: int, dead: set[int]) -> list[Step]:
    """The pieces of the text from a place on; none where something else stands among them."""
    if at in dead:
        return []
    for step in _steps_at(folded, edges, at):
        if step[2] == len(folded):
            return [step]
        rest = _steps(folded, edges, step[2], dead)
        if rest:
            return [step, *rest]
    dead.add(at)
    return []


def _steps_at(folded: str, edges: Sequence[int], at: int) -> Iterator[Step]:
    words, _ = _words()
    time = _TIME.match(folded, at)
    if time:
        yield "year" if time["year"] else "time", time["year"] or time[0], time.end()
    for end in edges:
        if end > at and _is_name(folded[at:end]):
            yield "office", folded[at:end], end
    for end in range(min(len(folded), at + max(map(len, words))), at, -1):
        if folded[at:end] in words:
            yield words[folded[at:end]], folded[at:end], end


def _is_name(name: str) -> bool:
    """Whether it is one office, and not two, nor one with a role before it."""
    words, _ = _words()
    inside = (name[at:end] for at in range(len(name)) for end in range(at + 2, len(name) + 1))
    if not is_office(name) or any(part in words and part not in _IN_NAMES for part in inside):
        return False
    ands = [at for at, char in enumerate(name[:-1]) if words.get(char) == "and"]
    return not any(is_office(name[:at]) for at in ands) and words.get(name[0]) is None


def _understood(steps: Sequence[Step], today: date) -> Asked | None:
    kinds = {kind for kind, _, _ in steps}
    asked = Asked()
    waiting: list[str] = []
    label = ""
    for kind, said, _ in steps:
        role = _FIELDS.get(kind.removesuffix("-is"), "")
        if kind == "office":
            waiting.append(said)
        elif role and waiting:
            asked.offices.setdefault(label or role, []).extend(waiting)
            waiting, label = [], role if kind.endswith("-is") else ""
        elif role:
            label = role if kind.endswith("-is") else label
        elif kind == "time":
            asked.deadlines.append(said)
        elif kind == "year" or kind.startswith("year"):
            asked.years.append(int(said) if kind == "year" else today.year + int(kind.removeprefix("year")))
            asked.current = asked.current or kind != "year"
        elif kind.startswith("month"):
            month = today.year * 12 + today.month - 1 + int(kind.removeprefix("month"))
            asked.deadlines.append(f"{month // 12}年{month % 12 + 1}月")
    if waiting:
        asked.offices.setdefault(label or "offices", []).extend(waiting)
    if asked.years and "due" in kinds:
        asked.deadlines += [f"{year}年" for year in asked.years]
        asked.years = []
    asked.overdue = today - timedelta(days=1) if "overdue" in kinds else None
    asked.unowned, asked.untimed = "unowned" in kinds, "untimed" in kinds
    return asked if _is_enough(asked, kinds) else None


def _is_enough(asked: Asked, kinds: set[str]) -> bool:
    """Whether it asks for tasks: an office alone, a month or 逾期 may be what is looked for in the texts."""
    if asked.offices:
        return not kinds <= {"office", "and"}
    if asked.unowned or asked.untimed:
        return True
    if asked.overdue:
        return "any" in kinds
    relative = any(kind.startswith("month") for kind in kinds)
    return bool(asked.deadlines) and ("due" in kinds or (relative and "done" in kinds))
