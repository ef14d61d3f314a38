"""The page under load: search pages by many users while another process indexes notices; memory before and after.

    python bench/serve.py --tasks 100000 --users 20 --minutes 5

Every user asks, reads for a second, and asks again, as a person does. The server's part is what it writes into
Server-Timing (from the first byte of the request to the first of the answer, waiting for a free thread included);
the round trip also holds the client's own work, on the same cores. Each minute's memory is printed.
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from made_corpus import clauses
from made_workspace import workspace_of, write_notices


def main() -> None:
    """Build, serve, load, report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--think", type=float, default=1.0, help="seconds between a user's questions")
    parser.add_argument("--indexed", type=int, default=200, help="notices that another process indexes meanwhile")
    parser.add_argument("--keep", type=Path, help="a folder for the workspace, to use it again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        workspace = workspace_of(given.tasks, given.keep or Path(made))
        write_notices(Path(made) / "more", given.indexed, seed=int(time.time()))
        _load(workspace, Path(made) / "more", given)


def _load(workspace: Path, more: Path, given: argparse.Namespace) -> None:
    command = [sys.executable, "-m", "zwsearch", "serve", "--no-open", "--port", "0", "--workspace", str(workspace)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    port = int(re.search(r":(\d+)/", server.stdout.readline())[1])  # type: ignore[index]
    users = [_User(port, seed, given.think) for seed in range(given.users)]
    try:
        _User(port, 99, 0).ask("/?q=公开")  # the first question opens the index
        for user in users:
            user.start()
        memory = [_memory(server.pid)]
        indexing = subprocess.Popen(
            [sys.executable, "-m", "zwsearch", "--workspace", str(workspace), "index", str(more)],
            stdout=subprocess.DEVNULL,
        )
        until = time.monotonic() + given.minutes * 60
        while time.monotonic() < until:
            time.sleep(min(60.0, max(0.0, until - time.monotonic())))
            memory.append(_memory(server.pid))
        done = indexing.wait() == 0
    finally:
        for user in users:
            user.stop = True
        for user in users:
            user.join(30)
        server.terminate()
        server.wait(30)
    parts = sorted(part for user in users for part, _ in user.times)
    trips = sorted(trip for user in users for _, trip in user.times)
    errors = [error for user in users for error in user.errors]
    print(f"\n{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(
        f"{given.tasks} tasks, {given.users} users, {given.minutes} min, {len(parts)} pages, "
        f"indexing {'done' if done else 'FAILED'}\n"
    )
    print("| ms | p50 | p95 | p99 | worst |\n| --- | --- | --- | --- | --- |")
    for name, values in (("server's part", parts), ("round trip", trips)):
        print(f"| {name} | " + " | ".join(f"{_quantile(values, q):.1f}" for q in (0.5, 0.95, 0.99, 1.0)) + " |")
    print(f"\nerrors: {len(errors)} {errors[:3]}\nmemory of the server and its processes each minute, MB: {memory}")


class _User(threading.Thread):
    """One person at the page."""

    def __init__(self, port: int, seed: int, think: float) -> None:
        super().__init__(daemon=True)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._dice = random.Random(seed)
        parts = (part for clause in clauses()[:400] for part in (clause[:2], clause[-2:], clause[:4]))
        self._words = [part for part in parts if re.fullmatch("[一-鿿]+", part)]  # a mark alone is no question
        self._think = think
        self.stop = False
        self.times: list[tuple[float, float]] = []
        self.errors: list[str] = []

    def run(self) -> None:
        time.sleep(self._dice.uniform(0, self._think))  # people do not come through the door all at once
        while not self.stop:
            words = " ".join(self._dice.sample(self._words, self._dice.randint(1, 3)))
            params = [("q", words)]
            if self._dice.random() < 0.4:
                params.append(("year", str(self._dice.randint(2015, 2025))))
            if self._dice.random() < 0.3:
                params.append(("page", str(self._dice.randint(1, 4))))
            try:
                self.ask(f"/?{urlencode(params)}")
            except Exception as error:
                self.errors.append(repr(error))
                self._connection.close()
            time.sleep(self._dice.uniform(0.5, 1.5) * self._think)

    def ask(self, path: str) -> None:
        began = time.perf_counter()
        self._connection.request("GET", path if path.isascii() else f"/?{urlencode([('q', '公开')])}")
        answer = self._connection.getresponse()
        answer.read()
        trip = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            self.errors.append(f"{answer.status} {path}")
        part = re.search(r"dur=([\d.]+)", answer.headers["Server-Timing"])
        self.times.append((float(part[1]) if part else 0.0, trip))


def _quantile(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def _memory(pid: int) -> list[int]:
    """Megabytes of the server and of each of its processes."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    found = (re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{each}/status").read_text()) for each in (pid, *children))
    return [int(size[1]) // 1024 for size in found if size]


if __name__ == "__main__":
    main()
