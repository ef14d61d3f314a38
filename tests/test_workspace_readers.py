"""What a reader that stays open sees while others write: its snapshot, and a new version as soon as it is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PLAN

from zwsearch.workspace import Workspace, following, freshness

_BEHIND = "正在写入"


def _store_ahead(writer: Workspace, notices: Path) -> None:
    """A writer that has stored a notice and not yet indexed it."""
    (notices / "more.txt").write_text(PLAN.replace("云川县", "鹿溪县"), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workspace, "bring_in_step", lambda *_: ())
        writer.index(notices)


def test_an_unchanged_store_is_compared_once(filled: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[object] = []
    holds_all = freshness.holds_all
    monkeypatch.setattr(freshness, "holds_all", lambda *given: looked.append(given) or holds_all(*given))
    with Workspace(filled.path) as reader:
        totals = [reader.query("解读").total for _ in range(5)]
    assert len(looked) == 1
    assert totals == [totals[0]] * 5


def test_while_another_writes_readers_wait_once_and_see_the_new_version_at_once(
    filled: Workspace, notices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "_LOOKS_EVERY", 3600.0)
    with Workspace(filled.path) as reader, Workspace(filled.path) as writer:
        before = reader.query("政务公开").total
        _store_ahead(filled, notices)
        with writer.writing() as store:
            waits: list[float] = []
            held = reader._lock.held
            monkeypatch.setattr(reader._lock, "held", lambda seconds: waits.append(seconds) or held(seconds))
            for _ in range(4):
                page = reader.query("政务公开")
                assert page.total == before
                assert any(_BEHIND in note for note in page.notes)
            assert len(waits) == 1, "only the first question waits for the writer"
            writer.bring_in_step(store)
            page = reader.query("政务公开")
            assert page.total > before, "a version that is published counts at once, though the writer goes on"
            assert not any(_BEHIND in note for note in page.notes)


def test_words_added_by_another_reach_a_reader_that_stays_open(filled: Workspace) -> None:
    with Workspace(filled.path) as reader:
        reader.query("解读")
        old = reader.analyser.fingerprint
        filled.add_words("图文解读")
        page = reader.query("图文解读")
        _, index, _ = reader.in_step()
        assert page.total == 1
        assert index is not None
        assert index.fingerprint == reader.analyser.fingerprint != old
