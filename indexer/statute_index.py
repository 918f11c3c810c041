"""Articles of statutes in an index of their own, and their order for a described situation.

An article answers in two ways: it *says* what is asked (words and bigrams of its text and of the
law's name), and courts *cite* it where they reason about the like. The second needs no text in
common with the article, only with judgments: the cases whose reasoning holds the question's words
vote for the articles they cite, an article that all cite (procedure, costs) with less weight.

    score = said + CITED · votes + LAW · law + USED · used − REPEALED · is_repealed

``said``, ``votes`` and ``law`` are 1 for the best candidate; ``law`` is how much of the first
thirty by ``said`` belongs to the article's law. ``used`` is 1 for the law that the corpus cites
most often, in logarithms: a code comes before a ministry's rule that no court ever applied.
docs/statutes.md has what each term gives.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from corpus.articles import Article
from corpus.segment import Segmenter, bigrams, words
from corpus.statutes import short_name
from indexer.ranking import word_weights
from indexer.types import (
    AllOf,
    ById,
    CaseDocument,
    CaseIndex,
    Clause,
    FacetRequest,
    Hit,
    KeywordField,
    Match,
    Query,
    TextField,
    Weighted,
)

__all__ = ["Citations", "RankedArticle", "article_document", "rank_articles", "search_articles"]

_BIGRAMS: Final = 0.7
_CITED: Final = 0.35
_LAW: Final = 0.1
_USED: Final = 0.2
_REPEALED: Final = 0.2
_FIRST: Final = 30  # articles by ``said`` that show which law is meant
_DEPTH: Final = 300  # hits taken from each list of articles
_CASES: Final = 100  # cases that vote
_MOST_STATUTES: Final = 100_000
_LONGEST: Final = 1500  # characters of a description that are searched with


@dataclass(frozen=True, slots=True)
class RankedArticle:
    """An article with its score and what it is made of; ``cases`` vote for it."""

    key: str
    score: float
    said: float
    votes: float
    law: float
    used: float
    repealed: bool
    cases: tuple[str, ...] = ()


def article_document(article: Article, segmenter: Segmenter) -> CaseDocument:
    """Return the article as the index takes it: its text with the law's name, no position kept."""
    return CaseDocument(
        id=article.key,
        tokens={
            TextField.FULL: [*words(article.text, segmenter), *words(article.law, segmenter)],
            TextField.BIGRAMS: [*bigrams(article.text), *bigrams(short_name(article.law))],
        },
        keywords={KeywordField.LAW: (article.law,), KeywordField.STATUTE: (article.key,)},
    )


class Citations:
    """Which articles the cases of an index cite, asked through the index; safe for threads.

    How often each is cited is counted once a size of the corpus.
    """

    def __init__(self, cases: CaseIndex) -> None:
        """Take the index of cases; nothing is asked yet."""
        self._cases = cases
        self._state: tuple[int, Mapping[str, int], Mapping[str, float]] = (-1, {}, {})

    def voters(self, weights: Mapping[str, float]) -> list[tuple[float, str, tuple[str, ...]]]:
        """Return (score, case, articles) of the cases that reason in these words, best first."""
        ranked = Weighted(TextField.REASONING, weights)
        found = []
        for hit in self._cases.search([Query(ranked, limit=_CASES)])[0].hits:
            stored = self._cases.get(hit.id)
            if stored is not None:
                cited = stored.keywords.get(KeywordField.STATUTE, ())
                found.append((hit.score, hit.id, cited))
        return found

    def counts(self) -> Mapping[str, int]:
        """Return how many cases cite each article."""
        return self._counted()[1]

    def laws(self) -> Mapping[str, float]:
        """Return how much each law is cited, in logarithms, 1 for the most cited one."""
        return self._counted()[2]

    def _counted(self) -> tuple[int, Mapping[str, int], Mapping[str, float]]:
        now = self._cases.count(AllOf())
        if self._state[0] != now:
            wanted = (FacetRequest(KeywordField.STATUTE, _MOST_STATUTES),)
            page = self._cases.search([Query(ById(), limit=0, facets=wanted)])[0]
            counts = dict(page.facets[0].values)
            laws: dict[str, int] = {}
            for key, count in counts.items():
                laws[_law(key)] = laws.get(_law(key), 0) + count
            used = {law: math.log1p(count) for law, count in laws.items()}
            self._state = (now, counts, _share_of_best(used))
        return self._state


