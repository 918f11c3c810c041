"""Seeded random documents and queries: few words and values, so that queries hit and ties occur."""

import datetime as dt
import random
from collections.abc import Mapping

import numpy as np

from embeddings.base import Vectors
from indexer.types import (
    AllOf,
    AnyOf,
    ByDate,
    ById,
    CaseDocument,
    Clause,
    DateRange,
    FacetRequest,
    KeywordField,
    Match,
    Nearest,
    NoneOf,
    Phrase,
    Query,
    Rank,
    TextField,
    VectorField,
    Weighted,
    Words,
)

__all__ = ["DIM", "make_corpus", "make_query"]

DIM = 16
_COURTS = tuple(f"院{i}" for i in range(12))
_CAUSES = ("盗窃罪", "危险驾驶罪", "离婚纠纷", "民间借贷纠纷")


def make_corpus(size: int, *, seed: int = 7) -> list[CaseDocument]:
    """Return random documents over few words and values, so that queries hit and ties occur."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    generator = np.random.default_rng(seed)
    return [_random_case(f"案{number:05}", chance, generator) for number in range(size)]


def _random_case(id_: str, chance: random.Random, generator: np.random.Generator) -> CaseDocument:
    def text(longest: int) -> list[str]:
        return [_word(chance) for _ in range(chance.randint(0, longest))]

    vectors: dict[VectorField, Vectors] = {}
    for name in VectorField:
        if _often(chance):
            row = generator.standard_normal(DIM).astype(np.float32)
            vectors[name] = row / np.linalg.norm(row)
    keywords: Mapping[KeywordField, tuple[str, ...]] = {
        KeywordField.COURT: (chance.choice(_COURTS),),
        KeywordField.CAUSE: tuple(chance.sample(_CAUSES, chance.randint(0, 2))),
        KeywordField.STATUTE: tuple(
            {f"法#{chance.randint(1, 40)}" for _ in range(chance.randint(0, 6))}
        ),
    }
    day = dt.date(2015, 1, 1) + dt.timedelta(days=chance.randint(0, 1500))
    tokens = {TextField.FULL: text(120), TextField.FACTS: text(60), TextField.TITLE: text(4)}
    return CaseDocument(id_, tokens, keywords, day if _often(chance) else None, vectors)


def _often(chance: random.Random) -> bool:
    return chance.randrange(8) > 0


def _word(chance: random.Random) -> str:
    return f"词{min(60, int(chance.paretovariate(0.8)))}"


def make_query(chance: random.Random) -> Query:
    """Return a random query over ``make_corpus``."""
    facets = tuple(
        FacetRequest(name, chance.choice((1, 3, 20)))
        for name in chance.sample(
            (KeywordField.COURT, KeywordField.CAUSE, KeywordField.STATUTE), chance.randint(0, 2)
        )
    )
    return Query(
        _random_rank(chance),
        _random_clause(chance, 3),
        limit=chance.choice((1, 5, 20, 300)),
        offset=chance.choice((0, 0, 0, 3, 40)),
        facets=facets,
    )


def _random_rank(chance: random.Random) -> Rank:
    kind = chance.choice(("words", "words", "vector", "date", "id"))
    if kind == "words":
        name = chance.choice((TextField.FULL, TextField.FACTS, TextField.TITLE))
        words = {_word(chance): chance.uniform(0.1, 3) for _ in range(chance.randint(1, 12))}
        return Weighted(name, words)
    if kind == "vector":
        vector = np.array([chance.gauss(0, 1) for _ in range(DIM)], np.float32)
        return Nearest(chance.choice(tuple(VectorField)), vector / np.linalg.norm(vector))
    return ByDate(newest_first=bool(chance.getrandbits(1))) if kind == "date" else ById()


def _random_clause(chance: random.Random, depth: int) -> Clause:
    if depth and chance.getrandbits(1):
        inner = tuple(_random_clause(chance, depth - 1) for _ in range(chance.randint(0, 3)))
        return chance.choice((AllOf, AllOf, AnyOf, NoneOf))(inner)
    return _random_leaf(chance)


def _random_leaf(chance: random.Random) -> Clause:
    day = dt.date(2015, 1, 1) + dt.timedelta(days=chance.randint(0, 1500))
    words = tuple(_word(chance) for _ in range(chance.randint(1, 2)))
    until = day + dt.timedelta(days=chance.randint(0, 700))
    leaves: tuple[Clause, ...] = (
        Match(KeywordField.COURT, tuple(chance.sample(_COURTS, chance.randint(1, 6)))),
        Match(KeywordField.CAUSE, (chance.choice(_CAUSES),)),
        Match(KeywordField.STATUTE, tuple(f"法#{i}" for i in range(chance.randint(1, 30)))),
        Words(TextField.FULL, words),
        Phrase(TextField.FULL, words),
        DateRange(
            day if _often(chance) else None,
            until if _often(chance) else None,
            unknown=not _often(chance),
        ),
    )
    return chance.choice(leaves)
