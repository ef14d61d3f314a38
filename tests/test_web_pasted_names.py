"""Pasted notices without a title are told apart by what they say and when they came, wherever they are listed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
from conftest import TABLE
from fastapi.testclient import TestClient
from web_server import client_of, token_of

from zwsearch.store import SCHEMA_FILE, pasted_name
from zwsearch.workspace import Workspace

HEAD = "序号 | 具体要求 | 牵头单位 | 时限要求 |\n"
ONE = (
    f"{HEAD}1 | 公布水库水质的监测数据，按月更新到政府网站。 | 水质科 | 年底前 |\n2 | 公布水价。 | 办公室 | 年底前 |\n"
)
OTHER = f"{HEAD}1 | 公布渡口末班船的钟点。 | 航务科 | 年底前 |\n2 | 公布船价。 | 办公室 | 年底前 |\n"
NAMED = r"公布水库水质的监测数据，按月更新到政府网…（\d{4}-\d\d-\d\d \d\d:\d\d 粘贴）"


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


def paste(client: TestClient, text: str) -> tuple[str, str]:
    page = client.post("/tag", data={"token": token_of(client), "text": text})
    return page.url.path, page.text


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found is not None
    return found[1]


def test_two_pastes_without_a_title_are_told_apart_everywhere(client: TestClient, filled: Workspace) -> None:
    (one, page), (other, _) = paste(client, ONE), paste(client, OTHER)
    name = heading(page)
    assert re.fullmatch(NAMED, name)
    listed = client.get("/tag").text
    assert f'<a href="{one}">{name}</a>' in listed
    assert "公布渡口末班船的钟点。（" in listed
    token = token_of(client)
    saved = [str(client.post(f"{draft}/save", data={"token": token}).url.path) for draft in (one, other)]
    for path in ("/notices", "/?q=监测数据", "/ledger", f"/tasks/{saved[0].rpartition('/')[2]}-1", saved[0]):
        assert name in client.get(path).text, path
    assert client.get(f"{saved[0]}/original").content.decode() == ONE
    assert name in client.get("/notices", params={"q": "监测数据"}).text


def test_the_same_text_is_known_again_under_the_name_that_it_has(client: TestClient, filled: Workspace) -> None:
    first = filled.tag(ONE, save=True).notice
    _, page = paste(client, ONE)
    assert f'<a href="/notices/{first.id}">{first.source.name}</a>' in page
    assert "保存到工作区" not in page
    filled.tag(ONE, save=True)
    assert [x.notice.source.name for x in filled.list().notices][2:] == [first.source.name]
    titled = filled.tag(TABLE.replace("望江", "鹿溪"), save=True).notice
    assert titled.source.name == "粘贴文本"
    assert filled.tag(ONE, save=True, name="来信").notice.id == first.id


def test_a_draft_keeps_its_name_over_a_restart(filled: Workspace) -> None:
    with client_of(filled.path) as client:
        draft, page = paste(client, ONE)
        cookies = dict(client.cookies)
    with client_of(filled.path) as client:
        client.cookies.update(cookies)
        assert heading(client.get(draft).text) == heading(page)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("公布清单。", "公布清单。（粘贴）"),
        ("工作任务 | 具体\n要求 a/b\\c.d", "工作任务具体要求abcd（粘贴）"),
        ("字" * 21, "字" * 20 + "…（粘贴）"),
        (" | | ", "粘贴文本（粘贴）"),
    ],
)
def test_a_name_is_short_and_could_be_that_of_a_file(words: str, name: str) -> None:
    assert pasted_name(words) == name


def test_what_was_stored_when_all_were_called_alike_gets_a_name_and_keeps_its_id(filled: Workspace) -> None:
    ids = [filled.tag(text, save=True).notice.id for text in (ONE, OTHER, TABLE.replace("望江", "鹿溪"))]
    filled.close()
    with sqlite3.connect(filled.path / SCHEMA_FILE) as connection:
        connection.execute("UPDATE notice SET source_name = '粘贴文本' WHERE source_key LIKE 'pasted:%'")
        connection.execute("DELETE FROM migration WHERE name = '0005_pasted_names'")
    connection.close()
    with Workspace(filled.path) as again:
        names = {x.notice.id: x.notice.source.name for x in again.list().notices}
    assert [names[id_] for id_ in ids] == [
        "公布水库水质的监测数据，按月更新到政府网…（粘贴）",
        "公布渡口末班船的钟点。（粘贴）",
        "粘贴文本",
    ]
