"""Tasks from numbered prose: which item is a task, whose it is, and what remains as passages."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.extract.markers import marker_at
from zwsearch.records import Document, Extraction, Paragraph, Repaired, Source

PLAN = "陇右县水务局2021年政务公开实施方案"
POINTS = "陇右县水务局2021年政务公开工作要点"
DIVISION = "陇右县水务局2021年政务公开任务分工方案"


def read(title: str, text: str) -> Extraction:
    blocks = tuple(Paragraph(line) for line in (title, *text.strip("\n").split("\n")))
    return extract(Repaired(Document(Source("a.txt", "txt", "utf-8", "0"), blocks)))


def brief(found: Extraction) -> list[tuple[str | None, list[str], str, list[str], list[str]]]:
    return [(t.number, list(t.section), t.requirement, list(t.lead), list(t.support)) for t in found.tasks]


def test_owners_at_the_sub_items_make_these_the_tasks() -> None:
    found = read(
        PLAN,
        """一、总体要求
坚持公开为常态。
二、重点任务
（一）公开水质。
1.按月公布监测结果。（责任单位：供水股；完成时限：2021年6月底前）
2.公布超标处置情况。（牵头单位：水质中心，配合单位：各水厂）
（二）公开水价。公布现行价格。（财务股、办公室负责）
三、工作要求
（一）加强领导。各股室要重视。""",
    )
    assert brief(found) == [
        ("1", ["二、重点任务", "（一）公开水质"], "按月公布监测结果。", ["供水股"], []),
        ("2", ["二、重点任务", "（一）公开水质"], "公布超标处置情况。", ["水质中心"], ["各水厂"]),
        ("（二）", ["二、重点任务"], "公开水价。公布现行价格。", ["财务股", "办公室"], []),
    ]
    assert [t.deadline.end if t.deadline else None for t in found.tasks] == ["2021-06-30", None, None]
    assert [p.text for p in found.passages] == ["坚持公开为常态。", "（一）加强领导。各股室要重视。"]


def test_owners_after_the_whole_item_make_it_one_task() -> None:
    found = read(
        DIVISION,
        """一、重点任务
（一）提升公开水平
1.按月公布监测结果。
2.提前告知停水安排。
责任单位：供水股
（二）提升解读水平
1.解读新的水价。
2.组织开放日活动。
责任单位：财务股、办公室""",
    )
    assert brief(found) == [
        ("（一）", ["一、重点任务"], "提升公开水平\n1.按月公布监测结果。2.提前告知停水安排。", ["供水股"], []),
        ("（二）", ["一、重点任务"], "提升解读水平\n1.解读新的水价。2.组织开放日活动。", ["财务股", "办公室"], []),
    ]


def test_owners_at_the_heading_are_those_of_its_items() -> None:
    found = read(
        DIVISION,
        """一、主动公开（牵头单位：供水股）
1.按月公布监测结果。
2.提前告知停水安排。
二、政策解读
责任单位：财务股
配合单位：办公室
3.年底前印发水价问答。""",
    )
    assert brief(found) == [
        ("1", ["一、主动公开"], "按月公布监测结果。", ["供水股"], []),
        ("2", ["一、主动公开"], "提前告知停水安排。", ["供水股"], []),
        ("3", ["二、政策解读"], "年底前印发水价问答。", ["财务股"], ["办公室"]),
    ]
    assert found.tasks[2].deadline is not None
    assert found.tasks[2].deadline.end == "2021-12-31"


def test_offices_first_and_duties_after() -> None:
    found = read(
        DIVISION,
        """一、办公室
