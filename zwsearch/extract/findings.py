"""What a person should know about a notice: numbers, tables, attachments or text that are not there."""

from __future__ import annotations

import re

from zwsearch.records import Notice, Problem

from .addresses import split_names
from .layout import Layout
from .lexicon import squeeze
from .metadata import Front
from .missed import missing_tasks
from .outline import Node
from .placed import Line, PlacedTable

NUMBERING_GAP = "numbering_gap"
_REPORT_TABLES = re.compile(r"主动公开政府信息(?:的?情况)?|收到和处理政府信息公开申请|(?:行政复议|行政诉讼)")


def numbering_gap(missing: tuple[str, ...]) -> Problem:
    """Numbers that running numbering leaves out."""
    told = "、".join(missing)
    hint = "请对照原文确认这些任务是本来就没有，还是粘贴时遗漏"
    return Problem(NUMBERING_GAP, f"任务序号不连续，缺少：{told}", hint, told)


def items_aside(heads: list[str]) -> Problem:
    """Items that name an office or a time and became no tasks."""
    told = "；".join(head if len(head) <= 30 else head[:29] + "…" for head in heads[:3])
    hint = "请看这些条目是不是任务；确是任务的可手工补上"
    return Problem("items_aside", f"有 {len(heads)} 个条目提到部门或时限，没有列为任务", hint, told)


def find_problems(
    layout: Layout,
    root: Node,
    front: Front,
    missing: tuple[str, ...],
    *,
    aside: list[str],
    has_text: bool,
    has_tasks: bool,
) -> tuple[Problem, ...]:
    """Return the problems of a notice as far as its content shows them; `aside` are items that may be tasks."""
    notice = front.notice
    problems: list[Problem] = []
    if front.named_by_file:
        problems.append(
            Problem("title_from_name", "正文里没有标题，暂用文件名作标题", "请核对；要改的，用 zwsearch edit 改正标题")
        )
    if not has_text:
        problems.append(Problem("empty", "通知里没有可用的正文", "请检查是否粘贴完整，或换用原文件重新导入"))
    if missing:
        problems.append(numbering_gap(missing))
    if len(aside) > 1:
        problems.append(items_aside(aside))
    if not has_tasks and has_text:
        problems.extend(missing_tasks(layout, notice))
    if notice.kind == "年度报告":
        problems.extend(_missing_tables(root))
    problems.extend(_missing_attachments(layout, notice))
    return tuple(problems)


def _missing_tables(root: Node) -> list[Problem]:
    found: list[Problem] = []
    for node in root.walk():
        bare = node.heading_only and not node.children and not node.tables and len(node.segments) <= 1
        if bare and node.kind == "cn" and _REPORT_TABLES.search(squeeze(node.head)):
            found.append(
                Problem(
                    "missing_table",
                    f"“{node.head}”下面没有表格",
                    "年度报告的这一部分应有数据表，请从原网页或原文件补充",
                    node.head,
                )
            )
    return found


_ATTACHMENT = re.compile(r"^附\s*+(?:[件表录]\s*+)?(?:\d++\s*+)?[:：]\s*+(?P<names>.+)$")
_LISTED = re.compile(r"^(?:\d{1,2}\s*+[.．、]|[-—•*]|附\s*+[件表录]\s*+\d++(?:\s*+[:：.．、])?)\s*+(?P<name>.+)$")
_POINTED = re.compile(r"(?:详?见|参见|填写|填报|按照?|对照)(?:本通知|所附|后附|以下)?(附[件表]\s*\d{0,2})(?!\s*要求的)")
_ANY_HEAD = re.compile(r"^[（(【]?\s*附\s*[件表录]?\s*(?:\d|[一二三四五]|[:：]|$)|^附\s*[件表录]")


def _missing_attachments(layout: Layout, notice: Notice) -> list[Problem]:
    """Attachments that the notice names and that do not follow; its own file is none that is missing."""
    lines = [item for item in layout.items if isinstance(item, Line)]
    names = _attachment_names(lines)
    body = [squeeze(line.text) for line in lines]
    last = max((line.start for line, _ in names), default=0)
    own = squeeze(notice.title or "")
    after = "".join(squeeze(line.text) for line in lines if line.start > last)
    has_table = any(isinstance(item, PlacedTable) and item.start > last for item in layout.items)
    problems: list[Problem] = []
    if not names and (pointed := _pointed_at(layout, lines)) is not None:
        problems.append(
            Problem("missing_attachment", f"正文提到“{pointed}”，但没有附件", "请从原网页下载附件，单独导入", pointed)
        )
    for line, name in names:
        key = re.sub(r"\.(?:pdf|docx?|xlsx?|wps|ofd|et|zip|rar)$", "", squeeze(name), flags=re.IGNORECASE).strip(
            "《》.。 "
        )
        if len(key) < 3 or key == own or (own and own in key):
            continue
        there = any(key in text and text != squeeze(line.text) and len(text) <= len(key) + 12 for text in body)
        if there or (len(names) == 1 and (has_table or len(after) > 200)):
            continue
        problems.append(
            Problem(
                "missing_attachment", f"附件没有随文：{name.strip()}", "请从原网页下载这个附件，单独导入", name.strip()
            )
        )
    return problems


def _attachment_names(lines: list[Line]) -> list[tuple[Line, str]]:
    names: list[tuple[Line, str]] = []
    for i, line in enumerate(lines):
        head = re.fullmatch(r"附\s*[件表录]?\s*[:：]?", line.text)
        named = _ATTACHMENT.match(line.text)
        if named is None and head is None:
            continue
        if named is not None and len(named.group("names")) <= 200:
            names.extend((line, name) for name in split_names(named.group("names")) if len(name) <= 80)
        for following in lines[i + 1 : i + 12]:
            listed = _LISTED.match(following.text)
            if listed is None or len(following.text) > 80 or following.text.rstrip().endswith("。"):
                break
            names.append((following, listed.group("name").rstrip("；; ")))
    return list(dict.fromkeys(names))


def _pointed_at(layout: Layout, lines: list[Line]) -> str | None:
    """`详见附件` in a notice that neither lists nor holds an attachment: the words that point there."""
    if any(_ANY_HEAD.match(line.text) for line in lines) or any(isinstance(i, PlacedTable) for i in layout.items):
        return None
    pointed = _POINTED.search(layout.text)
    return pointed.group() if pointed is not None else None
