"""A model on disk: the same bytes each time, the same tags after loading, and every kind of damage found."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tag_examples import PairSplitter, small_labels

from zwsearch.errors import ModelError
from zwsearch.tag import Taxonomy, TrainedModel, load_model, save_model, train

LABELS = small_labels(with_negatives=True)


@pytest.fixture(scope="module")
def trained() -> TrainedModel:
    return train(LABELS, PairSplitter(), Taxonomy.load())


@pytest.fixture
def folder(trained: TrainedModel, tmp_path: Path) -> Path:
    save_model(trained, tmp_path / "model")
    return tmp_path / "model"


def test_the_same_model_is_the_same_bytes(trained: TrainedModel, folder: Path, tmp_path: Path) -> None:
    save_model(train(LABELS, PairSplitter(), Taxonomy.load()), tmp_path / "again")
    first, second = ({p.name: p.read_bytes() for p in f.iterdir()} for f in (folder, tmp_path / "again"))
    assert first == second
    assert all(name.endswith((".npy", ".txt", ".json")) for name in first)


def test_a_loaded_model_gives_the_same_tags(trained: TrainedModel, folder: Path) -> None:
    loaded = load_model(folder, PairSplitter())
    for label in LABELS:
        assert loaded.tag(label.requirement, [label.section]) == trained.model.tag(label.requirement, [label.section])
        held = loaded.as_witness().tag(label.requirement)
        assert held == trained.model.as_witness().tag(label.requirement)
    assert loaded.card == trained.model.card
    assert not loaded.stale


def test_another_analyser_is_announced(folder: Path) -> None:
    class Other(PairSplitter):
        fingerprint = "other"

    assert load_model(folder, Other()).stale


def _truncate(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:-7])


def _edit_card(**changes: object) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / "card.json"
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")

    return edit


def _forge_card(folder: Path) -> None:
    """Swap two classes and reckon the checksums anew, as someone would who wants to be believed."""
    path = folder / "card.json"
    card = json.loads(path.read_text("utf-8"))
    card["classes"] = ["没有这一类", *card["classes"][1:]]
    rest = {key: value for key, value in card.items() if key != "digest"}
    card["digest"] = hashlib.sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    path.write_text(json.dumps(card, ensure_ascii=False), "utf-8")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: shutil.rmtree(folder), "没有模型"),
        (lambda folder: (folder / "card.json").unlink(), "没有模型"),
        (lambda folder: (folder / "weights.npy").unlink(), "缺少"),
        (_truncate("weights.npy"), "损坏"),
        (_truncate("words.txt"), "损坏"),
        (_truncate("card.json"), "损坏"),
        (lambda folder: (folder / "card.json").write_bytes(b""), "损坏"),
        (lambda folder: (folder / "card.json").write_text("[" * 100_000), "损坏"),
        (lambda folder: (folder / "card.json").write_text("[1]"), "损坏"),
        (_edit_card(format=99), "升级"),
        (_edit_card(format="一"), "损坏"),
        (_edit_card(temperature=0.1), "改动"),
        (_edit_card(files={"../x": "0"}), "改动"),
        (_forge_card, "不符"),
    ],
)
def test_damage_is_a_clear_model_error(folder: Path, damage: Callable[[Path], None], message: str) -> None:
    damage(folder)
    with pytest.raises(ModelError) as caught:
        load_model(folder, PairSplitter())
    assert message in caught.value.message + caught.value.hint
