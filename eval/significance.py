"""How far a difference can be believed: bootstrap intervals and paired randomisation tests."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Comparison", "Interval", "bootstrap", "compare"]

_RESAMPLES = 10_000
_SEED = 20_260_101


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with the ends of its 95 % percentile bootstrap interval over queries."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Mean paired difference with interval, and the two-sided p of a sign-flip test."""

    difference: Interval
    p: float


def bootstrap(values: Sequence[float]) -> Interval:
    """Return the mean with its interval; the same values give the same interval."""
    if not values:
        return Interval(0.0, 0.0, 0.0)
    sample = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(_SEED)
    drawn = random.integers(len(sample), size=(_RESAMPLES, len(sample)))
    low, high = np.percentile(sample[drawn].mean(1), [2.5, 97.5])
    return Interval(float(sample.mean()), float(low), float(high))


def compare(ours: Sequence[float], theirs: Sequence[float]) -> Comparison:
    """Return how much ours exceed theirs, query by query (Smucker, Allan and Carterette 2007)."""
    differences = np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64)
    random = np.random.default_rng(_SEED)
    signs = random.choice([-1.0, 1.0], size=(_RESAMPLES, len(differences)))
    extreme = np.abs((signs * differences).mean(1)) >= abs(differences.mean()) - 1e-12
    p = (1 + int(extreme.sum())) / (1 + _RESAMPLES)
    return Comparison(bootstrap(differences.tolist()), p)
