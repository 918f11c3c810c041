"""The search for divergences: a confirmed question, or all that a corpus shows by itself."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from corpus.models import Kind
from search_api.consistency.confirmed import (
    NOT_REACHED,
    SURE,
    Label,
    Predicted,
    StanceModel,
    topic_words,
)
from search_api.consistency.discovery import Found, discover
from search_api.consistency.duplicates import find_clusters, find_series
from search_api.consistency.exclusions import exclusions, law_change, overturned
from search_api.consistency.reading import Reading, Sentence
from search_api.consistency.report import assemble
from search_api.consistency.types import CaseStance, Confidence, Divergence, Stance

__all__ = ["find_confirmed", "find_divergences"]


def find_divergences(
    readings: Sequence[Reading], *, topic: str = "", most: int = 50
) -> list[Divergence]:
    """Return the divergences that a corpus shows, the strongest first, at most ``most``.

    With a ``topic`` only those whose question or quotes have its words.
    """
    folded = _Folded.of(readings)
    found = discover(folded.judgments, series=folded.series, words=topic_words(topic), most=most)
    divergences = [_divergence(each, folded) for each in found]
    return [d for d in divergences if d is not None]


def find_confirmed(
    readings: Sequence[Reading], labels: Sequence[Label], *, topic: str = ""
) -> list[Divergence]:
    """Return the divergence on one question that a human confirmed by labels; [] if there is none.

    Labelled judgments keep the label they were given; the others get the stance that the model
    learned from them.

    Raises:
        InputError: the labels of judgments in this corpus are too few, or all on one side.
    """
    folded = _Folded.of(readings)
    known = {label.id: label for label in labels}
    model = StanceModel(topic_words(topic))
    learned = [r for r in folded.judgments if r.id in known]
    model.fit(learned, [known[r.id] for r in learned])
    stances: dict[str, tuple[Stance, Sentence, Confidence]] = {}
    for reading, predicted in zip(folded.judgments, model.predict(folded.judgments), strict=True):
        stance, sentence, confidence = _settled(reading, predicted, known.get(reading.id), model)
        if stance != NOT_REACHED and sentence is not None:
            stances[reading.id] = Stance(stance), sentence, confidence
    evidence = {"method": "confirmed", "labels": len(learned)}
    question = topic or "经人工确认的问题"
    one = _divergence(Found(question, stances, evidence), folded)
    return [one] if one is not None else []


def _settled(
    reading: Reading, predicted: Predicted, label: Label | None, model: StanceModel
) -> tuple[str, Sentence | None, Confidence]:
    """Return stance, quote and confidence: a human's word before the model's."""
    if label is None:
        sure = predicted.probability >= SURE
        return (
            predicted.stance,
            predicted.sentence,
            Confidence.SURE if sure else Confidence.LIKELY,
        )
    return label.stance, model.quoted(reading, label) or predicted.sentence, Confidence.SURE


class _Folded:
    """The judgments of a corpus with what they are copies of, and which were reversed."""

    def __init__(self, judgments: list[Reading]) -> None:
        self.judgments = judgments
        self.by_id = {r.id: r for r in judgments}
        ids = [r.id for r in judgments]
        self.copies = dict(zip(ids, find_clusters(judgments), strict=True))
        self.series = dict(zip(ids, find_series(judgments), strict=True))
        self.fallen = overturned(judgments)

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> "_Folded":
        return cls([r for r in readings if r.kind is Kind.JUDGMENT])


def _divergence(found: Found, folded: _Folded) -> Divergence | None:
    readings = {i: folded.by_id[i] for i in found.stances}
    sides = {i: stance for i, (stance, _, _) in found.stances.items()}
    change = law_change(readings, sides)
    excluded = exclusions(
        readings,
        sides,
        fallen=folded.fallen,
        series=folded.series,
        copies=folded.copies,
        change=change,
    )
    cases: dict[Stance, list[CaseStance]] = defaultdict(list)
    for row_id, (stance, sentence, confidence) in found.stances.items():
        cases[stance].append(
            CaseStance(
                row_id,
                readings[row_id].text[sentence.start : sentence.end],
                sentence.start,
                sentence.end,
                confidence,
                excluded.get(row_id),
            )
        )
    counted = {side: sum(c.excluded is None for c in cases[side]) for side in list(cases)}
    if not (counted.get(Stance.SUPPORT) and counted.get(Stance.DENY)):
        return None
    evidence = {**found.evidence, "law_change": change.isoformat() if change else None}
    return assemble(found.question, cases, folded.by_id, evidence)


def by_side(stances: Mapping[str, Stance]) -> dict[Stance, list[str]]:
    """Return the ids on each side."""
    table: dict[Stance, list[str]] = defaultdict(list)
    for row_id, stance in stances.items():
        table[stance].append(row_id)
    return table
