"""Divergences as the JSON contract of ``leian divergence`` states them, levels and holdings."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from search_api.consistency.reading import Reading
from search_api.consistency.types import (
    CaseStance,
    Confidence,
    Divergence,
    Level,
    Position,
    Stance,
)

__all__ = ["assemble", "to_builtins"]

_NOTICE, _WARNING = 3, 5  # cases on the smaller side (REQUIREMENTS section 6.2)
_GUARD = 30  # judgments below which figures are descriptive only
_HOLDING = (20, 160)  # characters of a sentence that reads well as a holding


def assemble(
    question: str,
    cases: Mapping[Stance, Sequence[CaseStance]],
    readings: Mapping[str, Reading],
    evidence: Mapping[str, object],
) -> Divergence:
    """Return the divergence with its positions, the larger first, and its level."""
    positions = [
        Position(stance, _holding(rows), tuple(_ordered(rows)))
        for stance, rows in cases.items()
        if rows
    ]
    positions.sort(key=lambda p: (-len(p.cases), p.stance))
    counted: dict[Stance, list[str]] = {
        p.stance: [c.id for c in p.cases if c.excluded is None]
        for p in positions
        if p.stance is not Stance.MIXED
    }
    smaller = min((len(counted.get(s, ())) for s in (Stance.SUPPORT, Stance.DENY)), default=0)
    level = Level.HINT
    if smaller >= _NOTICE:
        level = Level.WARNING if smaller >= _WARNING else Level.NOTICE
    return Divergence(
        question,
        tuple(positions),
        level,
        {**_figures(counted, positions, readings), **evidence},
    )


def to_builtins(divergences: Sequence[Divergence]) -> list[dict[str, Any]]:
    """Return the divergences as plain objects, keys as in the contract."""
    return [
        {
            "question": d.question,
            "positions": [
                {
                    "stance": str(p.stance),
                    "holding": p.holding,
                    "cases": [
                        {
                            "id": c.id,
                            "quote": c.quote,
                            "start": c.start,
                            "end": c.end,
                            "confidence": str(c.confidence),
                            "excluded": str(c.excluded) if c.excluded else None,
                        }
                        for c in p.cases
                    ],
                }
                for p in d.positions
            ],
            "level": str(d.level),
            "evidence": dict(d.evidence),
        }
        for d in divergences
    ]


def _ordered(rows: Sequence[CaseStance]) -> list[CaseStance]:
    return sorted(
        rows, key=lambda c: (c.excluded is not None, c.confidence is not Confidence.SURE, c.id)
    )


def _holding(rows: Sequence[CaseStance]) -> str:
    """Return the quote whose character pairs the other quotes of its side share most."""
    shared = Counter(pair for c in rows for pair in _pairs(c.quote))

    def likeness(case: CaseStance) -> tuple[bool, float]:
        pairs = _pairs(case.quote)
        fits = _HOLDING[0] <= len(case.quote) <= _HOLDING[1] and case.confidence is Confidence.SURE
        return fits, sum(shared[p] for p in pairs) / (len(pairs) + 10)

    return max(rows, key=likeness).quote


def _pairs(text: str) -> set[str]:
    text = re.sub(r"[\W\d]+", "", text)
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _figures(
    counted: Mapping[Stance, Sequence[str]],
    positions: Sequence[Position],
    readings: Mapping[str, Reading],
) -> dict[str, object]:
    courts: dict[str, dict[str, int]] = defaultdict(lambda: {"support": 0, "deny": 0})
    for stance, ids in counted.items():
        for row_id in ids:
            courts[readings[row_id].court or "法院不明"][str(stance)] += 1
    excluded = Counter(c.excluded for p in positions for c in p.cases if c.excluded)
    total = sum(map(len, counted.values()))
    return {
        "counted": {str(stance): len(ids) for stance, ids in counted.items()},
        "courts": {
            str(stance): len({readings[i].court for i in ids}) for stance, ids in counted.items()
        },
        "courts_on_both_sides": sorted(
            court
            for court, n in courts.items()
            if n["support"] and n["deny"] and court != "法院不明"
        ),
        "excluded": {str(reason): count for reason, count in excluded.items() if reason},
        "years": _years(counted, readings),
        "caution": "样本少于30件，仅作描述，个案观点并存，不构成地域倾向结论"
        if total < _GUARD
        else "辅助参考，由法官核对引文后判断",
    }


def _years(
    counted: Mapping[Stance, Sequence[str]], readings: Mapping[str, Reading]
) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for stance, ids in counted.items():
        for row_id in ids:
            date = readings[row_id].date
            if date is not None:
                row = table.setdefault(str(date.year), {"support": 0, "deny": 0})
                row[str(stance)] += 1
    return dict(sorted(table.items()))
