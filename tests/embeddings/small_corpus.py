"""A corpus of invented cases in three causes, large enough to train on, for the tests here."""

from collections.abc import Iterator, Sequence

import numpy as np

from corpus.models import SectionKind
from embeddings.base import DocumentView

_STORIES = {
    "盗窃罪": (
        ["趁无人之机", "撬开门锁", "翻窗入室", "在商场内", "溜门进入"],
        ["窃得手机一部", "盗走现金若干", "偷走电动车一辆", "窃取首饰", "盗走笔记本电脑"],
        "以非法占有为目的，秘密窃取他人财物，数额较大，其行为已构成盗窃罪",
        "中华人民共和国刑法#264",
    ),
    "危险驾驶罪": (
        ["酒后驾驶轿车", "醉酒驾驶摩托车", "饮酒后驾车", "聚餐饮酒后驾驶小客车"],
        ["行至路口被民警查获", "与护栏发生碰撞", "血液中检出乙醇", "经呼气测试超标"],
        "在道路上醉酒驾驶机动车，其行为已构成危险驾驶罪",
        "中华人民共和国刑法#133-1",
    ),
    "民间借贷纠纷": (
        ["因资金周转出具借条", "向原告借款", "通过银行转账取得借款", "多次借钱"],
        ["到期未归还本金", "仅支付部分利息", "经催要拒不偿还", "约定月利率"],
        "双方民间借贷关系成立，借款人应当按照约定返还借款本金并支付利息",
        "中华人民共和国民法典#675",
    ),
}
_PLACES = ["小区", "超市", "网吧", "工地", "医院", "车站", "学校", "饭店"]
_TIMES = ["凌晨", "上午", "中午", "傍晚", "深夜"]


def views(count: int = 240, *, seed: int = 7) -> Iterator[DocumentView]:
    """Yield invented cases, causes in turn."""
    random = np.random.default_rng(seed)

    def choose(among: Sequence[str]) -> str:
        return among[int(random.integers(len(among)))]

    causes = list(_STORIES)
    for number in range(count):
        cause = causes[number % len(causes)]
        starts, acts, finding, article = _STORIES[cause]
        facts = "经审理查明，" + "".join(
            f"某日{choose(_TIMES)}，张三在{choose(_PLACES)}附近{choose(starts)}，{choose(acts)}。"
            for _ in range(3)
        )
        reasoning = f"本院认为，{finding}。应予支持或者处罚。"
        yield DocumentView(
            id=f"case-{number:04d}",
            sections={SectionKind.FINDINGS: facts, SectionKind.REASONING: reasoning},
            text=facts + reasoning,
            causes=(cause,),
            articles=(article,),
        )
