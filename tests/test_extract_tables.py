"""Tasks from tables of every shape that offices paste."""

from __future__ import annotations

from zwsearch.extract import extract
from zwsearch.records import Block, Cell, Document, Extraction, Paragraph, Repaired, Source, Table

TITLE = "陇右县水务局2022年政务公开任务分工"
Row = tuple[str | None, list[str], str, list[str], list[str], str | None]


def read(*blocks: Block | str) -> Extraction:
    laid = [Paragraph(block) if isinstance(block, str) else block for block in (TITLE, *blocks)]
    return extract(Repaired(Document(Source("a.txt", "txt", "utf-8", "0"), tuple(laid))))


def pasted(*lines: str) -> Table:
    return Table(tuple(tuple(Cell(part.strip()) for part in line.split("|")) for line in lines))


def ruled(*rows: list[str | Cell]) -> Table:
    return Table(tuple(tuple(c if isinstance(c, Cell) else Cell(c) for c in row) for row in rows), aligned=True)


def shown(found: Extraction) -> list[Row]:
    return [
        (
            t.number,
            list(t.section),
            t.requirement,
            list(t.lead),
            list(t.support),
            t.deadline.text if t.deadline else None,
        )
        for t in found.tasks
    ]


WATER = "按月公布出厂水和末梢水监测结果，接受监督。"
STOP = "提前三天通过短信和网站告知停水安排。"
PRICE = "解读新的水价政策，说明调整的理由。"


def test_two_columns() -> None:
    found = read(pasted("工作内容 | 责任股室", f"{WATER} | 供水股", f"{STOP} | 供水股、办公室"))
    assert shown(found) == [
        (None, [], WATER, ["供水股"], [], None),
        (None, [], STOP, ["供水股", "办公室"], [], None),
    ]


def test_no_header() -> None:
    found = read(pasted(f"1 | {WATER} | 供水股 | 6月底前", f"2 | {STOP} | 供水股、办公室 | 长期坚持"))
    assert shown(found) == [
        ("1", [], WATER, ["供水股"], [], "6月底前"),
        ("2", [], STOP, ["供水股", "办公室"], [], "长期坚持"),
    ]


def test_misleading_names_of_columns() -> None:
    found = read(
        pasted("序号 | 重点工作 | 任务分工 | 备注", f"1 | {WATER} | 供水股 | 6月底前", f"2 | {STOP} | 办公室 | 每季度")
    )
    assert shown(found) == [("1", [], WATER, ["供水股"], [], "6月底前"), ("2", [], STOP, ["办公室"], [], "每季度")]
    assert found.passages == ()


def test_merged_cells_slid_left_with_two_levels_of_headings() -> None:
    found = read(
        pasted(
            "工作任务 | | 序号 | 具体措施 | 牵头单位 | 配合单位 | 完成时限 | 备注",
            f"一、主动公开 | （一）水质 | 1 | {WATER} | 供水股 | 各水厂 | 6月底前 | 已启动",
            f"2 | {STOP} | 办公室 | 供水股 | 持续推进 |",
            f"（二）水价 | 3 | {PRICE} | 财务股 | 办公室 | 长期 |",
            "二、监督保障 | （三）培训 | 4 | 组织一次业务培训。 | 人事股 | | 上半年 |",
        )
    )
    assert shown(found) == [
        ("1", ["一、主动公开", "（一）水质"], WATER, ["供水股"], ["各水厂"], "6月底前"),
        ("2", ["一、主动公开", "（一）水质"], STOP, ["办公室"], ["供水股"], "持续推进"),
        ("3", ["一、主动公开", "（二）水价"], PRICE, ["财务股"], ["办公室"], "长期"),
        ("4", ["二、监督保障", "（三）培训"], "组织一次业务培训。", ["人事股"], [], "上半年"),
    ]
    assert [passage.text for passage in found.passages] == ["已启动"]


