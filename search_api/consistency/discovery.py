"""Finds questions that nobody named, and the side that each judgment takes of them.

Candidates are stated issues that recur, and pairs of terms in one sentence; a pair is ranked by
log(1 + clusters on the smaller side) × contested × law-ness, on explicit sides alone. Then its
passages are read with a model of sides, and what does not stand the tests is dropped.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, combinations
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from corpus.segment import get_segmenter
from search_api.consistency.reading import Reading, Sentence
from search_api.consistency.sides import Passage, SideModel, find_passages, hash_grams
from search_api.consistency.terms import Lexicon, Terms, build_lexicon, sentence_terms
from search_api.consistency.types import Confidence, Stance

__all__ = ["Found", "discover"]

_LEAST: Final = 3  # clusters, and courts, on the smaller side
_TERMS, _PAIRS = 500, 400  # kept after ranking
_COMMON = 0.35  # of all clusters: a term in more of them names no question
_SAME, _MERGED = 0.4, 16  # overlap of the judgments of two seeds; seeds merged into one question
_LOCAL = 4.0  # weight of a question's own passages against those of the corpus
_TELLING: Final = 3  # terms of a sentence, sentences of a question, from which likeness can tell
_MOST_TERMS: Final = 0.6  # of the terms of the smaller of two questions that are one
_NEGATIVES, _ALIKE = 6, 0.9  # other sentences for each own; probability to be like them
_CLAUSE = re.compile(r"[，。；：！？、,;:“”\s]+")
_SHORTEST_CLAUSE: Final = 5
_FORMULA: Final = 6  # clusters, of nearly as many courts, that share a clause word for word
_SURE, _CLEAR = 0.6, 0.2  # of a margin in [0, 1]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Found:
    """A question with the stances found on it, each with its sentence."""

    question: str
    stances: Mapping[str, tuple[Stance, Sentence, Confidence]]
    evidence: Mapping[str, object]


@dataclass(slots=True)
class Seed:
    """A candidate: passages by judgment row, and the terms that led there."""

    score: float
    terms: tuple[str, ...]
    passages: dict[int, set[int]]
    title: str = ""
    merged: int = 1
    extra: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """A corpus prepared for the search."""

    readings: Sequence[Reading]
    clusters: Sequence[int]
    passages: Sequence[Sequence[Passage]]
    passage_of: Sequence[Mapping[int, int]]
    terms: Sequence[Sequence[Terms]]
    support: Floats
    lexicon: Lexicon
    grams: "_Grams"
    masked: "_Grams"
    sentence_grams: "_Grams"


@dataclass(frozen=True, slots=True)
class _Grams:
    """Hashed n-grams of all passages, or sentences, of a corpus; ``at`` finds the row of one."""

    rows: Any
    starts: Sequence[int]

    @classmethod
    def of(cls, groups: Sequence[Sequence[object]], texts: Sequence[str]) -> "_Grams":
        return cls(hash_grams(texts), [0, *accumulate(map(len, groups))])

    def at(self, places: Sequence[tuple[int, int]]) -> Any:
        return self.rows[[self.starts[row] + number for row, number in places]]


def discover(
    readings: Sequence[Reading],
    *,
    series: Mapping[str, int],
    words: Sequence[str] = (),
    most: int = 50,
) -> list[Found]:
    """Return the questions on which judgments are found on both sides, the strongest first."""
    if not readings:
        return []
    scene = _prepare(readings, [series[r.id] for r in readings])
    seeds = _one_each(_merge(_pair_seeds(scene)))
    seeds.sort(key=lambda s: -s.score)
    found, taken = list[Found](), list[set[tuple[int, int]]]()
    for seed in seeds:
        if words and not _names(seed, scene, words):
            continue
        places = _places(seed)
        if any(len(places & other) > _SAME * min(len(places), len(other)) for other in taken):
            continue
        one = _read(seed, scene)
        if one is not None:
            found.append(one)
            taken.append(places)
        if len(found) >= most:
            break
    return found


def _prepare(readings: Sequence[Reading], clusters: Sequence[int]) -> Scene:
    passages = [find_passages(r) for r in readings]
    flat = [p for row in passages for p in row]
    grams = _Grams.of(passages, [p.text for p in flat])
    masked = _Grams.of(passages, [p.masked if p.side else "" for p in flat])
    sides = np.array([p.side for p in flat])
    told = np.flatnonzero(sides)
    model = SideModel().fit(
        sparse.vstack([grams.rows[told], masked.rows[told]]), [*sides[told], *sides[told]]
    )
    support = model.support(grams.rows)
    return Scene(
        readings,
        clusters,
        passages,
        [
            {at: n for n, p in enumerate(row) for at in range(p.first, p.last + 1)}
            for row in passages
        ],
        _masked_terms(readings, clusters),
        support,
        build_lexicon(readings),
        grams,
        masked,
        _Grams.of([r.sentences for r in readings], [s.bare for r in readings for s in r.sentences]),
    )


def _masked_terms(readings: Sequence[Reading], clusters: Sequence[int]) -> list[list[Terms]]:
    """Return the terms of each sentence without clauses that many courts word alike.

    Such a clause is a statute's or a formula, quoted or not.
    """
    segmenter = get_segmenter()
    using: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for reading, cluster in zip(readings, clusters, strict=True):
        for sentence in reading.sentences:
            for clause in _CLAUSE.split(sentence.bare):
                if len(clause) >= _SHORTEST_CLAUSE:
                    using[clause].add((cluster, reading.court))
    formulas = {
        clause
        for clause, users in using.items()
        if len({c for c, _ in users}) >= _FORMULA and len({c for _, c in users}) >= _FORMULA - 2
    }
    return [
        [
            sentence_terms(
                "，".join(c for c in _CLAUSE.split(s.bare) if c not in formulas), segmenter
            )
            for s in reading.sentences
        ]
        for reading in readings
    ]


def _pair_seeds(scene: Scene) -> list[Seed]:
    chosen = _chosen_terms(scene)
    where: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for row, sentences in enumerate(scene.terms):
        for at, terms in enumerate(sentences):
            number = scene.passage_of[row].get(at)
            if number is not None:
                for pair in combinations(sorted(terms & chosen), 2):
                    where[pair].append((row, number))
    seeds = []
    for pair, places in where.items():
        smaller = _minority(scene, places)
        if smaller >= _LEAST:
            weight = scene.lexicon.weight(pair[0]) * scene.lexicon.weight(pair[1])
            by_row: dict[int, set[int]] = defaultdict(set)
            for row, number in places:
                by_row[row].add(number)
            seeds.append(Seed(math.log1p(smaller) * weight, pair, dict(by_row)))
    return sorted(seeds, key=lambda s: (-s.score, s.terms))[:_PAIRS]


def _chosen_terms(scene: Scene) -> frozenset[str]:
    seen: dict[str, set[int]] = defaultdict(set)
    for row, passages in enumerate(scene.terms):
        for terms in passages:
            for term in terms:
                seen[term].add(scene.clusters[row])
    most = _COMMON * len(set(scene.clusters))
    weights = {
        t: scene.lexicon.weight(t) * math.log1p(len(rows))
        for t, rows in seen.items()
        if 2 * _LEAST <= len(rows) <= most
    }
    return frozenset(sorted(weights, key=lambda t: (-weights[t], t))[:_TERMS])


def _minority(scene: Scene, places: Sequence[tuple[int, int]]) -> int:
    """Return the number of clusters on the smaller side, explicit passages only."""
    sides: Counter[int] = Counter()
    for row, number in places:
        sides[scene.clusters[row]] += scene.passages[row][number].side
    positive = sum(s > 0 for s in sides.values())
    return min(positive, sum(s < 0 for s in sides.values()))


def _merge(seeds: Sequence[Seed]) -> list[Seed]:
    """Return the seeds with those that stand in much the same judgments taken together."""
    kept: list[Seed] = []
    for seed in seeds:
        host = next((k for k in kept if _together(seed, k)), None)
        if host is None:
            kept.append(Seed(seed.score, seed.terms, {r: set(p) for r, p in seed.passages.items()}))
        elif host.merged < _MERGED:
            host.merged += 1
            host.terms = tuple(dict.fromkeys((*host.terms, *seed.terms)))
            for row, numbers in seed.passages.items():
                host.passages.setdefault(row, set()).update(numbers)
    return kept


def _one_each(seeds: Sequence[Seed]) -> list[Seed]:
    """Return one seed a question: of two that share most terms the broader, with the best score."""
    kept: list[Seed] = []
    for seed in seeds:
        twin = next((k for k in kept if _same_terms(seed, k)), None)
        if twin is None:
            kept.append(seed)
        elif len(seed.passages) > len(twin.passages):
            kept[kept.index(twin)] = replace(seed, score=max(seed.score, twin.score))
    return kept


def _same_terms(seed: Seed, other: Seed) -> bool:
    a, b = set(seed.terms), set(other.terms)
    return len(a & b) >= max(_TELLING, _MOST_TERMS * min(len(a), len(b)))


def _together(seed: Seed, host: Seed) -> bool:
    a, b = _places(seed), _places(host)
    return len(a & b) > _SAME * min(len(a), len(b))


def _places(seed: Seed) -> set[tuple[int, int]]:
    return {(r, n) for r, numbers in seed.passages.items() for n in numbers}


def _names(seed: Seed, scene: Scene, words: Sequence[str]) -> bool:
    if any(word in term or term in word for word in words for term in seed.terms):
        return True
    texts = [scene.passages[r][n].text for r, ns in seed.passages.items() for n in ns]
    naming = sum(any(word in text for word in words) for text in texts)
    return naming * 2 >= len(texts)


def _read(seed: Seed, scene: Scene) -> Found | None:
    """Return the question with the side of each judgment, None where it fails a test."""
    margins = _margins(_expanded(seed, scene), scene)
    stances = {}
    for row, (margin, number) in margins.items():
        passage = scene.passages[row][number]
        sure = abs(margin) >= _SURE
        stances[row] = (
            Stance.SUPPORT if margin > 0 else Stance.DENY,
            _quote(scene, row, passage, seed.terms),
            Confidence.SURE if sure else Confidence.LIKELY,
        )
    if not _stands(stances, margins, scene):
        return None
    evidence = {
        "method": "discovered",
        "terms": list(seed.terms[:12]),
        "score": round(seed.score, 4),
        "law_ness": scene.lexicon.source,
        **seed.extra,
    }
    return Found(
        seed.title or _title(seed),
        {scene.readings[row].id: stance for row, stance in stances.items()},
        evidence,
    )


def _expanded(seed: Seed, scene: Scene) -> Seed:
    """Return the seed with the passages of other judgments that read like its own sentences."""
    own: list[tuple[int, int, int]] = []
    others: list[tuple[int, int, int]] = []
    for row, sentences in enumerate(scene.terms):
        numbers = seed.passages.get(row, ())
        for at, terms in enumerate(sentences):
            number = scene.passage_of[row].get(at)
            if number is None or len(terms) < _TELLING:
                continue
            hit = number in numbers and len(terms & set(seed.terms)) > 1
            if hit or number not in numbers:
                (own if hit else others).append((row, at, number))
    if len(own) < _TELLING:
        return seed
    passages = {row: set(numbers) for row, numbers in seed.passages.items()}
    for row, number in _alike(own, others, scene):
        if row not in seed.passages:
            passages.setdefault(row, set()).add(number)
    return replace(seed, passages=passages)


def _alike(
    own: Sequence[tuple[int, int, int]], others: Sequence[tuple[int, int, int]], scene: Scene
) -> list[tuple[int, int]]:
    vocabulary = _vocabulary(own, scene)
    near = [place for place in others if scene.terms[place[0]][place[1]] & vocabulary]
    if not near:
        return []
    sample = near[:: max(1, len(near) // (_NEGATIVES * len(own)))]
    places = [(row, at) for row, at, _ in [*own, *sample]]
    model = SideModel().fit(scene.sentence_grams.at(places), [1] * len(own) + [-1] * len(sample))
    odds = model.support(scene.sentence_grams.at([(row, at) for row, at, _ in near]))
    return [(row, n) for (row, _, n), p in zip(near, odds, strict=True) if p >= _ALIKE]


def _vocabulary(own: Sequence[tuple[int, int, int]], scene: Scene) -> frozenset[str]:
    counts = Counter(t for row, at, _ in own for t in scene.terms[row][at])
    most = max(2, len(own) // 20)
    return frozenset(t for t, n in counts.items() if n >= most)


def _margins(seed: Seed, scene: Scene) -> dict[int, tuple[float, int]]:
    """Return for each judgment how far it leans (1: asserting party), and its clearest passage."""
    places = [(r, n) for r, numbers in seed.passages.items() for n in sorted(numbers)]
    own = [scene.passages[r][n] for r, n in places]
    told = [place for place, p in zip(places, own, strict=True) if p.side]
    sides = [scene.passages[r][n].side for r, n in told]
    model = SideModel()
    if told:
        model.fit(sparse.vstack([scene.grams.at(told), scene.masked.at(told)]), sides * 2)
    local = model.support(scene.grams.at(places))
    leaning: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for (row, number), passage, near in zip(places, own, local, strict=True):
        far = float(scene.support[scene.grams.starts[row] + number])
        lean = 2 * (_LOCAL * float(near) + far) / (_LOCAL + 1) - 1
        leaning[row].append(((lean + 2 * passage.side) / (3 if passage.side else 1), number))
    return {
        row: (float(np.mean([m for m, _ in each])), max(each, key=lambda e: abs(e[0]))[1])
        for row, each in leaning.items()
    }


def _stands(
    stances: Mapping[int, tuple[Stance, Sentence, Confidence]],
    margins: Mapping[int, tuple[float, int]],
    scene: Scene,
) -> bool:
    """Return whether at least three clusters of three courts clearly stand on each side."""
    for side in (Stance.SUPPORT, Stance.DENY):
        rows = [
            row
            for row, (stance, _, _) in stances.items()
            if stance is side and abs(margins[row][0]) >= _CLEAR
        ]
        clusters = {scene.clusters[row] for row in rows}
        courts = {scene.readings[row].court or str(row) for row in rows}
        if min(len(clusters), len(courts)) < _LEAST:
            return False
    return True


def _quote(scene: Scene, row: int, passage: Passage, terms: Sequence[str]) -> Sentence:
    """Return the sentence of a passage that has most of the question's terms."""
    sentences = scene.readings[row].sentences[passage.first : passage.last + 1]
    return max(sentences, key=lambda s: (sum(t in s.bare for t in terms), -s.start))


def _title(seed: Seed) -> str:
    return "与“" + "”“".join(seed.terms[:4]) + "”有关的问题"
