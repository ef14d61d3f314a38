"""Who may do what: forms, hosts, origins, sizes, the password, the headers, and what a stranger is told."""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from web_server import HOME, client_of, token_of

from zwsearch.cli.app import main
from zwsearch.web.brake import Brake
from zwsearch.web.failures import RefusedError
from zwsearch.web.session import COOKIE, Signer
from zwsearch.web.shelf import Shelf
from zwsearch.workspace import Workspace

PASSWORD = "一个够长的口令-2024"


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


@pytest.fixture
def locked(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path, password=PASSWORD) as client:
        yield client


CHANGES = [
    "/tag",
    "/tag/x/save",
    "/tag/all/x/save",
    "/tag/all/x/drop",
    "/tag/x/category",
    "/tag/x/drop",
    "/tag/x/replace",
    "/tag/drop",
    "/tasks/x/label",
    "/tag/x/replace/undo",
    "/review/all",
    "/review/all/undo",
    "/notices/x/remove",
    "/notices/x/edit",
    "/notices/x/tasks",
    "/notices/x/merge",
    "/tasks/x/split",
    "/tasks/x/drop",
    "/tasks/x/edit",
    "/models/train",
    "/models/take",
    "/models/leave",
    "/models/use",
    "/name",
    "/login",
    "/logout",
]


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("token", [None, "", "forged", "令牌"])
def test_no_change_without_the_token_of_the_form(client: TestClient, path: str, token: str | None) -> None:
    client.get("/")
    answer = client.post(path, data={} if token is None else {"token": token})
    assert answer.status_code == 403


def test_every_changing_route_is_in_the_list_above(client: TestClient) -> None:
    def paths(routes: object) -> Iterator[str]:
        for route in routes:  # type: ignore[attr-defined]
            if "POST" in (getattr(route, "methods", None) or ()):
                yield route.path
            inner = getattr(getattr(route, "original_router", None), "routes", ())
            yield from paths(inner)

    found = {path for path in paths(client.app.routes) if not path.startswith("/api")}  # type: ignore[attr-defined]
    assert {path.replace("{id_}", "x").replace("{batch}", "x") for path in found} == set(CHANGES)


def test_the_token_of_another_session_is_worth_nothing(client: TestClient) -> None:
    token = token_of(client)
    client.cookies.clear()
    assert client.post("/models/leave", data={"token": token}).status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_changes_from_foreign_pages_are_refused(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/models/leave", data={"token": token_of(client)}, headers=headers)
    assert answer.status_code == 403
    told = client.post("/api/tag", json={"text": "x"}, headers=headers)
    assert told.status_code == 403
    assert told.json()["ok"] is False


def test_the_api_takes_no_body_that_a_foreign_form_could_send(client: TestClient, filled: Workspace) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert client.post("/api/train", content=b"{}", headers={"Content-Type": kind}).status_code == 403
    # No form can send a DELETE, and a foreign script must ask first, which says where it comes from.
    id_ = filled.list().notices[0].notice.id
    foreign = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert client.delete(f"/api/notices/{id_}", headers=foreign).status_code == 403
    asked = client.options(f"/api/notices/{id_}", headers={**foreign, "Access-Control-Request-Method": "DELETE"})
    assert "access-control-allow-methods" not in asked.headers
    assert len(filled.list().notices) == 2


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_other_host_names_are_refused(client: TestClient, host: str) -> None:
    page = client.get("/", headers={"Host": host})
    assert page.status_code == 421
    assert page.headers["content-type"].startswith("text/html")
    assert re.search(r'<a href="(http://127\.0\.0\.1[:\d]*/)">\1</a>', page.text), "it says where to go"
    assert "form-token" not in page.text
    told = client.get("/api/stats", headers={"Host": host})
    assert (told.status_code, told.json()["code"]) == (421, "host")
    assert "http://127.0.0.1" in told.json()["hint"]


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "LOCALHOST:1", "[::1]:8765"])
def test_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/tag", headers={"Host": host}).status_code == 200


