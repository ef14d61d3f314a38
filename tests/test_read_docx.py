"""Word: merged cells, printed numbers, tracked changes, text boxes, notes; and damage."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from zwsearch.errors import ReadError
from zwsearch.read import read_bytes
from zwsearch.read.docx_numbering import chinese, formatted
from zwsearch.records import Document, Paragraph, Table

NS = nsdecls("w")


def saved(package: Any) -> bytes:
    buffer = io.BytesIO()
    package.save(buffer)
    return buffer.getvalue()


def read(package: Any) -> Document:
    (document,) = read_bytes(saved(package), "a.docx")
    return document


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph)]


def numbering(package: Any, levels: list[tuple[str, str]]) -> None:
    """Defines list 77 with a format and a pattern for each level, and list 78 that starts it again."""
    root = package.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for i, (style, pattern) in enumerate(levels)
    )
    abstract = parse_xml(f'<w:abstractNum {NS} w:abstractNumId="77">{inner}</w:abstractNum>')
    root.insert(0, abstract)
    root.append(parse_xml(f'<w:num {NS} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    root.append(
        parse_xml(
            f'<w:num {NS} w:numId="78"><w:abstractNumId w:val="77"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    )


def numbered(paragraph: Any, level: int = 0, list_id: int = 77) -> None:
    xml = f'<w:numPr {NS}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(xml))


def test_merged_cells_both_ways() -> None:
    package = docx.Document()
    table = package.add_table(rows=4, cols=4)
    for i, row in enumerate(table.rows):
        for j, cell in enumerate(row.cells):
            cell.text = f"{i}{j}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "事项"
    table.cell(1, 0).merge(table.cell(3, 0)).text = "村务"
    table.cell(2, 2).merge(table.cell(3, 3)).text = "块"
    (found,) = [b for b in read(package).blocks if isinstance(b, Table)]
    assert found.aligned
    assert [[(c.text, c.row_span, c.column_span) for c in row] for row in found.rows] == [
        [("事项", 1, 2), ("02", 1, 1), ("03", 1, 1)],
        [("村务", 3, 1), ("11", 1, 1), ("12", 1, 1), ("13", 1, 1)],
        [("21", 1, 1), ("块", 2, 2)],
        [("31", 1, 1)],
    ]


def test_table_in_a_table_and_a_frame_of_one_cell() -> None:
    package = docx.Document()
    table = package.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "甲"
    inner = table.cell(1, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "内", "层"
    package.add_table(rows=1, cols=1).cell(0, 0).text = "框中文字"
    document = read(package)
    (found,) = [b for b in document.blocks if isinstance(b, Table)]
    assert found.rows[1][1].text == "内 层"
    assert texts(document) == ["框中文字"]


def test_numbers_that_are_not_in_the_text() -> None:
    package = docx.Document()
    numbering(package, [("chineseCounting", "%1、"), ("decimal", "%1.%2"), ("decimalEnclosedCircle", "%3")])
    for text, level in [("目标", 0), ("任务", 0), ("账目", 1), ("指南", 1), ("细", 2), ("保障", 0), ("督查", 1)]:
        numbered(package.add_paragraph(text), level)
    numbered(package.add_paragraph("附则"), 0, 78)
    assert texts(read(package)) == [
        "一、目标",
        "二、任务",
        "二.1 账目",
        "二.2 指南",
        "①细",
        "三、保障",
        "三.1 督查",
        "一、附则",
    ]


def test_item_numbers_of_a_table_without_text() -> None:
    package = docx.Document()
    numbering(package, [("decimal", "%1")])
    table = package.add_table(rows=3, cols=2)
    for row in table.rows:
        numbered(row.cells[0].paragraphs[0])
        row.cells[1].text = "公布账目"
    (found,) = [b for b in read(package).blocks if isinstance(b, Table)]
    assert [row[0].text for row in found.rows] == ["1", "2", "3"]


def test_headings_breaks_and_title() -> None:
    package = docx.Document()
    package.core_properties.title = "某方案"
    package.add_heading("某方案", 0)
    package.add_heading("一、目标", 1)
    package.add_paragraph("前半\n后半\t完")
    document = read(package)
    assert [(b.text, b.level) for b in document.blocks if isinstance(b, Paragraph)] == [
        ("某方案", 1),
        ("一、目标", 1),
        ("前半", None),
        ("后半 完", None),
    ]
    assert ("title", "某方案") in document.metadata


def test_tracked_changes_are_accepted_and_named() -> None:
    package = docx.Document()
    paragraph = package.add_paragraph("按")
    paragraph._p.append(parse_xml(f'<w:ins {NS} w:id="1" w:author="x"><w:r><w:t>季</w:t></w:r></w:ins>'))
    paragraph._p.append(parse_xml(f'<w:del {NS} w:id="2" w:author="x"><w:r><w:delText>月</w:delText></w:r></w:del>'))
    paragraph.add_run("公布")
    document = read(package)
    assert texts(document) == ["按季公布"]
    assert [p.code for p in document.problems] == ["tracked_changes"]


def test_text_boxes_notes_headers_and_ruby_are_not_lost() -> None:
    package = docx.Document()
    paragraph = package.add_paragraph("正文")
    box = f"<w:txbxContent {NS}><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    paragraph._p.append(
        parse_xml(
            f"<w:r {NS}><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    ruby = (
        f"<w:r {NS}><w:ruby><w:rt><w:r><w:t>gōng</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>公</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    paragraph._p.append(parse_xml(ruby))
    package.sections[0].header.paragraphs[0].text = "内部资料"
    package.sections[0].footer.paragraphs[0].text = "- 1 -"
    document = read(package)
    assert texts(document) == ["正文公", "框内"]
    assert document.metadata == (("页眉", "内部资料"),)


def test_content_controls_and_hidden_runs() -> None:
    package = docx.Document()
    body = package.element.body
    inner = "<w:p><w:r><w:t>控件内</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r></w:p>"
    body.insert(0, parse_xml(f"<w:sdt {NS}><w:sdtContent>{inner}</w:sdtContent></w:sdt>"))
    assert texts(read(package)) == ["控件内"]


def _bomb(entry: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", entry)
    return buffer.getvalue()


def _entities() -> bytes:
    package = docx.Document()
    package.add_paragraph("正文")
    source = zipfile.ZipFile(io.BytesIO(saved(package)))
    buffer = io.BytesIO()
    lines = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "x" * 10}">' for i in range(10))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                text = data.decode().split("?>", 1)[1]
                data = f"<?xml version='1.0'?><!DOCTYPE d [{lines}]>{text.replace('正文', '&l9;')}".encode()
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (lambda: b"PK\x03\x04" + b"x" * 50, {"unreadable"}),
        (lambda: _bomb(b"<x/>"), {"unreadable"}),
        (lambda: _bomb(b" " * 60_000_000), {"too_large"}),
        (_entities, {"unreadable", "empty"}),
        (lambda: saved(docx.Document()), {"empty"}),
    ],
)
def test_damage_and_bombs(make: Callable[[], bytes], codes: set[str]) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(make(), "a.docx")
    assert caught.value.code in codes
    assert caught.value.hint


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (110, "一百一十")]
)
def test_chinese_numbers(number: int, text: str) -> None:
    assert chinese(number) == text


@pytest.mark.parametrize(
    ("style", "expected"),
    [("lowerRoman", "iv"), ("upperLetter", "D"), ("decimalZero", "04"), ("ideographTraditional", "丁"), ("bullet", "")],
)
def test_number_formats(style: str, expected: str) -> None:
    assert formatted(4, style) == expected


def _filled(table: Any, rows: list[list[str]]) -> None:
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            table.cell(i, j).text = text


ROWS = [["序号", "任务", "科室"], ["1", "公开目录", "办公室"], ["2", "公开清单", "法规科"]]


@pytest.mark.parametrize("width", [1, 2])
def test_a_table_inside_a_layout_cell_stands_by_itself(width: int) -> None:
    package = docx.Document()
    outer = package.add_table(rows=2, cols=width)
    outer.cell(0, 0).text = "任务分工如下："
    inner = outer.cell(1, width - 1)
    _filled(inner.add_table(rows=3, cols=3), ROWS)
    inner.add_paragraph("以上请落实。")
    document = read(package)
    (table,) = [b for b in document.blocks if isinstance(b, Table)]
    assert [[c.text for c in row] for row in table.rows] == ROWS and table.aligned
    assert texts(document) == ["任务分工如下：", "以上请落实。"]
    assert document.blocks.index(table) == 1


def test_a_small_table_inside_a_table_of_data_stays_in_its_cell() -> None:
    package = docx.Document()
    outer = package.add_table(rows=3, cols=3)
    _filled(outer, ROWS)
    _filled(outer.cell(2, 1).add_table(rows=2, cols=2), [["甲", "乙"], ["丙", "丁"]])
    (table,) = [b for b in read(package).blocks if isinstance(b, Table)]
    assert table.rows[2][1].text == "公开清单\n甲 乙\n丙 丁"
