"""What the name of a file tells of a notice whose own words do not: its title, its year."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from .lexicon import fold
from .titles import clean_title, is_title

_BEFORE = re.compile(
    r"^(?:附\s*+[件表](?:\s*+[\d一二三四五六七八九十]{1,2})?|[（(【\[]?\d{1,3}(?![\d年])[)）】\]]?)[\s._．、:：—-]*+"
)
_BEHIND = re.compile(
    r"(?<![\s_—-])[\s_—-]*+(?:[（(]\d{1,2}[)）]|[（(]?(?:副本|最终稿?|终稿|定稿|打印版|盖章版|发文版)[)）]?|v\d+|final|\d{6,8})$",
    re.I,
)
# Names that programs give, not people.
_UNNAMED = re.compile(r"新建|未命名|无标题|Microsoft|工作簿|扫描|下载", re.I)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def title_from_name(name: str) -> str | None:
    """The title that a file bears as its name, without the number before it and the version behind; else None."""
    title = clean_title(_bare(name))
    return title if is_title(title) and not _UNNAMED.search(title) else None


def year_from_name(name: str) -> int | None:
    """The year in the name of a file: beside Chinese words, where no serial number stands."""
    bare = fold(_bare(name))
    years = set(_YEAR.findall(bare)) if re.search(r"[\u4e00-\u9fff]", bare) else set()
    return int(years.pop()) if len(years) == 1 else None


def _bare(name: str) -> str:
    stem = PurePosixPath(name.replace("\\", "/")).stem.strip()
    for pattern in (_BEFORE, _BEHIND):
        while (rest := pattern.sub("", stem)) != stem:
            stem = rest
    return stem
