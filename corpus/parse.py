"""The one orchestrator: a raw document → a judgment. Each step has its own module."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, TypeVar

from corpus.case_number import find_case_numbers, is_old_style, key
from corpus.causes import find_causes
from corpus.citations import find_citations
from corpus.clean import clean
from corpus.contradictions import find_contradictions
from corpus.courts import court_by_code, find_court, province_of_code, trim_court_name
from corpus.dates import parse_date
from corpus.entry import Entry, is_entry, read_entry
from corpus.errors import ParseError
from corpus.head import Head, read_head
from corpus.identity import make_id
from corpus.issues import find_issues
from corpus.models import (
    CaseNumber,
    CaseReference,
    Citation,
    Court,
    Issue,
    Judgment,
    Kind,
    Order,
    Outcome,
    Party,
    RawDocument,
    Section,
    SectionKind,
)
from corpus.outcome import read_outcome
from corpus.parties import find_parties
from corpus.references import find_case_references
from corpus.sections import Layout, find_sections
from corpus.unwrap import View, unwrap

__all__ = ["parse_judgment"]

_CHINESE = re.compile("[一-鿿]")
_LEAST: Final = 20  # Chinese characters that a document has at the least
_LISTED: Final = 200_000  # characters of parties that are read: some thousand of them
_LEVELS: Final = {0: "高级", 2: "中级", 4: "基层"}


def parse_judgment(raw: RawDocument) -> Judgment:
    """Return the judgment, library entry or guiding case that a raw document holds.

    What the source says beside the text (``raw.fields``) is used only where the text is silent.

    Raises:
        ParseError: the document cannot be read at all; the message says what to do.
    """
    text = clean(raw.text)
    if sum(1 for _ in zip(range(_LEAST), _CHINESE.finditer(text), strict=False)) < _LEAST:
        raise ParseError(
            f"{len(text)} characters, hardly any of them Chinese: the document is empty or was read"
            " with a wrong encoding; check the file, or name its encoding"
        )
    kind = raw.kind or (Kind.LIBRARY_ENTRY if is_entry(text) else Kind.JUDGMENT)
    if kind is Kind.JUDGMENT:
        return _parse_court_document(raw, text)
    return _parse_entry(raw, text, kind)


def _parse_court_document(raw: RawDocument, text: str) -> Judgment:
    view = unwrap(text)
    head = read_head(view.text, raw.fields)
    layout = find_sections(view.text, head)
    sections = _with_located_fields(text, _carried_back(view, layout.sections), raw.fields)
    seen = _in_view(view, text, sections)
    court = _to_court(head.court_name, head.case_number)
    parties = _parties(view.text, head, layout.sections)
    causes, nodes = find_causes(
        view.text,
        title=head.title,
        sections=seen,
        case_type=head.case_type,
        hint=raw.fields.get("cause", ""),
    )
    date, date_warnings = _date(layout, raw.fields)
    return Judgment(
        id=make_id(
            Kind.JUDGMENT,
            text=text,
            court=court.canonical or court.name if court else None,
            court_code=court.code if court else None,
            number=head.case_number,
            document_type=head.document_type,
        ),
        kind=Kind.JUDGMENT,
        title=head.title,
        text=text,
        case_type=head.case_type,
        document_type=head.document_type,
        procedure=head.procedure,
        court=court,
        case_number=head.case_number,
        causes=causes,
        cause_nodes=nodes,
        date=date,
        publish_date=parse_date(raw.fields.get("publish_date", "")),
        parties=parties,
        panel=layout.signature.panel if layout.signature else (),
        sections=sections,
        issues=_restored(view, text, find_issues(view.text, sections=seen)),
        citations=_restored(view, text, find_citations(view.text, sections=seen, date=date)),
        case_references=_restored(
            view, text, find_case_references(view.text, sections=seen, own=head.case_number)
        ),
        outcome=_outcome_restored(
            view,
            text,
            read_outcome(
                view.text,
                sections=seen,
                case_type=head.case_type,
                document_type=head.document_type,
                procedure=head.procedure,
                parties=parties,
                causes=causes,
            ),
        ),
        warnings=(
            *head.warnings,
            *_court_warnings(court, head.case_number),
            *date_warnings,
            *_foot_warnings(view.text, layout, head),
            *find_contradictions(text),
        ),
        source=raw.source,
        source_id=raw.source_id,
    )


def _parse_entry(raw: RawDocument, text: str, kind: Kind) -> Judgment:
    entry = read_entry(text, kind, raw.fields)
    view = unwrap(text[: entry.end])
    seen = _in_view(view, text, entry.sections)
    causes, nodes = find_causes(
        view.text,
        title=entry.title,
        sections=seen,
        case_type=entry.case_type,
        hint=raw.fields.get("cause", ""),
    )
    return Judgment(
        id=make_id(
            kind,
            text=text,
            entry_number=entry.entry_number,
            guiding_number=entry.guiding_number,
        ),
        kind=kind,
        title=entry.title,
        text=text,
        case_type=entry.case_type,
        document_type=entry.document_type,
        procedure=entry.procedure,
        court=_to_court(entry.court_name, entry.case_number),
        case_number=entry.case_number,
        entry_number=entry.entry_number,
        guiding_number=entry.guiding_number,
        causes=causes,
        cause_nodes=nodes,
        date=entry.date,
        publish_date=entry.publish_date,
        sections=entry.sections,
        issues=_restored(view, text, find_issues(view.text, sections=seen)),
        citations=_restored(view, text, find_citations(view.text, sections=seen, date=entry.date)),
        case_references=_restored(
            view, text, find_case_references(view.text, sections=seen, own=None)
        ),
        outcome=_outcome_restored(view, text, _entry_outcome(view.text, seen, entry, causes)),
        warnings=entry.warnings,
        source=raw.source,
        source_id=raw.source_id,
    )


def _carried_back(view: View, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    return tuple(Section(s.kind, *view.to_text(s.start, s.end)) for s in sections)


def _in_view(view: View, text: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    if view.text is text:
        return sections
    seen = (Section(s.kind, *view.from_text(s.start, s.end)) for s in sections)
    return tuple(s for s in seen if s.start < s.end)


_Found = TypeVar("_Found", Issue, Order, Citation, CaseReference)


def _restored(view: View, text: str, found: tuple[_Found, ...]) -> tuple[_Found, ...]:
    """Return what was read in the view with its spans, and its words, in the stored text."""
    if view.text is text:
        return found
    return tuple(_one_restored(view, text, one) for one in found)


def _one_restored(view: View, text: str, one: _Found) -> _Found:
    start, end = view.to_text(one.start, one.end)
    if isinstance(one, Issue | Order):
        return replace(one, start=start, end=end, text=text[start:end])
    return replace(one, start=start, end=end)


def _outcome_restored(view: View, text: str, outcome: Outcome | None) -> Outcome | None:
    if outcome is None or view.text is text:
        return outcome
    return replace(outcome, orders=_restored(view, text, outcome.orders))


def _entry_outcome(
    text: str, sections: tuple[Section, ...], entry: Entry, causes: tuple[str, ...]
) -> Outcome | None:
    return read_outcome(
        text,
        sections=sections,
        case_type=entry.case_type,
        document_type=entry.document_type,
        procedure=entry.procedure,
        parties=(),
        causes=causes,
    )


def _to_court(name: str | None, number: CaseNumber | None) -> Court | None:
    own_code = number.court_code if number and not is_old_style(number) else None
    record = find_court(name, code=own_code) if name else None
    if name and record is None:
        name = trim_court_name(name)
        record = find_court(name, code=own_code)
    if record is None and name is None and own_code:
        record = court_by_code(own_code)
    if record:
        level_code = record.code or own_code
        return Court(name or record.name, record.name, level_code, record.level, record.province)
    if name is None and own_code is None:
        return None
    level = _LEVELS.get(len(own_code) - 1) if own_code and own_code != "最高法" else None
    province = province_of_code(own_code) if own_code else None
    return Court(name or "", None, own_code, level, province) if name else None


def _court_warnings(court: Court | None, number: CaseNumber | None) -> tuple[str, ...]:
    """Return a warning where the number's court code is proven to be another court's."""
    if court is None or court.canonical is None or number is None or is_old_style(number):
        return ()
    other = court_by_code(number.court_code or "")
    if other is None or other.name == court.canonical or court.code == number.court_code:
        return ()
    return (f"案号的法院代字 {number.court_code} 属{other.name}，文首法院为{court.name}",)


def _parties(text: str, head: Head, sections: tuple[Section, ...]) -> tuple[Party, ...]:
    procedure = next((s for s in sections if s.kind is SectionKind.PROCEDURE), None)
    listed = next((s for s in sections if s.kind is SectionKind.PARTIES), None)
    return find_parties(
        text[listed.start : min(listed.end, listed.start + _LISTED)] if listed else "",
        procedure=text[procedure.start : procedure.end][:600] if procedure else "",
        case_type=head.case_type,
    )


def _date(layout: Layout, hints: Mapping[str, str]) -> tuple[dt.date | None, tuple[str, ...]]:
    signature = layout.signature
    if signature and signature.date:
        return signature.date, ()
    hinted = parse_date(hints.get("date", ""))
    if signature and signature.date_printed:
        return hinted, ("落款日期不是有效日期",)
    return hinted, () if hinted else ("没有裁判日期",)


def _foot_warnings(text: str, layout: Layout, head: Head) -> tuple[str, ...]:
    signature = layout.signature
    if signature is None or head.case_number is None:
        return ()
    for match in find_case_numbers(text, signature.start, signature.end + 60):
        if all(key(n) != key(head.case_number) for n in match.numbers):
            return (f"文尾案号 {match.numbers[0].text} 与文首 {head.case_number.text} 不一致",)
    return ()


_FIELD_SECTIONS: Final = {
    "facts": SectionKind.FINDINGS,
    "reasoning": SectionKind.REASONING,
    "disposition": SectionKind.DISPOSITION,
}


def _with_located_fields(
    text: str, sections: tuple[Section, ...], hints: Mapping[str, str]
) -> tuple[Section, ...]:
    """Add a part that only the source's fields name, where its words are found in the text."""
    present = {section.kind for section in sections}
    added = []
    for name, kind in _FIELD_SECTIONS.items():
        value = hints.get(name, "").strip()
        if kind in present or not value:
            continue
        start = text.find(value[:40])
        end = text.find(value[-40:], max(start, 0))
        if start >= 0 and end >= start:
            added.append(Section(kind, start, end + len(value[-40:])))
    if not added:
        return sections
    return tuple(sorted((*sections, *added), key=lambda section: section.start))
