"""Keep tests away from the user's own folders, and give them small notices of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from zwsearch.workspace import Workspace

# A task table as it is pasted, with a heading row, and a plan in numbered prose.
TABLE = """望江市水利局2023年政务公开任务分工表
工作任务 | 具体要求 | 牵头单位 | 配合单位 | 完成时限 | |
一、做好政策解读 | 1 | 出台节水灌溉补贴办法时发布图文解读，讲清申领条件。 | 农水科 | 办公室、财务科 | 年底前 |
2 | 邀请灌区农户代表参加解读会，现场回答提问。 | 农水科 | 办公室 | 持续推进 | |
二、做好财政信息公开 | 3 | 公布本局部门预算、决算和三公经费。 | 财务科 | 办公室 | 2023年10月31日前 |
"""
PLAN = """云川县2024年政务公开工作方案
为做好今年的工作，制定本方案。
一、主要任务
（一）修订依申请公开办理规程，按时答复每一件申请。（责任单位：县政府办公室）
（二）对拟发布的文件逐件开展保密审查。（责任单位：县司法局）
云川县人民政府办公室
2024年3月5日
"""


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data and cache folders of this run of the tests; the cache is shared, since it is slow to make."""
    shared = tmp_path_factory.getbasetemp().parent / "zwsearch-cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(shared))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
    monkeypatch.delenv("ZWSEARCH_WORKSPACE", raising=False)


@pytest.fixture
def notices(tmp_path: Path) -> Path:
    """A folder with two notices."""
    folder = tmp_path / "notices"
    folder.mkdir()
    (folder / "table.txt").write_text(TABLE, "utf-8")
    (folder / "plan.txt").write_text(PLAN, "utf-8")
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace."""
    with Workspace(tmp_path / "workspace", lock_seconds=0.2) as opened:
        yield opened


@pytest.fixture
def filled(workspace: Workspace, notices: Path) -> Workspace:
    """A workspace with the two notices."""
    workspace.index(notices)
    return workspace
