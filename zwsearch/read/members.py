"""The files inside an archive or a mail: which are wanted, how deep, and what becomes of those that fail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from zwsearch.errors import ReadError
from zwsearch.names import clean_name
from zwsearch.read import formats, limits
from zwsearch.records import Document, Problem, Source

_NAMED = 10  # files of no known kind that are named


@dataclass(slots=True)
class _Budget:
    """What the archives that are open at this moment may still hold, all together."""

    depth: int = 0
    expanded: int = 0
    files: int = 0


# Archives are read from inside archives through the ordinary readers, so the budget travels beside them.
_BUDGET: ContextVar[_Budget | None] = ContextVar("budget", default=None)


def is_hidden(name: str) -> bool:
    """Whether a member is one that nobody put there on purpose: hidden, lock and resource files."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(
        part not in (".", "..") and (part.startswith((".", "~$")) or part.lower() in formats.OF_THE_SYSTEM)
        for part in parts
    )


def is_known(name: str) -> bool:
    """Whether a member is of a kind that a reader knows."""
    return formats.suffix_of(PurePosixPath(name.replace("\\", "/")).name) in formats.SUFFIXES


def read_all(
    files: Iterable[tuple[str, bytes | ReadError | None]], outer: str, before: Sequence[Document] = ()
) -> tuple[Document, ...]:
    """Reads members one by one, after what was read `before`.

    One that fails becomes an `unread` document that says why. One of no known kind comes as None: they are all named in
    a problem `passed_over` of one document. Raises ReadError `too_large` beyond the limits of all nested archives
    together, `no_files` for none.
    """
    budget = _BUDGET.get()
    token = None
    if budget is None:
        budget = _Budget()
        token = _BUDGET.set(budget)
    try:
        if budget.depth >= limits.MAX_NESTING:
            raise limits.too_large(f"“{outer}”套了 {limits.MAX_NESTING} 层以上的压缩包", "请先解压内层的压缩包")
        budget.depth += 1
        documents = list(before)
        unknown: list[str] = []
        for inner, content in files:
            if content is None:
                unknown.append(clean_name(inner))
            else:
                documents += _read_one(budget, f"{outer}/{clean_name(inner)}", content)
        budget.depth -= 1
    finally:
        if token is not None:
            _BUDGET.reset(token)
    hint = f"可读取的常用格式：{formats.COMMON_FORMATS}"
    if not documents:
        only = f"，只有{_named(unknown)}" if unknown else ""
        raise ReadError(f"“{outer}”里没有可读取的文件{only}", hint=hint, code="no_files")
    if unknown:
        told = Problem("passed_over", f"“{outer}”里跳过 {len(unknown)} 个不认识的文件：{_named(unknown)}", hint, outer)
        at = next((place for place, document in enumerate(documents) if document.blocks), 0)
        documents[at] = replace(documents[at], problems=(*documents[at].problems, told))
    return tuple(documents)


def _named(unknown: Sequence[str]) -> str:
    return "、".join(unknown[:_NAMED]) + ("等" if len(unknown) > _NAMED else "")


def _read_one(budget: _Budget, name: str, content: bytes | ReadError) -> tuple[Document, ...]:
    if isinstance(content, ReadError):
        return (_failed(name, b"", content),)
    budget.files += 1
    budget.expanded += len(content)
    if budget.files > limits.MAX_MEMBERS or budget.expanded > limits.MAX_EXPANDED_BYTES:
        raise limits.too_large(f"“{name}”所在的压缩包内容太多", "请解压后只选需要的文件")
    depth = budget.depth
    try:
        return formats.read_data(content, name)
    except ReadError as error:
        budget.depth = depth
        return (_failed(name, content, error),)


def _failed(name: str, content: bytes, error: ReadError) -> Document:
    source = Source(name, formats.format_of(name), None, hashlib.sha256(content).hexdigest())
    return Document(source, (), problems=(Problem(error.code, error.message, error.hint, name),), unread=True)
