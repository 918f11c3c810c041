"""A question that a human has confirmed: a linear model learned from a few dozen labels.

Two steps (TRIALS.md: the choice of sentences is the gain, not the classifier). First a model of
sentences tells which are about the question: those that readers quoted against all that stand in
judgments which never reach it. Then the sentences so chosen of each judgment, and nothing else,
tell its stance.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from corpus.errors import InputError
from search_api.consistency.reading import Reading, Sentence
from search_api.consistency.types import Stance

__all__ = ["NOT_REACHED", "SURE", "Label", "Predicted", "StanceModel", "topic_words"]

NOT_REACHED: Final = "not_reached"
_FOLDS = 5  # inner folds, so that a judgment's own quote does not choose its own sentences
_STRICTNESS: Final = (0.08, 0.15, 0.3, 0.5)  # probabilities to be about the question: averaged
_HALF: Final = 0.5
_SPLIT = re.compile(r"[\s、，。；：！？,;:“”\"‘’（）()《》]+")
_LEAST_REACHED = 4  # labelled judgments that reach the question, on two sides
SURE: Final = 0.7  # probability from which a stance is reported as sure
_BEST = 3  # sentences of a judgment whose scores are added up
_QUOTE_PIECE = 10  # characters of a quote that must stand in a sentence

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Label:
    """What a reader found: ``stance`` is support, deny, mixed or not_reached."""

    id: str
    stance: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Predicted:
    """A stance with its probability, and the sentence that speaks most for it (None: none)."""

    stance: str
    probability: float
    sentence: Sentence | None


class StanceModel:
    """Predicts the stance of judgments on one confirmed question.

    Whether the question is reached is one model, and which side is taken another; each is averaged
    over several strictnesses in the choice of sentences, with 140 labels steadier than any one.
    ``mixed`` is not predicted: a handful of examples does not teach it.
    """

    def __init__(self, topic: Sequence[str] = ()) -> None:
        """``topic``: words of the question; a sentence that has one is about it."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._topic = tuple(topic)
        self._grams = TfidfVectorizer(
            analyzer="char", ngram_range=(1, 4), sublinear_tf=True, min_df=2, max_features=200_000
        )
        self._about: Any = None
        self._reach: list[Any] = []
        self._side: list[Any] = []

    def fit(self, readings: Sequence[Reading], labels: Sequence[Label]) -> "StanceModel":
        """Learn from the labelled judgments; ``readings[i]`` is the judgment of ``labels[i]``.

        Raises:
            InputError: too few labels, or all on one side.
        """
        _check(labels)
        rows = [(i, s) for i, reading in enumerate(readings) for s in reading.sentences]
        grams = self._grams.fit_transform([s.plain for _, s in rows])
        owner = np.array([i for i, _ in rows])
        quoted = np.array([is_quoted(readings[i], s, labels[i]) for i, s in rows], dtype=bool)
        quoted |= self._fallback(labels, rows)
        silent = np.array([label.stance == NOT_REACHED for label in labels])
        usable = quoted | silent[owner]
        about = _cross_fitted(grams, quoted, usable, owner)
        self._about = _linear().fit(grams[usable], quoted[usable])
        stances = np.array([label.stance for label in labels])
        clear = np.isin(stances, (Stance.SUPPORT, Stance.DENY))
        parts = [[s for (i, s) in rows if i == j] for j in range(len(readings))]
        scores = [about[owner == j] for j in range(len(readings))]
        examples = quoted & clear[owner]
        for strictness in _STRICTNESS:
            texts = self._chosen(parts, scores, strictness)
            self._reach.append(_linear().fit(_with_peaks(texts, scores), ~silent))
            self._side.append(self._fit_side(texts[clear], stances[clear]))
            # A quote by itself is one more example: it is what the reader's eye went to.
            self._side.append(
                self._fit_side(
                    sparse.vstack([texts[clear], grams[examples]]),
                    np.concatenate([stances[clear], stances[owner[examples]]]),
                )
            )
        return self

    def predict(self, readings: Sequence[Reading]) -> list[Predicted]:
        """Return the stance of each judgment."""
        return [self._predict(r) if r.sentences else _NOTHING for r in readings]

    def quoted(self, reading: Reading, label: Label) -> Sentence | None:
        """Return the sentence that a label quotes, None where the reasoning does not hold it."""
        return next((s for s in reading.sentences if is_quoted(reading, s, label)), None)

    def _predict(self, reading: Reading) -> Predicted:
        grams = self._grams.transform([s.plain for s in reading.sentences])
        about = self._about.predict_proba(grams)[:, 1]
        reached, support = [], []
        for number, strictness in enumerate(_STRICTNESS):
            text = self._chosen([reading.sentences], [about], strictness)
            model = self._reach[number]
            reached.append(model.predict_proba(_with_peaks(text, [about]))[0, 1])
            sides = self._side[2 * number : 2 * number + 2]
            support += [side.predict_proba(text)[0, 1] for side in sides]
        reach, favour = float(np.mean(reached)), float(np.mean(support))
        if reach < _HALF:
            return Predicted(NOT_REACHED, 1 - reach, None)
        stance = Stance.SUPPORT if favour >= _HALF else Stance.DENY
        return Predicted(
            str(stance),
            min(reach, max(favour, 1 - favour)),
            reading.sentences[int(about.argmax())],
        )

    def _fit_side(self, texts: Any, stances: Any) -> Any:
        return _linear().fit(texts, stances == Stance.SUPPORT)

    def _chosen(
        self, parts: Sequence[Sequence[Sentence]], scores: Sequence[Floats], strictness: float
    ) -> Any:
        texts = [
            "\n".join(
                s.plain
                for s, p in zip(sentences, odds, strict=True)
                if p >= strictness or self._named(s)
            )
            for sentences, odds in zip(parts, scores, strict=True)
        ]
        return self._grams.transform(texts)

    def _fallback(
        self, labels: Sequence[Label], rows: Sequence[tuple[int, Sentence]]
    ) -> npt.NDArray[np.bool_]:
        """Mark, where a label came without a quote, the sentences with words of the topic."""
        return np.array(
            [
                not labels[i].quote and labels[i].stance != NOT_REACHED and self._named(s)
                for i, s in rows
            ],
            dtype=bool,
        )

    def _named(self, sentence: Sentence) -> bool:
        return any(word in sentence.plain for word in self._topic)