def search_articles(
    text: str,
    *,
    articles: CaseIndex,
    keys: frozenset[str],
    segmenter: Segmenter,
    citations: Citations | None,
    repealed: Iterable[str] = (),
    laws: Sequence[str] = (),
) -> list[RankedArticle]:
    """Return articles for a described situation, best first.

    Args:
        text: what happened or what is asked; its first 1,500 characters count.
        articles: an index of ``article_document``.
        keys: of all its articles; a vote for another one counts for nothing.
        segmenter: that of both indexes.
        citations: the court's own cases; None where there are none.
        repealed: names of laws no longer in force, which come after others alike.
        laws: only articles of these.
    """
    weights = word_weights(words(text[:_LONGEST], segmenter))
    pairs = word_weights(bigrams(text[:_LONGEST]))
    if not pairs:
        return []
    where: Clause = Match(KeywordField.LAW, tuple(laws)) if laws else AllOf()
    by_words, by_pairs = articles.search(
        [
            Query(Weighted(TextField.FULL, weights), where, limit=_DEPTH),
            Query(Weighted(TextField.BIGRAMS, pairs), where, limit=_DEPTH),
        ]
    )
    voters = citations.voters(weights) if citations is not None and weights else []
    wanted = keys if not laws else {key for key in keys if _law(key) in laws}
    return rank_articles(
        by_words.hits,
        by_pairs.hits,
        voters=[(score, case, [k for k in cited if k in wanted]) for score, case, cited in voters],
        counts=citations.counts() if citations is not None else {},
        used=citations.laws() if citations is not None else {},
        repealed=frozenset(repealed),
    )


def rank_articles(
    by_words: Sequence[Hit],
    by_pairs: Sequence[Hit],
    *,
    voters: Iterable[tuple[float, str, Sequence[str]]] = (),
    counts: Mapping[str, int] | None = None,
    used: Mapping[str, float] | None = None,
    repealed: frozenset[str] = frozenset(),
) -> list[RankedArticle]:
    """Return every article of any list, best first, ties by key; see the module for the sum."""
    said = _share_of_best(_said(by_words, by_pairs))
    votes, cases = _votes(voters, counts or {})
    laws = _share_of_best(_laws(said))
    practice = used or {}
    found = []
    for key in said.keys() | votes.keys():
        law = _law(key)
        gone = law in repealed
        score = (
            said.get(key, 0.0)
            + _CITED * votes.get(key, 0.0)
            + _LAW * laws.get(law, 0.0)
            + _USED * practice.get(law, 0.0)
            - _REPEALED * gone
        )
        found.append(
            RankedArticle(
                key,
                score,
                said.get(key, 0.0),
                votes.get(key, 0.0),
                laws.get(law, 0.0),
                practice.get(law, 0.0),
                gone,
                tuple(cases.get(key, ())),
            )
        )
    return sorted(found, key=lambda one: (-one.score, one.key))


def _law(key: str) -> str:
    return key.rpartition("#")[0]


def _said(by_words: Sequence[Hit], by_pairs: Sequence[Hit]) -> dict[str, float]:
    keys = {hit.id for hit in (*by_words, *by_pairs)}
    total = dict.fromkeys(keys, 0.0)
    for hits, weight in ((by_words, 1.0), (by_pairs, _BIGRAMS)):
        # What a full list has left out says nearly as much as its last hit.
        floor = hits[-1].score if len(hits) == _DEPTH else 0.0
        scores = {hit.id: hit.score for hit in hits}
        for key in keys:
            total[key] += weight * scores.get(key, floor)
    return total


def _laws(said: Mapping[str, float]) -> dict[str, float]:
    total: dict[str, float] = {}
    for key in sorted(said, key=lambda key: (-said[key], key))[:_FIRST]:
        total[_law(key)] = total.get(_law(key), 0.0) + said[key]
    return total


def _votes(
    voters: Iterable[tuple[float, str, Sequence[str]]], counts: Mapping[str, int]
) -> tuple[dict[str, float], dict[str, list[str]]]:
    total: dict[str, float] = {}
    cases: dict[str, list[str]] = {}
    for score, case, keys in voters:
        for key in keys:
            total[key] = total.get(key, 0.0) + score / math.sqrt(counts.get(key, 1))
            cases.setdefault(key, []).append(case)
    return _share_of_best(total), cases


def _share_of_best(scores: Mapping[str, float]) -> dict[str, float]:
    best = max(scores.values(), default=0.0)
    return {key: score / best for key, score in scores.items()} if best > 0 else dict(scores)
