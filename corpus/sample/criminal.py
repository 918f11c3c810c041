"""Stories of criminal cases: one judgment, or one with what the court of appeal made of it."""

import datetime as dt
from collections.abc import Callable

from corpus.sample.crime import Crime, CrimeCase, CrimeRuling, render_crime, render_crime_appeal
from corpus.sample.docket import Docket, Story
from corpus.sample.driving import draw_driving
from corpus.sample.facts import Stance
from corpus.sample.numerals import next_workday
from corpus.sample.people import CourtRow, People, courts, intermediate_of
from corpus.sample.questions import Question, flip
from corpus.sample.theft import draw_theft
from corpus.sample.voice import Voice

__all__ = ["CRIMINAL_TOPICS", "criminal_story", "draw_questions", "tell_crime"]

Draw = Callable[[Voice, People, dt.date, tuple[Question, ...]], Crime]

CRIMINAL_TOPICS: dict[str, tuple[int, Draw]] = {
    "theft": (12, draw_theft),
    "driving": (10, draw_driving),
}
_QUICK = 8  # months: above, the 速裁程序 is not for this
_DEVIATION = 0.03


def draw_questions(docket: Docket, topic: str, voice: Voice, most: int) -> tuple[Question, ...]:
    """Return up to ``most`` of the topic's active questions, each of another family."""
    pool = list(docket.policy.of_topic(topic))
    voice.rng.shuffle(pool)
    asked: dict[str, Question] = {}
    for question in pool:
        if len(asked) < most:
            asked.setdefault(question.family, docket.policy.argued(question, voice))
    return tuple(asked.values())


def criminal_story(topic: str, index: int, voice: Voice, docket: Docket) -> Story:
    """Return a criminal case and what became of it."""
    story = Story(index)
    court = voice.pick(courts())
    filed = docket.filing_date(voice)
    people = People(voice, court, index, filed.year)
    asked = draw_questions(docket, topic, voice, voice.pick((0, 0, 1)))
    crime = CRIMINAL_TOPICS[topic][1](voice, people, filed, asked)
    return tell_crime(story, topic, crime, (court, filed), people, docket)


def tell_crime(
    story: Story,
    topic: str,
    crime: Crime,
    where: tuple[CourtRow, dt.date],
    people: People,
    docket: Docket,
    *,
    final: bool = False,
) -> Story:
    """Add the judgment of a criminal case, and unless it is ``final`` perhaps its appeal."""
    voice, (court, filed) = people.voice, where
    policy = docket.policy
    odd = voice.chance(_DEVIATION) and len(crime.accused) == 1
    scale = voice.pick((2.0, 2.5, 3.0)) if odd else 1.0
    fate = voice.rng.choices(("final", "appeal", "error"), (80, 12, 24 if crime.questions else 0))[
        0
    ]
    stances = policy.stances(crime.questions, court)
    if fate == "error":  # the court below is too strict: nobody's own appeal makes it worse
        above = policy.stances(crime.questions, intermediate_of(court))
        stances = stances | {q: flip(side) for q, side in above.items() if side == "deny"}
    ruling = crime.ruling(voice, stances, scale)
    quick = all((term.months or 0) <= _QUICK for term in ruling.terms) and not crime.questions
    mode = ("quick" if voice.chance(0.5) else "simple") if quick else "ordinary"
    simple = mode != "ordinary"
    header = docket.header(court, filed, "刑初", voice, simple=simple)
    town = court.town.rpartition("市")[2] or court.town
    number = header.number.partition("初")[2].removesuffix("号")
    case = CrimeCase(
        header,
        crime,
        crime.story(voice),
        ruling,
        people.name(),
        f"湘{town[0]}检刑诉〔{filed.year}〕{number}号",
        mode,
    )
    truth = docket.truth(
        header, story, topic, case_type="刑事", procedure="一审", cause=crime.charge
    )
    if odd:
        usual = crime.ruling(voice, stances).terms[0].months or 0
        given = ruling.terms[0].months or 0
        if given >= usual * 1.5:
            truth.deviation = {"months": given, "usual": usual}
    story.add(truth, render_crime(case, voice, truth))
    story.chain.append(truth.case_number)
    if fate != "final" and not final:
        _appeal(story, topic, case, docket, people)
    return story


def _on_appeal(case: CrimeCase, stances: Stance, voice: Voice) -> CrimeRuling | None:
    """Return what a court above makes of the accused's own appeal: the same, or a lighter term.

    None where it would have to be heavier (刑事诉讼法 Art. 237), or cannot be lighter.
    """
    changed = [h for h in case.ruling.holdings if stances[h.question] != h.stance]
    if not changed:
        return case.ruling
    if any(stances[holding.question] == "support" for holding in changed):
        return None
    for scale in (1.0, 0.9, 0.8, 0.7):
        ruling = case.crime.ruling(voice, stances, scale)
        pairs = zip(ruling.terms, case.ruling.terms, strict=True)
        if all((new.months or 0) < (old.months or 0) for new, old in pairs):
            return ruling
    return None


def _appeal(story: Story, topic: str, case: CrimeCase, docket: Docket, people: People) -> None:
    voice, court = people.voice, intermediate_of(case.header.court)
    stances = docket.policy.stances(case.crime.questions, court)
    ruling = _on_appeal(case, stances, voice)
    if ruling is None:
        return
    filed = next_workday(case.header.decided + dt.timedelta(days=voice.between(20, 45)))
    header = docket.header(court, filed, "刑终", voice)
    truth = docket.truth(
        header, story, topic, case_type="刑事", procedure="二审", cause=case.crime.charge
    )
    story.add(truth, render_crime_appeal(case, header, ruling, voice, truth))
    story.chain.append(truth.case_number)
