"""How records read on a page: names in Chinese, shares, deadlines, and text cut at its marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from unicodedata import normalize

from zwsearch.records import Deadline, Mend, Span, StoredNotice, Tag, percent
from zwsearch.web.signature import ANONYMOUS as ANONYMOUS
from zwsearch.web.speech import for_page
from zwsearch.workspace.changes import Change
from zwsearch.workspace.decisions import sign_of_words as sign_of_words
from zwsearch.workspace.edit_values import NAMES, as_text
from zwsearch.workspace.models import SHIPPED
from zwsearch.workspace.verdict import points

KINDS = {"ongoing": "持续推进", "by": "截止", "range": "期间", "recurring": "定期", "within": "时限内办结"}
DUE = {"overdue": "已过期", "month": "三十天内到期", "later": "三十天以后", "ongoing": "持续推进"}
FACETS = {
    "categories": ("category", "类别"),
    "offices": ("office", "单位"),
    "due": ("due", "时限"),
    "years": ("year", "年份"),
    "provinces": ("province", "地区"),
    "issuers": ("issuer", "发文机关"),
    "kinds": ("kind", "通知种类"),
}
MENDS = {
    "mojibake": "乱码",
    "pinyin_annotated": "夹注的拼音",
    "traditional_mirror": "繁体转换",
    "spam_injected": "植入的广告词",
    "stray_marks": "多余的符号",
    "broken_lines": "断行",
}
DEADLINES = {
    "none": "没有时限",
    "by": "日期不明",
    "range": "期间不明",
    **{k: KINDS[k] for k in ("recurring", "within")},
}
DEADLINES["ongoing"] = KINDS["ongoing"]
STAGES = {
    "gather": "汇集标注",
    "fit": "学习，并用没有学过的任务检验",
    "compare": "与现在的模型比较",
    "pack": "收好新模型",
}
ORDERS = {"notice": "按通知排序", "lead": "按牵头单位排序", "deadline": "按时限排序", "category": "按类别排序"}
# Fields that a person fills in.
TYPED = {**NAMES, "text": "通知的内容", "category": "类别", "parts": "拆成的各条，一行一条", "name": "姓名或科室"}
VERDICTS = {"auto": "自动", "review": "待复核", "said": "人工"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `mark` is what it is marked with, or None."""

    text: str
    mark: Any = None


def cut(text: str, marks: Iterable[tuple[Span, Any]]) -> Iterator[Piece]:
    """The text in pieces, those under a mark with it; of marks that overlap the first wins."""
    at = 0
    for span, mark in sorted(marks, key=lambda pair: (pair[0].start, pair[0].end)):
        start, end = max(span.start, at), min(span.end, len(text))
        if start >= end:
            continue
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start:end], mark)
        at = end
    if at < len(text):
        yield Piece(text[at:])


def highlighted(text: str, marks: Sequence[Span]) -> list[Piece]:
    """A hit's text in pieces."""
    return list(cut(text, ((mark, True) for mark in marks)))


def share(value: object) -> str:
    """A share in per cent."""
    return f"{value:.1%}" if isinstance(value, int | float) else "—"


def step(old: object, new: object) -> str:
    """A change of a share, in points between the figures that are shown."""
    if not (isinstance(old, int | float) and isinstance(new, int | float)):
        return "—"
    moved = points(old, new)
    return f"{moved:+.1f}" if moved else "持平"


def sure(tag: Tag) -> str:
    """How sure the model is; where it knows nothing, a figure would tell less than the word."""
    if tag.has_no_idea:
        return "拿不准"
    return f"更像不是任务（{percent(tag.not_a_task)}）" if tag.seems_no_task else f"把握 {percent(tag.confidence)}"


def day(text: object) -> str:
    """A date as official papers write it, 2026年3月12日; what is no date stays as it is."""
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        return str(text)
    return f"{found.year}年{found.month}月{found.day}日"


def date_field(text: str) -> str:
    """The kind of a field for a date: one of dates would hide what was typed that is none."""
    return ' type="date"' if not text or day(text) != text else ""


def due_day(value: Deadline | None) -> str:
    """The date of a deadline, where the notice's words do not say it."""
    if value is None or not value.end or value.kind == "ongoing" or value.end in value.text:
        return ""
    return "" if (told := day(value.end)) in value.text else told


def told_tag(tag: Tag | None) -> str:
    """The category that holds, and whether somebody should still decide."""
    if tag is None:
        return "没有类别"
    return f"“{tag.category}”{'（待复核）' if tag.verdict == 'review' else ''}"


def joined(values: Iterable[object]) -> str:
    """A list as Chinese writes it."""
    return "、".join(str(value) for value in values)


def quoted(text: str) -> str:
    """A task by its first words: nobody knows its id."""
    words = text[:_WORDS].replace("“", "‘").replace("”", "’")
    return f"“{words}{'…' if len(text) > _WORDS else ''}”"


def title(stored: StoredNotice) -> str:
    """A notice's title, or the name of its file."""
    return stored.notice.title or stored.source.name


