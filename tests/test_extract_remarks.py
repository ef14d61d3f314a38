"""Owners that hold for more than one item, and owners that stand after an item without a bracket."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.extract.owners import parse_owners
from zwsearch.extract.remarks import read_above
from zwsearch.records import Document, Extraction, Paragraph, Repaired, Source

PLAN = "陇右县水务局2021年政务公开实施方案"


def read(text: str) -> Extraction:
    blocks = tuple(Paragraph(line) for line in (PLAN, "一、主要任务", *text.strip("\n").split("\n")))
    return extract(Repaired(Document(Source("a.txt", "txt", "utf-8", "0"), blocks)))


def owned(found: Extraction) -> list[tuple[str | None, list[str], list[str]]]:
    return [(t.number, list(t.lead), list(t.support)) for t in found.tasks]


def test_owners_of_the_items_above() -> None:
    found = read(
        """（一）建设信息
1.公布管网改造进度。
2.公布招标结果。（招标办负责）
3.公布验收结果。
（以上任务由建设科牵头，供水科配合）
（二）服务信息
4.公布停水计划。
5.公布水价。（以上由财务科负责）
6.公布水质。（水质中心负责）"""
    )
    assert owned(found) == [
        ("1", ["建设科"], ["供水科"]),
        ("2", ["招标办"], []),
        ("3", ["建设科"], ["供水科"]),
        ("4", ["财务科"], []),
        ("5", ["财务科"], []),
        ("6", ["水质中心"], []),
    ]
    assert [t.requirement for t in found.tasks][2:5] == ["公布验收结果。", "公布停水计划。", "公布水价。"]


def test_a_sentence_about_the_items_above_and_the_numbers_it_names() -> None:
    found = read("1.公布停水计划。\n2.公布水价。\n3.公布水质。\n以上2-3项由供水科负责。")
    assert owned(found) == [("1", [], []), ("2", ["供水科"], []), ("3", ["供水科"], [])]
    found = read("1.公布停水计划。\n2.公布水价。\n以上两项任务分别由供水科、财务科负责。")
    assert owned(found) == [("1", ["供水科"], []), ("2", ["财务科"], [])]


@pytest.mark.parametrize(
    "words",
    [
        "以上信息要及时更新",
        "以上各项工作务必抓紧落实",
        "以上内容",
        "上述文件由国务院公布",
        "以上由建设科负责的栏目要更新",
    ],
)
def test_other_words_about_what_stands_above_are_no_owners(words: str) -> None:
    assert read_above(words) is None


def test_likewise_holds_from_there_on() -> None:
    found = read(
        """1.公布水质。
2.公布水价。（牵头单位为财务科，下同）
3.公布收费。
4.公布停水计划。（供水科负责）
5.公布补贴。"""
    )
    assert owned(found) == [
        ("1", [], []),
        ("2", ["财务科"], []),
        ("3", ["财务科"], []),
        ("4", ["供水科"], []),
        ("5", ["财务科"], []),
    ]


@pytest.mark.parametrize(
    ("remark", "above"),
    [("排在第一位的为牵头科室，下同", ["供水科", "办公室"]), ("排在第一位的为牵头科室", ["供水科"])],
)
def test_who_comes_first_leads_from_the_remark_on(remark: str, above: list[str]) -> None:
    found = read(
        f"1.公布水质。（供水科、办公室负责）\n2.公布水价。（财务科、供水科负责。{remark}）\n3.组织培训。（办公室、人事科负责）"
    )
    assert [list(t.lead) for t in found.tasks] == [above, ["财务科"], ["办公室"]]
    assert [t.requirement for t in found.tasks] == ["公布水质。", "公布水价。", "组织培训。"]


def test_labels_after_an_item_without_brackets() -> None:
    found = read(
        """1.按月公布监测结果。责任领导：甲某 责任科室：供水科 完成时限：6月底前
