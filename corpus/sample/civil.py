"""Stories of civil cases: one judgment, or a chain through two or three courts."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from corpus.sample.appeal import render_appeal, render_remand, render_retrial
from corpus.sample.consumer import draw_purchase
from corpus.sample.criminal import draw_questions
from corpus.sample.divorce import draw_divorce
from corpus.sample.docket import Docket, Story
from corpus.sample.facts import Dispute, Header, Stance, Truth
from corpus.sample.frame import CivilCase, render_civil, withdrawal
from corpus.sample.lending import draw_loan
from corpus.sample.numerals import day, next_workday
from corpus.sample.people import CourtRow, People, courts, intermediate_of
from corpus.sample.questions import Question, flip
from corpus.sample.sale import draw_sale
from corpus.sample.traffic import Accident, draw_accident
from corpus.sample.voice import Voice

__all__ = ["CIVIL_TOPICS", "add_first", "build_case", "civil_story"]

_DEVIATION = 0.06  # of the accidents with a disability

Draw = Callable[[Voice, People, dt.date, tuple[Question, ...]], Dispute]

CIVIL_TOPICS: dict[str, tuple[int, Draw]] = {
    "lending": (26, draw_loan),
    "traffic": (22, draw_accident),
    "divorce": (17, draw_divorce),
    "consumer": (12, draw_purchase),
    "sale": (6, draw_sale),
}


def civil_story(topic: str, index: int, voice: Voice, docket: Docket) -> Story:
    """Return a civil case and what became of it."""
    story = Story(index)
    court = voice.pick(courts())
    filed = docket.filing_date(voice)
    people = People(voice, court, index, filed.year)
    asked = draw_questions(docket, topic, voice, voice.pick((0, 1, 1, 1, 2)))
    dispute = CIVIL_TOPICS[topic][1](voice, people, filed, asked)
    header = docket.header(court, filed, "民初", voice, simple=voice.chance(0.6))
    if voice.chance(0.04):
        case = build_case(dispute, header, people, docket.policy.stances(dispute.questions, court))
        add_first(story, topic, case, docket, withdrawal, people)
        return story
    dispute, usual = _deviate(dispute, voice)
    fate = "final" if usual else _fate(dispute, voice)
    stances = _first_stances(dispute, court, fate, docket)
    case = build_case(dispute, header, people, stances)
    add_first(story, topic, case, docket, render_civil, people)
    if usual:
        story.documents[0].truth.deviation = usual
    if fate != "final":
        _upwards(story, topic, dispute, case, fate, docket, people)
    return story


def _deviate(dispute: Dispute, voice: Voice) -> tuple[Dispute, dict[str, float] | None]:
    """Return now and then an award for pain far above the steady one, and what would be usual."""
    if not (isinstance(dispute, Accident) and dispute.grade and voice.chance(_DEVIATION)):
        return dispute, None
    odd = replace(dispute, scale=voice.pick((3.0, 4.0)))
    return odd, {"solace": odd.solace / 100, "usual": dispute.solace / 100}


def _fate(dispute: Dispute, voice: Voice) -> str:
    """Return what follows on the first judgment: final, appeal, error, remand or retrial."""
    if dispute.absent:
        return "final"
    fates = {"final": 72, "appeal": 20, "remand": 4}
    if dispute.questions:
        fates |= {"error": 9, "retrial": 2}
    return voice.rng.choices(list(fates), list(fates.values()))[0]


def _first_stances(dispute: Dispute, court: CourtRow, fate: str, docket: Docket) -> Stance:
    """Return the answers of the first court; where it errs, the opposite of those above it."""
    policy = docket.policy
    above = intermediate_of(court)
    if fate == "error":
        higher = policy.stances(dispute.questions, above)
        first = dispute.questions[0]
        return higher | {first: flip(higher[first])}
    if fate == "retrial":
        return policy.stances(dispute.questions, intermediate_of(above))
    return policy.stances(dispute.questions, court)


def build_case(dispute: Dispute, header: Header, people: People, stances: Stance) -> CivilCase:
    """Return the case of first instance that a court with these answers makes of a dispute."""
    voice = people.voice
    absent = frozenset({dispute.defendants[0].name} if dispute.absent else ())
    agents = {
        person.name: people.lawyer()
        for person in (*dispute.plaintiffs, *dispute.defendants)
        if person.name not in absent and voice.chance(0.55)
    }
    return CivilCase(
        replace(header, agents=agents, absent=absent),
        dispute.cause,
        dispute.plaintiffs,
        dispute.defendants,
        dispute.narrative(voice),
        dispute.ruling(voice, stances),
        dispute.private,
    )


def add_first(
    story: Story,
    topic: str,
    case: CivilCase,
    docket: Docket,
    render: Callable[[CivilCase, Voice, Truth], str],
    people: People,
) -> None:
    """Write the document of first instance and add it to the story."""
    truth = docket.truth(
        case.header, story, topic, case_type="民事", procedure="一审", cause=case.cause
    )
    truth.parties = [(p.name, "原告") for p in case.plaintiffs]
    truth.parties += [(p.name, "被告") for p in case.defendants]
    story.add(truth, render(case, people.voice, truth))
    story.chain.append(truth.case_number)


def _above(
    case: CivilCase, after: dt.date, code: str, court: CourtRow, docket: Docket, voice: Voice
) -> Header:
    filed = next_workday(after + dt.timedelta(days=voice.between(30, 60)))
    header = docket.header(court, filed, code, voice)
    return replace(header, agents=case.header.agents)


def _upwards(
    story: Story,
    topic: str,
    dispute: Dispute,
    case: CivilCase,
    fate: str,
    docket: Docket,
    people: People,
) -> None:
    """Add what the courts above made of the first judgment."""
    voice, court = people.voice, intermediate_of(case.header.court)
    header = _above(case, case.header.decided, "民终", court, docket, voice)
    known = {"case_type": "民事", "procedure": "二审", "cause": case.cause}
    truth = docket.truth(header, story, topic, **known)
    if fate == "remand":
        story.add(truth, render_remand(case, header, voice, truth))
        story.chain.append(truth.case_number)
        _again(story, topic, dispute, (case, header), docket, people)
        return
    stances = docket.policy.stances(dispute.questions, court)
    right = docket.policy.stances(dispute.questions, intermediate_of(court))
    if fate == "retrial":
        stances = right | {dispute.questions[0]: flip(right[dispute.questions[0]])}
    ruling = dispute.ruling(voice, stances)
    story.add(truth, render_appeal(case, header, ruling, voice, truth))
    story.chain.append(truth.case_number)
    if fate != "retrial":
        return
    top = _above(case, header.decided, "民再", intermediate_of(court), docket, voice)
    truth = docket.truth(top, story, topic, **known | {"procedure": "再审"})
    final = dispute.ruling(voice, right)
    story.add(truth, render_retrial(case, (header, ruling), top, final, voice, truth))
    story.chain.append(truth.case_number)


def _again(
    story: Story,
    topic: str,
    dispute: Dispute,
    sent_back: tuple[CivilCase, Header],
    docket: Docket,
    people: People,
) -> None:
    """Add the new judgment of the first court after a remand."""
    voice = people.voice
    old, ruling = sent_back
    filed = next_workday(ruling.decided + dt.timedelta(days=voice.between(15, 40)))
    header = docket.header(old.header.court, filed, "民初", voice)
    stances = docket.policy.stances(dispute.questions, old.header.court)
    case = build_case(dispute, header, people, stances)
    history = (
        f"本院曾于{day(old.header.decided)}作出{old.header.number}民事判决，"
        f"{names_of(old)}不服，提起上诉。{ruling.court.name}作出{ruling.number}民事裁定，"
        "撤销原判，发回重审。本院依法另行组成合议庭审理。"
    )
    add_first(story, topic, replace(case, history=history), docket, render_civil, people)


def names_of(case: CivilCase) -> str:
    """Return the name of the first defendant, who appealed."""
    return case.defendants[0].called
