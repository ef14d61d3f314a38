"""The five real notices through the whole chain, compared with their exact answers field by field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from zwsearch.extract import extract
from zwsearch.read import read_path
from zwsearch.records import Extraction
from zwsearch.repair import repair

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
pytestmark = pytest.mark.skipif(not (SHARED / "seeds").exists(), reason="种子文件不在")

SEEDS = (
    "000_46bd5621a725d2e9",
    "001_6109759c7907b0a2",
    "002_be75140b6821e26a",
    "003_8d8c5a5d76a56a31",
    "004_2cb508ea746def74",
)


def understood(seed: str) -> Extraction:
    return extract(repair(read_path(SHARED / "seeds" / f"{seed}.txt")[0]))


def gold(name: str, seed: str) -> list[dict[str, Any]]:
    entries = json.loads((SHARED / "gold" / name).read_text(encoding="utf-8"))
    return [entry for entry in entries if entry["seed"] == f"{seed}.txt"]


@pytest.mark.parametrize("seed", SEEDS)
def test_tasks_are_exact(seed: str) -> None:
    found = understood(seed)
    shown = [
        {
            "number": task.number,
            "section": list(task.section),
            "requirement": task.requirement,
            "lead": list(task.lead),
            "support": list(task.support),
            "deadline": task.deadline.text if task.deadline else None,
        }
        for task in found.tasks
    ]
    wanted = [{key: entry[key] for key in shown[0]} for entry in gold("seed_tasks.json", seed)] if shown else []
    assert shown == wanted
    assert len(shown) == gold("seed_notices.json", seed)[0]["tasks"]


@pytest.mark.parametrize("seed", SEEDS)
def test_metadata_and_problems_are_exact(seed: str) -> None:
    found = understood(seed)
    (wanted,) = gold("seed_notices.json", seed)
    notice = found.notice
    for name in ("title", "issuer", "date", "year", "province", "kind", "document_number"):
        assert getattr(notice, name) == wanted[name], name
    assert list(notice.cites) == wanted["cites"]
    assert notice.url == wanted["source_url"]
    assert list(found.missing_numbers) == wanted["missing_numbers"]
    assert {problem.code for problem in found.problems} == set(wanted["warnings"])
    missing = [problem.where for problem in found.problems if problem.code == "missing_table"]
    assert missing == wanted.get("missing_tables", [])
    for sentence in wanted.get("must_contain_after_repair", []):
        assert sentence in found.text


@pytest.mark.parametrize("seed", SEEDS)
def test_spans_point_at_what_they_name(seed: str) -> None:
    found = understood(seed)
    for task in found.tasks:
        assert "".join(found.text[s.start : s.end] for s in task.spans) == task.requirement.replace("\n", "")
    for passage in found.passages:
        assert len(passage.text) <= 420
        assert "".join(found.text[s.start : s.end] for s in passage.spans) == passage.text
