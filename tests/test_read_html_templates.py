"""Pages of many templates: the notice is whole, its title is told, and nothing of the site is left."""

# ruff: noqa: E501 (markup stands as pages have it)
from __future__ import annotations

import pytest

from zwsearch.read import read_bytes
from zwsearch.records import Document, Paragraph, Table

TITLE = "乙县民政局关于做好2021年公开工作的通知"
BODY = [
    "各镇人民政府，县直各单位：",
    "为把今年的公开账算清楚，现就有关事项通知如下。",
    "一、任务",
    "1.按月公布低保名单。（民政股）",
    "2.更新指南。（办公室）",
    "二、要求",
    "请于5月底前报送总结",
    "联系人：办公室；联系电话：0000-0000000",
    "乙县民政局",
    "2021年3月4日",
]
LINES = "".join(f"<p>{line}</p>" for line in BODY)
BREAKS = "<br>".join("&nbsp;&nbsp;&nbsp;&nbsp;" + line for line in BODY)
DIVS = "".join(f"<div>{line}</div>" for line in BODY)
ROWS = "".join(f"<div class=row><p>{line}</p></div>" for line in BODY)
LINKED = "".join(f"<p><a href=/k>{line}</a></p>" for line in BODY[:-2]) + "".join(
    f"<p>{line}</p>" for line in BODY[-2:]
)
WORD = "".join(f"<p class=MsoNormal><a name=_Toc1></a><span>{line}</span></p>" for line in [TITLE, *BODY])
FONTS = "".join(
    f"<p><font size=3><font face=宋体>{line[:3]}</font><span><font>{line[3:]}</font></span></font></p>" for line in BODY
)
NAV = "".join(f"<a href='/{w}'>{w}</a>" for w in ("首页", "走进乙县", "政务公开", "办事服务", "互动交流"))
NEWS = "".join(f"<li><a href='/n{i}'>乙县第{i}批救助站检修完成</a><span>2021-02-0{i}</span></li>" for i in range(1, 7))
FOOT = (
    "<p>主办：乙县人民政府办公室 承办：乙县大数据中心</p><p>地址：乙县中山路1号 邮编：000000 电话：0000-0000001</p>"
    "<p>备案号：某ICP备00000000号</p>"
)
PAGES = {
    "td_center": (
        f"<title>{TITLE}</title><body><table><tr><td>{NAV}</td></tr></table><table><tr><td><center>"
        f"<font size=5 color=red><b>{TITLE}</b></font></center></td></tr><tr>"
        f"<td align=center>时间：2021-3-5 点击：33</td></tr><tr><td>{BREAKS}</td></tr><tr><td align=right>["
        "<a href='javascript:window.print()'>打印</a>] [<a href=#>关闭</a>]</td></tr></table><table><tr>"
        f"<td>{FOOT}</td></tr></table>"
    ),
    "strong_div": (
        f"<title>乙县民政局-通知公告</title><body><div class=header><div class=logo>乙县民政局</div><div>{NAV}</div>"
        f"</div><div class=con><div style='text-align:center'><strong>{TITLE}</strong></div><div>{LINES}"
        f"</div><div class=ewm><img><p>手机扫码查看</p></div><div class=xgyd><h4>相关阅读</h4><ul>{NEWS}</ul></div>"
        f"</div><div class=footer>{FOOT}</div>"
    ),
    "h3": (
        f"<title>通知公告_乙县人民政府</title><body><div id=top>{NAV}</div><div class=left><h2>政务公开</h2><ul><li>"
        f"<a href=1>公开指南</a></li><li><a href=2>公开目录</a></li></ul></div><div class=right><h3>{TITLE}</h3>"
        f"<p class=source>来源：乙县民政局 发布时间：2021-03-05 09:10 浏览次数：<span>8</span></p><div class=txt>{FONTS}"
        "</div><div class=pn><p>上一篇：<a href=1>关于清明祭扫的提醒</a></p><p>下一篇：<a href=2>关于救灾物资的公示</a></p></div>"
        f"</div><div>{FOOT}</div>"
    ),
    "flat": (f"<title>{TITLE}</title><body>{NAV}<h1>{TITLE}</h1>{LINES}<hr>【打印】【关闭】{FOOT}"),
    "divs_font": (
        f"<title>乙县民政局网站</title><body><div>{NAV}</div><div><div><div class=title>{TITLE}</div>"
        f"<div class=info>发布日期：2021-03-05　　信息来源：县民政局　　字号：【大 中 小】</div><div>{DIVS}</div></div></div>"
        f"<div>扫一扫在手机打开当前页</div><div>{FOOT}</div>"
    ),
    "two_line": (
        f"<title>{TITLE}-乙县政府网</title><body><div>{NAV}</div><div><p align=center><b>乙县民政局关于做好2021年</b>"
        f"</p><p align=center><b>公开工作的通知</b></p>{LINES}</div><ul>{NEWS}</ul><div>{FOOT}</div>"
    ),
    "share": (
        f"<title>{TITLE}_通知公告_乙县人民政府</title><body><div class=wza>无障碍阅读 | 关怀版 | 简 | 繁</div><div>{NAV}"
        "</div><div class=dqwz>您现在的位置：<a href=1>首页</a>><a href=2>公开</a>>正文</div><div class=article>"
        f"<h1>{TITLE}</h1><div class=share>分享到： <a>微信</a> <a>微博</a></div>{LINES}<p>附件："
        "<a href='x.doc'>1.汇总表.doc</a></p><p><a href='y.pdf'>2.填写说明.pdf</a></p><div>责任编辑：办公室</div></div>"
        f"<div class=rel><div class=hd>热门文章</div><ul>{NEWS}</ul></div><div>微信公众号</div><div>{FOOT}</div>"
    ),
    "sidebar_after": (
        f"<title>{TITLE}</title><body><div>{NAV}</div><table><tr><td width=700>"
        f"<p align=center style='font-size:22px'>{TITLE}</p><div id=zoom>{LINES}</div></td><td><div>最新公告"
        f"</div><ul>{NEWS}</ul><div>热点服务</div><ul>{NEWS}</ul></td></tr></table>{FOOT}"
    ),
    "split": (
        f"<title>{TITLE}</title><body><div>{NAV}</div><div class=c1><h1>{TITLE}</h1></div>"
        f"<div class=c2>{ROWS}</div><div>{FOOT}</div>"
    ),
    "form": (
        f"<title>{TITLE} - 乙县 </title><body><form action=x><input type=hidden value=1><div>{NAV}</div>"
        f"<div class='main sidebar-left'><h2 class=tit>{TITLE}</h2><div class='nav-content'>{LINES}</div>"
        f"</div></form><div class=foot>{FOOT}</div>"
    ),
    "prefix": (
        f"<title>乙县民政局 {TITLE}</title><body><div>{NAV}</div><div><span style='font-size:20px'>{TITLE}"
        f"</span></div><div>{LINES}</div><div class=foot>{FOOT}</div>"
    ),
    "word": (f"<title>公文</title><body><div class=Section1>{WORD}</div>"),
    "linked": (f"<title>{TITLE}</title><body><ul>{NEWS}</ul><h1>{TITLE}</h1>{LINKED}<div>{FOOT}</div>"),
    "annex": (
        f"<title>{TITLE}</title><body><div>{NAV}</div><h1>{TITLE}</h1><div class=cover><p>各股室：</p>"
        "<p>现印发给你们。</p><p>乙县民政局</p><p>2021年3月4日</p></div><div>【打印本页】</div><div class=annex><p>附件"
        f"</p>{LINES}</div><div>{FOOT}</div>"
    ),
    "redhead": (
        f"<title>{TITLE}</title><body><div>{NAV}</div><div class=TRS_Editor><p align=center>乙县民政局文件</p>"
        f"<p align=center>乙民〔2021〕3号</p><p align=center>{TITLE}</p>{LINES}<p>抄送：县政府办公室。</p>"
        f"<p>乙县民政局办公室 2021年3月4日印发</p></div><div>{FOOT}</div>"
    ),
    "dl": (
        f"<title>政府信息公开</title><body><div>{NAV}</div><div class=tb><dl><dt>名　称</dt><dd>{TITLE}</dd>"
        "<dt>文　号</dt><dd></dd><dt>生成日期</dt><dd>2021-03-04</dd></dl><div class=row><div>发文机关</div>"
        f"<div>乙县民政局</div></div></div><div class=c>{LINES}</div><div>{FOOT}</div>"
    ),
    "popup": (
        f"<title>{TITLE}</title><body><div>{NAV}</div><div class=c><h1>{TITLE}</h1>{LINES}</div>"
        f"<div class=dialog><p>您访问的链接即将离开本网站，是否继续？</p><a>继续</a><a>放弃</a></div><div>{FOOT}</div>"
    ),
    "nested": (
        f"<body bgcolor=white><table><tr><td>{NAV}</td></tr><tr><td><table><tr><td width=180><table><tr>"
        "<td bgcolor=blue>栏目导航</td></tr><tr><td><a href=1>组织机构</a></td></tr><tr><td><a href=2>政策法规</a>"
        f"</td></tr></table></td><td><table><tr><td>当前位置：首页-政策法规-正文</td></tr><tr><td class=bt>{TITLE}"
        f"</td></tr><tr><td>{BREAKS}</td></tr><tr><td>[上一条] <a href=1>清明</a> [下一条] <a href=2>物资</a></td>"
        f"</tr></table></td></tr></table></td></tr><tr><td>{FOOT}</td></tr></table>"
    ),
}
# What else belongs to the notice on these pages.
MORE = {
    "two_line": ["乙县民政局关于做好2021年", "公开工作的通知"],
    "share": ["附件：1.汇总表.doc", "2.填写说明.pdf"],
    "annex": ["各股室：", "现印发给你们。", "乙县民政局", "2021年3月4日", "附件"],
    "redhead": ["乙县民政局文件", "乙民〔2021〕3号", "抄送：县政府办公室。", "乙县民政局办公室 2021年3月4日印发"],
}
# Its title stands in two lines.
UNTITLED = ("two_line",)


