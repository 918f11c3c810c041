"""The judgment page as its template prints it: reading text, side panel, instances."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from corpus.models import CaseReference, Citation, Judgment, Outcome, Sentence
from search_api.similar.types import CaseSummary
from search_api.web.reading import Block, read_blocks
from search_api.web.spans import Link
from search_api.web.words import day, joined, result_word

__all__ = [
    "CitedLaw",
    "Instance",
    "JudgmentView",
    "Sentenced",
    "cite",
    "judgment_view",
    "read_marks",
    "statute_url",
]

_MARK = re.compile(r"(\d{1,9})-(\d{1,9})")
_MARKS = 20
_TONES = {"维持": "ok", "改判": "bad", "发回": "bad"}


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
class Sentenced:
    """A defendant: the sentence for each charge, what is served in all, the circumstances."""

    defendant: str
    charges: tuple[tuple[str, str], ...]
    total: str
    circumstances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """One document of the same case, on the timeline."""

    href: str
    title: str
    meta: str
    result: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """What became of the judgment later; ``tone`` is ok, warn or bad."""

    words: str
    tone: str


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
    sentenced: tuple[Sentenced, ...]
    instances: tuple[Instance, ...]
    history: tuple[Flag, ...]


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
        blocks=read_blocks(judgment, links, marks),
        laws=_laws(judgment.citations),
        sentenced=tuple(_sentenced(outcome)) if outcome else (),
        instances=_timeline(judgment, instances),
        history=tuple(_history(judgment, instances)),
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


def _sentenced(outcome: Outcome) -> Iterator[Sentenced]:
    names = dict.fromkeys([*(s.defendant for s in outcome.sentences), *outcome.circumstances])
    for name in names:
        sentences = [s for s in outcome.sentences if s.defendant == name]
        circumstances = outcome.circumstances.get(name, ())
        totals = {s.total_months for s in sentences if s.total_months is not None}
        differs = len(sentences) > 1 or any(s.months not in totals for s in sentences)
        total = f"决定执行{_months(max(totals))}" if totals and differs else ""
        if sentences or circumstances:
            charges = tuple((s.charge, _sentence(s)) for s in sentences)
            yield Sentenced(name, charges, total, circumstances)


def _sentence(sentence: Sentence) -> str:
    words = [sentence.kind + (_months(sentence.months) if sentence.months is not None else "")]
    if sentence.probation_months is not None:
        words.append(f"缓刑{_months(sentence.probation_months)}")
    if sentence.fine is not None:
        words.append(f"罚金 {sentence.fine:,.0f} 元")
    return "，".join(words)


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


def _history(judgment: Judgment, others: Sequence[CaseSummary]) -> Iterator[Flag]:
    """Yield what later instances made of this one: 二审维持, 再审改判."""
    for case in others:
        later = judgment.date is not None and case.date is not None and case.date > judgment.date
        word = result_word(case.result)
        if later and word in _TONES:
            yield Flag(f"{case.procedure}{word}", _TONES[word])


def _instance_title(procedure: str, document_type: str) -> str:
    return joined([procedure, document_type], " ")
