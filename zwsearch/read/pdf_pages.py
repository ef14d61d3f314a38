"""Pages with characters and rules at their places → blocks in reading order; PDF and OFD share what is here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zwsearch.read.pdf_columns import column_table
from zwsearch.read.pdf_flow import Columns as TextColumns
from zwsearch.read.pdf_flow import flow_of
from zwsearch.read.pdf_lines import Line, chars_outside, drop_running, lines_of, paragraphs, words_of
from zwsearch.read.pdf_rows import Columns
from zwsearch.read.pdf_tables import PageTable, join_over_pages, tables_of
from zwsearch.records import Block, Document, Paragraph, Problem, Source

# Fonts without a map to characters print as (cid:17); beyond this share the text is of no use.
MOST_UNMAPPED = 0.2


def document_of(pages: Iterable[Any], source: Source, title: str) -> Document:
    """Reads pages as pdfplumber shows them; a scan has no blocks and the problem `needs_ocr`.

    `title` is the one that the file itself gives; it is kept where the text has it too.
    """
    found: list[list[Line | PageTable]] = []
    silent: list[int] = []
    columns: Columns | None = None
    flowing: TextColumns | None = None
    for number, page in enumerate(pages, start=1):
        tables = tables_of(page)
        if not tables:
            table, columns = column_table(page, columns)
            tables = [table] if table is not None else []
        boxes = [table.box for table in tables]
        words, height = words_of(chars_outside(page, boxes)), float(page.height)
        flow = flow_of(words, boxes, height, flowing)
        flowing = flow.columns
        lines = lines_of(words, number, height, flow)
        if not lines and not tables and page.images:
            silent.append(number)
        items: list[Line | PageTable] = [*lines, *tables]
        places = {id(item): item.zone if isinstance(item, Line) else flow.zone_of(item.box) for item in items}
        found.append(sorted(items, key=lambda item: (places[id(item)], item.top, item.x0)))
        # The page's objects would otherwise stay in memory until the file is closed.
        page.close()
    drop_running(found)
    text = "".join(item.text for page in found for item in page)
    if text.count("(cid:") * 8 > MOST_UNMAPPED * max(len(text), 1):
        return Document(source, (), problems=(_needs_ocr("字体没有文字编码"),))
    if not text.strip():
        return Document(source, (), problems=(_needs_ocr("只有图像,没有文字"),))
    blocks = tuple(_blocks(found))
    problems = (_needs_ocr("、".join(f"第 {n} 页" for n in silent[:20]) + "只有图像"),) if silent else ()
    told = title and any(isinstance(b, Paragraph) and title in b.text for b in blocks)
    return Document(source, blocks, (("title", title),) if told else (), problems)


def _needs_ocr(where: str) -> Problem:
    return Problem("needs_ocr", "扫描件，没有可读取的文字", "请先做文字识别（OCR）,或索取可复制文字的版本", where)


def _blocks(pages: list[list[Line | PageTable]]) -> list[Block]:
    blocks: list[Block] = []
    run: list[Line] = []
    tables: list[PageTable] = []

    def flush_lines() -> None:
        blocks.extend(Paragraph(text) for text in paragraphs(run))
        run.clear()

    def flush_tables() -> None:
        blocks.extend(table.table for table in join_over_pages(tables))
        tables.clear()

    for page in pages:
        for item in page:
            if isinstance(item, Line):
                flush_tables()
                run.append(item)
            else:
                flush_lines()
                tables.append(item)
    flush_tables()
    flush_lines()
    return blocks