def test_headers_that_protect_stand_on_every_answer(client: TestClient) -> None:
    for path in ("/", "/nowhere", "/static/style.css", "/api/stats", "/ledger.xlsx", "/openapi.json"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_the_cookie_cannot_be_read_by_scripts(client: TestClient) -> None:
    cookie = client.get("/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_uploads_have_a_limit_told_and_untold(filled: Workspace) -> None:
    with client_of(filled.path, max_body=10_000) as client:
        token = token_of(client)
        told = client.post("/tag", data={"token": token, "text": "字" * 9000})
        assert told.status_code == 413
        assert "<h1>提交的内容太大，一次最多 10000 字节</h1>" in told.text
        for_script = client.post("/tag", data={"text": "字" * 9000}, headers={"Accept": "application/json"})
        assert (for_script.status_code, for_script.json()["code"]) == (413, "too_large")

        def stream() -> Iterator[bytes]:
            for _ in range(50):
                yield b"x" * 1000

        untold = client.post("/api/tag", content=stream(), headers={"Content-Type": "application/json"})
        assert untold.status_code == 413
        assert untold.json()["code"] == "too_large"


def test_a_locked_page_asks_for_the_password(locked: TestClient) -> None:
    answer = locked.get("/ledger", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=/ledger"
    assert locked.get("/api/stats").status_code == 401
    described = locked.get("/openapi.json", follow_redirects=False)
    assert (described.status_code, described.json()["code"]) == (401, "login"), "a program reads it"
    assert "望江" not in locked.get("/notices").text


def test_logging_in_and_out(locked: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zwsearch.web.brake._PAUSE", 0.0)
    wrong = locked.post("/login", data={"token": token_of(locked, "/login"), "password": "错的"})
    assert wrong.status_code == 401
    before = locked.cookies[COOKIE]
    right = locked.post(
        "/login", data={"token": token_of(locked, "/login"), "password": PASSWORD, "next": "//evil.example"}
    )
    assert right.status_code == 200
    assert right.url.host == "127.0.0.1"
    assert locked.cookies[COOKIE] != before
    assert locked.get("/ledger", follow_redirects=False).status_code == 200
    locked.post("/logout", data={"token": token_of(locked)})
    assert locked.get("/ledger", follow_redirects=False).status_code == 303


def test_a_program_brings_the_password_along(locked: TestClient) -> None:
    token = PASSWORD.encode()
    assert locked.get("/api/stats", headers={"Authorization": b"Bearer " + token}).status_code == 200
    assert locked.get("/api/stats", headers={"Authorization": b"Bearer nope"}).status_code == 401


def test_guesses_of_the_password_are_slow_on_the_api_as_on_the_form(
    locked: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zwsearch.web.brake._PAUSE", 0.1)

    async def many(brake: Brake, address: str, count: int) -> list[object]:
        return await asyncio.gather(*(brake.is_right(address, b"no") for _ in range(count)), return_exceptions=True)

    for guess in (
        lambda: locked.get("/api/stats", headers={"Authorization": "Bearer nope"}),
        lambda: locked.post("/login", data={"token": token_of(locked, "/login"), "password": "nope"}),
        lambda: asyncio.run(many(Brake(PASSWORD), "1.2.3.4", 1)),
    ):
        began = time.monotonic()
        guess()
        assert time.monotonic() - began >= 0.1
    began = time.monotonic()
    told = asyncio.run(many(Brake(PASSWORD), "1.2.3.4", 25))
    assert time.monotonic() - began >= 2.0, "many at once are no quicker than one after the other"
    assert [type(one) for one in told].count(RefusedError) == 5
    assert locked.get("/api/stats", headers={"Authorization": b"Bearer " + PASSWORD.encode()}).status_code == 200


def test_who_guesses_too_fast_is_told_how_long_to_wait(locked: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    form = {"token": token_of(locked, "/login"), "password": PASSWORD}
    monkeypatch.setattr("zwsearch.web.brake._MOST_WAITING", 7)
    brake = locked.app.state.house.brake  # type: ignore[attr-defined]
    brake._waiting.update({"testclient": 7})
    for answer in (
        locked.get("/api/stats", headers={"Authorization": b"Bearer " + PASSWORD.encode()}),
        locked.get("/ledger", headers={"Authorization": b"Bearer " + PASSWORD.encode()}),
        locked.post("/login", data=form),
    ):
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
        assert "请过 7 秒再试" in answer.text
    brake._waiting.clear()
    assert locked.post("/login", data=form).status_code == 200


@pytest.mark.parametrize("address", ["/ledger?order=lead", "/?q=%E8%A7%A3%E8%AF%BB&year=2023", "/notices"])
def test_the_way_to_the_password_keeps_what_was_asked(
    locked: TestClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = locked.get(address)
    assert asked.url.path == "/login"
    wanted = re.search(r'name="next" value="([^"]+)"', asked.text)
    assert wanted is not None
    form = {"token": token_of(locked, "/login"), "password": PASSWORD, "next": html.unescape(wanted[1])}
    assert str(locked.post("/login", data=form).url) == f"{HOME}{address}"


def test_sessions_cannot_be_forged_or_prolonged(tmp_path: Path) -> None:
    signer, other = Signer(Shelf(tmp_path / "one")), Signer(Shelf(tmp_path / "other"))
    session = signer.start()
    cookie = signer.cookie(session)
    assert signer.read(cookie) == session
    assert other.read(cookie) is None
    body, _, signature = cookie.rpartition(".")
    id_, _, until = body.split(".")
    assert signer.read(f"{id_}.1.{until}.{signature}") is None
    for junk in (None, "", ".", "a.b.c.d", cookie[:-1], "令.牌.x.y"):
        assert signer.read(junk) is None


def test_a_bug_tells_a_visitor_nothing(client: TestClient, filled: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail /etc/passwd")

    monkeypatch.setattr(Workspace, "stats", broken)
    for path in ("/stats", "/api/stats"):
        answer = client.get(path)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
    assert client.get("/api/stats").json().keys() == {"ok", "code", "error", "hint"}
    assert "secret detail" in (filled.path / "zwsearch.log").read_text("utf-8")


@pytest.mark.parametrize("arguments", [["--host", "0.0.0.0"], ["--host", "::"], ["--host", "192.168.1.5"]])
def test_other_machines_need_a_password(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--no-open", *arguments]) == 2
    assert "须设口令" in capfd.readouterr().err


def test_a_short_password_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--no-open", "--token", "1234"]) == 2
    assert "口令太短" in capfd.readouterr().err
