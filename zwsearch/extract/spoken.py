"""Owners that stand in the words of a demand: `X负责发布…`, `…，由X牵头，Y配合`, and the sentence that closes it."""

from __future__ import annotations

import re

from .deadlines import is_bare_deadline
from .lexicon import squeeze
from .offices import find_duty, looks_like_office, split_list, unpaired
from .owners import Owners, parse_owners
from .placed import trim

# What a name of an office never begins with: the run before 负责 is then more than a name.
_NO_NAME = re.compile(
    r"(?:明确|确定|指定|设立|成立|要求|督促|指导|协调|会同|联合|配合|依托|通过|根据|按照|压实|谁|并|对|向|与|将|把|在|以|为|由|经(?![管信贸济发开建营])|请|让|使|本着|主要|具体|专人|全面|认真|切实)"
)
_VERB = re.compile(
    r"研究|提出|了|已|做好|统筹|会同|联合|协调|指导|配合|开展|梳理|公开|发布|公布|组织|制定|完善|负责|牵头|推进|落实|建立|加强|编制|审核|每|于|在|及时|定期|按|对|将|把|\d|的"
)
_TAKES_ON = re.compile(
    r"(?:负责(?!人)|牵头|会同|联合|共同|统筹|主办|承办|承担|组织(?!部|处|科|人事)|具体"
    r"|立即|尽快|抓紧|限期|逐[一项条页件]"
    r"|落实|完成|实施|分别|公布|公开|发布|编制|制定|更新|维护|运营|办理|汇总|梳理|按|于|在)"
)
# `网站由办公室负责`; but what is set up (`建立由办公室牵头的联席会议`) has no owner by that.
_BY = re.compile(r"(?!.*(?:建立|完善|健全|形成|构建|实行|依托|明确))[^，,由]{0,24}?由")
# `请县大数据中心于5月15日前提供…`, as letters ask; 请各单位 names nobody.
_ASKED = re.compile(r"(?:现|烦|特|拟)?请(?!各|有关|相关|贵|你|于|将|按|认真|予)")
_RELATIVE = re.compile(r"[^，,]{2,4}的")
# `会议要求，县大数据中心于4月底前完成…`: how minutes begin a sentence.
_MEETING = re.compile(r"^会议(?:要求|明确|议定|决定|同意|研究决定)[，,：:]?")
_SENTENCES = re.compile(r"[^。；;！\n]+")
_CLAUSES = re.compile(r"[^，,]+")
_QUOTED = re.compile(r"“[^”]{0,300}”|《[^》]{0,300}》")  # one that never closes is looked for no farther
_SUBJECT = re.compile(
    r"(?P<names>[^，,：:“”]{2,60}?)(?P<duty>会同|联合|牵头|负责(?!人|同志|制|任)|于(?=[^，,]{2,14}前(?![^，,]*了)))"
)


# `供水科、财务科要按月公布…`: offices of their own name that a sentence bids do something. What any office may be
# (各科, 单位, 村, 医院) is not named by that, and a hall or a site is no office at all.
_BIDDEN = re.compile(
    r"(?P<names>[^，,：:“”（）()]{2,60}?)"
    r"(?:要(?!求|点|素|件|闻|紧)|应当|应该|应(?!对|急|用|答)|须|必须|务必|需要|需(?!求))(?P<leads>牵头)?(?=[\u4e00-\u9fff])"
)
# `办公室9月底前组织培训`: bidden by the time that follows the name.
_DUE_BY = re.compile(
    r"(?P<names>[^，,：:“”（）()]{2,60}?)于?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月[^，,]{0,4}前(?![^，,]*[了的])"
)
_OWN_NAME = re.compile(
    r".+(?:[局处科股厅委办室]|中心|支队|大队)|.*(?:管理|监督|监理|质监|推广|技术|草原|林业|农技|农机|种子|植保|文化|防疫|检测|监测|水文|水管)站"
)
_ANY_OFFICE = re.compile(
    r"各|有关|相关|所有|全体|本|我|其|[上下县市省乡]级|主管|业务|责任|承办|牵头|主办|经办|起草|制定|公开(?!办|科|股)|发布|申请"
    r"|.*(?:[科处股部]室|村委|居委|[阅会教诊接资档].{1,2}室|两委|党委|常委)$"
)


def _bidden(sentence: str) -> Owners:
    """The offices that the clauses of a sentence bid do something; beside one that is to lead the others support."""
    lead: list[str] = []
    others: list[str] = []
    for clause in _CLAUSES.finditer(sentence):
        subject = _BIDDEN.match(clause.group().strip()) or _DUE_BY.match(clause.group().strip())
        names = _names(subject.group("names")) if subject is not None else ()
        if subject is not None and all(_OWN_NAME.fullmatch(name) and not _ANY_OFFICE.match(name) for name in names):
            (lead if subject.groupdict().get("leads") else others).extend(names)
    return Owners(tuple(lead), tuple(others)) if lead else Owners(tuple(others))


def names_nobody(name: str) -> bool:
    """Whether what stands before a duty begins with words that no name does: `专人`负责, `按要求`落实."""
    return _NO_NAME.match(name) is not None


def is_sure(name: str) -> bool:
    """Whether a name found inside a sentence is that of an office and nothing more."""
    flat = squeeze(name)
    if flat.endswith(("人员", "委员", "专员", "班子")):
        return False  # people, not an office
    if len(flat) > 20 or names_nobody(flat) or {"的", "由"} & set(flat) or unpaired(flat):
        return False
    return looks_like_office(flat)


