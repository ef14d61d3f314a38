"""Two people at one task: a message takes back its own act alone, nothing typed is lost, nothing is done to what
nobody saw."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from web_server import client_of, token_of, undo

from zwsearch.cli import main
from zwsearch.records import Filters, Tag
from zwsearch.workspace import Workspace, edits, reshaping

ADDED = "公布水库水质的监测数据。"
PARTS = "出台节水灌溉补贴办法。\n发布图文解读。"


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        client.post("/name", data={"token": token_of(client), "name": "甲"})
        yield client


@pytest.fixture
def id_(filled: Workspace) -> str:
    return next(x.notice.id for x in filled.list().notices if x.notice.source.name == "table.txt")


def tasks(workspace: Workspace, id_: str) -> list[str]:
    return [unit.id for unit in workspace.show(id_).units if unit.type == "task"]


def lead(workspace: Workspace, id_: str) -> tuple[str, ...]:
    return workspace.show(id_).unit.lead  # type: ignore[union-attr]


def seen(client: TestClient, address: str, form: str) -> dict[str, str]:
    """The hidden fields of a form on a page, and of a merger what the ticks say."""
    found = re.search(rf'<form[^>]*action="[^"]*/{form}">(.*?)</form>', client.get(address).text, re.DOTALL)
    assert found is not None
    return {
        name: html.unescape(text) for name, text in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[1])
    }


ACTS: dict[str, Callable[[TestClient, str, dict[str, str]], Any]] = {
    "lead": lambda c, i, t: c.post(f"/tasks/{i}-1/edit", data={**t, "lead": "甲科"}),
    "metadata": lambda c, i, t: c.post(f"/notices/{i}/edit", data={**t, "issuer": "甲局"}),
    "add": lambda c, i, t: c.post(f"/notices/{i}/tasks", data={**t, "requirement": ADDED, "lead": "水质科"}),
    "split": lambda c, i, t: c.post(f"/tasks/{i}-1/split", data={**t, "parts": PARTS}),
    "merge": lambda c, i, t: c.post(f"/notices/{i}/merge", data={**t, "task": [f"{i}-1", f"{i}-3"]}),
    "drop": lambda c, i, t: c.post(f"/tasks/{i}-3/drop", data=t),
}


@pytest.mark.parametrize("what", ACTS)
def test_the_undo_of_a_message_is_of_its_own_act_whatever_came_after(
    client: TestClient, filled: Workspace, id_: str, what: str
) -> None:
    before = filled.show(id_)
    page = ACTS[what](client, id_, {"token": token_of(client)})
    assert page.status_code == 200
    filled.edit_task(f"{id_}-2", lead="乙科", author="乙")
    filled.edit_notice(id_, province="安徽省", author="乙")
    other = filled.add_task(id_, "乙写的一条。", author="乙").id
    undone = undo(client, page.text)
    assert undone.status_code == 200
    assert "已撤销" in undone.text
    assert lead(filled, f"{id_}-2") == ("乙科",)
    assert filled.show(id_).notice.notice.province == "安徽省"
    assert tasks(filled, id_) == [f"{id_}-1", f"{id_}-2", f"{id_}-3", other]
    assert filled.show(f"{id_}-1").unit.text == before.units[0].text  # type: ignore[union-attr]
    assert filled.show(id_).notice.notice.issuer == before.notice.notice.issuer
    again = undo(client, page.text, token=token_of(client))
    assert again.status_code == 409
    assert "已由“甲”撤销过了" in again.text


@pytest.mark.parametrize("what", ACTS)
def test_what_a_colleague_built_upon_is_not_taken_back_by_a_message(
    client: TestClient, filled: Workspace, id_: str, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = ACTS[what](client, id_, {"token": token_of(client)})
    upon = {
        "lead": [f"{id_}-1", "--lead", "乙科"],
        "metadata": [id_, "--issuer", "乙局"],
        "add": [f"{id_}-4", "--support", "乙科"],
        "split": [f"{id_}-4", "--lead", "乙科"],
        "merge": [f"{id_}-1", "--requirement", "乙写的"],
        "drop": None,
    }[what]
    if upon is None:
        filled.undo_edit(id_, author="乙")
    else:
        assert main(["edit", *upon, "--author", "乙", "--workspace", str(filled.path)]) == 0
    capsys.readouterr()
    held = filled.history(id_)
    refused = undo(client, page.text)
    assert refused.status_code == 409
    assert "由“乙”" in refused.text
    assert filled.history(id_) == held


def test_a_task_split_once_more_is_not_put_together_below_that(client: TestClient, filled: Workspace, id_: str) -> None:
    whole = filled.show(f"{id_}-1").unit.text  # type: ignore[union-attr]
    page = client.post(f"/tasks/{id_}-1/split", data={"token": token_of(client), "parts": f"{whole}\n{ADDED}"})
    filled.split_task(f"{id_}-1", [whole, "乙拆出的。"], author="乙")
    refused = undo(client, page.text)
    assert (refused.status_code, "由“乙”" in refused.text) == (409, True)
    assert len(tasks(filled, id_)) == 5


def test_an_undo_that_names_no_edit_is_refused(client: TestClient, filled: Workspace, id_: str) -> None:
    filled.edit_task(f"{id_}-1", lead="乙科", author="乙")
    for path in (f"/notices/{id_}/edit", f"/tasks/{id_}-1/edit"):
        assert client.post(path, data={"token": token_of(client), "undo": "1"}).status_code == 400
    assert lead(filled, f"{id_}-1") == ("乙科",)


GONE: dict[str, tuple[Callable[[Workspace, str], Any], str, bool]] = {
    "dropped": (lambda w, i: w.drop_task(f"{i}-1", author="乙"), "由“乙”划为“不是任务”", True),
    "merged": (lambda w, i: w.merge_tasks([f"{i}-1", f"{i}-0"], author="乙"), "由“乙”并入“", True),
    "taken back": (lambda w, i: w.drop_task(f"{i}-1", author="乙"), "由“乙”去掉", False),
    "put together": (lambda w, i: w.undo_edit(f"{i}-1", author="乙"), "由“乙”撤销，并回了原来那一条", False),
    "removed": (lambda w, i: w.remove(i), "这份通知已不在", False),
}


@pytest.mark.parametrize("form", ["edit", "split"])
@pytest.mark.parametrize("how", GONE)
def test_what_was_typed_for_a_task_that_is_gone_is_shown(
    client: TestClient, filled: Workspace, id_: str, how: str, form: str
) -> None:
    token, task = token_of(client), f"{id_}-1"
    if how == "merged":
        task = f"{id_}-3"
    elif how == "taken back":
        task = filled.add_task(id_, ADDED).id
    elif how == "put together":
        task = filled.split_task(f"{id_}-1", PARTS.splitlines())[1].id
    typed = (
        {"requirement": "我改写的要求。", "lead": "我写的科"} if form == "edit" else {"parts": "我拆的一。\n我拆的二。"}
    )
    fields = seen(client, f"/tasks/{task}", form)
    if how == "merged":
        filled.merge_tasks([f"{id_}-1", task], author="乙")
    elif how == "removed":
        filled.remove(id_)
    elif how == "put together":
        filled.undo_edit(task, author="乙")
    else:
        filled.drop_task(task, author="乙")
    answer = client.post(f"/tasks/{task}/{form}", data={**fields, "token": token, **typed})
    _, said, restorable = GONE[how]
    assert answer.status_code == (409 if restorable else 404)
    assert said in answer.text
    assert "还在下面的表单里" not in answer.text
    for text in typed.values():
        assert f">\n{text}</textarea>" in answer.text
    if not restorable:
        assert "再提交一次" not in answer.text
        return
    filled.undo_edit(id_)  # the colleague gives way: what was kept can be sent from where it stands
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    assert client.post(f"/tasks/{task}/{form}", data={**again, **typed}).status_code == 200
    assert any("我" in unit.text for unit in filled.show(id_).units)


def test_a_task_that_was_taken_back_can_be_written_down_again(client: TestClient, filled: Workspace, id_: str) -> None:
    task = filled.add_task(id_, ADDED).id
    filled.drop_task(task, author="乙")
    typed = {"token": token_of(client), "requirement": "我改写的要求。", "lead": "我写的科"}
    page = client.post(f"/tasks/{task}/edit", data=typed).text
    action = re.search(r'class="fields" method="post" action="([^"]+)"', page)
    assert action is not None
    assert "补写为一条新任务" in page
    assert client.post(action[1], data=typed).status_code == 200
    assert "我改写的要求。" in [unit.text for unit in filled.show(id_).units]


@pytest.mark.parametrize(
    ("path", "typed"), [("edit", {"issuer": "我写的局"}), ("tasks", {"requirement": "我补写的。", "lead": "我写的科"})]
)
def test_what_was_typed_for_a_notice_that_is_gone_is_shown(
    client: TestClient, filled: Workspace, id_: str, path: str, typed: dict[str, str]
) -> None:
    token = token_of(client)
    filled.remove(id_)
    answer = client.post(f"/notices/{id_}/{path}", data={"token": token, **typed})
    assert answer.status_code == 404
    assert "这份通知已不在" in answer.text
    for text in typed.values():
        assert f">\n{text}</textarea>" in answer.text


@pytest.mark.parametrize("what", ["drop", "merge"])
def test_nobody_drops_or_merges_what_was_changed_unseen(
    client: TestClient, filled: Workspace, id_: str, what: str
) -> None:
    token = token_of(client)
    drop = seen(client, f"/tasks/{id_}-3", "drop")
    ticks = re.findall(r'name="task" value="([^"]+)"', client.get(f"/notices/{id_}").text)
    filled.edit_task(f"{id_}-3", requirement="乙改写的要求。", author="乙")
    held = filled.history(id_)
    address, data = {
        "drop": (f"/tasks/{id_}-3/drop", drop),
        "merge": (f"/notices/{id_}/merge", {"task": [ticks[0], ticks[2]]}),
    }[what]
    asked = client.post(address, data={**data, "token": token})
    assert asked.status_code == 409
    assert "被“乙”改过" in asked.text
    assert "乙改写的要求。" in asked.text
    assert filled.history(id_) == held
    form = re.search(rf'action="{address}">(.*?)</form>', asked.text, re.DOTALL)
    assert form is not None
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form[1]):
        fields.setdefault(name, []).append(value)
    assert client.post(address, data={**fields, "token": token}).status_code == 200
    assert len(tasks(filled, id_)) == 2


def test_a_tick_beside_what_is_no_task_any_more_is_said(client: TestClient, filled: Workspace, id_: str) -> None:
    filled.drop_task(f"{id_}-3", author="乙")
    data = {"token": token_of(client), "task": [f"{id_}-1", f"{id_}-3"]}
    told = client.post(f"/notices/{id_}/merge", data=data)
    assert "由“乙”划为“不是任务”" in told.text
    told = client.post(f"/tasks/{id_}-3/drop", data={"token": data["token"]})
    assert (told.status_code, "由“乙”划为“不是任务”" in told.text) == (409, True)


def test_two_people_do_not_split_one_task_twice(client: TestClient, filled: Workspace, id_: str) -> None:
    whole = filled.show(f"{id_}-1").unit.text  # type: ignore[union-attr]
    both = {**seen(client, f"/tasks/{id_}-1", "split"), "token": token_of(client)}
    assert client.post(f"/tasks/{id_}-1/split", data={**both, "parts": f"{whole}\n第一个人拆的。"}).status_code == 200
    for form, typed in (("split", {"parts": f"{whole}\n第二个人拆的。"}), ("edit", {"requirement": "改写。"})):
        refused = client.post(f"/tasks/{id_}-1/{form}", data={**both, **typed})
        assert refused.status_code == 409
    assert len(tasks(filled, id_)) == 4
    state = edits.states(filled, id_)[f"{id_}-1"]
    filled.undo_edit(id_)
    with pytest.raises(Exception, match="刚刚被"):
        reshaping.split_task(filled, f"{id_}-1", ["一。", "二。"], seen=state)


def test_a_split_takes_owners_along_and_deadlines_where_parts_say_none(
    client: TestClient, filled: Workspace, id_: str
) -> None:
    parts = "9月底前出台节水灌溉补贴办法。\n发布图文解读。\n6月30日前公布申领条件。"
    page = client.post(f"/tasks/{id_}-1/split", data={"token": token_of(client), "parts": parts}).text
    assert "已拆成 3 条；单位和时限照原来那一条带了过去，请逐条核对；有 2 条的时限是从它自己的话里读出的" in page
    units = [unit for unit in filled.show(id_).units if unit.type == "task"][:3]
    assert [unit.deadline.end for unit in units if unit.deadline] == ["2023-09-30", "2023-12-31", "2023-06-30"]
    assert {unit.lead for unit in units} == {("农水科",)}


@pytest.mark.parametrize(
    ("deadlines", "end", "told"),
    [
        (("20个工作日内", "9月底前"), "2023-09-30", False),
        (("9月底前", "20个工作日内"), "2023-09-30", False),
        (("年底前", "2023年10月31日前"), "2023-12-31", False),
        (("持续推进", "9月底前"), "2023-09-30", False),
        (("待定", "另行通知"), None, True),
    ],
)
def test_a_merger_has_the_latest_date_of_its_parts(
    client: TestClient, filled: Workspace, id_: str, deadlines: tuple[str, str], end: str | None, told: bool
) -> None:
    for number, words in enumerate(deadlines, 1):
        filled.edit_task(f"{id_}-{number}", deadline=words)
    data = {"token": token_of(client), "task": [f"{id_}-1", f"{id_}-2"]}
    page = client.post(f"/notices/{id_}/merge", data=data).text
    due = filled.show(f"{id_}-1").unit.deadline  # type: ignore[union-attr]
    assert due is not None
    assert (due.text, due.end) == ("；".join(deadlines), end)
    assert ("没有读出日期" in page) == told


@pytest.mark.parametrize("what", ["add", "split", "merge"])
def test_an_act_is_one_line_of_the_history_with_one_undo(
    client: TestClient, filled: Workspace, id_: str, what: str
) -> None:
    page = ACTS[what](client, id_, {"token": token_of(client)}).text
    assert '修改记录 <span class="quiet">1 条</span>' in page
    assert len(re.findall(r'name="number" value="\d', page)) == 1
    assert ('<details class="parts">' in page) == (what != "add")
    page = undo(client, page).text
    assert '修改记录 <span class="quiet">2 条</span>' in page
    assert not re.findall(r'name="number" value="\d', page)
    assert page.count("后来撤销了") >= 1


def test_a_task_of_a_person_is_marked_as_written(client: TestClient, filled: Workspace, id_: str) -> None:
    ACTS["add"](client, id_, {"token": token_of(client)})
    page = ACTS["split"](client, id_, {"token": token_of(client)}).text
    assert re.findall(r"（(补写|拆出|改过)）", page) == ["改过", "拆出", "补写"]
    filled.edit_task(f"{id_}-4", lead="别的科")
    assert client.get(f"/notices/{id_}").text.count("（补写）") == 1


def test_the_history_of_nothing_is_unknown(client: TestClient, id_: str) -> None:
    for path in ("/api/notices/none/history", "/api/tasks/none/history", f"/api/tasks/{id_}-99/history"):
        assert client.get(path).status_code == 404
    assert client.get(f"/api/notices/{id_}/history").json() == []


LABEL_PAGES = ["/tasks/{}", "/review"]


def doubtful(workspace: Workspace) -> None:
    """Let all tasks wait for a review."""
    store = workspace.existing()
    assert store is not None
    store.set_tags(dict.fromkeys(store.select_keys(Filters(tasks_only=True)).tolist(), Tag("公众参与", 0.3, "review")))


def said(workspace: Workspace, id_: str) -> str:
    tag = workspace.show(id_).unit.tag  # type: ignore[union-attr]
    return tag.category if tag and tag.said else ""


def label_form(client: TestClient, page: str, id_: str) -> dict[str, str]:
    found = re.search(rf'action="/tasks/{id_}/label">(.*?)</form>', client.get(page.format(id_)).text, re.DOTALL)
    assert found is not None
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[1]))


@pytest.mark.parametrize("page", LABEL_PAGES)
@pytest.mark.parametrize("name", ["乙", "网页"])
def test_the_label_of_another_is_replaced_only_by_who_was_told_of_it(
    client: TestClient, filled: Workspace, id_: str, page: str, name: str
) -> None:
    doubtful(filled)
    task, address = f"{id_}-1", f"/tasks/{id_}-1/label"
    client.post("/name", data={"token": token_of(client), "name": "" if name == "网页" else "甲"})
    form = label_form(client, page, task)
    filled.label(task, "平台建设", author=name)
    asked = client.post(address, data={**form, "category": "监督考核"})
    assert asked.status_code == 409
    who = "没有署名的同事" if name == "网页" else f"“{name}”"
    assert f"{who}刚把这条任务标为“平台建设”" in asked.text
    assert said(filled, task) == "平台建设"
    confirm = re.search(rf'action="{address}">(.*?)</form>', asked.text, re.DOTALL)
    assert confirm is not None
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', confirm[1]))
    filled.label(task, "公众参与", author="丙")
    assert "“丙”刚把" in client.post(address, data=fields).text, "what was agreed to is one decision"
    fields = label_form(client, page, task) if page != "/review" else {**fields, "seen": "公众参与"}
    assert client.post(address, data={**fields, "category": "监督考核"}).status_code == 200
    assert said(filled, task) == "监督考核"


@pytest.mark.parametrize("page", LABEL_PAGES)
def test_one_more_key_replaces_the_label_of_another(client: TestClient, filled: Workspace, id_: str, page: str) -> None:
    doubtful(filled)
    task = f"{id_}-1"
    form = {**label_form(client, page, task), "category": "监督考核"}
    headers = {"Accept": "application/json", "X-Form-Token": form["token"]}
    filled.label(task, "平台建设", author="乙")
    told = client.post(f"/tasks/{task}/label", data=form, headers=headers)
    assert (told.status_code, told.json()["code"]) == (409, "conflict")
    assert "“乙”刚把这条任务标为“平台建设”" in told.json()["error"]
    again = {**form, "agreed": " ".join(map(str, told.json()["agreed"]))}
    assert client.post(f"/tasks/{task}/label", data=again, headers=headers).json()["category"] == "监督考核"


@pytest.mark.parametrize("name", ["甲", ""])
def test_nobody_is_asked_about_their_own_label(client: TestClient, filled: Workspace, id_: str, name: str) -> None:
    task = f"{id_}-1"
    client.post("/name", data={"token": token_of(client), "name": name})
    form = label_form(client, "/tasks/{}", task)
    for category in ("平台建设", "监督考核", "监督考核", "公众参与"):
        answer = client.post(f"/tasks/{task}/label", data={**form, "category": category})
        assert answer.status_code == 200
        assert said(filled, task) == category


def test_a_label_of_tasks_alike_asks_for_each_of_them(client: TestClient, filled: Workspace, id_: str) -> None:
    doubtful(filled)
    task, other = f"{id_}-1", f"{id_}-2"
    form = {**label_form(client, "/review", task), "category": "监督考核", "alike": [other], "together": "1"}
    filled.label(other, "平台建设", author="乙")
    asked = client.post(f"/tasks/{task}/label", data=form)
    assert asked.status_code == 409
    assert (said(filled, task), said(filled, other)) == ("", "平台建设")
    confirm = re.search(r'/label">(.*?)</form>', asked.text, re.DOTALL)
    assert confirm is not None
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', confirm[1]))
    assert client.post(f"/tasks/{task}/label", data=fields).status_code == 200
    assert said(filled, task) == said(filled, other) == "监督考核"


def test_a_program_that_says_what_it_saw_changes_nothing_else(client: TestClient, filled: Workspace, id_: str) -> None:
    task, home = f"/api/tasks/{id_}-1", f"/api/notices/{id_}"
    tags = [client.get(f"/api/tasks/{id_}-{n}").headers["etag"] for n in (1, 3)]
    notice = client.get(home).headers["etag"]
    filled.edit_task(f"{id_}-1", lead="乙科", author="乙")
    filled.edit_notice(id_, issuer="乙局", author="乙")
    held, new = filled.history(id_), client.get(task).headers["etag"]
    parts = {"parts": PARTS.splitlines()}
    changes: list[tuple[str, str, Any, str, str]] = [
        ("PATCH", home, {"issuer": "甲局"}, notice, client.get(home).headers["etag"]),
        ("PATCH", task, {"lead": ["甲科"]}, tags[0], new),
        ("POST", f"{task}/split", parts, tags[0], new),
        ("POST", f"/api/tasks/{id_}-3/merge", {"others": [f"{id_}-1"]}, f"{tags[1]}, {tags[0]}", f"{tags[1]}, {new}"),
        ("DELETE", task, {}, tags[0], new),
    ]
    for method, path, body, stale, _ in changes:
        refused = client.request(method, path, json=body, headers={"If-Match": stale})
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict"), path
    assert filled.history(id_) == held
    for method, path, body, _, fresh in changes:
        assert client.request(method, path, json=body, headers={"If-Match": fresh}).status_code == 200, path
        filled.undo_edit(id_)
    assert client.patch(task, json={"lead": ["甲科"]}).status_code == 200, "without it, whatever stands there"


def test_a_program_labels_only_over_the_label_it_saw(client: TestClient, filled: Workspace, id_: str) -> None:
    task = f"/api/tasks/{id_}-1"
    for seen_before in (client.get(task).headers["etag"], ""):
        filled.label(f"{id_}-1", "平台建设", author="乙")
        refused = client.put(f"{task}/label", json={"category": "监督考核"}, headers={"If-Match": seen_before})
        assert refused.status_code == (409 if seen_before else 200)
    filled.label(f"{id_}-1", "平台建设", author="乙")
    fresh = {"If-Match": client.get(task).headers["etag"]}
    assert client.put(f"{task}/label", json={"category": "监督考核"}, headers=fresh).status_code == 200


@pytest.mark.parametrize("what", ["add", "split"])
def test_an_undo_takes_no_task_away_that_a_colleague_labelled(
    client: TestClient, filled: Workspace, id_: str, what: str
) -> None:
    page = ACTS[what](client, id_, {"token": token_of(client)})
    filled.label(f"{id_}-4", "平台建设", author="乙")
    refused = undo(client, page.text)
    assert (refused.status_code, "由“乙”标为“平台建设”" in refused.text) == (409, True)
    filled.undo_label(f"{id_}-4")
    assert undo(client, page.text, token=token_of(client)).status_code == 200


@pytest.mark.parametrize("page", ["/notices/{}", "/tasks/{}-4"])
def test_an_old_page_takes_nothing_away_that_it_does_not_show(
    client: TestClient, filled: Workspace, id_: str, page: str
) -> None:
    ACTS["add"](client, id_, {"token": token_of(client)})
    form = re.compile(r'action="(/notices/\w+/edit)">((?:<input type="hidden"[^>]*>)+)<button class="plain">撤销')

    def press() -> Any:
        return client.post(shown[1], data=dict(re.findall(r'name="(\w+)" value="([^"]*)"', shown[2])))

    shown = form.search(client.get(page.format(id_)).text)
    assert shown is not None
    filled.edit_task(f"{id_}-4", support="乙科", author="乙")
    refused = press()
    assert (refused.status_code, "由“乙”改过“配合单位”" in refused.text) == (409, True)
    assert filled.show(f"{id_}-4").unit.support == ("乙科",)  # type: ignore[union-attr]
    number = filled.history(id_)[0].number
    pages = form.finditer(client.get(page.format(id_)).text)
    shown = next(found for found in pages if f'name="number" value="{number}"' in found[2])
    assert press().status_code == 200
    assert len(tasks(filled, id_)) == 3
