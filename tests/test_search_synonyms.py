"""Other words for the same thing: found, marked, told, and extended by the user."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_search_page import World

from zwsearch.search import read_synonyms, shipped_synonyms
from zwsearch.search.synonyms import expansions
from zwsearch.segment import Analyser

TEXTS = (
    "县区局对照国家清单推进标准化、规范化试点。",
    "按时答复依申请公开件。",
    "由市发展和改革委员会发布重大项目进展。",
    "人力资源和社会保障局公布就业补贴。",
    "解读材料与文件同步组织、同步审签、同步部署。",
    "为本人社保查询提供便利。",
    "甲乙丙工程每周通报。",
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("index"), Analyser(cache=tmp_path_factory.mktemp("lexicon")), TEXTS)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("两化", 1),
        ("依申请", 2),
        ("市发改委", 3),
        ("发改委", 3),
        ("人社", 4),
        ("人社局", 4),
        ("三同步", 5),
        ("兩化", 1),
    ],
)
def test_a_synonym_finds_what_the_word_does_not(world: World, query: str, number: int) -> None:
    page = world.search(query)
    assert page.hits[0].unit.key // 3 == number
    assert page.hits[0].marks
    assert page.hits[0].score > 0


def test_it_is_told_that_a_synonym_was_used(world: World) -> None:
    assert any("“两化”" in note and "标准化" in note for note in world.search("两化").notes)
    assert not any("没有" in note for note in world.search("两化").notes)
    assert not any("同义词" in note for note in world.search("进展").notes)


def test_a_synonym_never_begins_inside_a_word(world: World) -> None:
    assert [one.written for one in expansions(world.analyser, "本人社保")] == ["社保"]
    assert 4 not in world.found("本人社保")


def test_all_words_of_a_synonym_must_be_there(world: World) -> None:
    assert 7 not in world.found("三同步")
    assert world.found("两化") == [1]


def test_users_add_their_own(world: World) -> None:
    assert world.search("老八条工程").total == world.search("工程").total
    added = read_synonyms(["# 本局", "", "八条＝甲乙丙  工程 # 注"])
    assert added == [("八条", "甲乙丙 工程")]
    assert world.found("八条", synonyms=added) == [7]


def test_the_shipped_list_is_sound() -> None:
    groups = shipped_synonyms()
    assert len(groups) > 40
    assert all(len(group) > 1 for group in groups)
    assert len(set(groups)) == len(groups)


def test_exclusions_are_not_widened(world: World, tmp_path: Path) -> None:
    assert world.found("进展 -发改委") == [3]


@pytest.mark.parametrize("place", ["", "市", "县", "桂南市", "东岭区"])
@pytest.mark.parametrize(
    ("query", "full"),
    [
        ("医保局", "医疗保障局"),
        ("教体局", "教育体育局"),
        ("文旅局", "文化广电和旅游局"),
        ("城管局", "综合行政执法局"),
        ("卫监所", "卫生监督所"),
        ("党政综合办公室", "党政办"),
        ("机关事务服务中心", "机关事务管理局"),
    ],
)
def test_nicknames_in_a_query_find_the_office(tmp_path: Path, world: World, place: str, query: str, full: str) -> None:
    texts = [f"材料由东岭市{full}汇总。", "体育场馆和教育服务由办公室管理。"]
    assert World(tmp_path, world.analyser, texts).found(place + query) == [1]


@pytest.mark.parametrize("query", ["市人社局", "省人社局", "桂南省人社局", "东岭市人社局 补贴"])
def test_an_office_is_known_behind_its_place(world: World, query: str) -> None:
    page = world.search(query)
    assert page.hits[0].unit.key // 3 == 4
    assert any("“人社局”同时按同义词" in note for note in page.notes)
    assert not any("社局”" in note.replace("人社局", "") for note in page.notes)


def test_many_words_of_a_synonym_must_stand_together(tmp_path: Path, world: World) -> None:
    texts = [
        "公开工作纳入管理。",
        "推进决策、执行、管理、服务、结果公开。",
        "管理好服务窗口，做好决策咨询，" + "认真听取各方面的意见建议，" * 3 + "执行到位，结果公开。",
        "落实五公开要求。",
    ]
    found = World(tmp_path, world.analyser, texts).found("五公开")
    assert found[0] == 4
    assert set(found) == {2, 4}


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("谣言", "澄清不实信息"),
        ("隐私", "保护个人信息"),
        ("政府开放日", "举办体验日"),
        ("领导机构", "成立领导小组"),
        ("旧改", "公开老旧小区改造计划"),
        ("敬老院", "公开养老机构收费"),
        ("雾霾", "每日公布空气质量"),
        ("遛狗", "养犬登记"),
        ("讨薪", "公开拖欠工资的企业"),
        ("拖欠工资", "公布欠薪企业名单"),
        ("学区", "公布招生划片方案"),
        ("大学生", "促进高校毕业生到基层"),
        ("国企", "公开国有企业名录"),
        ("公车", "公开公务用车数量"),
        ("公交", "公开公共交通线路"),
        ("护照", "办好出入境证件"),
        ("违建", "拆除违法建设"),
        ("地摊", "规范摊点"),
        ("补习班", "公布校外培训白名单"),
        ("托儿所", "发展普惠托育"),
        ("煤气罐", "公布瓶装液化气网点"),
        ("药价", "公布药品价格"),
        ("县数据局", "由县数据资源局汇总"),
        ("县数据资源局", "由县数据局汇总"),
        ("结婚登记", "公开婚姻登记流程"),
        ("婚姻登记", "公开结婚登记流程"),
        ("区长信箱", "答复领导信箱来信"),
        ("领导信箱", "答复市长信箱来信"),
    ],
)
def test_common_other_words_are_known(tmp_path: Path, world: World, query: str, text: str) -> None:
    assert World(tmp_path, world.analyser, [text, "其他事项"]).found(query) == [1]
