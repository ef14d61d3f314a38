"""The categories that a task can have: names, heads of the annual report, definitions, borders.

They are data (`taxonomy.json` beside this file); an office may give its own file of the same shape, so that
categories are added, renamed or removed without touching the program.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from zwsearch.errors import LabelError

# The answer to "is this a disclosure task at all?". Not a category: no task is ever tagged with it.
NOT_A_TASK = "非任务"


@dataclass(frozen=True, slots=True)
class Category:
    """One category: `head` is the part of the annual report that it rolls up to."""

    name: str
    head: str = ""
    definition: str = ""
    border: str = ""


@dataclass(frozen=True)
class Taxonomy:
    """An ordered list of categories with unique names."""

    categories: tuple[Category, ...]

    @classmethod
    def load(cls, path: Path | None = None) -> Taxonomy:
        """Read a taxonomy file; None is the one that comes with the program.

        The file holds a list of objects with `name` (and `head`, `definition`, `border`), or an object whose
        `categories` is such a list. Raises LabelError when it cannot be read or holds no or doubtful names.
        """
        source = path or Path(__file__).with_name("taxonomy.json")
        try:
            data = json.loads(source.read_text("utf-8-sig"))
        except (OSError, ValueError) as error:
            raise LabelError(f"类别文件读不出来：{source}", hint="请给出 UTF-8 编码的 JSON 类别文件") from error
        return cls.from_data(data["categories"] if isinstance(data, dict) and "categories" in data else data)

    @classmethod
    def from_data(cls, data: Any) -> Taxonomy:
        """Build from parsed JSON. Raises LabelError when the shape is wrong or a name is doubled or empty."""
        hint = '类别文件应是列表，每项形如 {"name": "政策解读", "head": "主动公开", "definition": "…"}'
        if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
            raise LabelError("类别文件的格式不对", hint=hint)
        keys = ("name", "head", "definition", "border")
        categories = tuple(Category(**{key: str(item.get(key) or "").strip() for key in keys}) for item in data)
        names = [category.name for category in categories]
        if len(names) < 2 or not all(names):
            raise LabelError("类别文件里至少要有两个有名称的类别", hint=hint)
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled or NOT_A_TASK in names:
            wrong = doubled[0] if doubled else NOT_A_TASK
            raise LabelError(f"类别名称重复或不可用：{wrong}", hint="每个类别名称只能出现一次，“非任务”为保留名称")
        return cls(categories)

    def to_data(self) -> list[dict[str, str]]:
        """The JSON shape that `from_data` reads back."""
        return [asdict(category) for category in self.categories]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names in the order of the file."""
        return tuple(category.name for category in self.categories)

    @cached_property
    def _heads(self) -> dict[str, str]:
        return {category.name: category.head for category in self.categories}

    def head(self, name: str) -> str:
        """The head that a category rolls up to, empty for an unknown one."""
        return self._heads.get(name, "")

    def __contains__(self, name: object) -> bool:
        return name in self._heads

    def nearest(self, name: str) -> str | None:
        """The known name that looks most like `name`, or None when nothing is near."""
        found = difflib.get_close_matches(name, self.names, n=1, cutoff=0.34)
        return found[0] if found else None
