"""The API keeps its own description: schemathesis asks everything that `/openapi.json` allows, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import PLAN, TABLE
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from web_server import client_of

from zwsearch.web.app import Settings, create_app
from zwsearch.workspace import Workspace

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis 没有安装")


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The schema of a page over a small workspace. Training is left out: it takes a minute and changes nothing."""
    folder = tmp_path_factory.mktemp("api")
    (folder / "table.txt").write_text(TABLE, "utf-8")
    (folder / "plan.txt").write_text(PLAN, "utf-8")
    with Workspace(folder / "workspace") as workspace:
        workspace.index(folder)
    return schemathesis.openapi.from_asgi(
        "/openapi.json", create_app(Settings(folder / "workspace", hosts=("testserver",)))
    ).exclude(path_regex=r"^/api/train$", method="POST")


def test_the_api_does_what_it_says(described: Any) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) > 12
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def keeps_its_word(case: Any) -> None:
            case.headers = {**(case.headers or {}), "Content-Type": "application/json"}
            answer = case.call(timeout=120)  # seconds; the first question opens the index, on a busy machine slowly
            # A question can be well formed and still ask nothing; so every refusal is allowed where it is described.
            case.validate_response(answer, excluded_checks=[schemathesis.checks.positive_data_acceptance])
            assert b"Traceback" not in answer.content
            if answer.status_code >= 400:
                assert set(answer.json()) == {"ok", "code", "error", "hint"}

        keeps_its_word()


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


def test_the_answers_are_those_of_the_python_class(client: TestClient, filled: Workspace) -> None:
    told = client.get("/api/query", params={"q": "解读", "k": 3, "year": 2023}).json()
    hits = filled.query("解读 年份:2023", k=3).hits
    assert [hit["id"] for hit in told["hits"]] == [hit.unit.id for hit in hits]
    assert told["facets"]["years"]["2023"] == told["total"]
    assert client.get("/api/stats").json()["tasks"] == filled.stats().tasks
    for listed in client.get("/api/notices").json():
        shown = client.get(f"/api/notices/{listed['id']}").json()
        assert len(shown["tasks"]) == listed["tasks"]
        assert client.get(f"/api/notices/{listed['id']}/original").content == filled.original(listed["id"])


def test_tag_save_label_similar_and_remove(client: TestClient, filled: Workspace) -> None:
    json = {"Content-Type": "application/json"}
    text = TABLE.replace("望江市水利局", "清河市林业局")
    assert len(client.post("/api/tag", json={"text": text}).json()["tasks"]) == 3
    saved = client.post("/api/tag", json={"text": text, "save": True, "name": "来文.txt"}).json()
    task = saved["tasks"][0]["id"]
    told = client.put(f"/api/tasks/{task}/label", json={"category": "监督考核"}).json()
    assert (told["category"], told["confidence"]) == ("监督考核", 1.0)
    assert client.delete(f"/api/tasks/{task}/label", headers=json).json()["category"] == saved["tasks"][0]["category"]
    assert client.delete(f"/api/tasks/{task}/label", headers=json).status_code in (200, 404)
    assert client.get(f"/api/tasks/{task}/similar").json()["total"] > 0
    assert client.delete(f"/api/notices/{saved['notice']['id']}", headers=json).json()["notices"] == 1
    assert client.get(f"/api/notices/{saved['notice']['id']}").status_code == 404


def test_errors_have_one_shape_and_the_right_status(client: TestClient) -> None:
    wanted = {
        "/api/query?q=%22": 400,
        "/api/query": 422,
        "/api/query?q=x&k=-1": 422,
        "/api/query?q=x&due_before=yesterday": 422,
        "/api/notices/none": 404,
        "/api/nothing": 404,
        "/api/export?format=exe": 422,
    }
    for path, status in wanted.items():
        answer = client.get(path)
        assert answer.status_code == status, path
        assert answer.json().keys() == {"ok", "code", "error", "hint"}
        assert answer.json()["ok"] is False
    wrong = client.patch("/api/stats", json={})
    assert wrong.status_code == 405
    assert wrong.headers["allow"] == "GET"


