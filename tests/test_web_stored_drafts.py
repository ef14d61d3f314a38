"""Notices that are brought a second time: the same as a stored one, or a corrected one that may replace it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from conftest import TABLE
from fastapi.testclient import TestClient
from test_web_draft_category import chosen, row, undo_of
from web_server import client_of, token_of, undo

from zwsearch.store import Label
from zwsearch.workspace import Workspace

MORE = "4 | 在渡口立牌写明末班船的钟点。 | 办公室 | 财务科 | 年底前 |\n"
CORRECTED = (
    TABLE.replace("2 | 邀请灌区农户代表参加解读会，现场回答提问。 | 农水科 | 办公室 | 持续推进 | |\n", "") + MORE
)


@pytest.fixture
def client(filled: Workspace) -> Iterator[TestClient]:
    with client_of(filled.path) as client:
        yield client


@pytest.fixture
def stored(filled: Workspace) -> str:
    """The id of the notice that TABLE is."""
    return next(x.notice.id for x in filled.list().notices if x.notice.source.name == "table.txt")


def category(filled: Workspace, id_: str) -> str | None:
    unit = filled.show(id_).unit
    return unit.tag.category if unit and unit.tag else None


def test_the_same_notice_shows_what_is_stored_and_writes_there(
    client: TestClient, filled: Workspace, stored: str
) -> None:
    token = token_of(client)
    filled.edit_notice(stored, title="改过的题目")  # it is known by its words, not by its name
    filled.edit_task(f"{stored}-3", lead="审计科")
    filled.label(f"{stored}-1", "监督考核", author="同事")
    draft = client.post("/tag", data={"token": token, "text": TABLE.replace("\n", " \n")})
    assert "这份通知已在工作区里，没有新增" in draft.text
    assert f'<a href="/notices/{stored}">改过的题目</a>' in draft.text
    assert "保存到工作区" not in draft.text
    assert chosen(row(draft.text, "task-0")) == "监督考核"
    assert "审计科" in row(draft.text, "task-2")
    home = draft.url.path
    page = client.post(f"{home}/category", data={"token": token, "place": "1", "category": "平台建设"}).text
    assert category(filled, f"{stored}-2") == "平台建设"
    assert chosen(row(page, "task-1")) == "平台建设"
    address, fields = undo_of(row(page, "task-1"))
    client.post(address, data=fields)
    assert category(filled, f"{stored}-2") != "平台建设"
    told = client.get(f"{home}/ledger.json").json()
    assert (told["notice"]["title"], told["tasks"][0]["category"]) == ("改过的题目", "监督考核")
    saved = client.post(f"{home}/save", data={"token": token})
    assert saved.url.path == f"/notices/{stored}"
    assert "没有新增" in saved.text
    assert len(filled.list().notices) == 2
    again = client.post("/api/tag", json={"text": TABLE + " ", "save": True}).json()
    assert again["notice"]["id"] == stored


def test_tasks_that_people_dropped_and_wrote_are_shown_as_they_are_stored(
    client: TestClient, filled: Workspace, stored: str
) -> None:
    token = token_of(client)
    filled.drop_task(f"{stored}-1")
    written = filled.add_task(stored, "编印办事地图，摆放在大厅。")
    page = client.post("/tag", data={"token": token, "text": TABLE})
    assert "编印办事地图" in page.text
    assert page.text.count('<tr id="task-') == 3
    place = int(written.id.rpartition("-")[2]) - 1
    data = {"token": token, "place": str(place), "category": "平台建设"}
    client.post(f"{page.url.path}/category", data=data)
    assert category(filled, written.id) == "平台建设"
    gone = client.post(f"{page.url.path}/category", data={**data, "place": "0"})
    assert gone.status_code == 404


def test_what_is_no_longer_stored_can_be_saved_again(client: TestClient, filled: Workspace, stored: str) -> None:
    token = token_of(client)
    home = client.post("/tag", data={"token": token, "text": TABLE}).url.path
    filled.remove(stored)
    page = client.get(home).text
    assert "已在工作区里" not in page
    assert "保存到工作区" in page
    assert "已在工作区里" not in client.get("/tag").text


def test_what_was_chosen_before_somebody_else_stored_it_is_offered(client: TestClient, filled: Workspace) -> None:
    token, text = token_of(client), TABLE.replace("望江市", "鹿溪市")
    home = client.post("/tag", data={"token": token, "text": text}).url.path
    client.post(f"{home}/category", data={"token": token, "place": "1", "category": "平台建设"})
    id_ = filled.tag(text, save=True).notice.id
    page = client.get(home).text
    assert "选定的 1 个类别还没有写进工作区" in page
    client.post(f"{home}/save", data={"token": token})
    assert category(filled, f"{id_}-2") == "平台建设"
    assert "还没有写进工作区" not in client.get(home).text


def test_a_batch_of_stored_notices_says_that_nothing_is_new(client: TestClient, filled: Workspace, stored: str) -> None:
    token = token_of(client)
    filled.label(f"{stored}-1", "监督考核", author="同事")
    new = TABLE.replace("望江市", "鹿溪市")
    files = [("files", (f"{name}.txt", text.encode())) for name, text in (("甲", TABLE), ("乙", new))]
    page = client.post("/tag", data={"token": token, "batch": "two"}, files=files)
    assert "1 份已在工作区里" in page.text
    first = re.search(r'<tr id="(task-[\w-]+-0)"', page.text)
    assert first is not None
    assert chosen(row(page.text, first[1])) == "监督考核"
    for told in ("已保存 1 份通知，3 条任务现在可以检索；另有 1 份已在工作区里", "没有新增：这 2 份通知都已在工作区里"):
        assert told in client.post("/tag/all/two/save", data={"token": token_of(client)}).text
    assert len(filled.list().notices) == 3


def test_a_corrected_notice_takes_the_place_of_the_stored_one(
    client: TestClient, filled: Workspace, stored: str
) -> None:
    token = token_of(client)
    filled.label(f"{stored}-3", "监督考核", author="同事")
    filled.label(f"{stored}-2", "平台建设", author="同事")
    filled.edit_task(f"{stored}-1", lead="审计科")
    filled.edit_task(f"{stored}-2", lead="审计科")
    draft = client.post("/tag", data={"token": token, "text": CORRECTED})
    assert "同名的通知，内容不完全相同" in draft.text
    assert "新增 1 条、去掉 1 条，2 条不变" in draft.text
    assert "去掉的任务里有 1 条标过类别" in draft.text
    done = client.post(f"{draft.url.path}/replace", data={"token": token, "notice": stored, "back": ""})
    assert done.url.path == f"/notices/{stored}"
    assert "新增 1 条、去掉 1 条，2 条不变" in done.text
    assert "已找不到任务“2 邀请灌区农户代表参加解读会" in done.text
    assert "对它的修改（牵头单位：审计科）和标注（平台建设）没有用上" in done.text
    assert "zwsearch show" not in done.text
    shown = filled.show(stored)
    tasks = {unit.text: unit for unit in shown.units if unit.type == "task"}
    assert len(filled.list().notices) == 2
    assert next(unit.lead for text, unit in tasks.items() if "节水" in text) == ("审计科",)
    assert next(unit.tag for text, unit in tasks.items() if "三公" in text).category == "监督考核"  # type: ignore[union-attr]
    assert filled.query("末班船").hits[0].notice.id == stored
    assert filled.original(stored) == CORRECTED.encode()
    assert "已保存到工作区：" in client.get(draft.url.path).text


def test_what_people_said_goes_along_to_a_task_that_was_slightly_corrected(
    client: TestClient, filled: Workspace, stored: str
) -> None:
    filled.label(f"{stored}-1", "监督考核", author="同事")
    filled.edit_task(f"{stored}-1", lead="审计科")
    text = TABLE.replace("发布图文解读，讲清", "发布图文解读，并讲清")
    draft = client.post("/tag", data={"token": token_of(client), "text": text})
    assert "文字改了 1 条，2 条不变" in draft.text
    assert "标过类别" not in draft.text, "no label would be lost"
    done = client.post(f"{draft.url.path}/replace", data={"token": token_of(client), "notice": stored, "back": ""})
    assert "的文字改了，沿用原来的修改（牵头单位）和标注（监督考核）" in done.text
    assert "请在“修改记录”里撤销" in done.text
    unit = filled.show(f"{stored}-1").unit
    assert unit is not None
    assert (unit.lead, category(filled, unit.id), "并讲清" in unit.text) == (("审计科",), "监督考核", True)


def test_what_lost_its_task_is_told_of_each_notice_of_a_batch(client: TestClient, filled: Workspace) -> None:
    def save(batch: str) -> str:
        files = [("files", (f"{place}.txt", TABLE.replace("望江", place).encode())) for place in ("鹿溪", "云门")]
        client.post("/tag", data={"token": token_of(client), "batch": batch}, files=files)
        return client.post(f"/tag/all/{batch}/save", data={"token": token_of(client)}).text

    before = {x.notice.id for x in filled.list()}
    assert "没有用上" not in save("first")
    store = filled.existing()
    assert store is not None
    ids = [x.notice.id for x in filled.list() if x.notice.id not in before]
    store.add_labels([Label("每季度检查一次渠道。", "监督考核", notice_id=id_) for id_ in ids])  # read by older rules
    for id_ in ids:
        filled.remove(id_)
    page = save("second")
    assert "已保存 2 份通知" in page
    for id_ in ids:
        assert f"通知 {id_} 里已找不到任务“每季度检查一次渠道。”，对它的标注（监督考核）没有用上" in page
    assert "zwsearch show" not in page


def test_a_corrected_file_is_known_by_its_name(client: TestClient, filled: Workspace, stored: str) -> None:
    corrected = CORRECTED.replace("任务分工表", "任务分工方案").encode()
    page = client.post("/tag", data={"token": token_of(client)}, files={"files": ("table.txt", corrected)}).text
    assert "文件名相同的通知" in page
    assert f'name="notice" value="{stored}"' in page
    other = client.post("/tag", data={"token": token_of(client)}, files={"files": ("b.txt", corrected)}).text
    assert "替换已存的那一份" not in other


def test_a_corrected_notice_may_be_saved_beside(client: TestClient, filled: Workspace) -> None:
    token = token_of(client)
    draft = client.post("/tag", data={"token": token, "text": CORRECTED})
    assert "另存一份" in draft.text
    client.post(f"{draft.url.path}/save", data={"token": token})
    assert len(filled.list().notices) == 3
    page = client.post("/tag", data={"token": token, "text": CORRECTED.replace("年底前", "6月底前")}).text
    assert page.count("替换已存的那一份</button>") == 2  # each of those of this name
    assert "同名的通知" not in client.post("/tag", data={"token": token, "text": TABLE.replace("望江", "鹿溪")}).text


def test_what_was_chosen_on_a_corrected_notice_goes_along(client: TestClient, filled: Workspace, stored: str) -> None:
    token = token_of(client)
    home = client.post("/tag", data={"token": token, "text": CORRECTED}).url.path
    client.post(f"{home}/category", data={"token": token, "place": "2", "category": "平台建设"})
    client.post(f"{home}/replace", data={"token": token, "notice": stored, "back": ""})
    assert category(filled, f"{stored}-3") == "平台建设"
    missing = client.post(f"{home}/replace", data={"token": token, "notice": "none", "back": ""})
    assert missing.status_code == 404


def test_the_counts_and_reasons_of_a_draft_are_those_of_its_tasks(client: TestClient) -> None:
    doubtful = "\n".join(f"{n} | 把井盖编号第{n}本录入，缺的补上。 | 办公室 | 年底前 |" for n in range(1, 4))
    text = f"鹿溪县2024年任务分工\n工作任务 | 具体要求 | 牵头单位 | 时限要求 |\n{doubtful}\n"
    token = token_of(client)
    draft = client.post("/tag", data={"token": token, "text": text})
    waiting = draft.text.count('class="review"')
    assert waiting
    assert f"，{waiting} 条待复核</span>" in draft.text
    at = re.search(r'<tr id="(task-\d+)" class="review"', draft.text)
    assert at is not None
    told = row(draft.text, at[1])
    assert re.search(r'<p class="quiet of-model">[^<]+。</p>', told), "the reason stands beside it"
    data = {"token": token, "place": at[1].rpartition("-")[2], "category": "监督考核"}
    page = client.post(f"{draft.url.path}/category", data=data).text
    assert 'class="auto decided"' in row(page, at[1])
    assert page.count('class="review"') == waiting - 1
    assert (f"，{waiting - 1} 条待复核</span>" in page) == (waiting > 1)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (None, "鹿溪县2023年政府信息公开工作年度报告\n一、总体情况\n全年公开信息一百条。\n", "年度报告里一般没有"),
        (None, "关于商请支持会务的函\n县教育局：\n今年读书节在贵局礼堂举行，请予支持。\n", "请连同表头一起粘贴"),
        ("来函.txt", "关于商请支持会务的函\n县教育局：\n读书节在贵局礼堂举行，请予支持。\n", "请选择有表格的那个文件"),
        ("x.txt", "lorem ipsum dolor sit amet consectetur\n" * 9, "不像一份通知"),
    ],
)
def test_why_no_task_was_found_fits_what_was_brought(
    client: TestClient, name: str | None, text: str, told: str
) -> None:
    data = {"token": token_of(client)}
    if name is None:
        page = client.post("/tag", data={**data, "text": text}).text
    else:
        page = client.post("/tag", data=data, files={"files": (name, text.encode())}).text
    assert "没有抽出任务" in page
    assert told in page


def test_the_list_of_what_was_brought_tells_the_time_and_can_be_cleared(client: TestClient) -> None:
    token = token_of(client)
    for text in (TABLE, CORRECTED, TABLE.replace("望江市", "鹿溪市")):
        client.post("/tag", data={"token": token, "text": text})
    page = client.get("/tag").text
    dated = r'<li><a href="/tag/[^"]+">[^<]+</a> <span class="quiet">\d{4}-\d\d-\d\d \d\d:\d\d'
    assert len(re.findall(dated, page)) == 3
    for which, left in (("stored", 2), ("all", 0)):
        assert f'name="which" value="{which}"' in page
        page = client.post("/tag/drop", data={"token": token, "which": which}).text
        assert page.count('<li><a href="/tag/') == left
    assert "刚才处理的" not in page


def replaced(client: TestClient, stored: str, text: str = CORRECTED) -> tuple[str, str]:
    """The address of a draft that took the place of the stored notice, and the page that says so."""
    home = client.post("/tag", data={"token": token_of(client), "text": text}).url.path
    client.post(f"{home}/category", data={"token": token_of(client), "place": "2", "category": "平台建设"})
    return home, client.post(f"{home}/replace", data={"token": token_of(client), "notice": stored, "back": ""}).text


def test_the_message_tells_each_change_and_sends_nobody_to_the_page_that_is_open(
    client: TestClient, filled: Workspace, stored: str
) -> None:
    filled.label(f"{stored}-2", "平台建设", author="同事")
    _, page = replaced(client, stored, CORRECTED.replace("农水科", "水政科"))
    message = re.search(r'class="flash".*?</p>', page, re.DOTALL)
    assert message is not None
    assert "新增 1 条、去掉 1 条、改了单位 1 条，1 条不变" in message[0]
    assert "牵头单位：农水科 → 水政科" in message[0]
    assert "记录都在，就列在这一页" in message[0]
    assert "打开或刷新" not in message[0]


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        (TABLE.replace("农水科", "水政科"), "，标注和修改照旧"),
        (CORRECTED, "，留下的任务标注和修改照旧"),
        (re.sub(r"(?m)^(.* )?[1-3] \|.*\n", "", TABLE) + MORE, ""),
    ],
)
def test_labels_and_edits_stay_on_tasks_that_stay(client: TestClient, stored: str, text: str, whose: str) -> None:
    home = client.post("/tag", data={"token": token_of(client), "text": text}).url.path
    data = {"token": token_of(client), "notice": stored, "back": ""}
    for page in (client.get(home).text, client.post(f"{home}/replace", data=data).text):
        line = re.search(r"任务[^\n<]* 条不变，编号不变([^\n<；]*?)[。\n<；]", page)
        assert line is not None
        assert line[1] == whose


def test_a_replacement_is_taken_back_with_what_was_chosen_on_it(
    client: TestClient, filled: Workspace, stored: str
) -> None:
    filled.label(f"{stored}-1", "监督考核", author="同事")
    before = filled.show(stored)
    home, page = replaced(client, stored)
    assert category(filled, f"{stored}-3") == "平台建设"
    back = undo(client, page)
    assert (back.status_code, back.url.path) == (200, f"/notices/{stored}")
    assert "已撤销替换" in back.text
    after = filled.show(stored)
    told = [[(x.id, x.text, x.lead, x.deadline, x.tag) for x in shown.units] for shown in (before, after)]
    assert told[0] == told[1]
    assert filled.original(stored) == TABLE.encode()
    draft = client.get(home).text
    assert "替换已存的那一份" in draft
    assert chosen(row(draft, "task-2")) == "平台建设"
    gone = undo(client, page, token=token_of(client))
    assert gone.status_code == 404
    assert "已撤销过" in gone.text


def taken_back(client: TestClient, page: str) -> str:
    """Press 撤销替换 on the page of a draft; the page after that."""
    form = re.search(r'<form class="note" method="post" action="(/tag/[^"]+/replace/undo)">(.*?)</form>', page)
    assert form is not None
    assert "撤销替换</button>" in form[2]
    answer = client.post(form[1], data=dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2])))
    assert answer.status_code == 200
    return answer.text


def test_a_replacement_that_a_colleague_built_upon_is_offered_until_it_is_taken_back(
    client: TestClient, filled: Workspace, stored: str
) -> None:
    home, page = replaced(client, stored)
    filled.edit_task(f"{stored}-1", deadline="3月底前", author="同事")
    refused = undo(client, page)
    assert (refused.status_code, refused.url.path) == (200, home)
    for again in (refused.text, taken_back(client, client.get(home).text)):
        assert "后来由“同事”改过，没有撤销替换" in again
        assert "data-doubtful" in again
        assert f'<a href="/notices/{stored}?history=1#history">修改记录</a>' in again
        assert again.count("撤销替换</button>") == 1
    assert filled.original(stored) == CORRECTED.encode()
    filled.undo_edit(f"{stored}-1", author="同事")
    with client_of(filled.path) as other:  # nobody else's, and not after a restart
        assert undo(other, page, token=token_of(other)).status_code == 404
    assert "已撤销替换" in taken_back(client, client.get(home).text)
    assert filled.original(stored) == TABLE.encode()
    assert "撤销替换</button>" not in client.get(home).text


@pytest.mark.parametrize("is_there", [True, False])
def test_a_replacement_of_a_dropped_draft_is_offered_again_at_the_notice(
    client: TestClient, filled: Workspace, stored: str, is_there: bool
) -> None:
    home, page = replaced(client, stored)
    client.post(f"{home}/drop", data={"token": token_of(client)})
    if is_there:
        filled.edit_task(f"{stored}-1", deadline="3月底前", author="同事")
    else:
        filled.remove(stored)
    refused = undo(client, page)
    assert (refused.status_code, refused.url.path) == (200 if is_there else 404, f"/notices/{stored}")
    assert "没有撤销替换" in refused.text
    if is_there:
        filled.undo_edit(f"{stored}-1", author="同事")
        assert "已撤销替换" in undo(client, refused.text).text
        assert filled.original(stored) == TABLE.encode()


def test_a_batch_offers_the_way_back_once(client: TestClient, stored: str) -> None:
    files = [
        ("files", (f"{n}.txt", text.encode())) for n, text in enumerate((CORRECTED, TABLE.replace("望江", "鹿溪")))
    ]
    page = client.post("/tag", data={"token": token_of(client), "batch": "two"}, files=files).text
    home = re.search(r'action="(/tag/[^"]+/replace)"', page)
    assert home is not None
    data = {"token": token_of(client), "notice": stored, "back": "/tag/all/two"}
    page = client.post(home[1], data=data).text
    assert "撤销</button>" in page
    assert "撤销替换</button>" not in page
    page = client.get("/tag/all/two").text
    assert page.count("撤销替换</button>") == 1
    assert "已撤销替换" in taken_back(client, page)
