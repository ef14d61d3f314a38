"""The compiled cutter against the Python one: the same words on any text, own words too, and a damaged file remade."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zwsearch.kernel import kernel
from zwsearch.segment import Analyser, fold
from zwsearch.segment.compiled import CompiledCutter, compiled_cutter
from zwsearch.segment.cut import Cutter
from zwsearch.segment.lexicon import Lexicon, open_lexicon

pytestmark = pytest.mark.skipif(kernel() is None, reason="没有编译好的内核（没有 C 编译器）")

OWN = ("市住房城乡建设委", "政务公开领导小组", "解读材")
PIECES = (
    *("各县区", "市直各单位", "要严格落实", "信息发布", "“谁起草谁解读”", "的要求", "，", "。", "图文解读", "办公室"),
    *(
        "2023年12月31日前",
        "政策解读",
        "率",
        "不低于",
        "98.5%",
        "第二十三条",
        "（三）",
        "AI",
        "㐂",
        "𠮷",
        "邕宁",
        "乾隆",
    ),
    *(
        "市住房城乡建设委",
        "每季度末",
        "国办发〔2019〕4号",
        "GB/T9704",
        "繁體字",
        "ＡＢ１",
        "😀",
        "开展",
        "起来",
        "的了着",
    ),
)
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5), min_size=1, max_size=24)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("trie")


@pytest.fixture(scope="module")
def lexicon(cache: Path) -> Lexicon:
    return open_lexicon(cache)


def both(lexicon: Lexicon, own: tuple[str, ...] = ()) -> tuple[CompiledCutter, Cutter]:
    slow = Cutter(lexicon, own)
    slow._patience = 0  # stays with its own
    fast = compiled_cutter(lexicon.folder, lexicon, slow._own.values())
    assert fast is not None
    return fast, slow


@given(HAN)
@settings(max_examples=400, deadline=None)
def test_any_han_string_is_cut_alike(lexicon: Lexicon, run: str) -> None:
    if not hasattr(lexicon, "pair"):
        lexicon.pair = both(lexicon)  # type: ignore[attr-defined]
    fast, slow = lexicon.pair  # type: ignore[attr-defined]
    assert fast.words(run) == slow.cut(run)


@pytest.mark.parametrize("own", [(), OWN])
def test_made_runs_are_cut_alike_with_the_words_inside_them(lexicon: Lexicon, own: tuple[str, ...]) -> None:
    fast, slow = both(lexicon, own)
    dice = random.Random(5)
    common = (
        "政务公开解读信息办法国家省市县区一二三的了不在有人民主要工作单位责任年月日前完成推进重点领域中华共和城乡建设委"
    )
    for _ in range(3000):
        run = "".join(
            dice.choice(common) if dice.random() < 0.9 else chr(dice.randint(0x4E00, 0x9FD5))
            for _ in range(dice.randint(1, 30))
        )
        terms = fast.terms(run, search=True).decode("utf-16-le").split("\0")[:-1]
        pairs = ["\2" + run[at : at + 2] for at in range(len(run) - 1)]
        assert terms == [*slow.cut_for_search(run), *pairs]


@pytest.mark.parametrize("own", [(), OWN, ("AI+政务", *OWN)])
def test_made_sentences_have_the_terms_of_the_plain_path(
    cache: Path, monkeypatch: pytest.MonkeyPatch, own: tuple[str, ...]
) -> None:
    fast, slow = Analyser(own, cache=cache), Analyser(own, cache=cache)
    for analyser in (fast, slow):
        if analyser is slow:
            monkeypatch.setenv("ZWSEARCH_PURE", "1")
        analyser._cutter._hurry()
    assert (fast._cutter.compiled is None, slow._cutter.compiled is None) == (False, True)
    slow._cutter._bulk = None  # not by rjieba either
    dice = random.Random(8)
    for _ in range(2000):
        text = "".join(dice.choices(PIECES, k=dice.randint(0, 12)))
        words, pairs = slow.index_terms(text)
        assert fast.index_terms(text) == (words, pairs)
        assert fast.words(text) == slow.words(text)
        assert fast.tokens(text) == slow.tokens(text)
        joined = fast.joined_terms(text).decode("utf-16-le")
        assert joined == "" or joined.endswith("\0")
        assert Counter(joined.split("\0")[:-1]) == Counter([*words, *("\2" + pair for pair in pairs)])


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_folding_by_letters_is_folding_by_table(text: str) -> None:
    from zwsearch.segment.fold import _TABLE

    assert fold(text) == text.translate(_TABLE)
    assert fold(text * 3 + "繁體字條例國務院辦公廳關於進一步") == (
        text * 3 + "繁體字條例國務院辦公廳關於進一步"
    ).translate(_TABLE)


@pytest.mark.parametrize("damage", ["truncate", "head", "card", "body", "empty", "short"])
def test_a_damaged_trie_is_made_again(tmp_path: Path, cache: Path, lexicon: Lexicon, damage: str) -> None:
    fast, _ = both(lexicon)
    good = (cache / "jieba.trie").read_bytes()
    bad = {
        "truncate": good[: len(good) // 2],
        "head": b"x" + good[1:],
        "card": good[:20] + b"\xff" + good[21:],
        "body": good[:-5000] + bytes([good[-5000] ^ 1]) + good[-4999:],
        "empty": b"",
        "short": good[:12],
    }[damage]
    (tmp_path / "jieba.trie").write_bytes(bad)
    again = compiled_cutter(tmp_path, lexicon, ())
    assert again is not None
    assert again.words("深入推进政策解读") == fast.words("深入推进政策解读")
    assert (tmp_path / "jieba.trie").read_bytes() == good
