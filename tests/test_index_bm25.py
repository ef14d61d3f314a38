"""The index against a textbook BM25 and rank_bm25, and changed step by step against built at once."""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from zwsearch.errors import IndexCorruptError
from zwsearch.index import BuiltInIndex, IndexEntry, QueryTerm, Scoring, open_index, update_index
from zwsearch.index.view import pick_best
from zwsearch.versions import VersionedFolder


class Spaces:
    """Words are what stands between spaces; bigrams are left out unless they are Latin pairs within a word."""

    fingerprint = "spaces"

    def index_terms(self, text: str) -> tuple[list[str], list[str]]:
        words = text.split()
        return words, [word[at : at + 2] for word in words for at in range(len(word) - 1)]


def build(root: Path, texts: Mapping[int, str], **other: str) -> BuiltInIndex:
    return update_index(root, Spaces(), [IndexEntry(key, {"text": text, **other}) for key, text in texts.items()])


def random_texts(dice: random.Random, size: int, words: int = 300) -> dict[int, str]:
    # Every word in far less than half of the texts, where okapi's idf is positive.
    vocabulary = [f"词{number}" for number in range(words)]
    return {
        key: " ".join(dice.choice(vocabulary) for _ in range(dice.randint(1, 40)))
        for key in dice.sample(range(1, 10 * size), size)
    }


