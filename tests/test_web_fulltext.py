"""Tables in the full text of a notice: shown as tables, with nothing lost, and nothing else taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PLAN, TABLE
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from test_web_pages import HOSTILE
from web_server import client_of, token_of

from zwsearch.records import Span, Unit
from zwsearch.web.fulltext import full_text
from zwsearch.web.text_tables import find_tables
from zwsearch.workspace import Workspace

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "notices"


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


def rows_of(text: str) -> list[list[list[str]]]:
    """The tables of a text, row by row, as the words of their cells."""
    return [[[text[cell.start : cell.end] for cell in row] for row in table.rows] for table in find_tables(text)]


def notice_of(workspace: Workspace, name: str = "table.txt") -> str:
    return next(x.notice.id for x in workspace.list().notices if x.notice.source.name == name)


def paper(page: str) -> str:
    found = re.search(r'<div class="paper">(.*?)</div>\s*</(?:section|details)>', page, re.DOTALL)
    assert found is not None
    return found[1]


def words(page: str) -> str:
    return re.sub(r"[\s|]+|<[^>]+>", "", page)


def test_rows_with_headings_between_and_cells_of_several_lines() -> None:
    text = (
        "某县分工表\n序号 | 任务 | 单位 | 时限\n一、政策解读\n（一）图解\n"
        "1 | 发布图解，\n讲清条件。 | 甲科\n乙科 | 年底前\n"
        "2 | 答疑。 | 丙科 | 持续推进\n | 走访。 | 丁科 | \n某县人民政府\n"
    )
    assert rows_of(text) == [
        [
            ["序号", "任务", "单位", "时限"],
            ["一、政策解读"],
            ["（一）图解"],
            ["1", "发布图解，\n讲清条件。", "甲科\n乙科", "年底前"],
            ["2", "答疑。", "丙科", "持续推进"],
            ["", "走访。", "丁科", ""],
        ]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "首页 | 政务公开 | 互动交流\n某县公告\n内容。",
        "地址：某路1号 | 邮编：100000\n电话：1 | 传真：2\n",
        "命令 a|b 与 c||d\n|\n| \n",
        "甲 | 乙\n\n丙 | 丁\n\n戊 | 己",
        "甲 | 乙 | 丙\n" + "字" * 80 + "\n丁 | 戊 | 己",
    ],
)
def test_what_is_no_table_stays_as_it_is(text: str) -> None:
    assert rows_of(text) == []
    parts = full_text(text, (), lambda _: "")
    assert [run.text for part in parts for run in part.runs] == [text]


def test_narrower_tables_behind_one_another_are_not_put_into_one_row() -> None:
    text = "内容 | 件数 | 废止 | 有效\n规章 | 0 | 0 | 1\n内容 | 数量\n许可 | 7\n处罚 | 8\n强制 | 9"
    assert [[len(row) for row in table] for table in rows_of(text)] == [[4, 4, 2, 2, 2, 2]]


@pytest.mark.parametrize(
    ("name", "rows"), [("106", 11), ("119", 11), ("009", 25), ("104", 11), ("002", 16), ("012", 13), ("114", 10)]
)
def test_tables_of_the_corpus_are_found_whole(workspace: Workspace, name: str, rows: int) -> None:
    (path,) = CORPUS.glob(f"{name}-*")
    report = workspace.tag(path)
    (table,) = find_tables(report.notice.text)
    assert len(table.rows) == rows
    inside = [cell for row in table.rows for cell in row]
    for unit in report.tasks:
        assert any(cell.start <= unit.spans[0].start and unit.spans[-1].end <= cell.end for cell in inside), unit.text


@given(st.lists(st.sampled_from(["甲", "乙丙", " | ", "|", "\n", " ", "1", "\n\n", "字" * 70]), max_size=60))
def test_nothing_is_lost_and_nothing_is_told_twice(pieces: list[str]) -> None:
    text = "".join(pieces)
    unit = Unit(1, "x-1", "x", "task", "", spans=(Span(1, 4), Span(6, 9)))
    parts = full_text(text, (unit,), lambda _: "/tasks/x-1")
    runs = [run for part in parts for run in (*part.runs, *(r for row in part.rows for cell in row for r in cell.runs))]
    assert words("".join(run.text for run in runs)) == words(text)
    assert sum(run.first for run in runs) <= 1
    marked = "".join(run.text for run in runs if run.unit)
    assert words(marked) == words(text[1:4] + text[6:9])
    for part in parts:
        assert len({sum(cell.columns for cell in row) for row in part.rows}) <= 1, "all rows are as wide as the table"


def test_the_page_shows_a_table_with_every_task_in_its_cell(client: TestClient, filled: Workspace) -> None:
    id_ = notice_of(filled)
    shown = filled.show(id_)
    page = client.get(f"/notices/{id_}").text
    told = paper(page)
    assert "|" not in told
    assert words(told) == words(shown.notice.text)
    for unit in shown.units:
        if unit.type == "task":
            mark = rf'<td[^>]*><a class="placed [a-z]+" href="/tasks/{unit.id}" id="{unit.id}"[^>]*>'
            assert len(re.findall(f"{mark}{re.escape(unit.text)}</a></td>", told)) == 1
    assert told.count("<table") == 1
    # 工作任务 was a cell over two columns, and the second row lost the cell that was merged with the one above it.
    assert '<th scope="col" colspan="2">工作任务</th><th scope="col">具体要求</th>' in told
    assert re.search(r"<tr><td></td><td>2</td><td[^>]*><a [^>]*>邀请灌区农户", told)
    plan = paper(client.get(f"/notices/{notice_of(filled, 'plan.txt')}").text)
    assert "<table" not in plan
    assert words(plan) == words(PLAN)


def test_the_preview_shows_the_table_and_its_marks_lead_to_the_rows(client: TestClient) -> None:
    token = token_of(client)
    page = client.post("/tag", data={"token": token, "text": HOSTILE}).text
    told = paper(page)
    assert told.count("<table") == 1
    assert 'href="#task-1"' in told
    assert '<tr id="task-1"' in page
    assert "&lt;img src=x onerror=alert(2)&gt;" in told
    assert "<img" not in page
    files = [("files", (f"{name}.txt", TABLE.replace("望江", name).encode())) for name in ("丙山", "丁山")]
    both = client.post("/tag", data={"token": token, "batch": "two"}, files=files).text
    links = re.findall(r'href="#(task-[^"]+)"', both)
    assert len(links) == 6
    assert all(f'<tr id="{name}"' in both for name in links)
    ids = re.findall(r' id="([^"]+)"', both)
    assert len(ids) == len(set(ids))
