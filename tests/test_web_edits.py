"""Setting right on the page and over the API: forms, history, undo, and who may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import TABLE
from fastapi.testclient import TestClient
from test_web_pages import HOSTILE
from web_server import client_of, token_of, undo

from zwsearch.workspace import Workspace


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


def notice_of(workspace: Workspace) -> str:
    return next(x.notice.id for x in workspace.list().notices if x.notice.source.name == "table.txt")


def test_the_forms_hold_what_is_and_saving_them_unchanged_changes_nothing(
    client: TestClient, filled: Workspace
) -> None:
    id_, token = notice_of(filled), token_of(client)
    for page in (f"/notices/{id_}", f"/tasks/{id_}-1"):
        form = re.search(r'<form class="fields".*?</form>', client.get(page).text, re.DOTALL)
        assert form is not None
        fields = dict(re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', form[0]))
        fields |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*)</textarea>', form[0]))
        kind = re.search(r"<option selected>([^<]+)", form[0])
        if kind is not None:
            fields["kind"] = kind[1]
        answer = client.post(f"{page}/edit", data={**fields, "token": token})
        assert "没有改动" in answer.text
    assert filled.history(id_) == ()


def test_saving_shows_the_change_its_history_and_an_undo(client: TestClient, filled: Workspace) -> None:
    id_, token = notice_of(filled), token_of(client)
    page = client.post(f"/notices/{id_}/edit", data={"token": token, "issuer": "望江市水务局", "kind": "工作要点"})
    assert "已改正发文机关、种类" in page.text
    assert 'value="望江市水务局"' in page.text
    assert "修改记录" in page.text
    page = undo(client, page.text)
    assert "已撤销对发文机关、种类的修改" in page.text
    assert filled.show(id_).notice.notice.kind == "任务分工"
    task = f"{id_}-1"
    seen = re.search(r'name="seen" value="(\w+)"', client.get(f"/tasks/{task}").text)
    assert seen is not None
    data = {"token": token, "seen": seen[1], "lead": "灌溉科", "deadline": "9月底前"}
    page = client.post(f"/tasks/{task}/edit", data=data)
    assert "已改正牵头单位、时限" in page.text
    assert "（2023年9月30日）" in page.text
    stale = client.post(f"/tasks/{task}/edit", data={**data, "lead": "别的科"})
    assert stale.status_code == 409
    assert "刚刚被没有署名的同事改过" in stale.text
    assert 'name="lead" value="别的科"' in stale.text
    assert "现在存着的是：灌溉科" in stale.text
    assert f'<a href="/tasks/{task}">打开最新的页面</a>' in stale.text
    assert client.get(f"/notices/{id_}").text.count("（改过）") == 1
    line = filled.history(task)[0]
    page = client.post(f"/tasks/{task}/edit", data={"token": token, "undo": "1", "number": str(line.number)})
    assert filled.show(task).unit.lead == ("农水科",)  # type: ignore[union-attr]
    assert "修改记录" in client.get(f"/notices/{id_}").text


def test_an_edit_that_lost_its_task_is_said(client: TestClient, filled: Workspace, notices: Path) -> None:
    id_ = notice_of(filled)
    filled.edit_task(f"{id_}-2", lead="甲科")
    (notices / "table.txt").write_text(TABLE.replace("邀请灌区农户代表", "到村里看望老党员"), "utf-8")
    filled.index(notices)
    page = client.get(f"/notices/{id_}").text
    assert "有 1 处修改找不到原来的任务" in page
    assert "这处修改没有用上" in page
    number = str(filled.history(id_)[0].number)
    client.post(f"/notices/{id_}/edit", data={"token": token_of(client), "undo": "1", "number": number})
    assert "找不到原来的任务" not in client.get(f"/notices/{id_}").text


def test_what_went_along_to_a_reworded_task_is_told_and_taken_back(
    client: TestClient, filled: Workspace, notices: Path
) -> None:
    task = f"{notice_of(filled)}-1"
    filled.label(task, "监督考核", author="甲")
    (notices / "table.txt").write_text(TABLE.replace("图文解读，讲清", "图文解读，并讲清"), "utf-8")
    filled.index(notices)
    page = client.get(f"/notices/{notice_of(filled)}").text
    assert "原文（修改和标注沿用）" in page
    assert "（改过）" not in page, "nobody set anything right"
    assert "条标注找不到" not in page
    stale = client.post(f"/tasks/{task}/edit", data={"token": token_of(client), "seen": "0" * 16, "lead": "甲科"})
    assert "刚刚被改过或重新读入过" in stale.text
    step = next(line for line in filled.history(task) if line.field == "carried")
    data = {"token": token_of(client), "undo": "1", "number": str(step.number)}
    client.post(f"/tasks/{task}/edit", data=data)
    page = client.get(f"/notices/{notice_of(filled)}").text
    assert re.search("有 1 条标注找不到原来的任务.*\n.*监督考核</strong>　出台节水灌溉补贴办法.*甲，", page)


def test_two_browsers_do_not_lose_an_edit_of_a_notice(client: TestClient, filled: Workspace) -> None:
    id_, token = notice_of(filled), token_of(client)
    home = f"/notices/{id_}"

    def seen(page: str) -> str:
        found = re.search(r'name="seen" value="(\w+)"', page)
        assert found is not None
        return found[1]

    both = seen(client.get(home).text)
    first = {"token": token, "seen": both, "issuer": "望江市水务局", "year": "2023"}
    assert client.post(f"{home}/edit", data=first).status_code == 200
    second = {"token": token, "seen": both, "issuer": "望江市水利局", "title": "第二个人写的标题"}
    refused = client.post(f"{home}/edit", data=second)
    assert refused.status_code == 409
    assert filled.show(id_).notice.notice.issuer == "望江市水务局"
    assert 'name="title" value="第二个人写的标题"' in refused.text
    assert "现在存着的是：望江市水务局" in refused.text
    assert f'<a href="{home}">打开最新的页面</a>' in refused.text
    # Having read what holds now, the second may save: the form shown again knows it.
    again = client.post(f"{home}/edit", data={**second, "seen": seen(refused.text)})
    assert again.status_code == 200
    assert filled.show(id_).notice.notice.title == "第二个人写的标题"


@pytest.mark.parametrize(
    ("path", "data", "kept"),
    [
        ("/notices/{}/edit", {"year": "二三", "issuer": "某局"}, ('value="二三"', 'value="某局"')),
        ("/notices/{}/edit", {"date": "2023-02-30", "title": "新题"}, ('value="2023-02-30"', 'value="新题"')),
        ("/tasks/{}-1/edit", {"requirement": " ", "lead": "某科"}, ('name="lead" value="某科"',)),
        ("/notices/{}/tasks", {"requirement": "", "lead": "某科"}, ('name="lead" value="某科"',)),
    ],
)
def test_what_cannot_be_is_shown_again_as_it_was_typed(
    client: TestClient, filled: Workspace, path: str, data: dict[str, str], kept: tuple[str, ...]
) -> None:
    answer = client.post(path.format(notice_of(filled)), data={**data, "token": token_of(client)})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert '<details class="edits" open>' in answer.text
    assert all(text in answer.text for text in kept)


def test_without_the_token_nothing_is_changed(client: TestClient, filled: Workspace) -> None:
    id_ = notice_of(filled)
    for path in (f"/notices/{id_}/edit", f"/tasks/{id_}-1/edit"):
        assert client.post(path, data={"issuer": "x", "lead": "x"}).status_code == 403
        assert client.post(path, data={"token": token_of(client), "undo": "1", "number": "9"}).status_code == 404
    assert client.patch(f"/api/notices/{id_}", content="issuer=x").status_code in (403, 422)
    assert filled.history(id_) == ()


def test_what_is_typed_is_shown_as_text(client: TestClient, filled: Workspace) -> None:
    id_ = notice_of(filled)
    page = client.post(
        f"/notices/{id_}/edit", data={"token": token_of(client), "title": HOSTILE.splitlines()[0], "issuer": "{{7*7}}"}
    )
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<script>alert" not in page.text
    assert "{{7*7}}" in page.text


def test_the_api_edits_tells_and_takes_back(client: TestClient, filled: Workspace) -> None:
    id_, json = notice_of(filled), {"Content-Type": "application/json"}
    told = client.patch(f"/api/notices/{id_}", json={"document_number": "望水〔2023〕7号", "province": None}).json()
    assert told["notice"]["document_number"] == "望水〔2023〕7号"
    for spelled in ("望水〔2023〕7号", "望水[2023]7号", "望水2023 7号", "望水"):
        assert "共 1 份" in client.get("/notices", params={"q": spelled}).text
    assert "共 1 份" not in client.get("/notices", params={"q": "望水〔2023〕17号"}).text
    task = client.patch(f"/api/tasks/{id_}-1", json={"deadline": "10月底前", "support": ["甲科"]}).json()
    assert task["deadline"]["end"] == "2023-10-31"
    assert task["support"] == ["甲科"]
    lines = client.get(f"/api/notices/{id_}/history").json()
    assert [(x["field"], x["author"], x["unit_id"]) for x in lines] == [
        ("document_number", "API", None),
        ("support", "API", f"{id_}-1"),
        ("deadline", "API", f"{id_}-1"),
    ]
    assert len(client.get(f"/api/tasks/{id_}-1/history").json()) == 2
    assert len(client.delete(f"/api/tasks/{id_}-1/edits", headers=json).json()) == 2
    assert client.delete(f"/api/tasks/{id_}-1/edits", headers=json).json()["code"] == "not_found"
    assert client.delete(f"/api/notices/{id_}/edits", params={"number": 1}, headers=json).status_code == 200
    assert client.patch(f"/api/notices/{id_}", json={"kind": "随笔"}).status_code == 422
    assert client.patch(f"/api/notices/{id_}", json={"date": "2023-02-30"}).json()["code"] == "invalid"
    assert client.patch(f"/api/notices/{id_}", json={"colour": "red"}).status_code == 422
    assert client.patch("/api/tasks/none", json={"lead": []}).status_code == 404


def test_tasks_are_added_and_dropped_on_the_page(client: TestClient, filled: Workspace) -> None:
    id_, token = notice_of(filled), token_of(client)
    data = {"token": token, "requirement": "公布水库水质的监测数据。", "lead": "水质科", "section": "", "deadline": ""}
    page = client.post(f"/notices/{id_}/tasks", data=data)
    assert "已补写一条任务" in page.text
    assert "公布水库水质的监测数据。" in page.text
    assert filled.show(f"{id_}-4").unit.lead == ("水质科",)  # type: ignore[union-attr]
    assert client.post(f"/notices/{id_}/tasks", data=data).status_code == 400
    page = client.post(f"/tasks/{id_}-2/drop", data={"token": token})
    assert "已划为“不是任务”" in page.text
    assert page.text.count('<tr id="row-') == 3
    message, passage = page.text, client.get(f"/tasks/{id_}-2").text
    assert "说明这不是任务" in passage
    assert "改正这条任务" not in passage
    undo(client, message)
    assert client.get(f"/notices/{id_}").text.count('<tr id="row-') == 4


def history_lines(page: str) -> list[str]:
    """The lines of the history on a page as they read, newest first."""
    section = re.search(r'<ol class="history">(.*?)</ol>', page, re.DOTALL)
    assert section is not None
    lines = re.split(r"<li[^>]*><p>", section[1])[1:]
    return [" ".join(re.sub(r"<form.*?</form>|<[^>]+>", "", line, flags=re.DOTALL).split()) for line in lines]


def test_an_added_task_is_one_line_of_the_history_and_undone_as_one(client: TestClient, filled: Workspace) -> None:
    id_, token = notice_of(filled), token_of(client)
    home = f"/notices/{id_}"
    data = {
        "token": token,
        "requirement": "公布水质。",
        "lead": "水质科、办公室",
        "deadline": "年底前",
        "section": "一\n二",
    }
    page = client.post(f"{home}/tasks", data=data).text
    told = "补写了这条任务：“公布水质。”（工作任务：一 / 二；牵头单位：水质科、办公室；时限：年底前）"
    assert [line.partition(" 网页 ")[2] for line in history_lines(page)] == [told]
    assert f'<a href="/tasks/{id_}-4">“公布水质。”</a>' in page
    assert "（改过）" not in page
    own = client.get(f"/tasks/{id_}-4").text
    assert [line.partition(" 网页 ")[2] for line in history_lines(own)] == [told]
    client.post(f"/tasks/{id_}-4/edit", data={"token": token, "lead": "监测科"})
    page = client.get(home).text
    assert "改了“公布水质。”的牵头单位：水质科、办公室 → 监测科" in history_lines(page)[0]
    number = re.findall(r'name="number" value="(\d+)"', page)[-1]
    page = client.post(f"{home}/edit", data={"token": token, "undo": "1", "number": number}).text
    assert page.count('<tr id="row-') == 3
    assert [line.partition(" 网页 ")[2] for line in history_lines(page)] == [
        "撤销：补写了这条任务：“公布水质。”",
        "改了“公布水质。”的牵头单位：水质科、办公室 → 监测科 后来撤销了",
        f"{told} 后来撤销了",
    ]


def test_a_part_that_was_split_off_is_one_line_that_says_it_and_leads_to_it(
    client: TestClient, filled: Workspace
) -> None:
    id_, token = notice_of(filled), token_of(client)
    parts = {"token": token, "parts": "出台节水灌溉补贴办法。\n发布图文解读。"}
    page = client.post(f"/tasks/{id_}-1/split", data=parts).text
    part = client.get(f"/tasks/{id_}-4").text
    for told in (page, part):
        (line,) = history_lines(told)
        assert "拆成了 2 条任务：“出台节水灌溉补贴办法时发布图文解读，" in line
        assert "拆出了这条任务：“发布图文解读。”（序号：1；工作任务：" in line
    assert f'<a href="/tasks/{id_}-4">“发布图文解读。”</a>' in page
    number = re.findall(r'type="hidden" name="number" value="(\d+)"', part)
    back = {"undo": "1", "number": number[0], "back": f"/tasks/{id_}-4"}
    assert client.post(f"/notices/{id_}/edit", data={"token": token, **back}).url.path == f"/notices/{id_}"
    assert client.get(f"/notices/{id_}").text.count('<tr id="row-') == 3


def test_a_split_below_a_later_edit_is_not_offered_to_be_taken_back(client: TestClient, filled: Workspace) -> None:
    id_, token = notice_of(filled), token_of(client)
    filled.split_task(f"{id_}-1", ["出台节水灌溉补贴办法。", "发布图文解读。"])
    filled.edit_task(f"{id_}-1", requirement="出台办法。")
    last = str(filled.history(id_)[-1].number)
    for page, count in ((f"/notices/{id_}", 1), (f"/tasks/{id_}-1", 1), (f"/tasks/{id_}-4", 1)):
        told = client.get(page).text
        offered = re.findall(r'type="hidden" name="number" value="(\d+)"', told)
        assert offered == ([] if page.endswith("-4") else [last])
        assert sum("之后又改过，要先撤销后面的那一次" in line for line in history_lines(told)) == count
    client.post(f"/notices/{id_}/edit", data={"token": token, "undo": "1", "number": last})
    part = client.get(f"/tasks/{id_}-4").text
    number = re.findall(r'type="hidden" name="number" value="(\d+)"', part)[0]
    client.post(f"/notices/{id_}/edit", data={"token": token, "undo": "1", "number": number, "back": f"/tasks/{id_}-4"})
    assert client.get(f"/notices/{id_}").text.count('<tr id="row-') == 3


def test_tasks_are_added_and_dropped_over_the_api(client: TestClient, filled: Workspace) -> None:
    id_, json = notice_of(filled), {"Content-Type": "application/json"}
    new = client.post(f"/api/notices/{id_}/tasks", json={"requirement": "公布水质。", "lead": ["水质科"]})
    assert (new.status_code, new.json()["lead"]) == (201, ["水质科"])
    assert client.post(f"/api/notices/{id_}/tasks", json={"requirement": "公布水质。"}).json()["code"] == "edit"
    assert client.delete(f"/api/tasks/{id_}-1", headers=json).json() == {"id": f"{id_}-1", "type": "passage"}
    assert len(client.get(f"/api/notices/{id_}").json()["tasks"]) == 3
    assert client.delete(f"/api/tasks/{id_}-1", headers=json).json()["code"] == "usage"
    assert client.delete(f"/api/tasks/{id_}-1/edits", headers=json).status_code == 200
    assert client.delete("/api/tasks/none", headers=json).status_code == 404


def test_a_name_given_once_signs_edits_and_labels(client: TestClient, filled: Workspace) -> None:
    id_, token = notice_of(filled), token_of(client)
    task = f"{id_}-1"

    def change(step: int) -> None:
        client.post(f"/notices/{id_}/edit", data={"token": token, "issuer": f"第{step}局"})
        client.post(f"/tasks/{task}/edit", data={"token": token, "lead": f"第{step}科"})
        client.post(f"/notices/{id_}/tasks", data={"token": token, "requirement": f"公布第{step}份清单。"})
        category = ("监督考核", "平台建设")[step % 2]  # what is said already is not said again
        client.post(f"/tasks/{task}/label", data={"token": token, "category": category})
        pasted = client.post("/tag", data={"token": token, "text": TABLE.replace("望江市", f"第{step}市")}).url.path
        client.post(f"{pasted}/category", data={"token": token, "place": "0", "category": "平台建设"})
        client.post(f"{pasted}/save", data={"token": token})

    def authors() -> list[str]:
        store = filled.existing()
        assert store is not None
        return [label.author for label in store.labels()] + [x.author for x in filled.history(id_)]

    change(1)
    before = authors()
    assert set(before) == {"网页"}
    assert "填写姓名" in client.get(f"/tasks/{task}").text
    answer = client.post("/name", data={"token": token, "name": " 信息 公开办\n", "back": f"/tasks/{task}"})
    assert answer.url.path == f"/tasks/{task}"
    assert "署名“信息 公开办”" in answer.text
    change(2)
    assert sorted(authors()) == sorted([*before, *["信息 公开办"] * len(before)])
    client.post("/name", data={"token": token, "name": ""})
    assert "修改署名：网页" in client.get("/").text


def test_a_name_is_text_and_a_forged_one_no_failure(client: TestClient) -> None:
    page = client.post("/name", data={"token": token_of(client), "name": "<b>" * 99}).text
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    client.cookies.clear()
    for value in ("!!!", "gA==", "a"):
        assert "修改署名：网页" in client.get("/", headers={"Cookie": f"zwsearch_name={value}"}).text


def test_tasks_are_split_and_merged_on_the_page_and_undone_at_once(client: TestClient, filled: Workspace) -> None:
    id_, token = notice_of(filled), token_of(client)
    home = f"/notices/{id_}"
    split = client.get(f"/tasks/{id_}-1?split=1").text
    assert '<details id="split" open>' in split
    seen = re.search(r'name="seen" value="(\w+)"', split)
    assert seen is not None
    data = {"token": token, "seen": seen[1], "parts": "出台节水灌溉补贴办法。\r\n\r\n发布图文解读。"}
    page = client.post(f"/tasks/{id_}-1/split", data=data)
    assert page.url.path == home
    assert "已拆成 2 条" in page.text
    rows = re.findall(r'<tr id="row-([^"]+)"', page.text)
    assert rows == [f"{id_}-1", f"{id_}-4", f"{id_}-2", f"{id_}-3"]
    stale = client.post(f"/tasks/{id_}-1/split", data=data)
    assert stale.status_code == 409
    assert "发布图文解读。</textarea>" in stale.text
    undo(client, page.text)
    assert client.get(home).text.count('<tr id="row-') == 3
    page = client.post(f"{home}/merge", data={"token": token, "task": [f"{id_}-1", f"{id_}-2"]})
    assert "已把 2 条合并为一条" in page.text
    assert page.text.count('<tr id="row-') == 2
    assert "并入“出台节水" in page.text
    undo(client, page.text)
    assert client.get(home).text.count('<tr id="row-') == 3
    for ticked in ([], [f"{id_}-1"]):
        page = client.post(f"{home}/merge", data={"token": token, "task": ticked})
        assert page.status_code == 400
        assert "至少选两条任务才能合并" in page.text
        assert re.findall(r'name="task" value="(\S+) \w+" checked', page.text) == ticked
        assert '<details class="edits" id="reshape" open>' in page.text
    one = client.post(f"/tasks/{id_}-1/split", data={"token": token, "parts": "只有一条。"})
    assert one.status_code == 400
    assert "只有一条。</textarea>" in one.text


def test_tasks_are_split_and_merged_over_the_api(client: TestClient, filled: Workspace) -> None:
    id_, json = notice_of(filled), {"Content-Type": "application/json"}
    parts = client.post(f"/api/tasks/{id_}-1/split", json={"parts": ["出台补贴办法。", "发布图文解读。"]}).json()
    assert [part["requirement"] for part in parts] == ["出台补贴办法。", "发布图文解读。"]
    assert parts[1]["lead"] == ["农水科"]
    merged = client.post(f"/api/tasks/{parts[0]['id']}/merge", json={"others": [parts[1]["id"]]}).json()
    assert merged["requirement"] == "出台补贴办法。发布图文解读。"
    for _ in range(2):
        assert client.delete(f"/api/tasks/{id_}-1/edits", headers=json).status_code == 200
    assert len(client.get(f"/api/notices/{id_}").json()["tasks"]) == 3
    assert client.post(f"/api/tasks/{id_}-1/split", json={"parts": ["甲。"]}).status_code == 422
    assert client.post(f"/api/tasks/{id_}-1/merge", json={"others": [f"{id_}-1"]}).json()["code"] == "edit"
    assert client.post("/api/tasks/none/merge", json={"others": ["none-2"]}).status_code == 404
