"""What a person may write into the fields of a notice or a task, checked and brought into one form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, get_args

from zwsearch.errors import UsageError
from zwsearch.extract.document_numbers import find_numbers
from zwsearch.extract.offices import looks_like_office
from zwsearch.records import NoticeKind
from zwsearch.store.edits import Value

NAMES = {
    "title": "标题",
    "issuer": "发文机关",
    "document_number": "文号",
    "date": "成文日期",
    "year": "年份",
    "province": "地区",
    "kind": "种类",
    "number": "序号",
    "section": "工作任务",
    "requirement": "具体要求",
    "lead": "牵头单位",
    "support": "配合单位",
    "deadline": "时限",
    "added": "补写的任务",
    "dropped": "是不是任务",
    "split_off": "拆出的任务",
    "merged": "分合",
    "carried": "原文（修改和标注沿用）",
}
KINDS: tuple[str, ...] = get_args(NoticeKind)
_LONGEST = {"title": 500, "requirement": 20_000}
_USUAL = 300  # characters of any other text
_MOST = 60  # offices of one task, or headings above it
_YEARS = range(1949, 2101)
# Offices end at a comma of any kind, but not inside brackets: 教育局（体育局、文化局） is one.
_OFFICE_ENDS = re.compile(r"[、，,;；\n]+(?![^（(\n]*[）)])")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class RefusedValueError(UsageError):
    """A value that cannot be; `field` is the one that it was given for, where it is one alone."""

    code = "edit"
    field = ""


def refused(message: str, hint: str, field: str = "") -> RefusedValueError:
    """A value that cannot be."""
    error = RefusedValueError(message, hint=hint)
    error.field = field
    return error


def as_text(name: str, value: Value) -> str:
    """A value as a person reads and writes it in one field: offices with 、 between, headings one a line."""
    if name == "dropped":
        return "不是任务" if value else "是任务"
    if name == "merged":
        return f"并入“{str(value)[:24]}”" if value else "单独一条"
    if isinstance(value, tuple):
        return ("\n" if name == "section" else "、").join(value)
    return "" if value is None else str(value)


def differs(name: str, value: Value, old: Value) -> bool:
    """Whether a cleaned value says something else than the old one, beyond what cleaning would do to the old one."""
    if value == old:
        return False
    given = as_text(name, old)
    return not given or cleaned({name: given}, (name,))[name] != value


def cleaned(changes: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Value]:
    """The values of some of the fields as they can be stored. Raises UsageError (code `edit`)."""
    unknown = [name for name in changes if name not in fields]
    if unknown:
        known = "、".join(f"{name}（{NAMES[name]}）" for name in fields)
        raise refused(f"不能修改“{unknown[0]}”", f"可以修改：{known}")
    return {name: _CLEAN.get(name, _text)(name, value) for name, value in changes.items()}


def _text(name: str, value: Any) -> str | None:
    """One line of text; empty is nothing."""
    if value is not None and not isinstance(value, str):
        raise refused(f"“{NAMES[name]}”要写成文字", "请检查填写的内容", name)
    text = " ".join("".join(char if char.isprintable() else " " for char in value or "").split())
    longest = _LONGEST.get(name, _USUAL)
    if len(text) > longest:
        raise refused(f"“{NAMES[name]}”太长，有 {len(text)} 个字", f"最多 {longest} 个字", name)
    return text or None


def _required(name: str, value: Any) -> str:
    text = _text(name, value)
    if text is None:
        raise refused(f"“{NAMES[name]}”不能是空的", "请填写内容", name)
    return text


def _document_number(name: str, value: Any) -> str | None:
    """A document number as offices write it, whatever signs were left out; what is none stays as it is."""
    text = _text(name, value)
    found = [] if text is None else find_numbers(text) or find_numbers(f"{text}号")
    if text is None or len(found) != 1 or "".join(text.split())[:2] != found[0][:2]:
        return text
    return found[0]


def _date(name: str, value: Any) -> str | None:
    text = _text(name, value)
    if text is None:
        return None
    found = _DATE.fullmatch(text)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:  # the 30th of February
        day = None
    if day is None or day.year not in _YEARS:
        raise refused(f"“{text[:20]}”不是日期", "请写成 2023-12-31 的样子", name)
    return day.isoformat()


def _year(name: str, value: Any) -> int | None:
    text = str(value if value is not None else "").strip()
    if not text:
        return None
    if not re.fullmatch(r"\d{4}", text) or int(text) not in _YEARS:
        raise refused(f"“{text[:20]}”不是年份", "请写四位数字，例如 2024", name)
    return int(text)


def _kind(name: str, value: Any) -> str:
    text = _text(name, value)
    if text not in KINDS:
        raise refused(f"没有名为“{(text or '')[:20]}”的种类", f"可用的种类：{'、'.join(KINDS)}", name)
    return text


def _offices(text: str) -> list[str]:
    """The offices of one field: a blank parts them too, where each piece is spelled as an office."""
    parts: list[str] = []
    for part in _OFFICE_ENDS.split(text):
        pieces = part.split()
        apart = len(pieces) > 1 and all(len(piece) > 2 and looks_like_office(piece) for piece in pieces)
        parts.extend(pieces if apart else [part])
    return parts


def _list(split: Callable[[str], list[str]]) -> Callable[[str, Any], tuple[str, ...]]:
    def clean(name: str, value: Any) -> tuple[str, ...]:
        parts = split(value) if isinstance(value, str) else list(value or ())
        texts = dict.fromkeys(text for part in parts if (text := _text(name, part)))
        if len(texts) > _MOST:
            raise refused(f"“{NAMES[name]}”太多，有 {len(texts)} 项", f"最多 {_MOST} 项", name)
        return tuple(texts)

    return clean


_CLEAN: dict[str, Callable[[str, Any], Value]] = {
    "document_number": _document_number,
    "date": _date,
    "year": _year,
    "kind": _kind,
    "requirement": _required,
    "section": _list(str.splitlines),
    "lead": _list(_offices),
    "support": _list(_offices),
}
