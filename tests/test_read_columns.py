"""Tables whose columns are parted by blanks only: found under a line of headings, never in prose."""

from __future__ import annotations

import pytest

from zwsearch.read import read_text
from zwsearch.records import Paragraph, Table


def grid(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


@pytest.mark.parametrize("gap", [" ", "    ", "\u3000", "\xa0\xa0"])
def test_rows_under_headings(gap: str) -> None:
    rows = [
        ["序号", "任务", "责任科室", "时限"],
        ["1", "公开入学办法", "基础科", "6月底前"],
        ["2", "公开收费标准，逐项列明。", "计财科、办公室", "长期坚持"],
        ["3", "公开名单", "人事科", "12月20日前"],
    ]
    text = "\n".join(["云河市教育局任务分工", *(gap.join(row) for row in rows), "云河市教育局", "2024年3月1日"])
    first, table, *rest = read_text(text).blocks
    assert first == Paragraph("云河市教育局任务分工")
    assert isinstance(table, Table) and not table.aligned
    assert grid(table) == rows
    assert [b.text for b in rest if isinstance(b, Paragraph)] == ["云河市教育局", "2024年3月1日"]


def test_a_text_with_blanks_of_its_own_and_headings_without_numbers() -> None:
    (table,) = read_text(
        "序号 工作任务 责任单位\n1 公开目录 及时更新 办公室\n\n2 公开清单 法规科\n3 公开指南 法规科"
    ).blocks
    assert isinstance(table, Table)
    assert grid(table)[1] == ["1", "公开目录 及时更新", "办公室"]
    (table,) = read_text("工作任务 责任单位 完成时限\n公开目录 办公室 年底前\n公开清单 法规科 年底前").blocks
    assert isinstance(table, Table) and len(table.rows) == 3


@pytest.mark.parametrize(
    "text",
    [
        "深化改革 优化服务 推动发展\n改进作风 提高效能 服务群众\n依法行政 公开透明 接受监督",
        "首页 政务公开 政策文件 互动交流\n要闻 动态 公告 专题\n领导 机构 职能 人事",
        "任务 内容 要求\n各单位要提高认识，抓好落实。\n特此通知。",
        "序号 任务 时限\n1 只有一行 年底前\n云河市财政局",
        "姓名 张某 职务 科长\n姓名 李某 职务 科员\n姓名 王某 职务 主任",
        "一、明确任务 落实责任 加强督查\n二、完善机制 强化保障 注重实效\n三、广泛宣传 营造氛围 总结经验",
    ],
)
def test_prose_and_lists_with_blanks_stay_paragraphs(text: str) -> None:
    assert [b.text for b in read_text(text).blocks if isinstance(b, Paragraph)] == text.split("\n")
