"""The province of a notice: a name that begins like a city is not always that city."""

from __future__ import annotations

import pytest

from zwsearch.extract.lexicon import entries
from zwsearch.extract.places import province_of, province_of_notice


def _cities() -> list[tuple[str, str]]:
    """Every prefecture-level city without its 市, and its province."""
    cities: list[tuple[str, str]] = []
    province = ""
    for line in entries("places.txt"):
        kind, *names = line.split()
        if kind == "province":
            province = names[0]
        elif kind == "city":
            cities.extend((name[:-1], province) for name in names if name.endswith("市"))
    return cities


CITIES = _cities()
SUFFIXES = ["市", "县", "区", "旗", "镇", "乡", "街道"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_place_that_begins_like_a_city_is_another(suffix: str) -> None:
    assert len(CITIES) > 200
    for city, _ in CITIES:
        for middle in "岭洼庄湾":
            name = f"{city}{middle}{suffix}"
            assert province_of(name) is None
            assert province_of(f"{name}人民政府办公室") is None


@pytest.mark.parametrize("suffix", ["市", "县", "旗"])
def test_a_county_that_no_list_knows_is_not_of_the_city_it_begins_like(suffix: str) -> None:
    for city, province in CITIES:
        known = province if province.startswith(city) else None  # 吉林 is a province too
        assert province_of(f"{city}青岭{suffix}政府办公室") == known


@pytest.mark.parametrize(
    "rest",
    [
        *("市", "市政务服务中心", "政务服务局", "市民中心", "城市管理局", "城乡建设局", "城区管委会", "社区教育学院"),
        *("高新区管委会", "各县区", "乡镇企业局", "江岭区政府", "青岭镇政府", "推进县域经济", "2024年政务公开工作要点"),
    ],
)
def test_what_belongs_to_a_city_has_its_province(rest: str) -> None:
    assert [city for city, province in CITIES if province_of(city + rest) != province] == []


@pytest.mark.parametrize("prefix", ["", "关于印发", "印发"])
@pytest.mark.parametrize("province", ["河北省", "内蒙古自治区", "重庆市"])
def test_a_province_that_is_named_wins(prefix: str, province: str) -> None:
    for city, own in CITIES[::7]:
        for place in (f"{city}岭市", f"{city}洼县", f"{city}庄镇", f"{city}湾街道"):
            title = f"{prefix}{province}{place}2024年政务公开工作要点"
            assert province_of_notice(f"{place}人民政府办公室", title, None, None) == province
            assert province_of_notice(f"{province}{place}人民政府", f"{place}2024年工作要点", None, None) == province
        if own == province:
            continue
        # Places of one name lie in several provinces: the title tells which.
        assert province_of_notice(f"{city}县人民政府", f"{province}{city}县2024年工作要点", None, None) == province


def test_a_national_office_has_no_province_though_its_title_names_one() -> None:
    assert province_of_notice("国务院办公厅", "河北省工作方案的批复", None, None) is None
    assert province_of_notice("国家税务总局河北省税务局", "2024年政务公开工作要点", None, None) == "河北省"
