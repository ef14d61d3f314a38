"""A place to work at: one thread's workspace, kept up with what other threads and processes do to it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from zwsearch.errors import WorkspaceError
from zwsearch.workspace import SCHEMA_FILE, Workspace

T = TypeVar("T")

# A form may wait for a batch of another writer; the visitor then reads "busy" and tries again.
_WRITER_WAITS = 20.0


@dataclass(slots=True)
class Known:
    """What all seats over one workspace know of it: once it held notices, a missing folder is no empty one."""

    had_notices: bool = False


class Seat:
    """Answers questions from the latest index, model and words; for one thread."""

    def __init__(self, path: Path, known: Known) -> None:
        self._path = path
        self._known = known
        self._workspace: Workspace | None = None
        self._mark: tuple[int, int, bool] | None = None
        self._words: tuple[str, ...] = ()
        self._model: Path | None = None

    def answer(self, question: Callable[[Workspace], T]) -> T:
        """What a verb answers. Raises WorkspaceError for a workspace that is gone, and what the verb raises."""
        try:
            return question(self._latest())
        except WorkspaceError as error:
            if error.code != "busy":
                self.close()  # what a disk refused it may grant next time, and open files would not notice
            raise

    def close(self) -> None:
        """Let go of all files; the next question opens them anew."""
        workspace, self._workspace = self._workspace, None
        if workspace is not None:
            workspace.close()

    def _latest(self) -> Workspace:
        mark = self._find_mark()
        if mark is None and self._known.had_notices:
            raise WorkspaceError(f"工作区不见了：{self._path}", hint="请把文件夹放回原处", code="gone")
        words, model = self._state()
        if self._workspace is None or (mark, words) != (self._mark, self._words):
            self.close()
            self._workspace = Workspace(self._path, lock_seconds=_WRITER_WAITS)
            self._words, self._model = words, model = self._state()
            self._mark = mark
        store = self._workspace.existing()
        self._known.had_notices = self._known.had_notices or (store is not None and store.has_notices())
        if model != self._model:
            self._workspace.forget_model()
            self._model = model
        return self._workspace

    def _find_mark(self) -> tuple[int, int, bool] | None:
        """Which file the database is, and whether it can be written; None while there is none."""
        file = self._path / SCHEMA_FILE
        try:
            state = file.stat()
        except OSError:
            return None
        return state.st_dev, state.st_ino, os.access(self._path, os.W_OK) and os.access(file, os.W_OK)

    def _state(self) -> tuple[tuple[str, ...], Path | None]:
        """What may have changed under an open workspace; the index looks after itself."""
        if self._workspace is None:
            return (), None
        store = self._workspace.existing()
        return (() if store is None else store.words()), self._workspace.model_versions.folder()
