"""What people said of a task when its notice is read with other words: carried over where it is surely the same."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from conftest import PLAN, TABLE

from zwsearch.cli import main
from zwsearch.errors import NotFoundError
from zwsearch.records import Unit
from zwsearch.workspace import Workspace, corrections
from zwsearch.workspace.undoing import undo_act

FIRST = "出台节水灌溉补贴办法时发布图文解读，讲清申领条件。"
SECOND = "邀请灌区农户代表参加解读会，现场回答提问。"


def table(workspace: Workspace) -> list[Unit]:
    id_ = next(x.notice.id for x in workspace.list() if x.notice.notice.title.startswith("望江市"))  # type: ignore[union-attr]
    return [unit for unit in workspace.show(id_).units if unit.type == "task"]


def reread(workspace: Workspace, notices: Path, text: str) -> tuple[str, ...]:
    (notices / "table.txt").write_text(text, "utf-8")
    return workspace.index(notices).notes


def category(unit: Unit) -> str | None:
    return unit.tag.category if unit.tag is not None and unit.tag.said else None


@pytest.fixture
def spoken(filled: Workspace) -> Workspace:
    """With a lead and a label that a person gave to the first task of the table."""
    first = table(filled)[0].id
    filled.edit_task(first, lead="灌溉科", author="甲")
    filled.label(first, "监督考核", author="甲")
    return filled


@pytest.mark.parametrize(
    "words",
    [
        "及时出台节水灌溉补贴办法时发布图文解读，讲清申领条件。",
        "出台节水灌溉补贴办法时，发布图文解读并讲清申领条件！",
        "出台节水灌溉补助办法时发布图文解读，讲清申领条件和时限。",
        "出台节水灌溉补贴办法时发布解读，讲清申领条件。",
    ],
)
def test_what_was_said_goes_along_to_slightly_other_words_and_is_told(
    spoken: Workspace, notices: Path, words: str
) -> None:
    notes = reread(spoken, notices, TABLE.replace(FIRST, words))
    first = table(spoken)[0]
    assert (first.text, first.lead, category(first)) == (words, ("灌溉科",), "监督考核")
    (note,) = notes
    assert all(part in note for part in (first.id, "牵头单位", "监督考核", FIRST[:20], words[:20]))
    assert corrections.carried_from(spoken, first.id) == FIRST
    assert not [line for line in spoken.history(first.notice_id) if line.lost]
    assert corrections.lost_labels(spoken, first.notice_id) == ()
    assert reread(spoken, notices, TABLE.replace(FIRST, words)) == (), "told once"


def test_what_went_along_can_be_taken_back_one_by_one_or_all_at_once(spoken: Workspace, notices: Path) -> None:
    words = FIRST.replace("图文解读", "解读")
    reread(spoken, notices, TABLE.replace(FIRST, words))
    first = table(spoken)[0]
    spoken.undo_label(first.id)
    assert (category(table(spoken)[0]), table(spoken)[0].lead) == (None, ("灌溉科",))
    with pytest.raises(NotFoundError):
        spoken.undo_label(first.id)
    spoken.undo_edit(first.id)
    assert table(spoken)[0].lead == ("农水科",), "the last act of a person, not the carrying over"
    spoken.edit_task(first.id, lead="水政科")
    spoken.label(first.id, "平台建设")
    step = next(line for line in spoken.history(first.id) if line.field == "carried")
    spoken.undo_edit(first.id, number=step.number)
    assert (table(spoken)[0].lead, category(table(spoken)[0])) == (("水政科",), "平台建设"), "what was said since stays"


def test_a_mistaken_carrying_over_is_taken_back_whole_and_not_done_again(spoken: Workspace, notices: Path) -> None:
    reread(spoken, notices, TABLE.replace(FIRST, FIRST[:-1] + "和时限。"))
    first = table(spoken)[0]
    step = next(line for line in spoken.history(first.id) if line.field == "carried")
    spoken.undo_edit(first.id, number=step.number)
    assert (table(spoken)[0].lead, category(table(spoken)[0])) == (("农水科",), None)
    assert [label.category for label in corrections.lost_labels(spoken, first.notice_id)] == ["监督考核"]
    reread(spoken, notices, TABLE.replace(FIRST, FIRST[:-1] + "和时限。").replace("三公经费", "“三公”经费"))
    assert (table(spoken)[0].lead, category(table(spoken)[0])) == (("农水科",), None)
    reread(spoken, notices, TABLE)
    assert (table(spoken)[0].lead, category(table(spoken)[0])) == (("灌溉科",), "监督考核"), "nothing was forgotten"


def test_it_goes_along_from_wording_to_wording_and_back(spoken: Workspace, notices: Path) -> None:
    wordings = [FIRST[:-1] + "和时限。", FIRST[:-1] + "、时限和电话。", FIRST, FIRST[:-1] + "和时限。"]
    for turn, words in enumerate(wordings):
        reread(spoken, notices, TABLE.replace(FIRST, words))
        first = table(spoken)[0]
        assert (first.text, first.lead, category(first)) == (words, (["灌溉科", "水政科"][turn > 1],), "监督考核")
        if turn == 1:
            spoken.edit_task(first.id, lead="水政科")
    lines = [line for line in spoken.history(first.id) if line.field == "lead"]
    assert [line.above for line in lines] == [lines[1].number, None], "the later edit stands above the earlier one"
    spoken.undo_edit(first.id)
    assert table(spoken)[0].lead == ("灌溉科",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FIRST, "每季度检查一次灌溉渠道的完好情况。"),  # other words
        (f"| 1 | {FIRST}", f"| 7 | {FIRST[:-1]}和时限。"),  # another number
        (f"一、做好政策解读 | 1 | {FIRST}", f"一、做好水利工程 | 1 | {FIRST[:-1]}和时限。"),  # another heading
        (
            f"| 1 | {FIRST}",
            f"| 1 | {FIRST[:-1]}吧。 | 农水科 | 办公室 | 年底前 |\n1 | {FIRST[:-1]}呢。",
        ),  # two that are as near
    ],
)
def test_where_no_task_is_surely_the_same_nothing_is_guessed_and_all_is_named(
    spoken: Workspace, notices: Path, before: str, after: str
) -> None:
    notes = reread(spoken, notices, TABLE.replace(before, after))
    tasks = table(spoken)
    assert all(unit.lead != ("灌溉科",) and category(unit) is None for unit in tasks)
    (note,) = [note for note in notes if "没有用上" in note]
    assert all(part in note for part in (tasks[0].notice_id, FIRST[:20], "灌溉科", "监督考核"))
    assert [line.field for line in spoken.history(tasks[0].notice_id) if line.lost] == ["lead"]
    assert [label.author for label in corrections.lost_labels(spoken, tasks[0].notice_id)] == ["甲"]
    assert not [note for note in reread(spoken, notices, TABLE.replace(before, after) + "附注\n") if "没有用上" in note]
    reread(spoken, notices, TABLE)
    assert (table(spoken)[0].lead, category(table(spoken)[0])) == (("灌溉科",), "监督考核")


def test_a_neighbour_that_moved_up_takes_over_nothing(workspace: Workspace, tmp_path: Path) -> None:
    """Tasks of one mould differ by a word; the number of the one that is gone is borne by the next."""
    fields = ("养老", "教育", "医疗", "住房")

    def write(names: tuple[str, ...], said: str) -> tuple[str, ...]:
        rows = "\n".join(
            f"{n} | {said}{name}领域信息，方便群众查询。 | 办公室 | 年底前 |" for n, name in enumerate(names, 1)
        )
        text = f"云门镇2024年任务分工表\n序号 | 具体要求 | 责任单位 | 时限要求 |\n{rows}\n"
        (tmp_path / "mould.txt").write_text(text, "utf-8")
        return workspace.index(tmp_path / "mould.txt").notes

    write(fields, "公开")
    ids = [unit.id for unit in workspace.tasks_matching()]
    for id_, office in zip(ids, ("甲科", "乙科", "丙科", "丁科"), strict=True):
        workspace.edit_task(id_, lead=office)
    write(fields, "主动公开")
    assert [unit.lead for unit in workspace.tasks_matching()] == [("甲科",), ("乙科",), ("丙科",), ("丁科",)]
    notes = write(fields[1:], "及时主动公开")
    assert [unit.lead for unit in workspace.tasks_matching()] == [("办公室",)] * 3
    assert sum("没有用上" in note for note in notes) == 4


def test_saving_a_changed_notice_tells_it_too(spoken: Workspace, notices: Path) -> None:
    (notices / "table.txt").write_text(TABLE.replace("讲清申领条件", "讲清申领的条件"), "utf-8")
    report = spoken.tag(notices / "table.txt", save=True)
    assert report.tasks[0].lead == ("灌溉科",)
    assert any("灌溉科" not in note and "监督考核" in note for note in report.notes)


def test_all_that_became_of_peoples_words_is_told_however_much(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def write(words: str) -> None:
        rows = "\n".join(f"{n} | 第{n}类{words} | 办公室 | 年底前 |" for n in range(1, 31))
        text = f"云门镇2024年任务分工表\n序号 | 具体要求 | 责任单位 | 时限要求 |\n{rows}\n"
        (tmp_path / "many.txt").write_text(text, "utf-8")

    write("事项在网站上公布。")
    workspace.index(tmp_path / "many.txt")
    workspace.label([unit.id for unit in workspace.tasks_matching()], "监督考核")
    workspace.close()
    write("档案移交县里保管，登记造册。")
    assert main(["--workspace", str(workspace.path), "index", str(tmp_path / "many.txt")]) == 0
    assert capsys.readouterr().err.count("没有用上") == 30


def test_the_ids_of_tasks_that_people_wrote_are_left_to_them(spoken: Workspace, notices: Path) -> None:
    fourth = "4 | 在渡口立牌写明末班船的钟点。 | 办公室 | 财务科 | 年底前 |\n"
    written = spoken.add_task(table(spoken)[0].notice_id, "编印办事地图，摆放在大厅。").id
    reread(spoken, notices, TABLE + fourth)
    task = next(unit for unit in table(spoken) if "末班船" in unit.text)
    spoken.edit_task(task.id, lead="航道科")
    (note,) = reread(spoken, notices, TABLE + fourth.replace("末班船的", "首末班船的"))
    again = next(unit for unit in table(spoken) if "末班船" in unit.text)
    assert (again.id, again.lead, again.id in note) == (task.id, ("航道科",), True)
    assert task.id != written == table(spoken)[-1].id
    (step,) = [line for line in spoken.history(again.id) if line.field == "carried"]
    assert step.unit_id == again.id


def test_an_act_is_taken_back_in_the_words_that_it_went_along_to(spoken: Workspace, notices: Path) -> None:
    first = table(spoken)[0]
    act = next(line.act for line in spoken.history(first.id) if line.field == "lead")
    reread(spoken, notices, TABLE.replace(FIRST, FIRST[:-1] + "和时限。"))
    undo_act(spoken, first.notice_id, act, author="甲")
    assert (table(spoken)[0].lead, category(table(spoken)[0])) == (("农水科",), "监督考核")


def test_a_task_that_is_none_stays_none(filled: Workspace, notices: Path) -> None:
    filled.drop_task(table(filled)[1].id)
    reread(filled, notices, TABLE.replace("现场回答提问", "现场回答各类提问"))
    assert len(table(filled)) == 2


def test_words_set_right_by_hand_do_not_hide_new_words_of_the_notice(filled: Workspace, notices: Path) -> None:
    second = table(filled)[1].id
    filled.edit_task(second, requirement="邀请全体农户参加解读会。", author="甲")
    filled.edit_task(second, lead="灌溉科")
    filled.label(second, "监督考核")
    words = SECOND.replace("现场", "当场")
    notes = reread(filled, notices, TABLE.replace(SECOND, words))
    task = table(filled)[1]
    assert (task.text, task.lead, category(task)) == (words, ("灌溉科",), "监督考核")
    assert [("具体要求" in note, "没有用上" in note) for note in notes] == [(False, False), (True, True)]
    assert [line.field for line in filled.history(task.notice_id) if line.lost] == ["requirement"]


def test_the_words_set_right_by_hand_may_become_those_of_the_notice(filled: Workspace, notices: Path) -> None:
    second, words = table(filled)[1].id, "请用水户代表到会提问。"
    filled.label(second, "监督考核")
    filled.edit_task(second, lead="灌溉科")
    filled.edit_task(second, requirement=words)
    assert category(table(filled)[1]) == "监督考核", "an edit of the words alone takes nothing away"
    reread(filled, notices, TABLE.replace(SECOND, words))
    task = table(filled)[1]
    assert (task.text, task.lead, category(task)) == (words, ("灌溉科",), "监督考核")
    assert not [line for line in filled.history(task.notice_id) if line.lost]


def test_what_was_said_of_a_notice_that_is_gone_is_named(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"

    def pack(**files: str) -> tuple[str, ...]:
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in files.items():
                archive.writestr(f"{name}.txt", text)
        return workspace.index(path).notes

    pack(table=TABLE, plan=PLAN)
    workspace.label(table(workspace)[0].id, "监督考核")
    (note,) = pack(plan=PLAN)
    assert "table.txt" in note
    assert "1 条标注" in note
    assert pack(table=TABLE, plan=PLAN) == ()
    assert category(table(workspace)[0]) == "监督考核"


def test_what_was_said_before_a_removal_is_named_when_other_words_come_back(spoken: Workspace, notices: Path) -> None:
    spoken.remove(table(spoken)[0].notice_id)
    (note,) = reread(spoken, notices, TABLE.replace(FIRST, "每季度检查一次灌溉渠道。"))
    assert "监督考核" in note
    spoken.remove(table(spoken)[0].notice_id)
    assert reread(spoken, notices, TABLE) == ()
    assert (table(spoken)[0].lead, category(table(spoken)[0])) == (("灌溉科",), "监督考核")


# --- files that were moved ---------------------------------------------------------------------------------


def told(workspace: Workspace) -> list[object]:
    return [(unit.id, unit.text, unit.lead, category(unit)) for unit in workspace.tasks_matching()]


@pytest.mark.parametrize("to", ["renamed.txt", "deeper/table.txt", "改名.txt"])
def test_a_moved_file_is_the_same_notice(spoken: Workspace, notices: Path, to: str) -> None:
    before, found = sorted(map(str, told(spoken))), spoken.query("图文解读").total
    (notices / to).parent.mkdir(exist_ok=True)
    (notices / "table.txt").rename(notices / to)
    report = spoken.index(notices)
    assert (report.count("added"), report.count("updated"), report.count("unchanged")) == (0, 1, 1)
    (note,) = report.notes
    assert str(notices / to) in note
    assert sorted(map(str, told(spoken))) == before
    assert {x.notice.source.name for x in spoken.list()} == {Path(to).name, "plan.txt"}
    assert spoken.query("图文解读").total == found
    assert spoken.index(notices).count("unchanged") == 2
    reread_at = notices / to
    reread_at.write_text(TABLE.replace("申领条件", "申领的条件"), "utf-8")
    spoken.index(notices)
    assert table(spoken)[0].lead == ("灌溉科",)


def test_a_moved_archive_keeps_all_its_notices(workspace: Workspace, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as archive:
        archive.writestr("table.txt", TABLE)
        archive.writestr("plan.txt", PLAN)
    workspace.index(tmp_path / "one.zip")
    ids = [x.notice.id for x in workspace.list()]
    (tmp_path / "one.zip").rename(tmp_path / "another.zip")
    assert workspace.index(tmp_path / "another.zip").count("updated") == 2
    assert [x.notice.id for x in workspace.list()] == ids
    assert all("another.zip" in workspace.show(id_).source for id_ in ids)
    assert workspace.doctor(repair=False).sound


def test_a_copy_beside_the_file_is_a_notice_of_its_own(filled: Workspace, notices: Path) -> None:
    (notices / "copy.txt").write_text(TABLE, "utf-8")
    report = filled.index(notices)
    assert report.count("added") == 1
    (note,) = report.notes
    assert str(notices / "table.txt") in note
    assert "另一份" in note


def test_a_copy_beside_a_file_whose_name_cannot_be_read_is_not_taken_for_a_move(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / os.fsdecode("文件".encode("gb18030"))
    folder.mkdir()
    (folder / os.fsdecode("分工表.txt".encode("gb18030"))).write_text(TABLE, "utf-8")
    workspace.index(tmp_path)
    (tmp_path / "copy.txt").write_text(TABLE, "utf-8")
    assert workspace.index(tmp_path).count("added") == 1


def test_a_pasted_notice_is_not_taken_for_a_lost_file(workspace: Workspace, tmp_path: Path) -> None:
    workspace.tag(TABLE, save=True)
    (tmp_path / "table.txt").write_text(TABLE, "utf-8")
    report = workspace.index(tmp_path / "table.txt")
    assert report.count("added") == 1
    assert "pasted:" not in report.notes[0]
