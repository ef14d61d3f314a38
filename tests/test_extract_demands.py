"""Demands that plain notices, minutes and measures make in the words of their items; and what is none."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.read import read_text
from zwsearch.records import Extraction
from zwsearch.repair import repair

NOTICE = "柳溪县水务局关于做好2024年水质信息公开工作的通知"
MINUTES = "柳溪县水务局专题会议纪要"


def read(title: str, *lines: str) -> Extraction:
    return extract(repair(read_text("\n".join([title, *lines]))))


def due(found: Extraction) -> list[tuple[str | None, str | None]]:
    return [(t.number, t.deadline.end if t.deadline else None) for t in found.tasks]


def test_items_with_a_time_are_tasks_and_so_are_the_orders_beside_them() -> None:
    found = read(
        NOTICE,
        "各水厂：",
        "一、核查时间",
        "2024年8月1日至8月20日。",
        "二、核查内容",
        "（一）公示栏是否完好。",
        "（二）水价是否更新。",
        "三、工作要求",
        "（一）各水厂逐项核查，于8月20日前报送结果。",
        "（二）对发现的问题要建立台账，8月31日前整改到位。",
        "（三）县水务局将于9月上旬组织抽查，结果全县通报。",
        "联系电话：0000-0000000，联系人：办公室。",
    )
    assert due(found) == [("（一）", "2024-08-20"), ("（二）", "2024-08-31"), ("（三）", None)]
    assert {t.section for t in found.tasks} == {("三、工作要求",)}
    assert "联系电话" not in "".join(t.requirement for t in found.tasks)
    assert any("联系电话" in p.text for p in found.passages)


@pytest.mark.parametrize("title", [MINUTES, NOTICE, "柳溪县水务局关于加强水质公开的若干措施"])
@pytest.mark.parametrize("numbers", [("（一）", "（二）", "（三）"), ("一、", "二、", "三、"), ("1.", "2.", "3.")])
def test_offices_that_act_and_times_stand_for_each_other(title: str, numbers: tuple[str, ...]) -> None:
    demands = (
        "由供水科牵头，7月底前公布水价；",
        "由信息中心配合监测站，8月15日前建成水质数据库；",
        "各水厂要在9月底前更换公示牌。",
    )
    found = read(title, "2024年6月3日，会议决定：", *map(str.__add__, numbers, demands))
    assert [(t.lead, t.support) for t in found.tasks] == [
        (("供水科",), ()),
        (("监测站",), ("信息中心",)),
        ((), ()),
    ]
    assert [t.deadline.text for t in found.tasks if t.deadline] == ["7月底前", "8月15日前", "9月底前"]


def test_articles_of_measures() -> None:
    found = read(
        "柳溪县关于加强水质公开的若干措施",
        "第一条 各水厂应当及时公布水质。",
        "第二条 供水科牵头建立会商机制，财务科配合。",
        "第三条 每年1月31日前，各水厂公布上年度水质报告。",
        "第四条 本措施自2024年5月1日起施行，有效期5年。",
    )
    assert [t.number for t in found.tasks] == ["第一条", "第二条", "第三条"]


def test_a_sentence_about_places_and_times_is_no_heading() -> None:
    found = read(
        MINUTES,
        "会议议定：",
        "一、由供水科负责，7月底前公布水厂地址和联系电话。",
        "二、监测站要于8月底前公布采样地点、时间。",
    )
    assert [t.lead for t in found.tasks] == [("供水科",), ("监测站",)]


def test_an_office_bidden_by_the_time_behind_its_name() -> None:
    found = read(
        NOTICE,
        "一、公布水价（供水科负责）",
        "二、抓好落实",
        "一是加强领导，各水厂要重视。二是强化培训，信息中心9月底前组织一次培训。三是严格考核。",
    )
    assert [(t.number, t.lead) for t in found.tasks] == [("一", ("供水科",)), ("二是", ("信息中心",))]


@pytest.mark.parametrize(
    ("title", "items"),
    [
        # One time alone is when to report, not a list of work.
        (NOTICE, ("各水厂于9月5日前报送总结。", "水价公示要醒目。")),
        # Told, asked, allowed, or in force.
        (NOTICE, ("供水科于3月底前公布了水价。", "信息中心已于4月底前建成数据库。")),
        (NOTICE, ("请于9月5日前报名。", "请于9月8日前缴费。")),
        (NOTICE, ("9月底前用户可免缴违约金。", "10月底前用户可以申请减免。")),
        (NOTICE, ("本通知自2024年5月底前后生效。", "本通知由供水科负责解释。")),
        # What is announced to the public, reported, answered or ruled.
        ("柳溪县水务局关于停水的公告", ("用户应于9月5日前储水。", "各水厂于9月8日前恢复供水。")),
        ("柳溪县水务局2023年政府信息公开工作年度报告", ("由供水科于7月底前公布水价。", "各水厂9月底前更换公示牌。")),
        ("柳溪县水务局关于水价问题的答复", ("各水厂于9月5日前公布水价。", "供水科于9月8日前公布水质。")),
        ("柳溪县水务局供水管理办法", ("各水厂于每年9月5日前公布水价。", "供水科于每年9月8日前公布水质。")),
        (
            "柳溪县水务局关于印发柳溪县供水管理办法的通知",
            ("各水厂应于9月5日前公布水价。", "各水厂应于9月8日前公布水质。"),
        ),
        ("柳溪县水厂见闻", ("各水厂于9月5日前公布水价。", "供水科要于9月8日前公布水质。")),
    ],
)
def test_what_hands_out_no_work(title: str, items: tuple[str, ...]) -> None:
    numbered = [f"{i}.{item}" for i, item in enumerate(items, 1)]
    assert read(title, "有关事项如下：", *numbered).tasks == ()


@pytest.mark.parametrize("heading", ["报名时间", "时间安排", "会务安排", "其他事项", "组织保障"])
def test_parts_that_only_arrange(heading: str) -> None:
    items = ("（一）各水厂于9月5日前报名。", "（二）各水厂于9月8日前报到。")
    found = read(NOTICE, f"一、{heading}", *items)
    assert found.tasks == ()
    assert not found.problems


def test_orders_beside_a_list_of_owners_are_told_and_not_read() -> None:
    found = read(
        NOTICE,
        "一、公布水价（供水科负责）",
        "二、上报情况",
        "（一）总结要于9月5日前报送。",
        "（二）台账要于9月8日前报送。",
    )
    assert [t.number for t in found.tasks] == ["一"]
    assert [(p.code, p.where) for p in found.problems] == [
        ("items_aside", "（一）总结要于9月5日前报送。；（二）台账要于9月8日前报送。")
    ]


def test_a_short_sentence_is_no_heading_of_what_follows() -> None:
    found = read(
        "柳溪县水务局政府信息公开申请答复书",
        "一、你申请的第一项已主动公开，可在网站查阅。",
        "二、你申请的第二项涉及个人隐私，不予公开。",
        "如对本答复不服，可以申请行政复议。",
    )
    assert [(p.section, p.text) for p in found.passages] == [
        ((), "一、你申请的第一项已主动公开，可在网站查阅。"),
        ((), "二、你申请的第二项涉及个人隐私，不予公开。"),
        ((), "如对本答复不服，可以申请行政复议。"),
    ]
