"""PDF pages in two columns, lines that break early, running heads, and tables without rules whose cells span."""

from __future__ import annotations

import pytest
from test_read_pdf import FULL, HEIGHT, LONG, SECOND, grid, pdf, read, rule, text, texts

from zwsearch.records import Paragraph, Table

SMALL, COLUMN, STEP = 10, 20, 16  # points, characters, points
LEFT, RIGHT = 60, 300
THIRD = "开放日每年不少于两次，邀请居民代表和企业代表参加，会后公布意见的采纳情况。"


def column(paragraphs: list[str], x: float, y: float) -> tuple[str, float]:
    """Paragraphs in a narrow column, their first lines indented by two characters."""
    content = ""
    for paragraph in paragraphs:
        lines = [paragraph[: COLUMN - 2]]
        lines += [paragraph[i : i + COLUMN] for i in range(COLUMN - 2, len(paragraph), COLUMN)]
        for i, line in enumerate(lines):
            content += text(x + (2 * SMALL if i == 0 else 0), y, line, SMALL)
            y += STEP
    return content, y


def test_columns_are_read_one_after_the_other_under_their_heading() -> None:
    left, _ = column([LONG, SECOND, THIRD], LEFT, 140)
    right, _ = column([THIRD, LONG, SECOND], RIGHT, 140)
    heading = text(120, 90, "某县二〇二三年政务公开工作要点简报", 20)
    number = text(275, 810, "— 1 —", SMALL)
    assert texts(read(pdf([heading + left + right + number]))) == [
        "某县二〇二三年政务公开工作要点简报",
        *(LONG, SECOND, THIRD),
        *(THIRD, LONG, SECOND),
    ]


def test_a_paragraph_runs_on_into_the_next_column_and_over_the_page() -> None:
    left, y = column([LONG, SECOND], LEFT, 140)
    left += text(LEFT + 20, y, THIRD[:18], SMALL)
    right = text(RIGHT, 140, THIRD[18:], SMALL) + column([LONG, SECOND], RIGHT, 156)[0]
    second = column([THIRD], LEFT, 100)[0] + text(RIGHT + 20, 100, "完毕。", SMALL)
    assert texts(read(pdf([left + right, second]))) == [LONG, SECOND, THIRD, LONG, SECOND, THIRD, "完毕。"]


def test_what_crosses_the_columns_parts_them_and_a_table_stays_a_table() -> None:
    content, first = "", [LONG, SECOND]
    content += column(first, LEFT, 100)[0] + column([SECOND, THIRD], RIGHT, 100)[0]
    content += text(150, 240, "第二部分公开办事信息的安排和要求", 16)
    content += column([THIRD, LONG], LEFT, 280)[0] + column([LONG, THIRD], RIGHT, 280)[0]
    content += grid([["序号", "要求", "单位"], ["1", "公布账目", "甲科"], ["2", "更新指南", "丙科"]], 420)
    document = read(pdf([content]))
    assert texts(document) == [*first, SECOND, THIRD, "第二部分公开办事信息的安排和要求", THIRD, LONG, LONG, THIRD]
    assert isinstance(document.blocks[-1], Table)


def test_a_table_in_a_column_stays_in_its_column() -> None:
    left, y = column([LONG], LEFT, 100)
    for i, row in enumerate([("序号", "要求"), ("1", "公布账目")]):
        top = y + 20 * i
        left += "".join(text(LEFT + 4 + 60 * j, top + 13, cell, SMALL) for j, cell in enumerate(row))
    left += "".join(rule(LEFT - 4, y + 20 * i, LEFT + 160, y + 20 * i) for i in range(3))
    left += "".join(rule(x, y, x, y + 40) for x in (LEFT - 4, LEFT + 56, LEFT + 160))
    left += column([SECOND, THIRD], LEFT, y + 60)[0]
    document = read(pdf([left + column([THIRD, LONG, SECOND, LONG], RIGHT, 100)[0]]))
    kinds = [type(b) for b in document.blocks]
    assert kinds == [Paragraph, Table, *[Paragraph] * 6]
    assert texts(document) == [LONG, SECOND, THIRD, THIRD, LONG, SECOND, LONG]


