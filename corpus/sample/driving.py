"""危险驾驶: drunk driving by blood alcohol, with or without an accident."""

import datetime as dt
from dataclasses import dataclass

from corpus.sample.crime import (
    Accused,
    CrimeRuling,
    CrimeStory,
    circumstance_words,
    general_basis,
)
from corpus.sample.facts import Stance, Term
from corpus.sample.law import CRIMINAL_LAW, Cite
from corpus.sample.numerals import day
from corpus.sample.people import People
from corpus.sample.questions import Question
from corpus.sample.sentencing import driving_months, scaled
from corpus.sample.voice import Voice

__all__ = ["DrunkDriving", "draw_driving"]

_BANK = "driving"
_STRICTER = dt.date(2023, 12, 28)  # 高检发办字〔2023〕187号: below 150 mg mostly no prosecution


@dataclass(frozen=True, slots=True)
class DrunkDriving:
    """The facts of one drive. ``alcohol`` in mg/100 ml."""

    driver: Accused
    when: dt.date
    hour: int
    alcohol: int
    vehicle: str
    crash: bool
    unlicensed: bool
    paid: int  # yuan
    asked: tuple[Question, ...]
    place: str
    street: str
    witness: str
    office: str
    charge: str = "危险驾驶罪"

    @property
    def accused(self) -> tuple[Accused, ...]:
        """The driver."""
        return (self.driver,)

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that the case argues."""
        return tuple(question.id for question in self.asked)

    def story(self, voice: Voice) -> CrimeStory:
        """Return charge, plea and findings in fresh words."""
        facts, again = self._tell(voice), self._tell(voice)
        name = self.driver.name
        accusation = voice.say(_BANK, "accuse", facts=facts, df=name, office=self.office)
        accusation += "".join(q.say(voice, "plaintiff") for q in self.asked)
        key = "plea.guilty" if "认罪认罚" in self.driver.circumstances else "plea.plain"
        answer = voice.say("crime", key, df=name)
        if self.driver.counsel:
            answer += voice.say("crime", "defence", df=name)
        answer += "".join(f"辩护人还提出，{q.say(voice, 'defendant')}" for q in self.asked)
        items = voice.say(_BANK, "evidence", witness=self.witness)
        evidence = voice.say("crime", "evidence", items=items)
        return CrimeStory(accusation, answer, (again,), evidence)

    def _tell(self, voice: Voice) -> str:
        name = self.driver.name
        slots = {
            "df": name,
            "date": day(self.when),
            "time": voice.pick(
                (f"{self.hour}时许", f"{self.hour}时{voice.between(10, 55, 5)}分许")
            ),
            "meal": "中午" if 12 < self.hour < 16 else "晚上",
            "place": self.place,
            "street": self.street,
            "vehicle": self.vehicle,
            "other": voice.say(_BANK, "other"),
            "alcohol": self.alcohol,
            "amount": f"{self.paid}元",
        }
        text = voice.say(_BANK, "drink", **slots)
        text += voice.say(_BANK, "crash" if self.crash else "stopped", **slots)
        text += voice.say(_BANK, "test", **slots)
        if self.crash:
            text += voice.say(_BANK, "blame", **slots)
        if self.unlicensed:
            text += voice.say(_BANK, "licence", **slots)
        text += "".join(q.say(voice, "fact", df=name) for q in self.asked)
        key = "came" if "自首" in self.driver.circumstances else "confess"
        text += voice.say(_BANK, key, **slots)
        return text + (voice.say(_BANK, "paid", **slots) if self.paid else "")

    def ruling(self, voice: Voice, stances: Stance, scale: float = 1.0) -> CrimeRuling:
        """Return the sentence that follows from the facts and the court's view."""
        core, holdings, name = "", [], self.driver.name
        for question in self.asked:
            text, holding = question.answer(voice, stances, df=name)
            core += text
            holdings.append(holding)
            scale *= 1.5 if holding.stance == "support" else 1.0
        found = {name: list(self.driver.circumstances)}
        reasoning = voice.say(_BANK, "reason", df=name, alcohol=self.alcohol)
        if self.crash:
            reasoning += voice.say(_BANK, "reason.crash", df=name)
        reasoning += core + circumstance_words(self.driver, found[name], voice)
        term = self._term(voice, scale * (1.25 if self.crash else 1.0))
        if term.probation_months:
            reasoning += voice.say("crime", "reason.probation")
        reasoning += voice.say("crime", "reason.close")
        special = [Cite(CRIMINAL_LAW, "133-1", 1, 2)]
        basis = general_basis(special, found, probation=bool(term.probation_months))
        basis = [cite for cite in basis if cite.article != "64"]
        return CrimeRuling((term,), found, reasoning, core, tuple(basis), (), tuple(holdings))

    def _term(self, voice: Voice, scale: float) -> Term:
        tags = self.driver.circumstances
        months = driving_months(self.alcohol, tags, voice, scale)
        lenient = self.alcohol < 180 and not self.crash and "前科" not in tags
        probation = max(2, months) if lenient and not self.unlicensed else None
        fine = scaled(months * 1500, 1000, 1000)
        return Term(self.driver.name, self.charge, "拘役", months, probation, fine, months)


def draw_driving(
    voice: Voice, people: People, filed: dt.date, questions: tuple[Question, ...]
) -> DrunkDriving:
    """Return a case of drunk driving that was charged on ``filed``."""
    when = filed - dt.timedelta(days=voice.between(20, 120))
    least = 150 if when >= _STRICTER else 82
    alcohol = round(least + voice.rng.expovariate(1 / 45))
    crash = voice.chance(0.35)
    tags = ["自首" if crash and voice.chance(0.5) else "坦白"]
    if voice.chance(0.85):
        tags.append("认罪认罚")
    paid = voice.between(600, 12_000, 100) if crash and voice.chance(0.6) else 0
    tags += ["赔偿损失", "取得谅解"] if paid else []
    lawyer = people.lawyer()
    counsel = f"{lawyer.name}，{lawyer.firm}" if voice.chance(0.35) else ""
    detained = when + dt.timedelta(days=voice.between(1, 12))
    person = people.person()
    driver = Accused(person, people.schooling(), detained, None, tuple(tags), "", counsel)
    return DrunkDriving(
        driver=driver,
        when=when,
        hour=voice.pick((0, 1, 13, 14, 19, 20, 21, 22, 23)),
        alcohol=min(alcohol, 340),
        vehicle=voice.say(_BANK, "vehicle"),
        crash=crash,
        unlicensed=voice.chance(0.12),
        paid=paid,
        asked=questions,
        place=people.place("estate")
        + voice.pick(("附近一餐馆", "旁的大排档", "一农家乐", "朋友家中")),
        street=people.place("street"),
        witness=people.name(),
        office=people.court.prosecution,
    )
