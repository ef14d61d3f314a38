"""What is not there is told: tables, attachments, text."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.records import Cell, Document, Extraction, Paragraph, Problem, Repaired, Source, Table


def read(text: str, *tables: Table) -> Extraction:
    blocks = tuple(Paragraph(line) for line in text.splitlines())
    return extract(Repaired(Document(Source("a.txt", "txt", "utf-8", "0"), (*blocks, *tables))))


def codes(found: Extraction) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.where) for problem in found.problems]


# The headings that the national form prescribes.
DISPUTES = "四、政府信息公开行政复议、行政诉讼情况"
ASKED = "三、收到和处理政府信息公开申请情况"
GIVEN = "二、主动公开政府信息情况"
REPORT = f"""陇右县水务局2022年政府信息公开工作年度报告
一、总体情况
公布信息三十条。
{GIVEN}
{ASKED}
五、存在的主要问题及改进情况
更新还不够快。
{DISPUTES}"""


def test_each_empty_part_of_a_report_is_told() -> None:
    found = read(REPORT)
    assert found.notice.kind == "年度报告"
    assert found.tasks == ()
    assert codes(found) == [
        ("missing_table", GIVEN),
        ("missing_table", ASKED),
        ("missing_table", DISPUTES),
    ]


def test_a_part_with_its_table_is_whole() -> None:
    table = Table(((Cell("结果维持"), Cell("结果纠正")), (Cell("0"), Cell("0"))), aligned=True)
    found = read(REPORT, table)
    assert [where for code, where in codes(found) if code == "missing_table"] == [
        GIVEN,
        ASKED,
    ]
    assert found.tables == (table,)


def test_named_attachments_that_do_not_follow() -> None:
    found = read(
        "关于报送供水信息的通知\n请填写附表。\n附件：1.供水信息统计表\n2.联系人名单\n陇右县水务局\n2022年3月1日"
    )
    assert codes(found) == [("missing_attachment", "供水信息统计表"), ("missing_attachment", "联系人名单")]


def test_an_attachment_that_follows_is_not_missing() -> None:
    table = Table(((Cell("水厂"), Cell("能力")), (Cell("甲"), Cell("5"))))
    found = read(
        "关于报送供水信息的通知\n请填写附表。\n附件：供水信息统计表\n陇右县水务局\n2022年3月1日\n附件\n供水信息统计表",
        table,
    )
    assert codes(found) == []


def test_the_notice_itself_as_a_file_is_no_missing_attachment() -> None:
    title = "陇右县水务局关于做好供水信息公开的通知"
    lines = [
        "请各水厂做好公开。",
        "特此通知。",
        f"《{title}》具体内容，见附件。",
        "陇右县水务局",
        "2022年3月1日",
        "附件：",
    ]
    found = read("\n".join([*lines, f"- 《{title}》.pdf"]))
    assert found.notice.title == title
    assert codes(found) == []


def test_nothing_to_read_is_told() -> None:
    assert codes(read("")) == [("empty", None)]
    assert codes(read("打印 关闭")) == [("empty", None)]


def test_problems_of_reading_and_mending_come_first() -> None:
    first, second = Problem("read", "读", "提示"), Problem("mend", "修", "提示")
    document = Document(Source("a", "txt", None, "0"), (), problems=(first,))
    assert [p.code for p in extract(Repaired(document, problems=(second,))).problems] == ["read", "mend", "empty"]


@pytest.mark.parametrize(
    "lines",
    [
        "附件：1.供水信息统计表 2.联系人名单",
        "附：1.供水信息统计表；2.联系人名单",
        "附件：\n1．供水信息统计表\n2．联系人名单",
        "附表1：供水信息统计表\n附表2：联系人名单",
    ],
)
def test_names_of_attachments_in_all_forms(lines: str) -> None:
    found = read(f"关于报送供水信息的通知\n请按要求填写。\n{lines}\n陇右县水务局\n2022年3月1日")
    assert codes(found) == [("missing_attachment", "供水信息统计表"), ("missing_attachment", "联系人名单")]
    assert [p.text for p in found.passages] == ["请按要求填写。"]


def test_words_that_point_to_an_attachment_which_is_nowhere() -> None:
    found = read("关于报送供水信息的通知\n请各水厂报送，格式详见附件2。\n陇右县水务局\n2022年3月1日")
    assert codes(found) == [("missing_attachment", "详见附件2")]


@pytest.mark.parametrize(
    "title",
    [
        "陇右县水务局2022年政务公开任务清单",
        "陇右县水务局2022年政务公开工作分工",
        "陇右县水务局2022年公开台账",
        "陇右县水务局2022年政务公开工作要点",
        "陇右县水务局关于印发2022年政务公开任务分工的通知",
    ],
)
def test_a_title_that_promises_tasks_without_any_is_told(title: str) -> None:
    found = read(f"{title}\n各股室要高度重视，把公开贯穿工作全过程。")
    assert not found.tasks
    assert codes(found) == [("no_tasks", title)]
    kept = read(
        f"{title}\n一、重点任务\n（一）公布水质监测结果。（责任单位：供水股）\n（二）公布水价。（责任单位：财务股）"
    )
    assert kept.tasks
    assert codes(kept) == []


@pytest.mark.parametrize(
    "title",
    [
        "陇右县水务局关于报送2022年政务公开工作要点的通知",
        "《陇右县水务局2022年政务公开工作要点》政策解读",
        "陇右县水务局2022年政府信息公开工作情况通报",
    ],
)
def test_other_titles_promise_none(title: str) -> None:
    assert codes(read(f"{title}\n各股室要高度重视，把公开贯穿工作全过程。")) == []


def lost(*lines: str, title: str = "陇右县水务局关于供水信息公开的函") -> list[str]:
    found = read("\n".join([title, *lines, "陇右县水务局", "2022年3月1日"]))
    assert found.tasks == ()
    return [problem.message for problem in found.problems if problem.code == "no_tasks"]


@pytest.mark.parametrize("mark", [",", ";", "|", "；"])
def test_rows_of_values_that_gave_no_task_are_told(mark: str) -> None:
    rows = ["1#公布水质监测结果#供水股#2022-06-30", "2#公布停水安排#办公室#2022-07-31"]
    assert lost(*(row.replace("#", mark) for row in rows)) == ["像是任务表，但没有读出任务"]
    assert lost(mark.join(["甲乡", "东村", "西村"]), mark.join(["丙乡", "南村", "北村"])) == []


@pytest.mark.parametrize("mark", [",", ";", " ", "，"])
def test_names_of_columns_without_rows_are_told(mark: str) -> None:
    assert lost(mark.join(["序号", "工作任务", "责任单位", "时限"])) == ["像是任务表，但没有读出任务"]


def test_a_table_with_the_columns_of_tasks_that_gave_none_is_told() -> None:
    table = Table(((Cell("序号"), Cell("工作任务"), Cell("责任单位")), (Cell("1"), Cell("5"), Cell("6"))), aligned=True)
    found = read("关于供水信息的函\n请填表。", table)
    assert found.tasks == ()
    assert codes(found) == [("no_tasks", "序号 工作任务 责任单位")]
    counts = Table(((Cell("水厂"), Cell("能力"), Cell("说明")), (Cell("甲"), Cell("5"), Cell("好"))), aligned=True)
    assert codes(read("关于供水信息的函\n情况如下。", counts)) == []


def test_numbered_lines_that_hand_out_work_but_gave_no_task_are_told() -> None:
    together = "会议议定：（一）由办公室牵头，7月底前公布水价；（二）由供水股负责公布水质；（三）散会。"
    assert lost(together, title="陇右县供水专题会议纪要情况") == [
        "有 2 条编号的内容写明由谁牵头或何时完成，但没有当作任务读出"
    ]
    assert lost("一、提高认识。各水厂负责人要重视。", "二、按时报送。请于9月6日前报送。") == []


@pytest.mark.parametrize(
    "title", ["供水政策解读", "陇右县水务局2020年政府信息公开工作年度报告", "供水领域基层政务公开标准目录"]
)
def test_papers_that_hold_no_tasks_miss_none(title: str) -> None:
    assert lost("1.由办公室牵头，7月底前公布水价。", "2.由供水股负责，8月底前公布水质。", title=title) == []
