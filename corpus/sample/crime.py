"""The frame of criminal judgments: facts of an accused, first instance, second instance."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from corpus.sample.facts import Header, Holding, Stance, Term, Truth
from corpus.sample.frame import basis_pairs, finish, head_lines, signature
from corpus.sample.law import CRIMINAL_LAW, CRIMINAL_PROCEDURE, Cite, cite_text
from corpus.sample.numerals import add_months, cn_number, cn_term, day
from corpus.sample.people import Someone, intermediate_of
from corpus.sample.voice import Voice

__all__ = [
    "Accused",
    "Crime",
    "CrimeCase",
    "CrimeRuling",
    "CrimeStory",
    "circumstance_words",
    "general_basis",
    "render_crime",
    "render_crime_appeal",
]

_BANK = "crime"
_WORDS = {
    "主犯": "principal",
    "从犯": "accomplice",
    "累犯": "recidivist",
    "前科": "record",
    "自首": "surrender",
    "坦白": "confession",
    "认罪认罚": "plea",
    "退赃退赔": "returned",
    "赔偿损失": "paid",
    "取得谅解": "forgiven",
}
# The articles of the general part that each circumstance rests on, in the order of the code.
_ARTICLES = {
    "主犯": Cite(CRIMINAL_LAW, "26", 1),
    "从犯": Cite(CRIMINAL_LAW, "27"),
    "累犯": Cite(CRIMINAL_LAW, "65", 1),
    "自首": Cite(CRIMINAL_LAW, "67", 1),
    "坦白": Cite(CRIMINAL_LAW, "67", 3),
}


@dataclass(frozen=True, slots=True)
class Accused:
    """A defendant with what the head says and what the sentence rests on."""

    person: Someone
    schooling: str
    detained: dt.date
    arrested: dt.date | None  # None: on bail
    circumstances: tuple[str, ...]
    record: str = ""
    counsel: str = ""

    @property
    def name(self) -> str:
        """The name that the text uses throughout."""
        return self.person.name


@dataclass(frozen=True, slots=True)
class CrimeStory:
    """What is charged, answered and found."""

    accusation: str
    answer: str
    findings: tuple[str, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class CrimeRuling:
    """How a court decides a criminal case."""

    terms: tuple[Term, ...]
    circumstances: dict[str, list[str]]
    reasoning: str
    core: str  # what is contested on appeal
    basis: tuple[Cite, ...]
    extra: tuple[str, ...]
    holdings: tuple[Holding, ...]
    issues: tuple[str, ...] = ()


class Crime(Protocol):
    """The facts of a criminal case, able to tell themselves and to be decided."""

    @property
    def charge(self) -> str:
        """Return the charge with 罪."""
        ...

    @property
    def accused(self) -> tuple[Accused, ...]:
        """Return the defendants in the order of the indictment."""
        ...

    @property
    def questions(self) -> tuple[str, ...]:
        """Return the ids of the questions that the case argues."""
        ...

    def story(self, voice: Voice) -> CrimeStory:
        """Return charge, plea and findings in fresh words."""
        ...

    def ruling(self, voice: Voice, stances: Stance, scale: float = 1.0) -> CrimeRuling:
        """Return the sentence that follows from the facts; ``scale`` makes a planted deviation."""
        ...


@dataclass(frozen=True, slots=True)
class CrimeCase:
    """A criminal case of first instance."""

    header: Header
    crime: Crime
    story: CrimeStory
    ruling: CrimeRuling
    prosecutor: str
    indictment: str
    mode: str  # quick | simple | ordinary


def circumstance_words(accused: Accused, found: list[str], voice: Voice) -> str:
    """Return the sentences on the circumstances that the court finds for one defendant."""
    return "".join(
        voice.say(_BANK, f"reason.{_WORDS[c]}", df=accused.name) for c in found if c in _WORDS
    )


def general_basis(
    special: list[Cite], found: dict[str, list[str]], *, probation: bool
) -> list[Cite]:
    """Return special and general part articles, and 刑事诉讼法 Art. 15 where guilt is admitted."""
    tags = [tag for tags in found.values() for tag in tags]
    general = {_ARTICLES[tag] for tag in tags if tag in _ARTICLES}
    if {"主犯", "从犯"} & set(tags):
        general.add(Cite(CRIMINAL_LAW, "25", 1))
    if probation:
        general |= {Cite(CRIMINAL_LAW, "72", 1), Cite(CRIMINAL_LAW, "73")}
    general |= {Cite(CRIMINAL_LAW, "52"), Cite(CRIMINAL_LAW, "53"), Cite(CRIMINAL_LAW, "64")}
    ordered = sorted(general, key=lambda c: (int(c.article), c.paragraph or 0))
    plea = [Cite(CRIMINAL_PROCEDURE, "15")] if "认罪认罚" in tags else []
    return [*special, *ordered, *plea]


def _accused_lines(case: CrimeCase, voice: Voice) -> list[str]:
    lines = []
    place = case.header.court.town
    for accused in case.crime.accused:
        detail = accused.person.detail.replace("，住", f"，{accused.schooling}，住", 1)
        slots = {"charge": case.crime.charge, "place": place, "detained": day(accused.detained)}
        if accused.arrested:
            same = accused.arrested.year == accused.detained.year
            when = f"同年{accused.arrested.month}月{accused.arrested.day}日"
            arrested = when if same else day(accused.arrested)
            text = voice.say(_BANK, "head.detained", arrested=arrested, **slots)
        else:
            text = voice.say(_BANK, "head.bailed", **slots)
        lines.append(f"被告人{accused.name}{detail}{accused.record}{text}")
        if accused.counsel:
            lines.append(f"辩护人{accused.counsel}律师。")
    return lines


def _names(case: CrimeCase) -> str:
    return "、".join(accused.name for accused in case.crime.accused)


def _procedure(case: CrimeCase, voice: Voice) -> str:
    header, office = case.header, case.header.court.prosecution
    text = (
        f"{office}以{case.indictment}起诉书指控被告人{_names(case)}犯{case.crime.charge}，"
        f"于{day(header.filed)}向本院提起公诉。"
    )
    text += voice.say(
        _BANK,
        f"procedure.{case.mode}",
        filed=day(header.filed),
        heard=day(header.heard),
        judge=header.panel[0][1],
    )
    counsel = [a.counsel.partition("，")[0] for a in case.crime.accused if a.counsel]
    with_counsel = f"及其辩护人{'、'.join(counsel)}" if counsel else ""
    return text + voice.say(
        _BANK,
        "procedure.present",
        office=office,
        prosecutor=case.prosecutor,
        df=_names(case),
        counsel=with_counsel,
    )


def _money(amount: int, voice: Voice) -> str:
    return f"人民币{cn_number(amount)}元" if voice.chance(0.7) else f"人民币{amount}元"


def _term_words(term: Term, voice: Voice) -> str:
    text = f"被告人{term.defendant}犯{term.charge}，判处{term.kind}{cn_term(term.months or 0)}"
    if term.probation_months:
        text += f"，缓刑{cn_term(term.probation_months)}"
    return text + (f"，并处罚金{_money(term.fine, voice)}" if term.fine else "")


def _term_note(term: Term, accused: Accused, voice: Voice) -> str:
    due = voice.say(_BANK, "fine.due")
    if term.probation_months:
        return voice.say(_BANK, "term.probation", fine_due=due)
    if accused.arrested is None:
        return voice.say(_BANK, "term.bail", fine_due=due)
    end = add_months(accused.detained, term.months or 0) - dt.timedelta(days=1)
    return voice.say(_BANK, "term.custody", start=day(accused.detained), end=day(end), fine_due=due)


def _orders(ruling: CrimeRuling, crime: Crime, voice: Voice) -> list[str]:
    by_name = {accused.name: accused for accused in crime.accused}
    items = [
        (_term_words(term, voice), _term_note(term, by_name[term.defendant], voice))
        for term in ruling.terms
    ]
    items += [(text, "") for text in ruling.extra]
    if len(items) == 1:
        return [items[0][0] + "。" + items[0][1]]
    lines = []
    for i, (text, note) in enumerate(items, 1):
        lines.append(f"{cn_number(i)}、{text}{'。' if note or i == len(items) else '；'}")
        if note:
            lines.append(note)
    return lines


def render_crime(case: CrimeCase, voice: Voice, truth: Truth) -> str:
    """Return the judgment of first instance, and complete its truth."""
    header, story, ruling = case.header, case.story, case.ruling
    lines = [*head_lines(header, "刑事判决书"), f"公诉机关{header.court.prosecution}。"]
    lines += [*_accused_lines(case, voice), _procedure(case, voice)]
    lines += [voice.short(story.accusation), voice.short(story.answer)]
    lead = voice.pick(("经审理查明：", "经审理查明，", "本院经审理查明："))
    lines += [lead + story.findings[0], *story.findings[1:], story.evidence]
    lines.append(f"本院认为，{ruling.reasoning}")
    lines[-1] += voice.say(_BANK, "basis", basis=cite_text(list(ruling.basis)))
    lines += _orders(ruling, case.crime, voice)
    lines.append(voice.say(_BANK, "notice", above=intermediate_of(header.court).name))
    lines += signature(header, voice)
    truth.parties = [(header.court.prosecution, "公诉机关")]
    truth.parties += [(a.name, "被告人") for a in case.crime.accused]
    _complete(truth, ruling)
    return finish(lines)


def _complete(truth: Truth, ruling: CrimeRuling) -> None:
    truth.sentences = list(ruling.terms)
    truth.circumstances = ruling.circumstances
    truth.basis = basis_pairs(ruling.basis)
    truth.holdings = list(ruling.holdings)
    truth.issues = list(ruling.issues)


def render_crime_appeal(
    case: CrimeCase, header: Header, ruling: CrimeRuling, voice: Voice, truth: Truth
) -> str:
    """Return the decision of second instance: affirmed by a 裁定书, or a new sentence."""
    reverse = ruling.terms != case.ruling.terms
    lines = head_lines(header, "刑事判决书" if reverse else "刑事裁定书")
    lines.append(f"原公诉机关{case.header.court.prosecution}。")
    first, *others = _accused_lines(case, voice)
    lines.append(first.replace("被告人", "上诉人（原审被告人）", 1))
    lines += [line.replace("被告人", "原审被告人", 1) for line in others]
    appellant = case.crime.accused[0].name
    lines.append(
        voice.say(
            _BANK,
            "appeal.procedure",
            below=case.header.court.name,
            office=case.header.court.prosecution,
            df=_names(case),
            charge=case.crime.charge,
            below_date=day(case.header.decided),
            below_number=case.header.number,
            ap=appellant,
            filed=day(header.filed),
        )
    )
    lines.append(voice.say(_BANK, "appeal.below", findings="".join(case.story.findings)))
    below = "".join(line for line in _orders(case.ruling, case.crime, voice) if line[0] != "（")
    lines.append(
        voice.say(_BANK, "appeal.below.held", reasoning=case.ruling.reasoning, orders=below)
    )
    lines.append(voice.say(_BANK, "appeal.ground", ap=appellant))
    lines.append(voice.say(_BANK, "appeal.facts"))
    item = Cite(CRIMINAL_PROCEDURE, "236", 1, 2 if reverse else 1)
    basis = [*(c for c in ruling.basis if reverse), item]
    if reverse:
        basis = [c for c in basis if c.law == CRIMINAL_LAW] + [item]
    key = "appeal.reverse" if reverse else "appeal.affirm"
    held = ruling.core
    if reverse:
        held += "".join(
            circumstance_words(a, ruling.circumstances[a.name], voice) for a in case.crime.accused
        )
    lines.append(voice.say(_BANK, key, held=held, ap=appellant, basis=cite_text(basis)))
    if reverse:
        cancel = f"撤销{case.header.court.name}{case.header.number}刑事判决"
        lines += _numbered_from(cancel, _orders(ruling, case.crime, voice), ruling)
    else:
        lines.append("驳回上诉，维持原判。")
    kind = "判决" if reverse else "裁定"
    lines += [f"本{kind}为终审{kind}。", *signature(header, voice)]
    truth.parties = [
        (case.header.court.prosecution, "原公诉机关"),
        (appellant, "上诉人（原审被告人）"),
    ]
    truth.parties += [(a.name, "原审被告人") for a in case.crime.accused[1:]]
    if reverse:
        _complete(truth, ruling)
    truth.basis = basis_pairs(basis)
    truth.result = "reversed" if reverse else "affirmed"
    truth.document_type = "判决书" if reverse else "裁定书"
    return finish(lines)


def _numbered_from(cancel: str, orders: list[str], ruling: CrimeRuling) -> list[str]:
    """Return the orders numbered after the one that sets the old judgment aside."""
    if len(ruling.terms) + len(ruling.extra) == 1:
        return [f"一、{cancel}；", f"二、{orders[0]}"]
    lines, count = [f"一、{cancel}；"], 1
    for line in orders:
        if line.startswith("（"):
            lines.append(line)
        else:
            count += 1
            lines.append(f"{cn_number(count)}、{line.partition('、')[2]}")
    return lines
