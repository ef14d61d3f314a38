"""The query language, paging, grouping and marks, for queries as people type them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_search_page import REQUIREMENTS, FakeStore, World

from zwsearch.errors import QueryError
from zwsearch.index import update_index
from zwsearch.records import Deadline, Filters
from zwsearch.search import entry_of, parse_query, search_notices
from zwsearch.search.closeness import WINDOW, closeness
from zwsearch.search.counted import last_days
from zwsearch.search.plan import make_plan
from zwsearch.segment import HAN, Analyser, fold


@pytest.fixture(scope="module")
def analyser(tmp_path_factory: pytest.TempPathFactory) -> Analyser:
    return Analyser(cache=tmp_path_factory.mktemp("lexicon"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, analyser: Analyser) -> World:
    return World(tmp_path_factory.mktemp("index"), analyser, REQUIREMENTS)


QUERIES = (
    "公开",
    "政策解读 网站",
    "怎么办好依申请公开",
    '"政务公开"',
    "公开 -培训",
    "年份:2023",
    "年份:2022-2023 -类别:政策解读",
    "-部门:办公室",
    "國辦發[2019]4",
    "工作要点",
    "期",
    "业务培训由谁负责 政府网站 2023年12月",
)


# --- document numbers --------------------------------------------------------------------------------------------


def test_an_unknown_document_number_offers_those_of_its_year_and_number(world: World) -> None:
    (note,) = world.search("国办函2019 4号").notes
    assert note == "没有任何内容含有“国办函〔2019〕4号”；同年同号有：“国办发〔2019〕4号”"
    assert "同年同号" not in world.search("国办函〔2018〕4号").notes[0]


def test_the_number_of_another_office_is_no_answer(tmp_path: Path, analyser: Analyser) -> None:
    world = World(tmp_path, analyser, ["按照青政办发〔2021〕7号文件办理。", "按照政办发〔2022〕7号文件办理。"])
    assert world.found("桂政办发〔2021〕7号") == []
    assert "“青政办发〔2021〕7号”" in world.search("桂政办发〔2021〕7号").notes[0]
    assert world.found("政办发〔2021〕7号") == [1]
    assert world.found("桂政办发〔2022〕7号") == [2]


@pytest.mark.parametrize(
    "written",
    [
        "国办发〔2019〕4号",
        "国办发2019 4号",
        "国办发2019年4号",
        "国办发2019第4号",
        "国办发[2019]4",
        "国办发（2019）第4号",
        "国办发【２０１９】４号",
        "國辦發〔2019〕4號",
        "国办发 2019 4号",
        "国办发{2019}4号",
        "国办发〖2019〗4号",
        "国办发［2019］４ 號",
    ],
)
def test_a_document_number_is_one_however_it_is_typed(world: World, written: str) -> None:
    assert parse_query(written).words == ("国办发〔2019〕4号",)
    assert world.found(written)[0] == 3
    assert "有关" in parse_query(f"有关 {written} 落实").words[0]


@pytest.mark.parametrize(
    "written", ["政府2019 54", "2019年54号", "解读2019", "专区12345号", "计划2023年12月", "办理20 4号"]
)
def test_a_year_and_a_number_are_no_document_number(written: str) -> None:
    assert not any("〔" in word for word in parse_query(written).words)


@pytest.mark.parametrize(
    "query", ["4号", "第4号", "4 号", "４号", "4号文件", "4號文", "2019年4号", "2019 4号", "2019年第4号文"]
)
def test_a_number_with_its_sign_finds_the_document_numbers_that_end_so(world: World, query: str) -> None:
    page = world.search(query)
    assert [hit.unit.key // 3 for hit in page.hits] == [3]
    (mark,) = page.hits[0].marks
    assert page.hits[0].unit.text[mark.start : mark.end].endswith("国办发〔2019〕4号")


def test_what_is_counted_is_found_as_it_stands(tmp_path: Path, analyser: Analyser) -> None:
    texts = [
        "公众号由办公室编号管理。",
        "建设路154号的大厅设54个窗口。",
        "总局第54号公告公布。",
        "按照第五十四条办理。",
        "十二号线、54条建议、54 号楼",
    ]
    world = World(tmp_path, analyser, texts)
    assert set(world.found("54号")) == {3, 5}
    assert set(world.found("54条")) == {4, 5}
    assert world.found("2019年54号") == world.found("55号") == []
    assert world.found("54号公告")[0] == 3
    (hit,) = (hit for hit in world.search("54号").hits if hit.unit.key // 3 == 3)
    assert [hit.unit.text[mark.start : mark.end] for mark in hit.marks] == ["54号"]
    assert "一字不差地含有“54号”" in world.search("54号", explain=True).notes[0]
    assert world.search("55号").notes == ("没有任何内容含有“55号”",)


def test_a_serial_number_of_another_year_is_offered(world: World) -> None:
    assert world.search("2018年4号").notes == ("没有任何内容含有“2018年4号”；同号有：“国办发〔2019〕4号”",)


# --- filters -----------------------------------------------------------------------------------------------------


def test_a_field_can_be_excluded(world: World) -> None:
    everything = set(world.found("年份:2022-2023"))
    interpreted = set(world.found("类别:政策解读"))
    assert set(world.found("年份:2022-2023 -类别:政策解读")) == everything - interpreted
    assert set(world.found("-类别:政策解读")) == everything - interpreted
    assert set(world.found("公开 -年份:2023")) == set(world.found("公开 年份:2022"))
    assert set(world.found("年份:2023 －部门：办公室")) == set(world.found("年份:2023 部门:法规科"))
    assert world.found("-类别:政策解读 -年份:2022-2023") == []


def test_filters_beside_the_query_and_in_it_must_both_hold(world: World) -> None:
    assert world.found("解读 年份:2023", filters=Filters(years=(2022,))) == []
    assert world.found("解读 年份:2022,2023", filters=Filters(years=(2022,))) == [8]


def test_filters_are_read_in_traditional_characters(world: World) -> None:
    assert parse_query("類別:政策解讀 部門:辦公室").filters == Filters(categories=("政策解读",), offices=("办公室",))
    assert set(world.found("類別：政策解讀")) == set(world.found("类别:政策解读"))


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("解读 年份:,", "第 4 个字"),
        ("公开 -年份:去年", "第 4 个字"),
        ("-类别:", "第 5 个字"),
        ('公开 -"解读', "第 5 个字"),
    ],
)
def test_errors_of_exclusions_and_lists_name_the_place(query: str, place: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(query)
    assert place in caught.value.message
    assert caught.value.hint


def test_a_field_nearly_right_is_guessed_once() -> None:
    (note,) = parse_query("单味:办公室 栏木:公开").notes
    assert "是不是“单位”" in note


# --- what other systems have ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "same", "place"),
    [
        ("政策解读 OR 培训", "政策解读 培训", "第 6 个字处的“OR”"),
        ("政策解读 | 培训", "政策解读 培训", "第 6 个字处的“|”"),
        ("政策解读 或者 培训", "政策解读 培训", "第 6 个字处的“或者”"),
        ("政策解读 and 培训", "政策解读 培训", "第 6 个字处的“and”"),
        ("政策解读 ＆＆ 培训", "政策解读 培训", "第 6 个字处的“＆＆”"),
        ("解读 NOT 短视频", "解读 -短视频", "第 4 个字处的“NOT”"),
        ("解读 非 短视频", "解读 -短视频", "第 4 个字处的“非”"),
        ('解读 not "新闻发布会"', '解读 -"新闻发布会"', "第 4 个字处的“not”"),
        ("解读 不含 类别:政策解读", "解读 -类别:政策解读", "第 4 个字处的“不含”"),
        ("解读 NOT NOT 短视频", "解读 -短视频", "第 4 个字处的“NOT”"),
        ("解读 NOT 国办发2019 4号", "解读 -国办发〔2019〕4号", "第 4 个字处的“NOT”"),
        ("政策解*", "政策解", "第 4 个字处的“*”"),
        ("政策?解读", "政策 解读", "第 3 个字处的“?”"),
        ("解读~2 培训^3", "解读 培训", "第 3 个字处的“~2”"),
        ("解读 - 短视频", "解读 短视频", "第 4 个字处的“-”"),
    ],
)
def test_operators_of_other_systems_are_explained_with_their_place(
    world: World, query: str, same: str, place: str
) -> None:
    page = world.search(query, k=100)
    assert [hit.unit.key for hit in page.hits] == [hit.unit.key for hit in world.search(same, k=100).hits]
    assert page.hits
    (note,) = (note for note in page.notes if "个字处" in note)
    assert place in note
    assert not any("没有任何内容" in note for note in page.notes)


@pytest.mark.parametrize(
    "query", ["OR", "非", "解读 要不要?", "2022~2023", "解读 NOT", "培训 -解读", "--解读", "C++ 非遗"]
)
def test_what_is_no_operator_is_not_explained(query: str) -> None:
    assert parse_query(query).notes == ()


@pytest.mark.parametrize("minus", "-－−–﹣—!")
def test_any_minus_leaves_out(world: World, minus: str) -> None:
    assert world.found(f"解读 {minus}短视频") == [8]
    assert parse_query(f"专区 {minus}国办发〔2019〕4号").excluded == ("国办发〔2019〕4号",)
    assert parse_query(f"专区 {minus}类别：政策解读").without == Filters(categories=("政策解读",))
    assert parse_query("专区 ——短视频").excluded == ()


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2021-2023", 2021, 2023),
        ("２０２３年至2021年", 2021, 2023),
        ("2023-", 2023, date.today().year + 1),
        ("2023至今", 2023, date.today().year + 1),
        ("2023年以来", 2023, date.today().year + 1),
        ("-2023", 1949, 2023),
        ("2020年以前", 1949, 2020),
        ("1000-2999", 1000, 2999),
    ],
)
def test_years_may_be_open(typed: str, first: int, last: int) -> None:
    assert parse_query(f"年份:{typed}").filters.years == tuple(range(first, last + 1))
    assert parse_query(f"-年份：{typed}").without.years == tuple(range(first, last + 1))


def test_characters_spaced_out_are_words(world: World) -> None:
    assert parse_query("政 务 公 开 专　区").words == ("政务公开专区",)
    assert world.found("政 务 公 开 专 区") == world.found("政务公开专区")
    assert parse_query("公 开").words == ("公", "开")


@pytest.mark.parametrize("most", [50, 51])
def test_too_many_phrases_and_exclusions_are_told(world: World, most: int) -> None:
    for query in (" ".join(f'"公开{n}"' for n in range(most)), "公开 " + " ".join(f"-词{n}" for n in range(most))):
        if most > 50:
            with pytest.raises(QueryError, match="51 个，太多了") as caught:
                parse_query(query)
            assert "50" in caught.value.hint
        else:
            assert len(world.search(query).notes) < 20


def test_only_the_beginning_of_a_pasted_page_is_used(world: World) -> None:
    page = '政务公开专区"' + "，其他事项" * 2000 + '"|'
    query = parse_query(page)
    assert sum(map(len, (*query.words, *query.phrases))) <= 2000
    (note,) = query.notes
    assert "2000" in note
    assert world.found(page)[0] == 3


# --- nothing found -----------------------------------------------------------------------------------------------


def test_what_leaves_nothing_is_named_with_what_there_would_be(world: World) -> None:
    assert "去掉筛选“年份：2021”就有 2 条" in world.search("解读 年份:2021").notes
    assert "去掉筛选“年份：2021”就有 2 条" in world.search("解读", Filters(years=(2021,))).notes
    assert "去掉排除词“解读”就有 2 条" in world.search("解读 -解读").notes
    assert any("“解读政策”的引号" in note for note in world.search('"解读政策"').notes)
    assert not any("去掉" in note for note in world.search("年份:2021").notes)
    both = world.search("解读 年份:2021 类别:平台建设 -解读").notes
    assert any("不加筛选、引号和排除，就有 2 条" in note for note in both)
    assert not any("去掉" in note for note in world.search("解读").notes)


def test_a_slip_of_the_pen_beside_known_characters_is_told(world: World) -> None:
    (note,) = world.search("政务公幵").notes
    assert "“政务公幵”" in note
    assert "“政务公开”" in note
    assert world.search("办好公开").notes == ()


def test_many_unknown_words_are_told_in_one_line(world: World) -> None:
    notes = world.search("量子 卫星 火箭 潜艇 雷达 公开").notes
    assert sum("没有任何内容含有" in note for note in notes) == 4
    assert any("另有 2 个词" in note for note in notes)


# --- questions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("依申请公开由谁负责办理", 2),
        ("请问多久办一次业务培训？", 7),
        ("重大政策要不要局领导来解读", 8),
        ("政府网站上过期的栏目怎么处理", 5),
        ("热线反映的问题找谁回应", 6),
        ("政府网站太多要不要清理", 5),
        ("老百姓看得懂的政策是怎么讲的", 1),
    ],
)
def test_a_question_finds_what_it_is_about(world: World, question: str, number: int) -> None:
    page = world.search(question)
    assert page.hits[0].unit.key // 3 == number
    assert page.total < len(REQUIREMENTS)
    turns = re.compile("谁|多久|要不要|怎么|请问|一次")
    for hit in page.hits:
        assert not any(turns.search(hit.unit.text[mark.start : mark.end]) for mark in hit.marks)


def test_asking_words_alone_are_words(tmp_path: Path, analyser: Analyser) -> None:
    world = World(tmp_path, analyser, ["写明由谁负责、怎么办。", "公开预算"])
    assert world.found("由谁负责") == [1]
    assert world.found("谁负责公开") == [2]


def test_one_common_word_does_not_answer_a_sentence(tmp_path: Path, analyser: Analyser) -> None:
    texts = [f"各科室做好第{number}项工作。" for number in range(30)] + ["停水抢修工作要提前告知居民。"]
    world = World(tmp_path, analyser, texts)
    assert world.found("停水抢修的工作怎么告诉居民") == [31]
    assert len(world.found("工作")) == 31


def test_what_jieba_leaves_single_is_found_as_a_word(tmp_path: Path, analyser: Analyser) -> None:
    world = World(tmp_path, analyser, ["连续垫底的单位由领导约谈。", "会上相约再谈工作。", "工作做得好的单位表扬。"])
    assert world.found("工作做不好的单位会被约谈吗")[0] == 1


def test_what_asks_is_no_part_of_a_word_that_jieba_makes(world: World) -> None:
    assert not any("不要" in note or "多要" in note for note in world.search("政府网站太多要不要清理").notes)
    assert not any("网站和" in note for note in world.search("怎么清理网站和栏目").notes)


def test_a_stretch_of_a_question_adds_what_its_own_words_can(world: World) -> None:
    plan = make_plan(world.analyser, world.index, ["政府网站怎么回应热线问题"])
    terms = {run.text: {term.term for term in run.terms} for run in plan.runs}
    assert terms["政府网站"] <= {"政府", "府网", "网站", "政府网站"}
    assert {"政府", "热线", "问题"} <= terms["政府网站怎么回应热线问题"]


# --- deadlines ---------------------------------------------------------------------------------------------------


def test_the_words_of_a_deadline_are_found(tmp_path: Path, analyser: Analyser) -> None:
    world = World(tmp_path / "none", analyser, ["公布预算", "清理网站", "办培训", "十月回访"])
    due = (
        Deadline("年底前", "by", None, "2023-12-31"),
        Deadline("8月底前", "by", None, "2023-08-31"),
        Deadline("每季度末", "recurring"),
        None,
    )
    world.units = [replace(unit, deadline=one) for unit, one in zip(world.units, due, strict=True)]
    world.store._units = {unit.key: unit for unit in world.units}
    notices = {notice.id: notice for notice in world.notices}
    entries = (entry_of(unit, notices[unit.notice_id]) for unit in world.units)
    world.index = update_index(tmp_path / "index", analyser, entries, fresh=True)
    assert world.found("年底前") == [1]
    assert world.found("8月底前") == world.found("2023年8月底前") == world.found("2023年8月") == [2]
    assert world.found("2022年8月底前") == []
    assert world.found("每季度末") == [3]
    assert world.found("公布预算 -年底前") == []
    assert world.search("年底前", explain=True).notes[-1].startswith("第 1 条：共")


@pytest.mark.parametrize(
    ("term", "days"),
    [
        ("7月", ["7月31日"]),
        ("2023年9月", ["2023年9月30日"]),
        ("2月", ["2月28日", "2月29日"]),
        ("2023年", ["2023年12月31日"]),
        ("5月31日", []),
    ],
)
def test_the_end_of_a_month_is_a_day(term: str, days: list[str]) -> None:
    assert last_days(term) == days


def test_deadlines_at_the_end_of_a_month_come_before_others_in_it(tmp_path: Path, analyser: Analyser) -> None:
    texts = [
        "7月公布预算",
        "清理网站，2023年7月15日检查，7月20日通报",
        "七月办培训班，会同各单位准备，2023-07-31前完",
    ]
    assert World(tmp_path, analyser, texts).found("7月底前")[0] == 3


# --- paging ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("size", [1, 3, 4])
def test_pages_together_are_the_whole_list(world: World, query: str, size: int) -> None:
    whole = world.search(query, k=100)
    assert whole.total == len(whole.hits)
    pages = [world.search(query, k=size, offset=at) for at in range(0, whole.total + size, size)]
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert {page.total for page in pages} == {whole.total}
    assert [hit.rank for hit in whole.hits] == list(range(1, whole.total + 1))


@given(
    st.lists(st.text("公开政务解读网站培训12月 ", min_size=1, max_size=9), min_size=1, max_size=9),
    st.text("公开政务解读网站培训12月怎么谁 -", min_size=1, max_size=8),
    st.integers(1, 4),
)
@settings(max_examples=40, deadline=None)
def test_pages_of_any_query_together_are_the_whole_list(
    tmp_path_factory: pytest.TempPathFactory, analyser: Analyser, texts: list[str], query: str, size: int
) -> None:
    world = World(tmp_path_factory.mktemp("random"), analyser, texts)
    try:
        whole = world.search(query, k=100)
    except QueryError:
        return
    paged = [hit for at in range(0, whole.total, size) for hit in world.search(query, k=size, offset=at).hits]
    assert paged == list(whole.hits)
    assert whole.total == len(whole.hits)


def test_pages_of_a_question_fit_together_beyond_those_looked_at(tmp_path: Path, analyser: Analyser) -> None:
    texts = [
        f"政策由第{number}科解读{'，' * (number % 7)}先公示{'再核对' * (number % 5)}后培训" for number in range(80)
    ]
    world = World(tmp_path, analyser, texts)
    whole = world.search("解读政策的培训怎么公示", k=100).hits
    assert len(whole) == 80
    assert [hit.score for hit in whole] == sorted((hit.score for hit in whole), reverse=True)
    for size in (7, 30, 31):
        pages = [world.search("解读政策的培训怎么公示", k=size, offset=at).hits for at in range(0, 80, size)]
        assert [hit for page in pages for hit in page] == list(whole)


@pytest.mark.parametrize("query", ["停水怎么通知用户", "停水 通知 用户", "停水用户通知"])
def test_words_that_stand_close_come_first(tmp_path: Path, analyser: Analyser, query: str) -> None:
    apart = "停水以后由客服中心逐户登记受影响的楼栋和时间，恢复供水的当日汇总上报公司，再通知各个用户。"
    close = "停水前通知用户，由客服中心逐户登记受影响的楼栋和时间，恢复供水的当日汇总上报公司，再由值班经理签字后存档。"
    world = World(tmp_path, analyser, [apart, close, *["其他事项"] * 20])
    assert world.found(query) == [2, 1]
    lines = world.search(query, explain=True).notes
    assert "这些词挨得近" in next(line for line in lines if line.startswith("第 1 条"))


def test_a_word_is_not_close_to_the_longer_one_that_it_stands_in() -> None:
    weights = {"工作": 1.0, "工作日": 1.0, "答复": 1.0}
    assert closeness("五个工作日", weights) == 0
    assert closeness("工作日", weights) == closeness("答复" + "，" * WINDOW + "工作日", weights) == 0
    assert closeness("工作日内答复", weights) == closeness("工作中答复", weights) > 0


# --- groups ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", QUERIES)
def test_groups_hold_the_hits_of_the_plain_search(world: World, query: str) -> None:
    whole = world.search(query, k=100)
    page = search_notices(world.store, world.index, world.analyser, query, each=100)
    assert page.matches == whole.total
    assert page.total == len(page.groups) == len({hit.notice.id for hit in whole.hits})
    assert sorted((hit for group in page.groups for hit in group.hits), key=lambda hit: hit.rank) == list(whole.hits)
    assert [group.hits[0].rank for group in page.groups] == sorted(group.hits[0].rank for group in page.groups)
    for group in page.groups:
        assert group.total == len(group.hits)
        assert {hit.notice.id for hit in group.hits} == {group.notice.id}
    paged = [
        search_notices(world.store, world.index, world.analyser, query, k=1, offset=at, each=2)
        for at in range(page.total)
    ]
    assert [group.notice.id for one in paged for group in one.groups] == [group.notice.id for group in page.groups]
    assert [group.total for one in paged for group in one.groups] == [group.total for group in page.groups]
    assert all(len(group.hits) == min(2, group.total) for one in paged for group in one.groups)


def test_groups_of_nothing(world: World) -> None:
    page = search_notices(world.store, world.index, world.analyser, "量子纠缠")
    assert (page.total, page.matches, page.groups) == (0, 0, ())
    assert page.notes


# --- marks -------------------------------------------------------------------------------------------------------

ALPHABET = "公开政务解读的a1é\u0301\ufe0f\u200d😀〔〕𠀀\U000e0100，"


@given(
    st.lists(st.text(ALPHABET, min_size=1, max_size=12), min_size=1, max_size=5),
    st.text("公开政务解读a1é𠀀", min_size=1, max_size=6),
)
@settings(max_examples=60, deadline=None)
def test_marks_are_apart_in_order_and_never_split_a_character(
    tmp_path_factory: pytest.TempPathFactory, analyser: Analyser, texts: list[str], query: str
) -> None:
    world = World(tmp_path_factory.mktemp("random"), analyser, texts)
    try:
        page = world.search(query, k=100)
    except QueryError:
        return
    for hit in page.hits:
        text = hit.unit.text
        for one, other in zip(hit.marks, hit.marks[1:], strict=False):
            assert one.end < other.start
        for mark in hit.marks:
            assert 0 <= mark.start < mark.end <= len(text)
            for place in (mark.start, mark.end):
                assert place in (0, len(text)) or not _joined(text[place])
            shared = set(fold(text[mark.start : mark.end])) & set(fold(query))
            assert shared


@given(st.text("政務公開解讀後續乾部〇ＡＰ１２號的、", min_size=2, max_size=14), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_asked_in_any_spelling_is_marked_where_it_stands(
    tmp_path_factory: pytest.TempPathFactory, analyser: Analyser, text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, min(len(text), start + 6)))
    asked = text[start:end]
    if not re.fullmatch(f"[{HAN}]+", asked):
        return
    world = World(tmp_path_factory.mktemp("random"), analyser, [text, "其他事项"])
    annotated = "".join(f"{char}(zhèng)" for char in asked)
    for query in (asked, fold(asked), annotated, f'"{fold(asked)}"'):
        (hit,) = (hit for hit in world.search(query).hits if hit.unit.key == 3)
        marked = {place for mark in hit.marks for place in range(mark.start, mark.end)}
        assert marked >= set(range(start, end)), query


def _joined(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me") or char == "\u200d"


# --- whatever is typed -------------------------------------------------------------------------------------------


@given(st.text(max_size=40))
@settings(max_examples=80, deadline=None)
def test_any_text_is_answered_or_explained(world: World, query: str) -> None:
    try:
        page = world.search(query, k=3)
    except QueryError as error:
        assert error.hint
        return
    assert page.total >= len(page.hits)


@pytest.mark.parametrize(
    "query",
    [
        "😀",
        "😀 公开",
        "公开" * 5000,
        "。，！？" * 50,
        "公开\ud800",
        "\x00公开",
        "a" * 10_000,
        "公开 " * 3000,
        "-" * 300,
        '""""',
    ],
)
def test_odd_queries_are_answered_or_explained(world: World, query: str) -> None:
    try:
        assert world.search(query).took_ms >= 0
    except QueryError as error:
        assert error.hint
        assert len(error.message) < 200


