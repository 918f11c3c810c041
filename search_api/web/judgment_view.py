"""The judgment page as its template prints it: reading text, side panel, instances."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from markupsafe import Markup

from corpus.models import CaseReference, Citation, Judgment, Section, SectionKind, Sentence
from search_api.similar.types import CaseSummary
from search_api.web.spans import Link, annotate
from search_api.web.words import SECTIONS, day, joined, result_word

__all__ = [
    "Block",
    "CitedLaw",
    "Instance",
    "JudgmentView",
    "SentenceRow",
    "cite",
    "judgment_view",
    "read_marks",
    "statute_url",
]

_MARK = re.compile(r"(\d{1,9})-(\d{1,9})")
_MARKS = 20
_LISTED = {  # sections worth a line in the list beside the text
    kind
    for kind in SectionKind
    if kind not in {SectionKind.TITLE, SectionKind.CASE_NUMBER, SectionKind.SIGNATURE}
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; the first that holds a mark is where a link to the mark leads."""

    html: Markup
    is_target: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A section of the text, or what stands between two sections (``label`` "")."""

    anchor: str
    label: str
    kind: str
    paragraphs: tuple[Paragraph, ...]
    listed: bool


@dataclass(frozen=True, slots=True)
class CitedArticle:
    """One provision as the side panel lists it."""

    word: str
    href: str
    status: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class CitedLaw:
    """One law and its provisions that the document cites."""

    law: str
    articles: tuple[CitedArticle, ...]


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """One sentence in words."""

    defendant: str
    charge: str
    words: str


@dataclass(frozen=True, slots=True)
class Instance:
    """One document of the same case, on the timeline."""

    href: str
    title: str
    meta: str
    result: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class JudgmentView:
    """A judgment to read."""

    judgment: Judgment
    meta: str
    citation: str
    result: str
    first_result: str
    blocks: tuple[Block, ...]
    laws: tuple[CitedLaw, ...]
    sentences: tuple[SentenceRow, ...]
    instances: tuple[Instance, ...]


def judgment_view(
    judgment: Judgment,
    *,
    instances: Sequence[CaseSummary] = (),
    marks: Sequence[tuple[int, int]] = (),
    find_case: Callable[[str], str | None] = lambda _: None,
) -> JudgmentView:
    """Return what the template prints of a judgment.

    Args:
        judgment: the document.
        instances: the same case's other documents.
        marks: spans to be seen first, into the text.
        find_case: the id of the document of a case number, or None where the corpus has none.
    """
    links = [_statute_link(citation) for citation in judgment.citations]
    links += _case_links(judgment.case_references, find_case)
    outcome = judgment.outcome
    return JudgmentView(
        judgment=judgment,
        meta=joined(
            [
                _court_name(judgment) or "法院不详",
                _own_number(judgment),
                day(judgment.date),
                judgment.procedure,
                "、".join(judgment.causes),
            ]
        ),
        citation=cite(judgment),
        result=result_word(outcome.result) if outcome else "",
        first_result=result_word(outcome.first_instance_result) if outcome else "",
        blocks=_blocks(judgment, links, marks),
        laws=_laws(judgment.citations),
        sentences=tuple(_sentence(s) for s in outcome.sentences) if outcome else (),
        instances=_timeline(judgment, instances),
    )


def cite(judgment: Judgment) -> str:
    """Return how the document is cited in another one."""
    named = judgment.case_number.text if judgment.case_number else None
    parts = [joined([_court_name(judgment), named or _own_number(judgment)], "")]
    if named:
        kind = judgment.case_type if judgment.case_type != "其他" else ""
        parts = [f"{parts[0]}{kind}{judgment.document_type}"]
    if judgment.date:
        parts.append(judgment.date.isoformat())
    return f"《{judgment.title}》，{joined(parts, '，')}。"


def statute_url(citation: Citation) -> str:
    """Return the search for all cases that cite the same provision."""
    value = f"{citation.law}#{citation.article}" if citation.article else citation.law
    return f"/?{urlencode({'statute': value})}"


def read_marks(values: Sequence[str]) -> list[tuple[int, int]]:
    """Return the spans of ``mark=120-180`` parameters; what is none is left out."""
    matches = (_MARK.fullmatch(value) for value in values[:_MARKS])
    spans = [(int(match[1]), int(match[2])) for match in matches if match]
    return [(start, end) for start, end in spans if start < end]


def _court_name(judgment: Judgment) -> str:
    return (judgment.court.canonical or judgment.court.name) if judgment.court else ""


def _own_number(judgment: Judgment) -> str:
    if judgment.guiding_number is not None:
        return f"指导性案例{judgment.guiding_number}号"
    if judgment.entry_number:
        return f"入库编号 {judgment.entry_number}"
    return judgment.case_number.text if judgment.case_number else "案号不详"


def _statute_link(citation: Citation) -> Link:
    note = joined([f"{citation.law}{_provision(citation)}", citation.status])
    return Link(citation.start, citation.end, statute_url(citation), note)


def _case_links(
    references: Sequence[CaseReference], find_case: Callable[[str], str | None]
) -> list[Link]:
    kinds = {"lower_instance": "原审", "cited": "援引", "related": "关联"}
    found = {text: find_case(text) for text in dict.fromkeys(r.text for r in references)}
    return [
        Link(
            reference.start,
            reference.end,
            f"/judgments/{quote(case_id, safe='')}",
            joined([kinds.get(reference.kind), reference.text]),
        )
        for reference in references
        if (case_id := found[reference.text])
    ]


def _blocks(
    judgment: Judgment, links: Sequence[Link], marks: Sequence[tuple[int, int]]
) -> tuple[Block, ...]:
    pieces: list[tuple[int, int, SectionKind | None]] = []
    at = 0
    for section in _in_order(judgment.sections, len(judgment.text)):
        if section.start > at:
            pieces.append((at, section.start, None))
        pieces.append((max(at, section.start), section.end, section.kind))
        at = section.end
    pieces.append((at, len(judgment.text), None))
    counts: dict[str, int] = {}
    blocks: list[Block] = []
    target_given = False
    for start, end, kind in pieces:
        paragraphs = []
        for line_start, line_end in _lines(judgment.text, start, end):
            marked = [m for m in marks if m[0] < line_end and m[1] > line_start]
            paragraphs.append(
                Paragraph(
                    html=annotate(
                        judgment.text[line_start:line_end],
                        [x for x in links if x.start < line_end and x.end > line_start],
                        marked,
                        offset=line_start,
                    ),
                    is_target=bool(marked) and not target_given,
                )
            )
            target_given = target_given or bool(marked)
        if paragraphs:
            name = str(kind) if kind else "text"
            counts[name] = counts.get(name, 0) + 1
            anchor = f"s-{name}" if counts[name] == 1 else f"s-{name}-{counts[name]}"
            label = SECTIONS[kind] if kind in _LISTED and kind else ""
            blocks.append(Block(anchor, label, name, tuple(paragraphs), listed=bool(label)))
    return tuple(blocks)


def _in_order(sections: Sequence[Section], size: int) -> list[Section]:
    """Return the sections in order of the text, without those inside of another."""
    kept: list[Section] = []
    for section in sorted(sections, key=lambda s: (s.start, -s.end)):
        if section.start < section.end <= size and (not kept or section.end > kept[-1].end):
            kept.append(section)
    return kept


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the lines, without the white space around each."""
    spans = []
    at = start
    for line in text[start:end].split("\n"):
        if stripped := line.strip():
            first = at + line.index(stripped)
            spans.append((first, first + len(stripped)))
        at += len(line) + 1
    return spans