def textbook(texts: Mapping[int, str], query: Sequence[str]) -> dict[int, float]:
    """BM25 as the formula reads, one document after the other."""
    k1, b = 1.5, 0.75
    words = {key: text.split() for key, text in texts.items()}
    mean = sum(map(len, words.values())) / len(words)
    scores: dict[int, float] = {}
    for key, own in words.items():
        score, found = 0.0, False
        for term in query:
            having = sum(term in other for other in words.values())
            idf = math.log(1 + (len(words) - having + 0.5) / (having + 0.5))
            times = own.count(term)
            found = found or times > 0
            score += idf * times * (k1 + 1) / (times + k1 * (1 - b + b * len(own) / mean))
        if found:
            scores[key] = score
    return scores


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_the_textbook_and_of_rank_bm25(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    texts = random_texts(dice, 200)
    index = build(tmp_path, texts)
    peer = BM25Okapi([text.split() for text in texts.values()])
    for _ in range(20):
        query = [f"词{dice.randrange(310)}" for _ in range(dice.randint(1, 6))]
        expected = textbook(texts, query)
        ranking = index.rank([QueryTerm(word) for word in query])
        assert dict(zip(ranking.keys.tolist(), ranking.scores, strict=True)) == pytest.approx(expected, abs=1e-9)
        assert ranking.total == len(expected)
        assert ranking.keys.tolist() == sorted(
            ranking.keys.tolist(), key=lambda key: (-ranking.scores[ranking.keys == key][0], key)
        )
        okapi = index.rank_words(query)
        theirs = dict(zip(texts, peer.get_scores(query), strict=True))
        for key, score in zip(okapi.keys.tolist(), okapi.scores, strict=True):
            assert score == pytest.approx(theirs[key], abs=1e-9)
        assert okapi.total == sum(score != 0 for score in theirs.values())


def test_rank_words_looks_at_the_text_alone(tmp_path: Path) -> None:
    texts = {key: f"甲{key} 乙" if key < 3 else f"丙{key}" for key in range(1, 9)}
    index = build(tmp_path, texts, title="乙 丁", section="乙")
    peer = BM25Okapi([text.split() for text in texts.values()])
    ranking = index.rank_words(["乙", "丁", "甲1"])
    expected = peer.get_scores(["乙", "丁", "甲1"])
    assert ranking.keys.tolist() == [1, 2]
    assert ranking.scores == pytest.approx(expected[:2], abs=1e-9)


def test_the_first_pages_are_the_head_of_the_whole_ranking(tmp_path: Path) -> None:
    index = build(tmp_path, {key: "同 样" if key % 3 else "同 样 样" for key in range(1, 200)})
    terms = [QueryTerm("同"), QueryTerm("样")]
    whole = index.rank(terms)
    for limit in (0, 1, 66, 67, 198, 199, 200, 10_000):
        head = index.rank(terms, limit=limit)
        assert head.total == 199
        assert head.keys.tolist() == whole.keys.tolist()[:limit]


@given(st.lists(st.sampled_from([-np.inf, 0.0, 1.0, 1.5, 2.0]), max_size=700), st.integers(0, 300))
@settings(max_examples=60, deadline=None)
def test_the_best_places_are_those_of_a_full_sort(values: list[float], limit: int) -> None:
    scores = np.array(values, dtype=np.float64)
    order = sorted((score for score in values if score > -np.inf), reverse=True)[:limit]
    expected = [at for at, score in enumerate(values) if order and score >= order[-1] and score > -np.inf]
    if len(order) < limit:
        expected = [at for at, score in enumerate(values) if score > -np.inf and limit]
    matched = scores > -np.inf
    number = int(matched.sum())
    assert pick_best(scores, matched, number, limit).tolist() == expected
    if order:
        assert pick_best(scores, matched, number, limit, floor=order[-1]).tolist() == expected
    assert pick_best(scores, matched, number, None).tolist() == np.flatnonzero(matched).tolist()


def test_shares_add_up_to_the_score(tmp_path: Path) -> None:
    index = build(tmp_path, random_texts(random.Random(2), 120), title="词1 词1")
    terms = [QueryTerm("词1"), QueryTerm("词2", 0.5), QueryTerm("词3", matches=False), QueryTerm("没有")]
    ranking = index.rank(terms, limit=20)
    for key, score in zip(ranking.keys.tolist(), ranking.scores, strict=True):
        shares = index.shares(key, terms)
        assert sum(share.score for share in shares) == pytest.approx(score, abs=1e-12)
        assert shares[0].counts[2] == 2
    assert index.shares(10**9, terms) == []


def test_small_and_empty_indexes_answer(tmp_path: Path) -> None:
    assert open_index(tmp_path / "none") is None
    empty = build(tmp_path / "empty", {})
    assert empty.rank([QueryTerm("甲")]).total == 0
    assert empty.keys.tolist() == []
    one = build(tmp_path / "one", {7: "甲"})
    assert one.rank([QueryTerm("甲")], limit=10).scores[0] > 0
    assert one.rank([QueryTerm("乙")]).total == 0
    assert one.rank([]).total == 0
    everywhere = build(tmp_path / "all", dict.fromkeys(range(1, 6), "甲"))
    assert (everywhere.rank([QueryTerm("甲")]).scores > 0).all()


def test_what_is_kept_narrows_before_ranking(tmp_path: Path) -> None:
    index = build(tmp_path, {key: "甲 " * key for key in range(1, 30)})
    keep = np.array([3, 5, 28, 99], dtype=np.int64)
    ranking = index.rank([QueryTerm("甲")], keep=keep, limit=2)
    assert ranking.total == 3
    assert set(ranking.keys.tolist()) <= {3, 5, 28}
    assert index.rank([QueryTerm("甲")], keep=keep[:0]).total == 0


def test_a_word_whose_units_are_all_gone_from_one_part_is_found_in_the_others(tmp_path: Path) -> None:
    """As after an edit: the notice has new keys in a new part, and its old ones are gone from the old part."""
    build(tmp_path, {key: "甲 乙" if key < 4 else "乙" for key in range(1, 200)})
    index = update_index(
        tmp_path, Spaces(), [IndexEntry(key, {"text": "甲 乙"}) for key in range(201, 204)], set(range(1, 4))
    )
    assert len(index.parts) == 2
    for fields in (None, ("text",)):
        assert index.holding([QueryTerm("甲"), QueryTerm("乙")], fields=fields).tolist() == [201, 202, 203]
        assert index.frequency(QueryTerm("甲"), fields=fields) == 3
    gone = update_index(tmp_path, Spaces(), [], set(range(201, 204)))
    assert gone.holding([QueryTerm("甲")]).tolist() == []


STEPS = st.lists(
    st.tuples(
        st.dictionaries(st.integers(1, 40), st.lists(st.sampled_from("甲乙丙丁戊"), max_size=8), max_size=12),
        st.sets(st.integers(1, 40), max_size=6),
    ),
    min_size=1,
    max_size=9,
)


@given(STEPS)
@settings(max_examples=25, deadline=None)
def test_changed_step_by_step_equals_built_at_once(steps: list[tuple[dict[int, list[str]], set[int]]]) -> None:
    with TemporaryDirectory() as folder:
        held: dict[int, str] = {}
        for number, (added, removed) in enumerate(steps):
            for key in removed:
                held.pop(key, None)
            fresh = {key + 100 * number: " ".join(words) for key, words in added.items()}
            held.update(fresh)
            index = build_step(Path(folder) / "steps", fresh, removed)
        whole = build(Path(folder) / "whole", held)
        assert index.keys.tolist() == whole.keys.tolist() == sorted(held)
        assert sorted(index.vocabulary()) == sorted(whole.vocabulary())
        for char in "甲乙己":
            holding = sorted(found for found in whole.vocabulary() if char in found[0])
            assert sorted(index.vocabulary(char)) == sorted(whole.vocabulary(char)) == holding
        for words in (["甲"], ["甲", "乙"], ["戊", "无"]):
            terms = [QueryTerm(word) for word in words]
            having = sorted(key for key, text in held.items() if set(words) <= set(text.split()))
            assert index.holding(terms).tolist() == index.holding(terms, fields=("text",)).tolist() == having
            assert not len(index.holding(terms, fields=("section", "title")))
        for word in "甲戊":
            having = [key for key, text in held.items() if word in text.split()]
            assert index.frequency(QueryTerm(word)) == len(having)
            assert index.frequency(QueryTerm(word), fields=("text", "title")) == len(having)
            assert index.frequency(QueryTerm(word), fields=("title",)) == 0
        for scoring in (Scoring(), Scoring(k1=1.2, b=0.5, field_weights=(1, 0, 2, 0.5))):
            for query in (["甲"], ["甲", "乙", "丙"], ["戊", "丁", "无"]):
                one = index.rank([QueryTerm(word) for word in query], scoring=scoring)
                other = whole.rank([QueryTerm(word) for word in query], scoring=scoring)
                assert one.keys.tolist() == other.keys.tolist()
                assert one.scores.tobytes() == other.scores.tobytes()


def build_step(root: Path, added: Mapping[int, str], removed: set[int]) -> BuiltInIndex:
    entries = [IndexEntry(key, {"text": text, "title": "甲 题"}) for key, text in added.items()]
    for entry in entries:
        assert isinstance(entry.fields, dict)
        del entry.fields["title"]
    return update_index(root, Spaces(), entries, removed)


def test_a_piece_is_found_within_terms_and_not_across_two(tmp_path: Path) -> None:
    index = build(tmp_path, {1: "甲乙 乙甲 甲", 2: "乙乙甲 a1 1 𠮷甲"})
    for piece in ("甲", "乙", "甲乙", "乙甲", "1", "𠮷", "甲甲", "无", "a1"):
        expected = sorted(found for found in index.vocabulary() if piece in found[0])
        assert sorted(index.vocabulary(piece)) == expected


def test_nothing_that_stays_is_segmented_again(tmp_path: Path) -> None:
    build(tmp_path, {1: "甲 乙", 2: "丙"})

    class Once(Spaces):
        def index_terms(self, text: str) -> tuple[list[str], list[str]]:
            assert text == "丁"
            return super().index_terms(text)

    index = update_index(tmp_path, Once(), [IndexEntry(1, {"text": "甲 乙"}), IndexEntry(3, {"text": "丁"})], [2])
    assert index.keys.tolist() == [1, 3]


def test_a_reader_keeps_its_snapshot(tmp_path: Path) -> None:
    before = build(tmp_path, {1: "甲"})
    for number in range(2, 12):
        update_index(tmp_path, Spaces(), [IndexEntry(number, {"text": "甲"})], [number - 1])
    assert before.rank([QueryTerm("甲")]).keys.tolist() == [1]
    now = open_index(tmp_path)
    assert now is not None
    assert now.keys.tolist() == [11]


def test_the_same_entries_give_the_same_bytes(tmp_path: Path) -> None:
    texts = random_texts(random.Random(4), 80)
    for name in ("one", "other"):
        build(tmp_path / name, texts)
    one, other = (VersionedFolder(tmp_path / name).current() for name in ("one", "other"))
    assert one is not None
    assert other is not None
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in other.iterdir()}


