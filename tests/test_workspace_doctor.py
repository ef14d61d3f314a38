"""The doctor's second opinion on rankings, and what an own taxonomy leaves out of training."""

from __future__ import annotations

import pytest

from zwsearch.index import BuiltInIndex, open_index
from zwsearch.tag import Taxonomy
from zwsearch.workspace import Workspace, rankings
from zwsearch.workspace.models import gather_labels


def checks(workspace: Workspace, *, repair: bool = True) -> dict[str, tuple[bool, bool, str]]:
    found = workspace.doctor(repair=repair).checks
    return {check.name: (check.sound, check.repaired, check.message) for check in found}


def test_the_ranking_is_compared_with_rank_bm25(filled: Workspace) -> None:
    sound, _, message = checks(filled)["排序"]
    assert sound
    assert "rank-bm25" in message
    assert "一致" in message


def test_a_wrong_score_is_seen(filled: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    rank_words = BuiltInIndex.rank_words

    def shifted(self: BuiltInIndex, *arguments: object, **options: object) -> object:
        ranking = rank_words(self, *arguments, **options)  # type: ignore[arg-type]
        ranking.scores[:] *= 1 + 1e-6
        return ranking

    monkeypatch.setattr(BuiltInIndex, "rank_words", shifted)
    sound, repaired, message = checks(filled)["排序"]
    assert (sound, repaired) == (False, False), message
    assert not filled.doctor(repair=False).sound
    monkeypatch.undo()
    assert checks(filled)["排序"][0]


def test_beyond_a_size_a_part_is_ranked_aside(filled: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rankings, "MOST_UNITS", 3)
    monkeypatch.setattr(rankings, "PART", 4)
    store, index = filled.existing(), open_index(filled.index_root)
    assert store is not None
    assert index is not None
    words, units, wrong = rankings.differing(index, store, filled.analyser)
    assert words > 0
    assert (units, wrong) == (4, [])


def test_the_doctor_says_what_was_done(filled: Workspace) -> None:
    part = max((path for path in filled.index_root.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 0xFF
    part.write_bytes(data)
    filled.close()
    assert not filled.doctor(repair=False).sound
    sound, repaired, message = checks(filled)["索引"]
    assert (sound, repaired) == (False, True)
    assert "已从数据库重建" in message
    assert all(sound for sound, _, _ in checks(filled).values())


def test_an_own_taxonomy_says_which_shipped_labels_are_left_out(filled: Workspace) -> None:
    shipped = Taxonomy.load()
    kept = [item for item in shipped.to_data() if item["name"] not in ("财政信息", "保密审查")]
    own = Taxonomy.from_data([*kept, {"name": "预算公开"}])
    labels, _, notes = gather_labels(filled.existing(), None, own)
    everything, _, no_notes = gather_labels(filled.existing(), None, shipped)
    assert no_notes == []
    assert {label.category for label in labels} <= {*own.names, "非任务"}
    assert not any(set(label.also) - set(own.names) for label in labels)
    dropped = [label for label in everything if label.category in ("财政信息", "保密审查")]
    assert len(labels) == len(everything) - len(dropped)
    (note,) = notes
    for part in ("财政信息", "保密审查", f"{len(dropped)} 条标注"):
        assert part in note
