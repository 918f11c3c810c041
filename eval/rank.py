"""Ranks a corpus, or each query's pool, by the scoring that the search itself uses.

Nothing is read but what ``eval.datasets`` lets through. The encoder is trained on the corpus at
hand; a document that *is* a query's own judgment (same id, or it holds the query's words) is kept
out of that training, so no query's charges are read from it, and out of that query's whole-corpus
ranking.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.errors import InputError, ParseError
from corpus.models import RawDocument, SectionKind
from corpus.parse import parse_judgment
from corpus.segment import Segmenter, bigrams, words
from embeddings.base import DocumentView, Encoder, Vectors
from embeddings.train import train
from embeddings.views import facts_of, query_of, view_of
from eval.bm25 import Bm25
from eval.datasets import RankCase, RankQuery
from eval.runs import Pools, Run
from indexer.learned import Lists, Order
from indexer.ranking import MEANING, WORDS, rank_candidates, word_weights
from indexer.types import Hit

__all__ = [
    "SIGNALS",
    "Scored",
    "case_facts",
    "case_view",
    "own_rows",
    "rank_corpus",
    "score_corpus",
]

SIGNALS = (*WORDS, *MEANING)
_DEPTH = 200  # as the search takes from each list
_QUERY_LENGTH = 1500

Floats = NDArray[np.float32]
Scorer = Callable[[RankQuery], Floats]


@dataclass(frozen=True, slots=True)
class _Corpus:
    ids: tuple[str, ...]
    rows: Mapping[str, int]
    views: tuple[DocumentView, ...]
    facts: tuple[str, ...]


def rank_corpus(
    cases: Sequence[RankCase],
    queries: Sequence[RankQuery],
    *,
    segmenter: Segmenter,
    pools: Pools | None = None,
    top: int = 100,
    signals: Sequence[str] = SIGNALS,
    encoder: Encoder | None = None,
    progress: Callable[[str], None] | None = None,
) -> Run:
    """Return the ranking of each query's pool, or of the whole corpus without pools.

    Args:
        cases: the corpus.
        queries: what is asked; with pools, those without a pool are left out.
        segmenter: cuts everything.
        pools: candidates by query.
        top: documents kept a query.
        signals: names out of ``SIGNALS``: all for the default, fewer for an ablation.
        encoder: None trains one on the corpus; too small a corpus is ranked by words alone.
        progress: is told each stage.

    Raises:
        InputError: a signal is unknown, or a pool names a document that the corpus lacks.
    """
    asked = [query for query in queries if pools is None or query.id in pools]
    scored = score_corpus(
        cases, asked, segmenter=segmenter, signals=signals, encoder=encoder, progress=progress
    )
    return scored.rank(signals, pools=pools, top=top)


def score_corpus(
    cases: Sequence[RankCase],
    queries: Sequence[RankQuery],
    *,
    segmenter: Segmenter,
    signals: Sequence[str] = SIGNALS,
    encoder: Encoder | None = None,
    progress: Callable[[str], None] | None = None,
) -> "Scored":
    """Return each signal's score of every document for each query, to be ranked in many ways.

    Args:
        cases: the corpus.
        queries: what is asked.
        segmenter: cuts everything.
        signals: names out of ``SIGNALS``.
        encoder: None trains one on the corpus.
        progress: is told each stage.

    Raises:
        InputError: a signal is unknown.
    """
    say = progress or (lambda _: None)
    if unknown := sorted(set(signals) - set(SIGNALS)):
        raise InputError(f"unknown signals {unknown}: choose from {', '.join(SIGNALS)}")
    asked = [replace(query, text=query.text[:_QUERY_LENGTH]) for query in queries]
    say("解析语料")
    corpus = _read(cases)
    own = {query.id: own_rows(query, cases) for query in asked}
    scorers: dict[str, Scorer] = {}
    if set(signals) & set(MEANING):
        left_out = frozenset().union(*own.values()) if own else frozenset()
        scorers |= _meaning(corpus, left_out, segmenter, encoder, signals, say)
    say("统计词频")
    scorers |= _word_scorers(corpus, segmenter, signals)
    say("排序")
    scores = {
        query.id: {name: scorer(query) for name, scorer in scorers.items()} for query in asked
    }
    return Scored(corpus, own, scores)


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of every document by query and signal."""

    corpus: _Corpus
    own: Mapping[str, frozenset[int]]
    scores: Mapping[str, Mapping[str, Floats]]

    def rank(
        self,
        signals: Sequence[str],
        *,
        pools: Pools | None = None,
        top: int = 100,
        order: Order = rank_candidates,
    ) -> Run:
        """Return the run of some of the signals, in the default order or a learned one.

        Raises:
            InputError: a pool names a document that the corpus lacks.
        """
        run: Run = {}
        for query, found in self.scores.items():
            scores = {name: values for name, values in found.items() if name in signals}
            if pools is None:
                run[query] = _rank_all(self.corpus, scores, self.own[query], top, order)
            elif query in pools:
                lists = _pool_lists(self.corpus, scores, pools[query])
                run[query] = {one.id: one.score for one in order(lists)[:top]}
        return run

    def lists(self, pools: Pools) -> dict[str, Lists]:
        """Return each query's pool as ranked lists, which is what a ranker is given.

        Raises:
            InputError: a pool names a document that the corpus lacks.
        """
        return {
            query: _pool_lists(self.corpus, scores, pools[query])
            for query, scores in self.scores.items()
            if query in pools
        }

    def only(self, queries: Iterable[str]) -> "Scored":
        """Return the scores of some of the queries."""
        kept = {query: self.scores[query] for query in queries}
        return Scored(self.corpus, {query: self.own[query] for query in kept}, kept)


