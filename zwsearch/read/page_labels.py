"""The labels of the fields that pages print about a notice."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_BLANK = re.compile(r"\s+")


@cache
def labels() -> frozenset[str]:
    """The labels of metadata, without blanks and colons."""
    text = resources.files(__package__).joinpath("metadata_labels.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def label_of(text: str) -> str | None:
    """The label that a cell consists of, cleaned of blanks, brackets and colon; None when it is something else."""
    bare = _BLANK.sub("", text).strip("[]【】〔〕:\uff1a")
    return bare if bare in labels() else None
