"""Deadlines: what kind they are and which dates they mean.

A period that a notice names whole (第三季度, 上半年, 3-10月, 即日起至年底) is a `range`: the work lies somewhere in it.
Whatever names a limit (前, 底, 末, a day, a part of a month, a month or a year as such) is `by` the end of it. 即日起
and other beginnings without an end are `ongoing`. What a spreadsheet makes of a date (`2023-10-31 0:00:00`, `2023/6`,
in a column of deadlines also the day number 45230) is read as that date; the words stay as they came.
"""

from __future__ import annotations

import calendar
import itertools
import re
from datetime import date
from functools import lru_cache

from zwsearch.records import Deadline, DeadlineKind

from .date_spelling import join_broken, serial_day, spell_out
from .lexicon import fold, to_int

_N = r"(?:\d{1,4}|[一二三四五六七八九十百两〇零○]{1,5})"
_YEAR = rf"(?:(?:{_N}年)|(?:今年|本年度?|当年|明年|次年|翌年|来年))"
_WITHIN = re.compile(
    rf"(?<!\d)(?!\d{{4}}年){_N}个?(?:工作日|自然日|小时|钟头|分钟|月|星期|周|天|日|年)(?:之内|以内|内)|{_N}个(?:工作日|自然日)$|"
    rf"(?:不超过|最迟|最长){_N}个?(?:工作日|小时|天|日)|(?<![上下])半(?:个月|年|天)(?:之内|以内|内)"
)
_RECURRING = re.compile(
    r"每(?:个|一|逢)?(?:双周|双月|单周|批次?(?=$|公[开布]|发布|更新|一次)|次|届|轮|半年|年|季度?|月|周|星期|日|天|学期|旬|两|二|三|四|六|\d)|各季度|逐(?:年|季|月|周)|按(?:年|季|月|周|日|季度|月度|年度|半年)"
    r"|(?:半年|月份?|季度|[底末日])[^，,。；;]{0,3}各[^，,。；;]{0,4}[\d一二两三四]+次|(?:季|月|年)度(?:通报|报送|更新)|定期|次月|下月|半年一次|一年一次|(?:\d|[一二两三四])次/年|(?<![一二三四1-4])季度末|(?<![\d一二三四五六七八九十])月末"
)
_ONGOING = re.compile(
    r"持续|长期|常态|全年|贯穿|经常|日常|随时|实时|(?<!不)及时|始终|一贯|常年|适时|即时|不间断|坚持|一直|动态|年度内|长效|滚动|按需|有序推进"
)
SEP = r"(?:-|—|–|―|~|～|至|到|起至)+"
_DAY = re.compile(
    rf"(?P<year>{_YEAR}|(?<!\d)(?:19|20)\d\d[-./](?=\d))?(?:度)?(?:(?P<month>{_N})(?:月份?|[-./](?=\d))(?:(?P<day>{_N})(?:日|号)?|(?P<part>底|末|初|上旬|中旬|下旬|中))?"
    r"|(?P<span>年底|年末|年中|年内|年初|年终|第?[一二三四1-4]季度[末底]?|[上下]半年|底|末|内|中|初|终)?)(?P<before>之前|以前|前)?"
)


def _year_of(token: str | None, year: int | None) -> int | None:
    if not token:
        return year
    bare = token.rstrip("年-./")
    if token.startswith(("今年", "本年", "当年")):
        return year
    if token.startswith(("明年", "次年", "翌年", "来年")):
        return year + 1 if year else None
    value = to_int(bare)
    if value is None:
        return year
    return value + 2000 if value < 100 else value


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _resolve(match: re.Match[str], year: int | None, inherited: int | None = None) -> tuple[date, date] | None:
    """The first and the last day of what one date expression names; None when it names none or no year is known."""
    named = _year_of(match.group("year"), inherited if inherited is not None else year)
    if named is None or not 1949 <= named <= 2100:
        return None
    before = match.group("before") is not None
    month_text, day_text, part = match.group("month", "day", "part")
    span = match.group("span") or ""
    try:
        if month_text:
            month = to_int(month_text) or 0
            if not 1 <= month <= 12:
                return None
            if day_text:
                day = date(named, month, to_int(day_text) or 0)
                return day, day
            last = {"上旬": 10, "初": 10, "中旬": 20, "中": 20}.get(part or "")
            if last:
                return date(named, month, 1), date(named, month, last)
            if before and part is None:
                # `10月前` is before October begins; `10月底前` is not.
                return (date(named, 1, 1), _month_end(named, month - 1)) if month > 1 else None
            return date(named, month, 1), _month_end(named, month)
        quarter = re.search(r"([一二三四1-4])季度", span)
        if quarter:
            q = to_int(quarter.group(1)) or 1
            if before and q > 1 and span.endswith("季度"):
                # As with `10月前`: before the third quarter begins; nothing of the year is before its first.
                return date(named, 1, 1), _month_end(named, 3 * q - 3)
            return date(named, 3 * q - 2, 1), _month_end(named, 3 * q)
        if span == "上半年" or "年中" in span:
            return date(named, 1, 1), date(named, 6, 30)
        if span == "下半年" and before:
            return date(named, 1, 1), date(named, 6, 30)
        if span == "下半年":
            return date(named, 7, 1), date(named, 12, 31)
        if span in {"年初", "初"}:
            return date(named, 1, 1), date(named, 3, 31)
        if span or (match.group("year") and not before):
            return date(named, 1, 1), date(named, 12, 31)
        if match.group("year"):
            return date(named - 1, 1, 1), date(named - 1, 12, 31)
    except ValueError:
        return None
    return None


