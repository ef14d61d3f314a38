"""A workspace of any size from a seed: notices in the form of a table that divides tasks among offices."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from made_corpus import make_tasks

EACH = 25  # tasks of a notice
_PLACES = "云川鹿溪望江青石白沙长宁安平"  # characters of made-up cities
_OFFICES = ("办公室", "政策法规科", "财务科", "信息中心", "市场监管局", "教育局", "民政局", "卫生健康委")


def workspace_of(tasks: int, folder: Path) -> Path:
    """A workspace with so many tasks inside `folder`; made where it is not there yet, which is told."""
    workspace = folder / f"ws-{tasks}"
    if not workspace.exists():
        began = time.perf_counter()
        write_notices(folder / f"in-{tasks}", tasks // EACH, seed=7)
        run_command(workspace, "index", str(folder / f"in-{tasks}"))
        print(f"built {tasks} tasks in {time.perf_counter() - began:.0f} s")
    return workspace


def write_notices(folder: Path, count: int, seed: int, *, each: int = EACH) -> None:
    """Write `count` notices of `each` tasks into a folder, always the same for a seed."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(seed)
    tasks = iter(make_tasks(count * each, seed, clauses_each=(2, 6)))
    for number in range(count):
        year = dice.randint(2015, 2025)
        rows = "\n".join(
            f"{n} | {next(tasks)} | {dice.choice(_OFFICES)} | {year}年{dice.randint(1, 12)}月底前 |"
            for n in range(1, each + 1)
        )
        place = "".join(_PLACES[number // len(_PLACES) ** power % len(_PLACES)] for power in range(3))
        head = f"{place}市{year}年政务公开任务分工\n工作任务 | 具体要求 | 牵头单位 | 时限要求 |\n"
        (folder / f"{seed}-{number}.txt").write_text(head + rows + "\n", "utf-8")


def run_command(workspace: Path, *arguments: str) -> None:
    """Run one command of the program on a workspace. Raises CalledProcessError where it fails."""
    command = [sys.executable, "-m", "zwsearch", "--workspace", str(workspace), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
