"""How a hit is like the query in facts, issues and law: three scores with aligned spans.

Each aspect reads its own part of the hit and nothing else: facts the findings and claims, issues
the reasoning, law the citations. Only hits on the page come here, and only substring search is
done on them. A score is the share of what the query says, by weight, that the hit says as well:
rare words and telling articles count, ubiquitous ones hardly.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.models import Judgment, Section, SectionKind
from corpus.statutes import crosswalk, short_name
from embeddings.views import article_key
from search_api.similar.elements import Elements, differences, elements_of, stated_circumstances
from search_api.similar.types import Aligned, Aspect

__all__ = ["Side", "aspects_of", "make_side"]

_FACTS = (SectionKind.FINDINGS, SectionKind.CLAIMS, SectionKind.EVIDENCE)
_RETOLD = (SectionKind.LOWER_COURT,)
_ISSUES = (SectionKind.REASONING, SectionKind.GIST)
_MOST_TERMS = 80
_RAREST = 4.0  # beyond it a word is a name or a slip: rarer words weigh no more
_MOST_ALIGNED = 6
_TRIED = 24  # of the heaviest words, to find stretches around
_REACH = 24  # characters that a shared word is extended by on either side
_SHORTEST = 4  # characters of a stretch that is worth showing
_READ = 4_000  # characters of a long section
# Articles on procedure and costs say how a case was heard, not what it is about; those of the
# criminal code's general part (1 to 101) how the sentence was found.
_PROCEDURAL = 0.1
_GENERAL = 0.3
_CRIMINAL_CODE = "中华人民共和国刑法"
_GENERAL_PART = 101
_TOLD = 0.5  # of the weightiest article: less is not worth telling that it is missing
_MOST_MISSING = 3

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_CONTENDED = re.compile(r"是否|应否|能否|可否|焦点|如何(?:认定|确定|承担)|认为|主张|辩称")

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Side:
    """The query's side, made once for all hits: texts with weighted terms, articles, elements."""

    facts: str
    fact_terms: Weights
    issues: str
    issue_terms: Weights
    articles: Weights  # with the articles that took the same rule over
    elements: Elements
    circumstances: tuple[str, ...]


def make_side(
    *,
    facts: str,
    issues: str,
    statutes: Sequence[str],
    terms: Callable[[str], Weights],
    rarity: Callable[[Sequence[str]], Weights],
) -> Side:
    """Return the query's side.

    Args:
        facts: what is searched with.
        issues: the query's own reasoning and stated issues; where it is "", the sentences of the
            facts that put a question or contend something stand in.
        statutes: "law#article" of the query.
        terms: text → word → weight.
        rarity: articles → weight.
    """
    issues = issues or _contended(facts)
    return Side(
        facts=facts,
        fact_terms=_heaviest(terms(facts)),
        issues=issues,
        issue_terms=_heaviest(terms(issues)),
        articles=_article_weights(statutes, rarity),
        elements=elements_of(facts),
        circumstances=stated_circumstances(f"{facts}\n{issues}"),
    )


def _contended(facts: str) -> str:
    return "".join(one for one in _SENTENCE.findall(facts) if _CONTENDED.search(one))


def _heaviest(weights: Weights) -> dict[str, float]:
    capped = {term: min(weight, _RAREST) for term, weight in weights.items()}
    ordered = sorted(capped, key=lambda term: (-capped[term], -len(term), term))[:_MOST_TERMS]
    return {term: capped[term] for term in ordered}


def _article_weights(
    statutes: Sequence[str], rarity: Callable[[Sequence[str]], Weights]
) -> dict[str, float]:
    if not statutes:
        return {}
    return {
        article: weight * _importance(article)
        for article, weight in rarity(tuple(dict.fromkeys(statutes))).items()
    }


def _importance(article: str) -> float:
    law, _, number = article.partition("#")
    if "诉讼" in law or "陪审" in law:
        return _PROCEDURAL
    general = law == _CRIMINAL_CODE and int(number.partition("-")[0]) <= _GENERAL_PART
    return _GENERAL if general else 1.0


def aspects_of(
    side: Side, judgment: Judgment, *, meaning: float | None = None
) -> tuple[Aspect, ...]:
    """Return facts, issues and law of one hit; a score is None where a side has nothing.

    ``meaning`` is the cosine of both facts' vectors, which counts as much as the words.
    """
    return _facts(side, judgment, meaning), _issues(side, judgment), _law(side, judgment)


# ------------------------------------------------------------------------------ facts, issues


