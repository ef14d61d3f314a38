"""What pasting and page furniture do to items: figures after numbers, bullets, page numbers, torn cells."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.extract.markers import marker_at
from zwsearch.records import Cell, Document, Extraction, Paragraph, Repaired, Source, Table

POINTS = "陇右县水务局2021年政务公开工作要点"
TABLE = "陇右县水务局2021年政务公开任务分解表"


def read(title: str, text: str) -> Extraction:
    blocks = tuple(Paragraph(line) for line in (title, *text.split("\n")))
    return extract(Repaired(Document(Source("a.txt", "txt", "utf-8", "0"), blocks)))


def grid(rows: list[str]) -> Extraction:
    table = Table(tuple(tuple(map(Cell, row.split("|"))) for row in rows))
    return extract(Repaired(Document(Source("a.txt", "txt", "utf-8", "0"), (Paragraph(TABLE), table))))


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("3.7月底前公布成本。", "3"),
        ("4.2021年6月至12月开展试点。", "4"),
        ("5.3月1日前公布名单。", "5"),
        ("6.24小时热线要公开。", "6"),
        ("7.12345热线答复要公开。", "7"),
        ("8.10个乡镇设公开栏。", "8"),
        ("9. 公布名单。", "9"),
    ],
)
def test_a_number_before_a_figure(line: str, printed: str) -> None:
    marker = marker_at(line)
    assert marker is not None
    assert (marker.printed, line[marker.end :]) == (printed, line.split(".", 1)[1].lstrip())


@pytest.mark.parametrize(
    "line",
    [
        "2.5亿元用于改造。",
        "3.5个百分点的增幅。",
        "1.1万户受益。",
        "99.8%的群众满意。",
        "第五章规定送达；",
        "第三条规定的情形。",
    ],
)
def test_figures_and_references_that_are_no_numbers_of_items(line: str) -> None:
    assert marker_at(line) is None


def test_items_that_begin_with_figures_are_all_there() -> None:
    lines = [
        "公布目录。",
        "公布预算。",
        "7月底前公布成本。",
        "2021年6月至12月开展试点。",
        "3月1日前公布名单。",
        "24小时热线要公开。",
    ]
    found = read(POINTS, "一、水价\n" + "\n".join(f"{i}.{line}" for i, line in enumerate(lines, 1)))
    assert [(t.number, t.requirement) for t in found.tasks] == [(str(i), line) for i, line in enumerate(lines, 1)]
    assert not found.missing_numbers


@pytest.mark.parametrize("bullet", ["- ", "* ", "•", "● ", "◆"])
def test_bullets_are_items_without_a_number(bullet: str) -> None:
    found = read(
        POINTS, f"一、重点\n1.公布水价。（财务股）\n二、平台\n{bullet}建设网站（办公室）\n{bullet}更新微信（供水股）"
    )
    assert [(t.number, t.section, t.requirement, t.lead) for t in found.tasks[1:]] == [
        (None, ("二、平台",), "建设网站", ("办公室",)),
        (None, ("二、平台",), "更新微信", ("供水股",)),
    ]
    assert found.notice.issuer == "陇右县水务局"


def test_a_page_number_is_no_text() -> None:
    found = read(
        POINTS, "1.公布水价。（财务股）\n— 1 —\n2.公布停水\n- 2 -\n计划，按月更新。\n第 3 页 共 3 页\n3.公布水质。"
    )
    assert "— 1 —" not in found.text
    assert all("页" not in unit for unit in [t.requirement for t in found.tasks] + [p.text for p in found.passages])


def test_a_signature_is_not_joined_to_the_last_item() -> None:
    lines = [
        "1.制定停水预告发布办法并报县政府办公室备案。（责任科室：办公室；完成时限：5月10日前）",
        "2.邀请群众代表参观水厂和水质检测室。（责任科室：供水股；配合科室：水质中心）",
        "3.整理收集到的意见建议并在局网站反馈。（责任科室：办公室、各相关科室）",
        "陇右县水务局",
        "2021年4月9日",
    ]
    found = read("关于做好2021年政务公开日活动的通知", "\n".join(lines))
    assert [t.requirement[-5:] for t in found.tasks] == ["办公室备案。"[-5:], "质检测室。", "网站反馈。"]
    assert found.notice.issuer == "陇右县水务局"


@pytest.mark.parametrize(
    ("cells", "requirement", "lead"),
    [
        (["公布改造计划。", "供水股、", "财务股"], "公布改造计划。", ["供水股", "财务股"]),
        (["公布改造计划，", "并公示进度。", "供水股"], "公布改造计划，并公示进度。", ["供水股"]),
        (["公布老旧管网改造的年度计", "划和进度。", "供水股"], "公布老旧管网改造的年度计划和进度。", ["供水股"]),
    ],
)
def test_a_cell_that_is_torn_over_lines(cells: list[str], requirement: str, lead: list[str]) -> None:
    head = ["序号", "重点任务", "责任单位", "完成时限"]
    rows = [
        "1",
        "公布配水结果。",
        "水质中心",
        "每季度末",
        "2",
        *cells,
        "10月底前",
        "3",
        "修订指南。",
        "办公室",
        "3月31日前",
    ]
    found = read(TABLE, "\n".join(head + rows))
    assert [t.number for t in found.tasks] == ["1", "2", "3"]
    second = found.tasks[1]
    assert (second.requirement, list(second.lead)) == (requirement, lead)
    assert second.deadline is not None
    assert second.deadline.text == "10月底前"
    assert (found.tasks[0].lead, found.tasks[2].lead) == (("水质中心",), ("办公室",))


def test_a_dash_means_that_there_is_none_and_a_sum_is_no_task() -> None:
    found = grid(
        [
            "序号|任务内容|牵头单位|配合单位|完成时间",
            "1|公布水价|财务股|各水厂|6月底前",
            "2|公布水质|-|供水股|长期",
            "合计|2项||·|",
        ]
    )
    assert [(t.number, t.lead, t.support) for t in found.tasks] == [
        ("1", ("财务股",), ("各水厂",)),
        ("2", (), ("供水股",)),
    ]


def test_a_list_of_tasks_that_could_not_be_read_is_told() -> None:
    found = read(TABLE, "说明\n1 公布水价 财务股 6月底前\n2 公布水质 供水股 8月底前")
    assert not found.tasks
    assert "no_tasks" in {p.code for p in found.problems}
    assert "no_tasks" not in {p.code for p in grid(["任务|责任单位", "公布水价|财务股"]).problems}


def test_tables_and_items_stay_in_order() -> None:
    table = Table(
        (tuple(map(Cell, ("序号", "任务", "责任单位"))), tuple(map(Cell, ("2", "公布救济款", "财务股")))), True
    )
    blocks = (
        Paragraph(POINTS),
        Paragraph("1.公布应急预案。（责任单位：办公室）"),
        table,
        Paragraph("3.公布名单。（责任单位：供水股）"),
    )
    found = extract(Repaired(Document(Source("a.docx", "docx", None, "0"), blocks)))
    assert [(t.number, t.lead) for t in found.tasks] == [("1", ("办公室",)), ("2", ("财务股",)), ("3", ("供水股",))]


@pytest.mark.parametrize("bullets", ["• 公布水质。", "• 公布水价；\n• 公布水质。"])
def test_owners_below_bullets_are_those_of_the_item(bullets: str) -> None:
    found = read(
        POINTS, f"（一）公开供水\n{bullets}\n责任单位：供水股\n（二）公开节水信息\n• 公布定额。\n责任单位：办公室"
    )
    assert [(t.number, t.lead) for t in found.tasks] == [("（一）", ("供水股",)), ("（二）", ("办公室",))]


def test_names_of_columns_broken_over_two_lines() -> None:
    lines = ["序号", "公开任务", "责任", "股室", "完成", "时限", "1", "按月公布监测结果，说明原因。", "供水股", "每月"]
    lines += ["2", "公布水价政策的解读材料。", "财务股", "2023/6/30"]
    blocks = tuple(Paragraph(line) for line in ("陇右县水务局2023年政务公开任务清单", *lines))
    found = extract(Repaired(Document(Source("a.txt", "txt", "utf-8", "0"), blocks)))
    assert [(t.number, t.requirement, t.lead) for t in found.tasks] == [
        ("1", "按月公布监测结果，说明原因。", ("供水股",)),
        ("2", "公布水价政策的解读材料。", ("财务股",)),
    ]
    assert [t.deadline.kind if t.deadline else None for t in found.tasks] == ["recurring", "by"]
