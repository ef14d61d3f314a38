"""Training in the background: its stages, and what is said and logged when it fails."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zwsearch.errors import LabelError, UsageError
from zwsearch.tag import Comparison
from zwsearch.tag.evaluation import evaluate_outcomes
from zwsearch.web.shelf import Shelf
from zwsearch.web.training import Training
from zwsearch.workspace.candidate import STAGES, Candidate, Tell
from zwsearch.workspace.models import TrainReport

_NOTHING = evaluate_outcomes([])
FITTED = Candidate({}, TrainReport(0, 0, Comparison(None, _NOTHING, None, None), _NOTHING, (), None), None)


def slow(workspace: str, tell: Tell) -> Any:
    for stage in STAGES[:2]:
        tell(stage)
    while not (Path(workspace) / "go").exists():
        time.sleep(0.02)
    return FITTED


def breaks(_workspace: str, _tell: Tell) -> Any:
    raise ZeroDivisionError("nobody foresaw this")


def dies(_workspace: str, _tell: Tell) -> Any:
    os._exit(9)


def refuses(_workspace: str, _tell: Tell) -> Any:
    raise LabelError("标注太少", hint="再标注一些")


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    assert holds()


def test_stages_are_those_that_the_process_tells(tmp_path: Path) -> None:
    training = Training(tmp_path, print, Shelf(tmp_path), fit=slow)
    assert (training.state, training.share) == ("idle", 0.0)
    training.start()
    until(lambda: training.stage == "fit")
    assert (training.state, training.share) == ("running", 0.25)
    with pytest.raises(UsageError, match="正在训练"):
        training.start()
    (tmp_path / "go").touch()
    until(lambda: training.state == "ready")
    assert (training.share, training.waiting()) == (1.0, FITTED)
    training.drop()
    assert training.state == "idle"


@pytest.mark.parametrize(
    ("fit", "said", "logged"), [(breaks, "程序出错", "nobody foresaw"), (dies, "意外结束", "Broken")]
)
def test_a_crash_is_told_in_plain_words_and_logged(tmp_path: Path, fit: Any, said: str, logged: str) -> None:
    lines: list[str] = []
    training = Training(tmp_path, lines.append, Shelf(tmp_path), fit=fit)
    training.start()
    until(lambda: training.state == "failed" and bool(lines))
    assert training.failure is not None
    assert said in training.failure.error
    assert "现在的模型没有变" in training.failure.hint
    assert logged in lines[0]
    assert training.candidate is None
    training.close()


def test_what_the_user_can_mend_is_said_as_it_is_and_not_logged(tmp_path: Path) -> None:
    lines: list[str] = []
    training = Training(tmp_path, lines.append, Shelf(tmp_path), fit=refuses)
    training.start()
    until(lambda: training.state == "failed")
    assert training.failure is not None
    assert training.failure.shape() == {"ok": False, "code": "labels", "error": "标注太少", "hint": "再标注一些"}
    training.close()
    assert lines == []


def test_ending_a_training_is_no_crash(tmp_path: Path) -> None:
    lines: list[str] = []
    training = Training(tmp_path, lines.append, Shelf(tmp_path), fit=slow)
    training.start()
    until(lambda: training.stage == "fit")
    training.close()
    assert (training.state, lines) == ("idle", [])
