"""The page for the tests: in this process through a client, or as a server that a browser can reach."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from zwsearch.web.app import Settings, create_app

HOME = "http://127.0.0.1"
SHARED = Path(__file__).resolve().parents[1].parent / "shared"
SEED = SHARED / "seeds" / "000_46bd5621a725d2e9.txt"


@contextmanager
def client_of(workspace: Path, **settings: Any) -> Iterator[TestClient]:
    """A client of the page over a workspace."""
    with TestClient(
        create_app(Settings(workspace, **settings)), base_url=HOME, raise_server_exceptions=False
    ) as client:
        yield client


def token_of(client: TestClient, page: str = "/tag") -> str:
    """The token that the forms of this client's session carry."""
    found = re.search(r'name="form-token" content="([^"]+)"', client.get(page).text)
    assert found is not None
    return found[1]


def judged(client: TestClient) -> str:
    """What 统计 says of the model, once it is judged."""
    until = time.monotonic() + 120
    while "data-follow" in (page := client.get("/stats/model").text) and time.monotonic() < until:
        time.sleep(0.05)
    return page


def undo(client: TestClient, page: str, **others: str) -> Any:
    """Press 撤销 in the message on a page."""
    form = re.search(r'class="flash".*?<form[^>]*action="([^"]+)">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    return client.post(form[1], data=dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2])) | others)


@contextmanager
def served(workspace: Path) -> Iterator[str]:
    """A running server; yields its address."""
    import socket

    import uvicorn

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(Settings(workspace)), log_level="error", access_log=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
