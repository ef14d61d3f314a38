"""The corpus and its gold agree with each other, with the glossary, and hold nothing of the real notices."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTICES = ROOT / "corpus" / "notices"
GOLD = ROOT / "corpus" / "gold"
SHARED = ROOT.parent / "shared"
GOLD_FILES = sorted(GOLD.glob("*.json"))

# The fifteen names of the taxonomy and the kinds of the contract stand here once more on purpose: a slip in
# the package's own list must not move the gold with it.
CATEGORIES = {
    "政策发布",
    "权力运行",
    "重点领域",
    "财政信息",
    "政策解读",
    "回应关切",
    "公众参与",
    "依申请公开",
    "信息管理",
    "保密审查",
    "平台建设",
    "基层公开",
    "监督考核",
    "队伍建设",
    "制度机制",
}
KINDS = {"任务分工", "实施方案", "工作要点", "通知", "年度报告", "标准目录", "政策解读", "其他"}
DEADLINE_KINDS = {"ongoing", "by", "range", "recurring", "within"}
PLAIN = {".txt", ".md"}  # what can be read here without the program's own readers
RUN = 24  # a run of this many Han characters is a sentence, not a phrase of the trade


@cache
def load(path: Path) -> dict[str, Any]:
    gold: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return gold


def decode(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def han_runs(text: str) -> Iterator[str]:
    for run in re.findall(r"[\u3400-\u9fff]+", text):
        for start in range(len(run) - RUN + 1):
            yield run[start : start + RUN]


def test_every_notice_has_a_gold_and_every_gold_a_notice() -> None:
    named = [load(path)["notice"] for path in GOLD_FILES]
    assert len(named) == len(set(named))
    assert set(named) == {path.name for path in NOTICES.iterdir() if not path.name.startswith(".")}
    assert all(load(path)["notice"].startswith(path.stem + "-") for path in GOLD_FILES)


def test_there_are_enough_notices_of_every_kind_and_year() -> None:
    golds = [load(path) for path in GOLD_FILES]
    assert len(golds) >= 40
    assert {gold["kind"] for gold in golds} == KINDS
    assert {gold["year"] for gold in golds} >= set(range(2016, 2026))
    used = {task["category"] for gold in golds for task in gold["tasks"]}
    assert used == CATEGORIES


@pytest.mark.parametrize("path", GOLD_FILES, ids=lambda path: path.stem)
def test_gold_keeps_to_the_contract(path: Path) -> None:
    gold = load(path)
    assert gold["kind"] in KINDS
    assert gold["date"] is None or date.fromisoformat(gold["date"])
    for task in gold["tasks"]:
        assert task["category"] in CATEGORIES
        assert set(task["also"]) <= CATEGORIES - {task["category"]}
        assert task["requirement"].strip() == task["requirement"] != ""
        assert not set(task["lead"]) & set(task["support"])
        assert all(office and office == office.strip() for office in task["lead"] + task["support"])
        deadline = task["deadline"]
        if deadline is not None:
            assert set(deadline) == {"text", "kind", "start", "end"}
            assert deadline["kind"] in DEADLINE_KINDS
            assert deadline["text"]
            for day in (deadline["start"], deadline["end"]):
                assert day is None or date.fromisoformat(day)


@pytest.mark.parametrize("path", GOLD_FILES, ids=lambda path: path.stem)
def test_requirements_stand_in_the_notice(path: Path) -> None:
    gold = load(path)
    if Path(gold["notice"]).suffix not in PLAIN:
        pytest.skip("非纯文本，由 test_corpus_formats.py 检查")
    text = squeeze(decode(NOTICES / gold["notice"]))
    for spam in gold["must_not_contain"]:
        assert squeeze(spam) in text, "the damage that the gold speaks of is not in the notice"
    if gold["must_contain"]:
        pytest.skip("损坏的通知，正文须先修复")
    for task in gold["tasks"]:
        assert squeeze(task["requirement"]) in text
        assert task["number"] is None or task["number"] in text
        for section in task["section"]:
            assert squeeze(section) in text
        for office in task["lead"] + task["support"]:
            assert squeeze(office) in text
    for cited in [*gold["cites"], gold["document_number"]]:
        assert cited is None or squeeze(cited) in text


@pytest.mark.parametrize("path", GOLD_FILES, ids=lambda path: path.stem)
def test_missing_numbers_are_the_gaps(path: Path) -> None:
    gold = load(path)
    numbers = [task["number"] or "" for task in gold["tasks"]]
    if not all(number.isdecimal() for number in numbers) or len(set(numbers)) != len(numbers) or not numbers:
        assert gold["missing_numbers"] == []
        return
    printed = {int(number) for number in numbers}
    gaps = [str(number) for number in range(1, max(printed) + 1) if number not in printed]
    assert gold["missing_numbers"] == gaps
    assert ("numbering_gap" in gold["problems"]) == bool(gaps)


def test_no_requirement_stands_in_two_notices() -> None:
    seen: dict[str, str] = {}
    for path in GOLD_FILES:
        for task in load(path)["tasks"]:
            key = squeeze(task["requirement"])
            assert seen.setdefault(key, path.stem) == path.stem
            seen[key] = path.stem


@pytest.mark.skipif(not (SHARED / "seeds").exists(), reason="种子文件不在")
def test_nothing_is_copied_from_the_seeds() -> None:
    real = {run for seed in (SHARED / "seeds").glob("*.txt") for run in han_runs(seed.read_text(encoding="utf-8"))}
    plain = [path for path in NOTICES.iterdir() if path.suffix in {*PLAIN, ".html"}]
    for path in [*plain, *GOLD_FILES]:
        copied = real.intersection(han_runs(decode(path)))
        assert not copied, f"{path.name}: {sorted(copied)[:1]}"
