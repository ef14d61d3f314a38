"""PDF, written here by hand: paragraphs, ruled tables, running heads, scans, encryption, damage."""

from __future__ import annotations

import logging
import threading
import zlib

import pytest

from zwsearch.errors import ReadError
from zwsearch.read import read_bytes
from zwsearch.records import Document, Paragraph, Table

WIDTH, HEIGHT = 595, 842
LEFT, SIZE = 90, 16
COLUMN = 26  # characters of 16 points between the margins


def text(x: float, y: float, words: str, size: int = SIZE) -> str:
    """Words whose baseline begins at (x, y), in points from the top left."""
    return f"BT /F1 {size} Tf {x} {HEIGHT - y} Td <{words.encode('utf-16-be').hex()}> Tj ET\n"


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S\n"


def pdf(pages: list[str], trailer: str = "", extra: str = "") -> bytes:
    """A file with the font that every reader of Chinese knows without its being embedded."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{i * 2 + 6} 0 R' for i in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /Ascent 880 /Descent -120 /CapHeight 880"
        " /ItalicAngle 0 /StemV 93 /FontBBox [0 -120 1000 880] >>",
    ]
    for i, content in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {i * 2 + 7} 0 R"
            f" /Resources << /Font << /F1 3 0 R >> {extra} >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    end = f"trailer\n<< /Size {count} /Root 1 0 R {trailer} >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {count}\n0000000000 65535 f \n{table}{end}".encode("latin-1")


def flowed(paragraphs: list[str], y: float = 120, step: float = 28) -> tuple[str, float]:
    """Paragraphs set with an indent of two characters, in lines of COLUMN characters."""
    content = ""
    for paragraph in paragraphs:
        first = paragraph[: COLUMN - 2]
        lines = [first] + [paragraph[i : i + COLUMN] for i in range(COLUMN - 2, len(paragraph), COLUMN)]
        for i, line in enumerate(lines):
            content += text(LEFT + (2 * SIZE if i == 0 else 0), y, line)
            y += step
    return content, y


def grid(rows: list[list[str]], y: float, widths: tuple[int, ...] = (60, 240, 100), height: float = 30) -> str:
    content = ""
    right = LEFT + sum(widths)
    for i, row in enumerate(rows):
        top = y + i * height
        content += rule(LEFT, top, right, top)
        x = LEFT
        for cell, width in zip(row, widths, strict=True):
            for j, line in enumerate(cell.split("\n")):
                content += text(x + 5, top + 12 + 12 * j, line, 10)
            x += width
    bottom = y + len(rows) * height
    content += rule(LEFT, bottom, right, bottom)
    x = LEFT
    for width in (0, *widths):
        x += width
        content += rule(x, y, x, bottom)
    return content


def read(data: bytes) -> Document:
    (document,) = read_bytes(data, "a.pdf")
    return document


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph)]


LONG = "各镇要按季公布集体账目,说明收入支出的去向,接受全体村民监督,并把结果报县里备案。"
SECOND = "办事指南变动以后要在三个工作日内更新,同时删去过期的材料,避免群众白跑一趟。"


def test_paragraphs_are_told_apart_and_lines_joined() -> None:
    content, y = flowed([LONG, SECOND])
    content += text(330, y + 60, "某镇人民政府") + text(340, y + 90, "2021年3月4日")
    document = read(pdf([text(180, 80, "某镇公开工作安排", 22) + content]))
    assert texts(document) == ["某镇公开工作安排", LONG, SECOND, "某镇人民政府", "2021年3月4日"]


def test_a_paragraph_runs_on_over_the_page_without_heads_and_numbers() -> None:
    pages = []
    for number, part in enumerate([LONG[:24], LONG[24 : 24 + COLUMN]], start=1):
        body = text(LEFT + (2 * SIZE if number == 1 else 0), 700 if number == 1 else 120, part)
        pages.append(text(230, 50, "某县公报", 10) + body + text(285, 800, f"— {number} —", 10))
    assert texts(read(pdf(pages))) == [LONG[: 24 + COLUMN]]


def test_a_ruled_table_stands_between_its_paragraphs() -> None:
    before, y = flowed([LONG])
    rows = [["序号", "要求", "单位"], ["1", "公布账目", "甲科\n乙科"], ["2", "更新指南", "丙科"]]
    after = text(LEFT + 32, y + 150, "以上任务按季报送。")
    document = read(pdf([before + grid(rows, y) + after]))
    assert [type(b) for b in document.blocks] == [Paragraph, Table, Paragraph]
    table = document.blocks[1]
    assert isinstance(table, Table)
    assert table.aligned
    assert [[c.text for c in row] for row in table.rows] == rows


def test_merged_cells_of_a_ruled_table() -> None:
    x = (90, 150, 350, 450)
    y = (100, 130, 160, 190)
    content = "".join(rule(x[0], v, x[3], v) for v in (y[0], y[1], y[3])) + rule(x[1], y[2], x[3], y[2])
    content += "".join(rule(v, y[0], v, y[3]) for v in (x[0], x[1], x[3])) + rule(x[2], y[1], x[2], y[3])
    for words, cx, cy in [("事项", 95, 112), ("要求", 155, 112), ("村务", 95, 142), ("甲", 155, 142), ("乙", 355, 142)]:
        content += text(cx, cy, words, 10)
    content += text(155, 172, "丙", 10) + text(355, 172, "丁", 10)
    (table,) = [b for b in read(pdf([content])).blocks if isinstance(b, Table)]
    assert [[(c.text, c.row_span, c.column_span) for c in row] for row in table.rows] == [
        [("事项", 1, 1), ("要求", 1, 2)],
        [("村务", 2, 1), ("甲", 1, 1), ("乙", 1, 1)],
        [("丙", 1, 1), ("丁", 1, 1)],
    ]


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_over_a_page_break_is_one(repeated: bool) -> None:
    header = ["序号", "要求", "单位"]
    first = grid([header, ["1", "公布账目", "甲科"]], 600) + text(290, 800, "1", 10)
    rest = ([header] if repeated else []) + [["2", "更新指南", "乙科"], ["3", "答复来信", "丙科"]]
    second = grid(rest, 100) + text(290, 800, "2", 10)
    (table,) = read(pdf([first, second])).blocks
    assert isinstance(table, Table)
    assert [row[0].text for row in table.rows] == ["序号", "1", "2", "3"]


def test_a_scan_needs_ocr() -> None:
    image = "/XObject << /Im 3 0 R >>"
    content = "q 500 0 0 700 40 40 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"
    document = read(pdf([content], extra=image))
    assert document.blocks == ()
    assert [p.code for p in document.problems] == ["needs_ocr"]


def test_an_encrypted_file_says_so() -> None:
    key = "28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a"
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >> /ID [<00> <00>]"
    with pytest.raises(ReadError) as caught:
        read_bytes(pdf([text(90, 90, "密")], encrypt), "a.pdf")
    assert caught.value.code == "unreadable"
    assert "密码" in caught.value.message


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.7\n" + bytes(range(256)) * 4])
def test_damaged_files(data: bytes) -> None:
    try:
        document = read(data)
    except ReadError as error:
        assert error.code == "unreadable"
        assert error.hint
    else:
        assert document.problems


def unruled(rows: list[list[str]], y: float, first: int, step: float = 20) -> tuple[str, float]:
    """A table without rules: the second cell broken by hand, all others in its line `first` (-1: the middle)."""
    content = ""
    xs = (60, 110, 330, 440)
    for row in rows:
        lines = row[1].split("\n")
        at = len(lines) // 2 if first < 0 else 0
        for i, line in enumerate(lines):
            content += text(xs[1], y, line, 10)
            if i == at:
                content += "".join(
                    text(x, y, cell, 10) for x, cell in zip(xs, [row[0], "", *row[2:]], strict=True) if cell
                )
            y += step
    return content, y


FULL = "每月公布账目并写明来源以及更正的经过和结果"
TASKS = [
    ["1", FULL + "\n" + FULL + "\n逐项说明。", "甲科、乙科", "年底前"],
    ["2", "更新指南。", "乙科", "长期"],
    ["3", FULL + "\n" + FULL + "\n留存备查。", "丙科", "6月底前"],
    ["4", FULL + "\n" + FULL + "\n不得删改。", "丙科", "6月底前"],
]
HEADER = ["序号", "工作任务", "责任科室", "完成时限"]


@pytest.mark.parametrize("first", [0, -1])
def test_a_table_without_rules_is_told_by_its_columns(first: int) -> None:
    content, y = unruled([HEADER, *TASKS], 120, first)
    sign = text(400, y + 60, "某镇人民政府", 10) + text(404, y + 80, "2021年3月4日", 10)
    document = read(pdf([text(180, 80, "某镇任务分工表", 18) + content + sign]))
    assert [type(b) for b in document.blocks] == [Paragraph, Table, Paragraph, Paragraph]
    table = document.blocks[1]
    assert isinstance(table, Table)
    assert [[c.text for c in row] for row in table.rows] == [
        HEADER,
        *([row[0], row[1].replace("\n", ""), *row[2:]] for row in TASKS),
    ]


def test_a_table_without_rules_goes_on_over_the_page_with_its_sections() -> None:
    first, _ = unruled([HEADER, *TASKS], 120, 0)
    section = text(60, 100, "二、其他事项", 10)
    second, _ = unruled([["5", "答复来信。", "丁科", "长期"], ["6", "公开电话。", "丁科", "长期"]], 120, 0)
    (table,) = read(pdf([first, section + second])).blocks
    assert isinstance(table, Table)
    assert [row[0].text for row in table.rows] == ["序号", "1", "2", "3", "4", "二、其他事项", "5", "6"]
    assert table.rows[5][0].column_span == 4


def test_words_of_a_header_in_prose_tear_nothing() -> None:
    header = text(90, 120, "任务", 12) + text(240, 120, "责任单位", 12) + text(420, 120, "时限", 12)
    content, _ = flowed([LONG, SECOND, LONG], 150)
    document = read(pdf([header + content]))
    assert not [b for b in document.blocks if isinstance(b, Table)]
    assert texts(document)[-3:] == [LONG, SECOND, LONG]


def test_damage_that_costs_text_is_named_and_nothing_is_printed(caplog: pytest.LogCaptureFixture) -> None:
    drawn = "".join(f"BT /F1 12 Tf 90 {700 - 9 * i} Td (plan {i * 7919}) Tj ET\n" for i in range(60))
    stream = zlib.compress(drawn.encode())
    damaged = stream[:300] + bytes(20) + stream[320:]
    head = (
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        "2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n"
        "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n"
        "5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n"
        f"4 0 obj\n<< /Length {len(damaged)} /Filter /FlateDecode >>\nstream\n"
    ).encode()
    tail = b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R /Size 6 >>\n%%EOF"
    (document,) = read_bytes(head + damaged + tail, "a.pdf")
    assert "damaged_part" in [problem.code for problem in document.problems]
    assert not caplog.records


@pytest.mark.parametrize("drop", [-5, -3, 0, 3, 5])
def test_figures_of_another_font_stay_in_the_line_of_their_title(drop: int) -> None:
    title = (
        text(100, 120, "望江市水利局", 22) + text(236, 120 + drop, "2024", 20) + text(320, 120, "年公开工作要点", 22)
    )
    lines, _ = flowed([LONG], y=180)
    first, *rest = texts(read(pdf([title + lines])))
    assert (first.replace(" ", ""), rest) == ("望江市水利局2024年公开工作要点", [LONG])


def test_several_threads_hear_of_their_own_file_alone_and_print_nothing(caplog: pytest.LogCaptureFixture) -> None:
    from zwsearch.read.pdf import _complaints

    inside, may_go = threading.Barrier(2), threading.Event()
    heard: dict[str, list[str]] = {}

    def listen(name: str) -> None:
        with _complaints() as said:
            inside.wait(30)
            if name == "second":
                may_go.wait(30)
            logging.getLogger("pdfminer.pdffont").warning("of %s", name)
        heard[name] = said

    threads = [threading.Thread(target=listen, args=(name,)) for name in ("first", "second")]
    for thread in threads:
        thread.start()
    threads[0].join(30)
    may_go.set()
    threads[1].join(30)
    assert heard == {"first": ["of first"], "second": ["of second"]}
    assert not caplog.records
    assert logging.getLogger("pdfminer").propagate
