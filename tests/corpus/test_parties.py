import pytest

from corpus.models import CaseType
from corpus.parties import find_parties
from corpus.party_kinds import is_anonymised, party_kind


def names(listed: str, procedure: str = "") -> list[tuple[str, str]]:
    parties = find_parties(listed, procedure=procedure, case_type=CaseType.CIVIL)
    return [(p.role, p.name) for p in parties]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("原告：张三，男。\n被告：李四，女。", [("原告", "张三"), ("被告", "李四")]),
        ("原告张三。被告李四，住长沙。", [("原告", "张三"), ("被告", "李四")]),
        ("上诉人（原审原告）张三 被上诉人（原审被告）李四",
         [("上诉人（原审原告）", "张三"), ("被上诉人（原审被告）", "李四")]),
        # 、 where a line break was lost
        ("原告:张三，住长沙市，、被告:乙公司，住所地长沙市。",
         [("原告", "张三"), ("被告", "乙公司")]),
        ("被告人向东，男，汉族。", [("被告人", "向东")]),  # a surname that is also a preposition
        ("被告人张三（绰号老三），男。", [("被告人", "张三")]),
        ("被告人张三，曾用名张老三，男。", [("被告人", "张三")]),
        ("被告：甲（集团）有限公司（以下简称甲公司），住所地长沙。",
         [("被告", "甲（集团）有限公司")]),
        ("被告：北京丙中心（有限合伙），住所地北京。", [("被告", "北京丙中心（有限合伙）")]),
        ("被告:昆明丁有限公司（统一社会信用代码9153）、住所:昆明市。",
         [("被告", "昆明丁有限公司")]),
        ("被告一：甲商行，住所地。\n被告二：乙公司。", [("被告", "甲商行"), ("被告", "乙公司")]),
        ("自诉人暨附带民事诉讼原告人张三，男。", [("自诉人暨附带民事诉讼原告人", "张三")]),
        ("原告马 三，男。", [("原告", "马三")]),
        ("被告人因本案于2020年1月1日被拘留。", []),
    ],
)  # fmt: skip
def test_items_open_with_a_role(listed: str, expected: list[tuple[str, str]]) -> None:
    assert names(listed) == expected


def test_joint_counsel_goes_to_each_named_party() -> None:
    listed = (
        "被告：张三，男。\n被告：李四，女。\n被告：王五，男。\n"
        "被告张三、李四共同委托诉讼代理人：赵律，北京某律师事务所律师。"
    )
    parties = find_parties(listed, procedure="", case_type=CaseType.CIVIL)
    assert [[r.name for r in p.representatives] for p in parties] == [["赵律"], ["赵律"], []]
    assert parties[0].representatives[0].firm == "北京某律师事务所"


def test_joint_counsel_of_two_goes_to_the_last_two_of_the_side() -> None:
    listed = (
        "原告张三。\n被告李四。\n被告王五。\n上述二被告共同委托代理人钱律，某甲律师事务所律师。"
    )
    parties = find_parties(listed, procedure="", case_type=CaseType.CIVIL)
    assert [[r.name for r in p.representatives] for p in parties] == [[], ["钱律"], ["钱律"]]


def test_a_parent_who_is_party_and_legal_representative_is_both() -> None:
    listed = "被告：张小三，男。\n法定代理人暨被告：张三，男。"
    child, parent = find_parties(listed, procedure="", case_type=CaseType.CIVIL)
    assert [r.name for r in child.representatives] == ["张三"]
    assert (parent.role, parent.name) == ("被告", "张三")


def test_two_counsel_of_two_firms_keep_their_own_in_order() -> None:
    listed = "原告张三。委托代理人李律、王律，分别系甲某律师事务所、乙某律师事务所律师。"
    (party,) = find_parties(listed, procedure="", case_type=CaseType.CIVIL)
    assert [r.firm for r in party.representatives] == ["甲某律师事务所", "乙某律师事务所"]


def test_who_appointed_the_defender_is_not_the_firm() -> None:
    listed = "被告人张三。辩护人李律，甲某律师事务所律师，由某区法律援助中心指派。"
    (party,) = find_parties(listed, procedure="", case_type=CaseType.CRIMINAL)
    assert [r.firm for r in party.representatives] == ["甲某律师事务所"]


def test_two_defenders_of_one_firm() -> None:
    listed = "被告人张三，男。\n辩护人李律、王律，湖南某甲律师事务所律师。"
    (party,) = find_parties(listed, procedure="", case_type=CaseType.CRIMINAL)
    assert [(r.name, r.firm) for r in party.representatives] == [
        ("李律", "湖南某甲律师事务所"), ("王律", "湖南某甲律师事务所"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("原告张三诉被告某县公安局（以下简称县公安局）行政处罚一案，本院受理后，",
         [("原告", "张三"), ("被告", "某县公安局")]),
        ("上诉人张三因与被上诉人某市交通运输委员会行政处罚决定纠纷一案，不服某法院判决",
         [("上诉人", "张三"), ("被上诉人", "某市交通运输委员会")]),
        ("原告张三诉被告某市发展和改革局及第三人甲高速集团有限公司信息公开纠纷一案",
         [("原告", "张三"), ("被告", "某市发展和改革局"), ("第三人", "甲高速集团有限公司")]),
        ("原告张三因要求确认被告某镇人民政府于2014年6月作出的强制拆除行为违法，",
         [("原告", "张三"), ("被告", "某镇人民政府")]),
        # where the second name ends and the cause begins cannot be told: it is left out
        ("原告张三诉被告李四买卖合同纠纷一案", [("原告", "张三")]),
        ("本案现已审理终结。", []),
    ],
)  # fmt: skip
def test_the_sentence_of_procedure_names_parties_that_no_item_does(
    sentence: str, expected: list[tuple[str, str]]
) -> None:
    assert names("", sentence) == expected


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("张三", "自然人"),
        ("阿依古丽·买买提", "自然人"),
        ("长沙乙商贸有限公司", "法人"),
        ("长沙市第一医院", "法人"),
        ("乙公司长沙分公司", "其他组织"),
        ("长沙市芙蓉区某某经营部", "其他组织"),
        ("某村民委员会", "其他组织"),
        ("长沙市公安局", "行政机关"),
        ("某县人民政府", "行政机关"),
        ("某市人民检察院", "检察院"),
        ("北京丙中心（有限合伙）", "其他组织"),
    ],
)
def test_what_a_party_is_follows_from_its_name(name: str, kind: str) -> None:
    assert party_kind(name, "被告", "", CaseType.CIVIL) == kind


@pytest.mark.parametrize(
    ("name", "anonymised"),
    [("张某", True), ("李××", True), ("王某甲", True), ("刘1", True), ("A公司", True),
     ("张三", False), ("长沙乙商贸有限公司", False)],
)  # fmt: skip
def test_an_anonymised_name_is_marked(name: str, anonymised: bool) -> None:
    assert is_anonymised(name) is anonymised
