"""A new model against the one in use, in plain words: which to prefer, and what is better or worse by how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zwsearch.tag import Comparison, Evaluation

_CHANCE = 1.5  # tasks: what so many make of a figure may be chance
# Figure → its name, and whether more of it is better.
_FIGURES = (
    ("accuracy", "准确率", True),
    ("macro_f1", "各类平均综合分", True),
    ("review", "待复核的比例", False),
    ("auto_accuracy", "自动标注的准确率", True),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to take the new model, why in one sentence, and the differences that are more than chance.

    `slight` says so of the others.
    """

    take: bool
    headline: str
    better: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()
    slight: str = ""

    @property
    def mixed(self) -> bool:
        """The new model may be taken, though nothing but what is worse can be shown of it."""
        return self.take and bool(self.worse) and not self.better


def points(before: float, after: float) -> float:
    """How far a share moved, in points, between the figures as they are printed: 98.1 to 98.5 is 0.4."""
    return round(float(f"{after:.1%}"[:-1]) - float(f"{before:.1%}"[:-1]), 1)


def judge(comparison: Comparison) -> Verdict:
    """The verdict on a comparison; `take` is `Comparison.better_or_equal`, and the words agree with it."""
    old, new = comparison.old, comparison.new
    take = comparison.better_or_equal
    if old is None:
        return Verdict(take, "现在没有模型可比，建议采用新模型。")
    if not comparison.enough:
        return Verdict(take, f"留出的任务只有 {new.count} 条，太少，看不出好坏；新模型学过您的全部标注，可以采用。")
    better, worse = _differences(old, new)
    up, down = _moved(comparison)
    if not take:
        where = ""
        if comparison.old_known is not None and comparison.new_known is not None:
            on_known = _differences(comparison.old_known, comparison.new_known, all_of_it=True)[1]
            where = f"在现在的模型当初检验过的 {comparison.new_known.count} 条上，" if on_known and not worse else ""
            worse = worse or [f"{where}{line}" for line in on_known]
        worse = worse or _differences(old, new, all_of_it=True)[1]
        headline = "新模型不如现在的，建议保留现在的模型。"
        return Verdict(take, headline, (*better, *up), (*worse, *down), _slight(comparison))
    better, worse = [*better, *up], [*worse, *down]
    if better and not worse:
        headline = "新模型更好，建议采用。"
    elif better:
        headline = "新模型有好有差，总的来看不差；它学过您的全部标注，建议采用。"
    elif worse:
        headline = (
            "新模型的准确率与现在的不相上下，但有下面这些不足；它学过您的全部标注，可以采用，也可以再标一些后重新训练。"
        )
    else:
        headline = "两个模型不相上下；新模型学过您的全部标注，建议采用。"
    return Verdict(take, headline, tuple(better), tuple(worse), _slight(comparison))


def _differences(old: Evaluation, new: Evaluation, *, all_of_it: bool = False) -> tuple[list[str], list[str]]:
    """A line for each figure that is better, and for each that is worse, by more than chance, or at all."""
    better: list[str] = []
    worse: list[str] = []
    for field, name, more_is_better in _FIGURES:
        before, after = getattr(old, field), getattr(new, field)
        if before is None or after is None or not (step := points(before, after)):
            continue
        if not all_of_it and abs(after - before) < _chance(field, old, new):
            continue
        tasks = round((after - before) * new.count)
        told = (
            f"（{new.count} 条里{'多' if tasks > 0 else '少'}标对 {abs(tasks)} 条）"
            if field == "accuracy" and tasks
            else ""
        )
        line = f"{name}从 {before:.1%} 到 {after:.1%}，{'高' if step > 0 else '低'} {abs(step):.1f} 个百分点{told}"
        (better if (step > 0) == more_is_better else worse).append(line)
    return better, worse


def _chance(field: str, old: Evaluation, new: Evaluation) -> float:
    """What may be chance in a figure: what one task more or less makes of it, as `Comparison` sees it."""
    from zwsearch.tag.comparison import SLACK

    behind = new.count * (1 - max(old.review, new.review)) if field == "auto_accuracy" else new.count
    return max(SLACK if field == "macro_f1" else 0.0, _CHANCE / max(behind, 1))


def _moved(comparison: Comparison) -> tuple[list[str], list[str]]:
    """A line for the categories that gained more than chance, and one for those that lost so; each may be missing."""
    moved = [(step, name) for step, name, sure in _steps(comparison) if sure]
    gained = sorted((step for step in moved if step[0] > 0), reverse=True)
    lost = sorted(step for step in moved if step[0] < 0)
    return list(_named(gained)), list(_named(lost))


def _steps(comparison: Comparison) -> Iterator[tuple[float, str, bool]]:
    """How far each category moved, in points, and whether that is more than chance."""
    for name, count, old, new in comparison.per_category():
        if old is not None and (step := points(old, new)):
            yield step, name, abs(new - old) * count >= _CHANCE


def _named(moved: Sequence[tuple[float, str]]) -> Iterator[str]:
    if moved:
        yield "各类别的综合分：" + "、".join(f"{name} {step:+.1f}" for step, name in moved)


def _slight(comparison: Comparison) -> str:
    ups = [step > 0 for step, _, sure in _steps(comparison) if not sure]
    if not ups:
        return ""
    told = "、".join(f"{count} 类略{way}" for way, count in (("高", sum(ups)), ("低", len(ups) - sum(ups))) if count)
    return f"此外类别的综合分有 {told}，都只差一条任务上下，可能是偶然；每一类的数字见表。"
