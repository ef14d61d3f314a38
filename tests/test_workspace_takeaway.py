"""Ledgers taken away: whose rows, in which order, and a word where nothing is in them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from zwsearch.errors import NotFoundError, UsageError
from zwsearch.records import Filters
from zwsearch.workspace import Workspace, takeaway
from zwsearch.workspace.querying import query_notices
from zwsearch.workspace.takeaway import (
    export_bytes,
    found_bytes,
    ledger_bytes,
    ledger_keys,
    ledger_page,
    under_notices,
    without_tasks,
)
from zwsearch.workspace.taxonomy import read_taxonomy

PROSE = "云川县关于召开座谈会的通知\n定于下周召开座谈会，请准时参加。\n云川县人民政府办公室\n2024年4月1日\n"


def rows(workspace: Workspace, order: takeaway.Order = "notice", **page: int) -> list[str]:
    return [unit.text[:4] for unit, _ in ledger_page(workspace, Filters(), order=order, **page).rows]


def test_pages_are_cut_from_one_order_and_know_the_total(filled: Workspace) -> None:
    whole = rows(filled)
    assert len(whole) == 5
    assert [text for start in range(0, 6, 2) for text in rows(filled, offset=start, limit=2)] == whole
    assert ledger_page(filled, Filters(), offset=99).rows == ()
    assert ledger_page(filled, Filters(offices=("财务科",)), limit=1).total == 2


def test_each_order_sorts_by_what_it_says(filled: Workspace) -> None:
    def told(order: takeaway.Order) -> list[tuple[object, ...]]:
        return [
            (unit.lead[:1], unit.deadline.end if unit.deadline else None, unit.tag.category if unit.tag else "")
            for unit, _ in ledger_page(filled, Filters(), order=order).rows
        ]

    leads = [lead for lead, _, _ in told("lead")]
    assert leads == sorted(leads)
    ends = [end for _, end, _ in told("deadline")]
    assert ends == ["2023-10-31", "2023-12-31", None, None, None]
    categories = [category for _, _, category in told("category")]
    assert categories == sorted(categories, key=read_taxonomy(filled.path).names.index)


def test_too_many_tasks_stay_in_the_order_of_the_notices_and_say_so(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(takeaway, "SORTED_AT_MOST", 3)
    page = ledger_page(filled, Filters(), order="deadline")
    assert "未排序" in page.notes[-1]
    assert [unit.text[:4] for unit, _ in page.rows] == rows(filled)


def test_an_edited_notice_keeps_its_place(filled: Workspace) -> None:
    before = rows(filled)
    first = filled.list().notices[0].notice.id
    filled.edit_notice(first, issuer="某局")
    assert rows(filled) == before
    store = filled.existing()
    assert store is not None
    assert ledger_keys(store, Filters()) != sorted(ledger_keys(store, Filters()))
    lines = export_bytes(filled, Filters(), ".jsonl")[0].decode().splitlines()
    assert [json.loads(line)["requirement"][:4] for line in lines] == before


def test_a_notice_without_tasks_is_named_and_its_problems_are_listed(filled: Workspace, tmp_path: Path) -> None:
    (tmp_path / "prose.txt").write_text(PROSE, "utf-8")
    filled.index(tmp_path / "prose.txt")
    store = filled.existing()
    assert store is not None
    assert [notice.source.name for notice in without_tasks(store, Filters())] == ["prose.txt"]
    assert without_tasks(store, Filters(years=(2024,))) == ()
    report = filled.export(tmp_path / "out.xlsx")
    assert report.tasks == 5
    assert "有 1 份通知没有抽出任务" in report.notes[-1]
    assert load_workbook(tmp_path / "out.xlsx").sheetnames == ["台账"], "no problem, no sheet of problems"
    (tmp_path / "list.txt").write_text(PROSE.replace("座谈会的通知", "座谈会任务分工表"), "utf-8")
    filled.index(tmp_path / "list.txt")
    filled.export(tmp_path / "out.xlsx")
    assert load_workbook(tmp_path / "out.xlsx").sheetnames == ["台账", "问题"]


def test_an_empty_ledger_is_never_without_a_word(filled: Workspace, tmp_path: Path) -> None:
    report = filled.export(tmp_path / "none.csv", Filters(offices=("没有这个单位",)))
    assert report.tasks == 0
    assert report.notes == (takeaway.EMPTY,)
    assert (tmp_path / "none.csv").exists()
    data, count = export_bytes(filled, Filters(years=(1999,)), ".xlsx")
    assert count == 0
    assert load_workbook(io.BytesIO(data))["台账"].max_row == 2


def test_a_file_says_what_it_was_narrowed_to_and_what_is_a_passage(filled: Workspace) -> None:
    def title(data: bytes) -> str:
        return str(load_workbook(io.BytesIO(data))["台账"]["A1"].value)

    page = filled.query("公开", k=99)
    tasks = sum(hit.unit.type == "task" for hit in page.hits)
    assert 0 < tasks < page.total
    filters = Filters(years=(2023, 2024), due_before="2024-12-31")
    assert f"检索结果（{page.total} 条，其中任务 {tasks} 条，检索词：公开，" in title(
        found_bytes(page, Filters(), ".xlsx")
    )
    told = csv.DictReader(io.StringIO(found_bytes(page, Filters(), ".csv").decode("utf-8-sig")))
    assert [row["类型"] for row in told] == ["任务" if hit.unit.type == "task" else "段落" for hit in page.hits]
    only = filled.query("公开", k=99, filters=Filters(tasks_only=True))
    assert f"检索结果（{only.total} 条，检索词：公开，" in title(found_bytes(only, Filters(), ".xlsx"))
    assert "类型" not in found_bytes(only, Filters(), ".csv").decode("utf-8-sig").splitlines()[0].split(",")
    data, count = export_bytes(filled, filters, ".xlsx")
    assert f"任务台账（{count} 条，年份：2023、2024，到期：2024-12-31 止，" in title(data)


def test_what_is_listed_under_its_notices_is_downloaded_so(filled: Workspace) -> None:
    page = filled.query("公开", k=99)
    together = under_notices(page)
    assert sorted(hit.rank for hit in together.hits) == [hit.rank for hit in page.hits]
    listed = query_notices(filled, "公开", k=99, each=99)
    assert [hit.unit.id for hit in together.hits] == [hit.unit.id for group in listed.groups for hit in group.hits]
    assert under_notices(replace(page, hits=page.hits[::-1])).hits != together.hits
    title = str(load_workbook(io.BytesIO(found_bytes(together, Filters(), ".xlsx")))["台账"]["A1"].value)
    assert title.startswith("政务公开检索结果（")


def test_an_unknown_format_is_refused(filled: Workspace) -> None:
    with pytest.raises(UsageError, match="导出格式"):
        export_bytes(filled, Filters(), ".exe")
    with pytest.raises(UsageError, match="导出格式"):
        ledger_bytes((), ".pdf")


def test_the_sample_is_exported_with_its_note(workspace: Workspace) -> None:
    data, count = export_bytes(workspace, Filters(), ".jsonl")
    assert count == len(data.splitlines()) > 50
    assert ledger_page(workspace, Filters(), limit=1).notes


def test_removing_a_good_and_an_unknown_notice_removes_neither_and_says_so(filled: Workspace) -> None:
    good = filled.list().notices[0].notice.id
    with pytest.raises(NotFoundError, match="没有编号为 none 的通知；其余的也没有删除"):
        filled.remove([good, "none"])
    assert filled.stats().notices == 2
    with pytest.raises(NotFoundError) as caught:
        filled.remove("none")
    assert "其余" not in caught.value.message


def test_what_a_person_said_is_told_from_the_models_word(filled: Workspace, tmp_path: Path) -> None:
    task = filled.tasks_matching()[0]
    filled.label(task.id, "保密审查")
    assert filled.stats().tables["verdicts"]["said"] == 1
    filled.export(tmp_path / "台账.csv")
    told = csv.DictReader(io.StringIO((tmp_path / "台账.csv").read_text("utf-8-sig")))
    assert [row["复核"] for row in told if row["类别"] == "保密审查"][:1] == ["人工"]
    filled.undo_label(task.id)
    assert "said" not in filled.stats().tables["verdicts"]
