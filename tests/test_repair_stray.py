"""Stray marks, torn words, wrong forms and broken lines."""

from __future__ import annotations

import unicodedata

import pytest
from test_repair_page import codes, document, lines, replay, table

from zwsearch.records import Table
from zwsearch.repair import repair


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("各单位@@要及时报送@@。", "各单位要及时报送。"),
        ("及时公开，，不得拖延。。", "及时公开，不得拖延。"),
        ("甲、、乙；；丙", "甲、乙；丙"),
        ("2 0 2 1 年 1 0 月起施行", "2021 年 10 月起施行"),
        ("某政办〔2 0 2 3〕5号", "某政办〔2023〕5号"),
        ("关 于 报 送 材 料 的 通 知", "关于报送材料的通知"),
        ("备 注", "备注"),
        ("目　　录", "目录"),
        ("及时公开政 务信息并做好解读", "及时公开政务信息并做好解读"),
        (
            "公共体育 场馆调整开放时间之前，要通过问卷征求群众看法，并说明理由。",
            "公共体育场馆调整开放时间之前，要通过问卷征求群众看法，并说明理由。",
        ),
        ("取消下 放事项要同步说明衔接办法", "取消下放事项要同步说明衔接办法"),
        ("政务\u200b公\xad开", "政务公开"),
        ("⼀、⼯作要求", "一、工作要求"),
        ("\uf0b7 明确责任", "• 明确责任"),
        ("&ldquo;一网通办&rdquo;&mdash;&mdash;便民&nbsp;&amp;nbsp;举措", "“一网通办”——便民  举措"),
        ("\ue5e5\ue5e5各单位", "\u3000\u3000各单位"),
    ],
)
def test_marks_spaces_and_forms(damaged: str, sound: str) -> None:
    original = document(damaged)
    repaired = repair(original)
    assert lines(repaired) == [sound]
    assert codes(repaired) == []
    replay(original, repaired)


def test_a_torn_title_is_mended_when_it_stands_elsewhere_in_one_piece() -> None:
    repaired = repair(document("平湖 区水务局2023年公开 工作安排", "平湖区水务局2023年公开工作安排已经审定。"))
    assert lines(repaired)[0] == "平湖区水务局2023年公开工作安排"


@pytest.mark.parametrize(
    "text",
    [
        "办公室 财务科 人事科",
        "深化改革 优化服务 推动发展",
        "第一章 总则",
        "附件 公开清单",
        "张某 王某某",
        "值班人员：王某某 联系电话：12345，如有疑问请在工作时间内咨询办公室。",
        "由市政务公开办公室 市财政局联合发文，各单位按照职责分工抓好贯彻落实。",
        "user@@host a@@b @@ -1,2 +1,2 @@",
        "a,,b;;c 等等……。。。",
        "https://a.gov.cn/x?a=1&copy;=2&lt;=3",
        "1 2 3 4 5 个",
        "2021 年 5 月 1 日",
        "AT&T、R&D、&c",
    ],
)
def test_honest_spaces_and_marks_stay(text: str) -> None:
    assert repair(document(text)).mends == ()


def test_spread_column_names_in_a_table() -> None:
    repaired = repair(document(table(("序 号", "备　注"), ("1", "办公室 财务科"))))
    (grid,) = repaired.document.blocks
    assert isinstance(grid, Table)
    assert [cell.text for row in grid.rows for cell in row] == ["序号", "备注", "1", "办公室 财务科"]


PROSE = (
    "　　为了方便群众办事，各单位应当把本单位的职责、流程、时限和联系方式放在网站醒目的位置，"
    "并且在发生变化之后的五个工作日以内予以更新；"
    "对于群众提出的疑问，要安排专人答复，答复的内容要经过审核，做到口径一致、依据充分、语言平实，不得推诿敷衍，"
    "也不得以任何理由要求群众重复提交已经提交过的材料，更不得擅自增加办理的环节和条件，切实把好事办好、把实事办实，"
    "让群众少跑路、数据多跑路。"
)


def wrapped(width: int) -> list[str]:
    return [PROSE[at : at + width] for at in range(0, len(PROSE), width)]


@pytest.mark.parametrize("width", [24, 28, 34])
def test_lines_broken_by_a_pdf_are_joined(width: int) -> None:
    broken = wrapped(width)
    original = document("关于优化服务的通知", *broken, "一、总体要求", "办公室", "2024年3月1日")
    repaired = repair(original)
    got = lines(repaired)
    assert len(got) == len(broken) + 4
    assert [line for line in got if line] == ["关于优化服务的通知", PROSE, "一、总体要求", "办公室", "2024年3月1日"]
    assert {mend.kind for mend in repaired.mends} == {"broken_lines"}
    replay(original, repaired)