def read(markup: str) -> Document:
    (document,) = read_bytes(f"<html><head><meta charset=utf-8>{markup}".encode(), "a.html")
    return document


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph)]


@pytest.mark.parametrize("name", PAGES)
def test_the_notice_is_whole_and_the_site_is_gone(name: str) -> None:
    document = read(PAGES[name])
    expected = [*BODY, *MORE.get(name, []), *([] if name in UNTITLED else [TITLE])]
    assert sorted(texts(document)) == sorted(expected)
    assert [line for line in texts(document) if line in BODY][-len(BODY) :] == BODY
    assert dict(document.metadata)["标题"] == TITLE
    assert not [b for b in document.blocks if isinstance(b, Table)]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        (f"{TITLE}-乙县统计信息网", TITLE),
        (f"{TITLE}|乙县水利", TITLE),
        (f"{TITLE} _ 通知公告 _ 乙县人民政府门户网站", TITLE),
        (f"乙县民政局 {TITLE}", TITLE),
        ("乙县2016-2020年公开工作规划的通知-乙县政府网", "乙县2016-2020年公开工作规划的通知"),
        ("信息公开 - 乙县人民医院", None),
        ("乙县民政局", None),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(name: str, title: str | None) -> None:
    site = "<div><a href=1>首页</a> <a href=2>乙县水利</a> <a href=3>乙县人民医院</a></div>"
    document = read(f"<title>{name}</title><body>{site}<div><p>按月公布账目。</p><p>更新指南。</p></div>")
    assert dict(document.metadata).get("标题") == title
    assert ("title" in dict(document.metadata)) == (title is not None)


