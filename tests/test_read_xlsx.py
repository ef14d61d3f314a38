"""Excel: titles, merged cells, sheets, hidden rows, values as displayed."""

from __future__ import annotations

import datetime
import io
import time
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from zwsearch.errors import ReadError
from zwsearch.read import number_formats, read_bytes
from zwsearch.records import Document, Paragraph, Table


def read(workbook: Workbook) -> Document:
    buffer = io.BytesIO()
    workbook.save(buffer)
    (document,) = read_bytes(buffer.getvalue(), "a.xlsx")
    return document


def filled(rows: list[list[Any]]) -> tuple[Workbook, Any]:
    workbook = Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    return workbook, sheet


def test_titles_merges_and_empty_rows() -> None:
    workbook, sheet = filled(
        [
            ["任务分工表"],
            ["事项", "序号", "要求"],
            ["村务", 1, "公布\n账目"],
            [None, 2, "更新指南"],
            [],
            ["说明", 3, "末"],
        ]
    )
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    document = read(workbook)
    assert document.blocks[0] == Paragraph("任务分工表")
    table = document.blocks[1]
    assert isinstance(table, Table)
    assert table.aligned
    assert table.caption is None
    assert [[(c.text, c.row_span) for c in row] for row in table.rows] == [
        [("事项", 1), ("序号", 1), ("要求", 1)],
        [("村务", 2), ("1", 1), ("公布\n账目", 1)],
        [("2", 1), ("更新指南", 1)],
        [("说明", 1), ("3", 1), ("末", 1)],
    ]


def test_several_sheets_have_captions_and_hidden_parts_are_named() -> None:
    workbook, sheet = filled([["序号", "要求"], [1, "甲"], [2, "乙"]])
    sheet.title = "清单"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    other = workbook.create_sheet("备用")
    other.append(["序号", "要求"])
    other.append([1, "丙"])
    other.sheet_state = "hidden"
    document = read(workbook)
    assert [b.caption for b in document.blocks if isinstance(b, Table)] == ["清单", "备用"]
    (problem,) = document.problems
    assert problem.code == "hidden_rows"
    assert "3" in (problem.where or "")
    assert "备用" in (problem.where or "")


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (datetime.date(2023, 5, 6), "yyyy-mm-dd", "2023-05-06"),
        (datetime.datetime(2023, 5, 6), 'yyyy"年"m"月"d"日"', "2023年5月6日"),
        (datetime.datetime(2023, 5, 6), 'yyyy"年"m"月"', "2023年5月"),
        (datetime.datetime(2023, 5, 6), 'm"月"d"日"', "5月6日"),
        (datetime.datetime(2023, 5, 6, 14, 30), "yyyy/m/d h:mm", "2023/5/6 14:30"),
        (12, "General", "12"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (0.256, "0.0%", "25.6%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (7, "000", "007"),
        (3, '0"项"', "3项"),
        (True, "General", "TRUE"),
        ("  前后空白 ", "General", "前后空白"),
    ],
)
def test_values_as_displayed(value: Any, style: str, text: str) -> None:
    workbook, sheet = filled([["名", "值"], ["甲", value]])
    sheet["B2"].number_format = style
    table = read(workbook).blocks[0]
    assert isinstance(table, Table)
    assert table.rows[1][1].text == text


def test_an_empty_workbook() -> None:
    with pytest.raises(ReadError) as caught:
        read(Workbook())
    assert caught.value.code == "empty"


