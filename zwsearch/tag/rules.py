"""Keyword rules: a visible list of hints (`rules.txt`) that stands beside the model.

A rule decides nothing: that some rule of a category holds, in the leading clause or elsewhere, is a feature whose
weight is learned. So rules can be edited without training anew, and a bad rule loses its weight at the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from zwsearch.errors import LabelError
from zwsearch.tag.text import TaskText

_BREAKS = frozenset("，。；：！？,;:!?\n")
_GAP = "…"


@dataclass(frozen=True, slots=True)
class Rule:
    """`head`, and after it in the same clause `tail` (empty: `head` alone), speaks for `category`."""

    head: str
    tail: str
    category: str

    def find(self, text: str) -> tuple[int, int] | None:
        """The first place where the rule holds, as a half-open range of `text`."""
        start = text.find(self.head)
        if start < 0 or not self.tail:
            return None if start < 0 else (start, start + len(self.head))
        while start >= 0:
            end = text.find(self.tail, start + len(self.head))
            if end < 0:
                return None
            if _BREAKS.isdisjoint(text[start:end]):
                return start, end + len(self.tail)
            start = text.find(self.head, start + 1)
        return None


def read_rules(path: Path | None, categories: Iterable[str]) -> list[Rule]:
    """Read a rules file; None is the one that comes with the program, less what `categories` do not know.

    `categories` are names, or a mapping from names to those that the rules shall bear.

    Raises LabelError, naming the line, when a line is no rule or a file of the user's names an unknown category.
    """
    source = path or Path(__file__).with_name("rules.txt")
    try:
        text = source.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError(f"规则文件读不出来：{source}", hint="请给出 UTF-8 编码的规则文件，每行“词 → 类别”") from error
    return list(parse_rules(text, categories, name=source.name, strict=path is not None))


def parse_rules(text: str, categories: Iterable[str], *, name: str, strict: bool) -> Iterator[Rule]:
    """The rules of a text; see `read_rules`. Without `strict`, rules for unknown categories are left out."""
    known = categories if isinstance(categories, Mapping) else {name: name for name in categories}
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        words, arrow, category = line.replace("->", "→").partition("→")
        head, _, tail = words.strip().partition(_GAP)
        head, tail, category = head.strip(), tail.strip(_GAP + " "), category.strip()
        if not (arrow and head and category):
            raise LabelError(f"{name} 第 {number} 行不是一条规则：{line}", hint="写法：预决算 → 财政信息")
        if category in known:
            yield Rule(head, tail, known[category])
        elif strict:
            raise LabelError(f"{name} 第 {number} 行的类别“{category}”不在类别表里", hint="请改用类别表里的名称")


def format_rules(rules: Iterable[Rule]) -> str:
    """The text that `parse_rules` reads back."""
    return "".join(f"{r.head}{_GAP + r.tail if r.tail else ''} → {r.category}\n" for r in rules)


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule that holds in a task, and where; `in_lead` when it begins in the leading clause."""

    rule: Rule
    span: tuple[int, int]
    in_lead: bool


def find_hits(rules: Iterable[Rule], task: TaskText) -> list[RuleHit]:
    """All rules that hold in a task, each once, at its place in the leading clause if it has one there."""
    text = task.text
    first, last = task.lead
    hits = []
    for rule in rules:
        if rule.head not in text:
            continue
        lead = rule.find(text[first:last])
        if lead is not None:
            hits.append(RuleHit(rule, (first + lead[0], first + lead[1]), in_lead=True))
        elif (span := rule.find(text)) is not None:
            hits.append(RuleHit(rule, span, in_lead=False))
    return hits
