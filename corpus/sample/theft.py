"""盗窃: one or more thefts by one or two people, valued, with circumstances and a sentence."""

import datetime as dt
from dataclasses import dataclass, replace

from corpus.sample.crime import (
    Accused,
    CrimeRuling,
    CrimeStory,
    circumstance_words,
    general_basis,
)
from corpus.sample.facts import Stance, Term
from corpus.sample.law import CRIMINAL_LAW, Cite
from corpus.sample.numerals import add_months, cn_number, cn_term, day
from corpus.sample.people import People
from corpus.sample.questions import Question
from corpus.sample.sentencing import TIERS, grade, scaled, theft_months
from corpus.sample.voice import Voice

__all__ = ["Incident", "Theft", "draw_theft"]

_BANK = "theft"
_PLACES = ("home", "shop", "street", "work")
_SPECIAL = {"home": "入户盗窃", "pocket": "扒窃"}


@dataclass(frozen=True, slots=True)
class Incident:
    """One theft: when, where, from whom, what, worth how many yuan."""

    when: dt.date
    kind: str
    place: str
    victim: str
    value: int


@dataclass(frozen=True, slots=True)
class Theft:
    """The facts of a case of theft."""

    accused: tuple[Accused, ...]
    incidents: tuple[Incident, ...]
    asked: tuple[Question, ...]
    disputed: int  # yuan that a question is about
    witness: str
    office: str
    street: str
    charge: str = "盗窃罪"

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that the case argues."""
        return tuple(question.id for question in self.asked)

    @property
    def total(self) -> int:
        """The value of everything stolen in yuan, without what is in dispute."""
        return sum(incident.value for incident in self.incidents)

    def _who(self) -> str:
        return "、".join(accused.name for accused in self.accused)

    def _grade_words(self, total: int) -> str:
        words = ("数额较大", "数额巨大", "数额特别巨大")[grade(total)]
        if total < TIERS[0]:
            words = "入户盗窃" if any(i.kind == "home" for i in self.incidents) else "多次盗窃"
        return words

    def story(self, voice: Voice) -> CrimeStory:
        """Return charge, plea and findings in fresh words."""
        facts = self._tell(voice)
        if len(self.incidents) == 1 or voice.brief:
            brief = facts[0]
        else:
            first, last = self.incidents[0].when, self.incidents[-1].when
            brief = f"{day(first)}至{day(last)}，被告人{self._who()}作案{len(self.incidents)}起，"
            brief += f"盗得财物价值共计{self.total + self.disputed}元。"
        words = self._grade_words(self.total + self.disputed)
        accusation = (
            voice.say(
                _BANK,
                "accuse",
                facts=brief,
                df=self._who(),
                grade=words.removeprefix("数额"),
                grade_or=words,
                office=self.office,
            )
            .replace("数额入户盗窃", "入户盗窃")
            .replace("数额多次盗窃", "多次盗窃")
        )
        claimed = "".join(q.say(voice, "plaintiff") for q in self.asked)
        return CrimeStory(accusation + claimed, self._answer(voice), facts, self._evidence(voice))

    def _answer(self, voice: Voice) -> str:
        parts = []
        for accused in self.accused:
            key = "plea.guilty" if "认罪认罚" in accused.circumstances else "plea.plain"
            parts.append(voice.say("crime", key, df=accused.name))
            if accused.counsel:
                parts.append(voice.say("crime", "defence", df=accused.name))
        parts += [f"辩护人还提出，{q.say(voice, 'defendant')}" for q in self.asked]
        return "".join(parts)

    def _tell(self, voice: Voice) -> tuple[str, ...]:
        told = []
        numbered = len(self.incidents) > 1 and voice.chance(0.6)
        for i, incident in enumerate(self.incidents, 1):
            text = self._incident(incident, voice)
            told.append(f"{i}.{text}" if numbered else text)
        after = []
        if len(self.incidents) > 1:
            slots = {"df": self._who(), "count": cn_number(len(self.incidents))}
            after.append(voice.say(_BANK, "total", total=f"{self.total}元", **slots))
        after += [
            question.say(voice, "fact", df=self._who(), amount=f"{self.disputed}元")
            for question in self.asked
        ]
        after += self._aftermath(voice)
        if numbered or voice.chance(0.4):
            return (*told, "".join(after))
        return ("".join(told) + "".join(after),)

    def _incident(self, incident: Incident, voice: Voice) -> str:
        thing, _, sort = voice.say(
            _BANK, f"thing.{incident.kind}", value=f"{incident.value}元"
        ).rpartition("|")
        worth = "" if sort == "cash" else voice.say(_BANK, "worth", value=f"{incident.value}元")
        hour = voice.pick((1, 2, 3, 4, 9, 10, 14, 15, 16, 20, 21, 22))
        time = f"凌晨{hour}时许" if hour < 5 else f"{hour}时许"
        return voice.say(
            _BANK,
            "incident",
            date=day(incident.when),
            time=time,
            time_or=voice.pick(("", time)),
            df=self._who(),
            place=incident.place,
            method=voice.say(_BANK, f"method.{incident.kind}"),
            victim=incident.victim,
            thing=thing,
            worth=worth,
        )

    def _aftermath(self, voice: Voice) -> list[str]:
        texts = [voice.say(_BANK, "sold", df=self._who())] if voice.chance(0.7) else []
        for accused in self.accused:
            key = "came" if "自首" in accused.circumstances else "caught"
            texts.append(
                voice.say(
                    _BANK, key, date=day(accused.detained), df=accused.name, street=self.street
                )
            )
        first = self.accused[0]
        if "退赃退赔" in first.circumstances:
            texts.append(voice.say(_BANK, "returned", df=first.name, total=f"{self.total}元"))
        if "取得谅解" in first.circumstances:
            texts.append(voice.say(_BANK, "forgiven"))
        return texts

    def _evidence(self, voice: Voice) -> str:
        victim = self.incidents[0].victim
        items = voice.say(_BANK, "evidence", victim=victim, witness=self.witness)
        return voice.say("crime", "evidence", items=items)

    def ruling(self, voice: Voice, stances: Stance, scale: float = 1.0) -> CrimeRuling:
        """Return the sentence that follows from the facts and the court's view."""
        total, core, holdings = self.total, "", []
        for question in self.asked:
            text, holding = question.answer(voice, stances, amount=f"{self.disputed}元")
            core += text
            holdings.append(holding)
            total += self.disputed if holding.stance == "support" else 0
        found = {a.name: list(a.circumstances) for a in self.accused}
        terms = tuple(self._term(a, total, voice, scale) for a in self.accused)
        reasoning = voice.say(_BANK, "reason", df=self._who(), grade_or=self._grade_words(total))
        reasoning += core
        for accused in self.accused:
            reasoning += circumstance_words(accused, found[accused.name], voice)
        suspended = any(term.probation_months for term in terms)
        if suspended:
            reasoning += voice.say("crime", "reason.probation")
        reasoning += voice.say("crime", "reason.close")
        special = [Cite(CRIMINAL_LAW, "264")]
        basis = general_basis(special, found, probation=suspended)
        return CrimeRuling(
            terms, found, reasoning, core, tuple(basis), self._extra(voice), tuple(holdings)
        )

    def _term(self, accused: Accused, total: int, voice: Voice, scale: float) -> Term:
        tags = accused.circumstances
        months = theft_months(total, len(self.incidents), tags, voice, scale)
        kind = "有期徒刑" if months >= 6 else "拘役"
        probation = None
        if months <= 36 and accused.arrested is None:
            # 刑法 Art. 73: 拘役 two months to a year, 有期徒刑 one to five years, not less
            least = 12 if kind == "有期徒刑" else 2
            probation = max(least, min(60, round(months * 1.5)))
        fine = scaled(min(total * 0.4, 2 * total), 1000, 1000)
        return Term(accused.name, self.charge, kind, months, probation, fine, months)

    def _extra(self, voice: Voice) -> tuple[str, ...]:
        if "退赃退赔" in self.accused[0].circumstances:
            return ()
        verb = voice.pick(("责令", "继续追缴违法所得，责令"))
        who = "、".join(f"被告人{a.name}" for a in self.accused)
        joint = "共同" if len(self.accused) > 1 else ""
        losses: dict[str, int] = {}
        for incident in self.incidents:
            losses[incident.victim] = losses.get(incident.victim, 0) + incident.value
        each = "、".join(f"被害人{victim}{value}元" for victim, value in losses.items())
        return (f"{verb}{who}{joint}退赔{each}",)


