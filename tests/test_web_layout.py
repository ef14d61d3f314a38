"""How pages stand in a real Chromium: windows of all widths, forced colours, paper, and where the focus is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import test_web_browser
from conftest import TABLE
from playwright.sync_api import expect

from zwsearch.workspace import Workspace

pytestmark = test_web_browser.pytestmark
browser, site, page = test_web_browser.browser, test_web_browser.site, test_web_browser.page

# Long in every column, with a number that could be broken.
WIDE = "".join(
    f"{'（' + n + '）'} | 梳理中央、省、市助企纾困政策，按“免申即享”分栏目上架，每条标注兑现单位和联系电话。 "
    f"| 市经济和信息化局、市发展改革委 | {'、'.join(f'市第{k}管理局' for k in range(13))} | 5月底前完成，并长期坚持 |\n"
    for n in "一二三"
)

# How much of each table is out of sight, and on how many lines each of some cells stands.
HIDDEN = """[...document.querySelectorAll(".scroll")].filter((x) => x.checkVisibility() && !x.closest(".paper"))
  .map((x) => x.scrollWidth - x.clientWidth)"""
LINES = """(all) => all.map((x) => {
  const range = document.createRange();
  range.selectNodeContents(x);
  return range.getClientRects().length;
})"""


def plain(text: str) -> str:
    """Text as it comes out of a file for print: no blanks, and no radicals in the place of characters."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.fixture
def notice(site: tuple[str, Workspace]) -> str:
    """The address of a notice whose table is wide."""
    head = "序号 | 具体要求 | 牵头单位 | 配合单位 | 完成时限 |"
    saved = site[1].tag(f"菏山市2024年政务公开重点任务分工\n{head}\n{WIDE}", save=True)
    return f"/notices/{saved.notice.id}"