def test_a_cell_a_line_with_no_rows_left() -> None:
    lines = ["序号", "任务内容", "责任股室", "完成时间", "一、主动公开", "1", WATER, "供水股", "6月底前", "2", STOP]
    lines += ["办公室", "每季度", "二、政策解读", "3", PRICE, "财务股", "持续推进", "陇右县水务局", "2022年3月1日"]
    found = read(*lines)
    assert shown(found) == [
        ("1", ["一、主动公开"], WATER, ["供水股"], [], "6月底前"),
        ("2", ["一、主动公开"], STOP, ["办公室"], [], "每季度"),
        ("3", ["二、政策解读"], PRICE, ["财务股"], [], "持续推进"),
    ]
    assert (found.notice.issuer, found.notice.date) == ("陇右县水务局", "2022-03-01")


def test_torn_cells_one_a_row() -> None:
    cells = [
        "工作任务",
        "具体要求",
        "责任科室",
        "时限",
        "一、公开",
        "1",
        WATER,
        "供水股",
        "年底前",
        "2",
        STOP,
        "办公室牵头，各股室配合",
        "长期",
    ]
    found = read(Table(tuple((Cell(text),) for text in cells)))
    assert shown(found) == [
        ("1", ["一、公开"], WATER, ["供水股"], [], "年底前"),
        ("2", ["一、公开"], STOP, ["办公室"], ["各股室"], "长期"),
    ]


def test_ruled_table_with_spans_and_a_header_of_two_rows() -> None:
    found = read(
        ruled(
            [Cell("类别", 2), Cell("序号", 2), Cell("具体内容", 2), Cell("责任分工", 1, 2), Cell("时限", 2)],
            ["牵头", "配合"],
            [Cell("一、水质", 2), "1", WATER, Cell("供水股", 2), "各水厂", Cell("年底前", 2)],
            ["2", STOP, "办公室"],
            [Cell("二、监督保障", 1, 6)],
            ["", "3", "组织一次业务培训", "人事股", "", "上半年"],
        )
    )
    assert shown(found) == [
        ("1", ["一、水质"], WATER, ["供水股"], ["各水厂"], "年底前"),
        ("2", ["一、水质"], STOP, ["供水股"], ["办公室"], "年底前"),
        ("3", ["二、监督保障"], "组织一次业务培训", ["人事股"], [], "上半年"),
    ]


def test_owners_come_down_from_the_row_above() -> None:
    found = read(
        pasted(
            "序号 | 任务内容 | 责任单位 | 时限",
            f"1 | {WATER} | 供水股 | 6月底前",
            f"2 | {STOP} | 同上 | 9月底前",
            f"3 | {PRICE} | | ",
        )
    )
    assert [list(task.lead) for task in found.tasks] == [["供水股"]] * 3
    assert [task.deadline.text if task.deadline else None for task in found.tasks] == ["6月底前", "9月底前", None]


def test_one_demand_over_the_rows_of_several_offices_is_one_task() -> None:
    found = read(
        ruled(
            ["序号", "任务内容", "责任单位"],
            [Cell("1", 2), Cell(WATER, 2), "供水股"],
            ["办公室"],
            ["2", STOP, "办公室"],
        )
    )
    assert shown(found) == [("1", [], WATER, ["供水股", "办公室"], [], None), ("2", [], STOP, ["办公室"], [], None)]


def test_beside_a_leading_column_the_responsible_ones_support() -> None:
    found = read(
        pasted(
            "序号 | 任务内容 | 牵头单位 | 责任单位",
            f"1 | {WATER} | 县水务局 | 县财政局、各乡镇",
            f"2 | {STOP} | 县水务局 | 县应急局",
        )
    )
    assert [(list(t.lead), list(t.support)) for t in found.tasks] == [
        (["县水务局"], ["县财政局", "各乡镇"]),
        (["县水务局"], ["县应急局"]),
    ]


def test_repeated_headers_title_rows_and_notes() -> None:
    found = read(
        pasted(
            "任务分工表 | | | ",
            "序号 | 任务内容 | 责任单位 | 时限",
            "一、主动公开 | | | ",
            f"1 | {WATER} | 供水股 | 年底前",
            "序号 | 任务内容 | 责任单位 | 时限",
            f"2 | {STOP} | 办公室 | 年底前",
            "备注 | 时限均为最迟时间 | | ",
        )
    )
    assert shown(found) == [
        ("1", ["一、主动公开"], WATER, ["供水股"], [], "年底前"),
        ("2", ["一、主动公开"], STOP, ["办公室"], [], "年底前"),
    ]
    assert any("最迟时间" in passage.text for passage in found.passages)


