"""What people set right by hand: it holds, is found, survives re-reading, and can be taken back."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import TABLE
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from zwsearch.errors import NotFoundError, UsageError
from zwsearch.extract.numbering import still_missing
from zwsearch.records import Filters, Unit
from zwsearch.store import SCHEMA_FILE, Edit, schema
from zwsearch.store.edits import ReadTask, find, standing
from zwsearch.workspace import Workspace

OLD = Path(__file__).parent / "data" / "workspace_0001.sql"


def tasks(workspace: Workspace, file: str = "table.txt") -> list[Unit]:
    return [unit for unit in workspace.show(notice_id(workspace, file)).units if unit.type == "task"]


def notice_id(workspace: Workspace, file: str = "table.txt") -> str:
    return next(x.notice.id for x in workspace.list().notices if x.notice.source.name == file)


def snapshot(workspace: Workspace) -> list[object]:
    units = workspace.tasks_matching()
    told = [(u.id, u.number, u.section, u.text, u.lead, u.support, u.deadline, u.tag) for u in units]
    return [*told, *(listed.notice.notice for listed in workspace.list().notices)]


def test_all_words_are_still_found_after_an_edit_among_many_notices(workspace: Workspace, tmp_path: Path) -> None:
    """The edited notice leaves the large part of the index for a small one of its own."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(15):
        # The words of the first stand in no other.
        text = (
            TABLE if number == 0 else f"关于第{number}类事项的通知\n一、清扫{number}号路面积雪。（责任单位：养护科）\n"
        )
        (folder / f"{number:02}.txt").write_text(text, "utf-8")
    workspace.index(folder)
    first = notice_id(workspace, "00.txt")
    words = [unit.text for unit in tasks(workspace, "00.txt")] + ["积雪", "养护科", "解读"]
    before = {word: workspace.query(word).total for word in words}
    workspace.edit_notice(first, title="望江市养护科通知", author="甲")
    assert {word: workspace.query(word).total for word in words if word != "养护科"} == {
        word: total for word, total in before.items() if word != "养护科"
    }
    assert workspace.query("养护科").total > before["养护科"]


def test_a_notice_is_set_right_and_filters_and_titles_follow(filled: Workspace) -> None:
    id_ = notice_id(filled)
    before = filled.show(id_).notice
    edited = filled.edit_notice(
        id_,
        title="望江市水利局 政务公开要点",
        issuer="望江市水利局",
        document_number="望水〔2023〕7号",
        province="安徽",
        kind="工作要点",
        author="甲",
    )
    assert edited == filled.show(id_).notice
    assert (edited.notice.kind, edited.notice.issuer) == ("工作要点", "望江市水利局")
    assert edited.text == before.text
    assert filled.original(id_) == TABLE.encode()
    assert filled.query("望水〔2023〕7号").total > 0
    assert len(filled.tasks_matching(filters=Filters(provinces=("安徽",), kinds=("工作要点",)))) == 3
    assert [x.notice.id for x in filled.list().notices].index(id_) == 1, "the notice keeps its place in the list"


def test_a_task_is_set_right_and_index_tag_and_dates_follow(filled: Workspace) -> None:
    first = tasks(filled)[0]
    edited = filled.edit_task(
        first.id,
        requirement="公布水库移民资金的预算和决算。",
        lead="财务科、移民科；",
        support="",
        deadline="2023年9月底前",
        number="1.1",
        section="财政信息",
    )
    assert (edited.id, edited.number, edited.section) == (first.id, "1.1", ("财政信息",))
    assert (edited.lead, edited.support) == (("财务科", "移民科"), ())
    assert edited.deadline is not None
    assert (edited.deadline.text, edited.deadline.kind, edited.deadline.end) == ("2023年9月底前", "by", "2023-09-30")
    assert edited.tag is not None
    assert edited.tag.category == "财政信息"
    assert filled.query('"水库移民资金"').hits[0].unit.id == first.id
    assert filled.query('"节水灌溉补贴"', filters=Filters(tasks_only=True)).total == 0
    assert first.id in {u.id for u in filled.tasks_matching(filters=Filters(offices=("移民科",)))}
    assert first.id in {u.id for u in filled.tasks_matching(filters=Filters(due_before="2023-09-30"))}
    assert filled.doctor(repair=False).sound


