"""The ledger in its four formats: every value comes back, nothing is a formula, nothing is half written."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from zwsearch.errors import UsageError
from zwsearch.ledger import FORMATS, write_ledger
from zwsearch.ledger.columns import COLUMNS
from zwsearch.records import Deadline, Notice, Problem, Source, StoredNotice, Tag, Unit

HEADERS = [column.header for column in COLUMNS]
ABOUT = Notice("关于公开工作的通知", "某市教育局", None, None, 2023, "某省", "通知")
NOTICE = StoredNotice("ab", ABOUT, Source("a.txt", "txt", "utf-8", ""), "")


def unit(text: str, number: str | None = "1", lead: tuple[str, ...] = ("办公室", "财务科")) -> Unit:
    due = Deadline("年底前", "by", None, "2023-12-31")
    return Unit(
        1,
        "ab-1",
        "ab",
        "task",
        text,
        ("一、公开", "（一）栏目"),
        number,
        lead,
        (),
        due,
        (),
        Tag("信息管理", 0.9, "auto"),
    )


def write(tmp_path: Path, suffix: str, *units: Unit) -> Path:
    path = tmp_path / f"out{suffix}"
    assert write_ledger(path, [(each, NOTICE) for each in units]) == len(units)
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel needs the mark"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_xlsx(path: Path) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    _, header, *rows = sheet.iter_rows()  # the first says what it is
    return [{str(h.value): cell.value for h, cell in zip(header, row, strict=True)} for row in rows]


def test_all_formats_hold_the_same_ledger(tmp_path: Path) -> None:
    text = "清理栏目，按月更新"
    (row,) = read_csv(write(tmp_path, ".csv", unit(text)))
    (cells,) = read_xlsx(write(tmp_path, ".xlsx", unit(text)))
    (record,) = map(json.loads, write(tmp_path, ".jsonl", unit(text)).read_text("utf-8").splitlines())
    lines = write(tmp_path, ".md", unit(text)).read_text("utf-8").splitlines()
    assert list(row) == list(cells) == HEADERS
    told = {k: v.date() if isinstance(v, datetime) else v for k, v in cells.items()}
    assert {k: v or None for k, v in row.items()} == {k: None if v is None else str(v) for k, v in told.items()}
    assert told["截止日期"] == date(2023, 12, 31), "a day that a sheet can reckon with"
    assert (row["具体要求"], row["牵头单位"], row["截止日期"], row["年份"]) == (
        text,
        "办公室、财务科",
        "2023-12-31",
        "2023",
    )
    assert (cells["年份"], cells["把握"]) == (2023, 0.9)
    assert record["requirement"] == text
    assert (record["lead"], record["section"]) == (["办公室", "财务科"], ["一、公开", "（一）栏目"])
    assert (record["deadline_kind"], record["verdict"], record["year"]) == ("by", "auto", 2023)
    assert lines[0] == f"| {' | '.join(HEADERS)} |"
    assert text in lines[2]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_begins_like_a_formula_is_text(tmp_path: Path, start: str) -> None:
    text = f'{start}HYPERLINK("http://example.org","点我")'
    hostile = unit(text, number=f"{start}1", lead=(f"{start}cmd|' /C calc'!A0",))
    (row,) = read_csv(write(tmp_path, ".csv", hostile))
    for header in ("具体要求", "序号", "牵头单位"):
        assert row[header].startswith("'")
    sheet = openpyxl.load_workbook(write(tmp_path, ".xlsx", hostile)).active
    assert sheet is not None
    assert {cell.data_type for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)} == {"s"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=60))
@example("a|b\nc")
@example("\x00\x0b\x1f\ufffe\ud800正文")
@example("<script>alert(1)</script>")
@example("a\\|b")
def test_any_text_is_written_and_read_back(tmp_path: Path, text: str) -> None:
    (row,) = read_csv(write(tmp_path, ".csv", unit(text)))
    said = text.encode("utf-8", "replace").decode()
    assert row["具体要求"] in (said, f"'{said}")
    (record,) = map(json.loads, write(tmp_path, ".jsonl", unit(text)).read_bytes().splitlines())
    assert record["requirement"] == said
    (cells,) = read_xlsx(write(tmp_path, ".xlsx", unit(text)))
    legal = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
    assert str(cells["具体要求"] or "").splitlines() == legal.splitlines()
    lines = write(tmp_path, ".md", unit(text)).read_bytes().decode().split("\n")
    assert len(lines) == 4
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", lines[2])) == len(HEADERS) + 1
    assert "<script" not in lines[2]


def test_a_cell_longer_than_a_sheet_allows_is_cut_and_says_so(tmp_path: Path) -> None:
    for text in ("字" * 40_000, "𠮷" * 20_000):
        (cells,) = read_xlsx(write(tmp_path, ".xlsx", unit(text)))
        kept = str(cells["具体要求"])
        assert len(kept.encode("utf-16-le")) // 2 <= 32_767
        assert kept.endswith("（全文见原通知）")
        (row,) = read_csv(write(tmp_path, ".csv", unit(text)))
        assert row["具体要求"] == text


def test_the_sheet_is_ready_to_read(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write(tmp_path, ".xlsx", unit("甲"), unit("乙"))).active
    assert sheet is not None
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:V4"
    assert sheet["C3"].alignment.wrap_text
    assert sheet["A2"].font.bold
    assert sheet.column_dimensions["C"].width > 40
    assert "关于公开工作的通知 任务台账（2 条，" in str(sheet["A1"].value)
    assert HEADERS[-3:] == ["编号", "把握", "复核"], "what only the program needs comes last"


def test_a_notice_without_a_title_is_called_by_its_file(tmp_path: Path) -> None:
    bare = replace(NOTICE, notice=replace(ABOUT, title=None), problems=(Problem("no_tasks", "没有读出任务", ""),))
    for suffix in FORMATS:
        write_ledger(tmp_path / f"out{suffix}", [(unit("甲"), bare)])
    assert read_csv(tmp_path / "out.csv")[0]["通知"] == "a.txt"
    assert "| a.txt |" in (tmp_path / "out.md").read_text("utf-8")
    assert json.loads((tmp_path / "out.jsonl").read_text("utf-8"))["title"] is None, "a program is told what is known"
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book["台账"]["I3"].value == book["问题"]["A3"].value == "a.txt"
    assert str(book["台账"]["A1"].value).startswith("a.txt 任务台账")


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (Problem("missing_table", "没有表格", "", "二、收费"), "二、收费"),
        (Problem("mojibake", "乱码", "", "?!稑?biāo)"), None),
        (Problem("spam_injected", "广告", "", "888彩票"), None),
        (Problem("undecodable", "字节", "", "公开\ufffd目录"), "公开□目录"),
        (Problem("undecodable", "字节", "", "\ufffd\ufffd\ufffdx"), None),
    ],
)
def test_the_place_of_a_problem_is_words_and_no_rubbish(tmp_path: Path, problem: Problem, told: str | None) -> None:
    write_ledger(tmp_path / "out.xlsx", [(unit("甲"), replace(NOTICE, problems=(problem,)))])
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["问题"]["E3"].value == told


def test_all_of_a_sheet_is_set_in_the_type_of_offices(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write(tmp_path, ".xlsx", unit("甲")))
    assert {cell.font.name for row in book["台账"].iter_rows() for cell in row if cell.value is not None} == {"宋体"}


def test_the_sheet_is_ready_to_print(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write(tmp_path, ".xlsx", unit("甲"), unit("乙")))
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$2:$2"
    assert book["台账"].print_area.endswith("$A$1:$I$4")


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_an_empty_ledger_has_its_header(tmp_path: Path, suffix: str) -> None:
    content = write(tmp_path, suffix).read_bytes()
    assert content or suffix == ".jsonl"


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_an_empty_ledger_does_not_take_the_place_of_a_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(UsageError, match="没有覆盖"):
        write_ledger(path, [])
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    path.write_bytes(b"old")

    def broken() -> object:
        yield unit("甲"), NOTICE
        raise KeyError

    with pytest.raises(KeyError):
        write_ledger(path, broken())  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_where_it_cannot_write_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for path in (tmp_path / "none" / "a.csv", tmp_path / "folder.csv", tmp_path / "a.pdf", tmp_path / "a"):
        with pytest.raises(UsageError) as caught:
            write_ledger(path, [])
        assert caught.value.hint
    assert [each.name for each in tmp_path.iterdir()] == ["folder.csv"]


def test_problems_of_the_notices_stand_beside_the_tasks(tmp_path: Path) -> None:
    gap = Problem("numbering_gap", "=序号不连续", "请核对原件", "第3项")
    lost = Problem("no_tasks", "没有读出任务", "请检查表格")
    notice = replace(NOTICE, missing_numbers=("3", "5"), problems=(gap,))
    silent = replace(NOTICE, id="cd", problems=(lost,))
    rows = [(unit("公布清单。"), notice), (unit("更新栏目。"), notice)]
    for suffix in FORMATS:
        assert write_ledger(tmp_path / f"out{suffix}", rows, without_tasks=[silent]) == 2
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["台账", "问题"]
    _, header, *lines = book["问题"].iter_rows()
    assert "代码" not in {cell.value for cell in header}
    assert [[cell.value for cell in line][2:4] for line in lines] == [
        ["=序号不连续", "请核对原件"],
        ["没有读出任务", "请检查表格"],
    ]
    assert all(cell.data_type == "s" for line in lines for cell in line if cell.value is not None)
    assert [row["通知缺少的序号"] for row in read_csv(tmp_path / "out.csv")] == ["3、5", "3、5"]
    assert read_csv(tmp_path / "out.csv")[0]["通知的问题"] == "'=序号不连续"
    first = json.loads((tmp_path / "out.jsonl").read_text("utf-8").splitlines()[0])
    assert first["missing_numbers"] == ["3", "5"]
    assert first["problems"][0]["code"] == "numbering_gap"
