"""What the rooms advise, said for the page: commands and options of the terminal become the page that does the same."""

from __future__ import annotations

import re
from functools import partial

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
_CLAUSE = re.compile(r"[^，；。]+")


def for_page(text: str, here: str = "") -> str:
    """A message or hint without words of the terminal; each clause that has some is said in words of the page.

    `here` is the notice on whose page it is read: nobody is sent there to see it.
    """
    return _CLAUSE.sub(partial(_said, here), text) if TERMINAL.search(text) else text


def _said(here: str, clause: re.Match[str]) -> str:
    told = clause[0]
    if here and f"zwsearch show {here} " in f"{told} ":
        return "就列在这一页"
    if TERMINAL.search(told) is None:
        return told
    instead = next(action for name, action in _INSTEAD if name in told)
    return f"或{instead}" if told.startswith("或") else instead
