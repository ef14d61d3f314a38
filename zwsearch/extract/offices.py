"""Owners of a task: splits lists of offices, and tells who leads and who supports."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from .deadlines import looks_like_deadline
from .headers import find_labels, is_main_lead
from .lexicon import fold, grouped, squeeze


@dataclass(frozen=True, slots=True)
class Owners:
    """Who does a task: offices that lead, offices that support, and a deadline if it stood among them."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    deadline: str | None = None

    def __bool__(self) -> bool:
        return bool(self.lead or self.support)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(grouped("offices.txt")["end"])


@cache
def _wholes() -> frozenset[str]:
    return frozenset(grouped("offices.txt")["whole"])


_BRACKETED = re.compile(r"[（(][^（()）]{0,30}[)）]")
_NOT_OFFICE = re.compile(r"[。！？“”《》0-9０-９%％=]")


_VERB_START = re.compile(
    r"(?:加强|推进|推动|规范|强化|做好|深化|完善|建立|健全|提升|优化|加快|扩大|拓展|聚焦|围绕|抓好|开展|坚持|夯实|服务(?!处|科|局|中心|股|部|办|室|大厅|站)"
    r"|提高|创新|打造|构建|用好|办好|管好|紧扣|突出|严格|落实(?!单位|部门)|加大|助力|注重|确保|制定|组织(?!部|处|科|人事|股|委)|公开(?!办|处|科|股)|发布|公布)"
)


@lru_cache(maxsize=8192)
def looks_like_office(name: str) -> bool:
    """Whether one name could be that of an office."""
    name = squeeze(name)
    bare = _BRACKETED.sub("", name)
    if _VERB_START.match(bare):
        return False
    if not 1 < len(bare) <= 30 or _NOT_OFFICE.search(bare):
        return False
    return bare in _wholes() or bare.endswith(_endings())


_SEPARATORS = re.compile(r"[、，,；;/／\s|\x02]+")
_ETC = re.compile(r"等(?:相关|有关|各)?(?:部门|单位|科室|处室)?$")
_DUTY = re.compile(
    r"(?:等)?(?:(?:按照|按|依照|依据|根据)?(?:各自)?(?:职责|职能|责任)?(?:分工)?(?:分别|共同|具体|组织|牵头|配合|抓好|做好|负责|落实|实施|承办|办理|推进|完成|参与|会办|协办|协助|主办|参照|执行|支持|协同)+(?:落实|推进|组织实施)?)$"
)
_ROLE_TAG = re.compile(r"[（(](牵头|主办|负责|责任|配合|协办|参与|协助|会办)(?:单位|部门|科室|处室)?[)）]")
_JOINT = re.compile(r"(?<=[\u4e00-\u9fff）)])会同(?=[\u4e00-\u9fff])")
_MEET = re.compile(r"(?<=[局部委办厅科处室署院站队行司组府心])会(?=[\u4e00-\u9fff]{2,})(?!议|商|同|计|场|展|办|员)")
_LEAD_WORDS = ("牵头", "主办", "负责", "承办", "主责", "落实", "实施")
_SUPPORT_WORDS = ("配合", "协办", "协助", "参与", "会办", "协同", "参照", "支持")


_PLAIN = re.compile(
    r"(?:[局处室科股部委办厅署院所站会司]|中心|单位|机关|政府|街道|镇|乡|公司|支队|大队|队|小组|专班|学校|医院)$"
)


def is_plain_office(name: str) -> bool:
    """Whether a name is that of an office beyond doubt: for headings, where 公开 or 服务 may end anything."""
    bare = squeeze(_BRACKETED.sub("", name))
    return 2 <= len(bare) <= 16 and _PLAIN.search(bare) is not None and looks_like_office(bare)


def split_offices(text: str) -> tuple[str, ...]:
    """Split a list of offices at 、，；,; / spaces and line breaks, but never inside brackets."""
    names: list[str] = []
    for part in _split_outside(text):
        name = _clean(part)
        if name and name not in names:
            names.append(name)
    return tuple(names)


