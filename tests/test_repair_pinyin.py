"""Readings of a mirror go, honest notes on a reading stay."""

from __future__ import annotations

import pytest
from test_repair_page import codes, document, lines, replay

from zwsearch.repair import repair
from zwsearch.repair.characters import is_reading, plain


@pytest.mark.parametrize(
    ("annotated", "plain_text"),
    [
        ("各单位要按(àn)时报送材(cái)料，落实(shí)责任。", "各单位要按时报送材料，落实责任。"),
        ("市(shì)财(cái)政(zhèng)局(jú)办(bàn)公(gōng)室(shì)", "市财政局办公室"),
        ("加（jiā）强监督（dū）检查，确保实（shi）效", "加强监督检查，确保实效"),
        ("统(tong)筹推进(jin)公开工作(zuo)", "统筹推进公开工作"),
        ("绿(lǜ)色发展(zhǎn)战略(lüè)、女(nv)职工权益", "绿色发展战略、女职工权益"),
        ("平湖(píng hú)区关于公开(gōngkāi)水价(shuǐ jià)的通知（tōng zhī）", "平湖区关于公开水价的通知"),
        ("平(píng)湖(hú)区财政局的通知(tōng zhī)", "平湖区财政局的通知"),
        ("为(wèi)民(mín)服务(fú wù)的政务(zhèng’wù)公开", "为民服务的政务公开"),
        ("银行[háng]重(zhòng)点项目长(zhǎng)效机制", "银行重点项目长效机制"),
    ],
)
def test_every_style_of_annotation(annotated: str, plain_text: str) -> None:
    original = document(annotated)
    repaired = repair(original)
    assert lines(repaired) == [plain_text]
    assert codes(repaired) == ["pinyin_annotated"]
    replay(original, repaired)


def test_only_true_readings_go() -> None:
    (text,) = lines(
        repair(document("推进(jìn)绿色经济体系(GDP)、应用(app)备案，强(qiáng)化服务(wù)，由他(he)确认、价值链(PPP)"))
    )
    assert text == "推进绿色经济体系(GDP)、应用(app)备案，强化服务，由他(he)确认、价值链(PPP)"


@pytest.mark.parametrize(
    "text",
    [
        "地名“涪（fú）陵”“郫（pí）都”“铅（yán）山”的读音以审定表为准。",
        "拼音练习：妈（mā）、麻（má）、马（mǎ）、骂（mà）。",
        "鄠（hù）邑区人民政府公告",
        "地名读音：蚌埠（bèng bù）、六安（lù ān）、亳州（bó zhōu）、铅山（yán shān）。",
        "途经北京（Běijīng）、安徽（Ānhuī）、广东（Guǎngdōng）三地。",
        "这些词容易误读：会计（kuài jì）、参差（cēn cī）、模样（mú yàng）。",
        "应用（yìng yòng）一栏请写全称。",
        "阳光(yang guang)、平湖(ping hu)、清风(qing feng)均为注册商标。",
        "行（háng）业，不读行（xíng）业，也不读行（héng）。",
        "国内生产总值(GDP)、应用(app)、合作(PPP)、他(he)、我(I)、物联网(IoT)",
    ],
)
def test_honest_notes_stay(text: str) -> None:
    assert repair(document(text, "其他各段照常。")).mends == ()


def test_readings() -> None:
    assert is_reading("biāo", "標") and is_reading("biao", "标") and is_reading("lv", "绿") and is_reading("Lü", "綠")
    assert is_reading("zhòng", "重") and is_reading("chóng", "重")
    assert not is_reading("app", "用") and not is_reading("biao", "准") and not is_reading("a", "A")
    assert plain("Lǜ") == "lv"
