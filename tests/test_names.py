"""Names of files, wherever they come from: shown, stored and given out without what nobody sees."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import PLAN, TABLE
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from web_server import client_of

from zwsearch.names import clean_name, file_name_of
from zwsearch.records import Source
from zwsearch.workspace import Workspace, bringing

UNSEEN = "\r\n\t\x00\x1b\x7f\x85\u200e\u200f\u202a\u202e\u2066\u2069\u200b\ufeff\u2028\u2029"


def seen(text: str) -> bool:
    return not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in text)


@given(st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from(UNSEEN + "/\\.. 通知")), max_size=40))
def test_any_name_becomes_one_that_can_be_read_and_stays_so(name: str) -> None:
    clean = clean_name(name)
    assert clean
    assert seen(clean)
    assert "\\" not in clean
    assert not [part for part in clean.split("/") if part in ("", ".", "..")]
    assert clean_name(clean) == clean == Source(name, "txt", None, "").name
    file_name = file_name_of(name)
    assert file_name
    assert not set('/\\:*?"<>|') & set(file_name)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("2023年　任务分工表.docx", "2023年　任务分工表.docx"),
        ("来文.zip/附件/一.txt", "来文.zip/附件/一.txt"),
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\文件\\通知.txt", "C:/文件/通知.txt"),
        ("通知\r\nX-Other: 1.txt", "通知  X-Other: 1.txt"),
        ("通知\u202etxt.exe", "通知txt.exe"),
        ("\u202e", "未命名"),
        ("", "未命名"),
    ],
)
def test_a_name_keeps_what_is_seen_of_it(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


def saved_name(answer: object) -> str:
    return unquote(str(answer).partition("filename*=UTF-8''")[2])


@pytest.mark.parametrize("name", [f"../甲{char}/乙.txt" for char in UNSEEN])
def test_a_name_is_clean_however_it_came_and_wherever_it_is_shown(
    client: TestClient, filled: Workspace, tmp_path: Path, name: str
) -> None:
    text = TABLE.replace("望江市", "清河市")
    posted = client.post("/api/tag", json={"text": text, "save": True, "name": name}).json()["notice"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name.replace("\x00", ""), PLAN.replace("云川县", "白石县"))
    brought, _ = bringing.bring(filled, packed.getvalue(), f"包{name[4]}.zip")
    bringing.keep(filled, [one.pasted for one in brought])
    if name[4] != "\x00":
        file = tmp_path / f"丙{name[4]}丁.txt"
        file.write_text(PLAN.replace("云川县", "黑水县"), "utf-8")
        filled.index(file)
    names = [listed.notice.source.name for listed in filled.list()]
    assert len(names) == (4 if name[4] == "\x00" else 5)
    assert all(map(seen, names))
    assert posted["source"]["name"] in names
    for listed in filled.list():
        page, api = (client.get(f"{home}/notices/{listed.notice.id}/original") for home in ("", "/api"))
        assert page.headers["content-disposition"] == api.headers["content-disposition"]
        given_out = saved_name(api.headers["content-disposition"])
        assert seen(given_out)
        assert given_out == listed.notice.source.name.replace("/", "_")


def test_a_name_that_an_older_program_stored_is_clean_when_it_is_read(filled: Workspace) -> None:
    import sqlite3

    id_ = filled.list().notices[0].notice.id
    filled.close()
    with sqlite3.connect(filled.path / "zwsearch.sqlite3") as connection:
        connection.execute("UPDATE notice SET source_name = ? WHERE id = ?", ("甲\u202e\n.txt", id_))
    connection.close()
    assert filled.show(id_).notice.source.name == "甲 .txt"


def test_the_title_of_a_notice_makes_a_sound_file_name(client: TestClient, filled: Workspace) -> None:
    id_ = filled.list().notices[0].notice.id
    filled.edit_notice(id_, title="关于A/B类“事项”：的通知")
    told = client.get(f"/notices/{id_}/ledger.csv").headers["content-disposition"]
    assert saved_name(told) == "台账_关于A_B类“事项”：的通知.csv"
