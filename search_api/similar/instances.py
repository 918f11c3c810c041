"""The same case in other instances: judgments linked by the numbers that they name."""

from itertools import islice

from corpus.case_number import find_case_numbers
from corpus.models import Judgment
from indexer.pipeline.documents import case_number_key
from indexer.types import CaseIndex, Clause, KeywordField, Match
from search_api.store import SqlRecordStore

__all__ = ["find_instances", "own_keys"]

_MOST = 24  # documents of one case; a chain of first instance, appeal, retrial and rulings is short
_MOST_CITING = 200  # documents looked at that name one number


def own_keys(judgment: Judgment) -> tuple[str, ...]:
    """Return the equality key of the judgment's own number, () when it has none."""
    number = judgment.case_number
    return () if number is None else (case_number_key(number),)


def _lower_keys(judgment: Judgment) -> frozenset[str]:
    """Return the keys of the numbers that the judgment names as its lower instance."""
    return frozenset(
        case_number_key(number)
        for reference in judgment.case_references
        if reference.kind == "lower_instance"
        for match in find_case_numbers(reference.text)
        for number in match.numbers
    )


def find_instances(
    judgment: Judgment, *, index: CaseIndex, store: SqlRecordStore
) -> tuple[Judgment, ...]:
    """Return the other instances of the judgment's case, oldest first, unknown dates last.

    Two documents belong to one case when one names the other's number as its lower instance, or
    when they bear the same number (a library entry and the judgment that it was made from).
    """
    found = {judgment.id: judgment}
    waiting = [judgment]
    while waiting and len(found) < _MOST:
        for other in _neighbours(waiting.pop(0), index=index, store=store):
            if other.id not in found and len(found) < _MOST:
                found[other.id] = other
                waiting.append(other)
    del found[judgment.id]
    return tuple(sorted(found.values(), key=lambda one: (one.date is None, one.date or 0, one.id)))


def _neighbours(judgment: Judgment, *, index: CaseIndex, store: SqlRecordStore) -> list[Judgment]:
    own, lower = own_keys(judgment), _lower_keys(judgment)
    numbers = tuple(dict.fromkeys((*own, *sorted(lower))))
    same = _matching(index, Match(KeywordField.CASE_NUMBER, numbers)) if numbers else []
    naming = _matching(index, Match(KeywordField.REFERENCE, own)) if own else []
    # A reference may also be a mere citation: only one as lower instance makes it the same case.
    return store.get(same) + [
        other for other in store.get(naming) if _lower_keys(other) & frozenset(own)
    ]


def _matching(index: CaseIndex, where: Clause) -> list[str]:
    return list(islice(index.scan(where), _MOST_CITING))
