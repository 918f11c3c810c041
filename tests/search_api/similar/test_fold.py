"""One row for copies and series; the best ranked stands for them, never a lesser authority."""

from pathlib import Path

import numpy as np

from search_api.similar.fold import Row, fold
from search_api.similar.types import SearchRequest
from search_api.store import SqlRecordStore
from search_api.store.signatures import Marks
from tests.search_api.application import SmallApplication
from tests.search_api.corpus import records

RANDOM = np.random.default_rng(7)
BASE = RANDOM.integers(1, 2**16, 64, dtype=np.uint16)


def mark(
    same: float, *, kind: str = "judgment", procedure: str = "一审", series: bytes = b""
) -> Marks:
    """Return marks that agree with BASE in this share of places."""
    values = BASE.copy()
    places = round(64 * (1 - same))
    values[:places] = RANDOM.integers(1, 2**16, places, dtype=np.uint16)
    return Marks(kind, procedure, values.astype("<u2").tobytes(), series)


def folded(**marks: Marks | None) -> list[tuple[str, tuple[str, ...]]]:
    ranked = [(document, 1 / (1 + place)) for place, document in enumerate(marks)]
    known = {document: one for document, one in marks.items() if one is not None}
    return [(row.id, row.folded) for row in fold(ranked, known)]


def test_a_copy_stands_behind_the_best_ranked() -> None:
    assert folded(a=mark(1), x=mark(0), b=mark(0.95)) == [("a", ("b",)), ("x", ())]


def test_what_is_only_like_it_stays() -> None:
    assert folded(a=mark(1), b=mark(0.6)) == [("a", ()), ("b", ())]


def test_another_instance_stays() -> None:
    assert folded(a=mark(1), b=mark(1, procedure="二审")) == [("a", ()), ("b", ())]


def test_a_guiding_case_never_stands_behind() -> None:
    entry, guiding = mark(1, kind="library_entry"), mark(1, kind="guiding_case")
    assert folded(a=entry, b=guiding) == [("a", ()), ("b", ())]
    assert folded(a=guiding, b=entry) == [("a", ("b",))]


def test_a_series_has_four_cases_of_one_party_and_court() -> None:
    key, other = b"k" * 8, b"o" * 8
    series = {name: mark(0.65, series=other + key) for name in "bcd"}
    assert folded(a=mark(1, series=key), **series) == [("a", ("b", "c", "d"))]
    assert len(folded(a=mark(1, series=key), b=series["b"], c=series["c"])) == 3
    assert len(folded(a=mark(1, series=b"z" * 8), **series)) == 4


def test_unknown_and_short_texts_stand_alone() -> None:
    short = Marks("judgment", "一审", None, b"")
    assert folded(a=None, b=None, c=short, d=short) == [(name, ()) for name in "abcd"]
    assert list(fold([], {})) == []


def test_every_case_is_in_one_row() -> None:
    marks = {f"{n:03}": mark((0, 0.5, 0.85, 1)[n * n % 7 % 4]) for n in range(200)}
    rows = list(fold([(document, 0.5) for document in marks], marks))
    assert sorted(one for row in rows for one in (row.id, *row.folded)) == sorted(marks)
    assert rows[0] == Row("000", 0.5, rows[0].folded)


def test_marks_come_and_go_with_their_document(tmp_path: Path) -> None:
    store = SqlRecordStore(f"sqlite:///{tmp_path / 'records.sqlite3'}")
    store.migrate()
    store.put(records())
    ids = list(store.ids())
    marks = store.marks(ids)
    assert set(marks) == set(ids)
    assert {one.kind for one in marks.values()} == {"judgment", "library_entry", "guiding_case"}
    assert store.sign() == 0
    store.delete(ids[:1])
    assert store.marks(ids[:2]).keys() == {ids[1]}
    store.close()


def test_a_list_can_be_unfolded(application: SmallApplication) -> None:
    search = application.require_search().search
    whole = search(SearchRequest(text="借款到期后被告未归还", fold=False)).hits
    rows = search(SearchRequest(text="借款到期后被告未归还")).hits
    assert not any(hit.folded for hit in whole)
    shown = [one for hit in rows for one in (hit.case.id, *hit.folded)]
    assert sorted(shown) == sorted(hit.case.id for hit in whole)
