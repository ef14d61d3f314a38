"""PDF files → documents: paragraphs and ruled tables in reading order, without running heads and page numbers."""

from __future__ import annotations

import io
import logging
import threading
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
    reader = threading.get_ident()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == reader:  # another thread may read another file
                said.append(record.getMessage())

    logger, listener = logging.getLogger("pdfminer"), Listener()
    with _QUIET.lock:
        if not _QUIET.readers:
            _QUIET.passed_on, logger.propagate = logger.propagate, False
        _QUIET.readers += 1
        logger.addHandler(listener)
    try:
        yield said
    finally:
        with _QUIET.lock:
            logger.removeHandler(listener)
            _QUIET.readers -= 1
            if not _QUIET.readers:
                logger.propagate = _QUIET.passed_on


class _Quiet:
    """How many threads read just now, and whether the logger passed its lines on before the first of them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.readers = 0
        self.passed_on = True


_QUIET = _Quiet()


def _with_losses(document: Document, complaints: list[str]) -> Document:
    if not any("Data-loss" in complaint for complaint in complaints):
        return document
    problem = Problem("damaged_part", "PDF 有一部分已损坏，可能缺少文字", "请换用完好的文件，或对照原文核对", None)
    return replace(document, problems=(*document.problems, problem))
