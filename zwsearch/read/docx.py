"""Word documents → documents: paragraphs with their printed numbers, tables with their spans."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from zwsearch.read import limits
from zwsearch.read.docx_numbering import Numbering, W
from zwsearch.read.docx_text import paragraph_text
from zwsearch.read.lines import split_lines, trim
from zwsearch.read.packed import DAMAGE, damaged, open_zip
from zwsearch.records import Block, Cell, Document, Paragraph, Problem, Source, Table

# Elements that only wrap others.
_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "txbxContent")
)
MAX_TABLE_DEPTH = 8
# So many rows with so many filled cells make a table of data, whatever one of its cells holds besides.
_FULL = 3
_TRACKED = Problem(
    "tracked_changes", "文档里有未接受的修订，已按接受全部修订读取", "请在 Word 中确认修订并另存后再读取"
)


def read(data: bytes, source: Source) -> tuple[Document, ...]:
    """A Word document. Raises ReadError `unreadable` when damaged, `too_large` for bombs."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml import etree

    open_zip(data, source.name).close()
    try:
        package = docx.Document(io.BytesIO(data))
        reader = _Reader(package)
        blocks = tuple(reader.blocks())
        metadata = tuple(reader.metadata(blocks))
    except (*DAMAGE, etree.LxmlError, OpcError) as error:
        raise damaged(source.name, error) from error
    problems = (_TRACKED,) if reader.tracked else ()
    return (Document(source, blocks, metadata, problems),)


