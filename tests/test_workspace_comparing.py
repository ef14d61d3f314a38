"""What a corrected notice changes: reckoned before it takes the place of the stored one, and true afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import TABLE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zwsearch.cli import main
from zwsearch.records import Unit
from zwsearch.workspace import Workspace, bringing, corrections
from zwsearch.workspace.comparing import Difference
from zwsearch.workspace.replacing import replace_notice
from zwsearch.workspace.twins import older

FIRST = "出台节水灌溉补贴办法时发布图文解读，讲清申领条件。"
FIELDS = {
    "lead": (f"{FIRST} | 农水科", f"{FIRST} | 水政科", ("农水科", "水政科"), "改了单位 1 条"),
    "support": ("办公室、财务科", "办公室、法规科", ("办公室、财务科", "办公室、法规科"), "改了单位 1 条"),
    "deadline": ("年底前", "6月底前", ("年底前", "6月底前"), "改了时限 1 条"),
    "number": (f"1 | {FIRST}", f"5 | {FIRST}", ("1", "5"), "改了序号 1 条"),
}


def stored(workspace: Workspace) -> str:
    return workspace.tag(TABLE, save=True).notice.id


def foreseen(workspace: Workspace, text: str) -> Difference:
    (brought,), _ = bringing.bring(workspace, text, "更正")
    (found,) = older(workspace, brought.pasted, named=False)
    return found.difference


def done(workspace: Workspace, id_: str, text: str) -> Difference:
    (brought,), _ = bringing.bring(workspace, text, "更正")
    change = replace_notice(workspace, id_, brought.pasted).report.difference
    assert change is not None
    return change


def tasks(workspace: Workspace, id_: str) -> list[Unit]:
    return [unit for unit in workspace.show(id_).units if unit.type == "task"]


@pytest.mark.parametrize("field", FIELDS)
def test_a_task_of_the_same_words_with_another_field_is_told_with_what_it_was_and_is(
    workspace: Workspace, field: str
) -> None:
    old, new, values, told = FIELDS[field]
    id_, text = stored(workspace), TABLE.replace(old, new, 1)
    change = foreseen(workspace, text)
    (task,) = change.altered
    assert [(step.field, step.old, step.new, step.held) for step in task.steps] == [(field, *values, False)]
    assert (change.told, change.more, change.gone) == (f"{told}，2 条不变", (), ())
    ((sign, line),) = change.lines
    assert (sign, f"{values[0]} → {values[1]}" in line) == ("改了", True)
    assert done(workspace, id_, text) == change


def test_several_fields_are_named_together(workspace: Workspace) -> None:
    stored(workspace)
    text = TABLE.replace(f"{FIRST} | 农水科", f"{FIRST} | 水政科").replace("年底前", "6月底前", 1)
    assert foreseen(workspace, text).told == "改了单位或时限 1 条，2 条不变"


def test_a_deadline_of_the_same_words_in_another_year_is_another(filled: Workspace, notices: Path) -> None:
    (notices / "table.txt").write_text(TABLE.replace("2023年政务", "2024年政务"), "utf-8")
    change = next(line.difference for line in filled.index(notices).notices if line.outcome == "updated")
    assert change is not None
    (task,) = change.altered
    assert [(step.old, step.new) for step in task.steps] == [("年底前（2023-12-31）", "年底前（2024-12-31）")]


def test_a_slightly_reworded_task_is_neither_new_nor_gone(workspace: Workspace) -> None:
    id_ = stored(workspace)
    first, second, _ = tasks(workspace, id_)
    for unit in (first, second):
        workspace.label(unit.id, "监督考核")
    words = FIRST.replace("图文解读", "图文解读材料")
    text = TABLE.replace(FIRST, words).replace(second.text, "每季度清一次渠。")
    change = foreseen(workspace, text)
    assert [(task.old, task.new) for task in change.reworded] == [(FIRST, words)]
    assert (change.gone, change.more, change.said) == ((second.text,), ("每季度清一次渠。",), 1)
    assert change.told == "新增 1 条、去掉 1 条、文字改了 1 条，1 条不变"
    assert done(workspace, id_, text) == change
    now = tasks(workspace, id_)[0]
    assert now.tag is not None and (now.text, now.tag.category, now.tag.said) == (words, "监督考核", True)
    assert len(corrections.lost_labels(workspace, id_)) == change.said


def test_what_people_set_stays_and_what_the_notice_says_now_is_told(workspace: Workspace) -> None:
    id_ = stored(workspace)
    workspace.edit_task(f"{id_}-1", lead="审计科")
    change = foreseen(workspace, TABLE.replace(f"{FIRST} | 农水科", f"{FIRST} | 水政科"))
    assert (change.altered, change.kept) == ((), 3)
    ((sign, line),) = change.lines
    assert (sign, "仍是审计科" in line, "水政科" in line) == ("保留人工修改", True, True)


def test_tasks_of_one_wording_are_told_apart_by_where_they_stand(workspace: Workspace) -> None:
    rows = "".join(
        f"{n} | 完成上级交办的其他事项。 | {who} | 办公室 | 年底前 |\n" for n, who in ((4, "甲科"), (5, "乙科"))
    )
    workspace.tag(TABLE + rows, save=True)
    change = foreseen(workspace, TABLE + rows.replace("乙科", "丙科"))
    assert [(task.number, task.steps[0].old, task.steps[0].new) for task in change.altered] == [("5", "乙科", "丙科")]
    assert foreseen(workspace, TABLE + rows.splitlines(keepends=True)[0]).gone == ("完成上级交办的其他事项。",)


def test_tasks_that_people_wrote_or_took_away_stay_so(workspace: Workspace) -> None:
    id_ = stored(workspace)
    workspace.add_task(id_, "编印办事地图，摆放在大厅。")
    workspace.drop_task(f"{id_}-2")
    change = foreseen(workspace, TABLE.replace("年底前", "6月底前", 1))
    assert change.told == "改了时限 1 条，2 条不变"


def test_reading_a_changed_file_tells_the_same(
    filled: Workspace, notices: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, _, told = FIELDS["deadline"]
    (notices / "table.txt").write_text(TABLE.replace(old, new, 1), "utf-8")
    assert main(["--workspace", str(filled.path), "--json", "index", str(notices)]) == 0
    lines = json.loads(capsys.readouterr().out)["notices"]
    (change,) = [line["difference"] for line in lines if "difference" in line]
    assert (change["unchanged"], change["added"], change["removed"]) == (2, [], [])
    assert change["changed"][0]["changes"] == [
        {"field": "deadline", "old": "年底前", "new": "6月底前", "kept_by_hand": False}
    ]
    (notices / "table.txt").write_text(TABLE, "utf-8")
    for verb in (["index", str(notices)], ["tag", "--save", str(notices / "table.txt")]):
        (notices / "table.txt").write_text(TABLE if verb[0] == "index" else TABLE.replace(old, new, 1), "utf-8")
        assert main(["--workspace", str(filled.path), *verb]) == 0
        out = capsys.readouterr().out
        assert f"任务{told}，2 条不变" in out
        assert "年底前" in out and "6月底前" in out and "→" in out


ROWS = [
    ("发布节水办法的图文解读，讲清申领条件。", "农水科", "年底前"),
    ("邀请灌区农户代表参加解读会，回答提问。", "办公室", "持续推进"),
    ("公开本级三公经费的预算和决算。", "财务科", "6月底前"),
    ("在渡口立牌写明末班船的钟点。", "航运科", "9月底前"),
]
CHANGES = ("none", "gone", "reworded", "lead", "deadline", "other")


def table(rows: list[tuple[str, str, str]]) -> str:
    lines = "".join(f"{n} | {words} | {lead} | {due} |\n" for n, (words, lead, due) in enumerate(rows, 1) if words)
    return f"鹿溪县2024年政务公开任务分工表\n序号 | 具体要求 | 牵头单位 | 完成时限 |\n{lines}"


def changed(row: tuple[str, str, str], how: str) -> tuple[str, str, str]:
    words, lead, due = row
    return {
        "none": row,
        "gone": ("", lead, due),
        "reworded": (words[:-1] + "等。", lead, due),
        "lead": (words, "水政科", due),
        "deadline": (words, lead, "3月底前"),
        "other": ("每季度清一次渠，" + words[-3:] * 3, lead, due),
    }[how]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(CHANGES), min_size=4, max_size=4).filter(lambda all_: set(all_) != {"gone"}), st.data())
def test_what_is_foreseen_is_what_happens(
    tmp_path_factory: pytest.TempPathFactory, how: list[str], data: st.DataObject
) -> None:
    with Workspace(tmp_path_factory.mktemp("compared")) as workspace:
        id_ = workspace.tag(table(ROWS), save=True).notice.id
        before = tasks(workspace, id_)
        labelled = data.draw(st.sets(st.sampled_from([unit.id for unit in before])))
        for unit in labelled:
            workspace.label(unit, "监督考核")
        text = table([changed(row, one) for row, one in zip(ROWS, how, strict=True)])
        change = foreseen(workspace, text)
        assert done(workspace, id_, text) == change
        after = tasks(workspace, id_)
        stay = change.kept + len(change.altered) + len(change.reworded)
        assert (stay + len(change.gone), stay + len(change.more)) == (len(before), len(after))
        assert [len(x) for x in (change.altered, change.reworded)] == [
            how.count("lead") + how.count("deadline"),
            how.count("reworded"),
        ]
        said = sum(unit.tag is not None and unit.tag.said for unit in after)
        assert said == len(labelled) - change.said
        assert len(corrections.lost_labels(workspace, id_)) == change.said
