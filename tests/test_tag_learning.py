"""What learning rests on: splits that leak nothing, rules one can edit, confidence that means something, the queue."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tag_examples import PairSplitter, small_labels

from zwsearch.errors import LabelError
from zwsearch.records import Alternative, Tag
from zwsearch.tag import (
    CurvePoint,
    Label,
    Taxonomy,
    evaluate,
    learning_curve,
    more_would_help,
    read_rules,
    review_queue,
    train,
)
from zwsearch.tag.calibrate import (
    calibration_error,
    fit_also,
    fit_auto,
    fit_temperature,
    fit_thresholds,
    reliability,
    softmax,
)
from zwsearch.tag.evaluation import Outcome, evaluate_outcomes
from zwsearch.tag.rules import find_hits, format_rules, parse_rules
from zwsearch.tag.split import folds, held_out, near_duplicates, training_rows
from zwsearch.tag.text import fold, gram_grid, gram_keys, lead_clause, look_at

TAXONOMY = Taxonomy.load()
LABELS = small_labels()


# --- splits


def test_a_notice_never_stands_on_both_sides_of_a_split() -> None:
    number = folds(LABELS, 4, seed=0)
    for notice in {label.notice for label in LABELS}:
        assert len({int(n) for n, label in zip(number, LABELS, strict=True) if label.notice == notice}) == 1
    assert len(set(number.tolist())) == 4
    assert np.array_equal(number, folds(LABELS, 4, seed=0))


def test_what_is_held_out_depends_on_the_label_alone() -> None:
    whole = held_out(LABELS)
    assert held_out(LABELS[5:17]).tolist() == whole[5:17].tolist()
    assert whole.any()
    assert not whole.all()


def test_a_near_duplicate_of_a_tested_text_is_not_trained_on() -> None:
    texts = [
        "每季度向社会公布水库除险加固工程的进展和质量抽检结果",
        "每季度向社会公布水库除险加固工程的进展及质量抽检结果",
        "举办两期业务培训班，各科室联络员全部参加",
    ]
    pairs = near_duplicates(texts)
    assert pairs == [(0, 1)]
    assert training_rows(pairs, np.array([True, False, False])).tolist() == [2]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet="甲乙丙丁，", max_size=12), max_size=12))
def test_near_duplicates_are_those_of_the_plain_definition(texts: list[str]) -> None:
    sets = [{t[i : i + 3] for i in range(len(t) - 2) if "，" not in t[i : i + 3]} for t in texts]
    expected = [
        (i, j)
        for j in range(len(texts))
        for i in range(j)
        if sets[i] & sets[j] and len(sets[i] & sets[j]) >= 0.5 * len(sets[i] | sets[j])
    ]
    assert near_duplicates(texts) == sorted(expected)


# --- texts


@given(st.text(max_size=30))
def test_the_grid_of_grams_holds_every_gram(text: str) -> None:
    codes = fold(text)
    assert codes.size == len(text)
    grid = gram_grid(codes)
    for length in (1, 2, 3):
        keys = gram_keys(codes, length)
        whole = np.flatnonzero(keys)
        assert np.array_equal(grid[length - 1][whole], keys[whole])
        # What is no whole gram is no other gram's key either.
        broken = np.setdiff1d(np.arange(len(text)), whole)
        everything = set(np.concatenate([gram_keys(codes, n) for n in (1, 2, 3)]).tolist()) - {0}
        assert everything.isdisjoint(grid[length - 1][broken].tolist())


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("坚持以公开为常态，按时公布部门预算，并加强监督。", "按时公布部门预算"),
        ("围绕群众急难愁盼，聚焦民生。", "围绕群众急难愁盼"),
        ("举办培训班。", "举办培训班"),
        ("", ""),
    ],
)
def test_the_lead_clause_is_the_first_that_names_an_act(text: str, lead: str) -> None:
    assert text[slice(*lead_clause(text))] == lead


# --- rules


def test_the_shipped_rules_name_known_categories_and_read_back() -> None:
    source = Path(__file__).resolve().parents[1] / "zwsearch" / "tag" / "rules.txt"
    rules = list(parse_rules(source.read_text("utf-8"), TAXONOMY.names, name="rules.txt", strict=True))
    assert rules == read_rules(None, TAXONOMY.names)
    assert list(parse_rules(format_rules(rules), TAXONOMY.names, name="x", strict=True)) == rules
    assert {rule.category for rule in rules} == set(TAXONOMY.names)


def test_a_rule_of_two_words_holds_within_one_clause() -> None:
    rules = list(parse_rules("补贴…发放 → 财政信息\n预算 -> 财政信息", TAXONOMY.names, name="r", strict=True))
    text = "公开补贴，发放手册；公布补贴资金发放结果和预算"
    hits = find_hits(rules, look_at(text))
    assert [text[slice(*hit.span)] for hit in hits] == ["补贴资金发放", "预算"]
    assert not any(hit.in_lead for hit in hits)


@pytest.mark.parametrize("line", ["预算", "预算 → ", "→ 财政信息", "预算 → 财政"])
def test_a_line_that_is_no_rule_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "rules.txt"
    path.write_text(f"# 说明\n{line}\n", "utf-8")
    with pytest.raises(LabelError, match="第 2 行"):
        read_rules(path, TAXONOMY.names)


# --- confidence


def test_the_temperature_is_found_again() -> None:
    chance = np.random.default_rng(0)
    scores = chance.normal(size=(4000, 5)) * 3
    truth = np.array([chance.choice(5, p=row) for row in softmax(scores, 2.0)])
    assert fit_temperature(scores, truth) == pytest.approx(2.0, rel=0.1)
    probabilities = softmax(scores, 2.0)
    top = probabilities.argmax(axis=1)
    assert calibration_error(probabilities.max(axis=1), top == truth) < 0.03
    assert sum(b.count for b in reliability(probabilities.max(axis=1), top == truth)) == 4000


def test_a_category_that_is_often_wrong_needs_more_confidence() -> None:
    chance = np.random.default_rng(1)
    confidence = chance.uniform(0.3, 1.0, 2000)
    top = chance.integers(0, 2, 2000)
    right = chance.uniform(size=2000) < np.where(top == 0, 0.98, confidence)
    thresholds = fit_thresholds(confidence, top, np.where(right, top, 1 - top), 2)
    assert thresholds[0] == 0.75 < 0.82 < thresholds[1]


def test_the_doubt_holds_back_sentences_that_are_no_task() -> None:
    chance = np.random.default_rng(2)
    truth = np.repeat([0, 2], [600, 400])
    no_task = np.where(truth == 2, chance.normal(1.0, 1.0, 1000), chance.normal(-2.0, 1.0, 1000))
    probabilities = np.tile([0.9, 0.05, 0.05], (1000, 1))
    confidence, doubt = fit_auto(probabilities, no_task, truth, 2)
    assert confidence[0] == 0.75
    assert 0.97 <= (no_task[truth == 2] > doubt).mean() <= 0.985
    # A sentence that no category is sure of needs no doubt to be held back.
    unsure = np.where((truth == 2)[:, None], [0.5, 0.45, 0.05], probabilities)
    assert fit_auto(unsure, no_task, truth, 2)[1] > doubt
    assert fit_auto(probabilities, no_task, np.zeros(1000, dtype=int), 2)[1] == float("inf")


def test_second_tags_come_from_their_own_score() -> None:
    scores = np.array([[3.0, 1.0, -4.0], [2.0, -3.0, 0.5], [3.0, -3.0, -4.0]])
    threshold = fit_also(scores, np.zeros(3, dtype=int), [[1], [2], []])
    assert -3.0 < threshold <= 0.5
    assert fit_also(scores, np.zeros(3, dtype=int), [[], [], []]) == float("inf")


# --- figures


def _tag(category: str, confidence: float = 0.9, *, also: tuple[str, ...] = (), auto: bool = True) -> Tag:
    rest = (Alternative("其他", 1 - confidence),)
    return Tag(category, confidence, "auto" if auto else "review", rest, also=also)


def test_the_figures_are_those_one_reckons_by_hand() -> None:
    outcomes = [
        Outcome(Label("一", "甲"), _tag("甲")),
        Outcome(Label("二", "甲", ("乙",)), _tag("乙", auto=False)),
        Outcome(Label("三", "乙"), _tag("乙", also=("甲",))),
        Outcome(Label("四", "乙", ("甲",)), _tag("甲", also=("乙",))),
        Outcome(Label("五", "非任务"), _tag("甲", auto=False)),
    ]
    result = evaluate_outcomes(outcomes)
    assert (result.count, result.accuracy, result.accuracy_also) == (4, 0.5, 1.0)
    assert result.macro_f1 == 0.5
    assert (result.review, result.auto_accuracy) == (0.25, pytest.approx(2 / 3))
    assert (result.negatives, result.negatives_held) == (1, 1.0)
    assert result.confusion == ((1, 1), (1, 1))
    assert result.calibration_error == pytest.approx(0.4)


def test_nothing_to_evaluate_is_no_error() -> None:
    assert evaluate(train(LABELS, PairSplitter(), TAXONOMY).model, []).figures()["count"] == 0


# --- queue and curve


def test_the_queue_begins_with_doubt_and_joins_near_duplicates() -> None:
    texts = [
        "每季度向社会公布水库除险加固工程的进展和质量抽检结果",
        "举办两期业务培训班，各科室联络员全部参加",
        "每季度向社会公布水库除险加固工程的进展及质量抽检结果",
        "答复书写明依据和救济途径",
    ]
    queue = review_queue(texts, [_tag("甲", 0.6), _tag("乙", 0.95), _tag("甲", 0.5), _tag("丙", 0.7)])
    assert [(item.index, item.alike) for item in queue] == [(2, (0,)), (3, ()), (1, ())]
    assert queue[0].uncertainty == pytest.approx(1.0)
    assert review_queue([], []) == []
    assert len(review_queue(texts, [_tag("甲")] * 4, count=1)) == 1


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("公布2023年第一季度水质信息", "公布2024年第四季度水质信息。", True),
        ("编制主动公开事项目录，年底前向社会公布", "编制依申请公开事项目录，年底前向社会公布", False),
        ("拟公开的信息要先经保密审查，再送分管领导审签", "不公开的信息要先经保密审查，再送分管领导审签", False),
        ("2023", "2024", False),
    ],
)
def test_only_tasks_of_the_same_words_are_settled_by_one_decision(one: str, other: str, joined: bool) -> None:
    def heads(*tags: Tag) -> int:
        return len(review_queue([one, other], tags))

    assert heads(_tag("甲", 0.5), _tag("甲", 0.6)) == (1 if joined else 2)
    assert heads(_tag("甲", 0.5), _tag("乙", 0.5)) == 2, "where the model sees two kinds a person should too"


def test_the_same_text_is_one_decision_whoever_has_to_do_it_and_whatever_the_model_makes_of_it() -> None:
    text = "县财政局会同县审计局、县税务局于3月底前公开预算"
    named: list[tuple[str, ...]] = [
        ("县财政局",), ("县审计局", "县税务局"), (), ("县财政局", "县审计局", "3月底前"), ("局",)
    ]  # fmt: skip
    tags = [_tag("甲", 0.6), _tag("乙", 0.5), _tag("丙", 0.7), _tag("甲", 0.8), _tag("乙", 0.9)]
    for turn in range(len(named)):
        turned = [*named[turn:], *named[:turn]]
        queue = review_queue([text] * len(named), tags, beside=turned)
        assert [(item.index, item.alike) for item in queue] == [(1, (0, 2, 3, 4))]
    offices = ["县水利局", "县农业农村局"]
    queue = review_queue([f"{o}公布水质信息" for o in offices], tags[:1] * 2, beside=[(o,) for o in offices])
    assert len(queue) == 1
    queue = review_queue(offices, tags[:1] * 2, beside=[(o,) for o in offices])
    assert len(queue) == 2, "nothing but an office is not the same as nothing but another"


def test_the_queue_prefers_another_kind_of_task_at_like_doubt() -> None:
    texts = ["公布部门预算和决算表格明细", "公布部门预算和三公经费说明文字", "组织联络员参加跟班学习"]
    queue = review_queue(texts, [_tag("甲", 0.5), _tag("甲", 0.51), _tag("乙", 0.55)])
    assert [item.index for item in queue] == [0, 2, 1]


def test_the_curve_grows_with_the_labels() -> None:
    points = learning_curve(LABELS, PairSplitter(), TAXONOMY, shares=(0.1, 1.0))
    assert points[0].labels < points[1].labels
    assert points[0].accuracy <= points[1].accuracy
    with pytest.raises(LabelError):
        learning_curve([x for x in LABELS if x.notice == "通知0"], PairSplitter(), TAXONOMY)


@pytest.mark.parametrize(
    ("scores", "helps"),
    [([0.5, 0.7, 0.8, 0.82], True), ([0.8, 0.9, 0.902, 0.905], False), ([0.8, 0.9, 0.89], True), ([0.9], False)],
)
def test_more_labels_help_while_the_curve_rises(scores: list[float], helps: bool) -> None:
    assert more_would_help([CurvePoint(100 * n, score, score) for n, score in enumerate(scores, 1)]) is helps
