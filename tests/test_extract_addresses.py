"""Salutations and the mere names of attachments are no text of a notice; whatever says something stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zwsearch.extract import extract
from zwsearch.extract.addresses import is_salutation
from zwsearch.records import Document, Extraction, Paragraph, Repaired, Source

TITLE = "桐城市水利局关于做好抗旱信息公开的通知"


def read(*lines: str) -> Extraction:
    blocks = tuple(map(Paragraph, lines))
    return extract(Repaired(Document(Source("a.txt", "txt", "utf-8", "0"), blocks)))


def words(found: Extraction) -> list[str]:
    return [passage.text for passage in found.passages]


SALUTATIONS = (
    "各有关单位：",
    "局机关各科室、局属各单位:",
    "各乡镇人民政府，县直各部门：",
    "各县（市、区）水利局，各灌区管理中心：",
    "各市、县、自治县人民政府，省政府各直属机构：",
    "各村（社区）、镇直各单位：",
    "江东县人民政府：",
    "市财政局、市审计局：",
    "各位代表：",
    "广大市民朋友：",
)


@pytest.mark.parametrize("line", SALUTATIONS)
def test_a_salutation_is_no_passage(line: str) -> None:
    found = read(TITLE, line, "请认真落实。")
    assert words(found) == ["请认真落实。"]
    assert found.notice.title == TITLE
    assert line in found.text


@pytest.mark.parametrize(
    "line",
    [
        "现将有关事项通知如下：",
        "重点任务：",
        "责任单位：",
        "各单位要做到：",
        "各科室负责以下事项：",
        "一、各乡镇：",
        "存在的问题：",
        "联系单位：",
        "本局",
    ],
)
def test_a_line_that_says_more_is_none(line: str) -> None:
    assert not is_salutation(line)


def test_only_the_first_line_of_the_body_can_be_a_salutation() -> None:
    found = read(TITLE, "各科室：", "请认真落实。", "各乡镇：", "请按月报送。")
    assert words(found) == ["请认真落实。", "各乡镇：", "请按月报送。"]


def test_the_notice_passed_on_below_has_its_own() -> None:
    found = read(TITLE, "各科室：", "请认真落实。", "桐城市关于做好抗旱工作的意见", "各乡镇人民政府：", "请按月报送。")
    assert "各乡镇人民政府：" not in words(found)
    assert {"请认真落实。", "请按月报送。"} <= set(words(found))


def test_an_office_above_its_own_items_stays() -> None:
    found = read(TITLE, "市财政局：", "1.公开预算决算信息并按月更新。", "市审计局：", "2.公开审计结果并解读。")
    said = " ".join([*words(found), *(" ".join((t.requirement, *t.section, *t.lead)) for t in found.tasks)])
    assert "市财政局" in said and "市审计局" in said


@pytest.mark.parametrize(
    "names",
    [
        ("附件：抗旱信息报送表",),
        ("附件：1.抗旱信息报送表", "2.联络员名单"),
        ("附件:", "1.抗旱信息报送表", "2.联络员名单（略）"),
        ("附件1", "附件2：联络员名单"),
        ("附件：", "- 《抗旱信息报送表》.xlsx"),
        ("抗旱信息报送表.docx",),
    ],
)
def test_names_of_attachments_are_no_passages(names: tuple[str, ...]) -> None:
    found = read(TITLE, "请各科室认真落实并按时报送。", *names, "桐城市水利局", "2023年5月15日")
    assert words(found) == ["请各科室认真落实并按时报送。"]
    assert found.tasks == ()


def test_items_below_the_title_of_an_attachment_stay() -> None:
    found = read(
        TITLE,
        "请认真落实。",
        "附件：抗旱信息公开工作要点",
        "1.公开年度工作计划（责任单位：办公室）",
        "2.公开旱情通报（责任单位：水旱股）",
    )
    assert [task.lead for task in found.tasks] == [("办公室",), ("水旱股",)]


def test_demands_below_the_word_attachment_stay() -> None:
    found = read(TITLE, "请认真落实。", "附件：", "1.公开年度工作计划", "2.编制抗旱预案")
    said = " ".join([*words(found), *(task.requirement for task in found.tasks)])
    assert "公开年度工作计划" in said and "编制抗旱预案" in said


def test_an_attachment_that_says_something_stays() -> None:
    line = "附件：本表由各科室填写，每月5日前报办公室。"
    assert any("每月5日前报办公室" in text for text in words(read(TITLE, "请认真落实。", line)))


def test_a_notice_of_nothing_else_keeps_its_lines() -> None:
    assert words(read("各有关单位：")) == ["各有关单位："]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(SALUTATIONS),
    st.lists(st.text(alphabet="公开政务信息服务查询办理结果", min_size=8, max_size=40), min_size=1, max_size=12),
)
def test_every_other_character_stands_in_one_passage(salutation: str, sentences: list[str]) -> None:
    found = read(TITLE, salutation, *(f"{sentence}。" for sentence in sentences))
    taken = [i for unit in found.passages for span in unit.spans for i in range(span.start, span.end)]
    left = {i for i, c in enumerate(found.text) if not c.isspace() and i >= len(TITLE) + len(salutation) + 2}
    assert sorted(taken) == sorted(left) and found.tasks == ()