_WORDS = 24  # characters by which a task is known
_NEAR = 0.6  # the share of the next category against that of the best
_SURE = 0.75
_WORTH_SAYING = 0.1


def why_review(tag: Tag) -> str:
    """Why a person is asked about a task, in agreement with the figures beside it."""
    if tag.seems_no_task:
        no_task = f"更像不是任务（{percent(tag.not_a_task)}）"
        if tag.has_no_idea:  # what is nothing that was learned is no task to the model, too
            return f"不像模型学过的哪一类任务，{no_task}；也可能只是说法没有学过，类别是猜测。"
        return f"{no_task}；如果是任务，最像“{tag.category}”。"
    if tag.has_no_idea:
        return "这段话里几乎没有模型学过的词，类别只是它的猜测。"
    rest = f"不是任务的可能有 {percent(tag.not_a_task)}。" if tag.not_a_task >= _WORTH_SAYING else ""
    second = tag.alternatives[0] if tag.alternatives else None
    if second and second.confidence >= _NEAR * tag.confidence:
        return f"“{tag.category}”和“{second.category}”很接近，模型拿不准。{rest}"
    if tag.confidence >= _SURE:
        return f"把握虽不低，但这段话不太像学过的任务，或这一类以前容易标错，所以请人看一眼。{rest}"
    return f"模型的把握不够。{rest}"


@dataclass(frozen=True, slots=True)
class MendLine:
    """Mends that are told in one line: how often, what stood there, and what stands there now."""

    name: str
    count: int
    before: str
    after: str


_PAIRS_NAMED = 12


def mend_lines(mends: Iterable[Mend]) -> list[MendLine]:
    """Mends as they are listed: the same one once with its number, and all look-alike characters in one line."""
    alike: Counter[tuple[str, str]] = Counter()
    others: Counter[tuple[str, str, str]] = Counter()
    for mend in mends:
        if len(mend.before) == 1 and mend.before != mend.after and normalize("NFKC", mend.before) == mend.after:
            alike[mend.before, mend.after] += 1
        else:
            others[mend_name(mend.kind), mend.before, mend.after] += 1
    lines = [MendLine(name, count, before, after) for (name, before, after), count in others.items()]
    if alike:
        shown = [*alike][:_PAIRS_NAMED]
        more = "……" if len(alike) > _PAIRS_NAMED else ""
        before, after = ("、".join(pair[side] for pair in shown) + more for side in (0, 1))
        lines.insert(0, MendLine("形近的异体字符", alike.total(), before, after))
    return lines


def told_change(change: Change) -> str:
    """A line of the history that is no change of a value: what was done, in words; empty for the others."""
    there = bool(change.old if change.undoes else change.new)
    done = {
        ("dropped", True): "说明这不是任务",
        ("dropped", False): "说明这是任务",
    }.get((change.field, there))
    if change.field == "added":
        done = "补写了这条任务" if there else "去掉了补写的任务"
    elif change.field == "split_off":
        done = "拆出了这条任务" if there else "去掉了拆出的任务"
    if done is None:
        return ""
    return f"撤销：{done}" if change.undoes else done


def mend_name(kind: str) -> str:
    """What a kind of mend is called."""
    return MENDS.get(kind, "修整")


def version_name(version: str) -> str:
    """A version of the model; the one that comes with the program has no number."""
    return "附带的模型" if version == SHIPPED else version


def moment(time: str) -> str:
    """A time in UTC as the clock of this machine shows it."""
    try:
        at = datetime.fromisoformat(time).astimezone()
    except ValueError:
        return time
    return f"{day(at.date())} {at:%H:%M}"


def edited(value: Any, field: str) -> str:
    """A value of an edit on one line."""
    text = as_text(field, value).replace("\n", " / ")
    return day(text) if field == "date" else text


def field_name(field: str) -> str:
    """What a field is called."""
    return NAMES[field]


def field_names(made: Iterable[Change]) -> str:
    """The fields of some edits, each once."""
    return "、".join(dict.fromkeys(field_name(change.field) for change in made))


def told_undo(made: Sequence[Change]) -> str:
    """What was taken back with one click; what became of a task as a whole tells more than its fields."""
    fields = [change.field for change in made]
    if "merged" in fields:
        return f"已撤销合并，又是 {fields.count('merged') + 1} 条任务"
    if "added" in fields:
        return "已撤销补写，这一条不再有了"
    if "split_off" in fields:
        return "已撤销拆开，又是一条任务"
    if "dropped" in fields:
        return "已撤销“不是任务”，这一段又是任务"
    return "已撤销沿用的修改和标注" if "carried" in fields else f"已撤销对{field_names(made)}的修改"


FILTERS: dict[str, Callable[..., Any]] = {
    "share": share,
    "percent": percent,
    "sure": sure,
    "day": day,
    "due_day": due_day,
    "joined": joined,
    "title": title,
    "mend_name": mend_name,
    "moment": moment,
    "edited": edited,
    "field_name": field_name,
    "for_page": for_page,
    "version_name": version_name,
}
