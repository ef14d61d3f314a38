"""The addresses that `serve` prints can be opened."""

from __future__ import annotations

import asyncio
import http.client
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from zwsearch.web.addresses import listen, names_of
from zwsearch.workspace import Workspace


def can_listen(host: str) -> bool:
    try:
        listen(host, 0, again=True).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_every_printed_address_answers(filled: Workspace, host: str) -> None:
    if not can_listen(host):
        pytest.skip(f"this machine has no {host}")
    command = [sys.executable, "-m", "zwsearch", "--workspace", str(filled.path), "serve", "--no-open", "--port", "0"]
    with subprocess.Popen(
        [*command, "--host", host, "--token", "一个够长的口令-2024"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        try:
            assert server.stdout is not None
            assert server.stderr is not None
            assert "打开上面的网址" in server.stderr.readline().decode()
            first = server.stdout.readline().decode().strip()
            printed = [first]
            if host in ("0.0.0.0", "::"):
                assert first.startswith("http://127.0.0.1:")
                printed += [server.stdout.readline().decode().strip()]
            for address in printed:
                assert host not in ("0.0.0.0", "::") or host not in address
                where = urlsplit(address)
                if where.hostname == socket.gethostname():
                    continue  # whether others know it by its name is not ours
                asked = http.client.HTTPConnection(str(where.hostname), where.port, timeout=30)
                asked.request("GET", "/login")
                assert asked.getresponse().status == 200
                asked.close()
        finally:
            server.terminate()


def test_an_address_for_all_interfaces_stands_for_those_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "banggongshi")
    monkeypatch.setattr("zwsearch.web.addresses._own_address", lambda family, _: {2: "10.0.0.7"}.get(int(family)))
    with listen("0.0.0.0", 0, again=True) as everywhere:
        assert names_of(everywhere) == ["127.0.0.1", "10.0.0.7", "banggongshi"]
    monkeypatch.setattr("zwsearch.web.addresses._own_address", lambda *_: None)
    monkeypatch.setattr(socket, "gethostname", lambda: "localhost")
    with listen("0.0.0.0", 0, again=True) as everywhere:
        assert names_of(everywhere) == ["127.0.0.1"]
    with listen("127.0.0.1", 0, again=True) as here:
        assert names_of(here) == ["127.0.0.1"]


def test_the_end_of_an_answer_is_not_held_back() -> None:
    """An answer goes out in two pieces; without TCP_NODELAY the second waits 40 ms for the browser's word."""

    async def connect() -> int:
        told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def met(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            told.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listening = listen("127.0.0.1", 0, again=True)
        async with await asyncio.start_server(met, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            try:
                return await told
            finally:
                writer.close()

    assert asyncio.run(connect())
