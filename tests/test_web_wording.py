"""What is said on pages: no words of the terminal, one name for one figure, and a verdict that means what it says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from web_server import client_of, judged

import zwsearch
from zwsearch.records import Alternative, Tag, percent
from zwsearch.tag import Comparison
from zwsearch.tag.evaluation import CategoryScore
from zwsearch.web.speech import TERMINAL, for_page, for_program
from zwsearch.web.wording import step, sure, why_review
from zwsearch.workspace import Workspace
from zwsearch.workspace.verdict import judge

HOUSE = Path(zwsearch.__file__).parent


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


def texts() -> Iterator[tuple[str, str]]:
    """Every Chinese text of the program outside the terminal's own room, with X for what is filled in."""
    for path in sorted(HOUSE.rglob("*.py")):
        if path.parent.name in ("cli", "_bundled"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else "X"
                for part in parts
                if isinstance(part, ast.Constant | ast.FormattedValue)
            )
            if re.search(r"[\u4e00-\u9fff]", text):
                yield path.relative_to(HOUSE).as_posix(), text


def test_no_message_speaks_of_the_terminal_on_a_page() -> None:
    every = list(texts())
    of_the_terminal = [(name, text) for name, text in every if TERMINAL.search(text)]
    assert len(every) > 300
    assert len(of_the_terminal) > 20
    assert [(name, said) for name, text in of_the_terminal if TERMINAL.search(said := for_page(text))] == []
    of_neither = re.compile(f"{TERMINAL.pattern}|刷新|页面|“[^”]*”页|点“")
    assert [(name, said) for name, text in of_the_terminal if of_neither.search(said := for_program(text))] == []
    for path in (HOUSE / "web").rglob("*.html"):
        assert TERMINAL.search(path.read_text("utf-8")) is None, path.name


def test_no_room_but_the_page_speaks_of_the_page() -> None:
    """What a room advises is read in the terminal too; the page puts it in its own words."""
    of_the_page = re.compile("刷新|页面上|网页上|点“|按钮")
    assert [(name, text) for name, text in texts() if of_the_page.search(text) and not name.startswith("web/")] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("用 zwsearch list 查看全部通知的编号", "到“通知”页查看全部通知"),
        ("请等它完成后再试，或换一个 --workspace 文件夹", "请等它完成后再试，或请管理这台电脑的人换一个工作区文件夹"),
        ("请升级 zwsearch，或用 zwsearch train 重新训练", "请升级 zwsearch，或到“模型”页重新训练"),
        ("用 zwsearch show 12-1 查看它现在的类别", "请打开或刷新它的页面查看"),
        ("请填写内容，或用 --undo 恢复原来的", "请填写内容，或点“撤销”恢复原来的"),
        ("不是同一条的，用 zwsearch edit 12-1 --undo-number 3 撤销沿用", "不是同一条的，请在“修改记录”里撤销"),
        ("请核对；要改的，用 zwsearch edit 改正标题", "请核对；要改的，在这份通知的页面上改正"),
        ("例如：zwsearch frobnicate 甲", "请管理这台电脑的人处理"),
        ("详情记在工作区的 zwsearch.log", "详情记在工作区的 zwsearch.log"),
        ('去掉筛选，或写 "短语" -排除', '去掉筛选，或写 "短语" -排除'),
    ],
)
def test_advice_is_given_in_words_of_the_page(text: str, said: str) -> None:
    assert for_page(text) == said


def test_a_page_says_what_to_do_on_the_page(client: TestClient) -> None:
    assert "到“通知”页查看全部通知" in client.get("/notices/nothing").text
    assert client.get("/api/notices/nothing").json()["hint"] == "用 GET /api/notices 查看全部通知"
    script = client.get("/notices/nothing", headers={"Accept": "application/json"})
    assert script.json()["hint"] == "到“通知”页查看全部通知", "our own script shows it to a person"
    for answer in (client.get("/api/nothing"), client.post("/api/train", headers={"Origin": "http://evil.example"})):
        assert "页面上" not in answer.json()["hint"]
        assert "刷新" not in answer.json()["hint"]


def test_one_name_for_one_figure_and_all_explained_on_the_page(client: TestClient) -> None:
    figures = judged(client)
    for path in ("/stats", "/models"):
        page = client.get(path).text
        for name in ("准确率", "精确率", "召回率", "综合分（F1）"):
            assert f"<dt>{name}</dt>" in page, (path, name)
    table = re.search(r"各类别的成绩.*?</thead>", figures, re.DOTALL)
    assert table is not None
    assert "准确率" not in table[0]
    assert "精确率" in table[0]


