"""Trains the default encoder on the corpus itself: no labels, no network, minutes on two cores.

A judgment's own facts stand in for a query, the judgment for the answer; other judgments of a
batch count as answers as far as their causes and their findings are alike. Documents are taken in
order of id, with fixed seeds on one thread, so the same corpus gives the same encoder.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.segment import Segmenter, words
from embeddings.base import DocumentView, Vectors
from embeddings.foretell import bag_matrix, directions, fit_foretold
from embeddings.towers import Schedule, fit_towers, unit_rows
from embeddings.two_tower import Heads, TwoTower, latent
from embeddings.views import finding_of, query_of
from embeddings.vocabulary import Bag, Bags, Vocabulary

__all__ = ["FEWEST_DOCUMENTS", "Training", "train", "train_two_tower"]

FEWEST_DOCUMENTS = 200  # with facts and a finding: below, words alone are the better search

_LATENT = 256
_SEEDS = 3
_SHARED = 2  # documents a cause must be in
_TELLING = 0.3  # share of an article's citations in one cause: below, it is procedure or general
_FACTS_TO_FINDING = 0.3  # weight of the ridge regression beside the towers
_RIDGE = 1.0

Progress = Callable[[str], None]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Training:
    """A trained encoder and the vectors of what it was trained on, so none is computed twice.

    Row i of ``facts`` (query route on the case's own facts) and ``cases`` (document route) belongs
    to ``ids[i]``; ids ascend.
    """

    encoder: TwoTower
    ids: tuple[str, ...]
    facts: Vectors
    cases: Vectors


@dataclass(frozen=True, slots=True)
class _Example:
    id: str
    text: Bag
    query: Bag
    finding: Bag
    causes: tuple[str, ...]
    articles: tuple[str, ...]


def train_two_tower(
    views: Iterable[DocumentView],
    *,
    segmenter: Segmenter,
    seed: int = 0,
    progress: Progress | None = None,
) -> TwoTower | None:
    """Return the encoder of a corpus, or None where it is too small (see ``train``)."""
    trained = train(views, segmenter=segmenter, seed=seed, progress=progress)
    return trained.encoder if trained else None


def train(
    views: Iterable[DocumentView],
    *,
    segmenter: Segmenter,
    seed: int = 0,
    progress: Progress | None = None,
) -> Training | None:
    """Return the encoder of a corpus with its vectors.

    None where fewer than ``FEWEST_DOCUMENTS`` documents have both facts and a finding: search then
    goes by words alone, and a later ``leian reindex`` trains when there are enough.
    """
    from threadpoolctl import threadpool_limits

    say = progress or (lambda _: None)
    with threadpool_limits(limits=1):
        say("统计词频")
        bags = Bags()
        examples = sorted(
            (_example(view, bags, segmenter) for view in views), key=lambda one: one.id
        )
        usable = [len(one.query.rows) > 0 and len(one.finding.rows) > 0 for one in examples]
        if sum(usable) < FEWEST_DOCUMENTS:
            return None
        vocabulary, renumbered = bags.vocabulary(
            [one.text for one in examples], least=_fewest(len(examples))
        )
        del bags
        return _fit(examples, np.array(usable), vocabulary, renumbered, segmenter, seed, say)


def _fewest(documents: int) -> int:
    """Return the number of documents that a word or an article must be in to be kept."""
    return min(5, max(_SHARED, documents // 200))


def _example(view: DocumentView, bags: Bags, segmenter: Segmenter) -> _Example:
    text = view.text or "\n".join(view.sections.values())
    return _Example(
        view.id,
        bags.add(words(text, segmenter)),
        bags.add(words(query_of(view), segmenter)),
        bags.add(words(finding_of(view), segmenter)),
        view.causes,
        view.articles,
    )


def _fit(
    examples: Sequence[_Example],
    usable: NDArray[np.bool_],
    vocabulary: Vocabulary,
    renumbered: Ints,
    segmenter: Segmenter,
    seed: int,
    say: Progress,
) -> Training:
    say("分析语义空间")
    texts, queries, findings = (
        [_renumber(getattr(one, part), renumbered) for one in examples]
        for part in ("text", "query", "finding")
    )
    table = _word_table(texts, vocabulary, seed=seed)
    latents = [_latents(bags, table) for bags in (queries, texts, findings)]
    causes, cause_names = _cause_rows([one.causes for one in examples])
    articles, article_names = _article_rows(examples)
    documents = np.hstack([latents[1], latents[2], causes, articles]).astype(np.float32)
    blocks = _blocks([latents[1], latents[2], causes, articles])

    query_map, document_map = _bilinear(
        latents[0][usable], documents[usable], blocks, causes[usable], seed=seed, say=say
    )
    both = np.flatnonzero(usable).tolist()
    foretold = fit_foretold(
        [queries[row] for row in both], [findings[row] for row in both], vocabulary, seed=seed
    )
    encoder = TwoTower(
        segmenter=segmenter,
        vocabulary=vocabulary,
        table=table,
        heads=Heads(query_map, *(np.ascontiguousarray(document_map[block]) for block in blocks)),
        causes=cause_names,
        articles=article_names,
        foretold=foretold,
    )
    return Training(
        encoder,
        tuple(one.id for one in examples),
        facts=_stacked([encoder.query_vector(bag) for bag in queries], encoder.dim),
        cases=_stacked(
            [
                encoder.document_vector(text, finding, one.causes, one.articles)
                for one, text, finding in zip(examples, texts, findings, strict=True)
            ],
            encoder.dim,
        ),
    )


def _bilinear(
    queries: Vectors,
    documents: Vectors,
    blocks: tuple[slice, ...],
    causes: Vectors,
    *,
    seed: int,
    say: Progress,
) -> tuple[Vectors, Vectors]:
    """Return the two maps: several fitted towers and a regression averaged into one product.

    query · document is then one bilinear form; its singular value decomposition splits it again
    into two maps of the same length, which no ensemble at search time could be cheaper than.
    """
    _, finding, *labels = blocks
    found = documents[:, finding]

    def similarity(rows: Ints) -> Vectors:
        alike = causes[rows] @ causes[rows].T
        near = np.maximum(0, found[rows] @ found[rows].T)
        targets: Vectors = (alike * alike * (np.float32(0.3) + near)).astype(np.float32)
        np.fill_diagonal(targets, 1.3)
        return targets

    schedule = Schedule(dim=min(256, queries.shape[1]))
    product = np.zeros((queries.shape[1], documents.shape[1]), dtype=np.float32)
    for number in range(_SEEDS):
        say(f"训练编码器 {number + 1}/{_SEEDS}")
        one, two = fit_towers(
            queries,
            documents,
            similarity,
            optional=(finding, *labels),
            schedule=schedule,
            seed=seed + number,
        )
        scale = _mean_length(queries @ one) * _mean_length(documents @ two) * _SEEDS
        product += one @ two.T / np.float32(scale)
    ridge = np.linalg.solve(
        queries.T @ queries + _RIDGE * np.eye(queries.shape[1], dtype=np.float32),
        queries.T @ found,
    )
    product[:, finding] += _FACTS_TO_FINDING * ridge / _mean_length(queries @ ridge)
    left, strength, right = np.linalg.svd(product, full_matrices=False)
    root = np.sqrt(strength[: schedule.dim])
    return (
        np.ascontiguousarray(left[:, : schedule.dim] * root, dtype=np.float32),
        np.ascontiguousarray(right[: schedule.dim].T * root, dtype=np.float32),
    )


def _word_table(texts: Sequence[Bag], vocabulary: Vocabulary, *, seed: int) -> Vectors:
    """Return (words, k): weighted word directions of the texts' latent semantic analysis."""
    axes = directions(bag_matrix(texts, vocabulary), _LATENT, seed=seed)
    return np.ascontiguousarray(axes * vocabulary.weights[:, None], dtype=np.float32)


def _renumber(bag: Bag, renumbered: Ints) -> Bag:
    rows = renumbered[bag.rows]
    kept = rows >= 0
    order = np.argsort(rows[kept])
    return Bag(rows[kept][order], bag.counts[kept][order])


def _latents(bags: Sequence[Bag], table: Vectors) -> Vectors:
    return _stacked([latent(bag, table) for bag in bags], table.shape[1])


def _stacked(rows: Sequence[Vectors], width: int) -> Vectors:
    return np.array(rows, dtype=np.float32).reshape(len(rows), width)


def _mean_length(rows: Vectors) -> float:
    return float(np.linalg.norm(rows, axis=1).mean()) or 1.0


def _blocks(parts: Sequence[Vectors]) -> tuple[slice, ...]:
    ends = np.cumsum([0, *(part.shape[1] for part in parts)]).tolist()
    return tuple(slice(start, end) for start, end in pairwise(ends))


def _cause_rows(causes: Sequence[Sequence[str]]) -> tuple[Vectors, list[str]]:
    counts = Counter(name for names in causes for name in set(names))
    names = sorted(name for name, count in counts.items() if count >= _SHARED)
    columns = {name: column for column, name in enumerate(names)}
    rows = np.zeros((len(causes), len(names)), dtype=np.float32)
    for row, found in zip(rows, causes, strict=True):
        row[[columns[name] for name in found if name in columns]] = 1
    return unit_rows(rows), names


def _article_rows(examples: Sequence[_Example]) -> tuple[Vectors, list[tuple[str, float]]]:
    """Return weighted rows over the articles that tell a cause: 自首 and costs are cited in all."""
    counts = Counter(name for one in examples for name in set(one.articles))
    least = _fewest(len(examples))
    names = sorted(
        name
        for name, share in _telling(examples).items()
        if counts[name] >= least and share >= _TELLING
    )
    weights = [float(np.log(1 + len(examples) / counts[name])) for name in names]
    columns = {name: column for column, name in enumerate(names)}
    rows = np.zeros((len(examples), len(names)), dtype=np.float32)
    for row, one in zip(rows, examples, strict=True):
        for name in one.articles:
            if name in columns:
                row[columns[name]] = weights[columns[name]]
    return unit_rows(rows), list(zip(names, weights, strict=True))


def _telling(examples: Sequence[_Example]) -> dict[str, float]:
    """Return for each article the largest share that one cause has in its citations.

    A document without causes counts as a cause of its own kind, so that in a corpus where none is
    known every article is kept.
    """
    by_article: dict[str, Counter[str]] = {}
    for one in examples:
        for name in set(one.articles):
            by_article.setdefault(name, Counter()).update(one.causes or ("",))
    return {name: max(causes.values()) / causes.total() for name, causes in by_article.items()}
