"""The user's own taxonomy: what is added, renamed or taken out shows so at once, at every door, and can come back."""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from conftest import PLAN, TABLE
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tag_examples import small_labels

from zwsearch.cli.app import main
from zwsearch.errors import LabelError, QueryError, ZwsearchError
from zwsearch.records import Filters, Unit
from zwsearch.tag import Taxonomy
from zwsearch.workspace import Workspace, candidate, corrections, models, opened
from zwsearch.workspace.facets import Facets
from zwsearch.workspace.taxonomy import BEHIND, FILE

SHIPPED = Taxonomy.load()
GONE = "财政信息"
OLD, NEW = "政策解读", "解读回应"
BROKEN = ('{"categories": [', "[]", '[{"name": "甲"}]', '"x"', "[" * 100_000, "\udc80")


def write(folder: Path, items: Sequence[object]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(json.dumps(items, ensure_ascii=False), "utf-8")


def without(*names: str) -> list[dict[str, object]]:
    return [item for item in SHIPPED.to_data() if item["name"] not in names]


def renamed(new: str = NEW, *old: str) -> list[dict[str, object]]:
    return [*without(new, *old), {"name": new, "formerly": [*old]}]


def task(workspace: Workspace, words: str) -> Unit:
    return next(unit for unit in workspace.tasks_matching() if words in unit.text)


def shown(workspace: Workspace) -> set[str]:
    """Every name of a category that any reading verb gives."""
    names: set[str] = set()
    for listed in workspace.list().notices:
        for unit in workspace.show(listed.notice.id).units:
            if unit.tag is not None:
                names |= {unit.tag.category, *unit.tag.also, *(other.category for other in unit.tag.alternatives)}
            if unit.type == "task":
                names |= {said.category for said in corrections.label_history(workspace, unit.id) if said.category}
    names |= set(workspace.stats().tables["categories"])
    facets = Facets()
    names |= set(facets.count(workspace, "", Filters()).get("categories", {}))
    facets.close()
    names |= {hit.unit.tag.category for hit in workspace.query("公开 解读 申请", k=50).hits if hit.unit.tag}
    return names


@pytest.fixture
def told(notices: Path, tmp_path: Path) -> Iterator[tuple[Workspace, list[str]]]:
    """A filled workspace, and the lines that its user is told."""
    lines: list[str] = []
    with Workspace(tmp_path / "workspace", notify=lines.append, lock_seconds=0.2) as workspace:
        workspace.index(notices)
        yield workspace, lines


# --- removed -----------------------------------------------------------------------------------------------


def test_a_category_that_is_taken_out_is_gone_at_once_from_every_door(
    told: tuple[Workspace, list[str]], tmp_path: Path
) -> None:
    workspace, lines = told
    before = task(workspace, "预算")
    assert before.tag is not None
    assert (before.tag.category, before.tag.verdict) == (GONE, "auto")
    write(workspace.path, without(GONE))
    with Workspace(workspace.path) as another:
        assert GONE not in shown(another)
    assert GONE not in shown(workspace)
    after = task(workspace, "预算").tag
    assert after is not None
    assert after.category == before.tag.alternatives[0].category
    assert after.verdict == "review", "what it seems to be was taken out, so a person should look"
    with pytest.raises(QueryError, match=GONE):
        workspace.query(f"类别:{GONE}")
    workspace.export(tmp_path / "ledger.csv")
    assert f",{GONE}," not in (tmp_path / "ledger.csv").read_text("utf-8-sig")
    assert GONE not in {unit.tag.category for unit in workspace.tag(TABLE).tasks if unit.tag}
    assert lines == [], "another one has done it, and told its user"


def test_the_change_is_laid_down_once_and_told_in_one_line(told: tuple[Workspace, list[str]]) -> None:
    workspace, lines = told
    store = workspace.existing()
    assert store is not None
    write(workspace.path, without(GONE))
    shown(workspace)
    (line,) = lines
    assert "去掉 财政信息" in line
    assert "5 条任务" in line
    generation = store.generation
    shown(workspace)
    with Workspace(workspace.path, notify=lines.append) as another:
        shown(another)
    assert store.generation == generation
    assert len(lines) == 1


def test_what_does_not_touch_names_lays_nothing_anew(told: tuple[Workspace, list[str]]) -> None:
    workspace, lines = told
    store = workspace.existing()
    assert store is not None
    generation = store.generation
    write(workspace.path, [{**item, "definition": "另一种说法"} for item in reversed(SHIPPED.to_data())])
    shown(workspace)
    assert (store.generation, lines) == (generation, [])
    assert corrections.categories(workspace) == tuple(reversed(SHIPPED.names))


def test_a_label_of_a_category_that_is_gone_lies_fallow_until_it_is_back(told: tuple[Workspace, list[str]]) -> None:
    workspace, _ = told
    own = task(workspace, "保密审查")
    assert own.tag is not None
    workspace.label(own.id, GONE, author="甲")
    write(workspace.path, without(GONE))
    fallow = task(workspace, "保密审查").tag
    assert fallow is not None
    assert (fallow.category, fallow.verdict, own.tag.verdict) == (own.tag.category, "review", "auto")
    assert fallow.confidence == pytest.approx(own.tag.confidence, abs=0.05)
    assert corrections.label_history(workspace, own.id) == ()
    assert workspace.review().labelled == 0
    (workspace.path / FILE).unlink()
    back = task(workspace, "保密审查").tag
    assert back is not None
    assert (back.category, back.confidence, back.verdict) == (GONE, 1.0, "auto")
    assert [said.author for said in corrections.label_history(workspace, own.id)] == ["甲"]
    workspace.label(own.id, None)
    assert task(workspace, "保密审查").tag == own.tag


def test_taking_a_fallow_label_back_gives_the_models_own_verdict(told: tuple[Workspace, list[str]]) -> None:
    workspace, _ = told
    own = task(workspace, "保密审查")
    workspace.label(own.id, GONE)
    write(workspace.path, without(GONE))
    assert workspace.undo_label(own.id).tag.verdict == "auto"  # type: ignore[union-attr]
    workspace.label(own.id, "监督考核")
    (workspace.path / FILE).unlink()
    assert task(workspace, "保密审查").tag.category == "监督考核"  # type: ignore[union-attr]


def test_undo_reaches_back_over_a_decision_for_a_category_that_is_gone(told: tuple[Workspace, list[str]]) -> None:
    workspace, _ = told
    id_ = task(workspace, "保密审查").id
    for name in (GONE, "监督考核"):
        workspace.label(id_, name)
    write(workspace.path, without(GONE))
    undone = workspace.undo_label(id_).tag
    assert undone is not None
    assert (undone.category, undone.verdict) == ("保密审查", "review")
    (workspace.path / FILE).unlink()
    assert task(workspace, "保密审查").tag.category == GONE  # type: ignore[union-attr]


def test_a_fallow_label_survives_reading_the_notice_again(told: tuple[Workspace, list[str]], notices: Path) -> None:
    workspace, _ = told
    workspace.label(task(workspace, "保密审查").id, GONE)
    write(workspace.path, without(GONE))
    (notices / "plan.txt").write_text(PLAN.replace("2024年3月5日", "2024年3月6日"), "utf-8")
    workspace.index(notices)
    fallow = task(workspace, "保密审查").tag
    assert fallow is not None
    assert (fallow.category, fallow.verdict) == ("保密审查", "review")
    (workspace.path / FILE).unlink()
    assert task(workspace, "保密审查").tag.category == GONE  # type: ignore[union-attr]


def test_with_nothing_left_of_what_was_learned_no_task_has_a_tag(told: tuple[Workspace, list[str]]) -> None:
    workspace, _ = told
    write(workspace.path, [{"name": "甲类"}, {"name": "乙类"}])
    assert shown(workspace) == set()
    with pytest.raises(ZwsearchError, match="没有可用的模型"):
        workspace.tag(PLAN)
    (labelled,) = workspace.label(task(workspace, "预算").id, "甲类")
    assert labelled.tag is not None
    assert (labelled.tag.category, shown(workspace)) == ("甲类", {"甲类"})


def test_a_damaged_model_is_told_and_what_it_said_in_old_terms_is_not_shown(
    told: tuple[Workspace, list[str]],
) -> None:
    workspace, lines = told
    folder = workspace.model_versions.folder()
    assert folder is not None
    own = workspace.path / "models" / "v000001"
    shutil.copytree(folder, own)
    (own / "bias.npy").write_bytes(b"")
    (own.parent / "CURRENT").write_text("v000001\n", "utf-8")
    if workspace.model_versions.folder() != own:
        pytest.skip("the pointer of the versions has another shape")
    workspace.forget_model()
    write(workspace.path, without(GONE))
    assert GONE not in shown(workspace)
    assert any("已损坏" in line for line in lines)


# --- renamed -----------------------------------------------------------------------------------------------


def test_a_renamed_category_keeps_labels_tags_and_model_without_training(told: tuple[Workspace, list[str]]) -> None:
    workspace, lines = told
    before = {unit.id: unit.tag for unit in workspace.tasks_matching()}
    workspace.label(task(workspace, "预算").id, OLD)
    write(workspace.path, renamed(NEW, OLD))
    for unit in workspace.tasks_matching():
        was = before[unit.id]
        assert unit.tag is not None
        assert was is not None
        if "预算" in unit.text:
            assert (unit.tag.category, unit.tag.confidence) == (NEW, 1.0)
        else:
            assert unit.tag.category == (NEW if was.category == OLD else was.category)
            assert (unit.tag.confidence, unit.tag.verdict) == (was.confidence, was.verdict)
            assert unit.tag.reasons == was.reasons
    assert f"改名 {OLD}→{NEW}" in lines[0]
    assert OLD not in shown(workspace)
    assert workspace.query(f"类别:{NEW}").total == 3
    assert [said.category for said in corrections.label_history(workspace, task(workspace, "预算").id)] == [NEW]
    with pytest.raises(LabelError, match="已改名为“解读回应”"):
        workspace.label(task(workspace, "预算").id, OLD)
    assert [model.version for model in workspace.models()] == ["shipped"]


def test_a_category_renamed_twice_tells_both_old_names(told: tuple[Workspace, list[str]]) -> None:
    workspace, lines = told
    workspace.label(task(workspace, "预算").id, OLD)
    write(workspace.path, renamed(NEW, OLD))
    assert workspace.query(f"类别:{NEW}").total == 3
    write(workspace.path, renamed("解读", NEW, OLD))
    assert workspace.query("类别:解读").total == 3
    write(workspace.path, [*without(OLD), {"name": "讲解", "formerly": "解读"}])
    assert workspace.query("类别:讲解").total == 0
    assert f"“{OLD}”" in lines[-1]
    assert "formerly" in lines[-1]


def test_two_old_names_in_one_put_their_shares_together(told: tuple[Workspace, list[str]]) -> None:
    workspace, _ = told
    model = workspace.model
    assert model is not None
    write(workspace.path, renamed(NEW, OLD, "公众参与"))
    merged = workspace.model
    assert merged is not None
    for unit in workspace.tasks_matching():
        one, both = model.tag(unit.text), merged.tag(unit.text)
        shares = {one.category: one.confidence, **{other.category: other.confidence for other in one.alternatives}}
        common = sum(shares.get(name, 0.0) for name in (OLD, "公众参与"))
        if both.category == NEW:
            assert both.confidence == pytest.approx(common, abs=0.05)
            assert both.confidence >= common - 1e-9
        else:
            assert both.category == one.category
    assert not {OLD, "公众参与"} & shown(workspace)


def test_labels_in_files_and_the_shipped_ones_count_under_the_new_name(filled: Workspace, tmp_path: Path) -> None:
    own = Taxonomy.from_data(renamed(NEW, OLD, "公众参与"))
    filled.label(task(filled, "预算").id, OLD)
    path = tmp_path / "labels.csv"
    path.write_text(f"requirement,category,also\n发布图文解读,{OLD},公众参与\n请居民评议,{NEW},\n", "utf-8")
    gathered, count, notes = models.gather_labels(filled.existing(), path, own)
    before, _, _ = models.gather_labels(filled.existing(), None, SHIPPED)
    assert not any("未参加训练" in note for note in notes)
    assert {label.category for label in gathered} <= {*own.names, "非任务"}
    assert all(label.category not in label.also for label in gathered)
    moved = sum(label.category in (OLD, "公众参与") for label in before)
    assert sum(label.category == NEW for label in gathered) == moved + 2
    assert count == 3


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([*SHIPPED.to_data(), {"name": NEW, "formerly": [OLD]}], (OLD, NEW, "现在的名称")),
        ([{"name": "甲", "formerly": ["旧"]}, {"name": "乙", "formerly": ["旧"]}], ("旧", "甲", "乙")),
        ([{"name": "甲", "formerly": ["非任务"]}, {"name": "乙"}], ("非任务",)),
        ([{"name": "甲", "formerly": {"旧": 1}}, {"name": "乙"}], ("formerly", "甲")),
        ([{"name": "甲", "formerly": [" "]}, {"name": "乙"}], ("formerly",)),
        ([{"name": ["甲"]}, {"name": "乙"}], ("格式不对",)),
        ([{"name": "甲"}, {"name": " 甲 "}], ("重复", "甲")),
        ([{"name": "甲"}, 3], ("格式不对",)),
    ],
)
def test_names_that_do_not_lead_to_one_category_are_refused_in_words(
    items: list[object], words: tuple[str, ...], tmp_path: Path
) -> None:
    write(tmp_path, items)
    with pytest.raises(LabelError) as caught:
        Taxonomy.load(tmp_path / FILE)
    assert all(word in caught.value.message for word in (*words, str(tmp_path / FILE)))


