"""The page in a real Chromium: what an office does in a day, by mouse and by keyboard, and what axe says of it."""

from __future__ import annotations

import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import PLAN, TABLE
from openpyxl import load_workbook
from playwright.sync_api import expect
from test_web_pages import HOSTILE
from web_server import SEED, served

from zwsearch.records import Filters, Tag
from zwsearch.web.wording import day
from zwsearch.workspace import Workspace

expect.set_options(timeout=30_000)  # ms; a page may be slow on a busy machine
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="没有安装 chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = [
    "/",
    "/?q=公开",
    "/?q=氢燃料电池",
    "/notices",
    "/tag",
    "/review",
    "/models",
    "/stats",
    "/ledger",
    "/choices/office?q=公开",
]
# Doubtful on purpose, so that there is something to review.
DOUBTS = "\n".join(
    f"{number} | {text} | 办公室 | 年底前 |"
    for number, text in enumerate(
        (
            "对停车场收费的来函逐件登记，并到现场看一看。",
            "把井盖编号录入台账，缺失的补上。",
            "图书室每周三延长两小时，门口贴出安排。",
            "春节前走访养殖户，听取对路灯的说法。",
            "把会议室的名牌换成双语。",
            "巡河记录按月装订，存放在文书柜。",
            "为窗口配备老花镜和雨伞。",
            "对旧课桌登记造册，转给需要的村小。",
            "整理历年洪水位，刻在桥墩上。",
            "在渡口立牌写明末班船的钟点。",
            "核对公交站名，错字当月改正。",
            "夏收期间开放粮站晒场，轮流排期。",
        ),
        1,
    )
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Workspace]]:
    """A running page over three notices, and a workspace to look at what it did."""
    (tmp_path / "in").mkdir()
    doubts = f"云门镇2024年任务分工表\n工作任务 | 具体要求 | 责任单位 | 时限要求 |\n{DOUBTS}\n"
    for name, text in (("table", TABLE), ("plan", PLAN), ("doubts", doubts)):
        (tmp_path / "in" / f"{name}.txt").write_text(text, "utf-8")
    with Workspace(tmp_path / "ws") as workspace:
        workspace.index(tmp_path / "in")
        with served(tmp_path / "ws") as address:
            yield address, workspace


@pytest.fixture
def page(browser: Any, site: tuple[str, Workspace]) -> Iterator[Any]:
    """A page that fails the test on any script error or breach of the content policy."""
    context = browser.new_context(base_url=site[0], accept_downloads=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    page.on("dialog", lambda dialog: (wrong.append("a dialog"), dialog.dismiss()))
    yield page
    context.close()
    assert wrong == []


def paste(page: Any, text: str) -> None:
    """Paste a notice; its draft is the page after that."""
    page.goto("/tag")
    page.fill("#text", text)
    page.click("button.main")
    page.wait_for_url(re.compile("/tag/[^/]+$"), timeout=60_000)


def test_search_choose_open_and_find_the_task_in_its_place(page: Any) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("公开 预算")
    page.keyboard.press("Enter")
    page.click(".facet a:has-text('财政信息')")
    page.click(".facet a:has-text('2023')")
    expect(page.locator(".bar [role=status]")).to_have_text(re.compile(r"^\s*1 条结果"))
    expect(page.locator(".hits mark").first).to_be_visible()
    page.click(".hits .from a")
    expect(page.locator(".placed:target")).to_have_count(1)
    assert "三公经费" in page.inner_text(".placed:target")
    page.click(".placed:target")
    expect(page.locator(".statement")).to_have_count(1)


@pytest.mark.skipif(not SEED.exists(), reason="种子文件不在")
def test_paste_a_notice_correct_save_and_take_away(page: Any, site: tuple[str, Workspace], tmp_path: Path) -> None:
    paste(page, SEED.read_text("utf-8"))
    assert page.inner_text(".bar [role=status]").startswith("21 条任务")
    second = page.locator("#task-2 form.decide > button.choice").nth(1)
    wanted = second.get_attribute("value")
    second.click()
    page.wait_for_selector("#task-2 .said")
    assert page.locator("#task-2 button.now").first.get_attribute("value") == wanted
    with page.expect_download() as download:
        page.click("text=Excel")
    download.value.save_as(tmp_path / "ledger.xlsx")
    sheet = load_workbook(tmp_path / "ledger.xlsx").active
    assert sheet is not None
    assert sheet.max_row == 23
    assert sheet["H5"].value == wanted
    page.click("text=保存到工作区")
    page.wait_for_url(re.compile("/notices/"))
    stored = site[1].show(page.url.rpartition("/")[2])
    assert stored.units[2].tag is not None
    assert stored.units[2].tag.category == wanted


def test_a_category_of_a_pasted_task_is_said_and_undone_beside_it(page: Any) -> None:
    paste(page, TABLE.replace("望江市", "丙原市"))
    row = page.locator("#task-1")
    now = row.locator("button.choice.now")
    before = now.get_attribute("value")
    row.locator("form.decide > button.choice").nth(1).click()
    expect(row.locator(".said")).to_contain_text("已标为", timeout=20_000)
    expect(now).not_to_have_attribute("value", before or "")
    row.locator(".said").get_by_role("button", name="撤销").click()
    expect(row.locator(".said")).to_contain_text(f"已撤销，现在是“{before}”", timeout=20_000)
    expect(now).to_have_attribute("value", before or "")
    expect(page.locator(".flash")).to_have_count(0)


def test_the_buttons_of_a_draft_that_was_saved_in_another_tab_follow_the_first_click(page: Any) -> None:
    paste(page, TABLE.replace("望江市", "丁原市"))
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="保存到工作区").click()
    other.wait_for_url(re.compile("/notices/"), timeout=60_000)
    page.locator("#task-1 form.decide > button.choice").nth(1).click()
    expect(page.locator("#task-1 .said")).to_contain_text("已存进工作区，这次改在工作区里：已标为", timeout=20_000)
    expect(page.get_by_role("button", name="保存到工作区")).to_have_count(0)
    expect(page.get_by_role("button", name="丢弃")).to_have_count(0)
    page.locator("#task-1 .said").get_by_role("button", name="撤销").click()
    expect(page.locator("#task-1 .said")).to_contain_text("已撤销", timeout=20_000)


