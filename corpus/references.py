"""Other cases that a judgment names: case numbers, guiding cases, library entry numbers."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from corpus.case_number import find_case_numbers, key
from corpus.models import CaseNumber, CaseReference, Section, SectionKind

__all__ = ["find_case_references"]

# 指导案例24号 · 指导性案例第24号 · 最高人民法院第24号指导案例 · 24号指导性案例
_GUIDING = re.compile(
    r"指导性?案例\s*(?:第\s*)?(?P<a>\d{1,3})\s*号|(?:第\s*)?(?P<b>\d{1,3})\s*号\s*(?:指导性?案例|指导性?判例)"
)
# 2023-16-2-103-001
_ENTRY = re.compile(r"20\d{2}-\d{2}-\d-\d{3}-\d{3}(?![\d-])")
# what stands before the number of the decision under review
_REVIEWED = re.compile(
    r"(?:不服|原审|一审|二审|上诉|撤销|维持|变更|原判|终审|再审|发回|作出|判处|裁定|判决|申请)[^。；]{0,60}$"
)
_LOWER_KINDS = frozenset({SectionKind.PROCEDURE, SectionKind.LOWER_COURT, SectionKind.DISPOSITION})
_DECISION = re.compile(
    r"\s*(?:刑事|民事|行政|执行|附带民事|之一|[（(][^（）()]{0,8}[）)]|号)*\s*(?:判决|裁定|决定|调解)"
)
_BEFORE = 80


def find_case_references(
    text: str, *, sections: Sequence[Section], own: CaseNumber | None
) -> tuple[CaseReference, ...]:
    """Return the other cases that the text names, in order, each with its part in this one.

    ``lower_instance``: a decision of the same case by a court below or before; ``cited``: a guiding
    case or library entry; ``related``: any other case.
    """
    found = [*_numbers(text, sections, own), *_cited(text)]
    found.sort(key=lambda r: (r.start, r.end))
    return tuple(found)


def _cited(text: str) -> Iterator[CaseReference]:
    if "指导" in text:
        for match in _GUIDING.finditer(text):
            number = int(match["a"] or match["b"])
            yield CaseReference(f"指导性案例{number}号", "cited", match.start(), match.end())
    for match in _ENTRY.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if not before.isdigit() and before != "-":
            yield CaseReference(match[0], "cited", match.start(), match.end())


def _numbers(
    text: str, sections: Sequence[Section], own: CaseNumber | None
) -> Iterator[CaseReference]:
    ordered = sorted(sections, key=lambda s: s.start)
    starts = [s.start for s in ordered]
    own_key = key(own) if own is not None else None
    first = own is not None and "初" in own.type_code
    for match in find_case_numbers(text):
        at = bisect_right(starts, match.start) - 1
        section = ordered[at].kind if at >= 0 and match.start < ordered[at].end else None
        # a first judgment's own disposition revokes what was decided in another case
        other = first and section is SectionKind.DISPOSITION
        for number in match.numbers:
            if key(number) == own_key:
                continue
            kind = "related" if other else _kind(text, match.start, match.end, section)
            yield CaseReference(number.text, kind, match.start, match.end)


def _kind(text: str, start: int, end: int, section: SectionKind | None) -> str:
    before = text[max(0, start - _BEFORE) : start]
    decided = _DECISION.match(text, end) is not None
    if decided and (section in _LOWER_KINDS or section is None) and _REVIEWED.search(before):
        return "lower_instance"
    return "related"
