"""The sample corpus: the same each time, believable, varied, and as its truth says."""

import datetime as dt
import itertools
import json
import random
import re
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import InputError
from corpus.models import RawDocument
from corpus.sample import iter_documents, iter_sample, write_sample
from corpus.sample.defects import RULES
from corpus.sample.facts import Document
from corpus.sample.numerals import add_months
from corpus.sample.voice import Voice
from corpus.sources import Skipped, SourceOptions, read_paths

SIZE = 600


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return list(iter_documents(SIZE))


@pytest.fixture(scope="module")
def judgments(documents: list[Document]) -> list[Document]:
    """Return the sound judgments: no entries, nothing planted."""
    return [d for d in documents if d.truth.kind == "judgment" and not d.truth.defects]


def test_same_seed_same_texts(documents: list[Document]) -> None:
    again = [text for _, text in iter_sample(50)]
    assert again == [document.text for document in documents[:50]]
    assert again != [text for _, text in iter_sample(50, seed=8)]


def test_numbers_and_paths_are_unique(documents: list[Document]) -> None:
    assert len({d.path for d in documents}) == len(documents)
    assert len({d.truth.case_number for d in documents}) == len(documents)


def test_every_document_is_marked(documents: list[Document]) -> None:
    for document in documents:
        assert "合成样例" in document.text[:200]
        assert "合成样例" in document.text[-100:]


def test_nothing_of_the_machinery_shows(documents: list[Document]) -> None:
    for document in documents:
        assert not re.search(r"[{}⟦⟧|]|None|。。|，。|；。", document.text), document.text


def test_numbers_lie_beyond_the_real_ones(documents: list[Document]) -> None:
    for document in documents:
        serial = int(re.findall(r"\d+", document.truth.case_number)[-1])
        assert serial > 90_000
        assert document.truth.guiding_number is None or document.truth.guiding_number > 9_000


def test_all_topics_instances_and_results_occur(documents: list[Document]) -> None:
    truths = [d.truth for d in documents]
    topics = {"lending", "traffic", "divorce", "consumer", "sale", "theft", "driving"}
    assert {t.topic for t in truths} == topics
    assert {t.procedure for t in truths} == {"一审", "二审", "再审"}
    results = {"granted", "partly", "dismissed", "withdrawn", "affirmed", "reversed", "remanded"}
    assert {t.result for t in truths if t.result} == results
    assert {t.kind for t in truths} == {"judgment", "library_entry", "guiding_case"}


def test_law_fits_the_date(judgments: list[Document]) -> None:
    for document in judgments:
        truth = document.truth
        laws = {law for law, _ in truth.basis}
        if truth.date < "2021-01-01":
            assert "中华人民共和国民法典" not in laws
        if truth.date >= "2021-01-01":
            assert "中华人民共和国婚姻法" not in laws


def test_rates_stay_below_the_cap_of_their_day(judgments: list[Document]) -> None:
    rates = 0
    for document in judgments:
        if document.truth.topic != "lending" or document.truth.procedure != "一审":
            continue
        orders = document.text.rpartition("如下：")[2]
        for rate in re.findall(r"年利率([\d.]+)%计算", orders):
            rates += 1
            filed = int(document.truth.case_number[1:5])
            assert float(rate) <= (24 if filed < 2021 else 17)
    assert rates > 50


def test_items_of_damage_sum_up(judgments: list[Document]) -> None:
    checked = 0
    for document in judgments:
        found = re.search(
            r"[：](医疗费[^；\n]*?)，(?:以上|上述)?(?:共计|合计)([\d.]+)元", document.text
        )
        if document.truth.topic != "traffic" or not found:
            continue
        plain = re.sub(r"（[^）]*）", "", found[1])
        items = [float(n) for n in re.findall(r"([\d.]+)元", plain)]
        assert sum(items) == pytest.approx(float(found[2]), abs=0.005)
        checked += 1
    assert checked > 30


def test_orders_sum_to_the_award(judgments: list[Document]) -> None:
    for document in judgments:
        truth = document.truth
        if truth.topic in {"traffic", "consumer", "sale"} and truth.procedure == "一审":
            orders = document.text.rpartition("如下：\n")[2].partition("案件受理费")[0]
            if truth.result == "withdrawn":
                continue
            lines = [re.sub(r"（[^）]*）|所购.*", "", line) for line in orders.splitlines()]
            sums = [float(m) for line in lines for m in re.findall(r"([\d.]+)元", line)]
            assert sum(sums) == pytest.approx(truth.awarded_total, abs=0.005), document.text


def test_costs_add_up(judgments: list[Document]) -> None:
    for document in judgments:
        found = re.search(
            r"案件受理费([\d.]+)元，(?:减半收取([\d.]+)元，)?由\S+?负担([\d.]+)元，\S+?负担([\d.]+)元。",
            document.text,
        )
        if found:
            full, half, one, two = (float(g or 0) for g in found.groups())
            charged = half or full
            assert one + two == pytest.approx(charged)
            assert not half or half == pytest.approx(full / 2)


def _days(text: str) -> list[dt.date]:
    found = re.findall(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text)
    return [dt.date(int(y), int(m), int(d)) for y, m, d in found]


def test_terms_end_when_they_should(judgments: list[Document]) -> None:
    checked = 0
    for document in judgments:
        truth = document.truth
        if len(truth.sentences) != 1 or truth.procedure != "一审":
            continue
        found = re.search(r"自(\d+年\d+月\d+日)起至(\d+年\d+月\d+日)止", document.text)
        if found:
            start, end = _days(found[0])
            months = truth.sentences[0].months or 0
            assert end == add_months(start, months) - dt.timedelta(days=1)
            checked += 1
    assert checked > 20


