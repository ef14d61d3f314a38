"""`serve`: the page, on this machine, for a browser."""

from __future__ import annotations

import os
import threading
import webbrowser
from pathlib import Path
from typing import Annotated, Any

import typer

from zwsearch.cli import options
from zwsearch.cli.door import enter, flush, note, say
from zwsearch.errors import UsageError, cause_of

PORT = 8765
_SHORTEST = 8  # characters of a password that others on the network could guess


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option("--host", metavar="地址", help="监听的地址；对外开放须设口令")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="端口", help="端口，0 为任意", min=0, max=65535)] = PORT,
    token: Annotated[
        str | None, typer.Option("--token", metavar="口令", help="打开网页要输入的口令", show_default=False)
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option("--password-file", metavar="文件", help="口令写在这个文件里", show_default=False)
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="不自动打开浏览器")] = False,
    workspace: options.WorkspaceOption = None,
) -> int:
    """打开网页：检索、粘贴标注、复核、台账"""
    from zwsearch.web.safety import is_loopback

    password = _password(token, password_file)
    if not is_loopback(host) and password is None:
        raise UsageError(
            f"监听 {host} 会让别的电脑也能打开，须设口令",
            hint="加上 --password-file 文件 或 --token 口令，或去掉 --host",
        )
    door = enter(ctx, workspace, as_json=False)
    door.workspace.answering()  # the sample is made now, and not while the first visitor waits
    path = door.workspace.path
    door.workspace.close()
    _run(path, host, port, password, opens=not no_open)
    return 0


def _password(token: str | None, file: Path | None) -> str | None:
    if file is not None:
        try:
            token = file.read_text("utf-8-sig").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"口令文件读不出来：{file}", hint="请给出一个 UTF-8 文本文件，只写一行口令") from error
    if token is not None and len(token) < _SHORTEST:
        raise UsageError(f"口令太短，至少 {_SHORTEST} 个字符", hint="请换一个长一些的口令")
    return token


def _run(workspace: Path, host: str, port: int, password: str | None, *, opens: bool) -> None:
    # Late: every other command would pay for them.
    import uvicorn

    from zwsearch.web.addresses import listen, names_of
    from zwsearch.web.app import Settings, create_app

    try:
        listening = listen(host, port, again=os.name == "posix")  # elsewhere a second server could take the same port
    except OSError as error:
        raise UsageError(
            f"不能监听 {host}:{port}（{cause_of(error)}）",
            hint="可能已有一个 zwsearch serve 在运行；换一个端口：--port 8766",
        ) from error
    names = names_of(listening)
    pages = [f"http://{name}:{listening.getsockname()[1]}/" for name in names]
    app = create_app(Settings(workspace, password, hosts=(host, *names)))
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5
    )
    server: Any = uvicorn.Server(config)
    try:
        for page in pages:
            say(page)
        flush()
        others = "（本机用第一个，别的电脑用其余的）" if len(pages) > 1 else ""
        note(f"在浏览器中打开上面的网址{others}；按 Ctrl-C 结束")
        if opens:
            threading.Timer(0.5, webbrowser.open, (pages[0],)).start()
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # that is how it is meant to end; all work has been let go of by now
    finally:
        listening.close()
