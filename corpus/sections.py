"""Parts of a judgment: 首部, 事实, 理由, 裁判依据, 裁判主文, 尾部, 落款 (法〔2016〕221号).

Read from both ends. The order (判决如下) is the last one before the signature, the basis is the
sentence that leads to it, and the reasoning is the court's own (``corpus.reasoning``), so that what
a lower court thought is never taken for it. What lies between the procedure and the reasoning is
cut at sentences that open a claim, a defence, a retelling of the lower court, evidence or findings.
"""

import re
from dataclasses import dataclass
from typing import Final

from corpus.head import Head
from corpus.middle import find_middle
from corpus.models import CaseType, Section, SectionKind
from corpus.panel import Signature, find_signature
from corpus.reasoning import find_reasoning, last_thought, opens, own_thought, sentence_start

__all__ = ["Layout", "find_sections"]

_CANDIDATES: Final = 4  # last orders that are tried: an annex may quote one
_FOOT: Final = 3000  # characters at the end in which a text without an order has its signature
_COMMA: Final = 2  # 本院认为，依照…: nothing was thought before the basis
_ORDER = re.compile(
    r"(?:判\s?决|裁\s?定|决\s?定|判\s?处|协\s?议|意\s?见|裁\s?判)(?:内\s?容)?\s?[如以]\s?下\s?[:：;；,，。]?"
)
_WEAK_ORDER = re.compile(
    r"(?:(?:规\s?定|第[一二三四五六七八九十百零]{1,8}[条款项]|讨论决定)\s?[,，]?\s?"
    r"(?:特\s?)?(?:判\s?决|裁\s?定|决\s?定)|(?<=[\n。；])\s?(?:判决|裁定|决定))\s?[:：]|"
    r"之规定[,，。]?(?=\s?一、)"
)
_BASIS_WORD: Final = "依照|依据|根据|按照|遵照|适用|参照"
_BASIS = re.compile(_BASIS_WORD)
_BASIS_INSIDE = re.compile(rf"(?:{_BASIS_WORD})[^，。；]{{0,12}}[《〈]|(?:{_BASIS_WORD})")
_COSTS = re.compile(
    r"(?:本案|一审|二审|一、二审|原审|再审|本诉|反诉|全案|上述|[案诉]){0,4}"
    r"(?:案件)?(?:一审|二审)?(?:诉讼)?(?:受理|申请|执行|诉讼|鉴定|评估|公告|保全|反诉|减半)"
    r"[^，。；：\n]{0,12}?费用?(?:[（(]|[\d人民共计合免由：:，,减已各分一二三四五六七八九十百千万])"
)
_DOCUMENT: Final = "本(?:判决|裁定|决定|调解书)书?"
_NOTICE = re.compile(
    r"[如若]果?(?:[^，。；\n]{0,14})?不服[^。]{0,6}[本判裁决]|"
    rf"{_DOCUMENT}[系为是](?:最终|终审|发生)|"
    rf"{_DOCUMENT}[^。，]{{0,24}}(?:发生法律效力|[即后]生效(?=。|$)|立即(?:执行|生效))|"
    r"当事人不服[^。]{0,6}(?:判决|裁定)"
)

Mark = tuple[SectionKind, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """The sections in the text's order, and the signature block that they end with."""

    sections: tuple[Section, ...]
    signature: Signature | None


@dataclass(frozen=True, slots=True)
class _Order:
    basis: int
    disposition: int
    signature: Signature | None


def find_sections(text: str, head: Head) -> Layout:
    """Return the parts of a cleaned judgment; a part that is not found is simply absent."""
    order = _find_order(text, head.end)
    if order is None:
        signature = find_signature(text, max(head.end, len(text) - _FOOT), len(text))
        edge = signature.start if signature else len(text)
        order = _Order(edge, edge, signature)
        tail = _signature_and_annex(text, signature)
    else:
        tail = _tail(text, order)
    criminal = head.case_type is CaseType.CRIMINAL
    reasoning = find_reasoning(text, head.end, order.basis, criminal=criminal)
    marks = _head_marks(head)
    marks += find_middle(text, head.end, order.basis if reasoning is None else reasoning)
    if reasoning is not None:
        marks.append((SectionKind.REASONING, reasoning))
    if order.basis < order.disposition:
        marks.append((SectionKind.BASIS, order.basis))
    return Layout(_to_sections(text, marks + tail), order.signature)


def _head_marks(head: Head) -> list[Mark]:
    marks = []
    if head.title_span[1] > head.title_span[0]:
        marks.append((SectionKind.TITLE, head.title_span[0]))
    if head.number_span[1] > head.number_span[0]:
        marks.append((SectionKind.CASE_NUMBER, head.number_span[0]))
    return marks


def _find_order(text: str, start: int) -> _Order | None:
    candidates = list(_ORDER.finditer(text, start))
    for candidate in reversed(candidates[-_CANDIDATES:]):
        signature = find_signature(text, candidate.end(), len(text))
        if signature:
            return _to_order(text, start, candidate, signature)
    thought = last_thought(text, candidates[-1].end() if candidates else start)
    if candidates and thought is None:
        return _to_order(text, start, candidates[-1], None)
    weak = list(_WEAK_ORDER.finditer(text, thought or start))[-1:]
    if not weak:
        return None
    return _to_order(text, start, weak[0], find_signature(text, weak[0].end(), len(text)))


def _to_order(text: str, floor: int, match: re.Match[str], signature: Signature | None) -> _Order:
    return _Order(_basis_start(text, floor, match.start()), match.end(), signature)


def _basis_start(text: str, floor: int, order: int) -> int:
    start = sentence_start(text, floor, order)
    sentence = text[start:order]
    if not _BASIS.search(sentence) and "《" not in sentence:
        earlier = sentence_start(text, floor, max(floor, start - 1))
        if not (_BASIS.match(text, earlier) or "《" in text[earlier:start]):
            return start
        start, sentence = earlier, text[earlier:order]
    thought = own_thought(sentence)
    if thought is not None:  # reasoning and basis in one sentence
        keyword = _BASIS_INSIDE.search(sentence, thought)
        if keyword and keyword.start() - thought > _COMMA:
            return start + keyword.start()
    return start


def _tail(text: str, order: _Order) -> list[Mark]:
    start = order.disposition
    limit = order.signature.start if order.signature else len(text)
    marks = [(SectionKind.DISPOSITION, _skip_space(text, start))]
    notice = _first_opening(_NOTICE, text, start, limit)
    costs = _first_opening(_COSTS, text, start, limit if notice is None else notice)
    if costs is not None:
        marks.append((SectionKind.COSTS, costs))
    if notice is not None:
        marks.append((SectionKind.NOTICE, notice))
    return marks + _signature_and_annex(text, order.signature)


def _first_opening(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    found = (m.start() for m in pattern.finditer(text, start, end) if opens(text, m.start()))
    return next(found, None)


def _signature_and_annex(text: str, signature: Signature | None) -> list[Mark]:
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


def _to_sections(text: str, marks: list[Mark]) -> tuple[Section, ...]:
    ordered = sorted(marks, key=lambda mark: mark[1])
    sections = []
    for i, (kind, start) in enumerate(ordered):
        end = ordered[i + 1][1] if i + 1 < len(ordered) else len(text)
        while end > start and text[end - 1] in " \n":
            end -= 1
        if end > start:
            sections.append(Section(kind, start, end))
    return tuple(sections)