def _provision(citation: Citation) -> str:
    if not citation.article:
        return ""
    main, _, sub = citation.article.partition("-")
    words = f"第{main}条" + (f"之{sub}" if sub else "")
    words += f"第{citation.paragraph}款" if citation.paragraph else ""
    return words + (f"第{citation.item}项" if citation.item else "")


def _laws(citations: Sequence[Citation]) -> tuple[CitedLaw, ...]:
    by_law: dict[str, dict[str, CitedArticle]] = {}
    for citation in citations:
        word = _provision(citation) or "全文"
        by_law.setdefault(citation.law, {}).setdefault(
            word,
            CitedArticle(
                word=word,
                href=statute_url(citation),
                status=citation.status or "",
                is_current=citation.status in (None, "现行有效"),
            ),
        )
    return tuple(CitedLaw(law, tuple(articles.values())) for law, articles in by_law.items())


def _sentence(sentence: Sentence) -> SentenceRow:
    words = [sentence.kind + (_months(sentence.months) if sentence.months is not None else "")]
    if sentence.probation_months is not None:
        words.append(f"缓刑{_months(sentence.probation_months)}")
    if sentence.fine is not None:
        words.append(f"罚金 {sentence.fine:,.0f} 元")
    if sentence.total_months not in (None, sentence.months):
        words.append(f"决定执行{_months(sentence.total_months or 0)}")
    return SentenceRow(sentence.defendant, sentence.charge, "，".join(words))


def _months(months: int) -> str:
    years, rest = divmod(months, 12)
    return (f" {years} 年" if years else "") + (f" {rest} 个月" if rest or not years else "")


def _timeline(judgment: Judgment, others: Sequence[CaseSummary]) -> tuple[Instance, ...]:
    """Return this document among the same case's others, oldest first, unknown dates last."""
    outcome = judgment.outcome
    this = Instance(
        href="",
        title=_instance_title(judgment.procedure, judgment.document_type) or judgment.title,
        meta=joined([day(judgment.date), _court_name(judgment), _own_number(judgment)]),
        result=result_word(outcome.result) if outcome else "",
        is_this=True,
    )
    dated = [(judgment.date or dt.date.max, this)]
    for case in others:
        other = Instance(
            href=f"/judgments/{quote(case.id, safe='')}",
            title=_instance_title(case.procedure, case.document_type) or case.title,
            meta=joined([day(case.date), case.court, case.case_number]),
            result=result_word(case.result),
            is_this=False,
        )
        dated.append((case.date or dt.date.max, other))
    return tuple(instance for _, instance in sorted(dated, key=lambda pair: pair[0]))


def _instance_title(procedure: str, document_type: str) -> str:
    return joined([procedure, document_type], " ")
