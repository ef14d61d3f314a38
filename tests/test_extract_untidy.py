"""Untidy notices of offices: what slips into tables, headings and the first lines of a page, in our own words."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.extract.boilerplate import is_boilerplate
from zwsearch.extract.deadlines import parse_deadline
from zwsearch.extract.offices import looks_like_office
from zwsearch.read import read_text
from zwsearch.records import Block, Cell, Document, Extraction, Paragraph, Repaired, Source, Table
from zwsearch.repair import repair

TITLE = "陇右县水务局2022年政务公开任务分工"
WATER = "按月公布出厂水和末梢水监测结果，接受监督。"
STOP = "提前三天通过短信和网站告知停水安排。"
PRICE = "解读新的水价政策，说明调整的理由。"


def of_text(text: str) -> Extraction:
    return extract(repair(read_text(text)))


def of_blocks(*blocks: Block, metadata: tuple[tuple[str, str], ...] = ()) -> Extraction:
    return extract(Repaired(Document(Source("a.xlsx", "xlsx", None, "0"), blocks, metadata)))


def ruled(*lines: str, caption: str | None = None) -> Table:
    rows = tuple(tuple(Cell(part.strip()) for part in line.split("|")) for line in lines)
    return Table(rows, aligned=True, caption=caption)


@pytest.mark.parametrize(
    "name",
    ["供水1科", "城建2股", "稽查3大队", "第2水厂管理所", "12345热线办公室", "110指挥中心", "第三分局", "建管二科"],
)
def test_a_figure_may_be_part_of_the_name_of_an_office(name: str) -> None:
    assert looks_like_office(name)


@pytest.mark.parametrize("words", ["3月底前", "2022年6月", "20个工作日", "完成率达95%", "每季度1次"])
def test_other_figures_are_none(words: str) -> None:
    assert not looks_like_office(words)


def test_a_table_whose_owners_hold_figures() -> None:
    found = of_blocks(
        Paragraph(TITLE),
        ruled("序号|任务|责任科室|时限", f"1|{WATER}|供水1科|6月底前", f"2|{STOP}|供水2科、执法3大队|年底前"),
    )
    assert [t.lead for t in found.tasks] == [("供水1科",), ("供水2科", "执法3大队")]


def test_a_row_of_field_codes_is_no_task() -> None:
    rows = ["序号|工作内容|责任科室", "xh|gznr|zrks", f"1|{WATER}|供水股", f"2|{STOP}|办公室"]
    assert [t.number for t in of_blocks(Paragraph(TITLE), ruled(*rows)).tasks] == ["1", "2"]
    assert [t.number for t in of_text("\n".join((TITLE, *rows))).tasks] == ["1", "2"]


def test_the_name_of_a_sheet_signs_nothing() -> None:
    table = ruled("序号|工作内容|责任科室", f"1|{WATER}|供水股", f"2|{STOP}|办公室", caption="直属单位")
    contacts = ruled("单位|联络员|电话", "供水股|待定|0000", caption="水质中心")
    assert of_blocks(Paragraph(TITLE), table, contacts).notice.issuer == "陇右县水务局"


def test_numbers_left_blank_are_not_missing() -> None:
    rows = ["序号|任务|责任股室", f"1|{WATER}|供水股", f"|{STOP}|办公室", f"3|{PRICE}|价格股"]
    assert of_blocks(Paragraph(TITLE), ruled(*rows)).missing_numbers == ()
    gap = [*rows[:2], f"3|{STOP}|办公室", f"4|{PRICE}|价格股"]
    assert of_blocks(Paragraph(TITLE), ruled(*gap)).missing_numbers == ("2",)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("陇右县水务局2022年政务公开重点工作安排", "任务分工"),
        ("陇右县水务局2022年政务公开实施方案", "实施方案"),
        ("陇右县水务局2022年政务公开工作要点", "工作要点"),
    ],
)
def test_kind_of_a_notice_with_a_table_of_tasks(title: str, kind: str) -> None:
    table = ruled("任务|责任股室", f"{WATER}|供水股", f"{STOP}|办公室")
    assert of_blocks(Paragraph(title), table).notice.kind == kind


@pytest.mark.parametrize("tail", ["（供水领域）", "(行政许可事项)", "（试行）"])
def test_a_catalogue_names_its_field_after_its_title(tail: str) -> None:
    notice = of_blocks(
        Paragraph(f"济南市历下区供水服务公开标准目录{tail}"),
        ruled(
            "序号|公开事项|公开内容|公开依据|公开时限|公开主体|公开渠道", "1|水质|监测结果|《条例》|长期|区水务局|网站"
        ),
    ).notice
    assert (notice.title, notice.kind, notice.province) == (
        f"济南市历下区供水服务公开标准目录{tail}",
        "标准目录",
        "山东省",
    )
    assert notice.issuer is None


@pytest.mark.parametrize(
    "line",
    ["您当前所在的位置：网站首页 > 通知公告", "当前页面：首页>年报", "首页>>政务公开>>年报", "您现在所处位置是：首页"],
)
def test_the_way_to_a_page_is_no_title(line: str) -> None:
    assert is_boilerplate(line)
    found = of_text(
        f"{line}\n陇右县水务局2021年政府信息公开工作年度报告\n一、总体情况\n本年度工作平稳。\n2022年1月20日"
    )
    assert found.notice.title == "陇右县水务局2021年政府信息公开工作年度报告"
    assert (found.notice.year, found.notice.date) == (2021, "2022-01-20")


def test_the_plain_date_of_a_page_counts_where_the_notice_has_none() -> None:
    notice = of_text(
        "《陇右县供水办法》政策解读\n发布机构：陇右县水务局　日期：2022-08-16　阅读：5\n一、背景\n水厂已老。"
    ).notice
    assert (notice.date, notice.year) == ("2022-08-16", 2022)
    published = of_text("《陇右县供水办法》政策解读\n发布时间：2022-08-16\n一、背景\n水厂已老。").notice
    assert (published.date, published.year) == (None, 2022)


def test_the_number_of_a_notice_tells_its_year() -> None:
    assert of_text("陇右县水务局关于做好水价公开的通知\n陇水发〔2022〕8号\n各水厂：\n请公开水价。").notice.year == 2022


def test_a_title_of_many_offices() -> None:
    offices = "".join(f"陇右县{name}局" for name in ("财政", "水务", "教育", "民政", "审计", "统计", "司法", "林业"))
    title = (
        f"{offices}陇右县发展和改革委员会陇右县人力资源和社会保障局关于联合印发陇右县重大建设项目信息公开实施方案的通知"
    )
    assert 90 < len(title) < 160
    assert of_text(f"{title}\n陇水发〔2022〕8号\n各乡镇：\n现印发给你们。").notice.title == title


def test_likewise_after_a_label_holds_until_an_item_names_an_office_first() -> None:
    found = of_text(
        """陇右县水务局2022年政务公开工作要点