def test_a_number_before_the_demand_and_one_of_a_list_inside_it() -> None:
    found = read(
        ruled(
            ["重点任务", "具体措施", "责任单位"], [Cell("一、公开", 2), f"1.{WATER}", "供水股"], [f"2.{STOP}", "办公室"]
        )
    )
    assert [(t.number, t.requirement) for t in found.tasks] == [("1", WATER), ("2", STOP)]
    inner = "1.公布监测结果；\n2.公布处置情况。"
    found = read(ruled(["重点任务", "具体措施", "责任单位"], ["水质", inner, "供水股"], ["水价", PRICE, "财务股"]))
    assert [(t.number, t.requirement) for t in found.tasks] == [(None, inner), (None, PRICE)]


def test_items_beside_a_table_are_tasks_where_a_label_names_who_leads() -> None:
    table = ruled(["序号", "工作任务", "责任单位"], ["1", WATER, "供水股"], ["2", STOP, "办公室"])
    for inner in (f"2.{PRICE}责任单位：财务股。", f"2.{PRICE}\n责任单位：财务股"):
        found = read("一、重点任务", "1.完善公开目录，按季更新。", *inner.split("\n"), "二、任务分工", table)
        assert [(t.requirement, t.lead) for t in found.tasks] == [
            ("完善公开目录，按季更新。", ()),
            (PRICE, ("财务股",)),
            (WATER, ("供水股",)),
            (STOP, ("办公室",)),
        ]
    plain = read("一、总体要求", "1.完善公开目录，按季更新。", "2.明确责任单位和时限。", "二、任务分工", table)
    assert [t.requirement for t in plain.tasks] == [WATER, STOP]


def test_each_line_of_a_cell_that_a_number_opens_is_a_demand() -> None:
    names = ["重点任务", "具体措施", "责任单位", "完成时限"]
    cell = f"3.{WATER}\n4.公布停水安排\n并说明原因\n5.{PRICE}"
    found = read(
        ruled(
            names,
            ["公开", f"2.{STOP}", "办公室", "6月底前"],
            [Cell("价格", 2), cell, "供水股", "年底前"],
            [PRICE, "财务股", "同上"],
        )
    )
    assert shown(found) == [
        ("2", ["公开"], STOP, ["办公室"], [], "6月底前"),
        ("3", ["价格"], WATER, ["供水股"], [], "年底前"),
        ("4", ["价格"], "公布停水安排并说明原因", ["供水股"], [], "年底前"),
        ("5", ["价格"], PRICE, ["供水股"], [], "年底前"),
        (None, ["价格"], PRICE, ["财务股"], [], "年底前"),
    ]
    assert found.missing_numbers == ()


def test_offices_in_rows_of_their_own_share_all_demands_of_their_cell() -> None:
    cell = Cell(f"1.{WATER}\n2.{STOP}", 2)
    found = read(ruled(["重点任务", "具体措施", "责任单位"], [Cell("公开", 2), cell, "供水股"], ["办公室"]))
    assert [(t.number, t.lead) for t in found.tasks] == [("1", ("供水股", "办公室")), ("2", ("供水股", "办公室"))]


def test_lines_of_a_cell_that_its_row_numbers_stay_one_demand_and_lines() -> None:
    for inner in (f"1.{WATER}\n2.{STOP}", f"按下列要求办理\n（1）{WATER}\n（2）{STOP}"):
        found = read(ruled(["序号", "具体措施", "责任单位"], ["7", inner, "供水股"], ["8", PRICE, "财务股"]))
        assert [(t.number, t.requirement) for t in found.tasks] == [("7", inner), ("8", PRICE)]
    broken = read(ruled(["序号", "具体措施", "责任单位"], ["7", "公布水质\n监测结果。", "供水股"]))
    assert broken.tasks[0].requirement == "公布水质监测结果。"


