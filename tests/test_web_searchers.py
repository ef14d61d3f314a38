"""Search pages that processes make are those that the server itself would make, and never missing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from conftest import PLAN
from test_web_training import until

from zwsearch.errors import WorkspaceError
from zwsearch.web.desk import Desk
from zwsearch.web.rendering import Terms, Visit, templates_of
from zwsearch.web.searchers import Searchers
from zwsearch.web.searching import Page, Question, SearchRoom
from zwsearch.workspace import Workspace
from zwsearch.workspace.facets import Facets

TERMS = Terms(locked=True, max_body=2**20)
VISIT = Visit("/", "记号.1", "办公室", {"text": "已保存"})
ADDRESSES = (
    {},
    {"q": "政策解读"},
    {"q": "公开", "group": "1"},
    {"q": "公开", "office": "办公室", "tasks": "1", "due": "ongoing"},
    {"q": "没有这个词", "year": "1999"},
    {"q": "公开", "year": "去年", "page": "99"},
    {"q": "类别:没有这一类"},
    {"category": "没有这一类"},
)


class House:
    """Searchers over a workspace, with what they log, and pages that the server makes by itself."""

    def __init__(self, path: Path) -> None:
        self.said: list[object] = []
        self.desk = Desk(path)
        self.facets = Facets()
        self.room = SearchRoom(self.facets, templates_of(TERMS))
        self.searchers = Searchers(self.desk, self.room, TERMS, self.said.append, count=2)

    def close(self) -> None:
        self.searchers.close()
        self.facets.close()
        self.desk.close()

    async def both(self, question: Question) -> tuple[Page, Page]:
        """As it is made now, and as the server makes it."""
        made = await self.searchers.page(question)
        return made, await self.desk.ask(lambda workspace: self.room.page(workspace, question))

    async def begin(self) -> None:
        """Two visitors ask at once, and the processes are waited for."""
        await asyncio.gather(self.searchers.page(ask()), self.searchers.page(ask(q="公开")))
        await asyncio.to_thread(until, lambda: bool(self.searchers.processes))


@contextmanager
def house_over(path: Path) -> Iterator[House]:
    with closing(House(path)) as house:
        yield house


def ask(**params: str) -> Question:
    return Question(urlencode(params).encode(), VISIT)


def test_one_visitor_needs_no_processes_and_two_at_once_get_the_same_pages_from_them(filled: Workspace) -> None:
    async def visit(house: House) -> None:
        await house.searchers.page(ask(q="公开"))
        await house.searchers.page(ask(q="公开"))
        assert not house.searchers.processes
        await house.begin()
        assert len(house.searchers.processes) == 2
        assert os.getpid() not in house.searchers.processes
        for params in ADDRESSES:
            made, own = await house.both(ask(**params))
            assert made == own
            assert b"\xe5\xb7\xb2\xe4\xbf\x9d\xe5\xad\x98" in made.html, "what is said once is on the page"
        assert {(await house.searchers.page(ask(**params))).status for params in ADDRESSES} == {200, 400}

    with house_over(filled.path) as house:
        asyncio.run(visit(house))
    assert not house.said


def test_the_processes_keep_up_with_what_others_write(filled: Workspace, tmp_path: Path) -> None:
    more = tmp_path / "more.txt"
    more.write_text(PLAN.replace("云川县", "望江县").replace("依申请公开办理规程", "无障碍浏览规程"), "utf-8")

    async def visit(house: House) -> None:
        await house.begin()
        before, own = await house.both(ask(q="无障碍"))
        assert before == own
        await asyncio.to_thread(filled.index, more)
        pages = await asyncio.gather(*(house.both(ask(q="无障碍")) for _ in range(4)))
        assert all(made == own for made, own in pages)
        assert "无障碍浏览规程" not in before.html.decode()
        assert all("<mark>无障碍</mark>浏览规程" in made.html.decode() for made, _ in pages)

    with house_over(filled.path) as house:
        asyncio.run(visit(house))


def test_a_workspace_that_is_gone_is_told_by_the_processes_too(filled: Workspace, tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await house.begin()
        filled.path.rename(tmp_path / "elsewhere")
        with pytest.raises(WorkspaceError) as told:
            await house.searchers.page(ask(q="公开"))
        assert told.value.code == "gone"
        (tmp_path / "elsewhere").rename(filled.path)
        made, own = await house.both(ask(q="公开"))
        assert made == own

    filled.close()
    with house_over(filled.path) as house:
        asyncio.run(visit(house))


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_processes_that_are_ended_from_outside_are_missed_by_nobody(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def visit(house: House) -> None:
        await house.begin()
        killed = house.searchers.processes
        os.kill(killed[0], signal.SIGKILL)
        pages = await asyncio.gather(*(house.searchers.page(ask(q="公开")) for _ in range(8)))
        assert len(set(pages)) == 1
        await asyncio.to_thread(until, lambda: len(house.said) == 1)
        await asyncio.gather(*(house.searchers.page(ask(q="公开")) for _ in range(4)))
        assert not house.searchers.processes, "not at once again: memory may be short"
        monkeypatch.setattr("zwsearch.web.searchers._AGAIN", 0.0)
        house.searchers._not_before = 0.0
        await house.begin()
        assert not set(house.searchers.processes) & set(killed)

    with house_over(filled.path) as house:
        asyncio.run(visit(house))


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_no_process_is_left_behind_by_a_server_that_was_killed(filled: Workspace) -> None:
    script = (
        "import asyncio, sys; from pathlib import Path; from test_web_searchers import House\n"
        "if __name__ == '__main__':\n"
        "    house = House(Path(sys.argv[1])); asyncio.run(house.begin())\n"
        "    print(*house.searchers.processes, flush=True); sys.stdin.read()\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(Path(__file__).parent)])}
    server = subprocess.Popen(
        [sys.executable, "-c", script, str(filled.path)],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    assert server.stdout is not None and server.stdin is not None
    processes = [int(number) for number in server.stdout.readline().split()]
    assert len(processes) == 2
    server.kill()
    server.wait()
    server.stdout.close()
    server.stdin.close()
    until(lambda: not any(map(is_alive, processes)))


def is_alive(process: int) -> bool:
    """Whether a process runs; one that has ended and is waited for by nobody does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
