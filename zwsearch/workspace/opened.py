"""What every verb of a workspace stands on: the store, the lock, the analyser, the index in step, the model."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from zwsearch.errors import LabelError, ModelError, NotFoundError, WorkspaceError, cause_of, code_of
from zwsearch.index import Index
from zwsearch.segment import Analyser
from zwsearch.store import SCHEMA_FILE, NewNotice, Store
from zwsearch.workspace.folders import cache_folder, check_not_lost, check_usable, check_writable
from zwsearch.workspace.following import READER_WAITS, FollowingIndex
from zwsearch.workspace.lock import WAIT_SECONDS, WriterLock
from zwsearch.workspace.taxonomy import Retagged, TaxonomyWatch, lay_anew, stored_terms

if TYPE_CHECKING:
    from zwsearch.tag import Model
    from zwsearch.workspace.models import Models

Notify = Callable[[str], object]
SYNONYMS = "synonyms"  # the setting that holds the user's own groups, as JSON


class OpenFolder:
    """A workspace folder, opened as far as it is needed; the verbs are those of `Workspace`."""

    def __init__(
        self,
        path: Path,
        *,
        notify: Notify | None = None,
        lock_seconds: float = WAIT_SECONDS,
        taxonomy_of: Path | None = None,
    ) -> None:
        """`taxonomy_of` is the folder whose taxonomy holds here; None is `path` itself."""
        check_usable(path)
        self.path = path.absolute()
        self._notify: Notify = notify or (lambda _line: None)
        self._lock_seconds = lock_seconds
        self._lock = WriterLock(self.path / "lock")
        self._store: Store | None = None
        self._following = FollowingIndex(self.index_root, self._lock)
        self._sample: OpenFolder | None = None
        self._analyser: Analyser | None = None
        self._words: tuple[str, ...] = ()
        self._watch = TaxonomyWatch(taxonomy_of or self.path, shared=taxonomy_of is not None)
        self._model: tuple[Mapping[str, str], Model | None] | None = None  # in whose terms, and the model

    def close(self) -> None:
        """Let go of all files."""
        if self._store is not None:
            self._store.close()
        if self._sample is not None:
            self._sample.close()
        self._store = self._sample = None
        self._following.close()

    # --- store ---------------------------------------------------------------------------------------------

    def existing(self) -> Store | None:
        """The store, or None while nothing was ever written here."""
        if self._store is None:
            check_not_lost(self.path)
            if (self.path / SCHEMA_FILE).exists():
                self._store = Store(self.path / SCHEMA_FILE)
        if self._store is not None:
            self._follow_taxonomy(self._store)
        return self._store

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """Hold the writer lock, with the store made if need be. Raises WorkspaceError `busy` or unwritable."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WorkspaceError(
                f"工作区不能写入：{self.path}（{cause_of(error)}）",
                hint="请检查文件夹权限，或用 --workspace 换一个可写的文件夹",
                code=code_of(error),
            ) from error
        with self._lock.held(self._lock_seconds):
            store = self.existing()
            if store is None:
                store = self._store = Store(self.path / SCHEMA_FILE)
            self._follow_taxonomy(store, writing=True)
            yield store

    def check_writable(self) -> None:
        """Raise WorkspaceError where nothing could be written, before work that takes minutes."""
        check_writable(self.path, self.path / SCHEMA_FILE)

    def log(self, text: str) -> None:
        """Add to the log of the workspace; a log that cannot be written is no reason to fail."""
        try:
            with (self.path / "zwsearch.log").open("a", encoding="utf-8") as file:
                file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {text}\n")
        except OSError:
            pass

    # --- sample --------------------------------------------------------------------------------------------

    def answering(self) -> tuple[OpenFolder, tuple[str, ...]]:
        """The folder that answers questions, and notes: this one, or the sample while this one is empty."""
        store = self.existing()
        if store is not None and store.has_notices():
            return self, self._told()
        from zwsearch.workspace import sample

        if self._sample is None:
            folder = sample.sample_folder(self._build_sample, self._notify)
            if folder is None:
                return self, ()
            self._sample = OpenFolder(folder, taxonomy_of=self.path)
        self._sample.existing()
        return self._sample, (sample.NOTE, *self._sample._told())

    def _told(self) -> tuple[str, ...]:
        return () if self._watch.note is None else (self._watch.note,)

    def _build_sample(self, folder: Path, notices: Path) -> None:
        from zwsearch.workspace import indexing

        sample = OpenFolder(folder)
        try:
            with sample.writing() as store:
                files, _ = indexing.find([notices])
                report = indexing.read_into(store, files, sample.tagger(forgiving=True), None, sample.log)
                if report.interrupted:
                    raise KeyboardInterrupt  # half a sample must not be kept
                sample.bring_in_step(store)
        finally:
            sample.close()

    # --- analyser and index --------------------------------------------------------------------------------

    @property
    def analyser(self) -> Analyser:
        """The one analyser, with the user's own words as they now are: another process may have added some."""
        store = self.existing()
        words = store.words() if store is not None else ()
        if self._analyser is None or self._words != words:
            if self._analyser is not None:
                self.forget_model()
            self._analyser, self._words = Analyser(words, cache=cache_folder()), words
        return self._analyser

    def synonyms(self) -> tuple[tuple[str, ...], ...]:
        """The user's own groups of words that mean the same; those of the program are known to the search."""
        store = self.existing()
        kept = store.setting(SYNONYMS) if store is not None else None
        return tuple(tuple(group) for group in json.loads(kept)) if kept else ()

    def tell(self, line: str) -> None:
        """Tell the user something while a verb works."""
        self._notify(line)

    @property
    def index_root(self) -> Path:
        """Where the versions of the index are."""
        return self.path / "index"

    def bring_in_step(self, store: Store, progress: Callable[[int], object] | None = None) -> tuple[str, ...]:
        """Make the index hold what the store holds; return notes. The caller holds the writer lock."""
        return self._following.bring(store, self.analyser, progress)

    def in_step(self) -> tuple[Store | None, Index | None, tuple[str, ...]]:
        """Store and index for a reader, and notes; brings the index in step first when a crash left it behind."""
        store = self.existing()
        return (None, None, ()) if store is None else (store, *self._following.of(store, lambda: self.analyser))

    # --- model ---------------------------------------------------------------------------------------------

    @cached_property
    def model_versions(self) -> Models:
        """The versions of the model."""
        from zwsearch.workspace.models import Models

        return Models(self.path / "models")

    @property
    def terms(self) -> Mapping[str, str]:
        """Every name of a category, present or former, with its present one; of the last taxonomy that was sound."""
        return self._watch.meanings(self._store)

    @property
    def model(self) -> Model | None:
        """The model in use, in terms of the taxonomy, or None when there is none at all.

        While the taxonomy cannot be read, the one before it holds; where the model is damaged, another one answers,
        and the user is told. Raises ModelError when all are damaged.
        """
        analyser = self.analyser  # first: it forgets the model when the words have changed
        meanings = self.terms
        if self._model is None or self._model[0] != meanings:
            self._model = meanings, self.model_versions.load_sound(analyser, meanings, self._notify)
        return self._model[1]

    def forget_model(self) -> None:
        """Open the model anew when it is next needed."""
        self._model = None

    def tagger(self, *, forgiving: bool = False) -> Callable[[NewNotice], NewNotice]:
        """What tags the tasks of a notice. `forgiving`: a damaged model leaves them untagged, with a note, and the
        last taxonomy stands in for a broken one. Raises ModelError or LabelError else."""
        try:
            self._watch.read()
        except LabelError:
            if not forgiving:
                raise
            for line in self._told():
                self._notify(line)
        try:
            model = self.model
        except ModelError as error:
            if not forgiving:
                raise
            self._notify(f"{error.message}；任务暂不标注类别。{error.hint}")
            self.log(traceback.format_exc())
            model = None

        def tag(notice: NewNotice) -> NewNotice:
            if model is None:
                return notice
            tasks = notice.extraction.tasks
            return replace(notice, tags=tuple(model.tag_many((task.requirement, task.section) for task in tasks)))

        return tag

    def retag(self, store: Store) -> Retagged:
        """Tag all stored tasks with the model in use. The caller holds the writer lock."""
        return lay_anew(store, self.model)

    def _follow_taxonomy(self, store: Store, *, writing: bool = False) -> None:
        """Bring tags and labels in terms of the taxonomy where it has changed; a reader that cannot is told so."""
        meanings = self._watch.wanted(store, writing=writing)
        if meanings is None:
            return
        try:
            with self._lock.held(self._lock_seconds if writing else READER_WAITS):
                if stored_terms(store) != meanings:  # else another process was quicker
                    line = self._watch.take_terms(store, meanings, self._model_or_none)
                    if line is not None:
                        self._notify(line)
        except WorkspaceError:
            if writing:
                raise
            self._watch.put_off()

    def _model_or_none(self) -> Model | None:
        # What a damaged model once said is in the old terms, and nobody can say it in the new ones.
        try:
            return self.model
        except ModelError as error:
            self._notify(f"{error.message}；任务暂没有模型标注的类别。{error.hint}")
            return None


def not_found(id_: str) -> NotFoundError:
    """Nothing bears this id."""
    return NotFoundError(f"没有编号为“{id_[:40]}”的通知或任务", hint="用 zwsearch list 查看全部通知的编号")
