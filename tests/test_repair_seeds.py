"""The five seeds: what must be mended, what must be named, and what must stay untouched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zwsearch.records import Document, Paragraph, Repaired, Source
from zwsearch.repair import repair

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
pytestmark = pytest.mark.skipif(not (SHARED / "seeds").exists(), reason="种子文件不在")

CODES = {"pinyin_annotated", "traditional_mirror", "mojibake", "spam_injected"}


def gold(seed: str) -> dict[str, object]:
    notices = json.loads((SHARED / "gold" / "seed_notices.json").read_text(encoding="utf-8"))
    return next(notice for notice in notices if notice["seed"].startswith(seed))


def mended(seed: str) -> tuple[str, Repaired]:
    text = (SHARED / "seeds" / str(gold(seed)["seed"])).read_text(encoding="utf-8")
    blocks = tuple(Paragraph(line) for line in text.split("\n"))
    repaired = repair(Document(Source(seed, "txt", "utf-8", ""), blocks))
    whole = "\n".join(block.text for block in repaired.document.blocks if isinstance(block, Paragraph))
    return whole, repaired


@pytest.mark.parametrize("seed", ["000", "001", "002", "003", "004"])
def test_each_seed_shows_exactly_its_damage(seed: str) -> None:
    _, repaired = mended(seed)
    codes = {problem.code for problem in repaired.problems}
    assert codes & CODES == set(gold(seed)["warnings"]) & CODES  # type: ignore[call-overload]


def test_the_mirror_reads_as_the_notice_it_was() -> None:
    whole, _ = mended("002")
    for sentence in gold("002")["must_contain_after_repair"]:  # type: ignore[attr-defined]
        assert sentence in whole


def test_the_spam_is_named_exactly_and_its_slot_holds_the_true_name() -> None:
    whole, repaired = mended("004")
    (problem,) = [problem for problem in repaired.problems if problem.code == "spam_injected"]
    span = gold("004")["spam_span"]
    assert problem.where == span
    assert str(span) not in whole
    (mend,) = [mend for mend in repaired.mends if mend.kind == "spam_injected"]
    assert (mend.before, mend.after) == (span, "浙江省人民政府")


@pytest.mark.parametrize("seed", ["000", "001", "002", "003", "004"])
def test_a_mended_seed_needs_no_second_mending(seed: str) -> None:
    _, repaired = mended(seed)
    again = repair(repaired.document)
    assert again.mends == ()
    assert again.document == repaired.document
