"""How good the model in use is: worked out once, beside the pages, and kept over a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zwsearch.errors import ZwsearchError
from zwsearch.web.desk import Desk
from zwsearch.web.failures import Failure, explain, trace
from zwsearch.web.shelf import Shelf
from zwsearch.workspace import Workspace
from zwsearch.workspace.candidate import judge_model_in_use, mark_of_model

if TYPE_CHECKING:
    from zwsearch.tag import Evaluation

_KEPT = "judged.json"


@dataclass(frozen=True, slots=True)
class Judged:
    """The figures of a model; none where no label is known that it was not trained on, or `pending`, or a `failure`."""

    figures: Evaluation | None = None
    pending: bool = False
    failure: Failure | None = None


class Judging:
    """What is known of models, each by its mark; one is judged at a time, and nobody waits for it."""

    def __init__(self, desk: Desk, shelf: Shelf, log: Callable[[str], object]) -> None:
        self._desk = desk
        self._shelf = shelf
        self._log = log
        self._known: dict[str, Judged] = {}
        self._work: asyncio.Task[None] | None = None

    async def look(self, mark: str) -> Judged:
        """What is known of the model in use, which has a mark. What failed is told once, and then tried again."""
        if mark not in self._known:
            self._recall()
        if self._known.get(mark, Judged()).failure:
            return self._known.pop(mark)
        if mark not in self._known and (self._work is None or self._work.done()):
            self._work = asyncio.create_task(self._judge(mark))
        return self._known.get(mark, Judged(pending=True))

    async def _judge(self, mark: str) -> None:
        try:
            judged, figures = await self._desk.ask(_figures)
        except Exception as error:
            if not isinstance(error, ZwsearchError):
                self._log(f"judging the model\n{trace(error)}")
            self._known[mark] = Judged(failure=explain(error))
            return
        if judged is not None:
            self._known[judged] = Judged(figures)
            data = None if figures is None else figures.to_data()
            self._shelf.put_json(_KEPT, {"mark": judged, "figures": data})

    def _recall(self) -> None:
        from zwsearch.tag import Evaluation

        kept = self._shelf.get_json(_KEPT)
        try:
            figures = None if kept["figures"] is None else Evaluation.from_data(kept["figures"])
            self._known.setdefault(str(kept["mark"]), Judged(figures))
        except (TypeError, LookupError, ValueError):  # nothing was kept, or not by this version of the program
            return


def _figures(workspace: Workspace) -> tuple[str | None, Evaluation | None]:
    return mark_of_model(workspace), judge_model_in_use(workspace)