class _Reader:
    """Walks one document; the counters of its lists run on from paragraph to paragraph."""

    def __init__(self, package: Any) -> None:
        self._package = package
        self._numbering = Numbering(self._part("numbering"))
        styles = self._part("styles")
        self._styles = {e.get(f"{W}styleId"): e for e in (styles if styles is not None else []) if _is_style(e)}
        self._notes: list[tuple[str, str]] = []
        self._cells = 0
        self.tracked = False

    def _part(self, kind: str) -> Any | None:
        """The root of a part that the document refers to; parsed here when the library has no class for it."""
        from lxml import etree

        for relation in self._package.part.rels.values():
            if relation.reltype.rsplit("/", 1)[-1] == kind and not relation.is_external:
                part = relation.target_part
                element = getattr(part, "element", None)
                if element is not None:
                    return element
                parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
                return etree.fromstring(part.blob, parser)
        return None

    def blocks(self) -> Iterator[Block]:
        yield from self._walk(self._package.element.body, 0)
        yield from self._footnotes()

    def _walk(self, parent: Any, depth: int) -> Iterator[Block]:
        for element in _children(parent):
            if element.tag == f"{W}p":
                yield from self._paragraphs(element, depth)
            elif element.tag == f"{W}tbl":
                yield from self._table(element, depth)

    def _paragraphs(self, element: Any, depth: int) -> Iterator[Block]:
        style = _value(element.find(f"{W}pPr/{W}pStyle"))
        found = paragraph_text(element)
        self.tracked |= found.tracked
        self._notes += found.notes
        number = self._number(element, style)
        lines = [line for line in map(trim, split_lines(found.text)) if line]
        # The table of contents repeats the headings that follow it.
        if lines and not self._name(style).lower().startswith(("toc ", "目录")):
            lines[0] = _numbered(number, lines[0])
            level = self._level(element, style)
            for line in lines:
                yield Paragraph(line.replace("\t", " "), level)
        elif number and depth:
            # Numbered cells without any text are the usual column of item numbers.
            yield Paragraph(number)
        if depth < MAX_TABLE_DEPTH:
            for box in found.boxes:
                yield from self._walk(box, depth + 1)

    def _chain(self, style: str) -> Iterator[Any]:
        seen: set[str] = set()
        while style and style not in seen and style in self._styles:
            seen.add(style)
            element = self._styles[style]
            yield element
            style = _value(element.find(f"{W}basedOn"))

    def _name(self, style: str) -> str:
        element = self._styles.get(style)
        return _value(element.find(f"{W}name")) if element is not None else ""

    def _level(self, element: Any, style: str) -> int | None:
        own = element.find(f"{W}pPr/{W}outlineLvl")
        outlines = [own] if own is not None else [e.find(f"{W}pPr/{W}outlineLvl") for e in self._chain(style)]
        level = next((_value(o) for o in outlines if o is not None), "")
        if level.isdigit() and int(level) < 9:
            return int(level) + 1
        name = self._name(style).lower()
        if name in ("title", "标题"):
            return 1
        if name.startswith(("heading ", "标题 ")) and name.rsplit(" ", 1)[-1].isdigit():
            return int(name.rsplit(" ", 1)[-1])
        return None

    def _number(self, element: Any, style: str) -> str:
        properties = element.find(f"{W}pPr/{W}numPr")
        sources = [properties] if properties is not None else []
        sources += [p for e in self._chain(style) if (p := e.find(f"{W}pPr/{W}numPr")) is not None]
        list_id = next((v for p in sources if (v := _value(p.find(f"{W}numId")))), "")
        depth = next((v for p in sources if (v := _value(p.find(f"{W}ilvl")))), "0")
        return trim(self._numbering.next(list_id, int(depth))) if list_id and depth.isdigit() else ""

    def _table(self, element: Any, depth: int) -> Iterator[Block]:
        contents: list[list[Block]] = []
        rows = self._rows(element, depth, contents)
        if max((len(row) for row in rows), default=0) > 1 and not _is_layout(rows, contents):
            yield Table(rows, aligned=True)
            return
        # A frame around text or around other tables, not a table.
        for blocks in contents:
            yield from blocks

    def _rows(self, element: Any, depth: int, contents: list[list[Block]]) -> tuple[tuple[Cell, ...], ...]:
        """The rows of a table; the blocks of each cell are added to `contents`, in reading order."""
        rows: list[list[Cell]] = []
        # Column → place of the cell that a vertical merge continues.
        open_cells: dict[int, tuple[int, int]] = {}
        for tr in (e for e in _children(element) if e.tag == f"{W}tr"):
            if tr.find(f"{W}trPr/{W}del") is not None:
                self.tracked = True
                continue
            row: list[Cell] = []
            column = _count(_value(tr.find(f"{W}trPr/{W}gridBefore")), 0)
            if column:
                row.append(Cell("", 1, column))
            still_open: dict[int, tuple[int, int]] = {}
            for tc in (e for e in _children(tr) if e.tag == f"{W}tc"):
                span = _count(_value(tc.find(f"{W}tcPr/{W}gridSpan")), 1)
                merge = tc.find(f"{W}tcPr/{W}vMerge")
                if _value(tc.find(f"{W}tcPr/{W}hMerge")) == "continue" and row:
                    row[-1] = Cell(row[-1].text, row[-1].row_span, row[-1].column_span + span)
                elif merge is not None and merge.get(f"{W}val") != "restart" and column in open_cells:
                    i, j = open_cells[column]
                    cell = rows[i][j]
                    rows[i][j] = Cell(cell.text, cell.row_span + 1, cell.column_span)
                    still_open[column] = (i, j)
                else:
                    self._cells += 1
                    if self._cells > limits.MAX_CELLS:
                        raise limits.too_large("表格的格子太多", "请删去空白行列后再读取")
                    blocks = list(self._walk(tc, depth + 1)) if depth < MAX_TABLE_DEPTH else []
                    contents.append(blocks)
                    row.append(Cell(_text_of(blocks), 1, span))
                    if merge is not None:
                        still_open[column] = (len(rows), len(row) - 1)
                column += span
            rows.append(row)
            open_cells = still_open
        return tuple(tuple(row) for row in rows)

    def _footnotes(self) -> Iterator[Block]:
        for kind in ("footnote", "endnote"):
            root = self._part(f"{kind}s")
            if root is None:
                continue
            by_id = {e.get(f"{W}id"): e for e in root}
            cited = [identifier for k, identifier in self._notes if k == kind and identifier in by_id]
            for place, identifier in enumerate(cited, start=1):
                text = " ".join(p.text for p in self._walk(by_id[identifier], 1) if isinstance(p, Paragraph))
                if text:
                    yield Paragraph(f"[{place}] {text}")

    def metadata(self, blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
        """Running heads and feet, and the title where it is true of this text and not of the template."""
        title = trim(self._package.core_properties.title or "")
        if title and any(isinstance(b, Paragraph) and title in b.text for b in blocks):
            yield "title", title
        for kind, name in (("header", "页眉"), ("footer", "页脚")):
            seen: set[str] = set()
            for relation in self._package.part.rels.values():
                if relation.reltype.rsplit("/", 1)[-1] != kind or relation.is_external:
                    continue
                for block in self._walk(relation.target_part.element, 1):
                    text = block.text if isinstance(block, Paragraph) else ""
                    # A lone page number says nothing.
                    if text.strip(" 0123456789-—第页共/") and text not in seen:
                        seen.add(text)
                        yield name, text


def _text_of(blocks: Iterable[Block]) -> str:
    """The text of a cell; a table inside it is a line a row."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines += [" ".join(c.text for c in row if c.text) for row in block.rows]
    return "\n".join(line for line in lines if line)


def _is_layout(rows: Sequence[Sequence[Cell]], contents: Iterable[Sequence[Block]]) -> bool:
    """Whether a table only places other tables on the page: it holds one of several rows, and few full rows itself."""
    inner = [block for blocks in contents for block in blocks if isinstance(block, Table) and len(block.rows) > 1]
    full = sum(1 for row in rows if sum(bool(cell.text) for cell in row) >= _FULL)
    return bool(inner) and full < _FULL


def _children(parent: Any) -> Iterator[Any]:
    """The children of an element, with those of wrappers in their place."""
    stack: list[Iterator[Any]] = [iter(parent)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag in _WRAPPERS:
            stack.append(iter(element))
        else:
            yield element


def _is_style(element: Any) -> bool:
    return bool(element.tag == f"{W}style")


def _value(element: Any | None) -> str:
    return str(element.get(f"{W}val", "")) if element is not None else ""


def _count(text: str, default: int) -> int:
    return min(int(text), 1000) if text.isdigit() and len(text) < 6 else default


def _numbered(number: str, text: str) -> str:
    if not number:
        return text
    # `1 提高` needs the blank that `1.提高` and `一、提高` do without.
    bare = number[-1].isalnum() and not "\u2460" <= number[-1] <= "\u24ff"
    return f"{number} {text}" if bare and text[0].isalnum() else number + text
