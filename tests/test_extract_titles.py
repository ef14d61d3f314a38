"""Titles, numbers and issuers of letters, minutes and papers of townships."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.read import read_text
from zwsearch.records import Extraction
from zwsearch.repair import repair


def understood(*lines: str) -> Extraction:
    return extract(repair(read_text("\n".join(lines))))


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("柳溪县水务局政府信息公开申请答复书", "柳溪县水务局"),
        ("政府信息公开申请答复书", None),
        ("柳溪县水务局政府信息公开申请补正告知书", "柳溪县水务局"),
        ("柳溪县人民政府常务会议纪要", "柳溪县人民政府"),
        ("柳溪县人民政府第十二次常务会议纪要", "柳溪县人民政府"),
        ("柳溪县招商引资专题会议纪要", None),
        ("柳溪縣政府資訊公開實施計畫", None),
    ],
)
def test_the_first_line_of_letters_and_minutes_is_their_title(title: str, issuer: str | None) -> None:
    found = understood(title, "某某：", "你申请公开的信息属于主动公开范围，可在网站查阅。", "特此告知。")
    assert (found.notice.title, found.notice.issuer) == (title, issuer)
    assert not any(title in passage.text for passage in found.passages)


@pytest.mark.parametrize("issue", ["〔2023〕第11次", "（2023年第2期）", "2023年第4期", "[2023]第3号"])
def test_the_issue_of_minutes_tells_their_year(issue: str) -> None:
    found = understood("柳溪县人民政府常务会议纪要", issue, "会议听取了水务局的汇报。")
    assert found.notice.year == 2023


@pytest.mark.parametrize("words", ["IPv6 Ready", "Open Data Portal", "Windows 7", "5G Core"])
def test_blanks_between_latin_words_stay_in_a_title(words: str) -> None:
    found = understood(f"柳溪县教育局关于 {words} 改造工作的通知", "各学校：", "请按要求改造。")
    assert found.notice.title == f"柳溪县教育局关于{words}改造工作的通知"


def test_blanks_between_characters_and_figures_go_from_a_title() -> None:
    spaced = "柳 溪 县 教育局 关于 2 0 2 3 年 招生 工作 的 通 知"
    assert understood(spaced, "各学校：", "请做好准备。").notice.title == "柳溪县教育局关于2023年招生工作的通知"


@pytest.mark.parametrize("issuer", ["云岭乡人民政府", "皖溪镇人民政府", "晋源街道办事处", "鲁口县财政局"])
def test_the_number_of_a_place_below_the_province_tells_no_province(issuer: str) -> None:
    number = f"{issuer[0]}政发〔2024〕2号"
    for title in (f"{issuer}关于报送信息的通知", "关于报送信息的通知"):
        notice = understood(title, number, "各村：", "请按时报送。", issuer, "2024年3月1日").notice
        assert (notice.issuer, notice.document_number, notice.province) == (issuer, number, None)


def test_the_number_of_a_department_for_town_and_country_tells_its_province() -> None:
    notice = understood("住房和城乡建设厅关于报送信息的通知", "皖建办〔2024〕2号", "各单位：", "请按时报送。").notice
    assert notice.province == "安徽省"


@pytest.mark.parametrize("lost", ["�", "��"])
def test_lost_brackets_of_a_document_number_come_back(lost: str) -> None:
    lines = ("柳溪县水务局关于公布名单的通知", f"柳水{lost}2024{lost}21号", "各站：", "现予公布。")
    assert understood(*lines).notice.document_number == "柳水〔2024〕21号"


def test_markup_is_no_office() -> None:
    assert understood("<table>柳溪区").notice.issuer is None
    assert understood("柳溪县2024年工作要点", "1.公布名单。", "<div>柳溪县水务局").notice.issuer is None
