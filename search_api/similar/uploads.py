"""A file that a user drops on the page or posts to the API → its text. Nothing of it is kept."""

from pathlib import Path
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.sources import read_bytes

__all__ = ["text_of_upload"]


def text_of_upload(file: BinaryIO, filename: str, *, limit_mb: int) -> str:
    """Return the text of an uploaded draft (docx, pdf, txt, …).

    Raises:
        SourceError: empty, too large, or no document that can be read; the message says which.
    """
    name = Path(filename).name or "文件"
    most = limit_mb * 1024 * 1024
    data = file.read(most + 1)
    if not data:
        raise SourceError(f"“{name}”是空文件，请选择有内容的文书。")
    if len(data) > most:
        raise SourceError(f"“{name}”超过 {limit_mb} MB，请只上传一份文书。")
    try:
        text = read_bytes(data, name=name, max_bytes=most).text.strip()
    except SourceError as error:
        raise SourceError(f"“{name}”无法读取：{error}") from error
    if not text:
        raise SourceError(f"“{name}”中没有文字（扫描件须先识别文字）。")
    return text
