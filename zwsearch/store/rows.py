"""Records to columns and back; lists are kept as JSON with readable Chinese."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from zwsearch.records import (
    Alternative,
    Deadline,
    Mend,
    Notice,
    Problem,
    Reason,
    Source,
    Span,
    StoredNotice,
    Tag,
    Task,
    Unit,
    said_over,
)

NOTICE_COLUMNS = (
    "id, source_name, source_format, source_encoding, source_sha256, title, issuer, document_number, date, year, "
    "province, kind, cites, url, missing_numbers, problems"
)
# What only a page of the notice itself shows, and most of its length.
WHOLE_COLUMNS = f"{NOTICE_COLUMNS}, text, mends"
UNIT_COLUMNS = (
    "key, id, notice, type, text, section, number, lead, support, deadline_text, deadline_kind, deadline_start, "
    "deadline_end, spans, tag, label"
)
# What a person can set right of a notice.
NOTICE_FIELDS = ("title", "issuer", "document_number", "date", "year", "province", "kind")
_PROBLEM = tuple(field.name for field in fields(Problem))
_MEND = tuple(field.name for field in fields(Mend))


def dump(value: object) -> str:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def dump_records(records: Sequence[Problem] | Sequence[Mend]) -> str:
    """Flat records as a JSON list of their values in the order of their fields."""
    return dump(_values(records))


def _values(records: Sequence[Problem] | Sequence[Mend]) -> list[list[Any]]:
    return [[getattr(record, field.name) for field in fields(record)] for record in records]


def _problems(values: Sequence[Sequence[Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(**dict(zip(_PROBLEM, of_one, strict=True))) for of_one in values)


def dump_spans(spans: Sequence[Span]) -> str:
    """Spans as a JSON list of pairs."""
    return dump([[span.start, span.end] for span in spans])


def dump_tag(tag: Tag | None) -> str | None:
    """A tag as JSON, or None."""
    if tag is None:
        return None
    return dump(
        {
            "category": tag.category,
            "confidence": tag.confidence,
            "verdict": tag.verdict,
            "alternatives": [[a.category, a.confidence] for a in tag.alternatives],
            "reasons": [[r.word, r.weight] for r in tag.reasons],
            "also": list(tag.also),
            "not_a_task": tag.not_a_task,
        }
    )


def load_tag(tag: str | None, label: str | None) -> Tag | None:
    """The tag that holds: a person's label before the model's word. `label` is a JSON list, category first."""
    said = None if tag is None else _tag(json.loads(tag))
    if label is None:
        return said
    category, *also = json.loads(label)
    return said_over(said, category, tuple(also))


def _tag(value: Mapping[str, Any]) -> Tag:
    return Tag(
        category=value["category"],
        confidence=value["confidence"],
        verdict=value["verdict"],
        alternatives=tuple(Alternative(*pair) for pair in value["alternatives"]),
        reasons=tuple(Reason(*pair) for pair in value["reasons"]),
        also=tuple(value["also"]),
        not_a_task=value.get("not_a_task", 0.0),  # tags of old do not tell
    )


def load_unit(row: Sequence[Any]) -> Unit:
    """A unit from a row of UNIT_COLUMNS."""
    key, identifier, notice, type_, text, section, number, lead, support, words, kind, start, end, spans, tag, label = (
        row
    )
    # One document costs half of what four small ones do, and a page loads hundreds of units.
    sections, leads, supports, pairs = json.loads(f"[{section},{lead},{support},{spans}]")
    return Unit(
        key=key,
        id=identifier,
        notice_id=notice,
        type=type_,
        text=text,
        section=tuple(sections),
        number=number,
        lead=tuple(leads),
        support=tuple(supports),
        deadline=None if kind is None else Deadline(words, kind, start, end),
        spans=tuple(Span(*pair) for pair in pairs),
        tag=load_tag(tag, label),
    )


def load_notice(row: Sequence[Any]) -> StoredNotice:
    """A notice from a row of NOTICE_COLUMNS, or of WHOLE_COLUMNS; without these its text and mends are empty."""
    identifier, name, format_, encoding, sha256, title, issuer, document_number, date, year = row[:10]
    province, kind, cites, url, missing, problems = row[10:16]
    text, mends = row[16:] or ("", "[]")
    cited, gaps, found, mended = json.loads(f"[{cites},{missing},{problems},{mends}]")
    return StoredNotice(
        id=identifier,
        notice=Notice(
            title=title,
            issuer=issuer,
            document_number=document_number,
            date=date,
            year=year,
            province=province,
            kind=kind,
            cites=tuple(cited),
            url=url,
        ),
        source=Source(name, format_, encoding, sha256),
        text=text,
        missing_numbers=tuple(gaps),
        problems=_problems(found),
        mends=tuple(Mend(**dict(zip(_MEND, values, strict=True))) for values in mended),
    )


def notice_as_read(notice: Notice, missing: Sequence[str], problems: Sequence[Problem]) -> str:
    """What a person can set right of a notice, and what was found missing or wrong before, as JSON."""
    return dump([*(getattr(notice, name) for name in NOTICE_FIELDS), missing, _values(problems)])


def load_notice_as_read(stored: Notice, as_read: str | None) -> Notice:
    """A notice as it was read, from what holds now and `notice_as_read`."""
    if as_read is None:
        return stored
    return replace(stored, **dict(zip(NOTICE_FIELDS, json.loads(as_read)[: len(NOTICE_FIELDS)], strict=True)))


def load_findings_as_read(stored: StoredNotice, as_read: str | None) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The missing numbers and the problems of a notice as it was read."""
    findings = [] if as_read is None else json.loads(as_read)[len(NOTICE_FIELDS) :]
    if not findings:  # an older program, for which they did not follow edits, kept none
        return stored.missing_numbers, stored.problems
    missing, problems = findings
    return tuple(missing), _problems(problems)


def task_as_read(task: Task, *, added: bool = False) -> str:
    """What a person can set right of a task, as JSON; `added` for one that was not read but written by a person."""
    due = task.deadline and [task.deadline.text, task.deadline.kind, task.deadline.start, task.deadline.end]
    spans = [[span.start, span.end] for span in task.spans]
    return dump([task.number, task.section, task.requirement, task.lead, task.support, due, added, spans])


def is_added(as_read: str | None) -> bool:
    """Whether a task was not read but written by a person."""
    return as_read is not None and json.loads(as_read)[6:7] == [True]


def load_task_as_read(unit: Unit, as_read: str | None) -> Task:
    """A task as it was read, from what holds now and `task_as_read`."""
    if as_read is None:
        return Task(unit.number, unit.section, unit.text, unit.lead, unit.support, unit.deadline, unit.spans)
    number, section, requirement, lead, support, due, _, *kept = json.loads(as_read)
    deadline = None if due is None else Deadline(*due)
    spans = tuple(Span(*pair) for pair in kept[0]) if kept else unit.spans  # an older program kept none
    return Task(number, tuple(section), requirement, tuple(lead), tuple(support), deadline, spans)
