"""Entries like those of the case library and guiding cases, with numbers that no real one has."""

import datetime as dt

from corpus.sample.civil import CIVIL_TOPICS, build_case
from corpus.sample.docket import Docket, Story
from corpus.sample.facts import Truth
from corpus.sample.frame import FOOT, HEAD, CivilCase, names, orders_lines
from corpus.sample.law import Cite
from corpus.sample.numerals import day
from corpus.sample.people import People, courts
from corpus.sample.questions import Question
from corpus.sample.voice import Voice

__all__ = ["curated_story"]

_FIRST_GUIDING = 9_000  # the real series is below one thousand
_LIBRARY_LINE = "00"  # the real second group is 01 to 18
_SUFFIX = {"lending": "103", "traffic": "374", "divorce": "014", "consumer": "373", "sale": "084"}


def curated_story(index: int, voice: Voice, docket: Docket) -> Story:
    """Return one library-like or guiding-case-like entry on an active civil question."""
    story = Story(index)
    topic = voice.pick([t for t in CIVIL_TOPICS if docket.policy.of_topic(t)])
    question = voice.pick(docket.policy.of_topic(topic))
    court = voice.pick(courts())
    filed = docket.filing_date(voice)
    people = People(voice, court, index, filed.year)
    dispute = CIVIL_TOPICS[topic][1](voice, people, filed, (question,))
    if dispute.absent or not dispute.questions:
        return curated_story(index, Voice(voice.rng), docket)
    header = docket.header(court, filed, "民初", voice)
    stance = {question.id: docket.policy.majority(question.id)}
    case = build_case(dispute, header, people, stance)
    guiding = voice.chance(0.3)
    count = docket.count("guiding" if guiding else "library")
    truth = docket.truth(header, story, topic, case_type="民事", procedure="一审", cause=case.cause)
    truth.holdings, truth.panel = list(case.ruling.holdings), []
    published = header.decided + dt.timedelta(days=voice.between(120, 400))
    build = _guiding if guiding else _library
    text = build(case, question, (voice, count, published), truth)
    story.add(truth, text)
    return story


def _gist(case: CivilCase, question: Question, voice: Voice) -> str:
    stance = case.ruling.holdings[0].stance
    reason = case.ruling.contested[0]
    for side, people in (("原告", case.plaintiffs), ("被告", case.defendants)):
        for person in people:
            reason = reason.replace(person.called, f"{side}方")
    return voice.say("curated", f"gist.{stance}", question=question.title, reason=reason)


def _articles(cites: tuple[Cite, ...]) -> list[str]:
    return [f"《{cite.law}》第{cite.article}条" for cite in cites]


def _title(case: CivilCase) -> str:
    plaintiff = names(case.plaintiffs)
    return f"{plaintiff}诉{names(case.defendants[:1])}{case.cause}案"


def _facts(case: CivilCase) -> list[str]:
    return [
        f"原告{names(case.plaintiffs)}诉称：{case.narrative.grounds}",
        "法院经审理查明：" + "".join(case.narrative.findings),
    ]


def _library(
    case: CivilCase, question: Question, drawn: tuple[Voice, int, dt.date], truth: Truth
) -> str:
    voice, count, _ = drawn
    header, topic = case.header, truth.topic
    entry = f"{header.decided.year}-{_LIBRARY_LINE}-2-{_SUFFIX[topic]}-{count:03d}"
    court = header.court.name
    lines = [
        _title(case),
        f"{entry}——{question.title}{HEAD}",
        "关键词",
        f"民事　{case.cause}　{question.item}",
        "基本案情",
        *_facts(case),
        f"{court}于{day(header.decided)}作出{header.number}民事判决："
        + "".join(orders_lines(case.ruling.orders)),
        "裁判理由",
        "法院生效裁判认为：" + "".join(case.ruling.reasoning),
        "裁判要旨",
        _gist(case, question, voice),
        "关联索引",
        *_articles(case.ruling.basis),
        f"一审：{court}{header.number}民事判决（{day(header.decided)}）",
        FOOT,
    ]
    truth.kind = "library_entry"
    truth.path = f"入库样例/{entry}.txt"
    truth.entry_number = entry
    return "\n".join(lines) + "\n"


def _guiding(
    case: CivilCase, question: Question, drawn: tuple[Voice, int, dt.date], truth: Truth
) -> str:
    voice, count, published = drawn
    header = case.header
    number = _FIRST_GUIDING + count
    lines = [
        f"指导性案例{number}号",
        _title(case),
        f"{HEAD}（样例，{day(published)}发布）",
        f"关键词 民事/{case.cause}/{question.item}",
        "裁判要点",
        _gist(case, question, voice),
        "相关法条",
        *_articles(case.ruling.basis),
        "基本案情",
        *_facts(case),
        "裁判结果",
        f"{header.court.name}于{day(header.decided)}作出{header.number}民事判决："
        + "".join(orders_lines(case.ruling.orders)),
        "裁判理由",
        "法院生效裁判认为：" + "".join(case.ruling.reasoning),
        FOOT,
    ]
    truth.kind = "guiding_case"
    truth.path = f"指导性样例/指导性案例{number}号.txt"
    truth.guiding_number = number
    truth.publish_date = published.isoformat()
    truth.result, truth.awarded_total = case.ruling.result, case.ruling.awarded / 100
    return "\n".join(lines) + "\n"
