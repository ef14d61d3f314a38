"""Title, issuer, number, dates, place, kind and what a notice cites."""

from __future__ import annotations

import pytest

from zwsearch.extract import extract
from zwsearch.extract.boilerplate import is_boilerplate
from zwsearch.extract.document_numbers import find_numbers, own_number_line
from zwsearch.extract.kinds import kind_of
from zwsearch.extract.places import province_of
from zwsearch.extract.signatures import parse_date
from zwsearch.records import Document, Extraction, Notice, Paragraph, Repaired, Source


def understood(text: str, *metadata: tuple[str, str]) -> Extraction:
    blocks = tuple(Paragraph(line) for line in text.split("\n"))
    return extract(Repaired(Document(Source("a.txt", "txt", "utf-8", "0"), blocks, metadata)))


def read(text: str, *metadata: tuple[str, str]) -> Notice:
    return understood(text, *metadata).notice


BODY = "各科室：\n请认真落实。\n桐城市水利局\n2023年5月15日"


@pytest.mark.parametrize(
    "head",
    [
        "桐城市水利局2023年政务公开工作要点",
        "桐城市水利局\n2023年政务公开工作要点",
        "桐 城 市 水 利 局\n2023年政务公开\n工作要点",
        "【政务公开】桐城市水利局2023年政务公开工作要点",
        "桐城市水利局2023年政务公开工作要点\n桐城市水利局 2023年政务公开 工作要点",
    ],
)
def test_a_title_in_all_its_forms(head: str) -> None:
    found = understood(f"{head}\n{BODY}")
    assert found.notice.title == "桐城市水利局2023年政务公开工作要点"
    assert found.notice.kind == "工作要点"
    assert [passage.text for passage in found.passages] == ["请认真落实。"]


def test_a_title_after_the_signature() -> None:
    found = understood(f"{BODY}\n桐城市水利局2023年政务公开任务分工\n1.公布水质。（责任科室：水质科）")
    assert found.notice.title == "桐城市水利局2023年政务公开任务分工"
    assert (found.notice.issuer, found.notice.date, found.notice.province) == ("桐城市水利局", "2023-05-15", "安徽省")
    assert len(found.tasks) == 1


def test_a_letterhead_and_a_broken_title() -> None:
    notice = read(f"桐城市水利局文件\n桐水〔2023〕12号\n桐城市水利局关于印发2023年政务公开\n工作要点的通知\n{BODY}")
    assert notice.title == "桐城市水利局关于印发2023年政务公开工作要点的通知"
    assert notice.document_number == "桐水〔2023〕12号"
    assert notice.cites == ()


def test_the_title_of_a_page_counts_before_its_lines() -> None:
    notice = read(
        BODY, ("标　　题：", "桐城市水利局关于抗旱的通知_桐城市人民政府网"), ("发文字号", "桐水函〔2023〕3号")
    )
    assert (notice.title, notice.document_number) == ("桐城市水利局关于抗旱的通知", "桐水函〔2023〕3号")


def test_metadata_of_the_page_and_the_signature() -> None:
    notice = read(
        "关于抗旱的通知\n请落实。",
        ("发文机关", "桐城市水利局"),
        ("成文日期", "2022年08月09日"),
        ("发布日期", "2022-09-01"),
    )
    assert (notice.issuer, notice.date, notice.year) == ("桐城市水利局", "2022-08-09", 2022)
    notice = read(f"关于抗旱的通知\n{BODY}", ("发布日期", "2024-01-01"))
    assert (notice.issuer, notice.date, notice.year) == ("桐城市水利局", "2023-05-15", 2023)


def test_a_day_of_publication_is_no_date_of_the_notice() -> None:
    notice = read("桐城市水利局2021年政务公开工作要点\n发布日期：2022-03-01 浏览次数：5\n一、公开水质")
    assert (notice.date, notice.year) == (None, 2021)


def test_the_year_of_a_report_is_that_of_its_title() -> None:
    notice = read("桐城市水利局2022年政府信息公开工作年度报告\n一、总体情况\n公布三十条。\n桐城市水利局\n2023年1月12日")
    assert (notice.kind, notice.date, notice.year) == ("年度报告", "2023-01-12", 2022)


def test_two_offices_sign() -> None:
    assert (
        read("关于抗旱的通知\n请落实。\n桐城市水利局　桐城市财政局\n2023年5月15日").issuer
        == "桐城市水利局、桐城市财政局"
    )