def test_a_document_number_torn_after_its_year_is_joined_but_never_with_an_item() -> None:
    torn = document("根据《服务办法》（甲政发〔2023〕", "7号）要求，请各单位照办。")
    assert lines(repair(torn)) == ["根据《服务办法》（甲政发〔2023〕7号）要求，请各单位照办。", ""]
    full = [*wrapped(28)[:3], "依据本级年度公开工作的统一安排，参照甲政发〔2023〕"]
    items = document(*full, "1.2 公布服务事项清单和办事的流程，说明办理时限与依据")
    assert lines(repair(items))[-1].startswith("1.2 ")


@pytest.mark.parametrize(("marks", "one"), [("，,", "，"), (",，", "，"), ("；;", "；"), ("：:", "："), (",,", ",")])
def test_doubled_marks_of_two_widths(marks: str, one: str) -> None:
    assert lines(repair(document(f"安排专人接听{marks}记录问题。"))) == [f"安排专人接听{one}记录问题。"]


def test_items_lists_and_paragraphs_of_their_own_are_not_joined() -> None:
    whole = document(*(f"{number}.各单位应当把本单位的职责、流程、时限放在网站醒目位置" for number in range(1, 9)))
    assert repair(whole).mends == ()
    names = document(*(f"某某市第{number}中学校园食堂食材来源公示牌制作安装" for number in "一二三四五六七八"))
    assert all(mend.kind != "broken_lines" for mend in repair(names).mends)


SHORT = [
    "1.公布年度决策事项目录，明确承办单位和办理时限，并在门户网站专栏内集中展示，方便查询。",
    "2.更新办事指南。（责任单位：数据科）",
]


@pytest.mark.parametrize("width", range(25, 42))
def test_even_a_single_broken_item_is_joined_where_the_text_shows_it(width: int) -> None:
    head, rest = SHORT[0][:width], SHORT[0][width:]
    torn = (
        head[-1] in "，、"
        or rest[0] in "，、。"
        or head[-1] + rest[0] in ("年度", "决策", "单位", "网站", "展示", "查询")
    )
    got = [line for line in lines(repair(document("关于公开的通知", head, rest, SHORT[1]))) if line]
    if torn:
        assert got[1:] == SHORT


@pytest.mark.parametrize("size", [25, 26, 34, 40])
def test_lines_broken_after_a_number_of_characters(size: int) -> None:
    prose = PROSE.replace("五个", "5个").replace("职责、流程", "QQ号、2023年度流程").strip("\u3000")
    broken = [prose[at : at + size] for at in range(0, len(prose), size)]
    got = [line for line in lines(repair(document("关于优化服务的通知", *broken, "一、总体要求"))) if line]
    # A line that ends a sentence may end its paragraph too.
    assert "".join(got[1:-1]) == prose
    assert all(line[-1] in "。；" for line in got[1:-1])


@pytest.mark.parametrize(
    ("cell", "sound"),
    [
        ("9月\n底前", "9月底前"),
        ("2023年\n6月30\n日前", "2023年6月30日前"),
        ("20\n23年底前", "2023年底前"),
        ("年底\n前", "年底前"),
        ("5个工作\n日内", "5个工作\n日内"),
        ("办公室\n财务科", "办公室\n财务科"),
        ("1月31日前\n7月31日前", "1月31日前\n7月31日前"),
        ("2022年\n2023年", "2022年\n2023年"),
        ("6\n7", "6\n7"),
    ],
)
def test_dates_torn_in_a_cell(cell: str, sound: str) -> None:
    (grid,) = repair(document(table(("时限",), (cell,)))).document.blocks
    assert isinstance(grid, Table)
    assert grid.rows[1][0].text == sound


def test_a_date_torn_over_two_paragraphs_and_numbers_that_are_cells() -> None:
    got = lines(repair(document("序号", "1", "公布账目", "9月", "底前", "2", "月底前", "12", "日常维护")))
    assert [line for line in got if line] == ["序号", "1", "公布账目", "9月底前", "2", "月底前", "12", "日常维护"]


def test_every_radical_of_a_font_is_the_character_that_it_is_the_form_of() -> None:
    known = {chr(code) for code in range(0x2E80, 0x2FD6) if unicodedata.name(chr(code), "")} - {"⺀"}  # a mere stroke
    assert len(known) == 114 + 214
    (mended,) = lines(repair(document("".join(sorted(known)))))
    assert not [char for char in mended if 0x2E80 <= ord(char) <= 0x2FDF]
    assert lines(repair(document("⼈⺠政府⻓期⻅证⻋辆"))) == ["人民政府长期见证车辆"]
