"""The analyser: jieba's words exactly, offsets into the original, one spelling for text and query."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zwsearch.segment import Analyser, fold, lexicon
from zwsearch.segment.cut import Cutter, bulk_cutter
from zwsearch.segment.lexicon import JiebaLexicon, MappedLexicon, open_lexicon

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
JIEBA_HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5)
COMMON = "政务公开解读信息办法国家省市县区一二三的了不在有人民主要工作单位责任年月日前完成推进重点领域平台建设新闻发布"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lexicon")
    open_lexicon(folder)
    return folder


@pytest.fixture(scope="module")
def analyser(cache: Path) -> Analyser:
    return Analyser(cache=cache)


@pytest.fixture(scope="module")
def reference() -> Iterator[jieba.Tokenizer]:
    jieba.setLogLevel(60)
    yield jieba.Tokenizer()


@pytest.fixture(scope="module")
def cutters(cache: Path) -> tuple[Cutter, Cutter]:
    return Cutter(MappedLexicon(cache / "jieba.lexicon")), Cutter(JiebaLexicon())


def test_random_strings_are_cut_as_jieba_cuts_them(cutters: tuple[Cutter, Cutter], reference: jieba.Tokenizer) -> None:
    dice = random.Random(20230515)
    for _ in range(2500):
        size = dice.randint(1, 14)
        if dice.random() < 0.5:
            run = "".join(dice.choice(COMMON) for _ in range(size))
        else:
            run = "".join(chr(dice.randint(0x4E00, 0x9FD5)) for _ in range(size))
        expected = reference.lcut(run)
        assert [cutter.cut(run) for cutter in cutters] == [expected, expected], run


def test_the_bulk_cutter_changes_no_word(cache: Path) -> None:
    pytest.importorskip("rjieba")
    slow, fast = (Cutter(MappedLexicon(cache / "jieba.lexicon")) for _ in range(2))
    slow._patience = 0  # stays with its own
    fast._bulk = bulk_cutter("0.42.1", [])
    assert fast._bulk is not None
    dice = random.Random(7)
    for _ in range(3000):
        run = "".join(
            dice.choice(COMMON) if dice.random() < 0.7 else chr(dice.randint(0x4E00, 0x9FD5))
            for _ in range(dice.randint(1, 14))
        )
        assert fast.cut(run) == slow.cut(run), run


def test_a_bulk_cutter_that_disagrees_is_not_used() -> None:
    assert bulk_cutter("0.42.1", [("政策解读", ["政策解", "读"])]) is None
    assert bulk_cutter("0.43", []) is None


@given(st.text(JIEBA_HAN, min_size=1, max_size=20))
@settings(max_examples=200, deadline=None)
def test_any_han_string_is_cut_as_jieba_cuts_it(
    cutters: tuple[Cutter, Cutter], reference: jieba.Tokenizer, run: str
) -> None:
    assert cutters[0].cut(run) == reference.lcut(run)


@pytest.mark.skipif(not SHARED.exists(), reason="种子文件不在")
def test_real_notices_are_cut_as_jieba_cuts_them(analyser: Analyser, reference: jieba.Tokenizer) -> None:
    for path in sorted((SHARED / "seeds").iterdir()):
        for run in re.findall("[\u4e00-\u9fd5]+", fold(path.read_text("utf-8"))):
            assert analyser.words(run) == reference.lcut(run)


def test_search_mode_has_the_words_of_jiebas_search_mode(analyser: Analyser, reference: jieba.Tokenizer) -> None:
    for text in ("中华人民共和国国务院办公厅", "政府信息公开条例", "国民经济和社会发展"):
        words = [token.term for token in analyser.tokens(text) if token.kind == "word"]
        assert sorted(words) == sorted(reference.lcut_for_search(text))


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_folding_keeps_every_offset(analyser: Analyser, text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
    for token in analyser.tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        if token.kind != "pattern":
            assert folded[token.start : token.end] == token.term


@given(st.text(st.sampled_from("政务公開條例2023年〔〕（）第一二十月日号a.-/ %"), max_size=40))
@settings(max_examples=300, deadline=None)
def test_every_neighbouring_pair_of_characters_is_a_bigram(analyser: Analyser, text: str) -> None:
    folded = fold(text)
    expected = re.findall("(?=([\u4e00-\u9fff]{2}))", folded)
    assert [t.term for t in analyser.tokens(text) if t.kind == "bigram"] == expected
    assert sorted(analyser.index_terms(text)[1]) == sorted(expected)


MIXED = [
    "按照国办发〔2019〕4号，2023年12月31日前完成标准化规范化目录3.2.1。",
    "㐂字与䶮字两侧：政务公开，〇起草，乾隆。",
    "  12345 热线，AI+政务 “一网通办”\n全市各单位（五）",
    "",
    "，。",
]


@pytest.mark.parametrize("own", [(), ("政务公开领导小组",), ("AI+政务",)])
def test_the_index_has_the_words_of_the_tokens_alone_and_in_bulk(cache: Path, own: tuple[str, ...]) -> None:
    analyser = Analyser(own, cache=cache)
    for text in [*MIXED, "围绕改革重点抓好公开，考核结果按季通报。" * 1200, *MIXED]:
        words = [token.term for token in analyser.tokens(text) if token.kind == "word"]
        for pattern in analyser.patterns(text):
            words += [pattern.term, *pattern.variants]
        assert Counter(analyser.index_terms(text)[0]) == Counter(words)


@pytest.mark.parametrize(
    "spelling",
    ["国办发〔2019〕4号", "国办发[2019]4号", "國辦發【2019】第4號", "国办发（２０１９）４号", "国办发 〔 2019 〕 4 号"],
)
def test_a_document_number_is_one_token_however_it_is_printed(analyser: Analyser, spelling: str) -> None:
    (token,) = [t for t in analyser.tokens(f"根据{spelling}的要求") if t.kind == "pattern"]
    if " " not in spelling:
        assert token.term == "国办发〔2019〕4号"
        assert (token.start, token.end) == (2, 2 + len(spelling))
    assert "〔2019〕4号" in analyser.index_terms(spelling)[0]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("2023年12月31日", "2023年12月31日"),
        ("二〇二三年十二月三十一日", "2023年12月31日"),
        ("２０２３-12-31", "2023年12月31日"),
        ("2023年5月", "2023年5月"),
        ("12月5日", "12月5日"),
        ("第二十三条", "第23条"),
        ("（十二）", "(12)"),
        ("GB/T 9704", "9704"),
        ("GB/T9704-2012", "gb/t9704-2012"),
        ("98.5%", "98.5%"),
        ("3.2.1", "3.2.1"),
    ],
)
def test_protected_patterns_stay_whole(analyser: Analyser, text: str, term: str) -> None:
    assert term in [t.term for t in analyser.tokens(text) if t.kind == "pattern"]


def test_a_day_is_found_by_its_month_and_its_year(analyser: Analyser) -> None:
    assert {"2023", "2023年", "2023年12月", "12月", "12月31日"} <= set(analyser.index_terms("2023年12月31日前")[0])


def test_own_words_win_whatever_their_order_and_signs(cache: Path, analyser: Analyser) -> None:
    text = "由市住房城乡建设委牵头，用好i政 通+平台"
    assert "市住房城乡建设委" not in analyser.words(text)
    own = ["市住房城乡建设委", "i政 通+", "城乡建设委"]
    one, other = Analyser(own, cache=cache), Analyser(own[::-1], cache=cache)
    assert one.words(text) == other.words(text)
    assert {"市住房城乡建设委", "i政 通+"} <= set(one.words(text))
    assert one.fingerprint == other.fingerprint != analyser.fingerprint
    assert "市住房城乡建设委" not in analyser.words(text)  # nothing leaks from one analyser to another


@pytest.mark.parametrize("damage", ["truncate", "head", "table", "empty"])
def test_a_damaged_dictionary_is_made_again(tmp_path: Path, cache: Path, damage: str) -> None:
    path = tmp_path / "jieba.lexicon"
    good = (cache / "jieba.lexicon").read_bytes()
    bad = {
        "truncate": good[: len(good) // 2],
        "head": b"x" + good[1:],
        "table": good[:100_000] + b"\xff" + good[100_001:],
        "empty": b"",
    }[damage]
    path.write_bytes(bad)
    assert Analyser(cache=tmp_path).words("政策解读") == ["政策", "解读"]
    assert path.read_bytes() == good


def test_the_same_jieba_installed_elsewhere_needs_no_new_dictionary(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "jieba.lexicon"
    path.write_bytes((cache / "jieba.lexicon").read_bytes())
    monkeypatch.setattr(lexicon, "_dates", lambda: [[1, 1]])
    assert isinstance(open_lexicon(tmp_path), MappedLexicon)
    monkeypatch.setattr(lexicon, "_source", lambda: [[1, 1]])
    assert isinstance(open_lexicon(tmp_path), JiebaLexicon)  # another one: made anew


def test_a_group_altered_on_disk_does_not_change_a_word(tmp_path: Path, cache: Path) -> None:
    good = bytearray((cache / "jieba.lexicon").read_bytes())
    at = good.rindex('"政策"'.encode())
    good[at + 1 : at + 4] = "民".encode()
    (tmp_path / "jieba.lexicon").write_bytes(good)
    assert Analyser(cache=tmp_path).words("政策解读") == ["政策", "解读"]


def test_without_a_writable_cache_the_words_are_the_same(tmp_path: Path, analyser: Analyser) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    for other in (Analyser(cache=blocked / "cache"), Analyser()):
        assert other.words("深入推进基层政务公开标准化规范化") == analyser.words("深入推进基层政务公开标准化规范化")
        assert other.fingerprint == analyser.fingerprint
