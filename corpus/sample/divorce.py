"""离婚纠纷: whether the marriage is over, the child, the property, disputed assets and gifts."""

import datetime as dt
from dataclasses import dataclass

from corpus.sample.facts import Holding, Money, Narrative, Ruling, Stance
from corpus.sample.law import CIVIL_CODE, CIVIL_CODE_DATE, MARRIAGE_LAW, Cite
from corpus.sample.numerals import add_months, day, yuan
from corpus.sample.people import People, Someone
from corpus.sample.questions import Question
from corpus.sample.voice import Voice

__all__ = ["Divorce", "draw_divorce"]

_BANK = "divorce"
_FEE = 20_000  # 诉讼费用交纳办法 Art. 13 (2): 50 to 300 yuan
_FREE = 20_000_000  # property up to 200,000 yuan costs nothing more


@dataclass(frozen=True, slots=True)
class Divorce:
    """The facts of a marriage that one side wants dissolved. Sums in fen."""

    husband: Someone
    wife: Someone
    wife_sues: bool
    married: dt.date
    apart: dt.date
    trouble: dt.date
    filed: dt.date
    decided_under: str  # the law's name
    ground: str | None  # why the marriage is over: agree, apart, violence, gambling, again
    fault: str  # quarrel | violence | gambling
    child: str
    child_born: dt.date | None
    child_sex: str
    support: int
    asset: str
    worth: int
    holder_is_defendant: bool
    disputed: int
    asked: tuple[Question, ...]
    office: str
    absent: bool
    cause: str = "离婚纠纷"
    private: bool = False

    @property
    def plaintiffs(self) -> tuple[Someone, ...]:
        """Who wants the divorce."""
        return (self.wife,) if self.wife_sues else (self.husband,)

    @property
    def defendants(self) -> tuple[Someone, ...]:
        """The other spouse."""
        return (self.husband,) if self.wife_sues else (self.wife,)

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that the case argues: none are reached where the marriage stands."""
        return tuple(question.id for question in self.asked)

    def _slots(self) -> dict[str, str]:
        holder = (self.defendants if self.holder_is_defendant else self.plaintiffs)[0].called
        return {
            "pl": self.plaintiffs[0].called,
            "df": self.defendants[0].called,
            "gu": "",
            "married": day(self.married),
            "apart": f"{self.apart.year}年{self.apart.month}月",
            "when": f"{self.trouble.year}年{self.trouble.month}月",
            "child": self.child,
            "sex": self.child_sex,
            "born": day(self.child_born) if self.child_born else "",
            "asked": yuan(self.support * 3 // 2),
            "support": yuan(self.support),
            "asset": self.asset,
            "worth": yuan(self.worth),
            "half": yuan(self.worth // 2),
            "holder": holder,
            "office": self.office,
            "amount": yuan(self.disputed),
        }

    def _children(self, voice: Voice) -> str:
        key = "children.one" if self.child else "children.none"
        return voice.say(_BANK, key, **self._slots())

    def narrative(self, voice: Voice) -> Narrative:
        """Return claims, defences and findings in fresh words."""
        slots = self._slots()
        claims = [voice.say(_BANK, "claims.divorce")]
        if self.child:
            claims.append(voice.say(_BANK, "claims.child", **slots))
        if self.worth or self.asked:
            claims.append(
                voice.say(_BANK, "claims.asset", **slots | {"asset": self.asset or "共同财产"})
            )
        claims.append(voice.say(_BANK, "claims.costs"))
        fault = voice.say(_BANK, f"fault.{self.fault}")
        grounds = voice.say(_BANK, "grounds.met", children=self._children(voice), **slots)
        grounds += voice.say(_BANK, "grounds.trouble", fault=fault, **slots)
        grounds += "".join(q.say(voice, "plaintiff", **_names(slots)) for q in self.asked)
        text = ""
        if not self.absent:
            key = "agree" if self.ground == "agree" else "refuse"
            text = voice.say(_BANK, f"defence.{key}")
            text += "".join(q.say(voice, "defendant", **_names(slots)) for q in self.asked)
        defences = ((self.defendants[0], text),)
        findings = tuple(self._findings(voice))
        claimed = self.worth + self.disputed
        return Narrative(
            tuple(claims), claimed, grounds, defences, findings, voice.say(_BANK, "evidence")
        )

    def _findings(self, voice: Voice) -> list[str]:
        slots = self._slots()
        first = voice.say(
            _BANK, "findings.marriage", children=self._children(voice).rstrip("。"), **slots
        )
        first += voice.say(_BANK, "findings.trouble", **slots)
        if self.fault != "quarrel":
            first += voice.say(_BANK, f"findings.{self.fault}", **slots)
        second = ""
        if self.ground == "again":
            second += voice.say(_BANK, "findings.before", **slots)
        if self.child:
            second += voice.say(_BANK, "findings.living", **slots)
        third = voice.say(_BANK, "findings.asset", **slots) if self.worth else ""
        third += "".join(
            q.say(voice, "fact", amount=slots["amount"], **_names(slots)) for q in self.asked
        )
        return [first + second, third] if voice.chance(0.5) else [first, second + third]

    def ruling(self, voice: Voice, stances: Stance) -> Ruling:
        """Return the decision that follows from the facts and the court's view."""
        slots = self._slots()
        if self.ground is None:
            return self._stands(voice, slots)
        why = voice.say(_BANK, f"why.{self.ground}", **slots)
        reasoning = [voice.say(_BANK, "reason.broken", why=why, **slots)]
        orders = [Money(voice.say(_BANK, "order.divorce", **slots))]
        if self.child:
            reasoning.append(voice.say(_BANK, "reason.child", **slots))
            first = add_months(self.filed.replace(day=1), 4)
            text = voice.say(_BANK, "order.child", from_=f"{first.year}年{first.month}月", **slots)
            orders.append(Money(text))
        if self.worth:
            reasoning.append(voice.say(_BANK, "reason.asset", **slots))
            orders.append(self._asset_order(voice, slots))
        contested, holdings = [], []
        for question in self.asked:
            text, holding = question.answer(
                voice,
                stances,
                new_law=self.decided_under == CIVIL_CODE,
                amount=slots["amount"],
                **_names(slots),
            )
            contested.append(text)
            holdings.append(holding)
            if holding.stance == "support":
                half = self.disputed // 2
                item = voice.say(_BANK, "order.item", **slots | {"half": yuan(half)})
                orders.append(Money(item, half))
        lost = any(h.stance == "deny" for h in holdings)
        if lost or self.child:  # the sum asked for the child is never met in full
            orders.append(Money(voice.say(_BANK, "order.reject", **slots)))
        return Ruling(
            tuple(q.say(voice, "issue") for q in self.asked),
            tuple(reasoning + contested),
            self._basis(holdings),
            tuple(orders),
            "partly" if lost or self.child else "granted",
            0.5,
            tuple(holdings),
            tuple(contested),
            self._fee(),
        )

    def _asset_order(self, voice: Voice, slots: dict[str, str]) -> Money:
        mine, other = ("被告", "原告") if self.holder_is_defendant else ("原告", "被告")
        name = slots["pl"] if self.holder_is_defendant else slots["df"]
        text = voice.say(_BANK, "order.asset", role=mine, other=other + name, **slots)
        return Money(text, self.worth // 2, to_plaintiff=self.holder_is_defendant)

    def _fee(self) -> int:
        worth = self.worth + self.disputed
        return _FEE + max(0, worth - _FREE) // 200 // 100 * 100

    def _stands(self, voice: Voice, slots: dict[str, str]) -> Ruling:
        order = Money(voice.say(_BANK, "order.refuse", **slots))
        article = "1079" if self.decided_under == CIVIL_CODE else "32"
        return Ruling(
            (),
            (voice.say(_BANK, "reason.not.broken", **slots),),
            (Cite(self.decided_under, article),),
            (order,),
            "dismissed",
            0.0,
            (),
            (),
            _FEE,
        )

    def _basis(self, holdings: list[Holding]) -> tuple[Cite, ...]:
        gift = any(h.question.startswith("divorce.gift") for h in holdings)
        split = bool(self.worth) or any(h.question.startswith("divorce.asset") for h in holdings)
        if self.decided_under == CIVIL_CODE:
            articles = ["1079"] + ["1084", "1085"] * bool(self.child) + ["1062", "1087"] * split
            extra = "最高人民法院关于适用《中华人民共和国民法典》婚姻家庭编的解释（一）"
            rule = Cite(extra, "5", 1)
        else:
            articles = ["32"] + ["36", "37"] * bool(self.child) + ["17", "39"] * split
            rule = Cite("最高人民法院关于适用《中华人民共和国婚姻法》若干问题的解释（二）", "10", 1)
        law = [Cite(self.decided_under, a) for a in sorted(articles, key=int)]
        return (*law, rule) if gift else tuple(law)


def _names(slots: dict[str, str]) -> dict[str, str]:
    return {"pl": slots["pl"], "df": slots["df"], "gu": slots["gu"]}


def draw_divorce(
    voice: Voice, people: People, filed: dt.date, questions: tuple[Question, ...]
) -> Divorce:
    """Return a marriage that one spouse asked the court to dissolve on ``filed``."""
    husband = people.person(adult=(26, 55))
    wife = people.person(adult=(24, 52))
    husband, wife = people.as_sex(husband, "男"), people.as_sex(wife, "女")
    adult_from = add_months(max(husband.born or filed, wife.born or filed), 22 * 12 + 3)
    married = adult_from + (filed - dt.timedelta(days=900) - adult_from) * voice.rng.random()
    wife_sues = voice.chance(0.65)
    fault = voice.pick(("quarrel", "quarrel", "quarrel", "violence", "gambling"))
    ground: str | None = (
        "agree" if questions else voice.pick((None, None, "agree", "apart", "again"))
    )
    if fault != "quarrel" and voice.chance(0.7):
        ground = fault
    back = 800 if ground == "apart" else 400 if ground == "again" else voice.between(60, 420)
    apart = filed - dt.timedelta(days=back + voice.between(5, 60))
    born = None
    if voice.chance(0.65):
        born = married + (filed - dt.timedelta(days=400) - married) * voice.rng.uniform(0.1, 0.8)
        if filed - born > dt.timedelta(days=17 * 365):
            born = None
    surname = husband.name[0]
    worth = voice.between(20_000, 260_000, 2_000) * 100 if ground and voice.chance(0.4) else 0
    decided_in_new = filed + dt.timedelta(days=60) >= CIVIL_CODE_DATE
    return Divorce(
        husband=husband,
        wife=wife,
        wife_sues=wife_sues,
        married=married,
        apart=apart,
        trouble=apart - dt.timedelta(days=voice.between(20, 200)),
        filed=filed,
        decided_under=CIVIL_CODE if decided_in_new else MARRIAGE_LAW,
        ground=ground,
        fault=fault,
        child=(
            surname + voice.pick(("某某", "小某", "某"))
            if voice.chance(0.4)
            else surname + people.name()[1:]
        )
        if born
        else "",
        child_born=born,
        child_sex=voice.pick("子女"),
        support=voice.between(50_000, 200_000, 10_000),
        asset=voice.say(_BANK, "asset") if worth else "",
        worth=worth,
        holder_is_defendant=voice.chance(0.6),
        disputed=voice.between(8_000, 120_000, 2_000) * 100 if questions else 0,
        asked=questions if ground else (),
        office=f"{people.court.town}民政局",
        absent=voice.chance(0.15) and ground != "agree",
        private=voice.chance(0.25),
    )