def test_a_heading_whose_number_has_its_own_cell() -> None:
    found = read(
        ruled(
            ["序号", "工作任务", "责任单位", "时限"],
            ["一", "主动公开", "", ""],
            ["1", WATER, "供水股", "每月"],
            ["2", STOP, "办公室", "长期"],
        )
    )
    assert [(t.number, list(t.section)) for t in found.tasks] == [("1", ["主动公开"]), ("2", ["主动公开"])]


def test_a_demand_torn_into_a_row_of_its_own() -> None:
    found = read(
        pasted(
            "序号 | 任务内容 | 责任单位 | 时限",
            "1 | 按月公布出厂水监测结果， | 供水股 | 年底前",
            " | 同时说明超标的原因和处置。 | | ",
            f"2 | {STOP} | 办公室 | 长期",
        )
    )
    assert [(t.number, t.requirement) for t in found.tasks] == [
        ("1", "按月公布出厂水监测结果，同时说明超标的原因和处置。"),
        ("2", STOP),
    ]


def test_persons_and_aims_beside_the_offices() -> None:
    found = read(
        pasted(
            "序号 | 重点任务 | 主要措施 | 工作目标 | 责任领导 | 责任科室 | 时限",
            f"1 | 水质公开 | {WATER} | 全覆盖 | 某某 | 供水科 | 每月",
            f"2 | 停水公告 | {STOP} | 零投诉 | 某某 | 办公室 | 长期",
        )
    )
    assert shown(found) == [
        ("1", ["水质公开"], WATER, ["供水科"], [], "每月"),
        ("2", ["停水公告"], STOP, ["办公室"], [], "长期"),
    ]


def test_gaps_are_told_and_restarts_are_none() -> None:
    rows = [f"{n} | {WATER} | 供水股 | 年底前" for n in (1, 2, 5, 1, 2)]
    found = read(pasted("序号 | 任务内容 | 责任单位 | 时限", *rows))
    assert found.missing_numbers == ("3", "4")
    assert [problem.code for problem in found.problems] == ["numbering_gap"]


def test_the_first_of_one_column_leads_where_a_note_says_so() -> None:
    found = read(
        "（责任单位中排在第一位的为牵头单位，下同）",
        pasted("序号 | 任务内容 | 责任单位", f"1 | {WATER} | 县水务局、县财政局", f"2 | {STOP} | 县水务局"),
    )
    assert [(list(t.lead), list(t.support)) for t in found.tasks] == [(["县水务局"], ["县财政局"]), (["县水务局"], [])]


def test_a_catalogue_is_kept_as_a_table() -> None:
    table = pasted(
        "序号 | 公开事项 | 公开内容 | 公开依据 | 公开时限 | 公开主体 | 公开渠道",
        f"1 | 水质 | {WATER} | 条例 | 20个工作日内 | 县水务局 | 网站",
    )
    found = extract(
        Repaired(Document(Source("a", "txt", None, "0"), (Paragraph("供水领域基层政务公开标准目录"), table)))
    )
    assert found.notice.kind == "标准目录"
    assert found.tasks == ()
    assert [(kept.rows, kept.kind) for kept in found.tables] == [(table.rows, "标准目录")]
    assert any(WATER in passage.text for passage in found.passages)


def test_owners_inside_the_demand_where_no_column_holds_them() -> None:
    rows = [
        "1 | 按月公布监测结果。（责任科室：供水科） | 每月",
        "2 | 提前告知停水安排。（办公室牵头，供水科配合） | 长期",
    ]
    found = read(pasted("序号 | 任务内容 | 时限", *rows, "3 | 公布现行价格。 | 年底前"))
    assert shown(found) == [
        ("1", [], "按月公布监测结果。", ["供水科"], [], "每月"),
        ("2", [], "提前告知停水安排。", ["办公室"], ["供水科"], "长期"),
        ("3", [], "公布现行价格。", [], [], "年底前"),
    ]


