"""Deadlines: kind and dates of every form, in cells and inside sentences."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.extract.deadlines import cell_deadline, looks_like_deadline, parse_deadline
from zwsearch.extract.due_times import deadline_in_sentence
from zwsearch.extract.headers import starts_with_label
from zwsearch.extract.owners import Owners, parse_owners
from zwsearch.records import Cell, Deadline, Document, Paragraph, Repaired, Source, Table


@pytest.mark.parametrize(
    ("words", "kind", "start", "end"),
    [
        ("年底前", "by", None, "2023-12-31"),
        ("12月底前", "by", None, "2023-12-31"),
        ("2023年11月30日前", "by", None, "2023-11-30"),
        ("２０２３年６月底前", "by", None, "2023-06-30"),
        ("二〇二三年六月底前", "by", None, "2023-06-30"),
        ("十一月底前", "by", None, "2023-11-30"),
        ("2024年2月底前", "by", None, "2024-02-29"),
        ("明年3月底前", "by", None, "2024-03-31"),
        ("10月前", "by", None, "2023-09-30"),
        ("9月中旬", "by", None, "2023-09-20"),
        ("第三季度", "range", "2023-07-01", "2023-09-30"),
        ("三季度末", "by", None, "2023-09-30"),
        ("上半年", "range", "2023-01-01", "2023-06-30"),
        ("2023年下半年开展", "range", "2023-07-01", "2023-12-31"),
        ("上半年前", "by", None, "2023-06-30"),
        ("二、三季度", "range", "2023-04-01", "2023-09-30"),
        ("2023-10-31 0:00:00", "by", None, "2023-10-31"),
        ("2023/10/31 00:00", "by", None, "2023-10-31"),
        ("20231031", "by", None, "2023-10-31"),
        ("2021.6", "by", None, "2021-06-30"),
        ("2021/6", "by", None, "2021-06-30"),
        ("2021.12底前", "by", None, "2021-12-31"),
        ("2023.6-2023.9", "range", "2023-06-01", "2023-09-30"),
        ("2023年内", "by", None, "2023-12-31"),
        ("即日起", "ongoing", None, None),
        ("自印发之日起施行", "ongoing", None, None),
        ("即日起至12月底", "range", None, "2023-12-31"),
        ("印发之日起一个月内", "within", None, None),
        ("2025年", "by", None, "2025-12-31"),
        ("2023.11.30", "by", None, "2023-11-30"),
        ("6月底前完成，长期坚持", "by", None, "2023-06-30"),
        ("3月底前启动，10月底前完成", "by", None, "2023-10-31"),
        ("2024年3月-10月", "range", "2024-03-01", "2024-10-31"),
        ("3-10月", "range", "2023-03-01", "2023-10-31"),
        ("3月1日至4月30日", "range", "2023-03-01", "2023-04-30"),
        ("2022年12月—2023年2月", "range", "2022-12-01", "2023-02-28"),
        ("2023年3月20日-25日", "range", "2023-03-20", "2023-03-25"),
        ("2021-2025年", "range", "2021-01-01", "2025-12-31"),
        ("第一季度至第三季度", "range", "2023-01-01", "2023-09-30"),
        ("持续推进", "ongoing", None, None),
        ("长期坚持", "ongoing", None, None),
        ("常态化", "ongoing", None, None),
        ("全年", "ongoing", None, None),
        ("每半年", "recurring", None, None),
        ("每批次", "recurring", None, None),
        ("每季度末", "recurring", None, None),
        ("每年1月31日前", "recurring", None, None),
        ("每双周", "recurring", None, None),
        ("24小时内", "within", None, None),
        ("收到申请之日起20个工作日内", "within", None, None),
        ("每批次发放后5日内", "within", None, None),
    ],
)
def test_kind_and_dates(words: str, kind: str, start: str | None, end: str | None) -> None:
    found = parse_deadline(words, 2023)
    assert found is not None
    assert (found.text, found.kind, found.start, found.end) == (words, kind, start, end)
    assert looks_like_deadline(words)


@pytest.mark.parametrize("words", ["年底前", "6月底前", "第三季度", "3月1日至4月30日"])
def test_without_a_year_there_are_no_dates(words: str) -> None:
    found = parse_deadline(words, None)
    assert found is not None
    assert (found.start, found.end) == (None, None)


@pytest.mark.parametrize("words", ["13月底前", "2月30日前", "0月1日前"])
def test_impossible_dates_keep_their_words_only(words: str) -> None:
    found = cell_deadline(words, 2023)
    assert found is not None
    assert (found.text, found.end) == (words, None)


@pytest.mark.parametrize("words", ["", "/", "—", " 无 ", "-"])
def test_blank_cells_hold_none(words: str) -> None:
    assert cell_deadline(words, 2023) is None


def test_a_bare_number_in_a_column_of_deadlines_is_the_day_a_spreadsheet_means() -> None:
    found = cell_deadline("45230", 2020)
    assert found is not None
    assert (found.text, found.kind, found.end) == ("45230", "by", "2023-10-31")
    assert parse_deadline("45230", 2020) is None


def test_unknown_words_of_a_deadline_cell_are_kept() -> None:
    found = cell_deadline("视情而定", 2023)
    assert found is not None
    assert (found.text, found.kind, found.end) == ("视情而定", "by", None)


@pytest.mark.parametrize(
    ("sentence", "words", "end"),
    [
        ("2023年11月30日前完成栏目改版。", "2023年11月30日前", "2023-11-30"),
        ("编制名录，年底前印发。", "年底前", "2023-12-31"),
        ("6月底前拿出初稿，10月底前报送定稿。", "10月底前", "2023-10-31"),
        ("每年1月31日前公布上年度报告。", "每年1月31日前", None),
    ],
)
def test_due_times_inside_a_sentence(sentence: str, words: str, end: str | None) -> None:
    found = deadline_in_sentence(sentence, 2023)
    assert found is not None
    assert (found.text, found.end) == (words, end)


@pytest.mark.parametrize(
    "sentence",
    [
        "突发事件5小时内发布首条消息，24小时内开新闻发布会。",
        "负责人年内至少听取一次汇报。",
        "清理2020年6月30日前制定的文件。",
        "收到申请后20个工作日内答复。",
        "每季度通报一次。",
    ],
)
def test_other_times_in_a_sentence_are_no_deadline(sentence: str) -> None:
    assert deadline_in_sentence(sentence, 2023) is None


@pytest.mark.parametrize("words", ["办公室", "公布低保标准", "一、主动公开", "12", "各科室"])
def test_other_cells_do_not_look_like_deadlines(words: str) -> None:
    assert not looks_like_deadline(words)


@pytest.mark.parametrize(
    ("words", "text", "kind", "start", "end"),
    [
        ("自2023年6月1日至9月30日公布汛情。", "2023年6月1日至9月30日", "range", "2023-06-01", "2023-09-30"),
        ("选三个镇试点，6月至12月完成编目。", "6月至12月", "range", "2023-06-01", "2023-12-31"),
        ("自2023年5月起公布水价。", "2023年5月起", "ongoing", "2023-05-01", None),
        ("到2025年底，实现村村有栏。", "2025年底", "by", None, "2025-12-31"),
        ("于二季度完成整改。", "二季度", "range", "2023-04-01", "2023-06-30"),
        ("在春节前发布提示。", "春节前", "by", None, None),
        ("供水结果于次月10日前上网。", "次月10日前", "recurring", None, None),
        ("每月末更新栏目。", "每月末", "recurring", None, None),
        ("公布分配结果，长期公开。", "长期", "ongoing", None, None),
        ("即日起至9月底排查栏目。", "即日起至9月底", "range", None, "2023-09-30"),
        ("公布办事清单，6月底前。", "6月底前", "by", None, "2023-06-30"),
        ("5月底前完成改版，并长期坚持。", "5月底前", "by", None, "2023-05-31"),
    ],
)
def test_times_inside_a_sentence(words: str, text: str, kind: str, start: str | None, end: str | None) -> None:
    found = deadline_in_sentence(words, 2023)
    assert found is not None
    assert (found.text, found.kind, found.start, found.end) == (text, kind, start, end)


@pytest.mark.parametrize(
    "words",
    [
        "公布2022年1月至6月的收支。",
        "解读自2019年5月15日起施行的条例。",
        "清明节前后开放水厂。",
        "每月15日开展宣讲。",
        "每半年听取一次意见。",
        "年内建成三个公示栏。",
        "突发停水5小时内发布消息。",
        "全年培训不少于3次。",
        "清理长期不更新的栏目。",
    ],
)
def test_times_that_the_demand_only_speaks_of(words: str) -> None:
    assert deadline_in_sentence(words, 2023) is None


@pytest.mark.parametrize("words", ["15172.500", "13725.5845", "-1084.173", "36.50", "192.168.1.1", "3728."])
def test_figures_with_a_point_are_no_dates(words: str) -> None:
    assert parse_deadline(words, 2023) is None
    assert not looks_like_deadline(words)


TWINS = [
    ("八月底前", "8月底前"),
    ("六月三十日前", "6月30日前"),
    ("十二月三十一日之前", "12月31日之前"),
    ("十月前", "10月前"),
    ("三至十月", "3至10月"),
    ("三月到六月", "3月到6月"),
    ("三季度末前", "3季度末前"),
    ("十个工作日内", "10个工作日内"),
    ("二十四小时内", "24小时内"),
    ("每月五日前", "每月5日前"),
    ("二十五日前", "25日前"),
    ("八月中旬前", "8月中旬前"),
    ("二〇二三年八月底前", "２０２３年８月底前"),
]


@pytest.mark.parametrize(("chinese", "arabic"), TWINS)
def test_chinese_numerals_mean_what_arabic_ones_do(chinese: str, arabic: str) -> None:
    def told(deadline: Deadline | None) -> tuple[str, str | None, str | None] | None:
        return (deadline.kind, deadline.start, deadline.end) if deadline is not None else None

    assert told(parse_deadline(chinese, 2023)) == told(parse_deadline(arabic, 2023)) is not None
    for sentence in ("{}公布预算和决算。", "公布预算和决算，{}完成。", "抓紧整改，于{}完成。"):
        one, other = (deadline_in_sentence(sentence.format(words), 2023) for words in (chinese, arabic))
        assert told(one) == told(other)
        assert one is None or one.text in sentence.format(chinese)


SPANS = ["上半年", "半年内", "本月底前", "第二季度"]


@pytest.mark.parametrize("words", [*(words for twins in TWINS for words in twins), *SPANS])
def test_a_deadline_among_owners_is_no_office(words: str) -> None:
    for text in (f"财务科负责，{words}", f"责任单位：财务科；{words}", f"财务科、{words}"):
        assert parse_owners(text) == Owners(("财务科",), (), words)


@pytest.mark.parametrize("words", ["半年内", "半个月内"])
def test_half_a_year_is_a_span_from_some_day_on(words: str) -> None:
    assert parse_deadline(words, 2023) == Deadline(words, "within")
    assert parse_deadline("上半年内", 2023) == Deadline("上半年内", "range", "2023-01-01", "2023-06-30")


@pytest.mark.parametrize(
    "text",
    [
        "牵头单位：区水务局；时间：3月22日前",
        "牵头单位：区水务局、时间：3月22日前",
        "时间：3月22日前；牵头单位：区水务局",
        "责任单位：区水务局 完成时间：3月22日前",
        "责任单位：区水务局\n进度：3月22日前",
    ],
)
def test_the_word_time_before_a_deadline_is_its_label(text: str) -> None:
    assert parse_owners(text) == Owners(("区水务局",), (), "3月22日前")


def test_the_word_time_before_anything_else_is_no_label() -> None:
    assert not starts_with_label("时间：上午九点")
    assert not starts_with_label("时间：3月22日")
    assert starts_with_label("时间：3月22日前")


@pytest.mark.parametrize(
    "words",
    ["上半年、下半年各一次", "上、下半年各1次", "6月、12月各一次", "3月底、9月底各公布两次", "5月和11月各组织1次"],
)
def test_so_often_in_each_of_several_times_recurs(words: str) -> None:
    due = cell_deadline(words, 2023)
    assert due is not None
    assert (due.text, due.kind, due.end) == (words, "recurring", None)


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("长期\n坚持", "长期坚持"),
        ("２０２３\n年５月底前", "２０２３年５月底前"),
        ("2023年\n12月\n底前", "2023年12月底前"),
        ("20个\n工作日内", "20个工作日内"),
        ("每季度\n末", "每季度末"),
        ("6月底前\n12月底前", "6月底前\n12月底前"),
    ],
)
def test_a_line_break_inside_a_time_goes_and_one_between_two_stays(broken: str, whole: str) -> None:
    due, sound = cell_deadline(broken, 2023), cell_deadline(whole, 2023)
    assert due is not None
    assert due == sound
    assert due.text == whole
    if "\n" not in whole:
        assert parse_owners(f"供水科、财务科，{broken}").deadline == whole


@pytest.mark.parametrize("words", ["按上级要求时间节点", "按照县里规定时限", "根据上级时间节点要求"])
def test_a_time_that_others_set_is_a_time_without_a_date(words: str) -> None:
    due = cell_deadline(words, 2023)
    assert due is not None
    assert (due.text, due.kind, due.end, looks_like_deadline(words)) == (words, "by", None, True)
    assert parse_owners(f"供水科，{words}").lead == ("供水科",)


@pytest.mark.parametrize("mark", ["″", "〃", "同上", "同前"])
def test_a_mark_in_a_cell_of_times_repeats_the_one_above(mark: str) -> None:
    rows = (("序号", "任务", "责任单位", "完成时限"), ("1", "公布供水价格。", "供水科", "3月20日前"))
    cells = (*rows, ("2", "公布停水计划。", "供水科", mark), ("3", "公布水质报告。", "监测站", "每月"))
    table = Table(tuple(tuple(map(Cell, row)) for row in cells), aligned=True)
    title = Paragraph("陇右县水务局2021年政务公开任务分工表")
    found = extract(Repaired(Document(Source("a.html", "html", "utf-8", "0"), (title, table))))
    assert [t.deadline.text for t in found.tasks if t.deadline] == ["3月20日前", "3月20日前", "每月"]
