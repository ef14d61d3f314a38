"""Long work gives way to what people wait for."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from zwsearch.workspace.children import begin_work

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="niceness is not a thing of Windows")


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)


def test_a_process_that_works_for_another_gives_way() -> None:
    before = niceness()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=begin_work) as pool:
        assert pool.submit(niceness).result(60) == max(before, 10)
    assert niceness() == before


def test_indexing_gives_way_and_a_question_does_not(tmp_path: Path) -> None:
    notice = tmp_path / "通知.txt"
    notice.write_text("关于做好政务公开工作的通知\n一、及时发布政策解读。（责任单位：办公室）\n", "utf-8")
    said = (
        "import os, sys; from zwsearch.cli import main; main(sys.argv[1:]); print(os.getpriority(os.PRIO_PROCESS, 0))"
    )

    def after(*command: str) -> int:
        line = [sys.executable, "-c", said, "--workspace", str(tmp_path / "工作区"), *command]
        done = subprocess.run(
            line, capture_output=True, encoding="utf-8", check=True, env={**os.environ, "PYTHONUTF8": "1"}
        )
        return int(done.stdout.splitlines()[-1])

    before = niceness()
    assert after("index", str(notice)) == max(before, 10)
    assert after("query", "政策解读") == before
