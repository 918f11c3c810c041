"""民间借贷纠纷: loans between private persons, their interest under the old and the new cap."""

import datetime as dt
from dataclasses import dataclass

from corpus.sample.facts import Holding, Money, Narrative, Ruling, Stance
from corpus.sample.law import (
    CIVIL_CODE,
    CIVIL_CODE_DATE,
    CONTRACT_LAW,
    LENDING_RULES,
    NEW_LENDING_DATE,
    Cite,
    lpr,
)
from corpus.sample.numerals import add_months, cn_term, cn_upper, day, yuan
from corpus.sample.people import People, Someone
from corpus.sample.questions import Question
from corpus.sample.voice import Voice

__all__ = ["Loan", "draw_loan"]

_BANK = "lending"
_OLD_CAP = 2400  # hundredths of a percent a year
_BANKS = ("长沙银行", "湖南农村信用社", "邮政储蓄", "建设银行", "农业银行", "工商银行")


def _rate(hundredths: int) -> str:
    text = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
    return f"年利率{text}%"


def _interest(principal: int, rate: int, start: dt.date, end: dt.date) -> int:
    """Return simple interest in fen for the days from start to end."""
    return round(principal * rate * (end - start).days / 3_650_000)


@dataclass(frozen=True, slots=True)
class Loan:
    """The facts of one loan. Sums in fen, rates in hundredths of a percent a year."""

    lender: Someone
    borrower: Someone
    guarantor: Someone | None
    principal: int
    deducted: int
    paid: int
    paid_on: dt.date
    loaned: dt.date
    months: int
    rate: int | None  # as agreed
    filed: dt.date
    by: str  # bank | cash | phone
    note: bool
    relation: str
    purpose: str
    expense: int
    asked: tuple[Question, ...]
    absent: bool
    cause: str = "民间借贷纠纷"
    private: bool = False

    @property
    def plaintiffs(self) -> tuple[Someone, ...]:
        """The lender."""
        return (self.lender,)

    @property
    def defendants(self) -> tuple[Someone, ...]:
        """The borrower and, where one is sued, the guarantor."""
        return (self.borrower, self.guarantor) if self.guarantor else (self.borrower,)

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that the case argues."""
        return tuple(question.id for question in self.asked)

    @property
    def actual(self) -> int:
        """What the borrower really received."""
        return self.principal - self.deducted

    @property
    def due(self) -> dt.date:
        """The day on which the loan had to be paid back."""
        return add_months(self.loaned, self.months)

    @property
    def start(self) -> dt.date:
        """The first day that interest is claimed for."""
        return self.loaned if self.rate else self.due + dt.timedelta(days=1)

    @property
    def cap(self) -> int:
        """The highest rate that the court may grant (法释〔2015〕18号, 法释〔2020〕6号)."""
        if self.filed < NEW_LENDING_DATE:
            return _OLD_CAP
        return 4 * lpr(max(self.loaned, NEW_LENDING_DATE))

    @property
    def granted_rate(self) -> int:
        """The rate that the judgment orders."""
        if self.rate is None:
            return 600 if self.filed < NEW_LENDING_DATE else lpr(self.filed)
        return min(self.rate, self.cap)

    @property
    def new_law(self) -> bool:
        """Whether the 民法典 governs the loan."""
        return self.loaned >= CIVIL_CODE_DATE

    @property
    def split(self) -> bool:
        """Whether interest changes on 2020-08-20 (法释〔2020〕6号 Art. 32 para. 2)."""
        old_loan = self.loaned < NEW_LENDING_DATE <= self.filed
        return bool(old_loan and self.rate and self.rate > self.cap)

    @property
    def rest(self) -> int:
        """The principal still owed."""
        return self.actual - self.paid

    def _slots(self) -> dict[str, str]:
        return {
            "pl": self.lender.called,
            "df": self.borrower.called,
            "gu": self.guarantor.called if self.guarantor else "",
            "principal": yuan(self.principal),
            "actual": yuan(self.actual),
            "deducted": yuan(self.deducted),
            "paid": yuan(self.paid),
            "rest": yuan(self.rest),
            "loaned": day(self.loaned),
            "paid_on": day(self.paid_on),
            "term": cn_term(self.months),
            "purpose": self.purpose,
            "relation": self.relation,
            "relation_short": self.relation,
            "upper": cn_upper(self.principal // 100),
            "plain": str(self.principal // 100),
            "amount": yuan(self.expense),
            "start": day(self.start),
            "base": yuan(self.principal),
            "rate": _rate(self.rate or self.granted_rate),
        }

    def narrative(self, voice: Voice) -> Narrative:
        """Return claims, defences and findings in fresh words."""
        slots = self._slots()
        slots["df"] = "被告" + self.borrower.called
        said = self._rate_words(voice)
        names = {key: slots[key] for key in ("pl", "df", "gu")}
        claims = [
            voice.say(_BANK, "claims.principal", **slots),
            voice.say(_BANK, "claims.interest", **slots),
        ]
        grounds = voice.say(_BANK, "grounds.open", **slots)
        grounds += voice.say(_BANK, "grounds.term", rate_said=said, **slots)
        for question in self.asked:
            part = question.family.removeprefix("lending.")
            claims.append(voice.say(_BANK, f"claims.{part}", item=question.item, **slots))
            grounds += question.say(voice, "plaintiff", **names)
        grounds += voice.say(_BANK, "grounds.close", **slots)
        claims.append(voice.say(_BANK, "claims.costs", **slots))
        return Narrative(
            tuple(claims),
            self.principal + self.expense + self._claimed_interest(),
            grounds,
            self._defences(voice),
            tuple(self._findings(voice, said)),
            voice.say(_BANK, "evidence"),
        )

    def _claimed_interest(self) -> int:
        return _interest(self.principal, self.rate or self.granted_rate, self.start, self.filed)

    def _rate_words(self, voice: Voice) -> str:
        if self.rate is None:
            return voice.pick(("未约定利息", "没有约定利息", "利息未作约定"))
        if self.rate % 1200 == 0 and voice.chance(0.6):
            return f"月利率{self.rate // 1200}%"
        return f"利息按{_rate(self.rate)}计算"

    def _defences(self, voice: Voice) -> tuple[tuple[Someone, str], ...]:
        slots = self._slots()
        names = {key: slots[key] for key in ("pl", "df", "gu")}
        own = [q for q in self.asked if q.family == "lending.expense"]
        if self.absent:
            text = ""
        else:
            key = "deduct" if self.deducted else "paid" if self.paid else "hard"
            if key == "hard" and self.rate and self.rate > self.cap:
                key = "rate"
            text = voice.say(_BANK, f"defence.{key}", **slots)
            text += "".join(q.say(voice, "defendant", **names) for q in own)
        defences = [(self.borrower, text)]
        if self.guarantor:
            mine = [q for q in self.asked if q.family == "lending.guarantee"]
            said = "".join(q.say(voice, "defendant", **names) for q in mine)
            defences.append((self.guarantor, said))
        return tuple(defences)

    def _findings(self, voice: Voice, said: str) -> list[str]:
        slots = self._slots()
        first = voice.say(_BANK, "findings.relation", **slots) if voice.chance(0.7) else ""
        first += voice.say(
            _BANK,
            f"findings.loan.{self.by}",
            at=voice.pick(_BANKS),
            times=voice.pick("二三四"),
            **slots,
        )
        first += voice.say(
            _BANK, "findings.note" if self.note else "findings.no.note", rate_note=said, **slots
        )
        if self.deducted:
            first += voice.say(_BANK, "findings.deduct", **slots)
        for question in self.asked:
            first += self._fact_of(question, voice)
        second = voice.say(
            _BANK, "findings.paid.some" if self.paid else "findings.paid.none", **slots
        )
        if voice.chance(0.7):
            demand = self.due + (self.filed - self.due) * voice.rng.random()
            second += voice.say(_BANK, "findings.demand", demand_on=day(demand), **slots)
        third = voice.say(_BANK, "findings.spouse", **slots) if voice.chance(0.25) else ""
        return [first + second, third] if voice.chance(0.5) else [first, second, third]

    def _fact_of(self, question: Question, voice: Voice) -> str:
        slots = self._slots()
        return question.say(voice, "fact", **{k: slots[k] for k in ("pl", "df", "gu", "amount")})

    def ruling(self, voice: Voice, stances: Stance) -> Ruling:
        """Return the decision that follows from the facts and the court's view."""
        slots = self._slots()
        names = {key: slots[key] for key in ("pl", "df", "gu")}
        reasoning = [voice.say(_BANK, "reason.valid", **slots) + self._principal_words(voice)]
        reasoning.append(self._interest_words(voice))
        holdings: list[Holding] = []
        for question in self.asked:
            text, holding = question.answer(voice, stances, new_law=self.new_law, **names)
            reasoning.append(text)
            holdings.append(holding)
        issues = tuple(q.say(voice, "issue") for q in self.asked)
        return Ruling(
            issues,
            tuple(reasoning),
            self._basis(holdings),
            tuple(self._orders(voice, holdings)),
            "granted" if self._all_granted(holdings) else "partly",
            1.0
            if self._all_granted(holdings)
            else 0.9
            if self.rest * 10 > self.principal * 8
            else 0.75,
            tuple(holdings),
            tuple(reasoning[2:]),
        )

    def _all_granted(self, holdings: list[Holding]) -> bool:
        cut = bool(self.deducted or self.paid) or (
            self.rate is not None and self.rate > self.granted_rate
        )
        return not cut and all(holding.stance == "support" for holding in holdings)

    def _principal_words(self, voice: Voice) -> str:
        slots = self._slots()
        text = voice.say(_BANK, "reason.principal.deducted", **slots) if self.deducted else ""
        if self.paid:
            return text + voice.say(_BANK, "reason.principal.paid", **slots)
        return text or voice.say(_BANK, "reason.principal.full", **slots)

    def _interest_words(self, voice: Voice) -> str:
        slots = {**self._slots(), "rate": _rate(self.granted_rate)}
        if self.rate is None:
            return voice.say(_BANK, "reason.interest.none", **slots)
        if self.split:
            old = _rate(min(self.rate, _OLD_CAP))
            return voice.say(_BANK, "reason.interest.split", old_rate=old, **slots)
        if self.rate > self.cap:
            key = "cap.old" if self.filed < NEW_LENDING_DATE else "cap.new"
            words = voice.say(_BANK, key)
            return voice.say(
                _BANK, "reason.interest.capped", agreed=_rate(self.rate), cap_words=words, **slots
            )
        return voice.say(_BANK, "reason.interest.within", **slots)

    def _orders(self, voice: Voice, holdings: list[Holding]) -> list[Money]:
        slots = self._slots()
        stance = {holding.question.partition("/")[0]: holding.stance for holding in holdings}
        orders = [self._main_order(voice)]
        expense = next((q for q in self.asked if q.family == "lending.expense"), None)
        if expense and stance["lending.expense"] == "support":
            text = voice.say(_BANK, "order.expense", item=expense.item, **_called(slots))
            orders.append(Money(text, self.expense))
        if stance.get("lending.guarantee") == "support":
            orders.append(Money(voice.say(_BANK, "order.guarantee", **slots)))
        if not self._all_granted(holdings):
            orders.append(Money(voice.say(_BANK, "order.reject", **slots)))
        return orders

    def _main_order(self, voice: Voice) -> Money:
        verb = voice.pick(("偿还", "归还", "返还"))
        when = voice.pick(("本判决生效之日起十日内", "本判决发生法律效力之日起十日内"))
        text = f"被告{self.borrower.called}于{when}{verb}原告{self.lender.called}"
        text += f"借款本金{yuan(self.rest)}"
        rate = _rate(self.granted_rate)
        base = yuan(self.rest)
        if self.split:
            old = min(self.rate or 0, _OLD_CAP)
            until = dt.date(2020, 8, 19)
            sum_old = _interest(self.rest, old, self.start, until)
            text += (
                f"及利息（截至2020年8月19日的利息为{yuan(sum_old)}；自2020年8月20日起，"
                f"以{base}为基数，按{rate}计算至实际清偿之日止）"
            )
            return Money(text, self.rest + sum_old)
        text += f"及利息（以{base}为基数，自{day(self.start)}起按{rate}计算至实际清偿之日止）"
        return Money(text, self.rest)

    def _basis(self, holdings: list[Holding]) -> tuple[Cite, ...]:
        guaranteed = any(
            h.question.startswith("lending.guarantee") and h.stance == "support" for h in holdings
        )
        if self.loaned >= CIVIL_CODE_DATE:
            articles = ["667", "674" if self.rate else "680", "675", "676"]
            law, extra = CIVIL_CODE, ["688"] if guaranteed else []
        else:
            articles = ["196", "205" if self.rate else "211", "206", "207"]
            law, extra = CONTRACT_LAW, []
        basis = [Cite(law, article) for article in sorted(articles + extra, key=int)]
        if self.filed >= CIVIL_CODE_DATE:
            rules = ["25" if self.rate else "28"]
        else:
            rules = ["26" if self.rate else "29"]
        if self.deducted:
            rules.append("26" if self.filed >= CIVIL_CODE_DATE else "27")
        basis += [Cite(LENDING_RULES, article) for article in sorted(set(rules), key=int)]
        return tuple(basis)


