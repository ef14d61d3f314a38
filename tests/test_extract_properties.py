"""Whatever comes in: no crash, spans that hold, nothing lost or said twice, time that grows with the length."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zwsearch.extract import extract
from zwsearch.records import Block, Cell, Document, Extraction, Paragraph, Repaired, Source, Table

PIECES = (
    "一、", "二、", "（一）", "（二）", "(三)", "1.", "2.", "3、", "（1）", "①", "一是", "第一条", "附件：", "附件1",
    "公布低保标准", "按月更新名录", "办公室", "法规科、办公室", "（责任单位：办公室）", "（办公室牵头，各科室配合）",
    "责任单位：", "牵头单位：", "完成时限：", "6月底前", "持续推进", "2023年11月30日前完成", "20个工作日内", "。", "；",
    "，", "、", "：", "\n", " ", "|", "　", "序号", "工作任务", "配合单位", "时限要求", "2023年政务公开工作要点",
    "关于印发", "的通知", "《", "》", "〔2023〕2号", "皖政办", "2023年5月15日", "二〇二三年五月十五日", "某某县民政局",
    "同上", "-", "/",
    "原文链接：http://a.gov.cn/b", "打印 关闭", "第一位的为牵头部门，下同", "（", "）", "“", "A1", "0",
)  # fmt: skip

text = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.text(max_size=30),
)
cell = st.builds(Cell, text, st.integers(1, 3), st.integers(1, 3))
table = st.builds(
    lambda rows, aligned: Table(tuple(map(tuple, rows)), aligned),
    st.lists(st.lists(cell, max_size=6), max_size=8),
    st.booleans(),
)
paragraph = st.builds(Paragraph, text, st.one_of(st.none(), st.integers(1, 4)))


def read(blocks: Sequence[Block], metadata: tuple[tuple[str, str], ...] = ()) -> Extraction:
    return extract(Repaired(Document(Source("a.txt", "txt", "utf-8", "0"), tuple(blocks), metadata)))


def check(found: Extraction) -> None:
    taken: set[int] = set()
    for unit in (*found.tasks, *found.passages):
        words = unit.requirement if hasattr(unit, "requirement") else unit.text
        assert "".join(found.text[s.start : s.end] for s in unit.spans).replace("\n", "") == words.replace("\n", "")
        assert words.strip() == words != ""
        for span in unit.spans:
            assert 0 <= span.start < span.end <= len(found.text)
            places = {i for i in range(span.start, span.end) if not found.text[i].isspace()}
            assert not places & taken, "a character stands in two units"
            taken |= places
    for task in found.tasks:
        assert not set(task.lead) & set(task.support)
        assert all(name.strip() == name != "" for name in task.lead + task.support)
        assert task.deadline is None or task.deadline.text.strip()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(paragraph, table), max_size=10), st.lists(st.tuples(text, text), max_size=2))
def test_any_blocks_are_understood_without_harm(blocks: list[Block], metadata: list[tuple[str, str]]) -> None:
    check(read(blocks, tuple(metadata)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="公开政务信息服务查询办理结果", min_size=8, max_size=40), min_size=1, max_size=20))
def test_every_plain_sentence_is_found_once(sentences: list[str]) -> None:
    found = read([Paragraph(f"{sentence}。") for sentence in sentences])
    assert [passage.text for passage in found.passages] == [f"{sentence}。" for sentence in sentences]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(alphabet="公布更新名录标准结果流程", min_size=10, max_size=60),
            st.sampled_from(["办公室", "法规科", "养老股、办公室", "各科室"]),
            st.sampled_from(["年底前", "持续推进", "6月底前", "每季度"]),
        ),
        min_size=2,
        max_size=12,
    ),
    st.booleans(),
)
def test_a_table_gives_its_rows(rows: list[tuple[str, str, str]], aligned: bool) -> None:
    head = tuple(map(Cell, ("序号", "工作内容", "责任单位", "完成时限")))
    body = [tuple(map(Cell, (str(i), f"{what}。", who, when))) for i, (what, who, when) in enumerate(rows, 1)]
    found = read([Table((head, *body), aligned)])
    assert [(t.number, t.requirement, t.deadline.text if t.deadline else None) for t in found.tasks] == [
        (str(i), f"{what}。", when) for i, (what, _, when) in enumerate(rows, 1)
    ]
    assert [t.lead for t in found.tasks] == [tuple(who.split("、")) for _, who, _ in rows]


@pytest.mark.parametrize(
    "unit",
    [
        "（",
        "1.",
        "责任单位：",
        "一、公开",
        "年底前",
        "　",
        "办公室、",
        "（办公室负责）",
        "2023年",
        "。",
        "|",
        "第一位",
        "《",
        "号",
        "〔2023〕",
    ],
)
def test_time_grows_with_the_length(unit: str) -> None:
    def spent(times: int) -> float:
        block = Paragraph(unit * times)
        start = time.perf_counter()
        read([block])
        return time.perf_counter() - start

    spent(50)
    assert spent(6000) < 40 * max(spent(600), 0.02)


def test_a_notice_of_thirty_tasks_takes_little_time() -> None:
    head = tuple(map(Cell, ("序号", "工作内容", "责任单位", "完成时限")))
    rows = [
        tuple(map(Cell, (str(i), f"公布第{i}批服务事项的办理流程和结果，按期更新。", "办公室、法规科", "年底前")))
        for i in range(30)
    ]
    read([Table((head, *rows))])
    start = time.perf_counter()
    assert len(read([Table((head, *rows))]).tasks) == 30
    assert time.perf_counter() - start < 0.5
