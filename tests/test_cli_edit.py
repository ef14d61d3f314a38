"""`edit`: what is set right in a terminal, its history in `show`, and its undo."""

from __future__ import annotations

import json

import pytest

from zwsearch.cli import main
from zwsearch.workspace import Workspace


def run(workspace: Workspace, *arguments: str) -> int:
    return main(["--workspace", str(workspace.path), *arguments])


def first_task(workspace: Workspace) -> str:
    return next(unit.id for unit in workspace.tasks_matching() if unit.number == "1")


def test_edit_show_and_undo(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    task = first_task(filled)
    assert run(filled, "edit", task, "--deadline", "9月底前", "--lead", "灌溉科、财务科", "--author", "甲") == 0
    assert "时限：年底前 → 9月底前" in capsys.readouterr().out
    assert filled.show(task).unit.deadline.end == "2023-09-30"  # type: ignore[union-attr]
    assert run(filled, "show", task) == 0
    shown = capsys.readouterr().out
    assert "修改记录" in shown
    assert "甲  改“出台节水" in shown
    assert run(filled, "edit", task, "--undo") == 0
    assert "撤销" in capsys.readouterr().out
    assert filled.show(task).unit.lead == ("农水科",)  # type: ignore[union-attr]


def test_edit_a_notice_with_json_and_clear_a_field(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    notice = first_task(filled).partition("-")[0]
    assert run(filled, "edit", notice, "--issuer", "望江市水务局", "--year", "", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(x["field"], x["new"]) for x in told] == [("issuer", "望江市水务局"), ("year", None)]
    assert run(filled, "edit", notice, "--issuer", "望江市水务局") == 0
    assert "没有改动" in capsys.readouterr().err
    assert run(filled, "show", notice, "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["history"]) == 2


def test_advice_of_the_terminal_is_of_the_terminal(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    task = first_task(filled)
    for wrong in (["--undo"], ["--requirement", ""], ["--split", "只有一条。"]):
        assert run(filled, "edit", task, *wrong) == 2
        told = capsys.readouterr().err
        assert "--" in told or "zwsearch" in told or wrong[-1] == ""
        assert not any(word in told for word in ("页面", "网页", "点“"))


@pytest.mark.parametrize("wrong", [[], ["--date", "昨天"], ["--lead", "甲"], ["--undo"], ["--undo-number", "7"]])
def test_what_cannot_be_edited_is_two_lines(
    filled: Workspace, capsys: pytest.CaptureFixture[str], wrong: list[str]
) -> None:
    assert run(filled, "edit", first_task(filled).partition("-")[0], *wrong) == 2
    told = capsys.readouterr().err
    assert told.startswith("错误：")
    assert "建议：" in told


def test_a_task_is_added_and_dropped(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    notice = first_task(filled).partition("-")[0]
    assert run(filled, "edit", notice, "--add-task", "公布水库水质。", "--lead", "水质科") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.endswith("补写的任务：（空） → 公布水库水质。（牵头单位：水质科）")
    assert run(filled, "edit", f"{notice}-4", "--not-a-task") == 0
    assert run(filled, "edit", f"{notice}-2", "--not-a-task") == 0
    assert "是不是任务：是任务 → 不是任务" in capsys.readouterr().out
    assert filled.stats().tasks == 4


def test_a_task_is_split_merged_and_put_back(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    task = first_task(filled)
    notice = task.partition("-")[0]
    assert run(filled, "edit", task, "--split", "出台补贴办法。", "--split", "发布图文解读。") == 0
    (split,) = capsys.readouterr().out.splitlines()
    assert "拆成了 2 条任务：“" in split
    assert run(filled, "edit", task, "--merge", f"{notice}-4") == 0
    (merged,) = capsys.readouterr().out.splitlines()
    assert "合并了 2 条任务：“" in merged
    for act in ("合并了 2 条任务", "拆成了 2 条任务"):
        assert run(filled, "edit", task, "--undo") == 0
        (undone,) = capsys.readouterr().out.splitlines()
        assert f"撤销：{act}" in undone
    assert run(filled, "show", notice) == 0
    history = [line for line in capsys.readouterr().out.splitlines() if "条任务：“" in line]
    assert [line.endswith("后来撤销了") for line in history] == [True, True, False, False], "one line for one act"
    assert filled.history(notice)[-1].undoes is not None
    assert len([line for line in filled.history(notice) if line.can_be_undone]) == 0
    assert run(filled, "edit", task, "--split", "只有一条。") == 2
    assert "至少要有两条" in capsys.readouterr().err