def test_a_name_that_is_its_own_former_one_is_no_harm_and_reads_back() -> None:
    own = Taxonomy.from_data([{"name": "甲", "formerly": ["甲", "旧", "旧"]}, {"name": "乙", "formerly": "老"}])
    assert own.meanings == {"甲": "甲", "旧": "甲", "乙": "乙", "老": "乙"}
    assert Taxonomy.from_data(own.to_data()) == own
    assert "旧" not in own
    assert (own.present("旧"), own.present("无")) == ("甲", None)


# --- added, trained ----------------------------------------------------------------------------------------


def test_an_added_category_can_be_labelled_at_once_and_is_learned_by_training(
    filled: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zwsearch.bundled.corpus_folder", lambda: None)
    names = sorted({label.category for label in small_labels()})
    write(filled.path, [*({"name": name} for name in names if name != GONE), {"name": "预算公开"}, {"name": "河湖"}])
    (labelled,) = filled.label(task(filled, "预算").id, "预算公开")
    assert labelled.tag is not None
    assert labelled.tag.category == "预算公开"
    path = tmp_path / "labels.jsonl"
    rows = [(label.requirement, "预算公开" if label.category == GONE else label.category) for label in small_labels()]
    path.write_text("\n".join(json.dumps({"requirement": a, "category": b}) for a, b in rows), "utf-8")
    report = filled.train(path, force=True)
    assert report.version == "v000001"
    assert report.left_out == ("河湖",)
    assert shown(filled) <= {*names, "预算公开"} - {GONE}
    assert filled.tag(TABLE).tasks[-1].tag.category == "预算公开"  # type: ignore[union-attr]
    # The old model knows neither of the two, and the new one after another renaming both.
    write(filled.path, [{"name": name} for name in names if name != GONE] + [{"name": "钱", "formerly": "预算公开"}])
    assert "预算公开" not in shown(filled)
    assert filled.tag(TABLE).tasks[-1].tag.category == "钱"  # type: ignore[union-attr]
    filled.use_model("shipped")
    assert shown(filled) <= {*names, "钱"} - {GONE}
    filled.use_model("v000001")
    judged = candidate.judge_model_in_use(filled)
    assert judged is None or set(judged.names) <= {*names, "钱"}


# --- broken, busy, sample ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_taxonomy_stops_only_what_needs_categories(
    told: tuple[Workspace, list[str]], notices: Path, tmp_path: Path, text: str
) -> None:
    workspace, lines = told
    write(workspace.path, without(GONE))
    kept = shown(workspace)
    (workspace.path / FILE).write_bytes(text.encode("utf-8", "surrogateescape"))
    id_ = task(workspace, "预算").id
    for refused in (
        lambda: workspace.query("类别:平台建设"),
        lambda: workspace.query("预算", filters=Filters(categories=("平台建设",))),
        lambda: workspace.tag(PLAN),
        workspace.train,
        lambda: workspace.label(id_, "平台建设"),
        workspace.review,
    ):
        with pytest.raises(LabelError) as caught:
            refused()
        assert str(workspace.path / FILE) in caught.value.message
    assert corrections.categories(workspace) == tuple(name for name in SHIPPED.names if name != GONE)
    assert any("类别文件" in note for note in workspace.query("预算").notes)
    assert any("类别文件" in note for note in workspace.show(id_).notes)
    assert any("类别文件" in note for note in workspace.stats().notes)
    workspace.export(tmp_path / "ledger.xlsx")
    assert shown(workspace) == kept, "the taxonomy before it holds"
    (notices / "plan.txt").write_text(PLAN.replace("2024年3月5日", "2024年3月6日"), "utf-8")
    report = workspace.index(notices)
    assert {line.outcome for line in report.notices} == {"updated", "unchanged"}
    assert any("类别文件" in line for line in lines)
    assert shown(workspace) == kept
    assert [check.message for check in workspace.doctor().checks]
    workspace.use_model("shipped")
    write(workspace.path, without(GONE))
    assert workspace.query("预算").notes == ()


