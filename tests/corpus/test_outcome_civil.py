"""Civil, administrative and appeal outcomes: results, orders, money."""

import pytest

from corpus.models import CaseType, Outcome, Party, Section, SectionKind
from corpus.outcome import read_outcome

PARTIES = (
    Party("张三", "原告", "自然人"),
    Party("甲公司", "被告", "法人"),
    Party("李四", "被告", "自然人"),
)


def _read(
    disposition: str,
    *,
    procedure: str = "一审",
    case_type: CaseType = CaseType.CIVIL,
    document_type: str = "判决书",
    before: str = "",
) -> Outcome:
    text = before + disposition
    sections = [Section(SectionKind.DISPOSITION, len(before), len(text))]
    if before:
        sections.insert(0, Section(SectionKind.LOWER_COURT, 0, len(before)))
    outcome = read_outcome(
        text,
        sections=sections,
        case_type=case_type,
        document_type=document_type,
        procedure=procedure,
        parties=PARTIES,
        causes=(),
    )
    assert outcome is not None
    return outcome


FIRST = [
    ("驳回原告张三的诉讼请求。案件受理费25元，由原告张三负担。", "dismissed", 0),
    ("驳回原告张三的起诉。", "dismissed", 0),
    ("准许原告张三撤诉。", "withdrawn", 0),
    (
        "一、被告甲公司退还原告张三货款1，016.20元并增加赔偿3048.6元；二、驳回原告张三的其他诉讼请求。",
        "partly",
        4064.8,
    ),
    ("被告甲公司退还原告张三货款8.7元并赔偿原告张三1,000元，共计1,008.7元。", "granted", 1008.7),
    (
        "一、甲公司退还张三货款四千九百元（张三退还商品，如不能退还，按每盒100元折抵）；二、甲公司赔偿张三五万元。",
        "granted",
        54900,
    ),
    (
        "一、张三于本判决生效之日起七日内将商品退还甲公司，如不能退还，则按单价149元折抵；二、驳回张三的全部诉讼请求。",
        "dismissed",
        0,
    ),
    (
        "一、被告李四偿还原告张三借款本金100000元及利息（以100000元为基数，自2018年1月1日起按年利率6%计算至付清之日止）；二、被告甲公司承担连带清偿责任。",
        "granted",
        100000,
    ),
    (
        "被告李四赔偿原告张三医疗费6000元、误工费4000元计10000元的70%即7000元，已付2000元，尚应付5000元。",
        "granted",
        5000,
    ),
    (
        "一、被告李四赔偿原告张三1000元；二、被告李四支付被告甲公司300元；三、驳回原告张三对甲公司的诉讼请求。",
        "partly",
        1000,
    ),
    ("准予原告张三与被告李四离婚。", "granted", 0),
    ("不准予原告张三与被告李四离婚。", "dismissed", 0),
    ("不准原告张三与被告李四离婚。", "dismissed", 0),
    ("一、准许原告张三与被告李四离婚；二、驳回原告张三的其他诉讼请求。", "partly", 0),
    (
        (
            "一、某房屋归被告李四所有，被告李四于本判决生效之日起十日内支付原告张三折价款30000元；"
            "二、某车归原告张三所有，原告张三支付被告李四折价款5000元。"
        ),
        "granted",
        30000,
    ),
    (
        (
            "被告李四归还原告张三借款100000元及利息（截至2020年8月19日的利息为936.99元；"
            "自2020年8月20日起，以100000元为基数，按年利率15.4%计算至付清之日止）。"
        ),
        "granted",
        100936.99,
    ),
    (
        (
            "被告李四归还原告张三借款100000元及利息936.99元（利息截至2020年8月19日，之后以"
            "100000元为基数另计）。"
        ),
        "granted",
        100936.99,
    ),
]


@pytest.mark.parametrize(("disposition", "result", "total"), FIRST)
def test_first_instance(disposition: str, result: str, total: float) -> None:
    outcome = _read(disposition)
    assert outcome.result == result
    assert outcome.awarded_total == pytest.approx(total)


def test_what_stands_in_a_table_is_not_guessed() -> None:
    outcome = _read("被告甲公司退还原告张三各案货款（详见附表）。")
    assert (outcome.result, outcome.awarded_total) == ("granted", None)