def test_the_address_of_a_copied_page() -> None:
    found = understood(
        f"关于抗旱的通知\n{BODY}\n原文链接：https://slj.example.gov.cn/a/1.html\n[免责声明] 本文来源于网络，请联系。"
    )
    assert found.notice.url == "https://slj.example.gov.cn/a/1.html"
    assert [passage.text for passage in found.passages] == ["请认真落实。"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("根据省政府办公厅通知（皖政办〔2023〕2号）要求", ["皖政办〔2023〕2号"]),
        ("按照国办发[2019]4号和闽政办﹝2020﹞26号文件", ["国办发[2019]4号", "闽政办﹝2020﹞26号"]),
        ("《条例》（国务院令第711号）", ["国务院令第711号"]),
        ("贯彻嘉政办发( 2017 ) 104 号精神", ["嘉政办发(2017)104号"]),
        ("落实洛政办（2021）24号文件", ["洛政办（2021）24号"]),
        ("落实洛政办［２０２１］２４号文件", ["洛政办［2021］24号"]),
        ("落实洛政办〔２０２１〕第２４號文件", ["洛政办〔2021〕第24号"]),
        ("落实洛政办｛2021｝24号和洛政发「2020」3号", ["洛政办〔2021〕24号", "洛政发〔2020〕3号"]),
        ("落实洛政发〔2021 24号、洛政发2020］ 3 号", ["洛政发〔2021〕24号", "洛政发〔2020〕3号"]),
        ("落实洛政发2021年24号、洛政发 2020 3 号", ["洛政发〔2021〕24号", "洛政发〔2020〕3号"]),
        ("会议室〔2021 24号，第三期2020〕3号", []),
        ("中国水路12号码头，3号楼，5月1号", []),
        ("第12号提案，2023年5月1号", []),
    ],
)
def test_document_numbers(text: str, numbers: list[str]) -> None:
    assert find_numbers(text) == numbers


@pytest.mark.parametrize(
    "line",
    [
        "洛政办〔2021〕24号",
        "洛政办〔２０２１〕２４号",
        "（洛政办 〔 2021 〕 24 號）",
        "洛政办〖2021〗24号",
        "文号：洛政办〔2021]24号",
        "洛政办〔2021 24号",
        "洛政办2021年24号",
    ],
)
def test_a_line_that_is_a_document_number_is_one_however_it_is_printed(line: str) -> None:
    assert own_number_line(line) == "洛政办〔2021〕24号"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023年5月15日", "2023-05-15"),
        ("二〇二三年五月十五日", "2023-05-15"),
        ("二○二三年十二月三十一日", "2023-12-31"),
        ("２０２３年５月５日", "2023-05-05"),
        ("2023-05-15", "2023-05-15"),
        ("2023年13月1日", None),
        ("2023年5月", None),
        ("", None),
    ],
)
def test_dates(text: str, day: str | None) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("某局2023年政务公开重点任务分解表", "任务分工"),
        ("某局关于印发2023年政务公开任务分工方案的通知", "任务分工"),
        ("某局2023年政务公开工作要点", "工作要点"),
        ("某局政务公开工作实施方案（试行）", "实施方案"),
        ("某局关于做好标准化规范化工作的通知", "通知"),
        ("某局关于测评情况的通报", "通知"),
        ("某局2023年政府信息公开工作年度报告", "年度报告"),
        ("养老服务领域基层政务公开标准目录", "标准目录"),
        ("《办理规程》政策解读", "政策解读"),
        ("某省关于优化服务的意见", "其他"),
        (None, "其他"),
    ],
)
def test_kinds(title: str | None, kind: str) -> None:
    assert kind_of(title) == kind


@pytest.mark.parametrize(
    ("name", "province"),
    [
        ("淮南市残疾人联合会", "安徽省"),
        ("隆化县人民政府", "河北省"),
        ("国家税务总局合肥市税务局", "安徽省"),
        ("中共延边州委办公室", "吉林省"),
        ("内蒙古呼伦贝尔市卫健委", "内蒙古自治区"),
        ("浙江省广播电视局", "浙江省"),
        ("国务院办公厅", None),
        ("国家广播电视总局", None),
        ("某某局", None),
    ],
)
def test_provinces(name: str, province: str | None) -> None:
    assert province_of(name) == province


@pytest.mark.parametrize(
    "line",
    [
        "打印 关闭",
        "当前位置：首页 > 公告",
        "浏览次数：12",
        "【字体：大 中 小】",
        "主办：某局 某ICP备00000号",
        "（此件公开发布）",
        "|",
        "",
    ],
)
def test_lines_of_the_page(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "打印机采购信息要及时公开。",
        "首页设置专栏，集中展示政策。",
        "来源清楚、去向明确的资金要逐笔公示，接受群众监督。",
    ],
)
def test_sentences_are_no_lines_of_the_page(line: str) -> None:
    assert not is_boilerplate(line)


@pytest.mark.parametrize(
    ("page", "heading", "level"),
    [
        ("桐城市水利局 通知公告 关于印发任务清单的通知", "关于印发桐城市水利局2023年任务清单的通知", 1),
        ("桐城市水利局", "桐城市水利局2023年政务公开工作要点", None),
        ("信息公开 - 桐城市水利局", "桐城市水利局2023年政务公开工作要点", None),
        ("信息公开 - 桐城市水利局", "桐城市水利局2023年政务公开工作要点", 2),
        ("桐城市水利局2023年政务公开工作要点-桐城水利网", "桐城市水利局2023年政务公开工作要点", 1),
    ],
)
def test_the_name_of_a_page_is_not_always_the_title(page: str, heading: str, level: int | None) -> None:
    blocks = (Paragraph(heading, level), *(Paragraph(line) for line in BODY.split("\n")))
    document = Document(Source("a.html", "html", "utf-8", "0"), blocks, (("title", page),))
    assert extract(Repaired(document)).notice.title == heading


