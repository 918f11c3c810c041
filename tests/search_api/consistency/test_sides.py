"""Whom a passage favours, trap by trap."""

import pytest

from search_api.consistency.sides import explicit_side


@pytest.mark.parametrize(
    "text",
    [
        "Ｄ辩称Ｐ系职业打假人，本院不予采信。",
        "Ｄ以Ｐ为职业打假人进行抗辩，本院不予支持。",
        "对其关于Ｐ为职业打假人的相关抗辩不予支持。",
        "Ｐ要求Ｄ支付赔偿金的诉讼请求，于法有据，本院予以支持。",
        "购买者主张权利，销售者以购买者明知为由进行抗辩的，人民法院不予支持。",
        "Ｄ应当承担赔偿责任。",
    ],
)
def test_favours_the_asserting_party(text: str) -> None:
    assert explicit_side(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Ｐ要求Ｄ、Ｄ承担十倍赔偿责任的主张，本院不予支持。",
        "Ｄ的抗辩理由成立，本院予以采纳。",
        "Ｄ无需承担责任。",
        "Ｐ主张的损失缺乏依据。",
    ],
)
def test_favours_the_opposing_party(text: str) -> None:
    assert explicit_side(text) == -1


@pytest.mark.parametrize(
    "text",
    ["Ｄ辩称，Ｐ系职业打假人，不应得到支持。", "本案系买卖合同纠纷。", "Ｄ主张，应予驳回。"],
)
def test_a_partys_own_word_is_no_verdict(text: str) -> None:
    assert explicit_side(text) == 0
