"""What the page itself keeps in the workspace, in a folder of its own that no other room knows: the key that signs,
sessions that were ended, drafts, the figures of the model, that a training is under way, and the model that came of it
until somebody decides. So a restart of the server loses nobody's work.

Where the folder cannot be written everything still works, until the server ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_NAME = "web"
_KEY_BYTES = 32
KEPT_SECONDS = 7 * 24 * 3600


class Shelf:
    """The folder; made with the first thing that is kept, since a workspace that is only read is left alone."""

    def __init__(self, workspace: Path) -> None:
        self._root = workspace / _NAME
        self._made = False
        self.key = self._known_key() or secrets.token_bytes(_KEY_BYTES)
        if workspace.is_dir():
            self._settle()

    def _known_key(self) -> bytes | None:
        try:
            key = (self._root / "key").read_bytes()
        except OSError:
            return None
        return key if len(key) == _KEY_BYTES else None

    def _settle(self) -> bool:
        """Make the folder with the key in it; False where that cannot be."""
        path = self._root / "key"
        if self._made and not self._root.exists():
            return False  # somebody took the workspace away: an empty one in its place would hide that
        try:
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._known_key() is None:
                _write(path, self.key)
            path.chmod(0o600)
        except OSError:
            return False
        self._made = True
        return True

    def put(self, name: str, data: bytes) -> bool:
        """Keep a file under a name with `/` between its parts; False where that cannot be."""
        if not self._settle():
            return False
        path = self._root / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(path, data)
        except OSError:
            return False
        return True

    def get(self, name: str) -> bytes | None:
        """What was kept under a name, or None."""
        try:
            return (self._root / name).read_bytes()
        except OSError:
            return None

    def put_json(self, name: str, value: Any) -> bool:
        """`put` for what JSON can say."""
        return self.put(name, json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    def get_json(self, name: str) -> Any:
        """`get` for what JSON can say; None as well for what is no JSON."""
        try:
            return json.loads((self.get(name) or b"null").decode("utf-8", "surrogatepass"))
        except ValueError:
            return None

    def names(self, folder: str, suffix: str) -> list[str]:
        """Names of what is kept in a folder, for `get`."""
        return sorted(f"{folder}/{path.name}" for path in self._root.glob(f"{folder}/*{suffix}"))

    def sweep(self, name: str) -> None:
        """Clear away what a writer of a file left that was killed."""
        path = self._root / name
        for left in path.parent.glob(f".{path.name}-*"):
            left.unlink(missing_ok=True)

    def drop(self, name: str) -> None:
        """Forget a file, or a folder with all that is in it."""
        path = self._root / name
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
            return
        with contextlib.suppress(OSError):
            path.unlink()

    def bytes_in(self, folder: str) -> int:
        """How much is kept below a folder."""
        return sum(state.st_size for _, state in self._files(folder))

    def old(self, folder: str) -> list[str]:
        """The folders below one in which nothing was touched for some days."""
        latest: dict[str, float] = {}
        for path, state in self._files(folder):
            name = f"{folder}/{path.parent.name}"
            latest[name] = max(latest.get(name, 0.0), state.st_mtime)
        return [name for name, touched in latest.items() if touched < time.time() - KEPT_SECONDS]

    def _files(self, folder: str) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self._root.glob(f"{folder}/*/*"):
            with contextlib.suppress(OSError):
                yield path, path.stat()


def _write(path: Path, data: bytes) -> None:
    """For the owner's eyes alone, and whole or not at all."""
    aside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
