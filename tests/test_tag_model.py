"""The model at work: the same numbers as scikit-learn's own pipeline, honest doubt, and reasons that add up."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from tag_examples import PairSplitter, small_labels

from zwsearch.errors import LabelError
from zwsearch.tag import Label, Model, Taxonomy, TrainedModel, compare, evaluate, train
from zwsearch.tag.features import fold_words
from zwsearch.tag.reasons import joined_pieces, trimmed, weight_steps
from zwsearch.tag.text import fold, look_at

TAXONOMY = Taxonomy.load()
LABELS = small_labels(with_negatives=True)
STRANGE = ["", "，。", "ABC 123", "\U00020000\U00020001", "\ud800", "政策解读", "解读" * 500, "Ⅷ İstanbul ﷺ"]


@pytest.fixture(scope="module")
def trained() -> TrainedModel:
    return train(LABELS, PairSplitter(), TAXONOMY)


@pytest.fixture(scope="module")
def model(trained: TrainedModel) -> Model:
    return trained.model


def _grams(view: str, shortest: int, longest: int):  # type: ignore[no-untyped-def]
    def split(label: Label) -> list[str]:
        task = look_at(label.requirement, [label.section] if label.section else [])
        text = {"text": task.text, "lead": task.text[slice(*task.lead)], "section": task.section}[view]
        runs = "".join(chr(code) if code else " " for code in fold(text).tolist()).split(" ")
        return [run[i : i + n] for n in range(shortest, longest + 1) for run in runs for i in range(len(run) - n + 1)]

    return split


def _words(label: Label) -> list[str]:
    return fold_words(PairSplitter().words(label.requirement))


def _key(gram: str) -> int:
    key = 0
    for char in gram:
        key = key << 21 | ord(char)
    return key


def test_scores_equal_those_of_the_scikit_learn_pipeline(model: Model) -> None:
    asked = [*LABELS, *(Label(text, "") for text in STRANGE if "\ud800" not in text)]
    expected = np.zeros((len(asked), len(model.card.classes)))
    for block, base in zip(model.space.blocks, model.space.bounds.tolist(), strict=False):
        if block.unit == "rule":
            for row, label in enumerate(asked):
                counted = model.score([(label.requirement, [label.section])]).weighed
                own = [c for c in counted.columns.tolist() if base <= c < base + model.space.size_of(block)]
                expected[row] += block.weight * model.linear.weights[own].astype(float).sum(axis=0)
            continue
        analyzer = _words if block.unit == "word" else _grams(block.view, block.shortest, block.longest)
        tfidf = TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, min_df=block.least_documents).fit(LABELS)
        names = tfidf.get_feature_names_out().tolist()
        known = model.space.words[block.name] if block.unit == "word" else model.space.grams[block.name].tolist()
        order = [known.index(name if block.unit == "word" else _key(name)) + base for name in names]
        assert len(names) == len(known)
        linear = LogisticRegression()
        linear.classes_ = np.arange(len(model.card.classes))
        linear.coef_ = block.weight * model.linear.weights[order].astype(float).T
        linear.intercept_ = np.zeros(len(model.card.classes))
        expected += linear.decision_function(tfidf.transform(asked))
    expected += model.linear.bias
    got = model.score([(x.requirement, [x.section] if x.section else []) for x in asked]).scores
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-9)


def test_training_on_the_same_labels_gives_the_same_model(trained: TrainedModel) -> None:
    again = train(LABELS, PairSplitter(), TAXONOMY)
    assert np.array_equal(again.model.linear.weights, trained.model.linear.weights)
    assert again.validated == trained.validated


def test_it_learns_what_the_notices_share(trained: TrainedModel) -> None:
    assert trained.validated.count == 96
    assert trained.validated.accuracy > 0.95
    assert trained.validated.negatives == 32
    assert trained.validated.negatives_held is not None
    assert trained.validated.negatives_held > 0.9
    assert "平台建设" in trained.left_out


def test_a_tag_holds_together(model: Model) -> None:
    tag = model.tag("林业局按时公布部门预算和决算表，逐项说明增减原因。", ["二、财政信息"])
    assert tag.category == "财政信息"
    weights = [reason.weight for reason in tag.reasons]
    assert weights[0] > 0
    assert [w for w in weights if w > 0] == sorted((w for w in weights if w > 0), reverse=True)
    confidences = [tag.confidence, *(other.confidence for other in tag.alternatives)]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) <= 1 + 1e-9
    assert tag.category not in {other.category for other in tag.alternatives}


@pytest.mark.parametrize("text", STRANGE[:5])
def test_what_it_knows_nothing_of_goes_to_a_person(model: Model, text: str) -> None:
    tag = model.tag(text)
    assert tag.verdict == "review"
    assert tag.confidence < 0.9
    assert tag.reasons == () or text == "ABC 123"


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet=st.sampled_from("解读预算培训申请公布的并等于，。、“” "), max_size=60))
def test_no_reason_is_a_function_word_or_punctuation(text: str) -> None:
    words = [reason.word for reason in _quick_model().tag(text).reasons]
    assert not {"的", "并", "等", "于"} & set(words)
    assert all(any(character.isalnum() for character in word) for word in words)
    assert len(words) == len(set(words))


def test_a_single_character_is_told_with_its_neighbour() -> None:
    sums = [0.0, 1.0, 2.0, 2.5, 2.0, 1.5, 1.0]
    pieces = [("公众", 0, 2), ("号", 2, 3), ("登", 3, 4), ("报纸", 4, 6)]
    assert joined_pieces("公众号登报纸", pieces, sums) == [("公众号", 0, 3), ("登报纸", 3, 6)]


@pytest.mark.parametrize(
    ("text", "start", "end", "shown"),
    [
        ("公开的信息", 2, 4, "信"),
        ("由县直部门", 0, 3, "县直"),
        ("解读的稿", 0, 3, "解读"),
        ("目的明确", 0, 2, "目的"),
        ("由于", 0, 2, "由于"),
        ("的", 0, 1, "的"),
    ],
)
def test_a_reason_ends_in_no_function_word(text: str, start: int, end: int, shown: str) -> None:
    word, first, last = trimmed(text, start, end)
    assert (word, text[first:last]) == (shown, shown)


def test_a_sentence_that_is_no_task_is_not_tagged_alone(model: Model) -> None:
    tag = model.tag("水利局召开安全生产例会。")
    assert tag.verdict == "review"
    assert tag.category in TAXONOMY


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("解读预算培训申请答复公布。，局a1Ａ、\n "), max_size=60))
def test_reasons_stand_in_the_text_and_add_up_to_the_score(text: str) -> None:
    model = _quick_model()
    tag = model.tag(text)
    assert all(reason.word in text for reason in tag.reasons)
    scored = model.score([(text, [])])
    top = model.card.classes.index(tag.category)
    steps = weight_steps(scored, model.linear.weights[scored.weighed.columns, top].astype(float))
    on_characters = steps.cumsum()[: len(text)]
    assert on_characters.sum() + model.linear.bias[top] == pytest.approx(scored.scores[0, top], abs=1e-9)


_QUICK: list[Model] = []


def _quick_model() -> Model:
    if not _QUICK:
        _QUICK.append(train(small_labels(), PairSplitter(), TAXONOMY).model)
    return _QUICK[0]


def test_tagging_many_is_tagging_each(model: Model) -> None:
    pairs = [(label.requirement, [label.section]) for label in LABELS[:20]]
    pairs += [(text, ["二、其他"] * (n % 3)) for n, text in enumerate(STRANGE * 9)]
    assert model.tag_many(pairs) == [model.tag(*pair) for pair in pairs]
    assert model.tag_many(iter(())) == []


def test_without_reasons_nothing_else_changes(model: Model) -> None:
    for text in [*STRANGE, *(label.requirement for label in LABELS[:20])]:
        assert model.tag(text, reasons=False) == replace(model.tag(text), reasons=())


@pytest.mark.parametrize(
    "labels",
    [
        [],
        [Label("公布预算", "财政信息")],
        [Label(f"公布预算{n}", "财政信息") for n in range(30)],
        [*(Label(f"公布预算{n}", "财政信息") for n in range(30)), Label("培训", "队伍建设")],
    ],
)
def test_too_little_to_learn_from_is_said_plainly(labels: list[Label]) -> None:
    with pytest.raises(LabelError, match="标注太少"):
        train(labels, PairSplitter(), TAXONOMY)


def test_a_category_with_one_example_is_left_out_by_name() -> None:
    labels = [*small_labels(), Label("开办公众号", "平台建设", notice="通知1")]
    trained = train(labels, PairSplitter(), TAXONOMY)
    assert "平台建设" in trained.left_out
    assert "平台建设" not in trained.model.card.classes


def test_two_categories_of_two_examples_are_enough() -> None:
    pairs = [
        ("公布部门预算", "财政信息"),
        ("公布部门决算", "财政信息"),
        ("举办培训", "队伍建设"),
        ("组织培训", "队伍建设"),
    ]
    trained = train([Label(*pair) for pair in pairs], PairSplitter(), TAXONOMY)
    assert trained.model.tag("公布本级预算").category == "财政信息"


def test_an_unknown_category_cannot_be_trained_on() -> None:
    with pytest.raises(LabelError, match="水务"):
        train([*small_labels(), Label("治水", "水务")], PairSplitter(), TAXONOMY)


def test_a_model_that_learned_wrong_labels_is_worse(trained: TrainedModel) -> None:
    same = compare(trained.model, trained, LABELS)
    assert same.better_or_equal
    assert same.enough
    names = sorted({label.category for label in small_labels()})
    chance = random.Random(3)
    swapped = [
        replace(x, category=chance.choice(names)) if x.category in names and chance.random() < 0.6 else x
        for x in LABELS
    ]
    wrong = train(swapped, PairSplitter(), TAXONOMY)
    assert not compare(trained.model, wrong, swapped).better_or_equal
    assert compare(None, wrong, swapped).better_or_equal


def test_the_witness_has_not_seen_what_is_held_out(trained: TrainedModel) -> None:
    comparison = compare(trained.model, trained, LABELS)
    unseen = evaluate(trained.model.as_witness(), LABELS)
    assert comparison.new.count < unseen.count
    assert not np.array_equal(trained.model.linear.weights, trained.model.witness.weights)


def test_a_category_that_was_taken_out_is_never_given(model: Model) -> None:
    left = [name for name in model.card.classes if name not in ("财政信息", "非任务")]
    narrowed = model.in_terms_of({name: name for name in left})
    assert narrowed is not None
    for label in LABELS:
        tag = narrowed.tag(label.requirement)
        assert "财政信息" not in {tag.category, *tag.also, *(other.category for other in tag.alternatives)}
        before = model.tag(label.requirement)
        if before.category != "财政信息":
            assert tag.category == before.category
            assert tag.confidence >= before.confidence
        else:
            assert tag.verdict == "review"
    assert narrowed.as_witness().tag("按时公布部门预算和决算表").category != "财政信息"
    assert model.in_terms_of({name: name for name in model.card.classes}) is model
    assert model.in_terms_of({"督办事项": "督办事项"}) is None
