"""The shipped model on real tasks that it was never trained on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zwsearch.segment import Analyser
from zwsearch.tag import Label, evaluate, load_model

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
