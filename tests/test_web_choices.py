"""All choices of a facet: complete, counted by the filter they stand for, and found by a part of their name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from web_server import client_of

from zwsearch.records import Filters
from zwsearch.workspace import Workspace
from zwsearch.workspace.choices import choices
from zwsearch.workspace.facets import Facets

HEAD = "云门镇2024年任务分工表\n工作任务 | 具体要求 | 责任单位 | 时限要求 |\n"
NAMES = [f"{a}{b}镇政府" for a in "东西南北中上下前后" for b in "安平宁和兴隆昌盛福泰"]
TASKS = "\n".join(f"{n} | 把辖区里井盖的编号登记造册。 | {name} | 年底前 |" for n, name in enumerate(NAMES, 1))


@pytest.fixture
def many(workspace: Workspace, tmp_path: Path) -> Workspace:
    (tmp_path / "many.txt").write_text(HEAD + TASKS, "utf-8")
    workspace.index(tmp_path / "many.txt")
    return workspace


@pytest.fixture
def client(many: Workspace) -> Iterator[TestClient]:
    with client_of(many.path) as client:
        yield client


def links(page: str) -> list[tuple[str, str, int]]:
    found = re.findall(r'href="([^"]+)"[^>]*><span class="name">([^<]+)</span> <span class="count">(\d+)', page)
    return [(link.replace("&amp;", "&"), name, int(count)) for link, name, count in found]


def test_every_office_is_listed_with_the_count_of_its_filter(many: Workspace) -> None:
    page = choices(many, "offices", "", Filters(), limit=200)
    assert page.total == 90
    for name, count in page.counts.items():
        assert count == len(many.tasks_matching(filters=Filters(offices=(name,)))), name
    assert page.counts["东安镇政府"] == 1
    some = choices(many, "offices", "", Filters(), find="安", limit=5, offset=2)
    assert (some.total, len(some.counts)) == (9, 5)
    assert choices(many, "issuers", "井盖", Filters(years=(1999,))).total == 0


def test_the_facet_links_to_all_and_a_choice_there_comes_back(client: TestClient) -> None:
    for home, strong in (("/?q=井盖", "条结果"), ("/ledger", "条任务")):
        front = client.get(home).text
        link = re.search(r'href="([^"]*/choices/office[^"]*)"', front)
        assert link is not None
        first = client.get(link[1].replace("&amp;", "&")).text
        assert "共 90 个" in first
        assert len(links(first)) == 60
        rest = client.get(link[1].replace("&amp;", "&"), params={"page": "2", "q": "井盖"}).text
        assert len(links(rest)) == 30
        address, _name, count = links(rest)[-1]
        assert f"<strong>{count}</strong> {strong}" in client.get(address).text
        found = client.get(link[1].partition("?")[0], params={"find": "后福"}).text
        assert [name for _, name, _ in links(found)] == ["后福镇政府"]
        assert "没有找到这样的单位" in client.get(link[1].partition("?")[0], params={"find": "<b>"}).text
    assert client.get("/choices/nothing").status_code == 404
    assert client.get("/choices/office", params={"q": '"没关上'}).status_code in (200, 400)


def test_an_edited_issuer_is_counted_at_once(many: Workspace) -> None:
    facets, id_ = Facets(), many.list().notices[0].notice.id
    many.edit_notice(id_, issuer="云门镇人民政府")
    assert "云门镇人民政府" in facets.count(many, "", Filters())["issuers"]
    many.edit_notice(id_, issuer="云门镇党政办")
    assert list(facets.count(many, "", Filters())["issuers"]) == ["云门镇党政办"]
    facets.close()
