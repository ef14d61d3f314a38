"""The confusion matrix as a picture: rows are what people said, columns what the model said.

SVG is text that the viewer's own fonts draw; PNG is drawn by Pillow (which comes with pdfplumber) with a font of
this machine, and only with one that really holds the characters.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from zwsearch.errors import UsageError, cause_of
from zwsearch.tag.text import read_word_list

if TYPE_CHECKING:
    from zwsearch.tag.evaluation import Evaluation

_CELL, _TYPE, _EDGE = 40, 15, 16
_SHARP = 2  # pixels of a PNG for one of the drawing
_INK, _PALE, _GRID = "#1f2933", "#66727f", "#d9dee4"
# From white to full: right tags blue, wrong ones orange, which also the colour-blind tell apart.
_RIGHT, _WRONG = (31, 99, 171), (217, 95, 2)
_FONTS = '"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei",sans-serif'


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float
    fill: str


@dataclass(frozen=True, slots=True)
class _Text:
    """A line of text around (x, y): `anchor` is where x lies in it, y is its middle."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    fill: str = _INK
    size: int = _TYPE


@dataclass(frozen=True, slots=True)
class _Drawing:
    width: int
    height: int
    boxes: tuple[_Box, ...]
    texts: tuple[_Text, ...]


def draw_confusion(evaluation: Evaluation, path: Path) -> None:
    """Write the confusion matrix to a `.png` or `.svg` file.

    Raises UsageError for another ending, for nothing to draw, when no font here knows Chinese (PNG), or when the
    disk refuses.
    """
    suffix = path.suffix.lower()
    if suffix not in (".png", ".svg"):
        raise UsageError(f"不会画这种格式的图：{path.name}", hint="文件名请以 .png 或 .svg 结尾")
    if not evaluation.names:
        raise UsageError("没有可画的任务：标注文件里只有非任务句", hint="请换一份有任务的标注文件")
    drawing = _lay_out(evaluation)
    try:
        if suffix == ".svg":
            path.write_bytes(_svg(drawing))
        else:
            _png(drawing).save(path)
    except OSError as error:
        raise UsageError(f"图片写不出来：{path}（{cause_of(error)}）", hint="请检查文件夹是否存在、能否写入") from error


def _lay_out(evaluation: Evaluation) -> _Drawing:
    names = evaluation.names
    longest = max(map(len, names))
    left = _EDGE + longest * _TYPE + 12
    top = _EDGE + 3 * _TYPE + longest * (_TYPE + 2) + 14
    size = len(names) * _CELL
    boxes: list[_Box] = []
    shares = (
        f"准确率 {evaluation.accuracy:.1%}，各类平均综合分（F1）{evaluation.macro_f1:.1%}，共 {evaluation.count} 条"
    )
    texts = [
        _Text(_EDGE, _EDGE + _TYPE / 2, "混淆矩阵：每行是标注的类别，每列是模型标出的类别", "start"),
        _Text(_EDGE, _EDGE + 1.9 * _TYPE, f"{shares}；蓝色标对，橙色标错，越深占该行越多", "start", _PALE, 13),
    ]
    for place, name in enumerate(names):
        middle = place * _CELL + _CELL / 2
        texts.append(_Text(left - 8, top + middle, name, "end"))
        # Chinese reads downwards as well as across.
        first = top - 10 - (len(name) - 0.5) * (_TYPE + 2)
        texts += [_Text(left + middle, first + n * (_TYPE + 2), char) for n, char in enumerate(name)]
    for row, counts in enumerate(evaluation.confusion):
        for column, count in enumerate(counts):
            share = count / sum(counts) if count else 0.0
            # A few wrong ones among many must be seen, so orange deepens faster.
            depth = share if row == column else min(1.0, 3 * share)
            x, y = left + column * _CELL, top + row * _CELL
            boxes.append(_Box(x, y, _shade(_RIGHT if row == column else _WRONG, depth)))
            if count:
                ink = "#ffffff" if depth > 0.55 else _INK
                texts.append(_Text(x + _CELL / 2, y + _CELL / 2, str(count), fill=ink))
    width = max(left + size, _EDGE + 36 * _TYPE) + _EDGE
    return _Drawing(int(width), int(top + size + _EDGE), tuple(boxes), tuple(texts))