@pytest.mark.parametrize(
    "fields",
    [
        "<dl><dt>文号</dt><dd>乙民〔2021〕3号</dd><dt>有效期</dt><dd></dd><dt>成文日期</dt><dd>2021-03-04</dd></dl>",
        "<ul><li><label>文号</label><span>乙民〔2021〕3号</span></li><li><label>成文日期</label>2021-03-04</li></ul>",
        "<p><span>文　号</span><span>乙民〔2021〕3号</span> <span>成文日期</span><span>2021-03-04</span></p>",
        "<div><div>文号</div><div>乙民〔2021〕3号</div></div><div><div>成文日期</div><div>2021-03-04</div></div>",
        "<div>[ 文号：乙民〔2021〕3号 | 成文日期：2021-03-04 | 浏览 8 次 ] 【打印文章】</div>",
    ],
)
def test_fields_without_a_colon(fields: str) -> None:
    document = read(f"<body><div>{NAV}</div>{fields}<h1>{TITLE}</h1>{LINES}")
    metadata = dict(document.metadata)
    assert metadata["文号"] == "乙民〔2021〕3号"
    assert metadata["成文日期"] == "2021-03-04"
    assert texts(document) == [TITLE, *BODY]


def test_a_page_of_a_few_short_lines_is_kept_as_it_is() -> None:
    lines = ["一、水务", "1.公布许可。（甲股）", "2.发布水位。（乙办）", "时间：长期", "甲局"]
    document = read("<body><h2>任务</h2>" + "".join(f"<p>{line}</p>" for line in lines))
    assert texts(document) == ["任务", *lines]


@pytest.mark.parametrize("piece", ["<td>", "<div class=nav>", "<a href=x>", "</p>", "<li>", "<font>", "<dt>文号</dt>"])
def test_malformed_pages_end(piece: str) -> None:
    document = read("<body>" + piece * 150 + f"<p>{BODY[1]}</p>" + piece * 150)
    assert any(BODY[1] in line for line in texts(document)) or document.blocks
