"""What the index takes in, and what it needs from the analyser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

FIELDS = ("text", "section", "title", "offices")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One unit to be indexed. `key` is never used twice; the fields are those of `FIELDS`, all optional."""

    key: int
    fields: Mapping[str, str] = field(default_factory=dict)


class TermSource(Protocol):
    """The part of the analyser that the index needs."""

    @property
    def fingerprint(self) -> str: ...

    def index_terms(self, text: str) -> tuple[list[str], list[str]]:
        """Words (with patterns) and bigrams of a text."""
        ...


@runtime_checkable
class JoinedTermSource(TermSource, Protocol):
    """An analyser that can hand over all terms at once."""

    def joined_terms(self, text: str) -> bytes:
        """The terms of `index_terms` in any order, in UTF-16 with a zero after each and U+0002 before a bigram."""
        ...