def _split_outside(text: str) -> list[str]:
    parts: list[str] = []
    depth = 0
    current: list[str] = []
    for c in text:
        if c in "（(":
            depth += 1
        elif c in "）)":
            depth = max(0, depth - 1)
        if depth == 0 and _SEPARATORS.fullmatch(c):
            parts.append("".join(current))
            current = []
        else:
            current.append(c)
    parts.append("".join(current))
    return [name for part in _mend_brackets(_join_torn(parts)) for name in _split_joint(part)]


_AND = re.compile(r"以及|及|和|与")
_COLLECTIVE = re.compile(r"各|有关|相关|其他|所属|直属|局属|委属|市直|县直|区直|省直|全体")


def _split_joint(part: str) -> list[str]:
    """Split `办公室和法规科`, `信息中心及各股室`, but not 发展和改革局: both sides must be whole names."""
    for match in _AND.finditer(part):
        left, right = part[: match.start()], part[match.end() :]
        if is_plain_office(left) and (_COLLECTIVE.match(right) or is_plain_office(_DUTY.sub("", right))):
            return [left, *_split_joint(right)]
    return [part]


def _mend_brackets(parts: list[str]) -> list[str]:
    """A bracket that never closes must not swallow the rest of the list."""
    mended: list[str] = []
    for part in parts:
        if part.count("（") + part.count("(") > part.count("）") + part.count(")") and len(part) > 25:
            mended.extend(_SEPARATORS.split(part))
        else:
            mended.append(part)
    return mended


def _join_torn(parts: list[str]) -> list[str]:
    """Join names that a space or a line break has torn: `政 务 服务处` has pieces too short to be names."""
    joined: list[str] = []
    for part in parts:
        if (joined and joined[-1] and part and len(part) == 1 and not looks_like_office(joined[-1])) or (
            joined and len(joined[-1]) == 1 and part
        ):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _clean(name: str) -> str:
    name = squeeze(name).strip("。.;；:：、，,-—－/\\|·")
    name = re.sub(r"^(?:由|为|以及|及|和|与|并由|分别由|请)(?=[\u4e00-\u9fff]{2})", "", name)
    if name in {"", "无", "同上", "等", "牵头", "配合", "负责"}:
        return ""
    stripped = _DUTY.sub("", name)
    stripped = _ETC.sub("", stripped) if not stripped.endswith("等级") else stripped
    return stripped.strip() if len(stripped) > 1 else ("" if stripped != name else name)


@lru_cache(maxsize=4096)
def parse_owners(text: str, *, default: str = "lead", first_leads: bool = False) -> Owners:
    """Read the owners out of a cell, a bracket or a line after a label.

    Understands labels inside (`牵头单位：X；配合单位：Y；完成时限：Z`), `X牵头，Y、Z配合`, `X会同Y`, `X（牵头）、Y`.
    Offices that nothing is said about get the role `default`; with `first_leads` the first one leads and the
    others support.
    """
    lead: list[str] = []
    support: list[str] = []
    deadline: str | None = None
    if (remark := _ORDER_REMARK.search(text)) is not None:
        first_leads = True
        text = text[: remark.start()] + text[remark.end() :]
    for role, part in _labelled(text, default):
        if role == "deadline":
            deadline = part.strip(" 　。；;，,\n") or deadline
            continue
        if role in {"person", "remark"}:
            continue
        for kind, names in _by_duty(part, role):
            if kind == "deadline":
                deadline = deadline or re.sub(r"(?:前)(?:完成|落实|办结|报送)$", "前", names[0])
                continue
            if first_leads and kind == "lead" and role == default and not _says_role(part):
                head, *rest = names or ("",)
                if not lead and head:
                    lead.append(head)
                    support.extend(rest)
                else:
                    support.extend(names)
                continue
            (lead if kind == "lead" else support).extend(names)
    lead = list(dict.fromkeys(lead))
    support = [name for name in dict.fromkeys(support) if name not in lead]
    return Owners(tuple(lead), tuple(support), deadline)


_ORDER_REMARK = re.compile(r"[（(][^（()）]*(?:第一位|首位)[^（()）]*[)）]")


def _says_role(text: str) -> bool:
    return "牵头" in text or "配合" in text or "主办" in text


