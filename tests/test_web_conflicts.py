"""Two people at once: whose decision is taken back, whose words are kept, and what an undo can and cannot do."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from conftest import TABLE
from fastapi.testclient import TestClient
from test_workspace_corrections import fitted
from web_server import client_of, token_of

from zwsearch.workspace import Workspace
from zwsearch.workspace.candidate import take_candidate

JSON = {"Accept": "application/json"}


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


def first(workspace: Workspace) -> str:
    return workspace.tasks_matching()[0].id


def category(workspace: Workspace, id_: str) -> str | None:
    unit = workspace.show(id_).unit
    return unit.tag.category if unit and unit.tag else None


def hidden(page: str, name: str) -> str:
    found = re.search(f'name="{name}"[^>]* value="([^"]*)"', page)
    assert found is not None, name
    return html.unescape(found[1])


def test_two_labels_and_two_undos_lead_back_to_the_model_by_page_and_api(client: TestClient, filled: Workspace) -> None:
    id_ = first(filled)
    own, address, token = category(filled, id_), f"/tasks/{first(filled)}/label", token_of(client)
    for name in ("监督考核", "平台建设", "平台建设"):
        client.post(address, data={"token": token, "category": name})
    for holds in ("监督考核", own):
        page = client.get(f"/tasks/{id_}").text
        undone = client.post(address, data={"token": token, "undo": "1", "numbers": hidden(page, "numbers")})
        assert f"已撤销，现在是“{holds}”" in undone.text
    page = client.get(f"/tasks/{id_}").text
    assert "撤销最后一次" not in page
    assert page.count("撤销了上面的标注") == page.count("后来撤销了") == 2
    assert client.post(address, data={"token": token, "undo": "1"}).status_code == 404
    for name in ("监督考核", "平台建设"):
        client.put(f"/api{address}", json={"category": name})
    for holds in ("监督考核", own):
        assert client.request("DELETE", f"/api{address}", json={}).json()["category"] == holds
    told = client.request("DELETE", f"/api{address}", json={})
    assert (told.status_code, told.json()["code"]) == (404, "not_found")


def test_an_undo_takes_back_what_this_visitor_decided_and_counts_come_from_the_server(
    client: TestClient, filled: Workspace
) -> None:
    from zwsearch.records import Filters, Tag

    store = filled.existing()
    assert store is not None
    store.set_tags(dict.fromkeys(store.select_keys(Filters(tasks_only=True)).tolist(), Tag("公众参与", 0.3, "review")))
    id_, token = first(filled), token_of(client)
    headers = {**JSON, "X-Form-Token": token}
    form = {"category": "监督考核", "back": "/review"}
    told = client.post(f"/tasks/{id_}/label", data=form, headers=headers).json()
    assert (told["waiting"], told["decided"], len(told["numbers"])) == (4, 1, 1)
    filled.label(filled.tasks_matching()[1].id, "平台建设", author="同事")
    filled.label(id_, "平台建设", author="同事")
    undo = {"undo": "1", "numbers": " ".join(map(str, told["numbers"])), "back": "/review"}
    refused = client.post(f"/tasks/{id_}/label", data=undo, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert "由“同事”改标为“平台建设”" in refused.json()["error"]
    assert category(filled, id_) == "平台建设"
    again = client.post(f"/tasks/{id_}/label", data=form, headers=headers).json()
    assert (again["waiting"], again["decided"]) == (3, 2)
    undo["numbers"] = " ".join(map(str, again["numbers"]))
    assert client.post(f"/tasks/{id_}/label", data=undo, headers=headers).json()["category"] == "平台建设"
    narrow = client.post(f"/tasks/{id_}/label", data={**form, "back": "/review?year=1999"}, headers=headers).json()
    assert narrow["waiting"] == 0


def test_what_is_refused_on_a_review_says_how_many_are_left(client: TestClient, filled: Workspace) -> None:
    from zwsearch.records import Filters, Tag

    store = filled.existing()
    assert store is not None
    store.set_tags(dict.fromkeys(store.select_keys(Filters(tasks_only=True)).tolist(), Tag("公众参与", 0.3, "review")))
    id_, headers = first(filled), {**JSON, "X-Form-Token": token_of(client)}
    form = {"category": "监督考核", "back": "/review", "seen": "", "words": ""}
    own = client.post(f"/tasks/{id_}/label", data=form, headers=headers).json()
    undo = {"undo": "1", "numbers": " ".join(map(str, own["numbers"])), "back": "/review"}
    for unit in filled.tasks_matching()[:2]:
        filled.label(unit.id, "平台建设", author="同事")
    other = filled.tasks_matching()[1].id
    for address, fields in (
        (f"/tasks/{other}/label", form),
        (f"/tasks/{id_}/label", undo),
        (f"/tasks/{other}/drop", {"back": "/review", "seen": "older"}),
    ):
        refused = client.post(address, data=fields, headers=headers)
        told = refused.json()
        assert (refused.status_code, told["code"], told["waiting"], told["decided"]) == (409, "conflict", 3, 2), address
        elsewhere = client.post(address, data={**fields, "back": f"/tasks/{id_}"}, headers=headers)
        assert elsewhere.status_code == 409
        assert "waiting" not in elsewhere.json()


def test_no_task_is_said_on_a_review_and_taken_back_there(client: TestClient, filled: Workspace) -> None:
    import re

    from zwsearch.records import Filters, Tag
    from zwsearch.workspace import reviewing

    def tasks() -> list[str]:
        return sorted(unit.id for unit in filled.tasks_matching())

    def waiting() -> int:  # what is a task again is tagged anew
        return reviewing.review_counts(filled, Filters(years=(2023,)))[0]

    store = filled.existing()
    assert store is not None
    none = Tag("公众参与", 0.3, "review", not_a_task=0.58)
    store.set_tags(dict.fromkeys(store.select_keys(Filters(tasks_only=True)).tolist(), none))
    before, back = tasks(), "/review?year=2023"
    page = client.get(back).text
    forms = re.findall(r'action="/tasks/([^"/]+)/drop" data-none>.*?name="seen" value="([^"]+)"', page)
    assert len(forms) == page.count("更像不是任务（58%）") > 0
    id_, seen = forms[0]
    fields = {"seen": seen, "back": back}
    done = client.post(f"/tasks/{id_}/drop", data={**fields, "token": token_of(client)})
    assert done.history[0].headers["location"] == back
    assert "已划为“不是任务”" in done.text
    assert tasks() == [task for task in before if task != id_]
    undo = re.search(r'action="(/notices/[^"]+)">(?:<input[^>]*>)*', done.text)
    assert undo is not None
    taken = client.post(undo[1], data=dict(re.findall(r'name="(\w+)" value="([^"]*)"', undo[0])))
    assert taken.history[0].headers["location"] == back
    assert tasks() == before
    headers = {**JSON, "X-Form-Token": token_of(client)}
    told = client.post(f"/tasks/{id_}/drop", data=fields, headers=headers).json()
    assert (told["ok"], told["category"], told["waiting"]) == (True, "不是任务", waiting())
    again = client.post(told["undo"], data={"undo": "1", "act": told["act"], "back": back}, headers=headers).json()
    assert (again["told"], again["waiting"]) == ("已撤销“不是任务”，这一段又是任务", waiting())
    assert tasks() == before


def test_a_batch_is_taken_back_but_for_what_others_decided_since(client: TestClient, filled: Workspace) -> None:
    from zwsearch.records import Filters, Tag

    store = filled.existing()
    assert store is not None
    store.set_tags(dict.fromkeys(store.select_keys(Filters(tasks_only=True)).tolist(), Tag("公众参与", 0.3, "review")))
    form = {"token": token_of(client), "category": "政策解读", "count": 5, "sure": "1"}
    client.post("/review/all?tasks=1", data=form)
    filled.label(first(filled), "平台建设", author="同事")
    undone = client.post("/review/all/undo", data=form)
    assert "已撤销 4 条任务的成批标注；另有 1 条后来又改标过，没有动" in undone.text
    assert category(filled, first(filled)) == "平台建设"


def test_an_older_edit_below_a_newer_one_is_not_offered_and_not_undone(client: TestClient, filled: Workspace) -> None:
    id_, token = first(filled), token_of(client)
    for lead in ("甲科", "乙科"):
        filled.edit_task(id_, lead=lead)
    older = filled.history(id_)[0].number
    page = client.get(f"/tasks/{id_}").text
    assert f'name="number" value="{older}"' not in page
    assert "之后又改过，要先撤销后面的那一次" in page
    refused = client.post(f"/tasks/{id_}/edit", data={"token": token, "undo": "1", "number": str(older)})
    assert refused.status_code == 409
    assert "已撤销" not in refused.text
    assert len(filled.history(id_)) == 2
    told = client.request("DELETE", f"/api/tasks/{id_}/edits?number={older}", json={})
    assert (told.status_code, told.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize("wrong", [{}, {"year": "二三"}])
def test_what_a_visitor_left_alone_keeps_what_others_made_of_it(
    client: TestClient, filled: Workspace, wrong: dict[str, str]
) -> None:
    id_ = filled.show(first(filled)).notice.id
    home, token = f"/notices/{id_}", token_of(client)
    page = client.get(home).text
    names = ("title", "issuer", "document_number", "date", "year", "province")
    form = {name: hidden(page, name) for name in names if f'name="{name}"' in page}
    form |= {"token": token, "seen": hidden(page, "seen"), "opened": hidden(page, "opened")}
    filled.edit_notice(id_, issuer="望江市水务局", province="安徽省")
    refused = client.post(f"{home}/edit", data={**form, "title": "我写的标题", "province": "江苏省", **wrong})
    assert refused.status_code == (400 if wrong else 409)
    assert (hidden(refused.text, "title"), hidden(refused.text, "issuer")) == ("我写的标题", "望江市水务局")
    assert hidden(refused.text, "province") == "江苏省", "what both changed is the visitor's to decide"
    assert "现在存着的是：安徽省" in refused.text
    assert "现在存着的是：望江市水务局" not in refused.text
    again = {name: hidden(refused.text, name) for name in (*form, "title") if name != "token"}
    saved = client.post(f"{home}/edit", data={**again, "token": token, "year": "2023"})
    assert saved.status_code == 200
    about = filled.show(id_).notice.notice
    assert (about.title, about.issuer, about.province) == ("我写的标题", "望江市水务局", "江苏省")


def test_a_late_decision_to_keep_the_model_says_which_one_is_in_use(client: TestClient, filled: Workspace) -> None:
    training = client.app.state.house.training  # type: ignore[attr-defined]
    for others, told in ((False, "保留原来的模型"), (True, "现在使用的是 v000001")):
        offered = fitted(filled)
        training._future = Future()
        training._future.set_result(offered)
        if others:
            take_candidate(filled, offered)
        page = client.post("/models/leave", data={"token": token_of(client)}).text
        assert told in page
        assert training.state == "idle"
    page = client.post("/models/leave", data={"token": token_of(client)}).text
    assert "没有等着决定的新模型了，别处已经决定过；现在使用的是 v000001" in page


def test_what_is_doubtful_is_saved_and_said_in_a_sentence(client: TestClient, filled: Workspace) -> None:
    id_ = filled.show(first(filled)).notice.id
    token = token_of(client)
    for path, data, said in (
        (f"/notices/{id_}", {"date": "2021-05-06", "year": "2023"}, "年份 2023 与成文日期 2021-05-06 不一致"),
        (f"/notices/{id_}", {"date": "2023-05-06", "year": "2023"}, ""),
        (f"/notices/{id_}", {"title": ""}, "标题现在是空的"),
        (f"/tasks/{first(filled)}", {"deadline": "待定"}, "时限“待定”里没有读出日期"),
        (f"/tasks/{first(filled)}", {"deadline": "长期坚持"}, ""),
    ):
        page = client.post(f"{path}/edit", data={**data, "token": token}).text
        flash = re.search(r'class="flash".*?<p>(.*?)</p>', page, re.DOTALL)
        assert flash is not None
        assert flash[1].startswith("已改正")
        assert said in flash[1] if said else "；" not in flash[1]


def test_an_added_task_is_taken_back_whole_wherever_it_is_undone(client: TestClient, filled: Workspace) -> None:
    id_ = filled.show(first(filled)).notice.id
    before = len(filled.tasks_matching())
    new = {"requirement": "补写的第一条。", "lead": ["某科"], "deadline": "年底前"}
    added = client.post(f"/api/notices/{id_}/tasks", json=new).json()["id"]
    assert client.request("DELETE", f"/api/tasks/{added}/edits", json={}).status_code == 200
    assert len(filled.tasks_matching()) == before
    assert [line.undone for line in filled.history(id_) if line.undoes is None] == [True, True, True]
    added = client.post(f"/api/notices/{id_}/tasks", json=new).json()["id"]
    number = str(filled.history(added)[0].number)
    page = client.post(f"/tasks/{added}/edit", data={"token": token_of(client), "undo": "1", "number": number})
    assert page.status_code == 200
    assert page.url.path == f"/notices/{id_}"
    assert len(filled.tasks_matching()) == before


def test_a_split_is_taken_back_at_its_part_which_is_gone_then(client: TestClient, filled: Workspace) -> None:
    task = first(filled)
    id_, before = filled.show(task).notice.id, len(filled.tasks_matching())
    for undone_at, lands_at in ((1, f"/notices/{id_}"), (0, f"/tasks/{task}")):
        parts = [unit.id for unit in filled.split_task(task, ["拆出的第一条。", "拆出的第二条。"])]
        number = str(filled.history(parts[undone_at])[-1].number)
        data = {"token": token_of(client), "undo": "1", "number": number}
        page = client.post(f"/tasks/{parts[undone_at]}/edit", data=data)
        assert page.status_code == 200
        assert page.url.path == lands_at
        assert len(filled.tasks_matching()) == before


@pytest.mark.parametrize("script", [False, True])
def test_a_category_does_not_land_on_another_task_that_has_the_id_by_now(
    client: TestClient, filled: Workspace, notices: Path, script: bool
) -> None:
    id_ = next(x.notice.id for x in filled.list() if x.notice.source.name == "table.txt")
    page = client.get(f"/tasks/{id_}-2").text
    form = re.search(rf'<form class="decide"[^>]*action="/tasks/{id_}-2/label">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[1]))
    lines = TABLE.splitlines(keepends=True)
    (notices / "table.txt").write_text("".join([*lines[:2], *lines[3:]]), "utf-8")  # all move up by one
    filled.index(notices)
    headers = {"accept": "application/json"} if script else {}
    refused = client.post(f"/tasks/{id_}-2/label", data={**fields, "category": "平台建设"}, headers=headers)
    assert refused.status_code == 409
    assert "与刚才看到的不同" in refused.text
    unit = filled.show(f"{id_}-2").unit
    assert unit is not None and unit.tag is not None and not unit.tag.said
