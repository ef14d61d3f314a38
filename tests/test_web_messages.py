"""What pages say of what was just done or could not be: beside what it is about, with the focus, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient
from web_server import client_of, token_of, undo

from zwsearch.records import Deadline
from zwsearch.web.speech import without_ids
from zwsearch.web.wording import day, due_day, quoted
from zwsearch.workspace import Workspace

WORDS = "公布水库水质的监测数据。"
PARTS = "出台节水灌溉补贴办法。\n发布图文解读。"
# What cannot be saved: where it is sent, what it says, and the field that is wrong.
REFUSED = [
    ("/tasks/{}-1/edit", {"requirement": "  ", "lead": "甲科"}, "requirement"),
    ("/tasks/{}-1/edit", {"requirement": "甲。", "number": "长" * 301}, "number"),
    ("/tasks/{}-1/edit", {"lead": "、".join(f"第{n}科" for n in range(61))}, "lead"),
    ("/tasks/{}-1/split", {"parts": "只有一条。"}, "parts"),
    ("/tasks/{}-1/split", {"parts": "同一条。\n同一条。"}, "parts"),
    ("/tasks/{}-1/split", {"parts": f"{'长' * 20_001}\n短。"}, "parts"),
    ("/notices/{}/tasks", {"requirement": "", "lead": "甲科"}, "requirement"),
    ("/notices/{}/tasks", {"requirement": "邀请灌区农户代表参加解读会，现场回答提问。"}, "requirement"),
    ("/notices/{}/tasks", {"requirement": "甲。", "deadline": "长" * 301}, "deadline"),
    ("/notices/{}/edit", {"year": "二三"}, "year"),
    ("/notices/{}/edit", {"date": "2023-02-30"}, "date"),
    ("/notices/{}/edit", {"kind": "随笔"}, "kind"),
    ("/notices/{}/edit", {"title": "长" * 501}, "title"),
]
# What can be done on a page: where it is sent, what it says, the row that it is said in, and what its undo says.
ACTS = [
    ("/notices/{}/tasks", {"requirement": WORDS}, "row-{}-4", "已撤销补写"),
    ("/tasks/{}-1/split", {"parts": PARTS}, "row-{}-1", "已撤销拆开，又是一条任务"),
    ("/notices/{}/merge", {"task": ["{}-2", "{}-3"]}, "row-{}-2", "已撤销合并，又是 2 条任务"),
    ("/tasks/{}-2/drop", {}, "", "已撤销“不是任务”，这一段又是任务"),
    ("/tasks/{}-2/edit", {"lead": "甲科"}, "", "已撤销对牵头单位的修改"),
    ("/notices/{}/edit", {"issuer": "某局"}, "", "已撤销对发文机关的修改"),
    ("/tasks/{}-2/label", {"category": "监督考核"}, "", "已撤销，现在是“"),
]


class _Elements(HTMLParser):
    """The start tags of a page, each with its attributes and the ids of the rows of a table around it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.row = ""
        self.all: list[tuple[str, dict[str, str], str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        about = {name: value or "" for name, value in attrs}
        self.row = about.get("id", "") if tag == "tr" else self.row
        self.all.append((tag, about, self.row))

    def handle_endtag(self, tag: str) -> None:
        self.row = "" if tag == "tr" else self.row


def focused(page: str) -> tuple[dict[str, str], str]:
    """What a page puts the focus on, and the row that it is in: one thing, inside nothing that is folded away."""
    found = [(about, row) for _, about, row in _Elements(page).all if "autofocus" in about]
    assert len(found) == 1
    before = page[: page.index("autofocus")]
    opened = re.findall(r"<(/?)details([^>]*)>", before)
    depth: list[str] = []
    for end, about in opened:
        depth = depth[:-1] if end else [*depth, about]
    assert all("open" in about for about in depth)
    return found[0]


def filled_in(data: dict[str, Any], id_: str) -> dict[str, Any]:
    return {
        name: [one.format(id_) for one in value] if isinstance(value, list) else value for name, value in data.items()
    }


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


@pytest.fixture
def id_(filled: Workspace) -> str:
    return next(x.notice.id for x in filled.list().notices if x.notice.source.name == "table.txt")


@pytest.mark.parametrize(("path", "data", "field"), REFUSED)
def test_what_is_wrong_is_said_at_its_field_which_has_the_focus(
    client: TestClient, id_: str, path: str, data: dict[str, str], field: str
) -> None:
    answer = client.post(path.format(id_), data={**data, "token": token_of(client)})
    assert answer.status_code == 400
    about, _ = focused(answer.text)
    assert (about["name"], about["aria-invalid"]) == (field, "true")
    said = [re.search(rf'id="{name}"[^>]*>([^<]+)', answer.text) for name in about["aria-describedby"].split()]
    assert said
    assert all(said)
    assert "恢复原来的" not in said[0][1], "there is nothing to be taken back"  # type: ignore[index]
    assert answer.text.count("data-unsaved") == 1


def test_what_is_no_fault_of_one_field_is_said_at_its_form(client: TestClient, filled: Workspace, id_: str) -> None:
    token, task = token_of(client), f"{id_}-1"
    stale = {"token": token, "seen": "0" * 16}
    few = {"token": token, "task": [task]}
    for path, data in (
        (f"/tasks/{task}/edit", stale | {"lead": "甲科"}),
        (f"/tasks/{task}/split", stale | {"parts": PARTS}),
        (f"/notices/{id_}/edit", stale | {"issuer": "某局"}),
        (f"/notices/{id_}/merge", few),
    ):
        page = client.post(path, data=data).text
        about, _ = focused(page)
        assert about["role"] == "alert"
        form = re.search(rf'<form[^>]*action="{path}"[^>]*>(.*?)</form>', page, re.DOTALL)
        assert form is not None
        assert "autofocus" in form[1]
    assert filled.history(id_) == ()


@pytest.mark.parametrize(("path", "data", "row", "undone"), ACTS)
def test_what_was_done_is_said_where_it_was_with_the_focus_and_in_words(
    client: TestClient, id_: str, path: str, data: dict[str, Any], row: str, undone: str
) -> None:
    sent = {**filled_in(data, id_), "token": token_of(client)}
    answer = client.post(path.format(id_), data=sent, follow_redirects=False)
    assert "#" not in answer.headers["location"], "a browser passes the focus over where an address names a place"
    page = client.get(answer.headers["location"]).text
    about, where = focused(page)
    assert (about["class"], about["role"], where) == ("flash", "status", row.format(id_))
    flash = re.search(r'class="flash".*?<p>(.*?)</p>', page, re.DOTALL)
    assert flash is not None
    assert id_ not in flash[1]
    assert page.count("撤销最后一次") == 0, "one undo is enough"
    after = undo(client, page).text
    assert undone in after
    about, _ = focused(after)
    assert about["class"] == "flash"


def test_what_is_saved_but_doubtful_looks_so(client: TestClient, id_: str) -> None:
    token = token_of(client)
    for path in (f"/tasks/{id_}-1/edit", f"/notices/{id_}/tasks"):
        for words, doubtful in (("待定前", True), ("9月底前", False)):
            data = {"token": token, "requirement": f"{WORDS}{words}", "deadline": words}
            about, _ = focused(client.post(path, data=data).text)
            assert ("data-doubtful" in about) == doubtful


@pytest.mark.parametrize("path", ["/notices/12345678", "/tasks/12345678-1", "/tasks/12345678-1/label"])
def test_people_are_told_without_ids_and_programs_with_them(client: TestClient, path: str) -> None:
    form = path.endswith("label")
    page = client.post(path, data={"token": token_of(client), "undo": "1"}) if form else client.get(path)
    assert page.status_code == 404
    title = re.search("<title>(.*?)</title>", page.text)
    alert = re.search(r'class="alert".*?</div>', page.text, re.DOTALL)
    assert title is not None
    assert alert is not None
    assert "12345678" not in title[1] + alert[0]
    if not form:
        assert "12345678" in client.get(f"/api{path}").json()["error"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("没有编号为“none”的通知或任务", "没有要找的通知或任务"),
        ("没有编号为 935b9dd2 的通知", "没有要找的通知"),
        ("任务 935b9dd2-1 的这次标注已经撤销过了", "这条任务的这次标注已经撤销过了"),
        ("935b9dd2 没有可以撤销的修改", "没有可以撤销的修改"),
        ("“20230230”不是日期", "“20230230”不是日期"),
    ],
)
def test_an_id_is_left_out_of_a_message(told: str, said: str) -> None:
    assert without_ids(told) == said


def test_a_method_that_is_not_there_is_told_in_plain_words(client: TestClient) -> None:
    page = client.post("/notices", data={"token": token_of(client)})
    assert page.status_code == 405
    assert not re.search("方法|openapi|请求", page.text)
    told = client.post("/notices", headers={"Accept": "application/json"}).json()
    assert (told["code"], "openapi.json" in told["hint"]) == ("method", True)


@pytest.mark.parametrize("field", ["from", "to"])
def test_what_was_typed_as_a_date_stays_in_its_field(client: TestClient, field: str) -> None:
    for typed, is_date in (("2023-02-30", False), ("明天", False), ("2023-02-28", True)):
        page = client.get("/", params={"q": "公开", field: typed}).text
        about = next(x for tag, x, _ in _Elements(page).all if tag == "input" and x.get("name") == field)
        assert about["value"] == typed
        assert (about.get("type") == "date", "aria-invalid" not in about) == (is_date, is_date)


def test_dates_are_written_as_official_papers_write_them() -> None:
    first = date(2023, 1, 1)
    for at in (first + timedelta(days=n) for n in range(0, 800, 7)):
        told = day(at.isoformat())
        assert re.fullmatch(r"20\d\d年[1-9]\d?月[1-9]\d?日", told)
        assert date(*map(int, re.findall(r"\d+", told))) == at
        for words, shown in ((f"{told}前", ""), (f"{at.isoformat()}前", ""), ("年底前", told)):
            assert due_day(Deadline(words, "by", None, at.isoformat())) == shown
    assert day("2023-02-30") == "2023-02-30"


def test_quotes_inside_quotes_are_single_and_long_words_are_cut() -> None:
    assert quoted("用好“一网通办”。") == "“用好‘一网通办’。”"
    assert quoted("长" * 40) == f"“{'长' * 24}…”"
