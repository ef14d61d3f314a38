"""The document laid out and gathered again: places, replay of mends, and what holds for every kind of damage."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from zwsearch.records import Block, Cell, Document, Paragraph, Repaired, Source, Table
from zwsearch.repair import repair
from zwsearch.repair.page import METADATA, Edit, gather, lay_out


def document(*lines: str | Block, metadata: tuple[tuple[str, str], ...] = ()) -> Document:
    blocks = tuple(Paragraph(line) if isinstance(line, str) else line for line in lines)
    return Document(Source("通知.txt", "txt", "utf-8", ""), blocks, metadata)


def table(*rows: tuple[str, ...]) -> Table:
    return Table(tuple(tuple(Cell(text) for text in row) for row in rows))


def lines(repaired: Repaired) -> list[str]:
    return [block.text for block in repaired.document.blocks if isinstance(block, Paragraph)]


def codes(repaired: Repaired) -> list[str]:
    return [problem.code for problem in repaired.problems]


def replay(original: Document, repaired: Repaired) -> None:
    """Each mend stands where it says, and all of them together make the repaired text."""
    page = lay_out(original)
    texts = dict(zip(page.places, page.texts, strict=True))
    for mend in repaired.mends:
        place = next(p for p in texts if (p.block, p.row, p.column) == (mend.block, mend.row, mend.column))
        text = texts[place]
        assert text[mend.start : mend.start + len(mend.before)] == mend.before
        texts[place] = text[: mend.start] + mend.after + text[mend.start + len(mend.before) :]
    after = lay_out(repaired.document)
    assert texts == dict(zip(after.places, after.texts, strict=True))


def test_places_of_paragraphs_cells_captions_and_metadata() -> None:
    grid = Table(((Cell("甲"), Cell("乙")), (Cell("丙"),)), caption="表一")
    page = lay_out(document("开头", grid, metadata=(("title", "标题"),)))
    assert page.texts == ["标题", "开头", "表一", "甲", "乙", "丙"]
    assert [tuple(place) for place in page.places] == [
        (METADATA, 0, None),
        (0, None, None),
        (1, None, None),
        (1, 0, 0),
        (1, 0, 1),
        (1, 1, 0),
    ]


def test_edits_are_written_down_in_the_order_of_replay() -> None:
    original = document("甲@@乙@@丙", table(("一", "二")), metadata=(("title", "旧题"),))
    page = lay_out(original)
    page.edit(1, "stray_marks", [Edit(1, 3, ""), Edit(4, 6, "，")])
    page.edit(0, "stray_marks", [Edit(0, 1, "新")])
    page.edit(3, "stray_marks", [Edit(0, 1, "贰")])
    repaired = Repaired(gather(page), tuple(page.mends))
    assert repaired.document.metadata == (("title", "新题"),)
    assert lines(repaired) == ["甲乙，丙"]
    assert [mend.start for mend in repaired.mends] == [1, 2, 0, 0]
    replay(original, repaired)


def test_a_document_without_damage_comes_back_as_the_same_object() -> None:
    original = document("各单位要认真落实。", table(("办公室", "年底前")))
    repaired = repair(original)
    assert repaired.document is original
    assert repaired.mends == () and repaired.problems == ()


def test_cells_and_metadata_are_mended_like_paragraphs() -> None:
    original = document(
        "為做好政務(wù)公開工作(zuò)，現(xiàn)將有關(guān)事項通知如下：",
        table(("牽頭單位", "辦公(gōng)室")),
        metadata=(("發文機關", "某縣財政局辦公室"),),
    )
    repaired = repair(original)
    (paragraph, grid) = repaired.document.blocks
    assert isinstance(paragraph, Paragraph) and isinstance(grid, Table)
    assert paragraph.text == "为做好政务公开工作，现将有关事项通知如下："
    assert [cell.text for cell in grid.rows[0]] == ["牵头单位", "办公室"]
    assert repaired.document.metadata == (("發文機關", "某县财政局办公室"),)
    replay(original, repaired)


DAMAGE = st.sampled_from(
    [
        "進(jìn)",
        "務(wù)",
        "公開",
        "的通知",
        "?!稑?biāo)",
        "??h級",
        "?。ㄒ唬┚",
        "@@",
        "，，",
        "鍏充簬鍗板彂",
        "å…³äºŽ",
        "&nbsp;",
        "&amp;lt;",
        "&",
        "amp;",
        ";",
        "\u200b",
        "⼀",
        "\ue5e5",
        "\ufffd",
        "《",
        "》",
        "365体育_bet官网app下载",
        "办公厅",
        "关于印发",
        "各单位要按季度公开",
        "。",
        "Ｊ姓",
        "于是",
        "h",
        "1",
        "製度",
        "著",
        "乾部",
        "锟斤拷",
        "ù思",
        "|",
        "，",
        "(dì)",
        "法",
        "2 0 2 1 年",
        "政 务",
        "备 注",
        " ",
        "\n",
        "\xa0",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.one_of(DAMAGE, st.text(max_size=3)), max_size=8).map("".join), max_size=5))
@example(["&amp;amp;nbsp;", "&&amp;lt;;"])
@example(["，，，，", "@@@@公开@@"])
def test_mending_twice_changes_nothing_more_and_mends_replay(texts: list[str]) -> None:
    original = document(*texts)
    repaired = repair(original)
    replay(original, repaired)
    again = repair(repaired.document)
    assert again.mends == ()
    assert again.document == repaired.document
    assert len(repaired.document.blocks) == len(original.blocks)
