"""How long: a steady sentencing rule, so that a planted deviation stands out from its peers."""

import math

from corpus.sample.voice import Voice

__all__ = ["TIERS", "driving_months", "grade", "scaled", "theft_months"]

# Hunan's thresholds for 数额较大, 数额巨大 and 数额特别巨大 in yuan.
TIERS = (2_000, 50_000, 400_000)

_FACTORS = {
    "累犯": 1.22,
    "前科": 1.06,
    "自首": 0.72,
    "坦白": 0.87,
    "认罪认罚": 0.92,
    "退赃退赔": 0.85,
    "赔偿损失": 0.9,
    "取得谅解": 0.92,
    "从犯": 0.6,
}
_MITIGATING = frozenset({"自首", "从犯"})


def grade(total: int) -> int:
    """Return 0 for below or 较大, 1 for 巨大, 2 for 特别巨大; ``total`` in yuan."""
    return 0 if total < TIERS[1] else 1 if total < TIERS[2] else 2


def _base(total: int) -> float:
    band = grade(total)
    if band == 0:
        return 6 + 30 * math.pow(max(0, total - TIERS[0]) / (TIERS[1] - TIERS[0]), 0.7)
    if band == 1:
        return 38 + 80 * math.pow((total - TIERS[1]) / (TIERS[2] - TIERS[1]), 0.8)
    return 122 + min(36.0, (total - TIERS[2]) / 20_000)


def theft_months(
    total: int, times: int, circumstances: tuple[str, ...], voice: Voice, scale: float
) -> int:
    """Return the term for theft in months, 1 to 180; below six it is 拘役."""
    months = _base(total) * (1 + 0.04 * min(times - 1, 6))
    for tag in circumstances:
        months *= _FACTORS.get(tag, 1.0)
    months *= voice.rng.uniform(0.94, 1.06) * scale
    floor, ceiling = ((1, 36), (36, 120), (120, 180))[grade(total)]
    if _MITIGATING & set(circumstances):
        floor = 1
    if scale > 1:
        ceiling = min(180, ceiling * 3)
    return max(floor, min(ceiling, round(months)))


def driving_months(alcohol: int, circumstances: tuple[str, ...], voice: Voice, scale: float) -> int:
    """Return the term of 拘役 for drunk driving in months, 1 to 6; ``alcohol`` in mg/100 ml."""
    months = 1 + (alcohol - 80) / 60
    for tag in circumstances:
        months *= _FACTORS.get(tag, 1.0)
    return max(1, min(6, round(months * voice.rng.uniform(0.92, 1.08) * scale)))


def scaled(amount: float, step: int, least: int) -> int:
    """Return the amount rounded to whole steps, at least ``least``."""
    return max(least, round(amount / step) * step)
