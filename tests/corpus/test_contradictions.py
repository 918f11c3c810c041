import pytest

from corpus.contradictions import find_contradictions


@pytest.mark.parametrize(
    "text",
    [
        "赔偿人民币壹万贰仟元整（12000元）。",
        "赔偿叁拾万元（￥300,000.00）。",
        "罚金人民币一万元（10000元，已缴纳）。",
        "借款5.5万元（大写：伍万伍仟元整）。",
        "借款贰拾万元整（此借款由李四担保）。",
        "1200元（人民币，下同）。",
        "于2018年2月28日立案，于二〇二〇年二月二十九日宣判。",
        "××××年××月××日出生。",
    ],
)
def test_what_agrees_is_not_reported(text: str) -> None:
    assert find_contradictions(text) == ()


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("赔偿人民币壹万贰仟元整（21000元）。", "金额大小写不一致：壹万贰仟元与21000元"),
        ("借款5万元（大写：伍万伍仟元整）。", "金额大小写不一致：伍万伍仟元与5万元"),
        ("于2018年2月30日立案。", "日期不存在：2018年2月30日"),
        ("二〇一九年十三月一日", "日期不存在：二〇一九年十三月一日"),
    ],
)
def test_what_contradicts_itself_is(text: str, warning: str) -> None:
    assert find_contradictions(text) == (warning,)
