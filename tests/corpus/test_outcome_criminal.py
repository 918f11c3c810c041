"""Sentences per defendant and charge: each case shows one trap of real dispositions."""

import pytest

from corpus.models import CaseType, Party, Section, SectionKind, Sentence
from corpus.outcome import read_outcome
from corpus.outcome.criminal import read_sentences

Row = tuple[str, str, str, int | None, int | None, float | None, int | None]


def _row(sentence: Sentence) -> Row:
    s = sentence
    return (s.defendant, s.charge, s.kind, s.months, s.probation_months, s.fine, s.total_months)


CASES: list[tuple[str, list[Row]]] = [
    (
        "被告人张三犯盗窃罪，判处有期徒刑一年零六个月，并处罚金人民币20，000元（罚金于判决生效后十日内缴纳）。（刑期从判决执行之日起计算。即自2018年1月1日起至2019年6月30日止。）",
        [("张三", "盗窃罪", "有期徒刑", 18, None, 20000, 18)],
    ),
    (
        "一、被告人张三犯危险驾驶罪，判处拘役二个月，缓刑三个月，并处罚金三千元。二、作案工具予以没收。",
        [("张三", "危险驾驶罪", "拘役", 2, 3, 3000, 2)],
    ),
    (
        "被告人张三犯抢劫罪，判处有期徒刑三年六个月，并处罚金六千元；犯绑架罪，判处有期徒刑五年，并处罚金四千元。决定执行有期徒刑八年，并处罚金一万元。",
        [
            ("张三", "抢劫罪", "有期徒刑", 42, None, 6000, 96),
            ("张三", "绑架罪", "有期徒刑", 60, None, 4000, 96),
        ],
    ),
    (
        "被告人张三犯受贿罪，判处有期徒刑一年；犯行贿罪，判处有期徒刑六个月；决定执行有期徒刑一年二个月，缓刑二年。",
        [
            ("张三", "受贿罪", "有期徒刑", 12, 24, None, 14),
            ("张三", "行贿罪", "有期徒刑", 6, 24, None, 14),
        ],
    ),
    (
        "一、被告人张三犯贩卖毒品罪，判处死刑，缓期二年执行，剥夺政治权利终身，并处没收个人全部财产。二、被告人李四犯运输毒品罪，判处无期徒刑，剥夺政治权利终身。三、被告人王五犯贩卖毒品罪，判处死刑。",
        [
            ("张三", "贩卖毒品罪", "死刑缓期执行", None, None, None, None),
            ("李四", "运输毒品罪", "无期徒刑", None, None, None, None),
            ("王五", "贩卖毒品罪", "死刑", None, None, None, None),
        ],
    ),
    (
        # A slip of the pen that courts make: the suspension is still one of death.
        "被告人张三犯故意杀人罪，判处死刑，缓刑二年执行，剥夺政治权利终身。",
        [("张三", "故意杀人罪", "死刑缓期执行", None, None, None, None)],
    ),
    (
        "一、被告单位甲公司犯单位行贿罪，判处罚金人民币一百万元。二、被告人张三犯单位行贿罪，免于刑事处罚。",
        [
            ("甲公司", "单位行贿罪", "单处罚金", None, None, 1000000, None),
            ("张三", "单位行贿罪", "免予刑事处罚", None, None, None, None),
        ],
    ),
    (
        "被告人张三、李四犯寻衅滋事罪，均判处管制一年。",
        [
            ("张三", "寻衅滋事罪", "管制", 12, None, None, 12),
            ("李四", "寻衅滋事罪", "管制", 12, None, None, 12),
        ],
    ),
    (
        "被告人张三犯诈骗罪，判处有期徒刑三年六个月，并处罚金一万元；撤销某区人民法院（2016）某01刑初1号刑事判决书主文第（一）项中对被告人张三判处有期徒刑九个月，缓刑一年，并处罚金五千元的缓刑部分，执行有期徒刑九个月，并处罚金五千元，决定执行有期徒刑四年，并处罚金一万五千元。",
        [("张三", "诈骗罪", "有期徒刑", 42, None, 10000, 48)],
    ),
    (
        "被告人张三犯容留他人吸毒罪，判处拘役三个月，并处罚金3000元；与本院（2017）某02刑初1号刑事判决书中的被告人张三犯盗窃罪，判处拘役三个月，并处罚金2000元，实行数罪并罚，决定合并执行拘役五个月。",
        [("张三", "容留他人吸毒罪", "拘役", 3, None, 3000, 5)],
    ),
    (
        "一、撤销某县人民法院（2018）某03刑初1号刑事判决第一项，即被告人张三犯盗窃罪，判处有期徒刑一年，并处罚金一千元。二、上诉人（原审被告人）张三犯盗窃罪，判处有期徒刑十个月，并处罚金二万。",
        [("张三", "盗窃罪", "有期徒刑", 10, None, 20000, 10)],
    ),
    (
        "一、李四犯交通肇事罪，判处有期徒刑一年。",
        [("李四", "交通肇事罪", "有期徒刑", 12, None, None, 12)],
    ),
    (
        "被告人张三犯传授犯罪方法罪，判处拘役五个月，缓刑十个月；犯危险驾驶罪，判处拘役四个月，缓刑八个月。决定执行拘役九个月，缓刑一年。",
        [
            ("张三", "传授犯罪方法罪", "拘役", 5, 10, None, 9),
            ("张三", "危险驾驶罪", "拘役", 4, 8, None, 9),
        ],
    ),
    (
        "被告人张三犯故意伤害罪，判处有期徒刑二年六个月，前罪有期徒刑十年，罚金人民币二百元，决定执行有期徒刑十二年，罚金人民币二百元。",
        [("张三", "故意伤害罪", "有期徒刑", 30, None, None, 144)],
    ),
    ("驳回上诉，维持原判。", []),
    ("", []),
]


