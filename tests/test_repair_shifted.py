"""GBK bytes out of step: the damage is made here byte by byte, and must be undone or marked."""

from __future__ import annotations

import pytest
from test_repair_page import codes, document, lines, replay

from zwsearch.repair import repair

SENTENCES = [
    "各部门要按季度梳理本单位的公开事项清单。市场监管部门应当将发现的问题在五个工作日内整改到位。",
    "县级医院和乡镇卫生院应当在醒目位置公布收费标准。《医疗收费项目目录》由卫生健康部门每年更新一次。",
    "三、完善监督机制。《考核办法》规定，连续两次排名末位的单位要作出书面说明。",
    "（一）强化责任落实。各乡镇人民政府要明确专人负责，加强业务培训，每半年至少举办一期。",
    "学校食堂应当公示食材来源。教育部门每学期组织抽查，结果向家长公开。",
    "请于十月底前将自查报告报送市政府办公室。联系人及电话见附件。",
]


def lose_first_byte(text: str, at: int, mark: str) -> str:
    """The reader of GBK drops the first byte of the character at `at`, and reads on out of step."""
    head, tail = text[:at], text[at:].encode("gbk")
    return head + mark + tail[1:].decode("gbk", "ignore")


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("mark", ["?", "？", "\ufffd"])
def test_a_byte_lost_at_a_full_stop_is_told_by_the_bytes_that_follow(sentence: str, mark: str) -> None:
    at = sentence.index("。")
    damaged = lose_first_byte(sentence, at, mark)
    assert damaged != sentence
    original = document(*(other for other in SENTENCES if other != sentence), damaged)
    repaired = repair(original)
    pairs = list(zip(lines(repaired)[-1], sentence[:-2], strict=False))
    # A byte that vanished together with an undefined pair may leave one character marked; none may be wrong.
    assert all(got in (true, "\ufffd") for got, true in pairs)
    assert sum(got == "\ufffd" for got, _ in pairs) <= 1
    assert sentence[at - 4 : at + 5] in lines(repaired)[-1]
    assert codes(repaired) == ["mojibake"]
    replay(original, repaired)


def test_a_mirror_with_shifted_bytes_readings_and_traditional_characters() -> None:
    # 。《審 → A1 | A3A1 ！ | B6 8C 秾… : the run ends where the bracket of the reading is swallowed.
    text = "要抓好落實。《標準指引》另行印發。縣級部門要按季度報告。"
    raw = "。《標".encode("gbk")
    wrong = "?" + raw[1:5].decode("gbk") + "?"
    damaged = text.replace("。《標", wrong + "biāo)").replace("。縣", "?" + "。縣".encode("gbk")[1:].decode("gbk"))
    damaged = damaged.replace("落", "落(luò)").replace("按", "按(àn)").replace("報", "報(bào)")
    repaired = repair(document(damaged, "請遵照執行(xíng)。"))
    assert lines(repaired)[0] == "要抓好落实。《标准指引》另行印发。县级部门要按季度报告。"
    assert codes(repaired) == ["mojibake", "pinyin_annotated", "traditional_mirror"]


def test_a_lone_character_whose_second_byte_is_a_letter() -> None:
    # 發 is B0 6C in GBK: with its first byte lost a letter stands there.
    repaired = repair(
        document("有關信息要及時公開發布(bù)，不得拖延(yán)，並做好(hǎo)說明。", "相關信息公開?l布后及時更新。")
    )
    assert lines(repaired)[1] == "相关信息公开发布后及时更新。"


def test_what_the_bytes_do_not_tell_is_marked_and_never_invented() -> None:
    # The first byte of the line is gone and nothing stands before it.
    damaged = lose_first_byte("堞楼修缮工程由文物部门会同住建部门实施，每月报告进度。", 0, "?")
    (text,) = lines(repair(document(damaged)))
    assert text.startswith(("\ufffd", "?"))


@pytest.mark.parametrize(
    "text",
    [
        "怎么申请?在线提交即可。能否延期？可以，但须书面说明。",
        "什么?你没听错?是的!",
        "A股、B超、T恤、K歌房均须备案。",
        "鬯、彝、斝、觚等青铜器入藏。",
        "“什么？！”群众不解。",
        "公开（部分）？《条例》怎么说？“应当”二字何解？",
        "詹姆斯·戴、π值、β系数、γ射线",
    ],
)
def test_honest_question_marks_letters_and_rare_characters_stay(text: str) -> None:
    repaired = repair(document(text, *SENTENCES))
    assert repaired.mends == () and repaired.problems == ()
