"""`label`: one key a decision, direct corrections, all that a search finds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PLAN, TABLE

from zwsearch.cli import main
from zwsearch.cli.dialogue import Dialogue, key_names
from zwsearch.records import Alternative, Filters, Tag, percent
from zwsearch.web import wording
from zwsearch.workspace import Workspace


def keys(*pressed: str) -> Callable[[], str]:
    left = iter(pressed)

    def read() -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    return read


@pytest.fixture
def doubtful(filled: Workspace) -> Workspace:
    """The same with every task to be reviewed."""
    store = filled.existing()
    assert store is not None
    tag = Tag("政策解读", 0.4, "review", (Alternative("公众参与", 0.3),))
    found = store.select_keys(Filters(tasks_only=True)).tolist()
    store.set_tags(dict.fromkeys(found, tag))
    return filled


def labelled(workspace: Workspace) -> list[str | None]:
    store = workspace.existing()
    assert store is not None
    return [label.category for label in store.latest_labels()]


def test_one_key_a_decision(doubtful: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert Dialogue(doubtful, "甲", keys("\r", "s", "1", "?", "q")).run(10, Filters()) == 0
    out = capsys.readouterr().out
    first = next(iter(key_names(("政策发布",)).values()))
    assert labelled(doubtful) == ["政策解读", first]
    for part in (
        "模型认为：政策解读 40%（其次 公众参与 30%",
        "回车=同意模型",
        "没有这个键",
        "标注了 2 条任务",
        "一条：",
    ):
        assert part in out
    store = doubtful.existing()
    assert store is not None
    assert {(label.author, bool(label.time)) for label in store.labels()} == {("甲", True)}


@pytest.mark.parametrize("meanwhile", ["a colleague", "another reading"])
def test_what_changed_under_the_eyes_is_not_labelled(
    doubtful: Workspace, notices: Path, capsys: pytest.CaptureFixture[str], meanwhile: str
) -> None:
    first = doubtful.review(1, Filters()).items[0].unit

    def read() -> str:
        if meanwhile == "a colleague":
            doubtful.label(first.id, "监督考核", author="乙")
        else:
            for name, text in (("table.txt", TABLE), ("plan.txt", PLAN)):
                (notices / name).write_text(text.replace(first.text, "每季度清一次渠。"), "utf-8")
            doubtful.index(notices)
        return "1"

    pressed = iter([read, lambda: "q"])
    Dialogue(doubtful, "甲", lambda: next(pressed)()).run(1, Filters())
    told = "“乙”刚把这条任务标为“监督考核”" if meanwhile == "a colleague" else "与刚才看到的不同"
    assert told in capsys.readouterr().out
    unit = doubtful.show(first.id).unit
    assert unit is not None and unit.tag is not None
    assert (unit.tag.category if unit.tag.said else None) == ("监督考核" if meanwhile == "a colleague" else None)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("每月通报工作进展情况不少于{n}次", "第{n}科室"), "要求相同或只差数字、单位、时限等的还有 2 条"),
        (("每月通报工作进展情况", "第{n}科室"), "要求相同的还有 2 条"),
    ],
)
@pytest.mark.parametrize("along", [True, False])
def test_tasks_alike_go_along_only_where_it_is_said(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], lines: tuple[str, str], told: str, *, along: bool
) -> None:
    demand, office = lines
    for n in (1, 2, 3):  # in notices of their own: within one the same words are one decision
        row = f"1.{demand.format(n=n)}。（责任单位：{office.format(n=n)}）"
        workspace.tag(f"云川县202{n}年政务公开工作要点\n一、主要任务\n{row}\n", save=True)
    store = workspace.existing()
    assert store is not None
    store.set_tags(dict.fromkeys(store.select_keys(Filters(tasks_only=True)).tolist(), Tag("政策解读", 0.4, "review")))
    Dialogue(workspace, "甲", keys(*("" if along else "="), "1")).run(1, Filters())
    assert len(labelled(workspace)) == (3 if along else 1)
    out = capsys.readouterr().out
    assert told in out
    assert ("（连同另外 2 条）" in out) == along
    assert f"标注了 {3 if along else 1} 条任务" in out


def test_undo_goes_back_to_the_task(doubtful: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    Dialogue(doubtful, "甲", keys("u", "1", "s", "u", "2", "q")).run(10, Filters())
    assert len(labelled(doubtful)) == 1
    out = capsys.readouterr().out
    assert "没有可以撤销" in out
    assert out.count("[1/5]") == 3
    assert len(doubtful.existing().labels()) == 3  # type: ignore[union-attr]


def test_what_is_no_task_is_told_by_a_key_and_taken_back(doubtful: Workspace) -> None:
    def tasks() -> int:
        return len(doubtful.existing().select_keys(Filters(tasks_only=True)))  # type: ignore[union-attr]

    Dialogue(doubtful, "甲", keys("0", "q")).run(10, Filters())
    assert tasks() == 4
    assert labelled(doubtful) == []
    Dialogue(doubtful, "甲", keys("0", "u", "q")).run(10, Filters())
    assert tasks() == 4


def test_commanding_keys_are_no_categories() -> None:
    assert not {"s", "u", "q", "\r"} & set(key_names(tuple(map(str, range(40)))))


def test_nothing_to_review(workspace: Workspace, notices: object) -> None:
    assert Dialogue(workspace, "", keys()).run(1, Filters(kinds=("没有这种",))) == 0


def test_by_id_and_by_search(doubtful: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["--workspace", str(doubtful.path), "label", *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    task = doubtful.tasks_matching("", Filters(offices=("财务",)))[0]
    assert run(task.id, "财政信息")[0] == 0
    assert doubtful.show(task.id).unit.tag.category == "财政信息"  # type: ignore[union-attr]
    assert "现在是 政策解读" in run(task.id, "--undo")[1]
    for wrong in (
        (),
        (task.id,),
        (task.id, "财政信"),
        ("nothing", "财政信息"),
        ("--query", "预算"),
        ("--as", "财政信息"),
        ("--undo",),
        ("--query", "预算", "--as", "没有这类"),
        ("--query", "预算", "--as", "财政信息"),
        (task.id, "--undo"),
    ):
        status, _, err = run(*wrong)
        assert status == 2, wrong
        assert err.startswith("错误：")
    status, out, _ = run("--office", "农水科", "--as", "公众参与", "--yes")
    assert (status, "已把 2 条任务标为 公众参与" in out) == (0, True)
    assert "没有要改的任务" in run("--office", "农水科", "--as", "公众参与", "--yes")[1]


@pytest.mark.parametrize("share", [0.995, 0.9999, 0.004, 0.5])
def test_a_terminal_and_a_page_give_one_figure_for_how_sure_the_model_is(
    filled: Workspace, capsys: pytest.CaptureFixture[str], share: float
) -> None:
    store = filled.existing()
    assert store is not None
    sure = Tag("重点领域", share, "review", (Alternative("回应关切", 1 - share),))
    none = Tag("重点领域", (1 - share) / 2, "review", not_a_task=share)
    for tag in (sure, none):
        if tag.has_no_idea:
            continue
        store.set_tags(dict.fromkeys(store.select_keys(Filters(tasks_only=True)).tolist(), tag))
        Dialogue(filled, "甲", keys("q")).run(1, Filters())
        task = filled.tasks_matching()[0]
        told = percent(tag.not_a_task if tag.seems_no_task else tag.confidence)
        assert told in (out := capsys.readouterr().out)
        assert told in wording.sure(tag)
        assert main(["--workspace", str(filled.path), "show", task.id]) == 0
        assert percent(tag.confidence) in (shown := capsys.readouterr().out)
        assert "100%" not in out + shown


def test_a_model_that_knows_nothing_shows_no_figures(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    store = filled.existing()
    assert store is not None
    tag = Tag("重点领域", 0.004, "review", (Alternative("回应关切", 0.003), Alternative("财政信息", 0.001)))
    store.set_tags(dict.fromkeys(store.select_keys(Filters(tasks_only=True)).tolist(), tag))
    task = filled.tasks_matching()[0]
    Dialogue(filled, "甲", keys("q")).run(1, Filters())
    for command in (("show", task.id), ("show", task.notice_id), ("query", task.text)):
        assert main(["--workspace", str(filled.path), *command]) == 0
        assert "拿不准（像：重点领域、回应关切）（待复核）" in (out := capsys.readouterr().out)
        assert "0%" not in out
    filled.label(task.id, "财政信息")
    assert main(["--workspace", str(filled.path), "show", task.id]) == 0
    assert "类别：财政信息（人工）" in capsys.readouterr().out


def test_labels_are_told_to_programs_as_json(doubtful: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["--workspace", str(doubtful.path), *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    task = doubtful.tasks_matching()[0].id
    everything = ("--office", "农水科", "--as", "公众参与")
    for place in (("--json", "label"), ("label", "--json")):
        for command, changed, category in (
            ((task, "财政信息"), 1, "财政信息"),
            ((task, "--undo"), 1, "政策解读"),
            ((*everything, "--yes"), 2, "公众参与"),
            ((*everything, "--yes"), 0, None),
        ):
            status, out, _ = run(*place, *command)
            told = json.loads(out)
            assert (status, told["changed"], len(told["tasks"])) == (0, changed, changed)
            assert {one["category"] for one in told["tasks"]} == ({category} if category else set())
        for wrong in ((), (*everything[:-1], "财政信息"), (task,)):
            status, out, err = run(*place, *wrong)
            assert (status, out, err.startswith("错误：")) == (2, "", True)
        for one in doubtful.tasks_matching():
            doubtful.label(one.id, None)


def test_training_is_spoken_of_only_where_there_is_more_to_learn(
    doubtful: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    task = doubtful.tasks_matching()[0].id
    every = ("--office", "财务科", "--as", "公众参与", "--yes")
    for arguments, more in (((task, "财政信息"), True), ((task, "--undo"), False), (every, True), (every, False)):
        capsys.readouterr()
        assert main(["--workspace", str(doubtful.path), "label", *arguments]) == 0
        assert ("zwsearch train" in capsys.readouterr().err) == more


def test_the_sample_cannot_be_labelled(workspace: Workspace) -> None:
    assert main(["--workspace", str(workspace.path), "label", "x-1", "财政信息"]) == 2
    assert not (workspace.path / "zwsearch.sqlite3").exists()
