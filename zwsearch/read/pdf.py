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
from zwsearch.read.pdf_pages import document_of
from zwsearch.records import Document, Problem, Source


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
    return document_of(pdf.pages, source, str((pdf.metadata or {}).get("Title") or "").strip())


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