def test_orders_keep_span_payer_payee_and_interest() -> None:
    disposition = (
        "一、被告李四于本判决生效之日起十日内偿还原告张三借款5万元及利息，利息以5万元为基数，"
        "按年利率6%计算；\n二、驳回原告张三的其他诉讼请求。\n如果未按本判决指定的期间履行给付金钱义务，"
        "应当加倍支付迟延履行期间的债务利息。"
    )
    outcome = _read(disposition)
    first, second = outcome.orders
    assert disposition[first.start : first.end] == first.text
    assert (first.amount, first.payer, first.payee) == (50000, "李四", "张三")
    assert first.interest is not None
    assert "年利率6%" in first.interest
    assert second.text == "驳回原告张三的其他诉讼请求。"
    assert second.amount is None


APPEALS = [
    ("驳回上诉，维持原判。", "affirmed"),
    ("一、撤销某县人民法院（2018）某01民初1号民事判决；二、甲公司赔偿张三500元。", "reversed"),
    ("一、撤销某县人民法院（2018）某01民初1号民事判决；二、本案发回某县人民法院重审。", "remanded"),
    ("准许上诉人张三撤回上诉。", "withdrawn"),
    ("变更某县人民法院（2018）某01民初1号民事判决第一项为：甲公司赔偿张三500元。", "reversed"),
]


@pytest.mark.parametrize(("disposition", "result"), APPEALS)
def test_appeals(disposition: str, result: str) -> None:
    assert _read(disposition, procedure="二审").result == result


def test_an_appeal_knows_the_result_below() -> None:
    below = "一审法院判决：一、甲公司赔偿张三1000元；二、驳回张三的其他诉讼请求。"
    outcome = _read("驳回上诉，维持原判。", procedure="二审", before=below)
    assert (outcome.result, outcome.first_instance_result) == ("affirmed", "partly")
    assert outcome.awarded_total is None


APPEALED_SUMS = [
    (
        "一、撤销某中级人民法院（2018）某01民终1号民事判决；二、维持某县人民法院（2018）某0102民初1号民事判决。",
        None,
    ),
    ("一、撤销某县人民法院（2018）某0102民初1号民事判决；二、驳回张三的诉讼请求。", 0),
    ("一、撤销某县人民法院（2018）某0102民初1号民事判决；二、甲公司赔偿张三500元。", 500),
    (
        "一、维持某县人民法院（2018）某0102民初1号民事判决第一项；二、变更第二项为甲公司赔偿张三500元。",
        None,
    ),
]


@pytest.mark.parametrize(("disposition", "total"), APPEALED_SUMS)
def test_an_appeal_awards_only_what_it_shows(disposition: str, total: float | None) -> None:
    assert _read(disposition, procedure="二审").awarded_total == total


def test_a_retrial_knows_the_result_at_first_instance() -> None:
    below = (
        "一审法院判决：一、甲公司赔偿张三1000元；二、驳回张三的其他诉讼请求。"
        "二审法院认为，原判不当。遂判决：一、撤销一审判决；二、甲公司赔偿张三3000元。"
    )
    outcome = _read("撤销二审判决，维持一审判决。", procedure="再审", before=below)
    assert outcome.first_instance_result == "partly"


ADMINISTRATIVE = [
    ("驳回原告张三的诉讼请求。", "dismissed"),
    ("撤销被告某局作出的行政处罚决定。", "granted"),
    ("确认被告某局作出的行政行为违法。", "granted"),
    ("一、责令被告某局于三十日内履行职责；二、驳回原告张三的其他诉讼请求。", "partly"),
    ("准予强制执行某局作出的行政处罚决定。", "granted"),
    ("不准予强制执行某局作出的行政处罚决定。", "dismissed"),
]


@pytest.mark.parametrize(("disposition", "result"), ADMINISTRATIVE)
def test_administrative(disposition: str, result: str) -> None:
    assert _read(disposition, case_type=CaseType.ADMINISTRATIVE).result == result


def test_mediation_and_nothing_at_all() -> None:
    assert _read("甲公司给付张三500元。", document_type="调解书").result == "mediated"
    nothing = read_outcome(
        "没有主文的一段文字",
        sections=(),
        case_type=CaseType.CIVIL,
        document_type="判决书",
        procedure="一审",
        parties=(),
        causes=(),
    )
    assert nothing is None


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", ["利息（截至1", "支付1元", "（1元"])
def test_a_long_disposition_takes_time_in_proportion(unit: str) -> None:
    assert _read("被告李四" + unit * (20_000 // len(unit))).orders