# --- parts of words ----------------------------------------------------------------------------------------------


def test_one_word_does_not_outweigh_two_by_the_words_inside_it(tmp_path: Path, analyser: Analyser) -> None:
    texts = ["公布拖欠农民工工资案件。", "公布随迁子女入学办法。", *(f"第{place}类其他事项" for place in range(8))]
    assert World(tmp_path, analyser, texts).found("农民工子女入学")[:2] == [2, 1]


@pytest.mark.parametrize("query", ["办签证", "无人机", "公务员"])
def test_an_unknown_word_is_not_answered_by_a_piece_of_it(tmp_path: Path, analyser: Analyser, query: str) -> None:
    texts = ["办好事实无人抚养儿童保障。", "公开公务用车，展示成果。", "办事指南"]
    world = World(tmp_path, analyser, texts)
    page = world.search(query)
    assert page.total == 0
    assert any("没有任何内容含有" in note for note in page.notes)
    assert world.found("实无") == [1]  # a pair of neighbours is a query of its own


# --- offices -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory, analyser: Analyser) -> World:
    world = World(
        tmp_path_factory.mktemp("offices"), analyser, ["公开甲事项", "公开乙事项", "县民政局牵头的任务", "丙"]
    )
    owners = (("市民政局", ""), ("县民政局", "省教育厅"), ("省教育厅", ""), ("县科技局", "县民政局"))
    world.units = [
        replace(unit, lead=(lead,), support=(support,) if support else ())
        for unit, (lead, support) in zip(world.units, owners, strict=True)
    ]
    world.store = FakeStore(world.units, world.notices)
    names = {notice.id: notice for notice in world.notices}
    entries = (entry_of(unit, names[unit.notice_id]) for unit in world.units)
    world.index = update_index(tmp_path_factory.mktemp("index"), analyser, entries, fresh=True)
    return world


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("县民政局牵头的任务", {2}),
        ("县民政局牵头", {2}),
        ("县民政局负责哪些工作", {2}),
        ("县民政局的任务", {2, 4}),
        ("省教育厅配合哪些工作", {2}),
        ("民政局牵头的任务 公开", {1, 2}),
    ],
)
def test_an_office_beside_its_role_is_the_condition(offices: World, query: str, numbers: set[int]) -> None:
    assert set(offices.found(query)) == numbers
    assert any(note.startswith("只列") for note in offices.search(query).notes)


def test_the_tasks_of_an_office_come_before_texts_and_other_offices(offices: World) -> None:
    found = offices.found("县民政局")
    assert set(found[:2]) == {2, 4}
    assert found[2:] == [3, 1]


def test_an_office_that_has_no_task_is_no_condition(offices: World) -> None:
    page = offices.search("省司法厅牵头的任务")
    assert page.total == 0  # nor is it answered by another office's 牵头的任务
    assert page.notes[0].startswith("没有“省司法厅”牵头的任务")
