"""Archives, mails and converted formats: names, nesting, limits, and members that fail."""

from __future__ import annotations

import errno
import io
import re
import stat
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.shared import Cm

from zwsearch.errors import ReadError
from zwsearch.read import limits, office, read_bytes, read_path
from zwsearch.records import Document, Paragraph, Source, Table

TEXT = "请于年底前公布账目。"


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph)]


def word() -> bytes:
    package = docx.Document()
    package.add_paragraph(TEXT)
    buffer = io.BytesIO()
    package.save(buffer)
    return buffer.getvalue()


def test_members_are_read_and_failures_are_named() -> None:
    data = zipped(
        {
            "通知/b.txt": TEXT.encode("gb18030"),
            "a.docx": word(),
            "空.txt": b"",
            "坏.docx": b"PK\x03\x04xxxx",
            "图.png": b"\x89PNG",
            ".hidden.txt": b"x",
            "__MACOSX/b.txt": b"x",
            "~$a.docx": b"x",
        }
    )
    documents = read_bytes(data, "包.zip")
    assert [d.source.name for d in documents] == [
        "包.zip/a.docx",
        "包.zip/坏.docx",
        "包.zip/空.txt",
        "包.zip/通知/b.txt",
    ]
    assert [[p.code for p in d.problems] for d in documents] == [["passed_over"], ["unreadable"], ["empty"], []]
    assert texts(documents[0]) == texts(documents[3]) == [TEXT]
    assert documents[3].source.encoding == "gb18030"
    assert documents[3].source.format == "txt"


def test_names_in_gbk_are_repaired() -> None:
    data = zipped({"AAAAAAAA.txt": TEXT.encode()}).replace(b"AAAAAAAA", "任务清单".encode("gbk"))
    (document,) = read_bytes(data, "a.zip")
    assert document.source.name == "a.zip/任务清单.txt"


def test_a_path_out_of_the_archive_is_only_a_name() -> None:
    (document,) = read_bytes(zipped({"../../etc/a.txt": TEXT.encode()}), "a.zip")
    assert document.source.name == "a.zip/etc/a.txt"


def test_nesting_has_an_end() -> None:
    data = zipped({"a.txt": TEXT.encode()})
    for _ in range(limits.MAX_NESTING - 1):
        data = zipped({"in.zip": data})
    (document,) = read_bytes(data, "out.zip")
    assert texts(document) == [TEXT]
    (deeper,) = read_bytes(zipped({"in.zip": data}), "out.zip")
    assert not deeper.blocks
    assert [p.code for p in deeper.problems] == ["too_large"]
    # The budget of one archive is not charged to the next.
    assert texts(read_bytes(data, "again.zip")[0]) == [TEXT]


def parts(depth: int) -> bytes:
    heads = (f"Content-Type: multipart/mixed; boundary=x{i}\n\n--x{i}\n" for i in range(depth))
    return f"Subject: a\n{''.join(heads)}Content-Type: text/plain; charset=utf-8\n\n{TEXT}\n".encode()


def test_parts_of_a_mail_have_an_end() -> None:
    (document,) = read_bytes(parts(6), "a.eml")
    assert texts(document) == [TEXT]


@pytest.mark.parametrize(
    "data",
    [
        parts(60),
        b"Subject: a\n" + b"Content-Type: message/rfc822\n\n" * 20_000,
        b"Subject: a\nContent-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 20_000,
    ],
    ids=["parts in parts", "mails in mails", "one boundary for all"],
)
def test_mails_without_end_are_refused(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "a.eml")
    assert caught.value.code == "too_large"
    assert "“a.eml”" in caught.value.message


@pytest.mark.parametrize(
    "data",
    [
        zipped({"a.txt": b"0" * 30_000_000}),
        zipped({f"{i}.txt": b"" for i in range(limits.MAX_MEMBERS + 1)}),
    ],
    ids=["ratio", "count"],
)
def test_bombs_are_refused(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "a.zip")
    assert caught.value.code == "too_large"


def test_an_archive_without_readable_files() -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(zipped({"a.png": b"x"}), "a.zip")
    assert caught.value.code == "no_files"


def passed_over(documents: tuple[Document, ...]) -> list[str]:
    return [p.message for d in documents for p in d.problems if p.code == "passed_over"]


