"""The corpus' files in every format: each is read as what it is, and the files that are not text stay small."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from zwsearch.read import read_path
from zwsearch.records import Block, Document, Paragraph

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
FORMATS = {".html": 5, ".docx": 5, ".xlsx": 4, ".pdf": 2, ".eml": 1, ".zip": 1, ".txt": 2}
GOLD_FILES = sorted(CORPUS.glob("gold/1*.json"))
LARGEST = 60_000  # bytes: the corpus is read in one go by benches and tests, and lives in the repository
BROKEN = {"unreadable", "unsupported", "undecodable"}


def gold_of(path: Path) -> dict[str, Any]:
    gold: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return gold


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def texts(blocks: tuple[Block, ...]) -> str:
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            parts.append(block.text)
        else:
            parts += [cell.text for row in block.rows for cell in row]
    return squeeze("".join(parts))


def notice_of(gold: dict[str, Any]) -> tuple[Path, Document]:
    """The file and the first document in it; a zip's picture beside the notice may be a document of its own."""
    path = CORPUS / "notices" / gold["notice"]
    return path, read_path(path)[0]


def test_every_format_is_there() -> None:
    found = [Path(gold_of(path)["notice"]).suffix for path in GOLD_FILES]
    assert all(found.count(suffix) >= number for suffix, number in FORMATS.items())


@pytest.mark.parametrize("path", GOLD_FILES, ids=lambda path: path.stem)
def test_it_is_small(path: Path) -> None:
    assert (CORPUS / "notices" / gold_of(path)["notice"]).stat().st_size < LARGEST


@pytest.mark.parametrize("path", GOLD_FILES, ids=lambda path: path.stem)
def test_it_is_read_as_what_it_is(path: Path) -> None:
    gold = gold_of(path)
    file, document = notice_of(gold)
    codes = {problem.code for problem in document.problems}
    assert not codes & BROKEN
    assert ("needs_ocr" in codes) == ("needs_ocr" in gold["problems"])
    if file.suffix not in {".zip", ".eml"}:
        assert document.source.format == file.suffix[1:]


@pytest.mark.parametrize("path", GOLD_FILES, ids=lambda path: path.stem)
def test_the_encoding_is_the_one_it_was_written_in(path: Path) -> None:
    gold = gold_of(path)
    file, document = notice_of(gold)
    if file.suffix in {".html", ".txt"}:
        assert document.source.encoding == gold["encoding"]
        assert file.read_bytes().decode(gold["encoding"])


@pytest.mark.parametrize("path", GOLD_FILES, ids=lambda path: path.stem)
def test_no_word_of_a_demand_is_lost_by_the_reader(path: Path) -> None:
    gold = gold_of(path)
    text = texts(notice_of(gold)[1].blocks)
    for task in gold["tasks"]:
        assert squeeze(task["requirement"]) in text, "the reader lost or tore a demand"
    for sentence in gold["must_contain"]:
        assert squeeze(sentence) in text