@pytest.mark.parametrize(("disposition", "rows"), CASES)
def test_sentences(disposition: str, rows: list[Row]) -> None:
    found = read_sentences(disposition, names=("张三", "李四", "王五", "甲公司"))
    assert [_row(s) for s in found] == rows


def test_an_acquittal_takes_its_charge_from_the_indictment() -> None:
    found = read_sentences("被告人张三无罪。", names=("张三",), accused_of=("诈骗罪",))
    assert [_row(s) for s in found] == [("张三", "诈骗罪", "无罪", None, None, None, None)]


def test_the_name_is_the_head_s_where_one_must_be_meant() -> None:
    found = read_sentences("被告人张三犯盗窃罪，判处拘役三个月。", names=("张某", "李某"))
    assert found[0].defendant == "张某"
    found = read_sentences("被告人张三犯盗窃罪，判处拘役三个月。", names=("张某甲", "张某乙"))
    assert found[0].defendant == "张三"


def test_a_whole_document_without_sections() -> None:
    text = (
        "起诉书指控被告人张三犯盗窃罪。本院认为，被告人张三秘密窃取他人财物，其行为已构成盗窃罪。"
        "被告人张三自动投案，如实供述，系自首。依照《中华人民共和国刑法》第二百六十四条、"
        "第六十七条第一款之规定，判决如下：被告人张三犯盗窃罪，判处拘役三个月。如不服本判决，"
        "可在接到判决书的第二日起十日内上诉。审判长王五"
    )
    outcome = read_outcome(
        text,
        sections=(),
        case_type=CaseType.CRIMINAL,
        document_type="判决书",
        procedure="一审",
        parties=(Party("张三", "被告人", "自然人"),),
        causes=("盗窃罪",),
    )
    assert outcome is not None
    assert [_row(s) for s in outcome.sentences] == [("张三", "盗窃罪", "拘役", 3, None, None, 3)]
    assert outcome.circumstances == {"张三": ("自首",)}


@pytest.mark.parametrize(
    ("disposition", "result"),
    [
        ("驳回上诉，维持原判。", "affirmed"),
        ("撤销某县人民法院（2018）某03刑初1号刑事判决，发回某县人民法院重新审判。", "remanded"),
        ("准许上诉人张三撤回上诉。", "withdrawn"),
        (
            "一、撤销某县人民法院刑事判决第一项；二、上诉人张三犯盗窃罪，判处拘役三个月。",
            "reversed",
        ),
    ],
)
def test_what_a_higher_court_did(disposition: str, result: str) -> None:
    outcome = read_outcome(
        disposition,
        sections=(Section(SectionKind.DISPOSITION, 0, len(disposition)),),
        case_type=CaseType.CRIMINAL,
        document_type="裁定书",
        procedure="二审",
        parties=(),
        causes=(),
    )
    assert outcome is not None
    assert outcome.result == result


@pytest.mark.parametrize(
    ("disposition", "procedure", "result"),
    [
        ("对罪犯张三减去有期徒刑六个月。", "减刑假释", "granted"),
        ("对罪犯张三不予减刑。", "减刑假释", "dismissed"),
        (
            "核准某省高级人民法院维持第一审以抢劫罪判处被告人张三死刑的刑事裁定。",
            "死刑复核",
            "affirmed",
        ),
        (
            "不核准某省高级人民法院的刑事裁定，发回某省高级人民法院重新审判。",
            "死刑复核",
            "remanded",
        ),
    ],
)
def test_rulings(disposition: str, procedure: str, result: str) -> None:
    outcome = read_outcome(
        disposition,
        sections=(Section(SectionKind.DISPOSITION, 0, len(disposition)),),
        case_type=CaseType.CRIMINAL,
        document_type="裁定书",
        procedure=procedure,
        parties=(Party("张三", "罪犯", "自然人"),),
        causes=(),
    )
    assert outcome is not None
    assert outcome.result == result
