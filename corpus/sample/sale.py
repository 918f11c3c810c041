"""买卖合同纠纷 between businesses: goods delivered, the price unpaid."""

import datetime as dt
from dataclasses import dataclass

from corpus.sample.facts import Holding, Money, Narrative, Ruling, Stance
from corpus.sample.law import CIVIL_CODE, CIVIL_CODE_DATE, CONTRACT_LAW, Cite, lpr
from corpus.sample.numerals import day, yuan
from corpus.sample.people import People, Someone
from corpus.sample.questions import Question
from corpus.sample.voice import Voice

__all__ = ["Sale", "draw_sale"]

_BANK = "sale"
_SALE_RULES = "最高人民法院关于审理买卖合同纠纷案件适用法律问题的解释"
_LPR_FROM = dt.date(2019, 8, 20)


@dataclass(frozen=True, slots=True)
class Sale:
    """The facts of a supply on credit. Sums in fen."""

    seller: Someone
    buyer: Someone
    goods: str
    start: dt.date
    end: dt.date
    total: int
    paid: int
    due: dt.date
    billed: bool
    written: bool
    quality: bool
    disputed: int
    asked: tuple[Question, ...]
    absent: bool
    cause: str = "买卖合同纠纷"
    private: bool = False

    @property
    def plaintiffs(self) -> tuple[Someone, ...]:
        """The seller."""
        return (self.seller,)

    @property
    def defendants(self) -> tuple[Someone, ...]:
        """The buyer."""
        return (self.buyer,)

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that the case argues."""
        return tuple(question.id for question in self.asked)

    @property
    def owed(self) -> int:
        """The price that is certainly unpaid."""
        return self.total - self.paid

    def _slots(self) -> dict[str, str]:
        if self.due < _LPR_FROM:
            rate = "中国人民银行同期同类贷款基准利率的1.5倍"
        else:
            percent = f"{lpr(self.due) * 1.5 / 100:.3f}".rstrip("0").rstrip(".")
            rate = f"年利率{percent}%"
        return {
            "pl": self.seller.called,
            "df": self.buyer.called,
            "gu": "",
            "goods": self.goods,
            "from_": f"{self.start.year}年{self.start.month}月",
            "to": day(self.end),
            "total": yuan(self.total),
            "paid": yuan(self.paid),
            "owed": yuan(self.owed),
            "due": day(self.due),
            "rate": rate,
            "amount": yuan(self.disputed),
        }

    def _ask(self, question: Question, voice: Voice, part: str) -> str:
        slots = self._slots()
        return question.say(voice, part, **{k: slots[k] for k in ("pl", "df", "gu", "amount")})

    def narrative(self, voice: Voice) -> Narrative:
        """Return claims, defences and findings in fresh words."""
        slots = self._slots()
        wanted = slots | {"owed": yuan(self.owed + self.disputed)}
        claims = [
            voice.say(_BANK, "claims.price", **wanted),
            voice.say(_BANK, "claims.late", **wanted),
            voice.say(_BANK, "claims.costs"),
        ]
        grounds = voice.say(_BANK, "grounds", **slots)
        grounds += "".join(self._ask(q, voice, "plaintiff") for q in self.asked)
        text = ""
        if not self.absent:
            text = voice.say(_BANK, "defence.quality" if self.quality else "defence.sum", **slots)
            text += "".join(self._ask(q, voice, "defendant") for q in self.asked)
        findings = tuple(self._findings(voice))
        return Narrative(
            tuple(claims),
            self.owed + self.disputed,
            grounds,
            ((self.buyer, text),),
            findings,
            voice.say(_BANK, "evidence"),
        )

    def _findings(self, voice: Voice) -> list[str]:
        slots = self._slots() | {"times": voice.pick("二三四五六")}
        deal = "findings.deal.contract" if self.written else "findings.deal.loose"
        first = voice.say(_BANK, deal, **slots) + voice.say(_BANK, "findings.supply", **slots)
        second = voice.say(_BANK, "findings.bill", **slots) if self.billed else ""
        if voice.chance(0.6):
            second += voice.say(_BANK, "findings.urge", **slots)
        second += "".join(self._ask(q, voice, "fact") for q in self.asked)
        return [first, second] if voice.chance(0.5) else [first + second]

    def ruling(self, voice: Voice, stances: Stance) -> Ruling:
        """Return the decision that follows from the facts and the court's view."""
        slots = self._slots()
        contested, holdings = [], list[Holding]()
        names = {k: slots[k] for k in ("pl", "df", "gu", "amount")}
        orders = [Money(voice.say(_BANK, "order.price", **slots), self.owed)]
        for question in self.asked:
            text, holding = question.answer(
                voice, stances, new_law=self.end >= CIVIL_CODE_DATE, **names
            )
            contested.append(text)
            holdings.append(holding)
            if holding.stance == "support":
                orders.append(Money(voice.say(_BANK, "order.item", **slots), self.disputed))
        won = all(holding.stance == "support" for holding in holdings)
        if not won:
            orders.append(Money(voice.say(_BANK, "order.reject", **slots)))
        late = voice.say(_BANK, "reason.late", **slots)
        if self.quality and not self.absent:
            late += voice.say(_BANK, "reason.quality", **slots)
        share = 1.0 if won else self.owed / (self.owed + self.disputed)
        return Ruling(
            tuple(q.say(voice, "issue") for q in self.asked),
            (voice.say(_BANK, "reason.valid", **slots), *contested, late),
            self._basis(),
            tuple(orders),
            "granted" if won else "partly",
            share,
            tuple(holdings),
            tuple(contested),
        )

    def _basis(self) -> tuple[Cite, ...]:
        if self.end >= CIVIL_CODE_DATE:
            law = [Cite(CIVIL_CODE, a) for a in ("509", "579", "626", "628")]
            return (*law, Cite(_SALE_RULES, "18", 4))
        law = [Cite(CONTRACT_LAW, a) for a in ("60", "107", "109", "159", "161")]
        return (*law, Cite(_SALE_RULES, "24", 4))


def draw_sale(
    voice: Voice, people: People, filed: dt.date, questions: tuple[Question, ...]
) -> Sale:
    """Return a supply whose price was due before ``filed``."""
    end = filed - dt.timedelta(days=voice.between(60, 400))
    start = end - dt.timedelta(days=voice.between(60, 500))
    total = voice.between(20_000, 900_000, 500) * 100
    paid = total * voice.between(10, 70) // 100 // 10_000 * 10_000
    seller = (
        people.company(voice.pick(("建材", "物资", "贸易", "实业")))
        if voice.chance(0.6)
        else people.shop("建材经营部")
    )
    buyer = people.company(voice.pick(("建筑工程", "装饰", "置业", "机械", "制造")))
    return Sale(
        seller=seller,
        buyer=buyer,
        goods=voice.say(_BANK, "goods"),
        start=start,
        end=end,
        total=total,
        paid=paid,
        due=end + dt.timedelta(days=voice.pick((1, 15, 30))),
        billed=voice.chance(0.7),
        written=voice.chance(0.5),
        quality=voice.chance(0.3),
        disputed=voice.between(3_000, 60_000, 500) * 100 if questions else 0,
        asked=questions,
        absent=voice.chance(0.2),
    )
