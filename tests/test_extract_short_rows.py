"""Rows of a page's table that have a cell less than the header."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.read import read_bytes
from zwsearch.records import Extraction
from zwsearch.repair import repair

HEAD = "<h3>柳溪市2022年政务公开任务分解表</h3><table>"


def page(*rows: str) -> Extraction:
    cells = ("".join(cell if cell.startswith("<") else f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    text = HEAD + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
    return extract(repair(read_bytes(text.encode(), "a.html")[0]))


def told(found: Extraction) -> list[tuple[str | None, tuple[str, ...], str, tuple[str, ...], str | None]]:
    return [(t.number, t.section, t.requirement, t.lead, t.deadline.text if t.deadline else None) for t in found.tasks]


WHOLE = ("规范|1|公布养老机构备案流程。|市民政局|6月底前", "公布|2|公布养老机构收费标准。|市民政局|7月底前")


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ("3|公布床位数量和余量。|市住建局|9月底前", ("3", ("公布",), "公布床位数量和余量。", ("市住建局",), "9月底前")),
        ("公布床位数量和余量。|市住建局|9月底前", (None, ("公布",), "公布床位数量和余量。", ("市住建局",), "9月底前")),
        ("收费|3|公布床位数量和余量。|9月底前", ("3", ("收费",), "公布床位数量和余量。", ("市民政局",), "9月底前")),
        ("收费|3|公布床位数量和余量。|市住建局", ("3", ("收费",), "公布床位数量和余量。", ("市住建局",), None)),
    ],
)
def test_cells_of_a_short_row_go_where_they_fit(
    short: str, expected: tuple[str | None, tuple[str, ...], str, tuple[str, ...], str | None]
) -> None:
    found = page("工作任务|序号|具体要求|责任单位|完成时限", *WHOLE, short)
    assert told(found)[2:] == [expected]


def test_cells_that_reach_down_stay_in_place() -> None:
    found = page(
        "工作任务|序号|具体要求|责任单位|完成时限",
        "<td rowspan=3>规范</td>|1|公布养老机构备案流程。|市民政局|<td rowspan=3>6月底前</td>",
        "公布养老机构收费标准。|市住建局",
        "3|公布床位数量和余量。|市财政局",
    )
    assert told(found) == [
        ("1", ("规范",), "公布养老机构备案流程。", ("市民政局",), "6月底前"),
        (None, ("规范",), "公布养老机构收费标准。", ("市住建局",), "6月底前"),
        ("3", ("规范",), "公布床位数量和余量。", ("市财政局",), "6月底前"),
    ]