def test_headings_before_each_of_several_tables() -> None:
    head = "序号 | 任务内容 | 责任科室"
    found = read(
        "一、主动公开", pasted(head, f"1 | {WATER} | 供水科"), "二、政策解读", pasted(head, f"2 | {PRICE} | 财务科")
    )
    assert [(t.number, list(t.section)) for t in found.tasks] == [("1", ["一、主动公开"]), ("2", ["二、政策解读"])]


def test_a_table_without_owners_or_times_is_no_list_of_tasks() -> None:
    found = read(
        pasted(
            "姓名 | 电话 | 地址",
            "某甲 | 0000000 | 东街一号院内的办公楼二层",
            "某乙 | 0000001 | 西街二号院内的办公楼三层",
        )
    )
    assert found.tasks == ()
    assert len(found.tables) == 1


def test_a_section_above_repeated_names_of_columns_opens_a_part_of_its_own() -> None:
    names = ["序号", "工作任务", "责任单位", "完成时限"]
    found = read(
        ruled(
            names,
            [Cell("一、水质公开", 1, 4)],
            ["1", WATER, "供水股", "6月底前"],
            [Cell("监督保障", 1, 4)],
            names,
            ["2", STOP, "办公室", "长期"],
        )
    )
    assert [task.section for task in found.tasks] == [("一、水质公开",), ("监督保障",)]


def test_a_heading_that_slid_into_the_end_of_the_row_above() -> None:
    found = read(
        pasted(
            "序号 | 工作任务 | 责任科室 | 完成时限",
            "一、水质公开",
            f"1 | {WATER} | 供水股 | 6月底前",
            f"2 | {STOP} | | 二、水价公开",
            f"3 | {PRICE} | 财务股 | 年底前",
        )
    )
    assert [(task.number, task.section, task.lead) for task in found.tasks] == [
        ("1", ("一、水质公开",), ("供水股",)),
        ("2", ("一、水质公开",), ("供水股",)),
        ("3", ("二、水价公开",), ("财务股",)),
    ]


def test_headings_without_numbers_in_rows_that_have_slid() -> None:
    found = read(
        pasted(
            "序号 | 工作任务 | 牵头单位 | 配合单位 | 完成时限",
            "水价公开",
            f"1 | {PRICE} | 财务股 | | 45230",
            "序号 | 工作任务 | 牵头单位 | 配合单位 | 完成时限",
            "水质公开",
            f"2 | {WATER} | 供水股 | 各水厂 | 每月",
            f"3 | {STOP}",
        )
    )
    assert [(t.number, t.section, t.requirement) for t in found.tasks] == [
        ("1", ("水价公开",), PRICE),
        ("2", ("水质公开",), WATER),
        ("3", ("水质公开",), STOP),
    ]


def test_a_row_that_names_owners_for_the_rows_above() -> None:
    found = read(
        ruled(
            ["序号", "工作任务", "完成时限"],
            [Cell("一、水质", 1, 3)],
            ["1", WATER, "6月底前"],
            ["2", STOP, "年底前"],
            [Cell("以上任务由供水股牵头，办公室配合", 1, 3)],
            [Cell("二、水价", 1, 3)],
            ["3", PRICE, "年底前"],
        )
    )
    assert [(t.section, t.lead, t.support) for t in found.tasks] == [
        (("一、水质",), ("供水股",), ("办公室",)),
        (("一、水质",), ("供水股",), ("办公室",)),
        (("二、水价",), (), ()),
    ]


def test_points_behind_a_demand_number_nothing_and_faults_are_no_deadlines() -> None:
    found = read(
        ruled(
            ["一级指标", "二级指标", "评分标准", "分值", "责任单位"],
            ["公开", "主动公开各类信息", "更新不及时的，每项扣0.5分。", "5", "供水股"],
            ["公开", "答复依申请公开", "超期答复的，每件扣1分。", "6", "办公室"],
            ["解读", "解读水价政策", "未同步解读的，每件扣1分。", "10", "财务股"],
        )
    )
    assert [(t.number, t.deadline) for t in found.tasks] == [(None, None)] * 3
    assert found.missing_numbers == ()
