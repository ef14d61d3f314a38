"""What outlives a restart of the server and what ends with it; drafts that nobody loses unasked."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import TABLE
from fastapi.testclient import TestClient
from test_web_training import until
from web_server import HOME, client_of, judged, token_of

from zwsearch.web import drafts, judging
from zwsearch.web.session import COOKIE
from zwsearch.web.shelf import KEPT_SECONDS
from zwsearch.workspace import Workspace
from zwsearch.workspace.candidate import judge_model_in_use

PASSWORD = "一个够长的口令-2024"
OTHER = TABLE.replace("灌区农户", "全体农户")  # the workspace holds the table itself already


@pytest.fixture
def client_page(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


def archive(count: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as files:
        for number in range(count):
            text = f"望江市{number}号文\n一、主要任务\n（一）逐件开展保密审查。（责任单位：司法局）\n"
            files.writestr(f"{number:04}.txt", text)
    return packed.getvalue()


def bring(client: TestClient, data: bytes, name: str = "many.zip") -> dict[str, object]:
    headers = {"Accept": "application/json", "X-Form-Token": token_of(client)}
    told: dict[str, object] = client.post("/tag", files={"files": (name, data)}, headers=headers).json()
    return told


def test_the_page_does_not_wait_for_the_figures_of_the_model_and_they_outlive_the_server(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()

    def slow(workspace: Workspace) -> object:
        assert released.wait(60)
        return judge_model_in_use(workspace)

    monkeypatch.setattr(judging, "judge_model_in_use", slow)
    with client_of(filled.path) as client:
        page = client.get("/stats").text
        assert "正在检验模型" in page
        assert 'data-follow="/stats/model"' in page
        assert "条任务" in page, "the counts are there"
        released.set()
        figures = judged(client)
        assert "confusion" in figures
        assert figures.strip() in client.get("/stats").text
    monkeypatch.setattr(judging, "judge_model_in_use", lambda _: 1 / 0)
    with client_of(filled.path) as client:
        assert figures.strip() in client.get("/stats").text
    (filled.path / "web" / "judged.json").write_text('{"mark": 1}', "utf-8")
    with client_of(filled.path) as client:
        client.get("/stats")
        assert "这是缺陷" in judged(client)
        assert "division" in (filled.path / "zwsearch.log").read_text("utf-8")


def test_a_part_that_is_asked_for_alone_leaves_what_is_to_be_said_to_the_page(client_page: TestClient) -> None:
    client_page.post("/models/leave", data={"token": token_of(client_page)}, follow_redirects=False)
    for part in ("/models/training", "/stats/model"):
        answer = client_page.get(part)
        assert answer.status_code == 200
        assert answer.text.count("<section") == 1
        assert "flash" not in answer.text
    assert 'class="flash"' in client_page.get("/models").text


def test_an_open_page_and_its_drafts_outlive_the_server(filled: Workspace) -> None:
    with client_of(filled.path) as client:
        token = token_of(client)
        cookie = client.cookies[COOKIE]
        one = client.post("/tag", data={"token": token, "text": OTHER}).url.path
        both = bring(client, archive(2))
        client.post(f"{one}/category", data={"token": token, "place": "1", "category": "监督考核"})
    assert (filled.path / "web" / "key").stat().st_mode & 0o777 == 0o600
    with client_of(filled.path) as client:
        client.cookies.set(COOKIE, cookie)
        assert client.get("/tag").text.count('<li><a href="/tag/') == 3
        page = client.get(one)
        assert re.search(r'value="监督考核" class="choice now"', page.text)
        assert "2</strong> 条任务" in client.get(f"/tag/all/{both['batch']}").text
        saved = client.post(f"{one}/save", data={"token": token})
        assert (saved.status_code, "已保存“望江市水利局" in saved.text) == (200, True)
        client.post(f"/tag/all/{both['batch']}/drop", data={"token": token})
    assert len(filled.list().notices) == 3
    with client_of(filled.path) as client:
        client.cookies.set(COOKIE, cookie)
        assert "已保存到工作区：" in client.get(one).text
        assert client.get("/tag").text.count('<li><a href="/tag/') == 1
    assert not list((filled.path / "web").rglob("*.source"))[1:], "what nobody needs any more is gone"
    assert filled.doctor(repair=False).sound


def test_nothing_of_a_large_archive_is_lost_and_nobody_else_loses_anything(filled: Workspace) -> None:
    with client_of(filled.path) as client, TestClient(client.app, base_url=HOME) as colleague:
        hers = colleague.post("/tag", data={"token": token_of(colleague), "text": TABLE}).url.path
        told = bring(client, archive(230))
        assert (len(told["drafts"]), told["failed"]) == (230, [])  # type: ignore[arg-type]
        assert client.get("/tag").text.count('<li><a href="/tag/') == 230
        assert colleague.get(hers).status_code == 200


def test_what_exceeds_the_limit_is_told_before_anything_is_dropped(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST", 3)
    with client_of(filled.path) as client:
        bring(client, archive(2))
        refused = bring(client, archive(3), "more.zip")
        assert refused["code"] == "too_large"
        assert "里面有 3 份通知，已有 2 份没有保存，一共最多暂存 3 份，一份也没有收下" in str(refused["error"])
        assert client.get("/tag").text.count('<li><a href="/tag/') == 2
        monkeypatch.setattr(drafts, "_MOST_BYTES", 100)
        assert "最多暂存" in str(bring(client, archive(1), "heavy.zip")["error"])


def test_what_memory_has_no_room_for_is_read_again(filled: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "_MOST_IN_MEMORY", 1)
    with client_of(filled.path) as client:
        pages = [client.post("/tag", data={"token": token_of(client), "text": f"{TABLE}{n}\n"}).url.path for n in "123"]
        assert len(client.app.state.house.drafts._read) == 1  # type: ignore[attr-defined]
        assert [client.get(page).status_code for page in pages] == [200, 200, 200]


def test_drafts_of_long_ago_are_cleared_away(filled: Workspace) -> None:
    with client_of(filled.path) as client:
        bring(client, archive(1))
    (folder,) = (filled.path / "web" / "drafts").iterdir()
    for path in folder.iterdir():
        os.utime(path, (path.stat().st_mtime - KEPT_SECONDS - 60,) * 2)
    with client_of(filled.path):
        assert not folder.exists()


def test_a_workspace_that_is_not_there_is_made_by_the_first_draft_alone(tmp_path: Path) -> None:
    with client_of(tmp_path / "new") as client:
        page = client.get("/tag")
        assert not (tmp_path / "new").exists()
        cookie, token = client.cookies[COOKIE], token_of(client)
        assert page.status_code == 200
        draft = client.post("/tag", data={"token": token, "text": TABLE}).url.path
    with client_of(tmp_path / "new") as client:
        client.cookies.set(COOKIE, cookie)
        assert client.get(draft).status_code == 200
        assert client.post(f"{draft}/save", data={"token": token}).status_code == 200


def test_where_nothing_can_be_kept_everything_works_until_the_end(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("zwsearch.web.shelf._write", refuse)
    monkeypatch.setattr(drafts, "_MOST_IN_MEMORY", 1)
    with client_of(filled.path) as client:
        pages = [client.post("/tag", data={"token": token_of(client), "text": f"{TABLE}{n}\n"}).url.path for n in "12"]
        assert [client.get(page).status_code for page in pages] == [200, 200]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/tag", {"text": "望江市<水利局>\n第二行"}),
        ("/notices/x/edit", {"title": "改过的标题", "seen": "abc"}),
        ("/tasks/x/split", {"parts": "第一条。\n第二条。", "seen": "abc"}),
        ("/review/all?year=2023", {"category": "政策解读", "count": "7"}),
    ],
)
def test_a_form_that_comes_too_late_comes_back_with_all_that_was_typed(
    filled: Workspace, path: str, fields: dict[str, str]
) -> None:
    with client_of(filled.path) as client:
        client.get("/")
        late = client.post(path, data={**fields, "token": "of long ago"})
        assert late.status_code == 403
        assert f'action="{path}"' in late.text
        assert "of long ago" not in late.text
        for name, text in fields.items():
            shown = text.replace("<", "&lt;").replace(">", "&gt;")
            assert re.search(rf'name="{name}"[^>]*(value="|>\n){re.escape(shown)}["<]', late.text), name
        (token,) = set(re.findall(r'name="token" value="([^"]+)"', late.text))
        assert client.post(path, data={**fields, "token": token}).status_code != 403
        headers = {"Accept": "application/json"}
        assert client.post(path, data=fields, headers=headers).json()["code"] == "forbidden"


def test_leaving_ends_the_session_for_every_copy_of_its_cookie(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zwsearch.web.brake._PAUSE", 0.0)
    with client_of(filled.path, password=PASSWORD) as client:
        client.post("/login", data={"token": token_of(client, "/login"), "password": PASSWORD})
        copied = {"Cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
        assert client.get("/api/stats", headers=copied).status_code == 200
        client.post("/logout", data={"token": token_of(client)})
        client.cookies.clear()
        assert client.get("/api/stats", headers=copied).status_code == 401
    with client_of(filled.path, password=PASSWORD) as client:
        assert client.get("/api/stats", headers=copied).status_code == 401


def test_a_session_outlives_a_restart_but_not_another_password(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zwsearch.web.brake._PAUSE", 0.0)
    with client_of(filled.path, password=PASSWORD) as client:
        client.post("/login", data={"token": token_of(client, "/login"), "password": PASSWORD})
        cookie = {"Cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
    for password, status in ((PASSWORD, 200), (f"{PASSWORD}!", 401)):
        with client_of(filled.path, password=password) as client:
            assert client.get("/api/stats", headers=cookie).status_code == status


# A server that trains and tells which process does it, until it is killed.
_TRAINS = """
import signal, sys, time
from pathlib import Path
from test_web_training import slow
from zwsearch.web.shelf import Shelf
from zwsearch.web.training import Training
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may ignore it, and that is inherited
training = Training(Path(sys.argv[1]), print, Shelf(Path(sys.argv[1])), fit=slow)
training.start()
while training.stage != "fit":
    time.sleep(0.02)
