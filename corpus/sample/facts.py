"""What a sample case is before any sentence of it is written, and what a test may hold true."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

from corpus.sample.law import Cite
from corpus.sample.people import CourtRow, Lawyer, Someone
from corpus.sample.voice import Voice

__all__ = [
    "Dispute",
    "Document",
    "Header",
    "Holding",
    "Money",
    "Narrative",
    "Ruling",
    "Stance",
    "Term",
    "Truth",
]


@dataclass(frozen=True, slots=True)
class Holding:
    """The side that a judgment takes on a question; ``support`` favours who asserts the claim."""

    question: str
    stance: str  # support | deny
    told_apart: bool = False  # a deciding fact, stated in the case, settles it


Stance = dict[str, str]  # question id → support | deny


@dataclass(frozen=True, slots=True)
class Money:
    """One item of a disposition; ``fen`` None where it orders no quantified sum."""

    text: str
    fen: int | None = None
    to_plaintiff: bool = True  # False where the plaintiff has to pay: no award


@dataclass(frozen=True, slots=True)
class Narrative:
    """What the parties say and what happened."""

    claims: tuple[str, ...]
    claim_fen: int
    grounds: str
    defences: tuple[tuple[Someone, str], ...]
    findings: tuple[str, ...]
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """How a court decides a civil dispute, with its reasons."""

    issues: tuple[str, ...]
    reasoning: tuple[str, ...]
    basis: tuple[Cite, ...]  # substantive law only; the frame adds procedure
    orders: tuple[Money, ...]
    result: str  # granted | partly | dismissed
    share: float  # of the costs that the defendants bear
    holdings: tuple[Holding, ...] = ()
    contested: tuple[str, ...] = ()  # the part of the reasoning that answers the issues
    fee_fen: int | None = None  # where it is not that of a property claim

    @property
    def awarded(self) -> int:
        """The quantified sums ordered to the plaintiffs, in fen."""
        return sum(order.fen or 0 for order in self.orders if order.to_plaintiff)

    @property
    def core(self) -> str:
        """What a court of appeal goes into: the contested part, or the main ground."""
        return "".join(self.contested) or self.reasoning[0]


class Dispute(Protocol):
    """The facts of a civil case, able to tell themselves and to be decided."""

    @property
    def cause(self) -> str:
        """Return the cause of action."""
        ...

    @property
    def plaintiffs(self) -> tuple[Someone, ...]:
        """Return who sues."""
        ...

    @property
    def defendants(self) -> tuple[Someone, ...]:
        """Return who is sued."""
        ...

    @property
    def questions(self) -> tuple[str, ...]:
        """Return the ids of the questions that the case argues."""
        ...

    @property
    def absent(self) -> bool:
        """Return whether the first defendant did not come."""
        ...

    @property
    def private(self) -> bool:
        """Return whether the case is heard in camera."""
        ...

    def narrative(self, voice: Voice) -> Narrative:
        """Return claims, defences and findings in fresh words."""
        ...

    def ruling(self, voice: Voice, stances: Stance) -> Ruling:
        """Return the decision that follows from the facts and the court's view of the questions."""
        ...


@dataclass(frozen=True, slots=True)
class Header:
    """Court, number, dates, bench: what stands around the substance."""

    court: CourtRow
    number: str
    filed: dt.date
    heard: dt.date
    decided: dt.date
    simple: bool
    panel: tuple[tuple[str, str], ...]  # (role, name) in the order of the signature
    agents: dict[str, Lawyer] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Term:
    """What a defendant got for a charge, in the words of the JSON contract."""

    defendant: str
    charge: str
    kind: str
    months: int | None
    probation_months: int | None
    fine: int | None
    total_months: int | None


@dataclass(slots=True)
class Truth:
    """What a parser should find in one document, and what was planted in it."""

    path: str
    court: str
    court_code: str
    case_number: str
    case_type: str
    document_type: str
    procedure: str
    causes: list[str]
    date: str
    parties: list[tuple[str, str]]
    panel: list[tuple[str, str]]
    kind: str = "judgment"
    topic: str = ""
    result: str | None = None
    first_instance_result: str | None = None
    awarded_total: float | None = None
    sentences: list[Term] = field(default_factory=list)
    circumstances: dict[str, list[str]] = field(default_factory=dict)
    basis: list[tuple[str, str]] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    defects: list[dict[str, str]] = field(default_factory=list)
    deviation: dict[str, float] | None = None
    fee: float | None = None
    entry_number: str | None = None
    guiding_number: int | None = None
    publish_date: str | None = None
    story: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One generated document."""

    path: str
    text: str
    truth: Truth