def test_no_window_cuts_a_table_or_scrolls_sideways(page: Any, notice: str) -> None:
    page.goto("/tag")
    page.fill("#text", TABLE)
    page.click("button.main")
    page.wait_for_selector("table.draft")
    for path in (page.url, notice, "/ledger", "/notices"):
        page.goto(path)
        for width in (*range(380, 700, 80), *range(700, 1100, 25), 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
            assert max(page.evaluate(HIDDEN)) <= 0, (path, width)
        lines = page.locator(".tasks th[scope=row]").evaluate_all(LINES)
        assert all(count <= 1 for count in lines), "（一） is broken"


def test_cards_name_what_they_hold(page: Any, notice: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    label = "(x) => getComputedStyle(x, '::before').content.replaceAll('\"', '').trim()"
    page.goto(notice)
    cells = page.locator("table.tasks tbody tr").first.locator("th, td").all()
    assert [cells[n].evaluate(label) for n in (0, 3)] == ["序号", "时限"]
    page.goto("/ledger")
    row = page.locator("table.ledger tbody tr").first
    assert not row.locator("td").first.is_visible(), "its place among the rows tells nothing on a card"
    shown = [cell for cell in row.locator("td").all() if cell.is_visible()]
    assert all(cell.evaluate(label) for cell in shown)


def test_what_was_done_or_is_wrong_is_in_the_window_with_the_focus(page: Any, notice: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(notice)
    page.click("summary:has-text('合并或拆开')")
    page.locator(".ticks input").nth(1).check()
    page.click("text=合并勾选的任务")
    expect(page.locator("#reshape .alert")).to_be_focused()
    expect(page.locator("#reshape .alert")).to_be_in_viewport()
    expect(page.locator(".ticks input").nth(1)).to_be_checked()
    page.locator(".ticks input").nth(2).check()
    page.click("text=合并勾选的任务")
    expect(page.locator("tr .flash")).to_be_focused()
    expect(page.locator("tr .flash")).to_be_in_viewport()
    page.keyboard.press("Tab")  # to its undo
    page.keyboard.press("Enter")
    expect(page.locator("main > .flash")).to_contain_text("已撤销合并")
    page.click("summary:has-text('补写一条漏读的任务')")
    page.fill("form[action$='/tasks'] [name=requirement]", "  ")
    page.click("text=补写任务")
    expect(page.locator("form[action$='/tasks'] [name=requirement]")).to_be_focused()
    expect(page.locator("#wrong-requirement")).to_be_in_viewport()


def test_leaving_asks_where_something_was_typed_and_only_there(browser: Any, site: tuple[str, Workspace]) -> None:
    context = browser.new_context(base_url=site[0])
    page = context.new_page()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    def leaves(act: Callable[[], None]) -> bool:
        asked.clear()
        act()
        page.click("nav >> text=台账")
        page.wait_for_selector("table.ledger")
        return asked == ["beforeunload"]

    task = f"/tasks/{site[1].tasks_matching()[0].id}"
    field = "form[action$='/edit'] [name=requirement]"

    def typed(*keys: str) -> None:
        page.goto(task)
        page.click("text=改正这条任务")
        for key in keys:
            page.locator(field).press(key)

    assert leaves(lambda: typed("x"))
    assert not leaves(lambda: typed("x", "Backspace"))
    page.goto("/tag")
    assert leaves(lambda: page.fill("#text", "一份通知"))
    page.goto("/")
    assert not leaves(lambda: page.fill("#q", "公开"))
    typed("x")
    page.click("text=保存任务")
    expect(page.locator(".flash")).to_contain_text("已改正具体要求")
    assert not leaves(lambda: None)
    typed("x")
    page.locator(field).fill("  ")
    page.click("text=保存任务")
    expect(page.locator("#wrong-requirement")).to_be_visible()
    assert leaves(lambda: None), "what was typed came back and is still not saved"
    context.close()


def test_charts_can_be_read_in_forced_colours(browser: Any, site: tuple[str, Workspace]) -> None:
    context = browser.new_context(base_url=site[0], forced_colors="active", color_scheme="dark")
    page = context.new_page()
    page.goto("/stats", timeout=120_000)
    text, ground = (
        page.locator(place).first.evaluate(f"(x) => getComputedStyle(x).{name}")
        for place, name in ((".chart text", "fill"), ("body", "backgroundColor"))
    )
    assert (text, ground) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    context.close()


def test_statistics_are_printed_with_no_chart_cut_and_no_heading_alone(page: Any, tmp_path: Path) -> None:
    import pdfplumber

    page.goto("/stats", timeout=120_000)
    page.wait_for_selector("[aria-label='各类别的成绩']", timeout=120_000)  # the model is judged meanwhile
    charts = page.locator(".chart").all()
    wanted = [
        (one.locator("h2").inner_text(), one.locator(".axis text, .text-overlay text").all_text_contents())
        for one in charts
    ]
    page.pdf(path=tmp_path / "stats.pdf", prefer_css_page_size=True)
    with pdfplumber.open(tmp_path / "stats.pdf") as printed:
        sheets = [plain(x.extract_text() or "") for x in printed.pages]
        upright = all(x.height > x.width for x in printed.pages)
    assert upright
    for title, labels in wanted:
        sheet = next(sheet for sheet in sheets if plain(title) in sheet)
        assert all(plain(label) in sheet for label in labels), title
    assert wanted[0][0] in sheets[0], "the heading of the page is alone"
    rows = page.locator("[aria-label='各类别的成绩'] tbody tr").all_inner_texts()
    sheet = next(sheet.partition("各类别")[2] for sheet in reversed(sheets) if "各类别" in sheet)
    assert rows
    assert all(plain(row) in sheet for row in rows), "the table is broken"


def test_nothing_in_a_printed_table_is_larger_than_the_requirement(page: Any, notice: str) -> None:
    page.emulate_media(media="print")
    for path in (notice, "/ledger"):
        page.goto(path)
        sizes = "(x) => [x, ...x.querySelectorAll('*')].map((y) => parseFloat(getComputedStyle(y).fontSize))"
        table = page.locator(".rows:is(.tasks, .ledger) tbody")
        cell = page.locator(".rows:is(.tasks, .ledger) td").first
        assert max(table.evaluate(sizes)) <= cell.evaluate("(x) => parseFloat(getComputedStyle(x).fontSize)")
