"""Label files as people have them: every dialect is read, every mistake is named with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zwsearch.errors import LabelError
from zwsearch.tag import Label, Taxonomy, merge_labels, read_labels, read_negatives

TAXONOMY = Taxonomy.load()
ROWS = "requirement,category\n按时公布预算，逐项说明,财政信息\n举办培训班,队伍建设\n".replace("算，", "算，")


def _write(folder: Path, data: str | bytes, name: str = "labels.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("told", [True, False])
def test_every_dialect_of_a_table_gives_the_same_labels(
    tmp_path: Path, encoding: str, delimiter: str, newline: str, told: bool
) -> None:
    excel = f"sep={delimiter}{newline}" if told else ""
    text = excel + ROWS.replace(",", delimiter).replace("\n", newline)
    labels = read_labels(_write(tmp_path, text.encode(encoding)), TAXONOMY)
    assert [(x.requirement, x.category) for x in labels] == [
        ("按时公布预算，逐项说明", "财政信息"),
        ("举办培训班", "队伍建设"),
    ]


def test_quoted_cells_hold_commas_quotes_and_line_breaks(tmp_path: Path) -> None:
    path = _write(tmp_path, 'category,requirement\n财政信息,"公布""三公"", 逐项\n说明"\n队伍建设,培训\n')
    assert [x.requirement for x in read_labels(path, TAXONOMY)] == ['公布"三公", 逐项\n说明', "培训"]


def test_further_columns_are_read_and_unknown_ones_ignored(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        "序号,requirement,category,also,section,notice\n1,公布补贴,财政信息,基层公开; 重点领域；财政信息,一、民生,甲\n",
    )
    assert read_labels(path, TAXONOMY) == [
        Label("公布补贴", "财政信息", ("基层公开", "重点领域"), section="一、民生", notice="甲")
    ]


def test_jsonl_has_the_same_names(tmp_path: Path) -> None:
    rows = [{"requirement": "公布\u2028补贴", "category": "财政信息", "also": ["基层公开"], "section": None}]
    path = _write(tmp_path, "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n", "labels.jsonl")
    assert read_labels(path, TAXONOMY) == [Label("公布\u2028补贴", "财政信息", ("基层公开",))]


@pytest.mark.parametrize(
    ("data", "message", "hint"),
    [
        ("text,category\n甲,财政信息\n", "requirement", "requirement,category"),
        ("requirement,类\n甲,财政信息\n", "category", "requirement,category"),
        (ROWS + "公布债务,财政信自\n", "第 4 行的类别“财政信自”", "财政信息"),
        (ROWS + "公布债务,\n", "第 4 行没有类别", "可用的类别"),
        (ROWS + " ,财政信息\n", "第 4 行没有任务文字", "补上"),
        (ROWS + "举办培训班。,财政信息\n", "第 3 行与第 4 行", "also"),
        (ROWS + "公布,收费,财政信息,多\n", "第 4 行有 4 栏", "双引号"),
        (ROWS + '公布"收费,财政信息\n"公布"收费,财政信息\n', "第 5 行的引号", "双引号"),
        ("requirement,category\n", "一条标注也没有", "requirement,category"),
        ("", "是空的", "requirement,category"),
        (b"PK\x03\x04\x00\x00", "不是文本", "CSV"),
        (b"requirement,category\n\xff\xfe\xff,\xff\n", "编码", "GB18030"),
        ('{"requirement": "甲"}\n', "第 1 行没有 category", "JSONL"),
        ('{"requirement": "甲", "category"\n', "第 1 行不是完整的 JSON", "JSONL"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_a_way_out(
    tmp_path: Path, data: str | bytes, message: str, hint: str
) -> None:
    with pytest.raises(LabelError) as caught:
        read_labels(_write(tmp_path, data), TAXONOMY)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_a_missing_file_and_a_folder_are_label_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(LabelError):
            read_labels(path, TAXONOMY)


def test_the_same_label_twice_counts_once(tmp_path: Path) -> None:
    assert len(read_labels(_write(tmp_path, ROWS + ROWS.split("\n", 1)[1]), TAXONOMY)) == 2


def test_negatives_need_no_category_but_refuse_a_real_one(tmp_path: Path) -> None:
    path = _write(tmp_path, "requirement,category\n召开例会,\n招聘司机,非任务\n", "negatives.csv")
    assert [x.category for x in read_negatives(path)] == ["非任务", "非任务"]
    with pytest.raises(LabelError, match="第 2 行"):
        read_negatives(_write(tmp_path, "requirement,category\n公布预算,财政信息\n", "negatives.csv"))


def test_merging_lets_the_later_label_win_and_names_what_it_replaced() -> None:
    earlier = [Label("公布预算。", "重点领域", notice="甲"), Label("培训", "队伍建设")]
    merged, overridden = merge_labels(earlier, [Label("公布预算", "财政信息")])
    assert [(x.category, x.notice) for x in merged] == [("财政信息", "甲"), ("队伍建设", "")]
    assert [(o.earlier.category, o.later.category) for o in overridden] == [("重点领域", "财政信息")]


def test_an_office_may_bring_its_own_taxonomy(tmp_path: Path) -> None:
    path = _write(tmp_path, json.dumps([{"name": "水务"}, {"name": "林业", "head": "业务"}]), "own.json")
    own = Taxonomy.load(path)
    assert own.names == ("水务", "林业")
    assert own.head("林业") == "业务"
    for bad in ("{}", "[]", '[{"name": "甲"}, {"name": "甲"}]', '[{"name": "甲"}, {"name": "非任务"}]', "x"):
        with pytest.raises(LabelError):
            Taxonomy.load(_write(tmp_path, bad, "own.json"))
