"""What the verbs of a workspace answer with. `notes` are lines for the user that are no part of the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from zwsearch.records import Problem, StoredNotice, Unit
from zwsearch.workspace.comparing import Difference

Outcome = Literal["added", "updated", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class IndexedNotice:
    """One line of an index report. A file that failed has no `id`, and its problems say why.

    `difference` is what became of the tasks of a notice that was updated.
    """

    outcome: Outcome
    id: str | None
    source: str
    title: str | None = None
    tasks: int = 0
    problems: tuple[Problem, ...] = ()
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What became of the files; `interrupted` files were not looked at.

    `said` are those of the notes that tell what became of people's edits and labels: they are told once, so that none
    of them may be passed over.
    """

    notices: tuple[IndexedNotice, ...]
    notes: tuple[str, ...] = ()
    interrupted: int = 0
    said: tuple[str, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """Number of notices (for `failed`: files) with this outcome."""
        return sum(notice.outcome == outcome for notice in self.notices)


@dataclass(frozen=True, slots=True)
class TagReport:
    """A notice read, extracted and tagged, with the number of its passages. Units have key 0 unless it was saved.

    `difference` is what became of the tasks where it took the place of its own earlier self.
    """

    notice: StoredNotice
    tasks: tuple[Unit, ...]
    saved: bool
    notes: tuple[str, ...] = ()
    passages: int = 0
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class ListedNotice:
    """A notice with the number of its tasks."""

    notice: StoredNotice
    tasks: int


@dataclass(frozen=True, slots=True)
class NoticeList:
    """All notices, in the order they were stored."""

    notices: tuple[ListedNotice, ...]
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[ListedNotice]:
        return iter(self.notices)

    def __len__(self) -> int:
        return len(self.notices)


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice with its units, tasks first; `unit` is the one that was asked for, None for the whole notice."""

    notice: StoredNotice
    units: tuple[Unit, ...]
    unit: Unit | None
    source: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts. Each table maps a name to a number of tasks (of notices for `kinds`), in the order to print."""

    notices: int
    tasks: int
    passages: int
    tables: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportReport:
    """How many tasks went into which file."""

    path: str
    tasks: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoveReport:
    """What was taken away."""

    notices: int
    units: int


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One version of the model; `figures` are those of its card, by name."""

    version: str
    current: bool
    shipped: bool
    figures: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the doctor looked at."""

    name: str
    sound: bool
    message: str
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """All checks; the workspace is sound when each is sound or was repaired."""

    checks: tuple[Check, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is left to mend."""
        return all(check.sound or check.repaired for check in self.checks)
