"""What is wrong with a request that the framework refused, in words and under the names of our parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from zwsearch.web.failures import INVALID, Failure

# The framework's name of a fault → what it means; `{}` are what the fault says of its limits.
_MEANINGS = {
    "missing": "没有给出",
    "extra_forbidden": "没有这一项",
    "int_parsing": "应是整数",
    "int_type": "应是整数",
    "int_from_float": "应是整数",
    "bool_parsing": "应是 true 或 false",
    "bool_type": "应是 true 或 false",
    "string_type": "应是文字",
    "list_type": "应是列表",
    "model_attributes_type": "应是 JSON 对象",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "最多 {max_length} 个字符",
    "too_short": "至少要有 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "string_unicode": "含有半个字符（单独的代理码），请给出完整的文字",
    "no_such_day": "没有这一天",
    "literal_error": "只能是 {expected}",
    "string_pattern_mismatch": "格式不对",
}
_DATES = ("date", "due_before", "due_after")


def explain_invalid(problems: Sequence[Mapping[str, Any]]) -> Failure:
    """The failure for all faults that were found."""
    if any(problem.get("type") == "json_invalid" for problem in problems):
        at = next((problem["loc"][-1] for problem in problems if problem.get("type") == "json_invalid"), 0)
        where = f"，第 {int(at) + 1} 个字符处" if isinstance(at, int) else ""
        return replace(INVALID, error=f"请求的正文不是 JSON{where}读不懂", hint="请检查引号、逗号和括号，用 UTF-8 编码")
    told = dict.fromkeys(_sentence(problem) for problem in problems)
    return replace(INVALID, error=f"{INVALID.error}：{'；'.join(told)}") if told else INVALID


def _sentence(problem: Mapping[str, Any]) -> str:
    place, *names = problem.get("loc", ())
    # A place in a list says nothing to whoever repeated a parameter.
    name = ".".join(str(part) for part in names if not isinstance(part, int)) or ("正文" if place == "body" else "")
    if problem.get("type") == "string_pattern_mismatch" and name in _DATES:
        meaning = "请写成 2023-12-31 的样子"
    else:
        limits = {key: str(value).replace(" or ", " 或 ") for key, value in (problem.get("ctx") or {}).items()}
        meaning = _MEANINGS.get(str(problem.get("type")), "不对").format_map(limits)
    given = problem.get("input")
    shown = f"“{given[:40]}”" if isinstance(given, str) and given else ""
    return f"{name}{shown} {meaning}"
