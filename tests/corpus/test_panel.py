import datetime as dt

import pytest

from corpus.clean import clean
from corpus.panel import find_signature


@pytest.mark.parametrize(
    ("text", "panel"),
    [
        ("审判长　张　三\n审判员　李四\n二〇二〇年五月六日\n书记员　王五",
         "审判长张三 审判员李四 书记员王五"),
        ("审判长张三审判员李四人民陪审员王五 二〇二〇年五月六日 书记员赵六",
         "审判长张三 审判员李四 人民陪审员王五 书记员赵六"),
        ("审 判 员：张三\n二○二○年五月六日\n法官助理 李四\n书 记 员：王五",
         "审判员张三 法官助理李四 书记员王五"),
        ("人民陪审员张三、李四\n二O二O年五月六日", "人民陪审员张三 人民陪审员李四"),
        ("审判员 阿依古丽·买买提\n二〇二〇年五月六日", "审判员阿依古丽·买买提"),
        ("审判员张三\n二〇二〇年五月六日\n书记员李四\n王五", "审判员张三 书记员李四 书记员王五"),
        ("审判员（张三）\n二〇二〇年五月六日\n代书记员（李四）", "审判员张三 代书记员李四"),
        # scraps of the export between the lines
        ("审判长张三\nappoint\n审判员李四\n二〇二〇年五月六日", "审判长张三 审判员李四"),
        ("审判长张三—1—\n二〇二〇年五月六日", "审判长张三"),
    ],
)  # fmt: skip
def test_the_block_is_read_in_its_order(text: str, panel: str) -> None:
    text = clean(text)
    signature = find_signature(text, 0, len(text))
    assert signature is not None
    assert " ".join(m.role + m.name for m in signature.panel) == panel
    assert signature.date == dt.date(2020, 5, 6)
    assert text[: signature.start].strip() == ""


def test_what_follows_the_block_is_not_part_of_it() -> None:
    text = "审判员张三\n二〇二〇年五月六日\n书记员李四\n附：相关法律条文"
    signature = find_signature(text, 0, len(text))
    assert signature is not None
    assert text[signature.end :].strip() == "附：相关法律条文"


@pytest.mark.parametrize("text", ["本案由审判长主持。", "审判员的意见不一。", ""])
def test_a_mention_of_a_judge_is_no_signature(text: str) -> None:
    assert find_signature(text, 0, len(text)) is None
