"""Searching from the typed query to the page of hits."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zwsearch.errors import NotFoundError, QueryError
from zwsearch.index import BuiltInIndex, update_index
from zwsearch.records import Filters, Notice, SearchPage, Source, StoredNotice, Tag, Unit
from zwsearch.search import entry_of, parse_query, search, similar
from zwsearch.segment import Analyser, fold

REQUIREMENTS = (
    "主动发布涉企政策，用图解和短视频开展政策解读，方便企业看懂。",
    "办好依申请公开，答复前先与申请人沟通，限期办结。",
    "按照国办发〔2019〕4号文件，县级以上政府设立政务公开专区。",
    "落实皖政务办〔2023〕2号任务，2023年12月31日前完成自查。",
    "维护政府网站，及时清理过期栏目，GB/T 9704格式的文件可以下载。",
    "运营微信公众号，回应12345热线反映的问题。",
    "开展业务培训，每季度办一期。",
    "召开新闻发布会，由局领导解读重大政策。",
    "推进办公开放日活动，邀请代表走进机关。",
    "第十二条规定的事项，应当向社会公示。",
)
QUERIES = Path(__file__).resolve().parents[1] / "corpus" / "queries.json"
CATEGORIES = ("政策解读", "依申请公开", "平台建设")


class FakeStore:
    """Units in a dictionary; understands categories, years, offices and their roles, which is all that is asked."""

    def __init__(self, units: Sequence[Unit], notices: Sequence[StoredNotice]) -> None:
        self._units = {unit.key: unit for unit in units}
        self._notices = {notice.id: notice for notice in notices}

    def select_keys(self, filters: Filters) -> npt.NDArray[np.int64]:
        return np.array([key for key in sorted(self._units) if self._passes(key, filters)], dtype=np.int64)

    def _passes(self, key: int, filters: Filters) -> bool:
        unit = self._units[key]
        year = self._notices[unit.notice_id].notice.year
        category = unit.tag.category if unit.tag else None
        return (
            (not filters.categories or category in filters.categories)
            and (not filters.years or year in filters.years)
            and not filters.issuers
            and all(
                any(name in office for name in getattr(filters, role) for office in offices)
                for role, offices in (
                    ("leads", unit.lead),
                    ("supports", unit.support),
                    ("offices", (*unit.lead, *unit.support)),
                )
                if getattr(filters, role)
            )
        )

    def latest_first(self, keys: npt.NDArray[np.int64], limit: int) -> npt.NDArray[np.int64]:
        dated = [(self._notices[self._units[key].notice_id].notice.date or "", -key) for key in keys.tolist()]
        return np.array([-key for _, key in sorted(dated, reverse=True)][:limit], dtype=np.int64)

    def notice_of(self, keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        notices = sorted(self._notices)
        return np.array([notices.index(self._units[key].notice_id) for key in keys.tolist()], dtype=np.int64)

    def known_names(self, field: str) -> list[str]:
        named = field in ("offices", "leads", "supports")
        return sorted({name for unit in self._units.values() for name in unit.lead} if named else ())

    def offices_also_meant(self, name: str) -> list[str]:
        return []

    def keys_of_offices(self, meant: Callable[[str], bool]) -> npt.NDArray[np.int64]:
        theirs = (key for key, unit in self._units.items() if any(map(meant, (*unit.lead, *unit.support))))
        return np.array(sorted(theirs), dtype=np.int64)

    def count_units(self) -> int:
        return len(self._units)

    def units(self, keys: Sequence[int]) -> dict[int, Unit]:
        return {key: self._units[key] for key in keys if key in self._units}

    def texts(self, keys: Sequence[int]) -> dict[int, str]:
        return {key: unit.text for key, unit in self.units(keys).items()}

    def notices(self, ids: Collection[str]) -> dict[str, StoredNotice]:
        return {name: self._notices[name] for name in ids if name in self._notices}


class World:
    """A store and its index, asked through one method."""

    def __init__(self, folder: Path, analyser: Analyser, texts: Sequence[str]) -> None:
        self.analyser = analyser
        self.notices = [
            StoredNotice(
                f"n{year}",
                Notice(f"某市{year}年工作要点", "某市政府", None, f"{year}-03-0{year % 5 + 1}", year, None, "工作要点"),
                Source(f"{year}.txt", "txt", "utf-8", ""),
                "",
            )
            for year in (2022, 2023)
        ]
        self.units = [
            Unit(
                number * 3,
                f"t{number}",
                self.notices[number % 2].id,
                "task",
                text,
                section=("一、总体安排",) if number % 2 else (),
                lead=("办公室",) if number % 3 == 0 else ("法规科",),
                tag=Tag(CATEGORIES[number % 3], 0.9, "auto"),
            )
            for number, text in enumerate(texts, start=1)
        ]
        self.store = FakeStore(self.units, self.notices)
        names = {notice.id: notice for notice in self.notices}
        self.index: BuiltInIndex = update_index(
            folder, analyser, (entry_of(unit, names[unit.notice_id]) for unit in self.units), fresh=True
        )

    def search(self, text: str, filters: Filters | None = None, **options: Any) -> SearchPage:
        return search(self.store, self.index, self.analyser, text, filters, **options)

    def found(self, text: str, **options: Any) -> list[int]:
        """Numbers (from 1) of the texts found, best first."""
        return [hit.unit.key // 3 for hit in self.search(text, k=100, **options).hits]


@pytest.fixture(scope="module")
def analyser(tmp_path_factory: pytest.TempPathFactory) -> Analyser:
    return Analyser(cache=tmp_path_factory.mktemp("lexicon"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, analyser: Analyser) -> World:
    return World(tmp_path_factory.mktemp("index"), analyser, REQUIREMENTS)


def test_words_find_and_rank(world: World) -> None:
    assert world.found("政策解读")[0] in (1, 8)
    assert set(world.found("政策解读")) == {1, 8}
    assert world.found("微信公众号")[0] == 6
    page = world.search("政策解读", k=1)
    assert (page.total, len(page.hits), page.hits[0].rank) == (2, 1, 1)
    assert world.search("政策解读", k=1, offset=1).hits[0].rank == 2
    assert all(hit.score > 0 for hit in world.search("政策 解读 网站", k=50).hits)
    assert world.search("政策解读", k=0).total == 2


@pytest.mark.parametrize(
    "query", ["国办发〔2019〕4号", "国办发[2019]4号", "國辦發【2019】4號", "根据国办发（2019）4号", "办发〔2019〕4号"]
)
def test_a_document_number_finds_its_task_in_any_spelling(world: World, query: str) -> None:
    page = world.search(query)
    assert page.hits[0].unit.key // 3 == 3
    (mark,) = page.hits[0].marks
    assert page.hits[0].unit.text[mark.start : mark.end].endswith("办发〔2019〕4号")
    assert world.search(query.replace("2019", "2018").replace("根据", "")).total == 0


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("2023年12月", 4),
        ("2023-12-31", 4),
        ("第12条", 10),
        ("１２３４５", 6),
        ("gb/t 9704", 5),
        ("9704", 5),
        ("政務公開專區", 3),
        ("政(zhèng)务(wù)公(gōng)开(kāi)专(zhuān)区(qū)", 3),
        ("微\u200b信", 6),
        ("每季度办几期培训？", 7),
    ],
)
def test_any_spelling_reaches_the_task(world: World, query: str, number: int) -> None:
    assert world.found(query)[0] == number


def test_every_pair_of_neighbours_finds_its_task(world: World) -> None:
    for number, text in enumerate(REQUIREMENTS, start=1):
        for pair in re.findall("(?=([\u4e00-\u9fff]{2}))", text):
            page = world.search(pair, k=100)
            hits = {hit.unit.key // 3: hit for hit in page.hits}
            assert number in hits, pair
            assert pair in [text[m.start : m.end][: len(pair)] for m in hits[number].marks] or any(
                pair in text[m.start : m.end] for m in hits[number].marks
            )


@given(
    st.lists(
        st.text(st.sampled_from("公开政务的了和办解读第一条年月2、。〔〕号a"), min_size=1, max_size=14),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=40, deadline=None)
def test_every_pair_of_neighbours_of_any_text_finds_it(
    tmp_path_factory: pytest.TempPathFactory, analyser: Analyser, texts: list[str]
) -> None:
    world = World(tmp_path_factory.mktemp("random"), analyser, texts)
    for number, text in enumerate(texts, start=1):
        for pair in re.findall("(?=([\u4e00-\u9fff]{2}))", text):
            assert number in world.found(pair), pair


def test_a_single_character_finds_what_holds_it(world: World) -> None:
    assert world.found("期")[0] in (2, 5, 7)
    assert set(world.found("微")) == {6}


def test_phrases_must_stand_as_they_are(world: World) -> None:
    assert world.found('"政策解读"') == [1]
    assert world.found("“政策解读” 短视频") == [1]
    assert world.found('"开展业务培训，每季度"') == [7]
    assert world.found('"国办发[2019]4号文件"') == [3]
    assert world.found('"2345"') == [6]
    assert world.found('"解读政策"') == []
    assert set(world.found('"某市2023年工作要点"')) == {1, 3, 5, 7, 9}


def test_exclusions_take_out(world: World) -> None:
    assert world.found("解读 -短视频") == [8]
    assert world.found('解读 -"新闻发布会"') == [1]
    assert world.found("解读 －图解") == [8]


FIELD_TEXTS = (*REQUIREMENTS, "某市2022年工作要点", "某市2023年工作要点", "一、总体安排", "办公室", "法规科")


@given(st.sampled_from(FIELD_TEXTS), st.integers(0, 12), st.integers(2, 8), st.booleans())
@settings(deadline=None)
def test_an_exclusion_takes_away_what_holds_the_words_wherever_a_word_is_looked_for(
    world: World, text: str, start: int, length: int, quoted: bool
) -> None:
    words = text[start : start + length]
    if not re.fullmatch("[\u4e00-\u9fff]{2,}", words) and not (quoted and re.search(r"\w", words)):
        return
    notices = {notice.id: notice for notice in world.notices}
    held = {
        unit.key // 3
        for unit in world.units
        if any(fold(words) in fold(value) for value in entry_of(unit, notices[unit.notice_id]).fields.values())
    }
    everything = set(world.found("年份:2022-2023"))
    asked = f'"{words}"' if quoted else words
    assert set(world.found(f"年份:2022-2023 -{asked}")) == everything - held
    if len(words) == 2 and not quoted:
        assert set(world.found(f"年份:2022-2023 {words}")) == held


def test_filters_narrow_inline_and_given(world: World) -> None:
    assert set(world.found("政策 解读 年份:2023")) == {1}
    assert set(world.found("解读 年份：2022-2023")) == {1, 8}
    assert world.found("解读", filters=Filters(years=(2022,))) == [8]
    assert world.search("解读 年份:2021").total == 0
    assert {world.units[n - 1].tag.category for n in world.found("类别:政策解读")} == {"政策解读"}  # type: ignore[union-attr]
    assert world.search('部门:"办公室"').total == 3


def test_filters_alone_list_by_date_latest_first(world: World) -> None:
    page = world.search("类别:政策解读,平台建设", k=100)
    dates = [hit.notice.notice.date for hit in page.hits]
    assert dates == sorted(dates, key=str, reverse=True)
    assert page.total == len(page.hits) == 6
    assert all(hit.score > 0 for hit in page.hits)
    assert world.search("", Filters(years=(2022,)), k=100).total == 5
    assert world.search("年份:2022 -解读", k=100).total == 4


@pytest.mark.parametrize("query", ["", "  ", "。，！", "的", "的 了 和", "为什么", "-解读", "“”", '""'])
def test_a_query_of_nothing_is_explained(world: World, query: str) -> None:
    with pytest.raises(QueryError) as caught:
        world.search(query)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ('政策 "解读', "第 4 个字"),
        ("解读 年份:去年", "第 4 个字"),
        ("类别: 政策", "第 4 个字"),
    ],
)
def test_errors_name_the_place(query: str, place: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(query)
    assert place in caught.value.message


def test_an_unknown_filter_is_text_with_a_note(world: World) -> None:
    page = world.search("要求:政策解读")
    assert page.total == 2
    assert "要求" in page.notes[0]


def test_an_unknown_word_is_named_and_near_ones_offered(world: World) -> None:
    page = world.search("微信公共号 量子")
    assert any("量子" in note for note in page.notes)
    assert world.search("量子纠缠").total == 0
    assert any("专区" in note for note in world.search("专渠").notes)


def test_marks_are_slices_of_the_text_apart_and_in_order(world: World) -> None:
    for query in ("政策解读", "政務公開", "公开 公", "政策 策解 解读", "ＧＢ/T 9704", "开展业务培训"):
        for hit in world.search(query, k=100).hits:
            assert list(hit.marks) == sorted(hit.marks, key=lambda mark: mark.start)
            for one, other in zip(hit.marks, hit.marks[1:], strict=False):
                assert one.end < other.start
            assert all(0 <= mark.start < mark.end <= len(hit.unit.text) for mark in hit.marks)
    hit = world.search("政策解读").hits[0]
    assert "政策解读" in [hit.unit.text[mark.start : mark.end] for mark in hit.marks]


def test_one_unit_and_none(tmp_path: Path, analyser: Analyser) -> None:
    one = World(tmp_path / "one", analyser, ["加强政策解读"])
    assert one.search("政策解读", k=50).hits[0].score > 0
    none = World(tmp_path / "none", analyser, [])
    assert none.search("政策解读").total == 0
    assert none.search("年份:2023").total == 0
    with pytest.raises(QueryError):
        none.search("的")


def test_a_unit_that_left_the_store_meanwhile_is_no_hit(world: World) -> None:
    store = FakeStore([replace(unit) for unit in world.units if unit.key != 3], world.notices)
    page = search(store, world.index, world.analyser, "政策解读", Filters())
    assert [hit.unit.key for hit in page.hits] == [24]


def test_folding_in_marks_never_moves_a_place(world: World) -> None:
    text = "ＡＰＰ與政務公開"
    assert fold(text) == "app与政务公开"


def test_explained_hits_say_where_each_word_stands(world: World) -> None:
    page = world.search("政策解读", explain=True)
    lines = [note for note in page.notes if note.startswith("第 ")]
    assert len(lines) == len(page.hits)
    assert "“解读”在正文出现 1 次" in lines[0]
    assert f"共 {page.hits[0].score:.1f} 分" in lines[0]
    assert world.search("年份:2022", explain=True).notes


def test_similar_finds_its_like_and_never_itself(tmp_path: Path, analyser: Analyser) -> None:
    texts = ["每季度举办业务培训班", "清理网站过期栏目", "业务培训每年举办两次", "公开预算"]
    world = World(tmp_path, analyser, texts)
    page = similar(world.store, world.index, analyser, 3)
    assert [hit.unit.key for hit in page.hits] == [9]
    assert page.total == 1
    assert page.hits[0].marks
    assert similar(world.store, world.index, analyser, 3, Filters(years=(2022,))).total == 0
    with pytest.raises(NotFoundError):
        similar(world.store, world.index, analyser, 999)


def test_similar_asks_for_words_that_others_have_and_for_more_than_a_common_one(
    tmp_path: Path, analyser: Analyser
) -> None:
    own = "".join(
        f"{one}县{two}镇、"
        for one, two in zip("甲乙丙丁戊己庚辛壬癸子丑寅卯", "辰巳午未申酉戌亥天地玄黄宇宙", strict=True)
    )
    texts = [f"组织{own}信息员培训，公开结果。", "信息员培训每年两次。", *["公开结果。"] * 20]
    world = World(tmp_path, analyser, texts)
    page = similar(world.store, world.index, analyser, 3)
    assert page.hits[0].unit.key == 6
    assert page.total == 1


def test_a_pasted_page_is_a_query_too(world: World) -> None:
    page = world.search("。".join(REQUIREMENTS) * 30, k=50)
    assert page.total == len(REQUIREMENTS)


@pytest.mark.skipif(not QUERIES.exists(), reason="语料不在")
def test_the_judged_queries_name_tasks_that_exist() -> None:
    judged = json.loads(QUERIES.read_text("utf-8"))["queries"]
    assert len(judged) >= 120
    for kind in {item["kind"] for item in judged}:
        halves = [item["half"] for item in judged if item["kind"] == kind]
        assert min(halves.count("dev"), halves.count("held")) > 0
        assert halves.count("dev") + halves.count("held") == len(halves)
    assert len({item["query"] for item in judged}) == len(judged)
    for item in judged:
        assert item["relevant"]
        for name, places in item["relevant"].items():
            tasks = json.loads((QUERIES.parent / "gold" / f"{name}.json").read_text("utf-8"))["tasks"]
            assert all(1 <= place <= len(tasks) for place in places)


def test_a_title_alone_never_stands_above_the_matter(tmp_path: Path, analyser: Analyser) -> None:
    texts = [
        "附则",
        "局属各单位结合实际制定本年工作要点，并对照要点逐项落实，年末向办公室书面报告落实结果。",
        *["另行通知"] * 6,
    ]
    world = World(tmp_path, analyser, texts)
    assert world.found("工作要点")[0] == 2
    assert world.search("工作要点").total == len(texts)


def test_an_unbroken_run_is_marked_whole_and_ranks_first(tmp_path: Path, analyser: Analyser) -> None:
    texts = [
        "面向公众发布消息，方便公众办事，听取公众意见。",
        "各科室在每周五之前更新本单位的公众号，内容先经审核，再由办公室统一排版，最后发出。",
        "信息发布前核实信息来源，信息有误的及时改正，不得发布不准确的信息。",
        "对网上流传的不实信息及时澄清，说明情况，防止误解扩大，必要时请宣传部门协助处置。",
        "年底总结，并在检查前报送。",
        "有关材料应当在年底前整理完毕，并移交档案室保存，逾期未交的由办公室提醒。",
    ]
    world = World(tmp_path, analyser, texts)
    for query, number in (("公众号", 2), ("不实信息", 4), ("年底前", 6), ("公众号 更新", 2), ("公众号怎么管理", 2)):
        hit = world.search(query).hits[0]
        assert hit.unit.key // 3 == number, query
        held = re.match("公众号|不实信息|年底前", query)
        assert held is not None
        assert held.group() in [hit.unit.text[mark.start : mark.end] for mark in hit.marks]
    assert "一字不差地含有“公众号”" in world.search("公众号", explain=True).notes[0]


@given(st.lists(st.text("公众号政务新媒体、", min_size=1, max_size=9), min_size=1, max_size=6), st.data())
@settings(max_examples=40, deadline=None)
def test_what_holds_the_query_unbroken_stands_above_what_does_not(
    tmp_path_factory: pytest.TempPathFactory, analyser: Analyser, texts: list[str], data: st.DataObject
) -> None:
    world = World(tmp_path_factory.mktemp("random"), analyser, texts)
    query = data.draw(st.text("公众号政务新媒体", min_size=3, max_size=5))
    held = [query in hit.unit.text for hit in world.search(query, k=100).hits]
    assert held == sorted(held, reverse=True)
    assert sum(held) == sum(query in text for text in texts)
    for hit in world.search(query, k=100).hits:
        if query in hit.unit.text:
            assert any(query in hit.unit.text[mark.start : mark.end] for mark in hit.marks)


def test_a_filter_that_nothing_passes_is_told(world: World) -> None:
    with pytest.raises(QueryError, match="乱写") as caught:
        world.search("解读 类型:乱写")
    assert "年度报告" in caught.value.hint
    with pytest.raises(QueryError) as caught:
        world.search("类别:解读", categories=lambda: CATEGORIES)
    assert "是不是“政策解读”" in caught.value.hint
    page = world.search("类别:政策解读，补贴 部门:办公室,量子局")
    assert any("“补贴”" in note for note in page.notes)
    assert any("没有单位含有“量子局”" in note for note in page.notes)
    assert not any("办公室" in note or "政策解读" in note for note in page.notes)
    assert not any("没有" in note for note in world.search("解读 类别:政策解读", categories=lambda: CATEGORIES).notes)
