"""Tasks asked for by their office, their time or their notice: in plain words and with filters inside the query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from test_store_units import new

from zwsearch.errors import QueryError
from zwsearch.index import BuiltInIndex, update_index
from zwsearch.records import Deadline, Filters, SearchPage, Task
from zwsearch.search import entry_of, parse_query, search
from zwsearch.search import understood as understood_module
from zwsearch.segment import Analyser
from zwsearch.store import Store, StoredFile

TODAY = date(2024, 6, 20)
# Requirement → who leads, who supports, the words of its deadline and its end.
TASKS: dict[str, tuple[Sequence[str], Sequence[str], str, str | None]] = {
    "甲": (["县民政局"], ["县财政局"], "2024年10月底前", "2024-10-31"),
    "乙": (["县民政局"], [], "6月底前", "2024-06-30"),
    "丙": (["县教育局"], ["县民政局"], "2024年11月底前", "2024-11-30"),
    "丁": (["县发展和改革委员会"], ["市财政局"], "持续推进", None),
    "戊": ([], [], "2024年5月31日前", "2024-05-31"),
    "己": (["县政府办公室"], [], "5月20日前", "2024-05-20"),
}
OF_TOWN = ("庚", "辛")


class Desk:
    """A store with its index, asked as a user asks."""

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        self.store = Store(folder / "zwsearch.sqlite3")
        self.analyser = analyser
        tasks = tuple(
            Task(None, (), f"{name}事项牵头任务。", tuple(lead), tuple(support), _due(text, end))
            for name, (lead, support, text, end) in TASKS.items()
        )
        town = tuple(Task(None, (), f"{name}事项。", ("党政办",)) for name in OF_TOWN)
        issued = {
            "issuer": "石桥镇人民政府",
            "document_number": "石政发〔2023〕第9号",
            "title": "石桥镇要点",
            "year": 2023,
        }
        county = {"issuer": "某县人民政府办公室", "document_number": "宁政办函〔2024〕12号", "year": 2024}
        self._put("county", new("county", tasks, (None,) * len(tasks), **county))
        self._put("town", new("town", town, (None,) * len(town), **issued))
        units = self.store.units(self.store.select_keys(Filters()).tolist())
        notices = self.store.notices({unit.notice_id for unit in units.values()})
        entries = (entry_of(unit, notices[unit.notice_id]) for unit in units.values())
        self.index: BuiltInIndex = update_index(folder / "index", analyser, entries, fresh=True)

    def _put(self, key: str, one: object) -> None:
        self.store.replace_file(StoredFile(key, key[:1] * 64, "1"), key.encode(), [one])  # type: ignore[list-item]

    def search(self, text: str, **options: object) -> SearchPage:
        return search(self.store, self.index, self.analyser, text, **options)  # type: ignore[arg-type]

    def found(self, text: str) -> str:
        """The first characters of the tasks found, in the order of the list above."""
        return "".join(
            sorted((hit.unit.text[0] for hit in self.search(text, k=50).hits), key="甲乙丙丁戊己庚辛结".index)
        )


def _due(text: str, end: str | None) -> Deadline:
    return Deadline(text, "by" if end else "ongoing", None, end)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("desk"), Analyser(cache=tmp_path_factory.mktemp("lexicon")))
    yield desk
    desk.store.close()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    class Today(date):
        @classmethod
        def today(cls) -> date:
            return TODAY

    monkeypatch.setattr(understood_module, "date", Today)


# --- plain words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("县民政局牵头的任务", "甲乙"),
        ("由县民政局负责的事项", "甲乙"),
        ("哪些任务由县民政局牵头", "甲乙"),
        ("牵头单位是县民政局的任务", "甲乙"),
        ("牵头单位为县民政局", "甲乙"),
        ("责任单位是县教育局", "丙"),
        ("配合单位是县民政局的任务", "丙"),
        ("县民政局有哪些任务", "甲乙丙"),
        ("县民政局今年要完成哪些任务", "甲乙丙"),
        ("县民政局和县教育局牵头的任务", "甲乙丙"),
        ("县教育局牵头县民政局配合的任务", "丙"),
        ("县教育局、县政府办公室牵头的事项", "丙己"),
        ("县发改委牵头的任务", "丁"),
        ("县人民政府办公室牵头的任务", "己"),
        ("县民政局牵头10月底前完成的任务", "甲"),
        ("县民政局牵头十月底前完成的任务", "甲"),
        ("县民政局6月要完成什么", "乙"),
        ("县民政局牵头1月底前完成的任务", ""),  # not what is due in 11月底前
        ("2024年6月到期的任务", "乙"),
        ("2024年5月31日到期的任务", "戊"),
        ("2024年到期的任务", "甲乙丙戊己"),
        ("这个月到期的", "乙"),
        ("本月要完成的任务", "乙"),
        ("上个月到期的任务", "戊己"),
        ("逾期任务", "戊己"),
        ("没有责任单位的任务", "戊"),
        ("没有时限的任务", "庚辛"),
        ("哪些任务没有写完成时限", "庚辛"),
        ("无截止时间的事项", "庚辛"),
        ("县政府办公室逾期未完成的任务", "己"),
    ],
)
def test_what_asks_for_nothing_but_tasks_is_a_condition(desk: Desk, query: str, names: str) -> None:
    page = desk.search(query, k=50)
    assert desk.found(query) == names
    assert any(note.startswith("只列") and "请加引号" in note for note in page.notes)
    assert page.total == len(names)


@pytest.mark.parametrize("query", ["县民政局", "6月底前", "逾期", "本月", "牵头", "县民政局牵头甲事项", "任务", "到期"])
def test_anything_else_is_looked_for_in_the_texts(desk: Desk, query: str) -> None:
    assert not any(note.startswith("只列") for note in desk.search(query).notes)


def test_an_office_without_such_tasks_is_answered_by_its_others(desk: Desk) -> None:
    page = desk.search("县财政局牵头的任务")
    assert [hit.unit.text[0] for hit in page.hits] == ["甲"]
    assert page.notes[0].startswith("没有“县财政局”牵头的任务（它配合 1 条）；相近的单位有：县民政局、县教育局")


def test_an_issuer_is_answered_by_its_notices(desk: Desk) -> None:
    for name in ("石桥镇政府", "石桥镇人民政府"):
        page = desk.search(f"{name}牵头的任务")
        assert desk.found(f"{name}牵头的任务") == "庚辛"
        assert f"没有“{name}”牵头的任务（它印发的通知里有 2 条）" in page.notes[0]


def test_the_tasks_in_another_role_come_before_those_of_issued_notices(tmp_path: Path, desk: Desk) -> None:
    made = Desk(tmp_path, desk.analyser)
    supported = new("b", (Task(None, (), "壬。", ("某局",), ("石桥镇政府",)),), (None,), date="2020-01-01")
    made._put("b", supported)
    units = made.store.units(made.store.select_keys(Filters()).tolist())
    notices = made.store.notices({unit.notice_id for unit in units.values()})
    entries = (entry_of(unit, notices[unit.notice_id]) for unit in units.values())
    made.index = update_index(tmp_path / "again", desk.analyser, entries, fresh=True)
    page = made.search("石桥镇政府牵头的任务")
    assert [hit.unit.text[0] for hit in page.hits] == ["壬", "庚", "辛"]
    assert [hit.unit.text[0] for hit in made.search("石桥镇政府牵头的任务", k=1, offset=1).hits] == ["庚"]
    made.store.close()


def test_a_year_that_no_notice_has_does_not_empty_the_answer(desk: Desk) -> None:
    assert desk.found("县民政局明年的任务") == "甲乙丙"
    assert any("没有 2025 年的通知" in note for note in desk.search("县民政局明年的任务").notes)


def test_what_leaves_nothing_is_told(desk: Desk) -> None:
    page = desk.search("县民政局牵头1月底前完成的任务")
    assert any("去掉筛选“时限：1月底前”就有 2 条" in note for note in page.notes)


# --- filters inside the query ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("牵头:县民政局", "甲乙"),
        ("牵头单位：县民政局", "甲乙"),
        ("责任单位:民政局、教育局", "甲乙丙"),
        ("配合:县民政局", "丙"),
        ("配合单位:财政局", "甲丁"),
        ("部门:县民政局 -牵头:县民政局", "丙"),
        ("牵头:县民政局 时限:10月", "甲"),
        ("时限:八月底前", ""),
        ("时限:2024-06-30", "乙"),
        ("时限:持续推进", "丁"),
        ("时限:5月", "戊己"),
        ("牵头:县民政局 OR 县教育局", "甲乙丙"),
        ("牵头:县民政局 或 牵头:县教育局", "甲乙丙"),
        ("文号:石政发〔2023〕9号", "庚辛结"),
        ("文号:石政发[2023]第9号", "庚辛结"),
        ("文号:石政发2023 9 号", "庚辛结"),
        ("文号:石政发〔2023", "庚辛结"),
        ("文号:石政发", "庚辛结"),
        ("文号:〔2023〕9号", "庚辛结"),
        ("文号:9号", "庚辛结"),
        ("文号:2号", ""),
        ("文号:政发", ""),
        ("-文号:宁政办函 标题:石桥镇", "庚辛结"),
        ("标题:石桥镇", "庚辛结"),
    ],
)
def test_filters_of_one_role_number_time_or_title(desk: Desk, query: str, names: str) -> None:
    assert desk.found(query) == names
    assert not any("OR" in note for note in desk.search(query).notes)


def test_or_between_different_filters_is_told() -> None:
    (note,) = parse_query("牵头:县民政局 OR 年份:2023").notes
    assert "同时满足" in note
    assert parse_query("年份:2022 OR 2023").filters.years == (2022, 2023)
    with pytest.raises(QueryError, match="不是年份"):
        parse_query("年份:2022 OR 预算")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("牵头:县财政局", "没有“县财政局”牵头的任务（它配合 1 条）"),
        ("牵头:县司法局", "没有“县司法局”牵头的任务；相近的单位有："),
        ("文号:云政办函", "没有文号是“云政办函”的内容；相近的有：宁政办函〔2024〕12号"),
        ("发文机关:石桥镇府", "没有发文机关含有“石桥镇府”的内容；相近的有：石桥镇人民政府"),
    ],
)
def test_a_value_that_nothing_has_is_told_with_near_ones(desk: Desk, query: str, told: str) -> None:
    page = desk.search(query)
    assert page.total == 0
    assert any(note.startswith(told) for note in page.notes)


def test_the_beginning_of_a_document_number_finds_its_notice(desk: Desk) -> None:
    for query in ("宁政办函", "宁政办函〔2024〕", "宁政办函[2024"):
        page = desk.search(query, k=50)
        assert page.total == len(TASKS) + 1
        assert {hit.notice.notice.document_number for hit in page.hits} == {"宁政办函〔2024〕12号"}


def test_an_offset_beyond_the_end_is_told(desk: Desk) -> None:
    page = desk.search("牵头:县民政局", offset=2)
    assert not page.hits
    assert any("一共 2 条" in note for note in page.notes)
    assert not desk.search("牵头:县民政局", offset=1).notes
