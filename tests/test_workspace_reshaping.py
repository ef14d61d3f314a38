"""One task that is two and two that are one: set right by hand in one act, found at once, kept, and undone whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import TABLE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zwsearch.errors import NotFoundError, UsageError
from zwsearch.records import Filters, Unit
from zwsearch.workspace import Workspace, edits, reshaping

FIRST = "出台节水灌溉补贴办法时发布图文解读"
SECOND = "讲清申领条件。"


def table_of(workspace: Workspace) -> str:
    return next(x.notice.id for x in workspace.list().notices if x.notice.source.name == "table.txt")


def tasks(workspace: Workspace, id_: str) -> list[Unit]:
    return [unit for unit in workspace.show(id_).units if unit.type == "task"]


def snapshot(workspace: Workspace) -> list[object]:
    units = [unit for listed in workspace.list().notices for unit in workspace.show(listed.notice.id).units]
    told = [(u.id, u.type, u.number, u.section, u.text, u.lead, u.support, u.deadline, u.spans, u.tag) for u in units]
    return [*told, *(listed.notice for listed in workspace.list().notices)]


def test_a_task_is_split_in_its_place_and_undone_in_one_step(filled: Workspace, notices: Path) -> None:
    id_ = table_of(filled)
    before = snapshot(filled)
    filled.label(f"{id_}-1", "政策解读")
    labelled = snapshot(filled)
    parts = filled.split_task(f"{id_}-1", [FIRST, SECOND], author="甲")
    assert [unit.text for unit in parts] == [FIRST, SECOND]
    after = tasks(filled, id_)
    assert [unit.id for unit in after] == [f"{id_}-1", f"{id_}-4", f"{id_}-2", f"{id_}-3"], "the part stands behind it"
    whole, part = after[:2]
    assert (whole.number, whole.section, whole.lead, whole.support) == (
        (part.number, part.section, part.lead, part.support)
    )
    assert whole.deadline == part.deadline != None  # noqa: E711
    assert whole.tag is not None
    assert whole.tag.said, "what was said of the whole stays with its first part"
    assert part.tag is not None
    text = filled.show(id_).notice.text
    assert [text[s.start : s.end] for unit in (whole, part) for s in unit.spans] == [FIRST, SECOND]
    assert filled.query('"申领条件"', filters=Filters(tasks_only=True)).hits[0].unit.id == part.id
    assert filled.query('"图文解读"', filters=Filters(tasks_only=True)).hits[0].unit.id == whole.id
    (notices / "table.txt").write_text(TABLE + "\n请抓好落实。\n", "utf-8")
    filled.index(notices)
    assert [unit.text for unit in tasks(filled, id_)[:2]] == [FIRST, SECOND], "it survives a re-reading"
    (notices / "table.txt").write_text(TABLE, "utf-8")
    filled.index(notices)
    filled.undo_edit(id_)
    assert snapshot(filled) == labelled
    filled.undo_label(f"{id_}-1")
    assert snapshot(filled) == before
    assert filled.doctor(repair=False).sound


@pytest.mark.parametrize("asked", ["whole", "notice", "number", "part's number"])
def test_a_split_is_undone_whole_wherever_it_is_undone(filled: Workspace, asked: str) -> None:
    id_, before = table_of(filled), snapshot(filled)
    filled.split_task(f"{id_}-1", [FIRST, SECOND])
    filled.edit_task(f"{id_}-4", lead="别的科")
    lines = filled.history(id_)
    if asked.endswith("number"):
        field = "requirement" if asked == "number" else "split_off"
        filled.undo_edit(id_, number=next(line.number for line in lines if line.field == field))
    else:
        filled.undo_edit(f"{id_}-1" if asked == "whole" else id_)
        if asked == "notice":  # the last act was the edit of the part
            filled.undo_edit(id_)
    assert snapshot(filled) == before


def test_a_split_below_a_later_edit_of_its_whole_is_not_undone(filled: Workspace) -> None:
    id_ = table_of(filled)
    filled.split_task(f"{id_}-1", [FIRST, SECOND])
    filled.edit_task(f"{id_}-1", requirement="出台办法时发布解读")
    last = filled.history(id_)[-1].number
    held = snapshot(filled)
    assert {line.above for line in filled.history(id_)[:-1]} == {last}, "half a split cannot be taken back"
    assert filled.history(id_)[-1].above is None
    number = next(line.number for line in filled.history(id_) if line.field == "split_off")
    for undo in ({"id_": id_, "number": number}, {"id_": f"{id_}-4"}):
        with pytest.raises(UsageError, match=f"第 {last} 号修改") as refused:
            filled.undo_edit(**undo)  # type: ignore[arg-type]
        assert refused.value.code == "conflict"
    assert snapshot(filled) == held
    filled.undo_edit(id_, number=last)
    filled.undo_edit(f"{id_}-4")
    assert len(tasks(filled, id_)) == 3


def test_what_was_said_of_a_part_goes_with_it_and_does_not_stand_above(filled: Workspace) -> None:
    id_, before = table_of(filled), snapshot(filled)
    filled.split_task(f"{id_}-1", [FIRST, SECOND])
    filled.edit_task(f"{id_}-4", lead="别的科")
    filled.edit_task(f"{id_}-2", lead="不相干的科")
    filled.undo_edit(f"{id_}-2")
    (split,) = [line for line in filled.history(id_) if line.field == "split_off"]
    assert split.above is None
    filled.undo_edit(id_, number=split.number)
    assert snapshot(filled) == before


def test_a_merger_below_a_later_edit_of_its_whole_is_not_offered_by_half(filled: Workspace) -> None:
    id_ = table_of(filled)
    filled.merge_tasks([f"{id_}-1", f"{id_}-2"])
    filled.edit_task(f"{id_}-1", requirement="另写的一句。")
    last = filled.history(id_)[-1].number
    assert {line.above for line in filled.history(id_)[:-1]} == {last}


def test_the_parts_of_one_task_do_not_stand_above_one_another(filled: Workspace) -> None:
    id_ = table_of(filled)
    filled.split_task(f"{id_}-1", [FIRST, "讲清申领", "条件。"])
    split = [line for line in filled.history(id_) if line.field == "split_off"]
    assert [(line.new, line.above) for line in split] == [("讲清申领", None), ("条件。", None)]


def test_a_part_is_edited_split_and_dropped_like_any_task(filled: Workspace) -> None:
    id_ = table_of(filled)
    filled.split_task(f"{id_}-1", [FIRST, SECOND])
    filled.split_task(f"{id_}-4", ["讲清申领", "条件。"])
    assert [unit.text for unit in tasks(filled, id_)][:3] == [FIRST, "讲清申领", "条件。"]
    filled.drop_task(f"{id_}-5")
    assert [unit.text for unit in tasks(filled, id_)][:2] == [FIRST, "讲清申领"]
    first = next(line.number for line in filled.history(id_) if line.field == "split_off")
    filled.undo_edit(id_, number=first)
    assert len(tasks(filled, id_)) == 3
    assert [line for line in filled.history(id_) if line.can_be_undone] == []


def test_tasks_are_merged_and_undone_in_one_step(filled: Workspace, notices: Path) -> None:
    id_, before = table_of(filled), snapshot(filled)
    merged = filled.merge_tasks([f"{id_}-3", f"{id_}-1"], author="甲")
    assert merged.id == f"{id_}-1", "the first of the notice, whatever order they come in"
    assert merged.text == f"{FIRST}，{SECOND}公布本局部门预算、决算和三公经费。"
    assert (merged.number, merged.lead, merged.support) == ("1", ("农水科", "财务科"), ("办公室",))
    assert merged.deadline is not None
    assert merged.deadline.text == "年底前；2023年10月31日前"
    assert [unit.id for unit in tasks(filled, id_)] == [f"{id_}-1", f"{id_}-2"]
    assert [hit.unit.id for hit in filled.query('"三公经费"', filters=Filters(tasks_only=True)).hits] == [merged.id]
    assert filled.show(f"{id_}-3").unit.type == "passage"  # type: ignore[union-attr]
    (notices / "table.txt").write_text(TABLE + "\n请抓好落实。\n", "utf-8")
    filled.index(notices)
    assert len(tasks(filled, id_)) == 2, "it survives a re-reading"
    (notices / "table.txt").write_text(TABLE, "utf-8")
    filled.index(notices)
    filled.undo_edit(f"{id_}-3")
    assert snapshot(filled) == before
    assert filled.doctor(repair=False).sound


def test_words_are_never_lost_when_the_whole_is_no_longer_found(filled: Workspace, notices: Path) -> None:
    id_ = table_of(filled)
    filled.merge_tasks([f"{id_}-1", f"{id_}-3"])
    (notices / "table.txt").write_text(TABLE.replace("讲清申领条件", "讲清怎样申领"), "utf-8")
    filled.index(notices)
    assert len(tasks(filled, id_)) == 3, "the other stands for itself again"
    filled.undo_edit(id_)
    filled.split_task(f"{id_}-2", ["邀请灌区农户代表参加解读会", "现场回答提问。"])
    (notices / "table.txt").write_text(TABLE.replace("灌区农户", "用水农户"), "utf-8")
    filled.index(notices)
    assert [unit.text for unit in tasks(filled, id_)][1:] == [
        "邀请用水农户代表参加解读会，现场回答提问。",
        "公布本局部门预算、决算和三公经费。",
    ], "no part of what is not there"
    assert any(line.lost for line in filled.history(id_))


def test_torn_halves_are_joined_without_a_mark(workspace: Workspace) -> None:
    id_ = workspace.tag(TABLE, save=True).notice.id
    parts = workspace.split_task(f"{id_}-1", ["出台节水灌溉补贴办法", "时发布图文解读，讲清申领条件。"])
    assert workspace.merge_tasks([part.id for part in parts]).text == f"{FIRST}，{SECOND}"
    assert tasks(workspace, id_)[0].text == f"{FIRST}，{SECOND}"
    assert len(tasks(workspace, id_)) == 3


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda w, i: w.split_task(f"{i}-1", ["只有一条"]), "至少要有两条"),
        (lambda w, i: w.split_task(f"{i}-1", ["甲。", " \n", ""]), "至少要有两条"),
        (lambda w, i: w.split_task(f"{i}-1", ["公布清单。", "公布 清单。"]), "不能相同"),
        (lambda w, i: w.split_task(f"{i}-1", [FIRST, "邀请灌区农户代表参加解读会，现场回答提问。"]), "已有同样的任务"),
        (lambda w, i: w.merge_tasks([f"{i}-1", f"{i}-1"]), "至少选两条"),
        (lambda w, i: w.merge_tasks([f"{i}-1", other_task(w, i)]), "同一份通知"),
        (lambda w, i: w.split_task("nothing", ["甲。", "乙。"]), "没有编号"),
        (lambda w, i: w.merge_tasks([f"{i}-1", "nothing"]), "没有编号"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(filled: Workspace, act: Any, told: str) -> None:
    id_, before = table_of(filled), snapshot(filled)
    with pytest.raises((UsageError, NotFoundError), match=told):
        act(filled, id_)
    assert snapshot(filled) == before
    assert filled.history(id_) == ()


def other_task(workspace: Workspace, id_: str) -> str:
    return next(unit.id for unit in workspace.tasks_matching() if unit.notice_id != id_)


def test_a_split_of_what_was_changed_meanwhile_is_refused(filled: Workspace) -> None:
    id_ = table_of(filled)
    seen = edits.state_of(tasks(filled, id_)[0])
    filled.edit_task(f"{id_}-1", lead="甲科")
    with pytest.raises(UsageError, match="刚刚被改过"):
        reshaping.split_task(filled, f"{id_}-1", [FIRST, SECOND], seen=seen)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["split", "merge", "lead", "words", "add", "drop", "undo"]), st.integers(0, 5)),
        max_size=8,
    )
)
def test_any_run_of_splits_and_mergers_survives_rereading_and_is_undone_step_by_step(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    with Workspace(tmp_path_factory.mktemp("w")) as workspace:
        id_ = workspace.tag(TABLE, save=True).notice.id
        states = [snapshot(workspace)]
        for count, (verb, value) in enumerate(steps):
            listed = [unit.id for unit in tasks(workspace, id_)]
            task = listed[value % len(listed)] if listed else None
            if verb == "undo":
                if len(states) > 1:
                    workspace.undo_edit(id_)
                    states.pop()
                    assert snapshot(workspace) == states[-1]
                continue
            if verb == "split" and task is not None:
                workspace.split_task(task, [f"先做第{count}件事", f"再做第{count}件事。"])
            elif verb == "merge" and len(listed) > 1:
                workspace.merge_tasks([listed[value % len(listed)], listed[(value + 1) % len(listed)]])
            elif verb == "lead" and task is not None:
                workspace.edit_task(task, lead=f"第{count}科")
            elif verb == "words" and task is not None:
                workspace.edit_task(task, requirement=f"公布第{count}份清单。")
            elif verb == "add":
                workspace.add_task(id_, f"第{count}条新任务", lead="甲科")
            elif verb == "drop" and task in {f"{id_}-{n}" for n in (1, 2, 3)}:
                workspace.drop_task(task)
            if snapshot(workspace) != states[-1]:
                states.append(snapshot(workspace))
        before, history = snapshot(workspace), workspace.history(id_)
        workspace.tag(TABLE, save=True)
        assert snapshot(workspace) == before
        assert workspace.history(id_) == history
        store = workspace.existing()
        assert store is not None
        assert store.check() == []
        assert workspace.doctor(repair=False).sound
        while len(states) > 1:
            workspace.undo_edit(id_)
            states.pop()
            assert snapshot(workspace) == states[-1]