def _value(voice: Voice) -> int:
    """Return what one theft is worth in yuan: mostly little, rarely very much."""
    if voice.chance(0.08):
        return voice.between(52_000, 180_000, 100)
    return int(voice.rng.lognormvariate(8.2, 0.8)) // 10 * 10 + 500


def _record(people: People, filed: dt.date, *, recent: bool) -> str:
    """Return the sentence on a former conviction; ``recent`` makes the accused 累犯."""
    voice = people.voice
    months = voice.pick((8, 10, 12, 15, 18, 24))
    back = voice.between(8, 48) if recent else voice.between(72, 140)
    released = add_months(filed, -back)
    return voice.say(
        "crime",
        "head.record",
        charge=voice.pick(("盗窃罪", "故意伤害罪", "寻衅滋事罪") if not recent else ("盗窃罪",)),
        when=day(add_months(released, -months) + dt.timedelta(days=40)),
        court=people.court.name,
        term=cn_term(months),
        released=day(released),
    )


def _accused(people: People, detained: dt.date, tags: tuple[str, ...]) -> Accused:
    voice = people.voice
    released = {"退赃退赔", "取得谅解"} <= set(tags) and "累犯" not in tags
    arrested = None if released else detained + dt.timedelta(days=voice.between(9, 30))
    record = ""
    if "累犯" in tags or "前科" in tags:
        record = _record(people, detained, recent="累犯" in tags)
    lawyer = people.lawyer()
    counsel = f"{lawyer.name}，{lawyer.firm}" if voice.chance(0.5) else ""
    person = people.person()
    return Accused(person, people.schooling(), detained, arrested, tags, record, counsel)


