"""`index`: read files and folders into the workspace."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from zwsearch.cli import options
from zwsearch.cli.door import enter, note, note_all, say, say_difference, say_json
from zwsearch.cli.failures import DONE, SOME_FAILED

if TYPE_CHECKING:
    from zwsearch.workspace.reports import IndexedNotice, IndexReport

_TOLD = 20  # notices that are told one by one
_REFRESH_SECONDS = 0.1
_OUTCOMES = {"added": "新增", "updated": "更新", "unchanged": "未变", "failed": "失败"}


def index(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="路径...", help="文件或文件夹", show_default=False)],
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """读入文件或文件夹：修复、抽取、标注、保存、索引"""
    from zwsearch.workspace.children import give_way

    door = enter(ctx, workspace, as_json)
    give_way()
    with _progress() as progress:
        report = door.workspace.index(paths, progress=progress)
    from zwsearch.workspace.indexing import note_unknown

    if (unknown := note_unknown(paths)) is not None:
        note(unknown)
    note_all(report.said)
    others = report.notes[len(report.said) :]
    note_all(others[:_TOLD])
    if len(others) > _TOLD:
        note(f"另有 {len(others) - _TOLD} 条类似的提示")
    _note_failures(report, alone=len(report.notices) == 1)
    if door.json:
        from zwsearch.workspace.shapes import index_shape

        say_json(index_shape(report))
    else:
        _say_report(report)
    if report.interrupted:
        note(f"已中断：已完成的部分都已保存，还有 {report.interrupted} 个文件没有读入，重新运行即可继续")
    return SOME_FAILED if report.interrupted or report.count("failed") else DONE


def _note_failures(report: IndexReport, *, alone: bool) -> None:
    for notice in report.notices:
        if notice.outcome == "failed":  # all of them, however many: what failed is always named
            for problem in notice.problems:
                if alone:
                    from zwsearch.errors import ReadError

                    # The only file that was asked for: nothing was done, so it is an error and not a remark.
                    raise ReadError(problem.message, hint=problem.hint, code=problem.code)
                note(f"未能读入 {notice.source}：{problem.message}。{problem.hint}")


def _say_report(report: IndexReport) -> None:
    read = [notice for notice in report.notices if notice.outcome in ("added", "updated")]
    # A folder of a thousand files is told in counts: what needs a look must not scroll away.
    troubled = [notice for notice in read if notice.problems]
    told = read if len(read) <= _TOLD else troubled[:_TOLD]
    for notice in told:
        problems = "".join(f"\n    注意：{problem.message}" for problem in notice.problems)
        title = notice.title or "（没有标题）"
        say(f"{_OUTCOMES[notice.outcome]}  {notice.id}  {title}（{notice.source}，{notice.tasks} 条任务）{problems}")
        say_difference(notice.difference)
    if len(read) > _TOLD:
        more = f"，以上是前 {_TOLD} 份" if len(troubled) > _TOLD else "，见上" if troubled else ""
        say(f"共读入 {len(read)} 份通知、{sum(n.tasks for n in read)} 条任务，其中 {len(troubled)} 份要留意{more}")
        if len(troubled) > _TOLD:  # else each was told above
            for message, count in _kinds_of_problems(troubled):
                say(f"    {message}" if count == 1 else f"    {count} 份有同类问题，例如：{message}")
        say("全部通知用 zwsearch list 查看，逐份的情况用 --json 输出")
    counts = (f"{label} {report.count(outcome)}" for outcome, label in _OUTCOMES.items())  # type: ignore[arg-type]
    say("，".join(counts))


def _kinds_of_problems(notices: Sequence[IndexedNotice]) -> list[tuple[str, int]]:
    """An example of each kind of problem with the number of notices that have it, the most frequent first."""
    example: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for notice in notices:
        for code in {problem.code for problem in notice.problems}:
            counts[code] += 1
        for problem in notice.problems:
            example.setdefault(problem.code, problem.message)
    return [(example[code], count) for code, count in counts.most_common()]


@contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None] | None]:
    """A progress bar on stderr, for a terminal only."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("读入"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    # Drawn by hand: a drawing thread would forbid the forking of the reading processes.
    bar = Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True)
    with bar:
        task = bar.add_task("", total=None)
        drawn = 0.0

        def show(done: int, total: int, name: str) -> None:
            nonlocal drawn
            bar.update(task, completed=done, total=total, description=name)
            if monotonic() - drawn > _REFRESH_SECONDS:
                drawn = monotonic()
                bar.refresh()

        yield show