@pytest.mark.parametrize("far", ["A1048576", "XFD2", "XFD1048576", "D2000"])
def test_a_stray_cell_far_away_is_left_out_and_told(far: str) -> None:
    table = [["序号", "要求", "科室"], ["1", "公布水价", "甲科"], ["2", "公布停水", "乙科"]]
    workbook, sheet = filled([["任务表"], *table, [None, "末", None]])
    sheet[far] = "远\n处"
    started = time.monotonic()
    document = read(workbook)
    assert time.monotonic() - started < 5
    assert document.blocks[0] == Paragraph("任务表")
    assert isinstance(document.blocks[1], Table)
    assert [[c.text for c in row] for row in document.blocks[1].rows] == [*table, ["", "末", ""]]
    (problem,) = document.problems
    assert problem.code == "stray_cells"
    assert f"{far}（远 处）" in problem.message
    assert problem.where is not None and sheet.title in problem.where


def test_what_stands_apart_on_purpose_is_read() -> None:
    workbook, sheet = filled([["序号", "要求"], ["1", "公布水价"]])
    for row in range(3000, 3010):
        sheet.cell(row, 1, str(row))
        sheet.cell(row, 2, "更新指南")
    sheet["AA5"] = "注"
    document = read(workbook)
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert not document.problems
    assert [row[0].text for row in table.rows] == ["序号", "1", "", *map(str, range(3000, 3010))]
    assert table.rows[2][-1].text == "注"


def test_two_lone_cells_are_both_read() -> None:
    workbook, sheet = filled([["甲"]])
    sheet["A1048576"] = "远"
    (table,) = read(workbook).blocks
    assert isinstance(table, Table)
    assert [[c.text for c in row] for row in table.rows] == [["甲"], ["远"]]


def test_a_sheet_as_wide_as_it_goes_is_refused() -> None:
    workbook, sheet = filled([["甲"]] * 200)
    for row in range(1, 200):
        sheet.cell(row, 16384, "乙")
    with pytest.raises(ReadError) as caught:
        read(workbook)
    assert caught.value.code == "too_large"


def test_damaged_workbook() -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(b"PK\x03\x04" + bytes(100), "a.xlsx")
    assert caught.value.code == "unreadable"


def test_a_merge_of_a_whole_sheet_is_refused_before_it_is_loaded() -> None:
    workbook, _ = filled([["甲", "乙"], [1, 2]])
    buffer = io.BytesIO()
    workbook.save(buffer)
    parts = zipfile.ZipFile(buffer)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as archive:
        for name in parts.namelist():
            data = parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
                data = data.replace(b"</sheetData>", merge)
            archive.writestr(name, data)
    with pytest.raises(ReadError) as caught:
        read_bytes(bomb.getvalue(), "a.xlsx")
    assert caught.value.code == "too_large"


def test_formatting_far_below_the_text_costs_nothing() -> None:
    workbook, sheet = filled([["序号", "要求"], [1, "公布"]])
    sheet["H1048576"].number_format = "0.00"
    (table,) = read(workbook).blocks
    assert isinstance(table, Table)
    assert len(table.rows) == 2


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ('m"月"d"日前"', "8月31日前"),
        ('m"月底前"', "8月底前"),
        ("yyyy/m/d", "2021/8/31"),
        ("yyyy.m", "2021.8"),
        ('[$-804]yyyy"年"m"月"d"日";@', "2021年8月31日"),
        ("yyyy\\-mm\\-dd", "2021-08-31"),
        ("d-mmm-yy", "2021-08-31"),
        ("mm-dd-yy", "2021-08-31"),
    ],
)
def test_dates_keep_every_word_of_their_format(style: str, text: str) -> None:
    workbook, sheet = filled([["名", "值"], ["甲", datetime.datetime(2021, 8, 31)]])
    sheet["B2"].number_format = style
    table = read(workbook).blocks[0]
    assert isinstance(table, Table)
    assert table.rows[1][1].text == text


