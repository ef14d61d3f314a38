"""Papers of other forms than lists and plans: cards, arrows, minutes, letters, questionnaires."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.extract.markers import marker_at
from zwsearch.extract.spoken import spoken_owners
from zwsearch.read import read_text
from zwsearch.records import Extraction
from zwsearch.repair import repair


def read(text: str) -> Extraction:
    return extract(repair(read_text(text)))


def told(found: Extraction) -> list[tuple[str | None, str, tuple[str, ...], tuple[str, ...], str | None]]:
    return [(t.number, t.requirement, t.lead, t.support, t.deadline.text if t.deadline else None) for t in found.tasks]


def test_a_card_for_each_task() -> None:
    found = read("""云溪县2024年政务公开重点任务
任务1
任务名称：公开水库除险
工作内容：公布除险加固的项目和进度。
牵头单位：县水利局
配合单位：县财政局、各乡镇
完成时限：2024年11月底前
任务2
任务名称：公开空气质量
工作内容：按月发布监测结果。
牵头单位：县气象局
配合单位：/
完成时限：每月
""")
    assert told(found) == [
        ("任务1", "公开水库除险\n公布除险加固的项目和进度。", ("县水利局",), ("县财政局", "各乡镇"), "2024年11月底前"),
        ("任务2", "公开空气质量\n按月发布监测结果。", ("县气象局",), (), "每月"),
    ]


def test_arrows_below_a_starred_task_are_lines_of_it() -> None:
    found = read("""云溪镇政务公开重点工作任务分工（2024年）
★任务一：更新公开目录
  →责任单位：党政办
  →完成时限：2024年4月30日
  →工作要求：对照标准逐项核对。
★任务二：回应群众来信
  →责任单位：宣传办、信访办
  →完成时限：全年
  →工作要求：三日内答复。
""")
    assert told(found) == [
        ("任务一", "更新公开目录\n对照标准逐项核对。", ("党政办",), (), "2024年4月30日"),
        ("任务二", "回应群众来信\n三日内答复。", ("宣传办", "信访办"), (), "全年"),
    ]


def test_a_label_of_owners_names_no_duty() -> None:
    found = read(
        "云溪县2024年政务公开任务分工\n牵头单位：县水利局\n配合单位：县财政局\n牵头单位：县气象局\n配合单位：县林业局"
    )
    assert not any(set(t.lead + t.support) & {"单位", "→责任单位"} for t in found.tasks)


@pytest.mark.parametrize("words", ["任务重的单位", "任务一起完成", "事项二十件", "任务清单如下", "事项", "事项一览"])
def test_other_words_with_task_are_no_numbers(words: str) -> None:
    assert marker_at(words) is None


def test_minutes_of_a_meeting() -> None:
    found = read("""云溪县政务公开工作调度会会议纪要
时间：2024年4月8日上午
参会单位：县司法局、县财政局
会议议定以下事项：
一、关于网站。会议要求，县融媒体中心于4月底前完成栏目调整，县政府办负责审核。
二、关于决算。县财政局要在批复后20日内公开决算。
三、关于解读。由县司法局牵头，各起草单位配合，做到同步解读。
会议强调，各单位要高度重视。
云溪县人民政府办公室
2024年4月10日
""")
    assert found.notice.title == "云溪县政务公开工作调度会会议纪要"
    assert [(t.number, t.lead, t.support) for t in found.tasks] == [
        ("一", ("县融媒体中心",), ()),
        ("二", ("县财政局",), ()),
        ("三", ("县司法局",), ("各起草单位",)),
    ]
    assert "会议强调，各单位要高度重视。" in {p.text for p in found.passages}


def test_a_letter_that_asks_offices_by_name() -> None:
    found = read("""关于商请协助做好政务公开评估工作的函
县融媒体中心、县水利局：
（一）请县融媒体中心于5月15日前提供访问数据。
（二）请县水利局于5月20日前提供解读材料。
专此函达，请予支持。
云溪县政务公开领导小组办公室
2024年5月6日
""")
    assert [(t.number, t.lead, t.deadline.end if t.deadline else None) for t in found.tasks] == [
        ("（一）", ("县融媒体中心",), "2024-05-15"),
        ("（二）", ("县水利局",), "2024-05-20"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "请各单位于5月底前报送总结。",
        "请有关科室按时完成。",
        "县水利局于3月底前完成了改造。",
        "请于5月底前报县政府办公室。",
    ],
)
def test_whom_a_sentence_does_not_bid(words: str) -> None:
    assert not spoken_owners(words)


def test_a_questionnaire_has_a_title_and_no_tasks() -> None:
    found = read(
        "云溪县2024年政务公开满意度调查问卷\n1. 您怎样了解信息？\n□网站 □公众号\n2. 您对解读是否满意？\n○满意 ○不满意"
    )
    assert found.notice.title == "云溪县2024年政务公开满意度调查问卷"
    assert not found.tasks
    assert found.problems == ()
