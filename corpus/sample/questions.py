"""Legal questions that sample cases argue, and which court takes which side of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.sample.facts import Holding, Stance
from corpus.sample.people import CourtRow
from corpus.sample.voice import Voice, load_bank

__all__ = ["Policy", "Question", "all_questions", "flip"]

_BANK = "questions"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: a family of wordings and the item that it is about."""

    family: str
    item: str

    @property
    def id(self) -> str:
        """Return the stable name, e.g. lending.expense/律师费."""
        return f"{self.family}/{self.item}"

    @property
    def topic(self) -> str:
        """Return the topic whose cases argue it."""
        return self.family.partition(".")[0]

    @property
    def title(self) -> str:
        """Return the question as the truth file states it."""
        return load_bank(_BANK)[f"{self.family}.issue"][0].format(item=self.item)

    def say(self, voice: Voice, part: str, **names: str) -> str:
        """Return a wording of one part: issue, plaintiff, defendant, support or deny."""
        return voice.say(_BANK, f"{self.family}.{part}", item=self.item, **names)

    def answer(self, voice: Voice, stances: Stance, **names: str) -> tuple[str, Holding]:
        """Return the court's reasoning on the question and the holding it is."""
        stance = stances.get(self.id, "support")
        return self.say(voice, stance, **names), Holding(self.id, stance)


def all_questions() -> tuple[Question, ...]:
    """Return every question of the bank, family by family."""
    bank = load_bank(_BANK)
    families = [key.removesuffix(".items") for key in bank if key.endswith(".items")]
    return tuple(Question(f, item) for f in families for item in bank[f"{f}.items"])


def _draw(*parts: object) -> float:
    """Return a number in [0, 1) that depends on the parts alone."""
    digest = hashlib.blake2b("/".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64


@dataclass(frozen=True, slots=True)
class Policy:
    """Which questions are argued, and how each court answers them.

    A uniform question has one answer everywhere. A divergent one is answered by each court in its
    own steady way: about two courts in three one way, the third the other.
    """

    seed: int
    active: tuple[Question, ...]
    divergent: frozenset[str]

    @classmethod
    def choose(cls, seed: int, *, questions: int, divergent: int) -> "Policy":
        """Return a policy over so many questions, spread evenly over the families.

        Raises:
            ValueError: the bank has fewer questions than asked for.
        """
        bank = all_questions()
        if questions > len(bank) or divergent > questions:
            raise ValueError(
                f"at most {len(bank)} questions, and no more divergent ones than questions; "
                f"asked for {questions} and {divergent}"
            )
        ranks: dict[str, int] = {}
        order = []
        for question in sorted(bank, key=lambda q: _draw(seed, "order", q.id)):
            ranks[question.family] = ranks.get(question.family, -1) + 1
            order.append((ranks[question.family], _draw(seed, "tie", question.id), question))
        chosen = [question for _, _, question in sorted(order, key=lambda row: row[:2])][:questions]
        split = sorted(chosen, key=lambda q: _draw(seed, "split", q.id))[:divergent]
        return cls(seed, tuple(chosen), frozenset(question.id for question in split))

    def of_topic(self, topic: str) -> tuple[Question, ...]:
        """Return the active questions that cases of a topic can argue."""
        return tuple(q for q in self.active if q.topic == topic)

    def majority(self, question: str) -> str:
        """Return the side that all courts, or most of them, take."""
        return "support" if _draw(self.seed, "side", question) < 0.5 else "deny"

    def stance(self, question: str, court: CourtRow) -> str:
        """Return the side that a court takes."""
        side = self.majority(question)
        if question in self.divergent and _draw(self.seed, "court", question, court.code) < 0.36:
            return flip(side)
        return side

    def stances(self, questions: Sequence[str], court: CourtRow) -> Stance:
        """Return a court's answers to the questions of one case."""
        return {question: self.stance(question, court) for question in questions}


def flip(side: str) -> str:
    """Return the other side."""
    return "deny" if side == "support" else "support"
