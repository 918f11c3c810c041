"""A request → what is asked: operators, numbers typed in, a judgment pasted, plain facts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.case_number import find_case_numbers
from corpus.errors import LeianError, QueryError
from corpus.models import Judgment, RawDocument, SectionKind
from corpus.parse import parse_judgment
from corpus.segment import Segmenter
from embeddings.views import article_key, query_text
from indexer.pipeline.documents import case_number_key
from indexer.query_language import parse_query
from indexer.types import AllOf, AnyOf, Clause, Phrase, TextField, Words

__all__ = ["Analysis", "analyse_judgment", "analyse_text", "positive_tokens", "typed_keys"]

MOST_FACTS = 1500  # characters of facts that are searched with
_WHOLE_DOCUMENT = 400  # characters: shorter texts are never taken for a judgment
_ENTRY = re.compile(r"\d{4}-\d{2}-\d-\d{3}-\d{3}")
_GUIDING = re.compile(r"(?:最高人民法院)?(?:发布的?)?(?:第?\d+批)?指导(?:性)?案例第?(\d{1,4})号")
_TYPED = 60  # characters: a number typed in is a line, not a text
# Two of them make a text a decided document rather than a story.
_DOCUMENT_MARKS = (
    re.compile(r"人民法院"),
    re.compile(r"本院(?:经审查)?认为"),
    re.compile(r"(?:判决|裁定|决定)如下|自愿达成如下协议"),
    re.compile(r"(?:经)?审理查明|经审查"),
    re.compile(r"审判长|审判员"),
)
_MARKS_NEEDED = 3


EVERYTHING: Clause = AllOf()


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a request asks for. ``facts`` is searched with; ``where`` decides what matches."""

    facts: str
    where: Clause = EVERYTHING
    expression: str = ""
    positive: tuple[Words | Phrase, ...] = ()  # words that a matching document holds
    terms: tuple[str, ...] = ()  # the same as typed, to be marked in the hits
    causes: tuple[str, ...] = ()
    statutes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    issues: str = ""  # of a judgment: its stated issues and its reasoning

    def within(self, where: Clause) -> "Analysis":
        """Return the same question over the documents that match ``where``."""
        return replace(self, where=where)

    def noting(self, note: str) -> "Analysis":
        """Return the same question with a further note to the user."""
        return replace(self, notes=(*self.notes, note))


def typed_keys(text: str) -> tuple[str, ...]:
    """Return the record store's keys when the text is a number and nothing else, else ()."""
    line = text.strip()
    if not line or len(line) > _TYPED:
        return ()
    if _ENTRY.fullmatch(line):
        return (line,)
    if guiding := _GUIDING.fullmatch(line):
        return (f"指导性案例{int(guiding.group(1))}号",)
    found = next(find_case_numbers(line), None)
    if found is None or (found.start, found.end) != (0, len(line)):
        return ()
    return tuple(case_number_key(number) for number in found.numbers)


def analyse_text(text: str, *, segmenter: Segmenter) -> Analysis:
    """Return what a typed or pasted text asks for.

    Raises:
        QueryError: the operators cannot be understood.
    """
    if is_document(text) and (judgment := _parsed(text)) is not None:
        note = f"输入被识别为一份{judgment.document_type}，以其认定的事实检索。"
        return analyse_judgment(judgment).noting(note)
    parsed = parse_query(text, segmenter=segmenter)
    facts = parsed.free_text
    notes: tuple[str, ...] = ()
    if len(facts) > MOST_FACTS:
        facts = facts[:MOST_FACTS]
        notes = (f"输入较长，以前 {MOST_FACTS:,} 字检索。",)
    return Analysis(
        facts=facts,
        where=parsed.where,
        expression=parsed.expression,
        positive=tuple(_positive(parsed.where)),
        terms=parsed.terms,
        notes=notes,
    )


def analyse_judgment(judgment: Judgment) -> Analysis:
    """Return the question that a judgment asks: its own facts, causes and statutes."""
    statutes = [key for one in judgment.citations if (key := article_key(one)) is not None]
    return Analysis(
        facts=query_text(judgment)[:MOST_FACTS],
        causes=judgment.cause_nodes or judgment.causes,
        statutes=tuple(dict.fromkeys(statutes))[:10],
        issues=_issues(judgment),
    )


def _issues(judgment: Judgment) -> str:
    stated = "\n".join(issue.text for issue in judgment.issues)
    return f"{stated}\n{judgment.section(SectionKind.REASONING)}".strip()[:MOST_FACTS]


def is_document(text: str) -> bool:
    """Return whether the text reads like a whole decided document."""
    if len(text) < _WHOLE_DOCUMENT:
        return False
    return sum(mark.search(text) is not None for mark in _DOCUMENT_MARKS) >= _MARKS_NEEDED


def _parsed(text: str) -> Judgment | None:
    # A text that only looks like a judgment is searched with as it stands.
    try:
        return parse_judgment(RawDocument(text=text, path="query"))
    except QueryError:
        raise
    except LeianError:
        return None


def _positive(clause: Clause) -> Iterator[Words | Phrase]:
    """Yield the word clauses that stand outside every NOT."""
    if isinstance(clause, Words | Phrase):
        yield clause
    elif isinstance(clause, AllOf | AnyOf):
        for part in clause.clauses:
            yield from _positive(part)


def positive_tokens(analysis: Analysis, field: TextField) -> tuple[str, ...]:
    """Return the tokens of one field that the operators ask for."""
    return tuple(
        token for part in analysis.positive if part.field is field for token in part.tokens
    )
