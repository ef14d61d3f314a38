"""The categories that a task can have: names, heads of the annual report, definitions, borders.

They are data (`taxonomy.json` beside this file); an office may give its own file of the same shape, so that
categories are added, renamed or removed without touching the program. A category that was renamed tells its earlier
names in `formerly`: labels and models made under those count for it.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from zwsearch.errors import LabelError

# The answer to "is this a disclosure task at all?". Not a category: no task is ever tagged with it.
NOT_A_TASK = "非任务"
_SHAPE = '类别文件应是列表，每项形如 {"name": "政策解读", "head": "主动公开", "definition": "…", "formerly": ["旧名"]}'
_TEXTS = ("name", "head", "definition", "border")


@dataclass(frozen=True, slots=True)
class Category:
    """One category: `head` is the part of the annual report that it rolls up to, `formerly` are its earlier names."""

    name: str
    head: str = ""
    definition: str = ""
    border: str = ""
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taxonomy:
    """An ordered list of categories with unique names."""

    categories: tuple[Category, ...]

    @classmethod
    def load(cls, path: Path | None = None) -> Taxonomy:
        """Read a taxonomy file; None is the one that comes with the program.

        The file holds a list of objects with `name` (and `head`, `definition`, `border`, `formerly`), or an object
        whose `categories` is such a list. Raises LabelError when it cannot be read or holds no or doubtful names.
        """
        source = path or Path(__file__).with_name("taxonomy.json")
        try:
            data = source.read_bytes()
        except OSError as error:
            raise _unreadable(source) from error
        return cls.parse(data, source)

    @classmethod
    def parse(cls, data: bytes, source: Path) -> Taxonomy:
        """The taxonomy in the bytes of a file; `source` is named in what is wrong. Raises LabelError."""
        try:
            parsed = json.loads(data.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise _unreadable(source) from error
        if isinstance(parsed, dict) and "categories" in parsed:
            parsed = parsed["categories"]
        return cls.from_data(parsed, where=f"类别文件 {source} ")

    @classmethod
    def from_data(cls, data: Any, *, where: str = "类别文件") -> Taxonomy:
        """Build from parsed JSON. Raises LabelError when the shape is wrong or a name is doubled or empty."""
        if not isinstance(data, list):
            raise LabelError(f"{where}的格式不对", hint=_SHAPE)
        categories = tuple(_category(item, where) for item in data)
        names = [category.name for category in categories]
        if len(names) < 2 or not all(names):
            raise LabelError(f"{where}里至少要有两个有名称的类别", hint=_SHAPE)
        doubled = next((name for name in names if names.count(name) > 1 or name == NOT_A_TASK), None)
        if doubled is not None:
            raise LabelError(
                f"{where}里的类别名称重复或不可用：{doubled}", hint="每个类别名称只能出现一次，“非任务”为保留名称"
            )
        _check_former(categories, where)
        return cls(categories)

    def to_data(self) -> list[dict[str, Any]]:
        """The JSON shape that `from_data` reads back."""
        told = (asdict(category) for category in self.categories)
        return [{key: value for key, value in one.items() if key != "formerly" or value} for one in told]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names in the order of the file."""
        return tuple(category.name for category in self.categories)

    @cached_property
    def _heads(self) -> dict[str, str]:
        return {category.name: category.head for category in self.categories}

    @cached_property
    def meanings(self) -> dict[str, str]:
        """Every name that is or was one of a category → its present name."""
        former = {old: category.name for category in self.categories for old in category.formerly}
        return former | {name: name for name in self.names}

    def present(self, name: str) -> str | None:
        """The present name of a category that is or was called `name`, or None."""
        return self.meanings.get(name)

    def head(self, name: str) -> str:
        """The head that a category rolls up to, empty for an unknown one."""
        return self._heads.get(name, "")

    def __contains__(self, name: object) -> bool:
        return name in self._heads

    def nearest(self, name: str) -> str | None:
        """The known name that looks most like `name`, or None when nothing is near."""
        found = difflib.get_close_matches(name, self.names, n=1, cutoff=0.34)
        return found[0] if found else None


def _unreadable(source: Path) -> LabelError:
    return LabelError(
        f"类别文件读不出来：{source}", hint="请给出 UTF-8 编码的 JSON 类别文件，或删去它，改用程序自带的类别"
    )


def _category(item: Any, where: str) -> Category:
    if not isinstance(item, dict) or not isinstance(item.get("name", ""), str):
        raise LabelError(f"{where}的格式不对", hint=_SHAPE)
    name, head, definition, border = (str(item.get(key) or "").strip() for key in _TEXTS)
    former = item.get("formerly") or []
    former = [former] if isinstance(former, str) else former
    if not isinstance(former, list | tuple) or not all(isinstance(old, str) and old.strip() for old in former):
        raise LabelError(f"{where}里“{name}”的旧名（formerly）格式不对", hint=_SHAPE)
    olds = dict.fromkeys(old.strip() for old in former)
    return Category(name, head, definition, border, tuple(old for old in olds if old != name))


def _check_former(categories: Iterable[Category], where: str) -> None:
    """Raises LabelError for an earlier name that does not lead to one category alone."""
    current = {category.name for category in categories}
    taken: dict[str, str] = {}
    for category in categories:
        for old in category.formerly:
            if old in current or old == NOT_A_TASK:
                raise LabelError(
                    f"{where}里“{old}”是现在的名称，又写成了“{category.name}”的旧名（formerly）",
                    hint=f"还要用“{old}”，就从“{category.name}”的 formerly 里删去它；已改了名，就删去“{old}”这一类",
                )
            if old in taken:
                raise LabelError(
                    f"{where}里“{old}”写成了“{taken[old]}”和“{category.name}”两个类别的旧名（formerly）",
                    hint="一个旧名只能写在一个类别里",
                )
            taken[old] = category.name
