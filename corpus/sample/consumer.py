"""Food bought with a defect: refund and ten times the price (食品安全法 Art. 148 para. 2)."""

import datetime as dt
from dataclasses import dataclass

from corpus.sample.facts import Holding, Money, Narrative, Ruling, Stance
from corpus.sample.law import CIVIL_CODE, CIVIL_CODE_DATE, CONTRACT_LAW, FOOD_LAW, Cite
from corpus.sample.numerals import day, yuan
from corpus.sample.people import People, Someone
from corpus.sample.questions import Question
from corpus.sample.voice import Voice

__all__ = ["FoodPurchase", "draw_purchase"]

_BANK = "consumer"
_FOOD_RULES = "最高人民法院关于审理食品药品纠纷案件适用法律若干问题的规定"
_LEAST = 100_000  # fen: ten times the price is 1,000 yuan at least


@dataclass(frozen=True, slots=True)
class FoodPurchase:
    """The facts of one purchase. Sums in fen."""

    buyer: Someone
    seller: Someone
    date: dt.date
    goods: str
    unit: str
    count: int
    each: int
    online: bool
    defect: str
    asked: tuple[Question, ...]
    cause: str
    absent: bool
    private: bool = False

    @property
    def plaintiffs(self) -> tuple[Someone, ...]:
        """The buyer."""
        return (self.buyer,)

    @property
    def defendants(self) -> tuple[Someone, ...]:
        """The seller."""
        return (self.seller,)

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that the case argues."""
        return tuple(question.id for question in self.asked)

    @property
    def price(self) -> int:
        """What was paid."""
        return self.count * self.each

    @property
    def tenfold(self) -> int:
        """Ten times the price, 1,000 yuan at least."""
        return max(_LEAST, 10 * self.price)

    def _slots(self) -> dict[str, str]:
        return {
            "pl": self.buyer.called,
            "df": self.seller.called,
            "gu": "",
            "date": day(self.date),
            "goods": self.goods,
            "unit": self.unit,
            "count": str(self.count),
            "each": yuan(self.each),
            "price": yuan(self.price),
            "tenfold": yuan(self.tenfold),
            "defect_words": self.defect,
        }

    def narrative(self, voice: Voice) -> Narrative:
        """Return claims, defences and findings in fresh words."""
        slots = self._slots()
        names = {key: slots[key] for key in ("pl", "df", "gu")}
        claims = [
            voice.say(_BANK, "claims.refund", **slots),
            voice.say(_BANK, "claims.tenfold", **slots),
            voice.say(_BANK, "claims.costs"),
        ]
        shop = voice.say(_BANK, "shop.online" if self.online else "shop.real")
        grounds = voice.say(_BANK, "grounds", shop=shop, **slots)
        grounds += "".join(q.say(voice, "plaintiff", **names) for q in self.asked)
        text = ""
        if not self.absent:
            text = voice.say(_BANK, "defence")
            text += "".join(q.say(voice, "defendant", **names) for q in self.asked)
        findings = tuple(self._findings(voice))
        return Narrative(
            tuple(claims),
            self.price + self.tenfold,
            grounds,
            ((self.seller, text),),
            findings,
            voice.say(_BANK, "evidence"),
        )

    def _findings(self, voice: Voice) -> list[str]:
        slots = self._slots()
        key = "findings.buy.online" if self.online else "findings.buy.real"
        first = voice.say(_BANK, key, **slots) + voice.say(_BANK, "findings.defect", **slots)
        second = voice.say(_BANK, "findings.use", **slots) if voice.chance(0.6) else ""
        second += voice.say(_BANK, "findings.answer", **slots)
        for question in self.asked:
            if question.family != "consumer.defect" or question.turns:
                second += question.say(voice, "fact", **{k: slots[k] for k in ("pl", "df", "gu")})
        return [first, second] if voice.chance(0.6) else [first + second]

    def ruling(self, voice: Voice, stances: Stance) -> Ruling:
        """Return the decision that follows from the facts and the court's view."""
        slots = self._slots()
        names = {key: slots[key] for key in ("pl", "df", "gu")}
        contested, holdings = [], list[Holding]()
        for question in self.asked:
            text, holding = question.answer(
                voice, stances, new_law=self.date >= CIVIL_CODE_DATE, **names
            )
            contested.append(text)
            holdings.append(holding)
        won = all(holding.stance == "support" for holding in holdings)
        if not self.asked:
            contested = [voice.say(_BANK, "reason.plain", **slots)]
        reasoning = [voice.say(_BANK, "reason.contract", **slots), *contested]
        if self.asked:
            reasoning.append(voice.say(_BANK, "reason.won" if won else "reason.lost", **slots))
        reasoning.append(voice.say(_BANK, "reason.refund", **slots))
        orders = [Money(voice.say(_BANK, "order.refund", **slots), self.price)]
        if won:
            orders.append(Money(voice.say(_BANK, "order.tenfold", **slots), self.tenfold))
        else:
            orders.append(Money(voice.say(_BANK, "order.reject", **slots)))
        return Ruling(
            tuple(q.say(voice, "issue") for q in self.asked),
            tuple(reasoning),
            self._basis(won=won),
            tuple(orders),
            "granted" if won else "partly",
            1.0 if won else 0.3,
            tuple(holdings),
            tuple(contested),
        )

    def _basis(self, *, won: bool) -> tuple[Cite, ...]:
        new = self.date >= CIVIL_CODE_DATE
        law, articles = (CIVIL_CODE, ["577", "582"]) if new else (CONTRACT_LAW, ["107", "111"])
        basis = [Cite(law, article) for article in articles]
        if won:
            basis += [Cite(FOOD_LAW, "148", 2), Cite(_FOOD_RULES, "15")]
        return tuple(basis)


def draw_purchase(
    voice: Voice, people: People, filed: dt.date, questions: tuple[Question, ...]
) -> FoodPurchase:
    """Return a purchase of food some weeks before ``filed``."""
    date = filed - dt.timedelta(days=voice.between(20, 150))
    online = voice.chance(0.45)
    plain = [q.item for q in questions if q.family == "consumer.defect"]
    if online:
        cause = "信息网络买卖合同纠纷" if filed >= CIVIL_CODE_DATE else "网络购物合同纠纷"
    else:
        cause = voice.pick(("产品责任纠纷", "买卖合同纠纷"))
    business = voice.pick(("食品", "商贸", "贸易", "百货"))
    seller = people.company(business) if voice.chance(0.6) else people.shop("食品经营部")
    return FoodPurchase(
        buyer=people.person(),
        seller=seller,
        date=date,
        goods=voice.say(_BANK, "goods"),
        unit=voice.say(_BANK, "unit"),
        count=voice.pick((1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 20)),
        each=voice.pick((1_900, 2_980, 3_600, 4_900, 6_800, 8_800, 12_800, 16_800, 29_800, 39_900)),
        online=online,
        defect=plain[0] if plain else voice.say(_BANK, "defect.plain"),
        asked=questions,
        cause=cause,
        absent=voice.chance(0.12),
    )
