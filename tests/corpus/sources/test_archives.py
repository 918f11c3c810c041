import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.models import RawDocument
from corpus.sources import Rejected, Skipped, SourceOptions, container_of, read_paths
from tests.corpus.sources.factories import JUDGMENT, docx, judgment, paragraphs, zip_of


def _read(path: Path, **options: int) -> list[tuple[str, str]]:
    """Return (kind of finding, name below the folder or reason) of everything found."""
    found = []
    for item in read_paths([path], SourceOptions(**options)):  # type: ignore[arg-type]
        if isinstance(item, RawDocument):
            found.append(("document", item.path.removeprefix(path.as_posix())))
        else:
            found.append((type(item).__name__.lower(), item.detail))
    return found


def _tar(members: dict[str, bytes], mode: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


TEXT = JUDGMENT.encode()
WORD = docx(paragraphs(JUDGMENT))
MEMBERS = {"b/一.txt": TEXT, "a.docx": WORD}


@pytest.mark.parametrize(
    ("name", "data", "documents"),
    [
        ("x.zip", zip_of(MEMBERS), ["!/a.docx", "!/b/一.txt"]),
        ("x.tar", _tar(MEMBERS, "w"), ["!/b/一.txt", "!/a.docx"]),
        ("x.tar.gz", _tar(MEMBERS, "w:gz"), ["!/b/一.txt", "!/a.docx"]),
        ("x.tgz", _tar(MEMBERS, "w:gz"), ["!/b/一.txt", "!/a.docx"]),
        ("x.tar.xz", _tar(MEMBERS, "w:xz"), ["!/b/一.txt", "!/a.docx"]),
        ("x.tar.bz2", _tar(MEMBERS, "w:bz2"), ["!/b/一.txt", "!/a.docx"]),
        ("x.txt.gz", gzip.compress(TEXT), [""]),
        ("x.txt.xz", lzma.compress(TEXT), [""]),
        ("x.txt.bz2", bz2.compress(TEXT), [""]),
        ("x.zip", zip_of({"in.zip": zip_of(MEMBERS)}), ["!/in.zip!/a.docx", "!/in.zip!/b/一.txt"]),
        ("x.zip", zip_of({"in.tgz": _tar({"a.txt": TEXT}, "w:gz")}), ["!/in.tgz!/a.txt"]),
        ("x.tar", _tar({"in.zip": zip_of({"a.txt.gz": gzip.compress(TEXT)})}, "w"),
         ["!/in.zip!/a.txt.gz"]),
        ("no suffix", zip_of({"a.txt": TEXT}), ["!/a.txt"]),
    ],
)  # fmt: skip
def test_archives_are_read_in_place(
    tmp_path: Path, name: str, data: bytes, documents: list[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert _read(path) == [("document", one) for one in documents]
    assert list(tmp_path.iterdir()) == [path]  # nothing is unpacked


def test_the_container_of_a_member_is_the_file_on_disk() -> None:
    assert container_of("/a/b.zip!/c.zip!/d.txt") == Path("/a/b.zip")


def test_names_written_by_windows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    data = zip_of({"ABCD.txt": TEXT}).replace(b"ABCD", "判决".encode("gbk"))
    path.write_bytes(data)
    assert _read(path) == [("document", "!/判决.txt")]


def _link_in_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def _link_in_tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("link.txt")
        info.type = tarfile.SYMTYPE
        info.linkname = "/etc/passwd"
        archive.addfile(info)
    return buffer.getvalue()


def _locked_zip() -> bytes:
    data = bytearray(zip_of({"a.txt": TEXT}))
    data[6] |= 1  # flag of the local header
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


BOMB = b"\0" * (40 << 20)
BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip bomb": ("x.zip", lambda: zip_of({"a.jsonl": BOMB}), "炸弹"),
    "gz bomb": ("x.jsonl.gz", lambda: gzip.compress(BOMB), "炸弹"),
    "xz bomb": ("x.jsonl.xz", lambda: lzma.compress(BOMB), "炸弹"),
    "parent": ("x.zip", lambda: zip_of({"../a.txt": TEXT}), "越界"),
    "absolute": ("x.tar", lambda: _tar({"/etc/a.txt": TEXT}, "w"), "越界"),
    "backslash": ("x.tar", lambda: _tar({"a\\..\\..\\b.txt": TEXT}, "w"), "越界"),
    "drive": ("x.zip", lambda: zip_of({"C:/a.txt": TEXT}), "越界"),
    "zip link": ("x.zip", _link_in_zip, "链接"),
    "tar link": ("x.tar", _link_in_tar, "链接"),
    "password": ("x.zip", _locked_zip, "密码"),
    "too deep": (
        "x.zip", lambda: zip_of({"a.zip": zip_of({"b.zip": zip_of({"a.txt": TEXT})})}), "太多层",
    ),
    "truncated zip": ("x.zip", lambda: zip_of(MEMBERS)[:300], "损坏"),
    "truncated gz": ("x.txt.gz", lambda: gzip.compress(TEXT)[:-30], "不完整"),
    "truncated xz": ("x.txt.xz", lambda: lzma.compress(TEXT)[:-40], "不完整"),
    "truncated tar": ("x.tar.gz", lambda: _tar({"a.txt": TEXT * 9}, "w:gz")[:200], "不完整"),
    "not an archive": ("x.zip", lambda: b"hello", "损坏"),
    "empty zip": ("x.zip", lambda: zip_of({}), "空"),
    "huge member": ("x.zip", lambda: zip_of({"a.txt": os.urandom(200_000)}), "上限"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "make", "reason"), BAD.values(), ids=BAD.keys())
def test_bad_archives_are_named_with_a_reason(
    tmp_path: Path, name: str, make: Callable[[], bytes], reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    [(kind, detail)] = _read(path, max_bytes=100_000)
    assert kind == "rejected"
    assert reason in detail


def test_good_members_beside_bad_ones_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    members = {"1.txt": TEXT, "../2.txt": TEXT, "3.docx": WORD[:300], "4.txt": b"", "5.docx": WORD}
    path.write_bytes(zip_of(members))
    kinds = [kind for kind, _ in _read(path)]
    assert sorted(kinds) == ["document", "document", "rejected", "rejected", "rejected"]


def test_rows_before_the_cut_of_a_compressed_table_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl.gz"
    lines = [json.dumps({"text": judgment(n)}) for n in range(400)]
    path.write_bytes(gzip.compress("\n".join(lines).encode())[:-2000])
    items = list(read_paths([path]))
    assert sum(isinstance(item, RawDocument) for item in items) > 100
    assert isinstance(items[-1], Rejected)
    assert "不完整" in items[-1].detail


def test_folders_are_walked_in_order_and_odd_files_named(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.txt").write_text(JUDGMENT, encoding="utf-8")
    (tmp_path / "1.txt").write_text(JUDGMENT, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    items = list(read_paths([tmp_path, tmp_path / "b"]))
    assert [(type(item), Path(item.path).name) for item in items] == [
        (Skipped, ".git"),
        (RawDocument, "1.txt"),
        (RawDocument, "2.txt"),
        (Rejected, "gone.txt"),
        (Skipped, "loop"),
        (Rejected, "pipe.txt"),
    ]


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    [item] = read_paths([tmp_path / "nothing"])
    assert isinstance(item, Rejected)
    assert "没有这个文件" in item.detail
