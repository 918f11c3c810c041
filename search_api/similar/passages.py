"""The stretches of a judgment that answer a request, with the words that match marked.

Only hits on the page come here, and only plain substring search is done on them: 20 judgments of
6,000 characters take a few milliseconds.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.models import Judgment, SectionKind
from corpus.segment import fold
from search_api.similar.types import Passage

__all__ = ["find_passages"]

_LONGEST = 160
_MOST_TERMS = 40
_MOST_PLACES = 60  # of one term in one judgment
_READ = 60_000  # characters of a very long judgment
_ENDS = re.compile(r"[。！？；\n]+")
_REPEAT = 0.15  # what saying a term again adds
_TAIL = 0.45  # a further passage must be this good beside the best one

# What a judge reads first; parties, signatures and notices answer no request.
_SECTION_WEIGHT = {
    SectionKind.GIST: 1.3,
    SectionKind.FINDINGS: 1.2,
    SectionKind.REASONING: 1.1,
    SectionKind.CLAIMS: 0.8,
    SectionKind.DEFENSES: 0.7,
    SectionKind.EVIDENCE: 0.7,
    SectionKind.LOWER_COURT: 0.8,
    SectionKind.PARTIES: 0.1,
    SectionKind.TITLE: 0.1,
    SectionKind.CASE_NUMBER: 0.1,
    SectionKind.SIGNATURE: 0.0,
    SectionKind.NOTICE: 0.0,
    SectionKind.ANNEX: 0.1,
    SectionKind.INDEX: 0.1,
    SectionKind.COSTS: 0.2,
}
_ELSEWHERE = 0.6


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    term: str


def find_passages(
    judgment: Judgment, terms: Mapping[str, float], *, most: int = 3
) -> tuple[Passage, ...]:
    """Return the best passages, best first: at most ``most``, ≤ 160 characters, none overlapping.

    Args:
        judgment: the hit.
        terms: term → weight, terms folded as the segmenter folds.
        most: how many passages are wanted at most.
    """
    heaviest = sorted(terms, key=lambda term: (-terms[term], term))[:_MOST_TERMS]
    places = _find_places(judgment.text[:_READ], heaviest)
    if not places:
        return ()
    ends = [match.end() for match in _ENDS.finditer(judgment.text, 0, _READ)]
    sentences: dict[int, list[_Place]] = {}
    for place in places:
        sentences.setdefault(bisect_right(ends, place.start), []).append(place)
    scored = sorted(
        ((_score(judgment, found, terms), number) for number, found in sentences.items()),
        key=lambda pair: (-pair[0], pair[1]),
    )
    best = scored[0][0]
    passages: list[Passage] = []
    for score, number in scored:
        if len(passages) == most or score <= 0 or score < best * _TAIL:
            break
        start, end = _window(judgment.text, ends, number, sentences[number], terms)
        if all(end <= other.start or other.end <= start for other in passages):
            passages.append(_passage(judgment, start, end, places))
    return tuple(passages)


def _find_places(text: str, terms: list[str]) -> list[_Place]:
    # Chinese characters fold to themselves, so the costly folding is for Latin and digits alone.
    if any(character < "〇" for term in terms for character in term):
        text = fold(text)
    places = []
    for term in terms:
        place = text.find(term)
        for _ in range(_MOST_PLACES):
            if place < 0:
                break
            places.append(_Place(place, place + len(term), term))
            place = text.find(term, place + len(term))
    return sorted(places, key=lambda one: (one.start, -one.end))


def _score(judgment: Judgment, places: list[_Place], terms: Mapping[str, float]) -> float:
    distinct = {place.term for place in places}
    said = sum(terms[term] for term in distinct)
    again = sum(terms[place.term] for place in places) - said
    kind = _section_at(judgment, places[0].start)
    weight = _ELSEWHERE if kind is None else _SECTION_WEIGHT.get(kind, _ELSEWHERE)
    return weight * (said + _REPEAT * again)


def _section_at(judgment: Judgment, offset: int) -> SectionKind | None:
    for section in judgment.sections:
        if section.start <= offset < section.end:
            return section.kind
    return None


def _window(
    text: str, ends: list[int], number: int, places: list[_Place], terms: Mapping[str, float]
) -> tuple[int, int]:
    """Return the sentence's span; of a long one the 160 characters with the heaviest terms."""
    start = ends[number - 1] if number else 0
    end = ends[number] if number < len(ends) else len(text)
    while end < len(text) and number + 1 < len(ends) and ends[number + 1] - start <= _LONGEST:
        number += 1  # short sentences are read with the next one
        end = ends[number]
    if end - start > _LONGEST:
        start, end = _densest(text, start, end, places, terms)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _densest(
    text: str, start: int, end: int, places: list[_Place], terms: Mapping[str, float]
) -> tuple[int, int]:
    best, best_score = (start, start + _LONGEST), -1.0
    for first in places:
        begin = max(start, text.rfind("，", start, first.start) + 1)
        if first.start - begin > _LONGEST // 2:
            begin = max(start, first.start - _LONGEST // 4)
        stop = min(end, begin + _LONGEST)
        inside = {one.term for one in places if begin <= one.start and one.end <= stop}
        score = sum(terms[term] for term in inside)
        if score > best_score:
            best, best_score = (begin, stop), score
    return best


def _passage(judgment: Judgment, start: int, end: int, places: list[_Place]) -> Passage:
    marks: list[tuple[int, int]] = []
    for place in places:
        if place.start < start or place.end > end:
            continue
        if marks and place.start <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(marks[-1][1], place.end))
        else:
            marks.append((place.start, place.end))
    section = _section_at(judgment, marks[0][0]) if marks else _section_at(judgment, start)
    return Passage(
        start=start,
        end=end,
        text=judgment.text[start:end],
        section=section.value if section else None,
        marks=tuple(marks),
    )
