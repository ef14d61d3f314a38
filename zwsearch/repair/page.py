"""The texts of a document laid side by side while they are mended, and the mends made so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from zwsearch.records import Block, Cell, Document, Mend, Paragraph, Problem, Table

METADATA = -1
"""The `block` of a mend in the metadata of the document; its `row` is then the index of the entry."""


class Edit(NamedTuple):
    """Replace [start, end) of a text by `after`."""

    start: int
    end: int
    after: str


class Place(NamedTuple):
    """Where a text stands: its block, and its row and column in a table. A table's caption has no row."""

    block: int
    row: int | None = None
    column: int | None = None


@dataclass(slots=True)
class Page:
    """All texts of one document in reading order, with their places; metadata stands first.

    `texts` change under the mends, `places` never do: a paragraph that is joined to the one before it stays as
    an empty paragraph, so that the blocks keep their numbers.
    """

    document: Document
    texts: list[str]
    places: list[Place]
    mends: list[Mend] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _whole: tuple[int, str] | None = None

    @property
    def whole(self) -> str:
        """All texts as they stand, one under the other: what one glance over the document looks at."""
        if self._whole is None or self._whole[0] != len(self.mends):
            self._whole = (len(self.mends), "\n".join(self.texts))
        return self._whole[1]

    def edit(self, index: int, kind: str, edits: Iterable[Edit]) -> None:
        """Apply `edits` (ascending, not overlapping, offsets of the text as it stands) and record each as a mend.

        The mends are written down in the order in which they are replayed: each `start` counts in the text as
        the mends before it have left it.
        """
        text = self.texts[index]
        place = self.places[index]
        parts: list[str] = []
        position = drift = 0
        for start, end, after in edits:
            before = text[start:end]
            if before == after:
                continue
            self.mends.append(Mend(kind, before, after, place.block, start + drift, place.row, place.column))
            parts += (text[position:start], after)
            position = end
            drift += len(after) - len(before)
        if parts:
            parts.append(text[position:])
            self.texts[index] = "".join(parts)

    def is_paragraph(self, index: int) -> bool:
        """Whether the text is a paragraph of the body (not a cell, a caption or metadata)."""
        block = self.places[index].block
        return block != METADATA and isinstance(self.document.blocks[block], Paragraph)

    def __contains__(self, kind: object) -> bool:
        return any(mend.kind == kind for mend in self.mends)


def lay_out(document: Document) -> Page:
    """Spread a document out into its texts."""
    texts: list[str] = []
    places: list[Place] = []
    for number, (_, value) in enumerate(document.metadata):
        texts.append(value)
        places.append(Place(METADATA, number))
    for number, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            texts.append(block.text)
            places.append(Place(number))
            continue
        if block.caption is not None:
            texts.append(block.caption)
            places.append(Place(number))
        for row, cells in enumerate(block.rows):
            for column, cell in enumerate(cells):
                texts.append(cell.text)
                places.append(Place(number, row, column))
    return Page(document, texts, places)


def gather(page: Page) -> Document:
    """Put the texts back into the blocks they came from; an untouched document is returned as it is."""
    if not page.mends:
        return page.document
    texts = dict(zip(page.places, page.texts, strict=True))
    document = page.document
    blocks: list[Block] = []
    for number, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            text = texts[Place(number)]
            blocks.append(block if text == block.text else replace(block, text=text))
        else:
            blocks.append(_table(block, number, texts))
    metadata = tuple((name, texts[Place(METADATA, number)]) for number, (name, _) in enumerate(document.metadata))
    return replace(document, blocks=tuple(blocks), metadata=metadata)


def _table(table: Table, number: int, texts: dict[Place, str]) -> Table:
    rows = tuple(
        tuple(_cell(cell, texts[Place(number, row, column)]) for column, cell in enumerate(cells))
        for row, cells in enumerate(table.rows)
    )
    caption = None if table.caption is None else texts[Place(number)]
    return replace(table, rows=rows, caption=caption)


def _cell(cell: Cell, text: str) -> Cell:
    return cell if cell.text == text else replace(cell, text=text)
