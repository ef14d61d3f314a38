"""Values between commas whose quotes run over line breaks, and headings in rows of their own."""

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


@pytest.mark.parametrize(("name", "mark"), [("分工.csv", ","), ("分工.tsv", "\t")])
def test_saved_tables_of_text_are_files_like_others(tmp_path: Path, name: str, mark: str) -> None:
    rows = [("序号", "具体要求", "牵头单位", "时限"), ("1", "公布水费标准。", "供水科", "年底前")]
    (tmp_path / name).write_text("\n".join(mark.join(row) for row in rows) + "\n", "utf-8-sig")
    (document,) = read_path(tmp_path / name)
    (task,) = extract(repair(document)).tasks
    assert (task.requirement, task.lead) == ("公布水费标准。", ("供水科",))
