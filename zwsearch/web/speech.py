"""What the rooms advise, said for the page: commands and options of the terminal become the page that does the same."""

from __future__ import annotations

import re

from zwsearch.web.signature import ANONYMOUS

# A command, an option, or a setting of the environment.
TERMINAL = re.compile(r"zwsearch\s+[a-z]{2,}|(?<![\w-])--[a-z]|(?<!\w)-[a-z] \d|ZWSEARCH_[A-Z]+")
_KEEPER = "请管理这台电脑的人"
# What a piece of advice names, and what to do on the page instead. The first that fits is taken.
_INSTEAD = (
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
_CALLED = re.compile("编号为(?:“[^”]*”| [^ ]+ )的")
_ID = re.compile(r"(任务 |通知 )?\b[0-9a-f]{8}(?:-\d+)?\b ?")
_THIS = {"任务 ": "这条任务", "通知 ": "这份通知"}
_CLAUSE = re.compile(r"[^，；。]+")


def for_page(text: str) -> str:
    """A message or hint without words of the terminal; each clause that has some is said in words of the page.

    Whoever gave no name is not called by what stands in its place.
    """
    text = text.replace(f"“{ANONYMOUS}”", "没有署名的同事")
    return _CLAUSE.sub(_said, text) if TERMINAL.search(text) else text


def without_ids(text: str) -> str:
    """A message for people, who know a notice or task by its words and not by its id."""
    text = _CALLED.sub("要找的", text)
    return _ID.sub(lambda found: _THIS.get(found[1] or "", ""), text)


def _said(clause: re.Match[str]) -> str:
    told = clause[0]
    if TERMINAL.search(told) is None:
        return told
    instead = next(action for name, action in _INSTEAD if name in told)
    return f"或{instead}" if told.startswith("或") else instead