一、水质公开
1、公布监测结果。（责任股室：供水股、各水厂，下同）
2、公布超标处置情况。
3、每季度邀请用户代表座谈。
二、其他公开
4、价格股：公布水价构成。
5、公布招标结果。（责任股室：办公室）"""
    )
    assert [t.lead for t in found.tasks] == [("供水股", "各水厂")] * 3 + [("价格股",), ("办公室",)]


def test_a_label_before_the_demand_is_no_part_of_it() -> None:
    found = of_text(
        f"""陇右县水务局2022年政务公开实施方案
一、重点任务
1.水质信息
工作内容：{WATER}
责任股室：供水股
完成时限：6月底前
2.停水信息
具体措施：{STOP}
责任股室：办公室"""
    )
    assert [t.requirement for t in found.tasks] == [f"水质信息\n{WATER}", f"停水信息\n{STOP}"]
    for task in found.tasks:
        words = [found.text[s.start : s.end] for s in task.spans]
        assert "\n".join(words) == task.requirement


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("10月前", "2022-09-30"),
        ("四季度前", "2022-09-30"),
        ("三季度前", "2022-06-30"),
        ("第三季度末前", "2022-09-30"),
        ("三季度底前", "2022-09-30"),
        ("下半年前", "2022-06-30"),
        ("一季度前", "2022-03-31"),
    ],
)
def test_before_a_period_is_before_it_begins(words: str, end: str) -> None:
    deadline = parse_deadline(words, 2022)
    assert deadline is not None and (deadline.kind, deadline.end) == ("by", end)


def test_lines_of_owners_with_bullets_belong_to_the_item_above() -> None:
    found = of_text(
        f"""# 陇右县水务局2022年政务公开工作方案
## 二、主要任务
1. {WATER}
   - 责任股室：供水股、各乡镇（街道）
   - 完成时限：6月底前
