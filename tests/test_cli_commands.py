"""The commands as a user types them: output, JSON keys, exit status, two lines for each error."""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import PLAN, TABLE

from zwsearch.cli import main
from zwsearch.workspace import Workspace


@dataclass(frozen=True)
class Ran:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a workspace of its own, with an optional stdin."""

    def command(*arguments: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        monkeypatch.setenv("ZWSEARCH_WORKSPACE", str(tmp_path / "workspace"))
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ran(status, said.out, said.err)

    return command


@pytest.fixture
def indexed(run: Run, notices: Path) -> Run:
    """The same with the two notices read."""
    assert run("index", notices).status == 0
    return run


def assert_mendable(ran: Ran) -> None:
    """Exit status 2, one line 错误, one line 建议, nothing else."""
    assert ran.status == 2
    assert ran.out == ""
    assert re.fullmatch(r"错误：[^\n]+\n建议：[^\n]+\n", ran.err), ran.err


def test_index_prints_the_promised_json(run: Run, notices: Path) -> None:
    ran = run("index", notices, "--json")
    assert list(ran.json) == ["added", "updated", "unchanged", "failed", "notices", "notes"]
    assert (ran.status, ran.json["added"], ran.json["failed"]) == (0, 2, 0)
    notice = next(n for n in ran.json["notices"] if n["source"] == "table.txt")
    assert list(notice) == ["id", "source", "title", "tasks", "problems"]
    assert (notice["title"], notice["tasks"]) == ("望江市水利局2023年政务公开任务分工表", 3)
    assert "\\u" not in ran.out
    again = run("index", notices, "--json").json
    assert (again["added"], again["unchanged"]) == (0, 2)


def test_index_names_what_failed_and_does_the_rest(run: Run, notices: Path) -> None:
    (notices / "empty.txt").write_bytes(b"")
    ran = run("index", notices, "--json")
    assert ran.status == 1
    assert ran.json["failed"] == 1
    assert "empty.txt" in ran.err
    failed = next(n for n in ran.json["notices"] if n["id"] is None)
    assert failed["problems"][0]["code"] == "empty"
    assert set(failed["problems"][0]) == {"code", "message", "hint", "where"}
    ran = run("index", notices)
    assert ran.status == 1
    assert "未变 2，失败 1" in ran.out


def test_index_of_many_files_is_told_in_counts(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(24):
        (folder / f"{number:02}.txt").write_text(TABLE.replace("望江市", f"望江{number}市"), "utf-8")
    gap = TABLE.replace("3 | 公布", "7 | 公布")
    (folder / "gap.txt").write_text(gap, "utf-8")
    ran = run("index", folder)
    assert ran.status == 0
    assert ran.out.count("新增  ") == 1, "only the notice with a problem has a line of its own"
    assert "gap.txt" in ran.out
    assert "共读入 25 份通知、75 条任务，其中 1 份要留意" in ran.out
    assert ran.out.count("缺少：") == 1, "what is told of each notice is not told once more"
    assert ran.out.endswith("新增 25，更新 0，未变 0，失败 0\n")
    assert len(run("index", folder, "--json").json["notices"]) == 25


def test_query_prints_the_promised_json(indexed: Run) -> None:
    for group in ((), ("--group",)):
        assert "notes" not in indexed("query", "公开", "--json", *group).json, "the shape is as it is described"
        for asked in ("氢燃料电池", "公开 NOT 图解"):
            told = indexed("query", asked, "--json", *group)
            assert told.json["notes"]
            assert [line in told.err for line in told.json["notes"]] == [True] * len(told.json["notes"])
    ran = indexed("query", "图文解读", "--json")
    assert list(ran.json) == ["query", "total", "took_ms", "hits"]
    hit = ran.json["hits"][0]
    assert list(hit) == [
        *("rank", "score", "id", "type", "notice", "number", "section", "text", "marks", "category"),
        *("lead", "support", "deadline"),
    ]
    assert list(hit["notice"]) == ["id", "title", "issuer", "date", "year", "kind", "source"]
    assert hit["deadline"] == {"text": "年底前", "kind": "by", "start": None, "end": "2023-12-31"}
    assert (hit["rank"], hit["type"], hit["number"], hit["lead"]) == (1, "task", "1", ["农水科"])
    assert hit["notice"]["source"] == "table.txt"
    marked = {hit["text"][start:end] for start, end in hit["marks"]}
    assert any("解读" in mark for mark in marked)


def test_query_options_narrow(indexed: Run) -> None:
    def found(*options: str) -> list[str]:
        hits = indexed("query", "公开 解读 公布 申请 保密", "--tasks-only", "--json", "-k", "50", *options).json["hits"]
        return sorted(f"{hit['notice']['source'][0]}{hit['number']}" for hit in hits)

    everything = found()
    assert len(everything) == 5
    assert found("--office", "财务") == ["t1", "t3"]
    assert found("--office", "财务", "--office", "司法") == ["p（二）", "t1", "t3"]
    assert found("--category", "财政信息") == ["t3"]
    assert found("--year", "2024") == ["p（一）", "p（二）"]
    assert found("--issuer", "水利局") == ["t1", "t2", "t3"]
    assert found("--kind", "实施方案") == ["p（一）", "p（二）"]
    assert found("--due-before", "2023-11-01") == ["t3"]
    assert found("--due-after", "2023/11/1") == ["t1"]
    assert found("--ongoing") == ["t2"]
    assert found("--no-ongoing", "--year", "2023") == ["t1", "t3"]
    assert len(indexed("query", "公开", "-k", "1", "--json").json["hits"]) == 1
    two = indexed("query", "公开", "-k", "2", "--json").json["hits"]
    assert indexed("query", "公开", "-k", "1", "--offset", "1", "--json").json["hits"] == [two[1]]


def test_query_groups_by_notice(indexed: Run) -> None:
    plain = indexed("query", "公开 解读 公布 申请 保密", "-k", "50", "--json").json
    ran = indexed("query", "公开 解读 公布 申请 保密", "--group", "--json").json
    assert list(ran) == ["query", "total", "matches", "took_ms", "notices"]
    assert ran["matches"] == plain["total"]
    assert ran["total"] == len(ran["notices"]) == len({hit["notice"]["id"] for hit in plain["hits"]})
    assert sum(found["total"] for found in ran["notices"]) == ran["matches"]
    assert ran["notices"][0]["hits"][0] == plain["hits"][0]
    shown = indexed("query", "公开 解读 公布 申请 保密", "--group", "-k", "1", "--offset", "1").out
    assert shown.startswith("2. ")
    assert f"共 {ran['total']} 份通知、{ran['matches']} 条，显示第 2 至 2 份" in shown
    assert_mendable(indexed("query", "公开", "--group", "--explain"))


@pytest.mark.parametrize(
    "asked",
    [
        ("query", "公开", "--category", "错"),
        ("query", "公开", "--category", "错", "--group"),
        ("query", "公开 分类:错"),
        ("query", "公开 -類別:错", "--group"),
        ("query", "公开 类型:错", "--group"),
        ("label", "--category", "错", "--as", "政策解读", "--yes"),
    ],
)
def test_a_category_that_does_not_exist_is_an_error_wherever_it_is_asked(indexed: Run, asked: tuple[str, ...]) -> None:
    ran = indexed(*asked)
    assert_mendable(ran)
    assert "“错”" in ran.err
    assert "可用的有" in ran.err


def test_a_ledger_of_a_category_that_does_not_exist_is_not_written(indexed: Run, tmp_path: Path) -> None:
    assert_mendable(indexed("export", str(tmp_path / "ledger.csv"), "--category", "错"))
    assert not (tmp_path / "ledger.csv").exists()


def test_an_office_goes_by_other_names_in_query_and_export(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "renamed"
    folder.mkdir()
    (folder / "table.txt").write_text(TABLE.replace("财务科", "市发展和改革委员会"), "utf-8")
    run("index", folder)
    for arguments in (
        ("query", "类别:财政信息,政策解读 部门:市发改委"),
        ("query", "公开 公布", "--office", "市发改委"),
    ):
        ran = run(*arguments, "--json")
        assert ran.json["total"] > 0
        assert "“市发改委”同时按同义词筛选：市发展和改革委员会" in ran.err
    ran = run("export", tmp_path / "台账.csv", "--office", "市发改委")
    assert "“市发改委”同时按同义词筛选" in ran.err
    assert len((tmp_path / "台账.csv").read_text("utf-8-sig").splitlines()) > 1
    assert "没有单位含有“量子局”" in run("export", tmp_path / "无.csv", "--office", "量子局").err


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("-k", "0", "至少要 1 条"),
        ("--offset", "-1", "不能是负数"),
        ("--year", "abc", "“abc”不对：不是年份"),
        ("--year", "23", "不是年份"),
        ("--due-before", "2023-13-01", "没有 13 月"),
        ("--due-after", "2023-02-30", "2023 年 2 月没有 30 日"),
        ("--due-after", "明天", "不是日期"),
    ],
)
def test_a_bad_value_is_told_with_its_option(run: Run, option: str, value: str, said: str) -> None:
    ran = run("query", "公开", option, value)
    assert_mendable(ran)
    assert option in ran.err
    assert said in ran.err


def test_a_number_out_of_range_is_told_with_the_range(run: Run) -> None:
    port = run("serve", "--no-open", "--port", "99999")
    assert_mendable(port)
    assert "--port 的值“99999”超出范围，应在 0 和 65535 之间" in port.err
    count = run("label", "-n", "0")
    assert_mendable(count)
    assert "-n 的值“0”超出范围，不能小于 1" in count.err


def test_dates_and_years_may_be_short(indexed: Run) -> None:
    def total(*options: str) -> int:
        return int(indexed("query", "公开 解读 公布 申请 保密", "--json", *options).json["total"])

    assert total("--due-before", "2023-12") == total("--due-before", "2023-12-31") == total("--due-before", "20231231")
    assert total("--due-after", "2023年11月") == total("--due-after", "2023-11-01")
    assert total("--due-after", "2023") == total("--due-after", "2023/1/1")
    assert total("--year", "2023-2024") == total("--year", "2023", "--year", "２０２４年")


def test_query_in_a_pipe_is_plain_and_whole(indexed: Run) -> None:
    ran = indexed("query", "图文解读", "-k", "1")
    assert "\x1b" not in ran.out
    assert "出台节水灌溉补贴办法时发布图文解读" in ran.out
    assert re.search(r"编号 [0-9a-f]{8}-1\b", ran.out)
    assert "牵头：农水科" in ran.out
    assert "年底前（2023-12-31）" in ran.out


def test_words_of_a_query_need_no_quotes(indexed: Run) -> None:
    assert indexed("query", "图文", "解读", "--json").json["query"] == "图文 解读"


def test_tag_prints_the_promised_json_for_a_file_and_for_stdin(run: Run, notices: Path) -> None:
    ran = run("tag", notices / "table.txt", "--json")
    assert list(ran.json) == ["notice", "tasks", "missing_numbers", "problems", "text"]
    assert list(ran.json["notice"]) == [
        *("id", "title", "issuer", "document_number", "date", "year", "province", "kind", "cites", "source"),
    ]
    assert set(ran.json["notice"]["source"]) == {"name", "encoding", "sha256"}
    task = ran.json["tasks"][0]
    assert list(task) == [
        *("id", "number", "section", "requirement", "lead", "support", "deadline"),
        *("category", "confidence", "verdict", "alternatives", "reasons"),
    ]
    assert task["section"] == ["一、做好政策解读"]
    assert task["verdict"] in ("auto", "review")
    assert set(task["alternatives"][0]) == {"category", "confidence"}
    assert set(task["reasons"][0]) == {"word", "weight"}
    for encoding in ("utf-8", "gb18030"):
        pasted = run("tag", "-", "--json", stdin=TABLE.encode(encoding)).json
        assert [t["requirement"] for t in pasted["tasks"]] == [t["requirement"] for t in ran.json["tasks"]]
    assert not Path(sys.argv[0]).with_name("workspace").exists()


def test_tag_shows_tasks_and_saves_only_on_request(run: Run) -> None:
    ran = run("tag", "-", "--why", stdin=PLAN.encode())
    assert "共 2 条任务" in ran.out
    assert "依据" in ran.out
    assert "示例语料" in run("list").err
    assert "已存入工作区" in run("tag", "-", "--save", stdin=PLAN.encode()).out
    assert len(run("list", "--json").json) == 1


@pytest.mark.parametrize("more", [(), ("--save",)])
def test_tag_of_a_notice_without_tasks_says_what_was_read(run: Run, more: tuple[str, ...]) -> None:
    text = "云川县关于召开座谈会的通知\n定于下周召开座谈会，请准时参加。\n会期半天，不安排食宿。\n2024年4月1日\n"
    ran = run("tag", "-", *more, stdin=text.encode())
    assert ran.status == 0
    for part in ("云川县关于召开座谈会的通知", "没有找到任务", "“通知”", "2 段", "--add-task"):
        assert part in ran.out


def test_index_tells_programs_what_it_tells_people(indexed: Run, notices: Path) -> None:
    task = f"{next(x['id'] for x in indexed('list', '--json').json if x['tasks'] == 3)}-1"
    indexed("label", task, "监督考核", "--author", "甲")
    indexed("edit", task, "--lead", "灌溉科")
    (notices / "table.txt").write_text(TABLE.replace("讲清申领条件", "讲清申领的条件"), "utf-8")
    (note,) = indexed("index", notices, "--json").json["notes"]
    assert task in note
    shown = indexed("show", task)
    assert "灌溉科" in shown.out
    assert "监督考核（人工）" in shown.out
    assert "文字改动后沿用" in shown.out
    number = re.search(r"--undo-number (\d+)", note)
    assert number is not None
    assert indexed("edit", task, "--undo-number", number[1]).status == 0, "what the note says works"
    assert "灌溉科" not in indexed("show", task).out.partition("修改记录")[0]
    notice = task.partition("-")[0]
    shown = indexed("show", notice)
    assert re.search("已找不到任务的标注.*\n.*甲  监督考核：出台节水灌溉补贴办法", shown.out)
    (lost,) = indexed("show", notice, "--json").json["lost_labels"]
    assert (lost["category"], lost["author"]) == ("监督考核", "甲")


def test_show_list_stats_remove(indexed: Run) -> None:
    listed = indexed("list", "--json").json
    assert {notice["title"][:3] for notice in listed} == {"望江市", "云川县"}
    table = next(notice for notice in listed if notice["tasks"] == 3)
    assert table["id"] in indexed("list").out
    shown = indexed("show", table["id"])
    assert "望江市水利局" in shown.out
    assert "农水科\t办公室、财务科\t" in shown.out
    assert indexed("show", table["id"], "--json").json["tasks"][2]["number"] == "3"
    assert indexed("show", f"{table['id']}-3", "--json").json["category"] == "财政信息"
    assert "公布本局部门预算" in indexed("show", f"{table['id']}-3").out
    assert "█" in indexed("stats").out
    assert indexed("stats", "--json").json["tasks"] == 5
    assert indexed("remove", table["id"]).status == 0
    assert_mendable(indexed("remove", table["id"]))
    assert_mendable(indexed("show", table["id"]))


def test_export_writes_the_filtered_ledger(indexed: Run, tmp_path: Path) -> None:
    ran = indexed("export", tmp_path / "台账.csv", "--office", "财务")
    assert "2 条任务" in ran.out
    assert len((tmp_path / "台账.csv").read_text("utf-8-sig").splitlines()) == 3
    assert indexed("export", tmp_path / "a.xlsx", "--json").json["tasks"] == 5
    assert_mendable(indexed("export", tmp_path / "a.docx"))
    assert_mendable(indexed("export", tmp_path / "none" / "a.csv"))
    before = (tmp_path / "a.xlsx").read_bytes()
    assert indexed("export", tmp_path / "a.xlsx", "--year", "1999").status == 2
    assert (tmp_path / "a.xlsx").read_bytes() == before
    assert indexed("export", tmp_path / "new.csv", "--year", "1999").status == 0


def test_models_evaluate_and_doctor(indexed: Run, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("requirement,category\n公布部门预算和决算,财政信息\n", "utf-8")
    assert indexed("evaluate", labels, "--json").json["accuracy"] == 1.0
    told = indexed("evaluate", labels).out + indexed("models").out
    assert "财政信息" in told
    assert "综合分（F1）" in told
    assert told.count("F1") == told.count("综合分（F1）"), "the words of the page, Chinese first"
    assert indexed("models", "--json").json[0]["version"] == "shipped"
    assert indexed("models", "use", "shipped").status == 0
    assert_mendable(indexed("models", "use", "v000009"))
    assert_mendable(indexed("models", "take"))
    assert indexed("doctor").status == 0
    assert indexed("doctor", "--json").json["sound"] is True


def test_a_damaged_workspace_fails_the_doctor(indexed: Run, tmp_path: Path) -> None:
    (tmp_path / "workspace" / "zwsearch.sqlite3").write_bytes(b"nothing" * 1000)
    for leftover in (tmp_path / "workspace").glob("*-wal"):
        leftover.unlink()
    assert indexed("doctor").status == 1
    assert_mendable(indexed("query", "解读"))
    assert_mendable(indexed("stats"))


def test_the_workspace_option_works_before_and_after_the_command(run: Run, notices: Path, tmp_path: Path) -> None:
    run("index", notices, "--workspace", tmp_path / "other")
    assert len(run("--workspace", tmp_path / "other", "--json", "list").json) == 2
    assert len(run("list", "--workspace", tmp_path / "other", "--json").json) == 2
    assert not (tmp_path / "workspace").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("query",),
        ("query", "--nonsense", "x"),
        ("query", "x", "--year", "abc"),
        ("query", "x", "--due-before", "明天"),
        ("query", "x", "--due-after", "2023-02-30"),
        ("query", "x", "-k"),
        ("query", "x", "-k", "-1"),
        ("query", "的"),
        ("query", "，。！？"),
        ("query", ""),
        ("query", "x", "--workspace", __file__),
        ("query", "x", "--workspace", f"{__file__}/inside"),
        ("index",),
        ("index", "/no/such/file.txt"),
        ("index", __file__, "--workspace", f"{__file__}/inside"),
        ("tag", "/no/such/file.txt"),
        ("tag", "-"),
        ("show", "nothing"),
        ("show", "a", "b"),
        ("remove", "nothing"),
        ("export", "ledger"),
        ("train", "/no/such/labels.csv"),
        ("evaluate", "/no/such/labels.csv"),
        ("evaluate",),
    ],
)
def test_what_the_user_can_mend_is_two_lines_and_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    lines = [line for line in ran.err.splitlines() if not line.startswith("示例语料")]
    assert_mendable(Ran(ran.status, ran.out, "".join(f"{line}\n" for line in lines)))


def test_bad_files_alone_are_errors(run: Run, tmp_path: Path) -> None:
    empty, binary, hollow = tmp_path / "empty.txt", tmp_path / "binary.txt", tmp_path / "hollow"
    empty.write_bytes(b"")
    binary.write_bytes(b"\x7fELF" + bytes(range(256)) * 10)
    hollow.mkdir()
    for path in (empty, binary, hollow):
        assert_mendable(run("index", path))
    for path in (empty, binary):
        assert_mendable(run("tag", path))


def test_bad_labels_are_errors(run: Run, tmp_path: Path) -> None:
    for name, text in {
        "unknown": "requirement,category\n公布预算,没有的类别\n",
        "column": "requirement,kind\n公布预算,财政信息\n",
        "hollow": "",
    }.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, "utf-8")
        assert_mendable(run("evaluate", path))
        assert_mendable(run("train", path))


def test_an_unexpected_failure_is_two_lines_with_a_log(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(self: Workspace) -> None:
        raise KeyError("surprise")

    monkeypatch.setattr(Workspace, "stats", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ran = run("stats")
    assert_mendable(ran)
    assert "缺陷" in ran.err
    (log,) = tmp_path.glob("zwsearch-error-*.log")
    assert str(log) in ran.err
    assert "surprise" in log.read_text("utf-8")


def test_an_interrupt_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(self: Workspace) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Workspace, "stats", stop)
    assert run("stats") == Ran(1, "", "已中断\n")


def test_files_of_no_known_kind_inside_an_archive_are_named(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "来文.zip", "w") as archive:
        archive.writestr("表.txt", TABLE)
        archive.writestr("照片.jpg", b"x")
    assert main(["--workspace", str(workspace.path), "index", str(tmp_path / "来文.zip")]) == 0
    assert "跳过 1 个不认识的文件：照片.jpg" in capsys.readouterr().out
    assert len(workspace.list().notices) == 1


def test_a_broken_file_inside_an_archive_fails_as_it_does_alone(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = tmp_path / "来文.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("表.txt", TABLE)
        archive.writestr("坏.docx", b"PK\x03\x04 not a document")
    for outcome in ("新增 1", "更新 1"):  # told each time, since it is not there yet
        assert main(["--workspace", str(workspace.path), "index", str(packed)]) == 1
        out, err = capsys.readouterr()
        assert re.search(r"未能读入 来文\.zip/坏\.docx：.*损坏", err)
        assert outcome in out and "失败 1" in out
        assert len(workspace.list().notices) == 1
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("表.txt", TABLE)
    assert main(["--workspace", str(workspace.path), "index", str(packed)]) == 0
    with zipfile.ZipFile(tmp_path / "只有.zip", "w") as archive:
        archive.writestr("坏.docx", b"PK\x03\x04 not a document")
    for command in ("index", "tag"):
        capsys.readouterr()
        assert main(["--workspace", str(workspace.path), command, str(tmp_path / "只有.zip")]) == 2
        assert re.match(r"错误：“只有\.zip/坏\.docx”.*损坏", capsys.readouterr().err)
    assert len(workspace.list().notices) == 1


@pytest.mark.parametrize("left_out", ["-年份:1999", "-“图解”", '-"图解"', "-图解", "－图解", "-牵头:某某局"])
def test_a_query_may_begin_with_what_it_leaves_out(indexed: Run, left_out: str) -> None:
    answers = [
        indexed("query", *order, "--json", "-k", "3")
        for order in (
            (left_out, "公开"),
            ("公开", left_out),
            ("--tasks-only", left_out, "公开"),
            ("--", left_out, "公开"),
        )
    ]
    assert [ran.status for ran in answers] == [0] * 4
    assert len({ran.json["total"] for ran in answers[:2]}) == 1
    assert_mendable(indexed("query", "-x", "公开"))


def test_deadlines_that_end_before_they_begin_are_told(indexed: Run) -> None:
    for command in (("query",), ("export", "a.xlsx")):
        ran = indexed(*command, "--due-after", "2024-05", "--due-before", "2024年1月底")
        assert_mendable(ran)
        assert "晚于" in ran.err
    assert indexed("query", "--due-after", "2024-01-31", "--due-before", "2024年1月底").status == 0


@pytest.mark.parametrize("said", ["2024年2月底", "2024年2月末", "2024年2月底前", "2024-02", "2024年2月"])
def test_the_end_of_a_month_is_a_date(indexed: Run, said: str) -> None:
    totals = [indexed("query", "--due-before", day, "--json").json["total"] for day in (said, "2024-02-29")]
    assert totals[0] == totals[1]
    late = "2024-02-29" if "底" in said or "末" in said else "2024-02-01"
    afters = [indexed("query", "--due-after", day, "--json").json["total"] for day in (said, late)]
    assert afters[0] == afters[1]
