"""What a divergence is: a question, the positions taken on it, and the judgments that take them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["CaseStance", "Confidence", "Divergence", "Excluded", "Level", "Position", "Stance"]


class Stance(StrEnum):
    """The side that a holding takes: ``support`` favours the party that asserts the right."""

    SUPPORT = "support"
    DENY = "deny"
    MIXED = "mixed"


class Confidence(StrEnum):
    """How far a stance can be relied on: ``sure`` is right in about 85-90 of 100."""

    SURE = "sure"
    LIKELY = "likely"


class Excluded(StrEnum):
    """Why a judgment that reaches the question is not counted (REQUIREMENTS section 2)."""

    REVERSED = "已被改判"
    LAW_VERSION = "新旧法差异"
    SERIES = "系列案件"
    DUPLICATE = "重复文书"
    DISTINGUISHED = "可区分"
    NOT_EFFECTIVE = "未生效"


class Level(StrEnum):
    """Weight of an alert (REQUIREMENTS section 6.2): 1 pair, 3 against 3, 5 against 5."""

    HINT = "提示"
    NOTICE = "关注"
    WARNING = "预警"


@dataclass(frozen=True, slots=True)
class CaseStance:
    """The side that one judgment takes, and the sentence that says so.

    ``start``/``end`` are offsets into the judgment's text, whose slice is ``quote``. ``excluded``
    is None where the judgment counts.
    """

    id: str
    quote: str
    start: int
    end: int
    confidence: Confidence
    excluded: Excluded | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """One answer to a question: its side, the holding most like the others', and its cases."""

    stance: Stance
    holding: str
    cases: tuple[CaseStance, ...]


@dataclass(frozen=True, slots=True)
class Divergence:
    """A question that courts answer differently, with what speaks for and against saying so."""

    question: str
    positions: tuple[Position, ...]
    level: Level
    evidence: Mapping[str, object] = field(default_factory=dict)
