"""Due times that stand inside the words of a demand."""

from __future__ import annotations

import re

from zwsearch.records import Deadline

from .deadlines import SEP as _SEP
from .deadlines import is_bare_deadline, parse_deadline
from .lexicon import narrow_figures

_YEAR = r"(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})"
_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DUE = re.compile(
    rf"((?:(?:每年|每季度|每月)\s*+)?(?:{_YEAR}\s*+年\s*+)?"
    rf"(?:(?:今年|本年度?|明年|次年)?年?(?:底|末|内)"
    rf"|(?:(?:今年|明年|次年)\s*+)?{_N}\s*+月(?:\s*+(?:{_N}\s*+[日号]|底|末|上旬|中旬|下旬))?"
    r"|第?[一二三四1-4]季度[末底]?|[上下]半年)\s*+(?:之前|以前|前))(?=(.{0,12}))"
)
# `6月30日前发布的文件`, `年底前已经完成` tell of the past; they are no due times.
_NOT_DUE = re.compile(
    r"^(?:已|的|未|曾|[^，,。；;]{0,8}(?:发布|出台|印发|制定|形成|受理|产生|公布|施行|制作|获取|完成|登记|注册)的)"
)


_MONTH = rf"(?:(?:{_YEAR}|今|明|次)\s*年\s*)?{_N}\s*月(?:\s*{_N}\s*[日号]|底|末|初|上旬|中旬|下旬)?"
_AT = r"(?:(?<=[，,。；;：:！\n])|^)\s*(?:拟|计划|并)?"
_FEASTS = "元旦|春节|清明节?|“?五一”?|劳动节|端午节?|中秋节?|“?十一”?|国庆节?|两会|“两会”|主?汛期|开学"
_DATED = (
    # A span in front of a clause is the time of the demand; inside one it may be that of what is published.
    re.compile(rf"{_AT}(?:自|从|于|在)?({_MONTH}{_SEP}(?:{_MONTH}|{_N}\s*[日号]))(?!\s*(?:的|期间的))"),
    re.compile(rf"{_AT}(?:自|从)?(即日起{_SEP}(?:{_MONTH}|(?:{_YEAR}年|今年|明年)?年?[底末]))"),
    re.compile(rf"{_AT}(?:自|从)?({_MONTH}(?:起|开始))(?!\s*(?:施行|实施|执行|生效))"),
    re.compile(rf"(?:到|至)((?:{_YEAR}\s*年|今年|明年|本年)(?:底|末)|年(?:底|末)|{_N}月(?:底|末))(?=[，,])"),
    re.compile(
        rf"(?:于|在)((?:(?:{_YEAR}\s*年|今年|明年)\s*)?(?:第?[一二三四1-4]季度|[上下]半年)|{_MONTH})(?=(?:完成|开展|启动|实施|建成|印发|公布|公开|发布|上网|上线|报送|办结|更新))"
    ),
    re.compile(rf"{_AT}(?:于|在)?((?:每个?月|每个?季度首月){_N}[日号]前)(?=[\u4e00-\u9fff])"),
    re.compile(rf"(?:于|在|{_AT})((?:{_FEASTS})(?:假期|来临)?之?前)(?!后)"),
)
_CLAUSE_ENDS = re.compile(r"[，,；;。！\n]")
_POINT = re.compile(
    rf"[^，,每次]{{0,16}}?((?:每(?:年|半年|个?季度?|个?月|周)(?:度)?(?:[末底]前?|首月\s*{_N}\s*日前|{_N}\s*[日号]前"
    rf"|{_N}\s*月(?:\s*{_N}\s*日|底|末)?前)|次(?:月|年|季度首月)\s*{_N}\s*[日号月](?:\s*{_N}\s*日)?前))(?=.)"
)
_LASTING = re.compile(
    r"并?((?:长期|持续|常年|常态化)(?:坚持|推进|实施|开展|(?=公开|更新|公示|发布|公布|进行)))[^\d]{0,6}$"
)


def _closing_clause(text: str) -> str:
    text = text.rstrip()
    return _CLAUSE_ENDS.split(text[:-1] if text.endswith(("。", "；", ";", "！")) else text)[-1]


def deadline_in_sentence(text: str, year: int | None) -> Deadline | None:
    """Find a due time in the demand itself: `2023年11月30日前完成`, `年底前印发`.

    A sentence also names times that are no due time of the task (within how many hours a rumour is answered,
    how often a year a meeting is held), so only `…前` followed by what is to be done, a span of dates, a day from
    which on, and the like count. Of several the last one counts, since the task is done only then. Without any, the
    last clause may name a point that recurs (`于次月10日前上网`) or say that the demand lasts (`，长期公开`).
    """
    found: list[tuple[int, Deadline]] = []
    narrow = narrow_figures(text)
    dated = [m for m in _DUE.finditer(narrow) if m.group(2).strip("，,。；;） ") and not _NOT_DUE.match(m.group(2))]
    for match in (*dated, *(m for pattern in _DATED for m in pattern.finditer(narrow))):
        deadline = parse_deadline(text[match.start(1) : match.end(1)], year)
        if deadline is not None:
            found.append((match.end(1), deadline))
    if found:
        return max(found, key=lambda pair: pair[0])[1]
    clause = _closing_clause(text)
    if is_bare_deadline(clause) and re.search(r"[前底末]", clause):
        return parse_deadline(clause, year)  # `公布清单，6月底前。`
    for pattern in (_POINT, _LASTING):
        named = pattern.match(clause)
        if named is not None:
            return parse_deadline(named.group(1).replace(" ", ""), year)
    return None
