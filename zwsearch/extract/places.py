"""Which province an office belongs to."""

from __future__ import annotations

import re
from functools import cache

from .lexicon import entries, squeeze


@cache
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Full and short names of places -> province; first characters of document numbers -> province."""
    places: dict[str, str] = {}
    short: dict[str, str] = {}
    letters: dict[str, str] = {}
    province = ""
    for line in entries("places.txt"):
        key, _, rest = line.partition(" ")
        names = rest.split()
        if key == "province":
            province = names[0]
            places[province] = province
            for name in names[1:]:
                if len(name) == 1:
                    letters[name] = province
                else:
                    short[name] = province
            continue
        for name in names:
            places.setdefault(name, province)
            stem = re.sub(r"(?:[市盟县区]|地区|林区|特区)$", "", name)
            if (key == "city" and len(stem) >= 2) or (key == "county" and len(stem) >= 3):
                short.setdefault(stem, province)
    return places, short, letters


# National offices carry a place in front of nothing; 市中区 and the like stand in several provinces.
_NATIONAL = re.compile(r"^(?:国务院|中共中央|中央|国家|全国|中华人民共和国|最高人民|中国(?!\w{1,4}(?:省|市)))")


# `松原岭市` begins like 松原, but is another place: one more character and a suffix of its own, or for a town or county
# of a city that no list knows any two. 松原城区, 长沙县区 are the city's own, as are 长沙岳麓区 and 中山小榄镇.
_SUFFIX = "[市县区旗镇乡]|街道"
_OTHER_PLACE = re.compile(
    rf"(?!(?:[城都全各上夜集股楼菜超]市|[城市县郊矿新园景林牧灌库辖社小片校厂山老各全港战军东西高经]区"
    rf"|[市各全]县|[城各全]乡|[城各全乡集]镇|[各全]街道|市[民政场直容]|[县区]直))[\u4e00-\u9fff]?(?:{_SUFFIX})"
)
_OTHER_COUNTY = re.compile(
    r"(?![市各全城])[\u4e00-\u9fff]{2}(?<![城都区超门夜股楼])[市县旗](?![场民容区级域直属内外]|政(?![府务协法]))"
)


def _other_place(stem: str, name: str) -> int:
    """Where another place ends whose name begins like `stem`, a place without its suffix; 0 when it is that place."""
    places, short, _ = _tables()
    province, end = short[stem], len(stem)
    if any(places.get(name[end : end + size]) == province for size in range(2, 16)):
        return 0
    other = _OTHER_PLACE.match(name[end:])
    if other is None and not province.startswith(stem):
        other = _OTHER_COUNTY.match(name[end:])
    return end + other.end() if other is not None else 0


def _bare(name: str) -> str:
    """A name without the national tax office, whose name those of all places carry in front."""
    return re.sub(r"^国家税务总局(?=.)", "", squeeze(name))


def _named_province(*names: str | None) -> str | None:
    """The province whose full name one of the names begins with (`关于印发…` aside)."""
    for name in names:
        flat = re.sub(r"^(?:中共|共青团|关于(?:印发|公布)?|印发|公布)", "", _bare(name or ""))
        if _NATIONAL.match(flat):
            return None
        found = next((province for province in set(_tables()[0].values()) if flat.startswith(province)), None)
        if found is not None:
            return found
    return None


def province_of(*names: str | None) -> str | None:
    """Return the province of the first name that tells one: by its longest place at the beginning, else inside."""
    places, short, _ = _tables()
    for name in names:
        if not name:
            continue
        flat = _bare(name)
        if _NATIONAL.match(flat):
            return None
        flat = re.sub(r"^(?:中共|共青团)", "", flat)
        first = 1
        for size in range(min(12, len(flat)), 1, -1):
            place = flat[:size]
            if place in places:
                return places[place]
            if place in short:
                if not (other := _other_place(place, flat)):
                    return short[place]
                first = max(first, other)
        for start in range(first, min(len(flat), 40)):
            for size in range(min(12, len(flat) - start), 2, -1):
                if flat[start : start + size] in places:
                    return places[flat[start : start + size]]
    return None


def _province_of_number(number: str | None) -> str | None:
    """Return the province whose character a document number begins with (皖, 闽, 浙 …)."""
    if not number:
        return None
    return _tables()[2].get(number[0])


_HOSTS = {
    "bj": "北京市", "tj": "天津市", "he": "河北省", "hebei": "河北省", "sx": "山西省", "shanxi": "山西省",
    "nmg": "内蒙古自治区", "ln": "辽宁省", "jl": "吉林省", "hlj": "黑龙江省", "sh": "上海市", "js": "江苏省",
    "jiangsu": "江苏省", "zj": "浙江省", "ah": "安徽省", "fj": "福建省", "fujian": "福建省", "jx": "江西省",
    "jiangxi": "江西省", "sd": "山东省", "shandong": "山东省", "ha": "河南省", "henan": "河南省", "hb": "湖北省",
    "hubei": "湖北省", "hn": "湖南省", "hunan": "湖南省", "gd": "广东省", "gx": "广西壮族自治区",
    "gxzf": "广西壮族自治区", "hainan": "海南省", "cq": "重庆市", "sc": "四川省", "guizhou": "贵州省", "gz": "贵州省",
    "yn": "云南省", "xizang": "西藏自治区", "xz": "西藏自治区", "shaanxi": "陕西省", "sn": "陕西省", "gansu": "甘肃省",
    "gs": "甘肃省", "qinghai": "青海省", "qh": "青海省", "nx": "宁夏回族自治区", "xinjiang": "新疆维吾尔自治区",
}  # fmt: skip


def _province_of_url(url: str | None) -> str | None:
    """Return the province that the address of a government site names (`gdj.ah.gov.cn`)."""
    match = re.search(r"(?:^|[/.])([a-z]+)\.gov\.cn", url or "")
    return _HOSTS.get(match.group(1)) if match is not None else None


# A place below the province at the beginning of an office's name (市政府 has one, although it does not say which), and
# of a title.
_BELOW_PROVINCE = re.compile(
    r"[\u4e00-\u9fff]{2,8}(?:[市县区旗州盟镇]|(?<!城)乡(?!村)|街道)|(?:[市县区旗州盟镇]|街道)(?!场|政公用|容|块)"
)
_TITLE_BELOW_PROVINCE = re.compile(
    r"(?:关于)?(?:印发|转发)?(?!.{0,6}(?:省|自治区))[\u4e00-\u9fff]{2,5}(?:[市县区旗州盟镇]|(?<!城)乡(?!村)|街道)"
    r"(?=\d|二[〇○零]|政务|政府|人民|办公|党委|关于)"
)


def _province_by_number(number: str | None, issuer: str | None, title: str | None) -> str | None:
    """By the first character of the number, unless a place below the province issues it: its numbers begin with a
    character of its own (宁民发 of 宁远县)."""
    if _BELOW_PROVINCE.match(issuer or "") or _TITLE_BELOW_PROVINCE.match(squeeze(title or "")):
        return None
    return _province_of_number(number)


def _by_url(url: str | None, issuer: str | None) -> str | None:
    if issuer is not None and re.match(r"国务院|国家|全国|中共中央", issuer):
        return None
    return _province_of_url(url)


def province_of_notice(issuer: str | None, title: str | None, number: str | None, url: str | None) -> str | None:
    """The province of a notice: the one it names, else by who issues it, its title, its number or its address."""
    return (
        _named_province(issuer, title)
        or province_of(issuer, title)
        or _province_by_number(number, issuer, title)
        or _by_url(url, issuer)
    )
