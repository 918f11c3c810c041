"""Legal questions that sample cases argue, and which court takes which side of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.sample.facts import Holding, Stance
from corpus.sample.people import CourtRow
from corpus.sample.voice import Voice, load_bank

__all__ = ["Policy", "Question", "all_questions", "flip"]

_BANK = "questions"
_CRIMINAL = frozenset({"theft", "driving"})
_TWISTED = 0.35  # of the cases on a conditional question


@dataclass(frozen=True, slots=True)
class Question:
    """One question: a family of wordings and the item that it is about.

    ``turns`` is set in a case with a deciding fact that settles the answer everywhere;
    ``versions`` are the answers under the law before and since the 民法典, where they differ.
    """

    family: str
    item: str
    turns: str = ""
    versions: tuple[str, str] | None = None

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
        text = voice.say(_BANK, f"{self.family}.{part}", item=self.item, **names)
        return text + self._twist(voice, "fact", **names) if part == "fact" else text

    def _twist(self, voice: Voice, part: str, **names: str) -> str:
        if not self.turns:
            return ""
        key = f"{self.family}.twist.{self.turns}.{part}"
        return voice.say(_BANK, key, item=self.item, **names)

    def side(self, stances: Stance, *, new_law: bool = True) -> str:
        """Return the answer in this case: by its deciding fact, the law's version, or the court."""
        if self.turns:
            return self.turns
        if self.versions:
            return self.versions[new_law]
        return stances.get(self.id, "support")

    def answer(
        self, voice: Voice, stances: Stance, *, new_law: bool = True, **names: str
    ) -> tuple[str, Holding]:
        """Return the court's reasoning on the question and the holding it is."""
        stance = self.side(stances, new_law=new_law)
        reason = self._twist(voice, "reason", **names) + self.say(voice, stance, **names)
        return reason, Holding(self.id, stance, told_apart=bool(self.turns))


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
    own steady way: about two courts in three one way, the third the other. Two kinds only look
    divergent: ``versioned`` ones change with the 民法典, ``conditional`` ones turn on a fact.
    """

    seed: int
    active: tuple[Question, ...]
    divergent: frozenset[str]
    versioned: frozenset[str] = frozenset()
    conditional: frozenset[str] = frozenset()

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
        ranked = sorted(chosen, key=lambda q: _draw(seed, "split", q.id))
        split, rest = ranked[:divergent], ranked[divergent:]
        civil = [q for q in rest if q.topic not in _CRIMINAL]
        few = questions // 20
        versioned = civil[:few]
        twisted = [q for q in civil[few:] if f"{q.family}.twist.deny.fact" in load_bank(_BANK)]
        return cls(
            seed,
            tuple(chosen),
            frozenset(question.id for question in split),
            frozenset(question.id for question in versioned),
            frozenset(question.id for question in twisted[:few]),
        )

    def argued(self, question: Question, voice: Voice) -> Question:
        """Return the question as one case argues it: with its versions, or a deciding fact."""
        side = self.majority(question.id)
        if question.id in self.versioned:
            return replace(question, versions=(flip(side), side))
        if question.id in self.conditional and voice.chance(_TWISTED):
            return replace(question, turns=flip(side))
        return question

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
