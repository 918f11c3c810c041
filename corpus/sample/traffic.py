"""机动车交通事故责任纠纷: an injury, its items, compulsory and commercial insurance, shares."""

import datetime as dt
from dataclasses import dataclass

from corpus.sample.facts import Holding, Money, Narrative, Ruling, Stance
from corpus.sample.law import (
    CIVIL_CODE,
    CIVIL_CODE_DATE,
    ROAD_LAW,
    TORT_LAW,
    Cite,
    insurance_limits,
)
from corpus.sample.numerals import day, yuan
from corpus.sample.people import People, Someone
from corpus.sample.questions import Question
from corpus.sample.voice import Voice

__all__ = ["Accident", "draw_accident"]

_BANK = "traffic"
_INJURY_RULES = "最高人民法院关于审理人身损害赔偿案件适用法律若干问题的解释"
_TRAFFIC_RULES = "最高人民法院关于审理道路交通事故损害赔偿案件适用法律若干问题的解释"
# Disposable income of Hunan's urban residents in yuan a year; the year before the decision counts.
_INCOME = {
    2018: 36_698,
    2019: 39_842,
    2020: 41_698,
    2021: 44_866,
    2022: 47_301,
    2023: 49_243,
    2024: 51_500,
    2025: 53_600,
}
_GRADES = {10: "十", 9: "九", 8: "八", 7: "七"}
_AGES = {"已领取养老金的受害人": (62, 74), "在校大学生": (19, 23)}
_BLAME = {
    100: ("负事故全部责任", "无责任"),
    70: ("负事故主要责任", "负事故次要责任"),
    50: ("负事故同等责任", "负事故同等责任"),
    30: ("负事故次要责任", "负事故主要责任"),
}


