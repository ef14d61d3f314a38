"""Traditional characters: mirrors of mainland notices are brought to simplified, genuine text stays as it is.

Two things tell a text of the mainland from one of Taiwan, Hong Kong or Macao: its words (網絡 and 政務 against 網路 and
資訊), and what only a converter writes (關于 with the simplified 于, 規范). Without the latter nobody can
know who wrote it, a converter or a person.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from zwsearch.records import Problem
from zwsearch.repair.characters import frequencies, lines, only_simplified, only_traditional, traditional
from zwsearch.repair.characters import simplified as pairs_to_simplified
from zwsearch.repair.page import Edit, Page

if TYPE_CHECKING:
    from opencc import OpenCC

CODE = "traditional_mirror"
GENUINE = "traditional_genuine"
# Simplified text has its quotation marks, one for one.
_QUOTES = str.maketrans("「」『』", "“”‘’")
_CORNERS = re.compile("[「」『』]")
_COMMON_WORD = 8
"""log2 of the count from which a pair of characters is a word beyond doubt."""
_SENTENCE = 6
"""More traditional characters than a name or an old title in one line has."""


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _words(*names: str) -> re.Pattern[str]:
    words = (word for name in names for word in lines(name))
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _mainland_words() -> re.Pattern[str]:
    return _words("mainland_words.txt", "half_converted.txt")


def simplify(text: str) -> str:
    """Traditional to simplified characters, one for one: offsets stay. Simplified text comes back as it is."""
    if text.isascii() or not _has_traditional(text):
        return text
    converted = str(_converter().convert(text))
    if len(converted) != len(text):  # one for one is what offsets stand on; OpenCC promises it only in practice
        pairs = pairs_to_simplified()
        converted = "".join(pairs.get(character, character) for character in text)
    return converted


@cache
def _any_traditional() -> re.Pattern[str]:
    return re.compile("[" + "".join(pairs_to_simplified()) + "]")


def _has_traditional(text: str) -> bool:
    return _any_traditional().search(text) is not None


class _Line(NamedTuple):
    """One line of a text, with how many characters only traditional and only simplified text uses."""

    number: int
    start: int
    text: str
    foreign: int
    own: int

    @property
    def converted(self) -> bool:
        """Whether it is in traditional characters: a converter leaves hardly a simplified one behind.

        A long line may have a footer of the page at its end.
        """
        return 0 < self.foreign >= 6 * self.own or 12 <= self.foreign >= 2 * self.own

    @property
    def mainland(self) -> bool:
        """Whether it has words that only mainland offices write."""
        return _mainland_words().search(self.text) is not None


def mend_traditional(page: Page) -> None:
    """Simplify a mainland text (problem `traditional_mirror`), name genuine text (problem `traditional_genuine`)."""
    foreign = only_traditional()
    if not foreign.search(page.whole):
        return
    counts = [len(foreign.findall(text)) for text in page.texts]
    lines_ = _lines_of(page)
    mirrored, evidence = _mirrored(lines_)
    if not mirrored:
        _mend_overconverted(page, counts)
        return
    if _is_genuine("\n".join(line.text for line in evidence), page):
        page.problems.append(
            Problem(
                GENUINE,
                "正文为繁体中文，按原文保留",
                "检索时简体、繁体都能找到；如系内地文件的转换文本，请换用原文",
                _quote(page, counts),
            )
        )
        return
    quote = _quote(page, counts)
    mended = 0
    edits: dict[int, list[Edit]] = {}
    for line in mirrored:
        if _has_traditional(line.text) or _CORNERS.search(line.text):
            found = _differences(line.text, _restore_line(line))
            mended += sum(len(_CORNERS.sub("", line.text[edit.start : edit.end])) for edit in found)
            edits.setdefault(line.number, []).extend(
                Edit(edit.start + line.start, edit.end + line.start, edit.after) for edit in found
            )
    for number, those in edits.items():
        page.edit(number, CODE, those)
    if mended and any(_is_machine_made(line) for line in mirrored):
        what = f"正文是由简体机械转换成的繁体，已还原 {mended} 个字"
        hint = "这类文本多来自转载的镜像网页，引用前请与发文机关网站的原文核对"
        page.problems.append(Problem(CODE, what, hint, quote))
    elif mended:
        what = f"原文是繁体，已转成简体，共 {mended} 个字"
        page.problems.append(Problem(CODE, what, "文字是逐字转换的，引用前请与原文核对", quote))


def _lines_of(page: Page) -> list[_Line]:
    """The lines of all texts, since a footer may stand in one text with the notice above it."""
    foreign, home = only_traditional(), only_simplified()
    found: list[_Line] = []
    for index, text in enumerate(page.texts):
        start = 0
        for line in text.split("\n"):
            found.append(_Line(index, start, line, len(foreign.findall(line)), len(home.findall(line))))
            start += len(line) + 1
    return found


def _mirrored(every: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """The lines that a converter wrote, and those by whose words a mirror is told from genuine text.

    A document is judged as a whole first: one that is traditional but for a footer or a line added later is a
    mirror in every line. Else only the lines are taken that show it themselves, as in a notice pasted together; a
    sound text that quotes old titles or names has none.
    """
    total, own = sum(line.foreign for line in every), sum(line.own for line in every)
    if total >= 2 and total >= 6 * own:
        return every, every
    converted = [line for line in every if line.converted]
    sound = sum(line.own > line.foreign for line in every)
    mainland = [line for line in converted if line.mainland]
    long = any(line.foreign >= _SENTENCE for line in converted)
    if len(converted) > sound or total > own:
        # Names and old titles are short lines too, so that a few of those prove nothing.
        if any(line.foreign >= _SENTENCE for line in mainland) or len(mainland) >= 3:
            return every, converted
        if long and _words("genuine_words.txt").search("\n".join(line.text for line in converted)):
            return converted, converted
    return [line for line in mainland if line.foreign >= _SENTENCE and not line.own], every


def _is_machine_made(line: _Line) -> bool:
    """Whether a line shows that a converter wrote it: words it leaves half done, or simplified characters between."""
    return 0 < line.own < line.foreign or _words("half_converted.txt").search(line.text) is not None


def _quote(page: Page, counts: list[int]) -> str:
    index = next(index for index, count in enumerate(counts) if count)
    return page.texts[index].strip()[:40]


def _is_genuine(text: str, page: Page) -> bool:
    if "pinyin_annotated" in page:
        return False
    # A person of the mainland who writes traditional characters writes 「」 too: however many, they are one sign.
    genuine = len(_words("genuine_words.txt").findall(_CORNERS.sub("", text))) + bool(_CORNERS.search(text))
    mainland = len(_mainland_words().findall(text))
    # 於 is written 于 by half of the converters only, so its presence says little; 于 as a preposition says much.
    return genuine > mainland


def _restore_line(line: _Line) -> str:
    """A line of a mirror in simplified characters; in one that is simplified already only what no such text has."""
    text = line.text.translate(_QUOTES)
    if line.own < line.foreign or not line.own:
        return _restore(text)
    pairs = pairs_to_simplified()
    return only_traditional().sub(lambda match: pairs[match[0]], text)


def _restore(text: str) -> str:
    """A mirror's text in simplified characters, with 着 where the converter had made 著 of it."""
    restored = simplify(text)
    if "著" in restored:
        keep = {at for word in _words("zhu_words.txt").finditer(restored) for at in range(*word.span())}
        restored = "".join(
            "着" if character == "著" and at not in keep else character for at, character in enumerate(restored)
        )
    return restored


