"""The dialogue of `label`: a task with what surrounds it, one key a decision, undo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import typer

from zwsearch.cli.door import say
from zwsearch.cli.tables import describe_no_idea
from zwsearch.errors import UsageError
from zwsearch.records import percent

if TYPE_CHECKING:
    from zwsearch.records import Filters, Tag
    from zwsearch.workspace import Workspace
    from zwsearch.workspace.reviewing import ReviewItem

# Keys for categories, in the order of the taxonomy; those that command are left out.
_KEYS = "123456789abcdefghijklmnoprtvwxyz"
_ACCEPT, _SKIP, _UNDO, _QUIT = ("\r", "\n", " "), "s", "u", ("q", "\x03", "\x04", "\x1b")
_NO_TASK = "0"
_TOGETHER = "="
_HELP = "回车=同意模型  0=不是任务  s=跳过  u=撤销  q=结束"
_AROUND = 60
_OTHERS = 5
_REASONS = 5


def key_names(categories: tuple[str, ...]) -> dict[str, str]:
    """Key → category; with more categories than keys the rest are set by id."""
    keys = [key for key in _KEYS if key not in (_SKIP, _UNDO)]
    return dict(zip(keys, categories, strict=False))


class Dialogue:
    """Asks for one decision after another; `read_key` waits for one key and returns it."""

    def __init__(self, workspace: Workspace, author: str, read_key: Callable[[], str] = typer.getchar) -> None:
        from zwsearch.workspace import corrections

        self._workspace = workspace
        self._author = author
        self._read_key = read_key
        self._keys = key_names(corrections.categories(workspace))
        # Place in the queue → ids that its decision settled, and how they are taken back.
        self._said: dict[int, tuple[list[str], Callable[[], object]]] = {}

    def run(self, count: int, filters: Filters) -> int:
        """Go through the queue; return the exit status."""
        queue = self._workspace.review(count, filters)
        if not queue.items:
            say("没有待复核的任务")
            return 0
        gone = (
            f"（另有 {queue.gone} 条标注的任务已不在，训练时仍用）" if queue.gone and filters == type(filters)() else ""
        )
        say(f"待复核 {queue.waiting} 条，已有标注 {queue.labelled} 条{gone}；先看最拿不准的 {len(queue.items)} 条")
        at = 0
        while at < len(queue.items):
            self._show(queue.items[at], at + 1, len(queue.items))
            step = self._decide(queue.items[at], at)
            if step is None:
                break
            at = max(0, at + step)
        done = sum(len(ids) for ids, _ in self._said.values())
        say(f"\n标注了 {done} 条任务" + ("；用 zwsearch train 重新训练，让模型学会" if done else ""))
        return 0

    def _decide(self, item: ReviewItem, at: int) -> int | None:
        """How far to go on in the queue; None ends the dialogue."""
        guess = item.unit.tag.category if item.unit.tag else None
        together = item.together
        while True:
            try:
                key = self._read_key()
            except (KeyboardInterrupt, EOFError):
                return None
            if key in _QUIT:
                return None
            if key == _SKIP:
                return 1
            if key == _UNDO:
                return self._undo(at)
            if key == _TOGETHER and item.free:
                together = not together
                say(f"  {_told_others(item, together=together)}")
                continue
            category = guess if key in _ACCEPT else self._keys.get(key.lower())
            if category is None and key != _NO_TASK:
                say(f"没有这个键；{_HELP}")
                continue
            alike = [unit.id for unit in (item.others if together else item.bound)]
            ids = [item.unit.id, *alike]
            if category is None:
                for id_ in ids:
                    self._workspace.drop_task(id_, author=self._author)
                self._said[at] = ids, partial(self._undo_drops, ids)
            else:
                try:
                    numbers = self._decide_on(item, ids, category)
                except UsageError as error:  # a colleague decided meanwhile, or the notice was read anew
                    say(error.message)
                    return 1
                self._said[at] = ids, partial(self._undo_labels, numbers)
            say(f"→ {category or '不是任务'}" + (f"（连同另外 {len(alike)} 条）" if alike else ""))
            return 1

    def _decide_on(self, item: ReviewItem, ids: list[str], category: str) -> tuple[int, ...]:
        from zwsearch.workspace import corrections
        from zwsearch.workspace.decisions import Seen, sign_of_words

        seen = Seen(own=self._author, words={item.unit.id: sign_of_words(item.unit)})
        return corrections.decide(self._workspace, ids, category, author=self._author, seen=seen).numbers

    def _undo_labels(self, numbers: tuple[int, ...]) -> None:
        from zwsearch.workspace import corrections

        corrections.undo_decisions(self._workspace, numbers, author=self._author)

    def _undo_drops(self, ids: list[str]) -> None:
        for id_ in ids:
            self._workspace.undo_edit(id_, author=self._author)

    def _undo(self, at: int) -> int:
        if not self._said:
            say("没有可以撤销的标注")
            return 0
        last = max(self._said)
        _, take_back = self._said.pop(last)
        try:
            take_back()
        except UsageError as error:  # somebody else has decided on it since
            say(error.message)
            return 0
        say("已撤销上一条")
        return last - at

    def _show(self, item: ReviewItem, number: int, total: int) -> None:
        unit, tag = item.unit, item.unit.tag
        title = item.notice.notice.title or item.notice.source.name
        say(f"\n[{number}/{total}] {title}")
        if unit.section:
            say(f"  标题：{' / '.join(unit.section)}")
        tasks = [other for other in self._workspace.show(unit.id).units if other.type == "task"]
        place = next(i for i, other in enumerate(tasks) if other.id == unit.id)
        if place:
            say(f"  上一条：{_short(tasks[place - 1].text)}")
        printed = f"序号 {unit.number}，" if unit.number else ""
        say(f"  ▶ {unit.text}")
        say(f"    （{printed}编号 {unit.id}）")
        if place + 1 < len(tasks):
            say(f"  下一条：{_short(tasks[place + 1].text)}")
        if item.others:
            say(f"  {_told_others(item, together=item.together)}")
        if tag is not None:
            say(f"  模型认为：{_guess(tag)}")
        say("  " + "  ".join(f"{key}={name}" for key, name in self._keys.items()))
        say(f"  {_HELP}")


def _told_others(item: ReviewItem, *, together: bool) -> str:
    told = f"这份通知里一字不差的另外 {len(item.bound)} 条，总是一起标注" if item.bound else ""
    if not item.free:
        return told
    ids = "、".join(unit.id for unit in item.free[:_OTHERS]) + (" 等" if len(item.free) > _OTHERS else "")
    done, else_ = ("会一并标注", "不一并标注") if together else ("不一并标注", "一并标注")
    return (
        f"{told}{'；' if told else ''}{item.likeness}的还有 {len(item.free)} 条（{ids}），{done}；"
        f"按 {_TOGETHER} 改为{else_}"
    )


def _guess(tag: Tag) -> str:
    if tag.has_no_idea or tag.seems_no_task:
        return describe_no_idea(tag)
    others = "、".join(f"{other.category} {percent(other.confidence)}" for other in tag.alternatives[:2])
    why = "、".join(reason.word for reason in tag.reasons[:_REASONS])
    return (
        f"{tag.category} {percent(tag.confidence)}"
        + (f"（其次 {others}）" if others else "")
        + (f"，依据：{why}" if why else "")
    )


def _short(text: str) -> str:
    return text if len(text) <= _AROUND else text[: _AROUND - 1] + "…"