def test_lists_and_tables_side_by_side_are_no_columns() -> None:
    names = ["财政科", "办公室", "法规科", "信息科", "审批科", "人事科"]
    content = "".join(text(100, 100 + 20 * i, n, 12) + text(350, 100 + 20 * i, n, 12) for i, n in enumerate(names))
    assert texts(read(pdf([content]))) == [f"{name} {name}" for name in names]
    cells = ""
    for i in range(6):
        cells += column([LONG], LEFT, 100 + 60 * i)[0] + text(RIGHT, 100 + 60 * i, "甲科、乙科", SMALL)
        cells += text(RIGHT + 160, 100 + 60 * i, "年底前", SMALL)
    lines = texts(read(pdf([cells])))
    assert lines[0].endswith("甲科、乙科 年底前")


def test_lines_broken_early_and_stretched_lines_give_no_blanks_and_no_breaks() -> None:
    lines = ["各单位要按时更新系统并在门户网站公布网址为", "https://www.example.gov.cn/zwgk/index.html，每", "季报送。"]
    content = text(110, 120, lines[0], 16) + text(90, 148, lines[1], 9) + text(90, 176, lines[2], 16)
    content = content.replace("/F1 9 Tf", "/F1 16 Tf 50 Tz").replace("ET\n", "100 Tz ET\n")
    filled = text(94, 260, LONG[:22], 16) + text(90, 288, LONG[22:], 16)
    stretched = text(90, 330, "每年更新两次以上并记录", 16).replace("Tf ", "Tf 9 Tc ")
    found = texts(read(pdf([content + filled + stretched])))
    assert found[0] == "".join(lines)
    assert found[-1] == "每年更新两次以上并记录"


def test_heads_of_left_and_right_pages_are_left_out_and_repeated_text_is_kept() -> None:
    pages = []
    for number in range(1, 7):
        head = text(90, 50, "某县公报" if number % 2 else f"二〇二三年第七期 总第{number}页", 9)
        body = "".join(text(90, 70 + 24 * i, line, 16) for i, line in enumerate([LONG[:26], f"第{number * 7}项。"]))
        pages.append(head + body + text(280, 810, f"－{number}－", 9))
    found = "".join(texts(read(pdf(pages))))
    assert "公报" not in found and "第七期" not in found and "－" not in found
    assert found.count(LONG[:26]) == 6 and found.count("项。") == 6


def spanning(first: float, *, torn: bool) -> tuple[str, str]:
    """A table without rules: a header in two lines, one cell over two columns; its end on a second page if torn."""
    xs = (60, 110, 330, 400, 480)
    top = "".join(
        text(x, first, w, 10)
        for x, w in zip((*xs[:2], 355, 480), ("序号", "工作任务", "责任单位", "完成"), strict=True)
    )
    top += "".join(text(x, first + 14, w, 10) for x, w in zip(xs[2:], ("牵头", "配合", "时限"), strict=True))
    content, y = top, first + 40
    for number, (task, owner) in enumerate([(FULL, "甲科"), (FULL, ""), (FULL, "丙科"), (FULL, "丁科")], start=1):
        content += text(60, y, str(number), 10) + text(110, y, task, 10) + text(480, y, "年底前", 10)
        if owner:
            content += text(330, y, owner, 10) + text(400, y, "办公室", 10)
        else:
            content += text(330, y, "各科室共同负责落实", 10)
        content += "" if number == 4 and torn else text(110, y + 16, "逐项说明。", 10)
        y += 40
    return content, text(110, 80, "逐项说明。", 10) + text(60, 120, "5", 10) + text(110, 120, "公开电话。", 10) + text(
        330, 120, "戊科", 10
    ) + text(400, 120, "办公室", 10) + text(480, 120, "长期", 10)


@pytest.mark.parametrize("torn", [False, True])
def test_headers_over_lines_and_cells_over_columns_without_rules(torn: bool) -> None:
    content, rest = spanning(HEIGHT - 210 if torn else 120, torn=torn)
    tables = [b for b in read(pdf([content, rest] if torn else [content])).blocks if isinstance(b, Table)]
    assert len(tables) == 1
    rows = [[(c.text, c.row_span, c.column_span) for c in row] for row in tables[0].rows]
    assert rows[0] == [("序号", 2, 1), ("工作任务", 2, 1), ("责任单位", 1, 2), ("完成时限", 2, 1)]
    assert rows[1] == [("牵头", 1, 1), ("配合", 1, 1)]
    assert rows[3] == [("2", 1, 1), (FULL + "逐项说明。", 1, 1), ("各科室共同负责落实", 1, 2), ("年底前", 1, 1)]
    assert rows[5][1][0] == FULL + "逐项说明。"
    assert len(rows) == (7 if torn else 6)
