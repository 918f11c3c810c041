"""Small invented judgments on one question, readable by the parser."""

import json
from pathlib import Path

COURTS = (
    "长沙市芙蓉区",
    "长沙市天心区",
    "长沙市岳麓区",
    "长沙市开福区",
    "株洲市芦淞区",
    "湘潭市雨湖区",
)
SUPPORT = (
    "被告辩称原告知假买假不是消费者。法律并未限制购买者的动机，原告购买商品未用于经营，"
    "仍属消费者。故对被告的该项抗辩，本院不予采信。"
)
DENY = (
    "被告辩称原告知假买假不是消费者。原告短期内大量购买并反复起诉，以牟利为目的，"
    "不属于为生活需要的消费者。故对被告的该项抗辩，本院予以采信。"
)
SILENT = "原告提交的小票足以证明双方存在买卖关系，所售商品已过保质期，被告应当退还货款。"


def judgment(number: int, reasoning: str) -> str:
    """Return the text of one first-instance judgment."""
    court = f"湖南省{COURTS[number % len(COURTS)]}人民法院"
    return (
        f"{court}\n民事判决书\n（2018）湘01{number % 90 + 10}民初{number + 100}号\n"
        f"原告：张{'一二三四五六七八九十'[number % 10]}，男。\n被告：甲{number}公司。\n"
        f"原告张{'一二三四五六七八九十'[number % 10]}诉被告甲{number}公司买卖合同纠纷一案，"
        "本院受理后依法进行了审理。本案现已审理终结。\n"
        f"原告向本院提出诉讼请求：被告退还货款{number + 50}元。\n"
        "被告辩称，原告知假买假，不是消费者。\n"
        f"经审理查明，原告于2018年在被告处购买商品{number + 1}件。\n"
        f"本院认为，{reasoning}\n"
        "依照《中华人民共和国消费者权益保护法》第五十五条规定，判决如下：\n"
        f"一、被告甲{number}公司退还原告货款{number + 50}元。\n"
        "审判员　李四\n二〇一八年十二月一日\n书记员　王五\n"
    )


def write_corpus(path: Path, reasonings: list[str]) -> None:
    """Write so many judgments as JSON Lines."""
    rows = [
        json.dumps({"id": f"j{n}", "full_text": judgment(n, text)}, ensure_ascii=False)
        for n, text in enumerate(reasonings)
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
