"""What kind of notice a title announces."""

from __future__ import annotations

import re

from zwsearch.records import NoticeKind

from .lexicon import squeeze
from .titles import without_bracket

_BRACKET = re.compile(r"[（(][^（()）]*[)）]$")
# An article that explains a paper says so before the title of the paper or behind it; words inside a title only say
# what it is about (关于加强政策解读工作的实施方案).
_EXPLAINS = re.compile(
    r"^【[^】]*(?:解读|图解|读懂)[^】]*】|^(?:图解|一图(?:读懂|看懂|解读))(?!(?:工作|制作|解读))"
    r"|^.{0,20}?(?:政策|文件|图文|文字|视频|专家|媒体|部门)?(?:解读|图解|读懂)[：:丨|｜—]"
    r"|^(?:政策|文件|图文|文字|视频|专家|媒体|部门)?解读《"
    r"|(?:解读(?:材料|文稿|稿|问答|文章|视频|之?[一二三四五六七八九十\d])?|图解|政策问答)$"
)
# The paper is what its last words call it.
_ENDINGS: tuple[tuple[NoticeKind, re.Pattern[str]], ...] = (
    ("年度报告", re.compile(r"(?:年度报告|年报|(?:信息公开|政务公开).{0,6}报告|年度.{0,12}报告)$")),
    ("标准目录", re.compile(r"(?:(?:标准|事项|公开|基本)(?:化)?目录|标准指引|目录(?:清单|表)|公开事项清单)$")),
    (
        "任务分工",
        re.compile(
            r"(?:分工(?:(?:实施|工作)?方案|表|的意见|意见|安排|计划|事项)?|分解(?:表|方案)?|任务清单|责任清单|任务台账|工作清单"
            r"|任务(?:一览|明细|安排|推进)?表|任务书|(?:公开|工作|重点)任务)$"
        ),
    ),
    ("工作要点", re.compile(r"要点$")),
    ("实施方案", re.compile(r"(?:方案|计划|安排(?:意见|表)?)$")),
)
# Titles that end in something else (…要点落实情况) go by what they speak of.
_WITHIN: tuple[tuple[NoticeKind, re.Pattern[str]], ...] = (
    ("年度报告", re.compile(r"年度报告|年报")),
    ("任务分工", re.compile(r"(?:任务|责任)(?:分工|分解)|任务清单|任务台账")),
    ("工作要点", re.compile(r"要点")),
    ("实施方案", re.compile(r"方案|计划")),
)


def kind_of(title: str | None, *, has_table: bool = True) -> NoticeKind:
    """Return the kind that the words of a title tell; a covering notice has the kind of what it issues.

    A notice that passes a catalogue on without the catalogue itself (`has_table`) is a plain notice.
    """
    if not title:
        return "其他"
    flat = without_bracket(squeeze(title))
    issued = re.search(r"(?:印发|转发|下发|公布|发布)(.*?)[》]?(?:的)?(?:通知|函|公告|通告)$", flat)
    if issued is not None and issued.group(1):
        inner = issued.group(1).strip("《》")
        found = _match(inner)
        return "通知" if found in {"其他", "政策解读"} or (found == "标准目录" and not has_table) else found
    if flat.endswith(("通知", "通报", "通告", "公告")):
        # `关于报送工作要点的通知` asks for key points, it is none.
        return "通知"
    if flat.endswith("函"):
        return "其他"
    return _match(flat)


def kind_with_tasks(title: str | None, kind: NoticeKind) -> NoticeKind:
    """The kind of a notice that turns out to hold a table of tasks with owners.

    Pasted without its title, or called an arrangement (安排), it is the division of work that it holds.
    """
    plain = kind == "实施方案" and re.search(r"安排(?:意见|表)?$", squeeze(title or "")) is not None
    return "任务分工" if plain or (title is None and kind == "其他") else kind


def _match(title: str) -> NoticeKind:
    if _EXPLAINS.search(title):
        return "政策解读"
    bare = _BRACKET.sub("", title.rstrip("》"))
    return next((kind for kind, pattern in (*_ENDINGS, *_WITHIN) if pattern.search(bare)), "其他")