1.统筹政务公开工作。
2.维护网站栏目。
二、供水股
公布监测结果。""",
    )
    assert brief(found) == [
        ("1", ["一、办公室"], "统筹政务公开工作。", ["办公室"], []),
        ("2", ["一、办公室"], "维护网站栏目。", ["办公室"], []),
        (None, ["二、供水股"], "公布监测结果。", ["供水股"], []),
    ]
    found = read(DIVISION, "一、职责分工\n办公室：统筹政务公开工作。\n供水股、水质中心：公布监测结果。")
    assert brief(found) == [
        (None, ["一、职责分工"], "统筹政务公开工作。", ["办公室"], []),
        (None, ["一、职责分工"], "公布监测结果。", ["供水股", "水质中心"], []),
    ]


def test_a_paragraph_that_holds_its_items_inside() -> None:
    found = read(
        POINTS,
        "一、抓好公开。1.公布监测结果。（责任单位：供水股）2.公布停水计划。（责任单位：办公室）\n"
        "二、抓好解读。1.解读水价。（责任单位：财务股）",
    )
    assert brief(found) == [
        ("1", ["一、抓好公开"], "公布监测结果。", ["供水股"], []),
        ("2", ["一、抓好公开"], "公布停水计划。", ["办公室"], []),
        ("1", ["二、抓好解读"], "解读水价。", ["财务股"], []),
    ]


def test_several_owners_inside_one_item_are_one_task() -> None:
    found = read(PLAN, "一、重点任务\n（一）公开水质。公布结果。（供水股负责）公布处置情况。（水质中心、供水股负责）")
    assert brief(found) == [
        ("（一）", ["一、重点任务"], "公开水质。公布结果。公布处置情况。", ["供水股", "水质中心"], [])
    ]


@pytest.mark.parametrize(
    ("first", "second", "numbers"),
    [
        ("1、", "2、", ["1", "2"]),
        ("（1）", "（2）", ["（1）", "（2）"]),
        ("①", "②", ["①", "②"]),
        ("(一)", "(二)", ["(一)", "(二)"]),
        ("第一条 ", "第二条 ", ["第一条", "第二条"]),
        ("一是", "二是", ["一是", "二是"]),
    ],
)
def test_every_style_of_number(first: str, second: str, numbers: list[str]) -> None:
    found = read(PLAN, f"{first}公布水质监测结果。（责任单位：供水股）\n{second}公布停水计划。（责任单位：办公室）")
    assert [task.number for task in found.tasks] == numbers
    assert [task.requirement for task in found.tasks] == ["公布水质监测结果。", "公布停水计划。"]


def test_quantities_are_no_numbers_of_items() -> None:
    found = read("关于供水情况的通报", "全县共有 3.5 万户。 2020 年新增管网 1.2 公里，其中：一期 30 公里。")
    assert len(found.passages) == 1


def test_key_points_without_owners_are_tasks_and_demands_on_readers_are_not() -> None:
    found = read(
        POINTS,
        """2021年工作要把握重点。
一、深化主动公开
（一）公开水质。按月公布结果。
（二）公开水价。6月底前完成名录更新。
二、加强组织保障
（一）落实责任。各股室要重视。""",
    )
    assert brief(found) == [
        ("（一）", ["一、深化主动公开"], "公开水质。按月公布结果。", [], []),
        ("（二）", ["一、深化主动公开"], "公开水价。6月底前完成名录更新。", [], []),
    ]
    assert [p.text for p in found.passages] == ["2021年工作要把握重点。", "（一）落实责任。各股室要重视。"]


def test_a_plan_without_owners_has_its_tasks_in_the_part_of_tasks() -> None:
    found = read(
        PLAN,
        "一、工作目标\n（一）全面公开。\n二、重点任务\n（一）公开水质。按月公布。\n三、实施步骤\n（一）动员部署。三月启动。",
    )
    assert [(t.number, t.section) for t in found.tasks] == [("（一）", ("二、重点任务",))]


def test_a_plain_notice_without_owners_has_no_tasks() -> None:
    found = read(
        "关于做好供水信息公开的通知", "各水厂：\n一、强化领导。各水厂要重视。\n二、强化落实。按时报送。\n特此通知。"
    )
    assert found.tasks == ()
    assert [p.text for p in found.passages] == [
        "各水厂：",
        "一、强化领导。各水厂要重视。",
        "二、强化落实。按时报送。",
        "特此通知。",
    ]


def test_a_plain_notice_whose_items_name_owners_has_tasks() -> None:
    found = read(
        "关于做好防汛信息公开的通知", "一、公布汛情。由县水务局牵头，县应急局配合。\n二、公布避险场所。（县应急局负责）"
    )
    assert brief(found) == [
        ("一", [], "公布汛情。", ["县水务局"], ["县应急局"]),
        ("二", [], "公布避险场所。", ["县应急局"], []),
    ]


@pytest.mark.parametrize(
    "title", ["供水政策解读", "陇右县水务局2020年政府信息公开工作年度报告", "供水领域基层政务公开标准目录"]
)
def test_explanations_reports_and_catalogues_have_no_tasks(title: str) -> None:
    assert read(title, "一、背景\n1.公布水质。（责任单位：供水股）\n2.公布水价。（责任单位：财务股）").tasks == ()


def test_what_follows_the_owners_is_no_part_of_the_item() -> None:
    found = read(
        PLAN,
        "一、任务\n1.公布水质。（责任单位：供水股）\n2.公布水价。（责任单位：财务股）\n各股室要抓紧落实，按季报送。",
    )
    assert [t.requirement for t in found.tasks] == ["公布水质。", "公布水价。"]
    assert [p.text for p in found.passages] == ["各股室要抓紧落实，按季报送。"]


def test_brackets_that_name_no_owner_stay() -> None:
    found = read(
        PLAN,
        "一、任务\n1.公布名录（以下简称名录），每年更新（节假日除外）。（责任单位：供水股）\n2.公布水价（含基本水价）。（财务股）",
    )
    assert [t.requirement for t in found.tasks] == [
        "公布名录（以下简称名录），每年更新（节假日除外）。",
        "公布水价（含基本水价）。",
    ]
    assert [list(t.lead) for t in found.tasks] == [["供水股"], ["财务股"]]


def test_the_first_leads_from_the_first_remark_on() -> None:
    found = read(
        "关于优化供水服务的实施意见",
        "（一）减免费用。（县水务局、县财政局等按职责分工负责。排在第一位的为牵头部门，下同）\n（二）优化流程。（县政务局、县水务局负责）",
    )
    assert brief(found) == [
        ("（一）", [], "减免费用。", ["县水务局"], ["县财政局"]),
        ("（二）", [], "优化流程。", ["县政务局"], ["县水务局"]),
    ]


def test_a_report_in_one_paragraph_is_split_at_its_headings() -> None:
    long = "按期公布供水信息，" * 30 + "效果较好。"
    found = read(
        "陇右县水务局2020年政府信息公开工作年度报告",
        "现予公布。 一、总体情况 2020年，工作有序。 "
        f"（一）主动公开。{long}{long} （二）解读。一是发布图解。二是召开会议。 二、问题 更新慢。",
    )
    assert all(len(p.text) <= 400 for p in found.passages)
    assert [(p.section, p.text[:6]) for p in found.passages] == [
        ((), "现予公布。"),
        (("一、总体情况",), "2020年，"),
        (("一、总体情况",), "（一）主动公"),
        (("一、总体情况",), "按期公布供水"),
        (("一、总体情况", "（二）解读"), "一是发布图解"),
        (("一、总体情况", "（二）解读"), "二是召开会议"),
        (("二、问题",), "更新慢。"),
    ]


def test_lines_broken_at_a_fixed_width_are_joined() -> None:
    found = read(
        PLAN,
        """为落实上级要求，扎实做好供水领域的信息公开，让群众放