def test_sentences_keep_to_the_bands(judgments: list[Document]) -> None:
    for document in judgments:
        for term in document.truth.sentences:
            months = term.months or 0
            assert (1 <= months <= 6) if term.kind == "拘役" else (6 <= months <= 180)
            if term.probation_months:
                assert months <= 36
                assert term.probation_months >= max(2, months)


def test_no_appeal_of_the_accused_makes_it_worse() -> None:
    first: dict[int, dict[str, int]] = {}
    reversed_ = 0
    for document in iter_documents(2000):
        truth = document.truth
        months = {s.defendant: s.months or 0 for s in truth.sentences}
        if truth.topic not in {"theft", "driving"} or not months:
            continue
        if truth.procedure == "一审":
            first[truth.story] = months
        else:
            reversed_ += 1
            assert all(months[name] < first[truth.story][name] for name in months)
    assert reversed_


def test_facts_come_before_the_suit_and_the_suit_before_the_judgment(
    judgments: list[Document],
) -> None:
    for document in judgments:
        decided = dt.date.fromisoformat(document.truth.date)
        filed = re.search(r"(\d{4}年\d{1,2}月\d{1,2}日)(?:立案|向本院提起公诉)", document.text)
        if filed and document.truth.procedure == "一审":
            assert _days(filed[0])[0] < decided
        findings = re.search(r"查明[：，](.*?)本院认为", document.text, re.DOTALL)
        if findings:
            assert max(_days(findings[1]), default=decided) <= decided


def _shingles(text: str) -> set[int]:
    return {hash(text[i : i + 5]) for i in range(len(text) - 4)}


def test_findings_are_no_copies_of_each_other(judgments: list[Document]) -> None:
    groups: dict[str, list[tuple[int, set[int]]]] = defaultdict(list)
    for document in judgments:
        found = re.search(r"(?:查明|认定事实如下)[：，](.*?)本院认为", document.text, re.DOTALL)
        if found and document.truth.procedure == "一审":
            groups[document.truth.topic].append((document.truth.story, _shingles(found[1])))
    alike = total = 0
    for group in groups.values():
        for i, (story, one) in enumerate(group):
            total += 1
            others = (two for j, (s, two) in enumerate(group) if j != i and s != story)
            alike += any(len(one & two) > 0.8 * len(one | two) for two in others)
    assert total > 300
    assert alike / total < 0.05


def test_chains_name_the_judgment_below(tmp_path: Path) -> None:
    report = write_sample(tmp_path, judgments=SIZE)
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert truth["leian_truth"] is True
    assert len(truth["documents"]) == report.documents >= SIZE
    texts = {d["case_number"]: d for d in truth["documents"]}
    read = {
        number: (tmp_path / "documents" / row["path"]).read_text(encoding="utf-8")
        for number, row in texts.items()
        if row["kind"] == "judgment"
    }
    assert report.chains == len(truth["chains"]) > 30
    for chain in truth["chains"]:
        for lower, higher in itertools.pairwise(chain):
            assert lower in read[higher]
    kinds = Counter(row["type"] for row in truth["related"])
    assert set(kinds) >= {"R1", "R2", "R4", "R5", "R6", "R7", "R8", "R9"}
    for row in truth["related"]:
        if row["type"] == "R8":
            assert row["a"] in read[row["b"]]
    for row in truth["divergences"]:
        assert all(row["positions"].values()), row["id"]


def test_another_sample_is_not_mixed_in(tmp_path: Path) -> None:
    write_sample(tmp_path, judgments=10)
    write_sample(tmp_path, judgments=10)
    with pytest.raises(InputError, match="another sample"):
        write_sample(tmp_path, judgments=10, seed=8)


def test_sources_read_the_folder_as_it_is(tmp_path: Path) -> None:
    report = write_sample(tmp_path, judgments=150)
    found = list(read_paths([tmp_path], SourceOptions()))
    documents = [one for one in found if isinstance(one, RawDocument)]
    skipped = [one for one in found if isinstance(one, Skipped)]
    assert len(documents) == report.documents
    assert [Path(one.path).name for one in skipped] == ["truth.json"]


@pytest.mark.parametrize("rule", sorted(RULES))
def test_each_defect_finds_a_place(rule: str, judgments: list[Document]) -> None:
    voice = Voice(random.Random(1))  # noqa: S311 - a fixed draw
    planted = 0
    for document in judgments:
        changed = RULES[rule](document.text, document.truth, voice)
        if changed:
            planted += 1
            assert changed[0] != document.text
            assert changed[1]
    assert planted


def test_planted_defects_are_in_the_truth(documents: list[Document]) -> None:
    planted = [d for d in documents if d.truth.defects]
    assert len(planted) > 12
    for document in planted:
        rule = document.truth.defects[0]["rule"]
        if rule in {"F01", "F03"}:
            assert document.text.splitlines()[3] != document.truth.case_number
        if rule == "F33":
            assert "案件受理费" not in document.text


def test_deviations_stand_out() -> None:
    odd = [d.truth.deviation for d in iter_documents(1200) if d.truth.deviation]
    assert len(odd) >= 5
    for deviation in odd:
        usual = deviation["usual"]
        value = next(v for k, v in deviation.items() if k != "usual")
        assert value >= 1.5 * usual


def test_brief_documents_are_shorter(documents: list[Document]) -> None:
    brief = [len(text) for _, text in iter_sample(200, brief=True)]
    assert np.median(brief) < np.median([len(d.text) for d in documents])