def test_files_go_up_one_by_one_with_their_progress(page: Any, tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(TABLE.replace("望江市", "甲山市"), "gb18030")
    (tmp_path / "乙.txt").write_text(PLAN.replace("云川县", "乙水县"), "utf-8")
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.4 broken")
    page.goto("/tag")
    page.set_input_files("#files", [tmp_path / "甲.txt", tmp_path / "乙.txt", tmp_path / "坏.pdf"])
    page.click("button.main")
    expect(page.locator("#progress .wrong")).to_have_count(1, timeout=60_000)  # the broken one is the last
    lines = page.locator("#progress li").all_inner_texts()
    assert "3 条任务" in lines[0]
    assert "2 条任务" in lines[1]
    assert page.inner_text("#together").startswith("一起查看这 2 份通知")


def test_what_does_not_arrive_is_told_and_stays_in_the_box(page: Any, tmp_path: Path) -> None:
    file = tmp_path / "乙.txt"
    file.write_text(PLAN.replace("云川县", "乙水县"), "utf-8")
    page.goto("/tag")
    page.route("**/tag", lambda route: route.abort("connectionrefused"))
    page.fill("#text", TABLE.replace("望江市", "甲山市"))
    page.set_input_files("#files", file)
    page.click("button.main")
    expect(page.locator("#progress .wrong")).to_have_count(2)
    lines = page.locator("#progress .wrong").all_inner_texts()
    assert lines[0] == "没有送到，请检查程序是否还开着，再试一次。内容还在框里"
    assert page.input_value("#text").startswith("甲山市")
    assert page.evaluate("document.getElementById('files').files.length") == 1, "nor need the file be chosen again"
    page.unroute("**/tag")
    page.press("#text", "Control+Enter")
    page.wait_for_url(re.compile("/tag/all/"), timeout=60_000)
    expect(page.locator("table.draft")).to_have_count(2)


def test_what_was_pasted_outlives_its_session(page: Any) -> None:
    page.goto("/tag")
    page.fill("#text", TABLE.replace("望江市", "甲山市"))
    page.context.clear_cookies()
    page.click("button.main")
    page.click("button:text('再提交一次')")
    page.wait_for_url(re.compile("/tag/[^/]+$"), timeout=60_000)
    expect(page.locator("h1")).to_contain_text("甲山市")


def test_what_failed_is_named_once_and_the_list_shows_what_did_not(page: Any, tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    (tmp_path / "乙.txt").write_text(PLAN.replace("云川县", "乙水县"), "utf-8")
    with zipfile.ZipFile(tmp_path / "来文.zip", "w") as archive:
        archive.writestr("内/空表.txt", "")
        archive.writestr("丙.txt", PLAN.replace("云川县", "丙原县"))
    page.goto("/tag")
    page.set_input_files("#files", [tmp_path / "空.txt", tmp_path / "乙.txt", tmp_path / "来文.zip"])
    page.click("button.main")
    expect(page.locator("#brought .drafts li")).to_have_count(2, timeout=60_000)
    told = page.locator("#progress").inner_text()
    assert (told.count("空.txt"), told.count("空表.txt")) == (1, 1)
    page.click("#brought summary")
    page.click("text=全部去掉")  # its form is one of now
    expect(page.locator("#brought .drafts")).to_have_count(0)


def test_a_file_beyond_the_limit_is_called_too_large(browser: Any, page: Any, tmp_path: Path) -> None:
    big = tmp_path / "附图.pdf"
    with big.open("wb") as file:
        file.truncate(62 * 1024 * 1024)
    page.goto("/tag")
    page.set_input_files("#files", big)
    page.click("button.main")
    expect(page.locator("#progress .wrong")).to_contain_text("文件太大：62 MB，一次最多 60 MB")
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(page.url)
    plain.set_input_files("#files", big)
    plain.click("button.main")
    expect(plain.locator("h1")).to_have_text("提交的内容太大，一次最多 60 MB", timeout=20_000)
    context.close()


def test_an_archive_of_notices_is_seen_saved_and_taken_away_as_a_whole(
    page: Any, site: tuple[str, Workspace], tmp_path: Path
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with zipfile.ZipFile(tmp_path / "来文.zip", "w") as archive:
        archive.writestr("甲.txt", TABLE.replace("望江市", "甲山市"))
        archive.writestr("乙.txt", PLAN.replace("云川县", "乙水县"))
    (tmp_path / "丙.txt").write_text(PLAN.replace("云川县", "丙原县"), "utf-8")
    page.goto("/tag")
    page.set_input_files("#files", [tmp_path / "来文.zip", tmp_path / "丙.txt"])
    page.click("button.main")
    page.wait_for_url(re.compile("/tag/all/"), timeout=60_000)
    assert page.inner_text(".bar [role=status]").startswith("7 条任务")
    expect(page.locator("table.draft")).to_have_count(3)
    second = page.locator("table.draft").nth(1).locator("form.decide > button.choice").nth(1)
    wanted = second.get_attribute("value")
    second.click()
    expect(page.locator("table.draft .said")).to_have_count(1, timeout=20_000)
    serious = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in serious] == []
    with page.expect_download() as download:
        page.click("text=Excel")
    download.value.save_as(tmp_path / "ledger.xlsx")
    sheet = load_workbook(tmp_path / "ledger.xlsx")["台账"]
    assert sheet.max_row == 9
    page.click("text=全部保存到工作区")
    expect(page.locator(".flash").first).to_contain_text("已保存 3 份通知，7 条任务")
    assert site[1].stats().notices == 6
    labelled = [u for u in site[1].tasks_matching() if u.tag and u.tag.confidence == 1.0]
    assert [unit.tag.category for unit in labelled if unit.tag] == [wanted]


def test_ten_reviews_by_keyboard_and_one_undone(page: Any, site: tuple[str, Workspace]) -> None:
    page.goto("/review")
    queue = page.locator("#queue > li")
    expect(queue).to_have_count(10)
    for key in ("1", "2", "Enter", "1", "3", "1", "Enter", "1", "1", "1"):
        done = page.locator("#queue > li.done").count()
        page.keyboard.press(key)
        expect(page.locator("#queue > li.done")).to_have_count(done + 1, timeout=20_000)
    page.keyboard.press("u")
    expect(page.locator("#queue > li.done")).to_have_count(9, timeout=20_000)
    expect(page.locator(".said", has_text="已撤销")).to_have_count(1, timeout=20_000)
    with site[1] as workspace:
        store = workspace.existing()
        assert store is not None
        assert len(store.latest_labels()) >= 9


def test_keys_work_wherever_the_focus_is_and_none_is_lost(page: Any, site: tuple[str, Workspace]) -> None:
    page.goto("/review")
    waiting = int(page.inner_text("#waiting"))
    page.click(".keys > summary")
    page.click(".keys > summary")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    # Faster than any answer: all of them before the first one can come.
    page.evaluate(
        """() => { for (const key of ["1", "2", "j", "1", "k", "u", "1", "2"])
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})); }"""
    )
    expect(page.locator("#queue > li.done")).to_have_count(4)
    expect(page.locator(".said", has_text="已标为")).to_have_count(4, timeout=20_000)
    expect(page.locator("#waiting")).to_have_text(str(waiting - 4), timeout=20_000)
    page.click(".next a")
    page.wait_for_load_state()
    assert int(page.inner_text("#waiting")) == waiting - 4


def test_the_label_of_a_colleague_is_told_and_replaced_by_the_same_key_again(
    page: Any, site: tuple[str, Workspace]
) -> None:
    page.goto("/review")
    item = page.locator("#queue > li").first
    waiting = int(page.inner_text("#waiting"))
    id_, wanted = item.get_attribute("id"), item.locator("button.choice").nth(1).get_attribute("value")
    other = "监督考核" if wanted != "监督考核" else "平台建设"
    with site[1] as workspace:
        workspace.label(id_, other, author="同事")
        item.focus()
        page.keyboard.press("2")
        expect(item.locator(".said.wrong")).to_contain_text(f"“同事”刚把这条任务标为“{other}”", timeout=20_000)
        expect(item).not_to_have_class("done")
        expect(page.locator("#waiting")).to_have_text(str(waiting - 1))
        page.keyboard.press("2")
        expect(item.locator(".said")).to_contain_text(f"已标为“{wanted}”", timeout=20_000)
        unit = workspace.show(id_).unit
        assert unit is not None
        assert unit.tag is not None
        assert unit.tag.category == wanted


def test_everything_works_without_scripts(browser: Any, site: tuple[str, Workspace]) -> None:
    context = browser.new_context(base_url=site[0], java_script_enabled=False)
    page = context.new_page()
    page.goto("/review")
    before = page.inner_text(".bar [role=status]")
    page.locator("#queue button.choice").first.click()
    expect(page.locator(".flash").first).to_contain_text("已标为")
    assert page.inner_text(".bar [role=status]") != before
    page.click(".flash button")
    expect(page.locator(".flash").first).to_contain_text("已撤销")
    paste(page, TABLE.replace("望江市", "丙原市"))
    page.locator("#task-2 button.choice").nth(1).click()
    expect(page).to_have_url(re.compile("#task-2$"))
    expect(page.locator("#task-2 .said")).to_contain_text("已标为")
    expect(page.locator("#task-2 .said")).to_be_in_viewport()
    expect(page.locator("#task-2 .of-person")).to_be_visible()
    page.locator("#task-2 .said").get_by_role("button", name="撤销").click()
    expect(page.locator("#task-2 .said")).to_contain_text("已撤销，现在是")
    page.click("text=保存到工作区")
    expect(page.locator(".flash").first).to_contain_text("现在可以检索")
    context.close()


def test_a_notice_and_a_task_are_set_right_without_scripts(browser: Any, site: tuple[str, Workspace]) -> None:
    context = browser.new_context(base_url=site[0], java_script_enabled=False)
    page = context.new_page()
    page.goto("/?q=节水灌溉")
    page.click(".hits .from a")
    page.click("text=修改题头")
    page.fill("[name=issuer]", "望江市水务局")
    page.click("text=保存题头")
    expect(page.locator(".flash").first).to_contain_text("已改正发文机关")
    page.locator("table.tasks a.edit").first.click()
    page.click("text=改正这条任务")
    page.fill("[name=deadline]", "2023年9月底前")
    page.click("text=保存任务")
    expect(page.locator("dl.facts").first).to_contain_text("2023年9月30日")
    page.click(".flash button")
    expect(page.locator("dl.facts").first).to_contain_text("年底前")
    page.click("text=修改记录")
    expect(page.locator(".history li")).to_have_count(2)
    context.close()


def test_a_task_is_set_right_by_keyboard_alone(page: Any, site: tuple[str, Workspace]) -> None:
    page.goto("/?q=节水灌溉")
    page.locator(".hits .text a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".statement")
    page.locator("summary:has-text('改正这条任务')").focus()
    page.keyboard.press("Enter")
    for _ in range(4):  # 具体要求, 序号, 时限, 牵头单位
        page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("灌溉科、财务科")
    page.keyboard.press("Enter")
    page.wait_for_selector(".flash")
    assert "已改正牵头单位" in page.inner_text(".flash")
    assert {unit.lead for unit in site[1].tasks_matching()} >= {("灌溉科", "财务科")}


def test_a_hostile_notice_runs_nothing(page: Any) -> None:
    paste(page, HOSTILE)
    page.click("text=保存到工作区")
    for path in ("/?q=清单", "/ledger", "/notices", "/stats", "/review"):
        page.goto(path)
    expect(page.locator("img")).to_have_count(0)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_fit_and_axe_finds_nothing_serious(page: Any, path: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size({"width": width, "height": 844})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window"
    found = Axe().run(page).response["violations"]
    serious = [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found if v["impact"] != "minor"]
    assert serious == []


def test_axe_on_a_notice_a_task_and_a_draft(page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.goto("/?q=解读")
    links = [page.locator(f".hits {kind} a").first.get_attribute("href") for kind in (".from", ".text")]
    paste(page, TABLE)
    for link in (page.url, *links):
        page.goto(link)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in ("serious", "critical")] == []


def test_a_table_in_the_text_is_scrolled_inside_and_printed_whole(page: Any, tmp_path: Path) -> None:
    import pdfplumber

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/?q=三公经费")
    page.click(".hits .from a")
    place = page.locator(".paper td .placed:target")
    expect(place).to_contain_text("三公经费")
    expect(place).to_be_in_viewport()
    table = page.locator(".paper .scroll")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert table.evaluate("(one) => one.scrollWidth > one.clientWidth")
    page.pdf(path=tmp_path / "notice.pdf", prefer_css_page_size=True)
    with pdfplumber.open(tmp_path / "notice.pdf") as printed:
        tables = [table for sheet in printed.pages for table in sheet.extract_tables()]
    last = [unicodedata.normalize("NFKC", "".join((cell or "").split())) for cell in tables[-1][-1]]
    assert last[-1] == "2023年10月31日前"


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Any) -> None:
    page.goto("/?q=解读")
    seen = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert {"跳到正文", "检索", "台账", "q"} <= seen


def test_a_long_ledger_is_printed_whole_with_its_head_on_every_page(
    page: Any, site: tuple[str, Workspace], tmp_path: Path
) -> None:
    import pdfplumber

    words, office = "说明依据和办理结果，" * 4, "县推进职能转变协调小组办公室"
    rows = "\n".join(f"{n} | 公布第{n}批整治清单，{words}。 | {office} | 各乡镇 | 年底前 |" for n in range(1, 71))
    head = "工作任务 | 具体要求 | 牵头单位 | 配合单位 | 时限要求 |"
    site[1].tag(f"鹿溪县2024年政务公开任务分工\n{head}\n{rows}\n", save=True)
    page.goto("/ledger?year=2024&order=lead")
    page.pdf(path=tmp_path / "ledger.pdf", prefer_css_page_size=True)
    with pdfplumber.open(tmp_path / "ledger.pdf") as printed:
        # Chromium writes some characters as the radicals that they look like.
        texts = ["".join(unicodedata.normalize("NFKC", s.extract_text() or "").split()) for s in printed.pages]
        edges = [(word["x1"], sheet.width) for sheet in printed.pages for word in sheet.extract_words()]
    assert len(texts) > 3
    assert all("行序号工作任务具体要求牵头单位配合单位时限类别通知" in text for text in texts)
    assert "筛选:2024" in texts[0]
    assert f"按牵头单位排序{day(date.today())}" in texts[0]
    assert all(right < width - 20 for right, width in edges), "a column is cut"
    assert not any(word in text for text in texts for word in ("粘贴标注", "下载", "全部清除", "填写姓名"))
    assert sum(text.count("批整治清单") for text in texts) == 70


def test_a_notice_prints_without_what_only_a_screen_needs(page: Any) -> None:
    page.goto("/?q=解读")
    page.click(".hits .from a")
    page.emulate_media(media="print")
    assert page.locator("table.tasks").is_visible()
    for part in ("header.top", "footer", ".actions", ".edits", ".danger"):
        assert not page.locator(part).first.is_visible(), part


def test_the_confusion_matrix_scrolls_in_its_own_box_and_keeps_its_row_heads(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/stats")
    page.wait_for_selector("table.confusion", timeout=120_000)  # the first visit has the model judged
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator(".scroll", has=page.locator("table.confusion"))
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    box.evaluate("box => { box.scrollLeft = 200; box.scrollTop = 100; }")
    left = box.bounding_box()["x"]
    heads = page.locator(".confusion tbody th")
    assert heads.count() > 5
    assert {round(heads.nth(n).bounding_box()["x"] - left) for n in range(heads.count())} == {0}
    width = heads.first.bounding_box()["width"]
    assert width < 150, "the heads leave room for the figures"


# What can be clicked, but for marks inside a text, and is smaller than a finger needs.
SMALL = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
  .filter((one) => !one.closest(".hidden, .skip, .placed"))
  .map((one) => [one, [...one.getClientRects()]])
  .filter(([, boxes]) => boxes.length && Math.max(...boxes.map((b) => b.height)) > 0)
  .filter(([, boxes]) => ["height", "width"].some((side) => Math.max(...boxes.map((b) => b[side])) < 23.5))
  .map(([one]) => one.outerHTML.slice(0, 120))"""


def test_what_a_finger_has_to_hit_on_a_phone_is_large_enough(page: Any, site: tuple[str, Workspace]) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    notice = site[1].list().notices[0].notice.id
    paste(page, TABLE)
    draft = page.url
    for address in (*PAGES, f"/notices/{notice}?reshape=1&history=1", f"/tasks/{notice}-1", draft, "/tag"):
        page.goto(address, timeout=120_000)
        assert page.evaluate(SMALL) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_category_of_a_pasted_notice_counts_at_once(page: Any) -> None:
    paste(page, f"鹿溪镇2024年任务分工表\n工作任务 | 具体要求 | 责任单位 | 时限要求 |\n{DOUBTS}\n")
    waiting = page.locator(".bar [data-waiting]")
    before = int(waiting.get_attribute("data-waiting"))
    assert before > 1
    row = page.locator("tr.review").first
    row = page.locator(f"#{row.get_attribute('id')}")
    expect(row.locator("p.of-model")).to_be_visible()
    expect(row.locator(".of-person")).to_be_hidden()
    row.locator("form.decide > button.choice").nth(1).click()
    expect(waiting).to_have_text(f"，{before - 1} 条待复核")
    expect(row.locator("p.of-model")).to_be_hidden()
    expect(row.locator(".of-person")).to_be_visible()
    row.locator(".said button").click()
    expect(row.locator(".said")).to_contain_text("（待复核）")
    expect(waiting).to_have_text(f"，{before} 条待复核")
    expect(row.locator("p.of-model")).to_be_visible()


def test_tasks_of_the_same_words_are_labelled_together_by_a_key_of_its_own(
    page: Any, site: tuple[str, Workspace]
) -> None:
    lines = "\n".join(f"{n} | 每周{n}次清点渡口的救生圈。 | 第{n}组 | 年底前 |" for n in range(1, 15))
    site[1].tag(f"河口镇2020年任务分工表\n工作任务 | 具体要求 | 责任单位 | 时限要求 |\n{lines}\n", save=True)

    store = site[1].existing()
    assert store is not None
    of_2020 = store.select_keys(Filters(years=(2020,), tasks_only=True)).tolist()
    store.set_tags(dict.fromkeys(of_2020, Tag("公众参与", 0.3, "review")))

    def said() -> int:
        found = site[1].tasks_matching("", Filters(years=(2020,)))
        return sum(bool(unit.tag and unit.tag.said) for unit in found)

    for keys, done in ((("Enter",), 1), (("a", "Enter"), 14)):
        page.goto("/review?year=2020")
        item = page.locator("#queue > li")
        expect(item).to_have_count(1)
        expect(item.locator("[name=together]")).not_to_be_checked()
        expect(item.locator(".tick-box")).to_contain_text(f"共 {14 if done == 1 else 13} 条")
        item.locator(".tick-box input").click()
        item.locator(".tick-box input").click()  # keys work from there as well
        for key in keys:
            page.keyboard.press(key)
        expect(item.locator(".said")).to_contain_text("已标为")
        assert said() == done


def test_no_task_has_a_key_and_is_taken_back_on_this_page_and_the_next(page: Any, site: tuple[str, Workspace]) -> None:
    page.goto("/review")
    waiting = int(page.inner_text("#waiting"))
    item = page.locator("#queue > li").first
    id_ = item.get_attribute("id")
    for _ in range(2):
        page.keyboard.press("0")
        expect(item.locator(".said")).to_contain_text("已划为“不是任务”", timeout=20_000)
        expect(page.locator("#waiting")).to_have_text(str(waiting - 1))
        page.keyboard.press("u")
        expect(item.locator(".said")).to_contain_text("这一段又是任务", timeout=20_000)
        expect(page.locator("#waiting")).to_have_text(str(waiting))
    page.keyboard.press("0")
    expect(page.locator("#waiting")).to_have_text(str(waiting - 1), timeout=20_000)
    page.click(".next a")
    page.wait_for_load_state()
    assert page.locator(f"[id='{id_}']").count() == 0
    page.keyboard.press("u")
    expect(page.locator("#earlier")).to_contain_text("这一段又是任务", timeout=20_000)
    assert page.locator("#earlier a").get_attribute("href") == f"/tasks/{id_}"
    expect(page.locator("#waiting")).to_have_text(str(waiting))


def test_an_undo_goes_back_beyond_the_last_batch(page: Any, site: tuple[str, Workspace]) -> None:
    page.goto("/review")
    waiting = int(page.inner_text("#waiting"))
    item = page.locator("#queue > li").first
    words = item.locator(".text").inner_text()
    page.keyboard.press("2")
    expect(page.locator("#waiting")).not_to_have_text(str(waiting))
    page.click(".next a")
    page.wait_for_load_state()
    page.keyboard.press("u")
    expect(page.locator("#earlier")).to_contain_text("（待复核）")
    assert words[:20] in page.inner_text("#earlier a")
    expect(page.locator("#waiting")).to_have_text(str(waiting))
    page.keyboard.press("u")
    expect(page.locator("#earlier")).to_have_text("没有可以撤销的标注了")


def test_the_whole_confusion_matrix_is_seen_and_printed_on_one_sheet(page: Any, tmp_path: Path) -> None:
    import pdfplumber

    page.goto("/stats")
    page.wait_for_selector("table.confusion", timeout=120_000)  # the first visit has the model judged
    box = page.locator(".matrix")
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight + 1"), "no row is hidden"
    names = page.locator(".confusion tbody th").all_inner_texts()
    page.pdf(path=tmp_path / "stats.pdf", prefer_css_page_size=True)
    with pdfplumber.open(tmp_path / "stats.pdf") as printed:
        texts = [unicodedata.normalize("NFKC", sheet.extract_text() or "") for sheet in printed.pages]
    sheet = next(text for text in texts if "混淆矩阵" in text)
    assert all(any(line.startswith(name) for line in sheet.partition("混淆矩阵")[2].splitlines()) for name in names)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".slides")).to_be_visible()


def test_retrain_compare_take_and_roll_back(page: Any, site: tuple[str, Workspace]) -> None:
    page.goto("/models")
    page.click("button:text-is('重新训练')")
    expect(page.locator("main").first).to_contain_text("正在训练")
    assert page.locator("meta[http-equiv]").count() == 0, "only without script the whole page is asked for again"
    page.click("#versions ~ details summary")
    expect(page.locator("#versions ~ details")).to_have_attribute("open", "")
    seconds = page.inner_text("#training p.quiet")
    expect(page.locator("#training p.quiet")).not_to_have_text(seconds, timeout=30_000)
    expect(page.locator("#versions ~ details")).to_have_attribute("open", "")
    expect(page.locator("#versions ~ details summary")).to_be_focused()
    page.goto("/?q=公开")  # other pages answer meanwhile
    expect(page.locator(".hits li").first).to_be_visible()
    page.goto("/models")
    page.wait_for_selector("form[action='/models/take'], [role=alert]", timeout=400_000)
    expect(page.locator("#training")).not_to_have_attribute("data-follow", "/models/training")
    expect(page.locator("[role=alert]")).to_have_count(0)
    assert "现在的模型" in page.inner_text("main")
    assert [model.version for model in site[1].models() if model.current] == ["shipped"]
    page.dblclick("form[action='/models/take'] button")
    assert "已采用新模型 v000001" in page.inner_text(".flash")
    page.click("tr:has-text('附带的模型') button")
    expect(page.locator(".flash").first).to_contain_text("已换用附带的模型")
    assert [model.version for model in site[1].models() if model.current] == ["shipped"]
