"""Starting: cheap help, documented commands, plain pipes, tables on a terminal, streams in UTF-8."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import TABLE

from zwsearch.cli import main
from zwsearch.cli.app import COMMANDS
from zwsearch.cli.tables import _ordinal
from zwsearch.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("numpy", "scipy", "sklearn", "sqlite3", "rich", "jieba", "lxml", "docx", "openpyxl", "pdfplumber", "opencc")


def python(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}  # type: ignore[dict-item]
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        capture_output=True,
        check=False,
        **options,  # type: ignore[call-overload]
    )


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from zwsearch.cli import main; main(['--help']); main(['query', '--help']); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = python("-c", script)
    assert done.stderr.decode().strip() == "[]"


def test_importing_the_package_is_cheap() -> None:
    done = python("-c", f"import sys, zwsearch; print([name for name in {HEAVY!r} if name in sys.modules])")
    assert done.stdout.decode().strip() == "[]"


def test_help_is_in_chinese_and_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    page = capsys.readouterr().out
    for english in ("Usage", "Options", "Commands", "Show this", "Arguments"):
        assert english not in page
    for name in COMMANDS:
        assert re.search(rf"^  {name} +\S", page, re.MULTILINE)
    assert main([]) == 0
    assert capsys.readouterr().out == page


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_and_stands_in_the_readme(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    page = capsys.readouterr().out
    assert "--workspace" in page
    assert "--json" in page or name in ("serve", "label")  # a page and a dialogue answer no program
    for english in ("Usage", "Options", "Show this", "Arguments", "default:", "required"):
        assert english not in page
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"`zwsearch {name}" in readme
    for option in re.findall(r"--[a-z-]+", page):
        if option not in ("--help", "--no-ongoing"):
            assert option in readme, f"{name} {option} is not in the README"


def test_every_command_of_the_readme_exists() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert set(re.findall(r"`zwsearch ([a-z]+)", readme)) == set(COMMANDS)


def test_the_links_of_the_readme_lead_somewhere() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"zwsearch \d+\.\d+\.\d+\S*\n", capsys.readouterr().out)


def test_the_version_is_that_of_the_package() -> None:
    import tomllib

    from zwsearch import __version__

    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == __version__


def test_as_a_module_with_another_code_page(filled: Workspace) -> None:
    code_page = {"PYTHONIOENCODING": "ascii"}
    done = python("-m", "zwsearch", "--workspace", str(filled.path), "query", "图文解读", env=code_page)
    assert done.returncode == 0, done.stderr.decode()
    assert "图文解读" in done.stdout.decode("utf-8")
    assert done.stderr == b""


@pytest.mark.skipif(os.name == "nt", reason="没有管道 head")
def test_a_reader_that_leaves_is_no_error(filled: Workspace) -> None:
    script = f"{sys.executable} -m zwsearch --workspace {filled.path} list | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == (b"0", b"")


def test_a_query_whose_bytes_are_no_text_is_answered(filled: Workspace) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "zwsearch", "--workspace", str(filled.path), "query", b"\xff\xfe\xe8\xa7\xa3"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 2)
    assert b"Traceback" not in done.stderr
    assert b"\xe7\xbc\xba\xe9\x99\xb7" not in done.stderr, "a bug"


def width(line: str) -> int:
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(char) in "WF" else 1 for char in line)


def test_tables_fit_a_terminal_of_80_columns(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("zwsearch.cli.tables.on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    (listed,) = [x for x in filled.list().notices if x.tasks == 3]
    commands = (["query", "公开 解读"], ["list"], ["show", listed.notice.id], ["models"], ["stats"])
    for command in commands:
        assert main(["--workspace", str(filled.path), *command]) == 0
        said = capsys.readouterr().out
        table = said.split(TABLE[:20])[0] if command[0] == "show" else said
        for line in table.splitlines():
            assert width(line.rstrip()) <= 80, line
    assert main(["--workspace", str(filled.path), "list"]) == 0
    assert listed.notice.id in capsys.readouterr().out


def test_progress_is_for_terminals_alone(notices: Path, tmp_path: Path) -> None:
    done = python("-m", "zwsearch", "--workspace", str(tmp_path / "w"), "index", str(notices))
    assert done.stderr == b""
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("3", "第 3 项"),
        ("三", "第三项"),
        ("（七）", "序号（七）"),
        ("(2)", "序号(2)"),
        ("1)", "序号1)"),
        ("⒊", "第⒊项"),
        ("③", "第③项"),
    ],
)
def test_an_item_is_named_by_its_number_as_printed(number: str, said: str) -> None:
    assert _ordinal(number) == said
