"""Which format a file is in: by its first bytes, then by its name, never by its name alone."""

from pathlib import PurePosixPath
from typing import Final

from corpus.errors import LeianError, SkippedError, SourceError

__all__ = ["ARCHIVES", "COMPRESSIONS", "HEAD_BYTES", "TABLES", "detect_format"]

HEAD_BYTES: Final = 4096

ARCHIVES: Final = frozenset({"zip", "tar"})
COMPRESSIONS: Final = frozenset({"gz", "xz", "bz2"})
TABLES: Final = frozenset({"jsonl", "json", "csv", "xlsx"})

_TAR_MAGIC_AT = 257
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "pdf"),
    (b"\x1f\x8b", "gz"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"BZh", "bz2"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
)
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_PICTURE_NAMES: Final = frozenset(
    [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".svg", ".ico", ".heic"]
)
_REFUSED: Final[tuple[tuple[bytes, str], ...]] = (
    (b"Rar!", "不支持 rar 压缩包。请解压，或改用 zip、tar.gz"),
    (b"7z\xbc\xaf\x27\x1c", "不支持 7z 压缩包。请解压，或改用 zip、tar.gz"),
    (b"{\\rtf", "不支持 RTF。请在 Word 或 WPS 中另存为 docx"),
)
# Files of a programme or a desktop, never documents, whatever is in them.
_NO_DOCUMENTS: Final = frozenset(
    [
        ".py",
        ".pyc",
        ".ipynb",
        ".js",
        ".ts",
        ".css",
        ".sh",
        ".bat",
        ".exe",
        ".dll",
        ".so",
        ".o",
        ".a",
        ".c",
        ".h",
        ".java",
        ".go",
        ".rs",
        ".sql",
        ".db",
        ".sqlite",
        ".npy",
        ".npz",
        ".pt",
        ".lock",
        ".log",
        ".toml",
        ".ini",
        ".cfg",
        ".yaml",
        ".yml",
        ".map",
        ".woff",
        ".woff2",
        ".ttf",
        ".mp3",
        ".mp4",
        ".wav",
        ".avi",
        ".mov",
        ".parquet",
        ".arrow",
        ".trec",
        ".qrels",
        ".gitignore",
        ".pptx",
        ".ppt",
    ]
)
_BY_NAME: Final = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".mht": "html",
    ".xml": "xml",
    ".txt": "text",
    ".text": "text",
    ".md": "text",
}
_NAMES_OF_BINARY: Final = {".docx": "docx", ".xlsx": "xlsx", ".pdf": "pdf", ".xlsm": "xlsx"}
_BINARY_ADVICE = "请确认文件格式，或导出为 txt、docx、带文字层的 PDF 后再入库"


def detect_format(name: str, head: bytes) -> str:
    """Return the format of a file from its name and first ``HEAD_BYTES`` bytes.

    One of pdf, docx, xlsx, zip, tar, gz, xz, bz2, jsonl, json, csv, html, xml, text. A docx or xlsx
    is told from another zip by its name here, and by its content where it is read.

    Raises:
        SkippedError: no document at all.
        SourceError: empty, or of a format that cannot be read; the message says what to do.
    """
    suffix = PurePosixPath(name.lower()).suffix
    _skip_by_name(PurePosixPath(name).name, suffix)
    if not head:
        raise SourceError("文件是空的（0 字节）。请重新导出")
    if head.startswith(_PICTURES) or suffix in _PICTURE_NAMES:
        raise SkippedError("图片，没有文字。扫描件请先识别（OCR）为带文字层的 PDF 或 docx")
    return _by_content(suffix, head) or _by_text(suffix, head)


def _skip_by_name(name: str, suffix: str) -> None:
    if name.startswith((".", "~$")) or name in {"Thumbs.db", "desktop.ini", "__MACOSX"}:
        raise SkippedError("隐藏文件或编辑器的临时文件，不是文书")
    if suffix in _NO_DOCUMENTS:
        raise SkippedError(f"{suffix} 不是文书格式")


def _refusal(suffix: str, head: bytes) -> LeianError | None:
    for magic, reason in _REFUSED:
        if head.startswith(magic):
            return SourceError(reason)
    if head.startswith(_OLE):
        if suffix in {".docx", ".xlsx"}:
            return SourceError("文件已加密或设有密码。请取消密码后再入库")
        return SourceError("不支持旧版 Office 文件（doc、xls、wps）。请另存为 docx 或 xlsx")
    return None


def _by_content(suffix: str, head: bytes) -> str | None:
    if (refusal := _refusal(suffix, head)) is not None:
        raise refusal
    if head[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == b"ustar":
        return "tar"
    for magic, found in _MAGIC:
        if head.startswith(magic):
            if found == "zip":
                return _NAMES_OF_BINARY.get(suffix, "zip")
            return found
    if b"%PDF-" in head[:1024]:
        return "pdf"
    return None


def _by_text(suffix: str, head: bytes) -> str:
    expected = _NAMES_OF_BINARY.get(suffix)
    if expected is not None:
        raise SourceError(f"文件已损坏：内容不是 {expected}。请重新导出")
    if suffix in {".zip", ".gz", ".xz", ".tar", ".tgz", ".bz2", ".rar", ".7z"}:
        raise SourceError("压缩包已损坏：开头不是压缩格式。请重新打包")
    if suffix in {".doc", ".wps", ".ofd", ".rtf"} and b"\x00" in head:
        raise SourceError(f"不支持 {suffix} 文件。请另存为 docx 或带文字层的 PDF")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    known = _BY_NAME.get(suffix)
    if known is not None:
        return known
    if start[:1] in {b"{", b"["}:
        return "json"
    if start[:9].lower() == b"<!doctype" or start[:5].lower() in {b"<html", b"<?xml"}:
        return "html" if start[:5].lower() != b"<?xml" else "xml"
    if _is_binary(head):
        raise SourceError(f"内容是二进制数据，不是支持的格式。{_BINARY_ADVICE}")
    return "text"


def _is_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16
        return False
    zeros = head.count(b"\x00")
    return zeros > 0 and not _is_utf16(head, zeros)


def _is_utf16(head: bytes, zeros: int) -> bool:
    """Return whether the zero bytes all stand on one side of a pair, as ASCII in UTF-16 does."""
    return zeros in (head[0::2].count(0), head[1::2].count(0)) and zeros * 2 < len(head)
