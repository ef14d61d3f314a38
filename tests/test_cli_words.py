"""`words`, `similar` and `query --explain` as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import PLAN

from zwsearch.cli import main
from zwsearch.errors import NotFoundError, UsageError
from zwsearch.workspace import Workspace
from zwsearch.workspace.words import WordList


def run(workspace: Workspace, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = main(["--workspace", str(workspace.path), *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_words_work_at_once_in_this_and_in_a_running_process(
    filled: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert filled.query("保密审查").total
    before = filled.analyser.fingerprint
    status, out, err = run(filled, capsys, "words", "add", "逐件开展", "C++×")
    assert (status, out) == (0, "已加词：逐件开展、C++×\n")
    assert "索引已按新的词表更新" in err
    assert filled.analyser.fingerprint != before, "a process that was running sees them"
    assert "逐件开展" in filled.analyser.words("逐件开展保密审查")
    assert filled.query("逐件开展").hits[0].unit.text.startswith("对拟发布")
    assert run(filled, capsys, "words")[1] == "自己的词：C++×、逐件开展\n自己的同义词：（无）\n"
    assert "没有变化" in run(filled, capsys, "words", "add", "逐件开展")[1]
    assert run(filled, capsys, "words", "remove", "C++×", "逐件开展")[0] == 0
    assert filled.analyser.fingerprint == before


def test_synonyms_of_ones_own_are_used_and_shown(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert filled.query("画图说明").total == 0
    assert run(filled, capsys, "words", "same", "画图说明", "图文解读")[0] == 0
    status, out, err = run(filled, capsys, "query", "画图说明")
    assert (status, "图文解读" in out) == (0, True)
    assert "同义词" in err
    assert filled.words().synonyms == (("画图说明", "图文解读"),)
    assert run(filled, capsys, "words", "unsame", "画图说明")[0] == 0
    assert filled.query("画图说明").total == 0


def test_what_is_no_word_is_refused(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    for call in (
        lambda: filled.add_words(" "),
        lambda: filled.add_words("长" * 51),
        lambda: filled.add_words("。"),
        lambda: filled.add_synonyms("甲"),
        lambda: filled.add_synonyms("甲", "="),
    ):
        with pytest.raises(UsageError):
            call()
    for arguments in (("words", "add"), ("words", "drop", "甲"), ("words", "list", "甲"), ("words", "remove", "甲")):
        status, out, err = run(filled, capsys, *arguments)
        assert (status, out) == (2, "")
        assert err.startswith("错误：")
    with pytest.raises(NotFoundError) as caught:
        filled.remove_synonyms("依申请", "依申请公开")
    assert "随程序附带" in caught.value.hint
    assert filled.words().words == ()


@pytest.mark.parametrize(
    ("word", "why"), [("的", "虚词"), ("关于", "虚词"), (("，", "符号")), (("——", "符号")), ("水", "一个字")]
)
def test_a_word_that_would_do_nothing_is_refused(
    word: str, why: str, filled: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (("add", "一网统管", word), ("same", "一网统管", word)):
        status, out, err = run(filled, capsys, "words", *arguments)
        assert (status, out) == (2, "")
        assert f"“{word}”" in err
        assert why in err
    assert filled.words() == WordList((), ())


@pytest.mark.parametrize("words", [("甲",), ("公开",), ("公开", " 公开 "), ("的",)])
def test_one_word_is_no_pair(words: tuple[str, ...], filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(filled, capsys, "words", "same", *words)
    assert status == 2
    assert "至少要两个不同的词" in err


def test_words_wait_for_the_first_notice(workspace: Workspace, tmp_path: Path) -> None:
    assert "读入后" in workspace.add_words("云川县").notes[0]
    (tmp_path / "plan.txt").write_text(PLAN, "utf-8")
    workspace.index(tmp_path / "plan.txt")
    assert workspace.query("云川县").total


def test_similar_leaves_the_task_itself_out(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    first = filled.query("图文解读").hits[0].unit.id
    page = filled.similar(first, k=3)
    assert first not in [hit.unit.id for hit in page.hits]
    status, out, _ = run(filled, capsys, "similar", first, "-k", "1")
    assert (status, out.count("编号")) == (0, 1)
    assert run(filled, capsys, "similar", "nothing")[0] == 2


def test_similar_says_that_an_id_is_a_notices(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    first = filled.query("图文解读").hits[0].unit
    status, _, err = run(filled, capsys, "similar", first.notice_id)
    assert status == 2
    assert "是一份通知的编号" in err
    assert f"zwsearch similar {first.notice_id}-1" in err


def test_ids_are_known_however_they_were_copied(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    first = filled.query("图文解读").hits[0].unit
    wide = "".join(chr(ord(c) + 0xFEE0) for c in first.id)
    for copied in (f" {first.id.upper()} ", wide, f"{first.id}\n"):
        for arguments in (
            ("show", copied),
            ("similar", copied),
            ("label", copied, "政策解读"),
            ("edit", copied, "--number", "9"),
        ):
            assert run(filled, capsys, *arguments)[0] == 0
    assert run(filled, capsys, "remove", f"{first.notice_id.upper()}　")[0] == 0
    assert filled.list().notices[0].notice.id != first.notice_id


def test_filters_ask_without_a_word(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    inline = json.loads(run(filled, capsys, "query", "部门:农水科", "--json")[1])
    assert inline["total"]
    for arguments in (
        ("query", "--office", "农水科"),
        ("query", "", "--office", "农水科"),
        ("query", "　", "--office", "农水科"),
    ):
        found = json.loads(run(filled, capsys, *arguments, "--json")[1])
        assert [hit["id"] for hit in found["hits"]] == [hit["id"] for hit in inline["hits"]]
    assert run(filled, capsys, "query", "--due-before", "2023-11-30")[0] == 0
    assert run(filled, capsys, "query", "--group", "--office", "农水科")[0] == 0
    status, _, err = run(filled, capsys, "query")
    assert (status, err.splitlines()[0]) == (2, "错误：没有写检索词")


def test_the_kind_of_a_notice_has_one_name(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    totals = {
        json.loads(run(filled, capsys, "query", *asked, "--json")[1])["total"]
        for asked in (("种类:任务分工",), ("类型:任务分工",), ("--kind", "任务分工"))
    }
    assert len(totals) == 1
    for asked in (("种类:乱写",), ("--kind", "乱写")):
        status, _, err = run(filled, capsys, "query", *asked)
        assert (status, "没有名为“乱写”的种类" in err) == (2, True)


def test_explain_says_why(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(filled, capsys, "query", "保密审查", "--explain")
    assert status == 0
    assert "为什么这样排" in out
    assert "正文出现 1 次" in out
    shape = json.loads(run(filled, capsys, "query", "保密审查", "--explain", "--json")[1])
    assert len(shape["explain"]) == len(shape["hits"])
    assert "explain" not in json.loads(run(filled, capsys, "query", "保密审查", "--json")[1])
