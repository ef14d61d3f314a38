"""A new model that nobody has decided on outlives a restart, and is dropped where it can no longer be taken."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from test_workspace_corrections import fitted
from web_server import client_of, token_of

from zwsearch.errors import ModelError
from zwsearch.web.shelf import Shelf
from zwsearch.web.training import Training
from zwsearch.workspace import Workspace
from zwsearch.workspace.candidate import Candidate, take_candidate
from zwsearch.workspace.kept_candidate import pack, unpack

KEPT = "web/candidate.zip"


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> Candidate:
    """What training would give: the shipped model again, which is of the present words."""
    with Workspace(tmp_path_factory.mktemp("w")) as workspace:
        assert workspace.model is not None
        assert not workspace.model.stale
        return fitted(workspace)


def trained(client: TestClient, offered: Candidate) -> None:
    """As if a training had just come to its end."""
    training: Training = client.app.state.house.training  # type: ignore[attr-defined]
    training._future = Future()
    training._future.add_done_callback(training._end)
    training._future.set_result(offered)


def test_it_comes_back_as_it_was(offered: Candidate) -> None:
    offered = replace(offered, report=replace(offered.report, notes=("一句",), left_out=("平台建设",)))
    again = unpack(pack(offered))
    assert (again.files, again.based_on) == (dict(offered.files), offered.based_on)
    assert again.report == offered.report


def figures(page: str) -> str:
    """The table of old against new."""
    return page.partition('aria-label="新旧比较"')[2].partition("</table>")[0]


@pytest.mark.parametrize("decision", ["take", "leave"])
def test_it_is_offered_after_a_restart_until_somebody_decides(
    filled: Workspace, offered: Candidate, decision: str
) -> None:
    with client_of(filled.path) as client:
        trained(client, offered)
        before = client.get("/models").text
    assert (filled.path / KEPT).stat().st_mode & 0o777 == 0o600
    with client_of(filled.path) as client:
        page = client.get("/models").text
        assert "采用新模型" in page
        assert "上次训练没有做完" not in page
        assert figures(page) == figures(before)
        told = client.get("/api/train").json()
        assert (told["state"], told["interrupted"]) == ("ready", False)
        done = client.post(f"/models/{decision}", data={"token": token_of(client)}).text
        assert ("已采用新模型 v000001" if decision == "take" else "保留原来的模型") in done
    assert not (filled.path / KEPT).exists()
    with client_of(filled.path) as client:
        assert client.get("/api/train").json()["state"] == "idle"


def damaged(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(255 - byte for byte in data[middle : middle + 40]) + data[middle + 40 :]


def of_another_format(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, json.dumps({**json.loads(part), "format": 99}) if name == "report.json" else part)
    return made.getvalue()


@pytest.mark.parametrize(
    "damage", [damaged, of_another_format, lambda data: data[:-200], lambda _: b"", lambda _: b"x"]
)
def test_a_damaged_one_is_dropped_with_a_line_in_the_log(
    filled: Workspace, offered: Candidate, damage: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(ModelError):
        unpack(damage(pack(offered)))
    (filled.path / "web").mkdir(exist_ok=True)
    (filled.path / KEPT).write_bytes(damage(pack(offered)))
    with client_of(filled.path) as client:
        assert client.get("/api/train").json()["state"] == "idle"
        assert "重新训练" in client.get("/models").text
    assert not (filled.path / KEPT).exists()
    assert "新模型已损坏" in (filled.path / "zwsearch.log").read_text("utf-8")


def other_words(workspace: Workspace, _: Candidate) -> None:
    workspace.add_words("灌区农户")


def other_categories(workspace: Workspace, _: Candidate) -> None:
    named = [{"name": name, "definition": "。"} for name in ("政策解读", "其他类别")]
    (workspace.path / "taxonomy.json").write_text(json.dumps(named), "utf-8")


def other_model(workspace: Workspace, offered: Candidate) -> None:
    take_candidate(workspace, offered)


@pytest.mark.parametrize(
    ("change", "told"),
    [(other_words, "自定义的词改过"), (other_categories, "类别表改过"), (other_model, "换用过别的模型")],
)
def test_an_outdated_one_is_dropped_with_a_line_in_the_log(
    filled: Workspace, offered: Candidate, change: Callable[[Workspace, Candidate], object], told: str
) -> None:
    with client_of(filled.path) as client:
        trained(client, offered)
    change(filled, offered)
    with client_of(filled.path) as client:
        assert client.get("/api/train").json()["state"] == "idle"
    assert not (filled.path / KEPT).exists()
    assert told in (filled.path / "zwsearch.log").read_text("utf-8")


def test_while_the_categories_cannot_be_read_it_waits(filled: Workspace, offered: Candidate) -> None:
    with client_of(filled.path) as client:
        trained(client, offered)
    (filled.path / "taxonomy.json").write_text("[", "utf-8")
    with client_of(filled.path) as client:
        assert client.get("/api/train").json()["state"] == "idle"
    (filled.path / "taxonomy.json").unlink()
    with client_of(filled.path) as client:
        assert client.get("/api/train").json()["state"] == "ready"


# Keeps a new model in the folders killed-1, killed-2 … and dies in the n-th when the n-th step that touches the disk
# begins; the folder where it came to the end is the last one.
_VICTIM = textwrap.dedent("""
    import os, pathlib, signal, sys
    from zwsearch.web.shelf import Shelf
    from zwsearch.web.training import Training
    from zwsearch.workspace.kept_candidate import unpack

    parent = pathlib.Path(sys.argv[1])
    offered = unpack((parent / "packed").read_bytes())
    left = 0

    def hook(event, arguments):
        global left
        if event in ("os.rename", "os.mkdir", "os.remove") or (event == "open" and arguments[2] & os.O_WRONLY):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    for number in range(1, 40):
        left = 0
        child = os.fork()
        if child == 0:
            place = parent / f"killed-{number}"
            place.mkdir()
            left = number
            training = Training(place, print, Shelf(place))
            training._shelf.put_json("training.json", {"process": os.getpid()})
            if training._keep(offered):
                training._shelf.drop("training.json")
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            sys.exit(status)
""")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="没有 fork")
def test_killed_at_any_step_of_keeping_it_is_there_whole_or_not_at_all(offered: Candidate, tmp_path: Path) -> None:
    (tmp_path / "packed").write_bytes(pack(offered))
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-W", "ignore", "-c", _VICTIM, str(tmp_path)]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    places = sorted(tmp_path.glob("killed-*"), key=lambda place: int(place.name.partition("-")[2]))
    assert len(places) > 5, "it was killed at many steps"
    lines: list[str] = []
    seen = []
    for place in places:
        training = Training(place, lines.append, Shelf(place))
        seen.append((training.state, training.interrupted))
        assert training.candidate is None or training.candidate.based_on
        training._keep(offered)
        assert Training(place, lines.append, Shelf(place)).state == "ready"
        assert [path.name for path in (place / "web").glob(".candidate*")] == []
    assert lines == []
    assert seen[-1] == ("ready", False)
    assert {state for state, _ in seen} == {"idle", "ready"}
    assert ("idle", True) in seen, "then it is told that the training was in vain"
