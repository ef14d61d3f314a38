"""What a query comes to: terms that are looked up, other words for them, and what is marked in the answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from zwsearch.index import QueryTerm
from zwsearch.search.counted import Counted
from zwsearch.search.runs import Run


@dataclass(frozen=True, slots=True)
class Also:
    """A unit that holds all `terms` matches too; many `words` must stand near each other there.

    `called` is what the query says for it, and `instead` the stored terms that the query would match by otherwise.
    Of what is `counted` the terms tell only where to look. What holds one that is `decisive` stands above the rest.
    """

    terms: tuple[QueryTerm, ...]
    words: tuple[str, ...]
    called: str
    instead: frozenset[str]
    counted: Counted | None = None
    decisive: bool = False


@dataclass(slots=True)
class Plan:
    """The terms of a query; `surfaces` are folded strings to mark, `patterns` pattern terms to mark.

    `also` are groups of terms: a unit that holds all terms of one of them matches too (a synonym).
    """

    terms: list[QueryTerm] = field(default_factory=list)
    surfaces: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    also: list[Also] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    meant: list[str] = field(default_factory=list)  # lines about words that are spelled otherwise in the texts
    runs: list[Run] = field(default_factory=list)
    question: bool = False  # asked in plain words (由谁负责), not a list of words
    characters: int = 0  # that stand alone
    pairs: list[QueryTerm] = field(default_factory=list)  # all neighbours, for when no word is known
    _places: dict[str, int] = field(default_factory=dict)  # a pasted page has thousands of terms

    def add(self, term: QueryTerm) -> None:
        """Add a term once; a second time can only make it matter more."""
        at = self._places.setdefault(term.stored, len(self.terms))
        if at == len(self.terms):
            self.terms.append(term)
        else:
            old = self.terms[at]
            weight = max(old.weight, term.weight)
            self.terms[at] = replace(old, weight=weight, matches=old.matches or term.matches)