def _tags(voice: Voice, role: str = "") -> tuple[str, ...]:
    """Return circumstances that can stand together, in the order that courts weigh them."""
    tags = [role] if role else []
    past = voice.rng.choices(("", "累犯", "前科"), (70, 14, 16))[0]
    tags += [past] if past else []
    tags.append(voice.rng.choices(("坦白", "自首"), (75, 25))[0])
    if voice.chance(0.8):
        tags.append("认罪认罚")
    if voice.chance(0.4):
        tags.append("退赃退赔")
        if voice.chance(0.6):
            tags.append("取得谅解")
    return tuple(tags)


def draw_theft(
    voice: Voice, people: People, filed: dt.date, questions: tuple[Question, ...]
) -> Theft:
    """Return a case of theft that was charged on ``filed``."""
    detained = filed - dt.timedelta(days=voice.between(40, 110))
    count = voice.rng.choices((1, 2, 3, 4, 5), (52, 20, 14, 9, 5))[0]
    pair = voice.chance(0.15)
    days = sorted(voice.between(3, 90) for _ in range(count))
    incidents = []
    for back in reversed(days):
        kind = voice.pick(_PLACES)
        place = voice.say(
            _BANK,
            f"place.{kind}",
            estate=people.place("estate"),
            street=people.place("street"),
            village=people.place("village"),
        )
        victim = people.name()
        if voice.chance(0.7):
            victim = victim[0] + voice.pick(("某", "某某", "某甲", "某乙"))
        when = detained - dt.timedelta(days=back)
        incidents.append(Incident(when, kind, place, victim, _value(voice)))
    if sum(i.value for i in incidents) < TIERS[0] and count < 3 and incidents[0].kind != "home":
        first = incidents[0]
        incidents[0] = replace(first, value=2_000 + first.value)
    accused = [_accused(people, detained, _tags(voice, "主犯" if pair else ""))]
    if pair:
        accused.append(_accused(people, detained, _tags(voice, "从犯")))
    return Theft(
        tuple(accused),
        tuple(incidents),
        questions,
        voice.between(800, 9_000, 100) if questions else 0,
        people.name(),
        people.court.prosecution,
        people.place("street"),
    )
