"""Owners in the words of a demand, and the sentence that closes it."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.extract.spoken import closing_sentence, spoken_owners
from zwsearch.records import Document, Extraction, Paragraph, Repaired, Source

PLAN = "陇右县水务局2021年政务公开工作方案"


def read(title: str, text: str) -> Extraction:
    blocks = tuple(Paragraph(line) for line in (title, *text.split("\n")))
    return extract(Repaired(Document(Source("a.txt", "txt", "utf-8", "0"), blocks)))


def brief(found: Extraction) -> list[tuple[str | None, str, list[str], list[str]]]:
    return [(t.number, t.requirement, list(t.lead), list(t.support)) for t in found.tasks]


@pytest.mark.parametrize(
    ("words", "lead", "support"),
    [
        ("供水股负责每周张贴停水预告。", ["供水股"], []),
        ("各乡镇（街道）负责更新本辖区公示栏。", ["各乡镇（街道）"], []),
        ("县水务局会同县财政局核定水价。", ["县水务局"], ["县财政局"]),
        ("县水务局会同县财政局、县司法局核定水价。", ["县水务局"], ["县财政局", "县司法局"]),
        ("县水务局牵头，县财政局、各乡镇配合，核定水价。", ["县水务局"], ["县财政局", "各乡镇"]),
        ("公布水价成本，由财务股牵头，各水厂参照落实。", ["财务股"], ["各水厂"]),
        ("公布水价成本，财务股、供水股按职责分工负责。", ["财务股", "供水股"], []),
        ("公布河长名单，由河湖中心负责，信息中心协助", ["河湖中心"], ["信息中心"]),
        ("更换公示牌，由河湖中心于6月底前完成。", ["河湖中心"], []),
        ("公示牌由河湖中心负责，每年更换。", ["河湖中心"], []),
        ("做好宣传。县委宣传部会同县融媒体中心拍摄短片。", ["县委宣传部"], ["县融媒体中心"]),
    ],
)
def test_owners_inside_a_sentence(words: str, lead: list[str], support: list[str]) -> None:
    owners = spoken_owners(words)
    assert (list(owners.lead), list(owners.support)) == (lead, support)


@pytest.mark.parametrize(
    "words",
    [
        "对供水单位负责人开展培训。",
        "建立由县水务局牵头的联席会议。",
        "明确办公室牵头抓总的机制。",
        "公示牌须经各村负责人签字。",
        "借调人员负责期间不得兼职。",
        "依托由办公室主办的“开放日”讲解水价。",
        "谁供稿、谁负责。",
        "科室对栏目的更新负责。",
        "本方案由办公室负责解释。",
        "张贴“办公室负责受理”的告示。",
        "要求各水厂配合检查。",
    ],
)
def test_words_that_only_look_like_owners(words: str) -> None:
    assert not spoken_owners(words)


@pytest.mark.parametrize(
    ("closing", "lead", "support", "deadline"),
    [
        ("供水股负责。", ["供水股"], [], None),
        ("由供水股牵头，各水厂配合。", ["供水股"], ["各水厂"], None),
        ("县水务局牵头；各乡镇配合。", ["县水务局"], ["各乡镇"], None),
        ("县水务局、县财政局等部门负责，2021年10月底前完成。", ["县水务局", "县财政局"], [], "2021年10月底前"),
    ],
)
def test_a_closing_sentence(closing: str, lead: list[str], support: list[str], deadline: str | None) -> None:
    text = "公布停水计划。" + closing
    begin, owners = closing_sentence(text, 0, len(text))
    assert begin == len("公布停水计划。")
    assert (list(owners.lead), list(owners.support), owners.deadline) == (lead, support, deadline)


@pytest.mark.parametrize("last", ["供水股负责每周张贴停水预告。", "各科室要落实。", "不得由他人负责。", "供水股。"])
def test_a_last_sentence_that_says_more(last: str) -> None:
    text = "公布停水计划。" + last
    assert not closing_sentence(text, 0, len(text))[1]


def test_words_that_the_sentence_needs_stay_and_a_closing_sentence_goes() -> None:
    found = read(
        PLAN,
        "一、主要任务\n1.供水股会同水质中心公布水质。\n2.公布停水计划。供水股负责。\n3.公布水价，由财务股牵头。\n"
        "4.解读节水规定。\n二、保障措施\n（一）加强领导。办公室负责统筹，各股室要配合。",
    )
    assert brief(found) == [
        ("1", "供水股会同水质中心公布水质。", ["供水股"], ["水质中心"]),
        ("2", "公布停水计划。", ["供水股"], []),
        ("3", "公布水价，由财务股牵头。", ["财务股"], []),
        ("4", "解读节水规定。", [], []),
    ]


def test_no_item_is_lost_beside_one_that_names_owners() -> None:
    found = read(
        "陇右县人民政府关于加强供水公开的意见",
        "一、任务\n（一）优化流程。推进网上报装。县水务局牵头，县财政局配合。\n"
        "（二）强化监测。公布结果。县疾控中心、县水务局等部门负责，2021年10月底前完成。\n"
        "（三）加强宣传。县委宣传部会同县融媒体中心做好引导。",
    )
    assert brief(found) == [
        ("（一）", "优化流程。推进网上报装。", ["县水务局"], ["县财政局"]),
        ("（二）", "强化监测。公布结果。", ["县疾控中心", "县水务局"], []),
        ("（三）", "加强宣传。县委宣传部会同县融媒体中心做好引导。", ["县委宣传部"], ["县融媒体中心"]),
    ]
    due = found.tasks[1].deadline
    assert due is not None
    assert due.end == "2021-10-31"


def test_a_plain_notice_does_not_ask_by_naming_someone() -> None:
    found = read(
        "关于做好防汛信息公开的通知", "一、公布汛情。各乡镇公布，县水务局负责审核。\n二、公布避险场所。\n特此通知。"
    )
    assert found.tasks == ()


@pytest.mark.parametrize(
    "items",
    [
        "①公布水质，由供水股负责。\n②公布水价，由财务股负责，办公室协助。",
        "一是公布水质，由供水股负责。二是公布水价，由财务股于6月底前完成。三是做好值守。",
        "1.公布水质，由供水股负责。\n2.公布水价，由财务股负责。",
    ],
)
def test_sub_items_that_name_owners_are_demands_of_their_own(items: str) -> None:
    found = read(PLAN, f"（一）主动公开。\n{items}")
    assert [t.section for t in found.tasks] == [("（一）主动公开",)] * len(found.tasks)
    assert [list(t.lead) for t in found.tasks][:2] == [["供水股"], ["财务股"]]
    assert len(found.tasks) == (3 if "三是" in items else 2)


@pytest.mark.parametrize(
    ("words", "lead", "support"),
    [
        ("供水科、水质中心要及时发布监测结果。", ("供水科", "水质中心"), ()),
        ("市财政局应当于6月底前公布预算。", ("市财政局",), ()),
        ("供水科要按月公布，办公室要做好审核。", ("供水科", "办公室"), ()),
        ("办公室要牵头抓总，法规科要做好审核。", ("办公室",), ("法规科",)),
    ],
)
def test_offices_that_are_bid_do_something(words: str, lead: tuple[str, ...], support: tuple[str, ...]) -> None:
    owners = spoken_owners(words)
    assert (owners.lead, owners.support) == (lead, support)


@pytest.mark.parametrize(
    "words",
    [
        "各科室要按时报送材料。",
        "政府网站要及时更新。",
        "医院要公开收费标准。",
        "村委会要公布账目。",
        "业务科室、办公室要核对。",
        "县级财政局要公布预算。",
        "阅览室要配备查阅设施。",
        "办公室主要负责统筹。",
        "起草科室要同步编写。",
        "财务科重要事项。",
    ],
)
def test_what_any_office_may_be_is_no_owner(words: str) -> None:
    assert not spoken_owners(words)


def test_parts_that_begin_with_an_office_are_tasks_of_their_own() -> None:
    found = read(
        PLAN.replace("方案", "要点"),
        "1.民政局：7月底前公布低保标准；\n残联：8月底前公布补贴标准；财政局、审计局：公布资金\n使用情况，年底前完成。\n"
        "2.水务局：公布水价，说明：分三级执行。\n3.教育局：公布学区；说明：每年一次。",
    )
    assert brief(found) == [
        ("1", "7月底前公布低保标准；", ["民政局"], []),
        ("1", "8月底前公布补贴标准；", ["残联"], []),
        ("1", "公布资金使用情况，年底前完成。", ["财政局", "审计局"], []),
        ("2", "公布水价，说明：分三级执行。", ["水务局"], []),
        ("3", "公布学区；说明：每年一次。", ["教育局"], []),
    ]
    assert [t.deadline.end for t in found.tasks if t.deadline] == ["2021-07-31", "2021-08-31", "2021-12-31"]
    assert ["".join(found.text[s.start : s.end] for s in t.spans) for t in found.tasks] == [
        t.requirement for t in found.tasks
    ]
    assert not found.missing_numbers
