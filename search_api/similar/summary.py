"""A judgment → what a list shows of it, and the one sentence that says what was held."""

import re

from corpus.models import Judgment, SectionKind
from indexer.pipeline.documents import RESULTS, authority_of
from search_api.similar.types import CaseSummary

__all__ = ["holding_of", "summarise"]

_LONGEST = 160
_SHORTEST = 12
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
# Where a court says what it decides on the question, strongest first.
_DECISIVE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:其|该|上述)?行为(?:已|均已|已经)?(?:分别)?构成[^，。]{2,20}罪",
        r"(?:本院|依法)?(?:予以|应予|不予|不应)(?:支持|采纳|采信)",
        r"(?:应当|应|依法)(?:承担|认定|赔偿|返还|履行|撤销|维持|驳回)",
        r"(?:构成|属于|成立|有效|无效|合法|于法有据|并无不当|确有错误)",
    )
)


def summarise(judgment: Judgment) -> CaseSummary:
    """Return what a list shows of the judgment."""
    court, outcome = judgment.court, judgment.outcome
    return CaseSummary(
        id=judgment.id,
        kind=judgment.kind.value,
        title=judgment.title,
        case_number=judgment.case_number.text if judgment.case_number else None,
        court=(court.canonical or court.name) if court else None,
        level=court.level if court else None,
        province=court.province if court else None,
        date=judgment.date,
        case_type=judgment.case_type.value,
        procedure=judgment.procedure,
        document_type=judgment.document_type,
        causes=judgment.cause_nodes or judgment.causes,
        result=RESULTS.get(outcome.result or "") if outcome else None,
        authority=authority_of(judgment),
        holding=holding_of(judgment),
        source=judgment.source,
    )


def holding_of(judgment: Judgment) -> str:
    """Return one sentence, verbatim: of the gist, else the most decisive one of the reasoning."""
    gist = _sentences(judgment.section(SectionKind.GIST))
    if gist:
        return _shortened(next((one for one in gist if len(one) >= _SHORTEST), gist[0]))
    sentences = _sentences(judgment.section(SectionKind.REASONING))
    for pattern in _DECISIVE:
        for sentence in sentences:
            if len(sentence) >= _SHORTEST and (found := pattern.search(sentence)):
                return _shortened(sentence, around=found.end())
    return _shortened(sentences[-1]) if sentences else ""


def _sentences(text: str) -> list[str]:
    return [stripped for one in _SENTENCE.findall(text) if (stripped := one.strip())]


def _shortened(sentence: str, *, around: int = 0) -> str:
    """Return the sentence, or of a long one the clauses up to the decisive word."""
    if len(sentence) <= _LONGEST:
        return sentence
    end = min(len(sentence), max(around + 20, _LONGEST))
    comma = max(sentence.rfind(mark, 0, end) for mark in "，；,;")
    end = comma if comma > around else end
    start = max(0, end - _LONGEST)
    first = min(
        (place for mark in "，；,;" if (place := sentence.find(mark, start)) >= 0), default=0
    )
    if start and first < end - _SHORTEST:
        start = first + 1
    return sentence[start:end].strip()