@pytest.mark.parametrize(("number", "text"), [(31, "2021年8月31日"), (57, "2021年8月"), (58, "8月31日")])
def test_date_formats_that_the_file_does_not_spell_out(number: int, text: str) -> None:
    workbook, sheet = filled([["名", "值"], ["甲", 44439]])
    sheet["B2"].number_format = "0"
    sheet["B2"]._style.numFmtId = number
    table = read(workbook).blocks[0]
    assert isinstance(table, Table)
    assert table.rows[1][1].text == text


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ('[DBNum1][$-804]yyyy"年"m"月"d"日";@', "二〇二一年十月十二日"),
        ("[$-F800]dddd, mmmm dd, yyyy", "2021年10月12日"),
        ("[$-804]aaaa", "星期二"),
        ('e"年"m"月"', "2021年10月"),
        ("d-mmm", "10月12日"),
        ("mmm-yy", "2021年10月"),
        ('"截至"yyyy"年"m"月底"', "截至2021年10月底"),
        ("yyyymmdd", "20211012"),
        ('yyyy"年"m"月"d"日" 上午/下午h"时"mm"分"', "2021年10月12日 下午2时05分"),
    ],
)
def test_dates_and_bare_day_numbers_read_alike(style: str, text: str) -> None:
    moment = datetime.datetime(2021, 10, 12, 14, 5)
    workbook, sheet = filled(
        [["名", "值", "值"], ["甲", moment, (moment - datetime.datetime(1899, 12, 30)).total_seconds() / 86400]]
    )
    sheet["B2"].number_format = sheet["C2"].number_format = style
    table = read(workbook).blocks[0]
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[1]] == ["甲", text, text]


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (45107, "General", "45107"),
        (20230630, "0", "20230630"),
        (3, '"第"0"项"', "第3项"),
        (-3, "#,##0;[Red]-#,##0", "-3"),
        (0, '0;-0;"无"', "无"),
        (123, '[DBNum2][$-804]General"元"', "壹佰贰拾叁元"),
        (10203, "[DBNum1]General", "一万〇二百〇三"),
        (datetime.timedelta(hours=26), "[h]:mm", "26:00"),
        (datetime.time(9, 30), "h:mm", "9:30"),
        ("6月底", '@"前"', "6月底前"),
        ("_x0041_级_x000D_\n公开", "General", "A级\n公开"),
        ("原样_x005F_x0041_", "General", "原样_x0041_"),
    ],
)
def test_numbers_texts_and_escapes(value: Any, style: str, text: str) -> None:
    workbook, sheet = filled([["名", "值"], ["甲", value]])
    sheet["B2"].number_format = style
    table = read(workbook).blocks[0]
    assert isinstance(table, Table)
    assert table.rows[1][1].text == text


@given(
    st.text('ymdhse0#?.,%;@"\\[]$-_* 年月日前aAGM/P+EDBNum123', max_size=30),
    st.floats(-1e6, 3e6),
    st.datetimes(datetime.datetime(1900, 3, 1), datetime.datetime(2200, 1, 1)),
)
def test_any_format_shows_something_printable(style: str, number: float, moment: datetime.datetime) -> None:
    shown = (
        number_formats.show_number(number, style),
        number_formats.show_date(moment, style),
        number_formats.show_span(datetime.timedelta(days=number), style),
        number_formats.show_text("文", style),
    )
    assert all(isinstance(text, str) and len(text) < 1000 for text in shown)


@pytest.mark.parametrize("sheet", ["分工表", "任务分工", "Sheet1"])
def test_the_name_of_a_sheet_is_no_part_of_the_title(sheet: str) -> None:
    from zwsearch.extract import extract
    from zwsearch.repair import repair

    workbook, page = filled(
        [
            ["望江市水利局2023年政务公开任务分工表"],
            ["序号", "工作任务", "具体要求", "牵头单位", "完成时限"],
            [1, "政策解读", "发布图文解读，讲清申领条件。", "农水科", "年底前"],
        ]
    )
    page.title = sheet
    found = extract(repair(read(workbook)))
    assert (found.notice.title, found.notice.issuer) == ("望江市水利局2023年政务公开任务分工表", "望江市水利局")
    assert len(found.tasks) == 1
