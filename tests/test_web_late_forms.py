"""A form whose session has ended comes back as it was typed after the password, and nobody else can make use of it."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator

import pytest
from conftest import TABLE
from fastapi.testclient import TestClient
from web_server import HOME, client_of, token_of

from zwsearch.web import held, session
from zwsearch.workspace import Workspace

PASSWORD = "一个够长的口令-2024"
OURS = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}
TYPED = "望江市<水利局>\n\"第二行\" & '第三行'"


@pytest.fixture
def late(filled: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A visitor whose session of a working day has ended, as a browser sends it."""
    monkeypatch.setattr("zwsearch.web.brake._PAUSE", 0.0)
    with client_of(filled.path, password=PASSWORD) as client:
        client.post("/login", data={"token": token_of(client, "/login"), "password": PASSWORD})
        assert client.get("/ledger").status_code == 200
        now = time.time()
        monkeypatch.setattr(session.time, "time", lambda: now + session.LIFETIME + 60)
        client.headers.update(OURS)
        yield client


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"(?:[^>]* value="([^"]*)"|[^>]*>\n([^<]*)</textarea>)', page)
    assert found is not None, name
    return html.unescape(found[1] if found[2] is None else found[2])


def log_in(client: TestClient, page: str, password: str = PASSWORD) -> str:
    data = {"token": field(page, "token"), "next": field(page, "next"), "password": password}
    return client.post("/login", data={**data, "held": field(page, "held")}).text


def task_of(workspace: Workspace) -> str:
    return workspace.tasks_matching()[0].id


def test_what_was_typed_comes_back_after_the_password_and_is_saved_with_a_click(
    late: TestClient, filled: Workspace
) -> None:
    task = task_of(filled)
    before = filled.show(task)
    data = {"token": "of this morning", "requirement": TYPED, "lead": "甲科", "seen": ""}
    asked = late.post(f"/tasks/{task}/edit?from=x", data=data)
    assert asked.status_code == 401
    assert "登录已过期" in asked.text
    assert "of this morning" not in asked.text
    wrong = log_in(late, asked.text, "错的口令")
    assert "口令不对" in wrong
    page = log_in(late, wrong)
    assert "已重新登录" in page
    assert (field(page, "requirement"), field(page, "lead")) == (TYPED, "甲科")
    assert f'action="/tasks/{task}/edit?from=x"' in page
    assert filled.show(task) == before, "nothing is changed without a click"
    assert late.get("/ledger", follow_redirects=False).status_code == 200
    form = {"token": field(page, "token"), "requirement": field(page, "requirement"), "lead": "甲科"}
    saved = late.post(f"/tasks/{task}/edit", data=form)
    assert "已改正" in saved.text
    assert filled.show(task).unit.lead == ("甲科",)  # type: ignore[union-attr]


def test_a_second_click_on_the_password_brings_it_back_again(late: TestClient, filled: Workspace) -> None:
    asked = late.post("/tag", data={"token": "x", "text": TABLE}).text
    for _ in range(2):
        assert field(log_in(late, asked), "text") == TABLE


def test_files_are_told_to_be_chosen_again(late: TestClient, filled: Workspace) -> None:
    files = [("files", ("甲.txt", TABLE.encode()))]
    asked = late.post("/tag", data={"token": "x", "text": "", "batch": "mine"}, files=files).text
    assert "文件要重新选择" in asked
    page = log_in(late, asked)
    assert "文件要重新选择" in page
    assert re.search(r'action="/tag" enctype="multipart/form-data"', page)
    assert '<input type="file" name="files" multiple>' in page
    data = {"token": field(page, "token"), "batch": field(page, "batch"), "text": ""}
    assert "3</strong> 条任务" in late.post("/tag", data=data, files=files).text


def test_a_button_without_anything_typed_asks_for_the_password_alone(late: TestClient, filled: Workspace) -> None:
    id_ = filled.list().notices[0].notice.id
    asked = late.post(f"/notices/{id_}/remove", data={"token": "x"})
    assert asked.status_code == 401
    assert 'name="held"' not in asked.text
    form = {"token": field(asked.text, "token"), "next": field(asked.text, "next"), "password": PASSWORD}
    assert late.post("/login", data=form).url.path == f"/notices/{id_}"
    assert len(filled.list().notices) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": ""},
        {"Origin": "null", "Sec-Fetch-Site": ""},
        {"Origin": "", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "", "Sec-Fetch-Site": "same-site"},
        {"Origin": HOME, "Sec-Fetch-Site": "cross-site"},
        {"Origin": "", "Sec-Fetch-Site": ""},
    ],
)
def test_what_another_site_sends_is_neither_held_nor_shown(
    late: TestClient, filled: Workspace, headers: dict[str, str]
) -> None:
    for name in OURS:
        del late.headers[name]
    sent = {name: value for name, value in headers.items() if value}
    asked = late.post("/tag", data={"token": "x", "text": "FROM ELSEWHERE"}, headers=sent)
    assert asked.status_code in (401, 403)
    assert "FROM ELSEWHERE" not in asked.text
    assert 'name="held"' not in asked.text
    # Nor can it slip something into the page for the password, also of a visitor who is logged in.
    slipped = {"held": held.Held("/tag", (("text", "FROM ELSEWHERE"),)).dump(), "password": PASSWORD}
    for token in ("x", token_of(late, "/login")):
        page = late.post("/login", data={**slipped, "token": token}, headers=sent)
        assert "再提交一次" not in page.text or page.status_code == 403
        assert 'action="/tag"' not in page.text


@pytest.mark.parametrize("address", ["//evil.example/x", "https://evil.example", "javascript:alert(1)", "tag", ""])
def test_a_held_form_leads_nowhere_else(late: TestClient, address: str) -> None:
    data = {"held": held.Held(address, (("text", "x"),)).dump(), "password": PASSWORD}
    page = late.post("/login", data={**data, "token": token_of(late, "/login")})
    assert page.url.path == "/"
    assert "再提交一次" not in page.text


@pytest.mark.parametrize("junk", ["", "x", "[]", "null", '{"fields": [1]}', '{"address": 1, "fields": "ab"}', "{}"])
def test_junk_in_the_place_of_a_held_form_is_passed_over(late: TestClient, junk: str) -> None:
    data = {"held": junk, "password": PASSWORD, "token": token_of(late, "/login")}
    assert late.post("/login", data=data).status_code == 200


def test_what_is_too_long_is_not_held_and_said(late: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "MOST", 20_000)
    files = [("files", ("小.txt", b"x")), ("files", ("大.pdf", b"x" * 200_000))]
    asked = late.post("/tag", data={"token": "x", "text": "写好的一段"}, files=files)
    assert "文件要重新选择" in asked.text
    assert len(asked.text) < 10_000
    page = log_in(late, asked.text)
    assert field(page, "text") == "写好的一段"
    assert "没有全部留下" in page


def test_a_long_form_of_one_field_is_not_held_by_half(late: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "MOST", 20_000)
    asked = late.post("/notices/x/edit", data={"title": "题", "requirement": "字" * 30_000})
    assert asked.status_code == 401
    assert 'name="held"' not in asked.text


def test_scripts_and_programs_get_the_failure(late: TestClient) -> None:
    told = late.post("/tag", data={"text": "x"}, headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (401, "login")
    assert late.post("/api/tag", json={"text": "x"}).json()["code"] == "login"
