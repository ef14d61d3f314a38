"""Random, truncated and bit-flipped files of every format: documents or a ReadError, never anything else."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from zwsearch.errors import ReadError
from zwsearch.read import SUFFIXES, read_bytes
from zwsearch.records import Document

TEXT = "请各镇于年底前公布账目,接受监督。\n序号 | 要求 |\n1 | 公布 |\n2 | 更新 |\n"
MARKUP = (
    "<html><head><meta charset=utf-8><title>安排</title></head><body><table><tr><td rowspan=2>甲</td><td>乙</td></tr>"
    f"<tr><td>丙</td></tr></table><p>{TEXT}</p><ol><li>公布</li></ol></body></html>"
)
STREAM = "BT /F1 12 Tf 90 700 Td (plan 1) Tj ET 90 600 m 300 600 l S"


def _docx() -> bytes:
    package = docx.Document()
    package.add_heading("一、目标", 1)
    package.add_paragraph("公布账目", style="List Number")
    table = package.add_table(rows=3, cols=2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "合并"
    buffer = io.BytesIO()
    package.save(buffer)
    return buffer.getvalue()


def _xlsx() -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in [["序号", "要求"], [1, "公布"], [2, 0.5]]:
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _pdf() -> bytes:
    return (
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        "2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n"
        "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n"
        f"4 0 obj\n<< /Length {len(STREAM)} >>\nstream\n{STREAM}\nendstream\nendobj\n"
        "5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n"
        "trailer\n<< /Root 1 0 R /Size 6 >>\n%%EOF"
    ).encode()


def _eml() -> bytes:
    message = EmailMessage()
    message["Subject"] = "清单"
    message.set_content(TEXT)
    message.add_attachment(TEXT.encode("gb18030"), maintype="text", subtype="plain", filename="清单.txt")
    return message.as_bytes()


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


SOUND = {
    ".txt": TEXT.encode("gb18030"),
    ".md": ("# 安排\n| 序 | 求 |\n|---|---|\n| 1 | 公布 |\n" + TEXT).encode(),
    ".html": MARKUP.encode(),
    ".docx": _docx(),
    ".xlsx": _xlsx(),
    ".pdf": _pdf(),
    ".eml": _eml(),
    ".zip": _zip({"a.txt": TEXT.encode(), "in.zip": _zip({"b.md": TEXT.encode()})}),
}
# Two examples of an Office file cost as much as a hundred of a text.
EXAMPLES = {".docx": 30, ".xlsx": 30, ".pdf": 50}


def read_or_refuse(data: bytes, name: str) -> None:
    try:
        documents = read_bytes(data, name)
    except ReadError as error:
        assert error.message
        assert error.hint
        return
    assert documents
    assert all(isinstance(document, Document) for document in documents)


@pytest.mark.parametrize("suffix", sorted(SOUND))
def test_sound_files_are_read(suffix: str) -> None:
    assert read_bytes(SOUND[suffix], f"a{suffix}")[0].blocks


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_random_bytes(suffix: str) -> None:
    @settings(max_examples=15, deadline=None)
    @given(st.binary(max_size=300))
    def check(data: bytes) -> None:
        read_or_refuse(data, f"a{suffix}")

    check()


@pytest.mark.parametrize("suffix", sorted(SOUND))
def test_truncated_files(suffix: str) -> None:
    data = SOUND[suffix]

    @settings(max_examples=EXAMPLES.get(suffix, 60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.integers(0, len(data)), st.integers(0, 40))
    def check(end: int, start: int) -> None:
        read_or_refuse(data[start if start > 30 else 0 : end], f"a{suffix}")

    check()


@pytest.mark.parametrize("suffix", sorted(SOUND))
def test_flipped_bits(suffix: str) -> None:
    data = SOUND[suffix]
    places = st.tuples(st.integers(0, len(data) - 1), st.integers(1, 255))

    @settings(max_examples=EXAMPLES.get(suffix, 80), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(places, min_size=1, max_size=6))
    def check(flips: list[tuple[int, int]]) -> None:
        damaged = bytearray(data)
        for place, mask in flips:
            damaged[place] ^= mask
        read_or_refuse(bytes(damaged), f"a{suffix}")

    check()


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_flipped_bits_inside_the_parts(suffix: str) -> None:
    """Damage under a sound checksum, which reaches the readers themselves."""
    archive = zipfile.ZipFile(io.BytesIO(SOUND[suffix]))
    parts = {name: archive.read(name) for name in archive.namelist()}
    names = sorted(name for name in parts if name.endswith((".xml", ".rels")))

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(names), st.integers(0, 10**6), st.sampled_from([b"", b"9", b"<", b'"', b"-1", b"99999999"]))
    def check(name: str, place: int, put: bytes) -> None:
        data = parts[name]
        at = place % max(len(data), 1)
        read_or_refuse(_zip({**parts, name: data[:at] + put + data[at + 1 :]}), f"a{suffix}")

    check()