@pytest.mark.parametrize(
    "command",
    [["query", "类别:平台建设"], ["tag", "FILE"], ["train"], ["label", "x", "平台建设"], ["train", "--curve"]],
)
def test_commands_say_in_two_lines_what_is_broken(
    filled: Workspace, notices: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (filled.path / FILE).write_text("[", "utf-8")
    given = [part.replace("FILE", str(notices / "plan.txt")) for part in command]
    assert main(["--workspace", str(filled.path), *given]) == 2
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith(("错误", "建议"))]
    assert [line[:3] for line in lines] == ["错误：", "建议："]


def test_a_folder_where_the_file_should_be_is_an_error_and_not_no_taxonomy(filled: Workspace) -> None:
    (filled.path / FILE).mkdir()
    with pytest.raises(LabelError, match="类别文件"):
        corrections.check_category(filled, GONE)
    assert any("类别文件" in note for note in filled.query("预算").notes)


def test_readers_go_on_while_another_writes_and_follow_when_it_is_done(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "READER_WAITS", 0.01)
    monkeypatch.setattr("zwsearch.workspace.taxonomy._LOOKS_EVERY", 0.0)
    with Workspace(filled.path) as writer, writer.writing():
        write(filled.path, without(GONE))
        page = filled.query("预算")
        assert page.total
        assert BEHIND in page.notes
    page = filled.query("预算")
    assert page.notes == ()
    assert GONE not in shown(filled)


