"""The arithmetic and the law behind the sample: numerals, fees, rates, names, courts."""

import datetime as dt
import math
import random

import pytest

from corpus.courts import court_by_code
from corpus.sample import people
from corpus.sample.law import Cite, cite_text, civil_procedure, insurance_limits, lpr, property_fee
from corpus.sample.numerals import (
    add_months,
    cn_date,
    cn_number,
    cn_term,
    cn_upper,
    next_workday,
    yuan,
)
from corpus.sample.people import court_staff, courts, intermediate_of
from corpus.sample.questions import Policy, all_questions
from corpus.sample.voice import Voice, load_bank


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (3, "三"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (67, "六十七"),
        (105, "一百零五"),
        (264, "二百六十四"),
        (1000, "一千"),
        (1079, "一千零七十九"),
        (1165, "一千一百六十五"),
        (1208, "一千二百零八"),
        (10_000, "一万"),
        (20_500, "二万零五百"),
    ],
)
def test_numbers(number: int, words: str) -> None:
    assert cn_number(number) == words


@pytest.mark.parametrize(
    ("sum_", "words"),
    [
        (50_000, "伍万元整"),
        (50_200, "伍万零贰佰元整"),
        (309_000, "叁拾万玖仟元整"),
        (100_000, "壹拾万元整"),
    ],
)
def test_sums_as_receipts_write_them(sum_: int, words: str) -> None:
    assert cn_upper(sum_) == words


@pytest.mark.parametrize(
    ("fen", "text"), [(5_000_000, "50000元"), (123_450, "1234.5元"), (105, "1.05元"), (0, "0元")]
)
def test_yuan(fen: int, text: str) -> None:
    assert yuan(fen) == text


@pytest.mark.parametrize(
    ("months", "text"), [(3, "三个月"), (12, "一年"), (14, "一年二个月"), (36, "三年")]
)
def test_terms(months: int, text: str) -> None:
    assert cn_term(months) == text


def test_dates() -> None:
    assert cn_date(dt.date(2021, 3, 25)) == "二〇二一年三月二十五日"
    assert cn_date(dt.date(2020, 10, 10)) == "二〇二〇年十月十日"
    assert add_months(dt.date(2020, 1, 31), 1) == dt.date(2020, 2, 29)
    assert add_months(dt.date(2020, 3, 31), -13) == dt.date(2019, 2, 28)
    assert next_workday(dt.date(2024, 6, 1)) == dt.date(2024, 6, 3)  # a Saturday
    assert next_workday(dt.date(2024, 6, 3)) == dt.date(2024, 6, 3)


@pytest.mark.parametrize(
    ("claim", "fee"),
    [
        (8_000, 50),
        (10_000, 50),
        (20_000, 300),
        (100_000, 2_300),
        (200_000, 4_300),
        (500_000, 8_800),
        (1_000_000, 13_800),
        (2_000_000, 22_800),
        (5_000_000, 46_800),
        (10_000_000, 81_800),
        (20_000_000, 141_800),
        (30_000_000, 191_800),
    ],
)
def test_court_fees_follow_the_bands(claim: int, fee: int) -> None:
    assert property_fee(claim * 100) == fee * 100
    assert property_fee(claim * 100, half=True) == fee * 50


@pytest.mark.parametrize(
    ("date", "purpose", "words"),
    [
        (dt.date(2021, 12, 31), "affirm", "第一百七十条第一款第（一）项"),
        (dt.date(2022, 1, 1), "affirm", "第一百七十七条第一款第（一）项"),
        (dt.date(2021, 6, 1), "late", "第二百五十三条"),
        (dt.date(2023, 12, 31), "late", "第二百六十条"),
        (dt.date(2024, 1, 1), "late", "第二百六十四条"),
        (dt.date(2020, 6, 1), "absent", "第一百四十四条"),
    ],
)
def test_procedure_law_by_date(date: dt.date, purpose: str, words: str) -> None:
    assert civil_procedure(purpose, date).words() == words


def test_cites_name_each_law_once() -> None:
    cites = [Cite("甲法", "133-1", 1, 2), Cite("甲法", "52"), Cite("乙法", "15")]
    assert (
        cite_text(cites)
        == "《甲法》第一百三十三条之一第一款第（二）项、第五十二条、《乙法》第十五条"
    )


def test_rates_and_limits_change_on_their_day() -> None:
    assert [lpr(dt.date(2021, 12, d)) for d in (19, 20)] == [385, 380]
    assert lpr(dt.date(2019, 1, 1)) == 425
    assert insurance_limits(dt.date(2020, 9, 18))[0] == 11_000_000
    assert insurance_limits(dt.date(2020, 9, 19))[0] == 18_000_000


def test_courts_have_their_true_names_and_codes() -> None:
    assert len(courts()) > 80
    for court in (*courts(), *{intermediate_of(c) for c in courts()}, people.HIGH_COURT):
        record = court_by_code(court.code)
        assert record is not None, court
        assert court.name.removeprefix("湖南省") == record.name.removeprefix("湖南省")


def test_courts_of_appeal() -> None:
    first = courts()[0]
    assert intermediate_of(first).name == "湖南省长沙市中级人民法院"
    assert intermediate_of(intermediate_of(first)).name == "湖南省高级人民法院"


def test_invented_names_do_not_repeat() -> None:
    alphabets = (people._SURNAMES, people._FIRST, people._SECOND)
    assert all(len(set(letters)) == len(letters) for letters in alphabets)
    assert math.gcd(77_773, math.prod(map(len, alphabets))) == 1
    names = {people._name(i) for i in range(50_000)}
    assert len(names) == 50_000


def test_staff_of_a_court_stays() -> None:
    assert court_staff(courts()[3]) == court_staff(courts()[3])
    assert not set(court_staff(courts()[3])) & set(court_staff(courts()[4]))


def test_every_question_has_all_its_wordings() -> None:
    bank = load_bank("questions")
    parts = ("issue", "plaintiff", "defendant", "fact", "support", "deny")
    for question in all_questions():
        assert all(bank[f"{question.family}.{part}"] for part in parts)
        assert question.item in question.title


def test_policy_spreads_over_the_families() -> None:
    policy = Policy.choose(7, questions=22, divergent=6)
    assert len({q.id for q in policy.active}) == 22
    assert len(policy.divergent) == 6
    assert len({q.family for q in policy.active}) == 11


def test_uniform_questions_have_one_answer_divergent_ones_two() -> None:
    policy = Policy.choose(3, questions=22, divergent=6)
    for question in policy.active:
        sides = {policy.stance(question.id, court) for court in courts()}
        assert len(sides) == (2 if question.id in policy.divergent else 1)


def test_what_only_looks_divergent() -> None:
    policy = Policy.choose(3, questions=220, divergent=20)
    assert len(policy.versioned) == len(policy.conditional) == 11
    assert not policy.divergent & (policy.versioned | policy.conditional)
    voice = Voice(random.Random(2))  # noqa: S311 - a fixed draw
    for question in policy.active:
        majority = policy.majority(question.id)
        stances = {question.id: majority}
        argued = [policy.argued(question, voice) for _ in range(40)]
        turned = {q.side(stances) for q in argued if q.turns}
        assert len(turned) == (question.id in policy.conditional)
        assert majority not in turned
        changes = {q.side(stances, new_law=new) for q in argued for new in (True, False)}
        assert (len(changes) == 2) == (question.id in policy.versioned | policy.conditional)


def test_policy_refuses_what_the_bank_has_not() -> None:
    with pytest.raises(ValueError, match="at most"):
        Policy.choose(7, questions=100_000, divergent=1)
