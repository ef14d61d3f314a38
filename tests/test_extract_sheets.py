"""Sheets of offices: titles that end in a bracket, and sheets that have none but the name of their file."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from zwsearch.extract import extract
from zwsearch.extract.file_names import title_from_name, year_from_name
from zwsearch.extract.kinds import kind_of
from zwsearch.extract.titles import is_title
from zwsearch.read import read_bytes
from zwsearch.records import Extraction
from zwsearch.repair import repair

HEADER = ("序号", "工作任务", "责任单位", "完成时限")
NAME = "柳溪县2024年政务公开任务分工表"


def sheet(
    *dues: str,
    title: str | None = None,
    merged: bool = False,
    name: str = "工作簿1.xlsx",
    demand: str = "公布第{}项补贴的标准和发放情况。",
) -> Extraction:
    book = Workbook()
    page = book.active
    assert page is not None
    if title is not None:
        page.append([title])
        if merged:
            page.merge_cells("A1:D1")
    page.append(HEADER)
    for i, due in enumerate(dues, 1):
        page.append([i, demand.format(i), "民政局", due])
    out = io.BytesIO()
    book.save(out)
    return extract(repair(read_bytes(out.getvalue(), name)[0]))


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize(
    "bracket", ["（民生类）", "(民生类)", "（第二批）", "（2024年修订）", "（县直单位）", "（县民政局）", "（试行）"]
)
def test_a_title_may_end_in_a_bracket(bracket: str, merged: bool) -> None:
    found = sheet("6月底前", "年底前", title=NAME + bracket, merged=merged)
    assert (found.notice.title, found.notice.year, found.notice.kind) == (NAME + bracket, 2024, "任务分工")
    assert [t.deadline.end for t in found.tasks if t.deadline] == ["2024-06-30", "2024-12-31"]


@pytest.mark.parametrize(
    "line",
    [
        "完善2024年政务公开工作方案（办公室牵头）",
        "落实2024年政务公开工作方案（责任单位：办公室）",
        "印发2024年政务公开工作方案（县民政局）",
    ],
)
def test_a_demand_with_its_owner_in_a_bracket_is_no_title(line: str) -> None:
    assert not is_title(line)


@pytest.mark.parametrize("bracket", ["", "（民生类）", "（第一批）"])
def test_a_bracket_does_not_change_the_kind(bracket: str) -> None:
    assert kind_of("柳溪县2024年责任清单" + bracket) == "任务分工"
    assert kind_of("柳溪县2024年政务公开工作要点" + bracket) == "工作要点"


@pytest.mark.parametrize(
    "name",
    [
        "{}.xlsx",
        "02 {}.xlsx",
        "3.{}.xlsx",
        "附件1：{}.xlsx",
        "附件2-{}（定稿）.xlsx",
        "{} (1).xlsx",
        "下发/（4）{}_最终稿.xlsx",
        "{}20240305.xlsx",
    ],
)
def test_a_sheet_without_a_title_takes_the_name_of_its_file(name: str) -> None:
    found = sheet("6月底前", name=name.format(NAME))
    assert (found.notice.title, found.notice.year, found.notice.kind) == (NAME, 2024, "任务分工")
    assert [t.deadline.end for t in found.tasks if t.deadline] == ["2024-06-30"]
    assert "title_from_name" in {p.code for p in found.problems}


@pytest.mark.parametrize(
    "name", ["工作簿1.xlsx", "新建 Microsoft Excel 工作表.xlsx", "1.xlsx", "20240305.xlsx", "粘贴文本"]
)
def test_other_names_are_no_titles(name: str) -> None:
    assert title_from_name(name) is None
    assert year_from_name(name) is None


def test_a_title_of_its_own_wins_over_the_name_of_the_file() -> None:
    found = sheet("6月底前", title="柳溪县2023年政务公开任务清单", name=NAME + ".xlsx")
    assert (found.notice.title, found.notice.year) == ("柳溪县2023年政务公开任务清单", 2023)
    assert "title_from_name" not in {p.code for p in found.problems}


def test_a_name_that_is_no_title_may_tell_the_year() -> None:
    assert sheet("6月底前", name="民生台账2022.xlsx").notice.year == 2022
    assert year_from_name("2021-2023年规划.xlsx") is None


def test_deadlines_without_a_year_are_of_the_year_that_all_others_share() -> None:
    found = sheet("2024年6月底前", "2024年9月30日前", "10月底前")
    assert found.notice.year == 2024
    assert [t.deadline.end for t in found.tasks if t.deadline] == ["2024-06-30", "2024-09-30", "2024-10-31"]


def test_deadlines_of_two_years_tell_none() -> None:
    found = sheet("2024年6月底前", "2025年9月30日前", "10月底前")
    assert found.notice.year is None
    assert [t.deadline.end for t in found.tasks if t.deadline] == ["2024-06-30", "2025-09-30", None]


def test_the_text_keeps_the_columns_of_merged_cells_apart() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    rows = [
        ("类别", "序号", "工作任务", "责任单位", "完成时限"),
        ("一、公开", 1, "公布低保对象和资金发放情况。", "民政局", "6月底前"),
        (None, 2, "公布重大决策草案和听证结果。", "司法局", "9月底前"),
        (None, 3, "按季度通报落实的情况。", None, "12月底前"),
        ("二、解读", 4, "解读新的补贴办法，说明理由。", "财政局", None),
    ]
    for row in rows:
        page.append(row)
    for place in ("A2:A4", "C4:D4", "E4:E5"):
        page.merge_cells(place)
    out = io.BytesIO()
    book.save(out)
    found = extract(repair(read_bytes(out.getvalue(), "a.xlsx")[0]))
    lines = [[cell.strip() for cell in line.split(" | ")] for line in found.text.splitlines()]
    assert lines == [
        ["类别", "序号", "工作任务", "责任单位", "完成时限"],
        ["一、公开", "1", "公布低保对象和资金发放情况。", "民政局", "6月底前"],
        ["", "2", "公布重大决策草案和听证结果。", "司法局", "9月底前"],
        ["", "3", "按季度通报落实的情况。", "", "12月底前"],
        ["二、解读", "4", "解读新的补贴办法，说明理由。", "财政局"],
    ]
    assert ["".join(found.text[s.start : s.end] for s in t.spans) for t in found.tasks] == [
        t.requirement for t in found.tasks
    ]
    assert [t.number for t in found.tasks] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    "form",
    [
        ("填报单位：柳溪县民政局", None, None, "填报时间：2024年3月5日"),
        ("制表单位：", "柳溪县民政局", "制表时间：", "2024年3月5日"),
        ("单位（盖章）：柳溪县民政局", None, None, None, "2024年3月5日"),
        ("联系人：办公室", None, "联系电话：0000-0000000"),
        ("填表单位：柳溪县民政局", None, None, None, "单位：万元"),
    ],
)
@pytest.mark.parametrize("due", ["完成时限", "整改期限"])
def test_who_filled_a_sheet_in_and_when_is_no_row_of_it(form: tuple[str | None, ...], due: str) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append([NAME])
    page.append(form)
    page.append(("序号", "反馈问题", "整改措施", "整改目标", "责任单位", due))
    for i in (1, 2):
        page.append((i, "栏目久不更新", f"逐月检查第{i}类栏目。", "栏目按月更新", "民政局", f"2024年{i + 5}月底前"))
    out = io.BytesIO()
    book.save(out)
    found = extract(repair(read_bytes(out.getvalue(), "a.xlsx")[0]))
    assert found.notice.title == NAME
    assert [(t.number, t.requirement, t.lead) for t in found.tasks] == [
        (str(i), f"逐月检查第{i}类栏目。", ("民政局",)) for i in (1, 2)
    ]
    assert [t.deadline.end for t in found.tasks if t.deadline] == ["2024-06-30", "2024-07-31"]


def test_a_first_row_of_tasks_with_colons_stays_one() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(("序号：", "工作任务：", "责任单位：", "完成时限："))
    page.append((1, "栏目：逐月检查并更新。", "民政局", "6月底前"))
    out = io.BytesIO()
    book.save(out)
    found = extract(repair(read_bytes(out.getvalue(), "a.xlsx")[0]))
    assert [(t.number, t.lead) for t in found.tasks] == [("1", ("民政局",))]
