"""Mirrors come back to simplified characters; genuine traditional text and honest quotations stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_repair_page import codes, document, lines, replay

from zwsearch.repair import repair, simplify


@pytest.mark.parametrize(
    ("mirror", "sound"),
    [
        ("關于進一步規范政務服務信息發布工作的通知", "关于进一步规范政务服务信息发布工作的通知"),
        ("各級領導乾部要落實責任制度，距縣城三公里以內", "各级领导干部要落实责任制度，距县城三公里以内"),
        (
            "按照法定製度履行職責，隨著形勢發展著力完善，編輯出版著作",
            "按照法定制度履行职责，随着形势发展着力完善，编辑出版著作",
        ),
        ("將復雜事項分類，后續裏程、面粉、頭發、皇后、理發", "将复杂事项分类，后续里程、面粉、头发、皇后、理发"),
    ],
)
def test_a_mirror_is_simplified(mirror: str, sound: str) -> None:
    original = document(mirror, "縣財政局")
    repaired = repair(original)
    assert lines(repaired) == [sound, "县财政局"]
    assert codes(repaired) == ["traditional_mirror"]
    replay(original, repaired)


def told(*texts: str) -> str:
    (problem,) = repair(document(*texts)).problems
    assert problem.code == "traditional_mirror"
    return problem.message


@pytest.mark.parametrize("sign", ["關于水價的通知", "規范收費", "各縣級部門责任", "用于養老"])
def test_a_converter_is_named_where_it_shows(sign: str) -> None:
    assert "机械转换" in told("臨河縣政務公開工作要點", sign)


def test_a_text_that_a_person_may_have_written_is_called_no_conversion() -> None:
    message = told("臨河縣政務公開工作要點", "各級部門要按時公開關於水價的規範，由水務局負責。")
    assert "机械" not in message
    assert "原文是繁体，已转成简体" in message


def test_quotation_marks_become_those_of_simplified_text() -> None:
    mirror = document("臨河縣政務公開工作要點", "開設「政務『一點通』」專欄。", "「」", "县级部门负责「公开」。")
    repaired = repair(mirror)
    assert lines(repaired) == ["临河县政务公开工作要点", "开设“政务‘一点通’”专栏。", "“”", "县级部门负责“公开”。"]
    replay(mirror, repaired)
    assert "共 11 个字" in told("臨河縣政務公開工作要點", "開設「政務『一點通』」專欄。"), "marks are no characters"
    for kept in ("县级部门负责「公开」。", "本府「數位服務計畫」惠請查照。"):
        assert repair(document(kept)).mends == ()


@pytest.mark.parametrize(
    "text",
    [
        "新北市政府資訊公開作業說明：本府網路服務自民國112年5月1日起提供「線上申辦」。",
        "香港特別行政區政府公開資料守則：市民可透過網頁提出申請，部門須於十日內回覆。",
        "檢送本府「數位服務計畫」一份，惠請查照。",
    ],
)
def test_genuine_text_is_named_and_kept(text: str) -> None:
    repaired = repair(document(text))
    assert repaired.mends == ()
    assert codes(repaired) == ["traditional_genuine"]


@pytest.mark.parametrize(
    "text",
    [
        "县图书馆收藏的《後漢書》《資治通鑑》及“餘慶堂”匾额列入保护名录。",
        "项目负责人鍾某、劉某应当按时到岗履行职责，不得无故缺席。",
        "皇后镇、里仁乡、范家庄、台前县、干溪村、余杭区的公开工作。",
    ],
)
def test_simplified_text_with_old_names_stays(text: str) -> None:
    repaired = repair(document(text, "各单位要认真贯彻执行，按时报送落实情况。"))
    assert repaired.mends == () and repaired.problems == ()


def test_a_single_over_converted_character_in_simplified_text() -> None:
    repaired = repair(document("各单位要严格执行法定製度，认真履行职责，确保责任落实到位。"))
    assert lines(repaired) == ["各单位要严格执行法定制度，认真履行职责，确保责任落实到位。"]
    assert [(mend.before, mend.after, mend.start) for mend in repaired.mends] == [("製", "制", 10)]


def test_converted_lines_in_a_notice_pasted_together() -> None:
    sound = "各单位要认真贯彻执行，按时报送落实情况，办公室负责汇总并进行监督检查。"
    repaired = repair(document(sound, sound, "縣級部門要貫徹落實有關規定，推進政務公開。", sound))
    assert lines(repaired)[2] == "县级部门要贯彻落实有关规定，推进政务公开。"
    assert codes(repaired) == ["traditional_mirror"]


def test_simplify_for_queries() -> None:
    assert simplify("政務公開") == "政务公开"
    assert simplify("政务公开 ABC") == "政务公开 ABC"
    assert simplify("乾坤") == "乾坤"


@given(st.text(alphabet="政務公開乾坤著於后後里裡發髮abc，1", max_size=30))
def test_simplify_keeps_offsets_and_settles(text: str) -> None:
    once = simplify(text)
    assert len(once) == len(text)
    assert simplify(once) == once


MIRROR = (
    "臨河縣水務局2023年政務公開工作要點",
    "一、及時公開飲用水水質監測結果，由水資源股負責。",
    "二、組織“開放日”活動，邀請群眾走進水廠。",
)
MENDED = [
    "临河县水务局2023年政务公开工作要点",
    "一、及时公开饮用水水质监测结果，由水资源股负责。",
    "二、组织“开放日”活动，邀请群众走进水厂。",
]


@pytest.mark.parametrize(
    "added",
    [
        "声明：转载仅为传递信息，版权归属发文单位，如有异议请联系网站维护人员及时处理。",
        "三、落实政务新媒体备案，（责任单位：办公室；完成时限：2023年年底前）",
        "附注：可在网站下载。",
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_a_simplified_line_does_not_keep_a_mirror_as_it_is(added: str, together: bool) -> None:
    for at in range(len(MIRROR) + 1):
        mixed = [*MIRROR[:at], added, *MIRROR[at:]]
        original = document("\n".join(mixed)) if together else document(*mixed)
        repaired = repair(original)
        assert "\n".join(lines(repaired)).split("\n") == [*MENDED[:at], added, *MENDED[at:]]
        assert codes(repaired) == ["traditional_mirror"]
        replay(original, repaired)
        again = repair(repaired.document)
        assert again.mends == () and again.document == repaired.document


def test_a_footer_in_the_same_line() -> None:
    added = "声明：转载仅为传递信息，请联系网站维护人员。"
    assert lines(repair(document("".join(MIRROR) + added))) == ["".join(MENDED) + added]


def test_a_half_converted_line_of_a_mirror_is_simplified() -> None:
    mixed = "三、落实政务新媒体备案，（责任單位：办公室；完成时限：2023年年底前）"
    assert lines(repair(document(*MIRROR, mixed)))[-1] == mixed.replace("單", "单")


def test_a_table_of_short_cells_is_a_mirror_too() -> None:
    cells = ("政務公開", "辦公室", "網絡安全", "財務股", "數字檔案", "人事股", "乡镇网站")
    assert lines(repair(document(*cells)))[:6] == ["政务公开", "办公室", "网络安全", "财务股", "数字档案", "人事股"]


def test_genuine_text_with_a_simplified_footer_is_named_and_kept() -> None:
    genuine = (
        "新北市政府資訊公開作業說明：本府網路服務自民國112年5月1日起提供「線上申辦」。",
        "市民可透過網頁提出申請，業務承辦人應於十日內回覆，並檢附說明。",
    )
    footer = "声明：转载仅为传递信息，版权归属发文单位，如有异议请联系网站维护人员及时处理。"
    for mixed in ((*genuine, footer), (footer, *genuine)):
        repaired = repair(document(*mixed))
        assert repaired.mends == ()
        assert codes(repaired) == ["traditional_genuine"]


def test_a_list_of_old_titles_in_a_simplified_notice_stays() -> None:
    titles = ("《後漢書》", "《資治通鑑》", "《農政全書》", "餘慶堂匾額", "鍾氏祠堂")
    repaired = repair(document("县图书馆公开馆藏古籍名录，各单位要认真贯彻执行，按时报送落实情况。", *titles))
    assert repaired.mends == () and repaired.problems == ()
