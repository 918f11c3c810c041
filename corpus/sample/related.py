"""Stories of several cases that belong together: relations R1, R2, R4-R9 of the requirements."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

from corpus.sample.civil import add_first, build_case
from corpus.sample.consumer import draw_purchase
from corpus.sample.criminal import tell_crime
from corpus.sample.docket import Docket, Story
from corpus.sample.driving import draw_driving
from corpus.sample.facts import Dispute
from corpus.sample.frame import render_civil
from corpus.sample.lending import draw_loan
from corpus.sample.numerals import next_workday
from corpus.sample.people import CourtRow, People, courts
from corpus.sample.sale import draw_sale
from corpus.sample.theft import draw_theft
from corpus.sample.traffic import draw_accident
from corpus.sample.voice import Voice

__all__ = ["RELATED_STORIES", "related_story"]

_BANK = "related"


class _Scene:
    """One court, its people and the story that the cases join."""

    def __init__(self, index: int, voice: Voice, docket: Docket) -> None:
        self.story = Story(index)
        self.voice = voice
        self.docket = docket
        self.court: CourtRow = voice.pick(courts())
        self.filed = docket.filing_date(voice)
        self.people = People(voice, self.court, index, self.filed.year)

    def civil(self, topic: str, dispute: Dispute, filed: dt.date, remark: str = "") -> str:
        """Add a judgment of first instance and return its number."""
        header = self.docket.header(self.court, filed, "民初", self.voice, simple=True)
        stances = self.docket.policy.stances(dispute.questions, self.court)
        case = build_case(dispute, header, self.people, stances)
        case = replace(case, remarks=(remark,) if remark else ())
        add_first(self.story, topic, case, self.docket, render_civil, self.people)
        return header.number

    def later(self, least: int, most: int) -> dt.date:
        """Return a filing date some days after the first one."""
        return next_workday(self.filed + dt.timedelta(days=self.voice.between(least, most)))

    def tie(self, a: str, b: str, *kinds: str) -> None:
        """Record that two cases are related."""
        self.story.related += [(a, b, kind) for kind in kinds]


def _two_loans(scene: _Scene) -> None:
    """Same parties, same cause, two loans; the second judgment names the first."""
    voice, people = scene.voice, scene.people
    one = replace(draw_loan(voice, people, scene.filed, ()), absent=False)
    first = scene.civil("lending", one, scene.filed)
    filed = scene.later(90, 200)
    two = draw_loan(voice, people, filed, ())
    two = replace(two, lender=one.lender, borrower=one.borrower, absent=False)
    names = {"pl": one.lender.called, "df": one.borrower.called}
    second = scene.civil(
        "lending", two, filed, voice.say(_BANK, "same.parties", number=first, **names)
    )
    kinds = ("R8",) if one.lender.anonymised or one.borrower.anonymised else ("R1", "R2", "R8")
    scene.tie(first, second, *kinds)


def _two_injured(scene: _Scene) -> None:
    """One accident, two injured who sue one after the other."""
    voice, people = scene.voice, scene.people
    one = draw_accident(voice, people, scene.filed, ())
    first = scene.civil("traffic", one, scene.filed)
    filed = scene.later(5, 60)
    two = draw_accident(voice, people, filed, ())
    same = (
        "driver",
        "insurer",
        "date",
        "hour",
        "share",
        "plate",
        "vehicle",
        "road",
        "place",
        "doing",
        "limit",
        "office",
    )
    two = replace(two, **{name: getattr(one, name) for name in same})
    remark = voice.say(_BANK, "same.event", other=one.victim.called, number=first)
    second = scene.civil("traffic", two, filed, remark)
    scene.tie(first, second, "R4", "R8")


def _two_deliveries(scene: _Scene) -> None:
    """One contract of supply, two suits for two periods."""
    voice, people = scene.voice, scene.people
    one = replace(draw_sale(voice, people, scene.filed, ()), absent=False, written=True)
    contract = f"HT{one.start.year}-{voice.between(100, 999)}"
    first = scene.civil("sale", one, scene.filed, voice.say(_BANK, "contract", contract=contract))
    filed = scene.later(100, 250)
    two = draw_sale(voice, people, filed, ())
    two = replace(
        two, seller=one.seller, buyer=one.buyer, goods=one.goods, absent=False, written=True
    )
    remark = voice.say(_BANK, "same.contract", contract=contract, number=first)
    second = scene.civil("sale", two, filed, remark)
    scene.tie(first, second, "R1", "R2", "R5", "R8")


def _witness(scene: _Scene) -> None:
    """A witness of one theft is the accused of another."""
    voice, people, docket = scene.voice, scene.people, scene.docket
    one = draw_theft(voice, people, scene.filed, ())
    where = (scene.court, scene.filed)
    tell_crime(scene.story, "theft", one, where, people, docket, final=True)
    filed = scene.later(60, 300)
    two = draw_theft(voice, people, filed, ())
    accused = two.accused[0]
    person = replace(accused.person, name=one.witness)
    two = replace(two, accused=(replace(accused, person=person), *two.accused[1:]))
    tell_crime(scene.story, "theft", two, (scene.court, filed), people, docket, final=True)
    first, second = scene.story.documents
    if one.witness in first.text:
        scene.tie(first.truth.case_number, second.truth.case_number, "R6")


def _series(scene: _Scene) -> None:
    """Four to seven buyers sue one seller over the same goods, in nearly the same words."""
    voice, people = scene.voice, scene.people
    model = replace(draw_purchase(voice, people, scene.filed, ()), absent=False)
    wording = voice.rng.random()
    numbers = []
    for turn in range(voice.between(4, 7)):
        bought = replace(model, buyer=people.person(), count=voice.between(1, 9))
        filed = next_workday(scene.filed + dt.timedelta(days=turn))
        steady = Voice(random.Random(wording))
        case = scene.people
        case.voice = steady
        scene.voice = steady
        remark = steady.say(_BANK, "series", df=model.seller.called)
        numbers.append(scene.civil("consumer", bought, filed, remark))
        case.voice = scene.voice = voice
    for i, a in enumerate(numbers):
        for b in numbers[i + 1 :]:
            scene.tie(a, b, "R7")


def _drunk_crash(scene: _Scene) -> None:
    """A drunk driver's criminal case beside the injured person's civil one."""
    voice, people, docket = scene.voice, scene.people, scene.docket
    crime = draw_driving(voice, people, scene.filed, ())
    crime = replace(crime, crash=True)
    where = (scene.court, scene.filed)
    tell_crime(scene.story, "driving", crime, where, people, docket, final=True)
    criminal = scene.story.documents[0].truth.case_number
    filed = scene.later(100, 240)
    accident = draw_accident(voice, people, filed, ())
    accident = replace(
        accident,
        driver=crime.driver.person,
        date=crime.when,
        hour=crime.hour,
        share=100,
        road=crime.street,
        vehicle=crime.vehicle,
    )
    remark = voice.say(_BANK, "civil.criminal", df=crime.driver.name, number=criminal)
    civil = scene.civil("traffic", accident, filed, remark)
    scene.tie(criminal, civil, "R4", "R8", "R9")


RELATED_STORIES: dict[str, Callable[[_Scene], None]] = {
    "same_parties": _two_loans,
    "same_event": _two_injured,
    "same_contract": _two_deliveries,
    "witness": _witness,
    "series": _series,
    "civil_criminal": _drunk_crash,
}


def related_story(index: int, voice: Voice, docket: Docket) -> Story:
    """Return a story of related cases."""
    scene = _Scene(index, voice, docket)
    RELATED_STORIES[voice.pick(tuple(RELATED_STORIES))](scene)
    scene.story.chain = []
    return scene.story
