"""Text read in the wrong encoding is read again in its own."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_repair_page import codes, document, lines, replay

from zwsearch.repair import repair

SENTENCES = [
    "关于印发年度工作安排的通知",
    "各科室要按时报送材料，不得迟报、漏报。",
    "一、明确责任分工；二、加强督促检查。",
    "联系电话：12345，网址 http://www.example.gov.cn/",
    "《办法》自2024年3月1日起施行。",
]


def read_as_western(text: str) -> str:
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in text.encode()
    )


@pytest.mark.parametrize("sentence", SENTENCES)
def test_utf8_read_as_windows_1252(sentence: str) -> None:
    original = document("正常的一段。", read_as_western(sentence))
    repaired = repair(original)
    assert lines(repaired) == ["正常的一段。", sentence]
    assert codes(repaired) == ["mojibake"]
    replay(original, repaired)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_utf8_read_as_gbk_with_every_byte_kept(sentence: str) -> None:
    wrong = sentence.encode().decode("gb18030", "replace").replace("\ufffd", "?")
    (text,) = lines(repair(document(wrong)))
    # What the wrong reading lost may be marked, but nothing else may differ.
    assert len(text) == len(sentence)
    assert all(got in (true, "\ufffd") for got, true in zip(text, sentence, strict=True))
    assert text.count("\ufffd") <= 2


@pytest.mark.parametrize(
    "sentence",
    [
        "一、公开重点",
        "一是完善机制。",
        "及时公开。",
        "2023年3月21日",
        "公开名单。（责任科室：法律服务科）",
        "（牵头单位：办公室，2023年底前完成）",
        "完成率达到100%",
        "县级以上人民政府",
    ],
)
@pytest.mark.parametrize("reader", ["python", "windows"])
def test_utf8_read_as_gbk_with_lost_bytes(sentence: str, reader: str) -> None:
    wrong = (sentence + "\n").encode().decode("gb18030", "replace").rstrip("\n")
    if reader == "windows":
        wrong = re.sub("\ufffd(?=[^\\x00-\x7f])", "€", wrong)
    repaired = repair(document(wrong, "二、其他"))
    assert lines(repaired) == [sentence, "二、其他"]
    assert codes(repaired) == ["mojibake"]


def test_a_character_that_nothing_tells_stays_marked() -> None:
    wrong = "各单位".encode().decode("gb18030", "replace") + "瀹\ufffd"
    (text,) = lines(repair(document(wrong)))
    assert text.startswith("各单") and text.endswith("\ufffd")


@pytest.mark.parametrize("text", ["张骞？李某？", "2021骞会？", "每盏€5，共€10", "怎么办？", "月3鏃"])
def test_honest_question_marks_and_euros_stay(text: str) -> None:
    assert repair(document(text)).mends == ()


def test_gbk_read_as_latin_1() -> None:
    wrong = "政务公开工作通知".encode("gbk").decode("latin-1")
    assert lines(repair(document(f"标题 {wrong}")))[0] == "标题 政务公开工作通知"


def test_a_crossed_run_inside_a_sound_line() -> None:
    wrong = "工作要点".encode().decode("gbk")
    repaired = repair(document(f"附件：{wrong}"))
    assert lines(repaired) == ["附件：工作要点"]


def test_lost_characters_are_marked_and_named() -> None:
    repaired = repair(document("发文机关：某\ufffd县财政局"))
    assert repaired.mends == ()
    (problem,) = repaired.problems
    assert problem.code == "mojibake" and problem.where is not None and "\ufffd" in problem.where


@pytest.mark.parametrize(
    "text", ["café naïve Zürich São Paulo", "鍛铁、銀杏、鏡湖、鋼材", "涓流、浜海、鐵山、鏄", "§5 ¶2 © 2024 ®"]
)
def test_honest_accents_and_rare_characters_stay(text: str) -> None:
    assert repair(document(text)).mends == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map("".join))
def test_any_text_read_as_western_comes_back(text: str) -> None:
    assert lines(repair(document(read_as_western(text)))) == [text]
