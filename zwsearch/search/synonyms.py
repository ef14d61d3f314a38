"""Other words for the same thing: the shipped list, what a user adds to it, and where a query calls for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from zwsearch.segment import Analyser, fold


@dataclass(frozen=True, slots=True)
class Expansion:
    """`written` stands in the query; each of `others` (a tuple of words that must all be there) means the same."""

    written: str
    others: tuple[tuple[str, ...], ...]


def read_synonyms(lines: Iterable[str]) -> list[tuple[str, ...]]:
    """Groups from lines such as `两化 = 标准化 规范化`; empty lines and comments (#) are passed over."""
    groups: list[tuple[str, ...]] = []
    for line in lines:
        members = [" ".join(member.split()) for member in line.partition("#")[0].replace("＝", "=").split("=")]
        group = tuple(dict.fromkeys(member for member in members if member))
        if len(group) > 1:
            groups.append(group)
    return groups


@cache
def shipped_synonyms() -> tuple[tuple[str, ...], ...]:
    """The groups that come with the program."""
    text = resources.files(__package__).joinpath("data", "synonyms.txt").read_text("utf-8")
    return tuple(read_synonyms(text.splitlines()))


def expansions(analyser: Analyser, text: str, added: Sequence[Sequence[str]] = ()) -> list[Expansion]:
    """What of `text` has other words; longest first, not overlapping, and never across the edge of a word."""
    groups = _by_member(tuple(tuple(group) for group in added))
    folded = fold(text)
    here = [member for member in groups if member in folded]
    if not here:
        return []
    edges = {0, len(folded)}
    for token in analyser.tokens(text):
        # Bigrams have an edge everywhere; words inside a longer word have edges of their own.
        if token.kind != "bigram":
            edges |= {token.start, token.end}
    free = [True] * len(folded)
    found: list[Expansion] = []
    for member in sorted(here, key=lambda member: (-len(member), member)):
        at = folded.find(member)
        while at >= 0:
            end = at + len(member)
            if at in edges and end in edges and all(free[at:end]):
                free[at:end] = [False] * len(member)
                found.append(Expansion(member, groups[member]))
            at = folded.find(member, at + 1)
    return list(dict.fromkeys(found))


@cache
def _by_member(added: tuple[tuple[str, ...], ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Folded member without a space → the other members, each split into its words."""
    others: dict[str, dict[tuple[str, ...], None]] = {}
    for group in (*shipped_synonyms(), *added):
        folded = [fold(member) for member in group]
        for member in folded:
            if " " not in member:
                known = others.setdefault(member, {})
                known.update({tuple(other.split()): None for other in folded if other != member})
    return {member: tuple(known) for member, known in others.items()}
