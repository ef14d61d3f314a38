"""Tasks to a file: csv, jsonl, md or xlsx; written aside and renamed, so that no half a ledger is ever seen."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from zwsearch.errors import UsageError, cause_of
from zwsearch.ledger.columns import Value, columns_of
from zwsearch.ledger.heading import Heading
from zwsearch.ledger.sheet import write_xlsx
from zwsearch.records import StoredNotice, Unit

Row = tuple[Unit, StoredNotice]
_TASKS = Heading()
# A cell that begins so is run as a formula by spreadsheets, whatever the file format.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_ledger(
    path: Path, rows: Iterable[Row], *, without_tasks: Sequence[StoredNotice] = (), heading: Heading = _TASKS
) -> int:
    """Write the rows in the format that the suffix names; return their number. A sheet has the `heading` above it.

    A sheet of problems stands beside the tasks in xlsx: those of the notices in the rows, and of further ones that
    are `without_tasks`, which nobody would miss otherwise.
    Raises UsageError for an unknown suffix, a place that cannot be written, or an empty ledger in the place of a
    file: a filter that lets nothing pass must not cost the last good one. The old file then stays as it was.
    """
    write = FORMATS.get(path.suffix.lower())
    if write is None:
        raise UsageError(
            f"不支持的导出格式：{path.name}", hint=f"文件名请以 {'、'.join(FORMATS)} 之一结尾，例如 台账.xlsx"
        )
    try:
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.", suffix=".tmp")
    except OSError as error:
        raise _unwritable(path, error) from error
    count = 0

    def counted() -> Iterator[Row]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    try:
        with os.fdopen(handle, "wb") as file:
            write(file, counted(), without_tasks, heading)
        if not count and path.is_file():
            raise UsageError(
                f"没有任务可写，台账是空的，没有覆盖已有的文件：{path}", hint="请放宽或去掉筛选条件，或换一个文件名"
            )
        _set_usual_mode(Path(name))
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise _unwritable(path, error) from error
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return count


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"不能写入“{path}”：{cause_of(error)}", hint="请检查文件夹是否存在、有没有写入权限、文件是否正被打开"
    )


def _set_usual_mode(path: Path) -> None:
    # Temporary files are for their owner alone; the ledger should be what `open` would have made.
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        path.chmod(0o666 & ~mask)


def _write_csv(file: BinaryIO, rows: Iterable[Row], _: Sequence[StoredNotice], heading: Heading) -> None:
    # With a byte order mark, or Excel takes UTF-8 for the code page of the machine.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    columns = columns_of(passages=heading.passages)
    writer.writerow([column.header for column in columns])
    for row in rows:
        writer.writerow([_defused(column.value(*row)) for column in columns])
    text.flush()
    text.detach()


def _defused(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _write_jsonl(file: BinaryIO, rows: Iterable[Row], _: Sequence[StoredNotice], heading: Heading) -> None:
    columns = columns_of(passages=heading.passages)
    for row in rows:
        unit, notice = row
        record: dict[str, object] = {column.name: column.value(*row) for column in columns}
        # A program wants the lists and what is known, not what a person reads.
        record |= {"title": notice.notice.title}
        record |= {"section": list(unit.section), "lead": list(unit.lead), "support": list(unit.support)}
        record |= {"missing_numbers": list(notice.missing_numbers)}
        record |= {"problems": [{"code": x.code, "message": x.message, "hint": x.hint} for x in notice.problems]}
        record |= {
            "deadline_kind": unit.deadline and unit.deadline.kind,
            "verdict": unit.tag and unit.tag.verdict,
            "confidence": unit.tag and unit.tag.confidence,
        }
        file.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def _write_md(file: BinaryIO, rows: Iterable[Row], _: Sequence[StoredNotice], heading: Heading) -> None:
    columns = columns_of(passages=heading.passages)
    file.write(_md_line(column.header for column in columns))
    file.write(_md_line("---" for _ in columns))
    for row in rows:
        file.write(_md_line("" if (v := column.value(*row)) is None else str(v) for column in columns))


def _md_line(cells: Iterable[str]) -> bytes:
    return f"| {' | '.join(map(_md_cell, cells))} |\n".encode("utf-8", "replace")


def _md_cell(text: str) -> str:
    # A pipe would begin a new cell, a line break a new row, and `<` an HTML tag.
    text = text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
    return "<br>".join(line.strip() for line in text.splitlines())


FORMATS: dict[str, Callable[[BinaryIO, Iterable[Row], Sequence[StoredNotice], Heading], None]] = {
    ".xlsx": write_xlsx,
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".md": _write_md,
}