def evaluation(accuracy: float, f1: float = 0.8, *, review: float = 0.2, count: int = 100) -> Any:
    rows = (CategoryScore("财政信息", 50, 50, f1, f1, f1), CategoryScore("政策解读", 50, 50, 0.8, 0.8, 0.8))
    return SimpleNamespace(
        accuracy=accuracy, macro_f1=f1, review=review, auto_accuracy=0.9, count=count, categories=rows
    )


def tags() -> st.SearchStrategy[Tag]:
    """What a model may say: shares of three categories and of no task, with something left for the others."""

    def make(weights: list[int]) -> Tag:
        *own, none, _ = (weight / max(sum(weights), 1) for weight in weights)
        best, *others = sorted(own, reverse=True)
        names = zip("乙丙", others, strict=True)
        return Tag("甲", best, "review", tuple(Alternative(name, share) for name, share in names), not_a_task=none)

    return st.lists(st.integers(0, 100), min_size=5, max_size=5).map(make)


@given(tags())
def test_why_a_person_is_asked_agrees_with_the_figures(tag: Tag) -> None:
    told, second = why_review(tag), tag.alternatives[0].confidence
    assert ("不是任务（" in told) == (tag.not_a_task > tag.confidence)
    assert ("不是任务（" in sure(tag)) == (tag.not_a_task > tag.confidence and not tag.has_no_idea)
    if tag.not_a_task >= 0.1 and not (tag.has_no_idea and tag.not_a_task <= tag.confidence):
        assert percent(tag.not_a_task) in told
    if "很接近" in told:
        assert second >= tag.confidence / 2
    if "几乎没有" in told:
        assert "%" not in sure(tag) + told
    if "虽不低" in told:
        assert tag.confidence > 0.5 > second


@pytest.mark.parametrize(
    ("comparison", "take", "told"),
    [
        ((None, evaluation(0.8), None, None), True, "现在没有模型"),
        ((evaluation(0.8), evaluation(0.8, count=9), None, None), True, "太少"),
        ((evaluation(0.80), evaluation(0.85), None, None), True, "新模型更好"),
        ((evaluation(0.80), evaluation(0.85, review=0.3), None, None), True, "不差"),
        ((evaluation(0.80), evaluation(0.80), None, None), True, "不相上下"),
        ((evaluation(0.80), evaluation(0.80, review=0.3), None, None), True, "有下面这些不足"),
        ((evaluation(0.80), evaluation(0.79), None, None), True, "不相上下"),
        ((evaluation(0.80), evaluation(0.70), None, None), False, "不如现在的，建议保留"),
        ((evaluation(0.80), evaluation(0.82), evaluation(0.9), evaluation(0.7)), False, "不如现在的，建议保留"),
    ],
)
def test_the_verdict_agrees_with_what_is_recommended(comparison: Any, take: bool, told: str) -> None:
    compared = Comparison(*comparison)
    verdict = judge(compared)
    assert verdict.take == compared.better_or_equal == take
    assert told in verdict.headline
    assert ("建议采用" in verdict.headline or "可以采用" in verdict.headline) == take
    if not take:
        assert verdict.worse, "it says what is worse"
    assert verdict.mixed == (take and bool(verdict.worse) and not verdict.better)
    if "更好" in verdict.headline:
        assert verdict.better
        assert not verdict.worse
    if "不足" in verdict.headline or "有好有差" in verdict.headline:
        assert verdict.worse