def _names(text: str) -> tuple[str, ...]:
    """The offices of a list; empty when any part of it is none."""
    parts = [
        squeeze(part) for part in split_list(re.sub(r"等(?:有关|相关)?(?:部门|单位|科室|处室)?$", "", text.strip()))
    ]
    return tuple(parts) if parts and all(map(is_sure, parts)) else ()


def _leading_names(text: str) -> tuple[tuple[str, ...], str]:
    """The offices that a text begins with, though no mark ends the last of them, and what follows."""
    names: list[str] = []
    rest = text
    while True:
        stop = re.search(r"[、，,]", rest)
        whole = rest[: stop.start()] if stop is not None else ""
        if stop is not None and stop.group() == "、" and is_sure(whole):
            names.append(whole)
            rest = rest[stop.end() :]
            continue
        best = ""
        for size in range(2, min(20, len(rest)) + 1):
            if is_sure(rest[:size]) and not _VERB.search(rest[len(best) : size] if best else ""):
                best = rest[:size]
        return (*names, best) if best else tuple(names), rest[len(best) :]


_ACTS = re.compile(
    r"(?P<names>[^，,：:“”（）()]{2,40}?)(?:拟|将|应|须|要|于|在|对|按|根据|结合|每|\d{1,2}月|(?=公布|公开|组织|完成|开展|更新|报送))"
)
_COLLECTIVE = re.compile(r"各(?:有关|相关)?[\u4e00-\u9fff]{1,12}")


def begins_with_actor(sentence: str) -> bool:
    """Whether a clause of a sentence begins with offices, of their own name or all of a sort (各乡镇), that act."""
    for clause in _CLAUSES.finditer(_MEETING.sub("", sentence)):
        acts = _ACTS.match(clause.group().strip())
        names = _names(acts.group("names")) if acts is not None else ()
        if names and all(_COLLECTIVE.fullmatch(name) or _OWN_NAME.fullmatch(name) for name in names):
            return True
    return False


def _sentence(text: str) -> Owners:
    """The owners that one sentence names for the demand it makes."""
    lead: list[str] = []
    support: list[str] = []
    text = _MEETING.sub("", text)
    subject = _SUBJECT.match(text.removeprefix("由"))
    if subject is not None and (names := _names(subject.group("names"))):
        lead.extend(names)
        if subject.group("duty") in {"会同", "联合"}:
            support.extend(_leading_names(text.removeprefix("由")[subject.end() :])[0])
    for i, clause in enumerate(match.group().strip() for match in _CLAUSES.finditer(text)):
        if i == 0 and lead:
            continue
        by = _BY.match(clause) or _ASKED.match(clause)
        if by is not None or (clause.startswith("会同") and lead):
            names, rest = _leading_names(clause[by.end() if by is not None else 2 :])
            listed = parse_owners(clause[by.end() :]) if by is not None and find_duty(clause) else Owners()
            if listed.support and all(map(is_sure, listed.lead + listed.support)):
                lead.extend(listed.lead)  # `由X承办、Y协办`
                support.extend(listed.support)
            elif names and by is None:
                support.extend(names)
            elif names and rest.startswith("配合") and (led := _leading_names(rest[2:])[0]):
                lead.extend(led)  # `由X配合Y，完成…`
                support.extend(names)
            elif names and _TAKES_ON.match(rest) and not _RELATIVE.match(rest):
                lead.extend(names)
                if rest.startswith(("会同", "联合")):
                    support.extend(_leading_names(rest[2:])[0])
            continue
        duty = find_duty(clause)
        if duty is None or not (names := _names(clause[: duty.start()])):
            continue
        owners = parse_owners(clause)
        joins = bool(lead) and not owners.support
        support.extend(owners.support if not joins else owners.lead)
        lead.extend(() if joins else owners.lead)
    if not lead:
        bidden = _bidden(text)
        lead.extend(bidden.lead)
        support.extend(bidden.support)
    return Owners(tuple(lead), tuple(support))


def spoken_owners(text: str) -> Owners:
    """Return the owners that a demand names in its own sentences; the words stay part of it."""
    lead: list[str] = []
    support: list[str] = []
    for match in _SENTENCES.finditer(_QUOTED.sub(lambda m: "“" * len(m.group()), text)):
        if "负责解释" in match.group():
            continue
        owners = _sentence(squeeze(match.group()))
        lead.extend(owners.lead)
        support.extend(owners.support)
    lead = list(dict.fromkeys(lead))
    if not lead:
        return Owners()  # `各镇参照落实` alone hands out nothing
    return Owners(tuple(lead), tuple(name for name in dict.fromkeys(support) if name not in lead))


def closing_sentence(text: str, start: int, end: int, *, whole: bool = False) -> tuple[int, Owners]:
    """Find a last sentence that holds nothing but owners (and a time): where it begins, and its owners.

    `由办公室牵头，各科室配合。` `省财政厅负责，10月底前完成。` With `whole` it may be all there is.
    """
    stop = trim(text, start, end, " \u3000\n。；;").end
    for marks in ("。！\n", "。！\n；;"):
        begin = trim(text, max(start, *(text.rfind(c, start, stop) + 1 for c in marks)), stop).start
        sentence = text[begin:stop]
        if (begin == start and not whole) or not 4 <= len(sentence) <= 160:
            continue
        clauses = [clause.strip() for clause in re.split(r"[，,；;]", sentence)]
        owned = [clause for clause in clauses if not is_bare_deadline(clause)]
        duties = [find_duty(clause) for clause in owned]
        if not owned or duties[-1] is None or not re.search(r"负责|牵头|主办|承办", sentence):
            continue
        bare = [c[: d.start()] if d is not None else c for c, d in zip(owned, duties, strict=True)]
        if all(_names(re.sub(r"^(?:由|并由)", "", part)) for part in bare):
            return begin, parse_owners(sentence)
    return end, Owners()
