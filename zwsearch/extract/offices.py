"""Names of offices: what may be one, and how a list of them is split."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from .lexicon import grouped, squeeze


@cache
def _endings() -> tuple[str, ...]:
    return tuple(grouped("offices.txt")["end"])


@cache
def _wholes() -> frozenset[str]:
    return frozenset(grouped("offices.txt")["whole"])


_BRACKETED = re.compile(r"[（(][^（()）]{0,30}[)）]")
# `城建1科`, `执法2大队`, `第3中学`, `12345热线办公室`: a figure that is part of a name.
_FIGURE = re.compile(
    r"(?<=[\u4e00-\u9fffA-Za-z])[0-9０-９]{1,2}(?=[科处室股组队所部院局站班厂库](?![\u4e00-\u9fff]{5})|[大中支分]队|[分支][局所公]|[中小]学)"
    r"|(?<=第)[0-9０-９]{1,3}|^(?:12\d{3}|11[09]|12[0-9])(?=[\u4e00-\u9fff]{2})"
)
_LONGEST = 200  # a name as it is printed, with what stands in its brackets
_NOT_OFFICE = re.compile(r"[。！？“”《》0-9０-９%％=<>]")


_VERB_START = re.compile(
    r"(?:以上|上述|加强|推进|推动|规范|强化|做好|深化|完善|建立|健全|提升|优化|加快|扩大|拓展|聚焦|围绕|抓好|开展|坚持|夯实|服务(?!处|科|局|中心|股|部|办|室|大厅|站)"
    r"|提高|创新|打造|构建|用好|办好|管好|紧扣|突出|严格|落实(?!单位|部门)|加大|助力|注重|确保|制定|组织(?!部|处|科|人事|股|委)|公开(?!办|处|科|股)|发布|公布)"
)


# `X承办` is an office and what it does, although an office may end in 办.
_HANDLES = re.compile(r"(?:承|主|协|交|经|会|领|举|申|代|补)办$")


@lru_cache(maxsize=8192)
def looks_like_office(name: str) -> bool:
    """Whether one name could be that of an office."""
    if len(name) > _LONGEST:
        return False
    name = squeeze(name)
    bare = _FIGURE.sub("", _BRACKETED.sub("", name))
    if _VERB_START.match(bare) or _HANDLES.search(bare):
        return False
    if not 1 < len(bare) <= 30 or _NOT_OFFICE.search(bare):
        return False
    return bare in _wholes() or bare.endswith(_endings())


_SEPARATORS = re.compile(r"[、，,；;/／\s|\x02]+")
_ETC = re.compile(r"等(?:相关|有关|各)?(?:部门|单位|科室|处室)?$")
_DUTY = re.compile(
    r"(?:等)?(?:(?:按照|按|依照|依据|根据)?(?:各自)?(?:职责|职能|责任)?(?:分工)?(?:分别|共同|具体|组织|牵头|配合|抓好|做好|负责|落实|实施|承办|办理|推进|完成|参与|会办|协办|协助|主办|参照|执行|支持|协同)+(?:落实|推进|组织实施)?)$"
)

_LONGEST_DUTY = 80


def without_duty(names: str) -> str:
    """Offices without the duty that ends them: `供水科负责落实` is 供水科."""
    duty = find_duty(names)
    return names if duty is None else names[: duty.start()]


def find_duty(names: str) -> re.Match[str] | None:
    """The duty that ends a clause; only its last words are searched, for each verb may begin one."""
    return _DUTY.search(names, max(0, len(names) - _LONGEST_DUTY))


_PLAIN = re.compile(
    r"(?:[局处室科股部委办厅署院所站会司]|中心|单位|机关|政府|街道|镇|乡|公司|支队|大队|队|小组|专班|学校|医院)$"
)


def is_plain_office(name: str) -> bool:
    """Whether a name is that of an office beyond doubt: for headings, where 公开 or 服务 may end anything."""
    bare = squeeze(_BRACKETED.sub("", name[: _LONGEST + 1]))
    return (
        len(name) <= _LONGEST and 2 <= len(bare) <= 16 and _PLAIN.search(bare) is not None and looks_like_office(bare)
    )


def split_offices(text: str) -> tuple[str, ...]:
    """Split a list of offices at 、，；,; / spaces and line breaks, but never inside brackets."""
    return tuple(dict.fromkeys(name for part in split_list(text) if (name := clean_office(part))))


# `1.建设科 2.财务科`, `①办公室②供水科`: the numbers part the names. Only a list that begins at one is such.
_FIRST_NUMBER = re.compile(r"\s*(?:[1１]\s*[.．、)）]|[（(][1１][)）]|①)\s*(?=[\u4e00-\u9fff])")
_NUMBER = re.compile(r"(?<!\s)\s*+(?:\d{1,2}\s*+[.．、)）]|[（(]\d{1,2}[)）]|[①-⒛])\s*+(?=[\u4e00-\u9fff])")


_OPEN, _CLOSE = "（(【[［〔", "）)】]］〕"


def unpaired(text: str) -> set[int]:
    """The places of brackets that have no other half in the text."""
    alone: set[int] = set()
    opened: list[int] = []
    for i, c in enumerate(text):
        if c in _OPEN:
            opened.append(i)
        elif c in _CLOSE:
            if opened:
                opened.pop()
            else:
                alone.add(i)
    return alone.union(opened)


def split_list(text: str) -> list[str]:
    """Split a list of names at its separators, the numbers before them left out."""
    if _FIRST_NUMBER.match(text) is not None:
        text = _NUMBER.sub("、", text)
    alone = unpaired(text)
    parts: list[str] = []
    depth = 0
    current: list[str] = []
    for i, c in enumerate(text):
        depth += (c in _OPEN) - (c in _CLOSE) if i not in alone else 0
        # A bracket without its other half is part of no name, and must not swallow the rest of the list.
        if i in alone or (depth == 0 and _SEPARATORS.fullmatch(c)):
            parts.append("".join(current))
            current = []
        else:
            current.append(c)
    parts.append("".join(current))
    return [name for part in _join_torn(_join_places(parts)) for name in _split_joint(part)]


_PLACES = re.compile(r"各?(?:省|市|州|盟|县|区|旗){1,2}")
_OF_PLACES = re.compile(r"(?:省|市|州|盟|县|区|旗)(?:[（(][市县区旗、，]+[)）])?[\u4e00-\u9fff]{2,12}")


def _join_places(parts: list[str]) -> list[str]:
    """`各区、县(市)民政局`, `各市、州、县人民政府` are one office of every place, not places and an office."""
    joined: list[str] = []
    i = 0
    while i < len(parts):
        stop = i
        while stop < len(parts) and parts[i].startswith("各") and _PLACES.fullmatch(squeeze(parts[stop])):
            stop += 1
        name = without_duty(squeeze(parts[stop])) if i < stop < len(parts) else ""
        if _OF_PLACES.fullmatch(name) and looks_like_office(name):
            joined.append("、".join(parts[i : stop + 1]))
            i = stop + 1
        else:
            stop = max(stop, i + 1)
            joined.extend(parts[i:stop])
            i = stop
    return joined


_AND = re.compile(r"以及|及|和|与")
_COLLECTIVE = re.compile(r"各|有关|相关|其他|所属|直属|局属|委属|市直|县直|区直|省直|全体")


def _split_joint(part: str) -> list[str]:
    """Split `办公室和法规科`, `信息中心及各股室`, but not 发展和改革局: both sides must be whole names."""
    names: list[str] = []
    start = 0
    for match in _AND.finditer(part):
        if match.start() - start > _LONGEST:
            break
        if is_plain_office(part[start : match.start()]) and (
            _COLLECTIVE.match(part, match.end()) or is_plain_office(without_duty(part[match.end() :]))
        ):
            names.append(part[start : match.start()])
            start = match.end()
    return [*names, part[start:]]


def _join_torn(parts: list[str]) -> list[str]:
    """Join names that a space or a line break has torn: `政 务 服务处` has pieces too short to be names."""
    joined: list[str] = []
    for part in parts:
        before = joined[-1] if joined else ""
        torn = len(part) == 1 and 0 < len(before) <= _LONGEST and not looks_like_office(before)
        if torn or (len(before) == 1 and part):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def clean_office(name: str) -> str:
    name = squeeze(name).strip("。.;；:：、，,-—－/\\|·*_")
    name = re.sub(r"^(?:由|为|以及|及|和|与|并由|分别由|请)(?=[\u4e00-\u9fff]{2})", "", name)
    if name in {"", "无", "同上", "等", "牵头", "配合", "负责"}:
        return ""
    stripped = without_duty(name)
    stripped = _ETC.sub("", stripped) if not stripped.endswith("等级") else stripped
    return stripped.strip() if len(stripped) > 1 else ("" if stripped != name else name)
