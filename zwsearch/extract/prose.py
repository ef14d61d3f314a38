"""Tasks and passages from running text with numbered items."""

from __future__ import annotations

import re

from zwsearch.records import Notice, NoticeKind, Passage, Span, Task

from .brackets import merge_owners
from .demands import DemandFinder, hands_out_work, only_arranges
from .headers import starts_with_label
from .items import ItemReader
from .offices import is_plain_office, split_offices
from .outline import Node
from .owners import Owners, parse_owners
from .passages import remaining_passages
from .placed import trim
from .remarks import spread_remarks
from .written import TaskWriter

# Papers that tell what was done, list what is made public, or repeat the demands of the paper that they explain, which
# would count twice.
NO_TASKS: frozenset[NoticeKind] = frozenset({"年度报告", "标准目录", "政策解读"})
PLANS: frozenset[NoticeKind] = frozenset({"任务分工", "实施方案", "工作要点"})

# Parts of a plan that ask nothing of a named office: aims, principles, and demands on whoever reads it.
_NO_DEMANDS = re.compile(
    r"总体(?:要求|目标|思路|安排)|指导思想|基本原则|^(?:工作)?(?:目标|原则|思路)|^要求$|目标(?:要求|任务)?$|(?:工作|相关|有关|几点|具体)要求$"
    r"|组织(?:保障|领导|实施)|^(?:加强|强化)(?:组织|领导|督促|督导|督查)(?:落实|检查)?$|保障(?:措施|机制)?$|(?:工作|实施|方法)步骤|(?:时间|进度|工作|阶段)安排|(?:工作|时间)进度|(?:实施|适用|试点|工作)范围|背景|附则|(?:组织|领导|工作|管理)机构"
)
# Who leads the work as a whole stands below these; that makes no task of them.
_AIMS = re.compile(r"总体|指导思想|^(?:工作|基本)?(?:目标|原则|思路)|目标(?:要求|任务)?$|背景")
_DEMANDS = re.compile(r"任务|重点|措施|举措|内容|分工|分解|清单")
_DUTIES = re.compile(r"分工|职责|责任|分解|任务")
_DUTY_LINE = re.compile(r"([^：:。；\n]{2,60})[：:]\s*(?=\S)")


