"""Immutable versioned folders behind one small pointer file.

A version is written aside, flushed, sealed with checksums and renamed into place; only then is the pointer
replaced, atomically. A writer killed anywhere leaves the last good version current, and readers keep the folder
they opened. Used for the index and for the model.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POINTER = "CURRENT"
SEAL = "SEAL.json"
_NAME = re.compile(r"v\d{6,}")


def write_atomically(path: Path, data: bytes) -> None:
    """Replace `path` with `data` so that a reader sees the old bytes or the new ones, never a mixture."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


class VersionedFolder:
    """The versions kept under one folder, the newest being `v000001`, `v000002` … in the order of publishing."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> Path | None:
        """The folder that the pointer names, or None when nothing was published or the folder is gone."""
        try:
            name = (self.root / POINTER).read_text("ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError, NotADirectoryError):
            return None
        folder = self.root / name
        return folder if _NAME.fullmatch(name) and folder.is_dir() else None

    def versions(self) -> list[str]:
        """Names of all complete versions, oldest first."""
        if not self.root.is_dir():
            return []
        return sorted(p.name for p in self.root.iterdir() if _NAME.fullmatch(p.name) and (p / SEAL).is_file())

    @contextmanager
    def publish(self) -> Iterator[Path]:
        """Yield an empty folder to fill; on a clean exit it becomes the current version, else it vanishes.

        The caller holds whatever lock keeps a second writer out. Raises OSError when the disk refuses.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        self._sweep()
        staging = Path(tempfile.mkdtemp(dir=self.root, prefix=".staging-"))
        try:
            yield staging
            _seal(staging)
            target = self.root / self._next_name()
            staging.rename(target)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        _sync_folder(self.root)
        self.use(target.name)

    def use(self, version: str) -> None:
        """Point at an existing version, as a roll back does. Raises FileNotFoundError for an unknown one."""
        if not _NAME.fullmatch(version) or not (self.root / version / SEAL).is_file():
            raise FileNotFoundError(version)
        write_atomically(self.root / POINTER, version.encode("ascii"))

    def verify(self, version: str) -> list[str]:
        """Names of the files of a version that are missing, added or changed since it was sealed."""
        folder = self.root / version
        try:
            sealed = json.loads((folder / SEAL).read_text("utf-8"))
        except (OSError, ValueError):
            return [SEAL]
        if not isinstance(sealed, dict):
            return [SEAL]
        present = {p.name: p for p in folder.iterdir() if p.name != SEAL}
        return sorted(
            name
            for name in sealed.keys() | present.keys()
            if name not in sealed or name not in present or _digest(present[name]) != sealed[name]
        )

    def prune(self, keep: int) -> None:
        """Delete the oldest versions beyond `keep`, never the current one."""
        current = self.current()
        for name in self.versions()[:-keep] if keep else self.versions():
            if current is None or name != current.name:
                shutil.rmtree(self.root / name, ignore_errors=True)

    def _next_name(self) -> str:
        taken = [int(p.name[1:]) for p in self.root.iterdir() if _NAME.fullmatch(p.name)]
        return f"v{max(taken, default=0) + 1:06d}"

    def _sweep(self) -> None:
        # What a killed writer left behind; the lock of the caller says that nobody else is writing here.
        for left in self.root.glob(".staging-*"):
            shutil.rmtree(left, ignore_errors=True)


def _seal(folder: Path) -> None:
    digests: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        digests[path.name] = _digest(path)
        with path.open("rb") as file:
            os.fsync(file.fileno())
    with (folder / SEAL).open("w", encoding="utf-8") as file:
        json.dump(digests, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(folder)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # pragma: no cover - Windows cannot open a folder, and flushes renames by itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
