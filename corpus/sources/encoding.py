"""Bytes → text: UTF-8, GB18030 or UTF-16, and only when the result reads as Chinese.

A text in another character set is refused, with its likely name: whoever wrote Chinese in it has
lost characters already, and what is lost cannot be seen from here.
"""

import codecs
import functools
import importlib.resources
import re

from corpus.errors import SourceError

__all__ = ["decode_text", "detect_encoding"]

_SAMPLE = 200_000  # characters looked at; also how many bytes the last resort may think about
_ENOUGH = 20  # Chinese characters below which their frequency says nothing
_SHARE = 0.4  # real judgments have .80-.95 of their characters among the common ones, mojibake .05
_CONTROL_SHARE = 0.005
_GARBAGE_SHARE = 0.02
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_GARBAGE = re.compile(r"[\u0080-\u009f\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\ufffd]")
_HAN = re.compile(r"[㐀-䶿一-鿿]")

_BINARY = "内容是二进制数据，不是文字。请确认文件格式，或导出为 txt、docx、带文字层的 PDF 后再入库"
_MOJIBAKE = "文字是乱码（曾以错误的字符集转存）。请从原系统以 UTF-8 或 GB18030 重新导出"
_UNKNOWN = "字符编码不是 UTF-8 或 GB18030{}，不能读入。请另存为 UTF-8 或 GB18030 后再入库"


@functools.lru_cache(maxsize=1)
def _common_characters() -> frozenset[str]:
    path = importlib.resources.files("corpus").joinpath("data/common_characters.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset("".join(line for line in lines if not line.startswith("#")))


def _common_share(text: str) -> float | None:
    """Return the share of common ones among the Chinese characters, None if too few to say."""
    han = _HAN.findall(text[:_SAMPLE])
    if len(han) < _ENOUGH:
        return None
    common = _common_characters()
    return sum(character in common for character in han) / len(han)


def _is_binary(text: str) -> bool:
    sample = text[:_SAMPLE]
    controls = len(_CONTROL.findall(sample))
    return "\x00" in sample or controls > max(1.0, len(sample) * _CONTROL_SHARE)


def _reads_as_chinese(text: str) -> bool:
    share = _common_share(text)
    return share is not None and share >= _SHARE and not _is_binary(text)


def _decodes(data: bytes, encoding: str, *, final: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(data, final)
    except UnicodeDecodeError:
        return None


def _likely_name(data: bytes) -> str:
    """Return what the character set may be, in brackets, for the message; "" if nobody knows."""
    import charset_normalizer  # 0.1 s, and seldom needed

    best = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    if best is None or not _reads_as_chinese(str(best)):
        return ""
    return f"（可能是 {best.encoding}）"


def _candidates(data: bytes) -> list[str]:
    if b"\x00" not in data[:_SAMPLE]:
        return ["gb18030", "utf-16-le", "utf-16-be"]
    return ["utf-16-le", "utf-16-be"]


def _read(data: bytes, *, final: bool) -> tuple[str, str]:
    """Return (text, encoding)."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = _decodes(data, encoding, final=final)
            if text is None:
                raise SourceError(_UNKNOWN.format(""))
            return text, encoding
    text = _decodes(data, "utf-8", final=final)
    if text is not None and "\x00" not in text[:_SAMPLE]:
        return text, "utf-8"
    for encoding in _candidates(data):
        text = _decodes(data, encoding, final=final)
        if text is not None and _reads_as_chinese(text):
            return text, encoding
    if b"\x00" in data[:_SAMPLE] or _is_binary(data[:_SAMPLE].decode("latin-1")):
        raise SourceError(_BINARY)
    raise SourceError(_UNKNOWN.format(_likely_name(data)))


def _is_garbled(text: str) -> bool:
    """Return whether accented Latin or replacement signs stand where Chinese should."""
    sample = text[:_SAMPLE]
    return len(_GARBAGE.findall(sample)) > max(_ENOUGH, len(sample) * _GARBAGE_SHARE)


def _check(text: str) -> None:
    if _is_binary(text):
        raise SourceError(_BINARY)
    share = _common_share(text)
    if _is_garbled(text) or (share is not None and share < _SHARE / 2):
        raise SourceError(_MOJIBAKE)


def decode_text(data: bytes) -> str:
    """Return the text of a file.

    Raises:
        SourceError: the bytes are no text, or in no character set that gives readable Chinese.
    """
    text, _ = _read(data, final=True)
    _check(text)
    return text


def detect_encoding(head: bytes) -> str:
    """Return the character set of a stream that begins with these bytes.

    Raises:
        SourceError: as ``decode_text``.
    """
    text, encoding = _read(head, final=False)
    _check(text)
    return encoding
