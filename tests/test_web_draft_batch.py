"""Notices that were brought together: each counted once, told whether it was stored, and taken off the list."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from conftest import PLAN, TABLE
from fastapi.testclient import TestClient
from openpyxl import Workbook, load_workbook
from test_web_draft_category import chosen, row
from web_server import client_of, token_of

from zwsearch.workspace import Workspace

NEW = TABLE.replace("望江市", "鹿溪市")


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


def brought(client: TestClient, *files: tuple[str, bytes], batch: str = "together") -> str:
    sent = [("files", file) for file in files]
    return str(client.post("/tag", data={"token": token_of(client), "batch": batch}, files=sent).text)


def post(client: TestClient, address: str, **fields: str) -> str:
    return str(client.post(address, data={"token": token_of(client), **fields}).text)


def sheet() -> bytes:
    book, held = Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    page.append(["鹿溪市2023年政务公开任务分工表"])
    page.append(["序号", "具体要求", "牵头单位", "完成时限"])
    page.append(["1", "发布节水灌溉补贴办法的图文解读，讲清申领条件。", "农水科", "年底前"])
    page.append(["2", "公布本局部门预算、决算和三公经费。", "财务科", "10月底前"])
    book.save(held)
    return held.getvalue()


def twice_as_files() -> list[tuple[str, bytes]]:
    return [("甲.txt", NEW.encode()), ("乙.txt", NEW.replace("\n", " \n").encode())]


def twice_in_an_archive() -> list[tuple[str, bytes]]:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in ("甲.txt", "副本/甲.txt"):
            archive.writestr(name, NEW)
    return [("来文.zip", held.getvalue())]


def twice_in_a_mail() -> list[tuple[str, bytes]]:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "来文", "a@example.cn", "b@example.cn"
    mail.set_content("请查收附件。\n")
    mail.add_attachment(sheet(), maintype="application", subtype="octet-stream", filename="分工表.xlsx")
    return [("分工表.xlsx", sheet()), ("来文.eml", mail.as_bytes())]


@pytest.mark.parametrize("twice", [twice_as_files, twice_in_an_archive, twice_in_a_mail])
def test_what_is_met_twice_is_counted_shown_taken_away_and_stored_once(
    client: TestClient, filled: Workspace, twice: object
) -> None:
    files = twice()  # type: ignore[operator]
    page = brought(client, *files, ("方案.txt", PLAN.encode()))
    told = [
        unit for notice in client.get("/tag/all/together/ledger.json").json()["notices"] for unit in notice["tasks"]
    ]
    words = [task["requirement"] for task in told]
    assert len(words) == len(set(words)) == page.count('<tr id="task-')
    assert f"<strong>{len(words)}</strong> 条任务" in page
    assert page.count("相同，只列一次") == page.count("另有 1 份与别的相同") == 1
    (first,) = re.findall(r"与<a[^>]*>第 (\d) 份</a>相同", page)
    assert re.search(rf'<span class="quiet">第 {first} 份</span>', page)
    waiting = sum(task["verdict"] == "review" for task in told)
    header = re.search(r'data-waiting="(\d+)"', page)
    assert header is not None
    assert int(header[1]) == waiting
    book = load_workbook(io.BytesIO(client.get("/tag/all/together/ledger.xlsx").content))
    assert sum(any(cell in words for cell in line) for line in book.worksheets[0].iter_rows(values_only=True)) == len(
        words
    )
    before = len(filled.list())
    post(client, "/tag/all/together/save")
    assert len(filled.list()) == before + len(client.get("/tag/all/together/ledger.json").json()["notices"]) - 1


def test_what_was_just_saved_is_said_to_be_saved_and_what_was_there_is_not(client: TestClient) -> None:
    brought(client, ("旧.txt", TABLE.encode()), ("新.txt", NEW.encode()))
    page = post(client, "/tag/all/together/save")
    old, new = page.split('<section class="brought"')[1:]
    assert "这份通知已在工作区里，没有新增" in old and "已保存到工作区" not in old
    assert "已保存到工作区" in new and "没有新增" not in new
    assert "已保存到工作区" in client.get("/tag/all/together").text, "also later"


def test_each_bears_the_name_that_it_was_brought_under(client: TestClient) -> None:
    page = brought(client, ("甲.txt", NEW.encode()), ("乙.txt", NEW.encode()), ("丙.txt", TABLE.encode()))
    heads = re.findall(r'<h2 id="draft-.*?</h2>', page)
    assert [name for head in heads for name in re.findall("[甲乙丙].txt", head)] == ["甲.txt", "乙.txt", "丙.txt"]


def test_what_is_not_stored_is_thrown_away_alone(client: TestClient) -> None:
    brought(client, ("旧.txt", TABLE.encode()), ("新.txt", NEW.encode()))
    page = client.get("/tag/all/together").text
    form = re.search(r'action="/tag/all/together/drop">(.*?)</form>', page)
    assert form is not None and "丢弃没有保存的" in form[1]
    page = post(client, "/tag/all/together/drop", **dict(re.findall(r'name="(which)" value="(\w+)"', form[1])))
    assert "望江市" in page and "鹿溪市" not in page
    assert "从列表里去掉" in page
    assert "刚才处理的" not in post(client, "/tag/all/together/drop")


def test_the_list_knows_what_was_removed_elsewhere(client: TestClient, filled: Workspace) -> None:
    brought(client, ("新.txt", NEW.encode()))
    brought(client, ("旧.txt", TABLE.encode()), batch="other")
    assert client.get("/tag").text.count("· 已在工作区里") == 1
    filled.remove([x.notice.id for x in filled.list()])
    page = client.get("/tag").text
    assert "· 已在工作区里" not in page
    assert "没有保存的 2 份会丢弃" in page
    assert post(client, "/tag/drop", which="stored").count('<li><a href="/tag/') == 2


@pytest.fixture
def colleague(client: TestClient, filled: Workspace) -> tuple[str, str, str]:
    """A stored notice on the page of a draft, whose first task a colleague labels meanwhile; and the row's form."""
    id_ = next(x.notice.id for x in filled.list() if x.notice.source.name == "table.txt")
    page = client.post("/tag", data={"token": token_of(client), "text": TABLE})
    seen = re.search(r'name="seen" value="([^"]*)"', row(page.text, "task-0"))
    assert seen is not None
    filled.label(f"{id_}-1", "监督考核", author="同事")
    return page.url.path, id_, seen[1]


