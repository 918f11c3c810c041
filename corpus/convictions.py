"""What a court convicts of: charges as printed, and the part of a disposition that is new.

A disposition repeats old sentences when it revokes a suspension or merges terms; they are taken out
before anything is read from it, so that a charge of an earlier case is never taken for a new one.
"""

import re
from functools import lru_cache

from corpus.models import CaseType
from corpus.taxonomy import node_named

__all__ = ["CHARGE", "own_part", "read_charges"]

# 盗窃罪 · 走私、贩卖毒品罪 · 帮助信息网络犯罪活动罪 · 掩饰、隐瞒犯罪所得、犯罪所得收益罪
CHARGE = (
    r"(?:犯罪(?=所得|分子|活动|工具|证据|、恐怖|、极端)|(?<=侵)犯|[^，。；：:;,犯罪“”\"]){2,60}?"
    r"罪(?![名行责犯过刑人])"
)
# 犯盗窃罪 · 犯有诈骗罪 · 构成“抢劫罪”
_CONVICTION = re.compile(rf"(?:(?<!侵)犯有?|构成)[了“\"《]?({CHARGE})[”\"》]?")
_MORE = re.compile(rf"[、和及与]({CHARGE})")
# （刑期从判决执行之日起计算…） but not the （边） of 偷越国（边）境罪
_BRACKETS = re.compile(r"[（(](?![边境未二一三四五]{1,2}[）)])[^（）()]*[）)]")
_ITEM = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[（(][一二三四五六七八九十]{1,2}[）)])[、．.]"
_AGAIN = r"(?:上诉人|(?:原审|再审)?被告人|(?:原审)?被告单位)[^，。；]{1,30}(?<!侵)犯(?!罪)"
# 二、撤销…第一项，即被告人甲犯…罪，判处…。  (an item of its own, up to the next or the new sentence)
_REVOKED_ITEM = re.compile(
    rf"(?:^|(?<=。)|(?<=[；：:])(?={_ITEM}))(?:{_ITEM})?[“\"]?(?:维持[^。；]{{0,80}}[，,])?撤销[^。]*?"
    rf"(?:[。；](?={_ITEM}(?!对公安|被告人[^。]*?[”\"]))|。(?={_AGAIN})|；(?={_AGAIN})|[。；]?$|。(?=[^。]*?(?:合并|决定)执行)[^。]*。(?={_ITEM}))"
)
# 撤销…判决书中对被告人甲宣告缓刑一年的缓刑部分，执行有期徒刑九个月，
_REVOKED = re.compile(
    r"撤销[^。；]*?(?:部分|内容|缓刑|假释|判决|裁定|决定)(?:的执行)?(?=[。；])|"
    r"撤销[^。]*?(?:缓刑|假释|减刑|判决|裁定|部分|决定)[^。]*?(?=[。]|决定(?:合并)?执行|数罪并罚|"
    r"合并执行|实行并罚|并罚决定|连同|(?:原审)?被告人[^，。；、]{1,20}犯(?!罪)[^。]{2,40}罪，(?:单)?判处|$)"
)
# 与原犯贩卖毒品罪…的余刑…并罚 · 连同前罪有期徒刑十个月 · 与本院（2017）…判决书中…犯盗窃罪
_OLD = re.compile(
    r"(?:[与和]|连同|加上|(?<![合共伙协])同)(?=[^。；]{0,80}?(?:原犯|前犯|前罪|原判|原罪|余刑|残刑|尚未执行|未执行|"
    r"判决书|法院判决|法院以|号刑事判决|号判决|曾因|先前|被[^。；，]{1,20}法院|前次|前判))"
    r"[^。；]*?(?=数罪并罚|实行|并罚|决定|合并|总和|[。；]|$)"
)
_NESTED = 3  # brackets stand in brackets at most so deep


@lru_cache(maxsize=4)
def own_part(disposition: str) -> str:
    """Return a criminal disposition without blanks, brackets and earlier sentences."""
    text = re.sub(r"\s+", "", disposition).replace("。”", "”。")
    for _ in range(_NESTED):
        shorter = _BRACKETS.sub("", text)
        if shorter == text:
            break
        text = shorter
    if "撤销" in text:
        text = _REVOKED.sub("", _REVOKED_ITEM.sub("", text))
    return _OLD.sub("", text)


def read_charges(passage: str) -> tuple[str, ...]:
    """Return the charges that a passage says someone committed, in order, each once."""
    found: dict[str, None] = {}
    for match in _CONVICTION.finditer(passage):
        found |= dict.fromkeys(_known(match[1]))
        at = match.end()
        while (more := _MORE.match(passage, at)) is not None:
            found |= dict.fromkeys(_known(more[1]))
            at = more.end()
    return tuple(found)


@lru_cache(maxsize=2048)
def _known(printed: str) -> tuple[str, ...]:
    """Return the charge of a printed run, as official lists write it, where it is known."""
    charge = re.sub(r"\s", "", printed).replace("(", "（").replace(")", "）").replace(",", "、")
    return (charge,) if node_named(charge, CaseType.CRIMINAL) is not None else ()
