"""The stretches of a judgment that answer a request, with the words that match marked.

Only hits on the page come here, and only plain substring search is done on them: 20 judgments of
6,000 characters take some milliseconds.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from corpus.models import Judgment, Section, SectionKind
from search_api.similar.types import Passage

__all__ = ["find_passages"]

_LONGEST = 160
_MOST_TERMS = 28
_MOST_PLACES = 24  # of one term in one judgment
_READ = 60_000  # characters of a very long judgment
_REPEAT = 0.15  # what saying a term again adds
_TAIL = 0.45  # a further passage must be this good beside the best one
_LEAD = 48  # characters before the first mark that a sentence's beginning may take

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

_Place = tuple[int, int, str]  # start, end, term


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
    places = sorted(_places(judgment.text, heaviest))
    sections = sorted(judgment.sections, key=lambda section: section.start)
    starts = [section.start for section in sections]
    windows = _windows(places, terms, sections)
    passages: list[Passage] = []
    best = 0.0
    for score, first, last in sorted(windows, key=lambda one: (-one[0], one[1])):
        best = max(best, score)
        if len(passages) == most or score <= 0 or score < best * _TAIL:
            break
        stop = _section_end(sections, starts, places[first][0])
        start, end = _snapped(judgment.text, places[first][0], places[last][1], stop=stop)
        if all(end <= other.start or other.end <= start for other in passages):
            passages.append(_passage(judgment.text, start, end, places, sections))
    return tuple(passages)


def _places(text: str, terms: Sequence[str]) -> Iterator[_Place]:
    """Yield where the terms stand; folding the text would cost more than looking thrice."""
    for term in terms:
        for spelling in _spellings(term):
            place = text.find(spelling, 0, _READ)
            for _ in range(_MOST_PLACES):
                if place < 0:
                    break
                yield place, place + len(term), term
                place = text.find(spelling, place + len(term), _READ)


def _spellings(term: str) -> Sequence[str]:
    """Return the term as texts spell it: Latin and digits also capital and full-width."""
    if not any(character < "\x7f" for character in term):
        return (term,)
    wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in term)
    return tuple(dict.fromkeys((term, term.upper(), wide)))


def _windows(
    places: Sequence[_Place], terms: Mapping[str, float], sections: Sequence[Section]
) -> list[tuple[float, int, int]]:
    """Return (score, first place, last place) of the widest window that begins at each place."""
    starts = [section.start for section in sections]
    inside: dict[str, int] = {}
    distinct = repeated = 0.0
    last = -1
    windows = []
    for first, (start, _, term) in enumerate(places):
        reach = min(start + _LONGEST - _LEAD, _section_end(sections, starts, start))
        while last + 1 < len(places) and places[last + 1][1] <= reach:
            last += 1
            entering = places[last][2]
            if inside.get(entering, 0):
                repeated += terms[entering]
            else:
                distinct += terms[entering]
            inside[entering] = inside.get(entering, 0) + 1
        if last < first:  # a term longer than a passage
            last = first
            continue
        weight = _weight_at(sections, starts, start)
        windows.append((weight * (distinct + _REPEAT * repeated), first, last))
        inside[term] -= 1
        if inside[term]:
            repeated -= terms[term]
        else:
            distinct -= terms[term]
    return windows


def _section_at(
    sections: Sequence[Section], starts: Sequence[int], offset: int
) -> SectionKind | None:
    number = bisect_right(starts, offset) - 1
    if number >= 0 and offset < sections[number].end:
        return sections[number].kind
    return None


def _section_end(sections: Sequence[Section], starts: Sequence[int], offset: int) -> int:
    """Return where the section at the offset ends, or where the next one begins."""
    number = bisect_right(starts, offset)
    if number and offset < sections[number - 1].end:
        return sections[number - 1].end
    return starts[number] if number < len(starts) else _READ + _LONGEST


def _weight_at(sections: Sequence[Section], starts: Sequence[int], offset: int) -> float:
    kind = _section_at(sections, starts, offset)
    return _ELSEWHERE if kind is None else _SECTION_WEIGHT.get(kind, _ELSEWHERE)


def _snapped(text: str, first: int, last: int, *, stop: int) -> tuple[int, int]:
    """Return the window widened to sentences, within 160 characters and before ``stop``."""
    start = _after_last(text, "。！？；\n", first)
    if first - start > _LEAD:
        start = max(_after_last(text, "，：、", first), first - _LEAD)
    limit = min(len(text), start + _LONGEST, max(stop, last))
    ends = [place for sign in "。！？；\n" if (place := text.find(sign, last - 1, limit)) >= 0]
    end = min(ends) + 1 if ends else limit
    if not ends and (comma := text.rfind("，", last, limit)) > 0:
        end = comma
    # A short sentence is read with what follows it.
    if end - start < _LONGEST // 3:
        further = [place for sign in "。；\n" if (place := text.rfind(sign, end, limit)) >= 0]
        end = max(further) + 1 if further else end
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _after_last(text: str, signs: str, before: int) -> int:
    return max(text.rfind(sign, max(0, before - _LONGEST), before) for sign in signs) + 1 or max(
        0, before - _LONGEST
    )


def _passage(
    text: str, start: int, end: int, places: Sequence[_Place], sections: Sequence[Section]
) -> Passage:
    marks: list[tuple[int, int]] = []
    for begin, stop, _ in places:
        if begin < start or stop > end:
            continue
        if marks and begin <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(marks[-1][1], stop))
        else:
            marks.append((begin, stop))
    section = _section_at(sections, [one.start for one in sections], marks[0][0])
    return Passage(
        start=start,
        end=end,
        text=text[start:end],
        section=section.value if section else None,
        marks=tuple(marks),
    )
