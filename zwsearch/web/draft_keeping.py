"""粘贴标注: notices that were brought, stored with what the visitor said of their tasks, and what is told of that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from starlette.requests import Request

from zwsearch.web.draft import Draft
from zwsearch.web.house import house_of, session_of
from zwsearch.web.labelling import own_labels, own_name
from zwsearch.web.signature import author_of
from zwsearch.web.speech import for_page
from zwsearch.web.wording import title
from zwsearch.workspace import Workspace, bringing, corrections
from zwsearch.workspace.comparing import places_of
from zwsearch.workspace.decisions import SaidMeanwhileError, Seen
from zwsearch.workspace.reports import TagReport


async def keep_drafts(request: Request, drafts: Sequence[Draft]) -> tuple[TagReport, ...]:
    """Store drafts, with what the visitor said of their tasks."""

    def act(workspace: Workspace) -> list[tuple[TagReport, tuple[int, ...]]]:
        reports = bringing.keep(workspace, [draft.pasted for draft in drafts]) if drafts else ()
        return [say_kept(workspace, *pair, own) for pair in zip(drafts, reports, strict=True)]

    house, own = house_of(request), own_words(request)
    done = await house.desk.change(act)
    for draft, (report, numbers) in zip(drafts, done, strict=True):
        house.drafts.keep(draft, report.notice.id, new=not was_there(report))
        house.remember_labels(session_of(request), numbers)
    return tuple(report for report, _ in done)


def own_words(request: Request) -> tuple[str, Seen]:
    """Who says what was chosen on a draft, and whose words that may replace: nobody's was seen there."""
    return author_of(request), Seen({}, own_labels(request), own_name(request))


def say_kept(
    workspace: Workspace, draft: Draft, report: TagReport, own: tuple[str, Seen]
) -> tuple[TagReport, tuple[int, ...]]:
    """Say of the tasks that are stored now what the visitor said of the draft, but where others said something else:
    the report with a note on these, and the numbers of what was said."""
    store, (author, seen) = workspace.existing(), own
    places = {} if store is None or not draft.said else places_of(store, report.notice.id)
    numbers: list[int] = []
    left = 0
    for place, category in draft.said.items():
        if place not in places or draft.about.get(place) != draft.report.tasks[place].text:
            continue
        try:
            numbers += corrections.decide(workspace, [places[place].id], category, author=author, seen=seen).numbers
        except SaidMeanwhileError:
            left += 1
    if left:
        note = f"“{title(report.notice)}”里有 {left} 条任务别人已标为别的类别，没有按这里选的改"
        report = replace(report, notes=(*report.notes, note))
    return report, tuple(numbers)


def was_there(report: TagReport) -> bool:
    """Whether a notice that was to be stored was in the workspace already."""
    return any(note.startswith(bringing.ALREADY) for note in report.notes)


def told_besides(reports: Iterable[TagReport], here: str = "") -> str:
    """What is to be said of notices beside that they are stored, each once; on the page of the notice `here`."""
    notes = dict.fromkeys(note for report in reports for note in report.notes if not note.startswith(bringing.ALREADY))
    return "".join(f"。{for_page(note, here)}" for note in notes)
