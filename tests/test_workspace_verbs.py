"""The verbs of a workspace from end to end on small notices of our own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import PLAN, TABLE

import zwsearch
from zwsearch.errors import LabelError, ModelError, NotFoundError, QueryError, ReadError, UsageError, WorkspaceError
from zwsearch.records import Filters, Tag
from zwsearch.store import Label
from zwsearch.workspace import Workspace
from zwsearch.workspace.reading import Job, read_file, read_files


def test_index_reads_extracts_tags_and_finds(filled: Workspace) -> None:
    page = filled.query("图文解读")
    assert page.total >= 1
    best = page.hits[0]
    assert best.unit.text.startswith("出台节水灌溉补贴办法")
    assert (best.unit.number, best.unit.lead, best.unit.support) == ("1", ("农水科",), ("办公室", "财务科"))
    assert best.unit.deadline is not None
    assert best.unit.deadline.end == "2023-12-31"
    assert best.unit.tag is not None
    assert best.unit.tag.category == "政策解读"
    assert best.notice.notice.title == "望江市水利局2023年政务公开任务分工表"
    assert best.notice.source.name == "table.txt"
    assert not any("示例语料" in note for note in page.notes)


def test_filters_narrow_a_query(filled: Workspace) -> None:
    found = filled.query("解读", filters=Filters(offices=("财务",), tasks_only=True)).hits
    assert [hit.unit.number for hit in found] == ["1"]
    assert filled.query("解读", filters=Filters(years=(2024,), tasks_only=True)).total == 0
    assert filled.query("公布预算", filters=Filters(due_before="2023-10-31")).hits[0].unit.number == "3"


def test_a_second_run_costs_nothing_and_changes_nothing(filled: Workspace, notices: Path) -> None:
    store = filled.existing()
    assert store is not None
    before, version = store.generation, filled.index_root.joinpath("CURRENT").read_text()
    report = filled.index([notices])
    assert (report.count("added"), report.count("updated"), report.count("unchanged")) == (0, 0, 2)
    assert sorted(notice.tasks for notice in report.notices) == [2, 3]
    assert store.generation == before
    assert filled.index_root.joinpath("CURRENT").read_text() == version


def test_a_changed_file_replaces_its_old_self(filled: Workspace, notices: Path) -> None:
    (id_,) = [x.notice.id for x in filled.list().notices if x.notice.source.name == "table.txt"]
    (notices / "table.txt").write_text(TABLE.replace("图文解读", "动漫解读"), "utf-8")
    report = filled.index(notices)
    assert (report.count("updated"), report.count("unchanged")) == (1, 1)
    assert [n.id for n in report.notices if n.outcome == "updated"] == [id_]
    assert filled.query('"图文解读"').total == 0
    assert filled.query('"动漫解读"').total == 1


def test_rules_that_changed_read_an_unchanged_file_again(
    filled: Workspace, notices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zwsearch.workspace.indexing.rules_version", lambda: "newer")
    assert filled.index(notices).count("updated") == 2


def test_the_same_content_elsewhere_is_a_notice_of_its_own_and_is_named(filled: Workspace, notices: Path) -> None:
    twin = notices.parent / "copy.txt"
    twin.write_bytes((notices / "table.txt").read_bytes())
    report = filled.index(twin)
    assert report.count("added") == 1
    assert any("table.txt" in note and "相同" in note for note in report.notes)
    assert len(filled.list().notices) == 3


def test_a_bad_file_is_a_line_and_the_rest_is_done(workspace: Workspace, notices: Path) -> None:
    (notices / "empty.txt").write_bytes(b"")
    (notices / "binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    report = workspace.index([notices, notices / "gone.txt"])
    assert (report.count("added"), report.count("failed")) == (2, 3)
    failed = {n.source.rsplit("/", 1)[-1]: n.problems[0].code for n in report.notices if n.outcome == "failed"}
    assert failed == {"empty.txt": "empty", "binary.txt": "unreadable", "gone.txt": "not_found"}
    assert all(n.id is None and n.problems[0].hint for n in report.notices if n.outcome == "failed")


def test_a_bug_in_a_room_costs_one_file_and_is_logged(
    workspace: Workspace, notices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zwsearch.workspace import reading

    understand = reading.understand_all

    def broken(documents: tuple[object, ...], key: str) -> object:
        if key.endswith("plan.txt"):
            raise KeyError("surprise")
        return understand(documents, key)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "understand_all", broken)
    report = workspace.index(notices)
    assert (report.count("added"), report.count("failed")) == (1, 1)
    assert "surprise" in (workspace.path / "zwsearch.log").read_text("utf-8")


def test_a_file_that_fails_later_keeps_its_old_self(filled: Workspace, notices: Path) -> None:
    (notices / "plan.txt").write_bytes(b"")
    assert filled.index(notices).count("failed") == 1
    assert filled.query("保密审查").total >= 1


def test_only_missing_paths_raise(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        workspace.index(tmp_path / "none")
    (tmp_path / "hollow").mkdir()
    with pytest.raises(ReadError):
        workspace.index(str(tmp_path / "hollow"))
    assert not workspace.path.exists(), "nothing to do leaves nothing behind"


def test_many_files_in_processes_come_in_the_order_of_the_jobs(tmp_path: Path) -> None:
    jobs = []
    for number in range(20):
        path = tmp_path / f"{number:02}.txt"
        path.write_text(TABLE.replace("望江", f"第{number}望江"), "utf-8")
        jobs.append(Job(path))
    jobs.insert(7, Job(tmp_path / "gone.txt"))
    several = list(read_files(jobs))
    assert [outcome.path for outcome in several] == [job.path for job in jobs]
    assert several == [read_file(job) for job in jobs]


def test_show_by_notice_and_by_task(filled: Workspace) -> None:
    listed = next(x for x in filled.list().notices if x.tasks == 3)
    shown = filled.show(listed.notice.id)
    assert shown.unit is None
    assert [u.number for u in shown.units if u.type == "task"] == ["1", "2", "3"]
    assert shown.source.endswith("table.txt")
    task = filled.show(f"{listed.notice.id}-2")
    assert task.unit is not None
    assert task.unit.number == "2"
    assert filled.original(listed.notice.id).decode() == TABLE
    with pytest.raises(NotFoundError):
        filled.show("nothing")


def test_remove_takes_a_notice_out_of_the_search(filled: Workspace) -> None:
    listed = next(x for x in filled.list().notices if x.tasks == 3)
    with pytest.raises(NotFoundError):
        filled.remove([listed.notice.id, "nothing"])
    assert filled.query("图文解读").total >= 1
    assert filled.remove(listed.notice.id).notices == 1
    assert filled.query('"图文解读"').total == 0


def test_tag_stores_nothing_unless_asked(workspace: Workspace) -> None:
    report = workspace.tag(PLAN)
    assert [task.text[:6] for task in report.tasks] == ["修订依申请公", "对拟发布的文"]
    assert [task.lead for task in report.tasks] == [("县政府办公室",), ("县司法局",)]
    assert all(task.tag is not None for task in report.tasks)
    assert not workspace.path.exists()
    saved = workspace.tag(PLAN, save=True)
    assert saved.saved
    assert [task.id for task in saved.tasks] == [task.id for task in report.tasks]
    workspace.tag(PLAN, save=True)
    assert len(workspace.list().notices) == 1, "the same pasted text is one notice"


def test_tag_of_a_file_and_of_bytes(workspace: Workspace, notices: Path) -> None:
    from_file = workspace.tag(notices / "plan.txt")
    from_bytes = workspace.tag(PLAN.encode("gb18030"))
    assert [t.text for t in from_file.tasks] == [t.text for t in from_bytes.tasks]
    assert from_file.notice.source.name == "plan.txt"
    with pytest.raises(ReadError):
        workspace.tag("  \n ")
    with pytest.raises(ReadError):
        workspace.tag(notices / "none.txt")


@pytest.mark.parametrize("text", ["的", "，。！", "", "   "])
def test_a_query_without_a_word_is_explained(filled: Workspace, text: str) -> None:
    with pytest.raises(QueryError):
        filled.query(text)


@pytest.mark.parametrize("text", [None, 2023, ["政策", "解读"], b"\xe6"])
def test_a_query_that_is_no_text_is_explained(filled: Workspace, text: object) -> None:
    with pytest.raises(QueryError, match="文字") as caught:
        filled.query(text)  # type: ignore[arg-type]
    assert "query(" in caught.value.hint


def test_a_filter_takes_one_value_as_it_is_and_several_as_they_come(filled: Workspace) -> None:
    one = Filters(years=2023, offices="财务科", categories=["财政信息"], kinds=None)  # type: ignore[arg-type]
    assert one == Filters(years=(2023,), offices=("财务科",), categories=("财政信息",))
    assert Filters(years=["2023", 2024]).years == (2023, 2024)  # type: ignore[arg-type,list-item]
    assert len({one, one}) == 1
    assert filled.query("", filters=one).total == 1
    with pytest.raises(ValueError, match="年份"):
        Filters(years="去年")  # type: ignore[arg-type]


def test_a_list_of_notices_is_a_list(filled: Workspace) -> None:
    listed = filled.list()
    assert len(listed) == 2
    assert [*listed] == [*listed.notices]


def test_a_query_cannot_ask_for_less_than_nothing(filled: Workspace) -> None:
    with pytest.raises(QueryError):
        filled.query("解读", k=-1)
    assert filled.query("解读", k=0).hits == ()
    assert filled.query("解读", k=10_000).total == len(filled.query("解读", k=10_000).hits)


def test_labels_win_and_survive_a_changed_file(filled: Workspace, notices: Path) -> None:
    listed = next(x for x in filled.list().notices if x.tasks == 3)
    store = filled.existing()
    assert store is not None
    text = filled.show(f"{listed.notice.id}-2").unit
    assert text is not None
    store.add_labels([Label(text.text, "公众参与", notice_id=listed.notice.id)])
    lines = TABLE.splitlines()
    (notices / "table.txt").write_text("\n".join([*lines, "新添的一段。"]), "utf-8")
    filled.index(notices)
    unit = filled.show(f"{listed.notice.id}-2").unit
    assert unit is not None
    assert unit.tag is not None
    assert (unit.tag.category, unit.tag.confidence) == ("公众参与", 1.0)


@pytest.fixture
def few_labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small file of labels in the place of the shipped ones: training on all of them takes many seconds."""
    monkeypatch.setattr("zwsearch.bundled.corpus_folder", lambda: None)
    work = {"财政信息": "公布{}的预算和决算", "政策解读": "对{}的文件作图文解读", "队伍建设": "组织{}的人员培训"}
    places = ("水利局", "教育局", "卫健委", "民政局", "林业局", "商务局", "体育局", "审计局")
    path = tmp_path / "few.csv"
    rows = [f"{text.format(place)},{category}" for category, text in work.items() for place in places]
    path.write_text("\n".join(["requirement,category", *rows]), "utf-8")
    return path


