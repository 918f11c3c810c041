"""Plain text."""

from corpus.errors import SourceError
from corpus.sources.encoding import decode_text

__all__ = ["text_of_plain"]


def text_of_plain(data: bytes) -> str:
    """Return the text of a text file.

    Raises:
        SourceError: no text, or in no known character set.
    """
    text = decode_text(data)
    if not text.strip():
        raise SourceError("文件里没有文字。请检查导出是否成功")
    return text
