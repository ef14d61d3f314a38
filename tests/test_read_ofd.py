"""OFD, made here from its parts: text with its places, rules, templates, scans, damage and bombs."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zwsearch.errors import ReadError
from zwsearch.read import read_bytes
from zwsearch.records import Document, Paragraph, Table

SPACE = "http://www.ofdspec.org/2016"
SIZE = 5.0
LEFT, COLUMN = 30.0, 30  # millimetres; characters between the margins


def text(x: float, y: float, words: str, size: float = SIZE, extra: str = "") -> str:
    """Words whose boxes begin at (x, y), each character as wide as it is high."""
    steps = f'DeltaX="g {len(words) - 1} {size}"' if len(words) > 1 else ""
    return (
        f'<ofd:TextObject Boundary="{x} {y} {len(words) * size} {size}" Font="1" Size="{size}" {extra}>'
        f'<ofd:TextCode X="0" Y="{0.88 * size}" {steps}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    return (
        f'<ofd:PathObject Boundary="{x0} {y0} {x1 - x0} {y1 - y0}" LineWidth="0.3">'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def frame(x: float, y: float, width: float, height: float) -> str:
    path = f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
    return (
        f'<ofd:PathObject Boundary="{x} {y} {width} {height}"><ofd:AbbreviatedData>{path}</ofd:AbbreviatedData>'
        "</ofd:PathObject>"
    )


def page(content: str, used: str = "") -> str:
    layer = f'<ofd:Layer ID="9" Type="Body">{content}</ofd:Layer>'
    return f'<ofd:Page xmlns:ofd="{SPACE}">{used}<ofd:Content>{layer}</ofd:Content></ofd:Page>'


def parts_of(pages: list[str], data: str = "", title: str = "", space: str = SPACE) -> dict[str, str]:
    listed = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    parts = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{space}"><ofd:DocBody><ofd:DocInfo><ofd:Title>{title}</ofd:Title>'
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{space}"><ofd:CommonData>{area}{data}</ofd:CommonData>'
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    parts |= {f"Doc_0/Pages/Page_{i}/Content.xml": body.replace(SPACE, space) for i, body in enumerate(pages)}
    return parts


def pack(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{body}')
    return buffer.getvalue()


def ofd(*pages: str) -> bytes:
    return pack(parts_of([page(content) for content in pages]))


def flowed(paragraphs: list[str], x: float = LEFT, y: float = 60, column: int = COLUMN) -> tuple[str, float]:
    content = ""
    for paragraph in paragraphs:
        first = column - 2
        lines = [paragraph[:first]] + [paragraph[i : i + column] for i in range(first, len(paragraph), column)]
        for i, line in enumerate(lines):
            content += text(x + (2 * SIZE if i == 0 else 0), y, line)
            y += 8
    return content, y


def grid(rows: list[list[str]], y: float, widths: tuple[int, ...] = (15, 80, 40)) -> str:
    content, bottom = frame(LEFT, y, sum(widths), 12 * len(rows)), y + 12 * len(rows)
    content += "".join(rule(LEFT, y + 12 * i, LEFT + sum(widths), y + 12 * i) for i in range(1, len(rows)))
    x = LEFT
    for j, width in enumerate(widths):
        content += "".join(text(x + 2, y + 12 * i + 4, row[j], 3.5) for i, row in enumerate(rows) if row[j])
        x += width
        content += rule(x, y, x, bottom)
    return content


def read(data: bytes) -> Document:
    (document,) = read_bytes(data, "a.ofd")
    return document


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph)]


LONG = "各镇要按季公布集体账目，说明收入支出的去向，接受全体村民监督，并把结果报县里备案。"
SECOND = "办事指南变动以后要在三个工作日内更新，同时删去过期的材料，避免群众白跑一趟。"
ROWS = [["序号", "要求", "单位"], ["1", "公布账目", "甲科"], ["2", "更新指南", "丙科"]]


@pytest.mark.parametrize("space", [SPACE, "http://www.ofdspec.org"])
def test_paragraphs_and_ruled_tables(space: str) -> None:
    content, y = flowed([LONG, SECOND])
    body = text(70, 40, "某镇公开工作安排", 7) + content + grid(ROWS, y) + text(130, y + 60, "某镇人民政府")
    document = read(pack(parts_of([page(body)], title="某镇公开工作安排", space=space)))
    assert texts(document) == ["某镇公开工作安排", LONG, SECOND, "某镇人民政府"]
    (table,) = [b for b in document.blocks if isinstance(b, Table)]
    assert table.aligned and [[c.text for c in row] for row in table.rows] == ROWS
    assert document.metadata == (("title", "某镇公开工作安排"),)
    assert not document.problems


def test_a_paragraph_and_a_table_run_on_over_the_page_without_page_numbers() -> None:
    first = text(LEFT + 2 * SIZE, 250, LONG[: COLUMN - 2]) + text(100, 280, "— 1 —", 4)
    second = text(LEFT, 40, LONG[COLUMN - 2 :]) + grid(ROWS, 200) + text(100, 280, "— 2 —", 4)
    third = grid([ROWS[0], ["3", "答复来信", "丁科"]], 30) + text(100, 280, "— 3 —", 4)
    paragraph, table = read(ofd(first, second, third)).blocks
    assert paragraph == Paragraph(LONG)
    assert isinstance(table, Table) and [row[0].text for row in table.rows] == ["序号", "1", "2", "3"]


def test_two_columns_are_read_one_after_the_other() -> None:
    left, _ = flowed([LONG, SECOND, LONG], 20, 60, 15)
    right, _ = flowed([SECOND, LONG, SECOND], 110, 60, 15)
    document = read(ofd(text(40, 40, "某镇公开工作安排及其说明若干条款", 8) + left + right))
    assert texts(document)[1:] == [LONG, SECOND, LONG, SECOND, LONG, SECOND]


def test_places_of_characters() -> None:
    spread = text(30, 60, "某镇人民政府").replace("g 5 5.0", "7 g 4 7")
    scaled = text(30, 80, "更新指南", 1, 'CTM="5 0 0 5 0 0"')
    two = (
        '<ofd:TextObject Boundary="30 100 90 5" Size="5"><ofd:TextCode X="0" Y="4">公布</ofd:TextCode>'
        '<ofd:TextCode X="10">2023年</ofd:TextCode></ofd:TextObject>'
    )
    aslant = text(30, 150, "内部资料", 20, 'CTM="0.7 0.7 -0.7 0.7 0 0"')
    unseen = text(30, 170, "不显示", 5, 'Visible="false"')
    twice = text(30, 200, "加粗") + text(30.05, 200, "加粗")
    assert texts(read(ofd(spread + scaled + two + aslant + unseen + twice))) == [
        "某镇人民政府",
        "更新指南",
        "公布2023年",
        "加粗",
    ]


def test_templates_and_drawings_are_drawn() -> None:
    data = '<ofd:TemplatePage ID="7" BaseLoc="Tpls/Tpl_0/Content.xml"/><ofd:DocumentRes>Res.xml</ofd:DocumentRes>'
    used = '<ofd:Template TemplateID="7" ZOrder="Background"/>'
    drawing = '<ofd:CompositeObject Boundary="30 100 50 10" ResourceID="5"/>'
    block = f"<ofd:PageBlock>{text(30, 140, '更新指南')}</ofd:PageBlock>"
    parts = parts_of([page(drawing + block, used)], data)
    parts["Doc_0/Tpls/Tpl_0/Content.xml"] = page(text(30, 60, "某镇人民政府文件", 9))
    parts["Doc_0/Res.xml"] = (
        f'<ofd:Res xmlns:ofd="{SPACE}"><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="5"><ofd:Content>'
        f'{text(0, 0, "公布账目")}<ofd:CompositeObject Boundary="0 0 1 1" ResourceID="5"/></ofd:Content>'
        "</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    assert texts(read(pack(parts))) == ["某镇人民政府文件", "公布账目", "更新指南"]


def test_a_scan_needs_ocr() -> None:
    scan = '<ofd:ImageObject Boundary="0 0 210 297" ResourceID="3"/>'
    document = read(ofd(scan))
    assert document.blocks == ()
    assert [p.code for p in document.problems] == ["needs_ocr"]
    document = read(ofd(flowed([LONG])[0], scan))
    assert texts(document) == [LONG]
    assert [(p.code, p.where) for p in document.problems] == [("needs_ocr", "第 2 页只有图像")]


def test_a_damaged_page_is_named_and_the_rest_is_read() -> None:
    parts = parts_of([page(flowed([LONG])[0]), page(""), page(flowed([SECOND])[0])])
    del parts["Doc_0/Pages/Page_1/Content.xml"]
    body = parts["Doc_0/Pages/Page_2/Content.xml"]
    parts["Doc_0/Pages/Page_2/Content.xml"] = body[: body.index(SECOND[COLUMN - 2 :])]
    document = read(pack(parts))
    assert texts(document) == [LONG, SECOND[: COLUMN - 2]]
    (problem,) = document.problems
    assert (problem.code, problem.where) == ("damaged_part", "第 2 页、第 3 页")


@pytest.mark.parametrize("absent", ["OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml"])
def test_a_part_that_all_depends_on(absent: str) -> None:
    parts = parts_of([page(flowed([LONG])[0])])
    del parts[absent]
    if absent == "OFD.xml":
        assert texts(read(pack(parts))) == [LONG]
        return
    with pytest.raises(ReadError) as caught:
        read(pack(parts))
    assert caught.value.code == "unreadable" and caught.value.hint


def test_what_is_locked_or_no_ofd() -> None:
    parts = parts_of([page(flowed([LONG])[0])]) | {"Doc_0/Encryptions.xml": "<Encryptions/>"}
    with pytest.raises(ReadError) as caught:
        read(pack(parts))
    assert "密码" in caught.value.message
    for data in (b"OFD" * 40, pack({"a.xml": "<a/>"}), pack(parts_of([]))):
        with pytest.raises(ReadError) as caught:
            read(data)
        assert caught.value.code == "unreadable"


def test_bombs() -> None:
    swollen = text(30, 60, "公布").replace("g 1 5.0", "g 999999999 5")
    assert texts(read(ofd(swollen))) == ["公布"]
    entities = '<!DOCTYPE a [<!ENTITY a "公布"><!ENTITY b "&a;&a;&a;">]>'
    parts = parts_of([page(text(30, 60, "更新")), page(text(30, 60, "&b;"))])
    parts["Doc_0/Pages/Page_1/Content.xml"] = entities + parts["Doc_0/Pages/Page_1/Content.xml"]
    assert texts(read(pack(parts))) == ["更新"]
    for content in (text(30, 60, "公布" * 2_000_000), rule(1, 1, 9, 1).replace("L", "L 1 1 " * 9 + "L") * 250_000):
        with pytest.raises(ReadError) as caught:
            read(ofd(content))
        assert caught.value.code == "too_large"


WHOLE = pack(parts_of([page(flowed([LONG])[0] + grid(ROWS, 150)), page(flowed([SECOND])[0])]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(1, 255)), max_size=6), st.integers(0, len(WHOLE)))
def test_flipped_and_cut_files_are_read_or_refused(flips: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(WHOLE)
    for at, bits in flips:
        data[at] ^= bits
    try:
        read_bytes(bytes(data[:cut] if cut % 3 == 0 else data), "a.ofd")
    except ReadError as error:
        assert error.hint
