"""What a court convicts of: charges as printed, and the part of a disposition that is new.

A disposition repeats old sentences when it revokes a suspension or merges terms; they are taken out
before anything is read from it, so that a charge of an earlier case is never taken for a new one.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from corpus.models import CaseType
from corpus.taxonomy import node_named

__all__ = ["CHARGE", "own_part", "read_charges"]

# 盗窃罪 · 走私、贩卖毒品罪 · 帮助信息网络犯罪活动罪 · 掩饰、隐瞒犯罪所得、犯罪所得收益罪
CHARGE = (
    r"(?:犯罪(?=所得|分子|活动|工具|证据|方法|行为|、恐怖|、极端)|(?<=侵)犯|[^，。；：:;,犯罪“”\"]){2,60}?"
    r"罪(?![名行责犯过刑人])"
)
# 犯盗窃罪 · 犯有诈骗罪 · 构成“抢劫罪”
_CONVICTION = re.compile(rf"(?:(?<!侵)犯有?|构成)[了“\"《]?({CHARGE})[”\"》]?")
_MORE = re.compile(rf"[、和及与]({CHARGE})")
# （刑期从判决执行之日起计算…） but not the （边） of 偷越国（边）境罪
_BRACKETS = re.compile(r"[（(](?![边境未二一三四五]{1,2}[）)])[^（）()]*[）)]")
_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[（(][一二三四五六七八九十]{1,2}[）)])[、．.]"
)
# 上诉人甲犯…: the new sentence in the item that revoked an old one
_AGAIN = re.compile(r"(?:上诉人|(?:原审|再审)被告(?:人|单位))[^，。；]{1,30}(?<!侵)犯(?!罪)")
# …的缓刑部分。被告人甲犯…: the same where the old sentence was not retold
_AGAIN_BARE = re.compile(r"被告(?:人|单位)[^，。；]{1,30}(?<!侵)犯(?!罪)")
_REVOKES = re.compile(r"[“\"]?(?:维持[^。；，]{0,80}[，,])?撤销")
_OLD_END = re.compile(r"(?:部分|内容|缓刑|假释|判决|裁定|决定)(?:的执行)?[。；]?$")
_REVOKED_WHAT = re.compile(r"缓刑|假释|减刑|判决|裁定|部分|决定")
# what follows a revocation inside its sentence and counts again
_COUNTS_AGAIN = re.compile(
    r"决定(?:合并)?执行|数罪并罚|合并执行|实行并罚|并罚决定|连同|"
    r"(?:原审)?被告人[^，。；、]{1,20}犯(?!罪)[^。]{2,40}罪，(?:单)?判处"
)
_SUSPENSION = re.compile(r"缓刑|假释")
_SEGMENT = re.compile(r"[^。；]*[。；]?")
# 与原犯贩卖毒品罪…的余刑…并罚 · 连同前罪有期徒刑十个月 · 与本院（2017）…判决书中…犯盗窃罪
_OLD = re.compile(
    r"(?:[与和]|连同|加上|[，,](?=前罪)|(?<![合共伙协])同)(?=[^。；]{0,80}?(?:原犯|前犯|前罪|原判|原罪|余刑|残刑|尚未执行|未执行|"
    r"判决书|法院判决|法院以|号刑事判决|号判决|曾因|先前|被[^。；，]{1,20}法院|前次|前判))"
    r"[^。；]*?(?=数罪并罚|实行|并罚|决定|合并|总和|[。；]|$)"
)
# 被告人因犯合同诈骗罪，于2018年被某法院判处…
_EARLIER = re.compile(
    r"(?:被告人)?(?:其)?(?:曾)?因犯[^。；]{2,60}?罪[^。；]*?(?=数罪并罚|并罚|决定|合并|[。；]|$)"
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
        text = "".join(_without_revoked(text))
    return _EARLIER.sub("", _OLD.sub("", text))


def _without_revoked(text: str) -> Iterator[str]:
    """Yield the disposition without what it revokes.

    二、撤销…第一项，即被告人甲犯…罪，判处…。 goes up to the next item or the new sentence;
    …；撤销…宣告缓刑一年的缓刑部分，决定执行… inside a sentence goes up to the new total.
    """
    revoking = told_off = False
    for found in _SEGMENT.finditer(text):
        segment = found[0]
        item = _ITEM.match(segment)
        new = item is not None or found.start() == 0
        start = item.end() if item is not None else 0
        again = _AGAIN.match(segment) or (told_off and _AGAIN_BARE.match(segment))
        if item is not None or again:
            revoking = False
        told_off = _OLD_END.search(segment) is not None and (
            segment[-1:] == "。" or _SUSPENSION.search(segment) is not None
        )
        if not revoking and new and _REVOKES.match(segment, start):
            revoking = True
        if not revoking:
            yield _cut_revoked(segment)


def _cut_revoked(segment: str) -> str:
    at = segment.find("撤销")
    if at < 0 or not _REVOKED_WHAT.search(segment, at):
        return segment
    if _OLD_END.search(segment):
        return segment[:at]
    again = _COUNTS_AGAIN.search(segment, at)
    return segment[:at] + (segment[again.start() :] if again is not None else "")


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
