"""The class that the doors (command line, web page, Python) talk to; one verb, one method."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from zwsearch.errors import ModelError
from zwsearch.records import StoredNotice, Unit
from zwsearch.store import UNNAMED
from zwsearch.workspace.answers import Answers
from zwsearch.workspace.folders import default_workspace
from zwsearch.workspace.opened import Notify

if TYPE_CHECKING:
    from zwsearch.workspace.changes import Change
    from zwsearch.workspace.models import TrainReport
    from zwsearch.workspace.reports import (
        DoctorReport,
        IndexReport,
        RemoveReport,
        TagReport,
    )
    from zwsearch.workspace.words import WordList


class Workspace(Answers):
    """Notices, index and models in one folder; the verbs that only read are those of `Answers`.

    Reading verbs leave a folder that does not exist alone; the first writing verb makes it. Any verb raises
    WorkspaceError when the folder is damaged, newer than the program, busy, or cannot be written.
    """

    @classmethod
    def open(cls, path: str | Path | None = None, *, notify: Notify | None = None) -> Workspace:
        """Open the workspace at `path`; None is `ZWSEARCH_WORKSPACE` or a folder of the user's data.

        `notify` is told lines that the user should read while a verb works.
        """
        return cls(default_workspace() if path is None else Path(path).expanduser(), notify=notify)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def index(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        progress: Callable[[int, int, str], object] | None = None,
    ) -> IndexReport:
        """Read files and folders, repair, extract, tag, store and index them.

        `progress(done, total, name)` is told of each file. A file that cannot be read is a line of the report;
        when no path leads to a file, its ReadError is raised. Unchanged files cost nothing, a changed one replaces
        its old self. Ctrl-C ends the work early and soundly: see `IndexReport.interrupted`.
        """
        from zwsearch.workspace import indexing

        given = [paths] if isinstance(paths, str | Path) else list(paths)
        files, failed = indexing.find([Path(path).expanduser() for path in given])
        with self.writing() as store:
            report = indexing.read_into(store, files, self.tagger(forgiving=True), progress, self.log)
            report = replace(report, notices=(*failed, *report.notices))
            # After an interrupt the user waits for the prompt: the next query brings the index in step.
            notes = () if report.interrupted else self.bring_in_step(store)
            return replace(report, notes=(*report.notes, *notes))

    def tag(self, source: str | bytes | Path, *, save: bool = False, name: str = UNNAMED) -> TagReport:
        """Extract and tag the tasks of one notice: a Path is a file, a str or bytes is the pasted text itself.

        Nothing is stored unless `save`. Raises ReadError for what cannot be read.
        """
        from zwsearch.workspace import bringing, tagging

        pasted = tagging.read_source(source, name)
        if self.model is None:
            raise ModelError("没有可用的模型", hint="先用 zwsearch train 训练一个")
        if not save:
            return tagging.report(self.tagger()(pasted.notice))
        return bringing.keep(self, [tagging.called(pasted, datetime.now())])[0]

    def train(self, labels: str | Path | None = None, *, force: bool = False) -> TrainReport:
        """Train on the shipped labels, the workspace's, and those of a file; keep the old model if it is better.

        A model that is taken tags all stored tasks anew. Raises LabelError for labels that cannot be used.
        """
        from zwsearch.workspace import models

        taxonomy = models.read_taxonomy(self.path)
        with self.writing() as store:
            gathered, own, notes = models.gather_labels(store, Path(labels) if labels else None, taxonomy)
            trained, comparison = models.fit(gathered, self.analyser, taxonomy, self.model_versions.load(self.analyser))
            report = models.TrainReport(
                len(gathered), own, comparison, trained.validated, trained.left_out, None, notes=tuple(notes)
            )
            if not (comparison.better_or_equal or force):
                return report
            version = self.model_versions.publish(trained)
            self.forget_model()
            return models.taken(report, version, self.retag(store))

    def use_model(self, version: str) -> None:
        """Answer with another version of the model, and tag all stored tasks anew with it."""
        with self.writing() as store:
            self.model_versions.use(version)
            self.forget_model()
            self.retag(store)

    def remove(self, ids: str | Sequence[str]) -> RemoveReport:
        """Delete notices. Raises NotFoundError for an unknown id, UsageError for the sample; then none goes."""
        wanted = [ids] if isinstance(ids, str) else list(ids)
        from zwsearch.workspace import corrections
        from zwsearch.workspace.reports import RemoveReport

        corrections.check_own(self, wanted)
        with self.writing() as store:
            removed = store.remove(wanted)
            self.bring_in_step(store)
        return RemoveReport(removed.notices, removed.units)

    def label(self, ids: str | Sequence[str], category: str | None, *, author: str = "") -> tuple[Unit, ...]:
        """Say what category tasks have; None takes an earlier decision back. Returns the tasks as they now are.

        Decisions are kept with time and author and survive re-reading. Raises LabelError for an unknown category,
        NotFoundError, or UsageError for a passage or the sample; then nothing is written.
        """
        from zwsearch.workspace import corrections

        return corrections.label_tasks(self, [ids] if isinstance(ids, str) else list(ids), category, author=author)

    def undo_label(self, id_: str, *, author: str = "") -> Unit:
        """Go back to what held before the last decision about a task. Raises NotFoundError when there is none."""
        from zwsearch.workspace import corrections

        return corrections.undo_label(self, id_, author=author)

    def edit_notice(self, id_: str, *, author: str = "", **changes: object) -> StoredNotice:
        """Set title, issuer, document_number, date, year, province or kind of a notice right by hand.

        Edits are kept with time and author, the latest holds, and they survive re-reading; the original stays as it
        is. None or an empty text clears a field. Raises UsageError (code `edit`) or NotFoundError.
        """
        from zwsearch.workspace import edits

        return edits.edit_notice(self, id_, changes, author=author).now

    def edit_task(self, id_: str, *, author: str = "", **changes: object) -> Unit:
        """Set number, section, requirement, lead, support or deadline (its words) of a task right by hand.

        Index, tag and dates follow at once. Raises UsageError (code `edit`) or NotFoundError.
        """
        from zwsearch.workspace import edits

        return edits.edit_task(self, id_, changes, author=author).now

    def drop_task(self, id_: str, *, author: str = "") -> Unit:
        """Say that what was read as a task is none: it stays as a passage. Raises NotFoundError or UsageError."""
        from zwsearch.workspace import edits

        return edits.drop_task(self, id_, author=author).now

    def add_task(self, notice_id: str, requirement: str, *, author: str = "", **fields: object) -> Unit:
        """Write down a task that was not read from a notice; it is searched, tagged and exported like any other."""
        from zwsearch.workspace import edits

        return edits.add_task(self, notice_id, requirement, fields, author=author).now

    def split_task(self, id_: str, parts: Sequence[str], *, author: str = "") -> tuple[Unit, ...]:
        """Make several tasks of one, by the words of each; the others take offices and deadline along.

        One step of the history. Raises UsageError (code `edit`) or NotFoundError.
        """
        from zwsearch.workspace import reshaping

        return reshaping.split_task(self, id_, parts, author=author).now

    def merge_tasks(self, ids: Sequence[str], *, author: str = "") -> Unit:
        """Make one task of several of a notice. One step of the history. Raises UsageError or NotFoundError."""
        from zwsearch.workspace import reshaping

        return reshaping.merge_tasks(self, ids, author=author).now

    def undo_edit(self, id_: str, *, number: int | None = None, author: str = "") -> tuple[Change, ...]:
        """Take back one edit by its number, else what was last saved of this notice or task. Raises NotFoundError."""
        from zwsearch.workspace import undoing

        return undoing.undo_edit(self, id_, number=number, author=author)

    def add_words(self, *new: str) -> WordList:
        """Take words of the user's own for words from now on. Raises UsageError for what is no word."""
        from zwsearch.workspace import words

        return words.add_words(self, new)

    def remove_words(self, *old: str) -> WordList:
        """Forget words of the user's own. Raises NotFoundError."""
        from zwsearch.workspace import words

        return words.remove_words(self, old)

    def add_synonyms(self, *members: str) -> WordList:
        """Let a query for one of these find the others. Raises UsageError for fewer than two."""
        from zwsearch.workspace import words

        return words.add_synonyms(self, members)

    def remove_synonyms(self, *members: str) -> WordList:
        """Forget the user's own groups that hold all of these. Raises NotFoundError."""
        from zwsearch.workspace import words

        return words.remove_synonyms(self, members)

    def doctor(self, *, repair: bool = True) -> DoctorReport:
        """Check database, index and models; make a bad index anew unless `repair` is False."""
        from zwsearch.workspace import doctor

        return doctor.examine(self, repair=repair)
