"""Advertising in the place of a name or of 关于 is cut out; honest notices about the same things are not."""

from __future__ import annotations

import pytest
from test_repair_page import codes, document, lines, replay, table

from zwsearch.repair import repair

BRAND = "188bet金宝博_亚博体育官网app下载"


@pytest.mark.parametrize(
    ("before", "spam", "after"),
    [
        ("根据《", "bet888彩票官网_澳门金沙app下载_手机版登录", "办公厅关于印发2022年湖北省公开工作安排的通知》要求，"),
        ("按照《", "开元棋牌_官方网站下载", "人民政府办公厅关于做好公开工作的意见》，"),
        ("《", "ag真人平台|365体育投注|pk10网址", "办公室关于报送材料的通知》已收悉。"),
        ("落实《某市人民政府办公室", "万博体育-手机客户端-注册登录", "印发考核细则的通知》。"),
        ("见《", "乐鱼体育_官网入口_app最新版", "做好春耕生产服务的通知》。"),
        ("", "亚博体育平台_yabo官网登录_app下载", ""),
    ],
)
def test_the_span_is_exact_and_nothing_of_it_is_left(before: str, spam: str, after: str) -> None:
    original = document("各单位要抓好落实。", before + spam + after, "办公室")
    repaired = repair(original)
    (problem,) = repaired.problems
    assert (problem.code, problem.where) == ("spam_injected", spam)
    text = lines(repaired)[1]
    assert spam[:4] not in text
    assert text.startswith(before) and text.endswith(after)
    replay(original, repaired)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"《{BRAND}办公厅关于印发2021年江西省放管服工作要点的通知》", "江西省人民政府"),
        (f"《{BRAND}办公厅关于推进标准化的通知》（赣政办发〔2021〕9号）", "江西省人民政府"),
        (f"《{BRAND}办公厅关于推进标准化的通知》（国办发〔2021〕9号）", "国务院"),
        (f"《{BRAND}人民政府办公室关于印发平湖区便民措施的通知》", "平湖区"),
        (f"《{BRAND}做好养老服务信息公开的通知》", "关于"),
        (f"《平湖区人民政府办公室{BRAND}印发便民措施的通知》", "关于"),
    ],
)
def test_the_true_name_is_told_by_what_stands_around(text: str, name: str) -> None:
    repaired = repair(document(text))
    assert lines(repaired) == [text.replace(BRAND, name)]


def test_the_signature_or_the_address_tells_the_name() -> None:
    title = f"{BRAND}关于印发平台管理办法的通知"
    signed = repair(document(title, "各科室：", "现将办法印发给你们。", "平湖区水利局", "2023年4月3日"))
    assert lines(signed)[0] == "平湖区水利局关于印发平台管理办法的通知"
    text = f"落实《{BRAND}办公厅关于推进公开的通知》。"
    addressed = repair(document(text, "来源：https://sft.hubei.gov.cn/a/1.html"))
    assert lines(addressed)[0] == "落实《湖北省人民政府办公厅关于推进公开的通知》。"


def test_foreign_lines_at_the_ends_and_in_cells_go_and_the_lines_stay_empty() -> None:
    original = document(
        "澳门新葡京_百家乐在线试玩",
        "平湖区水利局2023年工作要点",
        table(("bet365官网|滚球投注", "水利局")),
        "pk10开奖_时时彩注册",
    )
    repaired = repair(original)
    assert lines(repaired) == ["", "平湖区水利局2023年工作要点", ""]
    assert codes(repaired) == ["spam_injected"] * 3
    assert len(repaired.document.blocks) == 4


@pytest.mark.parametrize(
    "text",
    [
        "体育局关于2023年度体育彩票公益金使用情况的公告",
        "中国体育彩票_中国福利彩票发行管理办法",
        "严厉打击网络赌博、棋牌诈骗、投注平台，下载国家反诈中心App",
        "《网络游戏管理办法》_政策法规_某市文化和旅游局",
        "国家政务服务平台_移动端_下载",
        "12345热线app下载-官方网站-使用说明",
        "皇冠街道办事处-永利社区服务平台",
        "澳门特别行政区_广东省_深度合作区平台",
        "体育馆-娱乐中心-游泳馆开放时间",
        "5G应用平台办公室关于印发工作规则的通知",
        "2024年体育产业平台办公室关于印发工作规则的通知",
        "微信公众号_App_官网同步发布",
    ],
)
def test_honest_text_with_the_same_words_stays(text: str) -> None:
    repaired = repair(document(text, f"见《{text}》。"))
    assert repaired.mends == () and repaired.problems == ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("更多精彩：开元棋牌官网下载|AG真人百家乐|博彩白菜网送彩金 www.kk88.com", ""),
        ("【热门推荐】亚博体育app_官方下载 QQ:12345678", ""),
        ("相关链接：澳门新葡京百家乐www.xpj88.com", ""),
        ("2.公开整改。亚博体育平台_真人百家乐|投注彩金网 www.kk88.com", "2.公开整改。"),
        ("责任处室：网信办 | 365体育投注_亚博app下载 | 年底前", "责任处室：网信办 |  | 年底前"),
    ],
)
def test_the_lure_and_the_address_go_with_the_advertisement(text: str, left: str) -> None:
    repaired = repair(document("1.公开目录。", text, "二、有关要求"))
    assert lines(repaired) == ["1.公开目录。", left, "二、有关要求"]
    assert codes(repaired) == ["spam_injected"]


@pytest.mark.parametrize(
    "text",
    [
        "相关链接：体育彩票公益金公告 http://www.yunhe.gov.cn/a.html",
        "举报网站：棋牌赌博、投注平台线索请报 www.12377.cn 或电话12377",
        "更多内容：下载云河办app_官网 www.yunhe.gov.cn",
    ],
)
def test_honest_links_stay(text: str) -> None:
    assert repair(document(text)).mends == ()
