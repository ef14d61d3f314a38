"""The index on disk when things go wrong: killed at each step, written by two, read meanwhile, bits flipped."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from zwsearch.errors import IndexCorruptError
from zwsearch.index import BuiltInIndex, IndexEntry, QueryTerm, open_index, update_index
from zwsearch.versions import VersionedFolder

ROOT = Path(__file__).resolve().parents[1]


class Spaces:
    fingerprint = "spaces"

    def index_terms(self, text: str) -> tuple[list[str], list[str]]:
        return text.split(), []


# Makes an index, then adds to it and takes away from it in a child that dies when the n-th step that touches the disk
# begins; a folder for each n, until a child comes to its end.
_VICTIM = textwrap.dedent("""
    import os, pathlib, signal, sys
    from zwsearch.index import IndexEntry, update_index

    class Spaces:
        fingerprint = "spaces"
        def index_terms(self, text):
            return text.split(), []

    left = 0
    def hook(event, arguments):
        global left
        writes = event == "open" and (str(arguments[1])[:1] in "wa" or (arguments[2] or 0) & os.O_CREAT)
        if writes or event in ("os.rename", "os.mkdir", "os.link", "os.remove", "os.rmdir"):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    parent = pathlib.Path(sys.argv[1])
    sys.addaudithook(hook)
    for number in range(1, 200):
        root = parent / f"killed-{number}"
        update_index(root, Spaces(), [IndexEntry(key, {"text": "旧 甲"}) for key in range(1, 9)])
        update_index(root, Spaces(), [IndexEntry(9, {"text": "旧 乙"})])
        child = os.fork()
        if child == 0:
            left = number
            update_index(root, Spaces(), [IndexEntry(10, {"text": "新"})], [1])
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            sys.exit(status)
""")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="没有 fork")
def test_killed_at_any_step_the_old_or_the_new_index_opens(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _VICTIM, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = set()
    places = list(tmp_path.glob("killed-*"))
    for place in places:
        index = open_index(place)
        assert index is not None
        seen.add(tuple(index.keys.tolist()))
        again = update_index(place, Spaces(), [IndexEntry(10, {"text": "新"})], [1])
        assert again.keys.tolist() == list(range(2, 11))
        assert again.rank([QueryTerm("新")]).keys.tolist() == [10]
        assert not list(place.glob(".staging-*"))
        versions = VersionedFolder(place)
        assert all(not versions.verify(name) for name in versions.versions())
    assert len(places) > 10
    assert seen == {tuple(range(1, 10)), tuple(range(2, 11))}


def test_two_processes_that_index_at_once_lose_nothing(tmp_path: Path) -> None:
    from zwsearch.workspace import Workspace

    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        for number in range(4):
            text = f"关于做好{name}第{number}批工作的通知\n\n一、按月公布{name}事项清单。\n二、汇总{number}号材料。\n"
            (folder / f"{number}.txt").write_text(text, "utf-8")
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "zwsearch", "--workspace", str(tmp_path / "ws"), "index", str(tmp_path / name)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for name in ("one", "two")
    ]
    for writer in writers:
        _, errors = writer.communicate()
        assert writer.returncode == 0, errors.decode()
    with Workspace(tmp_path / "ws") as workspace:
        assert len(workspace.list().notices) == 8
        assert workspace.query("公布事项清单", k=50).total >= 8
        assert workspace.doctor(repair=False).sound


def test_readers_in_threads_agree_while_versions_come_and_go(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    before = update_index(tmp_path, Spaces(), [IndexEntry(key, {"text": f"甲 词{key % 7}"}) for key in range(1, 500)])
    expected = before.rank([QueryTerm("甲"), QueryTerm("词3")], limit=20)

    def read(_: int) -> bool:
        found = before.rank([QueryTerm("甲"), QueryTerm("词3")], limit=20)
        return found.keys.tolist() == expected.keys.tolist() and found.scores.tobytes() == expected.scores.tobytes()

    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(read, range(200))
        for number in range(6):
            update_index(tmp_path, Spaces(), [IndexEntry(1000 + number, {"text": "甲"})], [number + 1], keep=1)
        assert all(answers)


@pytest.mark.parametrize("seed", range(3))
def test_any_flipped_bit_is_found_when_the_index_is_opened(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    texts = [" ".join(f"词{dice.randrange(90)}" for _ in range(20)) for _ in range(300)]
    update_index(tmp_path, Spaces(), [IndexEntry(key, {"text": text}) for key, text in enumerate(texts)])
    folder = VersionedFolder(tmp_path).current()
    assert folder is not None
    (path,) = folder.glob("part-*")
    good = path.read_bytes()
    whole = open_index(tmp_path)
    assert whole is not None
    ranking = whole.rank([QueryTerm("词3")])
    for _ in range(40):
        at = dice.randrange(len(good))
        path.write_bytes(good[:at] + bytes([good[at] ^ 1 << dice.randrange(8)]) + good[at + 1 :])
        try:
            index = open_index(tmp_path)
        except IndexCorruptError:
            continue
        assert index is not None  # the bit was in the padding between two arrays
        assert index.rank([QueryTerm("词3")]).scores.tobytes() == ranking.scores.tobytes()
    path.write_bytes(good)


def test_postings_that_no_check_has_seen_do_not_crash_the_kernel(tmp_path: Path) -> None:
    index: BuiltInIndex = update_index(
        tmp_path, Spaces(), [IndexEntry(key, {"text": f"甲 词{key % 5}"}) for key in range(6000)], ()
    )
    index = update_index(tmp_path, Spaces(), [], [17])
    (part,) = index.parts
    dice = np.random.default_rng(1)
    part.units = dice.integers(0, 1 << 16, len(part.units)).astype(np.uint16)
    part.codes = dice.integers(0, 1 << 8, len(part.codes)).astype(np.uint8)
    from zwsearch.kernel import kernel

    if kernel() is None:
        pytest.skip("没有编译好的内核（没有 C 编译器）")
    for limit in (None, 10):
        for words in (["甲"], ["甲", "词1"], ["词1", "词2", "词3", "甲"]):
            assert len(index.rank([QueryTerm(word) for word in words], limit=limit).keys) <= 6000