def _called(slots: dict[str, str]) -> dict[str, str]:
    return slots | {"df": "被告" + slots["df"]}


def draw_loan(
    voice: Voice, people: People, filed: dt.date, questions: tuple[Question, ...]
) -> Loan:
    """Return a loan that fell due before ``filed``."""
    months = voice.pick((3, 6, 6, 12, 12, 12, 18, 24))
    late = voice.between(40, 500)
    loaned = add_months(filed - dt.timedelta(days=late), -months)
    principal = voice.pick((1, 2, 3, 5, 5, 8, 10, 10, 15, 20, 30, 50, 80)) * 1_000_000
    principal += voice.pick((0, 0, 0, voice.between(0, 900_000, 100_000)))
    rate = voice.pick((None, None, 600, 1000, 1200, 1200, 1500, 1800, 2400, 2400, 3000, 3600))
    deducted = 0
    if rate and rate >= 1800 and voice.chance(0.3):
        deducted = principal * rate // 120_000
    paid = voice.between(5, 40) * principal // 10_000 * 100 if voice.chance(0.4) else 0
    paid -= paid % 10_000
    due = add_months(loaned, months)
    families = {question.family for question in questions}
    return Loan(
        lender=people.person(anonymous=voice.chance(0.06)),
        borrower=people.person(anonymous=voice.chance(0.06)),
        guarantor=people.person() if "lending.guarantee" in families else None,
        principal=principal,
        deducted=deducted,
        paid=min(paid, (principal - deducted) * 4 // 5 // 10_000 * 10_000),
        paid_on=loaned + (due - loaned) * voice.rng.uniform(0.4, 1.0),
        loaned=loaned,
        months=months,
        rate=rate,
        filed=filed,
        by=voice.pick(("bank", "bank", "cash", "phone")),
        note=voice.chance(0.75),
        relation=voice.say(_BANK, "relation"),
        purpose=voice.say(_BANK, "purpose"),
        expense=voice.between(8, 120) * 10_000 if "lending.expense" in families else 0,
        asked=questions,
        absent=voice.chance(0.25),
    )
