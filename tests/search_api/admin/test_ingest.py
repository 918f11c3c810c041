"""Ingest, reindex and rollback on a real home, as the commands do them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest

from corpus.errors import InputError, LockedError, MismatchError, MissingStateError, NotFoundError
from corpus.sample import write_sample
from indexer.pipeline import Progress
from search_api.admin import ingest_into, reindex, rollback
from search_api.bootstrap import Application, open_application
from search_api.settings import Settings
from search_api.similar import SearchRequest
from tests.search_api.corpus import raw_documents

WORDS = SearchRequest(text="被告人窜至商铺撬门入室，盗走被害人手机")


@contextmanager
def opened(
    home: Path, *, segmenter: Literal["rjieba", "jieba"] = "rjieba", encoder: str = "none"
) -> Iterator[Application]:
    settings = Settings(home=home, segmenter=segmenter, encoder=encoder)
    with open_application(settings) as application:
        yield application


@pytest.fixture(autouse=True)
def _no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in this process: workers and their deaths have tests of their own."""
    monkeypatch.setattr(Application, "workers", 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the eleven invented first-instance judgments, one a file."""
    found = tmp_path / "来件"
    found.mkdir()
    for number, raw in enumerate(raw_documents()[:11]):
        (found / f"{number:02}.txt").write_text(raw.text, encoding="utf-8")
    return found


def first_hit(application: Application) -> str:
    return application.require_search().search(WORDS).hits[0].case.id


def indexed(application: Application) -> int:
    return application.require_search().size()


def test_same_new_and_changed_documents_are_told_apart(tmp_path: Path, folder: Path) -> None:
    late = (folder / "10.txt").rename(tmp_path / "10.txt")
    with opened(tmp_path / "home") as application:
        assert ingest_into(application, [folder]).indexed == 10
        assert ingest_into(application, [folder]).unchanged == 10

        late.rename(folder / "10.txt")
        theft = folder / "07.txt"
        theft.write_text(theft.read_text().replace("撬门入室", "翻窗入室"), encoding="utf-8")
        report = ingest_into(application, [folder])

        assert (report.indexed, report.replaced, report.unchanged) == (1, 1, 9)
        assert indexed(application) == application.store.count() == 11
        hit = first_hit(application)
        assert "翻窗入室" in application.require_search().judgment(hit).text
        assert len(application.store.versions(hit)) == 2


def test_a_run_that_was_stopped_goes_on_under_its_number(tmp_path: Path, folder: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.stage != "解析入库":
            raise KeyboardInterrupt

    # The index is told every 64 documents: enough of them, each another case.
    text = (folder / "00.txt").read_text()
    for serial in range(300, 370):
        changed = text.replace("民初101号", f"民初{serial}号")
        (folder / f"{serial}.txt").write_text(changed, encoding="utf-8")
    with opened(tmp_path / "home") as application:
        stopped = ingest_into(application, [folder], progress=stop)
        assert stopped.interrupted
        assert application.store.count() == 81
        assert application.admin.current() is None
        assert [run.finished_at for run in application.store.runs()] == [None]

        report = ingest_into(application, [folder])

        assert (report.run, report.unchanged, report.interrupted) == (stopped.run, 81, False)
        assert indexed(application) == 81
        assert all(run.finished_at for run in application.store.runs())
        assert application.admin.unfinished() == []


def test_reindex_builds_anew_and_rollback_goes_back_and_forth(tmp_path: Path, folder: Path) -> None:
    with opened(tmp_path / "home") as application:
        ingest_into(application, [folder])
        before = first_hit(application)
        with pytest.raises(NotFoundError, match="leian reindex"):
            rollback(application)

        assert reindex(application).generation == "g00002"
        assert first_hit(application) == before
        assert rollback(application).generation == "g00001"
        assert rollback(application).generation == "g00002"
        assert first_hit(application) == before


def test_a_generation_that_was_left_is_not_what_rollback_returns_to(
    tmp_path: Path, folder: Path
) -> None:
    with opened(tmp_path / "home") as application:
        ingest_into(application, [folder])
        reindex(application)
        rollback(application)  # g00002 was not wanted
        reindex(application)
        assert [one.generation for one in application.admin.list()] == ["g00001", "g00003"]
        assert rollback(application).generation == "g00001"


def test_after_a_rollback_ingest_fills_what_the_older_index_lacks(
    tmp_path: Path, folder: Path
) -> None:
    late = (folder / "10.txt").rename(tmp_path / "10.txt")
    with opened(tmp_path / "home") as application:
        ingest_into(application, [folder])
        reindex(application)
        ingest_into(application, [late])
        rollback(application)
        assert indexed(application) == 10
        ingest_into(application, [folder])
        assert indexed(application) == 11


def test_ingest_with_jieba_finds_what_rjieba_finds(tmp_path: Path, folder: Path) -> None:
    found = {}
    for name in ("rjieba", "jieba"):
        with opened(tmp_path / name, segmenter=name) as application:
            ingest_into(application, [folder])
            manifest = application.admin.current()
            assert manifest is not None
            assert manifest.segmenter.startswith(f"{name}:")
            found[name] = [hit.case.id for hit in application.require_search().search(WORDS).hits]
    assert found["jieba"] == found["rjieba"]
    assert len(found["jieba"]) == 11


def test_another_segmenter_is_refused_until_reindex(tmp_path: Path, folder: Path) -> None:
    with opened(tmp_path / "home") as application:
        ingest_into(application, [folder])
        before = first_hit(application)
    with opened(tmp_path / "home", segmenter="jieba") as application:
        for refused in (application.require_search, lambda: ingest_into(application, [folder])):
            with pytest.raises(MismatchError, match="leian reindex"):
                refused()
        reindex(application)
        assert first_hit(application) == before


def test_an_empty_home_is_not_indexed(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as application:
        with pytest.raises(MissingStateError, match="leian ingest"):
            reindex(application)
        assert application.admin.list() == []


def test_a_missing_model_is_refused_before_the_work(tmp_path: Path, folder: Path) -> None:
    with opened(tmp_path / "home", encoder=str(tmp_path / "无此模型")) as application:
        for refused in (lambda: reindex(application), lambda: ingest_into(application, [folder])):
            with pytest.raises(InputError, match="LEIAN_ENCODER"):
                refused()
        assert application.store.count() == 0


def test_two_writers_are_one_too_many(tmp_path: Path, folder: Path) -> None:
    with opened(tmp_path / "home") as application, application.lock():
        for refused in (lambda: reindex(application), lambda: ingest_into(application, [folder])):
            with pytest.raises(LockedError, match="另一个进程"):
                refused()


def test_a_corpus_that_grows_gets_its_encoder(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embeddings.train.FEWEST_DOCUMENTS", 30)
    write_sample(tmp_path / "sample", judgments=60, seed=5)
    with opened(tmp_path / "home", encoder="two-tower") as application:
        ingest_into(application, [folder])
        few = application.admin.current()
        ingest_into(application, [tmp_path / "sample" / "documents"])
        many = application.admin.current()
        assert few is not None
        assert many is not None
        assert few.encoder == "none"
        assert many.encoder.startswith("two-tower-")
        assert indexed(application) == application.store.count()
        signals = application.require_search().search(WORDS).hits[0].signals
        assert {"facts_vector", "case_vector"} <= {signal.name for signal in signals}
