"""What the search asks of the store: names of offices, order by date, keys of one notice."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from test_store_units import new

from zwsearch.records import Filters, Task
from zwsearch.search import filter_notes_of, shipped_synonyms
from zwsearch.store import Store, StoredFile
from zwsearch.store.office_names import office_groups, other_names

OFFICES = (
    "市发展和改革委员会",
    "市发改委",
    "县人力资源社会保障局",
    "市教育局",
    "市市场监督管理局",
    "市卫生健康委",
    "办公室",
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "zwsearch.sqlite3")
    tasks = tuple(Task(str(n), (), f"任务{n}", lead=(name,)) for n, name in enumerate(OFFICES))
    one = new("file", tasks, (None,) * len(tasks))
    store.replace_file(StoredFile("file", "0" * 64, "1"), b"", [one])
    return store


def found(store: Store, *names: str) -> set[str]:
    units = store.units(store.select_keys(Filters(offices=names, tasks_only=True)).tolist())
    return {unit.lead[0] for unit in units.values()}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("市发改委", {"市发展和改革委员会", "市发改委"}),
        ("发展改革委", {"市发展和改革委员会", "市发改委"}),
        ("发展和改革委员会", {"市发展和改革委员会", "市发改委"}),
        ("县发改委", set()),
        ("人社局", {"县人力资源社会保障局"}),
        ("县人社局", {"县人力资源社会保障局"}),
        ("市人社局", set()),
        ("市监局", {"市市场监督管理局"}),
        ("市卫健委", {"市卫生健康委"}),
        ("发改", {"市发展和改革委员会", "市发改委"}),
        ("教育", {"市教育局"}),
        ("办公室", {"办公室"}),
    ],
)
def test_an_office_is_found_by_its_other_names(store: Store, asked: str, names: set[str]) -> None:
    assert found(store, asked) == names
    assert set(store.offices_also_meant(asked)) == {name for name in names if asked not in name}
    told = filter_notes_of(store, Filters(offices=(asked,)))
    assert any("同义词" in note for note in told) == any(asked not in name for name in names)
    store.close()


def test_every_name_of_an_office_reaches_all_its_others_behind_any_place() -> None:
    members = [member for group in office_groups() for member in group]
    assert len(members) == len(set(members)) > 600
    for group in office_groups():
        for member in group:
            for place in ("", "市", "某南省", "东岭区"):
                others = {place + other for other in group if other != member}
                assert others <= set(other_names(place + member)), member


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("医保局", "医疗保障局"),
        ("教体局", "教育和体育局"),
        ("教体局", "教育体育局"),
        ("卫健委", "卫生健康局"),
        ("人社局", "人力资源和社会保障局"),
        ("文旅局", "文化广电旅游体育局"),
        ("文旅局", "文化和旅游局"),
        ("住建局", "住房和城乡建设局"),
        ("市监局", "市场监督管理局"),
        ("发改委", "发展和改革局"),
        ("城管局", "综合行政执法局"),
        ("应急局", "应急管理局"),
        ("退役军人局", "退役军人事务局"),
        ("政数局", "政务服务和数据管理局"),
        ("大数据局", "数据资源管理局"),
        ("行政审批局", "政务服务管理局"),
        ("农业农村局", "农业农村和水利局"),
        ("自规局", "自然资源和规划局"),
        ("乡村振兴局", "扶贫开发办公室"),
        ("信访局", "信访办公室"),
        ("机关事务局", "机关事务服务中心"),
        ("营商局", "营商环境建设局"),
        ("残联", "残疾人联合会"),
    ],
)
def test_nicknames_of_offices_are_known(short: str, full: str) -> None:
    assert "县" + full in other_names("县" + short)
    assert "县" + short in other_names("县" + full)


def test_groups_of_the_user_join(store: Store) -> None:
    assert found(store, "教委") == set()
    store.set_setting("synonyms", json.dumps([["教委", "教育局"], ["两个 词", "办公"]]))
    assert found(store, "教委") == found(store, "市教委") == {"市教育局"}
    assert found(store, "教委", "办公室") == {"市教育局", "办公室"}
    store.close()


def test_a_filter_may_name_thousands_of_values(store: Store) -> None:
    offices = tuple(f"单位{number}局" for number in range(3000))
    assert found(store, *offices) == set()
    assert found(store, *offices, "市发改委") == {"市发展和改革委员会", "市发改委"}
    assert not len(store.select_keys(Filters(years=tuple(range(1, 3000)), issuers=offices)))
    notes = filter_notes_of(store, Filters(offices=offices))
    assert len(notes) < 10
    assert any("另有 47 个筛选值" in note for note in notes)
    assert any("3000" in note for note in notes)
    store.close()


def test_years_that_no_notice_has_are_told_with_those_there_are(store: Store) -> None:
    (note,) = filter_notes_of(store, Filters(years=(1970, 1971)))
    known = store.known_names("years")
    assert known and f"{known[0]} 至 {known[-1]}" in note
    assert filter_notes_of(store, Filters(years=(1970, int(known[0])))) == []
    store.close()


def test_near_names_are_those_of_all_offices_and_issuers(store: Store) -> None:
    assert any("市教育局" in note for note in filter_notes_of(store, Filters(offices=("市教育厅",))))
    assert any("某省水利厅" in note for note in filter_notes_of(store, Filters(issuers=("某省水利局",))))
    store.close()


def test_the_shipped_names_are_sound() -> None:
    groups = office_groups()
    assert len(groups) > 40
    members = [member for group in groups for member in group]
    assert all(" " not in member for member in members)
    assert set(groups) <= set(shipped_synonyms())
    assert other_names("某某处") == ()
    for group in groups:
        assert set(group) - {group[0]} <= {group[0], *other_names(group[0])}


def test_the_store_orders_and_groups_keys_by_their_notices(tmp_path: Path) -> None:
    store = Store(tmp_path / "zwsearch.sqlite3")
    for number, day in enumerate(("2023-01-02", "2024-05-01", None, "2023-01-02")):
        tasks = tuple(Task(str(n), (), f"任务{number}之{n}") for n in range(3))
        one = new(f"file{number}", tasks, (None,) * 3, date=day, issuer=f"第{number}局")
        store.replace_file(StoredFile(f"file{number}", "0" * 64, "1"), b"", [one])
    keys = store.select_keys(Filters())
    notices = store.units(keys.tolist())
    groups = store.notice_of(keys)
    for one, group in zip(keys.tolist(), groups.tolist(), strict=True):
        for other, its in zip(keys.tolist(), groups.tolist(), strict=True):
            assert (group == its) == (notices[one].notice_id == notices[other].notice_id)
    told = store.notices({unit.notice_id for unit in notices.values()})
    plain = sorted(keys.tolist())
    plain.sort(key=lambda key: told[notices[key].notice_id].notice.date or "", reverse=True)
    for limit in (0, 1, 3, 5, 12, 16, 100):
        assert store.latest_first(keys, limit).tolist() == plain[:limit]
    some = keys[::3]
    assert store.latest_first(some, 4).tolist() == [key for key in plain if key in set(some.tolist())][:4]
    assert store.latest_first(np.zeros(0, dtype=np.int64), 5).tolist() == []
    assert store.known_names("issuers") == ["第0局", "第1局", "第2局", "第3局"]
    store.close()