def test_a_slip_is_refused_and_never_taken_for_something_else(client: TestClient) -> None:
    """What was left aside would give another answer than was asked for."""
    refused = {
        "/api/query?q=解读&due_before=2023-02-30": (422, "没有这一天"),
        "/api/export?format=csv&due_after=2023-06-31": (422, "没有这一天"),
        "/api/query?q=解读&due_after=2024-12-31&due_before=2024-01-01": (422, "对调"),
        "/api/query?q=解读&q=公开": (422, "参数 q 写了不止一次"),
        "/api/query?q=解读&k=3&k=4": (422, "参数 k"),
        "/api/export?format=csv&category=没有这一类": (400, "没有名为"),
        "/api/export?format=xlsx&kind=没有这一种": (400, "没有名为"),
        "/api/review?category=没有这一类": (400, "没有名为"),
    }
    for path, (status, word) in refused.items():
        answer = client.get(path)
        assert answer.status_code == status, path
        assert word in answer.json()["error"] + answer.json()["hint"], path
    assert client.get("/api/query?q=解读&year=2023&year=2024").status_code == 200
    assert client.get("/api/review?category=政策解读").status_code == 200


def test_a_body_is_not_guessed_at_and_told_what_is_wrong_with_it(client: TestClient, filled: Workspace) -> None:
    text = "\n".join(f"{number}. 公开第{number}批信息。" for number in range(3))
    notice = filled.list().notices[0].notice.id
    task = next(unit.id for unit in filled.show(notice).units if unit.type == "task")
    wrong = [
        client.post("/api/tag", json={"text": text, "save": "yes"}),
        client.patch(f"/api/notices/{notice}", json={"year": "2023"}),
        client.post(f"/api/tasks/{task}/split", json={"parts": ["只有一条"]}),
        client.post(f"/api/tasks/{task}/merge", json={"others": []}),
        client.post(
            "/api/tag", content=b'{"text": "\\ud800 1. \\u516c\\u5f00"}', headers={"Content-Type": "application/json"}
        ),
        client.post(
            "/api/tag", content='{"text": "公开"}'.encode("gb18030"), headers={"Content-Type": "application/json"}
        ),
    ]
    words = ["save", "year", "至少要有 2 项", "至少要有 1 项", "半个字符", "UTF-8"]
    for answer, word in zip(wrong, words, strict=True):
        assert answer.status_code in (400, 422)
        told = answer.json()
        assert word in told["error"] + told["hint"]
        assert not told["error"].endswith(" 不对")
    assert len(filled.list().notices) == 2
    assert len(client.get(f"/api/notices/{'无' * 5000}").json()["error"]) < 100


def test_the_sample_cannot_be_deleted_and_says_so(tmp_path: Path) -> None:
    with client_of(tmp_path / "empty") as client:
        sample = client.get("/api/notices").json()[0]["id"]
        answer = client.request("DELETE", f"/api/notices/{sample}")
        assert (answer.status_code, answer.json()["error"]) == (400, "示例语料不能改动")


def test_no_path_of_a_visitor_is_opened(client: TestClient, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(TABLE.replace("望江", "机密"), "utf-8")
    for text in (str(secret), f"file://{secret}"):
        assert "机密" not in client.post("/api/tag", json={"text": text, "name": str(secret)}).text.replace(
            str(secret), ""
        )


def test_a_corrected_notice_is_told_of_the_stored_one_and_may_take_its_place(
    client: TestClient, filled: Workspace
) -> None:
    stored = next(x.notice for x in filled.list().notices if x.notice.source.name == "plan.txt")
    task = f"{stored.id}-1"
    client.put(f"/api/tasks/{task}/label", json={"category": "公众参与"})
    text = PLAN.replace("按时答复每一件申请", "按时答复每一份申请").replace("县司法局", "县档案局")
    asked = {"text": text, "name": "更正.txt"}
    assert client.post("/api/tag", json={**asked, "replaces": stored.id}).status_code == 422
    assert client.post("/api/tag", json={**asked, "save": True, "replaces": "00000000"}).status_code == 404
    beside = client.post("/api/tag", json={**asked, "save": True}).json()
    assert [stored.id in note for note in beside["notes"]] == [True]
    client.delete(f"/api/notices/{beside['notice']['id']}")
    told = client.post("/api/tag", json={**asked, "save": True, "replaces": stored.id}).json()
    assert (told["notice"]["id"], told["lost_labels"]) == (stored.id, [])
    assert told["tasks"][0]["category"] == "公众参与"
    assert told["tasks"][1]["lead"] == ["县档案局"]
    assert (len(told["difference"]["reworded"]), len(told["difference"]["changed"])) == (1, 1)
    assert len(filled.list().notices) == 2
