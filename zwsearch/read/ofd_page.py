"""One OFD page drawn: characters and rules at their places, in points, as pdfplumber shows those of a PDF page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import hypot
from typing import Any

from zwsearch.read import limits

_POINTS = 72 / 25.4
# Parts of a character's size above and below its base line; widths of those that are not given one.
_ABOVE, _BELOW = 0.88, 0.12
_NARROW = 0.5
# A drawing in a drawing in a drawing is no notice.
_DEEPEST = 4
# The densest catalogue has 10,000 characters a page.
_MOST_OBJECTS = 200_000
# A rule may lean by so many points.
_LEAN = 1.0

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def local(element: Any) -> str:
    """The name of an element without its name space, which differs between makers; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def within(element: Any, name: str) -> Iterator[Any]:
    """The elements of a name anywhere in another, in order."""
    return (e for e in element.iter() if local(e) == name)


def numbers_of(text: str | None) -> list[float]:
    """The numbers of a list that is parted by blanks; others are passed over."""
    return [float(n) for n in re.findall(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?", (text or "")[:1_000_000])]


def box_of(text: str | None) -> tuple[float, float, float, float] | None:
    """A box as (x, y, width, height); None when it is none."""
    numbers = numbers_of(text)
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else None


def _then(first: Matrix, second: Matrix) -> Matrix:
    """The transformation that does `first`, then `second`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _steps(text: str | None, most: int) -> list[float]:
    """DeltaX or DeltaY: distances, where `g n v` stands for n times v; no more than there are characters."""
    found: list[float] = []
    tokens = (text or "")[:1_000_000].split()
    at = 0
    while at < len(tokens) and len(found) < most:
        if tokens[at] == "g" and at + 2 < len(tokens):
            found += [_number(tokens[at + 2])] * max(0, min(int(_number(tokens[at + 1])), most - len(found)))
            at += 3
        else:
            found.append(_number(tokens[at]))
            at += 1
    return found


def _number(text: str | None, default: float = 0.0) -> float:
    numbers = numbers_of(text)
    return numbers[0] if numbers else default


class DrawnPage:
    """What `pdf_pages` needs of a page: chars, edges, images, and words and tables by pdfplumber's own methods."""

    def __init__(
        self, number: int, size: tuple[float, float, float, float], graphics: dict[str, Any], name: str
    ) -> None:
        self.page_number = number
        self.width, self.height = size[2] * _POINTS, size[3] * _POINTS
        self.chars: list[dict[str, Any]] = []
        self.edges: list[dict[str, Any]] = []
        self.images: list[Any] = []
        self._graphics = graphics
        self._name = name
        self._seen: set[tuple[str, int, int]] = set()
        # The box of a page may begin elsewhere than at zero.
        self._origin: Matrix = (_POINTS, 0.0, 0.0, _POINTS, -size[0] * _POINTS, -size[1] * _POINTS)

    def extract_words(self, **settings: Any) -> list[dict[str, Any]]:
        """As pdfplumber's method of that name."""
        from pdfplumber.utils.text import extract_words

        found: list[dict[str, Any]] = extract_words(self.chars, **settings)
        return found

    def find_tables(self) -> list[Any]:
        """As pdfplumber's method of that name."""
        from pdfplumber.table import TableFinder

        page: Any = self
        return list(TableFinder(page).tables)

    def close(self) -> None:
        """Lets go of what was drawn."""
        self.chars, self.edges, self.images = [], [], []

    def draw(self, content: Any) -> None:
        """Adds what a page or a template shows. Raises ReadError `too_large` beyond all sense."""
        for layers in content.iter():
            if local(layers) == "Layer":
                self._draw_all(layers, self._origin, 0)

    def _draw_all(self, parent: Any, placed: Matrix, depth: int) -> None:
        for element in parent:
            kind = local(element)
            if element.get("Visible", "true").lower() in ("false", "0"):
                continue
            if kind == "PageBlock" and depth < _DEEPEST * 8:
                self._draw_all(element, placed, depth + 1)
            elif kind == "ImageObject":
                self._count(self.images)
                self.images.append(element.get("ResourceID"))
            elif kind in ("TextObject", "PathObject", "CompositeObject"):
                boundary = box_of(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
                numbers = numbers_of(element.get("CTM"))
                own: Matrix = tuple(numbers) if len(numbers) == 6 else _IDENTITY  # type: ignore[assignment]
                matrix = _then(_then(own, (1.0, 0.0, 0.0, 1.0, boundary[0], boundary[1])), placed)
                if kind == "TextObject":
                    self._draw_text(element, matrix)
                elif kind == "PathObject":
                    self._draw_path(element, matrix)
                elif depth < _DEEPEST:
                    unit = self._graphics.get(element.get("ResourceID"))
                    for inner in unit if unit is not None else ():
                        if local(inner) == "Content":
                            self._draw_all(inner, matrix, depth + 1)

    def _draw_text(self, element: Any, matrix: Matrix) -> None:
        size = _number(element.get("Size"), 3.7)
        a, b, c, d, _, _ = matrix
        height, along = size * hypot(c, d), hypot(a, b)
        if height <= 0 or along <= 0 or min(abs(a), abs(b)) > 0.1 * max(abs(a), abs(b)):
            # What stands aslant is a watermark.
            return
        wide = size * _number(element.get("HScale"), 1.0) or size
        x = y = 0.0
        for code in element:
            if local(code) != "TextCode":
                continue
            text = (code.text or "").strip("\r\n\t")
            x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
            right, down = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
            at, base = x, y
            for i, character in enumerate(text):
                usual = wide * (_NARROW if character < "\u2000" else 1.0)
                step = right[i] if i < len(right) else 0.0 if i < len(down) or down else usual
                # A character reaches to the next one, but is no wider than its size: what is beyond is a gap.
                width = min(step, wide) if step > 0 else usual
                start, end = _place(matrix, at, base), _place(matrix, at + width, base)
                self._add(character, start, end, height, upright=abs(a) >= abs(b))
                at += step
                base += down[i] if i < len(down) else 0.0

    def _add(
        self, text: str, start: tuple[float, float], end: tuple[float, float], size: float, *, upright: bool
    ) -> None:
        self._count(self.chars)
        x0, x1 = sorted((start[0], end[0]))
        top, bottom = start[1] - _ABOVE * size, start[1] + _BELOW * size
        if not upright:
            x0, x1 = start[0] - _BELOW * size, start[0] + _ABOVE * size
            top, bottom = sorted((start[1], end[1]))
        # Bold is often made by drawing a character twice.
        key = (text, round(x0), round(top))
        if key in self._seen:
            return
        self._seen.add(key)
        self.chars.append(_thing(x0, x1, top, bottom) | {"text": text, "size": size, "upright": upright})

    def _draw_path(self, element: Any, matrix: Matrix) -> None:
        stroke = element.get("Stroke", "true").lower() != "false"
        filled = element.get("Fill", "false").lower() == "true"
        if not stroke and not filled:
            return
        for child in element:
            if local(child) != "AbbreviatedData":
                continue
            for (ax, ay), (bx, by) in _segments(child.text or ""):
                (x0, y0), (x1, y1) = _place(matrix, ax, ay), _place(matrix, bx, by)
                self._count(self.edges)
                if abs(y0 - y1) <= _LEAN < abs(x0 - x1):
                    edge = _thing(min(x0, x1), max(x0, x1), y0, y0) | {"orientation": "h"}
                elif abs(x0 - x1) <= _LEAN < abs(y0 - y1):
                    edge = _thing(x0, x0, min(y0, y1), max(y0, y1)) | {"orientation": "v"}
                else:
                    continue
                self.edges.append(edge | {"object_type": "line"})

    def _count(self, things: Sequence[Any]) -> None:
        if len(things) >= _MOST_OBJECTS:
            raise limits.too_large(
                f"“{self._name}”第 {self.page_number} 页的内容超过 {_MOST_OBJECTS} 个",
                "这不像一份通知，请拆分成单份文件后再读取",
            )


def _place(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _thing(x0: float, x1: float, top: float, bottom: float) -> dict[str, Any]:
    place = {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "doctop": top}
    return place | {"width": x1 - x0, "height": bottom - top}


def _segments(data: str) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight parts of a path: S and M begin, L draws, C closes; curves (Q, B, A) are passed over."""
    here = start = (0.0, 0.0)
    for match in re.finditer(r"([SMLQBAC])([^SMLQBAC]*)", data[:5_000_000]):
        numbers = numbers_of(match[2])
        if match[1] == "C":
            yield here, start
            here = start
        elif len(numbers) >= 2:
            to = (numbers[-2], numbers[-1])
            if match[1] == "L":
                yield here, to
            elif match[1] in "SM":
                start = to
            here = to