def test_a_crash_while_tags_are_laid_anew_leaves_all_or_nothing(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [unit.tag for unit in filled.tasks_matching()]
    write(filled.path, without(GONE))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zwsearch.store.Store.set_tags", crash)
        with pytest.raises(KeyboardInterrupt):
            filled.stats()
    (filled.path / FILE).rename(filled.path / "aside")
    assert [unit.tag for unit in filled.tasks_matching()] == before
    (filled.path / "aside").rename(filled.path / FILE)
    assert GONE not in shown(filled)


def test_many_readers_at_once_lay_it_down_once(filled: Workspace) -> None:
    lines: list[str] = []
    seen: list[set[str]] = []
    write(filled.path, without(GONE))

    def read() -> None:
        with Workspace(filled.path, notify=lines.append) as workspace:
            workspace.stats()
            seen.append(set(workspace.stats().tables["categories"]))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert len(lines) == 1
    assert GONE not in shown(filled)


def test_a_workspace_of_an_older_program_is_brought_in_step(filled: Workspace) -> None:
    store = filled.existing()
    assert store is not None
    store.set_setting("taxonomy", None)
    filled.close()
    generation = filled.existing().generation  # type: ignore[union-attr]
    shown(filled)
    assert filled.existing().generation == generation, "without a taxonomy of one's own there is nothing to do"  # type: ignore[union-attr]
    write(filled.path, without(GONE))
    assert GONE not in shown(filled)


def test_the_sample_speaks_in_the_terms_of_whoever_asks(workspace: Workspace, tmp_path: Path) -> None:
    assert workspace.query(f"类别:{OLD}").total
    with Workspace(tmp_path / "own") as own:
        write(own.path, renamed(NEW, OLD))
        assert own.query(f"类别:{NEW}").total == workspace.query(f"类别:{OLD}").total
        assert OLD not in own.stats().tables["categories"]
        assert NEW not in workspace.stats().tables["categories"]


# --- any sequence of edits ---------------------------------------------------------------------------------

_NAMES = (GONE, OLD, "保密审查", "依申请公开", "新甲", "新乙")


@st.composite
def taxonomies(draw: st.DrawFn) -> list[dict[str, object]]:
    current = draw(st.lists(st.sampled_from(_NAMES), min_size=2, max_size=len(_NAMES), unique=True))
    rest = [name for name in (*_NAMES, "公众参与") if name not in current]
    former: dict[str, list[str]] = {name: [] for name in current}
    for name in rest:
        owner = draw(st.sampled_from([None, *current]))
        if owner is not None:
            former[owner].append(name)
    return [{"name": name, "formerly": olds} for name, olds in former.items()]


class Edits(RuleBasedStateMachine):
    """What a user can do to a taxonomy, labels and models, in any order."""

    @initialize()
    def fill(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="zwsearch-test-"))
        (self.folder / "table.txt").write_text(TABLE + PLAN, "utf-8")
        self.workspace = Workspace(self.folder / "workspace")
        self.workspace.index(self.folder / "table.txt")
        self.names = set(SHIPPED.names)
        self.meanings = SHIPPED.meanings
        self.said: dict[str, str | None] = {}

    @rule(items=st.none() | taxonomies())
    def change(self, items: list[dict[str, object]] | None) -> None:
        if items is None:
            (self.workspace.path / FILE).unlink(missing_ok=True)
        else:
            write(self.workspace.path, items)
        own = SHIPPED if items is None else Taxonomy.from_data(items)
        self.names, self.meanings = set(own.names), own.meanings

    @rule(place=st.integers(0, 2), name=st.sampled_from([*_NAMES, None]))
    def label(self, place: int, name: str | None) -> None:
        unit = self.workspace.tasks_matching()[place]
        if name is not None and name not in self.names:
            with pytest.raises(LabelError):
                self.workspace.label(unit.id, name)
            return
        self.workspace.label(unit.id, name)
        self.said[unit.id] = name

    @rule()
    def break_and_read_again(self) -> None:
        path = self.workspace.path / FILE
        before = path.read_bytes() if path.exists() else None
        path.write_text("[", "utf-8")
        self.workspace.stats()
        path.unlink() if before is None else path.write_bytes(before)

    @rule()
    def use_the_shipped_model(self) -> None:
        self.workspace.use_model("shipped")

    @rule()
    def open_again(self) -> None:
        self.workspace.close()
        self.workspace = Workspace(self.folder / "workspace")

    @rule(day=st.integers(1, 28))
    def read_again(self, day: int) -> None:
        text = (TABLE + PLAN).replace("3月5日", f"3月{day}日")
        (self.folder / "table.txt").write_text(text, "utf-8")
        self.workspace.index(self.folder / "table.txt")

    @invariant()
    def only_current_names_show_and_labels_hold(self) -> None:
        if not hasattr(self, "workspace"):
            return
        assert shown(self.workspace) <= self.names
        for unit in self.workspace.tasks_matching():
            said = self.said.get(unit.id)
            if said is not None and said in self.meanings:
                assert unit.tag is not None
                assert (unit.tag.category, unit.tag.verdict) == (self.meanings[said], "auto")
            elif said is not None and unit.tag is not None:
                assert unit.tag.verdict == "review"

    def teardown(self) -> None:
        if hasattr(self, "workspace"):
            self.workspace.close()
            shutil.rmtree(self.folder, ignore_errors=True)


TestEdits = Edits.TestCase
TestEdits.settings = settings(
    max_examples=12, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
)
