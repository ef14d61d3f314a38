"""UTF-8 read as GBK by programs that drop what they cannot read: brought back, with a mark where nothing tells."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zwsearch.read import read_text
from zwsearch.records import Paragraph
from zwsearch.repair import repair
from zwsearch.repair.dropped import LOST, undo_dropped
from zwsearch.repair.plausibility import Plausibility

SENTENCES = [
    "各镇要按季公开集体账目，说明收入支出的去向。",
    "办事指南变动以后要在三个工作日内更新，同时删去过期的材料。",
    "开放日每年不少于两次，邀请居民代表参加，会后公布采纳情况。",
    "由办公室牵头，法规科、信息科配合，2023年12月底前完成。",
]


def crossed(text: str) -> str:
    return text.encode("utf-8").decode("gbk", "ignore")


def agrees(found: str, true: str) -> bool:
    return len(found) == len(true) and all(a in (b, LOST) for a, b in zip(found, true, strict=True))


def test_a_notice_comes_back_and_what_is_not_known_is_marked() -> None:
    result = repair(read_text("\n".join(crossed(sentence) for sentence in SENTENCES)))
    texts = [b.text for b in result.document.blocks if isinstance(b, Paragraph)]
    assert "mojibake" in [problem.code for problem in result.problems]
    for found, true in zip(texts, SENTENCES, strict=True):
        assert agrees(found[:-1], true[:-1]) and found.count(LOST) <= 2
    again = repair(result.document)
    assert again.document == result.document


@pytest.mark.parametrize("text", [*SENTENCES, "某镇人民政府", "plain text", "café 咖啡", ""])
def test_sound_text_is_no_wrong_reading(text: str) -> None:
    assert undo_dropped(text, Plausibility()) is None


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(list("公开政府信息工作通知任务单位完成年月日责落实各部门、，。《》（）2023")),
        min_size=4,
        max_size=60,
    )
)
def test_the_length_is_kept_whatever_was_said(letters: list[str]) -> None:
    true = "".join(letters)
    found = undo_dropped(crossed(true), Plausibility())
    assert found is None or len(found) == len(true)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_taken(text: str) -> None:
    undo_dropped(text, Plausibility())
    undo_dropped(crossed(text.encode("utf-8", "ignore").decode()), Plausibility())
