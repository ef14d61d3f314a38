"""What a notice is called that was pasted and has no title: by what it says first, and when it was pasted."""

from __future__ import annotations

import re
import sqlite3
from datetime import datetime

UNNAMED = "粘贴文本"  # the source of a text that came without a name
_LONGEST = 20
_WORDS = re.compile(r"[^\s|/\\.:：<>\"*?]+")


def pasted_name(words: str, at: datetime | None = None) -> str:
    """A name from the words that a notice begins with, and the time by the clock of this machine where it is known."""
    told = "".join(_WORDS.findall(words[:200]))
    opening = (f"{told[:_LONGEST]}…" if len(told) > _LONGEST else told) or UNNAMED
    return f"{opening}（{at:%Y-%m-%d %H:%M} 粘贴）" if at else f"{opening}（粘贴）"


def name_pasted(connection: sqlite3.Connection) -> None:
    """Name the notices that were stored when all of them were called alike; their ids stay."""
    rows = connection.execute(
        "SELECT id, coalesce((SELECT text FROM unit WHERE notice = notice.id AND type = 'task' ORDER BY key LIMIT 1), "
        "text) FROM notice WHERE title IS NULL AND source_name = ?",
        (UNNAMED,),
    ).fetchall()
    connection.executemany(
        "UPDATE notice SET source_name = ? WHERE id = ?", [(pasted_name(words), id_) for id_, words in rows]
    )
