"""The one table from failures to what the user sees: a line 错误, a line 建议, and the exit status."""

from __future__ import annotations

import difflib
import errno
import os
import re
import tempfile
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from zwsearch.cli.door import hush, note, unwritten
from zwsearch.errors import ZwsearchError

DONE, SOME_FAILED, USER_CAN_MEND = 0, 1, 2
# The framework's own exceptions have no public name in all of its versions; this one has, and leads to the rest.
UsageFailure: type[Exception] = typer.BadParameter.__mro__[1]
_OUT_OF_RANGE = re.compile(r"(\S+) is not in the range (?:(-?\d+)<=)?x(?:<=(-?\d+)|>=(-?\d+))")
_QUOTED = re.compile(r"'([^']*)'|\(([^)]*)\)")


def report(error: BaseException, commands: Sequence[str]) -> int:
    """Say what went wrong, and return the exit status."""
    if isinstance(error, ZwsearchError):
        return _say(error.message, error.hint)
    if isinstance(error, UsageFailure):
        return _say(*explain_usage(error, commands))
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        note("已中断")
        return SOME_FAILED
    if isinstance(error, BrokenPipeError):
        hush()  # the reader has gone (`| head`)
        return DONE
    if isinstance(error, OSError) and error.errno == errno.ENOSPC and error.filename is None:
        hush()  # a help page, which the framework writes
        return report(unwritten(error), commands)
    if isinstance(error, UnicodeEncodeError) and error.encoding != "utf-8":
        return _say(
            f"这台机器的文件名只能用 {error.encoding} 编码，写不了中文的路径",
            "请设环境变量 PYTHONUTF8=1 后重试，或换一个英文的路径",
        )
    place = _keep_trace(error)
    return _say(f"程序内部出错（{type(error).__name__}），这是缺陷，不是您的操作有误", f"请反馈；详情记在 {place}")


def _say(message: str, hint: str) -> int:
    note(f"错误：{_one_line(message)}")
    note(f"建议：{_one_line(hint)}")
    return USER_CAN_MEND


def _one_line(text: str) -> str:
    return " ".join(text.split())


def explain_usage(error: Exception, commands: Sequence[str]) -> tuple[str, str]:
    """Message and hint for a command line that cannot be understood."""
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "zwsearch"
    hint = f"用 {command} --help 查看用法"
    original = str(getattr(error, "message", error))
    kind = type(error).__name__
    if kind == "NoSuchOption":
        name = getattr(error, "option_name", "")
        near = list(getattr(error, "possibilities", None) or ())
        dash = "；检索词以 - 开头时，在它前面写 --" if command.endswith("query") else ""
        return f"没有选项 {name}", f"是不是 {'、'.join(near)}？{hint}" if near else hint + dash
    if kind == "MissingParameter":
        return f"缺少{_parameter(error)}", hint
    if kind == "BadParameter":
        return _bad_value(error, original), hint
    if kind == "BadOptionUsage":
        return f"选项 {getattr(error, 'option_name', '')} 后面缺少值，或不该有值", hint
    quoted = [a or b for a, b in _QUOTED.findall(original)]
    if original.startswith("No such command") and quoted:
        near = difflib.get_close_matches(quoted[0], commands, n=1)
        return f"没有命令“{quoted[0]}”", f"是不是 {near[0]}？{hint}" if near else hint
    if "unexpected extra argument" in original:
        return f"多余的参数：{'、'.join(quoted)}", f"含空格的内容要加引号；{hint}"
    if original.startswith("Missing command"):
        return "没有写命令", hint
    return "命令写法有误", hint


def _parameter(error: Exception) -> str:
    parameter: Any = getattr(error, "param", None)
    if parameter is None:
        return "参数"
    if getattr(parameter, "param_type_name", "") == "option":
        return f"选项 {parameter.opts[0]}"
    return f"参数 {parameter.metavar or parameter.name.upper()}"


def _bad_value(error: Exception, original: str) -> str:
    if not original.isascii():
        return f"{_parameter(error)} 的值不对：{original}"  # ours
    if range_ := _OUT_OF_RANGE.match(original):
        value, low, high, least = range_.groups()
        limits = f"应在 {low} 和 {high} 之间" if low else f"不能大于 {high}" if high else f"不能小于 {least}"
        return f"{_parameter(error)} 的值“{value}”超出范围，{limits}"
    quoted = next((a or b for a, b in _QUOTED.findall(original)), "")
    wanted = "，应为整数" if "integer" in original else ""
    return f"{_parameter(error)} 的值“{quoted}”不对{wanted}"


def _keep_trace(error: BaseException) -> Path:
    place = Path(tempfile.gettempdir()) / "zwsearch-错误日志.txt"
    text = "".join(traceback.format_exception(error))
    try:
        handle, name = tempfile.mkstemp(prefix="zwsearch-error-", suffix=".log")
        place = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(f"{datetime.now().astimezone().isoformat(timespec='seconds')}\n{text}")
    except OSError:
        note(text)
    return place
