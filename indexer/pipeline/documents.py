"""Judgment → what the index takes: tokens by field, and the exact values for filters and facets."""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import Final

from corpus.case_number import find_case_numbers, key
from corpus.causes import ancestors
from corpus.codec import to_json
from corpus.models import CaseNumber, Judgment, Kind, SectionKind
from corpus.segment import Segmenter, bigrams, tokens, words
from corpus.statutes import canonical_law, crosswalk
from embeddings.base import Vectors
from indexer.types import CaseDocument, KeywordField, TextField, VectorField

__all__ = [
    "RESULTS",
    "authority_of",
    "case_document",
    "case_number_key",
    "keywords_of",
    "tokens_of",
    "version_of",
]

RESULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "granted": "支持",
        "partly": "部分支持",
        "dismissed": "驳回",
        "withdrawn": "撤诉",
        "remanded": "发回",
        "affirmed": "维持",
        "reversed": "改判",
        "mediated": "调解",
        "other": "其他",
    }
)
"""Code of ``Outcome.result`` → the word that filters and facets use."""

_FACTS: Final = frozenset({SectionKind.CLAIMS, SectionKind.FINDINGS, SectionKind.EVIDENCE})
_REASONING: Final = frozenset({SectionKind.REASONING, SectionKind.GIST})
_NO_JUDGES: Final = frozenset({"书记员", "法官助理"})
_CODE: Final = "中华人民共和国民法典"
_ENTRY: Final = re.compile(r"20\d{2}-\d{2}-\d-\d{3}-\d{3}")
_GUIDING: Final = re.compile(r"(\d{1,3})\s*号")
_LEVELS: Final = {"最高": "最高人民法院", "高级": "高级", "中级": "中级", "基层": "基层"}


def case_number_key(number: CaseNumber) -> str:
    """Return the text under which two spellings of one case number are equal."""
    year, court, kind, serial, suffix = key(number)
    return "|".join((str(year), court, kind, "-".join(map(str, serial)), suffix))


def version_of(judgment: Judgment) -> str:
    """Return a hash of the whole record, parse and text: equal only where nothing changed."""
    return hashlib.blake2b(to_json(judgment), digest_size=12).hexdigest()


def authority_of(judgment: Judgment) -> str:
    """Return the authority class, from kind and court level only."""
    if judgment.kind is Kind.GUIDING_CASE:
        return "指导性案例"
    if judgment.kind is Kind.LIBRARY_ENTRY:
        return "入库案例"
    level = judgment.court.level if judgment.court else None
    return _LEVELS.get(level or "", "未知")


def case_document(
    judgment: Judgment,
    segmenter: Segmenter,
    *,
    vectors: Mapping[VectorField, Vectors] = MappingProxyType({}),
) -> CaseDocument:
    """Return the judgment as the index takes it, with the vectors given."""
    return CaseDocument(
        id=judgment.id,
        tokens=tokens_of(judgment, segmenter),
        keywords=keywords_of(judgment),
        date=judgment.date,
        vectors=vectors,
    )


# ------------------------------------------------------------------------------ tokens


def tokens_of(judgment: Judgment, segmenter: Segmenter) -> dict[TextField, Sequence[str]]:
    """Return the tokens of each field that has any.

    The text is cut once, and sections take their share of it. Where no findings were recognised,
    what a higher court retells of the lower one's stands in.
    """
    parts = segmenter.cut(judgment.text)
    starts = [0, *accumulate(map(len, parts))]
    found = {
        TextField.TITLE: words(judgment.title, segmenter),
        TextField.FACTS: _share(judgment, parts, starts, _fact_kinds(judgment)),
        TextField.REASONING: _share(judgment, parts, starts, _REASONING),
        TextField.FULL: tokens(parts),
        TextField.BIGRAMS: bigrams(judgment.text),
    }
    return {name: values for name, values in found.items() if values}


def _fact_kinds(judgment: Judgment) -> frozenset[SectionKind]:
    if any(section.kind is SectionKind.FINDINGS for section in judgment.sections):
        return _FACTS
    return _FACTS | {SectionKind.LOWER_COURT}