print(*training._pool._processes, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP])
def test_a_killed_server_leaves_no_process_and_the_next_one_says_what_was_lost(filled: Workspace, how: int) -> None:
    path = os.pathsep.join((str(Path(__file__).parent), *filter(None, sys.path)))
    server = subprocess.Popen(
        [sys.executable, "-c", _TRAINS, str(filled.path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert server.stdout is not None
    with server.stdout as told:
        worker = int(told.readline())

    def is_gone() -> bool:
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return True
        # A container may have nobody to bury it.
        return Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[0] == "Z"

    assert not is_gone()
    server.send_signal(how)
    server.wait(60)
    until(is_gone)
    with client_of(filled.path) as client:
        assert "上次训练没有做完" in client.get("/models").text
        assert client.get("/api/train").json()["interrupted"] is True


@pytest.mark.parametrize("by", ["page", "another door"])
def test_a_draft_whose_notice_was_removed_is_saved_again_with_what_was_said(filled: Workspace, by: str) -> None:
    with client_of(filled.path) as client:
        token = token_of(client)
        draft = client.post("/tag", data={"token": token, "text": OTHER}).url.path
        client.post(f"{draft}/category", data={"token": token, "place": "0", "category": "监督考核"})
        notice = client.post(f"{draft}/save", data={"token": token}).url.path
        assert "打开已存的通知" in client.get(draft).text
        assert "已在工作区" in client.get("/tag").text
        if by == "page":
            client.post(f"{notice}/remove", data={"token": token})
        else:
            filled.remove(notice.rpartition("/")[2])
        page = client.get(draft).text
        assert ("打开已存的通知" not in page, f'action="{draft}/save"' in page) == (True, True)
        assert "已在工作区" not in client.get("/tag").text
        client.post(f"{draft}/category", data={"token": token, "place": "1", "category": "平台建设"})
        again = client.post(f"{draft}/save", data={"token": token_of(client)})
        assert "已保存“" in again.text
        units = filled.show(again.url.path.rpartition("/")[2]).units
        assert [unit.tag.category for unit in units if unit.type == "task" and unit.tag][:2] == ["监督考核", "平台建设"]
