"""Which judgments do not count against each other: reversed ones, copies, another law version."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from corpus.models import Kind
from corpus.statutes import crosswalk, known_laws
from search_api.consistency.reading import Reading
from search_api.consistency.types import Excluded, Stance

__all__ = ["CIVIL_CODE", "exclusions", "law_change", "overturned"]

CIVIL_CODE = dt.date(2021, 1, 1)  # 民法典 in force
_OVERTURNED = frozenset({"reversed", "remanded"})
_EXPLAINED = 0.9  # of the judgments whose side the law's version alone tells
_CHANCE = 0.1  # a version explains only where it does so much better than the larger side


def overturned(readings: Sequence[Reading]) -> frozenset[str]:
    """Return the ids of judgments that a later instance in the corpus reversed or remanded."""
    fallen = {
        number for reading in readings if reading.result in _OVERTURNED for number in reading.lower
    }
    return frozenset(r.id for r in readings if r.number is not None and r.number in fallen)


def exclusions(
    readings: Mapping[str, Reading],
    stances: Mapping[str, Stance],
    *,
    fallen: frozenset[str],
    series: Mapping[str, int],
    copies: Mapping[str, int],
    change: dt.date | None,
) -> dict[str, Excluded]:
    """Return why judgments are not counted; those that count are absent.

    Of copies and of a series the earliest counts for each side. Where the law's version tells the
    side (``change``), the smaller half, before or since, is set aside.
    """
    found: dict[str, Excluded] = {}
    first: set[tuple[str, int, Stance]] = set()
    minority = _older_or_newer(readings, stances, change)
    order = sorted(stances, key=lambda i: (readings[i].date or dt.date.max, i))
    for row_id in order:
        reading, stance = readings[row_id], stances[row_id]
        if row_id in fallen:
            found[row_id] = Excluded.REVERSED
        elif reading.kind is Kind.JUDGMENT and row_id in minority:
            found[row_id] = Excluded.LAW_VERSION
        elif ("copy", copies[row_id], stance) in first:
            found[row_id] = Excluded.DUPLICATE
        elif ("series", series[row_id], stance) in first:
            found[row_id] = Excluded.SERIES
        else:
            first |= {("copy", copies[row_id], stance), ("series", series[row_id], stance)}
    return found


def law_change(readings: Mapping[str, Reading], stances: Mapping[str, Stance]) -> dt.date | None:
    """Return the day of a change of law that tells nearly every judgment's side, None if none does.

    Looked at are the 民法典 and the versions and repeals of the laws that the judgments cite.
    """
    dated = [(r.date, stances[i]) for i, r in readings.items() if i in stances and r.date]
    best: tuple[float, dt.date] | None = None
    for day in _changes([readings[i] for i in stances]):
        before = Counter(s for d, s in dated if d < day)
        since = Counter(s for d, s in dated if d >= day)
        if not before or not since:
            continue
        (old, right_before), (new, right_since) = before.most_common(1)[0], since.most_common(1)[0]
        share = (right_before + right_since) / len(dated)
        largest = max((before + since).values()) / len(dated)
        explains = old != new and share >= _EXPLAINED and share - largest >= _CHANCE
        if explains and (best is None or share > best[0]):
            best = (share, day)
    return best[1] if best else None


def _changes(readings: Sequence[Reading]) -> list[dt.date]:
    days: Counter[dt.date] = Counter()
    for law, count in Counter(law for r in readings for law in {a for a, _ in r.laws}).items():
        known = known_laws().get(law)
        if known is None:
            continue
        starts = [v.start for v in known.versions[1:] if v.start is not None]
        for day in {*starts, *([known.repealed] if known.repealed else [])}:
            days[day] += count
    if any(crosswalk(*cited) for r in readings for cited in r.laws):
        days[CIVIL_CODE] += len(readings)
    floor = max(2, len(readings) // 5)
    return [day for day, count in days.items() if count >= floor]


def _older_or_newer(
    readings: Mapping[str, Reading], stances: Mapping[str, Stance], change: dt.date | None
) -> frozenset[str]:
    if change is None:
        return frozenset()
    dates = {i: readings[i].date for i in stances}
    older = frozenset(i for i, date in dates.items() if date is not None and date < change)
    newer = frozenset(i for i, date in dates.items() if date is not None and date >= change)
    return min(older, newer, key=len)
