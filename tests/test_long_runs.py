"""Long runs of anything: the work grows with the length, wherever the run stands and whatever it is made of.

A pattern that begins anew at each sign of a run takes minutes for what here takes a second or two, so the bound says
nothing of the speed of the machine. It is kept from outside: no thread and no signal stops a pattern under way.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from zwsearch.extract import extract
from zwsearch.extract.due_times import deadline_in_sentence
from zwsearch.extract.offices import clean_office, looks_like_office, split_offices
from zwsearch.extract.placed import join_spans
from zwsearch.read import read_text
from zwsearch.records import Span
from zwsearch.repair import repair

LENGTH = 20_000
SECONDS = 60
TITLE = "某某县2024年政务公开工作要点\n"
LAST = "2.公布结果。（责任单位：县民政局）\n"

UNDERSTAND = """
import sys
from pathlib import Path
from zwsearch.extract import extract
from zwsearch.read import read_text
from zwsearch.repair import repair
from zwsearch.segment import Analyser
found = extract(repair(read_text(sys.stdin.buffer.read().decode("utf-8"))))
Analyser(cache=Path(sys.argv[1])).index_terms(found.text)
print(len(found.tasks), ascii(found.tasks[-1].lead) if found.tasks else "")
"""

RUNS = (
    " ", "\u3000", "\xa0", "\t", "1", "０", "（", "）", "、", "。", ".", "…", "-", "—", "｜", "局", "县", "一",
    "“", '"', "a", "\u0301", "\ufffd", "?", "é", "号 ", "县局、", "各省、", "和各县局", "〔2024〕",
    "2024年1月1日 ", "一、", "（一）", "1.", "（【", "《", "“公”", "公(gōng)", "政务 公开 ", "公@@",
    "澳门新葡京_", "鏀垮姟鍏", "负责落实", "责任单位：", "6月底前，", "&#20844;", "http://a.gov.cn/ ",
)  # fmt: skip


@pytest.fixture(scope="module")
def understood(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    cache = tmp_path_factory.mktemp("lexicon")

    def run(text: str) -> str:
        command = [sys.executable, "-c", UNDERSTAND, str(cache)]
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=SECONDS, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    return run


def long(run: str) -> str:
    return run * (LENGTH // len(run))


@pytest.mark.parametrize("begin", range(0, len(RUNS), 12))
def test_runs_in_a_line_a_title_and_a_cell(begin: int, understood: Callable[[str], str]) -> None:
    runs = RUNS[begin : begin + 12]
    lines = "".join(f"1.公布a{long(run)}b\n" for run in runs)
    assert understood(f"某某县2024年{long(runs[0])}工作要点\n{lines}{LAST}").endswith(
        "('\\u53bf\\u6c11\\u653f\\u5c40',)"
    )
    cells = "".join(f"{i}|公布{long(run).replace('|', ' ')}|县民政局|年底前\n" for i, run in enumerate(runs, 1))
    understood(f"{TITLE}序号|工作任务|责任单位|完成时限\n{cells}")


MANY = {
    "short lines": "1\n",
    "empty rows": "|||\n",
    "values": "a,b,c\n",
    "open quotes": 'a\t"b\n',
    "rows and prose": "|a|b|c|\nx\nx\nx\nx\nx\nx\nx\n",
    "torn tables": "序号\n任务\n责任单位\n1\n公布\n县民政局\n附件\n",
    "marks alone": "-\n",
    "closing marks": "，\n",
    "spaces": "推进 政务公开工作\n",
    "offices": "某某县民政局\n",
    "titles": TITLE,
}


@pytest.mark.parametrize("line", MANY.values(), ids=list(MANY))
def test_many_lines(line: str, understood: Callable[[str], str]) -> None:
    understood(TITLE + long(line))


def test_rows_of_many_cells(understood: Callable[[str], str]) -> None:
    understood(f"{TITLE}序号|工作任务|责任单位{'|a' * (LENGTH // 2)}\n" + f"{'|a' * (LENGTH // 8)}\n" * 3)


# --- what was read so stays as it was ---------------------------------------------------------------------------


def test_blanks_inside_a_demand_stay() -> None:
    blanks = " " * 500
    found = extract(repair(read_text(f"{TITLE}1.公布a{blanks}b清单（责任单位：县财政局）\n{LAST}")))
    assert [task.requirement for task in found.tasks] == [f"公布a{blanks}b清单", "公布结果。"]


@pytest.mark.parametrize("gap", ["", " ", "\u3000", " " * 300])
def test_blanks_inside_a_due_time(gap: str) -> None:
    found = deadline_in_sentence(f"于2024{gap}年{gap}6{gap}月{gap}30{gap}日{gap}前公布", 2023)
    assert found is not None
    assert found.end == "2024-06-30"


def test_pieces_are_joined_without_the_blanks_about_their_breaks() -> None:
    text = "公布 \u3000\t\n \r\n  目录 结果"
    assert join_spans(text, [Span(0, len(text))])[0] == "公布目录 结果"


def test_long_lists_of_offices() -> None:
    names = [f"{a}{b}局" for a in "甲乙丙丁戊己庚辛壬癸" for b in "子丑寅卯辰巳午未申酉"]
    assert split_offices("、".join(names * 3)) == tuple(names)
    assert split_offices("和各".join(f"{name}" for name in names[:60]))[0] == names[0]
    assert not looks_like_office("公" * 10_000 + "局")
    assert clean_office("县民政局" + "负责落实" * 3) == "县民政局"
    assert re.fullmatch("(?:负责落实)+", clean_office("负责落实" * 5_000)) or clean_office("负责落实" * 5_000) == ""