def test_the_year_of_the_notice_dates_the_deadlines_that_name_none(filled: Workspace) -> None:
    id_ = notice_id(filled)
    filled.edit_notice(id_, year="2025")
    due = [unit.deadline.end if unit.deadline else None for unit in tasks(filled)]
    assert due == ["2025-12-31", None, "2023-10-31"]
    filled.undo_edit(id_)
    assert tasks(filled)[0].deadline.end == "2023-12-31"  # type: ignore[union-attr]


def test_a_date_takes_the_year_along_that_came_from_it(filled: Workspace) -> None:
    id_ = notice_id(filled, "plan.txt")
    assert filled.show(id_).notice.notice.date == "2024-03-05"
    edited = filled.edit_notice(id_, date="2025年3月5日").notice
    assert (edited.date, edited.year) == ("2025-03-05", 2025)
    assert filled.edit_notice(id_, year=2024).notice.year == 2024
    assert filled.edit_notice(id_, date="").notice.date is None


def test_edits_survive_rereading_of_the_same_and_of_a_changed_file(filled: Workspace, notices: Path) -> None:
    id_, (first, second, _) = notice_id(filled), tasks(filled)
    filled.edit_notice(id_, issuer="望江市水务局")
    filled.edit_task(first.id, lead="灌溉科")
    filled.edit_task(second.id, deadline="2023年8月底前")
    store = filled.existing()
    assert store is not None
    with sqlite3.connect(filled.path / SCHEMA_FILE) as connection:
        connection.execute("UPDATE file SET rules = 'older'")
    connection.close()
    assert filled.index(notices).count("updated") == 2
    assert [unit.lead for unit in tasks(filled)] == [("灌溉科",), ("农水科",), ("财务科",)]
    (notices / "table.txt").write_text(
        TABLE.replace("| 1 |", "| 甲 |").replace("邀请灌区农户代表", "到村里看望老党员"), "utf-8"
    )
    filled.index(notices)
    changed = tasks(filled)
    assert filled.show(id_).notice.notice.issuer == "望江市水务局"
    assert changed[0].lead == ("灌溉科",), "found again by its words"
    assert changed[1].deadline is not None
    assert changed[1].deadline.text == "持续推进", "other words: the edit has lost its task"
    lost = [change for change in filled.history(id_) if change.lost]
    assert [(change.field, change.new, change.unit_id) for change in lost] == [("deadline", "2023年8月底前", None)]
    (notices / "table.txt").write_text(TABLE, "utf-8")
    filled.index(notices)
    assert tasks(filled)[1].deadline.text == "2023年8月底前"  # type: ignore[union-attr]


def test_history_tells_who_when_what_and_undo_goes_back_step_by_step(filled: Workspace) -> None:
    task, before = tasks(filled)[0].id, snapshot(filled)
    filled.edit_task(task, lead="甲科", support="乙科", author="王")
    filled.edit_task(task, lead="丙科", author="李")
    filled.edit_task(task, lead="丙科", author="李")  # says nothing new
    lines = filled.history(task)
    assert [(x.author, x.field, x.old, x.new) for x in lines] == [
        ("王", "lead", ("农水科",), ("甲科",)),
        ("王", "support", ("办公室", "财务科"), ("乙科",)),
        ("李", "lead", ("甲科",), ("丙科",)),
    ]
    assert all(x.time.endswith("+00:00") and x.unit_id == task for x in lines)
    assert [x.above for x in lines] == [lines[2].number, None, None]
    with pytest.raises(UsageError, match=f"第 {lines[2].number} 号修改") as caught:
        filled.undo_edit(task, number=lines[0].number)
    assert caught.value.code == "conflict"
    assert filled.history(task) == lines, "what would change nothing is refused and leaves no line"
    filled.undo_edit(task)
    assert (tasks(filled)[0].lead, tasks(filled)[0].support) == (("甲科",), ("乙科",))
    filled.undo_edit(task, number=lines[0].number)
    assert (tasks(filled)[0].lead, tasks(filled)[0].support) == (("农水科",), ("乙科",))
    filled.undo_edit(task)
    assert snapshot(filled) == before
    with pytest.raises(NotFoundError, match="没有可以撤销"):
        filled.undo_edit(task)
    assert len(filled.history(task)) == 6, "nothing is ever taken out of the history"


def test_what_was_saved_together_is_undone_together(filled: Workspace) -> None:
    task, before = tasks(filled)[1].id, snapshot(filled)
    filled.edit_task(task, lead="甲科", deadline="年底前", number="9")
    assert len(filled.undo_edit(task)) == 3
    assert snapshot(filled) == before


