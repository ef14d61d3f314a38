"""Words and synonyms of the user's own: kept in the store, and at work from the next query on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from zwsearch.errors import NotFoundError, UsageError, ZwsearchError
from zwsearch.search import shipped_synonyms, stop_words
from zwsearch.segment import fold
from zwsearch.store import Store
from zwsearch.workspace.opened import SYNONYMS, OpenFolder

_LONGEST = 50
# Indexing anew takes about a second for this many units; beyond it the user is told to wait.
_SOON_DONE = 5_000


@dataclass(frozen=True, slots=True)
class WordList:
    """The user's own words and groups of synonyms as they now are; `changed` are those of this call."""

    words: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...]
    changed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def own_words(folder: OpenFolder) -> WordList:
    """What the workspace holds; empty for a workspace without content."""
    store = folder.existing()
    return WordList(store.words() if store is not None else (), folder.synonyms())


def add_words(folder: OpenFolder, words: Sequence[str]) -> WordList:
    """Add words, with any symbols, and bring the index up to date. Raises UsageError for what is no word."""
    wanted = tuple(dict.fromkeys(_checked(word) for word in words))
    with folder.writing() as store:
        known = set(store.words())
        added = tuple(word for word in wanted if word not in known)
        if added:
            store.set_words([*known, *added])
        return _at_work(folder, store, added)


def remove_words(folder: OpenFolder, words: Sequence[str]) -> WordList:
    """Take words away. Raises NotFoundError for one that was never added; then nothing changes."""
    wanted = tuple(dict.fromkeys(map(_plain, words)))
    if folder.existing() is None:
        raise _no_word(wanted[0] if wanted else "")
    with folder.writing() as store:
        known = set(store.words())
        for word in wanted:
            if word not in known:
                raise _no_word(word)
        store.set_words(known.difference(wanted))
        return _at_work(folder, store, wanted)


def add_synonyms(folder: OpenFolder, members: Sequence[str]) -> WordList:
    """Say that two or more words mean the same; a member with spaces stands for all its words together."""
    if len(set(map(_plain, members))) < 2:  # first of all: what is wrong with the only word is another matter
        raise UsageError("同义词至少要两个不同的词", hint="例如：zwsearch words same 放管服 简政放权")
    group = tuple(dict.fromkeys(map(_checked, members)))
    with folder.writing() as store:
        groups = folder.synonyms()
        if any(set(group) <= set(known) for known in groups):
            return WordList(store.words(), groups)
        _keep(store, [*groups, group])
        return WordList(store.words(), folder.synonyms(), group)


def remove_synonyms(folder: OpenFolder, members: Sequence[str]) -> WordList:
    """Take away the groups that hold all of `members`. Raises NotFoundError when none does."""
    wanted = set(map(_plain, members))
    groups = folder.synonyms()
    left = [group for group in groups if not wanted <= set(group)]
    if len(left) == len(groups):
        shipped = any(wanted <= set(group) for group in shipped_synonyms())
        hint = "这是随程序附带的同义词，不能删除" if shipped else "用 zwsearch words 查看自己加的词和同义词"
        raise NotFoundError(f"没有自己加的同义词：{'、'.join(sorted(wanted))}", hint=hint)
    with folder.writing() as store:
        _keep(store, left)
        gone = tuple(member for group in groups if group not in left for member in group)
        return WordList(store.words(), folder.synonyms(), gone)


def _checked(word: str) -> str:
    """A word that a search will use; the others would be kept and do nothing."""
    plain = _plain(word)
    folded = fold(plain).strip()
    if not any(map(str.isalnum, folded)):
        raise UsageError(f"“{plain[:12]}”只有符号，不是词", hint="词里至少要有一个字、字母或数字，例如：C++")
    if len(plain) > _LONGEST:
        raise UsageError(f"“{plain[:12]}…”太长，不是一个词", hint=f"一个词最多 {_LONGEST} 个字")
    if folded in stop_words():
        raise UsageError(
            f"“{plain}”是虚词一类的常用字，检索时略去不用", hint="请写有实义的词，例如：zwsearch words add 一网统管"
        )
    if len(folded) == 1:
        raise UsageError(
            f"“{plain}”只有一个字，不加也能检索", hint="请写两个字以上的词，例如：zwsearch words add 一网统管"
        )
    return plain


def _plain(word: str) -> str:
    plain = " ".join(word.split())
    if not fold(plain).strip():
        raise UsageError("词是空的", hint="例如：zwsearch words add 一网统管")
    return plain


def _no_word(word: str) -> ZwsearchError:
    return NotFoundError(f"没有自己加的词“{word}”", hint="用 zwsearch words 查看自己加的词和同义词")


def _keep(store: Store, groups: Sequence[Sequence[str]]) -> None:
    store.set_setting(SYNONYMS, json.dumps([list(group) for group in groups], ensure_ascii=False) if groups else None)


def _at_work(folder: OpenFolder, store: Store, changed: tuple[str, ...]) -> WordList:
    units = store.count_units()
    if not units:
        note = ("工作区还没有通知，读入后这些词就会起作用",) if changed else ()
    else:
        if units > _SOON_DONE and changed:
            folder.tell(f"正在按新的词表更新 {units} 条内容的索引……")
        folder.bring_in_step(store)
        note = (f"索引已按新的词表更新（{units} 条）",) if changed else ()
    return WordList(store.words(), folder.synonyms(), changed, note)