@dataclass(frozen=True, slots=True)
class Accident:
    """The facts of one accident with one injured. Sums in fen."""

    victim: Someone
    driver: Someone
    insurer: Someone
    date: dt.date
    hour: int
    share: int  # percent of what compulsory insurance does not cover
    plate: str
    vehicle: str
    road: str
    place: str
    doing: str
    days: int
    off: int
    care: int
    feed: int
    grade: int | None
    medical: int
    daily: int
    appraisal: int
    travel: int
    income: int
    limit: int | None  # commercial insurance, None without
    disputed: int
    asked: tuple[Question, ...]
    office: str
    hospital: str
    injury: str
    scale: float = 1.0  # of the pain and suffering: a planted deviation
    cause: str = "机动车交通事故责任纠纷"
    absent: bool = False
    private: bool = False

    @property
    def plaintiffs(self) -> tuple[Someone, ...]:
        """The injured."""
        return (self.victim,)

    @property
    def defendants(self) -> tuple[Someone, ...]:
        """The driver and the insurer."""
        return (self.driver, self.insurer)

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that the case argues."""
        return tuple(question.id for question in self.asked)

    def items(
        self, stances: Stance | None
    ) -> tuple[list[tuple[str, str, int]], list[tuple[str, str, int]]]:
        """Return medical and other items as (name, how computed, fen); None: all claimed."""
        medical = [
            ("医疗费", "", self.medical),
            ("住院伙食补助费", f"{self.days}天×100元/天", self.days * 10_000),
            ("营养费", f"{self.feed}天×30元/天", self.feed * 3_000),
        ]
        other = [("护理费", f"{self.care}天×150元/天", self.care * 15_000)]
        if stances is None or self._income_counts(stances):
            other.append(("误工费", f"{self.off}天×{yuan(self.daily)}/天", self.off * self.daily))
        if self.grade:
            percent = (11 - self.grade) * 10
            other.append(
                (
                    "残疾赔偿金",
                    f"{self.income}元/年×20年×{percent}%",
                    self.income * 20 * percent,
                )
            )
            other.append(("精神损害抚慰金", "", self.solace))
        other.append(("交通费", "", self.travel))
        return medical, other

    @property
    def new_law(self) -> bool:
        """Whether the 民法典 governs the accident."""
        return self.date >= CIVIL_CODE_DATE

    @property
    def solace(self) -> int:
        """What the court gives for pain, in fen: 5,000 yuan a grade."""
        return round((11 - self.grade) * 500_000 * self.scale) if self.grade else 0

    def _income_counts(self, stances: Stance) -> bool:
        asked = [q for q in self.asked if q.family == "traffic.income"]
        return all(q.side(stances, new_law=self.new_law) == "support" for q in asked)

    def settle(self, stances: Stance) -> dict[str, int]:
        """Return the sums of the ruling in fen."""
        medical, other = self.items(stances)
        med, dis = sum(i[2] for i in medical), sum(i[2] for i in other)
        dis_limit, med_limit, _ = insurance_limits(self.date)
        first_med, first_dis = min(med, med_limit), min(dis, dis_limit)
        rest = med + dis - first_med - first_dis
        extra = 0
        for question in self.asked:
            side = question.side(stances, new_law=self.new_law)
            if question.family == "traffic.item" and side == "support":
                extra = self.disputed
        return {
            "total": med + dis,
            "med": first_med,
            "dis": first_dis,
            "first": first_med + first_dis,
            "rest": rest,
            "second": rest * self.share // 100,
            "mine": self.appraisal * self.share // 100,
            "extra": extra * self.share // 100,
        }

    def _slots(self) -> dict[str, str]:
        mine, theirs = _BLAME[self.share]
        blame = f"{self.driver.called}{mine}，{self.victim.called}{theirs}"
        return {
            "pl": self.victim.called,
            "df": self.driver.called,
            "ins": self.insurer.called,
            "date": day(self.date),
            "time": f"{self.hour}时许",
            "plate": self.plate,
            "vehicle": self.vehicle,
            "road": self.road,
            "spot": self.place,
            "doing": self.doing,
            "days": str(self.days),
            "blame": blame,
            "blame_short": f"被告{self.driver.called}{mine}",
            "share": f"{self.share}%",
            "medical": yuan(self.medical),
            "appraisal": yuan(self.appraisal),
            "off": str(self.off),
            "care": str(self.care),
            "feed": str(self.feed),
            "grade": _GRADES.get(self.grade or 0, ""),
            "hospital": self.hospital,
            "injury": self.injury,
            "office": self.office,
        }

    def narrative(self, voice: Voice) -> Narrative:
        """Return claims, defences and findings in fresh words."""
        slots = self._slots()
        medical, other = self.items(None)
        asked = sum(i[2] for i in medical + other) + self.appraisal + self.disputed
        asked = asked * voice.between(100, 112) // 100 // 100 * 100
        claims = [voice.say(_BANK, "claims.total", sum=yuan(asked))]
        if voice.chance(0.6):
            claims.append(voice.say(_BANK, "claims.insurer", **slots))
        claims.append(voice.say(_BANK, "claims.costs"))
        grounds = voice.say(_BANK, "grounds", **slots)
        grounds += "".join(q.say(voice, "plaintiff", **_three(slots)) for q in self.asked)
        said = voice.say(_BANK, "defence.driver")
        ins = voice.say(_BANK, "defence.insurer")
        ins += "".join(q.say(voice, "defendant", **_three(slots)) for q in self.asked)
        defences = ((self.driver, said), (self.insurer, ins))
        findings = tuple(self._findings(voice))
        return Narrative(
            tuple(claims), asked, grounds, defences, findings, voice.say(_BANK, "evidence")
        )

    def _findings(self, voice: Voice) -> list[str]:
        slots = self._slots()
        first = voice.say(_BANK, "findings.crash", damage=voice.say(_BANK, "damage"), **slots)
        first += voice.say(_BANK, "findings.blame", **slots)
        second = voice.say(_BANK, "findings.hospital", **slots)
        key = "findings.grade" if self.grade else "findings.no.grade"
        second += voice.say(_BANK, key, **slots)
        if voice.chance(0.5):
            second += voice.say(_BANK, "findings.job", **slots)
        third = ""
        for question in self.asked:
            item = question.family == "traffic.item"
            amount = self.disputed if item else self.off * self.daily
            third += question.say(voice, "fact", amount=yuan(amount), **_three(slots))
        cover = "findings.cover" if self.limit else "findings.cover.only"
        limit = f"{self.limit or 0}万元"
        cover_text = voice.say(_BANK, cover, limit=limit, **slots)
        if voice.chance(0.4):
            return [first, cover_text + second, third]
        return (
            [first, second + third, cover_text]
            if voice.chance(0.5)
            else [first + second, third + cover_text]
        )

    def ruling(self, voice: Voice, stances: Stance) -> Ruling:
        """Return the decision that follows from the facts and the court's view."""
        slots, sums = self._slots(), self.settle(stances)
        payer = self.insurer if self.limit else self.driver
        reasoning = [voice.say(_BANK, "reason.fault", **slots)]
        contested, holdings = self._answers(voice, stances, slots)
        medical, other = self.items(stances)
        listed = "，".join(
            f"{name}{yuan(fen)}" + (f"（{how}）" if how else "")
            for name, how, fen in medical + other
        )
        items = voice.say(_BANK, "reason.items", items=listed, sum=yuan(sums["total"]), **slots)
        cover = voice.say(
            _BANK,
            "reason.cover" if sums["rest"] else "reason.cover.all",
            payer=payer.called,
            **slots,
            **{k: yuan(sums[k]) for k in ("first", "med", "dis", "rest", "second")},
        )
        appraisal = voice.say(_BANK, "reason.appraisal", mine=yuan(sums["mine"]), **slots)
        reasoning += [*contested, items, cover + appraisal]
        return Ruling(
            tuple(q.say(voice, "issue") for q in self.asked),
            tuple(reasoning),
            self._basis(),
            tuple(self._orders(voice, sums, payer)),
            "partly",
            0.9 if self.share >= 70 else 0.7,
            tuple(holdings),
            tuple(contested),
        )

    def _answers(
        self, voice: Voice, stances: Stance, slots: dict[str, str]
    ) -> tuple[list[str], list[Holding]]:
        texts, holdings = [], []
        for question in self.asked:
            amount = self.disputed if question.family == "traffic.item" else self.off * self.daily
            text, holding = question.answer(
                voice, stances, new_law=self.new_law, amount=yuan(amount), **_three(slots)
            )
            texts.append(text)
            holdings.append(holding)
        return texts, holdings

    def _orders(self, voice: Voice, sums: dict[str, int], payer: Someone) -> list[Money]:
        slots = self._slots()
        orders = [
            Money(
                voice.say(_BANK, "order.first", first=yuan(sums["first"]), **slots), sums["first"]
            )
        ]
        second, mine = sums["second"], sums["mine"] + sums["extra"]
        if payer is self.driver:
            second, mine = 0, mine + second
        if second:
            text = voice.say(
                _BANK, "order.second", payer=payer.called, second=yuan(second), **slots
            )
            orders.append(Money(text, second))
        if mine:
            text = voice.say(_BANK, "order.third", mine=yuan(mine), **slots)
            orders.append(Money(text, mine))
        return [*orders, Money(voice.say(_BANK, "order.reject", **slots))]

    def _basis(self) -> tuple[Cite, ...]:
        road = Cite(ROAD_LAW, "76", 1)
        if self.date >= CIVIL_CODE_DATE:
            code = ["1165", "1173", "1179", "1208", "1213"]
            code = code if self.share < 100 else [a for a in code if a != "1173"]
            if self.grade:
                code.insert(-2, "1183")
            law = [Cite(CIVIL_CODE, article) for article in code]
            rules = ["6", "7", "8", "9", "10", "11"] + (["12"] if self.grade else [])
            return (*law, road, *(Cite(_INJURY_RULES, a) for a in rules))
        tort = ["6", "16", "22", "26", "48"] if self.grade else ["6", "16", "26", "48"]
        tort = tort if self.share < 100 else [a for a in tort if a != "26"]
        rules = ["19", "20", "21", "22", "23", "24"] + (["25"] if self.grade else [])
        law = [Cite(TORT_LAW, article) for article in tort]
        old = [Cite(_INJURY_RULES, a) for a in rules]
        return (*law, road, *old, Cite(_TRAFFIC_RULES, "16"))


