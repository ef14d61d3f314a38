"""Pictures of each page over the corpus of this repository: `python docs/screenshots.py docs`."""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from zwsearch.web.app import Settings, create_app
from zwsearch.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
PASTED = """望江市水利局2023年政务公开任务分工表
工作任务 | 具体要求 | 牵头单位 | 配合单位 | 完成时限 | |
一、做好政策解读 | 1 | 出台节水灌溉补贴办法时发布图文解读，讲清申领条件。 | 农水科 | 办公室、财务科 | 年底前 |
2 | 邀请灌区农户代表参加解读会，现场回答提问。 | 农水科 | 办公室 | 持续推进 | |
二、做好财政信息公开 | 3 | 公布本局部门预算、决算和三公经费。 | 财务科 | 办公室 | 2023年10月31日前 |
三、办好依申请公开 | 4 | 修订依申请公开办理规程，二十个工作日内答复每一件申请。 | 办公室 | 法规科 | 持续推进 | |
"""
PAGES = {
    "search": "/?q=政策解读",
    "notices": "/notices",
    "review": "/review",
    "models": "/models",
    "stats": "/stats",
    "ledger": "/ledger?order=lead",
    "choices": "/choices/office?q=公开",
}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def main(folder: Path) -> None:
    """Serve the corpus and take the pictures."""
    with tempfile.TemporaryDirectory() as made:
        with Workspace(Path(made) / "ws") as workspace:
            workspace.index(ROOT / "corpus" / "notices")
        config = uvicorn.Config(create_app(Settings(Path(made) / "ws")), port=8799, log_level="error", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
                for width, height in ((1280, 900), (390, 844)):
                    context = browser.new_context(
                        base_url="http://127.0.0.1:8799", viewport={"width": width, "height": height}, locale="zh-CN"
                    )
                    _take(context.new_page(), folder, width)
                browser.close()
        finally:
            server.should_exit = True
            thread.join()


def _take(page: Page, folder: Path, width: int) -> None:
    def picture(name: str) -> None:
        page.screenshot(path=folder / f"{name}-{width}.png")

    for name, address in PAGES.items():
        page.goto(address)
        page.wait_for_selector("[data-follow]", state="detached", timeout=120_000)
        picture(name)
    page.goto("/?q=政策解读")
    page.click(".hits .from a")
    page.evaluate("scrollTo(0, 0)")
    picture("notice")
    page.click("text=修改题头")
    picture("edit")
    page.locator("table.tasks a.edit").first.click()
    page.click("text=改正这条任务")
    page.evaluate("scrollTo(0, 0)")
    picture("task")
    page.goto("/tag")
    page.fill("#text", PASTED)
    page.click("button.main")
    page.wait_for_url("**/tag/*")
    picture("tag")
    page.goto("/tag")
    files = [
        {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": PASTED.replace("望江", name).encode()}
        for name in ("甲山", "乙水")
    ]
    page.set_input_files("#files", files)
    page.click("button.main")
    page.wait_for_url("**/tag/all/**")
    picture("several")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
