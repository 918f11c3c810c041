"""What stands between the head and the reasoning: parties, procedure, claims, defences, facts."""

import re
from typing import Final

from corpus.models import SectionKind
from corpus.roles import ITEM_ROLE

__all__ = ["find_middle", "last_break"]

_REACH: Final = 64  # a sentence that opens a part names it within its first characters
_ENDS: Final = "。\n；！？"
_LEAD: Final = r"[^，。；\n]{0,44}?"

# Words at which a sentence is looked at more closely.
_KEYWORD = re.compile(
    "诉称|起诉称|诉请|诉讼请求|上诉称|上诉请求|上诉提出|上诉理由|上诉认为|申请再审|申诉称|申请称|反诉称|"
    "异议称|复议称|抗诉|指控|请求[:：]|辩称|答辩|述称|陈述|异议|辩护人|辩护意见|辩解|查明|确认|认定|认为|"
    "判决|证据|事实|质证|建议"
)
_LOWER: Final = (
    r"(?:(?:原|一|二|初|再)审|原判|原二审|原一审|[一-鿿]{2,24}人民法院|上述判决|前述判决|该院)"
    r"(?:法院|判决|裁定|法庭)?(?:、二审法院)?(?:书|中)?(?:根据[^，。]{0,30})?(?:经?(?:依法|公开|开庭|不公开)*"
    r"(?:审理|审查|再审))?(?:后)?"
)
_OPENINGS: Final = (
    (SectionKind.LOWER_COURT, (
        rf"{_LOWER}(?:查明|认定|认为|确认|判决|判令|裁定|遂判决)",
        rf"{_LEAD}向(?:一审|原审|二审)法院(?:起诉|提出|请求)",
        rf"{_LEAD}一审(?:诉称|辩称|诉讼请求|起诉)",
    )),
    (SectionKind.CLAIMS, (
        rf"{_LEAD}(?:诉称|起诉称|诉请|申请称|申诉称|反诉称|异议称|复议称|上诉称|抗诉(?:称|提出|认为|意见))",
        rf"{_LEAD}(?:提出|变更|增加)?(?:了)?(?:以下|如下)?(?:的)?(?:诉讼|上诉|再审|反诉)(?:请求|理由)(?:为|是|[:：])",
        rf"{_LEAD}向(?:本院|法院)(?:起诉|提出|请求)[^。]{{0,12}}(?:请求|[:：])",
        rf"{_LEAD}(?:上诉|申请再审|再审)(?:称|请求|提出|认为|理由(?=[是为:：]))",
        r"(?:公诉机关|[一-鿿]{2,24}检察院|起诉书|检察机关)[^，。；]{0,40}?指控(?!的?(?:罪名|犯罪|事实)[^，。]{0,16}(?:成立|清楚|属实|不能|异议))",
        r"执行机关[^，。；]{0,30}(?:认为|提出|建议|以)",
    )),
    (SectionKind.DEFENSES, (
        rf"{_LEAD}(?:辩称|答辩称|答辩意见|答辩认为|述称|辩解|(?:未|没有)[^。]{{0,10}}答辩|书面答辩|提交答辩)",
        r"(?:被告|上诉人|原审被告|第三人|各被告|[一二三四五六七八九十]+被告|其)[^，。；]{0,40}?对[^。]{0,30}(?:指控|起诉书|公诉机关)[^。]{0,60}异议",
        rf"{_LEAD}辩护人[^，。；]{{0,20}}(?:提出|认为|辩护|发表|的辩护意见)",
        r"检察机关[^，。；]{0,12}(?:认为|提出)",
    )),
    (SectionKind.FINDINGS, (
        r"(?:本院|法院)?(?:再次)?经[^，。；：:\n]{0,16}?(?:查明|复核确认|审理认定|审查认定|复核认定)",
        r"(?:本院|法院|二审|再审|本案)[^，。；：:\n]{0,24}?(?:查明|确认(?:以下|如下|本案)?(?:案件)?(?:法律)?事实|认定(?:以下|如下|本案|案件)(?:法律|的)?事实|(?:对[^。，]{0,20})?事实(?:予以)?(?:认定|确认)如下)",
        r"(?:综上|根据|结合|依据|通过|基于|综合)[^。；\n]{0,60}?(?:认定|确认)(?:以下|如下|本案|案件)(?:法律|案件|的)*事实",
        r"(?:审理)?查明[:：，,]",
    )),
    (SectionKind.EVIDENCE, (
        r"(?:上述|以上|前述)(?:犯罪|案件|查明的?|认定的?)*事实[，,]?[^。；，]{0,16}(?:有|由|经)",
        r"(?:原告|被告|当事人|公诉机关|上诉人|双方|第三人|申请人)[^。；\n]{0,44}?(?<!没有)(?<!未)(?<!未能)(?:提交|提供|出示|举示|举证)[^。；\n]{0,24}证据",
        r"(?:本院)?为(?:证明|证实|支持)[^。；\n]{0,44}?(?:证据|提交|提供|出示)",
        r"当事人围绕[^。；\n]{0,30}证据",
    )),
)  # fmt: skip
_PATTERNS: Final = tuple((kind, re.compile("|".join(patterns))) for kind, patterns in _OPENINGS)
_BLAME = re.compile(r"[^。；]{0,60}(?:错误|不当|不清|缺乏|不足|违反|有误|不予认定|遗漏)")
_SKIP = re.compile(r"[ 、”’）)\n；]*(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]\s*)?")
_PROCEDURE = re.compile(
    r"[一二两三四五六七八九十百余\d系列]案(?=[，,。；\s（(]|中|于|由|不服|现|，)|纠纷案|案由[:：]|提起公诉|起诉书|向本院(?:提起|提出|申请|起诉)|诉至本院|(?:审理|审查|复核)终结|"
    r"本院[^。，]{0,24}(?:受理|立案)|作出[^。]{0,40}(?:判决|裁定|决定)|提起上诉|提出(?:上诉|抗诉|减刑|假释)|不服"
)
# After such a sentence an earlier 本院认为 was not yet the court's own last word.
_BREAK = re.compile(
    r"(?:经[^，。；：:\n]{0,16}查明(?!的)|本院[^，。；：:\n]{0,12}查明(?!的)|(?:上述|以上|前述)(?:犯罪|案件|查明的?)*事实[，,]?[^。，]{0,8}(?:有|由)|"
    r"该院(?:再审|二审|审理|经审理)?后?认为|宣判后|判决宣告后|上诉称|上诉请求(?=[:：])|上诉提出(?=[:：，])|判\s?决\s?如\s?下|裁\s?定\s?如\s?下|"
    r"(?:一审|原审|二审)(?:法院|判决)[^，。；：:\n]{0,12}(?:查明|认定|认为|判决)"
    r"(?!的|(?:案件|基本|主要)?事实(?:基本)?(?:清楚|不清|正确|无误|属实|和|错误)|适用法律|并无|正确|结果|理由|有误|错误|不当))"
)
_BREAK_SOFT: Final = ("上诉称", "上诉请求", "上诉提出")


