"""Parts of a judgment: 首部, 事实, 理由, 裁判依据, 裁判主文, 尾部, 落款 (法〔2016〕221号).

Read from both ends. The order (判决如下) is the last one before the signature; the basis is the
sentence that leads to it; the court's own reasoning is the first 本院认为 that no finding of fact, appeal
or earlier order follows any more, so that what a lower court thought is never taken for it. What
lies between the procedure and the reasoning is cut at sentences that open a claim, a defence, a
retelling of the lower court, evidence or findings.
"""

import re
from dataclasses import dataclass
from typing import Final

from corpus.head import Head
from corpus.middle import find_middle, last_break
from corpus.models import Section, SectionKind
from corpus.panel import Signature, find_signature

__all__ = ["Layout", "find_sections"]

_ORDER = re.compile(
    r"(?:判\s?决|裁\s?定|决\s?定|判\s?处|协\s?议|意\s?见|裁\s?判)(?:内\s?容)?\s?如\s?下\s?[:：;；,，。]?"
)
_WEAK_ORDER = re.compile(
    r"(?:(?:规\s?定|之规\s?定|第[一二三四五六七八九十百零]+[条款项]|讨论决定)\s?[,，]?\s?"
    r"(?:特\s?)?(?:判\s?决|裁\s?定|决\s?定)|(?<=[\n。；])\s*(?:判决|裁定|决定))\s?[:：]"
)
_OWN_THOUGHT = re.compile(
    r"(?:综上[，,]?|据此[，,]?)?(?:本院|本庭|合议庭|本合议庭|再审)"
    r"(?:经?(?:再审|二审|审查|复核|复查|审理|评议|合议|依法|综合|终审|庭审|讨论|赔偿委员会|审判委员会)"
    r"[^，。；：\n]{0,10}?)?后?\s?认\s?为"
)
_EVIDENCE_TALK = re.compile(
    r"[^。；\n]{0,40}(?:证据|证明|鉴定意见|证言|质证意见|视频|录像)[^。\n]{0,60}"
    r"(?:采信|采纳|确认|认可|予以认定|效力|真实性|三性)"
)
_BASIS_WORD: Final = "依照|依据|根据|按照|遵照|适用|参照"
_BASIS = re.compile(_BASIS_WORD)
_BASIS_INSIDE = re.compile(rf"(?:{_BASIS_WORD})[^，。；]{{0,12}}[《〈]|(?:{_BASIS_WORD})")
_SENTENCE_ENDS: Final = "。！!？?\n"
_COSTS = re.compile(
    r"(?:(?:本案|一审|二审|一、二审|原审|再审|本诉|反诉|全案|上述|[案诉])*"
    r"(?:(?:案件)?(?:一审|二审)?(?:诉讼)?(?:受理|申请|执行|诉讼|鉴定|评估|公告|保全|反诉|减半)"
    r"[^，。；：\n]{0,12}?费用?))(?:[（(]|[\d人民共计合免由：:，,减已各分]|[一二三四五六七八九十百千万])"
)
_NOTICE = re.compile(
    r"(?:如|若)(?:果)?(?:[^，。；\n]{0,14})?不服[^。]{0,6}(?:本|判|裁|决)|"
    r"本(?:判决|裁定|决定|调解书)(?:书)?(?:系|为|是)(?:最终|终审|发生)|"
    r"本(?:判决|裁定|决定|调解书)(?:书)?[^。，]{0,24}(?:生效|法律效力|立即(?:执行|生效))|"
    r"当事人不服[^。]{0,6}(?:判决|裁定)"
)
_ANNEX = re.compile(
    r"(?<=[\n。；）)\s])(?:附[:：录件页表注一相本法有适判援裁：]|相关法律(?:条文|规定)|本(?:案|判决|裁定)(?:书)?"
    r"(?:所?(?:引用|适用|依据|援引))[^。]{0,8}(?:法律|条文|法条|相关)|法律条文|适用法律|注[:：])"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The sections in the text's order, and the signature block that they end with."""

    sections: tuple[Section, ...]
    signature: Signature | None


def find_sections(text: str, head: Head) -> Layout:
    """Return the parts of a cleaned judgment; a part that is not found is simply absent."""
    order = _find_order(text, head.end)
    if order:
        basis, disposition, signature = order
        tail = _tail(text, disposition, signature)
    else:
        signature = find_signature(text, max(head.end, len(text) - 3000), len(text))
        basis = disposition = signature.start if signature else len(text)
        tail = _signature_and_annex(text, disposition, signature)
    reasoning = _find_reasoning(text, head.end, basis)
    marks = _head_marks(head)
    marks += find_middle(text, head.end, basis if reasoning is None else reasoning)
    if reasoning is not None:
        marks.append((SectionKind.REASONING, reasoning))
    if basis < disposition:
        marks.append((SectionKind.BASIS, basis))
    return Layout(_to_sections(text, marks + tail), signature)


def _head_marks(head: Head) -> list[tuple[SectionKind, int]]:
    marks = []
    if head.title_span[1] > head.title_span[0]:
        marks.append((SectionKind.TITLE, head.title_span[0]))
    if head.number_span[1] > head.number_span[0]:
        marks.append((SectionKind.CASE_NUMBER, head.number_span[0]))
    return marks


def _find_order(text: str, start: int) -> tuple[int, int, Signature | None] | None:
    """Return where the basis and the disposition start, with the signature after them."""
    candidates = list(_ORDER.finditer(text, start))
    for candidate in reversed(candidates):
        signature = find_signature(text, candidate.end(), len(text))
        if signature:
            return _basis_start(text, start, candidate.start()), candidate.end(), signature
    after = candidates[-1].end() if candidates else start
    thought = last_thought(text, after)
    if candidates and thought is None:
        last = candidates[-1]
        return _basis_start(text, start, last.start()), last.end(), None
    weak = None
    for weak in _WEAK_ORDER.finditer(text, thought or start):
        pass
    if weak is None:
        return None
    return (
        _basis_start(text, start, weak.start()),
        weak.end(),
        find_signature(text, weak.end(), len(text)),
    )


def last_thought(text: str, start: int) -> int | None:
    """Return where the last own 本院认为 at a sentence's start stands, None without one."""
    found = [m.start() for m in _OWN_THOUGHT.finditer(text, start) if _opens(text, m.start())]
    return found[-1] if found else None


def _basis_start(text: str, floor: int, order: int) -> int:
    start = _sentence_start(text, floor, order)
    sentence = text[start:order]
    if not _BASIS.search(sentence) and "《" not in sentence:
        earlier = _sentence_start(text, floor, max(floor, start - 1))
        if _BASIS.match(text, earlier) or "《" in text[earlier:start]:
            start, sentence = earlier, text[earlier:order]
        else:
            return start
    thought = _OWN_THOUGHT.match(sentence)
    if thought:  # reasoning and basis in one sentence
        keyword = _BASIS_INSIDE.search(sentence, thought.end())
        if keyword:
            return start + keyword.start()
    return start


def _sentence_start(text: str, floor: int, position: int) -> int:
    end = max(text.rfind(mark, floor, position) for mark in _SENTENCE_ENDS)
    start = end + 1 if end >= 0 else floor
    while start < position and text[start] in " 、\n”’；;":
        start += 1
    return start


def _opens(text: str, position: int) -> bool:
    """Return whether a sentence or line starts here, marks of lost breaks skipped."""
    while position > 0 and text[position - 1] in " 、”’":
        position -= 1
    return position == 0 or text[position - 1] in "。；;：:！!？?\n）)"


def _find_reasoning(text: str, start: int, end: int) -> int | None:
    thoughts = [m for m in _OWN_THOUGHT.finditer(text, start, end) if _opens(text, m.start())]
    if not thoughts:
        return _fallback_reasoning(text, start, end)
    floor = last_break(text, thoughts[0].start(), end)
    after = [m for m in thoughts if m.start() > floor]
    if not after:
        return thoughts[-1].start()
    own = [m for m in after if not _EVIDENCE_TALK.match(text, m.end())]
    return (own or after)[0].start()


def _fallback_reasoning(text: str, start: int, end: int) -> int | None:
    floor = last_break(text, start, end)
    inner = _OWN_THOUGHT.search(text, floor, end)
    if inner is None:
        return None
    return _sentence_start(text, floor, inner.start())


def _tail(text: str, start: int, signature: Signature | None) -> list[tuple[SectionKind, int]]:
    limit = signature.start if signature else len(text)
    marks = [(SectionKind.DISPOSITION, _skip_space(text, start))]
    notice = next(
        (m for m in _NOTICE.finditer(text, start, limit) if _opens(text, m.start())), None
    )
    edge = notice.start() if notice else limit
    costs = next((m for m in _COSTS.finditer(text, start, limit) if _opens(text, m.start())), None)
    if costs and costs.start() < edge:
        marks.append((SectionKind.COSTS, costs.start()))
    if notice:
        marks.append((SectionKind.NOTICE, notice.start()))
    return marks + _signature_and_annex(text, start, signature)


def _signature_and_annex(
    text: str, start: int, signature: Signature | None
) -> list[tuple[SectionKind, int]]:
    if signature is None:
        return []
    marks = [(SectionKind.SIGNATURE, signature.start)]
    rest = _skip_space(text, signature.end)
    if rest < len(text):
        marks.append((SectionKind.ANNEX, rest))
    return marks


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \n、。；":
        position += 1
    return position


def _to_sections(text: str, marks: list[tuple[SectionKind, int]]) -> tuple[Section, ...]:
    ordered = sorted(marks, key=lambda mark: mark[1])
    sections = []
    for i, (kind, start) in enumerate(ordered):
        end = ordered[i + 1][1] if i + 1 < len(ordered) else len(text)
        while end > start and text[end - 1] in " \n":
            end -= 1
        if end > start:
            sections.append(Section(kind, start, end))
    return tuple(sections)
