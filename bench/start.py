"""Whole processes, from the shell's point of view: what each command costs until its answer stands on the screen.

    python bench/start.py --tasks 100000 --keep /tmp/zwsearch-bench

Commands take turns, so that a busy machine slows all of them alike; `python -c pass` and the imports that no command
can do without stand beside them. Times are wall-clock and CPU, the median of the runs. The workspace is made from a
seed, and kept in the folder for the next time (`bench/serve.py` uses the same).
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from made_workspace import workspace_of, write_notices


def main() -> None:
    """Build, measure, print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--keep", type=Path, help="a folder for the workspace, to use it again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        workspace = workspace_of(given.tasks, given.keep or Path(made))
        own = Path(made) / "own"
        shutil.copytree(workspace, own)  # what is indexed here must not stay in the one that is kept
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {given.runs} runs\n")
        print("| command | wall, ms | CPU, ms | peak memory, MB |\n| --- | --- | --- | --- |")
        for name, walls, cpus, peak in _race(_commands(own, Path(made)), given.runs):
            wall, cpu = (statistics.median(values) * 1000 for values in (walls, cpus))
            print(f"| {name} | {wall:.0f} | {cpu:.0f} | {peak / 1024:.0f} |")


def _commands(workspace: Path, made: Path) -> dict[str, Callable[[int], list[str]]]:
    program = [sys.executable, "-m", "zwsearch"]

    def index_one(run: int) -> list[str]:
        folder = made / f"one-{run}"
        write_notices(folder, 1, seed=1000 + run, each=20)
        return [*program, "--workspace", str(workspace), "index", str(folder)]

    def query(text: str) -> Callable[[int], list[str]]:
        return lambda _run: [*program, "--workspace", str(workspace), "query", text]

    return {
        "python -c pass": lambda _run: [sys.executable, "-c", "pass"],
        "python -c 'import numpy, typer'": lambda _run: [sys.executable, "-c", "import numpy, typer"],
        "zwsearch --help": lambda _run: [*program, "--help"],
        "zwsearch query 政策解读": query("政策解读"),
        "zwsearch query 谁来负责依申请公开": query("谁来负责依申请公开"),
        "zwsearch index, one notice of 20 tasks": index_one,
    }


def _race(
    commands: dict[str, Callable[[int], list[str]]], runs: int
) -> list[tuple[str, list[float], list[float], int]]:
    walls: dict[str, list[float]] = {name: [] for name in commands}
    cpus: dict[str, list[float]] = {name: [] for name in commands}
    peaks = dict.fromkeys(commands, 0)
    for run in range(-1, runs):
        for name, command in commands.items():
            asked = command(run)
            began = time.perf_counter()
            process = subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                raise SystemExit(f"{' '.join(asked)} failed")
            if run >= 0:  # the first round warms up
                walls[name].append(time.perf_counter() - began)
                cpus[name].append(used.ru_utime + used.ru_stime)
                peaks[name] = max(peaks[name], used.ru_maxrss)
    return [(name, walls[name], cpus[name], peaks[name]) for name in commands]


if __name__ == "__main__":
    main()
