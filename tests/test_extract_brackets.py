"""Owners in a bracket at the end of an item: a word of a role decides, whatever the offices are called."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zwsearch.extract import extract
from zwsearch.extract.offices import split_offices, unpaired
from zwsearch.records import Document, Paragraph, Repaired, Source, Task

# Offices of every common ending, and of some that no list of endings has.
OFFICES = [
    *(
        "县水利局",
        "县农委",
        "审改办",
        "供水科",
        "法规室",
        "水务站",
        "派出所",
        "执法大队",
        "信息中心",
        "卫生院",
        "某学校",
    ),
    *("某杂志社", "县社科团", "市残联", "县科协", "县社科联", "气象台", "博物馆", "供水公司", "某某银行", "县侨会"),
    *("地震台", "县融媒", "县党史", "指挥部", "县供销社", "绿洲号"),
]
ROLES = [
    ("{0}、{1}负责", True),
    ("由{0}、{1}牵头落实", True),
    ("责任单位：{0}、{1}", True),
    ("{0}牵头，{1}配合", False),
    ("{0}牵头、{1}协办", False),
    ("{0}主办，{1}协助", False),
    ("牵头单位：{0}；配合单位：{1}", False),
]
TIMES = ["10月底前完成", "9月底前", "2024年6月30日前完成", "年底前", "长期坚持"]
ORDERS = [
    "{roles}，{time}",
    "{time}，{roles}",
    "{roles}；{time}",
    "{roles}；完成时限：{time}",
    "完成时限：{time}；{roles}",
]


def tasks(*lines: str) -> tuple[Task, ...]:
    blocks = tuple(Paragraph(line) for line in ("某县2024年政务公开工作要点", "一、主要任务", *lines))
    return extract(Repaired(Document(Source("a.txt", "txt", "utf-8", "0"), blocks))).tasks


@pytest.mark.parametrize(("roles", "both_lead"), ROLES)
@pytest.mark.parametrize("order", ["{roles}", *ORDERS])
def test_a_role_in_a_bracket_names_the_offices_with_a_time_or_without(roles: str, both_lead: bool, order: str) -> None:
    pairs = list(itertools.pairwise([*OFFICES, OFFICES[0]]))
    times = list(itertools.islice(itertools.cycle(TIMES), len(pairs)))
    insides = [order.format(roles=roles.format(*pair), time=time) for pair, time in zip(pairs, times, strict=True)]
    found = tasks(*(f"{i}.公布第{i}号清单。（{inside}）" for i, inside in enumerate(insides, 1)))
    assert len(found) == len(pairs)
    for i, (task, pair, time) in enumerate(zip(found, pairs, times, strict=True), 1):
        assert task.requirement == f"公布第{i}号清单。"
        assert (task.lead, task.support) == ((pair, ()) if both_lead else (pair[:1], pair[1:]))
        told = task.deadline.text.removesuffix("完成") if task.deadline is not None else None
        assert told == (time.removesuffix("完成") if "{time}" in order else None)


def test_a_bracket_that_nothing_closes_still_names_its_owners() -> None:
    (task,) = tasks("1.公布清单。（县社科联牵头，县科协配合，10月底前完成")
    assert (task.requirement, task.lead, task.support) == ("公布清单。", ("县社科联",), ("县科协",))


@pytest.mark.parametrize(
    "inside", ["专人负责，10月底前完成", "按要求落实，年底前", "明确专人负责，每月更新", "分步实施，10月底前"]
)
def test_who_is_no_office_owns_nothing(inside: str) -> None:
    (task,) = tasks(f"1.公布清单（{inside}）。")
    assert (task.lead, task.support) == ((), ())


_WORDS = st.sampled_from(
    [
        "（",
        "）",
        "(",
        ")",
        "【",
        "〕",
        "、",
        "，",
        "；",
        "。",
        "负责",
        "牵头",
        "配合",
        "由",
        "会同",
        "责任单位：",
        "10月底前",
        *OFFICES,
    ]
)


@settings(deadline=None)
@given(st.lists(_WORDS, max_size=14).map("".join))
def test_no_office_has_half_a_bracket(words: str) -> None:
    for task in tasks(f"1.公布清单。{words}", f"2.{words}公布名单。（县社科联牵头）", "3.公布账目。（县水利局负责）"):
        assert not [name for name in task.lead + task.support if unpaired(name)]
    assert not [name for name in split_offices(words) if unpaired(name)]


@pytest.mark.parametrize("joint", ["", "于", "，于", "；"])
@pytest.mark.parametrize("time", ["10月底前", "2024年6月30日前", "年底前"])
def test_a_time_may_follow_a_duty_without_a_mark(joint: str, time: str) -> None:
    lines = [f"{i}.公布第{i}号清单（{name}负责{joint}{time}完成）。" for i, name in enumerate(OFFICES, 1)]
    found = tasks(*lines)
    assert [task.lead for task in found] == [(name,) for name in OFFICES]
    assert {task.deadline.text if task.deadline is not None else None for task in found} == {time}
