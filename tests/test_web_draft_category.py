"""A category chosen on a pasted notice: said and taken back in the row that it is about."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from conftest import TABLE
from fastapi.testclient import TestClient
from web_server import client_of, token_of

from zwsearch.workspace import Workspace

TEXT = TABLE.replace("望江市", "鹿溪市")


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


def row(page: str, name: str) -> str:
    found = re.search(rf'<tr id="{name}".*?</tr>', page, re.DOTALL)
    assert found is not None
    return found[0]


def undo_of(told: str) -> tuple[str, dict[str, str]]:
    """The form that takes back what was done in a row."""
    form = re.search(r'<div class="said".*?<form method="post" action="([^"]+)">(.*?)</form>', told, re.DOTALL)
    assert form is not None
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[2])
    return form[1], {name: html.unescape(value) for name, value in fields}


def chosen(told: str) -> str:
    found = re.search(r'value="([^"]+)" class="choice now"', told)
    assert found is not None
    return found[1]


def test_the_page_comes_back_at_the_row_which_says_it_and_takes_it_back(client: TestClient) -> None:
    token = token_of(client)
    home = client.post("/tag", data={"token": token, "text": TEXT}).url.path
    own = chosen(row(client.get(home).text, "task-1"))
    for category in ("监督考核", "平台建设"):
        data = {"token": token, "place": "1", "category": category, "back": ""}
        answer = client.post(f"{home}/category", data=data, follow_redirects=False)
        assert answer.headers["location"] == f"{home}#task-1"
        page = client.get(home).text
        assert page.count(f"已标为“{category}”") == 1
        assert f"已标为“{category}”" in row(page, "task-1")
        assert 'class="flash"' not in page
        assert chosen(row(page, "task-1")) == category
    address, fields = undo_of(row(page, "task-1"))
    for told in ("监督考核", own):  # one step back, and then the step before it by hand
        page = client.post(address, data=fields).text
        assert f"已撤销，现在是“{told}”" in row(page, "task-1")
        assert chosen(row(page, "task-1")) == told
        assert "<form" not in row(page, "task-1").partition('class="said"')[2].partition("</div>")[0]
        fields |= {"category": "", "token": token}
    assert "已撤销" not in client.get(home).text, "it is said once"


def test_the_same_category_again_offers_no_undo(client: TestClient) -> None:
    token = token_of(client)
    home = client.post("/tag", data={"token": token, "text": TEXT}).url.path
    for offered in (1, 0):
        page = client.post(f"{home}/category", data={"token": token, "place": "0", "category": "监督考核"}).text
        assert row(page, "task-0").partition('class="said"')[2].partition("</div>")[0].count("<form") == offered


def test_among_several_notices_it_stands_in_the_row_of_the_right_one(client: TestClient) -> None:
    token = token_of(client)
    files = [("files", (f"{name}.txt", TABLE.replace("望江", name).encode())) for name in ("丙山", "丁山")]
    page = client.post("/tag", data={"token": token, "batch": "two"}, files=files).text
    names = re.findall(r'<tr id="(task-[\w-]+-1)"', page)
    draft = names[1].removeprefix("task-").removesuffix("-1")
    back = re.search(r'name="back" value="([^"]+)"', row(page, names[1]))
    assert back is not None
    data = {"token": token, "place": "1", "category": "监督考核", "back": back[1]}
    page = client.post(f"/tag/{draft}/category", data=data).text
    assert "已标为“监督考核”" in row(page, names[1])
    assert page.count("已标为") == 1
    address, fields = undo_of(row(page, names[1]))
    answer = client.post(address, data=fields, follow_redirects=False)
    assert answer.headers["location"] == f"{back[1]}#{names[1]}"


def test_of_a_saved_notice_the_decision_itself_is_taken_back(client: TestClient, filled: Workspace) -> None:
    token = token_of(client)
    home = client.post("/tag", data={"token": token, "text": TEXT}).url.path
    id_ = str(client.post(f"{home}/save", data={"token": token}).url).rpartition("/")[2]
    own = filled.show(f"{id_}-2").unit
    assert own is not None and own.tag is not None
    page = client.post(f"{home}/category", data={"token": token, "place": "1", "category": "监督考核"}).text
    address, fields = undo_of(row(page, "task-1"))
    filled.label(f"{id_}-2", "平台建设", author="同事")
    refused = client.post(address, data=fields)
    assert refused.status_code == 200
    assert "后来又由“同事”改标为“平台建设”，没有撤销" in row(refused.text, "task-1")
    filled.undo_label(f"{id_}-2")
    token = token_of(client)
    page = client.post(address, data={**fields, "token": token}).text
    assert f"已撤销，现在是“{own.tag.category}”" in row(page, "task-1")
    assert filled.show(f"{id_}-2").unit == own


def fields_of(page: str, name: str) -> dict[str, str]:
    """What the form in a row sends beside the category."""
    form = re.search(r'<form class="decide".*?</form>', row(page, name), re.DOTALL)
    assert form is not None
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0]))


@pytest.mark.parametrize("undone", [False, True])
@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize("change", ["save", "remove"])
def test_a_page_older_than_what_became_of_its_notice_is_told_where_the_category_went(
    client: TestClient, filled: Workspace, change: str, script: bool, undone: bool
) -> None:
    token = token_of(client)
    home = client.post("/tag", data={"token": token, "text": TEXT}).url.path
    if change == "remove":
        id_ = client.post(f"{home}/save", data={"token": token}).url.path.rpartition("/")[2]
    page = client.get(home).text
    if undone:
        fields = fields_of(page, "task-1") | {"category": "平台建设"}
        page = client.post(f"{home}/category", data=fields).text
        address, sent = undo_of(row(page, "task-1"))
    else:
        address, sent = f"{home}/category", fields_of(page, "task-1") | {"category": "监督考核"}
    if change == "save":
        id_ = client.post(f"{home}/save", data={"token": token}).url.path.rpartition("/")[2]
    else:
        filled.remove(id_)
    answer = client.post(address, data=sent, headers={"Accept": "application/json"} if script else {})
    assert answer.status_code == 200
    if script:
        assert answer.json()["renewed"] == f"{home}#task-1"
    page = client.get(home).text if script else answer.text
    told = row(page, "task-1").partition('class="said"')[2]
    assert ("已存进工作区" if change == "save" else "还没有保存") in told
    assert ("已撤销" if undone else "已标为“监督考核”") in told
    assert ("保存到工作区</button>" in page) == (change == "remove")
    if change == "save":
        unit = filled.show(f"{id_}-2").unit
        assert unit is not None and unit.tag is not None
        assert unit.tag.category == chosen(row(page, "task-1"))
    again = client.post(f"{home}/category", data=fields_of(page, "task-1") | {"category": "平台建设"}).text
    assert "打开这一页以后" not in again


def test_an_older_page_replaces_no_word_of_a_colleague_unasked(client: TestClient, filled: Workspace) -> None:
    token = token_of(client)
    home = client.post("/tag", data={"token": token, "text": TEXT}).url.path
    sent = fields_of(client.get(home).text, "task-1") | {"category": "监督考核"}
    id_ = client.post(f"{home}/save", data={"token": token}).url.path.rpartition("/")[2]
    filled.label(f"{id_}-2", "平台建设", author="同事")
    asked = client.post(f"{home}/category", data=sent)
    assert asked.status_code == 409
    form = re.search(rf'<form[^>]*action="{home}/category".*?</form>', asked.text, re.DOTALL)
    assert form is not None
    page = client.post(f"{home}/category", data=dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))).text
    assert "已存进工作区" in row(page, "task-1")
    assert chosen(row(page, "task-1")) == "监督考核"


@pytest.mark.parametrize("saved", [True, False])
@pytest.mark.parametrize("page", ["", "all/one"])
def test_dropping_a_draft_says_what_stays_in_the_workspace(
    client: TestClient, filled: Workspace, page: str, saved: bool
) -> None:
    token, count = token_of(client), len(filled.list().notices)
    home = client.post("/tag", data={"token": token, "batch": "one", "text": TEXT}).url.path
    if saved:
        client.post(f"{home}/save", data={"token": token})
        client.get("/tag")  # what was said of that is read
    answer = client.post(f"{f'/tag/{page}' if page else home}/drop", data={"token": token})
    assert ("仍在工作区里" in answer.text) == saved
    assert len(filled.list().notices) == count + saved
    assert client.get(home).status_code == 404
