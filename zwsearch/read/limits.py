"""What a reader refuses, so that no single file can take the machine down."""

from __future__ import annotations

from zwsearch.errors import ReadError
from zwsearch.records import Document, Table

# The longest notices with pictures are some 20 MB; what is larger is an archive or a mistake.
MAX_FILE_BYTES = 50 * 1024 * 1024
# What all members of one archive may unpack to, nested archives included.
MAX_EXPANDED_BYTES = 200 * 1024 * 1024
# Text compresses to a tenth, empty tables of spreadsheets to a hundredth; bombs to a thousandth and less.
MAX_RATIO = 400
# Small members may compress better than that without doing harm.
RATIO_FREE_BYTES = 2 * 1024 * 1024
MAX_MEMBERS = 2000
# A zip in a mail in a zip is seen in practice; more is a quine.
MAX_NESTING = 4
# A year's ledger of a province has some 100,000 cells.
MAX_CELLS = 500_000
MAX_PARAGRAPHS = 200_000
MAX_PDF_PAGES = 2000
# Pasted text is read while somebody waits; this much takes some ten seconds. The longest notices have a thousand lines.
MAX_PASTED_LINES = 6000
MAX_PASTED_CHARACTERS = 400_000
# LibreOffice needs some ten seconds for its first start on a slow machine.
CONVERT_SECONDS = 120


def too_large(what: str, hint: str) -> ReadError:
    """The error for anything beyond a limit."""
    return ReadError(what, hint=hint, code="too_large")


def check_pasted(text: str) -> None:
    """Raises ReadError `too_large` for pasted text that would take too long, before the work begins."""
    hint = "请按通知分几次粘贴，或存成文件再读入"
    if len(text) > MAX_PASTED_CHARACTERS:
        raise too_large(f"粘贴的文字有 {len(text)} 个字符，一次最多 {MAX_PASTED_CHARACTERS} 个", hint)
    lines = sum(not line.isspace() for line in text.splitlines(keepends=True))
    if lines > MAX_PASTED_LINES:
        raise too_large(f"粘贴的文字有 {lines} 行，一次最多 {MAX_PASTED_LINES} 行", hint)


def check_document(document: Document) -> None:
    """Raises ReadError `too_large` when a document has more paragraphs or cells than any notice."""
    name = document.source.name
    if len(document.blocks) > MAX_PARAGRAPHS:
        raise too_large(f"“{name}”的段落超过 {MAX_PARAGRAPHS} 个", "这不像一份通知，请拆分成单份文件后再读取")
    cells = sum(len(row) for block in document.blocks if isinstance(block, Table) for row in block.rows)
    if cells > MAX_CELLS:
        raise too_large(f"“{name}”的表格超过 {MAX_CELLS} 格", "请删去空白行列，或按工作表拆分后再读取")