def test_files_of_no_known_kind_are_named() -> None:
    files = {"图.png": b"x", "夹/程序.exe": b"x", ".DS_Store": b"x", "Thumbs.db": b"x", "__MACOSX/a.rar": b"x"}
    readable = {"a.txt": TEXT.encode(), "坏.docx": b"PK\x03\x04 no"}
    documents = read_bytes(zipped(files | readable), "来文.zip")
    assert passed_over(documents) == ["“来文.zip”里跳过 2 个不认识的文件：图.png、夹/程序.exe"]
    assert "passed_over" in {p.code for d in documents for p in d.problems if d.blocks}, "told with what could be read"
    with pytest.raises(ReadError, match=r"只有图\.png、夹/程序\.exe"):
        read_bytes(zipped(files), "来文.zip")
    many = zipped({f"{n:02}.jpg": b"x" for n in range(30)} | readable)
    assert passed_over(read_bytes(many, "多.zip"))[0].endswith("08.jpg、09.jpg等")
    inner = zipped({"里.zip": zipped(files | readable), "外.rar": b"x"})
    assert len(passed_over(read_bytes(inner, "外.zip"))) == 2


def mail() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "报送任务清单"
    message["From"] = "a@example.org"
    message.set_content(TEXT, charset="gb18030")
    return message


def test_a_mail_with_attachments() -> None:
    message = mail()
    message.add_attachment(word(), maintype="application", subtype="octet-stream", filename="清单.docx")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="图.png")
    documents = read_bytes(message.as_bytes(), "信.eml")
    assert [d.source.name for d in documents] == ["信.eml", "信.eml/清单.docx"]
    assert texts(documents[0]) == texts(documents[1]) == [TEXT]
    assert passed_over(documents) == ["“信.eml”里跳过 1 个不认识的文件：图.png"]
    assert ("Subject", "报送任务清单") in documents[0].metadata


def test_a_mail_with_a_picture_alone_is_its_text() -> None:
    message = mail()
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="图.png")
    documents = read_bytes(message.as_bytes(), "信.eml")
    assert [texts(d) for d in documents] == [[TEXT]]
    assert len(passed_over(documents)) == 1


def test_a_mail_in_html_keeps_its_table() -> None:
    message = mail()
    rows = "<tr><td>序号</td><td>要求</td></tr><tr><td>1</td><td>公布账目</td></tr>"
    message.add_alternative(f"<html><body><p>{TEXT}</p><table>{rows}</table></body></html>", subtype="html")
    (document,) = read_bytes(message.as_bytes(), "信.eml")
    assert [type(b) for b in document.blocks] == [Paragraph, Table]


def test_a_forwarded_mail_is_read_too() -> None:
    outer = EmailMessage()
    outer["Subject"] = "转发"
    outer.set_content("见附件。")
    outer.add_attachment(mail())
    documents = read_bytes(outer.as_bytes(), "信.eml")
    assert [texts(d) for d in documents] == [["见附件。"], [TEXT]]


def test_what_is_no_mail() -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(TEXT.encode(), "信.eml")
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize(("name", "data"), [("a.doc", word()), ("a.txt", word()), ("b.wps", word())])
def test_content_beats_suffix(name: str, data: bytes) -> None:
    (document,) = read_bytes(data, name)
    assert document.source.format == "docx"
    assert texts(document) == [TEXT]


def test_a_page_saved_as_doc() -> None:
    (document,) = read_bytes(f"<html><body><p>{TEXT}</p></body></html>".encode(), "a.doc")
    assert document.source.format == "html"


def old_office(stream: str, size: int = 64) -> bytes:
    """An old Office container that holds nothing but its directory."""

    def entry(name: str, length: int) -> bytes:
        raw = name.encode("utf-16-le") + b"\0\0"
        return raw.ljust(64, b"\0") + bytes([len(raw), 0]) + bytes(54) + length.to_bytes(4, "little") + bytes(4)

    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entry("Root Entry", 0) + entry(stream, size)


OLE = old_office("WordDocument")
BROKEN_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken content"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.doc", BROKEN_OLE),
        ("a.xls", BROKEN_OLE + bytes(600)),
        ("a.doc", old_office("WordDocument", 1 << 20)),
        ("a.doc", b"x"),
        ("a.xls", "短文".encode("gb18030")),
        ("a.odt", b"PK\x05\x06"),
    ],
)
def test_damage_under_an_old_name_is_refused_before_anything_is_started(
    name: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "find_soffice", lambda: pytest.fail("started for nothing"))
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name)
    assert caught.value.code == "unreadable"


def test_plain_text_under_an_old_name() -> None:
    (document,) = read_bytes((TEXT * 2).encode("gb18030"), "a.doc")
    assert texts(document) == [TEXT * 2]


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.docx", b"PK\x03\x04 cut"), ("a.zip", b"no zip"), ("a.pdf", b"%PDF-1.4 cut"), ("a.xlsx", b"PK\x03\x04")],
)
def test_no_library_speaks_english_to_the_user(name: str, data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name)
    said = (caught.value.message + caught.value.hint).replace(name, "")
    for word in ("PDF", "XML", "LibreOffice"):
        said = said.replace(word, "")
    assert not re.search("[A-Za-z]", said)