def said(filled: Workspace, id_: str) -> str:
    unit = filled.show(f"{id_}-1").unit
    assert unit is not None and unit.tag is not None
    return unit.tag.category


def test_a_colleagues_category_is_not_replaced_unasked(
    client: TestClient, filled: Workspace, colleague: tuple[str, str, str]
) -> None:
    home, id_, seen = colleague
    fields = {"token": token_of(client), "place": "0", "category": "平台建设", "seen": seen, "back": ""}
    asked = client.post(f"{home}/category", data=fields)
    assert (asked.status_code, said(filled, id_)) == (409, "监督考核")
    assert "“同事”刚把这条任务标为“监督考核”，没有改动" in asked.text
    again = re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)">', asked.text.split(f'action="{home}/category"')[1]
    )
    done = client.post(f"{home}/category", data=dict(again))
    assert (done.url.path, chosen(row(done.text, "task-0")), said(filled, id_)) == (home, "平台建设", "平台建设")
    assert client.post(
        f"{home}/category", data={**fields, "category": "监督考核", "token": token_of(client)}
    ).is_success
    assert said(filled, id_) == "监督考核", "one's own is replaced without a question"


def test_a_script_is_told_and_may_choose_once_more(
    client: TestClient, filled: Workspace, colleague: tuple[str, str, str]
) -> None:
    home, id_, seen = colleague
    headers = {"accept": "application/json", "x-form-token": token_of(client)}
    fields = {"place": "0", "category": "平台建设", "seen": seen}
    refused = client.post(f"{home}/category", data=fields, headers=headers)
    assert (refused.status_code, refused.json()["code"], said(filled, id_)) == (409, "conflict", "监督考核")
    agreed = " ".join(map(str, refused.json()["agreed"]))
    assert client.post(f"{home}/category", data={**fields, "agreed": agreed}, headers=headers).json()["ok"]
    assert said(filled, id_) == "平台建设"


def test_what_was_chosen_before_it_was_stored_does_not_replace_a_colleagues_word_either(
    client: TestClient, filled: Workspace
) -> None:
    home = client.post("/tag", data={"token": token_of(client), "text": NEW}).url.path
    for place, category in (("0", "平台建设"), ("1", "平台建设")):
        post(client, f"{home}/category", place=place, category=category)
    id_ = filled.tag(NEW, save=True).notice.id
    filled.label(f"{id_}-1", "监督考核", author="同事")
    page = post(client, f"{home}/save")
    assert "里有 1 条任务别人已标为别的类别，没有按这里选的改" in page
    assert said(filled, id_) == "监督考核"
    second = filled.show(f"{id_}-2").unit
    assert second is not None and second.tag is not None and second.tag.category == "平台建设"


def test_what_failed_is_named_once_without_scripts_too(client: TestClient) -> None:
    page = brought(client, ("空.txt", b""), ("新.txt", NEW.encode()))
    alert = re.search(r'<div class="alert" role="alert">(.*?)</div>', page, re.DOTALL)
    assert alert is not None
    assert alert[1].count("空.txt") == 1
