"""Judgments → what encoders take: the view of a document, and its facts as a query."""

import re
from collections.abc import Iterable

from corpus.models import Citation, Judgment, Section, SectionKind
from embeddings.base import DocumentView

__all__ = ["article_key", "facts_of", "finding_of", "query_of", "query_text", "view_of"]

_QUERY_LENGTH = 1500

# What a court found, in the order of trust; a document without findings still has claims.
_FACT_KINDS = (
    SectionKind.FINDINGS,
    SectionKind.CLAIMS,
    SectionKind.EVIDENCE,
    SectionKind.LOWER_COURT,
)

# 经审理查明 / 审理查明 / 本院查明 / 另查明: where the court's own story begins.
_STORY_STARTS = re.compile(
    r"(?:审理|本院|依法|庭审)?(?:认定|查明|确认)(?:的?事实(?:如下)?)?[，,:：]"
)
# 上述事实，有…证据证实: where it ends and the list of evidence begins.
_STORY_ENDS = re.compile(
    r"(?:上述|以上|前述)(?:犯罪|案件)?(?:事实|指控)[^。]{0,40}(?:证据|质证|供认|供述|证实|异议|证明)"
    r"|(?:认定|证实|证明)(?:上述|以上)(?:犯罪)?事实的?(?:主要)?证据"
    r"|公诉机关(?:为证实|针对|就)[^。]{0,20}(?:指控|事实)[^。]{0,20}证据"
)
_SENTENCE = re.compile(r"[。；\n]")
_QUOTES_LAW = re.compile(r"依照|依据《|根据《")
_SHORTEST_STORY = 60  # characters: less is a heading, not a story


def article_key(citation: Citation) -> str | None:
    """Return "law#article", or None for a citation of a whole law."""
    return f"{citation.law}#{citation.article}" if citation.article else None


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _texts(text: str, sections: Iterable[Section]) -> dict[SectionKind, str]:
    parts: dict[SectionKind, list[str]] = {}
    for section in sections:
        parts.setdefault(section.kind, []).append(text[section.start : section.end])
    return {kind: "\n".join(found) for kind, found in parts.items()}


def view_of(judgment: Judgment) -> DocumentView:
    """Return the judgment as encoders see it: sections, text, causes and cited articles.

    The normalised causes come first; where the taxonomy knows none, those printed stand in.
    """
    return DocumentView(
        id=judgment.id,
        sections=_texts(judgment.text, judgment.sections),
        text=judgment.text,
        causes=_unique(judgment.cause_nodes or judgment.causes),
        articles=_unique(
            key for citation in judgment.citations if (key := article_key(citation)) is not None
        ),
    )


def _story(text: str) -> str:
    """Return the part from 审理查明 to the list of evidence; all of it where neither is found."""
    begins = _STORY_STARTS.search(text, 0, max(0, len(text) - _SHORTEST_STORY))
    start = begins.end() if begins else 0
    ends = _STORY_ENDS.search(text, start + _SHORTEST_STORY)
    return text[start : ends.start() if ends else len(text)].strip()


def facts_of(view: DocumentView) -> str:
    """Return the court's story of what happened, in full; "" when there is no text at all.

    A document without recognised sections gives its text without head and disposition as far as
    they can be told apart by length alone: the story, or all.
    """
    for kind in _FACT_KINDS:
        text = view.sections.get(kind, "")
        if len(text) >= _SHORTEST_STORY:
            return _story(text)
    return _story(view.text)


def finding_of(view: DocumentView) -> str:
    """Return what the court concluded from the facts: its rule (gist) and its judging sentences.

    In criminal cases these are the sentences with 构成 and without the list of articles; where
    there is none, all sentences of the reasoning that only quote no articles.
    """
    sentences = [
        sentence
        for sentence in _SENTENCE.split(view.sections.get(SectionKind.REASONING, ""))
        if sentence.strip() and not _QUOTES_LAW.search(sentence)
    ]
    judging = [sentence for sentence in sentences if "构成" in sentence] or sentences
    gist = view.sections.get(SectionKind.GIST, "")
    return "。".join((gist, *judging)) if gist else "。".join(judging)


def query_of(view: DocumentView) -> str:
    """Return the facts as somebody would ask for cases like it, at most 1,500 characters."""
    return facts_of(view)[:_QUERY_LENGTH]


def query_text(judgment: Judgment) -> str:
    """Return the judgment's facts as a query, at most 1,500 characters."""
    return query_of(view_of(judgment))