def test_train_compares_takes_and_rolls_back(filled: Workspace, few_labels: Path, notices: Path) -> None:
    before = [unit.tag.category for unit in filled.tasks_matching() if unit.tag]
    report = filled.train(few_labels, force=True)
    assert (report.version, report.labels, report.own) == ("v000001", 24, 24)
    after = [unit.tag.category for unit in filled.tasks_matching() if unit.tag]
    assert (report.retagged, report.changed) == (5, sum(old != new for old, new in zip(before, after, strict=True)))
    assert report.changed
    assert report.comparison.old is not None
    assert [(m.version, m.current) for m in filled.models()] == [("shipped", False), ("v000001", True)]
    assert filled.models()[1].figures["labels"] == 24
    assert set(filled.stats().tables["categories"]) <= {"财政信息", "政策解读", "队伍建设"}
    filled.use_model("shipped")
    assert [m.current for m in filled.models()] == [True, False]
    assert "依申请公开" in filled.stats().tables["categories"], "tasks are tagged anew with the model in use"
    filled.use_model("v000001")
    with pytest.raises(NotFoundError):
        filled.use_model("v000009")
    with pytest.raises(NotFoundError):
        filled.use_model("../../elsewhere")


def test_a_damaged_model_is_named_and_the_doctor_goes_back(filled: Workspace, few_labels: Path, notices: Path) -> None:
    filled.train(few_labels, force=True)
    card = filled.path / "models" / "v000001" / "card.json"
    card.write_text(card.read_text("utf-8").replace("队伍建设", "队伍建没"), "utf-8")
    told: list[str] = []
    with Workspace(filled.path, notify=told.append) as again:
        assert again.tag(PLAN).tasks[0].tag is not None, "another model answers"
        assert ["v000001" in line and "models use shipped" in line for line in told] == [True]
        (notices / "plan.txt").write_text(PLAN.replace("2024", "2025"), "utf-8")
        assert again.index(notices).count("updated") == 1
        with pytest.raises(ModelError):
            again.use_model("v000001")
        assert again.doctor().sound
        assert again.tag(PLAN).tasks[0].tag is not None


