"""Lay question → articles of law: how much better than BM25 over the same articles (STARD).

The answers are read to score and for nothing else. An article counts as found by its law's
canonical name and number, whatever the edition; R@10 is the share of a question's answers among
the first ten, MRR looks at the first hundred.
"""

import json
import lzma
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corpus.articles import Article
from corpus.errors import SourceError
from corpus.segment import Segmenter, bigrams, words
from corpus.statutes import normalise_reference
from eval.bm25 import Bm25
from eval.measures import parse_measure, score
from eval.significance import Comparison, Interval, bootstrap, compare
from indexer.ranking import word_weights

__all__ = [
    "Question",
    "StatuteReport",
    "StatuteRow",
    "bm25_searchers",
    "evaluate_statutes",
    "format_statutes",
    "load_questions",
]

Searcher = Callable[[str], Sequence[str]]
"""Returns article keys ("law#article") for a question, best first."""

DEPTH: Final = 100
_RECALL = parse_measure("R@10", relevant=1)
_MRR = parse_measure("MRR", relevant=1)
_RESAMPLES: Final = 10_000
_SEED: Final = 20_260_101
_NUMBER = re.compile(r"第[^第条]+条(?:之[一二三四五六七八九十]+)?$")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Question:
    """A question in a layman's words with the keys of the articles that answer it."""

    id: str
    text: str
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class StatuteRow:
    """One searcher: both means; against the baseline the paired difference and the ratio."""

    name: str
    recall: Interval
    mrr: Interval
    recall_gain: Comparison | None = None
    mrr_gain: Comparison | None = None
    recall_ratio: Interval | None = None
    mrr_ratio: Interval | None = None


@dataclass(frozen=True, slots=True)
class StatuteReport:
    """What ``leian eval statutes`` prints; the first row is the baseline."""

    questions: int
    articles: int
    unanswerable: int
    rows: tuple[StatuteRow, ...]


def load_questions(path: Path) -> list[Question]:
    """Return STARD's questions in the file's order.

    Raises:
        SourceError: the file cannot be read, or a row is something else.
    """
    try:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            return [_question(json.loads(line)) for line in lines if line.strip()]
    except (OSError, EOFError, lzma.LZMAError, ValueError, KeyError, TypeError) as error:
        raise SourceError(f"cannot read questions from {path}: {error!r}") from error


def _question(row: Mapping[str, object]) -> Question:
    names = row["match_name"]
    if not isinstance(names, list):
        raise TypeError("match_name should be a list")
    return Question(str(row["query_id"]), str(row["问题"]), frozenset(map(_key, names)))


def _key(name: str) -> str:
    """Return "law#article" for 劳动合同法第七条; a name that is not understood stays itself."""
    found = normalise_reference(name) if _NUMBER.search(name) else None
    return f"{found[0]}#{found[1]}" if found else name


def bm25_searchers(articles: Sequence[Article], segmenter: Segmenter) -> dict[str, Searcher]:
    """Return BM25 over the articles' texts, by words and by character bigrams."""
    keys = [article.key for article in articles]

    def searcher(cut: Callable[[str], list[str]]) -> Searcher:
        index = Bm25(cut(article.text) for article in articles)

        def search(text: str) -> list[str]:
            scores = index.scores(word_weights(cut(text)))
            return [keys[row] for row in np.argsort(-scores, kind="stable")[:DEPTH]]

        return search

    return {
        "BM25 words": searcher(lambda text: words(text, segmenter)),
        "BM25 bigrams": searcher(bigrams),
    }


def evaluate_statutes(
    questions: Sequence[Question],
    searchers: Mapping[str, Searcher],
    *,
    articles: Iterable[str],
    progress: Callable[[str], None] | None = None,
) -> StatuteReport:
    """Return the scores of each searcher; the first one named is the baseline of the others.

    Args:
        questions: with their answers.
        searchers: by name.
        articles: the keys of all candidates, to say how many answers cannot be found at all.
        progress: is told each searcher.
    """
    known = frozenset(articles)
    rows: list[StatuteRow] = []
    base: tuple[Floats, Floats] | None = None
    for name, search in searchers.items():
        if progress is not None:
            progress(name)
        ours = _scores(questions, search)
        rows.append(_row(name, ours, base))
        base = base or ours
    missing = sum(len(question.answers - known) for question in questions)
    return StatuteReport(len(questions), len(known), missing, tuple(rows))


def _scores(questions: Sequence[Question], search: Searcher) -> tuple[Floats, Floats]:
    found = []
    for question in questions:
        grades = dict.fromkeys(question.answers, 1)
        order = list(search(question.text))[:DEPTH]
        found.append([score(measure, order, grades) or 0.0 for measure in (_RECALL, _MRR)])
    both = np.array(found, dtype=np.float64).reshape(len(questions), 2)
    return both[:, 0], both[:, 1]


def _row(name: str, ours: tuple[Floats, Floats], base: tuple[Floats, Floats] | None) -> StatuteRow:
    recall, mrr = (bootstrap(values.tolist()) for values in ours)
    if base is None:
        return StatuteRow(name, recall, mrr)
    gains = [compare(a.tolist(), b.tolist()) for a, b in zip(ours, base, strict=True)]
    ratios = [_ratio(a, b) for a, b in zip(ours, base, strict=True)]
    return StatuteRow(name, recall, mrr, gains[0], gains[1], ratios[0], ratios[1])


def _ratio(ours: Floats, theirs: Floats) -> Interval:
    """Return the ratio of means with its 95 % bootstrap interval, questions drawn in pairs."""
    if not theirs.mean():
        return Interval(float("inf"), float("inf"), float("inf"))
    drawn = np.random.default_rng(_SEED).integers(len(ours), size=(_RESAMPLES, len(ours)))
    ratios = ours[drawn].mean(1) / np.maximum(theirs[drawn].mean(1), 1e-12)
    low, high = np.percentile(ratios, [2.5, 97.5])
    return Interval(float(ours.mean() / theirs.mean()), float(low), float(high))


def format_statutes(report: StatuteReport) -> str:
    """Return the report as a table for people."""
    head = (
        f"{report.questions:,} questions, {report.articles:,} candidate articles, "
        f"{report.unanswerable} answers not among them; [95 % bootstrap interval]"
    )
    lines = [head]
    for row in report.rows:
        line = f"{row.name:22} R@10 {_shown(row.recall)}  MRR {_shown(row.mrr)}"
        if row.recall_ratio and row.mrr_ratio and row.recall_gain and row.mrr_gain:
            line += (
                f"  ×{_shown(row.recall_ratio, 2)} (p {row.recall_gain.p:.4f})"
                f"  ×{_shown(row.mrr_ratio, 2)} (p {row.mrr_gain.p:.4f})"
            )
        lines.append(line)
    return "\n".join(lines)


def _shown(value: Interval, digits: int = 3) -> str:
    return f"{value.mean:.{digits}f} [{value.low:.{digits}f}, {value.high:.{digits}f}]"
