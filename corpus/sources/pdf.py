"""PDF files with a text layer → text, page after page. Page numbers are left to cleaning."""

import io
import logging
import time
from typing import TYPE_CHECKING, Final

from corpus.errors import SourceError

if TYPE_CHECKING:
    from pypdf import PdfReader

__all__ = ["text_of_pdf"]

_PAGES: Final = 3000
_SECONDS: Final = 90.0
_TAIL: Final = 4096
_LEAST: Final = 10  # characters of text below which a file is a picture of one

_TRUNCATED = "PDF 不完整（缺少结尾标记）。请重新下载或重新导出"
_NO_TEXT = "PDF 没有文字层（扫描件）。请先识别（OCR）为带文字层的 PDF 或 docx"
_LOCKED = "PDF 已加密。请取消密码后再入库"


def text_of_pdf(data: bytes) -> str:
    """Return the text of all pages, one page after the other.

    Raises:
        SourceError: damaged, encrypted, too long, or without a text layer.
    """
    if b"%%EOF" not in data[-_TAIL:] and b"startxref" not in data[-_TAIL:]:
        raise SourceError(_TRUNCATED)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mutters we say in our words
    try:
        text = _pages(_open(data))
    except SourceError:
        raise
    except RecursionError as error:
        raise SourceError("PDF 的结构自我嵌套，读不出来。请重新导出") from error
    except Exception as error:
        # pypdf raises anything from KeyError to zlib.error on damaged files.
        raise SourceError(f"PDF 已损坏（{type(error).__name__}）。请重新导出") from error
    if len("".join(text.split())) < _LEAST:
        raise SourceError(_NO_TEXT)
    return text


def _open(data: bytes) -> "PdfReader":
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(io.BytesIO(data), strict=False)
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(_LOCKED)
    except (DependencyError, NotImplementedError) as error:
        raise SourceError(_LOCKED) from error
    return reader


def _pages(reader: "PdfReader") -> str:
    pages = len(reader.pages)
    if pages > _PAGES:
        raise SourceError(f"PDF 有 {pages} 页，超过 {_PAGES} 页的上限。请拆分后再入库")
    started = time.monotonic()
    texts = []
    for page in reader.pages:
        texts.append(page.extract_text())
        if time.monotonic() - started > _SECONDS:
            raise SourceError(f"PDF 读取超过 {_SECONDS:.0f} 秒，已停止。请另存为 docx 或 txt")
    return "\n".join(texts)
