"""What the court itself found, clause by clause: party's words, denials, several defendants."""

import pytest

from corpus.outcome.circumstances import TAGS, read_circumstances

ONE: list[tuple[str, tuple[str, ...]]] = [
    ("被告人张三自动投案，如实供述自己的罪行，系自首，可以从轻处罚。", ("自首",)),
    ("被告人张三归案后如实供述自己的罪行，当庭自愿认罪。", ("坦白", "当庭自愿认罪")),
    ("被告人张三如实供述，自愿认罪认罚。", ("坦白", "认罪认罚")),
    ("被告人张三虽主动到案，但未如实供述，不构成自首。", ()),
    ("被告人张三虽不具有自首情节，但如实供述自己的罪行。", ("坦白",)),
    ("辩护人提出被告人张三系从犯的辩护意见，与事实不符，本院不予采纳。", ()),
    ("辩护人提出被告人张三系从犯、具有坦白情节的辩护意见，本院予以采纳。", ("坦白", "从犯")),
    ("辩护人提出张三系初犯、有自首情节。经查，张三系被抓获归案，故该辩护意见不能成立。", ()),
    ("辩护人提出其有立功的意见，不予采纳；提出其系坦白的意见，予以采纳。", ("坦白",)),
    ("被告人张三认罪态度较好，认罪悔罪。", ()),
    ("被告人张三对指控的事实没有异议并自愿认罪。", ("当庭自愿认罪",)),
    (
        "被告人张三曾因犯盗窃罪被判刑，刑满释放后五年内又犯罪，系累犯；另有多次前科。",
        ("累犯", "前科"),
    ),
    ("被告人张三无前科，系初犯。", ()),
    ("被告人张三起次要作用，系从犯；因意志以外的原因未得逞，系犯罪未遂。", ("从犯", "未遂")),
    ("被告人张三的家属代为赔偿被害人损失，取得谅解。", ("赔偿损失", "取得谅解")),
    ("被告人张三应当赔偿附带民事诉讼原告人的损失。责令其退赔。", ()),
    ("被告人张三主动退缴违法所得。", ("退赃退赔",)),
    ("被告人张三犯罪时未满十八周岁，系限制刑事责任能力人。", ("未成年人", "限制刑事责任能力")),
    ("被害人系不满十四周岁的幼女。", ()),
    ("被告人张三检举他人，有重大立功表现。", ("重大立功",)),
    ("依照《最高人民法院关于处理自首和立功具体应用法律若干问题的解释》第一条。", ()),
    ("上述7600元应从犯罪数额中扣除。", ()),
    ("", ()),
]


@pytest.mark.parametrize(("reasoning", "tags"), ONE)
def test_one_defendant(reasoning: str, tags: tuple[str, ...]) -> None:
    assert read_circumstances(reasoning, names=("张三",)) == {"张三": tags}


SEVERAL: list[tuple[str, dict[str, tuple[str, ...]]]] = [
    (
        "被告人张三、李四系主犯；被告人王五系从犯。",
        {"张三": ("主犯",), "李四": ("主犯",), "王五": ("从犯",)},
    ),
    ("三被告人均自愿认罪。", dict.fromkeys(("张三", "李四", "王五"), ("当庭自愿认罪",))),
    (
        "被告人张三起主要作用，系主犯，被告人李四起次要作用，系从犯。",
        {"张三": ("主犯",), "李四": ("从犯",), "王五": ()},
    ),
    ("李四系累犯。王五到案后如实供述。", {"张三": (), "李四": ("累犯",), "王五": ("坦白",)}),
]


@pytest.mark.parametrize(("reasoning", "tags"), SEVERAL)
def test_several_defendants(reasoning: str, tags: dict[str, tuple[str, ...]]) -> None:
    assert read_circumstances(reasoning, names=("张三", "李四", "王五")) == tags


def test_a_clause_of_the_code_counts_where_nobody_has_its_circumstance_in_words() -> None:
    cited = [("67", 1), ("68", None)]
    assert read_circumstances("", names=("张三",), cited=cited) == {"张三": ("自首", "立功")}
    denied = "不能认定为自首。"
    assert read_circumstances(denied, names=("张三",), cited=[("67", 1)]) == {"张三": ()}
    many = read_circumstances("", names=("张三", "李四", "王五"), cited=[("67", 1)])
    assert many == {"张三": (), "李四": (), "王五": ()}


def test_the_tags_are_those_of_the_contract() -> None:
    assert len(TAGS) == len(set(TAGS)) == 19
