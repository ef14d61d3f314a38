"""The headings that stand above and in the rows of a table."""

from __future__ import annotations

from .deadlines import is_blank
from .markers import marker_at
from .owners import same_as_above

_RANK = {"chapter": 0, "cn": 1, "cnp": 2, "num": 3, "nump": 4, "circ": 5}


class Headings:
    """The headings above the row at hand; a numbered one closes those of its own and lower rank."""

    def __init__(self) -> None:
        self.row_titles: list[tuple[int, str]] = []
        self.columns: list[tuple[int, str]] = []

    def title(self, text: str, *, opens: bool = False) -> None:
        """A heading that has a row to itself; one that `opens` a part of its own closes all above it."""
        self.row_titles = self._with([] if opens and marker_at(text) is None else self.row_titles, text, fresh=True)
        self.columns = []

    def cells(self, texts: list[str], *, trusted: bool) -> None:
        """Headings that stand in the row, outermost first; empty ones keep what stood above.

        Where the columns can be trusted the column tells the level, else the number before the heading does.
        """
        if trusted:
            for i, text in enumerate(texts):
                if text and not is_blank(text) and not same_as_above(text):
                    if i < len(self.columns) and self.columns[i][1] == text:
                        continue
                    self.columns = [*self.columns[:i], (6, text)]
            return
        depth = len(texts)
        for i, text in enumerate(texts):
            if text and not is_blank(text) and not same_as_above(text):
                self.columns = self._with(self.columns, text, fresh=i == 0 and depth > 1)

    @staticmethod
    def _with(stack: list[tuple[int, str]], text: str, *, fresh: bool) -> list[tuple[int, str]]:
        marker = marker_at(text)
        rank = _RANK.get(marker.kind, 6) if marker is not None else 6
        if any(text == old for _, old in stack):
            return stack[: [old for _, old in stack].index(text) + 1]
        kept = [(r, old) for r, old in stack if r < rank]
        if rank == 6 and not fresh and stack and stack[-1][0] == 6:
            kept = stack[:-1] if len(stack) > 1 else []
        elif rank == 6 and not fresh:
            kept = list(stack)
        return [*kept, (rank, text)]

    def path(self) -> tuple[str, ...]:
        """The headings, outermost first."""
        return tuple(text for _, text in self.row_titles) + tuple(text for _, text in self.columns)


def on_one_line(text: str) -> str:
    """A heading broken over lines inside its cell reads as one."""
    return "".join(map(str.strip, text.split("\n")))
