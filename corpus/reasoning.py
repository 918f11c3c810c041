"""Where a court's own reasoning starts: its 本院认为, not a retold one or one on evidence."""

import re
from collections.abc import Iterator
from typing import Final

from corpus.middle import last_break

__all__ = ["find_reasoning", "last_thought", "opens", "own_thought", "sentence_start"]

_OWN_THOUGHT = re.compile(
    r"(?:本院|本庭|本合议庭|合议庭|(?<![一-鿿])再审)"
    r"(?:经?(?:再审|二审|审查|复核|复查|审理|评议|合议|依法|综合|终审|庭审|讨论|赔偿委员会|"
    r"审判委员会)[^，。；：\n]{0,10}?)?后?\s?认\s?为"
)
_LEAD_IN: Final = ("综上所述，", "综上，", "据此，", "综上,", "综上")
# 本院认为，该证据来源合法，…: what follows weighs evidence, and is not yet the reasoning
_WEIGHED: Final = (
    r"[，,：:]?\s*(?:"
    r"(?:对|关于|因|鉴于|虽|被告|原告|双方|上诉人|当事人|两|各)[^。；，\n]{0,30}[，,]?[^。；，\n]{0,30}|"
    r"(?:本院(?:依法)?(?:提取|调取|委托)的?|上述|以上|该|此|前述|这|两|三|四|"
    r"[^，。]{0,12}(?:提交|提供|出示|递交|举证)的?)[^。；，\n]{0,24}|)"
)
_EVIDENCE: Final = (
    "(?:证据|证言|鉴定(?=系|书|意见|报告|结论)|票据|收据|发票|视频|录像|照片|录音|笔录|书证|"
    "证明目的|证明材料)"
)
_ACCEPTED: Final = (
    "(?:采信|采纳|予以确认|予以认定|不予(?:认定|确认)|认可|证明效力|证据效力|证明力|真实性|三性|"
    "关联性|无关联|[相不]符|证明的对象|(?:定案|案件事实)的(?:依据|参考)|来源[^。，]{0,4}合法|真实、?合法|客观真实|证明目的|真实有效)"
)
_EVIDENCE_TALK = re.compile(rf"{_WEIGHED}{_EVIDENCE}[^。\n]{{0,90}}?{_ACCEPTED}")
# 本院认为，被告人张三以非法占有为目的，…，其行为已构成盗窃罪: a verdict, not an answer to a plea
_VERDICT = re.compile(
    r"[，,：:]?\s*(?:\d[、.．])?"
    r"(?:上诉人|原审上诉人|原审被告|被告人|被告单位|原判|原审|原公诉|公诉机关|一审|抗诉机关|"
    r"[一-鿿]{2,20}检察院|自诉人)"
    r"(?![^。]{0,24}(?:辩解|辩护|供述|意见|所提|提出|上诉理由))[^。]{0,400}?"
    r"(?:构成|已犯|触犯|罪名成立|犯罪事实|事实清楚|罪行|定罪|罪)"
)
_CONNECTIVE = re.compile(r"[，,、“‘《]$|[故此以而在中是且即系见对为因如与但]|上$")
# Where nothing says 本院认为, the reasoning opens with a summary after the last finding.
_SUMMING_UP = re.compile(
    r"(?<=[。；\n ])(?:本案(?:的)?(?:主要)?争议(?:的)?焦点|综上|针对(?:控辩|上述|各|双方)|关于|"
    r"经(?:本院|合议庭)[^。]{0,10}(?:审理|评议|研究)[，,认]|"
    r"(?:上诉人|原审被告人|被告人|被告单位)(?![^。]{0,30}(?:辩|异议))"
    r"(?![^。]{0,400}(?:建议|提请|提起公诉|请求|指控))[^。]{4,300}?(?:行为|已)[^。]{0,12}构成)"
)
_PIECE_BY_PIECE: Final = 3  # so many 本院认为 on evidence: a document that weighs each exhibit
_SENTENCE_ENDS: Final = "。！!\n"


def find_reasoning(text: str, start: int, end: int, *, criminal: bool) -> int | None:
    """Return where the court's own reasoning starts between two offsets, None without one.

    It is the first 本院认为 that opens a sentence and that no finding of fact, appeal or order
    follows any more; one that only weighs evidence does not count, and in a criminal case the
    first that states a verdict does.
    """
    thoughts = [m for m in _OWN_THOUGHT.finditer(text, start, end) if _thinks(text, m)]
    if not thoughts:
        return _fallback(text, start, end)
    floor = last_break(text, thoughts[0].start(), end)
    after = [m for m in thoughts if m.start() > floor]
    if not after:
        return _with_lead_in(text, thoughts[-1].start())
    weighed = [m for m in after if _EVIDENCE_TALK.match(text, m.end())]
    floor = weighed[-1].start() if len(weighed) >= _PIECE_BY_PIECE else floor
    own = [m for m in after if m not in weighed and m.start() > floor]
    if criminal:
        own = [m for m in own if _VERDICT.match(text, m.end())] or own
    return _with_lead_in(text, (own or after[-1:])[0].start())


def last_thought(text: str, start: int) -> int | None:
    """Return where the last own 本院认为 at a sentence's start stands, None without one."""
    return max(_openings(text, start), default=None)


def own_thought(sentence: str) -> int | None:
    """Return where the words 本院认为 end that open a sentence, None if none do."""
    for lead in ("", *_LEAD_IN):
        if sentence.startswith(lead):
            match = _OWN_THOUGHT.match(sentence, len(lead))
            if match:
                return match.end()
    return None


def opens(text: str, position: int) -> bool:
    """Return whether a sentence or line starts here, marks of lost breaks skipped."""
    while position > 0 and text[position - 1] in " 、”’":
        position -= 1
    return position == 0 or text[position - 1] in "。；;：:！!？?\n）)"


def sentence_start(text: str, floor: int, position: int) -> int:
    """Return where the sentence around a position starts, not before ``floor``."""
    end = max(text.rfind(mark, floor, position) for mark in _SENTENCE_ENDS)
    start = end + 1 if end >= 0 else floor
    while start < position and text[start] in " 、\n”’；;":
        start += 1
    return start


def _openings(text: str, start: int) -> Iterator[int]:
    for match in _OWN_THOUGHT.finditer(text, start):
        if opens(text, _with_lead_in(text, match.start())):
            yield match.start()


def _with_lead_in(text: str, position: int) -> int:
    for lead in _LEAD_IN:
        if text.endswith(lead, 0, position):
            return position - len(lead)
    return position


def _thinks(text: str, match: re.Match[str]) -> bool:
    """Return whether 本院认为 opens a sentence; a lost full stop before it is allowed for."""
    if opens(text, _with_lead_in(text, match.start())):
        return True
    before = text[max(0, match.start() - 2) : match.start()]
    return text[match.end() : match.end() + 1] in "，,：:" and not _CONNECTIVE.search(before)


def _fallback(text: str, start: int, end: int) -> int | None:
    floor = max(start, last_break(text, start, end))
    inner = _OWN_THOUGHT.search(text, floor, end)
    if inner is None:
        summing = _SUMMING_UP.search(text, floor, end)
        return summing.start() if summing else None
    return sentence_start(text, floor, inner.start())
