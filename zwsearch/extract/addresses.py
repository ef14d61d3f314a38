"""Lines that say nothing themselves: whom a notice addresses, and the mere names of its attachments."""

from __future__ import annotations

import re

from .document_numbers import own_number_line
from .lexicon import entries, squeeze
from .markers import marker_at
from .offices import is_plain_office, split_list
from .placed import Line

_LONGEST = 200
_EVERYONE = re.compile(
    r"(?:各|全体|全市|全县|全区|全省|广大|尊敬的|局|委|厅|院|校|所属|直属|机关|市直|县直|区直|省直|有关|相关)"
)
_PERSON = re.compile(r".{0,12}(?:同志|同志们|朋友|朋友们|代表|委员|先生|女士|领导|同事|同事们|同学们|干部职工)")
_BRACKETED = re.compile(r"[（(][^（()）]{0,40}[)）]")
_SAYS_MORE = re.compile(
    r"[。；;！!？?“”《》\d%]|如下|以下|要求|负责|牵头|责任|配合|主办|承办|完成|时限|请|附件|联系|填报|备注|措施|问题|情况|内容"
)
_COLLECTIVE = re.compile(r"(?:各|有关|相关|直属|所属)(?:[市县区旗省州盟镇乡、]|街道|自治区|直辖市|地)*")
_COLLECTIVE_END = re.compile(
    r"(?:[局处室科股部委办厅署院所站会司府系段班]|中心|单位|机构|机关|政府|街道|镇|乡|公司|企业|支队|大队|队|组|学校|医院"
    r"|部门|处室|科室|股室|学院|高校|园区|村|社区|残联|妇联|工会|市|县|区|省|州|盟|旗|直辖市|自治区)"
)


def is_salutation(text: str) -> bool:
    """Whether a line only addresses offices or people: `各科室、局属各单位：`."""
    flat = squeeze(text).strip("|*")
    if not 3 <= len(flat) <= _LONGEST or flat[-1] not in "：:" or marker_at(text.strip()) is not None:
        return False
    bare = _BRACKETED.sub("", flat.rstrip("：:"))
    if not bare or _SAYS_MORE.search(bare) or "：" in bare or ":" in bare:
        return False
    parts = [part for part in split_list(bare) if part]
    if _EVERYONE.match(bare) and all(_COLLECTIVE_END.search(part[-3:]) or _PERSON.fullmatch(part) for part in parts):
        return True
    return all(is_plain_office(part) or _PERSON.fullmatch(part) for part in parts)


def salutations(lines: list[Line], resets: frozenset[int] | set[int]) -> set[int]:
    """The starts of the lines that address someone: first in the notice, or first below a title inside it.

    An office and a colon may head its own tasks further down (`县财政局：` above `1.…`), so an office alone counts
    only where no numbered item follows; a line to all (`各…`) is never such a heading at this place.
    """
    found: set[int] = set()
    fresh = True
    for i, line in enumerate(lines):
        if line.start in resets:
            fresh = True
            continue
        if not fresh or own_number_line(line.text) is not None:
            continue
        if is_salutation(line.text):
            numbered = i + 1 < len(lines) and marker_at(lines[i + 1].text) is not None
            if not numbered or "各" in line.text:
                found.add(line.start)
            fresh = False
        elif marker_at(line.text) is not None or squeeze(line.text)[-1:] in "。；;：:":
            fresh = False
    return found


_FILE = re.compile(
    r"[-—•*\s]*(?:附\s*件\s*\d*\s*[:：.．、]?\s*)?(?:\d{1,2}\s*[.．、]\s*)?[^。；;！!？?]{1,80}\.(?:pdf|docx?|xlsx?|wps|ofd|et|zip|rar)[》\s]*",
    re.IGNORECASE,
)
_HEAD = re.compile(r"附\s*[件表录]?\s*[:：]\s*(?P<rest>.*)")
_NUMBERED_HEAD = re.compile(r"附\s*[件表录]\s*\d{1,2}\s*[:：.．、]?\s*(?P<rest>.*)")
_NEXT_NAME = re.compile(r"(?:[；;]|(?<!\s)\s)\s*+(?:附\s*+[件表录]\s*+)?[2-9]\d?\s*+[.．、:：](?!\d)\s*+")
_LISTED = re.compile(r"(?:\d{1,2}\s*[.．、](?!\d)|[-—•*])\s*(?P<rest>.+)")
_DEMANDS = re.compile(
    r"公开|发布|公布|编制|制定|修订|落实|完善|推进|加强|开展|做好|建立|组织|更新|报送|健全|规范|优化|深化|强化"
)
_REMARK = re.compile(r"[（(](?:略|另发|样表|[^（()）]{1,6}版|试行|[^（()）]{0,10}共?\d{1,4}[项个条份])[)）]$")


def _is_name(text: str) -> bool:
    """Whether the words are a name of a paper, by their ending: 分工表, 工作要点, 报名回执."""
    flat = squeeze(text)
    bare = _REMARK.sub("", flat).strip("《》")
    return (
        2 <= len(bare) <= 80
        and not re.search(r"[。；;：:，,！!？?|]", bare)
        and bare.endswith((*entries("title_words.txt"), "回执", "名册", "模板", "样式", "要求", "台帐"))
    )


def split_names(words: str) -> list[str]:
    """The names of attachments that one line holds after its 附件: `1.公开目录 2.水厂名单`."""
    first = _LISTED.fullmatch(words.strip())
    if first is None:
        return [words.strip()] if words.strip() else []
    return [name.strip(" 　；;。") for name in _NEXT_NAME.split(first["rest"])]


def attachment_names(lines: list[Line]) -> set[int]:
    """The starts of the lines that only name an attachment or its file, alone or in a list below `附件：`."""
    found = {line.start for line in lines if len(line.text) <= _LONGEST and _FILE.fullmatch(line.text.strip())}
    for i, line in enumerate(lines):
        head = _HEAD.fullmatch(line.text.strip())
        single = _NUMBERED_HEAD.fullmatch(line.text.strip())
        if head is None:
            if single is not None and (not single["rest"] or _is_name(single["rest"])):
                found.add(line.start)
            continue
        first = _LISTED.fullmatch(head["rest"])
        names = split_names(head["rest"])
        listed: list[Line] = []
        # `附件：表` and numbered items below it are a list of names only where the first name has its number too.
        following = lines[i + 1 : i + 20] if first is not None or not names else []
        for line_below in following:
            item = _LISTED.fullmatch(line_below.text.strip())
            if item is None:
                break
            if _DEMANDS.match(item["rest"]):
                names.append("")  # no name: the items of the attachment itself
                break
            names.append(item["rest"].strip(" 　；;。"))
            listed.append(line_below)
        if names and all(_is_name(name) or _FILE.fullmatch(name) for name in names):
            found.add(line.start)
            found |= {below.start for below in listed}
        elif names and head["rest"] and _is_name(names[0]):
            found.add(line.start)
    return found