def test_another_analyser_is_refused_unless_the_index_is_made_afresh(tmp_path: Path) -> None:
    build(tmp_path, {1: "甲"})
    other = Spaces()
    other.fingerprint = "other"
    with pytest.raises(IndexCorruptError):
        update_index(tmp_path, other, [])
    index = update_index(tmp_path, other, [IndexEntry(2, {"text": "乙"})], fresh=True)
    assert (index.fingerprint, index.keys.tolist()) == ("other", [2])


def test_an_index_of_another_format_is_announced_and_made_anew(tmp_path: Path) -> None:
    build(tmp_path, {1: "甲"})
    folder = VersionedFolder(tmp_path).current()
    assert folder is not None
    card = folder / "index.json"
    card.write_text(card.read_text("utf-8").replace('"format": 3', '"format": 0'), "utf-8")
    seal = json.loads((folder / "SEAL.json").read_text("utf-8"))
    seal["index.json"] = hashlib.sha256(card.read_bytes()).hexdigest()
    (folder / "SEAL.json").write_text(json.dumps(seal), "utf-8")
    with pytest.raises(IndexCorruptError, match="格式"):
        open_index(tmp_path)
    index = update_index(tmp_path, Spaces(), [IndexEntry(1, {"text": "甲"})], fresh=True)
    assert index.keys.tolist() == [1]


