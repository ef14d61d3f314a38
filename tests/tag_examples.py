"""Small labelled lists in our own words, and a word splitter that needs no dictionary, for the tests of tagging."""

from __future__ import annotations

import re

from zwsearch.tag import Label

_ACTS = {
    "政策解读": [
        "印发文件时同步发布解读稿",
        "用图表讲清新规要点并解读",
        "起草科室负责撰写解读材料",
        "请负责人上电台解读新政",
    ],
    "财政信息": [
        "按时公布部门预算和决算表",
        "公示各类补贴资金的发放结果",
        "公开政府采购目录与成交金额",
        "公布收费项目和收费标准",
    ],
    "队伍建设": ["举办两期业务培训班", "组织信息员外出学习交流", "为每个科室配备专职联络员", "选派骨干参加跟班培训"],
    "依申请公开": [
        "规范公开申请的登记和答复",
        "答复书要写明依据和救济途径",
        "按期办结群众提出的公开申请",
        "复盘申请答复引发的诉讼",
    ],
}
# Long enough that the same act in two fields is no near-duplicate.
_FIELDS = [
    "涉及水库除险加固和河道采砂管理的",
    "面向困难老人和留守儿童帮扶的",
    "关于中小学校舍改造与午餐配送的",
    "围绕林区防火瞭望和苗木检疫的",
    "对应农村公路养护与客运班线的",
    "适用博物馆夜间开放和旅游厕所的",
    "覆盖危化品运输和矿山排查整治的",
    "服务外贸企业和农产品上行的",
]


_ENDS = ["，年底前完成。", "，由办公室牵头。", "，及时报送进展情况。"]


def small_labels(*, with_negatives: bool = False) -> list[Label]:
    """96 labels of four categories from eight notices; 32 more sentences that are no task, if wanted."""
    labels = [
        Label(f"{act}，{field}单位照此办理{end}", category, section="一、主要任务", notice=f"通知{n}")
        for n, field in enumerate(_FIELDS)
        for category, acts in _ACTS.items()
        for act, end in zip(acts, _ENDS, strict=False)
    ]
    if with_negatives:
        news = ["召开安全生产例会", "食堂招标采购桌椅", "招聘两名驾驶员", "举行春季植树活动"]
        labels += [
            Label(f"{what}，{field}同志参加。", "非任务", notice=f"通知{n}")
            for n, field in enumerate(_FIELDS)
            for what in news
        ]
    return labels


class PairSplitter:
    """Splits Han runs into pairs: quick, and enough to test what is done with words."""

    fingerprint = "pairs"

    def words(self, text: str) -> list[str]:
        """Consecutive pairs of characters."""
        runs = re.findall(r"[\u4e00-\u9fff]+|[0-9a-z]+", text.lower())
        return [run[i : i + 2] for run in runs for i in range(0, len(run), 2)]