def _three(slots: dict[str, str]) -> dict[str, str]:
    return {"pl": slots["pl"], "df": slots["df"], "gu": slots["ins"]}


_INSURERS = ("云岭", "湘安", "衡通", "南楚", "江澜")


def draw_insurer(voice: Voice, people: People) -> Someone:
    """Return the local branch of one of the invented insurers."""
    brand = voice.pick(_INSURERS)
    city = (
        people.court.town.partition("市")[0] + "市"
        if "市" in people.court.town
        else people.court.town
    )
    branch = f"{city}{voice.pick(('中心支公司', '分公司', '支公司'))}"
    line = f"负责人：{people.name()}，该公司总经理。"
    return Someone(
        f"{brand}财产保险股份有限公司{branch}",
        "法人",
        detail=f"，住所地{people.address()}。",
        lines=(line,),
        short=f"{brand}财险公司",
    )


def draw_accident(
    voice: Voice, people: People, filed: dt.date, questions: tuple[Question, ...]
) -> Accident:
    """Return an accident some months before ``filed``."""
    date = filed - dt.timedelta(days=voice.between(120, 420))
    grade = voice.rng.choices((None, 10, 9, 8, 7), (40, 36, 14, 7, 3))[0]
    severity = 1.0 if grade is None else 1.6 + (10 - grade) * 0.7
    days = round(voice.between(6, 32) * severity)
    care = min(150, round(days * voice.rng.uniform(1.2, 2.2)))
    off = min(300, care + voice.between(20, 90, 5))
    letter = chr(ord("A") + int(people.court.code[1:3]) % 13)
    digits = "".join(voice.pick("0123456789ABDEFHKM") for _ in range(4))
    families = {question.family: question.item for question in questions}
    ages = _AGES.get(families.get("traffic.income", ""), (22, 58))
    return Accident(
        victim=people.person(anonymous=voice.chance(0.05), adult=ages),
        driver=people.person(adult=(20, 60)),
        insurer=draw_insurer(voice, people),
        date=date,
        hour=voice.between(6, 22),
        share=voice.rng.choices((100, 70, 50, 30), (48, 32, 12, 8))[0],
        plate=f"湘{letter}{digits}{voice.pick('XY')}号",
        vehicle=voice.pick(("小型轿车", "轻型货车", "小型普通客车", "重型自卸货车", "二轮摩托车")),
        road=people.place("street"),
        place=voice.say(_BANK, "spot"),
        doing=voice.say(_BANK, "doing"),
        days=days,
        off=off,
        care=care,
        feed=min(120, care),
        grade=grade,
        medical=round(days * voice.rng.uniform(60_000, 140_000)),
        daily=voice.between(10_000, 22_000, 1_000),
        appraisal=voice.between(120_000, 260_000, 10_000),
        travel=days * 2_000,
        income=_INCOME[min(2025, max(2018, filed.year - 1))],
        limit=voice.pick((None, 50, 100, 100, 150, 200)),
        disputed=voice.between(80_000, 900_000, 10_000) if "traffic.item" in families else 0,
        asked=questions,
        office=f"{people.court.town}公安局交通警察大队",
        hospital=people.court.town + voice.say(_BANK, "hospital").lstrip("区县市"),
        injury=voice.say(_BANK, "injury"),
    )
