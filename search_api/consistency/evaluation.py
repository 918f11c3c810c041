"""Ties the model of a confirmed question to the evaluation, which knows no model."""

from collections.abc import Sequence
from pathlib import Path

from corpus.errors import InputError
from eval.divergence import DivergenceReport, cross_validate, score
from search_api.consistency.confirmed import StanceModel, topic_words
from search_api.consistency.corpus_file import load_labels, load_readings
from search_api.consistency.duplicates import find_series

__all__ = ["evaluate_labels"]


def evaluate_labels(
    gold: Path, corpus: Path, *, topic: str = "", folds: int = 10, seed: int = 0
) -> DivergenceReport:
    """Return how well labels of a question teach it, each judgment answered by other folds' labels.

    Raises:
        InputError: no labelled judgment is in the corpus, or too few for the folds.
    """
    labels = {label.id: label for label in load_labels(gold)}
    readings = load_readings(corpus, only=frozenset(labels))
    if not readings:
        raise InputError(f"no judgment of {corpus} has a label in {gold}: do the ids agree?")
    known = [labels[r.id] for r in readings]
    clusters = find_series(readings)
    words = topic_words(topic)

    def predict(rest: Sequence[int], held: Sequence[int]) -> list[str]:
        model = StanceModel(words).fit([readings[i] for i in rest], [known[i] for i in rest])
        return [p.stance for p in model.predict([readings[i] for i in held])]

    stances = [label.stance for label in known]
    answers = cross_validate(stances, clusters, predict, folds=folds, seed=seed)
    return score([r.id for r in readings], stances, answers, clusters)
