"""The frozen records that travel between the rooms; the words are those of the glossary in the README.

Three stages: what was read (`Document` of blocks), what was mended (`Repaired`), what was understood
(`Extraction` of a `Notice` and its tasks and passages). Offsets are half-open ranges of code points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from zwsearch.filters import Filters as Filters
from zwsearch.names import clean_name

NoticeKind = Literal["任务分工", "实施方案", "工作要点", "通知", "年度报告", "标准目录", "政策解读", "其他"]
DeadlineKind = Literal["ongoing", "by", "range", "recurring", "within"]
Verdict = Literal["auto", "review"]
UnitType = Literal["task", "passage"]


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points [start, end) in a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a notice that a person should know; `where` quotes or names the place."""

    code: str
    message: str
    hint: str
    where: str | None = None


# --- what was read -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from. `encoding` is None for formats that are not plain bytes of text."""

    name: str
    format: str
    encoding: str | None
    sha256: str

    def __post_init__(self) -> None:
        # Here, since every name that is shown, stored or looked for passes here, wherever it came from.
        object.__setattr__(self, "name", clean_name(self.name))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; a merged cell stands once, at its top left, with its spans."""

    text: str
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph exactly as found; `level` is the heading level where the format gives one (1 outermost)."""

    text: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells, row by row.

    `aligned` is True where the format itself gives rows and spans (html, docx, xlsx, ruled pdf), so a cell's
    column can be trusted; False for pasted text, where merged cells may have slid aside and rows may be torn.
    `kind` is what a table that holds no tasks is, where extraction can tell: a standard catalogue, or a table of the
    annual report with the year of its form (`标准目录`, `年报2021主动公开`, `年报2019依申请公开` …).
    """

    rows: tuple[tuple[Cell, ...], ...]
    aligned: bool = False
    caption: str | None = None
    kind: str | None = None


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader found: blocks in reading order, and what the format itself says about the document.

    `metadata` holds names as the format prints them (`索引号`, `发文机关`, `title`, `url`, `Subject` …), in
    order; a name may repeat. `unread` is set for a file of an archive or a mail that could not be read: it has no
    blocks, and its first problem says why.
    """

    source: Source
    blocks: tuple[Block, ...]
    metadata: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: bool = False


# --- what was mended ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mend:
    """One mend: what stood there, what stands there now, and in which block (and cell, for a table) it was.

    `kind` is the problem code of the damage; `start` is the offset of `before` in the text of that block (or
    cell) as it was when this mend was made. `row` and `column` are None for paragraphs.
    """

    kind: str
    before: str
    after: str
    block: int
    start: int
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Repaired:
    """The document in one sound spelling, with every mend and the problems that the damage amounts to."""

    document: Document
    mends: tuple[Mend, ...] = ()
    problems: tuple[Problem, ...] = ()


# --- what was understood -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a task is due. `text` keeps the words of the notice; `start` and `end` are ISO dates or None."""

    text: str
    kind: DeadlineKind
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """The metadata of one notice; None where the notice does not tell."""

    title: str | None
    issuer: str | None
    document_number: str | None
    date: str | None
    year: int | None
    province: str | None
    kind: NoticeKind
    cites: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One numbered or tabled demand. `spans` are the places of `requirement` in the text of the extraction."""

    number: str | None
    section: tuple[str, ...]
    requirement: str
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    deadline: Deadline | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Any other paragraph, so that notices without tasks are found too."""

    section: tuple[str, ...]
    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """One notice understood: `text` is the notice as repaired, into which all spans point."""

    notice: Notice
    text: str
    tasks: tuple[Task, ...]
    passages: tuple[Passage, ...]
    missing_numbers: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    tables: tuple[Table, ...] = ()


# --- what was tagged ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alternative:
    """A category that was considered, with its calibrated confidence in [0, 1]."""

    category: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Reason:
    """A word of the task and how much it moved the score of the chosen category (positive: towards it)."""

    word: str
    weight: float


_NO_IDEA = 0.1  # a confidence below which a percentage tells a reader less than no figure at all


@dataclass(frozen=True, slots=True)
class Tag:
    """A category with its calibrated confidence, and why; `review` where a person should look.

    `said` tells the word of a person from the model's. The shares of all categories and `not_a_task`, that of its being
    no task at all, add up to 1.
    """

    category: str
    confidence: float
    verdict: Verdict
    alternatives: tuple[Alternative, ...] = ()
    reasons: tuple[Reason, ...] = ()
    also: tuple[str, ...] = ()
    said: bool = False
    not_a_task: float = 0.0

    @property
    def seems_no_task(self) -> bool:
        """Whether the model sooner takes it for no task than for one of its best category."""
        return not self.said and self.not_a_task > self.confidence

    @property
    def has_no_idea(self) -> bool:
        """Whether the model knows nothing: even the category that it likes best is hardly likelier than chance."""
        return not self.said and self.confidence < _NO_IDEA


def percent(value: object) -> str:
    """A confidence in whole per cent, never 100 % where it is not certain."""
    if not isinstance(value, int | float):
        return "—"
    return "100%" if value >= 1 else f"{min(99, round(value * 100))}%"


def said_over(tag: Tag | None, category: str, also: tuple[str, ...] = ()) -> Tag:
    """What a person says, laid over the model's word, which stays on offer before all else that it considered."""
    agreed = tag is not None and tag.category == category
    own = (Alternative(tag.category, tag.confidence), *tag.alternatives) if tag else ()
    return Tag(
        category=category,
        confidence=1.0,
        verdict="auto",
        alternatives=tuple(other for other in own if other.category != category),
        # The model's reasons speak for its own choice only.
        reasons=tag.reasons if tag and agreed else (),
        also=also,
        said=True,
    )


# --- what is stored and found ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredNotice:
    """A notice of the workspace. `id` is stable while the source stays the same, whatever its content."""

    id: str
    notice: Notice
    source: Source
    text: str
    missing_numbers: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    mends: tuple[Mend, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """One searchable thing of the workspace: a task or a passage, with its tag.

    `key` is the integer that the index knows it by: it is never used twice, and the searchable text behind one
    key never changes. `id` is what the user sees.
    """

    key: int
    id: str
    notice_id: str
    type: UnitType
    text: str
    section: tuple[str, ...] = ()
    number: str | None = None
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    deadline: Deadline | None = None
    spans: tuple[Span, ...] = ()
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of a search; `marks` are ranges of `unit.text` that the query's words cover.

    `notice` is what stands above it: without `text` and `mends`, which `Workspace.show` gives.
    """

    rank: int
    score: float
    unit: Unit
    notice: StoredNotice
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of hits; `total` is the exact number of matches before paging."""

    query: str
    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    notes: tuple[str, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