def test_a_folder_and_an_unreadable_file_are_told_in_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ReadError) as folder:
        read_path(tmp_path)
    assert folder.value.code == "is_folder" and "文件夹" in folder.value.message
    path = tmp_path / "文.txt"
    path.write_text(TEXT, encoding="utf-8")

    def refuse(self: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ReadError) as refused:
        read_path(path)
    assert refused.value.message.endswith("没有权限")


REAL = pytest.mark.skipif(office.find_soffice() is None, reason="没有安装 LibreOffice")


def _real_word() -> bytes:
    package = docx.Document()
    package.add_heading("一、公开重点", 1)
    package.add_paragraph("各单位按分工落实。")
    table = package.add_table(rows=3, cols=3)
    table.style = "Table Grid"
    table.autofit = False
    rows = [["序号", "任务", "时限"], ["1", "公开目录", "年底前"], ["2", "公开清单", ""]]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
            # The old format has no table without widths.
            table.cell(r, c).width = Cm(4)
    table.cell(1, 2).merge(table.cell(2, 2))
    # Word ends no document with a table.
    package.add_paragraph("特此通知。")
    buffer = io.BytesIO()
    package.save(buffer)
    return buffer.getvalue()


def _real_sheet() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["序号", "任务", "时限"], [1, "公开目录", "年底前"], [2, "公开清单", None]):
        sheet.append(row)
    sheet.merge_cells("C2:C3")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@REAL
@pytest.mark.parametrize("suffix", ["doc", "odt", "et"])
def test_real_conversions_keep_rows_and_spans(suffix: str) -> None:
    new = "xlsx" if suffix == "et" else "docx"
    data = _real_word() if new == "docx" else _real_sheet()
    source = Source(f"a.{new}", new, None, "")
    program = office.find_soffice()
    assert program is not None
    old = office.convert(data, source, program, "xls" if suffix == "et" else suffix)
    (document,) = read_bytes(old, f"旧.{suffix}")
    (table,) = [b for b in document.blocks if isinstance(b, Table)]
    assert [[c.text for c in row] for row in table.rows] == [
        ["序号", "任务", "时限"],
        ["1", "公开目录", "年底前"],
        ["2", "公开清单"],
    ]
    assert table.rows[1][2].row_span == 2
    if new == "docx":
        assert texts(document) == ["一、公开重点", "各单位按分工落实。", "特此通知。"]


@REAL
def test_a_workbook_under_the_name_of_a_document() -> None:
    program = office.find_soffice()
    assert program is not None
    old = office.convert(_real_sheet(), Source("a.xlsx", "xlsx", None, ""), program, "xls")
    (document,) = read_bytes(old, "旧.doc")
    assert any(isinstance(b, Table) for b in document.blocks)


def test_old_formats_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_soffice", lambda: None)
    with pytest.raises(ReadError) as caught:
        read_bytes(OLE, "a.doc")
    assert caught.value.code == "unsupported"
    assert "LibreOffice" in caught.value.hint


def test_encrypted_and_misnamed_office_files() -> None:
    with pytest.raises(ReadError) as encrypted:
        read_bytes(OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx")
    assert "密码" in encrypted.value.message
    with pytest.raises(ReadError) as misnamed:
        read_bytes(OLE, "a.txt")
    assert misnamed.value.code == "unreadable"


def _program(folder: Path, body: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!{sys.executable}\nimport sys, time, pathlib\n{body}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="脚本需要 POSIX")
def test_conversion_reads_what_the_program_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "made.docx"
    made.write_bytes(word())
    body = (
        "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\nout.mkdir()\n"
        f"(out / 'input.docx').write_bytes(pathlib.Path({str(made)!r}).read_bytes())"
    )
    program = _program(tmp_path, body)
    monkeypatch.setattr(office, "find_soffice", lambda: program)
    (document,) = read_bytes(OLE, "旧.doc")
    assert texts(document) == [TEXT]
    assert (document.source.name, document.source.format) == ("旧.doc", "doc")


@pytest.mark.skipif(sys.platform == "win32", reason="脚本需要 POSIX")
@pytest.mark.parametrize(("body", "words"), [("sys.exit(1)", "无法转换"), ("time.sleep(60)", "超过")])
def test_conversion_that_fails_or_hangs(body: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = _program(tmp_path, body)
    monkeypatch.setattr(office, "find_soffice", lambda: program)
    monkeypatch.setattr(limits, "CONVERT_SECONDS", 0.5)
    with pytest.raises(ReadError) as caught:
        read_bytes(OLE, "a.doc")
    assert caught.value.code == "unreadable"
    assert words in caught.value.message