def _differences(before: str, after: str) -> list[Edit]:
    edits: list[Edit] = []
    start = -1
    for at, (old, new) in enumerate(zip(before + "\0", after + "\0", strict=True)):
        if old != new:
            if start < 0:
                start = at
        elif start >= 0:
            edits.append(Edit(start, at, after[start:at]))
            start = -1
    return edits


def _mend_overconverted(page: Page, counts: list[int]) -> None:
    """Mend single characters in simplified text that a converter got wrong (法定製度).

    Only a character whose simplified form traditional text uses too (制, 后, 里, 面 …) can be such a slip, only
    inside a common word, and never beside another traditional character (names and old titles are left alone).
    """
    foreign, home = only_traditional(), only_simplified()
    to_simple = pairs_to_simplified()
    for index, text in enumerate(page.texts):
        if not counts[index] or len(home.findall(text)) < counts[index]:
            continue
        pairs = frequencies().pairs
        edits = []
        for match in foreign.finditer(text):
            at = match.start()
            simple = to_simple[match[0]]
            before, after = text[at - 1 : at], text[at + 1 : at + 2]
            if not _is_ambiguous(simple) or foreign.match(before) or foreign.match(after):
                continue
            if max(pairs.get(before + simple, 0), pairs.get(simple + after, 0)) > _COMMON_WORD:
                edits.append(Edit(at, at + 1, simple))
        page.edit(index, CODE, edits)


def _is_ambiguous(simple: str) -> bool:
    try:
        simple.encode("big5")
    except UnicodeEncodeError:
        return False
    return bool(traditional().get(simple))
