"""The one table from failures to what a visitor sees: a status, and `{"ok": false, "code", "error", "hint"}`."""

from __future__ import annotations

import json
import traceback
from dataclasses import dataclass, replace

from starlette.exceptions import HTTPException

from zwsearch.errors import ZwsearchError
from zwsearch.web.speech import for_page, for_program, without_ids

# Code of an error -> status. What is not listed is something the visitor can mend.
_STATUS = {
    "not_found": 404,
    "conflict": 409,
    "too_large": 413,
    "unsupported": 415,
    "index": 503,
}
# What the errors of the workspace say names folders of the server and options of the command line; visitors read this.
_TO_VISITORS = {
    "busy": ("正在被另一个程序写入，没有改动", "请等一会儿再试一次"),
    "unwritable": (
        "现在不能写入，没有改动；查找和下载照常",
        "请管理这台电脑的人检查文件夹的权限和磁盘；恢复后不必重启，再提交一次即可",
    ),
    "full": ("磁盘已满，没有改动；查找和下载照常", "请管理这台电脑的人腾出空间；然后再提交一次即可，已保存的内容都在"),
    "disk": ("磁盘读写出错或已满", "请管理这台电脑的人检查磁盘；恢复后不必重启，再试一次即可"),
    "gone": ("存放通知的文件夹不见了", "可能被移走、改名或断开了；请管理这台电脑的人放回原处，放回后不必重启"),
    "workspace": ("存放通知的数据现在打不开", "请管理这台电脑的人检查，原因记在服务的日志里"),
}
USER_CAN_MEND = 400


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, as a visitor reads it; `wait` are the seconds after which it is worth another try."""

    status: int
    code: str
    error: str
    hint: str
    wait: int | None = None

    @property
    def headers(self) -> dict[str, str]:
        """What an answer says of it beside its words."""
        return {} if self.wait is None else {"Retry-After": str(self.wait)}

    def shape(self) -> dict[str, object]:
        """The JSON of every failure."""
        return {"ok": False, "code": self.code, "error": self.error, "hint": self.hint}

    def body(self) -> bytes:
        """The JSON as bytes."""
        return json.dumps(self.shape(), ensure_ascii=False).encode("utf-8", "replace")


FORBIDDEN = Failure(403, "forbidden", "这个请求不是从本页面发出的，或页面打开太久", "请刷新页面后重新提交")
NO_PROGRAM = Failure(403, "forbidden", "没有说明正文是 JSON", "请带上请求头 Content-Type: application/json")
LOG_IN = Failure(401, "login", "需要先登录", "请打开 /login 输入口令；程序请带上 Authorization: Bearer 口令")
WRONG_PASSWORD = Failure(401, "login", "口令不对", "请核对口令；忘了就问启动这个网页的人")
TOO_LARGE = Failure(413, "too_large", "提交的内容太大", "请分几次提交，或请管理这台电脑的人在本机读入")
WRONG_HOST = Failure(421, "host", "请求的主机名不是本服务", "请用启动时显示的网址打开")
INTERNAL = Failure(500, "internal", "程序内部出错，这是缺陷，不是您的操作有误", "请反馈；详情记在工作区的 zwsearch.log")
INVALID = Failure(422, "invalid", "请求的参数不对", "请对照 /openapi.json 检查参数的名称和类型")
_BY_STATUS = {
    400: Failure(400, "invalid", "请求读不懂", "请检查请求的格式；正文是 JSON 的，要用 UTF-8 编码"),
    404: Failure(404, "not_found", "没有这个页面", "请从页面上方的栏目进入"),
    405: Failure(405, "method", "这个地址不支持这种请求方法", "请对照 /openapi.json 检查请求方法"),
    413: TOO_LARGE,
}

# What is said of pages, for a program.
_TO_PROGRAMS = {
    FORBIDDEN: ("这个请求来自别的网站的页面", "程序请不要带 Origin 和 Sec-Fetch-Site 这两个请求头"),
    _BY_STATUS[404]: ("没有这个地址", "请对照 /openapi.json 检查地址"),
}

# Failures that only a program can mend, as whoever opens a page in a browser reads them, by their codes.
_TO_PEOPLE = {
    "method": ("这一步没有做成", "请从页面上方的栏目进入，再做一次"),
    "invalid": ("这一步没有做成，送来的内容读不懂", "请刷新页面后再试一次"),
}


def to_person(failure: Failure) -> Failure:
    """A failure as a page says it: without ids, and with nothing that only a program could do."""
    error, hint = _TO_PEOPLE.get(failure.code, (without_ids(failure.error), failure.hint))
    return replace(failure, error=error, hint=hint)


def to_program(failure: Failure) -> Failure:
    """A failure as a program can use it."""
    error, hint = _TO_PROGRAMS.get(failure, (failure.error, failure.hint))
    return replace(failure, error=error, hint=hint)


def too_many(wait: int) -> Failure:
    """Guesses beyond what is looked at, and when those that wait are through."""
    return Failure(429, "slow_down", "口令试得太多太快", f"请过 {wait} 秒再试", wait)


def too_large(limit: int) -> Failure:
    """A body beyond a limit in bytes, which is said."""
    most = f"{limit // 2**20} MB" if limit >= 2**20 else f"{limit} 字节"
    return replace(TOO_LARGE, error=f"{TOO_LARGE.error}，一次最多 {most}")


def explain(error: Exception, *, program: bool = False) -> Failure:
    """The failure behind an exception, in words for a page or a program; what we did not foresee tells nothing of
    itself."""
    if isinstance(error, ZwsearchError) and error.code in _TO_VISITORS:
        return Failure(503, error.code, *_TO_VISITORS[error.code])
    if isinstance(error, ZwsearchError):
        status = _STATUS.get(error.code, USER_CAN_MEND)
        said = for_program if program else for_page
        return Failure(status, error.code, said(error.message), said(error.hint))
    if isinstance(error, RefusedError):
        return error.failure
    if isinstance(error, HTTPException):
        known = _BY_STATUS.get(error.status_code)
        return known or Failure(error.status_code, "http", "请求未能完成", "请稍后再试")
    return INTERNAL


def trace(error: Exception) -> str:
    """The traceback, for the log."""
    return "".join(traceback.format_exception(error))


class RefusedError(Exception):
    """A request that is answered with a failure which no error of the workspace stands for."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.error)
        self.failure = failure
