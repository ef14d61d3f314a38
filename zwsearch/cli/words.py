"""`words`: the user's own words and synonyms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zwsearch.cli import options
from zwsearch.cli.door import enter, note_all, say, say_json
from zwsearch.errors import UsageError

if TYPE_CHECKING:
    from zwsearch.workspace import Workspace
    from zwsearch.workspace.words import WordList

_ACTIONS = {
    "list": "列出",
    "add": "加词",
    "remove": "删词",
    "same": "设为同义词",
    "unsame": "取消同义词",
}


def words(
    ctx: typer.Context,
    action: Annotated[
        str, typer.Argument(metavar="[操作]", help="list 列出（默认），add、remove 词，same、unsame 同义词")
    ] = "list",
    given: Annotated[
        list[str] | None, typer.Argument(metavar="[词...]", help="一个或几个词，可含任何符号", show_default=False)
    ] = None,
    workspace: options.WorkspaceOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """自己的词和同义词：加上即起作用"""
    door = enter(ctx, workspace, as_json)
    found = _do(door.workspace, action, given or [])
    note_all(found.notes)
    if door.json:
        say_json({"words": list(found.words), "synonyms": [list(group) for group in found.synonyms]})
        return 0
    if action == "list":
        say("自己的词：" + ("、".join(found.words) or "（无）"))
        say("自己的同义词：" + ("；".join(" = ".join(group) for group in found.synonyms) or "（无）"))
    elif found.changed:
        say(f"已{_ACTIONS[action]}：{'、'.join(found.changed)}")
    else:
        say("没有变化：这些词早已加过")
    return 0


def _do(workspace: Workspace, action: str, given: list[str]) -> WordList:
    if action == "list" and not given:
        return workspace.words()
    if action not in _ACTIONS or action == "list":
        raise UsageError(f"没有操作“{action}”" if action != "list" else "list 后面不用写词", hint=_HINT)
    if not given:
        raise UsageError(f"{action} 后面缺少词", hint=_HINT)
    verb = {
        "add": workspace.add_words,
        "remove": workspace.remove_words,
        "same": workspace.add_synonyms,
        "unsame": workspace.remove_synonyms,
    }[action]
    return verb(*given)


_HINT = "例如：zwsearch words add 一网统管；zwsearch words same 放管服 简政放权；zwsearch words 列出全部"