def _shade(full: tuple[int, int, int], depth: float) -> str:
    return "#" + "".join(f"{round(255 + (part - 255) * depth):02x}" for part in full)


def _svg(drawing: _Drawing) -> bytes:
    width, height = str(drawing.width), str(drawing.height)
    root = ElementTree.Element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        role="img",
    )
    ElementTree.SubElement(root, "title").text = drawing.texts[0].text
    ElementTree.SubElement(root, "rect", width="100%", height="100%", fill="#ffffff")
    side = str(_CELL)
    for box in drawing.boxes:
        place = {"x": f"{box.x:g}", "y": f"{box.y:g}", "width": side, "height": side}
        ElementTree.SubElement(root, "rect", place, fill=box.fill, stroke=_GRID)
    for text in drawing.texts:
        place = {"x": f"{text.x:g}", "y": f"{text.y:g}", "font-size": str(text.size), "text-anchor": text.anchor}
        place |= {"dominant-baseline": "central", "font-family": _FONTS, "fill": text.fill}
        ElementTree.SubElement(root, "text", place).text = text.text
    written: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return written


def _png(drawing: _Drawing) -> Any:
    from PIL import Image, ImageDraw, ImageFont

    font = find_font("".join(text.text for text in drawing.texts))
    picture = Image.new("RGB", (drawing.width * _SHARP, drawing.height * _SHARP), "#ffffff")
    pen = ImageDraw.Draw(picture)
    for box in drawing.boxes:
        corner = (box.x * _SHARP, box.y * _SHARP)
        end = (corner[0] + _CELL * _SHARP, corner[1] + _CELL * _SHARP)
        pen.rectangle((corner, end), fill=box.fill, outline=_GRID)
    sizes = {text.size: ImageFont.truetype(str(font), text.size * _SHARP) for text in drawing.texts}
    anchors = {"start": "lm", "middle": "mm", "end": "rm"}
    for text in drawing.texts:
        pen.text((text.x * _SHARP, text.y * _SHARP), text.text, text.fill, sizes[text.size], anchors[text.anchor])
    return picture


def find_font(text: str) -> Path:
    """A font file of this machine that holds all characters of `text`.

    Raises UsageError when there is none.
    """
    wanted = [name.lower() for name in read_word_list(Path(__file__).with_name("fonts.txt"))]
    # The regular weight of a family before the bold one.
    order = sorted(_font_files(), key=lambda path: ("regular" not in path.name.lower(), path.name, str(path)))
    for start in wanted:
        for path in order:
            if path.name.lower().startswith(start) and _holds(path, text):
                return path
    raise UsageError(
        "这台电脑上没有找到能显示中文的字体，画不出 PNG", hint="请改存为 .svg，或安装一种中文字体（如 Noto Sans CJK）"
    )


def _font_files() -> Iterator[Path]:
    home = Path.home()
    if sys.platform == "win32":
        folders = [
            Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",
            home / "AppData/Local/Microsoft/Windows/Fonts",
        ]
    elif sys.platform == "darwin":
        folders = [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    else:
        folders = [
            Path("/usr/share/fonts"),
            Path("/usr/local/share/fonts"),
            home / ".local/share/fonts",
            home / ".fonts",
        ]
    return chain.from_iterable(
        folder.rglob(f"*.{ending}") for folder in folders if folder.is_dir() for ending in ("tt[fc]", "otf", "otc")
    )


def _holds(path: Path, text: str) -> bool:
    from PIL import ImageFont

    try:
        font = ImageFont.truetype(str(path), 24)
        missing = bytes(font.getmask("\uffff"))
        return all(bytes(font.getmask(char)) != missing for char in set(text) if not char.isspace())
    except OSError:  # a damaged file, or no scalable font
        return False