2.公布超标处置情况。
责任领导：甲某
责任科室：供水科、水质中心
完成时限：9月底前
3.公布停水计划。责任人：乙某；
4.公布收费标准 责任单位：财务科 责任人：丙某 完成时限：长期坚持"""
    )
    assert [t.requirement for t in found.tasks] == [
        "按月公布监测结果。",
        "公布超标处置情况。",
        "公布停水计划。",
        "公布收费标准",
    ]
    assert [list(t.lead) for t in found.tasks] == [["供水科"], ["供水科", "水质中心"], [], ["财务科"]]
    assert [t.deadline.text if t.deadline else None for t in found.tasks] == ["6月底前", "9月底前", None, "长期坚持"]


def test_whom_to_ask_stays_in_the_text() -> None:
    found = read("1.公布水质。（供水科负责）\n2.6月底前报送名单。联系人：甲某，电话：0939-1234567。")
    assert "联系人：甲某" in " ".join([*(t.requirement for t in found.tasks), *(p.text for p in found.passages)])


def test_brackets_after_each_sentence_are_all_owners() -> None:
    found = read(
        "（一）公开水质。公布结果（供水科）。公布处置情况（水质中心、办公室）。\n（二）公布计划。（牵头单位：供水科）（配合单位：办公室）"
    )
    assert owned(found) == [("（一）", ["供水科", "水质中心", "办公室"], []), ("（二）", ["供水科"], ["办公室"])]
    assert found.tasks[0].requirement == "公开水质。公布结果。公布处置情况。"


@pytest.mark.parametrize(
    "text", ["1.建设科 2.财务科", "①建设科②财务科", "（1）建设科（2）财务科", "1、建设科；2、财务科"]
)
def test_numbers_before_offices_are_no_names(text: str) -> None:
    assert parse_owners(text).lead == ("建设科", "财务科")


def test_a_list_of_offices_that_goes_on_in_the_next_line() -> None:
    found = read("1.公布水价。\n责任单位：财务科\n供水科　办公室\n2.公布水质。\n责任单位：供水科。\n办公室要做好审核。")
    assert owned(found) == [("1", ["财务科", "供水科", "办公室"], []), ("2", ["供水科"], [])]


def test_a_line_of_owners_above_each_group_of_items() -> None:
    first = "责任单位：办公室\n1.公布电话。\n2.编制年报。"
    second = "责任单位：供水科、财务科\n3.公布水质。\n4.公布水价。"
    blocks = f"陇右县水务局2021年政务公开任务分工\n{first}\n{second}"
    found = extract(Repaired(Document(Source("a.txt", "txt", "utf-8", "0"), tuple(map(Paragraph, blocks.split("\n"))))))
    assert owned(found) == [
        ("1", ["办公室"], []),
        ("2", ["办公室"], []),
        ("3", ["供水科", "财务科"], []),
        ("4", ["供水科", "财务科"], []),
    ]


def test_labels_with_a_verb_and_offices_that_hand_over_to_another() -> None:
    found = read(
        """1.公布水价。责任科室为财务科，配合科室为办公室。
2.公布水质，由水质中心承办、办公室协办；
3.清理旧页面，由信息中心立即下线。
请各科室于8月前报送情况。"""
    )
    assert owned(found) == [
        ("1", ["财务科"], ["办公室"]),
        ("2", ["水质中心"], ["办公室"]),
        ("3", ["信息中心"], []),
    ]
    assert found.tasks[0].requirement == "公布水价。"
    assert found.tasks[2].requirement == "清理旧页面，由信息中心立即下线。"
    assert [p.text for p in found.passages] == ["请各科室于8月前报送情况。"]


def test_what_is_to_be_done_stays_beside_who_and_when() -> None:
    found = read("1.栏目缺少标注。由办公室牵头，各科室配合，7月底前补标到位。\n2.公布水质。由供水科牵头，7月底前完成。")
    assert [t.requirement for t in found.tasks] == [
        "栏目缺少标注。由办公室牵头，各科室配合，7月底前补标到位。",
        "公布水质。",
    ]
    assert [t.deadline.end if t.deadline else None for t in found.tasks] == ["2021-07-31", "2021-07-31"]


def test_lines_that_each_have_a_bracket_are_one_item() -> None:
    found = read("（一）完善制度\n制定登记表。（办公室）\n编印手册。（办公室、人事科）")
    assert owned(found) == [("（一）", ["办公室", "人事科"], [])]
    assert found.tasks[0].requirement == "完善制度\n制定登记表。编印手册。"
