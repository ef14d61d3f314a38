"""How hits, ledgers and figures read: long texts cut, what was found told, every number leading to what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from web_server import client_of

from zwsearch.records import Alternative, Mend, Span, Tag
from zwsearch.web.charts import bars, draw
from zwsearch.web.hits import LONG, excerpt
from zwsearch.web.wording import mend_lines, why_review
from zwsearch.workspace import Workspace

LONG_TASK = "按月更新栏目并做好登记，" * 120 + "把鸢尾花圃的账目贴出来，" + "逐级报送材料备查，" * 150
TABLE = f"""松河县2024年政务公开任务分工
工作任务 | 具体要求 | 牵头单位 | 时限要求 |
一、做好栏目 | 1 | {LONG_TASK} | 园林科 | 年底前 |
2 | 公布养护清单。 | 蓝莓办公室 | 2024年6月30日前 |
"""


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    filled.tag(TABLE, save=True)
    with client_of(filled.path) as client:
        yield client


def test_an_excerpt_holds_its_mark_and_says_what_it_leaves_out() -> None:
    at = LONG_TASK.index("鸢尾")
    part = excerpt(LONG_TASK, [Span(at, at + 2)])
    shown = "".join(piece.text for piece in part.pieces)
    assert [piece.text for piece in part.pieces if piece.mark] == ["鸢尾"]
    assert shown in LONG_TASK
    assert 120 < len(shown) < LONG
    assert (part.before, part.after) == (True, True)
    assert shown[-1] in "，。"
    short = excerpt("公开鸢尾清单。", [Span(2, 4)])
    assert ([piece.text for piece in short.pieces], short.after) == (["公开", "鸢尾", "清单。"], False)


@pytest.mark.parametrize("start", [0, 5, 95, 400, 1500, 2790])
def test_marks_stay_right_wherever_they_are(start: int) -> None:
    spans = [Span(start, start + 3), Span(start + 40, start + 44)]
    part = excerpt(LONG_TASK, spans)
    marked = [piece.text for piece in part.pieces if piece.mark]
    assert marked[0] == LONG_TASK[start : start + 3]
    assert all(text in LONG_TASK for text in marked)


def test_a_long_task_is_cut_in_hits_and_ledger_and_whole_on_its_page(client: TestClient) -> None:
    page = client.get("/", params={"q": "鸢尾花圃"}).text
    link = re.search(r'<p class="text"><a href="(/tasks/[^"]+)">(.*?)</a>', page)
    assert link is not None
    assert "<mark>" in link[2]
    assert len(re.sub("<[^>]+>", "", link[2])) < LONG + 20
    assert f"展开全文（{len(LONG_TASK)} 字）" in page
    assert LONG_TASK in client.get(link[1]).text
    ledger = client.get("/ledger").text
    assert LONG_TASK not in ledger
    assert f"全文 {len(LONG_TASK)} 字" in ledger


def test_a_hit_without_a_mark_says_why_it_is_one(client: TestClient) -> None:
    page = client.get("/", params={"q": "蓝莓"}).text
    assert "检索词在单位里：蓝莓办公室" in page
    assert (
        "检索词在" not in client.get("/", params={"q": "鸢尾花圃", "tasks": "1"}).text.split("<ol")[1].split("</li>")[0]
    )
    assert "毫秒" not in page


def test_what_leaves_nothing_is_a_link_and_crossed_dates_are_told(client: TestClient) -> None:
    page = client.get("/", params={"q": "鸢尾花圃", "year": "2023"}).text
    link = re.search(r'<a href="([^"]+)">去掉筛选“年份', page)
    assert link is not None
    assert "<strong>0</strong>" not in client.get(link[1].replace("&amp;", "&")).text
    crossed = client.get("/", params={"q": "公开", "from": "2024-02-01", "to": "2023-01-01"}).text
    assert "起始日期 2024-02-01 晚于截止日期 2023-01-01" in crossed


def test_every_bar_leads_to_what_it_counts(client: TestClient, filled: Workspace) -> None:
    for chart in draw(filled.stats().tables, date.today()):
        for label, count, link in (*chart.rows, *chart.rest):
            if link is None or chart.name in ("leads", "verdicts"):
                continue
            page = client.get(link).text
            found = re.search(r"在 (\d+) 份通知里", page) if chart.name in ("kinds", "provinces") else None
            found = found or re.search(r"<strong>(\d+)</strong> 条", page)
            assert found is not None, (chart.name, label)
            assert int(found[1]) == count, (chart.name, label)
    page = client.get("/stats").text
    names = re.findall(r"<summary>([^<]+)</summary>", page)
    assert len(names) == len(set(names))


def test_the_months_of_deadlines_are_in_order_and_what_is_left_out_is_told() -> None:
    counts = {"2019-05": 2, "2023-02": 3, "2023-04": 7, "2024-12": 4, "2031-01": 1, "none": 5, "ongoing": 6}
    (chart,) = draw({"deadlines": counts}, date(2024, 6, 1))
    assert chart.title == "任务按到期月份（2023-02 至 2024-12）"
    shown = re.findall(r"(\d[^ ，]+) (\d+)", re.findall(r'aria-label="任务按到期月份[^：]+：([^"]+)"', chart.svg)[0])
    empty = [("2023-03", "0"), ("2023-05至2024-11", "0")]
    assert shown == [("2023-02", "3"), empty[0], ("2023-04", "7"), empty[1], ("2024-12", "4")]
    assert sum(int(count) for _, count in shown) + sum(count for _, count, _ in chart.rest) == sum(counts.values())
    links = {label: link for label, _, link in chart.rest}
    assert links["2023-02 以前"] == "/ledger?to=2023-01-31"
    assert links["2024-12 以后"] == "/ledger?from=2025-01-01"
    (far,) = draw({"deadlines": {"2031-01": 1}}, date(2024, 6, 1))
    assert "至 2031-01" in far.title
    (undated,) = draw({"deadlines": {"none": 5}}, date(2024, 6, 1))
    assert (undated.title, undated.rest) == ("任务按到期月份", ())


@given(st.lists(st.tuples(st.text("甲乙丙丁", min_size=1), st.integers(0, 5000)), min_size=1, max_size=12))
@settings(deadline=None)
def test_a_chart_is_read_in_its_order(rows: list[tuple[str, int]]) -> None:
    words = re.findall(r"<text[^>]*>([^<]*)</text>", bars("图", rows, ["/a"] * len(rows)))
    assert words == [
        word for label, count in rows for word in (label[:15] + "…" if len(label) > 16 else label, str(count))
    ]


def test_bars_are_linked_in_their_order() -> None:
    svg = bars("图", [("甲", 14), ("乙", 3)], ["/?q=a", None])
    assert svg.count("<a ") == 1
    assert 'href="/?q=a"' in svg
    assert 'aria-label="甲 14"' in svg


def test_the_ledger_by_category_follows_the_taxonomy_and_by_lead_keeps_offices_together(client: TestClient) -> None:
    page = client.get("/ledger", params={"order": "category"}).text
    from zwsearch.workspace.corrections import categories

    with Workspace(client.app.state.house.desk.path) as workspace:  # type: ignore[attr-defined]
        names = list(categories(workspace))
    seen = [names.index(name) for name in re.findall(r'data-name="类别">([^<]+)', page)]
    assert len(seen) > 3
    assert seen == sorted(seen)
    leads = re.findall(r'data-name="牵头">([^<、]+)', client.get("/ledger", params={"order": "lead"}).text)
    runs = [name for at, name in enumerate(leads) if at == 0 or leads[at - 1] != name]
    assert len(runs) == len(set(runs))


def test_look_alike_characters_are_one_line() -> None:
    mends = [Mend("stray_marks", old, new, 0, 0) for old, new in ("⽉月", "⽉月", "⼯工")]
    mends.append(Mend("mojibake", "锟斤拷", "公开", 0, 0))
    first, second = mend_lines(mends)
    assert (first.count, first.before, first.after) == (3, "⽉、⼯", "月、工")
    assert (second.name, second.count) == ("乱码", 1)


def test_a_review_says_why() -> None:
    near = Tag("甲", 0.45, "review", (Alternative("乙", 0.4),))
    assert "很接近" in why_review(near)
    assert "不太像学过的" in why_review(Tag("甲", 0.99, "review", (Alternative("乙", 0.01),)))
    assert why_review(Tag("甲", 0.6, "review", (Alternative("乙", 0.1),))) == "模型的把握不够。"


def test_the_sample_offers_no_change(workspace: Workspace) -> None:
    with client_of(workspace.path) as client:
        page = client.get("/", params={"q": "政策解读", "tasks": "1"}).text
        task = re.search(r'href="(/tasks/[^"]+)"', page)
        notice = re.search(r'href="(/notices/[^"#]+)', page)
        assert task is not None
        assert notice is not None
        for address in (task[1], notice[1], "/review"):
            page = client.get(address).text
            assert "示例语料" in page
            forms = re.findall(r'method="post" action="/(?:tasks|notices|review)', page)
            assert forms == [], address


def test_a_deadline_that_leaves_nothing_is_called_as_it_was_chosen(client: TestClient) -> None:
    page = client.get("/", params={"q": "解读", "due": "month"}).text
    link = re.search(r'<a href="([^"]+)">去掉筛选“时限：三十天内到期”就有 (\d+) 条</a>', page)
    assert link is not None
    assert "到期日" not in page
    assert f"<strong>{link[2]}</strong> 条结果" in client.get(link[1].replace("&amp;", "&")).text


def test_what_to_try_is_what_applies_and_the_cause_comes_first(client: TestClient) -> None:
    def hints(**params: str) -> list[str]:
        page = client.get("/", params=params).text
        told = page.partition("<h2>没有找到</h2>")[2].partition("</ul>")[0]
        return [re.sub("<[^>]+>", "", hint) for hint in re.findall("<li>(.*?)</li>", told)]

    assert not any(word in hint for hint in hints(q="氢燃料电池")[1:] for word in ("引号", "减号", "筛选"))
    assert hints(q="氢燃料电池")[0].startswith("换一个更短")
    assert "去掉引号" in hints(q='"氢燃料电池"')
    assert "去掉引号和减号" in hints(q='"氢燃料电池" -公开')
    crossed = {"q": "公开", "from": "2024-02-01", "to": "2023-01-01"}
    assert hints(**crossed)[0] == "对调起始日期和截止日期"
    page = client.get("/", params=crossed).text
    assert page.index("晚于截止日期") < page.index("去掉筛选“")
    link = re.search(r'<a href="([^"]+)">对调', page)
    assert link is not None
    assert "晚于截止日期" not in client.get(link[1].replace("&amp;", "&")).text


@pytest.mark.parametrize("page", ["/", "/ledger", "/review"])
def test_what_an_address_asks_in_vain_is_told(client: TestClient, page: str) -> None:
    assert "没有叫“zzz”的时限" in client.get(page, params={"q": "公开", "due": "zzz"}).text
    unknown = client.get(page, params={"category": "zzz"})
    assert unknown.status_code == 400
    assert "zzz" in unknown.text.partition('role="alert"')[2].partition("</div>")[0]


@pytest.mark.parametrize("number", ["1e9", "-1", "0", "二"])
def test_what_is_no_page_is_told(client: TestClient, number: str) -> None:
    for page in ("/", "/ledger", "/notices"):
        assert f"“{number}”不是页码" in client.get(page, params={"q": "公开", "page": number}).text
