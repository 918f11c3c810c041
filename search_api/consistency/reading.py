"""Reads a judgment for what it decides: own sentences, sides instead of names, whose word it is."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.case_number import find_case_numbers, key
from corpus.models import CaseNumber, CaseType, Judgment, Kind, Party, SectionKind

__all__ = ["Reading", "Sentence", "case_key", "read_judgment", "split_sentences"]

_END = re.compile(r"[。！？；!?;\n]+[”’」』）)]*")
_LEAST = 5  # characters of a sentence that can say anything
# what stands for the parties in the plain text: one sign each, so that n-grams are short
_ASSERTING, _OPPOSING = "Ｐ", "Ｄ"
_ASSERTING_ROLE = re.compile(
    r"(?<!被)(?:原告|起诉人|公诉机关|抗诉机关|自诉人|检察)|^(?:再审申请人|申请人|申请执行人|上诉人)$"
)
_ORIGINAL = re.compile(r"(?:原审|一审|原一审|再审)(?:附带民事诉讼)?(原告|被告)")
_ROLE_WORDS = {
    _ASSERTING: ("附带民事诉讼原告人", "原审原告", "一审原告", "公诉机关", "抗诉机关", "检察机关",
                 "检察院", "自诉人", "原告人", "原告", "公诉人"),
    _OPPOSING: ("附带民事诉讼被告人", "原审被告人", "原审被告", "一审被告", "被告单位", "被告人",
                "被告", "辩护人"),
}  # fmt: skip
_MOVING = ("再审申请人", "上诉人", "申请人")  # roles whose side the party list alone tells
_SHORT = re.compile(
    r"[（(](?:以下|下)?(?:统?简?|均?)称[:：]?[“\"]?([^（）()“”\"，。]{2,16})[”\"]?[）)]"
)
_QUOTED_LAW = re.compile(r"(规定|明确|载明)([^。“]{0,12})“[^”]{12,}”?")
_TITLE = re.compile(r"《[^》\n]{2,60}》")
_ARTICLE = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]+(?:条|款|项)(?:之[一二三四五六七八九十])?(?:、|和|及)?"
)
_NUMBER = re.compile(r"[\d０-９][\d０-９.,，]*")
_RETOLD = re.compile(
    r"^(?:原审|一审|原判|二审|原一审|终审|仲裁)[^，。]{0,12}?(?:认为|认定|判决|查明|裁定)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the court's own reasoning.

    ``plain`` is what is compared across judgments: parties by side (Ｐ asserts, Ｄ opposes), law
    titles, articles and figures by a sign each. ``bare`` is the same without quoted statute text.
    """

    start: int
    end: int
    plain: str
    bare: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the search for divergences keeps of one judgment."""

    id: str
    kind: Kind
    case_type: CaseType
    procedure: str
    court: str
    date: dt.date | None
    number: str | None
    lower: frozenset[str]
    result: str | None
    first_result: str | None
    causes: tuple[str, ...]
    parties: frozenset[str]
    laws: frozenset[tuple[str, str]]
    issues: tuple[str, ...]
    claims: str
    defenses: str
    facts: str
    disposition: str
    gist: str
    sentences: tuple[Sentence, ...]
    text: str


def read_judgment(judgment: Judgment, row_id: str) -> Reading:
    """Return the reading of one judgment under the id that its corpus gives it."""
    names = _sides(judgment)
    number = judgment.case_number
    outcome = judgment.outcome
    return Reading(
        id=row_id,
        kind=judgment.kind,
        case_type=judgment.case_type,
        procedure=judgment.procedure,
        court=(judgment.court.canonical or judgment.court.name) if judgment.court else "",
        date=judgment.date,
        number=case_key(number) if number else None,
        lower=_lower(judgment),
        result=outcome.result if outcome else None,
        first_result=outcome.first_instance_result if outcome else None,
        causes=judgment.causes,
        parties=frozenset(p.name for p in judgment.parties if p.kind != "检察院"),
        laws=frozenset((c.law, c.article) for c in judgment.citations if c.article is not None),
        issues=tuple(names.plain(issue.text) for issue in judgment.issues),
        claims=names.plain(judgment.section(SectionKind.CLAIMS)),
        defenses=names.plain(judgment.section(SectionKind.DEFENSES)),
        facts=names.plain(judgment.section(SectionKind.FINDINGS)),
        disposition=names.plain(judgment.section(SectionKind.DISPOSITION)),
        gist=judgment.section(SectionKind.GIST),
        sentences=tuple(_own_sentences(judgment, names)),
        text=judgment.text,
    )


def case_key(number: CaseNumber) -> str:
    """Return the text under which two spellings of one case number are equal."""
    return "|".join(map(str, key(number)))


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences between two offsets, blanks at their ends left out."""
    at = start
    for match in _END.finditer(text, start, end):
        yield from _trimmed(text, at, match.end())
        at = match.end()
    yield from _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start] in " 　\n、”’":
        start += 1
    while end > start and text[end - 1] in " 　\n":
        end -= 1
    if end - start >= _LEAST:
        yield start, end


def _own_sentences(judgment: Judgment, names: "_Names") -> Iterator[Sentence]:
    for section in judgment.sections:
        if section.kind is not SectionKind.REASONING:
            continue
        for start, end in split_sentences(judgment.text, section.start, section.end):
            said = judgment.text[start:end]
            if not _RETOLD.match(said):
                plain = names.plain(said)
                yield Sentence(start, end, plain, _QUOTED_LAW.sub(r"\1\2“”", plain))


def _lower(judgment: Judgment) -> frozenset[str]:
    return frozenset(
        case_key(number)
        for reference in judgment.case_references
        if reference.kind == "lower_instance"
        for match in find_case_numbers(reference.text)
        for number in match.numbers
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """Replaces the parties' names and roles by their sides."""

    pattern: re.Pattern[str]
    sides: dict[str, str]

    def plain(self, text: str) -> str:
        text = self.pattern.sub(lambda found: self.sides[found[0]], text)
        text = re.sub(f"{_ASSERTING}{{2,}}", _ASSERTING, text)
        text = re.sub(f"{_OPPOSING}{{2,}}", _OPPOSING, text)
        return _NUMBER.sub("0", _ARTICLE.sub("§", _TITLE.sub("《》", text)))


def _sides(judgment: Judgment) -> _Names:
    sides: dict[str, str] = {}
    for party in judgment.parties:
        side = _side_of(party)
        sides[party.name] = side
        for found in re.finditer(re.escape(party.name), judgment.text[:4000]):
            short = _SHORT.match(judgment.text, found.end())
            if short:
                sides[short[1]] = side
        for role in _MOVING:
            if party.role.startswith(role):
                sides[role] = side
            elif party.role.startswith("被" + role):
                sides["被" + role] = side
    for sign, roles in _ROLE_WORDS.items():
        for word in roles:
            sides.setdefault(word, sign)
    sides.setdefault("被上诉人", _ASSERTING if sides.get("上诉人") == _OPPOSING else _OPPOSING)
    sides.setdefault("被申请人", _OPPOSING)
    words = sorted((word for word in sides if word), key=len, reverse=True)
    return _Names(re.compile("|".join(map(re.escape, words))), sides)


def _side_of(party: Party) -> str:
    original = _ORIGINAL.search(party.role)
    if original:
        return _ASSERTING if original[1] == "原告" else _OPPOSING
    return _ASSERTING if _ASSERTING_ROLE.search(party.role) else _OPPOSING
