"""Demands of plain notices, minutes and measures: items that say in their own words who is to act, or by when.

Such papers also tell, invite and explain, so an item counts only by a sentence that orders, and a paper hands out work
only where two items do so.
"""

from __future__ import annotations

import re

from zwsearch.records import Notice

from .due_times import deadline_in_sentence
from .items import ItemReader
from .lexicon import squeeze
from .outline import Node
from .placed import join_spans
from .spoken import begins_with_actor, spoken_owners

# Papers whose sentences hand out work, though no list says so; what is announced to the public does not.
_ORDERS = re.compile(r"(?:纪要|函|意见|决定|措施)$")
_ANNOUNCES = re.compile(r"(?:公告|通告|通报|公示|复函)$")
# What rules for good is no work of this year, though it may name a day.
_RULES = re.compile(
    r"(?:规定|办法|条例|细则|规则|规程|制度|章程|准则|标准|规范|指南|指引)(?:[（(].{1,8}[)）])?》?(?:的?通知)?$"
)
# Parts that tell when, where and for whom something is, or whom to ask.
_NO_ORDERS = re.compile(
    r"时间|地点|地址|对象|人员|报名|会务|食宿|费用|联系|背景|范围|流程|步骤|阶段|进度|安排|附则|其[他它](?:事项)?$|注意事项|有关事项"
    r"|组织(?:保障|领导|实施)|保障(?:措施|机制)|总体|指导思想|原则|目标|^(?:基本|有关|工作|存在的?|主要)?(?:情况|问题)$"
)
_SENTENCE = re.compile(r"[^。；;！\n]+")
_TOLD = re.compile(r"(?<![为除])了(?!解)|已(?!经?[^，。；]{0,12}的)|曾")
_BIDS = re.compile(r"要(?!求|点|素|件|闻|紧)|应当|应(?!对|急|用|答)|须|务必|不得")
_ASKS = re.compile(r"\s*(?:请|欢迎|望)(?!各)")
_ALLOWS = re.compile(r"可(?:以|免|按|享|一次|自行|不)|免征|免缴")
_ENTERS_INTO_FORCE = re.compile(r"本(?:通知|措施|意见|办法|方案|决定|规定)自|负责解释|有效期")


def hands_out_work(notice: Notice) -> bool:
    """Whether a notice is of a kind whose sentences hand out work."""
    title = squeeze(notice.title or "")
    if _ANNOUNCES.search(title):
        return False
    return notice.kind == "通知" or (notice.kind == "其他" and _ORDERS.search(title) is not None)


def is_told_by_title(notice: Notice) -> bool:
    """Whether the title of a notice tells if its sentences hand out work: then they were read as what they are."""
    title = squeeze(notice.title or "")
    return hands_out_work(notice) or _ANNOUNCES.search(title) is not None or _RULES.search(title) is not None


def only_arranges(heading: str) -> bool:
    """Whether the part below a heading tells when, where and for whom something is, and orders nothing.

    What is long or has a comma is a sentence that only stands where headings do.
    """
    named = len(heading) <= 14 and not set("，,") & set(heading)
    return named and _NO_ORDERS.search(heading) is not None


class DemandFinder:
    """Finds the items of one outline that order something."""

    def __init__(self, items: ItemReader, notice: Notice) -> None:
        self.items = items
        self.notice = notice

    def find(self, root: Node) -> tuple[list[Node], list[Node]]:
        """The items that order something by a time or of an office, and those beside them that only order."""
        if _RULES.search(squeeze(self.notice.title or "")):
            return [], []
        sure: list[Node] = []
        beside: list[Node] = []
        for parent in self._parents(root):
            leaves = [child for child in parent.children if self._is_leaf(child)]
            for kind in {child.kind for child in leaves}:
                alike = [child for child in leaves if child.kind == kind]
                found = [child for child in alike if self._is_sure(child)]
                sure.extend(found)
                beside.extend(child for child in alike if found and child not in found and self._orders(child))
        return sure, beside

    def _parents(self, node: Node) -> list[Node]:
        if node.head and (node.heading_only or node.children) and only_arranges(self._bare_head(node)):
            return []
        return [node, *(inner for child in node.children for inner in self._parents(child))]

    def _bare_head(self, node: Node) -> str:
        return node.head[node.marker.end - node.marker.start :].strip("：:。 ") if node.marker else node.head

    def _is_leaf(self, node: Node) -> bool:
        """Whether a node is an item with words of its own, and not a heading."""
        if node.marker is None or node.soft or not node.segments or any(not child.soft for child in node.children):
            return False
        if node.head and only_arranges(self._bare_head(node)):
            return False
        stops = self.items.text[node.segments[0].end - 1] in "。；;"
        return not node.heading_only or stops or len(node.segments) > 1

    def _sentences(self, node: Node) -> list[str]:
        """The sentences of an item that do not tell of the past and do not merely ask."""
        parts = [part for inner in node.walk() for part in self.items.of(inner).parts]
        told = _SENTENCE.findall(join_spans(self.items.text, parts)[0])
        return [one for one in told if not _TOLD.search(one) and not _ASKS.match(one)]

    def _is_sure(self, node: Node) -> bool:
        sentences = self._sentences(node)
        named = any(self.items.spoken(inner) for inner in node.walk())
        return any(self._is_due(one) or (named and bool(spoken_owners(one))) for one in sentences)

    def _is_due(self, sentence: str) -> bool:
        due = deadline_in_sentence(sentence, self.notice.year)
        if due is None or _ENTERS_INTO_FORCE.search(sentence) or _ALLOWS.search(sentence):
            return False
        return due.kind == "by" or _BIDS.search(sentence) is not None or begins_with_actor(sentence)

    def _orders(self, node: Node) -> bool:
        return any(
            (_BIDS.search(one) or begins_with_actor(one)) and not _ENTERS_INTO_FORCE.search(one)
            for one in self._sentences(node)
        )
