"""Other words for the same thing: the shipped list, what a user adds to it, and where a query calls for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from zwsearch.segment import Analyser, fold
from zwsearch.store.office_names import office_groups

_NUMERALS = "一二三四五六七八九十两双"
OFFICES = (*"局委厅办室部所", "中心", "大队", "支队", "委员会", "联合会")
_LEVELS = "省市县区州盟旗镇乡"


@dataclass(frozen=True, slots=True)
class Expansion:
    """`written` stands in the query; each of `others` (a tuple of words that must all be there) means the same."""

    written: str
    others: tuple[tuple[str, ...], ...]
    start: int = 0
    end: int = 0

    @property
    def abbreviated(self) -> bool:
        """Whether the parts of it say nothing of their own, as in 五公开 or 人社局."""
        return len(self.written) > 2 and (self.written[0] in _NUMERALS or self.written.endswith(OFFICES))


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
    return (*read_synonyms(text.splitlines()), *office_groups())


@cache
def plain_words() -> tuple[tuple[str, ...], ...]:
    """Words of everyday speech, each with what notices say for it; not the other way round."""
    text = resources.files(__package__).joinpath("data", "plain_words.txt").read_text("utf-8")
    return tuple(read_synonyms(text.splitlines()))


def expansions(analyser: Analyser, text: str, added: Sequence[Sequence[str]] = ()) -> list[Expansion]:
    """What of `text` has other words; longest first, not overlapping, and never across the edge of a word."""
    groups, longest = _by_member(tuple(tuple(group) for group in added))
    folded = fold(text)
    # A query is short and the members are thousands: its pieces are looked up among them, not they in it.
    pieces = {folded[at : at + size] for size in range(1, longest + 1) for at in range(len(folded) - size + 1)}
    here = pieces & groups.keys()
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
            begins = at in edges or _behind_place(folded, at, member)
            ends = end in edges or (_behind_place(folded, at, member) and not folded[end : end + 1].strip())
            if begins and ends and all(free[at:end]):
                free[at:end] = [False] * len(member)
                found.append(Expansion(member, _others(member, groups[member]), at, end))
            at = folded.find(member, at + 1)
    return list(dict.fromkeys(found))


def _behind_place(folded: str, at: int, member: str) -> bool:
    """Whether an office stands behind a place or level, where jieba cuts anywhere: 市|人社局, 某南省|人社厅."""
    return len(member) > 2 and member.endswith(OFFICES) and folded[at - 1 : at] in tuple(_LEVELS)


@cache
def _by_member(added: tuple[tuple[str, ...], ...]) -> tuple[dict[str, list[list[str]]], int]:
    """Folded member without a space → the folded groups that say something else for it; and how long one can be."""
    found: dict[str, list[list[str]]] = {}
    for group in (*_folded(shipped_synonyms()), *([fold(member) for member in group] for group in added)):
        for member in group:
            if " " not in member:
                found.setdefault(member, []).append(group)
    for said, *written in _folded(plain_words()):
        found.setdefault(said, []).append(written)
    return found, max(map(len, found))


def _folded(groups: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    # At one go: to fold thousands of words one by one costs each start more than a search.
    lines = fold("\n".join("\t".join(group) for group in groups)).split("\n")
    return (line.split("\t") for line in lines)


def _others(member: str, groups: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The other members of its groups, each split into its words."""
    return tuple(dict.fromkeys(tuple(other.split()) for group in groups for other in group if other != member))