def _expressions(text: str) -> list[re.Match[str]]:
    """Every date expression; an empty match or a bare 内 or 中 without a year is none."""
    found = []
    for match in _DAY.finditer(text):
        if not match.group():
            continue
        span, year = match.group("span"), match.group("year")
        if match.group("month") is None and span in {"底", "末", "内", "中", "初", "终", None} and not year:
            continue
        if match.group("month") is None and not span and (year is None or year[-1] in "-./"):
            continue
        if match.group("month") and "月" not in match.group() and not _is_day(match, text):
            continue
        found.append(match)
    return found


def _is_day(match: re.Match[str], text: str) -> bool:
    """Whether figures around a point or a stroke can be a month and a day: `6.30`, but not `15172.500` or `36.5`."""
    month, day = to_int(match.group("month")) or 0, to_int(match.group("day") or "") or 0
    beside = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    return 1 <= month <= 12 and 1 <= day <= 31 and not any(c.isdigit() or c == "." for c in beside)


_TWO = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_MONTHS = re.compile(
    rf"(?P<year>{_YEAR})?(?P<first>{_TWO}){SEP}(?P<last>{_TWO})(?P<unit>月份?|季度)(?P<tail>底|末)?|"
    rf"(?P<y1>\d{{4}})年?{SEP}(?P<y2>\d{{4}})年"
)


_FROM_NOW = re.compile(
    r"(?:自|从)?(?:即日|即时|今日|目前|现在|(?:本|该)?(?:通知|方案|要点|文件|办法)?(?:发文|印发|下发|发布|公布|实施|签发)之?日)(?:起|开始)"
)
_TWO_QUARTERS = re.compile(
    rf"(?P<year>{_YEAR})?度?第?(?P<first>[一二三1-3])(?:季度)?[、和及]第?(?P<last>[二三四2-4])季度(?![末底前])"
)
_PERIOD = re.compile(
    rf"(?:在|于)?(?:{_YEAR}|\d{{4}})?度?(?:第?[一二三四1-4]季度|[上下]半年)(?:内|期间|中)?(?:完成|开展|实施|启动)?"
)


def _range(text: str, year: int | None) -> tuple[str | None, str | None] | None:
    """The two ends of a range; None when the text is none."""
    now = _FROM_NOW.search(text)
    if now is not None and (until := re.match(SEP, text[now.end() :])) is not None:
        ends = [r for m in _expressions(text[now.end() + until.end() :]) if (r := _resolve(m, year)) is not None]
        return None, ends[-1][1].isoformat() if ends else None
    two = _TWO_QUARTERS.fullmatch(text)
    if two is not None:
        named, (first, last) = _year_of(two.group("year"), year), (to_int(two.group(g)) or 1 for g in ("first", "last"))
        if named is None:
            return None, None
        return date(named, 3 * first - 2, 1).isoformat(), _month_end(named, 3 * last).isoformat()
    short = _MONTHS.search(text)
    if short is not None:
        if short.group("y1"):
            return f"{short.group('y1')}-01-01", f"{short.group('y2')}-12-31"
        named = _year_of(short.group("year"), year)
        first, last = (to_int(short.group(g)) or 0 for g in ("first", "last"))
        if short.group("unit") == "季度":
            first, last = 3 * first - 2, 3 * last
        if not (1 <= first <= 12 and 1 <= last <= 12):
            return None
        if named is None:
            return None, None
        return date(named, first, 1).isoformat(), _month_end(named + (last < first), last).isoformat()
    found = _expressions(text)
    for one, two in itertools.pairwise(found):
        between = text[one.end() : two.start()]
        if not re.fullmatch(rf"(?:起|开始)?{SEP}", between):
            continue
        first_year = _year_of(one.group("year"), year)
        first_days = _resolve(one, year)
        last_days = _resolve(two, year, first_year)
        if first_days and last_days and last_days[1] < first_days[0] and not two.group("year"):
            last_days = _resolve(two, year, (first_year or 0) + 1)
        return (
            first_days[0].isoformat() if first_days else None,
            last_days[1].isoformat() if last_days else None,
        )
    return None


_DAY_IN_MONTH = re.compile(rf"(?P<year>{_YEAR})?(?P<month>{_N})月(?P<d1>{_N})日?{SEP}(?P<d2>{_N})日")
_BLANK = frozenset({"", "/", "-", "—", "——", "--", "无", "\\", "…", "无要求", "不限"})


