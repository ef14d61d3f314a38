"""One notice that was brought: as the program read it, or as the workspace holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from zwsearch.records import StoredNotice, Unit
from zwsearch.workspace.bringing import Brought
from zwsearch.workspace.corrections import with_category
from zwsearch.workspace.reports import TagReport
from zwsearch.workspace.tagging import Pasted
from zwsearch.workspace.twins import Held

_KEPT = ("id", "batch", "source", "weight", "name", "is_text", "part", "title", "size", "at", "saved")
# Kinds of notices that list tasks, and those that never do; and problems that say themselves why nothing was found.
_WITH_TASKS = ("任务分工", "实施方案", "工作要点")
_WITHOUT_TASKS = ("年度报告", "标准目录", "政策解读")
_EXPLAINED = frozenset({"no_tasks", "empty", "needs_ocr", "missing_table"})


@dataclass
class Draft:
    """One notice that was brought: part number `part` of a `source` of `weight` bytes. `said` maps the place of a task
    to the category that the visitor chose.

    What was brought together has one `batch`, in which this is the `nth`; the `first` of the same text is another one
    where it was met twice, and then nothing of this one is shown or counted. `saved` is the id of the notice under
    which the workspace holds it, whoever stored it (`here`: it was stored from here, and not found there); what is
    shown and said from then on is that notice: `home`. `brought` and `home` are there while somebody looks.
    """

    id: str
    owner: str
    batch: str
    source: str
    weight: int
    name: str
    is_text: bool
    part: int
    title: str
    size: int
    at: int
    said: dict[int, str] = field(default_factory=dict)
    about: dict[int, str] = field(default_factory=dict)  # the words of the tasks that something was said of
    saved: str | None = None
    here: bool = False
    nth: int = 1
    first: int = 1
    brought: Brought | None = None
    home: Held | None = None

    @property
    def is_again(self) -> bool:
        """Whether the same was met before in what was brought together."""
        return self.first != self.nth

    @property
    def brought_at(self) -> str:
        """When it was brought, by the clock of this machine."""
        return moment_of(self.at).strftime("%Y-%m-%d %H:%M")

    @property
    def pasted(self) -> Pasted:
        """What is needed to store it."""
        return self._there.pasted

    @property
    def report(self) -> TagReport:
        """What the program made of it."""
        return self._there.report

    @property
    def _there(self) -> Brought:
        assert self.brought is not None, "only of drafts that were asked for with a workspace"
        return self.brought

    @property
    def notice(self) -> StoredNotice:
        """The notice: as it is stored, else as the program read it."""
        return self.report.notice if self.home is None else self.home.notice

    @property
    def rows(self) -> tuple[tuple[int, Unit], ...]:
        """The tasks with their places: as they are stored, else with what the visitor said laid over the model's word.

        A place is a task's number in the notice, counted from 0, before it is stored and afterwards.
        """
        if self.home is not None:
            return tuple(self.home.places.items())
        return tuple(
            (place, with_category(unit, self.said[place]) if self.about.get(place) == unit.text else unit)
            for place, unit in enumerate(self.report.tasks)
        )

    @property
    def tasks(self) -> tuple[Unit, ...]:
        """The tasks alone."""
        return tuple(unit for _, unit in self.rows)

    @property
    def waiting(self) -> int:
        """How many of the tasks a person should decide on."""
        return sum(unit.tag is not None and unit.tag.verdict == "review" for unit in self.tasks)

    @property
    def why_no_task(self) -> str:
        """What to make of a notice in which no task was found: what fits its kind, and how it came."""
        notice = self.notice
        said = {problem.code for problem in notice.problems}
        if said & _EXPLAINED:
            return "原因见上面的提示。"
        letters = [char for char in notice.text if char.isalpha()]
        if sum(char > "\u2e7f" for char in letters) * 2 < len(letters) or not letters:
            again = "重新复制、粘贴" if self.is_text else "打开原文件看看，再选择一次"
            return f"读到的大半不是汉字，不像一份通知，可能是文件损坏或复制有误；请{again}。"
        kept = "它的段落仍可检索。" if self.saved else "保存后，它的段落可以检索。"
        if notice.notice.kind in _WITHOUT_TASKS:
            return f"{notice.notice.kind}里一般没有逐条的任务，这是正常的；{kept}"
        if notice.notice.kind in _WITH_TASKS:
            table = "连同表头一起粘贴分工表" if self.is_text else "看看分工表是不是图片，或在另一个附件里"
            return f"{notice.notice.kind}里应当有任务；请{table}。"
        table = "请连同表头一起粘贴" if self.is_text else "请选择有表格的那个文件"
        return f"一般的通知、函件和说明没有逐条的任务，这是正常的；{kept}如果本来有分工表，{table}。"

    def kept(self) -> dict[str, object]:
        """What outlives the server, as JSON."""
        said = [[place, self.about[place], category] for place, category in self.said.items()]
        return {**{name: getattr(self, name) for name in _KEPT}, "here": self.here, "said": said}


def moment_of(at: int) -> datetime:
    """A time in nanoseconds as the clock of this machine shows it."""
    return datetime.fromtimestamp(at // 10**9)


def load_draft(owner: str, kept: object) -> Draft | None:
    """A draft of a visitor as it was kept; None for what was kept by another version of the program."""
    try:
        assert isinstance(kept, dict)
        said = [(int(place), str(words), str(category)) for place, words, category in kept["said"]]
        return Draft(
            owner=owner,
            said={place: category for place, _, category in said},
            about={place: words for place, words, _ in said},
            here=bool(kept.get("here")),
            **{name: kept[name] for name in _KEPT},
        )
    except (AssertionError, LookupError, TypeError, ValueError):
        return None
