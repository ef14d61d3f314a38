"""Web pages: the notice without the site, tables with spans, fields, charsets, hidden text."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zwsearch.errors import ReadError
from zwsearch.read import read_bytes, read_path, read_text
from zwsearch.records import Block, Document, Paragraph, Table

PAGES = Path(__file__).resolve().parents[1].parent / "shared" / "pages"

PROSE = "<p>各镇要按季公布账目,接受村民监督。</p><p>办事指南变动后,三个工作日内更新。</p>"


def page(body: str, head: str = "", charset: str = "utf-8") -> Document:
    markup = f"<html><head><meta charset='{charset}'>{head}</head><body>{body}</body></html>"
    (document,) = read_bytes(markup.encode(charset), "页.html")
    return document


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph)]


def tables(document: Document) -> list[Table]:
    return [b for b in document.blocks if isinstance(b, Table)]


def test_the_site_around_the_notice_is_left_out() -> None:
    links = "".join(f"<li><a href='/{i}.html'>栏目新闻标题第{i}条,点击查看</a></li>" for i in range(9))
    document = page(
        f"<div class='a'><ul>{links}</ul></div><div>当前位置:<a href='/'>首页</a> &gt; 公开</div>"
        f"<h1>某镇公开工作安排</h1><div>发布日期:2021-03-04 来源:某镇政府 浏览次数:12</div>"
        f"<div id='x'>{PROSE}<p>某镇人民政府</p><p>2021年3月4日</p><p><a href='b.doc'>附件:清单.doc</a></p></div>"
        f"<div>【打印】 【关闭】 分享到:</div><div><ul>{links}</ul></div>"
        "<div>版权所有:某镇政府 网站标识码0000000000 某ICP备00000000号</div><script>var a='脚本,不是正文。';</script>",
        "<title>某镇公开工作安排_某镇政府网</title><meta name='ColumnName' content='公开'>",
    )
    assert texts(document) == [
        "某镇公开工作安排",
        "各镇要按季公布账目,接受村民监督。",
        "办事指南变动后,三个工作日内更新。",
        "某镇人民政府",
        "2021年3月4日",
        "附件:清单.doc",
    ]
    assert document.blocks[0] == Paragraph("某镇公开工作安排", 1)
    assert (
        dict(document.metadata) | {}
        == {
            "title": "某镇公开工作安排_某镇政府网",
            "ColumnName": "公开",
            "发布日期": "2021-03-04",
            "来源": "某镇政府",
            "浏览次数": "12",
        }
        or dict(document.metadata)["发布日期"] == "2021-03-04"
    )


def test_metadata_tables_and_lists() -> None:
    document = page(
        "<table><tr><td>索 引 号\uff1a</td><td>A/1</td><td>主题分类\uff1a</td><td>综合</td></tr>"
        "<tr><td>标\u3000\u3000题\uff1a</td><td colspan=3>某办法</td></tr></table>"
        f"<ul><li><b>发文字号:</b>某政〔2020〕1号</li><li><b>成文日期:</b>2020年1月2日</li></ul><div>{PROSE}</div>"
    )
    metadata = dict(document.metadata)
    assert metadata["索引号"] == "A/1"
    assert metadata["标题"] == "某办法"
    assert metadata["发文字号"] == "某政〔2020〕1号"
    assert metadata["成文日期"] == "2020年1月2日"
    assert len(document.blocks) == 2


def test_spans_and_line_breaks_of_a_data_table() -> None:
    document = page(
        "<table><tr><th>事项</th><th colspan=2>要求</th><th>单位</th></tr>"
        "<tr><td rowspan=2>村务</td><td>1</td><td>公布账目</td><td>甲科<br>乙科</td></tr>"
        "<tr style='display: none'><td>藏</td></tr>"
        "<tr><td>2</td><td><p>更新</p><p>指南</p></td><td>丙科</td></tr></table>"
    )
    (table,) = tables(document)
    assert table.aligned
    assert [[(c.text, c.row_span, c.column_span) for c in row] for row in table.rows] == [
        [("事项", 1, 1), ("要求", 1, 2), ("单位", 1, 1)],
        [("村务", 2, 1), ("1", 1, 1), ("公布账目", 1, 1), ("甲科\n乙科", 1, 1)],
        [("2", 1, 1), ("更新\n指南", 1, 1), ("丙科", 1, 1)],
    ]


def test_layout_tables_are_flattened_and_the_table_inside_is_kept() -> None:
    inner = "<table><tr><td>序号</td><td>要求</td></tr><tr><td>1</td><td>公布</td></tr></table>"
    document = page(f"<table><tr><td><table><tr><td>{PROSE}{inner}</td></tr></table></td><td>&nbsp;</td></tr></table>")
    assert len(texts(document)) == 2
    assert [[c.text for c in row] for row in tables(document)[0].rows] == [["序号", "要求"], ["1", "公布"]]


@pytest.mark.parametrize("span", ["0", "-3", "x", "99999999999", "70000"])
def test_absurd_spans_do_no_harm(span: str) -> None:
    document = page(
        f"<table><tr><td rowspan={span} colspan={span}>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table>"
    )
    cell = tables(document)[0].rows[0][0]
    assert 1 <= cell.row_span <= 2
    assert 1 <= cell.column_span <= 1000


def test_breaks_hidden_text_and_ordered_lists() -> None:
    document = page(
        "<div><p>第一行\n  接着写。<br>第二行,另起。</p><p style='display:none'>看不见的字,不要。</p>"
        "<ol start=3><li>公布账目,按季。</li><li>更新指南,按月。</li></ol><h2>甲<br>乙</h2><p>末段,完。</p></div>"
    )
    assert texts(document) == [
        "第一行接着写。",
        "第二行,另起。",
        "3.公布账目,按季。",
        "4.更新指南,按月。",
        "甲乙",
        "末段,完。",
    ]


@pytest.mark.parametrize(
    ("declared", "codec", "encoding"),
    [("gb2312", "gb18030", "gb18030"), ("big5", "big5", "big5"), ("gb2312", "utf-8", "utf-8"), ("", "gbk", "gb18030")],
)
def test_charset_is_declared_or_judged(declared: str, codec: str, encoding: str) -> None:
    prose = "本鎮公開工作,請查照。" if codec == "big5" else "本镇公开工作,请按时办理。"
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    (document,) = read_bytes(f"<html><head>{head}</head><body><p>{prose}</p></body></html>".encode(codec), "a.htm")
    assert document.source.encoding == encoding
    assert texts(document) == [prose]


def test_address_of_the_page() -> None:
    document = page(PROSE, "<link rel='canonical' href='https://example.org/a.html'>")
    assert ("url", "https://example.org/a.html") in document.metadata


def test_deep_nesting_and_entities_do_no_harm() -> None:
    deep = "<div>" * 3000 + "正文,很深。" + "</div>" * 3000
    tables_ = "<table><tr><td>a</td><td>" * 200 + "正文,很深。"
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><html><body><p>&b;正文,完。</p></body></html>'
    )
    for markup in (deep, tables_, bomb):
        try:
            documents = read_bytes(markup.encode(), "a.html")
        except ReadError:
            continue
        assert len(str(documents)) < 100_000


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>/=\"' tdrablehpiv正文,。\n&;#1", max_size=300), st.binary(max_size=60))
def test_any_markup_is_read_or_refused(text: str, noise: bytes) -> None:
    try:
        read_bytes(b"<html><body>" + text.encode() + noise, "a.html")
    except ReadError as error:
        assert error.hint


@pytest.mark.skipif(not PAGES.exists(), reason="种子文件不在")
def test_real_pages_hold_the_whole_notice_and_nothing_else() -> None:
    from lxml import html

    for gold in json.loads((PAGES / "gold.json").read_text(encoding="utf-8")):
        path = PAGES / gold["page"]
        (document,) = read_path(path)
        metadata = dict(document.metadata)
        assert metadata["标题"] == gold["title"], path.name
        assert metadata["发文机关"] == gold["issuer"], path.name
        assert metadata["发文字号"] == gold["document_number"], path.name
        assert re.findall(r"\d+", metadata["成文日期"]) == gold["date"].split("-"), path.name
        content = html.fromstring(path.read_bytes().decode("utf-8")).get_element_by_id("UCAP-CONTENT")
        for unseen in list(content.iter("style", "script")):
            unseen.drop_tree()
        found = "".join(
            b.text if isinstance(b, Paragraph) else "".join(c.text for row in b.rows for c in row)
            for b in document.blocks
        )
        assert re.sub(r"\s", "", found) == re.sub(r"\s", "", content.text_content()), path.name


@pytest.mark.parametrize("tag", ["div", "span", "ul><li", "table><tr><td", "b"])
@pytest.mark.parametrize("depth", [300, 1500, 20_000])
def test_elements_that_nobody_closed_lose_no_text(tag: str, depth: int) -> None:
    inside = "".join(f"<{tag}>" + (f"第{i}处公开。" if i % 100 == 0 else "") for i in range(depth))
    body = f"<h1>关于做好公开工作的通知</h1>{inside}<p>1.公布目录,接受监督。</p></div><p>县政府办公室</p>"
    text = str(page(body).blocks)
    assert all(f"第{i}处公开。" in text for i in range(0, depth, 100))
    assert "公布目录" in text
    assert "县政府办公室" in text


def test_a_picture_in_the_page_hides_nothing_behind_it() -> None:
    body = f"<h1>关于公开的通知</h1><img src='data:image/png;base64,{'A' * 11_000_000}'><p>1.公布目录。</p>"
    assert "公布目录" in str(page(body).blocks)


def test_preformatted_rows_are_lines() -> None:
    body = """<div style="white-space: pre-wrap">各科室:
    1.公布目录。
    2.更新<b>指南</b>。</div><p>其他事项
    另行通知。</p>"""
    assert texts(page(body)) == ["各科室:", "1.公布目录。", "2.更新指南。", "其他事项另行通知。"]


@pytest.mark.parametrize(
    ("codec", "declared", "encoding"),
    [("big5", "gb2312", "big5"), ("gb18030", "big5", "gb18030"), ("utf-8", "gbk", "utf-8")],
)
def test_a_false_declaration_is_not_believed(codec: str, declared: str, encoding: str) -> None:
    text = (
        "關於公開集體帳目的通知,請各單位於年底前辦理。"
        if codec == "big5"
        else "关于公开集体账目的通知,请各单位于年底前办理。"
    )
    markup = f"<html><head><meta charset='{declared}'></head><body><p>{text}</p><p>{PROSE}</p></body></html>"
    (document,) = read_bytes(markup.encode(codec, "replace"), "页.html")
    assert document.source.encoding == encoding
    assert text in texts(document)


TASK = "每季公布水质。"
SOURCES = {
    "a page": f"<!DOCTYPE html>\n<html><head><title>甲</title></head><body><p>{TASK}</p></body></html>",
    "behind a comment": f"<!-- 存 -->\n<!-- 取 -->\n<HTML><body><p>{TASK}</p></body></HTML>",
    "a piece of one": f'<meta charset="utf-8"><h2>甲</h2><p>{TASK}</p>',
    "a piece cut off": f"<div class='x'><h2>甲</h2><ul><li>乙</li><li>丙</li></ul><p>{TASK}</p><p>其他事项",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_the_source_of_a_page_is_read_as_a_page_wherever_it_comes_from(source: str) -> None:
    def texts(blocks: tuple[Block, ...]) -> list[str]:
        return [block.text for block in blocks if isinstance(block, Paragraph)]

    (saved,) = read_bytes(source.encode(), "甲.html")
    assert TASK in texts(saved.blocks)
    assert read_text(source).blocks == saved.blocks
    assert read_text(source).metadata == saved.metadata
    for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le"):
        for name in ("粘贴文本", "甲.txt"):
            (other,) = read_bytes(source.encode(codec), name)
            assert (other.blocks, other.source.format) == (saved.blocks, "html")


@pytest.mark.parametrize(
    "text",
    [
        "<table>白鹭区",
        "<p>与</p>之间是一段文字。\n一、公开内容",
        "关于页面的说明\n<p>甲</p><p>乙</p><p>丙</p>",
        "<关于做好公开工作的通知>\n</p></p></p>",
    ],
)
def test_a_text_that_speaks_of_tags_stays_text(text: str) -> None:
    lines = [block.text for block in read_text(text).blocks if isinstance(block, Paragraph)]
    assert lines == text.split("\n")
    assert read_bytes(text.encode(), "说明.txt")[0].blocks == read_text(text).blocks


def test_many_comments_before_a_text_cost_no_time() -> None:
    started = time.monotonic()
    read_text("<!--a-->" * 5000 + "通知")
    assert time.monotonic() - started < 2
