"""The word lists beside this file."""

from __future__ import annotations

from importlib import resources


def read_words(name: str) -> list[str]:
    """The entries of a list, one a line, without comments and empty lines."""
    text = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
