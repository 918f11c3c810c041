"""The parser reads out of the sample what the sample's truth put in."""

from typing import Any

import pytest

from corpus.models import Judgment, Kind, RawDocument
from corpus.parse import parse_judgment
from corpus.sample import iter_documents
from corpus.sample.facts import Document, Truth


def _parsed(document: Document) -> Judgment:
    kind = Kind.GUIDING_CASE if document.truth.kind == "guiding_case" else None
    return parse_judgment(RawDocument(text=document.text, path=document.path, kind=kind))


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Truth, Judgment]]:
    """Return truth and parse of each document without a planted mistake."""
    documents = iter_documents(500, seed=11)
    return [(d.truth, _parsed(d)) for d in documents if not d.truth.defects]


def _head(judgment: Judgment) -> dict[str, Any]:
    return {
        "kind": str(judgment.kind),
        "court": judgment.court and judgment.court.name,
        "court_code": judgment.court and judgment.court.code,
        "case_number": judgment.case_number and judgment.case_number.text,
        "case_type": str(judgment.case_type),
        "procedure": judgment.procedure,
        "date": judgment.date and judgment.date.isoformat(),
        "entry_number": judgment.entry_number,
        "guiding_number": judgment.guiding_number,
    }


def test_head(pairs: list[tuple[Truth, Judgment]]) -> None:
    for truth, judgment in pairs:
        head = _head(judgment)
        assert head == {key: getattr(truth, key) for key in head}


def test_cause_and_document_type(pairs: list[tuple[Truth, Judgment]]) -> None:
    for truth, judgment in pairs:
        if truth.kind == "judgment":
            assert list(judgment.causes) == truth.causes
            assert judgment.document_type == truth.document_type


def test_parties_and_panel(pairs: list[tuple[Truth, Judgment]]) -> None:
    for truth, judgment in pairs:
        if truth.kind == "judgment":
            assert [(p.name, p.role) for p in judgment.panel] == truth.panel
            assert [(p.name, p.role) for p in judgment.parties] == truth.parties


def test_issues_and_basis(pairs: list[tuple[Truth, Judgment]]) -> None:
    for truth, judgment in pairs:
        if truth.kind == "judgment":
            assert [issue.text for issue in judgment.issues] == truth.issues
            basis = {
                (c.law, c.article) for c in judgment.citations if c.section and c.section == "basis"
            }
            assert basis == set(truth.basis), truth.case_number


def _outcome(judgment: Judgment) -> dict[str, Any]:
    assert judgment.outcome is not None
    keys = ("defendant", "charge", "kind", "months", "probation_months", "fine")
    return {
        "result": judgment.outcome.result,
        "first": judgment.outcome.first_instance_result,
        "total": judgment.outcome.awarded_total,
        "terms": [tuple(getattr(s, k) for k in keys) for s in judgment.outcome.sentences],
        "found": {n: set(tags) for n, tags in judgment.outcome.circumstances.items() if tags},
    }


def _expected(truth: Truth) -> dict[str, Any]:
    return {
        "result": truth.result,
        "first": truth.first_instance_result,
        "total": truth.awarded_total,
        "terms": [
            (s.defendant, s.charge, s.kind, s.months, s.probation_months, s.fine)
            for s in truth.sentences
        ],
        "found": {n: set(tags) for n, tags in truth.circumstances.items() if tags},
    }


def _agree(truth: Truth, judgment: Judgment) -> bool:
    got, expected = _outcome(judgment), _expected(truth)
    keys = ("result", "first", "total") if truth.case_type == "民事" else ("terms", "found")
    parties = [(p.name, p.role) for p in judgment.parties] == truth.parties
    return parties and all(got[key] == expected[key] for key in keys)


def test_outcome(pairs: list[tuple[Truth, Judgment]]) -> None:
    for truth, judgment in pairs:
        if truth.kind == "judgment":
            assert _agree(truth, judgment), (truth, judgment.outcome)
