"""What people said about a task, as the store holds it: a stack of decisions, of which an undo takes the top away."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from zwsearch.errors import UsageError
from zwsearch.records import Unit
from zwsearch.store import Label, Store
from zwsearch.store.labels import latest, plain, standing


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody who decides on tasks had before the eyes.

    `categories` are what people said of the tasks then, by their ids; those that it does not hold had the model's word.
    `agreed` are the numbers of the decisions that may be replaced all the same, and `own` the name whose decisions may.
    `words` are the `sign_of_words` of the tasks by their ids, which a file that is read anew may give to others.
    """

    categories: Mapping[str, str] = field(default_factory=dict)
    agreed: Container[int] = ()
    own: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


class SaidMeanwhileError(UsageError):
    """Others decided on tasks since somebody looked at them; `numbers` are those of their decisions."""

    numbers: tuple[int, ...] = ()
    code = "conflict"


def decisions_of(store: Store, unit: Unit) -> tuple[Label, ...]:
    """All decisions about a task, and all that took one back, oldest first."""
    words = store.wordings(unit)
    said = [x for x in store.labels(unit.notice_id) if plain(x.requirement) in words]
    # A label is taken back of all wordings at once, which is one decision.
    return tuple(
        x
        for x, before in zip(said, (None, *said), strict=False)
        if x.category or before is None or before.category or x.undoes != before.undoes
    )


def decisions_standing(store: Store, unit: Unit) -> list[Label]:
    """Those that were not taken back, oldest first."""
    return standing(decisions_of(store, unit))


def lost_labels(store: Store, notice_id: str) -> tuple[Label, ...]:
    """The decisions that would hold in a notice but for their tasks, which it no longer has."""
    said = latest(store.labels(notice_id))
    known = set().union(*store.all_wordings(notice_id).values()) if said else set()
    return tuple(label for label in said if plain(label.requirement) not in known)


def is_said(store: Store, unit: Unit, category: str | None) -> bool:
    """Whether a person's word about a task is this category already; None is that nobody's holds."""
    if category is not None:
        return unit.tag is not None and unit.tag.said and (unit.tag.category, unit.tag.also) == (category, ())
    said = decisions_of(store, unit)
    return not said or said[-1].category is None


def sign_of_words(unit: Unit) -> str:
    """A short sign of what a task says; another one once its id is that of another task."""
    return hashlib.sha256(plain(unit.text).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def check_seen(store: Store, units: Sequence[Unit], category: str | None, seen: Seen) -> None:
    """Raises SaidMeanwhileError where another person's word would be replaced that nobody saw, and UsageError, code
    `conflict`, where a task is another one than was seen under its id."""
    for unit in units:
        if unit.id in seen.words and seen.words[unit.id] != sign_of_words(unit):
            raise UsageError(
                "这条任务的文字与刚才看到的不同，通知可能重新读入或改过，没有标注",
                hint="请看过现在的内容再标",
                code="conflict",
            )
    said: list[tuple[Unit, Label]] = []
    for unit in units:
        tag = unit.tag
        if tag is None or not tag.said or tag.category in (category, seen.categories.get(unit.id)):
            continue
        stack = decisions_standing(store, unit)
        if stack and stack[-1].number not in seen.agreed and not (seen.own and stack[-1].author == seen.own):
            said.append((unit, stack[-1]))
    if said:
        unit, label = said[0]
        what = "这条任务" if len(said) == len(units) == 1 else f"“{unit.text[:12]}”等 {len(said)} 条任务"
        who = f"“{label.author}”" if label.author else "别人"
        error = SaidMeanwhileError(
            f"{who}刚把{what}标为“{unit.tag.category if unit.tag else label.category}”，没有改动",
            hint=f"仍要标为“{category}”，就再选一次",
        )
        error.numbers = tuple(label.number for _, label in said)
        raise error


def write_down(store: Store, said: Sequence[tuple[Unit, Label]], author: str) -> tuple[int, ...]:
    """Write down what is said of tasks now; the number of what is said of each."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    rows = [
        replace(
            label,
            requirement=text,
            section=unit.section,
            author=author,
            time=now,
            notice_id=unit.notice_id,
            unit_id=unit.id,
        )
        for unit, label in said
        for text in _texts(store, unit, label.category)
    ]
    numbers = store.add_labels(rows)
    firsts = {row.unit_id: number for row, number in zip(reversed(rows), reversed(numbers), strict=True)}
    return tuple(firsts[unit.id] for unit, _ in said)


def _texts(store: Store, unit: Unit, category: str | None) -> Sequence[str]:
    """The wordings of a task that a decision is about: what it says now, and to take back, all that it ever said."""
    if category is not None:
        return (unit.text,)
    words = plain(unit.text)
    return (unit.text, *sorted(store.wordings(unit) - {words}))


def undoing(stack: Sequence[Label]) -> Label:
    """The line that takes the top of a stack away."""
    # A category that is gone is written down again as well: its label holds as soon as the category is back.
    below = stack[-2] if len(stack) > 1 else Label("", None)
    return Label("", below.category, also=below.also, undoes=stack[-1].number)


def said_since(unit: Unit, number: int, said: Sequence[Label]) -> UsageError:
    """Why a decision of a number is not on top of what was said of a task."""
    hint = f"用 zwsearch show {unit.id} 查看它现在的类别"
    if any(label.undoes == number for label in said):
        return UsageError(f"任务 {unit.id} 的这次标注已经撤销过了", hint=hint, code="conflict")
    now = said[-1] if said else Label("", None)
    done = f"改标为“{now.category}”" if now.category else "撤回了标注"
    who = f"由“{now.author}”" if now.author else ""
    return UsageError(f"任务 {unit.id} 后来又{who}{done}，没有撤销", hint=hint, code="conflict")
