"""Plain text: files found, encodings chosen, lines and headings as they stand."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zwsearch.errors import ReadError
from zwsearch.read import find_files, read_bytes, read_path, read_text
from zwsearch.records import Document, Paragraph, Table

SAMPLE = "关于做好镇村公开工作的通知\n各村委会:\n请于年底前公布集体账目,接受村民监督。\n"
TRADITIONAL = "關於做好鎮村公開工作的通知\n請於年底前公布集體帳目,接受村民監督。\n"


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def one(data: bytes, name: str = "通知.txt") -> Document:
    (document,) = read_bytes(data, name)
    return document


@pytest.mark.parametrize(
    ("codec", "bom", "encoding"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("gb18030", b"", "gb18030"),
        ("gbk", b"", "gb18030"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\0\0", "utf-32-le"),
    ],
)
@pytest.mark.parametrize("text", [SAMPLE, "通知", "年底前完成", "第3条:按时公开(12项)"])
def test_encodings_of_simplified_text(text: str, codec: str, bom: bytes, encoding: str) -> None:
    document = one(bom + text.encode(codec))
    assert document.source.encoding == encoding
    assert texts(document) == text.splitlines()
    assert not document.problems


@pytest.mark.parametrize("text", [TRADITIONAL, "請公開資訊", "政府資訊公開辦法"])
def test_big5_is_told_from_gb18030(text: str) -> None:
    document = one(text.encode("big5"))
    assert document.source.encoding == "big5"
    assert texts(document) == text.splitlines()


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_lost_byte_costs_a_character_not_the_file(codec: str) -> None:
    data = bytearray((SAMPLE * 5).encode(codec))
    data[len(data) // 2] = 0xFF
    document = one(bytes(data))
    assert [p.code for p in document.problems] == ["undecodable"]
    assert texts(document)[0] == SAMPLE.splitlines()[0]
    assert 1 <= sum(t.count("\ufffd") for t in texts(document)) <= 3


def test_line_ends_controls_and_marks_inside() -> None:
    document = read_text("\ufeff甲\r\n乙\r丙\u2028丁\x0b戊\x0c己\ufeff庚\x00辛\x08\n\n\u3000\u3000壬\xa0\u200b\n")
    assert texts(document) == ["甲", "乙", "丙", "丁", "戊", "己庚辛", "壬"]


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("stray", ["\0", "\x07", "\x1b"])
def test_a_few_stray_controls_are_dropped_and_told(codec: str, stray: str) -> None:
    document = one(f"各村委会:{stray}\n请按季公布{stray}账目。\n".encode(codec))
    assert texts(document) == ["各村委会:", "请按季公布账目。"]
    (problem,) = document.problems
    assert problem.code == "control_characters"
    assert "2 个" in problem.message
    assert problem.where is not None
    assert problem.where.startswith("各村委会:")
    assert read_text(f"按季{stray}公布").problems[0].code == "control_characters"


def test_the_mark_for_the_end_of_a_text_is_no_stray() -> None:
    assert not one(SAMPLE.encode("gb18030") + b"\x1a").problems


@pytest.mark.parametrize("data", [b"key\0value\1\2" * 40, b"AB\0\0\0\0" * 30, SAMPLE.encode() + b"\0\1" * 40])
def test_what_is_full_of_controls_is_no_text(data: bytes) -> None:
    with pytest.raises(ReadError):
        one(data)


def test_headings_have_levels_and_markers_stay() -> None:
    document = one("# 方案\n\n## 一、目标 ##\n\n- 甲项\n1. 乙项\n#标签\n".encode(), "a.md")
    assert [(b.text, b.level) for b in document.blocks if isinstance(b, Paragraph)] == [
        ("方案", 1),
        ("一、目标", 2),
        ("- 甲项", None),
        ("1. 乙项", None),
        ("#标签", None),
    ]


def test_markdown_marks_and_front_matter() -> None:
    data = (
        "---\ntitle: 要点\n发文机关:某局\n---\n总则\n====\n\n"
        "**责任单位:**[办公室](https://example.org/a)![图](a.png)\n\n---\n> 引文\n<!-- 注 -->\n"
    )
    document = one(data.encode(), "a.md")
    assert document.metadata == (("title", "要点"), ("发文机关", "某局"))
    assert [(b.text, b.level) for b in document.blocks if isinstance(b, Paragraph)] == [
        ("总则", 1),
        ("责任单位:办公室", None),
        ("引文", None),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "unreadable"),
        (b"\x7fELF" + bytes(200), "unreadable"),
        (bytes(range(256)) * 20, "unreadable"),
        (b"\x00\x01\x02\x03" * 100, "unreadable"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "通知.txt")
    assert caught.value.code == code
    assert caught.value.hint


def test_unknown_suffix_is_unsupported() -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(SAMPLE.encode(), "a.xyz")
    assert caught.value.code == "unsupported"


def test_find_files(tmp_path: Path) -> None:
    for name in ["b.txt", "a.md", ".hidden.txt", "~$b.txt", "c.xyz", "sub/d.TXT", ".git/e.txt"]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("字", encoding="utf-8")
    found = find_files([tmp_path, tmp_path / "c.xyz", tmp_path / "a.md"])
    assert [p.relative_to(tmp_path).as_posix() for p in found] == ["a.md", "b.txt", "sub/d.TXT", "c.xyz"]
    with pytest.raises(ReadError) as missing:
        find_files([tmp_path / "nowhere"])
    assert missing.value.code == "not_found"
    with pytest.raises(ReadError) as none:
        find_files([_emptied(tmp_path)])
    assert none.value.code == "no_files"
    assert "txt" in none.value.hint


def _emptied(folder: Path) -> Path:
    empty = folder / "empty"
    empty.mkdir()
    (empty / "x.bin").write_bytes(b"1")
    return empty


def test_read_path_names_and_errors(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_bytes(SAMPLE.encode("gb18030"))
    (document,) = read_path(path)
    assert document.source.name == "通知.txt"
    assert read_path(path, "别名.txt")[0].source.name == "别名.txt"
    with pytest.raises(ReadError) as caught:
        read_path(tmp_path / "没有.txt")
    assert caught.value.code == "not_found"


def test_pasted_text() -> None:
    document = read_text(SAMPLE)
    assert (document.source.name, document.source.format, document.source.encoding) == ("粘贴文本", "pasted", None)
    with pytest.raises(ReadError) as caught:
        read_text(" \n\u3000")
    assert caught.value.code == "empty"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_can_be_pasted(text: str) -> None:
    try:
        document = read_text(text)
    except ReadError as error:
        assert error.code == "empty"
        return
    for block in document.blocks:
        if isinstance(block, Paragraph):
            assert block.text.strip() == block.text != ""
            assert "\n" not in block.text
            assert "\r" not in block.text


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["|", " | ", "\n", "||", "\t", "1", "一、甲", "乙,丙。", "  ", "|---|", "字" * 30, "│"]))
)
def test_no_character_of_a_pasted_table_is_lost(parts: list[str]) -> None:
    text = "".join(parts)
    try:
        document = read_text(text)
    except ReadError:
        return
    kept = "".join(
        b.text if isinstance(b, Paragraph) else "".join(c.text for row in b.rows for c in row) for b in document.blocks
    )
    for character in "甲乙丙字1":
        assert kept.count(character) == text.count(character)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_random_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        documents = read_bytes(data, "x.txt")
    except ReadError as error:
        assert error.code in {"empty", "unreadable", "unsupported"}
    else:
        assert all(isinstance(b, Paragraph | Table) for d in documents for b in d.blocks)


def test_no_heavy_library_is_imported_before_its_format_comes() -> None:
    code = (
        "import sys; from zwsearch.read import read_text; read_text('甲\\n序号 | 项 |\\n1 | 乙 |\\n2 | 丙 |');"
        "print([m for m in ('lxml', 'docx', 'openpyxl', 'pdfplumber', 'numpy', 'email') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "unit",
    [
        "甲 | 乙\n正文。\n",
        "──────\n",
        "甲\t\n",
        "\t甲\n",
        "│甲\n",
        "|\n甲\n",
        '"甲\t乙\n',
        "甲   乙\n",
        "甲  乙\n丙    丁\n",
    ],
)
def test_long_runs_that_are_no_table_do_not_grow_quadratically(unit: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        read_text(unit * times)
        return time.process_time() - start

    seconds(100)
    # Eight times the text may cost twenty times the time on a busy machine, not sixty-four.
    assert seconds(4000) < 20 * seconds(500) + 0.5


@pytest.mark.parametrize("unit", ["[", "**", "![a](", "<!--", "| a\n|-", "[a](", "__a"])
def test_unclosed_markdown_does_not_hang(unit: str) -> None:
    start = time.process_time()
    read_bytes((unit * 20_000 + "字").encode(), "a.md")
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("**一、**总体安排", "一、总体安排"),
        ("1. **公开目录**：由**办公室**牵头", "1. 公开目录：由办公室牵头"),
        ("**牵头单位：**办公室；**配合：**信息科", "牵头单位：办公室；配合：信息科"),
        ("1\\. 公开\\*清单\\*", "1. 公开*清单*"),
        ("* 公开 *预算* 和 __决算__", "- 公开 预算 和 决算"),
        ("> ***重要***", "重要"),
        ("见[管理办法](https://a.cn/b)和`目录`", "见管理办法和目录"),
        ("这是**重点**内容", "这是重点内容"),
        ("- [x] 完成更新", "- 完成更新"),
    ],
)
def test_markdown_that_is_pasted_or_saved_as_text(line: str, plain: str) -> None:
    text = f"# 通知\n\n{line}\n"
    assert texts(read_text(text))[1:] == [plain]
    assert texts(one(text.encode()))[1:] == [plain]
    assert texts(one(text.encode(), "通知.md"))[1:] == [plain]


@pytest.mark.parametrize(
    "line",
    [
        "姓名：张**、李**、王*",
        "*注：公开率*按季度计算",
        "**明、**华、**军",
        "身份证3401**********1234，电话138****1234",
        "完成率* 达到90%，公开率* 达到80%*",
        "__________（盖章）________",
        "（*）为必填，（**）为选填",
        "带**的为牵头单位，带*的为配合单位",
        "**为重点任务，*为一般任务",
        r"见 C:\_表\*.txt",
        "3*5*2=30",
        "************",
    ],
)
def test_honest_asterisks_stay(line: str) -> None:
    assert texts(read_text(f"关于公开工作的说明\n{line}\n")) == ["关于公开工作的说明", line]
