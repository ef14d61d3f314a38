"""Sound text passes through untouched, whatever it speaks of."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_repair_page import document, table

from zwsearch.repair import repair

CLEAN = """云河市政务公开工作领导小组办公室关于做好2024年秋季政务公开有关工作的通知
云政公开办〔2024〕15号
各县（区）人民政府、市政府各部门，各直属机构：
为方便群众查询、办事，现就有关事项通知如下，请结合实际抓好落实。
一、公开什么？怎么公开？由谁公开？请对照《公开事项标准目录（2024年版）》逐项核对。
（一）财政预决算。本级“三公”经费同比下降3.5%，共计1,286.40万元；GDP增长（可比价）5.2%。
1.办公室牵头，每季度末更新一次，发现错误24小时内更正。
2.信息中心配合；联系人：值班员；电话：0551-6266 1234，热线12345、12366、12315。
——坚持“应公开、尽公开”……不得以会议代替公开！
网址 https://www.yunhe.gov.cn/col/col123/index.html?uid=45&pageNum=2&copy=1 ，邮箱 zwgk_office@yunhe.gov.cn。
国家政务服务平台_移动端、“云河办”App（iOS版/安卓版）均可办理，下载地址见官方网站首页。
登录云河政务服务网，点击“个人中心—我的办件”，使用微信号或手机号注册账号即可，客服电话12345。
12345热线app下载_云河市人民政府
《体育彩票公益金使用情况公告》由体育局发布；福利彩票、体育彩票开奖信息以官方公告为准。
网络游戏、电子竞技、直播平台的监管由文化和旅游局、网信办负责，严禁网络赌博、投注。
体育局、文旅局-娱乐场所安全检查-官网公示
全面推行PPP（政府和社会资本合作）模式，绿色低碳循环发展经济体系(GDP)核算、应用程序(app)备案。
第三代身份证、A股上市公司、T恤、维生素C、5G基站、B超、K线图、甲型H1N1流感、3D打印、PM2.5监测、X光机。
行（háng）业的“行”读二声，不读作行（xíng）动的行。
推广普通话，拼音教学示范：妈（mā）、麻（má）、马（mǎ）、骂（mà）四声要分清，注音、声调要准确。
甲、乙、丙三方；A、B、C三类；①清单②台账③报告；㎡、℃、‰、№、Ⅰ、Ⅱ、Ⅲ级响应，±0.5，3×4=12，x²+y²=z²。
本表单位：万元（人民币），¥1,000.00，$50，€30，£20；10％、１００元、ＡＢＣ三栏；温度－5～8℃。
姓名：赵某某  职务：科长  单位：某某局
深化改革 优化服务 推动发展
张某 王某某 李某
坚持公开为常态 推动工作走深走实
第一章 总则
附件 公开事项清单
首页 政务公开 政策文件 互动交流
主题词：政务 公开 通知
鄂尔多斯市、亳州市、濮阳市、郯城县、嵊泗县、涪陵区、婺源县、岢岚县、垣曲县、鄠邑区、盱眙县、衢州市。
犇、鑫、喆、玥、垚、琰、璟、翀、彧等字多见于人名；钟某、锺某同音，不得混写。
老字号“餘慶堂”牌匾、《後漢書》抄本均列入文物名录。
def check(x): return [y for y in x if y["id"] != "@@" and y.a[0] == 'a@@b']
a,,b;;c::d | || ||| @param user@example.com git@host:repo.git ++i; x && y || z; &lt 5 &copy 2024
English text: The quick brown fox; don't panic — it's “quoted”, café, naïve, Zürich, São Paulo, señor, Ångström.
Ωμέγα α、β、γ射线，λ=0.5μm；日语“ひらがな”“カタカナ”；俄语“Привет”；韩语“안녕하세요”。
└─根目录  ├─子目录  ───────── ■ □ ● ○ ◆ ★ → ← ↑ ↓ √ × ÷
发布日期：2024-09-01 15:04  来源：办公室  浏览次数：123  字体：[大 中 小]  打印  关闭
这样做行吗？能否延期？是否需要重新申请？请在5个工作日内答复。什么?怎么办?为什么?
序号 | 任务 | 单位 | 时限 | |
1 2 3 4 5 6 7 8 9 10
2021 年 5 月 12 日
附件1 2 个样表、附件2 3 个说明
云河市政务公开工作领导小组办公室
2024年9月1日
（此件公开发布）"""

LINES = CLEAN.split("\n")


@pytest.mark.parametrize("line", LINES)
def test_each_clean_line_alone(line: str) -> None:
    repaired = repair(document(line))
    assert [(mend.kind, mend.before, mend.after) for mend in repaired.mends] == []
    assert repaired.problems == ()


def test_the_clean_page_as_a_whole_and_in_a_table() -> None:
    original = document(
        *LINES, table(*((line, "办公室\n财务科", "年底前") for line in LINES)), metadata=(("title", LINES[0]),)
    )
    repaired = repair(original)
    assert repaired.mends == ()
    assert repaired.problems == ()
    assert repaired.document is original


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=12), st.sampled_from(["", "\n", " ", "；"]))
def test_clean_lines_in_any_company(chosen: list[str], joint: str) -> None:
    assert repair(document(*chosen)).mends == ()
    if joint in ("\n", "；"):
        assert repair(document(joint.join(chosen))).mends == ()


def test_mottos_and_repeated_english_lines_stay() -> None:
    motto = "坚持公开为常态 推动工作走深走实；为方便群众查询、办事，请结合实际抓好落实。"
    assert repair(document(motto)).mends == ()
    assert repair(document(f"做好有关工作；{motto}")).mends == ()
    english = "Please bring the original and one copy, and hand them in at the counter on the first floor."
    assert repair(document(*[english] * 5)).mends == ()


def test_clean_text_costs_milliseconds() -> None:
    lines = [line for line in LINES if line.startswith(("一", "（", "1", "2.", "为", "《", "网络"))]
    text = document(*(lines * 20))
    size = sum(len(line) for line in lines) * 20
    repair(text)
    took = min(_timed(text) for _ in range(5))
    # A notice of 5,000 characters takes one or two milliseconds; the bound leaves room for a busy machine.
    assert took * 5000 / size < 0.01


def _timed(text) -> float:  # type: ignore[no-untyped-def]
    start = time.process_time()
    repair(text)
    return time.process_time() - start
