"""A disk that is full, read-only or gone, and requests that are not quite right: what visitors are told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from test_web_training import until
from web_server import client_of, token_of

from zwsearch.errors import WorkspaceError
from zwsearch.web.training import Training
from zwsearch.workspace import Workspace


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


def test_a_workspace_that_vanished_is_told_and_never_passed_off_as_the_sample(
    client: TestClient, filled: Workspace, tmp_path: Path
) -> None:
    token = token_of(client)
    assert "望江市" in client.get("/notices").text
    filled.close()
    filled.path.rename(tmp_path / "elsewhere")
    for path in ("/", "/notices", "/ledger", "/review", "/api/stats", "/models"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert "存放通知的文件夹不见了" in answer.text
        assert "示例语料" not in answer.text
        assert str(filled.path) not in answer.text
    answer = client.post("/tag", data={"token": token, "text": "望江市\n（一）公开。"})
    assert (answer.status_code, str(filled.path) in answer.text) == (503, False)
    assert not filled.path.exists(), "an empty one in its place would hide the loss"
    (tmp_path / "elsewhere").rename(filled.path)
    assert "望江市" in client.get("/notices").text


def test_a_disk_that_can_be_written_again_is_written_without_a_restart(
    client: TestClient, filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_, token = filled.tasks_matching()[0].id, token_of(client)
    form = {"token": token, "category": "监督考核"}
    with monkeypatch.context() as patch:
        access = os.access
        patch.setattr(os, "access", lambda path, mode, **more: mode != os.W_OK and access(path, mode, **more))
        assert client.get("/notices").status_code == 200
        refused = client.post(f"/tasks/{id_}/label", data=form)
        assert refused.status_code == 503
        assert "现在不能写入，没有改动" in refused.text
        started: list[object] = []
        patch.setattr(Training, "start", started.append)
        for path, body in (("/models/train", {"data": form}), ("/api/train", {"json": {}})):
            assert client.post(path, **body).status_code == 503  # type: ignore[arg-type]
        assert started == []
    assert client.post(f"/tasks/{id_}/label", data=form).status_code == 200
    assert "监督考核" in client.get(f"/tasks/{id_}").text


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("unwritable", "现在不能写入"),
        ("full", "磁盘已满"),
        ("disk", "磁盘读写出错或已满"),
        ("busy", "正在被另一个程序写入"),
        ("workspace", "存放通知的数据现在打不开"),
    ],
)
def test_visitors_read_of_no_folder_and_no_option_of_the_command_line(
    client: TestClient, filled: Workspace, monkeypatch: pytest.MonkeyPatch, code: str, told: str
) -> None:
    def broken(*_: object) -> None:
        raise WorkspaceError("工作区坏了：/srv/secret", hint="请用 --workspace 换一个", code=code)

    monkeypatch.setattr(Workspace, "stats", broken)
    for path in ("/stats", "/api/stats"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert told in answer.text
        assert "/srv/secret" not in answer.text
        assert "--" not in answer.text.partition("<main")[2]
    assert "/srv/secret" in (filled.path / "zwsearch.log").read_text("utf-8")


def test_head_answers_as_get_does_without_a_body(client: TestClient, filled: Workspace) -> None:
    id_ = filled.list().notices[0].notice.id
    for path in ("/", "/notices", f"/notices/{id_}/original", "/ledger.xlsx", "/api/stats", "/static/style.css", "/x"):
        head, get = client.head(path), client.get(path)
        assert head.status_code == get.status_code, path
        assert head.content == b""
        assert head.headers["content-type"] == get.headers["content-type"]
        assert head.headers.get("content-disposition") == get.headers.get("content-disposition")
    assert client.head("/ledger.xlsx").headers["content-length"] != "0"


@pytest.mark.parametrize(
    ("path", "home"),
    [
        ("/notices/{}/edit", "/notices/{}"),
        ("/notices/{}/tasks", "/notices/{}"),
        ("/tasks/{}-1/label", "/tasks/{}-1"),
        ("/review/all/undo", "/review"),
        ("/models/train", "/models"),
        ("/logout", "/"),
    ],
)
def test_the_address_of_a_form_leads_back_to_its_page(
    client: TestClient, filled: Workspace, path: str, home: str
) -> None:
    id_ = filled.show(filled.tasks_matching()[0].id).notice.id
    answer = client.get(path.format(id_))
    assert (answer.status_code, answer.url.path) == (200, home.format(id_))
    assert client.get("/api/train/take").status_code == 405


def test_a_slip_of_a_visitor_is_nothing_for_the_log(client: TestClient, filled: Workspace) -> None:
    id_ = filled.tasks_matching()[0].id
    for method, path, body in (
        ("POST", "/api/train/take", {}),
        ("POST", "/api/models/use", {"version": "v9"}),
        ("GET", "/api/notices/none", None),
        ("GET", "/api/query?q=%22", None),
        ("PUT", f"/api/tasks/{id_}/label", {"category": "没有这一类"}),
        ("DELETE", f"/api/tasks/{id_}/label", None),
    ):
        assert 400 <= client.request(method, path, json=body).status_code < 500, path
    assert not (filled.path / "zwsearch.log").exists()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/tag"),
        ("PATCH", "/api/notices/{}"),
        ("PATCH", "/api/tasks/{}-1"),
        ("PUT", "/api/tasks/{}-1/label"),
    ],
)
def test_a_body_of_another_type_is_refused_in_the_same_words(
    client: TestClient, filled: Workspace, method: str, path: str, kind: str
) -> None:
    id_ = filled.list().notices[0].notice.id
    answer = client.request(method, path.format(id_), content=b"{}", headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["error"]) == (403, "没有说明正文是 JSON")


@pytest.mark.parametrize("page", ["1000000", "1000001", "99999999999999999999999"])
def test_no_page_is_named_that_was_not_asked_for(client: TestClient, page: str) -> None:
    told = client.get(f"/notices?page={page}").text
    assert "没有那么多页，下面是最后一页（第 1 页）" in told
    assert "1000000 页" not in told
    assert "没有第 999999 页" in client.get("/notices?page=999999").text


def test_a_program_may_delete_without_naming_a_type_and_is_told_when_it_must(
    client: TestClient, filled: Workspace
) -> None:
    id_ = filled.tasks_matching()[0].id
    filled.label(id_, "监督考核")
    assert client.delete(f"/api/tasks/{id_}/label").status_code == 200
    refused = client.post("/api/train", content=b"")
    assert (refused.status_code, "Content-Type: application/json" in refused.json()["hint"]) == (403, True)
    described = client.get("/openapi.json").json()["paths"]["/api/train"]["post"]["responses"]["403"]["description"]
    assert "Content-Type: application/json" in described


@pytest.mark.parametrize(
    ("method", "path", "body", "told"),
    [
        ("GET", "/api/query?q=公开&catgory=政策解读", None, "没有名为“catgory”的参数"),
        ("GET", "/api/stats?x=1", None, "没有名为“x”的参数"),
        ("GET", "/api/query?q=公开&year=abc", None, "year“abc” 应是整数"),
        ("GET", "/api/query?q=公开&year=3", None, "year“3” 不能小于 1000"),
        ("GET", "/api/query", None, "q 没有给出"),
        ("GET", "/api/export?format=pdf", None, "format“pdf” 只能是"),
        ("GET", "/api/query?q=公开&due_before=昨天", None, "due_before“昨天” 请写成 2023-12-31 的样子"),
        ("POST", "/api/tag", b'{"text": "x", ', "不是 JSON，第 "),
        ("POST", "/api/tag", b'{"text": "x", "more": 1}', "more 没有这一项"),
        ("POST", "/api/tag", b"{}", "text 没有给出"),
        ("POST", "/api/tag", b"[]", "正文 应是 JSON 对象"),
    ],
)
def test_a_slip_of_a_program_is_named_in_words(
    client: TestClient, method: str, path: str, body: bytes | None, told: str
) -> None:
    answer = client.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert told in answer.json()["error"]
    assert "、0" not in answer.json()["error"]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ending_a_server_by_the_keyboard_is_no_failure(filled: Workspace) -> None:
    arguments = ["--workspace", str(filled.path), "serve", "--no-open", "--port", "0"]
    server = subprocess.Popen(
        [sys.executable, "-m", "zwsearch", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert server.stdout is not None
    address = server.stdout.readline().decode().strip()

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"{address}api/stats", timeout=30) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    until(answers)
    server.send_signal(signal.SIGINT)
    _, errors = server.communicate(timeout=60)
    assert server.returncode == 0
    assert errors.decode().count("\n") == 1, "the line that says how to end it"


@pytest.mark.parametrize(
    ("text", "told"), [("公开。\n" * 100_000, "有 100000 行，一次最多 6000 行"), ("公" * 400_001, "400001 个字符")]
)
def test_more_than_can_be_read_while_somebody_waits_is_refused_at_once(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    def never(_: str) -> None:
        raise AssertionError("the work has begun")

    monkeypatch.setattr("zwsearch.read.blocks_of_text", never)
    answer = client.post("/tag", data={"token": token_of(client), "text": text})
    assert (answer.status_code, told in answer.text) == (400, True)
    for_program = client.post("/api/tag", json={"text": text})
    assert (for_program.status_code, told in for_program.json()["error"]) == (413, True)