def _read(cases: Sequence[RankCase]) -> _Corpus:
    views = tuple(map(case_view, cases))
    ids = tuple(case.id for case in cases)
    return _Corpus(
        ids,
        {document: row for row, document in enumerate(ids)},
        views,
        tuple(case.facts or case_facts(view) for case, view in zip(cases, views, strict=True)),
    )


def case_view(case: RankCase) -> DocumentView:
    """Return the view of a row: the parser's reading, with the row's own sections in its place."""
    given = {
        SectionKind.FINDINGS: case.facts,
        SectionKind.REASONING: case.reasoning,
        SectionKind.DISPOSITION: case.disposition,
    }
    sections = {kind: text for kind, text in given.items() if text}
    try:
        parsed = view_of(parse_judgment(RawDocument(text=case.text, path=case.id)))
    except ParseError:
        return DocumentView(id=case.id, sections=sections, text=case.text)
    return replace(parsed, id=case.id, text=case.text, sections={**parsed.sections, **sections})


def case_facts(view: DocumentView) -> str:
    """Return the words that the facts field of the index would hold."""
    kinds = (SectionKind.CLAIMS, SectionKind.FINDINGS, SectionKind.EVIDENCE)
    return "\n".join(view.sections.get(kind, "") for kind in kinds).strip() or facts_of(view)


def own_rows(query: RankQuery, cases: Sequence[RankCase]) -> frozenset[int]:
    """Return the rows of the query's own judgment, recognised by a long stretch of its words."""
    middle = len(query.text) // 2
    stretch = query.text[max(0, middle - 25) : middle + 25]
    return frozenset(
        row
        for row, case in enumerate(cases)
        if case.id == query.id or (len(stretch) >= 40 and stretch in case.text)  # noqa: PLR2004
    )


def _word_scorers(
    corpus: _Corpus, segmenter: Segmenter, signals: Sequence[str]
) -> dict[str, Scorer]:
    def scorer(index: Bm25, cut: Callable[[str], list[str]]) -> Scorer:
        return lambda query: index.scores(word_weights(cut(query.text)))

    def cut(text: str) -> list[str]:
        return words(text, segmenter)

    found: dict[str, Scorer] = {}
    if "words" in signals:
        found["words"] = scorer(Bm25(cut(view.text) for view in corpus.views), cut)
    if "facts_words" in signals:
        found["facts_words"] = scorer(Bm25(map(cut, corpus.facts)), cut)
    if "bigrams" in signals:
        found["bigrams"] = scorer(Bm25(bigrams(view.text) for view in corpus.views), bigrams)
    return found


def _meaning(
    corpus: _Corpus,
    left_out: frozenset[int],
    segmenter: Segmenter,
    encoder: Encoder | None,
    signals: Sequence[str],
    say: Callable[[str], None],
) -> dict[str, Scorer]:
    facts, cases = None, None
    if encoder is None:
        seen = [view for row, view in enumerate(corpus.views) if row not in left_out]
        trained = train(seen, segmenter=segmenter, progress=say)
        if trained is None:
            say("语料太小，不训练编码器，仅按关键词排序")
            return {}
        encoder = trained.encoder
        rest = [corpus.views[row] for row in sorted(left_out)]
        order = [*trained.ids, *(view.id for view in rest)]
        place = np.argsort([corpus.rows[document] for document in order])
        facts = np.vstack([trained.facts, encoder.encode_queries([query_of(v) for v in rest])])
        cases = np.vstack([trained.cases, encoder.encode_documents(rest)])
        facts, cases = facts[place], cases[place]
    else:
        facts = encoder.encode_queries([query_of(view) for view in corpus.views])
        cases = encoder.encode_documents(corpus.views)
    return dict(_vector_scorers(encoder, facts, cases, signals))


def _vector_scorers(
    encoder: Encoder, facts: Vectors, cases: Vectors, signals: Sequence[str]
) -> Iterator[tuple[str, Scorer]]:
    def scorer(vectors: Vectors) -> Scorer:
        return lambda query: vectors @ encoder.encode_queries([query.text])[0]

    for name, vectors in (("case_vector", cases), ("facts_vector", facts)):
        if name in signals:
            yield name, scorer(vectors)


def _pool_lists(corpus: _Corpus, scores: Mapping[str, Floats], pool: Sequence[str]) -> Lists:
    if missing := [document for document in pool if document not in corpus.rows]:
        raise InputError(f"the pool names {missing[0]!r}, which the corpus does not hold")
    rows = [corpus.rows[document] for document in pool]
    return {name: _hits(corpus, values, rows) for name, values in scores.items()}


def _rank_all(
    corpus: _Corpus, scores: Mapping[str, Floats], own: frozenset[int], top: int, order: Order
) -> dict[str, float]:
    """Return the ranking of what the lists find, then the rest by words, as far as asked for."""
    lists = {}
    for name, values in scores.items():
        best = [row for row in np.argsort(-values, kind="stable").tolist() if row not in own]
        lists[name] = _hits(corpus, values, best[:_DEPTH])
    found = {one.id: one.score for one in order(lists)[:top]}
    fill = next((scores[name] for name in WORDS if name in scores), None)
    if fill is not None and len(found) < top:
        least = min(found.values(), default=1.0)
        rest = (row for row in np.argsort(-fill, kind="stable").tolist() if row not in own)
        below = [corpus.ids[row] for row in rest if corpus.ids[row] not in found]
        below = below[: top - len(found)]
        found |= {document: least / (2 + place) for place, document in enumerate(below)}
    return found


def _hits(corpus: _Corpus, values: Floats, rows: Sequence[int]) -> list[Hit]:
    hits = [Hit(corpus.ids[row], float(values[row])) for row in rows]
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))
