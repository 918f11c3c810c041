import pytest

from corpus.causes import (
    ancestors,
    current_name,
    find_causes,
    neighbours,
    node_named,
    subtree,
    suggest,
)
from corpus.convictions import own_part, read_charges
from corpus.models import CaseType, Section, SectionKind


@pytest.mark.parametrize(
    ("printed", "node"),
    [
        ("盗窃", "盗窃罪"),
        ("盗窃罪", "盗窃罪"),
        ("贩卖毒品罪", "走私、贩卖、运输、制造毒品罪"),
        ("非法持有枪支罪", "非法持有、私藏枪支、弹药罪"),
        ("掩饰、隐瞒犯罪所得罪", "掩饰、隐瞒犯罪所得、犯罪所得收益罪"),
        ("窝藏罪", "窝藏、包庇罪"),
        ("偷越国(边)境罪", "偷越国（边）境罪"),
        ("民间借贷纠纷", "民间借贷纠纷"),
        ("人身损害赔偿纠纷", "生命权、健康权、身体权纠纷"),
        ("劳动争议纠纷", "劳动争议"),
        ("飞行罪", None),
        ("", None),
    ],
)
def test_nodes_by_name(printed: str, node: str | None) -> None:
    assert node_named(printed) == node


def test_a_name_that_two_types_share_is_told_apart() -> None:
    assert node_named("合同纠纷", CaseType.CIVIL) == "合同纠纷"
    assert node_named("合同纠纷", CaseType.ENFORCEMENT) == "执行·合同纠纷"


def test_the_tree() -> None:
    assert ancestors("民间借贷纠纷")[:2] == ("借款合同纠纷", "合同纠纷")
    assert {"民间借贷纠纷", "金融借款合同纠纷"} <= subtree("借款合同纠纷")
    assert "金融借款合同纠纷" in neighbours("民间借贷纠纷")
    assert current_name("居间合同纠纷") == "中介合同纠纷"
    assert "居间合同纠纷" in subtree("中介合同纠纷")
    assert ancestors("某某纠纷") == ()
    assert subtree("某某纠纷") == {"某某纠纷"}


def test_suggestions_begin_with_what_was_typed() -> None:
    assert suggest("民间")[0] == "民间借贷纠纷"
    assert suggest("") == ()
    assert len(suggest("纠纷", limit=3)) == 3


CHARGES = [
    ("被告人张三犯盗窃罪，判处拘役", ("盗窃罪",)),
    ("被告人张三犯抢劫罪、盗窃罪", ("抢劫罪", "盗窃罪")),
    ("犯走私、贩卖毒品罪", ("走私、贩卖毒品罪",)),
    ("犯帮助信息网络犯罪活动罪", ("帮助信息网络犯罪活动罪",)),
    ("犯掩饰、隐瞒犯罪所得、犯罪所得收益罪", ("掩饰、隐瞒犯罪所得、犯罪所得收益罪",)),
    ("犯侵犯公民个人信息罪", ("侵犯公民个人信息罪",)),
    ("再犯应当判处有期徒刑以上刑罚之罪", ()),
    ("涉嫌犯罪，犯罪所得", ()),
]


@pytest.mark.parametrize(("text", "charges"), CHARGES)
def test_charges(text: str, charges: tuple[str, ...]) -> None:
    assert read_charges(text) == charges


OWN = [
    (
        "被告人张三犯盗窃罪，判处拘役三个月；与原犯诈骗罪尚未执行的刑期并罚，决定执行一年",
        ("盗窃罪",),
    ),
    (
        "撤销某县人民法院（2017）某01刑初1号刑事判决书中，被告人张三犯抢夺罪的缓刑部分。被告人张三犯盗窃罪，判处拘役",
        ("盗窃罪",),
    ),
    (
        "一、撤销某县人民法院刑事判决第一项，即被告人张三犯诈骗罪，判处有期徒刑一年。二、上诉人张三犯盗窃罪，判处拘役",
        ("盗窃罪",),
    ),
    (
        "一、维持某县人民法院判决第一项，即被告人李四犯抢劫罪，判处有期徒刑三年；二、撤销第二项，即被告人张三犯诈骗罪；三、上诉人张三犯盗窃罪",
        ("抢劫罪", "盗窃罪"),
    ),
]


@pytest.mark.parametrize(("text", "charges"), OWN)
def test_old_sentences_are_no_charges_of_this_judgment(text: str, charges: tuple[str, ...]) -> None:
    assert read_charges(own_part(text)) == charges


def _criminal(title: str, disposition: str = "") -> tuple[str, ...]:
    text = "起诉书指控被告人张三犯诈骗罪。" + disposition
    sections = [Section(SectionKind.DISPOSITION, len(text) - len(disposition), len(text))]
    return find_causes(
        text, title=title, sections=sections if disposition else [], case_type=CaseType.CRIMINAL
    )[0]


def test_the_conviction_goes_before_the_title_and_the_title_before_the_indictment() -> None:
    assert _criminal("张三诈骗一审刑事判决书", "被告人张三犯盗窃罪，判处拘役") == ("盗窃罪",)
    assert _criminal("张三、李四敲诈勒索、非法经营一审刑事判决书") == ("敲诈勒索罪", "非法经营罪")
    assert _criminal("") == ("诈骗罪",)


CIVIL = [
    ("张三与李四民间借贷纠纷一审民事判决书", "", ("民间借贷纠纷",)),
    ("", "原告张三与被告甲公司买卖合同纠纷一案，本院受理", ("买卖合同纠纷",)),
    ("", "原告张三诉被告甲公司网络购物合同纠纷系列八案，本院受理", ("网络购物合同纠纷",)),
    ("", "上诉人张三与李四健康权、财产损害赔偿纠纷一案", ("健康权纠纷", "财产损害赔偿纠纷")),
    ("", "上诉人张三因与李四人身损害赔偿纠纷一案", ("人身损害赔偿纠纷",)),
    ("某某通知", "没有案由", ()),
]


@pytest.mark.parametrize(("title", "text", "causes"), CIVIL)
def test_civil_causes(title: str, text: str, causes: tuple[str, ...]) -> None:
    found, nodes = find_causes(text, title=title, sections=(), case_type=CaseType.CIVIL)
    if causes == ("健康权纠纷", "财产损害赔偿纠纷"):
        assert set(nodes) == {"健康权纠纷", "财产损害赔偿纠纷"}
    else:
        assert found == causes


def test_the_hint_counts_only_where_the_text_is_silent() -> None:
    def read(text: str) -> tuple[str, ...]:
        return find_causes(text, title="", sections=(), case_type=CaseType.CIVIL, hint="离婚纠纷")[
            0
        ]

    assert read("原告张三与被告李四买卖合同纠纷一案") == ("买卖合同纠纷",)
    assert read("没有案由") == ("离婚纠纷",)


def test_an_administrative_case_names_the_act_under_review() -> None:
    text = "原告张三不服被告某市公安局治安管理行政处罚纠纷一案，本院受理"
    found, nodes = find_causes(text, title="", sections=(), case_type=CaseType.ADMINISTRATIVE)
    assert found == nodes == ("行政处罚",)
