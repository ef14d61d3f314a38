"""The store keeps what it is given, never uses a key twice, and narrows as a plain loop over records would."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zwsearch.errors import NotFoundError
from zwsearch.records import (
    Alternative,
    Deadline,
    Extraction,
    Filters,
    Mend,
    Notice,
    Passage,
    Problem,
    Reason,
    Source,
    Span,
    Tag,
    Task,
    Unit,
)
from zwsearch.store import Label, NewNotice, Store, StoredFile

TAG = Tag("政策解读", 0.75, "auto", (Alternative("政策发布", 0.2),), (Reason("解读", 1.5),), ("平台建设",))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "zwsearch.sqlite3")


def notice(**changes: object) -> Notice:
    told: dict[str, object] = {
        "title": "关于做好公开工作的通知",
        "issuer": "某省水利厅",
        "document_number": "某水办〔2024〕3号",
        "date": "2024-03-01",
        "year": 2024,
        "province": "某省",
        "kind": "通知",
        "cites": ("某政办〔2024〕1号",),
        "url": "https://example.org/1",
    }
    return Notice(**(told | changes))  # type: ignore[arg-type]


def new(key: str, tasks: tuple[Task, ...] = (), tags: tuple[Tag | None, ...] = (), **changes: object) -> NewNotice:
    text = "\n".join(task.requirement for task in tasks) + "\n结尾一段"
    extraction = Extraction(
        notice=notice(**changes), text=text, tasks=tasks, passages=(Passage(("一、总则",), "结尾一段", (Span(0, 4),)),),
        missing_numbers=("3",),
    )  # fmt: skip
    problems = (Problem("numbering_gap", "序号不连续", "请核对原件", "第3项"),)
    mends = (Mend("spam_injected", "坏词", "", 0, 3, 1, 2),)
    return NewNotice(key, Source(key, "txt", "utf-8", "ab" * 32), extraction, mends, problems, tags)


def put(store: Store, key: str, *args: object, data: bytes = b"x", **changes: object) -> str:
    (id_,) = store.replace_file(StoredFile(key, data.hex() or "00", "r1"), data, [new(key, *args, **changes)])  # type: ignore[arg-type]
    return id_


def test_a_notice_comes_back_as_it_was_given(store: Store) -> None:
    due = Deadline("年底前", "by", None, "2024-12-31")
    spans = (Span(0, 3), Span(3, 6))
    task = Task("（一）", ("一、解读", "（一）做法"), "拓宽解读渠道", ("办公室",), ("各处室",), due, spans)
    id_ = put(store, "/a.txt", (task,), (TAG,))
    given_ = new("/a.txt", (task,), (TAG,))
    kept = store.whole_notices([id_, "nothing"])[id_]
    assert (kept.notice, kept.source, kept.text) == (given_.extraction.notice, given_.source, given_.extraction.text)
    assert (kept.missing_numbers, kept.problems, kept.mends) == (("3",), given_.problems, given_.mends)
    assert store.notices([id_]) == {id_: replace(kept, text="", mends=())}
    first, second = store.units_of(id_)
    printed = (task.requirement, task.section, task.number, task.lead, task.support, due, spans)
    assert first == Unit(1, f"{id_}-1", id_, "task", *printed, TAG)
    assert (second.id, second.type, second.text, second.tag) == (f"{id_}-p1", "passage", "结尾一段", None)
    assert store.unit(first.id) == first
    assert store.original(id_) == b"x"


def test_a_changed_file_replaces_its_old_self_under_the_same_id_with_new_keys(store: Store) -> None:
    id_ = put(store, "/a.txt", (Task("1", (), "甲"),), data=b"one")
    before = store.select_keys(Filters()).tolist()
    assert put(store, "/a.txt", (Task("1", (), "乙"), Task("2", (), "丙")), data=b"two") == id_
    after = store.select_keys(Filters()).tolist()
    assert min(after) > max(before)
    assert [unit.text for unit in store.units(after).values()] == ["乙", "丙", "结尾一段"]
    assert store.files_with(b"one".hex()) == []
    assert store.original(id_) == b"two"
    assert store.check() == []


def test_keys_are_not_used_again_after_a_removal_and_a_reopening(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.sqlite3")
    id_ = put(store, "/a.txt", (Task("1", (), "甲"),))
    largest = int(store.select_keys(Filters()).max())
    assert store.remove([id_, id_]).units == 2
    store.close()
    store = Store(tmp_path / "s.sqlite3")
    put(store, "/b.txt", (Task("1", (), "甲"),))
    assert int(store.select_keys(Filters()).min()) > largest


def test_removing_takes_file_and_original_but_not_those_that_others_use(store: Store) -> None:
    first, second = put(store, "/a.txt", data=b"same"), put(store, "/b.txt", data=b"same")
    assert store.files_with(b"same".hex()) == ["/a.txt", "/b.txt"]
    store.remove([first])
    assert store.original(second) == b"same"
    assert store.file("/a.txt") is None
    with pytest.raises(NotFoundError):
        store.remove([second, first])
    assert store.count_notices() == 1, "a removal that fails removes nothing"
    with pytest.raises(NotFoundError):
        store.original(first)


def test_every_write_moves_the_generation_and_reading_does_not(store: Store) -> None:
    start = store.generation
    put(store, "/a.txt")
    moved = store.generation
    assert moved > start
    store.select_keys(Filters())
    with store.transaction():
        pass
    assert store.generation == moved


def test_a_failing_transaction_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.transaction():
            put(store, "/a.txt")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.count_notices() == 0
    assert store.generation == 0


def test_what_filters_leave_is_remembered_until_anybody_writes(tmp_path: Path) -> None:
    store, other = (Store(tmp_path / "zwsearch.sqlite3") for _ in range(2))
    of_2024 = Filters(years=(2024,))

    def left() -> list[int]:
        keys = store.select_keys(of_2024)
        assert keys is store.select_keys(of_2024)
        return keys.tolist()

    first = put(store, "/a.txt", (Task(None, (), "甲", (), (), None, ()),))
    before = left()
    put(other, "/b.txt", (Task(None, (), "乙", (), (), None, ()),))  # as another process does
    after = left()
    assert after[: len(before)] == before
    assert len(after) == 2 * len(before) > 0
    with pytest.raises(ValueError, match="read-only"):
        store.select_keys(of_2024)[0] = 0
    with pytest.raises(RuntimeError), store.transaction():
        store.remove([first])
        assert store.select_keys(of_2024).tolist() == after[len(before) :]  # what is written holds at once
        raise RuntimeError
    assert left() == after
    for year in range(2000, 2030):  # others push it out
        store.select_keys(Filters(years=(year,)))
    assert left() == after


def test_labels_override_tags_survive_rereading_and_can_be_taken_back(store: Store) -> None:
    id_ = put(store, "/a.txt", (Task("1", ("一",), "拓宽解读 渠道"), Task("2", (), "清理栏目")), (TAG, None), data=b"1")
    store.add_labels(
        [Label("拓宽解读渠道", "平台建设", (), ("政策解读",), "张", "2024-01-01T00:00:00Z", id_, f"{id_}-1")]
    )
    assert [unit.id for unit in store.units(store.select_keys(Filters(categories=("平台建设",)))).values()] == [
        f"{id_}-1"
    ]
    put(store, "/a.txt", (Task("1", (), "新的第一项"), Task("2", (), "拓宽解读渠道")), (None, TAG), data=b"2")
    tag = store.units_of(id_)[1].tag
    assert tag is not None
    assert (tag.category, tag.confidence, tag.verdict, tag.also, tag.reasons) == (
        "平台建设",
        1.0,
        "auto",
        ("政策解读",),
        (),
    )
    key = store.units_of(id_)[1].key
    store.set_tags({key: Tag("政策发布", 0.4, "review")})
    others = (Alternative("政策发布", 0.4),)
    assert store.units([key])[key].tag == Tag("平台建设", 1.0, "auto", others, (), ("政策解读",), said=True)
    store.add_labels([Label("拓宽解读渠道", None, notice_id=id_)])
    assert store.units([key])[key].tag == Tag("政策发布", 0.4, "review")
    assert store.select_keys(Filters(categories=("政策发布",))).tolist() == [key]
    assert len(store.labels()) == 2
    assert store.latest_labels() == []


def test_settings_and_words(store: Store) -> None:
    assert store.setting("a") is None
    store.set_setting("a", "1")
    store.set_setting("a", "2")
    assert store.setting("a") == "2"
    store.set_setting("a", None)
    assert store.setting("a") is None
    store.set_words(["两化", "C++", "两化"])
    assert store.words() == ("C++", "两化")


OFFICES = ("办公室", "政策法规处", "市财政局", "财政所")
DAYS = ("2023-06-30", "2023-12-31", "2024-12-31", None)


@st.composite
def _tasks(draw: st.DrawFn) -> tuple[Task, Tag | None]:
    offices = st.lists(st.sampled_from(OFFICES), max_size=2).map(tuple)
    kind = draw(st.sampled_from(("ongoing", "by", None)))
    due = None if kind is None else Deadline("时限", kind, None, draw(st.sampled_from(DAYS)))
    category = draw(st.sampled_from(("政策解读", "财政信息", None)))
    return Task(None, (), "正文", draw(offices), draw(offices), due), category and Tag(category, 0.5, "review")


_SOME = st.lists(st.integers(0, 1), max_size=2)
_FILTERS = st.builds(
    Filters,
    categories=st.lists(st.sampled_from(("政策解读", "财政信息", "没有"))).map(tuple),
    offices=st.lists(st.sampled_from(("财政", "办公室", "没有")), max_size=2).map(tuple),
    issuers=st.lists(st.sampled_from(("水利", "某省水利厅", "教育")), max_size=2).map(tuple),
    provinces=st.lists(st.sampled_from(("某", "某省", "某省某市", "乙")), max_size=1).map(tuple),
    years=st.lists(st.sampled_from((2023, 2024)), max_size=2).map(tuple),
    kinds=st.lists(st.sampled_from(("通知", "实施方案")), max_size=2).map(tuple),
    due_before=st.sampled_from((None, "2023-12-31", "2023-12-30")),
    due_after=st.sampled_from((None, "2023-12-31", "2024-01-01")),
    ongoing=st.sampled_from((None, True, False)),
    tasks_only=st.booleans(),
)
_NOTICES = st.lists(
    st.tuples(
        st.lists(_tasks(), max_size=4),
        st.sampled_from((2023, 2024, None)),
        st.sampled_from(("某省水利厅", "乙市教育局", None)),
        st.sampled_from(("某省", "乙省", None)),
        st.sampled_from(("通知", "实施方案")),
    ),
    max_size=5,
)


def passes(unit: Unit, notice_: Notice, wanted: Filters) -> bool:
    """The filters said as plainly as possible."""
    end = unit.deadline.end if unit.deadline else None
    ongoing = unit.deadline is not None and unit.deadline.kind == "ongoing"
    province = notice_.province
    return all(
        (
            not wanted.categories or (unit.tag is not None and unit.tag.category in wanted.categories),
            not wanted.offices or any(part in name for part in wanted.offices for name in unit.lead + unit.support),
            not wanted.issuers or any(part in (notice_.issuer or "") for part in wanted.issuers),
            not wanted.provinces or (province and any(p in province or province in p for p in wanted.provinces)),
            not wanted.years or notice_.year in wanted.years,
            not wanted.kinds or notice_.kind in wanted.kinds,
            wanted.due_before is None or (end is not None and end <= wanted.due_before),
            wanted.due_after is None or (end is not None and end >= wanted.due_after),
            wanted.ongoing is None or (unit.type == "task" and ongoing == wanted.ongoing),
            not wanted.tasks_only or unit.type == "task",
        )
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notices=_NOTICES, wanted=_FILTERS, removed=_SOME)
def test_filters_agree_with_a_plain_loop(
    tmp_path_factory: pytest.TempPathFactory,
    notices: list[tuple],
    wanted: Filters,
    removed: list[int],  # type: ignore[type-arg]
) -> None:
    store = Store(tmp_path_factory.mktemp("filters") / "s.sqlite3")
    ids = []
    for place, (pairs, year, issuer, province, kind) in enumerate(notices):
        tasks, tags = tuple(task for task, _ in pairs), tuple(tag for _, tag in pairs)
        ids.append(put(store, f"/{place}", tasks, tags, year=year, issuer=issuer, province=province, kind=kind))
    store.remove(list({ids[place] for place in removed if place < len(ids)}))
    found = store.select_keys(wanted)
    assert found.dtype == np.int64
    every = store.units(store.select_keys(Filters()))
    told = store.notices(store.notice_ids())
    expected = sorted(key for key, unit in every.items() if passes(unit, told[unit.notice_id].notice, wanted))
    assert found.tolist() == expected
    assert store.count_units() == len(every)
    assert store.check() == []
    store.close()


def test_selecting_everything_in_a_large_store_reads_no_tasks(store: Store) -> None:
    tasks = tuple(Task(str(n), (), f"第{n}项", ("办公室",)) for n in range(50))
    with store.transaction():
        for place in range(400):
            put(store, f"/{place}", tasks)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        assert store.select_keys(Filters()).size == store.count_units() == 400 * 51
        times.append(time.perf_counter() - began)
    # 20,000 units here; 20 ms is what 100,000 may take.
    assert min(times) < 0.02
