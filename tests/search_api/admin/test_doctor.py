from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from indexer.types import Reject
from search_api.admin import Check, doctor, status
from search_api.admin.doctor import compare_ids
from tests.search_api.application import SmallApplication
from tests.search_api.corpus import HashEncoder
from tests.search_api.factories import make_record


def _failed(application: SmallApplication) -> dict[str, Check]:
    return {check.name: check for check in doctor(application) if not check.ok}


def test_a_healthy_home_passes_every_check(application: SmallApplication) -> None:
    checks = doctor(application)
    assert [check for check in checks if not check.ok] == []
    assert len(checks) == 11
    assert all(check.detail and not check.remedy for check in checks)


def test_an_empty_home_lacks_its_index_only(empty_application: SmallApplication) -> None:
    assert list(_failed(empty_application)) == ["索引"]


def test_what_index_and_records_do_not_share_is_named(own_application: SmallApplication) -> None:
    own_application.store.put([make_record(7)])
    own_application.store.delete([next(own_application.store.ids())])
    check = _failed(own_application)["索引与文书库"]
    assert "索引无 1 份（j-0007）" in check.detail
    assert "文书库无 1 份（guiding-9001）" in check.detail
    assert "leian ingest" in check.remedy


def test_what_is_wrong_comes_with_what_to_do(own_application: SmallApplication) -> None:
    store, admin = own_application.store, own_application.admin
    store.reject([Reject(f"{number}.txt", 0, "unreadable", "空", 1) for number in range(3)])
    store.begin_run("甲")
    manifest = admin.current()
    assert manifest is not None
    admin.create(replace(manifest, generation="g9")).close()
    failed = _failed(own_application)
    assert set(failed) == {"拒收", "入库任务", "索引半成品"}
    assert all(check.remedy for check in failed.values())


def test_a_strange_encoder_or_segmenter_is_found(own_application: SmallApplication) -> None:
    class Other(HashEncoder):
        id = "other"
        dim = 8

    class Cutter:
        id = "jieba:other"

        def cut(self, text: str) -> list[str]:
            return [text]

    own_application.encoder = Other()
    own_application.segmenter = Cutter()
    failed = _failed(own_application)
    assert set(failed) == {"分词器", "编码器"}
    assert "leian reindex" in failed["分词器"].remedy


def test_damage_is_reported_and_not_raised(own_application: SmallApplication) -> None:
    (own_application.settings.home / "index" / "current.json").write_text("{", encoding="utf-8")
    failed = _failed(own_application)
    assert {"索引", "索引与文书库"} <= set(failed)
    assert "已损坏" in failed["索引"].detail


@given(st.sets(st.text(max_size=3)), st.sets(st.text(max_size=3)))
def test_comparison_is_that_of_sets(one: set[str], other: set[str]) -> None:
    missing, surplus, both = compare_ids(sorted(one), sorted(other))
    assert (missing, surplus) == (sorted(one - other), sorted(other - one))
    assert both == len(one & other)


def test_status_counts_everything(application: SmallApplication) -> None:
    found = status(application, top=1)
    assert (found.documents, found.judgments, found.indexed) == (14, 12, 14)
    assert (found.library_entries, found.guiding_cases, found.rejects) == (1, 1, 0)
    assert (found.encoder, found.dim, found.generation) == ("hash-16", 16, "g1")
    assert [(one.year, one.documents) for one in found.years][:2] == [(2020, 5), (2021, 7)]
    assert len(found.courts) == len(found.causes) == 1
    assert found.disk.records > 0
    assert found.disk.index > 0


def test_status_of_an_empty_home(empty_application: SmallApplication) -> None:
    found = status(empty_application)
    assert (found.documents, found.generation, found.indexed, found.dim) == (0, None, 0, 0)
    assert found.segmenter == empty_application.segmenter.id


def test_an_unwritable_home_is_found(own_application: SmallApplication) -> None:
    own_application.settings = own_application.settings.with_home(Path("/proc/leian"))
    checks = {check.name: check for check in doctor(own_application)}
    assert not checks["数据目录"].ok
    assert not checks["磁盘空间"].ok