心用水，制定本方案。
一、重点任务
（一）公开水质。按月公布出厂水和末梢水的监测结果，同
时说明超标的原因。（责任单位：供水股、
水质中心）
（二）公开水价。公布现行价格和调整的依据，听取用水大
户的意见。（责任
单位：财务股）""",
    )
    assert brief(found) == [
        (
            "（一）",
            ["一、重点任务"],
            "公开水质。按月公布出厂水和末梢水的监测结果，同时说明超标的原因。",
            ["供水股", "水质中心"],
            [],
        ),
        ("（二）", ["一、重点任务"], "公开水价。公布现行价格和调整的依据，听取用水大户的意见。", ["财务股"], []),
    ]


def test_an_item_among_others_with_owners_is_a_task_without() -> None:
    found = read(
        POINTS,
        "一、公开\n（一）公布水质。（供水科）\n（二）公布停水计划。\n（三）公布水价。（财务科）\n二、组织保障\n（一）加强领导。",
    )
    assert [(t.number, t.lead) for t in found.tasks] == [
        ("（一）", ("供水科",)),
        ("（二）", ()),
        ("（三）", ("财务科",)),
    ]


def test_who_leads_the_work_as_a_whole_makes_no_task_of_the_aims() -> None:
    found = read(
        PLAN,
        "一、总体要求\n坚持公开为常态。由办公室牵头。\n二、重点任务\n（一）公布水质。供水科要按月发布。\n（二）公布水价。",
    )
    assert brief(found) == [
        ("（一）", ["二、重点任务"], "公布水质。供水科要按月发布。", ["供水科"], []),
        ("（二）", ["二、重点任务"], "公布水价。", [], []),
    ]


def test_decimal_numbers() -> None:
    found = read(
        POINTS,
        "一、公开\n1.1 公布水质。〔责任科室：供水科〕\n1.2 公布水价。〔责任科室：财务科〕\n"
        "二、解读\n2.1解读水价。〔责任科室：财务科〕",
    )
    assert [(t.number, t.section, t.lead) for t in found.tasks] == [
        ("1.1", ("一、公开",), ("供水科",)),
        ("1.2", ("一、公开",), ("财务科",)),
        ("2.1", ("二、解读",), ("财务科",)),
    ]


@pytest.mark.parametrize("text", ["3.5亿元用于改造。", "1.5倍", "6.30前完成", "2.1版说明", "3.7月底前公布"])
def test_amounts_and_days_are_no_decimal_numbers(text: str) -> None:
    marker = marker_at(text)
    assert marker is None or not marker.kind.startswith("dec")


def test_a_plain_notice_whose_items_name_offices_hands_out_work() -> None:
    found = read(
        "关于交办整改事项的通知",
        "请按要求整改。\n一、栏目未更新。由办公室负责，7月底前补充。\n二、水价未公示。由财务科立即补发。\n特此通知。",
    )
    assert [(t.number, t.lead) for t in found.tasks] == [("一", ("办公室",)), ("二", ("财务科",))]
    found = read("关于做好公开的通知", "请认真落实。\n一、提高认识。\n二、加强统筹。由办公室负责解释。")
    assert found.tasks == ()


def test_owners_below_sub_items_beside_items_with_owners_of_their_own() -> None:
    found = read(
        DIVISION,
        "一、公布水质。\n（责任科室：供水科）\n二、公布应急信息。\n（1）首条信息5小时内发布。\n（2）谣言24小时内澄清。\n"
        "（责任科室：应急科；时限：长期坚持）",
    )
    assert brief(found) == [
        ("一", [], "公布水质。", ["供水科"], []),
        ("二", [], "公布应急信息。（1）首条信息5小时内发布。（2）谣言24小时内澄清。", ["应急科"], []),
    ]


def test_a_demand_on_the_readers_among_items_with_owners_is_a_passage() -> None:
    found = read(
        "关于优化供水服务的若干措施",
        "一、减免费用。（财务科负责）\n二、优化流程。（供水科负责）\n三、加强组织。各科室要重视。",
    )
    assert [t.number for t in found.tasks] == ["一", "二"]


def test_what_offices_have_done_is_no_work_handed_out() -> None:
    found = read(
        "关于公开情况的通知",
        "一、供水科会同财务科研究提出了意见，已公布水价。\n二、办公室会同供水科研究提出了意见，已公布水质。",
    )
    assert found.tasks == ()


ASKED = ["公布机构职能和办事指南", "公布低保对象和资金发放情况", "公布惠农补贴的标准"]
DUES = ["2021年4月30日前", "五月底前", "长期坚持"]
ENDS = ["2021-04-30", "2021-05-31", None]


@pytest.mark.parametrize(
    "title", ["陇右县水务局关于做好2021年政务公开工作的通知", "会议议定事项", PLAN, POINTS, DIVISION]
)
@pytest.mark.parametrize(
    "form", ["{}。完成时限：{}", "{}。（完成时限：{}）", "{}。\n完成时间：{}", "{}。\n（时限：{}）"]
)
def test_a_deadline_that_a_label_sets_apart_makes_a_numbered_item_a_task(title: str, form: str) -> None:
    lines = [f"{i}." + form.format(asked, due) for i, (asked, due) in enumerate(zip(ASKED, DUES, strict=True), 1)]
    found = read(title, "\n".join(lines))
    assert [(t.number, t.requirement) for t in found.tasks] == [(str(i), f"{a}。") for i, a in enumerate(ASKED, 1)]
    assert [(t.deadline.text, t.deadline.kind) for t in found.tasks if t.deadline] == list(
        zip(DUES, ("by", "by", "ongoing"), strict=True)
    )
    if title != "会议议定事项":
        assert [t.deadline.end for t in found.tasks if t.deadline] == ENDS


def test_items_with_and_without_owners_are_tasks_of_one_list() -> None:
    found = read(
        POINTS,
        f"一、重点工作\n1.{ASKED[0]}。（责任单位：供水股；时间：3月22日前）\n2.{ASKED[1]}。（完成时限：6月底前）\n3.{ASKED[2]}。"
        "\n二、工作要求\n1.加强领导。",
    )
    assert [(t.number, t.lead, t.deadline.text if t.deadline else None) for t in found.tasks] == [
        ("1", ("供水股",), "3月22日前"),
        ("2", (), "6月底前"),
        ("3", (), None),
    ]


def test_the_time_of_a_meeting_makes_no_task() -> None:
    found = read(
        "陇右县水务局关于召开政务公开培训会的通知",
        "一、会议时间：2021年3月22日前后\n二、时间：3月22日\n三、参会人员：全体",
    )
    assert not found.tasks
