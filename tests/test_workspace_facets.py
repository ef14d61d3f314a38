"""Counts beside a search are the totals that a choice leads to: compared with asking each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zwsearch.records import Filters
from zwsearch.workspace import Workspace
from zwsearch.workspace.choices import choices
from zwsearch.workspace.facets import DUE, Counts, Facets, due_filters

_TEXTS = (
    *("", "公开", "公", "解读", "预算 决算", '"政务公开"', "部门:办公室", "不存在的词语甲乙", "年底前", "預算"),
    *("谁来负责政策解读", "公开 -解读", "依申请", "两化 考核", "办公室 -类别:政策解读", "国办发〔2019〕54号 公开"),
)
_FIELDS = ("categories", "offices", "years", "provinces", "kinds", "issuers")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Facets, Counts]]:
    """A workspace over some notices of the corpus, and the counts of everything."""
    from zwsearch.bundled import corpus_folder

    with Workspace(tmp_path_factory.mktemp("facets")) as workspace:
        workspace.index(sorted((corpus_folder() / "notices").glob("0[0-2]*.txt")))
        facets = Facets()
        yield workspace, facets, facets.count(workspace, "", Filters())
        facets.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_count_is_the_total_after_the_choice(data: st.DataObject, sample: tuple[Workspace, Facets, Counts]) -> None:
    workspace, facets, everything = sample
    text = data.draw(st.sampled_from(_TEXTS))
    filters = Filters(tasks_only=data.draw(st.booleans()))
    for field in data.draw(st.sets(st.sampled_from(_FIELDS), max_size=2)):
        names = data.draw(st.lists(st.sampled_from(sorted(everything[field])), min_size=1, max_size=2, unique=True))
        filters = replace(filters, **{field: tuple(int(n) if field == "years" else n for n in names)})
    due = data.draw(st.sampled_from(("", *DUE)))
    counts = facets.count(workspace, text, filters, due)
    of_due = due_filters(due, date.today())
    all_of = replace(filters, due_before=of_due.due_before, due_after=of_due.due_after, ongoing=of_due.ongoing)
    store = workspace.existing()
    assert store is not None
    for kind, asked in (("task", replace(all_of, tasks_only=True)), ("all", all_of)):
        total = workspace.query(text, filters=asked).total if text else len(store.select_keys(asked))
        assert total == (counts["types"]["task"] if kind == "task" else sum(counts["types"].values()))
    field = data.draw(st.sampled_from((*_FIELDS, "due")))
    for name in sorted(everything[field])[:6]:
        chosen_due = name if field == "due" else due
        only = filters if field == "due" else replace(filters, **{field: (int(name) if field == "years" else name,)})
        asked = due_filters(chosen_due, date.today())
        full = replace(only, due_before=asked.due_before, due_after=asked.due_after, ongoing=asked.ongoing)
        total = len(workspace.existing().select_keys(full)) if not text else workspace.query(text, filters=full).total  # type: ignore[union-attr]
        assert counts[field].get(name, 0) == total


def test_an_office_of_two_names_is_one_choice_under_the_full_one(workspace: Workspace) -> None:
    text = """云川县2024年任务分工表
工作任务 | 具体要求 | 责任单位 | 时限要求 |
一、就业 | 1 | 公布补贴名单。 | 县人社局 | 年底前 |
2 | 公布培训计划。 | 县人力资源和社会保障局 | 年底前 |
3 | 公布招聘信息。 | 县人社局、县教育局 | 年底前 |
4 | 公布考试安排。 | 市人社局 | 年底前 |
"""
    workspace.tag(text, save=True)
    facets = Facets()
    counts = facets.count(workspace, "", Filters())["offices"]
    assert counts == {"县人力资源和社会保障局": 3, "县教育局": 1, "市人社局": 1}
    page = choices(workspace, "offices", "", Filters())
    assert (page.counts, page.total) == (counts, 3)
    short = choices(workspace, "offices", "", Filters(), find="人社")
    assert short.counts == {"县人社局": 3, "市人社局": 1}, "what is looked for by one name is shown by it"
    store = workspace.existing()
    assert store is not None
    for name, count in {**counts, **short.counts}.items():
        assert len(store.select_keys(Filters(offices=(name,)))) == count
    facets.close()


def test_counts_follow_the_store(workspace: Workspace, notices: object) -> None:
    facets = Facets()
    workspace.index([notices])  # type: ignore[list-item]
    before = facets.count(workspace, "", Filters())["years"]
    workspace.remove([workspace.list().notices[0].notice.id])
    after = facets.count(workspace, "", Filters())["years"]
    assert sum(after.values()) < sum(before.values())
    facets.close()