def test_a_label_stays_with_a_task_whose_words_are_set_right(filled: Workspace, notices: Path) -> None:
    task = tasks(filled)[1].id
    filled.label(task, "监督考核", author="甲")
    filled.edit_task(task, requirement="邀请用水户代表参加解读会。")
    assert tasks(filled)[1].tag.category == "监督考核"  # type: ignore[union-attr]
    filled.label(task, "平台建设", author="乙")
    filled.undo_edit(task)
    assert tasks(filled)[1].tag.category == "平台建设"  # type: ignore[union-attr]
    filled.label(task, None)
    assert tasks(filled)[1].tag.confidence < 1  # type: ignore[union-attr]
    store = filled.existing()
    assert store is not None
    assert store.latest_labels() == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"date": "2023-02-30"}, "不是日期"),
        ({"year": "二三"}, "不是年份"),
        ({"kind": "随笔"}, "种类"),
        ({"title": "长" * 501}, "太长"),
        ({"colour": "red"}, "不能修改"),
        ({"lead": "甲"}, "不能修改"),
        ({"issuer": 3}, "文字"),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_is_written(
    filled: Workspace, wrong: dict[str, object], told: str
) -> None:
    id_ = notice_id(filled)
    with pytest.raises(UsageError, match=told) as caught:
        filled.edit_notice(id_, **{"issuer": "某局", **wrong})  # type: ignore[arg-type]
    assert caught.value.code == "edit"
    assert caught.value.hint
    assert filled.history(id_) == ()


def test_tasks_refuse_emptiness_passages_strangers_and_what_was_seen_otherwise(filled: Workspace) -> None:
    from zwsearch.workspace import edits

    task = tasks(filled)[0]
    with pytest.raises(UsageError, match="不能是空的"):
        filled.edit_task(task.id, requirement=" \n ")
    passage = next(u for u in filled.show(notice_id(filled, "plan.txt")).units if u.type == "passage")
    with pytest.raises(UsageError, match="段落"):
        filled.edit_task(passage.id, lead="甲")
    for verb in (filled.edit_task, filled.edit_notice):
        with pytest.raises(NotFoundError):
            verb("nothing", author="x")
    seen = edits.states(filled, task.notice_id)[task.id]
    edits.edit_task(filled, task.id, {"lead": "甲科"}, seen=seen)
    with pytest.raises(UsageError, match="刚刚被改过"):
        edits.edit_task(filled, task.id, {"lead": "乙科"}, seen=seen)


def test_the_sample_cannot_be_edited(workspace: Workspace) -> None:
    listed = workspace.list().notices[0].notice.id
    with pytest.raises(UsageError, match="示例语料不能改动"):
        workspace.edit_notice(listed, issuer="某局")


def test_edits_outlive_a_removal(filled: Workspace, notices: Path) -> None:
    id_ = notice_id(filled)
    filled.edit_notice(id_, issuer="某局")
    filled.remove(id_)
    filled.index(notices)
    assert filled.show(id_).notice.notice.issuer == "某局"


def test_a_saved_paste_takes_its_edits_up_again(workspace: Workspace) -> None:
    saved = workspace.tag(TABLE, save=True)
    workspace.edit_task(saved.tasks[0].id, lead="甲科")
    assert workspace.tag(TABLE, save=True).tasks[0].lead == ("甲科",)