def test_a_writer_that_fails_leaves_the_last_good_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, {1: "甲"})

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("zwsearch.index.part.Part.write", fail)
    with pytest.raises(OSError, match="disk full"):
        update_index(tmp_path, Spaces(), [IndexEntry(2, {"text": "乙"})])
    index = open_index(tmp_path)
    assert index is not None
    assert index.keys.tolist() == [1]
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".staging")] == []


def test_many_small_changes_stay_few_parts(tmp_path: Path) -> None:
    held: dict[int, str] = {}
    dice = random.Random(9)
    for number in range(60):
        held[number] = f"甲 词{number % 7}"
        gone = {dice.choice(list(held))} if number % 3 == 0 else set()
        for key in gone:
            del held[key]
        index = update_index(tmp_path, Spaces(), [IndexEntry(k, {"text": held[k]}) for k in held if k == number], gone)
    assert len(index.parts) < 20
    whole = build(tmp_path / "whole", held)
    for word in ("甲", "词3"):
        one, other = index.rank([QueryTerm(word)]), whole.rank([QueryTerm(word)])
        assert one.keys.tolist() == other.keys.tolist()
        assert one.scores.tobytes() == other.scores.tobytes()


@pytest.mark.parametrize("damage", ["truncate", "flip", "delete", "garbage", "empty"])
def test_a_damaged_file_is_named_not_believed(tmp_path: Path, damage: str) -> None:
    build(tmp_path, random_texts(random.Random(1), 60))
    update_index(tmp_path, Spaces(), [IndexEntry(9999, {"text": "甲"})], [int(open_index(tmp_path).keys[0])])  # type: ignore[union-attr]
    folder = VersionedFolder(tmp_path).current()
    assert folder is not None
    for path in sorted(folder.iterdir()):
        good = path.read_bytes()
        bad = {
            "truncate": good[: len(good) * 2 // 3],
            "flip": good[: len(good) // 2] + bytes([good[len(good) // 2] ^ 0x55]) + good[len(good) // 2 + 1 :],
            "garbage": b"\xa5" * len(good),
            "empty": b"",
        }.get(damage)
        path.unlink()
        if bad is not None:
            path.write_bytes(bad)
        if damage == "flip" and path.name == "SEAL.json":
            path.write_bytes(b"{]" + good)
        with pytest.raises(IndexCorruptError) as caught:
            open_index(tmp_path)
        assert caught.value.hint
        path.write_bytes(good)
    assert open_index(tmp_path) is not None
