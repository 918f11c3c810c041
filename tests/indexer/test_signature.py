"""What near-duplicates share: the story without names, dates and figures."""

import numpy as np
import pytest

from corpus.models import CaseType, Court, Judgment, Kind, Party, Section, SectionKind
from indexer.signature import PLACES, likeness, matrix, series_keys, signature

STORY = (
    "经审理查明，{name}于2018年{month}月{month}日在{shop}购买预包装食品若干，共支付货款{sum}元。"
    "该食品外包装上没有标注生产日期、贮存条件和生产者的名称地址，购买后即向销售者提出退货，"
    "双方协商未果。{name}遂向市场监督管理部门举报，该部门立案调查后作出处理决定，认定经营者在进货时"
    "没有查验供货者的许可证和产品合格证明文件，也没有建立食品进货查验记录制度。{end}"
)
OTHER = (
    "经审理查明，被告人深夜翻墙进入仓库，用撬棍撬开库房铁门，将存放在货架上的铜线装入面包车后运离现场，"
    "次日以废品价格出售给流动收购人员，所得赃款用于偿还赌债。失主发现后报警，民警根据道路监控锁定车辆，"
    "在其暂住处将其抓获，归案后对上述经过供认不讳，并带领民警追回部分铜线，已发还失主。"
)


def judgment(story: str, *, name: str = "张三", company: str = "甲商贸有限公司") -> Judgment:
    return Judgment(
        id="j",
        kind=Kind.JUDGMENT,
        title="",
        text=story,
        case_type=CaseType.CIVIL,
        document_type="判决书",
        procedure="一审",
        court=Court("长沙市芙蓉区人民法院"),
        parties=(
            Party(name, "原告", "自然人"),
            Party(company, "被告", "法人"),
            Party("李某", "被告", "自然人", anonymised=True),
        ),
        sections=(Section(SectionKind.FINDINGS, 0, len(story)),),
    )


def told(name: str = "张三", end: str = "以上事实有购物小票为证。", **given: object) -> Judgment:
    values = {"month": 3, "sum": 120, "shop": "甲商贸有限公司"} | given
    return judgment(STORY.format(name=name, end=end, **values), name=name)


def alike(one: Judgment, other: Judgment) -> float:
    return float(likeness(matrix([signature(one), signature(other)]), 0)[1])


@pytest.mark.parametrize(
    "copy",
    [
        told(month=11, sum=98500),
        told("王小五"),
        told("张某某"),
        judgment(
            STORY.format(
                name="张某", month=3, sum=120, shop="甲商贸有限公司", end="以上事实有购物小票为证。"
            )
        ),
        told(end="以上事实有购物小票、照片为证。"),
    ],
)
def test_names_dates_and_figures_make_no_difference(copy: Judgment) -> None:
    assert alike(told(), copy) >= 0.8


def test_another_story_is_far() -> None:
    assert alike(told(), judgment(OTHER)) < 0.2


def test_the_estimate_follows_the_shared_part() -> None:
    assert 0.4 < alike(told(), told(end=OTHER.removeprefix("经审理查明，"))) < 0.8


def test_a_short_text_has_no_signature() -> None:
    assert signature(judgment("被告未到庭。")) is None
    rows = matrix([None, signature(told())])
    assert rows.shape == (2, PLACES)
    assert not np.any(rows[0])


def test_the_same_text_has_the_same_signature() -> None:
    assert signature(told()) == signature(told())


def test_series_are_of_organisations_and_named_defendants_of_one_court() -> None:
    assert series_keys(told()) == series_keys(told("王小五"))
    assert len(series_keys(told())) == 8  # neither the plaintiff nor 李某
    assert series_keys(told()) != series_keys(judgment(OTHER, company="乙公司"))
