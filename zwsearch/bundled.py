"""Where the corpus and the model that come with the program are: inside the wheel, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def corpus_folder() -> Path | None:
    """The folder with `notices/`, or None when the program was packed without it."""
    return _find("corpus", "notices")


def models_folder() -> Path | None:
    """The versioned folder of the shipped model, or None when the program was packed without it."""
    return _find("models", "")


def _find(name: str, inside: str) -> Path | None:
    for folder in (_PACKAGE / "_bundled" / name, _PACKAGE.parent / name):
        if (folder / inside).is_dir():
            return folder
    return None
