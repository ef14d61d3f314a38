"""What becomes of the tasks of a stored notice when it is read anew: one reckoning, before it is done and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zwsearch.records import Deadline, Task, Unit
from zwsearch.store import NewNotice, Store
from zwsearch.store.labels import plain
from zwsearch.workspace.carrying import edits_after
from zwsearch.workspace.edit_values import NAMES, as_text
from zwsearch.workspace.overlay import laid
from zwsearch.workspace.sameness import same_tasks

# What a task says beside its words, and what each is called where the changes are counted.
_KINDS = {"lead": "单位", "support": "单位", "deadline": "时限", "number": "序号", "section": NAMES["section"]}
_TOLD = 40  # characters of a task
_ENDS = "。；;"


@dataclass(frozen=True, slots=True)
class Step:
    """A field of a task before and after; `held`: the notice says `new` from now on, and what people set stays."""

    field: str
    old: str
    new: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Altered:
    """A task that stays and says something else: its words before and after, and its other fields that differ."""

    number: str | None
    old: str
    new: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What becomes of the tasks of a notice, as they stand with people's edits.

    `kept` counts those that stay as they are; of these `held` stay only because people set them otherwise. `reworded`
    have other words, `altered` the same words with other offices, deadline, number or headings. `more` are the words
    of those that only the new notice has, `gone` of those that only the stored one has; `said` counts the latter whose
    category, given by a person, no task will bear.
    """

    kept: int
    more: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    reworded: tuple[Altered, ...] = ()
    altered: tuple[Altered, ...] = ()
    held: tuple[Altered, ...] = ()
    said: int = 0

    @property
    def told(self) -> str:
        """The counts in a line."""
        kinds = dict.fromkeys(
            _KINDS[name] for name in _KINDS for task in self.altered for step in task.steps if step.field == name
        )
        counted = (
            ("新增", self.more),
            ("去掉", self.gone),
            ("文字改了", self.reworded),
            (f"改了{_either([*kinds])}", self.altered),
        )
        parts = [f"{done} {len(tasks)} 条" for done, tasks in counted if tasks]
        return f"{'、'.join(parts) or '没有增减'}，{self.kept} 条不变"

    @property
    def told_whole(self) -> str:
        """The counts, and whose labels and edits stay; of what goes nothing is promised."""
        stay = self.kept + len(self.reworded) + len(self.altered)
        whose = "留下的任务" if self.gone else ""
        return f"{self.told}，编号不变{f'，{whose}标注和修改照旧' if stay or not self.gone else ''}"

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What was done to each task that does not stay as it is: what it is called, and old → new."""
        return (
            *(("新增", _short(words)) for words in self.more),
            *(("去掉", _short(words)) for words in self.gone),
            *(("文字改了", f"{_reworded(task)}{_told_steps(task.steps, '；')}") for task in self.reworded),
            *(("改了", f"{_called(task)}{_told_steps(task.steps, '：')}") for task in self.altered),
            *(("保留人工修改", f"{_called(task)}{_told_steps(task.steps, '：')}") for task in self.held),
        )

    def shape(self) -> dict[str, Any]:
        """The difference as JSON."""
        return {
            "unchanged": self.kept,
            "added": list(self.more),
            "removed": list(self.gone),
            "reworded": [_shape(task) for task in self.reworded],
            "changed": [_shape(task) for task in self.altered],
            "kept_by_hand": [_shape(task) for task in self.held],
            "labels_lost": self.said,
        }


def places_of(store: Store, id_: str) -> dict[int, Unit]:
    """The tasks of a stored notice by their places.

    A place is that of the task as it was read, counted from 0, also where people took one of its neighbours away;
    what people wrote themselves comes behind.
    """
    tasks = {unit.id: unit for unit in store.units_of(id_) if unit.type == "task"}
    known = dict.fromkeys((*store.read_ids(id_), *tasks))
    return {place: tasks[unit] for place, unit in enumerate(known) if unit in tasks}


def difference(store: Store, id_: str, new: NewNotice) -> Difference:
    """What a stored notice becomes when a new one, as it was read, takes its place."""
    old, tasks, wordings = store.as_read(id_).extraction.tasks, new.extraction.tasks, store.all_wordings(id_)
    before = places_of(store, id_)
    after, written = _after(laid(new, edits_after(store, id_, tasks), id_), len(tasks), id_)
    pairs = _pairs(old, tasks, wordings)
    met = set(pairs.values())
    kept = 0
    reworded, altered, held = [], [], []
    gone = [unit for place, unit in before.items() if place < len(old) and pairs.get(place) not in after]
    more = [task for place, task in after.items() if place not in met]
    couples = [
        (before[place], after[other], old[place], tasks[other])
        for place, other in pairs.items()
        if place in before and other in after
    ]
    more += [after[other] for place, other in pairs.items() if place not in before and other in after]
    for unit in (unit for place, unit in before.items() if place >= len(old)):
        if unit.id in written:
            task = written.pop(unit.id)
            couples.append((unit, task, task, task))
        else:
            gone.append(unit)
    for unit, task, was_read, is_read in couples:
        steps = tuple(_steps(unit, task, was_read, is_read))
        one = Altered(task.number, unit.text, task.requirement, steps)
        if plain(unit.text) != plain(task.requirement):
            reworded.append(one)
        elif any(not step.held for step in steps):
            altered.append(one)
        else:
            kept += 1
            held += [one] if steps else []
    borne = {plain(task.requirement) for task in tasks}
    said = sum(unit.tag is not None and unit.tag.said and not store.wordings(unit) & borne for unit in gone)
    return Difference(
        kept,
        tuple(task.requirement for task in (*more, *written.values())),
        tuple(unit.text for unit in gone),
        tuple(reworded),
        tuple(altered),
        tuple(held),
        said,
    )


def _after(over: NewNotice, count: int, id_: str) -> tuple[dict[int, Task], dict[str, Task]]:
    """The tasks of a notice with edits laid over it: of the `count` that were read by their places, and those that
    people wrote by their ids."""
    tasks = over.extraction.tasks
    places = dict(zip(over.places if over.as_read is not None else range(len(tasks)), tasks, strict=True))
    return (
        {place: task for place, task in places.items() if place < count},
        {f"{id_}-{over.numbers[place]}": task for place, task in places.items() if place >= count},
    )


def _pairs(old: Sequence[Task], new: Sequence[Task], wordings: Mapping[str, set[str]]) -> dict[int, int]:
    """For the places of tasks as they were read, those of the same ones in a new text.

    Those of the same words are the same, where they also stand at the same place first; then those that are surely the
    same, as what people said of them goes along; then those whose words people had set as the new text has them.
    """
    found: dict[int, int] = {}

    def match(keys: Sequence[Sequence[object]], others: Sequence[object]) -> None:
        free: dict[object, list[int]] = {}
        taken = set(found.values())
        for place, key in enumerate(others):
            if place not in taken:
                free.setdefault(key, []).append(place)
        for place, own in enumerate(keys):
            at = next((at for key in own if (at := free.get(key))), None) if place not in found else None
            if at:
                found[place] = at.pop(0)

    words = [plain(task.requirement) for task in new]
    match(
        [[(plain(x.requirement), x.number, x.section)] for x in old],
        [(plain(x.requirement), x.number, x.section) for x in new],
    )
    match([[plain(task.requirement)] for task in old], words)
    first = {id(task): place for place, task in reversed([*enumerate(old)])}
    for task, place, _ in same_tasks(old, new, wordings):
        if place not in found.values():
            found.setdefault(first[id(task)], place)
    match([sorted(wordings[plain(task.requirement)]) for task in old], words)
    return found


def _steps(unit: Unit, task: Task, was_read: Task, is_read: Task) -> Iterator[Step]:
    for name in _KINDS:
        was, now = getattr(unit, name), getattr(task, name)
        if _plain(was) != _plain(now):
            yield Step(name, *_told(name, was, now))
        elif _plain(getattr(was_read, name)) != _plain(getattr(is_read, name)):
            says = getattr(is_read, name)
            if _plain(says) != _plain(now):
                yield Step(name, *_told(name, was, says), held=True)


def _plain(value: Any) -> object:
    if isinstance(value, Deadline):
        return plain(value.text), value.end
    return tuple(map(plain, value)) if isinstance(value, tuple) else plain(value or "") or None


def _told(name: str, old: Any, new: Any) -> tuple[str, str]:
    """Two values in words that differ."""
    if not isinstance(old, Deadline) or not isinstance(new, Deadline) or plain(old.text) != plain(new.text):
        old, new = (value.text if isinstance(value, Deadline) else value for value in (old, new))
        return as_text(name, old).replace("\n", " / "), as_text(name, new).replace("\n", " / ")
    return f"{old.text}（{old.end or '没有日期'}）", f"{new.text}（{new.end or '没有日期'}）"


def _told_steps(steps: Sequence[Step], before: str) -> str:
    told = (
        f"{NAMES[step.field]}仍是{step.old or '（空）'}，新的一份写的是{step.new or '（空）'}"
        if step.held
        else f"{NAMES[step.field]}：{step.old or '（空）'} → {step.new or '（空）'}"
        for step in steps
    )
    return f"{before}{'；'.join(told)}" if steps else ""


def _called(task: Altered) -> str:
    return f"{f'{task.number} ' if task.number else ''}{_short(task.new.rstrip(_ENDS))}"


def _reworded(task: Altered) -> str:
    """Old words → new words, long ones from shortly before where they part."""
    same = next(
        (at for at, (one, other) in enumerate(zip(task.old, task.new, strict=False)) if one != other),
        min(len(task.old), len(task.new)),
    )
    start = 0 if max(len(task.old), len(task.new)) <= _TOLD else max(0, min(same - _TOLD // 2, len(task.old) - _TOLD))
    old, new = (f"{'…' if start else ''}{_short(words[start:])}" for words in (task.old, task.new))
    return f"{f'{task.number} ' if task.number else ''}“{old}” → “{new}”"


def _short(words: str) -> str:
    return words if len(words) <= _TOLD else f"{words[: _TOLD - 1]}…"


def _either(names: Sequence[str]) -> str:
    return "或".join(("、".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def _shape(task: Altered) -> dict[str, Any]:
    steps = [{"field": step.field, "old": step.old, "new": step.new, "kept_by_hand": step.held} for step in task.steps]
    return {"number": task.number, "old": task.old, "new": task.new, "changes": steps}
