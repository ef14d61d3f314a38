"""Tasks and passages from running text with numbered items."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zwsearch.records import NoticeKind, Passage, Span, Task

from .brackets import merge_owners, strip_owners
from .deadlines import cell_deadline, deadline_in_sentence
from .headers import starts_with_label
from .lexicon import squeeze
from .offices import is_plain_office, split_offices
from .outline import Node
from .owners import Owners, looks_like_owners, parse_owners
from .placed import join_spans, trim

NO_TASKS: frozenset[NoticeKind] = frozenset({"年度报告", "标准目录", "政策解读"})
PLANS: frozenset[NoticeKind] = frozenset({"任务分工", "实施方案", "工作要点"})
_PASSAGE_LENGTH = 400

# Parts of a plan that ask nothing of a named office: aims, principles, and demands on whoever reads it.
_NO_DEMANDS = re.compile(
    r"总体(?:要求|目标|思路|安排)|指导思想|基本原则|^(?:工作)?(?:目标|原则|思路)|目标(?:要求|任务)?$|(?:工作|相关|有关|几点|具体)要求$"
    r"|组织(?:保障|领导|实施)|保障(?:措施|机制)?$|(?:工作|实施|方法)步骤|(?:时间|进度|工作|阶段)安排|(?:工作|时间)进度|(?:实施|适用|试点|工作)范围|背景|附则|机构"
)
_DEMANDS = re.compile(r"任务|重点|措施|举措|内容|分工|分解|清单")
_DUTIES = re.compile(r"分工|职责|责任|分解|任务")
_DUTY_LINE = re.compile(r"([^：:。；\n]{2,60})[：:]\s*(?=\S)")


@dataclass(slots=True)
class _Read:
    """The text of a node apart from its owners."""

    parts: list[Span] = field(default_factory=list)
    late: list[Span] = field(default_factory=list)
    owners: Owners = field(default_factory=Owners)


class ProseReader:
    """Decides for one notice which nodes of its outline are tasks, and collects tasks and passages in order."""

    def __init__(self, text: str, *, kind: NoticeKind, year: int | None, first_leads: bool) -> None:
        self.text = text
        self.kind = kind
        self.year = year
        self.first_leads = first_leads
        self.tasks: list[Task] = []
        self.passages: list[Passage] = []
        self._read: dict[int, _Read] = {}
        self._owned: dict[int, bool] = {}
        self._covered: set[int] = set()

    # --- reading nodes -------------------------------------------------------------------------------------

    def _of(self, node: Node) -> _Read:
        known = self._read.get(id(node))
        if known is None:
            known = self._read[id(node)] = self._read_node(node)
        return known

    def _read_node(self, node: Node) -> _Read:
        result = _Read()
        found: list[Owners] = []
        for segment in node.segments:
            if self.kind in NO_TASKS or node.kind == "root":
                result.parts.append(segment)
                continue
            if found and not starts_with_label(self.text[segment.start : segment.end].lstrip("（( ")):
                result.late.append(segment)
                continue
            parts, owners = strip_owners(self.text, segment.start, segment.end, first_leads=self.first_leads)
            if owners or owners.deadline:
                found.append(owners)
                # What follows the owners of an item on a line of its own is no longer that item.
                result.parts.extend(result.late)
                result.late = []
                result.parts.extend(parts)
            elif found:
                result.late.extend(parts)
            else:
                result.parts.extend(parts)
        result.owners = merge_owners(found)
        return result

    def owned(self, node: Node) -> bool:
        """Whether the node or anything under it names an owner."""
        known = self._owned.get(id(node))
        if known is None:
            known = bool(self._of(node).owners) or any(self.owned(child) for child in node.children)
            self._owned[id(node)] = known
        return known

    # --- choosing ------------------------------------------------------------------------------------------

    def read(self, root: Node, *, may_hold_tasks: bool) -> None:
        """Read the whole outline; tasks and passages are then in `tasks` and `passages`, in no order yet."""
        if self.kind not in NO_TASKS and may_hold_tasks:
            if self._has_owners(root):
                self._owner_items(root, (), root)
            elif self.kind in PLANS:
                self._plan_items(root)
        self._remaining(root, ())

    def _has_owners(self, root: Node) -> bool:
        return any(self.owned(child) for child in root.children) or any(
            self._office_first(node) or self._duty_lines(node) for node in root.walk()
        )

    def _duty_lines(self, node: Node) -> list[tuple[Span, int]]:
        """Lines `办公室：负责…` under a heading of duties: (line, length of the office and its colon)."""
        if self.kind not in PLANS or not (node.kind == "root" or (node.heading_only and _DUTIES.search(node.head))):
            return []
        found: list[tuple[Span, int]] = []
        for segment in node.segments:
            match = _DUTY_LINE.match(self.text, segment.start, segment.end)
            if match is not None and all(map(is_plain_office, split_offices(match.group(1)) or ("",))):
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
            owners = parse_owners(self.text[segment.start : segment.start + length - 1], first_leads=self.first_leads)
            self._cover([segment])
            self._plain_task(trim(self.text, segment.start + length, segment.end), section, owners)
            self._cover(node.segments[:1] if node.heading_only else [])
        children = node.children
        owned = [child for child in children if self._names_office(child)]
        for child in children if owned else []:
            if self._names_office(child):
                self._resolve(child, section, root)
            elif self._sibling_is_task(child, owned, children):
                self._leaf_tasks(child, section)

    def _names_office(self, node: Node) -> bool:
        return (
            self.owned(node)
            or self._office_first(node)
            or any(self._duty_lines(inner) or self._office_first(inner) for inner in node.walk())
        )

    def _sibling_is_task(self, child: Node, owned: list[Node], children: list[Node]) -> bool:
        if child.soft or _NO_DEMANDS.search(self._bare_head(child)):
            return False
        alike = [other for other in owned if other.kind == child.kind and not other.children]
        return (
            bool(alike)
            and len(alike) * 2 >= len(children)
            and bool(child.segments)
            and (not child.heading_only or len(child.segments) > 1 or self.text[child.segments[0].end - 1] in "。；;")
        )

    def _resolve(self, node: Node, section: tuple[str, ...], root: Node) -> None:
        read = self._of(node)
        inner = (*section, node.head) if node.head else section
        with_owners = [child for child in node.children if self.owned(child)]
        if self._office_first(node):
            self._office_duties(node, section)
        elif read.owners and with_owners:
            if not node.heading_only:
                self._task(node, section, read.owners, alone=True)
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
                    self._task(child, inner, read.owners)
                self._cover(node.segments)
            else:
                self._task(node, section, read.owners)
        elif read.owners:
            self._task(node, section, read.owners)
        elif self._owner_closes_item(node, with_owners, root):
            last = node.children[-1]
            owners = merge_owners([self._of(n).owners for n in last.walk()])
            self._task(node, section, owners)
        else:
            self._owner_items(node, inner, root)

    def _head_without_owner(self, node: Node, heading: str) -> str:
        if node.marker is None:
            return heading.rstrip("。：:")
        return (self.text[node.start : node.start + node.marker.end - node.marker.start] + heading).rstrip("。：: ")

    def _owner_closes_item(self, node: Node, with_owners: list[Node], root: Node) -> bool:
        """Owners that stand only after the last sub-item are those of the whole item."""
        if len(node.children) < 2 or with_owners != [node.children[-1]]:
            return False
        if node.kind in {"cn", "root", "chapter"} or node.kind.startswith("h"):
            alike = [
                other
                for other in root.walk()
                if other.kind == node.kind
                and len(other.children) >= 2
                and [c for c in other.children if self.owned(c)] == [other.children[-1]]
            ]
            return len(alike) >= 2 or all(child.soft for child in node.children)
        return True

    def _office_duties(self, node: Node, section: tuple[str, ...]) -> None:
        offices = Owners(split_offices(self._bare_head(node)))
        inner = (*section, node.head)
        for child in node.children:
            own = self._of(child).owners
            self._task(child, inner, own or offices)
        self._cover(node.segments)
        for segment in node.segments[1:]:
            self._plain_task(segment, inner, offices)

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
        hard = [child for child in node.children if not child.soft]
        if hard:
            inner = (*section, node.head) if node.head else section
            for child in hard:
                if not _NO_DEMANDS.search(self._bare_head(child)) or not child.children:
                    self._leaf_tasks(child, inner)
        elif node.marker is not None and not (node.heading_only and node.kind == "cn" and self._is_bare(node)):
            self._task(node, section, Owners())

    def _is_bare(self, node: Node) -> bool:
        return len(node.segments) <= 1 and not node.children

    # --- writing -------------------------------------------------------------------------------------------

    def _cover(self, spans: list[Span]) -> None:
        self._covered.update(span.start for span in spans)

    def _task(self, node: Node, section: tuple[str, ...], owners: Owners, *, alone: bool = False) -> None:
        nodes = [node] if alone else list(node.walk())
        spans: list[Span] = []
        for inner in nodes:
            read = self._of(inner)
            if inner is not node and inner.marker is not None:
                # The number of a sub-item is part of the demand's words.
                spans.append(Span(inner.start, inner.start + inner.marker.end - inner.marker.start))
                if inner.head_span is not None and inner.segments and inner.segments[0].start > inner.head_span.end:
                    spans.append(inner.head_span)
            elif inner.head_span is not None and inner.segments and inner.segments[0].start >= inner.head_span.end:
                begin = inner.start + (inner.marker.end - inner.marker.start if inner.marker else 0)
                spans.append(trim(self.text, begin, inner.head_span.end))
            spans.extend(read.parts)
            self._cover(inner.segments)
            for span in read.late:
                self._passage(section, span)
        requirement, places = join_spans(self.text, spans, self._heading_ends(nodes))
        if not requirement:
            return
        due = cell_deadline(owners.deadline, self.year) if owners.deadline else None
        if due is None:
            due = deadline_in_sentence(requirement, self.year)
        number = node.number
        if not owners and number is not None:
            requirement, places, owners = self._owner_before_colon(requirement, places)
        self.tasks.append(Task(number, section, requirement, owners.lead, owners.support, due, places))

    def _heading_ends(self, nodes: list[Node]) -> frozenset[int]:
        """Where headings end that no full stop parts from the text below them."""
        return frozenset(
            n.segments[0].end
            for n in nodes
            if n.heading_only and n.segments and self.text[n.segments[0].end - 1] not in "。：:；;"
        )

    def _owner_before_colon(self, requirement: str, places: tuple[Span, ...]) -> tuple[str, tuple[Span, ...], Owners]:
        match = re.match(r"([^：:。，]{2,40})[：:]\s*(?=\S)", requirement)
        if match is None or not looks_like_owners(match.group(1)) or not places:
            return requirement, places, Owners()
        owners = parse_owners(match.group(1), first_leads=self.first_leads)
        if places[0].start + match.end() > places[0].end:
            return requirement, places, Owners()
        first = Span(places[0].start + match.end(), places[0].end)
        return requirement[match.end() :], (first, *places[1:]), owners

    def _plain_task(self, span: Span, section: tuple[str, ...], owners: Owners) -> None:
        requirement, places = join_spans(self.text, [span])
        self._cover([span])
        self.tasks.append(
            Task(
                None,
                section,
                requirement,
                owners.lead,
                owners.support,
                deadline_in_sentence(requirement, self.year),
                places,
            )
        )

    def _remaining(self, node: Node, section: tuple[str, ...]) -> None:
        """Everything that became no task is a passage under its headings."""
        segments = [s for s in node.segments if s.start not in self._covered]
        taken = len(segments) < len(node.segments)
        under = section
        body = bool(node.children or node.tables or len(node.segments) > (1 if node.heading_only else 0))
        if node.kind != "root" and not taken:
            if node.heading_only and body:
                under = (*section, node.head)
                segments = segments[1:] if node.marker is not None else segments
            elif node.marker is not None and segments and node.head_span is not None:
                if (
                    node.head
                    and segments[0].start >= node.head_span.end
                    and segments[0].start > node.start + len(node.head)
                ):
                    under = (*section, node.head)  # a heading that white space sets off
                else:
                    segments = [Span(node.start, segments[0].end), *segments[1:]]
            elif node.heading_only and node.head_span is not None and not segments:
                segments = [node.head_span]
        for i, span in enumerate(segments):
            self._passage(under if not node.head or node.heading_only or i == 0 else (*section, node.head), span)
        inner = (*section, node.head) if node.head else section
        for child in node.children:
            self._remaining(child, inner)

    def _passage(self, section: tuple[str, ...], span: Span) -> None:
        for piece in split_passage(self.text, span):
            joined, places = join_spans(self.text, [piece])
            self.passages.append(Passage(section, joined, places))


_SENTENCE = re.compile(r"[^。！？；;\n]*[。！？；;\n]+[”’）)》]*|[^。！？；;\n]+$")


def split_passage(text: str, span: Span) -> list[Span]:
    """Split a long paragraph at the ends of sentences into pieces of at most some 400 characters."""
    if span.end - span.start <= _PASSAGE_LENGTH:
        whole = trim(text, span.start, span.end)
        return [whole] if squeeze(text[whole.start : whole.end]) else []
    pieces: list[Span] = []
    begin = stop = span.start
    for match in _SENTENCE.finditer(text, span.start, span.end):
        if match.end() - begin > _PASSAGE_LENGTH and stop > begin:
            pieces.append(trim(text, begin, stop))
            begin = stop
        stop = match.end()
    if span.end > begin:
        pieces.append(trim(text, begin, span.end))
    return [piece for piece in pieces if piece.end > piece.start]


def heading_path(root: Node, start: int) -> tuple[str, ...]:
    """Return the headings above the table that begins at `start`.

    Only a heading that the table follows at once is above it; a table after finished paragraphs stands alone.
    """

    def search(node: Node, path: tuple[str, ...]) -> tuple[str, ...] | None:
        inner = (*path, node.head) if node.head and node.heading_only else path
        for place, _ in node.tables:
            if place == start:
                return inner if node.heading_only else ()
        for child in node.children:
            found = search(child, inner)
            if found is not None:
                return found
        return None

    return search(root, ()) or ()
