"""The shipped model: made from the labels as they are, and tried on real tasks that it was never trained on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zwsearch.segment import Analyser
from zwsearch.tag import Label, Taxonomy, evaluate, load_model
from zwsearch.tag.ship import shipped_labels
from zwsearch.tag.split import labels_digest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SEEDS = SHARED / "gold" / "seed_tasks.json"


@pytest.mark.skipif(not SEEDS.exists(), reason="种子文件不在")
def test_the_shipped_model_tags_the_seed_tasks() -> None:
    seeds = json.loads(SEEDS.read_text("utf-8"))
    labels = [Label(s["requirement"], s["category"], tuple(s["also"]), "\n".join(s["section"])) for s in seeds]
    result = evaluate(load_model(ROOT / "models", Analyser()), labels)
    assert result.count == 53
    assert result.accuracy >= 0.8
    assert result.accuracy_also >= 0.88
    assert result.auto_accuracy is not None
    assert result.auto_accuracy >= 0.9


def test_the_shipped_model_is_made_from_the_labels_as_they_are() -> None:
    model = load_model(ROOT / "models", Analyser())
    labels = shipped_labels(ROOT / "corpus", Taxonomy.load())
    assert model.card.learned_from == labels_digest(labels), "标注已改动：请运行 python -m zwsearch.tag.ship"
    assert model.card.labels == len(labels)
    assert not model.stale


def test_our_labels_still_teach_where_a_category_was_dropped() -> None:
    taxonomy = Taxonomy(tuple(c for c in Taxonomy.load().categories if c.name != "平台建设"))
    labels = shipped_labels(ROOT / "corpus", taxonomy)
    assert len(labels) > 1000
    assert all("平台建设" not in (label.category, *label.also) for label in labels)
