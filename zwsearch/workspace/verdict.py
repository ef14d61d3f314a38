"""A new model against the one in use, in plain words: which to prefer, and what is better or worse by how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zwsearch.tag import Comparison, Evaluation

_TOLD = 5.0  # points that the F1 of a category must move to be worth a word
_NAMED = 3
# Figure → its name, and whether more of it is better.
_FIGURES = (
    ("accuracy", "准确率", True),
    ("macro_f1", "各类平均综合分（F1）", True),
    ("review", "待复核的比例", False),
    ("auto_accuracy", "自动标注的准确率", True),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to take the new model, why in one sentence, and the differences."""

    take: bool
    headline: str
    better: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()


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
    if not take:
        where = ""
        if comparison.old_known is not None and comparison.new_known is not None:
            on_known = _differences(comparison.old_known, comparison.new_known)[1]
            where = f"在现在的模型当初检验过的 {comparison.new_known.count} 条上，" if on_known and not worse else ""
            worse = worse or [f"{where}{line}" for line in on_known]
        headline = "新模型不如现在的，建议保留现在的模型。"
    elif points(old.accuracy, new.accuracy) > 0 or points(old.macro_f1, new.macro_f1) > 0:
        headline = "新模型更好，建议采用。" if not worse else "总的来看新模型不差，建议采用。"
    elif worse:
        headline = "两个模型不相上下，差别小到可能是偶然；新模型学过您的全部标注，建议采用。"
    else:
        headline = "两个模型一样好；新模型学过您的全部标注，建议采用。"
    up, down = _moved(comparison)
    return Verdict(take, headline, (*better, *up), (*worse, *down))


def _differences(old: Evaluation, new: Evaluation) -> tuple[list[str], list[str]]:
    better: list[str] = []
    worse: list[str] = []
    for field, name, more_is_better in _FIGURES:
        before, after = getattr(old, field), getattr(new, field)
        if before is None or after is None or not (step := points(before, after)):
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


def _moved(comparison: Comparison) -> tuple[list[str], list[str]]:
    """A line for the categories that gained most, and one for those that lost most; each may be missing."""
    moved = [(points(old, new), name) for name, _, old, new in comparison.per_category() if old is not None]
    gained = sorted((step for step in moved if step[0] >= _TOLD), reverse=True)
    lost = sorted(step for step in moved if step[0] <= -_TOLD)
    return list(_named(gained)), list(_named(lost))


def _named(moved: Sequence[tuple[float, str]]) -> Iterator[str]:
    if moved:
        named = "、".join(f"{name} {step:+.1f}" for step, name in moved[:_NAMED])
        yield f"各类别的综合分（F1）：{named}" + (f" 等 {len(moved)} 类" if len(moved) > _NAMED else "")
