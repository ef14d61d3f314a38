"""What comes in and goes out around a command: encodings of arguments and file names, streams that cannot be used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PLAN, TABLE

from zwsearch.cli import main
from zwsearch.cli.arguments import readable
from zwsearch.errors import UsageError
from zwsearch.read import path_text

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = f"{sys.executable} -m zwsearch"
needs_bytes = pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="文件名不是字节")


def undecoded(text: str, encoding: str = "gb18030") -> str:
    """A text as Python hands it over when its bytes are in an encoding that the terminal does not speak."""
    return text.encode(encoding).decode("utf-8", "surrogateescape")


def shell(line: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    own = {"PYTHONPATH": str(ROOT), "ZWSEARCH_WORKSPACE": str(tmp_path / "workspace"), "PYTHONUTF8": "1"}
    environment = {**os.environ, **own}
    return subprocess.run(line, shell=True, capture_output=True, encoding="utf-8", env=environment, check=False)


def assert_two_lines(done: subprocess.CompletedProcess[str], cause: str) -> None:
    lines = done.stderr.splitlines()
    assert done.returncode == 2
    assert [line[:3] for line in lines] == ["错误：", "建议："]
    assert cause in lines[0]
    assert "内部" not in lines[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="没有 /dev/full")
@pytest.mark.parametrize("command", ["--help", "--version", "list --help", "words list", "doctor --json"])
def test_an_answer_that_finds_no_room_is_told(command: str, tmp_path: Path) -> None:
    assert_two_lines(shell(f"{PROGRAM} {command} >/dev/full", tmp_path), "磁盘已满")


@pytest.mark.skipif(os.name == "nt", reason="cmd 没有 >&-")
def test_a_closed_output_is_told_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TABLE, "utf-8")
    assert_two_lines(shell(f"{PROGRAM} index {tmp_path / 'a.txt'} >&-", tmp_path), "标准输出已关闭")
    assert not (tmp_path / "workspace").exists()
    assert_two_lines(shell(f"{PROGRAM} tag - <&-", tmp_path), "没有标准输入")
    silent = shell(f"{PROGRAM} nosuch 2>&-", tmp_path)
    assert (silent.returncode, silent.stdout) == (2, "")


def test_arguments_in_another_encoding_are_read() -> None:
    assert readable(["query", undecoded("政策解读")]) == ["query", "政策解读"]
    assert readable(["query", "政策解读", "-k", "3"]) == ["query", "政策解读", "-k", "3"]
    ascii_only = "政策解读".encode().decode("ascii", "surrogateescape")  # as under LC_ALL=C
    assert readable([ascii_only]) == ["政策解读"]
    with pytest.raises(UsageError, match="第 2 个参数的编码"):
        readable(["query", b"\xff\xfe\x81".decode("utf-8", "surrogateescape")])


@needs_bytes
def test_a_file_named_in_another_encoding_is_opened_and_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "下发"
    folder.mkdir()
    place = folder / undecoded("县里的通知.txt")
    place.write_text(PLAN, "utf-8")
    assert readable([str(place)]) == [str(place)]
    assert path_text(place) == str(folder / "县里的通知.txt")
    base = ["--workspace", str(tmp_path / "workspace"), "--json"]
    for outcome in ("added", "unchanged"):
        assert main([*base, "index", str(folder)]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told[outcome] == 1
        assert told["notices"][0]["source"] == "县里的通知.txt"
    assert main([*base, "tag", str(place)]) == 0
    assert json.loads(capsys.readouterr().out)["notice"]["source"]["name"] == "县里的通知.txt"
    assert main([*base, "index", str(folder / undecoded("没有的文件.txt"))]) == 2
    assert "没有的文件.txt" in capsys.readouterr().err