def test_tasks_of_the_same_words_are_told_apart_by_number_then_id() -> None:
    read = [ReadTask("n-1", "1", "公开 清单"), ReadTask("n-2", "2", "公开清单"), ReadTask("n-3", "2", "别的")]

    def edit(printed: str | None, unit: str) -> Edit:
        return Edit("n", "lead", (), (), "公开清单", printed, unit)

    assert find(edit("2", "n-1"), read) == 1
    assert find(edit(None, "n-2"), read) == 1
    assert find(edit("7", "n-9"), read) == 0
    assert find(Edit("n", "lead", (), (), "没有了", "1", "n-1"), read) is None
    assert find(Edit("n", "title", "", ""), read) is None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(st.tuples(st.sampled_from(["lead", "number", "deadline", "undo"]), st.integers(0, 3)), max_size=12)
)
def test_any_run_of_edits_and_undos_is_what_a_list_of_states_would_say(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    with Workspace(tmp_path_factory.mktemp("w")) as workspace:
        task = workspace.tag(TABLE, save=True).tasks[0].id
        states = [snapshot(workspace)]
        for field, value in steps:
            if field == "undo":
                if len(states) == 1:
                    with pytest.raises(NotFoundError):
                        workspace.undo_edit(task)
                else:
                    workspace.undo_edit(task)
                    states.pop()
            else:
                workspace.edit_task(task, **{field: f"{value}月底前" if field == "deadline" else f"第{value}"})  # type: ignore[arg-type]
                if snapshot(workspace) != states[-1]:
                    states.append(snapshot(workspace))
            assert snapshot(workspace) == states[-1]
        store = workspace.existing()
        assert store is not None
        assert len(standing(store.edits(task.partition("-")[0]))) >= len(states) - 1
        assert store.check() == []


def test_a_workspace_of_the_version_before_opens_with_all_it_held(tmp_path: Path) -> None:
    (tmp_path / "ws").mkdir()
    connection = sqlite3.connect(tmp_path / "ws" / SCHEMA_FILE)
    connection.executescript(OLD.read_text("utf-8"))
    connection.close()
    shutil.copy(tmp_path / "ws" / SCHEMA_FILE, tmp_path / "before.sqlite3")
    with Workspace(tmp_path / "ws") as workspace:
        assert workspace.stats().tasks == 5
        labelled = [unit for unit in workspace.tasks_matching() if unit.tag and unit.tag.confidence == 1.0]
        assert [unit.tag.category for unit in labelled if unit.tag] == ["监督考核"]
        assert workspace.query("解读").total > 0
        task = tasks(workspace)[0]
        assert workspace.history(task.id) == ()
        assert workspace.edit_task(task.id, lead="甲科").lead == ("甲科",)
        assert workspace.original(task.notice_id) == TABLE.encode()
    with sqlite3.connect(tmp_path / "ws" / SCHEMA_FILE) as connection:
        applied = [name for (name,) in connection.execute("SELECT name FROM migration")]
        assert applied == [name for name, _ in schema.MIGRATIONS]
    connection.close()


def test_what_is_no_task_becomes_a_passage_and_can_be_taken_up_again(filled: Workspace, notices: Path) -> None:
    id_, before = notice_id(filled), snapshot(filled)
    filled.edit_task(f"{id_}-2", lead="甲科")
    edited = snapshot(filled)
    gone = filled.drop_task(f"{id_}-2", author="甲")
    assert (gone.id, gone.type) == (f"{id_}-2", "passage")
    assert [unit.id for unit in tasks(filled)] == [f"{id_}-1", f"{id_}-3"], "the others keep their ids"
    assert filled.stats().tasks == 4
    assert filled.query('"灌区农户代表"').hits[0].unit.type == "passage"
    (notices / "table.txt").write_text(TABLE + "\n请抓好落实。\n", "utf-8")
    filled.index(notices)
    assert [unit.id for unit in tasks(filled)] == [f"{id_}-1", f"{id_}-3"], "and stays away after a re-reading"
    filled.edit_task(f"{id_}-3", number="9")
    assert tasks(filled)[1].number == "9"
    filled.undo_edit(f"{id_}-3")
    filled.undo_edit(f"{id_}-2")
    assert snapshot(filled) == edited
    filled.undo_edit(f"{id_}-2")
    assert snapshot(filled) == before
    assert filled.doctor(repair=False).sound


def test_a_task_that_was_missed_is_added_and_lives_like_any_other(filled: Workspace, notices: Path) -> None:
    id_, before = notice_id(filled), snapshot(filled)
    added = filled.add_task(id_, "公布水库水质的监测数据。", lead="水质科", deadline="每季度末", author="甲")
    assert (added.id, added.lead, added.number) == (f"{id_}-4", ("水质科",), None)
    assert added.deadline is not None
    assert added.deadline.kind == "recurring"
    assert added.tag is not None
    assert filled.query('"水库水质"').hits[0].unit.id == added.id
    filled.edit_task(added.id, number="4", requirement="公布水库水质的月度监测数据。")
    filled.label(added.id, "重点领域")
    (notices / "table.txt").write_text(TABLE + "\n请抓好落实。\n", "utf-8")
    filled.index(notices)
    again = tasks(filled)[3]
    assert (again.number, again.lead, again.text) == ("4", ("水质科",), "公布水库水质的月度监测数据。")
    assert again.tag is not None
    assert (again.tag.category, again.tag.confidence) == ("重点领域", 1.0)
    with pytest.raises(UsageError, match="已有同样的任务"):
        filled.add_task(id_, "公布水库水质的 监测数据。")
    filled.add_task(id_, "公布灌溉用水的价格。")
    filled.drop_task(again.id)
    assert [unit.text for unit in tasks(filled)][3:] == ["公布灌溉用水的价格。"]
    assert [change for change in filled.history(id_) if change.lost and change.can_be_undone] == []
    filled.undo_edit(id_, number=next(x.number for x in filled.history(id_) if x.can_be_undone))
    assert snapshot(filled) == before
    with pytest.raises(UsageError, match="不能是空的"):
        filled.add_task(id_, " ")
    with pytest.raises(NotFoundError):
        filled.add_task("nothing", "公布清单。")


@example(steps=[("drop", 0), ("year", 0), ("undo", 0)])
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["lead", "words", "drop", "add", "year", "undo"]), st.integers(0, 3)), max_size=8
    )
)
def test_a_rereading_leaves_whatever_people_did_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    with Workspace(tmp_path_factory.mktemp("w")) as workspace:
        id_ = workspace.tag(TABLE, save=True).notice.id
        states = [snapshot(workspace)]
        for verb, value in steps:
            listed = [unit.id for unit in workspace.tasks_matching()]
            task = listed[value % len(listed)] if listed else None
            if verb == "undo":
                if len(states) > 1:
                    workspace.undo_edit(id_)
                    states.pop()
                    assert snapshot(workspace) == states[-1]
                continue
            if verb == "add" and f"第{value}条新任务" not in {u.text for u in workspace.tasks_matching()}:
                with suppress(UsageError):  # it stands there under other words
                    workspace.add_task(id_, f"第{value}条新任务", lead="甲科")
            elif verb == "year":
                workspace.edit_notice(id_, year=2020 + value)
            elif verb == "drop" and task is not None and task in {f"{id_}-{n}" for n in (1, 2, 3)}:
                workspace.drop_task(task)
            elif verb == "lead" and task is not None:
                workspace.edit_task(task, lead=f"第{value}科")
            elif verb == "words" and task is not None:
                workspace.edit_task(task, requirement=f"公布第{value}份清单，{task}。")
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