@given(st.lists(st.tuples(st.integers(1, 60), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=15))
def test_what_moved_is_told_once_and_only_what_one_task_makes_is_called_chance(
    rows: list[tuple[int, float, float]],
) -> None:
    def model(place: int) -> Any:
        told = evaluation(0.8)
        told.categories = tuple(CategoryScore(f"第{n}类", row[0], 9, 0, 0, row[place]) for n, row in enumerate(rows))
        return told

    verdict = judge(Comparison(model(1), model(2), None, None))
    for lines, way in ((verdict.better, 1), (verdict.worse, -1)):
        named = set(re.findall(r"第(\d+)类", "".join(lines)))
        moved = {n for n, (_, old, new) in enumerate(rows) if step(old, new) != "持平" and (new - old) * way > 0}
        assert named == {str(n) for n in moved if abs(rows[n][2] - rows[n][1]) * rows[n][0] >= 1.5}
        slight = re.search(rf"(\d+) 类略{'高' if way > 0 else '低'}", verdict.slight)
        assert int(slight[1] if slight else 0) == len(moved) - len(named)


def test_the_verdict_says_what_and_by_how_much() -> None:
    verdict = judge(Comparison(evaluation(0.80, 0.70), evaluation(0.83, 0.80, review=0.25), None, None))
    assert verdict.better == (
        "准确率从 80.0% 到 83.0%，高 3.0 个百分点（100 条里多标对 3 条）",
        "各类平均综合分从 70.0% 到 80.0%，高 10.0 个百分点",
        "各类别的综合分：财政信息 +10.0",
    )
    assert verdict.worse == ("待复核的比例从 20.0% 到 25.0%，高 5.0 个百分点",)


def test_figures_that_are_printed_add_up() -> None:
    old, new = (evaluation(accuracy, f1, review=0.2004, count=1000) for accuracy, f1 in ((0.8956, 0.8), (0.8964, 0.82)))
    old.auto_accuracy, new.auto_accuracy = 0.98072, 0.98545
    verdict = judge(Comparison(old, new, None, None))
    assert "自动标注的准确率从 98.1% 到 98.5%，高 0.4 个百分点" in verdict.better
    assert "各类平均综合分从 80.0% 到 82.0%，高 2.0 个百分点" in verdict.better
    assert not any("89.6%" in line for line in (*verdict.better, *verdict.worse)), "equal is neither"
    assert (step(0.98072, 0.98545), step(0.8956, 0.8964)) == ("+0.4", "持平")


def test_one_model_has_one_set_of_figures_for_one_test(client: TestClient, filled: Workspace) -> None:
    from zwsearch.workspace.candidate import judge_model_in_use

    known = judge_model_in_use(filled)
    assert known is not None
    page = judged(client)
    assert page.strip() in client.get("/stats").text
    told = re.findall(r"<li><strong>([\d.]+%)</strong> ([^<]+)</li>", page)
    assert told == [
        (f"{known.accuracy:.1%}", "准确率"),
        (f"{known.macro_f1:.1%}", "各类平均综合分"),
        (f"{known.review:.1%}", "待复核的比例"),
        (f"{known.auto_accuracy:.1%}", "自动标注的准确率"),
    ]
    assert f"没有学过的 {known.count} 条任务" in page
    versions = client.get("/models").text.partition('aria-label="模型的版本"')[2].partition("</thead>")[0]
    assert versions.count("在自己的标注上交叉验证") == 2


@pytest.mark.parametrize("accuracy", [0.9, 0.5])
def test_the_recommended_button_is_the_main_one(client: TestClient, filled: Workspace, accuracy: float) -> None:
    compared = Comparison(evaluation(0.8), evaluation(accuracy), None, None)
    report = SimpleNamespace(comparison=compared, labels=9, own=1, notes=())
    training = client.app.state.house.training  # type: ignore[attr-defined]
    done = SimpleNamespace(done=lambda: True, exception=lambda: None, result=lambda: SimpleNamespace(report=report))
    training._future = done
    page = client.get("/models").text
    training._future = None
    main = re.findall(r'action="(/models/\w+)">(?:<input[^>]+>)*<button class="main">([^<]+)', page)
    assert main == ([("/models/take", "采用新模型")] if accuracy > 0.8 else [("/models/leave", "保留现在的模型")])
    assert ("建议采用" in page) == (accuracy > 0.8)
    heads = re.findall(r'<th scope="col" class="num">(现在的模型|新模型) <span class="quiet">([^<]+)', page)
    assert heads == [("现在的模型", "留出的 100 条"), ("新模型", "同样 100 条")]
    assert "高低不说明哪一版更好" in page
    assert ('name="force"' in page) == (accuracy < 0.8)


def test_no_figure_is_shown_where_the_model_knows_nothing() -> None:
    lost, weak = Tag("平台建设", 0.06, "review"), Tag("平台建设", 0.4, "review")
    assert (sure(lost), sure(weak)) == ("拿不准", "把握 40%")
    assert "猜测" in why_review(lost) and "猜测" not in why_review(weak)
