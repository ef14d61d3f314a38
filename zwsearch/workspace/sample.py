"""The sample: the corpus that comes with the program, answering while the user's own workspace is empty.

It is read once into a folder of its own among what can be made again, named after what it was made from, so that a
newer program or corpus makes a newer one. It is never mixed with the user's notices.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from zwsearch import bundled
from zwsearch.workspace.folders import cache_folder
from zwsearch.workspace.rules import rules_version

NOTE = "示例语料：工作区还没有通知，以下是随程序附带的示例；用 zwsearch index 文件或文件夹 读入自己的通知"
PREPARING = "示例语料：首次使用，正在准备（只需一次）……"
_PREFIX = "sample-"


def sample_folder(build: Callable[[Path, Path], object], notify: Callable[[str], object]) -> Path | None:
    """The folder of the sample workspace, made first where it is missing; None when there is no corpus.

    `build(folder, notices)` fills an empty folder from the folder of notices.
    """
    corpus = bundled.corpus_folder()
    if corpus is None:
        return None
    name = _PREFIX + _fingerprint(corpus / "notices")
    for parent in _parents():
        if (parent / name).is_dir():
            return parent / name
    notify(PREPARING)
    for parent in _parents():
        try:
            parent.mkdir(parents=True, exist_ok=True)
            # Kept from others: the folder of temporary files belongs to everybody.
            staging = Path(tempfile.mkdtemp(dir=parent, prefix=".making-"))
        except OSError:
            continue
        try:
            build(staging, corpus / "notices")
            _publish(staging, parent / name)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        _sweep(parent, name)
        return parent / name
    return None


def _parents() -> list[Path]:
    # A folder of temporary files is shared, so the name says whose it is and the owner is checked.
    user = os.getuid() if hasattr(os, "getuid") else "user"
    temporary = Path(tempfile.gettempdir()) / f"zwsearch-{user}"
    trusted = not temporary.exists() or not hasattr(os, "getuid") or temporary.lstat().st_uid == os.getuid()
    return [cache_folder(), temporary] if trusted else [cache_folder()]


def _publish(staging: Path, target: Path) -> None:
    try:
        staging.rename(target)
    except OSError:
        if not target.is_dir():  # else another process made the same sample meanwhile
            raise


def _sweep(parent: Path, keep: str) -> None:
    for old in parent.glob(f"{_PREFIX}*"):
        if old.name != keep:
            shutil.rmtree(old, ignore_errors=True)


def _fingerprint(notices: Path) -> str:
    digest = hashlib.sha256(rules_version().encode())
    models = bundled.models_folder()
    for root in (notices, models):
        for path in sorted(root.rglob("*")) if root is not None else ():
            if path.is_file():
                state = path.stat()
                digest.update(f"{path}\n{state.st_size}\n{state.st_mtime_ns}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]
