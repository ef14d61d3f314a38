"""Decisions of people about tasks, and a candidate model: what is written, refused, taken back, and left alone."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from zwsearch.errors import LabelError, ModelError, NotFoundError, UsageError
from zwsearch.records import Filters, Tag, Unit
from zwsearch.tag import Comparison, Label, TrainedModel
from zwsearch.workspace import SCHEMA_FILE, Workspace, candidate, corrections, reviewing
from zwsearch.workspace.candidate import STAGES, Candidate
from zwsearch.workspace.models import TrainReport

DOUBTS = (
    "把井盖编号录入台账，缺失的补上。",
    "图书室每周三延长两小时，门口贴出安排。",
    "为窗口配备老花镜和雨伞。",
    "整理历年洪水位，刻在桥墩上。",
    "整理历年洪水位，刻在桥墩上",
)


@pytest.fixture
def doubtful(workspace: Workspace, tmp_path: Path) -> Workspace:
    lines = "\n".join(f"{n} | {text} | 办公室 | 年底前 |" for n, text in enumerate(DOUBTS, 1))
    text = f"云门镇2024年任务分工表\n工作任务 | 具体要求 | 责任单位 | 时限要求 |\n{lines}\n"
    (tmp_path / "doubts.txt").write_text(text, "utf-8")
    workspace.index(tmp_path / "doubts.txt")
    return workspace


def first(workspace: Workspace) -> Unit:
    return workspace.tasks_matching()[0]


def category(workspace: Workspace, id_: str) -> str | None:
    unit = workspace.show(id_).unit
    return unit.tag.category if unit and unit.tag else None


def test_a_decision_holds_and_is_told_with_author_and_time(filled: Workspace) -> None:
    task = first(filled)
    assert task.tag is not None
    (labelled,) = corrections.label_tasks(filled, [task.id], "监督考核", author="甲")
    assert labelled.tag is not None
    assert (labelled.tag.category, labelled.tag.confidence, labelled.tag.verdict) == ("监督考核", 1.0, "auto")
    (said,) = corrections.label_history(filled, task.id)
    assert (said.category, said.author, said.requirement, said.section) == ("监督考核", "甲", task.text, task.section)
    assert said.time.endswith("+00:00")


def test_undo_goes_one_decision_back_and_at_last_to_the_model(filled: Workspace) -> None:
    task, own = first(filled).id, category(filled, first(filled).id)
    for name in ("监督考核", "平台建设"):
        corrections.label_tasks(filled, [task], name)
    assert corrections.undo_label(filled, task).tag.category == "监督考核"  # type: ignore[union-attr]
    assert corrections.undo_label(filled, task).tag.category == own  # type: ignore[union-attr]
    said = corrections.label_history(filled, task)
    assert [label.category for label in said] == ["监督考核", "平台建设", "监督考核", None]
    assert [label.undoes for label in said] == [None, None, said[1].number, said[0].number]
    assert corrections.standing_decisions(filled, task) == ()
    for untouched in (task, filled.tasks_matching()[-1].id):
        with pytest.raises(NotFoundError, match="没有可以撤销的标注"):
            corrections.undo_label(filled, untouched)
    assert len(corrections.label_history(filled, task)) == 4


def test_any_run_of_labels_and_undos_is_what_a_stack_would_say(filled: Workspace) -> None:
    task, own = first(filled).id, category(filled, first(filled).id)
    stack: list[str | None] = [own]
    run = random.Random(7)
    for _ in range(60):
        name = run.choice(["监督考核", "平台建设", "公众参与", None, "undo", "undo"])
        if name != "undo":
            corrections.label_tasks(filled, [task], name)
            if (len(stack) > 1 and name != stack[-1]) or (len(stack) == 1 and name):
                stack.append(name)
        elif len(stack) > 1:
            stack.pop()
            corrections.undo_label(filled, task)
        else:
            with pytest.raises(NotFoundError):
                corrections.undo_label(filled, task)
        assert category(filled, task) == (stack[-1] or own)
        assert len(corrections.standing_decisions(filled, task)) == len(stack) - 1


def test_labels_of_the_version_before_are_decisions_of_their_own(filled: Workspace) -> None:
    task, own = first(filled).id, category(filled, first(filled).id)
    for name in ("监督考核", "平台建设", "公众参与"):
        corrections.label_tasks(filled, [task], name)
    filled.close()
    with closing(sqlite3.connect(filled.path / SCHEMA_FILE)) as older:
        older.execute("ALTER TABLE label DROP COLUMN undoes")
        older.execute("DELETE FROM migration WHERE name = '0004_undone_labels'")
        older.commit()
    assert category(filled, task) == "公众参与"
    for holds in ("平台建设", "监督考核", own):
        corrections.undo_label(filled, task)
        assert category(filled, task) == holds
    assert corrections.standing_decisions(filled, task) == ()


def test_what_was_said_already_is_not_said_again(filled: Workspace) -> None:
    task = first(filled).id
    corrections.label_tasks(filled, [task], None)
    assert corrections.label_history(filled, task) == (), "nothing was said, so nothing is taken back"
    once = corrections.decide(filled, [task], "监督考核")
    again = corrections.decide(filled, [task], "监督考核", author="乙")
    assert (len(once.numbers), again.numbers) == (1, ())
    assert len(corrections.label_history(filled, task)) == 1
    unit = next(unit for unit in filled.tasks_matching() if unit.id != task)
    assert unit.tag is not None
    assert corrections.decide(filled, [unit.id], unit.tag.category).numbers, "to agree with the model is a decision"


def test_tasks_of_the_same_words_in_a_notice_are_decided_on_and_undone_as_one(workspace: Workspace) -> None:
    rows = "\n".join(
        f"{n} | 把井盖编号录入台账，缺失的补上。 | {office} | 年底前 |" for n, office in ((1, "甲科"), (2, "乙科"))
    )
    text = f"云门镇2024年任务分工表\n工作任务 | 具体要求 | 责任单位 | 时限要求 |\n{rows}\n"
    ids = [unit.id for unit in workspace.tag(text, save=True).tasks]
    own = category(workspace, ids[0])
    decided = corrections.decide(workspace, [*ids, ids[0]], "监督考核")
    assert (len(decided.units), len(decided.numbers)) == (3, 1)
    assert [category(workspace, id_) for id_ in ids] == ["监督考核"] * 2
    corrections.undo_decisions(workspace, decided.numbers)
    assert [category(workspace, id_) for id_ in ids] == [own] * 2


def test_only_what_oneself_decided_is_taken_back(filled: Workspace) -> None:
    one, other = (unit.id for unit in filled.tasks_matching()[:2])
    mine = corrections.decide(filled, [one, other], "监督考核", author="甲").numbers
    corrections.decide(filled, [one], "平台建设", author="乙")
    with pytest.raises(UsageError, match="由“乙”改标为“平台建设”") as caught:
        corrections.undo_decisions(filled, mine, author="甲")
    assert caught.value.code == "conflict"
    assert [category(filled, id_) for id_ in (one, other)] == ["平台建设", "监督考核"], "nothing of it is undone"
    undone = corrections.undo_decisions(filled, mine, author="甲", forgiving=True)
    assert ([unit.id for unit in undone.units], undone.kept) == ([other], (one,))
    with pytest.raises(UsageError, match="已经撤销过了"):
        corrections.undo_decisions(filled, mine[1:])
    with pytest.raises(NotFoundError):
        corrections.undo_decisions(filled, [10**6])


@pytest.mark.parametrize(
    ("ids", "name", "error", "told"),
    [
        (["{task}", "nothing"], "监督考核", NotFoundError, "nothing"),
        (["{task}", "{passage}"], "监督考核", UsageError, "段落"),
        (["{task}"], "没有这一类", LabelError, "没有这一类"),
    ],
)
def test_a_wrong_id_or_category_among_many_writes_nothing(
    filled: Workspace, ids: list[str], name: str, error: type[Exception], told: str
) -> None:
    shown = filled.show(first(filled).notice_id)
    passage = next(unit.id for unit in shown.units if unit.type == "passage")
    given = [id_.format(task=first(filled).id, passage=passage) for id_ in ids]
    with pytest.raises(error, match=told):
        corrections.label_tasks(filled, given, name)
    assert corrections.label_history(filled, first(filled).id) == ()


def test_a_near_miss_of_a_category_is_suggested(filled: Workspace) -> None:
    with pytest.raises(LabelError) as caught:
        corrections.check_category(filled, "政策解毒")
    assert "是不是“政策解读”" in caught.value.hint
    assert set(corrections.definitions(filled)) == set(corrections.categories(filled))


def test_the_queue_holds_the_doubtful_with_their_near_duplicates_and_empties(doubtful: Workspace) -> None:
    queue = reviewing.review_list(doubtful, 10)
    ids = reviewing.doubtful_ids(doubtful, Filters())
    assert queue.waiting == len(ids) > 0
    alike = {id_ for item in queue.items for id_ in item.alike}
    assert {item.unit.id for item in queue.items} | alike == set(ids)
    assert not {item.unit.id for item in queue.items} & alike
    corrections.label_tasks(doubtful, ids, "监督考核")
    after = reviewing.review_list(doubtful, 10)
    assert (after.items, after.waiting, after.labelled) == ((), 0, len(ids))
    assert reviewing.doubtful_ids(doubtful, Filters(years=(1999,))) == ()


def test_what_is_labelled_is_one_figure_wherever_it_stands(filled: Workspace) -> None:
    store = filled.existing()
    assert store is not None
    keys = store.select_keys(Filters(tasks_only=True)).tolist()
    store.set_tags(dict.fromkeys(keys, Tag("公众参与", 0.3, "review")))

    def figures(filters: Filters) -> tuple[int, int, int]:
        queue = reviewing.review_list(filled, 3, filters)
        assert (queue.waiting, queue.labelled) == reviewing.review_counts(filled, filters)
        return queue.waiting, queue.labelled, queue.gone

    tasks = filled.tasks_matching()
    gone = tasks[0].notice_id
    of_gone = [task for task in tasks if task.notice_id == gone]
    kept = next(task for task in tasks if task.notice_id != gone)
    year = filled.show(kept.notice_id).notice.notice.year
    assert year is not None
    filled.label([*(task.id for task in of_gone), kept.id], "监督考核")
    filled.edit_task(kept.id, requirement="改过的话，标注照旧。")
    said = len(of_gone) + 1
    assert figures(Filters())[1:] == (said, 0)
    assert filled.stats().tables["verdicts"]["said"] == said
    verdicts = [task.tag.verdict for task in filled.tasks_matching("", Filters(years=(year,))) if task.tag]
    assert figures(Filters(years=(year,)))[:2] == (verdicts.count("review"), 1)
    filled.drop_task(of_gone[0].id)
    assert figures(Filters())[1:] == (said - 1, 1)
    filled.remove([gone])
    assert figures(Filters())[1:] == (1, len({task.text for task in of_gone}))
    assert filled.stats().tables["verdicts"]["said"] == 1


def test_an_empty_workspace_answers_from_the_sample_that_nobody_can_label(workspace: Workspace) -> None:
    task = next(hit.unit.id for hit in workspace.query("政策解读", filters=Filters(tasks_only=True)).hits)
    assert corrections.label_history(workspace, task) == ()
    for ids, told in (([task], "示例语料不能改动"), (["nothing"], "nothing")):
        with pytest.raises((UsageError, NotFoundError), match=told):
            corrections.label_tasks(workspace, ids, "监督考核")


def test_a_category_of_an_unsaved_task_keeps_what_else_was_considered(workspace: Workspace) -> None:
    text = "云川县2024年工作方案\n一、主要任务\n（一）修订依申请公开办理规程，按时答复申请。"
    unit = workspace.tag(text).tasks[0]
    assert unit.tag is not None
    model, considered = unit.tag.category, [other.category for other in unit.tag.alternatives]
    assert considered
    for said in ("监督考核", model, considered[0]):
        tag = corrections.with_category(unit, said).tag
        assert tag is not None
        offered = [tag.category, *(other.category for other in tag.alternatives)]
        assert (offered[0], tag.confidence, tag.said) == (said, 1.0, True)
        assert sorted(offered) == sorted({said, model, *considered}), "each once, the model's own among them"
    stored = workspace.tag(text, save=True)
    for said in ("监督考核", model, considered[0]):
        (labelled,) = workspace.label(stored.tasks[0].id, said)
        assert labelled.tag == corrections.with_category(unit, said).tag


# --- a candidate model -------------------------------------------------------------------------------------


def fitted(workspace: Workspace, *, worse: bool = False) -> Candidate:
    """What training would give, at once: the shipped model again, with the comparison that the test wants."""
    judged, folder = candidate.judge_model_in_use(workspace), workspace.model_versions.folder()
    assert judged is not None
    assert folder is not None
    new = replace(judged, accuracy=judged.accuracy / 2, macro_f1=judged.macro_f1 / 2) if worse else judged
    report = TrainReport(10, 1, Comparison(judged, new, None, None), judged, (), None)
    return Candidate({path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}, report, str(folder))


def test_a_candidate_that_is_taken_becomes_a_version_and_tags_anew(filled: Workspace) -> None:
    corrections.label_tasks(filled, [filled.tasks_matching()[-1].id], "监督考核")
    report = candidate.take_candidate(filled, fitted(filled))
    assert (report.version, report.retagged, report.changed) == ("v000001", 4, 0)
    assert [model.version for model in filled.models() if model.current] == ["v000001"]
    assert first(filled).tag is not None
    filled.use_model("shipped")
    assert [model.version for model in filled.models() if model.current] == ["shipped"]


def test_a_worse_candidate_is_taken_by_force_alone(filled: Workspace) -> None:
    offered = fitted(filled, worse=True)
    with pytest.raises(ModelError, match="不如旧模型"):
        candidate.take_candidate(filled, offered)
    assert [model.version for model in filled.models()] == ["shipped"]
    assert candidate.take_candidate(filled, offered, force=True).version == "v000001"


def test_a_comparison_with_a_model_that_was_changed_since_is_worth_nothing(filled: Workspace) -> None:
    offered = fitted(filled)
    candidate.take_candidate(filled, offered)
    with pytest.raises(ModelError, match="比较结果不再有效"):
        candidate.take_candidate(filled, offered, force=True)


def test_fitting_tells_its_stages_learns_own_labels_and_changes_nothing(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    filled.label(first(filled).id, "监督考核")
    model, judged = filled.model, candidate.judge_model_in_use(filled)
    assert model is not None
    assert judged is not None

    def train(labels: Sequence[Label], *_: object) -> TrainedModel:
        seen.append([label.category for label in labels if label.requirement == first(filled).text])
        return TrainedModel(model, judged, ("平台建设",))

    monkeypatch.setattr("zwsearch.tag.train", train)
    offered = candidate.fit_candidate(filled, seen.append)
    assert seen == ["gather", "fit", ["监督考核"], "compare", "pack"]
    assert [stage for stage in seen if isinstance(stage, str)] == list(STAGES)
    assert (offered.report.own, offered.report.version, offered.report.left_out) == (1, None, ("平台建设",))
    assert offered.report.comparison.better_or_equal
    assert "card.json" in offered.files
    assert [version.version for version in filled.models()] == ["shipped"]
