"""The kind of a notice, told by how its title ends and not by what it speaks of."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.extract.kinds import kind_of
from zwsearch.read import read_text
from zwsearch.repair import repair

TITLES = {
    "政策解读": [
        "《桐山县节水灌溉补贴办法》政策解读",
        "《桐山县节水灌溉补贴办法》解读",
        "关于《桐山县养老服务条例》的解读",
        "图解：桐山县2024年政务公开工作要点",
        "一图读懂桐山县2024年政务公开工作要点",
        "一图读懂《桐山县优化营商环境实施方案》",
        "解读：桐山县优化营商环境实施方案",
        "政策解读丨桐山县就业促进计划",
        "【政策解读】关于加强供水管理的实施方案",
        "桐山县民政局文字解读：低保审核确认办法",
        "解读《桐山县低保审核确认办法》",
        "图文解读《桐山县供水条例》",
        "《桐山县供水条例》解读问答",
        "《桐山县供水条例》政策解读（二）",
        "《桐山县供水方案》图解",
        "《桐山县供水工作要点》解读材料",
    ],
    "年度报告": [
        "桐山县2023年政府信息公开工作年度报告",
        "桐山县水利局2023年政府信息公开年报",
        "桐山县财政局2023年度政府信息公开工作报告",
        "桐山县政务公开工作报告",
        "桐山县2023年政府信息公开工作年度报告（含附表）",
    ],
    "标准目录": [
        "桐山县养老服务领域基层政务公开标准目录",
        "桐山县政府信息主动公开基本目录（2024年版）",
        "桐山县公开事项清单",
        "供水领域基层政务公开标准指引",
        "桐山县政府信息公开目录",
    ],
    "任务分工": [
        "桐山县2024年政务公开工作要点任务分解表",
        "桐山县2024年政务公开工作任务分工",
        "桐山县政策解读任务分工表",
        "桐山县年度报告编制工作分工方案",
        "桐山县政务公开重点工作任务清单",
        "桐山县标准目录编制任务分解表",
        "桐山县2024年政务公开责任清单",
        "关于印发《桐山县政策解读工作任务分工》的通知",
        "桐山县2024年政务公开任务台账",
        "桐山县2024年政务公开工作任务",
    ],
    "工作要点": [
        "桐山县2024年政务公开工作要点",
        "桐山县政策解读工作要点",
        "桐山县年度报告编制要点",
        "关于印发桐山县2024年政务公开工作要点的通知",
        "桐山县2024年政务公开工作要点（征求意见稿）",
        "桐山县基本目录动态调整工作要点",
    ],
    "实施方案": [
        "关于加强政策解读和回应关切工作的实施方案",
        "《关于加强政策解读工作的实施方案》",
        "政策解读工作方案",
        "图解制作工作方案",
        "桐山县年度报告编制工作方案",
        "桐山县任务清单编制工作方案",
        "桐山县落实工作要点实施方案",
        "桐山县基层政务公开标准目录编制工作方案",
        "桐山县文件解读工作三年行动计划",
        "关于印发《关于加强政策解读工作的实施方案》的通知",
        "桐山县2024年政策解读工作安排",
    ],
    "通知": [
        "桐山县关于做好政策解读工作的通知",
        "关于报送2023年政府信息公开工作年度报告的通知",
        "关于报送政务公开工作要点的通知",
        "关于编制标准目录的通知",
        "关于报送任务分工表的通知",
        "关于组织实施方案评审的通告",
        "关于政策解读情况的通报",
    ],
    "其他": [
        "桐山县关于加强政策解读工作的意见",
        "桐山县政策解读工作办法",
        "关于政策解读工作情况的汇报",
        "桐山县政策解读制度",
        "桐山县文件解读规范",
        "桐山县供水条例",
        "关于加强供水管理的复函",
    ],
}


@pytest.mark.parametrize(("title", "kind"), [(title, kind) for kind, titles in TITLES.items() for title in titles])
def test_kinds_by_the_end_of_a_title(title: str, kind: str) -> None:
    assert kind_of(title) == kind


ITEMS = """一、规范解读流程，文件与解读同步公布。（责任单位：县司法局）
二、丰富解读形式，重要文件制作图解。（责任单位：县政府办公室）
三、回应群众关切，逐条答复留言。（责任单位：县信访局）
"""


TELLING = ["政策解读", "年度报告", "标准目录"]


@pytest.mark.parametrize("kind", [kind for kind in TITLES if kind not in TELLING])
def test_numbered_items_with_owners_are_tasks_whatever_the_title_speaks_of(kind: str) -> None:
    for title in TITLES[kind]:
        found = extract(repair(read_text(f"{title}\n{ITEMS}")))
        assert [task.lead for task in found.tasks] == [("县司法局",), ("县政府办公室",), ("县信访局",)]


@pytest.mark.parametrize("kind", TELLING)
def test_papers_that_tell_of_other_papers_have_none(kind: str) -> None:
    for title in TITLES[kind]:
        assert extract(repair(read_text(f"{title}\n{ITEMS}"))).tasks == ()
