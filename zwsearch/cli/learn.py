"""`train`, `evaluate`, `models`: learn from labels, measure, and choose among versions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zwsearch.cli import options
from zwsearch.cli.door import enter, note, note_all, say, say_json
from zwsearch.cli.failures import DONE, SOME_FAILED
from zwsearch.cli.tables import print_rows
from zwsearch.errors import UsageError

if TYPE_CHECKING:
    from zwsearch.cli.door import Door
    from zwsearch.tag import Evaluation
    from zwsearch.workspace.models import TrainReport


def train(
    ctx: typer.Context,
    labels: Annotated[
        Path | None, typer.Argument(metavar="标注文件", help="CSV 或 JSONL，可省略", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="新模型较差也换上")] = False,
    curve: Annotated[bool, typer.Option("--curve", help="只看学习曲线：再多标注有没有用；不换模型")] = False,
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """用全部标注重新训练，比较新旧模型"""
    from zwsearch.workspace.children import give_way

    door = enter(ctx, workspace, as_json)
    give_way()
    if curve:
        _say_curve(door, labels)
        return DONE
    report = door.workspace.train(labels, force=force)
    note_all(report.notes)
    if door.json:
        say_json(_train_shape(report))
    else:
        _say_training(report)
    return SOME_FAILED if report.version is None else DONE


def evaluate(
    ctx: typer.Context,
    labels: Annotated[Path, typer.Argument(metavar="标注文件", help="CSV 或 JSONL", show_default=False)],
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="图片", help="把混淆矩阵画成 .png 或 .svg", show_default=False),
    ] = None,
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """用标注文件检验当前的模型"""
    door = enter(ctx, workspace, as_json)
    result = door.workspace.evaluate(labels)
    if plot is not None:
        from zwsearch.workspace.models import draw

        draw(result, plot.expanduser())
        note(f"混淆矩阵已画在 {plot}")
    if door.json:
        say_json(result.to_data())
        return DONE
    print_rows(
        ("类别", "标注", "标出", "精确率", "召回率", "综合分（F1）"),
        [
            (r.category, r.count, r.given, _share(r.precision), _share(r.recall), _share(r.f1))
            for r in result.categories
        ],
    )
    say("精确率：标成这一类的任务里标对的比例；召回率：本是这一类的任务里标出来的比例；综合分（F1）：两样合成的一个数")
    _say_confusions(result)
    say(_summary(result))
    return DONE


def models(
    ctx: typer.Context,
    action: Annotated[str | None, typer.Argument(metavar="[use]", help="use：换用某个版本", show_default=False)] = None,
    version: Annotated[str | None, typer.Argument(metavar="[版本]", help="版本名", show_default=False)] = None,
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """列出模型的版本；models use 版本 换用"""
    door = enter(ctx, workspace, as_json)
    if action is not None:
        if action != "use" or version is None:
            raise UsageError("写法有误", hint="换用某个版本：zwsearch models use 版本；列出版本：zwsearch models")
        door.workspace.use_model(version)
    known = door.workspace.models()
    if door.json:
        say_json(
            [
                {"version": m.version, "current": m.current, "shipped": m.shipped, "figures": dict(m.figures)}
                for m in known
            ]
        )
        return DONE
    rows = [
        (
            m.version,
            "使用中" if m.current else "",
            "随程序附带" if m.shipped else "自己训练",
            m.figures.get("labels"),
            _share(m.figures.get("macro_f1")),
            _share(m.figures.get("accuracy")),
        )
        for m in known
    ]
    print_rows(("版本", "状态", "来源", "标注条数", "交叉验证各类平均综合分（F1）", "交叉验证准确率"), rows)
    say("各版本的成绩是训练时在它自己的标注上交叉验证的，标注不同，不能直接相比；")
    say("要在同一份标注上比：zwsearch models use 版本，再 zwsearch evaluate 标注文件")
    return DONE


def _say_curve(door: Door, labels: Path | None) -> None:
    from zwsearch.workspace.models import curve

    points, worth = curve(door.workspace, labels)
    if door.json:
        say_json({"points": [asdict(point) for point in points], "more_labels_help": worth})
        return
    print_rows(
        ("学习的标注", "准确率", "各类平均综合分（F1）"),
        [(p.labels, _share(p.accuracy), _share(p.macro_f1)) for p in points],
    )
    last, before = points[-1], points[max(0, len(points) - 3)]
    step = f"标注从 {before.labels} 条加到 {last.labels} 条，各类平均综合分（F1）{last.macro_f1 - before.macro_f1:+.1%}"
    if worth:
        say(f"{step}：还在提高，再多标注会有帮助")
    else:
        say(f"{step}：已经走平，再多标注同样的任务帮助不大；先标模型拿不准的（zwsearch label）和标错的类别")


def _say_training(report: TrainReport) -> None:
    comparison = report.comparison
    say(f"标注 {report.labels} 条，其中您的 {report.own} 条；留出 {comparison.new.count} 条比较新旧模型")
    print_rows(
        ("类别", "留出", "旧综合分（F1）", "新综合分（F1）"),
        [(name, count, _share(old), _share(new)) for name, count, old, new in comparison.per_category()],
    )
    if comparison.old is not None:
        say(f"旧模型：{_summary(comparison.old)}")
    say(f"新模型：{_summary(comparison.new)}")
    say(f"交叉验证：{_summary(report.validated)}")
    if not comparison.enough:
        say("留出的标注太少，上面的新旧比较说明不了什么；再标一些，或用 zwsearch evaluate 在另一份标注上检验")
    if report.left_out:
        say(f"标注太少、没有学的类别：{'、'.join(report.left_out)}")
    from zwsearch.workspace.verdict import judge

    verdict = judge(comparison)
    for label, lines in (("更好", verdict.better), ("更差", verdict.worse)):
        for line in lines:
            say(f"{label}：{line}")
    if verdict.slight:
        say(verdict.slight)
    if report.version is None:
        say("新模型不如旧模型，保留旧模型（--force 可强制换上）")
    else:
        say(f"已换上新模型 {report.version}，重新标注 {report.retagged} 条任务，其中 {report.changed} 条换了类别")


def _say_confusions(result: Evaluation) -> None:
    """The cells of the confusion matrix beside its diagonal, most frequent first."""
    cells = [
        (count, result.names[row], result.names[column])
        for row, counts in enumerate(result.confusion)
        for column, count in enumerate(counts)
        if count and row != column
    ]
    if cells:
        say("标错的去向：")
        print_rows(
            ("标注", "标成", "条数"), [(row, column, count) for count, row, column in sorted(cells, reverse=True)]
        )


def _summary(result: Evaluation) -> str:
    sure = f"，自动标注的准确率 {_share(result.auto_accuracy)}" if result.auto_accuracy is not None else ""
    return (
        f"准确率 {_share(result.accuracy)}（连同第二类别 {_share(result.accuracy_also)}），"
        f"各类平均综合分（F1）{_share(result.macro_f1)}，"
        f"{_share(result.review)} 待复核{sure}（{result.count} 条）"
    )


def _share(value: object) -> str:
    return f"{value:.1%}" if isinstance(value, int | float) else ""


def _train_shape(report: TrainReport) -> dict[str, Any]:
    comparison = report.comparison
    return {
        "taken": report.version is not None,
        "version": report.version,
        "labels": report.labels,
        "own": report.own,
        "retagged": report.retagged,
        "changed": report.changed,
        "old": comparison.old.figures() if comparison.old else None,
        "new": comparison.new.figures(),
        "validated": report.validated.figures(),
        "categories": [
            {"category": name, "count": count, "old": old, "new": new}
            for name, count, old, new in comparison.per_category()
        ],
        "left_out": list(report.left_out),
        "notes": list(report.notes),
    }