_NOTHING: Final = Predicted(NOT_REACHED, 1.0, None)


def topic_words(topic: str) -> tuple[str, ...]:
    """Return the words of a topic as a user types it: 职业打假人 知假买假."""
    return tuple(word for word in _SPLIT.split(topic) if len(word) > 1)


def _check(labels: Sequence[Label]) -> None:
    reached = [label.stance for label in labels if label.stance != NOT_REACHED]
    if len(reached) < _LEAST_REACHED or len(set(reached)) < 2:  # noqa: PLR2004
        raise InputError(
            f"{len(reached)} labelled judgments of this corpus reach the question, of stances "
            f"{sorted(set(reached))}: label at least {_LEAST_REACHED}, on both sides"
        )


def _linear() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=30.0, class_weight="balanced", solver="liblinear", random_state=0)


def _cross_fitted(
    grams: Any, about: npt.NDArray[np.bool_], usable: npt.NDArray[np.bool_], owner: Any
) -> Floats:
    scores = np.zeros(len(about))
    for fold in range(_FOLDS):
        held = owner % _FOLDS == fold
        train = usable & ~held
        if held.any() and 0 < about[train].sum() < train.sum():
            model = _linear().fit(grams[train], about[train])
            scores[held] = model.predict_proba(grams[held])[:, 1]
    return scores


def _with_peaks(texts: Any, scores: Sequence[Floats]) -> Any:
    """Return the texts' columns and two more: the best sentence's score, the sum of the best."""
    peaks = [
        (odds.max(), np.sort(odds)[-_BEST:].sum()) if len(odds) else (0.0, 0.0) for odds in scores
    ]
    return sparse.hstack([texts, sparse.csr_matrix(np.array(peaks))]).tocsr()


_SPACE = re.compile(r"[\s、]+")


def is_quoted(reading: Reading, sentence: Sentence, label: Label) -> bool:
    if not label.quote:
        return False
    said = _SPACE.sub("", reading.text[sentence.start : sentence.end])
    quote = _SPACE.sub("", label.quote)
    if said.rstrip("。；！？") in quote or quote in said:
        return True
    return any(
        quote[at : at + _QUOTE_PIECE] in said
        for at in range(0, max(1, len(quote) - _QUOTE_PIECE), _QUOTE_PIECE)
    )