GAPPED = re.sub(r"(?m)^2 .*\n", "", TABLE)


def told_missing(workspace: Workspace, id_: str) -> tuple[tuple[str, ...], list[str]]:
    """What is missing, and the problems that say so, wherever a notice is read from."""
    shown, listed = workspace.show(id_).notice, workspace.list().notices[0].notice
    assert (shown.missing_numbers, shown.problems) == (listed.missing_numbers, listed.problems)
    return shown.missing_numbers, [problem.message for problem in shown.problems if problem.code == "numbering_gap"]


@pytest.mark.parametrize("written", ["2", "2.", "（二）", "２"])
def test_a_missing_number_is_missing_until_a_person_gives_it(workspace: Workspace, written: str) -> None:
    id_ = workspace.tag(GAPPED, save=True).notice.id
    gap = (("2",), ["任务序号不连续，缺少：2"])
    assert told_missing(workspace, id_) == gap
    workspace.add_task(id_, "公布水库水质的监测数据。", number=written)
    assert told_missing(workspace, id_) == ((), [])
    assert workspace.tag(GAPPED, save=True).notice.missing_numbers == (), "it survives a re-reading"
    workspace.edit_notice(id_, issuer="某局")
    assert told_missing(workspace, id_) == ((), [])
    workspace.undo_edit(id_)
    workspace.undo_edit(id_)
    assert told_missing(workspace, id_) == gap
    workspace.edit_task(f"{id_}-1", number=written)
    assert told_missing(workspace, id_) == ((), [])
    workspace.drop_task(f"{id_}-2")
    workspace.undo_edit(f"{id_}-1")
    assert told_missing(workspace, id_) == gap


def test_only_as_many_missing_numbers_are_found_as_were_given() -> None:
    assert still_missing(("3", "（三）", "5"), ["（三）", None, "附"]) == ("3", "5")
    assert still_missing(("3", "（三）", "5"), ["三"]) == ("（三）", "5")
    assert still_missing(("3", "4"), ["3", "3"]) == ("4",)


def test_no_tasks_is_no_problem_once_a_person_wrote_them(workspace: Workspace) -> None:
    text = "望江市2023年政务公开任务分工表\n工作任务 具体要求 牵头单位 配合单位 完成时限\n"
    saved = workspace.tag(text, save=True)
    assert [problem.code for problem in saved.notice.problems] == ["no_tasks"]
    workspace.add_task(saved.notice.id, "公布水库水质的监测数据。")
    assert workspace.show(saved.notice.id).notice.problems == ()
    workspace.undo_edit(saved.notice.id)
    assert workspace.show(saved.notice.id).notice.problems == saved.notice.problems
