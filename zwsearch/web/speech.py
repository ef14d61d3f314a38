"""What the rooms advise, said for a page or a program: commands and options of the terminal become the page, or the
address of the API, that does the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zwsearch.web.signature import ANONYMOUS

# A command, an option, or a setting of the environment.
TERMINAL = re.compile(r"zwsearch\s+[a-z]{2,}|(?<![\w-])--[a-z]|(?<!\w)-[a-z] \d|ZWSEARCH_[A-Z]+")
_KEEPER = "请管理这台电脑的人"
# What a piece of advice names, and what to do on the page instead. The first that fits is taken.
_ON_PAGES = (
    ("--workspace", f"{_KEEPER}换一个工作区文件夹"),
    ("zwsearch index", "到“粘贴标注”页选择文件读入"),
    ("zwsearch list", "到“通知”页查看全部通知"),
    ("zwsearch query", "在检索页里找到它"),
    ("zwsearch show", "请打开或刷新它的页面查看"),
    ("--undo-number", "请在“修改记录”里撤销"),
    ("--undo", "点“撤销”恢复原来的"),
    ("--not-a-task", "请打开这条任务，点“这不是任务”"),
    ("--split", "一行一条"),
    ("zwsearch edit", "在这份通知的页面上改正"),
    ("zwsearch train", "到“模型”页重新训练"),
    ("zwsearch models", "到“模型”页换用别的版本"),
    ("zwsearch doctor", f"{_KEEPER}检查并修复工作区"),
    ("", f"{_KEEPER}处理"),
)
_BY_PROGRAMS = (
    ("--workspace", f"{_KEEPER}换一个工作区文件夹"),
    ("zwsearch index", "用 POST /api/tag（save 为 true）提交"),
    ("zwsearch list", "用 GET /api/notices 查看全部通知"),
    ("zwsearch query", "用 GET /api/query 找到它"),
    ("zwsearch show", "用 GET /api/notices/编号 或 /api/tasks/编号 查看"),
    ("--undo-number", "用 DELETE /api/notices/编号/edits?number=修改编号 撤销"),
    ("--undo", "用 DELETE /api/tasks/编号/edits 恢复原来的"),
    ("--not-a-task", "用 DELETE /api/tasks/编号 说明它不是任务"),
    ("--split", "parts 里一项一条"),
    ("zwsearch edit", "用 PATCH /api/notices/编号 改正"),
    ("zwsearch train", "用 POST /api/train 重新训练"),
    ("zwsearch models", "用 POST /api/models/use 换用别的版本"),
    ("zwsearch doctor", f"{_KEEPER}检查并修复工作区"),
    ("", f"{_KEEPER}处理"),
)
_CALLED = re.compile("编号为(?:“[^”]*”| [^ ]+ )的")
_ID = re.compile(r"(?:^|(任务|通知) )[0-9a-f]{8}(?:-\d+)?\b ?")  # not any number of eight digits: it may be a date
_THIS = {"任务": "这条任务", "通知": "这份通知"}
_CLAUSE = re.compile(r"[^，；。]+")


def for_page(text: str, here: str = "") -> str:
    """A message or hint without words of the terminal; each clause that has some is said in words of the page.

    `here` is the notice on whose page it is read: nobody is sent there to see it. Whoever gave no name is not called by
    what stands in its place.
    """
    text = text.replace(f"“{ANONYMOUS}”", "没有署名的同事")
    return _in_words_of(text, _ON_PAGES, here)


def for_program(text: str) -> str:
    """The same with the addresses of the API."""
    return _in_words_of(text, _BY_PROGRAMS)


def _in_words_of(text: str, instead: Sequence[tuple[str, str]], here: str = "") -> str:
    def said(clause: re.Match[str]) -> str:
        told = clause[0]
        if here and f"zwsearch show {here} " in f"{told} ":
            return "就列在这一页"
        if TERMINAL.search(told) is None:
            return told
        action = next(action for name, action in instead if name in told)
        return f"或{action}" if told.startswith("或") else action

    return _CLAUSE.sub(said, text) if TERMINAL.search(text) else text


def without_ids(text: str) -> str:
    """A message for people, who know a notice or task by its words and not by its id."""
    text = _CALLED.sub("要找的", text)
    return _ID.sub(lambda found: _THIS.get(found[1], ""), text)
