"""Every page answers, shows what it should as text, and its forms and downloads do what they say."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import TABLE
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from web_server import SEED, client_of, token_of

from zwsearch.web import tag
from zwsearch.workspace import Workspace

HOSTILE = """梅山县<script>alert(1)</script>局2024年政务公开任务分工
工作任务 | 具体要求 | 牵头单位 | 时限要求 |
一、发布 | 1 | =HYPERLINK("http://x","点") 公开<img src=x onerror=alert(2)>清单。 | "><svg onload=alert(3)>科 | 年底前 |
2 | {{ 7*7 }} 及时发布 javascript:alert(4) 的解读材料。 | 办公室 | 持续推进 |
"""


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


def task_ids(filled: Workspace) -> list[str]:
    return [hit.unit.id for hit in filled.query("公开 解读 节水", k=20).hits if hit.unit.type == "task"]


@pytest.mark.parametrize("page", ["/", "/notices", "/tag", "/review", "/models", "/stats", "/ledger", "/?q=解读"])
def test_pages_answer_with_the_same_frame(client: TestClient, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    assert '<html lang="zh-CN">' in answer.text
    assert answer.text.count("<h1") == 1
    assert "<script>" not in answer.text
    assert " style=" not in answer.text
    assert " onclick=" not in answer.text


def test_search_marks_the_words_and_links_to_notice_and_task(client: TestClient, filled: Workspace) -> None:
    page = client.get("/", params={"q": "解读"}).text
    hit = filled.query("解读").hits[0]
    assert "<mark>解读</mark>" in page
    assert f"/tasks/{hit.unit.id}" in page
    assert f"/notices/{hit.notice.id}" in page


def test_answers_under_their_notices_say_what_is_not_shown(client: TestClient, filled: Workspace) -> None:
    rows = "\n".join(f"{n} | 公布第{n}批整治清单。 | 办公室 | 年底前 |" for n in range(1, 8))
    filled.tag(f"鹿溪县2024年政务公开任务分工\n工作任务 | 具体要求 | 牵头单位 | 时限要求 |\n{rows}\n", save=True)
    page = client.get("/", params={"q": "整治清单", "group": "1"}).text
    total = filled.query("整治清单").total
    assert total >= 7
    assert f"<strong>{total}</strong> 条结果，在 1 份通知里" in page
    assert page.count("<article>") == 3
    assert f"这份通知里另有 {total - 3} 条" in page


def test_a_choice_leaves_as_many_hits_as_it_says(client: TestClient) -> None:
    page = client.get("/", params={"q": "公开"}).text
    choices = re.findall(r'href="(/\?[^"]+)"[^>]*><span class="name">([^<]+)</span> <span class="count">(\d+)', page)
    assert len(choices) > 5
    for link, name, count in choices:
        chosen = client.get(link.replace("&amp;", "&")).text
        assert f"<strong>{count}</strong> 条结果" in chosen, name


def test_the_choices_say_how_many_are_tasks_and_how_many_passages(client: TestClient, filled: Workspace) -> None:
    found = filled.query("公开", k=99).hits
    tasks = sum(hit.unit.type == "task" for hit in found)
    assert (
        f"只数任务（{tasks} 条），其余连段落（{len(found) - tasks} 个）" in client.get("/", params={"q": "公开"}).text
    )
    assert "只数任务" not in client.get("/", params={"q": "公开", "tasks": "1"}).text
    assert "只数任务" not in client.get("/ledger").text


def test_choices_combine_and_every_view_downloads(client: TestClient, filled: Workspace) -> None:
    params = {"q": "公开", "year": "2023", "tasks": "1"}
    page = client.get("/", params=params).text
    total = int(re.search(r"<strong>(\d+)</strong> 条结果", page)[1])  # type: ignore[index]
    assert total == sum(h.notice.notice.year == 2023 and h.unit.type == "task" for h in filled.query("公开", k=99).hits)
    told = client.get("/download.json", params=params).json()
    assert told["total"] == total
    sheet = load_workbook(io.BytesIO(client.get("/download.xlsx", params=params).content)).active
    assert sheet is not None
    assert sheet.max_row == total + 2  # under a title and the header
    rows = list(csv.reader(io.StringIO(client.get("/download.csv", params=params).content.decode("utf-8-sig"))))
    assert len(rows) == total + 1


def test_nothing_found_says_what_to_try(client: TestClient) -> None:
    page = client.get("/", params={"q": "氢燃料电池"}).text
    assert "没有找到" in page
    assert "换一个更短" in page


@pytest.mark.parametrize(
    "params",
    [
        {"q": '"没关上'},
        {"q": "的"},
        {"year": "abc", "q": "解读"},
        {"page": "99999", "q": "解读"},
        {"from": "2023-02-30", "q": "解读"},
        {"due": "x", "order": "y", "page": "-3"},
        {"q": "\x00解读"},
        {"q": "解" * 5000},
        {"office": "'; drop table unit; --"},
    ],
)
def test_odd_addresses_are_answered_in_words(client: TestClient, params: dict[str, str]) -> None:
    for path in ("/", "/ledger", "/review", "/notices"):
        answer = client.get(path, params=params)
        assert answer.status_code in (200, 400)
        assert "Traceback" not in answer.text


def test_the_sample_is_called_so_and_cannot_be_changed(workspace: Workspace) -> None:
    with client_of(workspace.path) as client:
        page = client.get("/", params={"q": "政策解读"}).text
        assert "<strong>示例语料</strong>" in page
        id_ = re.search(r"/tasks/([0-9a-f]+-\d+)", page)[1]  # type: ignore[index]
        answer = client.post(f"/tasks/{id_}/label", data={"token": token_of(client), "category": "政策解读"})
        assert answer.status_code == 400
        assert "示例语料不能改动" in answer.text


def test_a_notice_shows_each_task_in_its_place(client: TestClient, filled: Workspace) -> None:
    for listed in filled.list().notices:
        page = client.get(f"/notices/{listed.notice.id}").text
        shown = filled.show(listed.notice.id)
        for unit in shown.units:
            if unit.type == "task":
                assert f'id="{unit.id}"' in page
        assert client.get(f"/notices/{listed.notice.id}/original").content == filled.original(listed.notice.id)


def test_a_category_is_corrected_with_history_and_undone(client: TestClient, filled: Workspace) -> None:
    id_ = task_ids(filled)[0]
    before = filled.show(id_).unit
    token = token_of(client)
    page = client.post(f"/tasks/{id_}/label", data={"token": token, "category": "队伍建设"}).text
    assert "已标为“队伍建设”" in page
    assert "标注的经过" in page
    unit = filled.show(id_).unit
    assert unit is not None
    assert unit.tag is not None
    assert (unit.tag.category, unit.tag.confidence) == ("队伍建设", 1.0)
    told = client.post(
        f"/tasks/{id_}/label", data={"undo": "1"}, headers={"Accept": "application/json", "X-Form-Token": token}
    ).json()
    assert told["ok"] is True
    assert filled.show(id_).unit == before
    wrong = client.post(f"/tasks/{id_}/label", data={"token": token, "category": "没有这类"})
    assert wrong.status_code == 400
    assert "没有名为" in wrong.text


def test_pasting_keeps_nothing_until_saved(client: TestClient, filled: Workspace) -> None:
    before = len(filled.list().notices)
    text = TABLE.replace("望江市水利局", "清河市林业局").replace("节水灌溉", "退耕还林")
    page = client.post("/tag", data={"token": token_of(client), "text": text}, files={"files": ("", b"")})
    assert page.status_code == 200
    assert "<strong>3</strong> 条任务" in page.text
    assert len(filled.list().notices) == before
    draft = str(page.url.path)
    token = token_of(client)
    client.post(f"{draft}/category", data={"token": token, "place": "1", "category": "回应关切"})
    sheet = load_workbook(io.BytesIO(client.get(f"{draft}/ledger.xlsx").content)).active
    assert sheet is not None
    assert "回应关切" in [cell.value for cell in sheet["H"]]
    saved = client.post(f"{draft}/save", data={"token": token})
    assert "3 条任务现在可以检索" in saved.text
    hit = filled.query("退耕还林").hits[0]
    assert hit.notice.notice.issuer == "清河市林业局"
    second = filled.query("灌区农户代表", k=9).hits
    assert "回应关切" in [h.unit.tag.category for h in second if h.unit.tag]


def test_a_category_chosen_after_saving_reaches_the_stored_task(client: TestClient, filled: Workspace) -> None:
    token = token_of(client)
    draft = str(client.post("/tag", data={"token": token, "text": HOSTILE}).url).rpartition("/")[2]
    id_ = str(client.post(f"/tag/{draft}/save", data={"token": token}).url).rpartition("/")[2]
    chosen = client.post(f"/tag/{draft}/category", data={"token": token, "place": "1", "category": "队伍建设"})
    assert chosen.status_code == 200
    unit = filled.show(f"{id_}-2").unit
    assert unit is not None and unit.tag is not None
    assert (unit.tag.category, unit.tag.confidence) == ("队伍建设", 1.0)
    client.post(f"/tag/{draft}/category", data={"token": token, "place": "1", "category": ""})
    unit = filled.show(f"{id_}-2").unit
    assert unit is not None and unit.tag is not None
    assert unit.tag.confidence < 1
    filled.drop_task(f"{id_}-1")
    gone = client.post(f"/tag/{draft}/category", data={"token": token, "place": "0", "category": "队伍建设"})
    assert gone.status_code in (400, 404)


def test_several_files_at_once_with_a_bad_one_among_them(client: TestClient) -> None:
    files = [
        ("files", ("a.txt", TABLE.encode("gb18030"))),
        ("files", ("../../b/坏.xlsx", b"\x00\x01not a workbook")),
        ("files", ("c.md", TABLE.replace("2023", "2022").encode())),
    ]
    page = client.post("/tag", data={"token": token_of(client)}, files=files).text
    assert page.count("3 条任务") == 2
    assert "坏.xlsx" in page
    assert "../.." not in page


@pytest.mark.parametrize("sent", ["关于%22公开%22的通知.txt", '..\\关于"公开"的通知.txt'])
def test_quotes_in_the_name_of_a_file_are_shown_as_they_are(client: TestClient, sent: str) -> None:
    assert tag._plain_name(sent) == '关于"公开"的通知.txt'


def test_drafts_are_their_owners_alone(client: TestClient, filled: Workspace) -> None:
    draft = client.post("/tag", data={"token": token_of(client), "text": TABLE}).url.path
    client.cookies.clear()
    answer = client.get(draft)
    assert answer.status_code == 404
    assert "已不在" in answer.text


def test_a_hostile_notice_is_text_everywhere(client: TestClient, filled: Workspace) -> None:
    token = token_of(client)
    page = client.post("/tag", data={"token": token, "text": HOSTILE})
    draft = page.url.path
    saved = client.post(f"{draft}/save", data={"token": token})
    pages = [
        page,
        saved,
        *(client.get(p) for p in ("/?q=解读", "/?q=清单", "/ledger", "/review", "/stats", "/notices")),
    ]
    assert saved.text.count('<tr id="row-') == 2
    for answer in pages:
        assert answer.status_code == 200
        for bad in ("<script>alert", "<img src=x", "<svg onload", "49 及时"):
            assert bad not in answer.text
    sheet = load_workbook(io.BytesIO(client.get("/ledger.xlsx").content)).active
    assert sheet is not None
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_review_bulk_labels_what_was_shown_and_nothing_else(client: TestClient, filled: Workspace) -> None:
    from zwsearch.records import Filters
    from zwsearch.workspace import reviewing

    waiting = reviewing.doubtful_ids(filled, Filters(years=(2023,)))
    token = token_of(client)
    stale = client.post(
        "/review/all?year=2023", data={"token": token, "category": "政策解读", "count": "77", "sure": "1"}
    )
    panel = re.findall(r'<details class="bulk" id="bulk" open>.*?</details>', stale.text, re.DOTALL)
    first = stale.history[0]
    assert (first.status_code, first.headers["location"]) == (303, "/review?year=2023#bulk")
    assert f'role="alert">没有改动：待复核的任务已变为 {len(waiting)} 条' in panel[0]
    assert "<option selected>政策解读" in panel[0]
    assert "没有改动" not in client.get("/review?year=2023").text
    form = {"token": token, "category": "政策解读", "count": len(waiting)}
    for missing, told in (({}, "请先勾选"), ({"sure": "1", "category": ""}, "请选择要标成的类别")):
        page = client.post("/review/all?year=2023", data={**form, **missing}).text
        assert f"没有改动：{told}" in page
        assert reviewing.doubtful_ids(filled, Filters(years=(2023,))) == waiting
    done = client.post("/review/all?year=2023", data={**form, "sure": "1"})
    assert f"已把 {len(waiting)} 条任务标为" in done.text
    assert reviewing.doubtful_ids(filled, Filters(years=(2023,))) == ()
    late = client.post("/review/all?year=2023", data={**form, "count": len(waiting) + 1, "sure": "1"})
    panel = re.findall(r'<details class="bulk" id="bulk" open>.*?</details>', late.text, re.DOTALL)
    assert 'role="alert">没有改动：待复核的任务已变为 0 条' in panel[0]


def test_a_filter_that_leaves_nothing_to_review_can_be_mended_where_it_was_set(client: TestClient) -> None:
    page = client.get("/review?office=没有这个科室&year=2023").text
    panel = re.findall(r'<details class="bulk" id="bulk" open>.*?</details>', page, re.DOTALL)
    assert len(panel) == 1
    assert 'name="office" value="没有这个科室"' in panel[0]
    assert 'name="year" value="2023"' in panel[0]
    assert "/review/all" not in panel[0]


def test_what_was_labelled_at_once_is_taken_back_at_once(client: TestClient, filled: Workspace) -> None:
    from zwsearch.records import Filters, Tag
    from zwsearch.workspace import reviewing

    store = filled.existing()
    assert store is not None
    store.set_tags(dict.fromkeys(store.select_keys(Filters(tasks_only=True)).tolist(), Tag("公众参与", 0.3, "review")))
    waiting = reviewing.doubtful_ids(filled, Filters(years=(2023,)))
    form = {"token": token_of(client), "category": "政策解读", "count": len(waiting), "sure": "1"}
    done = client.post("/review/all?year=2023", data=form)
    assert 'action="/review/all/undo"' in done.text
    assert len(reviewing.doubtful_ids(filled, Filters())) == 5 - len(waiting)
    undone = client.post("/review/all/undo", data={"token": token_of(client)})
    assert f"已撤销 {len(waiting)} 条任务" in undone.text
    assert reviewing.doubtful_ids(filled, Filters(years=(2023,))) == waiting
    assert client.post("/review/all/undo", data={"token": token_of(client)}).status_code == 404


def test_the_headings_of_a_task_are_whole_wherever_tasks_stand_in_a_table(client: TestClient) -> None:
    text = "鹿溪县2024年政务公开工作要点\n一、强化公开\n（一）优化平台\n1.建好门户网站的专栏。（责任单位：县政府）\n"
    token = token_of(client)
    draft = client.post("/tag", data={"token": token, "text": text})
    saved = client.post(f"{draft.url.path}/save", data={"token": token})
    ledger = client.get("/ledger", params={"year": "2024"})
    sheet = load_workbook(io.BytesIO(client.get("/ledger.xlsx", params={"year": "2024"}).content))["台账"]
    whole = next(str(row[1].value) for row in sheet.iter_rows() if "专栏" in str(row[2].value))
    assert whole.count(" / ") == 1
    for page in (draft, saved, ledger):
        assert whole in page.text


def test_a_decision_on_tasks_alike_says_how_many_it_is_about(client: TestClient, filled: Workspace) -> None:
    from zwsearch.records import Filters, Tag

    store = filled.existing()
    assert store is not None
    store.set_tags(dict.fromkeys(store.select_keys(Filters(tasks_only=True)).tolist(), Tag("公众参与", 0.3, "review")))
    one, other = task_ids(filled)[:2]
    form = {"token": token_of(client), "category": "公众参与", "back": "/review", "alike": other, "together": "1"}
    page = client.post(f"/tasks/{one}/label", data=form).text
    words = filled.show(one).unit.text[:24]  # type: ignore[union-attr]
    assert f"“{words}…”和另外 1 条已标为“公众参与”" in page
    numbers = re.search(r'name="numbers" value="([^"]+)"', page)
    assert numbers is not None
    undo = {"token": token_of(client), "undo": "1", "numbers": numbers[1], "back": "/review"}
    page = client.post(f"/tasks/{one}/label", data=undo).text
    assert f"“{words}…”和另外 1 条已撤销，现在是“公众参与”（待复核）" in page


def test_many_tasks_alike_are_labelled_together_only_where_somebody_says_so(
    client: TestClient, filled: Workspace
) -> None:
    from zwsearch.records import Filters, Tag

    for of, count in (("云川县", 4), ("石桥县", 34)):
        text = f"每月通报{of}政府信息公开情况不少于"
        lines = "\n".join(f"{n}.{text}{n}次。（责任单位：第{n}科室）" for n in range(1, count + 1))
        filled.tag(f"{of}2024年政务公开任务分工方案\n一、主要任务\n{lines}", save=True)
    store = filled.existing()
    assert store is not None
    store.set_tags(dict.fromkeys(store.select_keys(Filters(tasks_only=True)).tolist(), Tag("公众参与", 0.3, "review")))
    page = client.get("/review").text
    ticks = re.findall(r'name="together" value="1"([^>]*)>.{0,80}?共 (\d+) 条', page)
    assert page.count("连同要求相同或只差数字、单位、时限等的 ") == 2
    assert {int(size): "checked" in tick for tick, size in ticks} == {4: True, 34: False}
    for together, done in (("", 1), ("1", 34)):
        ids = [unit.id for unit in filled.tasks_matching("", Filters(years=(2024,))) if "石桥县" in unit.text]
        form = {"token": token_of(client), "category": "监督考核", "back": "/review", "alike": ids[1:]}
        answer = client.post(
            f"/tasks/{ids[0]}/label", data={**form, "together": together}, headers={"Accept": "application/json"}
        )
        said = [unit for unit in filled.tasks_matching("", Filters(years=(2024,))) if unit.tag and unit.tag.said]
        assert len(said) == done, answer.text


def test_ledger_sorts_and_filters(client: TestClient) -> None:
    def rows(**params: str) -> list[str]:
        return re.findall(r'<th scope="row"><a href="/tasks/([^"]+)"', client.get("/ledger", params=params).text)

    assert sorted(rows()) == sorted(rows(order="deadline")) == sorted(rows(order="lead"))
    assert len(rows()) == 5
    assert len(rows(office="财务科")) == 2
    assert rows(order="deadline")[0] in rows(year="2023")
    assert "没有叫“最新”的排序，下面按通知排序" in client.get("/ledger?order=最新").text


def test_a_choice_on_the_ledger_leaves_as_many_tasks_as_it_says(client: TestClient) -> None:
    page = client.get("/ledger").text
    choices = re.findall(
        r'href="(/ledger\?[^"]+)"[^>]*><span class="name">([^<]+)</span> <span class="count">(\d+)', page
    )
    assert len(choices) > 5
    for link, name, count in choices:
        assert f"<strong>{count}</strong> 条任务" in client.get(link.replace("&amp;", "&")).text, name


@pytest.mark.parametrize("order", ["notice", "lead", "deadline", "category"])
def test_a_downloaded_ledger_has_the_order_of_the_page(client: TestClient, order: str) -> None:
    page = client.get("/ledger", params={"order": order}).text
    link = re.search(r'href="(/ledger\.csv[^"]*)"', page)
    assert link is not None
    rows = csv.DictReader(io.StringIO(client.get(link[1].replace("&amp;", "&")).content.decode("utf-8-sig")))
    assert [row["编号"] for row in rows] == re.findall(r'<th scope="row"><a href="/tasks/([^"]+)"', page)


def test_removing_a_notice(client: TestClient, filled: Workspace, notices: Path) -> None:
    id_, title = next((x.notice.id, x.notice.notice.title) for x in filled.list().notices)
    filled.label(task := f"{id_}-1", "监督考核")
    assert "不能恢复" not in client.get(f"/notices/{id_}").text
    page = client.post(f"/notices/{id_}/remove", data={"token": token_of(client)})
    assert f"已删除通知“{title}”" in page.text
    assert client.get(f"/notices/{id_}").status_code == 404
    filled.index(notices)
    assert filled.show(task).unit.tag.said, "as the page says: what people said holds again"  # type: ignore[union-attr]


def test_unknown_things_are_404_in_words(client: TestClient) -> None:
    for path in ("/notices/none", "/tasks/none", "/tag/none", "/nowhere", "/download.exe", "/static/../app.py"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "Traceback" not in answer.text


def test_going_back_to_an_earlier_model(client: TestClient) -> None:
    answer = client.post("/models/use", data={"token": token_of(client), "version": "shipped"})
    assert "已换用附带的模型" in answer.text
    assert client.post("/models/use", data={"token": token_of(client), "version": "../x"}).status_code == 404
    assert "没有等待采用的新模型了" in client.post("/models/take", data={"token": token_of(client)}).text
    json = {"Content-Type": "application/json"}
    assert client.post("/api/train/take", json={}, headers=json).json()["code"] == "nothing_trained"


def test_another_process_is_seen_at_once(client: TestClient, filled: Workspace) -> None:
    assert "没有找到" in client.get("/", params={"q": "渡口公告"}).text
    with Workspace(filled.path) as other:
        other.tag(TABLE.replace("节水灌溉补贴办法", "渡口公告"), save=True)
    assert "<mark>" in client.get("/", params={"q": "渡口公告"}).text


@pytest.mark.skipif(not SEED.exists(), reason="种子文件不在")
def test_the_first_seed_has_its_21_tasks(client: TestClient) -> None:
    page = client.post("/tag", data={"token": token_of(client), "text": SEED.read_text("utf-8")})
    assert "<strong>21</strong> 条任务" in page.text
    told = json.loads(client.get(f"{page.url.path}/ledger.json").content)
    assert len(told["tasks"]) == 21


def test_several_files_without_scripts_are_one_page_and_failures_are_named(client: TestClient) -> None:
    token = token_of(client)
    plan = TABLE.replace("望江市", "甲山市")
    both = [("files", (f"{name}.txt", plan.replace("甲", name).encode(), "text/plain")) for name in ("丙", "丁")]
    page = client.post("/tag", data={"token": token, "batch": "mine"}, files=both)
    assert page.url.path == "/tag/all/mine"
    assert page.text.count('<table class="rows tasks draft"') == 2
    assert len(client.get("/tag/all/mine/ledger.json").json()["notices"]) == 2
    assert client.get("/tag/all/mine/ledger.exe").status_code == 404
    broken = ("files", ("坏.pdf", b"%PDF-1.4 broken", "application/pdf"))
    page = client.post("/tag", data={"token": token, "batch": "mine"}, files=[*both, broken])
    assert "坏.pdf" in page.text
    assert "一起查看这 <span>4</span> 份通知" in page.text
    place = client.post("/tag/all/mine/drop", data={"token": token})
    assert place.url.path == "/tag"
    assert client.get("/tag/all/mine").status_code == 404


def test_what_another_visitor_brought_is_not_shown(client: TestClient) -> None:
    files = [("files", (f"{name}.txt", TABLE.encode(), "text/plain")) for name in ("丙", "丁")]
    client.post("/tag", data={"token": token_of(client), "batch": "mine"}, files=files)
    assert client.get("/tag/all/mine").status_code == 200
    client.cookies.clear()
    assert client.get("/tag/all/mine").status_code == 404


def test_a_long_ledger_is_shown_whole_to_be_printed(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zwsearch.web.ledger.ROWS", 2)
    paged = client.get("/ledger", params={"order": "lead", "office": "办公室"}).text
    link = re.search(r'href="([^"]+rows=all[^"]*)"', paged)
    assert link is not None
    assert paged.count('<th scope="row">') == 2
    whole = client.get(link[1].replace("&amp;", "&")).text
    assert whole.count('<th scope="row">') == 4
    assert "分页显示" in whole


def test_a_damaged_file_inside_an_archive_is_named_and_not_saved(client: TestClient, filled: Workspace) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("好.txt", TABLE.replace("望江市", "鹿溪市"))
        archive.writestr("坏.docx", b"PK\x03\x04 not a document")
    token, batch = token_of(client), "batch123"
    answer = client.post(
        "/tag", data={"token": token, "batch": batch}, files={"files": ("来文.zip", packed.getvalue())}
    )
    assert answer.status_code == 200
    assert re.search(r"坏\.docx”[^<]*损坏", answer.text)
    saved = client.post(f"/tag/all/{batch}/save", data={"token": token})
    assert "已保存 1 份通知" in saved.text
    assert len(filled.list().notices) == 3


def test_a_page_beyond_the_last_is_the_last_with_the_right_totals(
    client: TestClient, filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, size in (
        ("searching.PAGE_SIZE", 2),
        ("searching._NOTICES", 1),
        ("ledger.ROWS", 2),
        ("notices.PAGE_SIZE", 1),
    ):
        monkeypatch.setattr(f"zwsearch.web.{place}", size)
    monkeypatch.setattr("zwsearch.web.choices._ROWS", 2)
    for address in ("/?q=公开", "/?q=公开&group=1", "/?year=2023", "/ledger", "/notices", "/choices/office?q=公开"):
        first = client.get(address).text
        pages = re.search(r"第 1 页，共 (\d+) 页", first)
        assert pages is not None, address
        total = re.search(r"<strong>\d+</strong> 条|共 \d+ [份个]", first)
        assert total is not None, address
        for asked in (int(pages[1]) + 1, 999, 10**30):
            beyond = client.get(f"{address}{'&' if '?' in address else '?'}page={asked}").text
            assert f"第 {pages[1]} 页，共 {pages[1]} 页" in beyond, address
            assert "下面是最后一页" in beyond
            assert total[0] in beyond
            assert '<a rel="prev"' in beyond
            assert re.search(r'<tr><(td|th)|<article>|class="count"', beyond), address
    nothing = client.get("/?q=氢燃料电池&page=9").text
    assert "没有找到" in nothing
    assert "最后一页" not in nothing
    assert "没有第 1 页" not in client.get("/ledger").text


def test_files_of_no_known_kind_inside_an_archive_are_named_on_the_page(client: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("好.txt", TABLE.replace("望江市", "鹿溪市"))
        archive.writestr("照片.jpg", b"x")
    page = client.post("/tag", data={"token": token_of(client)}, files={"files": ("来文.zip", packed.getvalue())}).text
    assert "“来文.zip”里跳过 1 个不认识的文件：照片.jpg" in page
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("照片.jpg", b"x")
    page = client.post("/tag", data={"token": token_of(client)}, files={"files": ("图.zip", packed.getvalue())}).text
    assert "没有可读取的文件，只有照片.jpg" in page


def test_two_copies_brought_together_are_saved_once(client: TestClient, filled: Workspace) -> None:
    token, text = token_of(client), TABLE.replace("望江市", "鹿溪市")
    files = [("files", (f"{name}.txt", copy.encode())) for name, copy in (("甲", text), ("乙", text + "\n"))]
    page = client.post("/tag", data={"token": token, "batch": "two"}, files=files)
    saved = client.post(f"{page.url.path}/save", data={"token": token})
    assert saved.text.count("已保存到工作区：") == 1
    assert "已保存 1 份通知，3 条任务现在可以检索；1 份与别的相同，只存一份" in saved.text
    assert len(filled.list().notices) == 3


def test_nothing_pasted_is_said_beside_the_box(client: TestClient) -> None:
    page = client.post("/tag", data={"token": token_of(client), "text": " \n"})
    assert page.status_code == 400
    assert "没有内容" in page.text
    assert '<textarea id="text"' in page.text
