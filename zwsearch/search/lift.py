"""What holds the words of the query in one unbroken run stands above what holds them apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from zwsearch.index import Index, Keys
from zwsearch.records import Unit
from zwsearch.search.offices import having_office, is_office
from zwsearch.search.runs import Run
from zwsearch.search.store import Store
from zwsearch.search.terms import Plan
from zwsearch.segment import fold

# A title holds for all units of its notice, an office for all its tasks: they lift none. A deadline stands with the
# offices, and lifts like the text.
_TIME = re.compile("[年月日周季旬时底末前]")
_MOST_RUNS = 8  # a pasted page has hundreds, and none of them is the question
_AMONG_OTHERS = 0.15
_OF_OFFICE = 2.0  # beside a text that holds its name unbroken, which adds what all words of a query can
_LOOKED_AT = 200  # above that, holding all neighbours of the run is taken for holding the run

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lift:
    """The units (ascending keys) that hold `written` unbroken, and what that adds to their score."""

    written: str
    keys: Keys
    amount: float


def find_lifts(store: Store, index: Index, plan: Plan, also: Sequence[Keys]) -> list[Lift]:
    """One for each run of the query that some unit holds, and for each number with its measure.

    `also` are the keys of each of `plan.also`. A query of one run is decided by it: it adds more than all words can
    add apart. One of several adds a part of that.
    """
    lifts = [
        Lift(group.called, keys, index.ceiling(group.terms))
        for group, keys in zip(plan.also, also, strict=True)
        if group.decisive and len(keys)
    ]
    numbers = [term for term in plan.terms if "〕" in term.term and term.matches][:_MOST_RUNS]
    if len(plan.terms) > len(numbers):
        # A number beside words (青政办〔2023〕18号 政策解读) says in which notice they are sought.
        own = [(term.term, index.holding([term], fields=("title",))) for term in numbers]
        lifts += [Lift(number, keys, index.ceiling(plan.terms)) for number, keys in own if len(keys)]
    if len(plan.runs) > _MOST_RUNS:
        return lifts
    runs = {run.text: run for run in plan.runs}
    for run in runs.values():
        keys = _holding(store, index, run)
        if len(keys):
            # Alone it also outweighs its synonyms; among others it must not outweigh what they have to say.
            alone = len(runs) == 1 and _is_all(plan, run)
            amount = index.ceiling(plan.terms) if alone else _AMONG_OTHERS * index.ceiling(run.terms)
            lifts.append(Lift(run.text, keys, amount))
        if is_office(run.text) and len(theirs := having_office(store, index, run.text)):
            # Who asks for an office asks for its tasks, before what only speaks of it.
            lifts.append(Lift(run.text, theirs, _OF_OFFICE * index.ceiling(run.terms)))
    return lifts


def _is_all(plan: Plan, run: Run) -> bool:
    """Whether the query asks for nothing beside the run."""
    own = {term.stored for term in run.terms}
    return not plan.patterns and all(term.stored in own for term in plan.terms if term.matches)


def _holding(store: Store, index: Index, run: Run) -> Keys:
    keys = _looked_at(index.holding(run.pairs, fields=("text",)), store.texts, lambda text: run.text in fold(text))
    if not _TIME.search(run.text):
        return keys
    due = index.holding(run.pairs, fields=("offices",))
    if len(due) > _LOOKED_AT and not len(_looked_at(due[:_LOOKED_AT], store.units, lambda unit: _is_due(unit, run))):
        return keys  # an office of that name
    return np.union1d(keys, _looked_at(due, store.units, lambda unit: _is_due(unit, run)))


def _is_due(unit: Unit, run: Run) -> bool:
    return unit.deadline is not None and run.text in fold(unit.deadline.text)


def _looked_at(keys: Keys, read: Callable[[list[int]], dict[int, T]], holds: Callable[[T], bool]) -> Keys:
    """Those of `keys` that hold it by what is read of them; all, where they are too many to be read."""
    if not 0 < len(keys) <= _LOOKED_AT:
        return keys
    found = read(keys.tolist())
    return np.array([key for key in keys.tolist() if key in found and holds(found[key])], dtype=np.int64)