def test_notices_of_taiwan_and_hong_kong() -> None:
    head = "桐山市政府水利局公告\n發文日期：中華民國111年5月3日\n發文字號：桐市水字第1110000001號"
    notice = read(f"{head}\n主旨：公告本局供水情形。")
    assert (notice.title, notice.date) == ("桐山市政府水利局公告", "2022-05-03")
    assert notice.document_number == "桐市水字第1110000001號"
    assert read("供水部門公開資料守則\n各科須指派一名主任。").title == "供水部門公開資料守則"


def test_a_leading_year_is_no_part_of_the_issuer() -> None:
    assert read("2024年度桐城市水利局政务公开任务表\n1.公开水价。（财务科）").issuer == "桐城市水利局"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("桐城市水利局关于落实省2023年政务公开工作要点的分工安排", "任务分工"),
        ("桐城市水利局2023年政务公开工作要点", "工作要点"),
        ("桐城市节水行动计划", "实施方案"),
    ],
)
def test_kind_of_a_division(title: str, kind: str) -> None:
    notice = read(f"{title}\n一、公布水价。（财务科）")
    assert (notice.title, notice.kind) == (title, kind)


@pytest.mark.parametrize("between", ["桐水发〔2023〕12号", "2023年5月15日", "桐水发〔2023〕12号\n2023-05-15"])
def test_a_number_or_a_date_may_stand_inside_the_title(between: str) -> None:
    notice = read(f"桐城市水利局\n{between}\n关于做好2023年政务公开工作的通知\n各科室：\n请认真落实。")
    assert notice.title == "桐城市水利局关于做好2023年政务公开工作的通知"
    assert notice.issuer == "桐城市水利局"


def test_an_office_that_did_not_sign_is_no_part_of_the_title() -> None:
    notice = read(f"安徽省人民政府\n2023-05-16\n关于做好2023年政务公开工作的通知\n{BODY}")
    assert (notice.title, notice.issuer) == ("关于做好2023年政务公开工作的通知", "桐城市水利局")


def test_a_red_head_or_the_title_of_what_is_issued_names_the_issuer() -> None:
    title = "关于印发2023年政务公开工作要点的通知"
    found = read(f"桐城市水利局文件\n桐水发〔2023〕12号\n{title}\n各科室：\n请认真落实。")
    assert (found.title, found.issuer) == (title, "桐城市水利局")
    found = read(f"{title}\n各科室：\n请认真落实。\n桐城市水利局2023年政务公开工作要点\n一、公布水质。")
    assert (found.title, found.issuer) == (title, "桐城市水利局")


def test_a_further_title_in_markdown_is_no_section() -> None:
    heads = ("关于印发2023年政务公开工作要点的通知", "桐城市水利局2023年政务公开工作要点", "一、公布水质情况")
    blocks = (
        Paragraph(heads[0], level=1),
        Paragraph("请认真落实。"),
        Paragraph(heads[1], level=1),
        Paragraph(heads[2], level=2),
        Paragraph("1.按月公布。（水质科负责）"),
        Paragraph("2.说明超标原因。（水质科负责）"),
    )
    found = extract(Repaired(Document(Source("a.md", "md", "utf-8", "0"), blocks)))
    assert [task.section for task in found.tasks] == [(heads[2],), (heads[2],)]


def test_the_line_of_the_printer_is_no_signature() -> None:
    notice = read(
        "桐城市水利局\n2023年政务公开任务分工\n1.公布水质。（水质科负责）\n桐城市水利局办公室\n2023年5月16日印发"
    )
    assert (notice.issuer, notice.date) == ("桐城市水利局", "2023-05-16")


def test_a_mere_place_is_no_issuer() -> None:
    assert read("桐城市2023年政务公开重点任务一览表\n1 公布水质。").issuer is None
    assert read("桐城经济技术开发区2023年政务公开工作要点\n一、公布水质。").issuer == "桐城经济技术开发区"
    assert (
        read("标　　题：桐城市水利局2023年政务公开工作要点\n一、公布水质。").title
        == "桐城市水利局2023年政务公开工作要点"
    )


@pytest.mark.parametrize(
    ("head", "province"),
    [
        ("黑政办〔2024〕3号\n黑石市2024年政务公开工作要点", None),
        ("黑政办〔2024〕3号\n关于印发黑石市政务公开工作要点的通知", None),
        ("黑政办〔2024〕3号\n黑石市人民政府办公室关于印发2024年政务公开工作要点的通知", None),
        ("黑政办发〔2024〕3号\n关于印发2024年政务公开工作要点的通知", "黑龙江省"),
        ("黑政办发〔2024〕3号\n关于推进全省市县政务公开工作的通知", "黑龙江省"),
        ("皖市监办〔2024〕3号\n关于印发市场监管领域2024年政务公开工作要点的通知", "安徽省"),
    ],
)
def test_the_number_of_a_city_says_nothing_of_the_province(head: str, province: str | None) -> None:
    assert read(f"{head}\n一、主要任务\n（一）公开预算。").province == province