2. {STOP}
   - 牵头股室：办公室
   - 配合股室：无"""
    )
    assert [(t.number, t.requirement, t.lead, t.support) for t in found.tasks] == [
        ("1", WATER, ("供水股", "各乡镇（街道）"), ()),
        ("2", STOP, ("办公室",), ()),
    ]
    assert [t.deadline.end if t.deadline else None for t in found.tasks] == ["2022-06-30", None]


@pytest.mark.parametrize(
    ("line", "number"), [("陇水发〔2022]8号", "陇水发〔2022〕8号"), ("陇水发[2022]8号", "陇水发[2022]8号")]
)
def test_brackets_that_are_no_pair(line: str, number: str) -> None:
    notice = of_text(f"陇右县水务局关于公开水价的通知\n{line}\n各水厂：\n请公开水价。").notice
    assert (notice.document_number, notice.cites) == (number, ())


def test_sentences_that_hand_out_work_and_time() -> None:
    found = of_text(
        """陇右县水务局2022年政务公开工作方案
一、公开水量。农机中心要按月公布灌溉水量，区监理站配合。
二、公开水价。经管科负责解读水价，于第三季度上网；各乡镇参照落实。
三、公开进度。办公室要每季度通报进度。
四、公开检修。检修科室应当提前告知。"""
    )
    assert [(t.lead, t.support) for t in found.tasks] == [
        (("农机中心",), ("区监理站",)),
        (("经管科",), ("各乡镇",)),
        (("办公室",), ()),
        ((), ()),
    ]
    due = found.tasks[1].deadline
    assert due is not None and (due.kind, due.end) == ("range", "2022-09-30")


@pytest.mark.parametrize(
    ("demand", "text", "kind"),
    [
        ("每月10日前公示上月结果，超标的说明原因。", "每月10日前", "recurring"),
        ("六月底之前公布清单。", "六月底之前", "by"),
        ("公布十二月前的数据。", None, None),
    ],
)
def test_times_inside_a_demand(demand: str, text: str | None, kind: str | None) -> None:
    (task,) = of_text(f"{TITLE}\n1.{demand}（供水股）").tasks
    assert (task.deadline.text if task.deadline else None, task.deadline.kind if task.deadline else None) == (
        text,
        kind,
    )


def test_a_label_in_brackets_behind_an_office() -> None:
    found = of_blocks(
        Paragraph(TITLE), ruled("任务|责任股室", f"{WATER}|供水股（配合：办公室）", f"{STOP}|办公室（牵头）、供水股")
    )
    assert [(t.lead, t.support) for t in found.tasks] == [
        (("供水股",), ("办公室",)),
        (("办公室",), ("供水股",)),
    ]


def test_a_time_that_recurs_among_owners() -> None:
    (task,) = of_text(f"{TITLE}\n1.{WATER}（供水股牵头，各乡镇配合；每半年一次）").tasks
    assert (task.lead, task.support) == (("供水股",), ("各乡镇",))
    assert task.deadline is not None and task.deadline.kind == "recurring"


def test_the_office_on_the_line_above_belongs_to_the_title_where_the_page_guessed_it() -> None:
    lines = ("陇右县水务局", "2022年政务公开任务分工表", "1.公开水价。（价格股）", "陇右县水务局", "2022年4月1日")
    blocks = tuple(map(Paragraph, lines))
    title = of_blocks(*blocks, metadata=(("标题", lines[1]),)).notice.title
    assert title == "陇右县水务局2022年政务公开任务分工表"
    marked = (Paragraph(lines[0]), Paragraph(lines[1], level=1), *blocks[2:])
    assert of_blocks(*marked, metadata=(("标题", lines[1]),)).notice.title == lines[1]


def test_a_page_ends_inside_a_sentence() -> None:
    found = of_text(
        """陇右县水务局2022年政务公开工作要点
一、提升公开质量
（一）公布农村供水工程维修资金的分配办法和使用情况，听取沿线用水户的意
— 1 —
见，收到的意见逐条登记，并在十五日内给出答复和说明。（建设股牵头，财务
股配合）"""
    )
    (task,) = found.tasks
    assert "— 1 —" not in task.requirement
    assert "的意见，收到" in task.requirement


def test_bare_lines_of_advertising_go_only_beside_other_advertising() -> None:
    office = "营口市老边区人力资源和社会保障局"
    body = f"一、公开就业信息\n1.每周发布招聘岗位。（就业科）\n{office}\n2023年3月30日\n手机投注平台首页"
    found = of_text(f"澳门皇冠娱乐城_永利线上投注手机版2023年政务公开工作要点\n{body}")
    assert found.notice.title == f"{office}2023年政务公开工作要点"
    assert "投注" not in found.text
    assert "投注" in of_text(f"{office}2023年政务公开工作要点\n{body}").text