def is_blank(text: str) -> bool:
    """Whether a cell says that there is nothing to say."""
    return fold(text) in _BLANK


def parse_deadline(text: str, year: int | None) -> Deadline | None:
    """Read the words of a deadline; None when they name no time at all.

    `year` is that of the notice, for a deadline that names none; where it is unknown the dates stay None.
    """
    text = join_broken(text)
    words = text.strip()
    flat = spell_out(text)
    if not flat or len(flat) > 120:
        return None

    def made(kind: DeadlineKind, start: str | None = None, end: str | None = None) -> Deadline:
        return Deadline(words, kind, start, end)

    if _RECURRING.search(flat):
        return made("recurring")
    days = _DAY_IN_MONTH.search(flat)
    if days is not None:
        named = _year_of(days.group("year"), year)
        month, d1, d2 = (to_int(days.group(g)) or 0 for g in ("month", "d1", "d2"))
        try:
            if named is not None:
                return made("range", date(named, month, d1).isoformat(), date(named, month, d2).isoformat())
            return made("range")
        except ValueError:
            return made("range")
    ends = _range(flat, year)
    if ends is not None:
        return made("range", *ends)
    if _WITHIN.search(flat):
        return made("within")
    found = [m for m in _expressions(flat) if m.group("month") or m.group("span") or m.group("year")]
    ongoing = _ONGOING.search(flat) is not None
    if found:
        start_only = re.search(r"(?:起|开始|以来|启动)", flat[found[-1].end() : found[-1].end() + 3])
        if ongoing and not any(m.group("before") or "底" in m.group() or "末" in m.group() for m in found):
            return made("ongoing")
        resolved = [r for m in found if (r := _resolve(m, year, _last_year(found, m, year))) is not None]
        if start_only and len(found) == 1:
            return made("ongoing", resolved[0][0].isoformat() if resolved else None)
        if len(found) == 1 and _PERIOD.fullmatch(flat):
            return made("range", *((day.isoformat() for day in resolved[0]) if resolved else (None, None)))
        return made("by", None, resolved[-1][1].isoformat() if resolved else None)
    if ongoing or _FROM_NOW.search(flat):
        return made("ongoing")
    if re.fullmatch(
        r"(?:立即|即刻|马上|限期|(?:按|根据|依据).{0,12}(?:要求|规定|时限|时间|进度|节点).{0,8}|.{0,8}(?:[节会旦期学]|“?五一”?|“?十一”?|国庆|中秋|端午|清明)(?:假期|来临)?之?前(?:完成)?|月底前?(?:完成)?|待定"
        rf"|(?:[本当](?:月|周|季度?)(?:[底末内]|[一二三四五六日天])?(?:之?前)?|{_N}[日号]之?前)(?:完成)?)",
        flat,
    ):
        return made("by")
    return None


def _last_year(found: list[re.Match[str]], match: re.Match[str], year: int | None) -> int | None:
    """`2023年6月底前、10月底前`: a later part without a year has that of the part before."""
    named = year
    for other in found:
        if other is match:
            break
        named = _year_of(other.group("year"), named)
    return named


def cell_deadline(text: str, year: int | None) -> Deadline | None:
    """Read a deadline cell: whatever stands there is kept, even when no date can be told."""
    if is_blank(text):
        return None
    day = serial_day(text)
    if day is not None:
        return Deadline(text.strip(), "by", None, day.isoformat())
    return parse_deadline(text, year) or Deadline(join_broken(text).strip(), "by")


# `按上级要求时间节点`: a time that others set.
_AS_TOLD = re.compile(r"(?:按照?|根据|依据)[^，,。；;]{0,8}?(?:(?:要求|规定|时限|时间|进度|节点)的?)+")


def _beside_time(flat: str) -> str:
    """What a short text says beside its time and the usual words of completion."""
    rest = _ONGOING.sub("", _FROM_NOW.sub("", _AS_TOLD.sub("", flat)))
    rest = _DAY.sub("", _WITHIN.sub("", _RECURRING.sub("", rest)))
    return re.sub(
        r"完成|推进|开展|更新|公开|前|落实|报送|一次|进行|坚持|实施|并|按|收到|申请|受理|形成|变更|制作|获取|发放|批次|每|后|之日|起|化|[-—–~～至到、,，。;；0-9]",
        "",
        rest,
    )


@lru_cache(maxsize=4096)
def looks_like_deadline(text: str) -> bool:
    """Whether a whole short cell is a deadline."""
    flat = spell_out(text)
    if not 1 < len(flat) <= 40 or parse_deadline(text, 2000) is None:
        return False
    return len(_beside_time(flat)) <= max(4, len(flat) // 3)


def is_bare_deadline(text: str) -> bool:
    """Whether a clause says no more than when a thing is to be done: `7月底前完成`, but not `7月底前补标到位`."""
    return looks_like_deadline(text) and not re.sub(r"办结|到位|全部|务必|内", "", _beside_time(spell_out(text)))