class ProseReader:
    """Decides for one notice which nodes of its outline are tasks."""

    def __init__(self, text: str, *, notice: Notice, leads_from: int) -> None:
        self.text = text
        self.kind = notice.kind
        self.orders = hands_out_work(notice)
        self.leads_from = leads_from
        self.items = ItemReader(text, leads_from=leads_from, silent=self.kind in NO_TASKS)
        self.writer = TaskWriter(self.items, year=notice.year)
        self.finder = DemandFinder(self.items, notice)
        self.demands: set[int] = set()  # items that are tasks by their own words
        self.aside: list[Node] = []  # items that order something and became no tasks

    @property
    def tasks(self) -> list[Task]:
        """The tasks found, in no order."""
        return self.writer.tasks

    @property
    def passages(self) -> list[Passage]:
        """What became no task, in no order."""
        return self.writer.passages

    def read(self, root: Node, *, may_hold_tasks: bool) -> None:
        """Read the whole outline into `tasks` and `passages`."""
        if self.kind not in NO_TASKS and may_hold_tasks:
            aims = [node for node in root.walk() if node.head and _AIMS.search(self._bare_head(node))]
            self.items.aims.update(id(inner) for node in aims for inner in node.walk())
            spread_remarks(self.items, root)
            owned = self._has_owners(root)
            if owned or self.kind in PLANS or self.orders:
                self._let_speak(root)
            sure, beside = self.finder.find(root) if self.orders else ([], [])
            if not owned and len(sure) > 1:
                self.demands.update(map(id, [*sure, *beside]))
            owned = owned or bool(self.demands) or (self.orders and self._names_several(root))
            owned = owned or (self.kind not in PLANS and self.items.timed(root))
            if owned:
                self._owner_items(root, (), root)
            elif self.kind in PLANS:
                self._plan_items(root)
            self.aside = [n for n in sure if self.writer.covered.isdisjoint(s.start for s in n.segments)]
        self.passages.extend(remaining_passages(self.text, root, (), self.writer.covered))

    def _has_owners(self, root: Node) -> bool:
        return any(self.items.owned(child) for child in root.children) or any(
            self._office_first(node) or self._duty_lines(node) for node in root.walk()
        )

    def _names_several(self, root: Node) -> bool:
        """Whether the words of two items side by side name owners: then a plain notice hands out work."""

        def hands_out(child: Node) -> bool:
            told = re.search(
                r"了|已", "".join(self.text[s.start : s.end] for s in child.segments)
            )  # what has been done
            return not child.soft and told is None and bool(self.items.spoken(child))

        return any(
            sum(1 for child in node.children if child.kind == kind and hands_out(child)) > 1
            for node in root.walk()
            for kind in {child.kind for child in node.children}
        )

    def _let_speak(self, node: Node) -> None:
        head = self._bare_head(node) if node.heading_only or node.children else ""
        if head and (_NO_DEMANDS.search(head) or (self.orders and only_arranges(head))):
            return
        self.items.may_speak.add(id(node))
        for child in node.children:
            self._let_speak(child)

    def _duty_lines(self, node: Node) -> list[tuple[Span, int]]:
        """Lines `办公室：负责…` under a heading of duties: (line, length of the office and its colon)."""
        if self.kind not in PLANS or not (node.kind == "root" or (node.heading_only and _DUTIES.search(node.head))):
            return []
        found: list[tuple[Span, int]] = []
        for segment in node.segments:
            match = _DUTY_LINE.match(self.text, segment.start, segment.end)
            if match is None or starts_with_label(match.group()):
                continue  # `责任单位：X` names no duty
            if all(map(is_plain_office, split_offices(match.group(1)) or ("",))):
                found.append((segment, match.end() - segment.start))
        return found if len(found) > 1 else []

    def _office_first(self, node: Node) -> bool:
        """Whether the heading of a node is an office whose duties follow."""
        if node.marker is None or not node.heading_only or not (node.children or len(node.segments) > 1):
            return False
        head = self._bare_head(node)
        return self.kind in PLANS and len(head) <= 40 and all(map(is_plain_office, split_offices(head) or ("",)))

    def _bare_head(self, node: Node) -> str:
        if node.marker is None:
            return node.head
        return node.head[node.marker.end - node.marker.start :].strip().rstrip("：:。")

    def _owner_items(self, node: Node, section: tuple[str, ...], root: Node) -> None:
        for segment, length in self._duty_lines(node):
            first_leads = segment.start >= self.leads_from
            owners = parse_owners(self.text[segment.start : segment.start + length - 1], first_leads=first_leads)
            self.writer.cover([segment])
            self.writer.plain_task(trim(self.text, segment.start + length, segment.end), section, owners)
            self.writer.cover(node.segments[:1] if node.heading_only else [])
        children = node.children
        owned = [child for child in children if self._names_office(child)]
        for child in children if owned else []:
            if id(child) in self.demands:
                self.writer.task(child, section, Owners())
            elif self._names_office(child):
                self._resolve(child, section, root)
            elif self._sibling_is_task(child, owned, children):
                self._leaf_tasks(child, section)

    def _names_office(self, node: Node) -> bool:
        return (
            self.items.named(node)
            or self.items.timed(node)
            or any(id(inner) in self.demands for inner in node.walk())
            or self._office_first(node)
            or any(self._duty_lines(inner) or self._office_first(inner) for inner in node.walk())
        )

    def _sibling_is_task(self, child: Node, owned: list[Node], children: list[Node]) -> bool:
        if _NO_DEMANDS.search(self._bare_head(child)):
            return False
        alike = [
            other for other in owned if other.kind == child.kind and not other.children and self._names_owner(other)
        ]
        if child.soft:
            return len(alike) > 1 and bool(child.segments)
        if child.heading_only and child.children and self.kind in {"任务分工", "工作要点"}:
            return self._lists_alike(child, owned)
        listed = self.kind in PLANS and child.kind not in {"cn", "chapter", "article"}
        return (
            bool(alike)
            and (listed or len(alike) * 2 >= len(children))
            and bool(child.segments)
            and (not child.heading_only or len(child.segments) > 1 or self.text[child.segments[0].end - 1] in "。；;")
        )

    def _names_owner(self, node: Node) -> bool:
        """Whether a node is a task by more than its own orders."""
        return id(node) not in self.demands or self.items.named(node)

    def _lists_alike(self, child: Node, owned: list[Node]) -> bool:
        """A part without owners whose items look like those of the parts with owners holds tasks too."""
        kinds = {inner.kind for other in owned for inner in other.children if self.items.named(inner)}
        return len(child.children) > 1 and all(inner.kind in kinds or inner.soft for inner in child.children)

    def _resolve(self, node: Node, section: tuple[str, ...], root: Node) -> None:
        read = self.items.of(node)
        inner = (*section, node.head) if node.head else section
        with_owners = [child for child in node.children if self.items.owned(child)]
        speaking = [] if with_owners else [child for child in node.children if self.items.named(child)]
        if self._office_first(node):
            self._office_duties(node, section)
        elif read.owners and with_owners:
            if not node.heading_only:
                self.writer.task(node, section, read.owners, alone=True)
            self._owner_items(node, inner, root)
        elif read.owners and node.children:
            heading = "".join(self.text[p.start : p.end] for p in read.parts)
            # Its own text stands before its sub-items: a heading with owners gives them to each.
            if (
                len(heading) <= 45
                and not heading.rstrip("。").count("。")
                and any(not child.soft for child in node.children)
            ):
                inner = (*section, self._head_without_owner(node, heading))
                for child in node.children:
                    self.writer.task(child, inner, read.owners)
                self.writer.cover(node.segments)
            else:
                self.writer.task(node, section, read.owners)
        elif read.owners:
            self.writer.task(node, section, read.owners)
        elif (speaking or self.items.spoken(node)) and not self._has_items(node, speaking):
            self.writer.task(node, section, Owners())
        elif self._owner_closes_item(node, with_owners, root):
            last = node.children[-1]
            owners = merge_owners([self.items.of(n).owners for n in last.walk()])
            self.writer.task(node, section, owners)
        elif self.items.timed(node) and not any(self._names_office(child) for child in node.children):
            self.writer.task(node, section, Owners())
        else:
            self._owner_items(node, inner, root)

    @staticmethod
    def _has_items(node: Node, speaking: list[Node]) -> bool:
        """Whether items that name owners in their words are demands of their own: a list, or two of 一是, 二是."""
        return any(not child.soft for child in speaking) or len(speaking) > 1 or (node.heading_only and bool(speaking))

    def _head_without_owner(self, node: Node, heading: str) -> str:
        if node.marker is None:
            return heading.rstrip("。：:")
        return (self.text[node.start : node.start + node.marker.end - node.marker.start] + heading).rstrip("。：: ")

    def _owner_closes_item(self, node: Node, with_owners: list[Node], root: Node) -> bool:
        """Owners that stand only after the last sub-item are those of the whole item."""
        if node.children and all(child.kind == "dash" for child in node.children):
            # Owners on a line of their own below bullets are those of the item above them.
            return with_owners == [node.children[-1]] and len(self.items.of(with_owners[0]).parts) < len(
                with_owners[0].segments
            )
        if len(node.children) < 2 or with_owners != [node.children[-1]]:
            return False
        if node.kind in {"cn", "root", "chapter"} or node.kind.startswith("h"):
            alike = [
                other
                for other in root.walk()
                if other.kind == node.kind
                and len(other.children) >= 2
                and [c for c in other.children if self.items.owned(c)] == [other.children[-1]]
            ]
            if len(alike) >= 2 or all(child.soft for child in node.children):
                return True
            last = node.children[-1]
            below = len(self.items.of(last).parts) < len(last.segments)
            return below and any(
                other.kind == node.kind and not other.children and self.items.of(other).owners for other in root.walk()
            )
        return True

    def _office_duties(self, node: Node, section: tuple[str, ...]) -> None:
        offices = Owners(split_offices(self._bare_head(node)))
        inner = (*section, node.head)
        for child in node.children:
            own = self.items.of(child).owners
            self.writer.task(child, inner, own or offices)
        self.writer.cover(node.segments)
        for segment in node.segments[1:]:
            self.writer.plain_task(segment, inner, offices)

    def _plan_items(self, root: Node) -> None:
        """A plan that names no owners: its numbered demands are tasks, its aims and its demands on readers are not."""
        top = [child for child in root.children if not child.soft]
        headed = [child for child in top if child.children or child.heading_only]
        demanding = [c for c in headed if _DEMANDS.search(c.head) and not _NO_DEMANDS.search(self._bare_head(c))]
        chosen = demanding if demanding and self.kind != "工作要点" else top
        for child in chosen:
            if not _NO_DEMANDS.search(self._bare_head(child)):
                self._leaf_tasks(child, ())

    def _leaf_tasks(self, node: Node, section: tuple[str, ...]) -> None:
        hard = [child for child in node.children if not child.soft and (child.kind != "dash" or node.heading_only)]
        speaking = [child for child in node.children if self.items.named(child)]
        if not hard and len(speaking) > 1:
            hard = node.children
        if hard:
            inner = (*section, node.head) if node.head else section
            for child in hard:
                if not _NO_DEMANDS.search(self._bare_head(child)) or not child.children:
                    self._leaf_tasks(child, inner)
        elif node.marker is not None and not (node.heading_only and node.kind == "cn" and self._is_bare(node)):
            self.writer.task(node, section, Owners())

    def _is_bare(self, node: Node) -> bool:
        stops = bool(node.segments) and self.text[node.segments[0].end - 1] in "。；;"
        return len(node.segments) <= 1 and not node.children and not stops