def _facts(side: Side, judgment: Judgment, meaning: float | None) -> Aspect:
    found = _sections(judgment, _FACTS) or _sections(judgment, _RETOLD)
    text = "\n".join(judgment.text[one.start : min(one.end, one.start + _READ)] for one in found)
    score = _covered(side.fact_terms, text)
    if score is None:
        return Aspect("facts", None)
    if meaning is not None:
        score = (score + min(1.0, max(0.0, meaning))) / 2
    return Aspect(
        "facts",
        score,
        _aligned(side.facts, side.fact_terms, judgment, found),
        differences(side.elements, elements_of(text)),
    )


def _issues(side: Side, judgment: Judgment) -> Aspect:
    found = _sections(judgment, _ISSUES)
    text = "\n".join(judgment.text[one.start : min(one.end, one.start + _READ)] for one in found)
    score = _covered(side.issue_terms, text)
    if score is None:
        return Aspect("issues", None)
    return Aspect(
        "issues",
        score,
        _aligned(side.issues, side.issue_terms, judgment, found),
        tuple(_circumstances(side, judgment)),
    )


def _circumstances(side: Side, judgment: Judgment) -> Iterable[str]:
    """Yield circumstances that the query states and the hit's court did not find."""
    if judgment.outcome is None or not judgment.outcome.circumstances:
        return
    found = {tag for tags in judgment.outcome.circumstances.values() for tag in tags}
    for tag in side.circumstances:
        if not any(tag in one for one in found):
            yield f"本案述及{tag}，该案未认定"


def _sections(judgment: Judgment, kinds: Sequence[SectionKind]) -> list[Section]:
    return [one for one in judgment.sections if one.kind in kinds]


def _covered(terms: Weights, text: str) -> float | None:
    whole = sum(terms.values())
    if not text.strip() or whole <= 0:
        return None
    return sum(weight for term, weight in terms.items() if term in text) / whole


def _aligned(
    mine: str, terms: Weights, judgment: Judgment, sections: Sequence[Section]
) -> tuple[Aligned, ...]:
    """Return stretches that both sides say alike, around the heaviest shared words, longest kept.

    Offsets are into the judgment's text and into the query's own text of that aspect.
    """
    found: list[Aligned] = []
    for term in islice(terms, _TRIED):
        if len(found) == _MOST_ALIGNED:
            break
        ours = mine.find(term)
        theirs = _place(term, judgment.text, sections)
        if ours < 0 or theirs < 0 or any(one.start <= theirs < one.end for one in found):
            continue
        stretch = _stretch(mine, ours, judgment.text, theirs, len(term))
        if stretch.end - stretch.start >= _SHORTEST:
            found.append(stretch)
    return tuple(sorted(found, key=lambda one: one.start))


def _place(term: str, text: str, sections: Sequence[Section]) -> int:
    places = (text.find(term, one.start, min(one.end, one.start + _READ)) for one in sections)
    return next((place for place in places if place >= 0), -1)


def _stretch(mine: str, ours: int, text: str, theirs: int, length: int) -> Aligned:
    before = 0
    while (
        before < min(_REACH, ours, theirs) and mine[ours - before - 1] == text[theirs - before - 1]
    ):
        before += 1
    after, room = length, min(len(mine) - ours, len(text) - theirs, length + _REACH)
    while after < room and mine[ours + after] == text[theirs + after]:
        after += 1
    return Aligned(theirs - before, theirs + after, ours - before)


# ------------------------------------------------------------------------------ law


def _law(side: Side, judgment: Judgment) -> Aspect:
    whole = sum(side.articles.values())
    cited: dict[str, tuple[int, int]] = {}
    for one in judgment.citations:
        key = article_key(one)
        if key is not None:
            for same in (key, *_heirs(key)):
                cited.setdefault(same, (one.start, one.end))
    if not cited or whole <= 0:
        return Aspect("law", None)
    shared = {
        article: span
        for article in side.articles
        for same in (article, *_heirs(article))
        if (span := cited.get(same)) is not None
    }
    spans = sorted(set(shared.values()))
    least = max(side.articles.values()) * _TOLD
    missing = sorted(
        (one for one, weight in side.articles.items() if one not in shared and weight >= least),
        key=lambda article: (-side.articles[article], article),
    )
    return Aspect(
        "law",
        sum(side.articles[article] for article in shared) / whole,
        tuple(Aligned(start, end, None) for start, end in spans[:_MOST_ALIGNED]),
        tuple(f"该案未引用{_printed(article)}" for article in missing[:_MOST_MISSING]),
    )


def _heirs(key: str) -> tuple[str, ...]:
    law, _, article = key.partition("#")
    return tuple(f"{heir}#{number}" for heir, number in crosswalk(law, article))


def _printed(key: str) -> str:
    law, _, article = key.partition("#")
    number, _, inserted = article.partition("-")
    name = short_name(law)
    return f"《{name}》第 {number} 条" + (f"之{inserted}" if inserted else "")
