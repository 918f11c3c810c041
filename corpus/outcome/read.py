"""The one way into the outcome readers: criminal sentences, civil orders, results on appeal."""

import re
from collections.abc import Sequence

from corpus.citations import find_citations
from corpus.convictions import read_charges
from corpus.models import CaseType, Order, Outcome, Party, Section, SectionKind
from corpus.outcome.circumstances import read_circumstances
from corpus.outcome.criminal import read_sentences
from corpus.outcome.locate import disposition_span, last_match, reasoning_spans
from corpus.outcome.orders import find_orders, money_of
from corpus.outcome.results import appeal_result, claims_result

__all__ = ["read_outcome"]

_CRIMINAL_LAW = "中华人民共和国刑法"
_ACCUSED = ("被告人", "被告单位", "上诉人", "罪犯")
_CLAIMANTS = ("原告", "反诉原告", "申请人", "申请执行人", "赔偿请求人", "附带民事诉讼原告人")
_LATER = ("二审", "再审", "申请再审", "抗诉再审", "复核", "死刑复核", "复议", "执行复议")


def read_outcome(
    text: str,
    *,
    sections: Sequence[Section],
    case_type: CaseType,
    document_type: str,
    procedure: str,
    parties: Sequence[Party],
    causes: Sequence[str],
) -> Outcome | None:
    """Return what the court decided, None where the text shows no disposition."""
    span = disposition_span(text, sections)
    if span is None or not text[span[0] : span[1]].strip():
        return None
    if document_type == "调解书":
        orders = find_orders(text, *span, names=_names(parties))
        return Outcome(result="mediated", orders=orders, awarded_total=_total(orders, parties))
    if case_type is CaseType.CRIMINAL:
        return _criminal(text, sections, span, procedure, document_type, parties, causes)
    return _civil(
        text, sections, span, procedure, parties, awards=_awards(case_type, document_type)
    )


def _names(parties: Sequence[Party]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.name for p in parties if p.name))


_INDICTED = re.compile(r"(?:指控|起诉书?认为)[^。]{0,200}?(?=(?<!侵)犯)")


_BASIS_WITHIN = 1500  # characters at the end of the reasoning that hold the basis


def _is_accused(role: str) -> bool:
    return any(r in role for r in _ACCUSED) and not role.startswith("附带民事")


def _accused_of(text: str, sections: Sequence[Section], causes: Sequence[str]) -> tuple[str, ...]:
    """Return the charges of the indictment, or the causes where it names none."""
    own = [m for a, b in reasoning_spans(text, sections) for m in _INDICTED.finditer(text, a, b)]
    for match in (*own, *_INDICTED.finditer(text)):
        charges = read_charges(text[match.end() : match.end() + 80].partition("。")[0])
        if charges:
            return charges
    return tuple(causes)


# 一、对被告人甲依照…，判决如下：… 二、对被告人乙依照…，判决如下：…
_EACH = re.compile(r"对被告人[^。；]{1,40}?(?:依照|依据|根据|适用)[^。]{0,400}?判决如下[:：]?")


def _criminal(
    text: str,
    sections: Sequence[Section],
    span: tuple[int, int],
    procedure: str,
    document_type: str,
    parties: Sequence[Party],
    causes: Sequence[str],
) -> Outcome:
    each = list(_EACH.finditer(text, 0, span[1]))
    if len(each) > 1:
        span = each[0].end(), span[1]
    disposition = text[span[0] : span[1]]
    names = tuple(dict.fromkeys(p.name for p in parties if _is_accused(p.role)))
    sentences = read_sentences(
        disposition, names=names, accused_of=_accused_of(text, sections, causes)
    )
    defendants = tuple(dict.fromkeys([*names, *(s.defendant for s in sentences)]))
    reasoning = "\n".join(text[a:b] for a, b in reasoning_spans(text, sections))
    cited = [
        (c.article, c.paragraph)
        for c in find_citations(reasoning[-_BASIS_WITHIN:])
        if c.law == _CRIMINAL_LAW and c.article is not None
    ]
    circumstances = read_circumstances(reasoning, names=defendants, cited=cited)
    result = _criminal_result(disposition, procedure, document_type, bool(sentences))
    orders = find_orders(text, *span, names=_names(parties))
    return Outcome(
        result=result,
        orders=orders,
        sentences=sentences,
        circumstances={n: t for n, t in circumstances.items() if t},
    )


def _civil(
    text: str,
    sections: Sequence[Section],
    span: tuple[int, int],
    procedure: str,
    parties: Sequence[Party],
    *,
    awards: bool,
) -> Outcome:
    disposition = text[span[0] : span[1]]
    orders = find_orders(text, *span, names=_names(parties))
    positive = [o for o in orders if _is_positive(o, parties)]
    later = _is_later(procedure)
    above = appeal_result(disposition) if later else None
    first = _lower_result(text, sections) if later else None
    return Outcome(
        result=above or claims_result(disposition, has_orders=bool(positive)),
        first_instance_result=first,
        orders=orders,
        awarded_total=_total(orders, parties)
        if awards and (not later or (above == "reversed" and _decides_on_money(disposition)))
        else None,
    )


_UPHOLDS = re.compile(r"维持(?!费)")
_SUM_OR_REJECTION = re.compile(r"\d\s*[万亿]?元|[十百千万]元|驳回[^。；]{0,120}(?:请求|诉请)")


