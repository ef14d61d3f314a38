"""Whole texts read in another encoding come back, hopeless ones are named, honest ones in any script stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_repair_clean import LINES
from test_repair_page import codes, document, lines, replay

from zwsearch.repair import repair

NOTICE = [
    "关于做好集体账目公开工作的通知",
    "各村民委员会：",
    "为方便群众监督，现就有关事项通知如下，请结合实际抓好落实。",
    "一、公开内容。按季公布收支明细，由财务科负责，每季度末更新一次。",
    "二、公开形式。在公开栏和门户网站同步发布，保留时间不少于三个月。",
    "办公室",
    "2024年3月1日",
]
TRADITIONAL = [
    "關於做好集體帳目公開工作的通知",
    "為方便群眾監督，現就有關事項通知如下，請結合實際抓好落實。",
    "二、公開形式。在公開欄和門戶網站同步發布，保留時間不少於三個月。",
    "辦公室",
]


def western(raw: bytes) -> str:
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte) for byte in raw
    )


@pytest.mark.parametrize("read_as", ["latin-1", "cp1252"])
def test_gbk_read_as_western(read_as: str) -> None:
    wrong = [
        western(line.encode("gbk")) if read_as == "cp1252" else line.encode("gbk").decode(read_as) for line in NOTICE
    ]
    original = document(*wrong)
    repaired = repair(original)
    assert lines(repaired) == NOTICE
    assert codes(repaired) == ["mojibake"]
    replay(original, repaired)


def test_utf8_read_as_western_twice() -> None:
    wrong = [western(western(line.encode()).encode()) for line in NOTICE]
    assert lines(repair(document(*wrong))) == NOTICE


def test_big5_read_as_gbk() -> None:
    wrong = [line.encode("cp950").decode("gb18030") for line in TRADITIONAL]
    repaired = repair(document(*wrong))
    assert codes(repaired) == ["mojibake", "traditional_mirror"]
    assert lines(repaired)[2] == "二、公开形式。在公开栏和门户网站同步发布，保留时间不少于三个月。"
    assert lines(repaired)[3] == "办公室"


def as_windows_reads_big5(raw: bytes) -> str:
    """Rows that Big5 leaves to the user become private-use characters."""
    text = ""
    for lead, trail in zip(raw[::2], raw[1::2], strict=True):
        try:
            text += bytes((lead, trail)).decode("cp950")
        except UnicodeDecodeError:
            text += chr(0xF6B1 - 63 + 157 * (lead - 0xC6) + trail - (0x40 if trail < 0x80 else 0x62))
    return text


def test_gbk_read_as_big5() -> None:
    text = "按月公布账目，由财政局负责；请各科室及时更正，切实保障群众知情权。"
    wrong = as_windows_reads_big5(text.encode("gbk"))
    assert lines(repair(document(wrong, "正常的一段。"))) == [text, "正常的一段。"]


def test_a_single_paragraph_among_sound_ones() -> None:
    wrong = TRADITIONAL[1].encode("cp950").decode("gb18030")
    repaired = repair(document(*NOTICE[:3], wrong))
    assert lines(repaired)[:3] == NOTICE[:3]
    assert repaired.mends[0].before == wrong and repaired.mends[0].after == TRADITIONAL[1]


@pytest.mark.parametrize("again", [False, True])
def test_bytes_that_were_lost_are_named_and_nothing_is_invented(again: bool) -> None:
    text = "\n".join(NOTICE).encode("gbk").decode("utf-8", "replace")
    if again:
        text = text.encode().decode("gb18030", "replace")
    repaired = repair(document(*text.split("\n")))
    assert codes(repaired) == ["mojibake"]
    assert "2024" in "".join(lines(repaired))


@pytest.mark.parametrize(
    "text",
    [
        "臺灣高鐵車站資訊、澎湖縣湖西鄉、新北市鶯歌區、嘉義縣梅山鄉",
        "姓名：王喆、李犇、赵龑、孙翀、钱琰、周堃、吴昉、郑旻",
        "犇羴鱻麤骉猋淼焱垚森",
        "café naïve Zürich São Paulo señor Ångström Ægir Øre Ñandú",
        "ひらがなとカタカナの文章です、한국어 문장입니다",
        "Привет, это русский текст; Ελληνικά κείμενα",
        "鄠邑、盩厔、郿縣、亳州、濮陽、郯城、嵊泗、婺源、岢嵐、垣曲",
    ],
)
def test_rare_names_and_other_scripts_stay(text: str) -> None:
    repaired = repair(document(text, *NOTICE))
    assert repaired.mends == () and repaired.problems == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=8))
def test_sound_lines_are_never_reread(chosen: list[str]) -> None:
    assert repair(document(*chosen)).mends == ()
