"""What is an operator, what is text, and what the operators mean."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import QueryError
from corpus.segment import get_segmenter
from indexer.query_language import ParsedQuery, parse_query
from indexer.types import (
    AllOf,
    AnyOf,
    Clause,
    DateRange,
    KeywordField,
    Match,
    NoneOf,
    Phrase,
    TextField,
    Words,
)


def parse(text: str) -> ParsedQuery:
    return parse_query(text, segmenter=get_segmenter())


def word(*tokens: str) -> Words:
    return Words(TextField.FULL, tokens)


def phrase(*pairs: str) -> Phrase:
    return Phrase(TextField.BIGRAMS, pairs)


THEFT = Match(KeywordField.CAUSE_PATH, ("盗窃罪",))


@pytest.mark.parametrize(
    ("text", "free", "where", "expression"),
    [
        ("入户 “善意取得”", "入户", phrase("善意", "意取", "取得"), '"善意取得"'),
        ('"缓 刑"', "", phrase("缓刑"), '"缓 刑"'),
        ('"死"', "", word("死"), '"死"'),
        ("借款 AND 利息", "", AllOf((word("借款"), word("利息"))), "借款 AND 利息"),
        ("借款 OR 欠款 担保", "担保", AnyOf((word("借款"), word("欠款"))), "借款 OR 欠款"),
        ("NOT 调解 借款", "借款", NoneOf((word("调解"),)), "NOT 调解"),
        ("+利息 借款", "借款", word("利息"), "+利息"),
        ("-调解 借款", "借款", NoneOf((word("调解"),)), "NOT 调解"),
        (
            "（借款 OR 欠款） AND NOT (利息 担保)",
            "",
            AllOf(
                (
                    AnyOf((word("借款"), word("欠款"))),
                    NoneOf((AllOf((word("利息"), word("担保"))),)),
                )
            ),
            "(借款 OR 欠款) AND NOT (利息 AND 担保)",
        ),
        (
            "借款 AND 欠款 OR 利息",
            "",
            AnyOf((AllOf((word("借款"), word("欠款"))), word("利息"))),
            "(借款 AND 欠款) OR 利息",
        ),
        ("案由:盗窃 入户", "入户", THEFT, "案由:盗窃"),
        ("案由：盗窃罪", "", THEFT, "案由:盗窃罪"),
        ('charge: "盗窃罪"', "", THEFT, "案由:盗窃罪"),
        ("-案由:盗窃罪 财物", "财物", NoneOf((THEFT,)), "NOT 案由:盗窃罪"),
        ("的 AND 借款", "", word("借款"), "+借款"),
        ("NOT 的", "", AllOf(), ""),
        ("被告人盗窃。 案由:盗窃罪", "被告人盗窃。", THEFT, "案由:盗窃罪"),
    ],
)
def test_operators(text: str, free: str, where: Clause, expression: str) -> None:
    parsed = parse(text)
    assert (parsed.free_text, parsed.where, parsed.expression) == (free, where, expression)
    assert parse(parsed.expression).where == where


@pytest.mark.parametrize(
    "text",
    [
        "",
        "盗窃 入户",
        "（2019）湘0102民初1号",
        "被告称“我没拿”，随后离开现场。法院:不予采信。",
        "案由：盗窃罪，审判长：张三。",
        "案由：盗窃罪，被告人张三",
        "原告:张三 被告:李四",
        "审理法院：某法院",
        "价款3000元 - 2017年",
        "“没有结束的引号",
        "(盗窃 入户)",
        "and or not",
        "原告称：" + "“借款属实”，（见借条）" * 30,
        "被告人入户盗窃 “" + "长" * 101 + "”",
        "\n".join(["案由:盗窃罪", "查明：被告人张三“入户”盗窃。", "本院认为 (略) AND 其他。"]),
        "借款 AND 利息 " + "字" * 2000,
        "盗窃 “ ” （入户",
        '的 "交付\n地点" 为准',
    ],
)
def test_text_is_left_alone(text: str) -> None:
    assert parse(text) == ParsedQuery(text.strip())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("法条:民法典680", Match(KeywordField.STATUTE, ("中华人民共和国民法典#680",))),
        ("法条:《刑法》第二百六十四条", Match(KeywordField.STATUTE, ("中华人民共和国刑法#264",))),
        ("法律:民法典", Match(KeywordField.LAW, ("中华人民共和国民法典",))),
        ("年份:2019年", Match(KeywordField.YEAR, ("2019",))),
        ("年份:2017..2019", Match(KeywordField.YEAR, ("2017", "2018", "2019"))),
        ("日期:2020-02", DateRange(dt.date(2020, 2, 1), dt.date(2020, 2, 29))),
        ("日期:2019-05-01..", DateRange(dt.date(2019, 5, 1), None)),
        ("日期:..2018", DateRange(None, dt.date(2018, 12, 31))),
        ("审级:二审程序", Match(KeywordField.PROCEDURE, ("二审",))),
        ("审级:中级", Match(KeywordField.LEVEL, ("中级",))),
        ("结果:发回重审", Match(KeywordField.RESULT, ("发回",))),
        ("result:reversed", Match(KeywordField.RESULT, ("改判",))),
        ("类型:刑事案件", Match(KeywordField.CASE_TYPE, ("刑事",))),
        ("类别:指导案例", Match(KeywordField.KIND, ("guiding_case",))),
        ("法官:张三", Match(KeywordField.JUDGE, ("张三",))),
    ],
)
def test_values_mean_what_the_index_holds(value: str, expected: Clause) -> None:
    assert parse(value).where == expected


def test_a_province_and_a_court_may_be_short() -> None:
    province = parse("省:湖南").where
    assert isinstance(province, Match)
    assert "湖南省" in province.values
    court = parse("法院:湖南高院").where
    assert isinstance(court, Match)
    assert "湖南高院" in court.values


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("借款 AND", "第 4 个字“AND”后面缺少检索词"),
        ("OR 借款", "第 1 个字“OR”前面缺少检索词"),
        ("(借款 OR 欠款", "第 1 个字“(”左括号没有配对"),
        ("借款 OR 欠款)", "右括号多余"),
        ('借款 AND "利息', "引号没有配对"),
        ("案由:", "“案由:”后面缺少内容"),
        ("年份:去年", "读不出年份"),
        ("日期:2019-13", "读不出日期"),
        ("日期:2020..2019", "请对调"),
        ("法条:无此法999", "读不出法条"),
        ("NOT " * 30 + "借款", "嵌套"),
    ],
)
def test_errors_say_what_and_where(text: str, said: str) -> None:
    with pytest.raises(QueryError, match=said.replace("(", "\\(")):
        parse(text)


def test_terms_are_what_a_match_holds() -> None:
    assert parse('(借款 OR "逾期利息") AND NOT 调解 案由:盗窃罪').terms == ("借款", "逾期利息")


_PARTS = st.sampled_from(
    [
        *'()（）"“”+-:：,，。 \n',
        *(" AND ", " OR ", " NOT ", "AND", "的", "借款", "利息", "abc", "3.5%", "①", "𠮷"),
        *("案由:", "年份:2019", "法院：", "日期:2019-01..", "省:湖南", "案号:（2019）湘01民终1号"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PARTS, max_size=14).map("".join) | st.text(max_size=60))
def test_nothing_but_query_errors_and_the_expression_reads_back(text: str) -> None:
    try:
        parsed = parse(text)
    except QueryError:
        return
    again = parse(parsed.expression)
    assert again.where == parsed.where
    assert again.expression == parsed.expression
    assert again.free_text == ""