def test_train_keeps_a_better_old_model(filled: Workspace, few_labels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zwsearch.tag.Comparison.better_or_equal", False)
    report = filled.train(few_labels)
    assert report.version is None
    assert [m.version for m in filled.models()] == ["shipped"]


def test_a_label_survives_another_copy_of_the_notice(filled: Workspace, notices: Path) -> None:
    task = filled.query("“节水灌溉补贴办法” 图文解读").hits[0].unit
    filled.label(task.id, "信息管理")
    other = TABLE.replace("出台节水灌溉补贴办法时发布图文解读，讲清", "出台“节水灌溉补贴办法”时发布图文解读,讲清 ")
    (notices / "table.txt").write_text(other, "utf-8")
    assert filled.index(notices).count("updated") == 1
    (again,) = [unit for unit in filled.tasks_matching() if unit.number == "1"]
    assert again.text != task.text
    assert again.tag is not None
    assert (again.tag.category, again.tag.confidence) == ("信息管理", 1.0)


def test_labels_of_the_workspace_are_learned_from(filled: Workspace, few_labels: Path) -> None:
    store = filled.existing()
    assert store is not None
    task = next(unit for unit in filled.show(filled.list().notices[0].notice.id).units if unit.type == "task")
    store.add_labels([Label(task.text, "保密审查", notice_id=task.notice_id), Label("旧类别的任务", "已删去的类别")])
    report = filled.train(few_labels, force=True)
    assert (report.labels, report.own) == (25, 25)
    assert any("已不在类别表里" in note for note in report.notes)


def test_labels_that_cannot_be_used(workspace: Workspace, tmp_path: Path) -> None:
    unknown = tmp_path / "unknown.csv"
    unknown.write_text("requirement,category\n公布预算,预算公开类\n", "utf-8")
    missing = tmp_path / "missing.csv"
    missing.write_text("text,category\n公布预算,财政信息\n", "utf-8")
    for path in (unknown, missing, tmp_path / "none.csv"):
        with pytest.raises(LabelError) as caught:
            workspace.train(path)
        assert caught.value.hint
        with pytest.raises(LabelError):
            workspace.evaluate(path)


def test_evaluate_scores_the_model_in_use(workspace: Workspace, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("requirement,category\n公布部门预算和决算,财政信息\n答复依申请公开事项,依申请公开\n", "utf-8")
    result = workspace.evaluate(labels)
    assert (result.count, result.accuracy) == (2, 1.0)
    assert not workspace.path.exists()


def test_stats_and_export_agree(filled: Workspace, tmp_path: Path) -> None:
    stats = filled.stats()
    assert (stats.notices, stats.tasks) == (2, 5)
    assert stats.tables["years"] == {"2023": 3, "2024": 2}
    assert sum(stats.tables["categories"].values()) == 5
    assert sum(stats.tables["deadlines"].values()) == 5
    report = filled.export(tmp_path / "out.jsonl", Filters(offices=("财务",)))
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert report.tasks == len(rows) == 2
    assert [row["number"] for row in rows] == ["1", "3"]
    with pytest.raises(UsageError):
        filled.export(tmp_path / "out.docx")
    with pytest.raises(UsageError):
        filled.export(tmp_path / "none" / "out.csv")


def test_python_users_open_by_path_or_by_environment(
    tmp_path: Path, notices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZWSEARCH_WORKSPACE", str(tmp_path / "named"))
    workspace = zwsearch.open()
    assert workspace.path == tmp_path / "named"
    assert isinstance(workspace, zwsearch.Workspace)
    workspace.index(str(notices))
    again = zwsearch.open(str(tmp_path / "named"))
    assert again.query("解读").total >= 1
    workspace.close()
    again.close()


def test_a_word_of_ones_own_brings_the_index_up_to_date(filled: Workspace) -> None:
    store = filled.existing()
    assert store is not None
    store.set_words(["灌区农户"])
    with Workspace(filled.path) as again:
        page = again.query("灌区农户")
        assert page.total >= 1
        assert any("重建" in note for note in page.notes)
        assert not again.query("灌区农户").notes


def test_units_keep_the_record_that_the_store_gave(filled: Workspace) -> None:
    unit = filled.query("图文解读").hits[0].unit
    assert isinstance(unit.tag, Tag)
    assert replace(unit) == filled.show(unit.id).unit


def test_a_path_under_a_file_is_no_place_for_a_workspace(tmp_path: Path, notices: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "inside"):
        with pytest.raises(WorkspaceError) as caught:
            Workspace.open(place).query("解读")
        assert caught.value.hint
