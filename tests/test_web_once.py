"""A form that is sent twice is done once, and its sender never sees an error for it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import TABLE
from fastapi.testclient import TestClient
from web_server import client_of, token_of

from zwsearch.workspace import Workspace

PASSWORD = "一个够长的口令-2024"


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


def table_of(workspace: Workspace) -> str:
    return next(x.notice.id for x in workspace.list().notices if x.notice.source.name == "table.txt")


def marked_token(client: TestClient, page: str) -> str:
    """The token of a form of a page, with the mark of that page."""
    found = re.search(r'name="token" value="([^"]+\.[^"]+)"', client.get(page).text)
    assert found is not None
    return found[1]


def send(client: TestClient, path: str, data: dict[str, str]) -> tuple[int, str | None]:
    answer = client.post(path, data=data, follow_redirects=False)
    return answer.status_code, answer.headers.get("location")


@pytest.mark.parametrize(
    ("page", "path", "data"),
    [
        ("/notices/{id}", "/notices/{id}/remove", {}),
        ("/notices/{id}", "/notices/{id}/edit", {"issuer": "某局"}),
        ("/notices/{id}", "/notices/{id}/tasks", {"requirement": "公布水质。"}),
        ("/tasks/{id}-1", "/tasks/{id}-1/drop", {}),
        ("/tasks/{id}-1", "/tasks/{id}-1/edit", {"lead": "甲科"}),
        ("/tasks/{id}-1", "/tasks/{id}-1/label", {"category": "监督考核"}),
        ("/models", "/models/use", {"version": "shipped"}),
        ("/models", "/models/leave", {}),
        ("/models", "/models/take", {}),
    ],
)
def test_a_second_click_gets_the_answer_of_the_first(
    client: TestClient, filled: Workspace, page: str, path: str, data: dict[str, str]
) -> None:
    id_ = table_of(filled)
    form = {**data, "token": marked_token(client, page.format(id=id_))}
    first = send(client, path.format(id=id_), form)
    history = filled.history(id_) if "remove" not in path else ()
    assert first[0] == 303
    assert send(client, path.format(id=id_), form) == first
    assert (filled.history(id_) if "remove" not in path else ()) == history


def test_another_page_or_other_fields_are_another_act(client: TestClient, filled: Workspace) -> None:
    home = f"/notices/{table_of(filled)}"
    token = marked_token(client, home)
    path, data = f"{home}/tasks", {"token": token, "requirement": "公布水质。"}
    assert send(client, path, data)[0] == 303
    assert send(client, path, {**data, "requirement": "公布水价。"})[0] == 303
    assert send(client, path, {**data, "token": marked_token(client, home)})[0] == 400, "that task is there already"
    assert send(client, path, {**data, "token": "forged.mark"})[0] == 403
    client.cookies.clear()
    assert send(client, path, data)[0] == 403, "the answer is for its sender alone"


def test_a_failure_is_told_again_as_it_was(client: TestClient, filled: Workspace) -> None:
    home = f"/notices/{table_of(filled)}"
    data = {"token": marked_token(client, home), "undo": "1", "number": "9"}
    answers = [client.post(f"{home}/edit", data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "没有可以撤销的修改" in answers[1].text


def test_a_second_click_waits_for_the_first(
    client: TestClient, filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go, done = threading.Event(), threading.Event(), []

    def slow(workspace: Workspace, version: str) -> None:
        done.append(version)
        began.set()
        go.wait(30)

    monkeypatch.setattr(Workspace, "use_model", slow)
    form = {"token": marked_token(client, "/models"), "version": "shipped"}
    answers: list[Any] = []
    clicks = [threading.Thread(target=lambda: answers.append(send(client, "/models/use", form))) for _ in range(2)]
    clicks[0].start()
    assert began.wait(30)
    clicks[1].start()
    go.set()
    for click in clicks:
        click.join(30)
    assert answers == [(303, "/models")] * 2
    assert done == ["shipped"]


def test_pasting_twice_makes_one_draft_and_saving_twice_one_notice(client: TestClient, filled: Workspace) -> None:
    data = {"token": marked_token(client, "/tag"), "text": TABLE.replace("望江市", "鹿溪市")}
    first = send(client, "/tag", data)
    assert send(client, "/tag", data) == first
    home = str(first[1])
    assert client.get("/tag").text.count('<li><a href="/tag/') == 1
    form = {"token": marked_token(client, home)}
    saved = send(client, f"{home}/save", form)
    assert saved[0] == 303
    assert send(client, f"{home}/save", form) == saved
    assert len(filled.list().notices) == 3
    for _ in range(2):
        assert send(client, f"{home}/drop", {"token": token_of(client)}) == (303, "/tag")


def test_logging_in_and_out_twice(filled: Workspace) -> None:
    with client_of(filled.path, password=PASSWORD) as client:
        form = {"token": marked_token(client, "/login"), "password": PASSWORD}
        assert [send(client, "/login", form)[0] for _ in range(2)] == [303, 303]
        out = {"token": marked_token(client, "/")}
        assert [send(client, "/logout", out) for _ in range(2)] == [(303, "/login")] * 2
        assert client.get("/", follow_redirects=False).status_code == 303
