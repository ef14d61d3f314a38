"""The compiled kernel against NumPy: the same totals, the same keys in the same order, the same bits of each score."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from zwsearch.index import BuiltInIndex, IndexEntry, QueryTerm, Scoring, update_index
from zwsearch.index.scoring import PLAIN_OKAPI
from zwsearch.kernel import kernel

needs_kernel = pytest.mark.skipif(kernel() is None, reason="没有编译好的内核（没有 C 编译器）")
SCORINGS = (
    Scoring(),
    Scoring(field_weights=(1.0, 0.0, 0.0, 0.0)),
    Scoring(k1=1.2, b=0.5, field_weights=(1.0, 0.0, 2.0, 0.5)),
    Scoring(b=1.0),
    PLAIN_OKAPI,
)


class Spaces:
    fingerprint = "spaces"

    def index_terms(self, text: str) -> tuple[list[str], list[str]]:
        return text.split(), []


@dataclass
class Corpus:
    """An index of several parts and more units than a window holds, some of them gone."""

    index: BuiltInIndex
    words: list[str]


def make_corpus(root: Path, size: int, seed: int) -> Corpus:
    dice = random.Random(seed)
    words = [f"词{number}" for number in range(60)]
    # From a word in most units to one in hardly any.
    weights = [1 / (rank + 1) for rank in range(len(words))]

    def entry(key: int) -> IndexEntry:
        text = " ".join(dice.choices(words, weights, k=dice.randint(1, 12)))
        other = {"title": dice.choice(words)} if dice.random() < 0.3 else {}
        return IndexEntry(key, {"text": text, **other})

    keys = dice.sample(range(1, 3 * size), size)
    first, second, third = keys[: size // 2], keys[size // 2 : -5], keys[-5:]
    update_index(root, Spaces(), map(entry, first))
    update_index(root, Spaces(), map(entry, second), dice.sample(first, len(first) // 9))
    return Corpus(update_index(root, Spaces(), map(entry, third)), [*words, "无此词"])


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return make_corpus(tmp_path_factory.mktemp("large"), 14_000, 1)


def random_search(dice: random.Random, corpus: Corpus) -> tuple[list[QueryTerm], dict[str, Any]]:
    def some_keys() -> Any:
        keys = corpus.index.keys
        return keys[np.sort(np.array(dice.sample(range(len(keys)), dice.randint(0, len(keys) // 3)), dtype=np.int64))]

    terms = [
        QueryTerm(dice.choice(corpus.words), dice.choice([1.0, 1.0, 0.3, 1.5, 0.0]), matches=dice.random() < 0.7)
        for _ in range(1 if dice.random() < 0.25 else dice.randint(0, 12))  # a word alone is ranked in a way of its own
    ]
    asked: dict[str, Any] = {
        "limit": dice.choice([None, 0, 1, 10, 10, 10, 200]),
        "scoring": dice.choice(SCORINGS),
        "everything": dice.random() < 0.1,
    }
    if dice.random() < 0.3:
        asked["keep"] = some_keys()
    if dice.random() < 0.3:
        asked["also"] = [some_keys() for _ in range(dice.randint(1, 2))]
    if dice.random() < 0.3:
        asked["lifts"] = [(some_keys(), dice.uniform(0, 30)) for _ in range(dice.randint(1, 2))]
    return terms, asked


@needs_kernel
@pytest.mark.parametrize("seed", range(6))
def test_it_ranks_as_numpy_does_to_the_last_bit(large: Corpus, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(60):
        terms, asked = random_search(dice, large)
        monkeypatch.delenv("ZWSEARCH_PURE", raising=False)
        one = large.index.rank(terms, **asked)
        monkeypatch.setenv("ZWSEARCH_PURE", "1")
        other = large.index.rank(terms, **asked)
        assert one.total == other.total, (terms, asked)
        assert one.keys.tolist() == other.keys.tolist(), (terms, asked)
        assert one.scores.tobytes() == other.scores.tobytes(), (terms, asked)


@needs_kernel
def test_it_ranks_tiny_indexes_as_numpy_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(77)
    for number, size in enumerate((12, 13, 20)):
        corpus = make_corpus(tmp_path / str(number), size, number)
        for _ in range(60):
            terms, asked = random_search(dice, corpus)
            monkeypatch.setenv("ZWSEARCH_PURE", "0")
            one = corpus.index.rank(terms, **asked)
            monkeypatch.setenv("ZWSEARCH_PURE", "1")
            other = corpus.index.rank(terms, **asked)
            assert (one.total, one.keys.tolist()) == (other.total, other.keys.tolist())
            assert one.scores.tobytes() == other.scores.tobytes()


@needs_kernel
def test_it_counts_as_numpy_does(large: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    for scoring in SCORINGS:
        for word in [*large.words, "", "词", "词999999999"]:
            scored = large.index._scored(scoring)
            monkeypatch.setenv("ZWSEARCH_PURE", "0")
            scored._frequencies.clear()
            one = scored.frequency(word)
            monkeypatch.setenv("ZWSEARCH_PURE", "1")
            scored._frequencies.clear()
            assert one == scored.frequency(word)


@needs_kernel
def test_answers_that_tie_come_by_key(tmp_path: Path) -> None:
    keys = random.Random(3).sample(range(1, 90_000), 9000)
    index = update_index(tmp_path, Spaces(), [IndexEntry(key, {"text": "甲 乙" if key % 2 else "甲"}) for key in keys])
    ranking = index.rank([QueryTerm("乙"), QueryTerm("甲")], limit=25)
    assert ranking.total == 9000
    assert ranking.keys.tolist() == sorted(key for key in keys if key % 2)[:25]


def test_a_kernel_of_other_sources_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    from zwsearch import kernel as room

    monkeypatch.setattr(room, "source_mark", lambda: 0)
    assert room._load.__wrapped__() is None
    monkeypatch.setattr(room, "LIBRARY", Path("no such library"))
    assert room._load.__wrapped__() is None


@needs_kernel
@pytest.mark.parametrize("seed", range(3))
def test_it_builds_the_bytes_that_python_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    def pairs(self: object, text: str) -> tuple[list[str], list[str]]:
        words = text.split()
        return words, [word[at : at + 2] for word in words for at in range(len(word) - 1)]

    monkeypatch.setattr(Spaces, "index_terms", pairs)
    dice = random.Random(seed)
    words = ["词" * dice.randint(1, 9) + str(number) for number in range(200)] + ["𠮷野", "a", "\uffff", "〔2019〕4号"]
    entries = []
    for key in dice.sample(range(9000), 3000):
        fields = {name: " ".join(dice.choices(words, k=dice.randint(0, 30))) for name in ("text", "title", "offices")}
        entries.append(IndexEntry(key, fields))
    entries.append(IndexEntry(9001, {"text": "多 " * 40_000}))  # more often than a posting can say
    folders = []
    for pure in ("0", "1"):
        monkeypatch.setenv("ZWSEARCH_PURE", pure)
        update_index(tmp_path / pure, Spaces(), entries)
        (folder,) = (tmp_path / pure).glob("v*")
        folders.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert folders[0] == folders[1]
