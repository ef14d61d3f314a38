"""Deadlines and terms as people type them: words beside them weigh nothing, numerals are figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from test_search_page import FakeStore, World

from zwsearch.index import update_index
from zwsearch.records import Deadline
from zwsearch.search import entry_of
from zwsearch.search.numerals import in_figures, in_numerals
from zwsearch.segment import Analyser

TEXTS = ("完成哪些任务要说明。", "公开甲。", "公开乙。", "自收到之日起10个工作日内答复。", "分十个专题推进。")
DUE = {
    2: Deadline("6月底前", "by", None, "2023-06-30"),
    3: Deadline("2023年8月31日前", "by", None, "2023-08-31"),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    def made(name: str) -> Path:
        return tmp_path_factory.mktemp(name)

    world = World(made("plain"), Analyser(cache=made("lexicon")), TEXTS)
    world.units = [replace(unit, deadline=DUE.get(number)) for number, unit in enumerate(world.units, start=1)]
    world.store = FakeStore(world.units, world.notices)
    notices = {notice.id: notice for notice in world.notices}
    entries = (entry_of(unit, notices[unit.notice_id]) for unit in world.units)
    world.index = update_index(made("due"), world.analyser, entries, fresh=True)
    return world


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("6月底前完成", 2),
        ("6月底前要完成哪些任务", 2),
        ("六月底前", 2),
        ("上半年", 2),
        ("8月底前办结", 3),
        ("八月底前", 3),
        ("十个工作日", 4),
    ],
)
def test_a_deadline_is_found_by_its_time_alone(world: World, query: str, number: int) -> None:
    assert world.found(query) == [number]
    assert not any("没有任何内容" in note for note in world.search(query).notes)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("十一月底前", "11月底前"),
        ("二十个工作日", "20个工作日"),
        ("三日内答复", "3日内答复"),
        ("一次性告知", "一次性告知"),
        ("十个专题", "十个专题"),
        ("第三日内", "第三日内"),
        ("八月", "八月"),
    ],
)
def test_numerals_that_count_are_figures(typed: str, meant: str) -> None:
    assert in_figures(typed) == meant


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("不少于4%", 1),
        ("至少4%", 1),
        ("不低于4%", 1),
        ("4%", 1),
        ("15日内", 3),
        ("15日内答复", 3),
        ("100平方米", 5),
        ("20个工作日内", 7),
        ("二十个工作日", 7),
        ("30个工作日", 8),
    ],
)
def test_a_number_and_what_it_counts_are_one_thing(tmp_path: Path, world: World, query: str, first: int) -> None:
    texts = [
        "分值权重不低于4%。",
        "不少于4条，不少于14%，不少于4个。",
        "15日内答复。",
        "5日内答复，20日内答复，15家。",
        "面积100平方米。",
        "100家，50平方米，1100平方米。",
        "二十个工作日内办结。",
        "30个工作日内办结。",
        "120个工作日内办结，20家。",
    ]
    assert World(tmp_path, world.analyser, texts).found(query)[0] == first


@pytest.mark.parametrize("number", [*range(1, 13), 15, 20, 21, 30, 99])
def test_numerals_and_figures_lead_to_each_other(number: int) -> None:
    spelled = in_numerals(f"{number}个工作日内")
    assert not any(char.isdigit() for char in spelled)
    assert in_figures(spelled) == f"{number}个工作日内"
    assert in_numerals(f"{number}家") == f"{number}家"