def _share(
    judgment: Judgment, parts: Sequence[str], starts: Sequence[int], kinds: frozenset[SectionKind]
) -> list[str]:
    """Return the tokens of those parts that begin in a section of these kinds."""
    found: list[str] = []
    for section in judgment.sections:
        if section.kind in kinds:
            first = bisect_left(starts, section.start)
            found.extend(tokens(parts[first : bisect_left(starts, section.end)]))
    return found


# ------------------------------------------------------------------------------ values


def keywords_of(judgment: Judgment) -> dict[KeywordField, tuple[str, ...]]:
    """Return the exact values of each field, without empty ones and repetitions."""
    court = judgment.court
    causes = judgment.cause_nodes or judgment.causes
    outcome = judgment.outcome
    values: dict[KeywordField, Iterable[str | None]] = {
        KeywordField.KIND: (judgment.kind.value,),
        KeywordField.CASE_TYPE: (judgment.case_type.value,),
        KeywordField.CAUSE: causes,
        KeywordField.CAUSE_PATH: _with_ancestors(causes),
        KeywordField.COURT: (court.canonical or court.name,) if court else (),
        KeywordField.LEVEL: (court.level,) if court else (),
        KeywordField.PROVINCE: (court.province,) if court else (),
        KeywordField.PROCEDURE: (judgment.procedure,),
        KeywordField.DOCUMENT_TYPE: (judgment.document_type,),
        KeywordField.RESULT: (RESULTS.get(outcome.result or ""),) if outcome else (),
        KeywordField.STATUTE: _articles(judgment),
        KeywordField.LAW: _laws(judgment),
        KeywordField.JUDGE: (m.name for m in judgment.panel if m.role not in _NO_JUDGES),
        KeywordField.PARTY: (party.name for party in judgment.parties),
        KeywordField.AUTHORITY: (authority_of(judgment),),
        KeywordField.YEAR: (str(judgment.date.year),) if judgment.date else (),
        KeywordField.CASE_NUMBER: _own_numbers(judgment),
        KeywordField.REFERENCE: _named_numbers(judgment),
        KeywordField.SOURCE: (judgment.source,),
        KeywordField.SOURCE_ID: (judgment.source_id,),
        KeywordField.VERSION: (version_of(judgment),),
    }
    distinct = {name: tuple(dict.fromkeys(filter(None, found))) for name, found in values.items()}
    return {name: found for name, found in distinct.items() if found}


def _with_ancestors(causes: Sequence[str]) -> Iterator[str]:
    for cause in causes:
        yield cause
        yield from ancestors(cause)


def _laws(judgment: Judgment) -> Iterator[str]:
    for citation in judgment.citations:
        yield canonical_law(citation.law) or citation.law


def _articles(judgment: Judgment) -> Iterator[str]:
    """Yield "law#article", and the article of the 民法典 that holds the same rule today."""
    for citation in judgment.citations:
        if citation.article:
            law = canonical_law(citation.law) or citation.law
            yield f"{law}#{citation.article}"
            for heir, article in crosswalk(law, citation.article):
                if heir == _CODE:
                    yield f"{heir}#{article}"


def _own_numbers(judgment: Judgment) -> Iterator[str]:
    """Yield what the case itself is known by; a library entry also by its case's instances."""
    if judgment.case_number is not None:
        yield case_number_key(judgment.case_number)
    if judgment.entry_number:
        yield judgment.entry_number
    if judgment.guiding_number is not None:
        yield _guiding_key(judgment.guiding_number)
    if judgment.kind is not Kind.JUDGMENT:
        yield from _number_keys(judgment.section(SectionKind.INDEX))


def _named_numbers(judgment: Judgment) -> Iterator[str]:
    for reference in judgment.case_references:
        found = tuple(_number_keys(reference.text))
        yield from found
        yield from _ENTRY.findall(reference.text)
        guiding = _GUIDING.search(reference.text)
        if guiding and not found:
            yield _guiding_key(int(guiding[1]))


def _guiding_key(number: int) -> str:
    return f"指导性案例{number}号"


def _number_keys(text: str) -> Iterator[str]:
    for match in find_case_numbers(text):
        for number in match.numbers:
            yield case_number_key(number)
