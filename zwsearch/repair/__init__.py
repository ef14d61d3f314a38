"""Blocks as found → the same blocks in one sound spelling, with every mend and the problems it amounts to.

The order matters: the bytes of shifted runs are needed before anything else touches them, the readings in
brackets tell lost characters before they are removed, and a mirror's characters are simplified last.
"""

from __future__ import annotations

from zwsearch.records import Document, Mend, Problem, Repaired
from zwsearch.repair.broken import mend_broken
from zwsearch.repair.crossed import mend_crossed
from zwsearch.repair.forms import mark_lost, mend_forms
from zwsearch.repair.misread import mend_misread
from zwsearch.repair.page import gather, lay_out
from zwsearch.repair.pinyin import mend_pinyin
from zwsearch.repair.shifted import mend_shifted
from zwsearch.repair.spam import CODE as SPAM
from zwsearch.repair.spam import mend_spam
from zwsearch.repair.stray import mend_stray
from zwsearch.repair.traditional import mend_traditional, simplify

__all__ = ["repair", "simplify"]

_KINDS = (
    mend_misread,
    mend_crossed,
    mend_shifted,
    mend_forms,
    mend_pinyin,
    mend_traditional,
    mend_stray,
    mend_spam,
    mend_broken,
    mark_lost,
)
_ROUNDS = 12


def repair(document: Document) -> Repaired:
    """Mend a document; sound text comes back untouched, and mending twice changes nothing more.

    Blocks keep their number and order: a paragraph that was joined to the one before it, or removed, stays as an
    empty one. The mends stand in the order in which they were made, so they can be replayed block by block;
    those in the metadata have block -1 and the index of the entry as row. The problems of the document's reader
    are not repeated.
    """
    mends: list[Mend] = []
    problems: dict[tuple[str, str | None], Problem] = {}
    # One mend can bare another damage (a space that stood inside an entity); the last round finds nothing.
    for _ in range(_ROUNDS):
        page = lay_out(document)
        for mend in _KINDS:
            mend(page)
        for problem in page.problems:
            # Spam is named at each place, any other damage once for the document.
            problems.setdefault((problem.code, problem.where if problem.code == SPAM else None), problem)
        if not page.mends:
            break
        mends += page.mends
        document = gather(page)
    return Repaired(document, tuple(mends), tuple(problems.values()))
