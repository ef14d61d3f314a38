"""A change with `If-Match` is made to exactly what the `ETag` was of: for every change, and whatever came between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from web_server import client_of

from zwsearch.store import Label
from zwsearch.workspace import Workspace

# A change of a task or a notice ({} is the notice): method, address, body.
OF_A_TASK: dict[str, tuple[str, str, Any]] = {
    "edit_task": ("PATCH", "/api/tasks/{}-3", {"lead": ["甲科"]}),
    "label": ("PUT", "/api/tasks/{}-3/label", {"category": "监督考核"}),
    "unlabel": ("DELETE", "/api/tasks/{}-3/label", None),
    "undo_task_edit": ("DELETE", "/api/tasks/{}-3/edits", None),
    "split_task": ("POST", "/api/tasks/{}-3/split", {"parts": ["出台办法。", "发布解读。"]}),
    "merge_tasks": ("POST", "/api/tasks/{}-3/merge", {"others": ["{}-1"]}),
    "drop_task": ("DELETE", "/api/tasks/{}-3", None),
}
OF_A_NOTICE: dict[str, tuple[str, str, Any]] = {
    "edit_notice": ("PATCH", "/api/notices/{}", {"issuer": "甲局"}),
    "add_task": ("POST", "/api/notices/{}/tasks", {"requirement": "补写的一条。"}),
    "undo_notice_edit": ("DELETE", "/api/notices/{}/edits", None),
    "remove": ("DELETE", "/api/notices/{}", None),
}
CHANGES = OF_A_TASK | OF_A_NOTICE
# What a colleague does between.
BETWEEN: dict[str, Callable[[Workspace, str], Any]] = {
    "edit": lambda w, i: w.edit_task(f"{i}-3", support="乙科", author="乙"),
    "label": lambda w, i: w.label(f"{i}-3", "平台建设", author="乙"),
    "same label": lambda w, i: w.label(f"{i}-3", "监督考核", author="乙"),
    "label taken back": lambda w, i: w.undo_label(f"{i}-3", author="乙"),
    "split": lambda w, i: w.split_task(f"{i}-3", [w.show(f"{i}-3").unit.text, "乙拆的。"], author="乙"),  # type: ignore[union-attr]
    "drop": lambda w, i: w.drop_task(f"{i}-3", author="乙"),
    "merge": lambda w, i: w.merge_tasks([f"{i}-1", f"{i}-3"], author="乙"),
}


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


@pytest.fixture
def id_(filled: Workspace) -> str:
    """A notice of which a task was labelled and edited, so that there is something to take back."""
    id_ = next(x.notice.id for x in filled.list().notices if x.notice.source.name == "table.txt")
    filled.label(f"{id_}-3", "公众参与", author="甲")
    filled.edit_task(f"{id_}-3", lead="丙科", author="甲")
    return id_


def put(value: Any, id_: str) -> Any:
    if isinstance(value, str):
        return value.replace("{}", id_)
    return {name: [put(one, id_) for one in v] if isinstance(v, list) else put(v, id_) for name, v in value.items()}


def send(client: TestClient, name: str, id_: str, tag: str | None) -> Any:
    method, path, body = CHANGES[name]
    headers = {} if tag is None else {"If-Match": tag}
    return client.request(method, put(path, id_), json=None if body is None else put(body, id_), headers=headers)


def etag(client: TestClient, address: str) -> str:
    return client.get(address).headers["etag"]


def seen(client: TestClient, name: str, id_: str) -> str:
    if name in OF_A_NOTICE:
        return etag(client, f"/api/notices/{id_}")
    tasks = (1, 3) if name == "merge_tasks" else (3,)  # in no order
    return ", ".join(etag(client, f"/api/tasks/{id_}-{number}") for number in tasks)


def state(workspace: Workspace, id_: str) -> object:
    store = workspace.existing()
    assert store is not None
    return store.edits(id_), store.labels(id_), store.notice_ids()


def test_every_change_of_a_task_or_notice_is_described_with_it(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]
    found = {
        operation["operationId"]: operation
        for path, methods in described.items()
        for method, operation in methods.items()
        if "{id}" in path and method != "get"
    }
    assert found.keys() == CHANGES.keys()
    for name, operation in found.items():
        assert "If-Match" in [one["name"] for one in operation["parameters"] if one["in"] == "header"], name
        assert "409" in operation["responses"], name


@pytest.mark.parametrize("between", BETWEEN)
def test_nothing_is_done_to_what_is_another_by_now(
    client: TestClient, filled: Workspace, id_: str, between: str
) -> None:
    tags = {name: seen(client, name, id_) for name in CHANGES}
    BETWEEN[between](filled, id_)
    held = state(filled, id_)
    for name, tag in tags.items():
        refused = send(client, name, id_, tag)
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict"), name
        assert state(filled, id_) == held, name
        if name in OF_A_TASK:
            assert "“乙”" in refused.json()["error"], name
        if between in ("drop", "merge") and name in OF_A_TASK:
            assert {"drop": "划为“不是任务”", "merge": "并入“"}[between] in refused.json()["error"]
    for name in CHANGES:
        if name != "remove":  # the last one, of what all others have made
            assert send(client, name, id_, "*").status_code < 500, name
    assert send(client, "remove", id_, seen(client, "remove", id_)).status_code == 200


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_seen_is_changed_and_the_answer_has_the_next_sign(
    client: TestClient, filled: Workspace, id_: str, name: str
) -> None:
    for wrong in ("stale", '"stale"', '""', 'W/"x"', f'{seen(client, name, id_)[:-1]}x"'):
        refused = send(client, name, id_, wrong)
        assert refused.status_code in ((400, 409) if name == "merge_tasks" else (409,)), wrong
    fits = seen(client, name, id_)
    if name != "merge_tasks":
        fits = f'"another", {fits}'  # any of several will do
    done = send(client, name, id_, fits)
    assert done.status_code in (200, 201)
    if name == "remove":
        assert "etag" not in done.headers
        return
    changed = f"/api/notices/{id_}" if name in OF_A_NOTICE else f"/api/tasks/{id_}-{1 if name == 'merge_tasks' else 3}"
    if name == "add_task":
        changed = f"/api/tasks/{done.json()['id']}"
    assert done.headers["etag"] == etag(client, changed)
    assert send(client, name, id_, fits).status_code == 409, "once"


def test_a_merger_needs_a_sign_for_each_and_asks_for_no_order(client: TestClient, filled: Workspace, id_: str) -> None:
    address = f"/api/tasks/{id_}-3/merge"
    tags = [etag(client, f"/api/tasks/{id_}-{number}") for number in (3, 1, 2)]
    held = state(filled, id_)
    body = {"others": [f"{id_}-1", f"{id_}-2"]}
    for few in (tags[:1], tags[:2], [*tags, tags[0]]):
        refused = client.post(address, json=body, headers={"If-Match": ", ".join(few)})
        assert (refused.status_code, f"{len(few)} 个 ETag" in refused.json()["error"]) == (400, True)
    refused = client.post(address, json=body, headers={"If-Match": ", ".join((tags[0], tags[0], tags[2]))})
    assert refused.status_code == 409
    assert state(filled, id_) == held
    turned = ", ".join(tags[1:] + tags[:1])
    assert client.post(address, json=body, headers={"If-Match": turned}).status_code == 200


def test_a_task_that_was_dropped_is_taken_up_again_by_who_saw_it_dropped(
    client: TestClient, filled: Workspace, id_: str
) -> None:
    dropped = client.delete(f"/api/tasks/{id_}-3").headers["etag"]
    assert dropped == etag(client, f"/api/tasks/{id_}-3")
    filled.edit_task(f"{id_}-1", lead="乙科", author="乙")  # another task, which is not looked at
    undone = client.delete(f"/api/tasks/{id_}-3/edits", headers={"If-Match": dropped})
    assert undone.status_code == 200
    assert undone.headers["etag"] == etag(client, f"/api/tasks/{id_}-3")
    assert client.delete(f"/api/tasks/{id_}-3/edits", headers={"If-Match": dropped}).status_code == 409


def test_the_sign_of_a_notice_is_of_all_that_is_answered(client: TestClient, filled: Workspace, id_: str) -> None:
    known = [etag(client, f"/api/notices/{id_}")]
    for act in (*BETWEEN.values(), lambda w, i: w.edit_notice(i, issuer="乙局"), lambda w, i: w.add_task(i, "补写。")):
        if filled.show(f"{id_}-3").unit.type != "task":  # type: ignore[union-attr]
            filled.undo_edit(id_)
        act(filled, id_)
        known.append(etag(client, f"/api/notices/{id_}"))
        assert etag(client, f"/api/notices/{id_}") == known[-1]
    assert len(set(known)) == len(known)


def test_a_notice_that_is_saved_has_a_sign_and_says_what_lost_its_task(client: TestClient, filled: Workspace) -> None:
    text = "清河市林业局工作安排\n（一）公布采伐限额。（责任单位：林政科）\n（二）发布防火提示。（责任单位：防火办）"
    saved = client.post("/api/tag", json={"text": text, "save": True})
    told, address = saved.json(), f"/api/notices/{saved.json()['notice']['id']}"
    assert saved.headers["etag"] == etag(client, address)
    assert (told["notes"], told["lost_labels"]) == ([], [])
    again = client.post("/api/tag", json={"text": text, "save": True})
    assert "已在工作区里" in again.json()["notes"][0]
    assert (again.headers["etag"], again.json()["tasks"]) == (saved.headers["etag"], told["tasks"])
    store = filled.existing()
    assert store is not None
    store.add_labels([Label("以前有过的一条。", "监督考核", notice_id=told["notice"]["id"], author="甲")])
    (lost,) = client.post("/api/tag", json={"text": text, "save": True}).json()["lost_labels"]
    assert (lost["requirement"], lost["category"], lost["author"]) == ("以前有过的一条。", "监督考核", "甲")
    looked = client.post("/api/tag", json={"text": text})
    assert "etag" not in looked.headers
