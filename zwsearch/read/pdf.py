"""PDF files → documents: paragraphs and ruled tables in reading order, without running heads and page numbers."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from zwsearch.errors import ReadError
from zwsearch.read import limits
from zwsearch.read.packed import DAMAGE, damaged
from zwsearch.read.pdf_columns import column_table
from zwsearch.read.pdf_lines import Line, drop_running, lines_of, paragraphs
from zwsearch.read.pdf_rows import Columns
from zwsearch.read.pdf_tables import PageTable, join_over_pages, tables_of
from zwsearch.records import Block, Document, Paragraph, Problem, Source

# Fonts without a map to characters print as (cid:17); beyond this share the text is of no use.
MOST_UNMAPPED = 0.2


def read(data: bytes, source: Source) -> tuple[Document, ...]:
    """A PDF file; a scanned one has no blocks and the problem `needs_ocr`.

    Raises ReadError `unreadable` (damaged, encrypted) or `too_large`.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    try:
        with _complaints() as complaints, pdfplumber.open(io.BytesIO(data)) as pdf:
            document = _read(pdf, source)
        return (_with_losses(document, complaints),)
    except (PSException, PdfminerException, MalformedPDFException, *DAMAGE) as error:
        causes = (error, error.__cause__, error.__context__, *error.args)
        if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in causes):
            raise ReadError(
                f"“{source.name}”有密码，无法读取", hint="请用密码打开后另存为不加密的 PDF,或复制正文粘贴"
            ) from error
        raise damaged(source.name, error) from error


def _read(pdf: Any, source: Source) -> Document:
    if len(pdf.pages) > limits.MAX_PDF_PAGES:
        raise limits.too_large(f"“{source.name}”超过 {limits.MAX_PDF_PAGES} 页", "请拆分成单份通知后再读取")
    pages: list[list[Line | PageTable]] = []
    silent: list[int] = []
    columns: Columns | None = None
    for number, page in enumerate(pdf.pages, start=1):
        tables = tables_of(page)
        if not tables:
            table, columns = column_table(page, columns)
            tables = [table] if table is not None else []
        lines = lines_of(page, [table.box for table in tables])
        if not lines and not tables and page.images:
            silent.append(number)
        items: list[Line | PageTable] = [*lines, *tables]
        pages.append(sorted(items, key=lambda item: (item.top, item.x0)))
        # The page's objects would otherwise stay in memory until the file is closed.
        page.close()
    drop_running(pages)
    text = "".join(item.text for page in pages for item in page)
    if text.count("(cid:") * 8 > MOST_UNMAPPED * max(len(text), 1):
        return Document(source, (), problems=(_needs_ocr("字体没有文字编码"),))
    if not text.strip():
        return Document(source, (), problems=(_needs_ocr("只有图像,没有文字"),))
    blocks = tuple(_blocks(pages))
    problems = (_needs_ocr("、".join(f"第 {n} 页" for n in silent[:20]) + "只有图像"),) if silent else ()
    title = str((pdf.metadata or {}).get("Title") or "").strip()
    told = title and any(isinstance(b, Paragraph) and title in b.text for b in blocks)
    return Document(source, blocks, (("title", title),) if told else (), problems)


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What the library says of damage while it reads; it would print it, in English."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger = logging.getLogger("pdfminer")
    listener, passed_on = Listener(), logger.propagate
    logger.addHandler(listener)
    logger.propagate = False
    try:
        yield said
    finally:
        logger.removeHandler(listener)
        logger.propagate = passed_on


def _with_losses(document: Document, complaints: list[str]) -> Document:
    if not any("Data-loss" in complaint for complaint in complaints):
        return document
    problem = Problem("damaged_part", "PDF 有一部分已损坏，可能缺少文字", "请换用完好的文件，或对照原文核对", None)
    return replace(document, problems=(*document.problems, problem))


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
