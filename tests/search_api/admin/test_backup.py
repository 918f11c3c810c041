import zipfile
from pathlib import Path

import msgspec
import pytest

from corpus.errors import (
    CorruptStateError,
    InputError,
    LockedError,
    MismatchError,
    SourceError,
    StateError,
)
from search_api.admin import backup, restore, status
from search_api.similar import SearchRequest
from tests.search_api.application import SmallApplication, open_home


def test_a_restored_home_answers_as_the_old_one(
    application: SmallApplication, tmp_path: Path
) -> None:
    report = backup(application, tmp_path / "b.zip")
    assert (report.documents, report.generation) == (14, "g1")
    assert [path.name for path in tmp_path.iterdir()] == ["b.zip"]
    again = restore(tmp_path / "b.zip", tmp_path / "new")
    assert again.path == str(tmp_path / "new")
    assert (again.documents, again.files) == (report.documents, report.files)
    request = SearchRequest(text="逾期未还的借款")
    with open_home(tmp_path / "new") as restored:
        assert list(restored.store.scan()) == list(application.store.scan())
        assert restored.store.runs() == application.store.runs()
        assert status(restored).indexed == 14
        assert restored.require_search().search(request).hits == (
            application.require_search().search(request).hits
        )


def test_a_home_without_index_can_be_saved(
    empty_application: SmallApplication, tmp_path: Path
) -> None:
    report = backup(empty_application, tmp_path / "b.zip")
    assert (report.documents, report.generation, report.files) == (0, None, 1)


def test_nothing_is_overwritten(application: SmallApplication, tmp_path: Path) -> None:
    (tmp_path / "there.zip").write_bytes(b"kept")
    with pytest.raises(InputError, match="已存在"):
        backup(application, tmp_path / "there.zip")
    assert (tmp_path / "there.zip").read_bytes() == b"kept"
    with pytest.raises(InputError, match="数据目录之内"):
        backup(application, application.settings.home / "b.zip")
    backup(application, tmp_path / "b.zip")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(StateError, match="不是空目录"):
        restore(tmp_path / "b.zip", tmp_path / "full")
    with pytest.raises(StateError, match="不是空目录"):
        restore(tmp_path / "b.zip", application.settings.home)


def test_a_home_without_documents_may_be_replaced(
    application: SmallApplication, empty_application: SmallApplication, tmp_path: Path
) -> None:
    backup(application, tmp_path / "b.zip")
    empty_application.store.close()
    restore(tmp_path / "b.zip", empty_application.settings.home)
    with open_home(empty_application.settings.home) as restored:
        assert restored.store.count() == 14


def test_backup_waits_for_no_writer(application: SmallApplication, tmp_path: Path) -> None:
    with application.lock(), pytest.raises(LockedError):
        backup(application, tmp_path / "b.zip")
    assert list(tmp_path.iterdir()) == []


def _changed(source: Path, target: Path, name: str, content: bytes | None) -> Path:
    """Copy a backup with one part replaced, or left out for None."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        if content is not None:
            new.writestr(name, content)
    return target


def test_a_damaged_backup_restores_nothing(application: SmallApplication, tmp_path: Path) -> None:
    source = tmp_path / "b.zip"
    backup(application, source)
    with zipfile.ZipFile(source) as archive:
        manifest = msgspec.json.decode(archive.read("manifest.json"))
    climbing = {**manifest, "entries": [{"name": "../evil", "size": 1, "sha256": "0"}]}
    newer = {**manifest, "format": 99, "version": "9.9"}
    part = "home/records.sqlite3"
    (tmp_path / "text.zip").write_text("no archive", encoding="utf-8")
    cases: list[tuple[Path, type[Exception], str]] = [
        (_changed(source, tmp_path / "1.zip", part, b"x"), CorruptStateError, "校验值"),
        (_changed(source, tmp_path / "2.zip", part, None), CorruptStateError, "已损坏"),
        (_changed(source, tmp_path / "3.zip", "manifest.json", None), SourceError, "清单"),
        (
            _changed(source, tmp_path / "4.zip", "manifest.json", msgspec.json.encode(climbing)),
            CorruptStateError,
            "文件名",
        ),
        (
            _changed(source, tmp_path / "5.zip", "manifest.json", msgspec.json.encode(newer)),
            MismatchError,
            "9.9",
        ),
        (tmp_path / "text.zip", SourceError, "不是 leian 的备份"),
        (tmp_path / "none.zip", SourceError, "没有文件"),
    ]
    for number, (path, kind, said) in enumerate(cases):
        home = tmp_path / f"home{number}"
        with pytest.raises(kind, match=said):
            restore(path, home)
        assert not home.exists()
    assert not [
        path for path in tmp_path.iterdir() if "restoring" in path.name or "evil" in path.name
    ]


def test_a_cut_backup_is_refused(application: SmallApplication, tmp_path: Path) -> None:
    source = tmp_path / "b.zip"
    backup(application, source)
    (tmp_path / "cut.zip").write_bytes(source.read_bytes()[:-2000])
    with pytest.raises(SourceError):
        restore(tmp_path / "cut.zip", tmp_path / "home")
