"""The verbs that only read: what a workspace answers, and the files that it hands out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from zwsearch.errors import ModelError, NotFoundError, QueryError
from zwsearch.records import Filters, SearchPage, Unit
from zwsearch.search import similar
from zwsearch.workspace import freshness, querying
from zwsearch.workspace.opened import OpenFolder, not_found

if TYPE_CHECKING:
    from zwsearch.tag import Evaluation
    from zwsearch.workspace.changes import Change
    from zwsearch.workspace.reports import (
        ExportReport,
        ModelVersion,
        NoticeList,
        Shown,
        Stats,
    )
    from zwsearch.workspace.reviewing import ReviewList
    from zwsearch.workspace.words import WordList

_EVERYTHING = Filters()


class Answers(OpenFolder):
    """The verbs of a workspace that leave it as it is."""

    def query(
        self, text: str, *, k: int = 10, offset: int = 0, filters: Filters = _EVERYTHING, explain: bool = False
    ) -> SearchPage:
        """Ranked tasks and passages; see `zwsearch.search.search`. Raises QueryError for an empty question.

        With `explain` the notes end with one line for each hit: why it ranks where it does.
        """
        return querying.query_units(self, text, k=k, offset=offset, filters=filters, explain=explain)

    def similar(self, id_: str, *, k: int = 10, filters: Filters = _EVERYTHING) -> SearchPage:
        """The tasks and passages most like one, itself left out. Raises NotFoundError."""
        if k < 0:
            raise QueryError("条数不能是负数", hint="请写 0 或更大的数")
        answering, notes = self.answering()
        store, index, more = answering.in_step()
        unit = store.unit(id_) if store is not None else None
        if store is None or index is None or unit is None:
            if store is not None and (units := store.units_of(id_)):
                raise NotFoundError(
                    f"“{id_}”是一份通知的编号，不是任务或段落的",
                    hint=f"写出是哪一条，例如 zwsearch similar {units[0].id}；用 zwsearch show {id_} 查看各条的编号",
                )
            raise not_found(id_)
        page = similar(store, index, answering.analyser, unit.key, filters, k=k)
        return replace(page, notes=(*notes, *more, *page.notes))

    def review(self, count: int = 20, filters: Filters = _EVERYTHING) -> ReviewList:
        """The tasks to decide on next: least certain first, unlike one another, those of the same words as one."""
        from zwsearch.workspace import reviewing

        return reviewing.review_list(self, count, filters)

    def tasks_matching(self, text: str = "", filters: Filters = _EVERYTHING) -> tuple[Unit, ...]:
        """All tasks that a query (best first) or, without one, the filters alone find; the sample has none."""
        store = self.existing()
        narrowed = replace(filters, tasks_only=True)
        if store is None or not store.has_notices():
            return ()
        if text.strip():
            return tuple(hit.unit for hit in self.query(text, k=store.count_units(), filters=narrowed).hits)
        querying.filter_notes(self, narrowed)  # a category that does not exist is told, and not taken for none
        return tuple(unit for unit, _ in freshness.units_with_notices(store, store.select_keys(narrowed).tolist()))

    def words(self) -> WordList:
        """The user's own words and synonyms; `add_words`, `remove_words`, `add_synonyms`, `remove_synonyms`."""
        from zwsearch.workspace import words

        return words.own_words(self)

    def show(self, id_: str) -> Shown:
        """A notice, or a task or passage with its notice. Raises NotFoundError."""
        from zwsearch.workspace.reports import Shown

        answering, notes = self.answering()
        store = answering.existing()
        unit = store.unit(id_) if store is not None else None
        notice_id = id_ if unit is None else unit.notice_id
        found = store.whole_notices([notice_id]).get(notice_id) if store is not None else None
        if store is None or found is None:
            raise not_found(id_)
        source = store.source_key(notice_id) or found.source.name
        return Shown(found, tuple(store.units_of(notice_id)), unit, source, notes)

    def history(self, id_: str) -> tuple[Change, ...]:
        """The edits of a notice with its tasks, or of one task, oldest first. Raises NotFoundError."""
        from zwsearch.workspace import edits

        return edits.history(self, id_)

    def original(self, id_: str) -> bytes:
        """The bytes of the file that a notice came from, exactly as they came in. Raises NotFoundError."""
        answering, _ = self.answering()
        store = answering.existing()
        if store is None:
            raise not_found(id_)
        return store.original(id_)

    def list(self) -> NoticeList:
        """All notices with the numbers of their tasks."""
        from zwsearch.workspace.reports import ListedNotice, NoticeList

        answering, notes = self.answering()
        store = answering.existing()
        if store is None:
            return NoticeList((), notes)
        ids = store.notice_ids()
        told, tasks = store.notices(ids), store.count_tasks()
        return NoticeList(tuple(ListedNotice(told[id_], tasks.get(id_, 0)) for id_ in ids if id_ in told), notes)

    def export(self, path: str | Path, filters: Filters = _EVERYTHING) -> ExportReport:
        """Write the ledger of the tasks that pass the filters: .xlsx, .csv, .jsonl or .md. Raises UsageError.

        The notes say when nothing passes them, and which notices have no task.
        """
        from zwsearch.workspace import takeaway

        return takeaway.export(self, Path(path), filters)

    def stats(self) -> Stats:
        """Counts of notices and tasks by what the notices and tags say."""
        from zwsearch.workspace.reports import Stats

        answering, notes = self.answering()
        store = answering.existing()
        if store is None:
            return Stats(0, 0, 0, notes=notes)
        units, tasks = store.count_units(), sum(store.count_tasks().values())
        return Stats(store.count_notices(), tasks, units - tasks, store.tables(), notes)

    def evaluate(self, labels: str | Path) -> Evaluation:
        """Score the current model on a labelled file. Raises LabelError, or ModelError when there is no model."""
        from zwsearch.tag import evaluate, read_labels
        from zwsearch.workspace import models

        read = read_labels(Path(labels), models.read_taxonomy(self.path))
        if self.model is None:
            raise ModelError("没有可用的模型", hint="先用 zwsearch train 训练一个")
        return evaluate(self.model, read)

    def models(self) -> tuple[ModelVersion, ...]:
        """All versions of the model, with their figures."""
        return tuple(self.model_versions.known())