def _labelled(text: str, default: str) -> list[tuple[str, str]]:
    """Split `牵头单位：X；配合单位：Y` into (role, text) pairs; text before the first label gets `default`."""
    marks = find_labels(text)
    if any(role == "lead" and is_main_lead(text[start:end]) for start, end, role in marks):
        # Beside a 牵头单位 the 责任单位 are those that join in.
        marks = [
            (start, end, "support" if role == "lead" and not is_main_lead(text[start:end]) else role)
            for start, end, role in marks
        ]
    if not marks:
        return [(default, text)]
    pairs: list[tuple[str, str]] = []
    if text[: marks[0][0]].strip(" ；;。，,（(\n"):
        pairs.append((default, text[: marks[0][0]]))
    for i, (_, end, role) in enumerate(marks):
        stop = marks[i + 1][0] if i + 1 < len(marks) else len(text)
        pairs.append((role, text[end:stop]))
    return pairs


def _by_duty(text: str, default: str) -> list[tuple[str, tuple[str, ...]]]:
    """Split `X牵头，Y、Z配合` into roles by the word that ends each run of offices."""
    groups: list[tuple[str, tuple[str, ...]]] = []
    pending: list[str] = []
    for raw in _split_outside(_MEET.sub("\x02会办\x02", _JOINT.sub("\x02会办\x02", text))):
        part = squeeze(raw).strip("。.")
        if not part:
            continue
        if part == "会办":
            if pending:
                groups.append(("lead", tuple(pending)))
                pending = []
            default = "support"
            continue
        tag = _ROLE_TAG.search(part)
        if tag is not None:
            role = "lead" if tag.group(1) in {"牵头", "主办", "负责", "责任"} else "support"
            name = _clean(_ROLE_TAG.sub("", part))
            # `（牵头）` speaks for its own office only, `（配合）` for those before it too.
            names = (*pending, name) if name else tuple(pending)
            if role == "lead" and pending:
                groups.append(("support", tuple(pending)))
                names = (name,) if name else ()
            pending = []
            if names:
                groups.append((role, names))
            default = "support" if role == "lead" else default
            continue
        role_of_part = _duty_role(part)
        before = _after_duty_word(part)
        if before is not None:
            # `牵头办公室` and the like: the word stands before the office.
            if pending:
                groups.append((default, tuple(pending)))
                pending = []
            default, part = before
        # `（办公室负责，6月底前完成）`
        if (part[0].isdigit() or "前" in part[-3:] or "推进" in part) and looks_like_deadline(part):
            groups.append(("deadline", (part,)))
            continue
        name = _clean(part)
        if name:
            pending.append(name)
        if role_of_part is not None and pending:
            groups.append((role_of_part, tuple(pending)))
            pending = []
            if role_of_part == "lead" and "牵头" in part:
                default = "support"
    if pending:
        groups.append((default, tuple(pending)))
    return groups


def _duty_role(part: str) -> str | None:
    match = _DUTY.search(part)
    if match is None:
        return None
    words = match.group()
    if any(word in words for word in _SUPPORT_WORDS) and "牵头" not in words:
        return "support"
    if "参照" in words:
        return "support"
    return "lead" if any(word in words for word in _LEAD_WORDS) or "推进" in words else None


def _after_duty_word(part: str) -> tuple[str, str] | None:
    match = re.match(r"(牵头|配合)(?:单位|部门|科室|处室)?(?=[\u4e00-\u9fff]{2,})", part)
    if match is None or len(part) - match.end() < 2 or not looks_like_office(part[match.end() :]):
        return None
    return ("lead" if match.group(1) == "牵头" else "support", part[match.end() :])


@lru_cache(maxsize=4096)
def looks_like_owners(text: str) -> bool:
    """Whether a whole text is a list of offices (with or without labels and duties)."""
    flat = squeeze(text)
    if not flat or len(flat) > 400 or "。" in flat.rstrip("。"):
        return False
    if flat == "同上":
        return True
    owners = parse_owners(text)
    names = owners.lead + owners.support
    if not names:
        return False
    good = sum(1 for name in names if looks_like_office(name))
    return good * 3 >= len(names) * 2 and all(len(name) <= 30 for name in names)


def same_as_above(text: str) -> bool:
    """Whether a cell points to the one above it."""
    return fold(text) in {"同上", '"', "〃", "″", "..", "同前", "”", "“"}
