"""What lies in a folder although a corrected notice took its place here: it is not to come back by the next reading."""

from __future__ import annotations

import json

from zwsearch.store import Store, StoredFile

_SETTING = "superseded:"  # before the key of a file; the hashes of the bytes that were replaced, as JSON


def superseded(store: Store, key: str) -> tuple[str, ...]:
    """The hashes of what a file held before it was replaced."""
    kept = store.setting(f"{_SETTING}{key}")
    return tuple(json.loads(kept)) if kept else ()


def supersede(store: Store, file: StoredFile) -> None:
    """Remember what a file holds, before something else takes its place."""
    restore(store, file.key, (*superseded(store, file.key), file.sha256))


def restore(store: Store, key: str, hashes: tuple[str, ...]) -> None:
    """Remember of a file what was remembered before."""
    store.set_setting(f"{_SETTING}{key}", json.dumps(hashes) if hashes else None)


def superseded_files(store: Store, sha256: str) -> list[str]:
    """The keys of the files, of those with notices here, that held some bytes before they were replaced."""
    kept = {name.removeprefix(_SETTING): json.loads(hashes) for name, hashes in store.settings(_SETTING).items()}
    return [key for key, hashes in kept.items() if sha256 in hashes and store.file(key) is not None]


def move(store: Store, key: str, new_key: str) -> None:
    """The file is known by another key."""
    store.set_setting(f"{_SETTING}{new_key}", store.setting(f"{_SETTING}{key}"))
    store.set_setting(f"{_SETTING}{key}", None)


def forget(store: Store, key: str) -> None:
    """The file was read anew: what it holds now is what holds."""
    if superseded(store, key):
        restore(store, key, ())
