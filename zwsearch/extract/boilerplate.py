"""Lines of the web page around a notice: the way to it, buttons, counters, footers."""

from __future__ import annotations

import re

from .lexicon import grouped, squeeze

# `您当前所在的位置：首页 > 公开 > 年报`, `首页>>通知公告`
_BREADCRUMB = re.compile(
    r"[|｜*#\-]*(?:您|你)?(?:当前|现在|目前|所在|所处|的){0,4}(?:位置|页面)(?:是|为|在)?[:：]"
    r"|[|｜*#\-]*(?:网站|本站|返回)?(?:首页|主页)\s*[>＞»›→/]"
)


def is_boilerplate(text: str) -> bool:
    """Whether a line belongs to the web page and not to the notice."""
    lists = grouped("boilerplate.txt")
    flat = squeeze(text).strip("|")
    if not flat or flat in lists["whole"] or re.fullmatch(r"[|｜>＞\-—_=*·.\s/]+", flat):
        return True
    if _BREADCRUMB.match(flat):
        return True
    if re.fullmatch(r"[（(]此件.{2,12}[)）]|附件[:：]?|>+.*", flat):
        return True
    bare = text.strip().lstrip("|｜*#- ")
    if bare.startswith(lists["free"]):
        return True
    if len(flat) <= 80 and any(word in flat for word in lists["inside"]) and "。" not in flat:
        return True
    return len(flat) <= 80 and bare.startswith(lists["start"]) and not flat.endswith(("。", "；"))
