"""The confusion matrix as a picture: legible Chinese, or a clear word on why there is none."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from zwsearch.errors import UsageError
from zwsearch.records import Tag
from zwsearch.tag import Evaluation, Label, draw_confusion
from zwsearch.tag import picture as drawing
from zwsearch.tag.evaluation import Outcome, evaluate_outcomes


def evaluation(*pairs: tuple[str, str]) -> Evaluation:
    return evaluate_outcomes([Outcome(Label("任务", true), Tag(given, 0.9, "auto")) for true, given in pairs])


SMALL = evaluation(("政策解读", "政策解读"), ("政策解读", "政策解读"), ("依申请公开", "政策解读"))


def test_the_svg_holds_every_name_and_count(tmp_path: Path) -> None:
    path = tmp_path / "图.svg"
    draw_confusion(SMALL, path)
    root = ElementTree.parse(path).getroot()
    texts = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"政策解读", "依申请公开", "2", "1"} <= set(texts)
    assert "依申请公开" in "".join(texts[3:]), "the columns are named downwards"
    squares = [e.get("fill") for e in root.iter("{http://www.w3.org/2000/svg}rect")][1:]
    assert len(squares) == 4
    assert squares.count("#ffffff") == 2, "where nothing was counted the square is white"
    assert len(set(squares)) == 3


def test_the_png_is_drawn_with_a_font_that_knows_chinese(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    try:
        drawing.find_font("政策解读")
    except UsageError:
        pytest.skip("这台电脑没有中文字体")
    path = tmp_path / "图.PNG"
    draw_confusion(SMALL, path)
    with image.open(path) as png:
        assert png.format == "PNG"
        assert min(png.size) > 300
        assert len(png.convert("L").getcolors()) > 20, "letters have soft edges"


def test_without_a_chinese_font_the_user_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "NotoSansCJK-damaged.ttc"  # Pillow would find one of a known name elsewhere
    damaged.write_bytes(b"no font")
    monkeypatch.setattr(drawing, "_font_files", lambda: iter([damaged]))
    with pytest.raises(UsageError, match="字体") as told:
        draw_confusion(SMALL, tmp_path / "out.png")
    assert ".svg" in told.value.hint
    draw_confusion(SMALL, tmp_path / "out.svg")


@pytest.mark.parametrize("name", ["out.jpg", "out", "no-such-folder/out.svg"])
def test_what_cannot_be_written_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        draw_confusion(SMALL, tmp_path / name)


def test_sentences_that_are_no_task_make_no_picture(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="非任务"):
        draw_confusion(evaluation(("非任务", "政策解读")), tmp_path / "out.svg")
