"""Records as the JSON that other programs read; the keys are a promise and do not drift. Both doors use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from zwsearch.records import Deadline, Hit, Problem, SearchPage, StoredNotice, Unit

if TYPE_CHECKING:
    from zwsearch.workspace.comparing import Difference
    from zwsearch.workspace.reports import IndexedNotice, IndexReport, TagReport

Shape = dict[str, Any]


def deadline_shape(deadline: Deadline | None) -> Shape | None:
    """A deadline, or null."""
    return None if deadline is None else asdict(deadline)


def notice_shape(stored: StoredNotice) -> Shape:
    """A notice with all its metadata."""
    notice = stored.notice
    return {
        "id": stored.id,
        "title": notice.title,
        "issuer": notice.issuer,
        "document_number": notice.document_number,
        "date": notice.date,
        "year": notice.year,
        "province": notice.province,
        "kind": notice.kind,
        "cites": list(notice.cites),
        "source": {
            "name": stored.source.name,
            "encoding": stored.source.encoding,
            "sha256": stored.source.sha256,
        },
    }


def task_shape(unit: Unit) -> Shape:
    """A task with its tag."""
    tag = unit.tag
    return {
        "id": unit.id,
        "number": unit.number,
        "section": list(unit.section),
        "requirement": unit.text,
        "lead": list(unit.lead),
        "support": list(unit.support),
        "deadline": deadline_shape(unit.deadline),
        "category": tag.category if tag else None,
        "confidence": tag.confidence if tag else None,
        "verdict": tag.verdict if tag else None,
        "alternatives": [asdict(alternative) for alternative in tag.alternatives] if tag else [],
        "reasons": [asdict(reason) for reason in tag.reasons] if tag else [],
    }


def problem_shapes(problems: Sequence[Problem]) -> list[Shape]:
    """Problems."""
    return [asdict(problem) for problem in problems]


def understood_shape(stored: StoredNotice, tasks: Sequence[Unit]) -> Shape:
    """A notice as understood: metadata, tasks, what is missing or damaged, and the text as repaired."""
    return {
        "notice": notice_shape(stored),
        "tasks": [task_shape(unit) for unit in tasks],
        "missing_numbers": list(stored.missing_numbers),
        "problems": problem_shapes(stored.problems),
        "text": stored.text,
    }


def tag_shape(report: TagReport) -> Shape:
    """`zwsearch tag --json`."""
    return {**understood_shape(report.notice, report.tasks), **_difference_shape(report.difference)}


def page_shape(page: SearchPage) -> Shape:
    """`zwsearch query --json`."""
    return {
        "query": page.query,
        "total": page.total,
        "took_ms": round(page.took_ms, 3),
        "hits": [hit_shape(hit) for hit in page.hits],
    }


def hit_shape(hit: Hit) -> Shape:
    """One hit of a search."""
    unit, notice = hit.unit, hit.notice.notice
    return {
        "rank": hit.rank,
        "score": hit.score,
        "id": unit.id,
        "type": unit.type,
        "notice": {
            "id": hit.notice.id,
            "title": notice.title,
            "issuer": notice.issuer,
            "date": notice.date,
            "year": notice.year,
            "kind": notice.kind,
            "source": hit.notice.source.name,
        },
        "number": unit.number,
        "section": list(unit.section),
        "text": unit.text,
        "marks": [[mark.start, mark.end] for mark in hit.marks],
        "category": unit.tag.category if unit.tag else None,
        "lead": list(unit.lead),
        "support": list(unit.support),
        "deadline": deadline_shape(unit.deadline),
    }


def index_shape(report: IndexReport) -> Shape:
    """`zwsearch index --json`. A file that failed stands among the notices with a null id and its problem."""
    return {
        "added": report.count("added"),
        "updated": report.count("updated"),
        "unchanged": report.count("unchanged"),
        "failed": report.count("failed"),
        "notices": [_indexed_shape(notice) for notice in report.notices],
        "notes": list(report.notes),
    }


def _indexed_shape(notice: IndexedNotice) -> Shape:
    return {
        "id": notice.id,
        "source": notice.source,
        "title": notice.title,
        "tasks": notice.tasks,
        "problems": problem_shapes(notice.problems),
        **_difference_shape(notice.difference),
    }


def _difference_shape(change: Difference | None) -> Shape:
    """What became of the tasks of a notice that was stored before; nothing of one that is new."""
    return {} if change is None else {"difference": change.shape()}
