"""Tables pasted into text: every way in which a copied table loses its shape, in our own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from zwsearch.read import read_path, read_text
from zwsearch.records import Document, Paragraph, Table

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
SEEDS = SHARED / "seeds"
A = "按季公布集体账目,说明收支去向。"
B = "更新办事指南,删去过期材料。"
C = "整理便民电话;逐项核对后公布。"


def shape(text: str) -> list[object]:
    """Paragraphs as strings, tables as lists of lists of cell texts."""
    return shape_of(read_text(text))


def shape_of(document: Document) -> list[object]:
    return [
        block.text if isinstance(block, Paragraph) else [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
    ]


def stream(*cells: str) -> str:
    return "".join(f"{cell} |\n" if cell else "|\n" for cell in cells)


def test_rows_with_slid_cells_stay_as_they_are() -> None:
    rows = f"事项 | 要求 | 单位 | 时限 | |\n一、村务 | 1 | {A} | 甲科 | 年底前 |\n2 | {B} | 乙科 | 长期 | |"
    text = f"安排表\n{rows}\n来源:网站"
    assert shape(text) == [
        "安排表",
        [["事项", "要求", "单位", "时限", ""], ["一、村务", "1", A, "甲科", "年底前"], ["2", B, "乙科", "长期", ""]],
        "来源:网站",
    ]


def test_a_cell_broken_over_lines_is_one_cell() -> None:
    text = f"序号 | 要求 | 单位 |\n1 | {A} | 甲科、\n乙科 |\n2 | {B} | 丙科 |\n"
    assert shape(text) == [[["序号", "要求", "单位"], ["1", A, "甲科、\n乙科"], ["2", B, "丙科"]]]


def test_prose_parts_two_tables() -> None:
    table = "序号 | 项目 | 数量 |\n1 | 甲 | 3 |\n2 | 乙 | 4 |\n"
    rows = [["序号", "项目", "数量"], ["1", "甲", "3"], ["2", "乙", "4"]]
    assert shape(f"{table}附件二\n下表按月更新。\n{table}") == [rows, "附件二", "下表按月更新。", rows]


def test_a_cell_a_line_with_empty_merged_cells() -> None:
    text = (
        "总表\n事项 |\n要求 |\n单位 |\n||\n"
        + stream("一、村务", "(一)账目", "1", A, "甲科")
        + f"|\n|\n2 |\n{B} |\n乙科\n|\n|\n(二)指南 |\n4 |\n{C} |\n丙科 |"
    )
    assert shape(text) == [
        "总表",
        [
            ["事项", "要求", "单位", "", ""],
            ["一、村务", "(一)账目", "1", A, "甲科"],
            ["", "", "2", B, "乙科"],
            ["", "(二)指南", "4", C, "丙科"],
        ],
    ]


def test_a_cell_a_line_without_any_empty_cells() -> None:
    text = stream(
        "事项", "序号", "要求", "单位", "一、村务", "1", A, "甲科", "2", B, "乙科", "二、指南", "3", C, "丙科"
    )
    assert shape(text) == [
        [
            ["事项", "序号", "要求", "单位"],
            ["一、村务", "1", A, "甲科"],
            ["2", B, "乙科"],
            ["二、指南", "3", C, "丙科"],
        ]
    ]


def test_a_title_cell_above_the_grid() -> None:
    text = stream("工作安排", "序号", "要求", "单位", "1", A, "甲科", "2", B, "乙科", "3", C, "丙科")
    assert shape(text) == [
        [["工作安排"], ["序号", "要求", "单位"], ["1", A, "甲科"], ["2", B, "乙科"], ["3", C, "丙科"]]
    ]


def test_a_cell_a_line_without_numbers() -> None:
    text = stream("要求", "单位", "时限", A, "甲科", "年底前", B, "乙科", "长期", C, "丙科", "每季度")
    assert shape(text) == [
        [["要求", "单位", "时限"], [A, "甲科", "年底前"], [B, "乙科", "长期"], [C, "丙科", "每季度"]]
    ]


def test_layout_tables_are_paragraphs_and_filler_vanishes() -> None:
    filler = "|" * 150
    prose = "本局编制报告。 一、概况 全年公开信息。\n二、受理情况\n完。 |"
    text = f"位置:首页 > |\n|\n某局年报 | {filler}\n|\n{filler}\n{prose}\n{filler}\n打印 关闭 | {filler}"
    assert shape(text) == [
        "位置:首页 >",
        "某局年报",
        "本局编制报告。 一、概况 全年公开信息。",
        "二、受理情况",
        "完。",
        "打印 关闭",
    ]


def test_filler_behind_a_real_table() -> None:
    filler = "|" * 60
    assert shape(f"序号 | 要求 | 单位 | {filler}\n1 | {A} | 甲科 | {filler}\n2 | {B} | 乙科 | {filler}") == [
        [["序号", "要求", "单位"], ["1", A, "甲科"], ["2", B, "乙科"]]
    ]


@pytest.mark.parametrize("text", ["字号:大 | 打印", "首页 | 新闻 | 公开", "甲 | 乙"])
def test_a_bar_in_prose_is_prose(text: str) -> None:
    assert shape(f"前文。\n{text}\n后文。") == ["前文。", text, "后文。"]


def test_markdown_table() -> None:
    assert shape("说明\n\n| 序号 | 要求 |\n|:--|---|\n| 1 | 甲\\|乙<br>丙 |\n| 2 | |\n\n后文") == [
        "说明",
        [["序号", "要求"], ["1", "甲|乙\n丙"], ["2", ""]],
        "后文",
    ]


def test_box_tables() -> None:
    assert shape("┌──┬───┐\n│序号│要求│\n├──┼───┤\n│1│甲乙│\n│ │丙│\n├──┼───┤\n│2│丁│\n└──┴───┘\n后文") == [
        [["序号", "要求"], ["1", "甲乙\n丙"], ["2", "丁"]],
        "后文",
    ]
    assert shape("+---+---+\n| 序 | 求 |\n+---+---+\n| 1 | 甲 |\n| 2 | 乙 |\n+---+---+") == [
        [["序", "求"], ["1", "甲"], ["2", "乙"]]
    ]


def test_tabs_from_a_spreadsheet() -> None:
    text = f'序号\t要求\t单位\n1\t"甲项\n乙项"\t办公室\n2\t称"三同步"\t\n\t{A}\t人事科\n后文'
    assert shape(text) == [
        [["序号", "要求", "单位"], ["1", "甲项\n乙项", "办公室"], ["2", '称"三同步"', ""], ["", A, "人事科"]],
        "后文",
    ]


def test_tabs_after_list_markers_are_no_table() -> None:
    assert shape("一、\t目标\n1.\t提高质量\n2.\t加强检查\n\t缩进的段落") == [
        "一、目标",
        "1.提高质量",
        "2.加强检查",
        "缩进的段落",
    ]


def test_columns_of_spaces_need_three_rows_in_line() -> None:
    assert shape("姓名      数量      备注\n甲某      12        无\n乙某      3         有\n") == [
        [["姓名", "数量", "备注"], ["甲某", "12", "无"], ["乙某", "3", "有"]]
    ]
    assert shape("甲局      乙局\n2020年      2月") == ["甲局      乙局", "2020年      2月"]


def test_tables_of_text_are_not_trusted_to_be_aligned() -> None:
    blocks = read_text(stream("序号", "要求", "单位", "1", A, "甲科", "2", B, "乙科")).blocks
    assert [b.aligned for b in blocks if isinstance(b, Table)] == [False]


@pytest.mark.skipif(not SEEDS.exists(), reason="种子文件不在")
@pytest.mark.parametrize(("number", "rows", "width"), [("000", 22, 6), ("001", 23, 6)])
def test_task_tables_of_the_seeds(number: str, rows: int, width: int) -> None:
    (document,) = read_path(next(SEEDS.glob(f"{number}_*")))
    (table,) = [b for b in document.blocks if isinstance(b, Table)]
    assert len(table.rows) == rows
    assert all(len(row) in (width, width - 1) for row in table.rows)
    numbers = [[c.text for c in row if c.text.isdigit()] for row in table.rows[1:]]
    assert all(len(found) == 1 for found in numbers)


@pytest.mark.skipif(not SEEDS.exists(), reason="种子文件不在")
@pytest.mark.parametrize("number", ["002", "003", "004"])
def test_prose_seeds_have_no_table_and_lose_no_character(number: str) -> None:
    path = next(SEEDS.glob(f"{number}_*"))
    (document,) = read_path(path)
    assert all(isinstance(b, Paragraph) for b in document.blocks)
    found = "".join(b.text for b in document.blocks if isinstance(b, Paragraph))

    def bare(text: str) -> str:
        return "".join(c for c in text if not c.isspace() and c not in "|\u200b\ufeff")

    assert bare(found) == bare(path.read_text(encoding="utf-8"))


HEADER = ["序号", "事项", "单位", "时限"]
BROKEN = [
    ["1", "按季公布账目,说明收支\n去向。", "财务科\n办公室", "6月\n底前"],
    ["2", B, "乙科", "年底前"],
    ["3", "整理电话,\n核对后公布。", "信息科、\n各所", "长期"],
    ["4", C, "丙科", "9月底前"],
]


@pytest.mark.parametrize(("bar", "edge"), [("\t", ""), (" | ", ""), ("|", "|")])
def test_cells_broken_over_lines_without_quotes(bar: str, edge: str) -> None:
    text = "\n".join(edge + bar.join(row) + edge for row in [HEADER, *BROKEN])
    assert shape(f"安排表\n{text}\n\n某局办公室") == ["安排表", [HEADER, *BROKEN], "某局办公室"]


def test_cells_that_a_spreadsheet_quoted() -> None:
    rows = "\n".join("\t".join(f'"{c}"' if "\n" in c else c for c in row) for row in [HEADER, *BROKEN])
    assert shape(f"安排表\n{rows}\n某局办公室") == ["安排表", [HEADER, *BROKEN], "某局办公室"]


def test_the_text_below_a_torn_table_is_not_its_last_cell() -> None:
    text = "\n".join("\t".join(row) for row in [HEADER, *BROKEN[:1], BROKEN[1], BROKEN[2]])
    assert shape(f"{text}\n某局办公室\n2023年3月1日")[1:] == ["某局办公室", "2023年3月1日"]


def test_rows_with_slid_cells_are_not_taken_for_torn_ones() -> None:
    text = (
        "序号\t事项\t单位\t时限\n1\t公布账目\t财务科\t年底前\n2\t更新指南\t乙科\n3\t整理电话\n4\t核对清单\t丙科\t长期"
    )
    assert shape(text) == [[line.split("\t") for line in text.split("\n")]]
