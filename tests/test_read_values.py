"""Values between commas and semicolons, in quotes over line breaks too, and headings in rows of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from zwsearch.extract import extract
from zwsearch.read import read_path, read_text
from zwsearch.records import Paragraph, Table
from zwsearch.repair import repair

A = "按季公布集体账目。"
B = "更新办事指南。"


def rows(text: str) -> list[list[list[str]]]:
    tables = [block for block in read_text(text).blocks if isinstance(block, Table)]
    return [[[cell.text for cell in row] for row in table.rows] for table in tables]


def test_a_value_in_quotes_runs_over_lines() -> None:
    text = f'安排表\n序号,要求,单位\n1,"{A}\n{B}","甲科,\n乙科"\n一、其他\n2,"他说""好"",{B}",乙科\n来源：网站'
    assert rows(text) == [
        [
            ["序号", "要求", "单位"],
            ["1", f"{A}\n{B}", "甲科,\n乙科"],
            ["一、其他"],
            ["2", f'他说"好",{B}', "乙科"],
        ]
    ]
    assert [b.text for b in read_text(text).blocks if isinstance(b, Paragraph)] == ["安排表", "来源：网站"]


def test_lines_with_commas_that_break_nowhere_stay_lines() -> None:
    for text in (f"序号,要求,单位\n1,{A},甲科\n2,{B},乙科", f'序号,要求,单位\n1,"{A},甲科\n2,{B},乙科', "甲,乙,丙\n丁"):
        assert rows(text) == []


def test_a_heading_below_a_row_without_its_last_cells() -> None:
    text = f"序号 | 任务 | 科室 | 配合 | 时限\n1 | {A} | 甲科\n| 二、公开 |\n2 | {B} | 乙科 | 丙科 | 年底"
    assert rows(text)[0][1:3] == [["1", A, "甲科"], ["", "二、公开"]]
    closed = f"序号 | 任务 | 科室 | 配合 | 时限\n1 | {A} | 甲科 |\n| 二、公开 |\n2 | {B} | 乙科 | 丙科 | 年底"
    assert rows(closed)[0][1:3] == [["1", A, "甲科"], ["", "二、公开"]]


HEAD = ["序号", "具体要求", "牵头单位", "时限"]


@pytest.mark.parametrize("mark", [";", "\uff1b"])
def test_semicolons_part_the_values_under_headings(mark: str) -> None:
    cells = [HEAD, ["1", f"{A}{B}", "甲科", "年底前"], ["2", B, "乙科、丙科", ""]]
    text = "安排表\n" + "\n".join(mark.join(row) for row in cells) + "\n来源：网站"
    assert rows(text) == [cells]
    assert [b.text for b in read_text(text).blocks if isinstance(b, Paragraph)] == ["安排表", "来源：网站"]


def test_rows_between_semicolons_may_be_broken_over_long_and_short() -> None:
    text = f'序号;要求;单位;时限\n1;"{A}\n{B}";甲科;年底\n一、其他\n2;公布标准; 更新指南;乙科;6月\n'
    text += f"3;{B};丙科;;;\n\n4;{B};丁科;;"
    assert rows(text)[0][1:] == [
        ["1", f"{A}\n{B}", "甲科", "年底"],
        ["一、其他"],
        ["2", "公布标准;更新指南", "乙科", "6月"],
        ["3", B, "丙科", ""],
        ["4", B, "丁科", ""],
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"序号,要求,单位\n1,公布标准;更新指南;答复来信,甲科\n2,{B},乙科",
        "任务;单位;时限",
        "会议听取汇报;研究了预算;讨论了人事\n会议决定;由甲科牵头;年底完成",
        "甲科;乙科;丙科\n1;2;3",
    ],
)
def test_semicolons_in_a_text_make_no_table(text: str) -> None:
    assert rows(text) == []


@pytest.mark.parametrize(("name", "mark"), [("分工.csv", m) for m in ",;|\t\uff1b"] + [("分工.tsv", "\t")])
def test_saved_tables_of_text_are_files_like_others(tmp_path: Path, name: str, mark: str) -> None:
    table = [HEAD, ["1", "公布水费标准。", "供水科", "年底前"]]
    lines = "\n".join(mark.join(row) for row in table) + "\n"
    for first in ("", f"sep={mark}\n") if mark.isascii() else ("",):
        (tmp_path / name).write_text(first + lines, "utf-8-sig")
        (document,) = read_path(tmp_path / name)
        extraction = extract(repair(document))
        (task,) = extraction.tasks
        assert (task.requirement, task.lead) == ("公布水费标准。", ("供水科",))
        assert "sep=" not in extraction.text