def find_middle(text: str, start: int, end: int) -> list[tuple[SectionKind, int]]:
    """Return where each part between head and reasoning starts, in the text's order."""
    start = _skip(text, start)
    if start >= end:
        return []
    procedure = _procedure_start(text, start, end)
    marks: list[tuple[SectionKind, int]] = []
    listed = procedure is not None or re.match(ITEM_ROLE, text[start : start + _REACH])
    if listed and (procedure is None or procedure > start):
        marks.append((SectionKind.PARTIES, start))
    if procedure is None:
        return _merged(marks + _openings(text, start, end))
    marks.append((SectionKind.PROCEDURE, procedure))
    return _merged(marks + _openings(text, _sentence_end(text, procedure, end), end))


def last_break(text: str, start: int, end: int) -> int:
    """Return where the last sentence stands that shows that reasoning has not begun yet."""
    last = start - 1
    for match in _BREAK.finditer(text, start, end):
        opening = _sentence_before(text, start - _REACH, match.start())
        if opening is not None and _is_break(text, opening, match):
            last = match.start()
    return last


def _is_break(text: str, opening: int, match: re.Match[str]) -> bool:
    lead = text[opening : match.start()]
    if "如" in match.group():  # 判决如下, anywhere in its sentence
        return True
    return len(lead) <= (24 if match.group() in _BREAK_SOFT else 2)


def _procedure_start(text: str, start: int, end: int) -> int | None:
    for match in _PROCEDURE.finditer(text, start, min(end, start + 20_000)):
        opening = _sentence_before(text, start, match.start(), reach=400)
        sentence = text[opening : match.end()] if opening is not None else ""
        if opening is None or re.match(r"[^，。]{0,40}[，,](?:男|女)[，,。]", sentence):
            continue
        if re.match(r"(?:因|曾因|[12]\d{3}年|又因|后因|现羁押|同[年日月])", sentence):
            continue
        return opening
    return None


def _openings(text: str, start: int, end: int) -> list[tuple[SectionKind, int]]:
    marks = []
    done = -1
    for hit in _KEYWORD.finditer(text, start, end):
        opening = _sentence_before(text, start, hit.start())
        if opening is None or opening <= done:
            continue
        for kind, pattern in _PATTERNS:
            match = pattern.match(text, opening, end)
            if match and not (kind is SectionKind.LOWER_COURT and _is_blamed(text, opening, match)):
                marks.append((kind, opening))
                done = opening
                break
    return marks


def _is_blamed(text: str, opening: int, match: re.Match[str]) -> bool:
    """Return whether a party finds fault with the lower court, which is no retelling of it."""
    if text[opening - 1 : opening] in set(")）、.．"):  # an item of a list of grounds
        return True
    return bool(_BLAME.match(text, match.end()))


def _merged(marks: list[tuple[SectionKind, int]]) -> list[tuple[SectionKind, int]]:
    merged: list[tuple[SectionKind, int]] = []
    for kind, position in marks:
        if not merged or merged[-1][0] is not kind:
            merged.append((kind, position))
    return merged


def _sentence_before(text: str, floor: int, position: int, reach: int = _REACH) -> int | None:
    """Return the start of the sentence around a position, None if it lies too far back."""
    low = max(floor, position - reach, 0)
    end = max(text.rfind(mark, low, position) for mark in _ENDS)
    if end < 0:
        return _skip(text, low) if low == max(floor, 0) else None
    return min(_skip(text, end + 1), position)


def _sentence_end(text: str, start: int, end: int) -> int:
    stop = text.find("。", start, end)
    return end if stop < 0 else stop + 1


def _skip(text: str, position: int) -> int:
    match = _SKIP.match(text, position)
    return match.end() if match else position
