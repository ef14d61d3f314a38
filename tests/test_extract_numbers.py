"""The shapes of numbers before items: widths, enclosed signs, figures that a blank or a comma sets off."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.extract.markers import marker_at
from zwsearch.read import read_text
from zwsearch.records import Extraction
from zwsearch.repair import repair

TITLE = "柳溪镇2022年政务公开任务清单"
DEMANDS = (
    "更新镇政府机构职能和办事指南。（责任单位：党政办；完成时限：2022年4月30日前）",
    "按月公布低保对象和资金发放情况。（责任单位：民政所；完成时限：2022年5月31日前）",
    "公布惠农补贴的标准和发放进度。（责任单位：财政所；完成时限：2022年6月30日前）",
    "公开村级集体资产的清查结果。（责任单位：农经站；完成时限：2022年7月31日前）",
)


def understood(text: str) -> Extraction:
    return extract(repair(read_text(text)))


def listed(*numbers: str) -> Extraction:
    return understood("\n".join([TITLE, *map(str.__add__, numbers, DEMANDS)]))


@pytest.mark.parametrize("mark", ["．", ".", "、", "，", "）", ")", " ", "\u3000"])
@pytest.mark.parametrize("figures", ["1234", "１２３４"])
def test_figures_of_any_width_and_any_mark_number_items(figures: str, mark: str) -> None:
    found = listed(*(figure + mark for figure in figures))
    assert [(t.number or "").rstrip("）)") for t in found.tasks] == list(figures)
    assert [t.lead for t in found.tasks] == [("党政办",), ("民政所",), ("财政所",), ("农经站",)]
    assert [t.deadline.end for t in found.tasks if t.deadline] == [
        "2022-04-30",
        "2022-05-31",
        "2022-06-30",
        "2022-07-31",
    ]


@pytest.mark.parametrize("signs", ["⒈⒉⒊⒋", "⑴⑵⑶⑷", "㈠㈡㈢㈣", "①②③④"])
def test_signs_that_hold_a_figure_are_numbers(signs: str) -> None:
    assert [(t.number, len(t.lead)) for t in listed(*signs).tasks] == [(sign, 1) for sign in signs]


def test_full_width_levels_and_years_that_follow_a_number() -> None:
    found = listed("１．１", "１．２", "１．３", "１．４")
    assert [t.number for t in found.tasks] == ["１．１", "１．２", "１．３", "１．４"]
    own = marker_at("１．５月底前公布预算。")
    assert own is not None and own.printed == "１"


def test_a_missing_number_is_told_in_the_width_of_its_list() -> None:
    assert listed("１．", "２．", "４．", "５．").missing_numbers == ("３",)
    assert listed("（１）", "（２）", "（４）", "（５）").missing_numbers == ("（３）",)
    assert listed("1 ", "2 ", "4 ", "5 ").missing_numbers == ("3",)


@pytest.mark.parametrize(
    "amount", ["3 个工作日内答复。", "12 月底前完成。", "5 名干部参加培训。", "2 次以上公布。", "3 项目标已完成。"]
)
def test_an_amount_that_begins_a_line_is_no_number(amount: str) -> None:
    number = marker_at(amount)
    assert number is None or number.loose


def test_a_lone_figure_before_a_blank_is_no_item() -> None:
    found = understood(
        f"{TITLE}\n（一）{DEMANDS[0]}\n（二）公布全镇惠农补贴，另有\n12 元宵灯会的开支也要公布。（责任单位：财政所）"
    )
    assert [t.number for t in found.tasks] == ["（一）", "（二）"]


def test_rows_of_short_pieces_are_no_items() -> None:
    assert marker_at("1 公布水价 财务股 6月底前") is None


def test_full_width_figures_in_the_title_and_the_document_number() -> None:
    found = understood(
        "关于印发柳溪镇２０２３年政务公开任务清单的通知\n柳政发［２０２３］１２号\n各村委会：\n"
        f"１．{DEMANDS[0]}\n２．{DEMANDS[1]}\n参照柳政办发〔２０２２〕９号执行。\n柳溪镇人民政府\n２０２３年３月５日"
    )
    assert found.notice.title == "关于印发柳溪镇２０２３年政务公开任务清单的通知"
    assert (found.notice.year, found.notice.document_number) == (2023, "柳政发［2023］12号")
    assert found.notice.cites == ("柳政办发〔2022〕9号",)
    bare = understood(f"柳溪镇２０２３年政务公开任务清单\n１．{DEMANDS[0]}\n２．{DEMANDS[1]}")
    assert (bare.notice.title, bare.notice.year) == ("柳溪镇２０２３年政务公开任务清单", 2023)


def test_items_of_one_length_that_end_in_their_owners_are_not_one_paragraph() -> None:
    lines = [
        f"{figure}，公布{thing}的标准和发放进度。（责任单位：{office}）"
        for figure, thing, office in zip(
            "1234", ("低保", "特困", "高龄", "残疾"), ("民政所", "救助站", "老龄办", "残联办"), strict=True
        )
    ]
    assert [t.number for t in understood("\n".join([TITLE, *lines])).tasks] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("mark", ["、", ".", ". ", "．"])
@pytest.mark.parametrize(("first", "last", "end"), [(997, 1004, "\n"), (1888, 2103, "\n"), (1, 1003, "")])
def test_a_list_of_thousands_goes_on_behind_its_999th_item(mark: str, first: int, last: int, end: str) -> None:
    lines = (f"{i}{mark}公布第{i}批补贴名单。（责任单位：民政所）{end}" for i in range(first, last + 1))
    found = understood(TITLE + "\n" + "".join(lines))
    assert [t.number for t in found.tasks] == [str(i) for i in range(first, last + 1)]
    assert all(t.requirement == f"公布第{t.number}批补贴名单。" for t in found.tasks)
    assert not found.missing_numbers


def test_years_before_a_point_are_no_numbers() -> None:
    years = [f"{year}、{year + 1}年的补贴名单按月公布。" for year in range(2019, 2024)]
    found = understood("\n".join([TITLE, "1.公布补贴名单。（责任单位：民政所）", *years]))
    assert [t.number for t in found.tasks] == ["1"]


@pytest.mark.parametrize(
    "numbers", [("①", "②", "③"), ("（1）", "（2）", "（3）"), ("1.", "2.", "3."), ("998", "1000", "1001")]
)
@pytest.mark.parametrize("named", ["序号", "编号"])
@pytest.mark.parametrize("between", ["\t", " | "])
def test_numbers_of_a_column_are_no_part_of_the_next_one(numbers: tuple[str, ...], named: str, between: str) -> None:
    rows = [
        (named, "任务", "要求", "责任单位", "时限"),
        *((n, "政策汇编", f"编印第{i}册政策汇编，发放到户。", "党政办", "9月底前") for i, n in enumerate(numbers, 1)),
    ]
    found = understood("\n".join([TITLE, "", *map(between.join, rows)]))
    assert [(t.number, t.section, t.requirement) for t in found.tasks] == [
        (n.rstrip("."), ("政策汇编",), f"编印第{i}册政策汇编，发放到户。") for i, n in enumerate(numbers, 1)
    ]
