"""Owners: lists are split as people read them, and who leads is told from who supports."""

from __future__ import annotations

import pytest

from zwsearch.extract.offices import looks_like_office, split_offices
from zwsearch.extract.owners import looks_like_owners, parse_owners


@pytest.mark.parametrize(
    ("text", "lead", "support"),
    [
        ("办公室、法规科", ["办公室", "法规科"], []),
        (
            "办公室，法规科,财务科;人事科；审计科/信息科",
            ["办公室", "法规科", "财务科", "人事科", "审计科", "信息科"],
            [],
        ),
        ("办公室 法规科\n信息中心", ["办公室", "法规科", "信息中心"], []),
        ("机关各处室、 直属单位", ["机关各处室", "直属单位"], []),
        ("办公室牵头，各科室配合", ["办公室"], ["各科室"]),
        ("办公室、法规科牵头，信息中心、各股室配合", ["办公室", "法规科"], ["信息中心", "各股室"]),
        ("市教育局牵头、市财政局、市民政局配合", ["市教育局"], ["市财政局", "市民政局"]),
        ("市财政局会市审计局", ["市财政局"], ["市审计局"]),
        ("省商务厅会同省统计局、省财政厅", ["省商务厅"], ["省统计局", "省财政厅"]),
        ("主办：办公室 协办：法规科", ["办公室"], ["法规科"]),
        ("牵头单位：办公室；配合单位：各科室、直属单位", ["办公室"], ["各科室", "直属单位"]),
        ("牵头单位：县司法局，责任单位：县财政局、各乡镇", ["县司法局"], ["县财政局", "各乡镇"]),
        ("责任单位：办公室  责任人：某某", ["办公室"], []),
        ("办公室（牵头）、法规科", ["办公室"], ["法规科"]),
        ("办公室（牵头），法规科、信息中心（配合）", ["办公室"], ["法规科", "信息中心"]),
        ("各科室按职责分工负责", ["各科室"], []),
        ("省委宣传部、省政府办公厅等部门按职责分工负责", ["省委宣传部", "省政府办公厅"], []),
        ("市发展改革委负责，各县区参照落实", ["市发展改革委"], ["各县区"]),
        ("由办公室负责，各单位配合", ["办公室"], ["各单位"]),
        ("牵头单位为供水科，配合单位为各水厂", ["供水科"], ["各水厂"]),
        ("政务服务和数据管理处（审批处）、办公室", ["政务服务和数据管理处（审批处）", "办公室"], []),
        ("各县（市、区）政府，开发区管委会", ["各县（市、区）政府", "开发区管委会"], []),
        ("市发展和改革局、住房和城乡建设局", ["市发展和改革局", "住房和城乡建设局"], []),
        ("办公室和法规科", ["办公室", "法规科"], []),
        ("信息中心及各股室", ["信息中心", "各股室"], []),
        ("办公室、办公室", ["办公室"], []),
        ("县司法局、县财政局（排在第一位的为牵头单位，下同）", ["县司法局"], ["县财政局"]),
        ("县司法局、县财政局、各乡镇，排在第一位的为牵头部门，下同", ["县司法局"], ["县财政局", "各乡镇"]),
        ("县司法局、县财政局等按职责分工负责，首位为牵头单位", ["县司法局"], ["县财政局"]),
        ("县政府办，县审批局、县财政局配合", ["县政府办"], ["县审批局", "县财政局"]),
        ("县政府办；各乡镇协助", ["县政府办"], ["各乡镇"]),
        ("县水务局牵头，各乡镇、各水厂负责", ["县水务局"], ["各乡镇", "各水厂"]),
        ("各区、县（市）水务局", ["各区、县（市）水务局"], []),
        ("各村（居）委会负责", ["各村（居）委会"], []),
        ("县政府办公室牵头，各镇街配合，长期坚持", ["县政府办公室"], ["各镇街"]),
        ("各市、县水务局负责", ["各市、县水务局"], []),
        ("各县、司法局、财政局", ["各县", "司法局", "财政局"], []),
    ],
)
def test_who_leads_and_who_supports(text: str, lead: list[str], support: list[str]) -> None:
    owners = parse_owners(text)
    assert list(owners.lead) == lead
    assert list(owners.support) == support


def test_the_first_leads_where_the_notice_says_so() -> None:
    owners = parse_owners("县司法局、县财政局、各乡镇按职责分工负责", first_leads=True)
    assert (owners.lead, owners.support) == (("县司法局",), ("县财政局", "各乡镇"))
    owners = parse_owners("县司法局、县财政局牵头，各乡镇配合", first_leads=True)
    assert (owners.lead, owners.support) == (("县司法局", "县财政局"), ("各乡镇",))


def test_a_support_column_supports() -> None:
    assert parse_owners("办公室、法规科", default="support").support == ("办公室", "法规科")


def test_a_deadline_among_owners_is_kept() -> None:
    assert parse_owners("责任单位：办公室；完成时限：6月底前").deadline == "6月底前"
    owners = parse_owners("各部门按职责分工负责，2024年9月底前完成")
    assert (owners.lead, owners.deadline) == (("各部门",), "2024年9月底前")


def test_an_unclosed_bracket_does_not_swallow_the_list() -> None:
    names = split_offices("办公室（综合科、法规科、财务科、人事科、审计科、信息科、监督科")
    assert "监督科" in names


@pytest.mark.parametrize("name", ["办公室", "各乡镇", "县委编办", "信息中心", "市残联", "机关党委", "海关总署"])
def test_offices_are_known_by_their_endings(name: str) -> None:
    assert looks_like_office(name)


@pytest.mark.parametrize("name", ["规范权力运行", "加强队伍建设", "公布低保标准", "2023年", "推进各部门", "一"])
def test_headings_are_no_offices(name: str) -> None:
    assert not looks_like_office(name)


def test_prose_is_no_list_of_owners() -> None:
    assert not looks_like_owners("及时公布低保对象名单。每月更新。")
    assert not looks_like_owners("围绕群众关切的问题，做好回应和解释，提升服务水平和能力")


def test_offices_of_every_place_are_one() -> None:
    assert split_offices("省水利厅、各市、州、县人民政府") == ("省水利厅", "各市、州、县人民政府")
    assert split_offices("各区、县民政局、办公室") == ("各区、县民政局", "办公室")
    assert split_offices("各市、县财政局、审计局") == ("各市、县财政局", "审计局")
    assert not looks_like_office("律公科承办")


def test_who_follows_a_rule_of_others_supports() -> None:
    owners = parse_owners("财务股；其他股室参照落实")
    assert (owners.lead, owners.support) == (("财务股",), ("其他股室",))
