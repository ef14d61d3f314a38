"""What is told beside the answers: true, short, and in real words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from test_search_page import FakeStore, World

from zwsearch.index import update_index
from zwsearch.search import entry_of
from zwsearch.segment import Analyser

TEXTS = ("推进“双随机、一公开”监管。", "规范化开展服务。", "火灾处置。", "办好事项，保护儿童。")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("index"), Analyser(cache=tmp_path_factory.mktemp("lexicon")), TEXTS)


@pytest.mark.parametrize("query", ['"双随机、一公开"', "双随机、一公开", "双随机一公开", '"双随机、一公"'])
def test_what_an_answer_holds_is_not_called_unknown(world: World, query: str) -> None:
    assert world.found(query)[:1] == [1]
    assert not any("没有任何内容" in note for note in world.search(query).notes)


def test_only_real_words_are_offered(world: World) -> None:
    (note,) = world.search("火范").notes
    assert "“火灾”" in note
    assert "“范化”" not in note
    assert world.analyser.knows("规范化")
    assert not world.analyser.knows("随机公")


def test_only_whole_words_are_called_unknown(world: World) -> None:
    notes = world.search("办签证").notes
    assert any("“签证”" in note for note in notes)
    assert not any("“办签”" in note for note in notes)


def test_lines_about_a_pasted_page_are_few_and_each_is_there_once(world: World) -> None:
    everyday = "老百姓，老人，孩子，老师，农民，看病，上学，买房，拆迁，水费，电费，修路，低保，护照，公车，旧改。"
    notes = world.search(everyday * 3 + "量子，潜艇，雷达，卫星，火箭。" * 2).notes
    assert len(notes) <= 8
    assert len(set(notes)) == len(notes)
    assert any("没有任何内容含有" in note for note in notes)


def test_a_number_beside_words_says_in_which_notice(tmp_path: Path, world: World) -> None:
    texts = ["做好公开。", "按照青政办〔2023〕18号做好政策解读。", "开展政策解读工作。", "政策解读，政策解读。"]
    made = World(tmp_path / "plain", world.analyser, texts)
    numbered = replace(made.notices[1], notice=replace(made.notices[1].notice, document_number="青政办〔2023〕18号"))
    notices = {made.notices[0].id: made.notices[0], numbered.id: numbered}
    made.store = FakeStore(made.units, list(notices.values()))
    entries = (entry_of(unit, notices[unit.notice_id]) for unit in made.units)
    made.index = update_index(tmp_path / "index", world.analyser, entries, fresh=True)
    assert made.found("青政办〔2023〕18号 政策解读")[:2] == [3, 1]


SPELLED = ("办好依申请公开答复。", "召开新闻发布会。", "推进公开工作，申请处理。", "做得好的单位", "第二季度检查工作")


@pytest.mark.parametrize(
    ("typed", "meant", "number"),
    [
        ("依申情公开", "依申请公开", 1),
        ("依申请公幵", "依申请公开", 1),
        ("新闻发步会", "新闻发布会", 2),
        ("新闻发步会 公开", "新闻发布会", 2),
    ],
)
def test_a_word_with_one_character_wrong_is_found_and_told(
    tmp_path: Path, world: World, typed: str, meant: str, number: int
) -> None:
    made = World(tmp_path, world.analyser, SPELLED)
    (note,) = [note for note in made.search(typed).notes if "是不是" in note]
    assert f"“{meant}”" in note
    assert made.found(typed)[0] == number


@pytest.mark.parametrize("typed", ["做不好的单位", "第三季度检查", "申情", "公开工作", "量子计算", "依申请公开吗"])
def test_what_is_another_thing_or_too_short_is_no_slip(tmp_path: Path, world: World, typed: str) -> None:
    made = World(tmp_path, world.analyser, SPELLED)
    assert not any("是不是" in note for note in made.search(typed).notes)
