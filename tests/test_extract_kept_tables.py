"""Tables that hold no tasks: the annual report's in both forms, catalogues, contacts, glossaries."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.records import Block, Cell, Document, Extraction, Paragraph, Repaired, Source, Table

# The headings that the national form prescribes.
DISPUTES = "四、政府信息公开行政复议、行政诉讼情况"
ASKED = "三、收到和处理政府信息公开申请情况"
GIVEN = "二、主动公开政府信息情况"
REPORT = "陇右县水务局政府信息公开工作年度报告"


def read(title: str, *blocks: Block | str) -> Extraction:
    laid = [Paragraph(block) if isinstance(block, str) else block for block in (title, *blocks)]
    return extract(Repaired(Document(Source("a.txt", "txt", "utf-8", "0"), tuple(laid))))


def table(*rows: str, aligned: bool = True) -> Table:
    return Table(tuple(tuple(Cell(part.strip()) for part in row.split("|")) for row in rows), aligned)


NEW = table("信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数", "行政规范性文件 | 3 | 1 | 12")
OLD = table("信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量", "规范性文件 | 3 | 3 | 12")
OLD_BUYING = table("信息内容 | 采购项目数量 | 采购总金额", "政府集中采购 | 3 | 120")
REQUESTS = (
    " | 自然人 | 总计",
    "一、本年新收政府信息公开申请数量 | 4 | 4",
    "（一）予以公开 | 3 | 3",
    "（六）其他处理 | 1 | 1",
)
REASONS = ("1.申请人无正当理由逾期不补正 | 1 | 1", "3.其他 | 0 | 0")
REVIEWS = table("结果维持 | 结果纠正 | 未经复议直接起诉 | 复议后起诉", "0 | 0 | 0 | 0")


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (NEW, "年报2021主动公开"),
        (OLD, "年报2019主动公开"),
        (OLD_BUYING, "年报2019主动公开"),
        (table(*REQUESTS), "年报2019依申请公开"),
        (table(*REQUESTS, *REASONS), "年报2021依申请公开"),
        (REVIEWS, "年报复议诉讼"),
    ],
)
@pytest.mark.parametrize("title", [REPORT, "陇右县水务局关于报送材料的通知"])
def test_the_tables_of_the_annual_report_are_told_apart(one: Table, kind: str, title: str) -> None:
    found = read(title, GIVEN, one)
    assert [kept.kind for kept in found.tables] == [kind]
    assert found.tables[0].rows == one.rows
    assert found.tasks == ()


def test_a_report_pasted_a_cell_a_line_keeps_its_tables() -> None:
    def torn(*rows: str) -> list[str]:
        return [part.strip() for row in rows for part in row.split("|") if part.strip()]

    found = read(
        REPORT,
        "一、总体情况",
        "公开信息三百条。",
        GIVEN,
        *torn("信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数", "行政规范性文件 | 3 | 1 | 12"),
        ASKED,
        *torn(*REQUESTS, *REASONS),
        "四、结转下年度继续办理",
        "0",
        DISPUTES,
        "本年没有复议和诉讼。",
        "五、存在的主要问题",
        "更新不及时。",
    )
    assert [kept.kind for kept in found.tables] == ["年报2021主动公开", "年报2021依申请公开"]
    assert [p.section for p in found.passages] == [
        ("一、总体情况",),
        (GIVEN,),
        (ASKED,),
        (DISPUTES,),
        ("五、存在的主要问题",),
    ]
    assert [p.code for p in found.problems] == []


def test_a_catalogue_is_one_in_any_notice() -> None:
    head = "序号 | 公开事项 | 公开内容（要素） | 公开依据 | 公开时限 | 公开主体 | 责任科室"
    found = read(
        "陇右县水务局2023年政务公开实施方案",
        table(head, "1 | 水质公告 | 监测结果 | 供水条例 | 20个工作日内 | 县水务局 | 供水科"),
    )
    assert ([kept.kind for kept in found.tables], found.tasks) == (["标准目录"], ())


DEMANDS = ("序号 | 工作任务 | 责任单位", "1 | 按月公布监测结果。 | 供水股", "2 | 提前告知停水安排。 | 办公室")


@pytest.mark.parametrize(
    "other",
    [
        ("序号 | 单位 | 姓名 | 职务 | 电话", "1 | 供水股 | 甲某某 | 股长 | 1234567", "2 | 办公室 | 乙某 | 主任 | 139"),
        ("责任单位 | 联系人 | 办公电话", "供水股 | 甲某某 | 1234567", "办公室 | 乙某某 | 1234568"),
        ("名词 | 解释", "双随机 | 指随机抽取检查对象、随机选派检查人员。", "两公告 | 指停水公告和水价公告。"),
        ("首页 | 机构职能 | 政策文件 | 办公室", "财政局 | 教育局 | 民政局 | 司法局"),
    ],
)  # fmt: skip
def test_contacts_words_and_navigation_beside_a_table_of_tasks(other: tuple[str, ...]) -> None:
    found = read("陇右县水务局2023年政务公开任务分工", table(*DEMANDS), table(*other))
    assert [task.lead for task in found.tasks] == [("供水股",), ("办公室",)]
    assert [kept.kind for kept in found.tables] == [None]


def test_values_between_commas_are_a_table() -> None:
    found = read(
        "陇右县水务局2023年政务公开任务分工",
        "序号,工作任务,责任单位,配合单位,完成时限",
        "一、主动公开",
        "1,按月公布出厂水监测结果,供水股,,6月底前",
        '2,"提前三天告知停水安排,附恢复时间",办公室,"财务股、供水股",年底前',
        "3,公布水价,说明调整理由,财务股,,长期坚持",
        "请认真落实。",
    )
    assert [(t.number, t.requirement, t.lead, t.support) for t in found.tasks] == [
        ("1", "按月公布出厂水监测结果", ("供水股",), ()),
        ("2", "提前三天告知停水安排,附恢复时间", ("办公室",), ("财务股", "供水股")),
        ("3", "公布水价,说明调整理由", ("财务股",), ()),
    ]
    assert {t.section for t in found.tasks} == {("一、主动公开",)}
    assert [found.text[t.spans[0].start : t.spans[0].end] for t in found.tasks] == [t.requirement for t in found.tasks]
    assert [p.text for p in found.passages] == ["请认真落实。"]


def test_prose_with_commas_is_no_table() -> None:
    found = read("陇右县水务局关于水价的通知", "时间,地点,责任单位", "以后另行通知。")
    assert found.tables == ()
    assert found.tasks == ()


def test_many_like_headings_cost_no_more_than_lines() -> None:
    found = read(REPORT, *[GIVEN] * 3000)
    assert found.tables == ()
