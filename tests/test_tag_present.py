"""A model under the names of another taxonomy, against the plain sums that it stands for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zwsearch.tag.calibrate import Thresholds
from zwsearch.tag.present import Present
from zwsearch.tag.rules import parse_rules

CLASSES = ("甲", "乙", "丙", "丁", "非任务")
THRESHOLDS = Thresholds((0.5, 0.6, 0.7, 0.8), also=0.3, doubt=0.1)

meanings_of = st.dictionaries(st.sampled_from(CLASSES[:4]), st.sampled_from(("甲", "戊", "己")))
rows_of = st.lists(st.lists(st.floats(-30, 30), min_size=5, max_size=5), min_size=1, max_size=4)


@given(meanings=meanings_of, rows=rows_of, temperature=st.floats(0.1, 3))
def test_shares_of_what_became_one_are_the_sum_of_the_shares(
    meanings: dict[str, str], rows: list[list[float]], temperature: float
) -> None:
    present = Present.of(CLASSES, 4, THRESHOLDS, meanings)
    if present is None:
        assert meanings == {}
        return
    assert set(present.classes[: present.categories]) == set(meanings.values())
    assert present.classes[present.categories :] == ("非任务",)
    scores = np.array(rows)
    folded = present.fold(scores, temperature)
    for row, own in zip(rows, folded.tolist(), strict=True):
        shares = dict(zip(CLASSES, (math.exp(score / temperature) for score in row), strict=True))
        for name, score in zip(present.classes, own, strict=True):
            whole = sum(shares[old] for old in CLASSES if meanings.get(old, old if old == "非任务" else None) == name)
            assert math.exp(score / temperature) == pytest.approx(whole)
    chosen = folded[:, : present.categories].argmax(axis=1)
    for row, place, leading, held in zip(
        rows, chosen.tolist(), present.leading(scores, chosen).tolist(), present.holds(scores).tolist(), strict=True
    ):
        name = present.classes[place]
        assert meanings[CLASSES[leading]] == name
        assert row[leading] == max(row[i] for i in range(4) if meanings.get(CLASSES[i]) == name)
        assert held == (CLASSES[max(range(4), key=row.__getitem__)] in meanings)


@given(meanings=meanings_of)
def test_the_strictest_threshold_of_what_became_one_holds(meanings: dict[str, str]) -> None:
    present = Present.of(CLASSES, 4, THRESHOLDS, meanings)
    if present is not None:
        for name, threshold in zip(present.classes, present.thresholds.confidence, strict=False):
            olds = [i for i in range(4) if meanings.get(CLASSES[i]) == name]
            assert threshold == max(THRESHOLDS.confidence[i] for i in olds)


def test_rules_speak_for_the_present_name() -> None:
    rules = parse_rules("预算 → 旧\n决算 → 新\n讲解 → 无", {"旧": "新", "新": "新"}, name="r", strict=False)
    assert [(rule.head, rule.category) for rule in rules] == [("预算", "新"), ("决算", "新")]
