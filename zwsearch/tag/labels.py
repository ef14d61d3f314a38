"""Labelled tasks: the record, and reading them from the files that people have (CSV of any dialect, JSONL)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zwsearch.errors import LabelError
from zwsearch.tag.taxonomy import NOT_A_TASK, Taxonomy

_COLUMNS = ("requirement", "category", "also", "section", "notice", "author", "time")
# What people call the columns in their own tables.
_CHINESE = {
    "具体要求": "requirement",
    "任务": "requirement",
    "任务要求": "requirement",
    "工作任务": "section",
    "类别": "category",
    "分类": "category",
    "次类别": "also",
    "其他类别": "also",
    "通知": "notice",
}
# A first line by which Excel is told the delimiter.
_EXCEL_MARK = re.compile(r"sep=", re.IGNORECASE)
_FORMAT_HINT = "标注文件要有表头 requirement,category（UTF-8 或 GB18030 的 CSV，或同名字段的 JSONL）"


@dataclass(frozen=True, slots=True)
class Label:
    """A task with its true category.

    `also` are further categories that fit; `section` is the heading above the task; `notice` names the notice
    that it came from, so that tasks of one notice never stand on both sides of a split. `time` is ISO 8601.
    """

    requirement: str
    category: str
    also: tuple[str, ...] = ()
    section: str = ""
    notice: str = ""
    author: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Overridden:
    """A label that a later one with another category replaced."""

    earlier: Label
    later: Label


def read_labels(path: Path, taxonomy: Taxonomy) -> list[Label]:
    """Read a file of labels; `非任务` marks a sentence that is no disclosure task.

    Comma, tab or semicolon are told apart by the header; `also` holds names with `;` between. The same text with
    the same category counts once, and an earlier name of a category counts for it. Raises LabelError, naming the
    line, for: a file that cannot be read, a missing column, an empty text, an unknown category, and one text with
    two categories.
    """
    return _checked(path, _rows(path, ("requirement", "category")), taxonomy)


def read_negatives(path: Path) -> list[Label]:
    """Read sentences that are no disclosure tasks: `requirement` is the one column needed; see `read_labels`."""
    labels = []
    for line, row in _rows(path, ("requirement",)):
        if not row["requirement"]:
            raise LabelError(f"{path.name} 第 {line} 行没有文字", hint="删去这一行，或补上文字")
        if row["category"] not in ("", NOT_A_TASK):
            raise LabelError(
                f"{path.name} 第 {line} 行的类别是“{row['category']}”，不是“{NOT_A_TASK}”",
                hint="这个文件只放不是公开任务的句子；有类别的请放进标注文件",
            )
        label = Label(row["requirement"], NOT_A_TASK, section=row["section"], notice=row["notice"])
        labels.append(label)
    return list(dict.fromkeys(labels))


def merge_labels(earlier: Iterable[Label], later: Iterable[Label]) -> tuple[list[Label], list[Overridden]]:
    """Put two lists together: for the same text the later label wins, and what it replaced is returned too."""
    merged: dict[str, Label] = {}
    overridden = []
    for label in (*earlier, *later):
        key = same_text(label.requirement)
        before = merged.get(key)
        if before is not None and before.category != label.category:
            overridden.append(Overridden(before, label))
        # A correction made in the terminal knows neither notice nor heading; the ones on file stay true.
        merged[key] = label if before is None else _keep_origin(label, before)
    return list(merged.values()), overridden


def same_text(requirement: str) -> str:
    """The key under which two requirements are the same text: letters and digits only."""
    return "".join(char for char in requirement if char.isalnum()) or requirement


def _keep_origin(label: Label, before: Label) -> Label:
    return replace(label, notice=label.notice or before.notice, section=label.section or before.section)


def _checked(path: Path, rows: Iterator[tuple[int, Mapping[str, str]]], taxonomy: Taxonomy) -> list[Label]:
    labels: list[Label] = []
    seen: dict[str, tuple[int, Label]] = {}
    known = {**taxonomy.meanings, NOT_A_TASK: NOT_A_TASK}
    for line, row in rows:
        where = f"{path.name} 第 {line} 行"
        if not row["requirement"]:
            raise LabelError(f"{where}没有任务文字（requirement 为空）", hint="删去这一行，或补上任务文字")
        names = (row["category"], *_split_names(row["also"]))
        for name in names:
            if name not in known:
                near = taxonomy.nearest(name)
                hint = f"是不是“{near}”？" if near else ""
                shown = f"的类别“{name}”不在类别表里" if name else "没有类别（category 为空）"
                raise LabelError(where + shown, hint=f"{hint}可用的类别：{'、'.join(taxonomy.names)}")
        category, *also = dict.fromkeys(known[name] for name in names)
        label = Label(
            row["requirement"],
            category,
            tuple(also),
            *(row[name] for name in ("section", "notice", "author", "time")),
        )
        first = seen.setdefault(same_text(label.requirement), (line, label))
        if first[1].category != label.category:
            both = f"“{first[1].category}”和“{label.category}”"
            raise LabelError(
                f"{path.name} 第 {first[0]} 行与第 {line} 行是同一条任务，类别却是{both}",
                hint="同一条任务只能有一个主类别，另一个可写在 also 一栏",
            )
        if first[0] == line:
            labels.append(label)
    if not labels:
        raise LabelError(f"{path.name} 里一条标注也没有", hint=_FORMAT_HINT)
    return labels


def _rows(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    text = _decode(path)
    start = text.lstrip()[:1]
    if path.suffix.lower() in (".jsonl", ".ndjson", ".json") or start in ("{", "["):
        return _json_rows(path, text, needed)
    return _csv_rows(path, text, needed)


def _decode(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise LabelError(f"没有这个标注文件：{path}", hint="请检查路径") from error
    except OSError as error:
        raise LabelError(f"标注文件打不开：{path}", hint="请检查它是不是文件、有没有读取权限") from error
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):  # Excel's "Unicode text"
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    if b"\0" in data and encodings[0] != "utf-16":
        raise LabelError(f"{path.name} 不是文本文件", hint=f"{_FORMAT_HINT}；Excel 文件请先另存为 CSV")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LabelError(f"{path.name} 的编码认不出来", hint=_FORMAT_HINT)


def _csv_rows(path: Path, text: str, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    header_line = next((line for line in text.splitlines() if line.strip() and not _EXCEL_MARK.match(line)), "")
    delimiter = max(",\t;", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    try:
        line = reader.line_num + 1
        for cells in reader:
            begun, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells) or (header is None and _EXCEL_MARK.match(cells[0])):
                continue
            if header is None:
                header = _header(path, cells, needed)
            elif len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                raise LabelError(
                    f"{path.name} 第 {begun} 行有 {len(cells)} 栏，表头只有 {len(header)} 栏",
                    hint="文字里有逗号或引号时，整栏要用双引号括起来",
                )
            else:
                yield begun, _row(dict(zip(header, cells, strict=False)))
    except csv.Error as error:
        raise LabelError(
            f"{path.name} 第 {reader.line_num} 行的引号或分隔符有误",
            hint="文字里有引号时，整栏用双引号括起来，里面的双引号写两遍",
        ) from error
    if header is None:
        raise LabelError(f"{path.name} 是空的", hint=_FORMAT_HINT)


def _header(path: Path, cells: Sequence[str], needed: Sequence[str]) -> list[str]:
    names = [_CHINESE.get(cell.strip(), cell.strip().lower()) for cell in cells]
    for name in needed:
        if name not in names:
            raise LabelError(f"{path.name} 的表头里没有 {name} 一栏", hint=_FORMAT_HINT)
    return names


def _json_rows(path: Path, text: str, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    if text.lstrip()[:1] == "[":  # a whole JSON array is what most exports write
        try:
            items = list(enumerate(json.loads(text), 1))
        except ValueError as error:
            raise LabelError(f"{path.name} 不是完整的 JSON", hint=_FORMAT_HINT) from error
    else:
        items = []
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                try:
                    items.append((number, json.loads(line)))
                except ValueError as error:
                    raise LabelError(f"{path.name} 第 {number} 行不是完整的 JSON", hint=_FORMAT_HINT) from error
    if not items:
        raise LabelError(f"{path.name} 是空的", hint=_FORMAT_HINT)
    for number, item in items:
        if not isinstance(item, dict):
            raise LabelError(f"{path.name} 第 {number} 行不是一个对象", hint=_FORMAT_HINT)
        named = {_CHINESE.get(str(key), str(key)): value for key, value in item.items()}
        for name in needed:
            if name not in named:
                raise LabelError(f"{path.name} 第 {number} 行没有 {name}", hint=_FORMAT_HINT)
        yield number, _row({key: _joined(value) for key, value in named.items()})


def _row(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: (cells.get(name) or "").strip() for name in _COLUMNS}


def _joined(value: object) -> str:
    if isinstance(value, list):
        return ";".join(str(item) for item in value)
    return "" if value is None else str(value)


def _split_names(cell: str) -> list[str]:
    for mark in "；、|":
        cell = cell.replace(mark, ";")
    return list(dict.fromkeys(name for name in (part.strip() for part in cell.split(";")) if name))