def _decides_on_money(disposition: str) -> bool:
    """Whether a higher court's order shows what is awarded, not the judgment that it upholds."""
    return (
        _UPHOLDS.search(disposition) is None and _SUM_OR_REJECTION.search(disposition) is not None
    )


def _is_later(procedure: str) -> bool:
    return procedure.startswith(_LATER)


def _awards(case_type: CaseType, document_type: str) -> bool:
    """Whether a total of money makes sense: in judgments between parties, not in rulings."""
    return document_type == "判决书" and case_type in (
        CaseType.CIVIL,
        CaseType.ADMINISTRATIVE,
        CaseType.OTHER,
    )


_REDUCED = re.compile(r"减去|减为|减完|予以(?:假释|减刑)|准予(?:假释|减刑)|裁定假释|提前释放")
_NOT_REDUCED = re.compile(r"不予(?:减刑|假释)|不准予?(?:减刑|假释)|不同意(?:减刑|假释)")


def _criminal_result(
    disposition: str, procedure: str, document_type: str, has_sentences: bool
) -> str | None:
    """Return the result on appeal or of a ruling; a conviction at first instance has none."""
    if _is_later(procedure):
        return appeal_result(disposition)
    if has_sentences or document_type == "判决书":
        return None
    if _NOT_REDUCED.search(disposition):
        return "dismissed"
    if _REDUCED.search(disposition):
        return "granted"
    found = claims_result(disposition, has_orders=False)
    return None if found == "other" else found


_NEGATIVE = re.compile(
    r"^(?:综上[，,]?)?(?:依法)?(?:驳回|准许(?![^。；]{0,80}离婚)|按|维持|撤销(?:本院|[^，。；]{0,40}法院))|不予|不准|费用?由"
)


# what is owed stands in a table, not in the order
_ELSEWHERE = re.compile(r"各案|[详见]{1,2}附表|附表")


def _claimants(parties: Sequence[Party]) -> frozenset[str]:
    return frozenset(p.name for p in parties if p.role.startswith(_CLAIMANTS)) | {"原告"}


def _is_positive(order: Order, parties: Sequence[Party]) -> bool:
    """Whether an order gives the claimant something."""
    words = order.text.strip(" 、")
    if not words or _NEGATIVE.search(words[:60]):
        return False
    claimants = _claimants(parties)
    head = words[:40]
    mine = next(
        (n for n in claimants if re.match(rf"(?:(?:限|由|责令)?原告)?{re.escape(n)}", head)), None
    )
    if mine is None or re.match(rf"(?:解除|确认)?(?:原告)?{re.escape(mine)}[与和、]", head):
        return True
    payers = {m.payer for m in money_of(words, _names(parties))}
    return bool(payers - claimants)


def _total(orders: Sequence[Order], parties: Sequence[Party]) -> float | None:
    """Return the money ordered to the claimant; 0.0 where nothing is, None where it is unsaid."""
    claimants = _claimants(parties)
    others = frozenset(p.name for p in parties if p.role.startswith(("被告", "第三人"))) | {"被告"}
    others -= claimants
    names = _names(parties)
    total = 0.0
    for order in orders:
        if _ELSEWHERE.search(order.text):
            return None
        if _NEGATIVE.search(order.text[:60]):
            continue
        total += sum(
            m.value
            for m in money_of(order.text, names)
            if m.payer not in claimants and m.payee not in others
        )
    return round(total, 2)


_LOWER_ORDER = re.compile(r"判\s*决\s*(?:如下)?\s*[:：，]?(?=[一1（(驳被原准]|不[准予]|\s*一)")
_INSTANCE = re.compile(r"(?P<first>一审|原审)|二审")
# Whoever reports the order of a second instance says so, or its words are those of an appeal.
_SECOND = re.compile(r"二审(?:法院|判决|查明|认为)|提[起出]上诉|不服[^。；]{0,20}上诉")
_ON_APPEAL = re.compile(
    r"[一1（(、.)）]{0,3}\s*(?:驳回[^。；]{0,30}上诉|维持|撤销[^。；]{0,60}(?:判决|号))"
)
_ABOUT = 600  # characters before an order within which its court is named


def _lower_result(text: str, sections: Sequence[Section]) -> str | None:
    """Return the result at first instance, from what this court retells of that judgment."""
    for section in sections:
        if section.kind is not SectionKind.LOWER_COURT:
            continue
        own = [
            m
            for m in _LOWER_ORDER.finditer(text, section.start, section.end)
            if not _is_second(text, section.start, m)
        ]
        if own:
            start = own[-1].end()
            second = _SECOND.search(text, start, section.end)
            end = second.start() if second is not None else section.end
            orders = find_orders(text, start, end, names=())
            positive = [o for o in orders if _is_positive(o, ())]
            return claims_result(text[start:end], has_orders=bool(positive))
    return None


def _is_second(text: str, floor: int, order: re.Match[str]) -> bool:
    """Whether an order that is retold is one of a second instance."""
    if _ON_APPEAL.match(text, order.end()):
        return True
    named = last_match(_INSTANCE, text, max(floor, order.start() - _ABOUT), order.start())
    return named is not None and named["first"] is None
